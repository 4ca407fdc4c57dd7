"""Units drawn again: the same seed draws the same, bundles keep the spread, intervals cover."""

import numpy as np
import pytest

from resolver.model.bootstrap import MOST_UNITS, Estimate, estimate, resample


def test_the_same_seed_draws_the_same() -> None:
    """Chance comes in as an argument."""
    sums = np.arange(12.0).reshape(6, 2)

    assert np.array_equal(resample(sums, draws=5, seed=1), resample(sums, draws=5, seed=1))
    assert not np.array_equal(resample(sums, draws=5, seed=1), resample(sums, draws=5, seed=2))


def test_any_shape_of_sums() -> None:
    """Sums may be a number, a row or a table for each unit; what comes out has that shape."""
    assert (7, 2, 3) == resample(np.ones((4, 2, 3)), draws=7, seed=1).shape
    assert (0, 2) == resample(np.ones((4, 2)), draws=0, seed=1).shape
    assert (3, 2) == resample(np.zeros((0, 2)), draws=3, seed=1).shape


@pytest.mark.parametrize("units", [500, 20 * MOST_UNITS])
def test_the_spread_is_that_of_the_units(units: int) -> None:
    """The total of n independent units spreads as the square root of n, bundled or not."""
    values = np.random.default_rng(3).normal(1.0, 2.0, size=(units, 1))
    drawn = resample(values, draws=1000, seed=4)

    assert pytest.approx(values.sum(), rel=0.1) == drawn.mean()
    assert pytest.approx(values.std() * np.sqrt(units), rel=0.12) == drawn.std()


def test_an_estimate_without_draws() -> None:
    """Where nothing is drawn the figure stands alone."""
    assert Estimate(value=0.5, low=0.5, high=0.5) == estimate(0.5, np.zeros(0))
