"""An Outcome -> the numbers that the method text of a report quotes: thresholds, populations, levels and their chances."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import coded
from resolver.model.comparisons import FREQUENCY, Chance, Comparison
from resolver.model.fitted import Model
from resolver.model.linking import LinkRule, read_link_rule
from resolver.model.weights import MILLIBITS, fixed_chance
from resolver.outcome import Outcome
from resolver.report.shown import chance
from resolver.ruleset import comparisons_of
from resolver.tables import FIELDS
from resolver.version import VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """One level of one comparison as a codebook prints it."""

    comparison: str
    level: str
    m: str
    u: str
    relatives: str
    weight: str
    bits: float
    shipped_m: str
    shipped_u: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What a reader needs to say how a result was made."""

    version: str
    rules_sha256: str
    cost_ratio: str
    link_threshold: str
    review_threshold: str
    population: str
    incident_size: str
    namesakes_at_most: str
    exact_up_to: int
    draws: str
    prior: str
    is_fitted: bool
    fitted: str
    levels: tuple[LevelLine, ...]
    widest: float
    model_id: str
    scored: int
    bins: tuple[tuple[float, int, int], ...]
    thresholds: tuple[tuple[str, float], ...]


BIN_BITS = 2.0
_REACH_BITS = 40.0
"""Weights beyond this are put into the last bin of the drawing."""


def method_of(outcome: Outcome) -> Method:
    """Return the numbers of a run's method, with what the settings put in the place of the rules."""
    rule = link_rule_of(outcome)
    costs = outcome.rulebook.setting("linking.toml")["costs"]
    shipped = comparisons_of(outcome.rulebook, outcome.settings)
    told = [
        (one, before)
        for one, before in zip(outcome.model.comparisons, shipped, strict=True)
        if outcome.options.get("profile") != "public" or not one.column or one.column in FIELDS
    ]
    levels = tuple(_levels(told, rule))
    return Method(
        version=VERSION,
        rules_sha256=outcome.rulebook.sha256,
        cost_ratio=f"{costs['wrong_merge'] / costs['missed_merge']:g}",
        link_threshold=chance(rule.link_threshold),
        review_threshold=chance(rule.review_threshold),
        population=f"{rule.population:,}",
        incident_size=f"{rule.incident_size:,}",
        namesakes_at_most=f"{rule.namesakes_at_most:g}".removeprefix("0"),
        exact_up_to=rule.exact_up_to,
        draws=f"{rule.draws:,}",
        prior=f"{1 / outcome.model.terms.prior - 1:,.0f}",
        is_fitted=outcome.model.origin != "shipped",
        fitted=_fitted(outcome.model),
        levels=levels,
        widest=max(abs(one.bits) for one in levels),
        model_id=outcome.model.model_id,
        scored=outcome.scored.height,
        bins=tuple(_bins(outcome)),
        thresholds=(("ask", log_odds(rule.review_threshold)), ("link", log_odds(rule.link_threshold))),
    )


def log_odds(probability: float) -> float:
    """Return a probability as a weight in bits.

    >>> log_odds(0.5), log_odds(0.8)
    (0.0, 2.0)
    """
    return round(math.log2(probability / (1 - probability)), 6)


def _bins(outcome: Outcome) -> Iterator[tuple[float, int, int]]:
    """Yield the scored pairs by match weight: lower end of a bin, how many are one person, how many not."""
    person = coded(outcome.memberships["person_id"])[0]
    counts = pl.concat(
        _binned(batch, person) for batch in outcome.scored.batches("left", "right", "match_weight")
    )
    counts = counts.group_by("bin").agg(pl.col("linked", "all").sum())
    found = {at: (together, every - together) for at, together, every in counts.iter_rows()}
    for at in range(min(found), max(found) + 1) if found else ():
        yield (at * BIN_BITS, *found.get(at, (0, 0)))


def _binned(scores: pl.DataFrame, person: NDArray[np.int32]) -> pl.DataFrame:
    """Return how many pairs are in each bin of match weights, and how many of them are of one person."""
    bits = (scores["match_weight"] / MILLIBITS).clip(-_REACH_BITS, _REACH_BITS - BIN_BITS)
    linked = person[scores["left"].to_numpy()] == person[scores["right"].to_numpy()]
    return (
        pl.DataFrame({"bin": (bits / BIN_BITS).floor().cast(pl.Int32), "linked": linked})
        .group_by("bin")
        .agg(linked=pl.col("linked").sum(), all=pl.len())
    )


def _fitted(model: Model) -> str:
    """Say in two sentences where the chances come from."""
    if model.origin == "shipped":
        return f"They are expert values that ship with the rules; nothing was fitted to these lists: {model.reason}."
    told = (
        f"They were fitted to {model.pairs:,} candidate pairs of {model.mentions:,} mentions, of which about "
        f"{model.matches:,.0f} are expected to be one person; expert values that ship with the rules were the prior."
    )
    if model.reason:
        told += f" Of note: {model.reason}."
    if model.origin == "trained":
        told += f" {model.answers:,} pairs had been settled by people or by a truth file (model {model.model_id})."
    return told


def link_rule_of(outcome: Outcome) -> LinkRule:
    """Return the link rule that a run was made by."""
    settings = outcome.settings
    threshold = outcome.options.get("link_threshold")
    return read_link_rule(
        outcome.rulebook.setting("linking.toml"),
        population=settings.population.size,
        incident_size=settings.population.incident_size,
        link_threshold=threshold or settings.thresholds.link,
        review_threshold=threshold or settings.thresholds.review,
    )


def _levels(comparisons: Iterable[tuple[Comparison, Comparison]], rule: LinkRule) -> Iterator[LevelLine]:
    for one, before in comparisons:
        spoken = [*zip(one.levels, before.levels, strict=True)]
        if one.missing is not None and before.missing is not None:
            spoken.append((one.missing, before.missing))
        for at, (level, old) in enumerate(spoken):
            bits = math.log2(level.m / fixed_chance(level.u, level.label, rule))
            weight = "by how common the value is" if level.u == FREQUENCY else f"{bits:+.1f}"
            yield LevelLine(
                comparison="" if at else one.name.replace("_", " "),
                level=level.label.replace("_", " "),
                m=_chance(level.m),
                u=_chance(level.u),
                relatives=_chance(level.r),
                weight=weight,
                bits=0.0 if level.u == FREQUENCY else bits,
                shipped_m=_chance(old.m),
                shipped_u=_chance(old.u),
            )


def _chance(value: Chance) -> str:
    if value == "frequency":
        return "by frequency"
    return "by scope" if value == "scope" else f"{value:.3g}".removeprefix("0")
