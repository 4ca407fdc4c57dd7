"""One name: cleaning, scripts, readings, roles, classes, keys, likeness.

Nothing here knows of tables of mentions: a name comes in as text, readings and levels go out. The four verbs to begin with:

>>> from resolver import names
>>> names.read("Игорем Косотуровым")[0].surname
'косотуров'
>>> names.compare("Стас Матвеев", "Stanislav Matveyev").level
'short'

``names.score`` does the same for a table of pairs, ``names.namesakes`` says how many people of a name to expect.
"""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.names.pairs import NameComparison, compare, namesakes, read, score

__all__ = ["NameComparison", "compare", "namesakes", "read", "score"]

__getattr__ = fetched(
    __name__, {"resolver.names.pairs": ("NameComparison", "compare", "namesakes", "read", "score")}
)
