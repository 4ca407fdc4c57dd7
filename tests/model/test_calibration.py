"""Probabilities that mean what they say have a small error, those that do not a large one, and bins are honest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.calibration import calibrate, equal_mass_bins, loss_of

CHANCES = st.lists(st.sampled_from((0.05, 0.2, 0.5, 0.51, 0.8, 0.95)), min_size=1, max_size=60)


def drawn(probability: np.ndarray, seed: int = 1) -> np.ndarray:
    """Return for each probability whether it came true."""
    return np.random.default_rng(seed).random(len(probability)) < probability


def test_what_comes_true_as_said_is_calibrated() -> None:
    """Perfect probabilities have an error of about what chance gives; the interval holds it."""
    probability = np.random.default_rng(2).uniform(0.02, 0.98, 5000)
    found = calibrate(probability, drawn(probability), np.arange(5000), draws=200)

    assert found.error.value < 2 * found.error_by_chance
    assert found.error.value < 0.03
    assert 10 == found.bins.height
    assert found.bins["pair_count"].to_list() == [500] * 10


def test_boasting_is_found() -> None:
    """Of pairs said to be .9 only half come true: the error is .4, far above chance."""
    probability = np.full(2000, 0.9)
    found = calibrate(probability, drawn(np.full(2000, 0.5)), np.arange(2000), draws=200)

    assert pytest.approx(0.4, abs=0.03) == found.error.value
    assert found.error.low < found.error.value < found.error.high
    assert found.error_by_chance < 0.01


@given(CHANCES)
def test_equal_probabilities_share_a_bin(chances: list[float]) -> None:
    """The order of pairs decides nothing: pairs of one probability are never parted, and bins rise with it."""
    probability = np.array(chances)
    bins = equal_mass_bins(probability, np.ones(len(chances)), 4)

    for one in set(chances):
        assert 1 == len(set(bins[probability == one].tolist()))
    order = np.argsort(probability, kind="stable")
    assert sorted(bins[order].tolist()) == bins[order].tolist()


@given(CHANCES)
def test_a_weight_is_so_many_pairs(chances: list[float]) -> None:
    """A pair of weight 3 counts as three pairs alike."""
    probability = np.array(chances)
    is_same = drawn(probability)
    unit = np.arange(len(chances))
    weighed = calibrate(probability, is_same, unit, weight=np.full(len(chances), 3.0), bins=1)
    thrice = calibrate(np.tile(probability, 3), np.tile(is_same, 3), np.tile(unit, 3), bins=1)

    assert pytest.approx(weighed.error.value) == thrice.error.value
    assert pytest.approx(weighed.log_loss.value) == thrice.log_loss.value


@given(CHANCES)
def test_the_error_is_a_share(chances: list[float]) -> None:
    """The error lies between 0 and 1, and the log loss is never below 0."""
    probability = np.array(chances)
    found = calibrate(probability, drawn(probability), np.arange(len(chances)))

    assert 0 <= found.error.value <= 1
    assert found.log_loss.value >= 0
    assert len(chances) == found.bins["pair_count"].sum()


def test_no_pairs() -> None:
    """Where nothing is in doubt there is nothing to calibrate, and no fault."""
    empty = np.zeros(0)
    found = calibrate(empty, empty.astype(np.bool_), empty.astype(np.int64), draws=10)

    assert (0, 0.0, 0) == (found.pair_count, found.error.value, found.bins.height)


def test_being_surely_wrong_costs_much_but_not_all() -> None:
    """A probability of 1 that is wrong has a finite loss, so that one pair does not drown the rest."""
    loss = loss_of(np.array([1.0, 0.5]), np.array([False, False]))

    assert pytest.approx([27.631, 0.693], abs=0.001) == loss.tolist()
