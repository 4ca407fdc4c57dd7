"""Classes of given names -> the share of them that the matcher is not to know: a folder of rules laid over ours."""

import math

import numpy as np
import polars as pl

from resolver.errors import UsageError
from resolver.synthesis.chance import Chance

RULES = "rules/names/hidden.csv"
"""Where a made list keeps the classes to hide: its folder ``rules`` goes with ``--rules``."""


def hide(classes: pl.DataFrame, *, share: float, seed: int) -> pl.DataFrame:
    """Choose a share of the classes of given names a made list uses, so that matching can be measured without them.

    A matcher knows best the names of its own tables, and a list made of these flatters it. Run ``dedupe --rules`` with the chosen
    classes hidden, and the names in them are as strange to it as those that no table lists.

    >>> classes = pl.DataFrame({"class": ["ivan", "pyotr", "oleg", "igor"], "mention_count": [4, 3, 2, 1]})
    >>> hide(classes, share=0.5, seed=1).height
    2
    """
    if not 0 <= share <= 1:
        raise UsageError(f"hidden share {share}: it must lie between 0 and 1")
    in_order = classes.sort("class")
    rows = np.arange(in_order.height, dtype=np.int64)
    drawn = np.argsort(Chance(seed=seed).bits("hidden", rows), kind="stable")
    chosen = np.sort(drawn[: math.floor(share * in_order.height + 0.5)])
    return in_order[chosen]


def hidden_rules(hidden: pl.DataFrame) -> bytes:
    """Return the file ``names/hidden.csv`` of a folder of rules that leaves these classes out."""
    return hidden.select("class").write_csv().encode()
