"""Capture histories -> what can be said without a model of how lists depend on one another: a lower bound, and two lists alone."""

import math
from dataclasses import dataclass

import numpy as np

from resolver.model.capture.histories import Histories

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """An estimate of all people, with the ends of its 95 % interval."""

    estimate: float
    low: float
    high: float


def chao_bound(table: Histories) -> Bound | None:
    """Return the fewest people there can be, seen or not, if nobody is on a list more rarely for being on another (Chao 1987).

    People differ in how visible they are, so this errs low; only lists that avoid one another make it err high. Lists may be of
    different sizes (Rivest & Baillargeon 2007): whoever two lists miss is told from those on one list only and on two. One is added to
    the people on two lists, which for two lists is Chapman's estimate. With one list nothing can be said, and None is returned.

    >>> three = {("A",): 60, ("B",): 50, ("C",): 40, ("A", "B"): 20, ("A", "C"): 16, ("B", "C"): 13, ("A", "B", "C"): 5}
    >>> bound = chao_bound(Histories.of(three))
    >>> round(bound.estimate), round(bound.low), round(bound.high)
    (352, 298, 437)
    """
    told = chao_unseen(table)
    if told is None:
        return None
    unseen, error = told
    if not math.isfinite(error):
        return Bound(estimate=table.people + unseen, low=float(table.people), high=math.inf)
    return _around(table.people, unseen, error**2)


def chao_unseen(table: Histories) -> tuple[float, float] | None:
    """Return the people below whom those on no list cannot be, and the standard error of the logarithm of that number.

    >>> unseen, error = chao_unseen(Histories.of({("A",): 781, ("B",): 254, ("A", "B"): 167}))
    >>> round(unseen, 1), round(error, 2)
    (1180.8, 0.11)
    """
    if len(table.lists) < 2:
        return None
    alone = np.array([table.cells[1 << at] for at in range(len(table.lists))], dtype=np.float64)
    twice = float(table.by_number()[1])
    pairs = float((alone.sum() ** 2 - (alone**2).sum()) / 2.0)
    unseen = pairs / (twice + 1.0)
    if not twice or not unseen:
        return unseen, math.inf
    spread = float((alone * (alone.sum() - alone) ** 2).sum()) / pairs**2 + 1.0 / (twice + 0.5) + 1.0 / unseen
    return unseen, math.sqrt(spread)


def _around(people: int, unseen: float, variance: float) -> Bound:
    """Return a log-normal interval for those unseen, beside those seen: it never falls below them (Chao 1987)."""
    factor = math.exp(NORMAL_95 * math.sqrt(variance))
    return Bound(estimate=people + unseen, low=people + unseen / factor, high=people + unseen * factor)


def chapman(table: Histories) -> Bound:
    """Return what two independent lists say of all people: Chapman's (1951) estimate, with Sadinle's (2009) interval.

    >>> seber = chapman(Histories.of({("A",): 781, ("B",): 254, ("A", "B"): 167}))
    >>> round(seber.estimate), round(seber.low), round(seber.high)
    (2383, 2160, 2674)
    """
    only, other, both = (int(table.cells[mask]) for mask in (1, 2, 3))
    estimate = (only + both + 1) * (other + both + 1) / (both + 1) - 1
    a, b, c = only + 0.5, other + 0.5, both + 0.5
    around = _around(table.people, a * b / c, 1 / a + 1 / b + 1 / c + c / (a * b))
    return Bound(estimate=float(estimate), low=around.low, high=around.high)
