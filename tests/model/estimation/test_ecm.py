"""recordlinkage's ECM classifier, which knows nothing of priors, blocking or relatives, comes to the same chances."""

import dataclasses

import numpy as np
import polars as pl
import pytest

from resolver.model.comparisons import Comparison, ComparisonLevel
from resolver.model.estimation import Evidence, estimate
from resolver.model.fitted import Model
from resolver.model.reference import SecondOpinion, second_opinion
from resolver.model.weights import probability_of, weigh
from tests.model.estimation.made import link_rule, rules

MENTIONS, PRIOR = 201, 0.2
M, U = (0.9, 0.8, 0.95, 0.85, 0.7), (0.1, 0.05, 0.2, 0.15, 0.02)
NAMES = ("one", "two", "three", "four", "five")


def comparisons() -> list[Comparison]:
    """Return fields that agree or differ, with shipped chances that are wrong."""
    levels = (
        ComparisonLevel(label="same", m=0.75, u=0.25, r=0.25),
        ComparisonLevel(label="different", m=0.25, u=0.75, r=0.75),
    )
    return [Comparison(name=name, kind="exact", column=name, role="", levels=levels) for name in NAMES]


def drawn(seed: int) -> pl.DataFrame:
    """Draw the levels of every pair of 201 mentions: 1 same, 2 different."""
    random = np.random.default_rng(seed)
    pairs = MENTIONS * (MENTIONS - 1) // 2
    is_match = random.random(pairs) < PRIOR
    agrees = random.random((pairs, len(NAMES))) < np.where(is_match[:, None], M, U)
    return pl.DataFrame({name: pl.Series(2 - agrees[:, at], dtype=pl.UInt8) for at, name in enumerate(NAMES)})


def ours(pairs: pl.DataFrame) -> Model:
    """Return our estimate from the same pairs, all of them candidates, with hardly any prior."""
    shipped = rules()
    loose = dataclasses.replace(shipped.prior, m=1, u=1, r=1e6, pairs=1, least=0.01)
    cells = pairs.with_columns(known=pl.lit(0, dtype=pl.UInt8)).group_by("known", *NAMES)
    counted = cells.agg(pair_count=pl.len().cast(pl.Int64)).sort(NAMES)
    evidence = Evidence(
        blocked=counted, random=counted, pair_total=pairs.height, mention_total=MENTIONS, own={}
    )
    rule = dataclasses.replace(link_rule(), relatives_per_person=0.0)
    learning = dataclasses.replace(shipped, prior=loose)
    return estimate(evidence, comparisons(), rule, learning, [("one",), ("two",), ("three",)])


def theirs(pairs: pl.DataFrame) -> SecondOpinion:
    """Return what ECM estimates, or skip where recordlinkage does not import."""
    pytest.importorskip("recordlinkage", exc_type=ImportError)
    return second_opinion(pairs, comparisons())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_chances_agree_with_ecm(seed: int) -> None:
    """Prior, m and u lie within .02 of those that ECM finds in the same pairs."""
    pairs = drawn(seed)
    model, opinion = ours(pairs), theirs(pairs)
    first = {one.name: one.levels[0] for one in model.comparisons}

    assert pytest.approx(opinion.prior, abs=0.02) == model.terms.prior
    assert pytest.approx(opinion.m, abs=0.02) == {name: level.m for name, level in first.items()}
    assert pytest.approx(opinion.u, abs=0.02) == {name: level.u for name, level in first.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_probabilities_agree_with_ecm(seed: int) -> None:
    """On average our probability of a pair lies within .01 of that of ECM."""
    pairs = drawn(seed)
    model, opinion = ours(pairs), theirs(pairs)
    rule = dataclasses.replace(link_rule(), fitted=model.terms)

    found = probability_of(weigh(pairs, model.comparisons, rule).total)

    assert np.abs(found - opinion.probability).mean() < 0.01
