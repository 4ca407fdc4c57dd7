"""COMPARED -> SCORES: the match weight and probability of each pair, and whether a link may rest on it."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.comparisons import SCOPE, Comparison
from resolver.model.linking import LinkRule
from resolver.model.weights import Weighed, probability_of, shares_of, weigh
from resolver.tables import SCORES, conform

SUPPORT_BITS = 3.0
"""A comparison other than the name supports a link when it speaks for it with at least this much."""


def score(
    compared: pl.DataFrame, patterns: pl.DataFrame, *, comparisons: Sequence[Comparison], rule: LinkRule
) -> pl.DataFrame:
    """Return SCORES for every compared pair, in the order given."""
    names = [one.name for one in comparisons]
    numbered = compared.join(patterns.select("pattern", *names), on=names, how="left", maintain_order="left")
    weighed = weigh(numbered, comparisons, rule)
    total = weighed.total
    scores = numbered.select(
        "left",
        "right",
        "rule",
        "pattern",
        match_weight=pl.lit(pl.Series(total)),
        against=pl.lit(pl.Series(weighed.against)),
        match_probability=pl.lit(pl.Series(probability_of(total))),
        namesakes=pl.lit(pl.Series(_namesakes(numbered, comparisons, rule))),
        is_name_alone=pl.lit(pl.Series(_is_name_alone(numbered, weighed, comparisons))),
        is_forbidden=pl.lit(pl.Series(_is_forbidden(numbered, comparisons, rule))),
    )
    return conform(scores, SCORES, table="SCORES")


def _namesakes(
    numbered: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule
) -> NDArray[np.float64]:
    """Return how many other people of the agreed name are expected among those the pair could be about."""
    people = np.full(numbered.height, float(rule.population))
    for one in comparisons:
        levels = numbered[one.name].to_numpy()
        if one.kind == "name":
            people *= _chance_of_name(levels, one, shares_of(numbered, one))
        if one.kind == "scope":
            narrowed = np.array([False, *(level.u == SCOPE for level in one.levels)])
            people *= np.where(narrowed[levels], shares_of(numbered, one), 1.0)
    return people


def _chance_of_name(
    levels: NDArray[np.uint8], comparison: Comparison, shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    fixed = np.array([1.0, *(level.u if isinstance(level.u, float) else 1.0 for level in comparison.levels)])
    asks = np.array([False, *(level.u == "frequency" for level in comparison.levels)])
    return np.where(asks[levels], shares, fixed[levels])


def _is_name_alone(
    numbered: pl.DataFrame, weighed: Weighed, comparisons: Sequence[Comparison]
) -> NDArray[np.bool_]:
    """Return whether nothing but the name (and who it could be about) speaks for a pair."""
    others = [one.name for one in comparisons if one.kind not in ("name", "scope")]
    best = np.full(numbered.height, -np.inf)
    for name in others:
        spoken = numbered[name].to_numpy() > 0
        best = np.where(spoken, np.maximum(best, weighed.by_comparison[name]), best)
    return best < SUPPORT_BITS


def _is_forbidden(
    numbered: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule
) -> NDArray[np.bool_]:
    """Return whether birth dates or sexes contradict: no program may link such a pair, a human may."""
    forbidden = np.zeros(numbered.height, dtype=np.bool_)
    for one in comparisons if rule.contradictions_forbid else ():
        contradiction = {"birth": "apart", "sex": "different"}.get(one.name)
        if contradiction is not None:
            forbidden |= numbered[one.name].to_numpy() == one.level(contradiction)
    return forbidden
