"""Pairs of names -> the weight our rules give each by the name alone, and from which weight on a pair is linked."""

import time
from dataclasses import dataclass

import numpy as np
import polars as pl

from resolver.model.comparisons import read_comparisons
from resolver.model.linking import read_link_rule
from resolver.model.weights import MILLIBITS, weigh
from resolver.names.index import NameFrequencies, index_names
from resolver.names.knowledge import load_knowledge
from resolver.names.likeness import Level
from resolver.rulebook import Rulebook, load_rulebook
from tests.bench.curves import Floats

POPULATION = 1_000
"""How many people a name could belong to: few enough that a whole name can settle who it is."""


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
    weights = name_weights(pairs, used)
    seconds = time.perf_counter() - start
    chance = read_link_rule(used.setting("linking.toml"), population=POPULATION).link_threshold
    return Scored(
        scores=weights, link_from=float(np.log2(chance / (1 - chance))), seconds=seconds, versions={}
    )


def name_weights(pairs: pl.DataFrame, rules: Rulebook) -> Floats:
    """Return the weight in bits of each pair of names (columns a, b) when nothing else is known."""
    rule = read_link_rule(rules.setting("linking.toml"), population=POPULATION)
    comparisons = [one for one in read_comparisons(rules.setting("comparisons.toml")) if one.kind == "name"]
    names = sorted({*pairs["a"], *pairs["b"]})
    index = index_names(
        names, load_knowledge(rules), NameFrequencies(**rules.setting("linking.toml")["frequency"])
    )
    code = {name: at for at, name in enumerate(names)}
    columns: dict[str, list[int]] = {f"{one.name}{end}": [] for one in comparisons for end in ("", "_share")}
    for left, right in pairs.select("a", "b").iter_rows():
        levels = index.compare(code[left], code[right])
        for one in comparisons:
            level = Level.MISSING if levels is None else Level(getattr(levels, one.role))
            columns[one.name].append(int(level))
            share = 1.0
            if levels is not None:
                mine = getattr(index.readings[code[left]][levels.left], one.role)
                other = getattr(index.readings[code[right]][levels.right], one.role)
                share = index.frequency(one.role, mine, other, level)
            columns[f"{one.name}_share"].append(round(float(np.log2(min(share, 1.0))) * MILLIBITS))
    compared = pl.DataFrame(columns)
    return np.asarray(weigh(compared, comparisons, rule).total / MILLIBITS, dtype=np.float64)
