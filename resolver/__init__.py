"""Turn messy, multilingual lists of the dead into a list of people, with every citation kept.

>>> import polars as pl, resolver
>>> frame = pl.DataFrame({"name": ["Матвеев Станислав", "Stanislav Matveyev"], "incident": ["battle", "battle"]})
>>> resolver.dedupe(frame, defaults={"status": "killed"}).count.fewest
1
"""

from typing import TYPE_CHECKING

from resolver.lazy import fetched
from resolver.version import VERSION as __version__

if TYPE_CHECKING:
    from resolver.analysis import evaluate, sample, train
    from resolver.errors import InputError, ResolverError, RuleError, UsageError
    from resolver.pipeline import blocks, dedupe, demo, inspect, link, rerun
    from resolver.run import Run
    from resolver.run import open_run as open
    from resolver.settings import Settings, load_settings

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

__getattr__ = fetched(
    __name__,
    {
        "resolver.analysis": ("evaluate", "sample", "train"),
        "resolver.errors": ("InputError", "ResolverError", "RuleError", "UsageError"),
        "resolver.pipeline": ("blocks", "dedupe", "demo", "inspect", "link", "rerun"),
        "resolver.run": ("Run", "open_run as open"),
        "resolver.settings": ("Settings", "load_settings"),
    },
)
"""Each public name is fetched when it is first asked for, so that ``resolver --help`` is quick."""
