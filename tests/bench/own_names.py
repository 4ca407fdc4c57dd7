"""Pairs of names -> the weight our rules give each by the name alone, and from which weight on a pair is linked."""

import time
from dataclasses import dataclass

import numpy as np
import polars as pl

from resolver.model.linking import read_link_rule
from resolver.names import score
from resolver.names.knowledge import load_knowledge
from resolver.rulebook import Rulebook, load_rulebook
from tests.bench.curves import Floats

UNREAD = -99.0
"""The weight of a pair of which one name cannot be read: below any other."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scored:
    """A score per pair, from which on the tool itself links (None: it does not say), and how long it took."""

    scores: Floats
    link_from: float | None
    seconds: float
    versions: dict[str, str]


def own_scores(pairs: pl.DataFrame, rules: Rulebook | None = None) -> Scored:
    """Score pairs (columns a, b) by our rules; the one place where the benchmark asks the name engine.

    >>> found = own_scores(pl.DataFrame({"a": ["Стас Матвеев"] * 2, "b": ["Stanislav Matveev", "Igor Loginov"]}))
    >>> bool(found.scores[0] > found.scores[1])
    True
    """
    used = rules or load_rulebook()
    load_knowledge(used)
    start = time.perf_counter()
    weights = score(pairs.select("a", "b"), used)["match_weight"].fill_null(UNREAD).to_numpy()
    seconds = time.perf_counter() - start
    chance = read_link_rule(used.setting("linking.toml")).link_threshold
    return Scored(
        scores=np.asarray(weights, dtype=np.float64),
        link_from=float(np.log2(chance / (1 - chance))),
        seconds=seconds,
        versions={},
    )
