"""Sums of independent units -> what the sums would have been on other units of the kind: the bootstrap (Efron 1979).

Every figure we give an interval for is made of sums over units (knots of people, pairs of people). Units are drawn again with
replacement, the figure is worked out again from the new sums, and the middle 95 % of the outcomes are its interval.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_UNITS = 2_000
"""More units than this are first bundled at random into so many bundles, which are then drawn: the spread stays as it is (its own
error is under 2 %), and time does not grow."""

MOST_SORTED = 1_000_000
"""Up to so many members of units are sorted to tell their units apart."""

Numbers = NDArray[np.float64]


class Estimate(NamedTuple):
    """A figure and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def resample(sums: Numbers, *, draws: int, seed: int) -> Numbers:
    """Return the totals of each column for ``draws`` samples of the units, drawn with replacement.

    ``sums`` has one row per unit. The same seed gives the same draws.

    >>> resample(np.ones((5, 2)), draws=3, seed=1).tolist()
    [[5.0, 5.0], [5.0, 5.0], [5.0, 5.0]]
    """
    flat = _bundled(sums.reshape(len(sums), int(np.prod(sums.shape[1:]))), seed)
    if not len(flat) or not draws:
        return np.zeros((draws, *sums.shape[1:]))
    return (_times_drawn(len(flat), draws, seed) @ flat).reshape(draws, *sums.shape[1:])


@lru_cache(maxsize=2)
def _times_drawn(units: int, draws: int, seed: int) -> Numbers:
    """Return how often each unit is drawn in each sample; figures of as many units share one drawing."""
    random = np.random.default_rng(seed)
    return random.multinomial(units, np.full(units, 1 / units), size=draws).astype(np.float64)


def rows_of_units(unit: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the row of sums that each member of a unit is added to; very many units share rows at random, unsorted.

    >>> rows_of_units(np.array([7, 3, 7])).tolist()
    [1, 0, 1]
    """
    if len(unit) <= MOST_SORTED:
        return np.unique(unit, return_inverse=True)[1].astype(np.int64)
    # Fibonacci hashing (Knuth 1998, section 6.4): neighbouring numbers land far apart.
    mixed = (unit.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
    return (mixed % np.uint64(MOST_UNITS)).astype(np.int64)


def _bundled(sums: Numbers, seed: int) -> Numbers:
    if len(sums) <= MOST_UNITS:
        return sums
    bundle = np.random.default_rng(seed).permutation(len(sums)) % MOST_UNITS
    columns = [np.bincount(bundle, weights=column, minlength=MOST_UNITS) for column in sums.T]
    return np.stack(columns, axis=1)


def estimate(value: float, outcomes: Numbers) -> Estimate:
    """Return a figure with the middle 95 % of what came out in the draws; without draws the interval is the figure.

    >>> estimate(0.5, np.linspace(0, 1, 1001))
    Estimate(value=0.5, low=0.025, high=0.975)
    """
    if not len(outcomes):
        return Estimate(value=float(value), low=float(value), high=float(value))
    low, high = np.percentile(outcomes, [2.5, 97.5])
    return Estimate(value=float(value), low=float(low), high=float(high))
