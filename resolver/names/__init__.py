"""One name: cleaning, scripts, readings, roles, classes, keys, likeness.

Nothing here knows of tables of mentions: a name comes in as text, readings and levels go out. The four verbs to begin with:

>>> from resolver import names
>>> names.read("Игорем Косотуровым")[0].surname
'косотуров'
>>> names.compare("Стас Матвеев", "Stanislav Matveyev").level
'short'

``names.score`` does the same for a table of pairs, ``names.namesakes`` says how many people of a name to expect.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from resolver.names.pairs import NameComparison, compare, namesakes, read, score

__all__ = ["NameComparison", "compare", "namesakes", "read", "score"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'resolver.names' has no attribute {name!r}")
    return getattr(import_module("resolver.names.pairs"), name)
