"""Turn messy, multilingual lists of the dead into a list of people, with every citation kept.

>>> import polars as pl, resolver
>>> frame = pl.DataFrame({"name": ["Матвеев Станислав", "Stanislav Matveyev"], "incident": ["battle", "battle"]})
>>> resolver.dedupe(frame, defaults={"status": "killed"}).count.fewest
1
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from resolver.version import VERSION as __version__

if TYPE_CHECKING:
    from resolver.analysis import evaluate, sample, train
    from resolver.errors import InputError, ResolverError, RuleError, UsageError
    from resolver.pipeline import blocks, dedupe, demo, inspect, link, rerun
    from resolver.run import Run
    from resolver.run import open_run as open
    from resolver.settings import Settings, load_settings

_HOMES = {
    "InputError": "resolver.errors",
    "ResolverError": "resolver.errors",
    "RuleError": "resolver.errors",
    "Run": "resolver.run",
    "Settings": "resolver.settings",
    "UsageError": "resolver.errors",
    "blocks": "resolver.pipeline",
    "dedupe": "resolver.pipeline",
    "demo": "resolver.pipeline",
    "evaluate": "resolver.analysis",
    "inspect": "resolver.pipeline",
    "link": "resolver.pipeline",
    "load_settings": "resolver.settings",
    "open": "resolver.run",
    "rerun": "resolver.pipeline",
    "sample": "resolver.analysis",
    "train": "resolver.analysis",
}
"""Where each public name lives. They are fetched when first asked for, so that ``resolver --help`` is quick."""

__all__ = [
    "InputError",
    "ResolverError",
    "RuleError",
    "Run",
    "Settings",
    "UsageError",
    "__version__",
    "blocks",
    "dedupe",
    "demo",
    "evaluate",
    "inspect",
    "link",
    "load_settings",
    "open",
    "rerun",
    "sample",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'resolver' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), "open_run" if name == "open" else name)
