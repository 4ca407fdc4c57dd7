"""Pairs judged in some strata -> shares of all pairs, and ratios of such shares, with 95 % intervals.

The estimator is the stratified one (Cochran 1977, chapter 5): the share found in a stratum counts as much as the stratum holds.
Limits are recovered from those of the strata (MOVER, Zou and Donner 2008), which are Jeffreys limits (Brown, Cai and DasGupta
2001): so a stratum in which every judged pair was right still leaves room for mistakes, where a bootstrap would leave none. What was
judged whole leaves none.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from resolver.model.bootstrap import Estimate, Numbers

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strata:
    """Of each stratum: how many pairs it holds, how many were judged, how many of those were judged the same."""

    pairs: Numbers
    judged: Counts
    same: Counts

    def only(self, kept: NDArray[np.bool_]) -> "Strata":
        """Return some of the strata; those in which nothing was judged are left out, as nothing is known of them."""
        known = kept & (self.judged > 0)
        return Strata(pairs=self.pairs[known], judged=self.judged[known], same=self.same[known])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Total:
    """An estimated number of pairs, and how far its limits lie below and above."""

    value: float
    below: float
    above: float


def share_limits(strata: Strata) -> tuple[Numbers, Numbers, Numbers]:
    """Return the share of each stratum that is the same, with its lower and upper limit.

    >>> strata = Strata(pairs=np.array([100.0, 2.0]), judged=np.array([10, 2]), same=np.array([10, 1]))
    >>> [side.round(2).tolist() for side in share_limits(strata)]
    [[1.0, 0.5], [0.79, 0.5], [1.0, 0.5]]
    """
    same, other = strata.same.astype(np.float64), (strata.judged - strata.same).astype(np.float64)
    share = same / np.maximum(strata.judged, 1)
    low = np.where(same > 0, betaincinv(same + 0.5, other + 0.5, 0.025), 0.0)
    high = np.where(other > 0, betaincinv(same + 0.5, other + 0.5, 0.975), 1.0)
    # What is left to judge is all that is left in doubt.
    left = np.sqrt(np.maximum(1 - strata.judged / np.maximum(strata.pairs, strata.judged), 0.0))
    return share, share - left * (share - low), share + left * (high - share)


def share_of(strata: Strata) -> Estimate:
    """Return the share of the pairs of all strata that is the same.

    >>> strata = Strata(pairs=np.array([300.0, 100.0]), judged=np.array([30, 20]), same=np.array([30, 10]))
    >>> [round(figure, 3) for figure in share_of(strata)]
    [0.875, 0.802, 0.921]
    """
    total, size = _total(strata), float(strata.pairs.sum())
    if not size:
        return Estimate(value=1.0, low=1.0, high=1.0)
    return Estimate(
        value=total.value / size,
        low=max((total.value - total.below) / size, 0.0),
        high=min((total.value + total.above) / size, 1.0),
    )


def part_of(part: Strata, rest: Strata) -> Estimate:
    """Return which part of the same pairs of both lies in ``part``: recall, where ``rest`` are the pairs that are no links.

    A limit is the part r at which (1 - r) times the one less r times the other just reaches 0 with its own limit.

    >>> links = Strata(pairs=np.array([90.0]), judged=np.array([90]), same=np.array([90]))
    >>> others = Strata(pairs=np.array([100.0]), judged=np.array([20]), same=np.array([2]))
    >>> [round(figure, 3) for figure in part_of(links, others)]
    [0.9, 0.773, 0.968]
    """
    here, there = _total(part), _total(rest)
    if not here.value + there.value:
        return Estimate(value=1.0, low=0.0 if there.above else 1.0, high=1.0)
    value = here.value / (here.value + there.value)

    def reach(share: float, of_here: float, of_there: float) -> float:
        return float(np.hypot((1 - share) * of_here, share * of_there))

    def lowest(share: float) -> float:
        net = (1 - share) * here.value - share * there.value
        return net - reach(share, here.below, there.above)

    def highest(share: float) -> float:
        net = (1 - share) * here.value - share * there.value
        return net + reach(share, here.above, there.below)

    return Estimate(value=value, low=_crossing(lowest, 0.0, value), high=_crossing(highest, value, 1.0))


def _total(strata: Strata) -> _Total:
    share, low, high = share_limits(strata)
    return _Total(
        value=float(strata.pairs @ share),
        below=float(np.linalg.norm(strata.pairs * (share - low))),
        above=float(np.linalg.norm(strata.pairs * (high - share))),
    )


def _crossing(falling: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function passes 0, by halving; an end where it does not."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2
