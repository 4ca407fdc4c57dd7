"""recordlinkage's ECM classifier, which knows nothing of our rules, finds the probabilities that our weights give.

Patterns are made from a known prior and known m and u. Ours are computed from those true numbers, the oracle's are estimated
from the patterns alone: both have to come to the same answer.
"""

import itertools
import tomllib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from resolver.model.comparisons import Comparison, ComparisonLevel
from resolver.model.linking import read_link_rule
from resolver.model.weights import probability_of, weigh

RULES = Path(__file__).parents[2] / "rules"
RULE = read_link_rule(tomllib.loads((RULES / "linking.toml").read_text("utf-8")), population=4)
PAIRS = 20_000
PRIOR, M, U = 0.2, 0.9, 0.1


def oracle() -> Any:
    """Return recordlinkage, or skip where it does not import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("recordlinkage", exc_type=ImportError)


def compared_by(fields: int) -> list[Comparison]:
    """Return binary comparisons with the true m and u: level 1 agrees, level 2 does not."""
    levels = (
        ComparisonLevel(label="same", m=M, u=U, r=U),
        ComparisonLevel(label="different", m=1 - M, u=1 - U, r=1 - U),
    )
    return [
        Comparison(name=f"field_{at}", kind="exact", column=f"field_{at}", role="", levels=levels)
        for at in range(fields)
    ]


def patterns_of(fields: int) -> NDArray[np.int64]:
    """Return every combination of agreement (1) and disagreement (0)."""
    return np.array(list(itertools.product((0, 1), repeat=fields)))


def chances(patterns: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how often each pattern comes among all pairs, from a match and from others."""
    agreed = patterns.sum(axis=1)
    apart = patterns.shape[1] - agreed
    return PRIOR * M**agreed * (1 - M) ** apart, (1 - PRIOR) * U**agreed * (1 - U) ** apart


def made(fields: int, *, seed: int) -> NDArray[np.int64]:
    """Make agreements of pairs as often as prior, m and u say, in a shuffled order: no luck of the draw."""
    patterns = patterns_of(fields)
    counts = np.rint(PAIRS * np.sum(chances(patterns), axis=0)).astype(int)
    return np.random.default_rng(seed).permutation(np.repeat(patterns, counts, axis=0))


def drawn(fields: int, *, seed: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Draw agreements of pairs by chance, and which pairs are matches."""
    random = np.random.default_rng(seed)
    is_match = random.random(PAIRS) < PRIOR
    chance = np.where(is_match, M, U)[:, None]
    return (random.random((PAIRS, fields)) < chance).astype(np.int64), is_match


def ours(patterns: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return our match probabilities; odds of one to four are a prior of .2."""
    comparisons = compared_by(patterns.shape[1])
    levels = {one.name: pl.Series(2 - patterns[:, at], dtype=pl.UInt8) for at, one in enumerate(comparisons)}
    return probability_of(weigh(pl.DataFrame(levels), comparisons, RULE).total)


def theirs(agreement: NDArray[np.int64], patterns: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the probabilities of patterns that the oracle estimates from made pairs."""
    recordlinkage = oracle()
    pandas = pytest.importorskip("pandas")
    names = [f"field_{at}" for at in range(agreement.shape[1])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        classifier = recordlinkage.ECMClassifier(init="jaro")
        classifier.fit(pandas.DataFrame(agreement, columns=names))
        return np.asarray(classifier.prob(pandas.DataFrame(patterns, columns=names)), dtype=np.float64)


@pytest.mark.parametrize("fields", [3, 4])
@pytest.mark.parametrize("seed", [1, 2])
def test_our_weights_agree_with_an_independent_estimate(fields: int, seed: int) -> None:
    """On every pattern our probability from true m, u and prior lies within .02 of what the oracle estimates."""
    patterns = patterns_of(fields)
    estimated = theirs(made(fields, seed=seed), patterns)

    assert np.abs(ours(patterns) - estimated).max() < 0.02


@pytest.mark.parametrize("fields", [3, 4])
def test_agreement_survives_the_luck_of_the_draw(fields: int) -> None:
    """Also on pairs drawn by chance our probabilities lie on average within .02 of the oracle's."""
    agreement, _ = drawn(fields, seed=7)

    assert np.abs(ours(agreement) - theirs(agreement, agreement)).mean() < 0.02


@pytest.mark.parametrize("fields", [2, 3, 4])
def test_our_weights_are_bayes_rule(fields: int) -> None:
    """Of all pairs with a pattern the share of matches is our probability, counted from prior, m and u."""
    patterns = patterns_of(fields)
    match, other = chances(patterns)

    assert pytest.approx((match / (match + other)).tolist(), abs=0.001) == ours(patterns).tolist()


@pytest.mark.parametrize("fields", [3, 4])
def test_our_weights_are_calibrated_on_drawn_pairs(fields: int) -> None:
    """Of the drawn pairs of one pattern as many are matches as our probability says, within four standard errors."""
    agreement, is_match = drawn(fields, seed=7)
    found = ours(agreement).round(6)
    for probability in np.unique(found):
        of_pattern = found == probability
        noise = 4 * np.sqrt(probability * (1 - probability) / of_pattern.sum()) + 1 / of_pattern.sum()
        assert abs(is_match[of_pattern].mean() - probability) < noise


def test_bits_and_probabilities_say_the_same() -> None:
    """A pattern's probability follows from its weight: log2 of the odds."""
    weights = np.arange(-20_000, 20_001, 500)
    probabilities = probability_of(weights)

    assert np.allclose(np.log2(probabilities / (1 - probabilities)), weights / 1000)
