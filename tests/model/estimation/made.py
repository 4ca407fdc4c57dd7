"""Counted patterns made from known chances: what estimation has to find again."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from resolver.model.comparisons import Comparison, ComparisonLevel
from resolver.model.estimation import EstimationRules, Evidence, read_estimation_rules
from resolver.model.linking import LinkRule, read_link_rule
from resolver.rulebook import load_rulebook

Chances = Mapping[str, Sequence[float]]
BLOCKS = (("one",), ("two",), ("three",))
"""Three blocking rules: any two mentions that agree on one of the first three fields were brought together."""


def rules() -> EstimationRules:
    """Return the shipped rules of estimation, with keys for the fields of made patterns."""
    shipped = read_estimation_rules(load_rulebook().setting("estimation.toml"))
    keys = {name: (name, ("same",)) for name in ("one", "two", "three")}
    return replace(shipped, keys=keys, rounds=500, settled=1e-5)


def link_rule(population: int = 1_000_000) -> LinkRule:
    """Return the shipped link rule for a population."""
    return read_link_rule(load_rulebook().setting("linking.toml"), population=population)


def fields(shipped: Mapping[str, Chances]) -> list[Comparison]:
    """Return comparisons of three levels (same, near, different) with their shipped chances m, u, r."""
    return [
        Comparison(
            name=name,
            kind="text",
            column=name,
            role="",
            levels=tuple(
                ComparisonLevel(label=label, m=chances["m"][at], u=chances["u"][at], r=chances["r"][at])
                for at, label in enumerate(("same", "near", "different"))
            ),
        )
        for name, chances in shipped.items()
    ]


def planted(
    comparisons: Sequence[Comparison],
    truth: Mapping[str, Chances],
    *,
    mentions: int,
    matches: int,
    relatives: int,
    sampled: int,
    seed: int | None = None,
) -> Evidence:
    """Return the evidence of lists with so many matches and relatives, whose levels come with the true chances of each class.

    Without a seed every pattern comes exactly as often as expected; with one it is drawn.
    """
    patterns = np.array(list(itertools.product((1, 2, 3), repeat=len(comparisons))), dtype=np.uint8)
    total = mentions * (mentions - 1) // 2
    sizes = {"m": matches, "r": relatives, "u": total - matches - relatives}
    chance = {part: _chance(patterns, comparisons, truth, part) for part in "mur"}
    expected = sum(sizes[part] * chance[part] for part in "mur")
    random = None if seed is None else np.random.default_rng(seed)
    found = np.rint(expected) if random is None else random.poisson(expected)
    in_sample = expected / total * sampled
    drawn = np.rint(in_sample) if random is None else random.poisson(in_sample)
    is_blocked = (patterns[:, :3] == 1).any(axis=1)
    return Evidence(
        blocked=_cells(patterns[is_blocked], found[is_blocked], comparisons),
        random=_cells(patterns, drawn, comparisons),
        pair_total=total,
        mention_total=mentions,
        own={},
    )


def _chance(
    patterns: np.ndarray, comparisons: Sequence[Comparison], truth: Mapping[str, Chances], part: str
) -> np.ndarray:
    by_field = [np.array(truth[one.name][part])[patterns[:, at] - 1] for at, one in enumerate(comparisons)]
    return np.asarray(np.prod(by_field, axis=0))


def _cells(patterns: np.ndarray, counts: np.ndarray, comparisons: Sequence[Comparison]) -> pl.DataFrame:
    columns = {one.name: pl.Series(patterns[:, at], dtype=pl.UInt8) for at, one in enumerate(comparisons)}
    cells = pl.DataFrame(
        {
            "known": pl.Series(np.zeros(len(patterns)), dtype=pl.UInt8),
            **columns,
            "pair_count": pl.Series(counts, dtype=pl.Int64),
        }
    )
    return cells.filter(pl.col("pair_count") > 0)
