"""Scores of pairs, and which are the same -> area under the curve, best F1, recall at precision .98, with intervals.

Intervals are percentiles of a bootstrap that draws groups of pairs (those of one family of names), not single pairs: pairs that
share a surname are right or wrong together. Equal scores are taken together, so ties flatter nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 500
SEED = 20180207
PRECISION = 0.98
_AT_ONCE = 100

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured value and the interval that holds it 95 times of 100.

    >>> str(Figure(value=0.98712, low=0.98, high=0.9951))
    '.987 [.980, .995]'
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{short(self.value)} [{short(self.low)}, {short(self.high)}]"

    def told(self) -> list[float]:
        """Return value, low and high, rounded for a file."""
        return [round(number, 4) for number in (self.value, self.low, self.high)]


def short(share: float) -> str:
    """Return a share with three digits and without its leading zero.

    >>> short(0.5), short(1.0), short(-0.0123)
    ('.500', '1.000', '-.012')
    """
    return f"{share:.3f}".replace("0.", ".", 1) if abs(share) < 0.9995 else f"{share:.3f}"


def draw_groups(groups: Codes, *, draws: int = DRAWS, seed: int = SEED) -> Iterator[Floats]:
    """Yield weights of rows, a few draws at a time: how often the group of each row was drawn.

    >>> first = next(draw_groups(np.array([0, 0, 1]), draws=1))
    >>> first.shape, bool(first[0, 0] == first[0, 1])
    ((1, 3), True)
    """
    chance = np.random.default_rng(seed)
    count = int(groups.max(initial=0)) + 1
    for start in range(0, draws, _AT_ONCE):
        size = min(_AT_ONCE, draws - start)
        yield chance.multinomial(count, np.full(count, 1 / count), size=size)[:, groups].astype(np.float64)


def interval(value: float, drawn: Floats) -> Figure:
    """Return a value with the middle 95 of 100 of what was drawn."""
    known = drawn[~np.isnan(drawn)]
    low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (value, value)
    return Figure(value=float(value), low=float(low), high=float(high))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """The pairs in the order of their scores: where each run of equal scores ends, and what it begins with."""

    order: Codes
    starts: Codes
    same: Bools
    scores: Floats

    @classmethod
    def of(cls, scores: Floats, same: Bools) -> "Curve":
        """Sort pairs by score, highest first."""
        order = np.argsort(-scores, kind="stable").astype(np.int64)
        ranked = scores[order]
        starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]).astype(np.int64)
        return cls(order=order, starts=starts, same=same[order], scores=ranked[starts])

    def counts(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return the same pairs and the others taken at each threshold, one row per set of weights."""
        ranked = weights[:, self.order]
        hits = np.add.reduceat(ranked * self.same, self.starts, axis=1).cumsum(axis=1)
        misses = np.add.reduceat(ranked * ~self.same, self.starts, axis=1).cumsum(axis=1)
        return hits, misses


def measures(curve: Curve, weights: Floats) -> dict[str, Floats]:
    """Return AUC, best F1 and recall at precision .98, one value per set of weights."""
    hits, misses = curve.counts(weights)
    positives, negatives = hits[:, -1], misses[:, -1]
    new_misses = np.diff(misses, axis=1, prepend=0.0)
    middle = hits - np.diff(hits, axis=1, prepend=0.0) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        area = (new_misses * middle).sum(axis=1) / (positives * negatives)
        recall = hits / positives[:, None]
        precise = hits >= PRECISION * (hits + misses) - 1e-9
        best = 2 * hits / (hits + misses + positives[:, None])
    return {
        "auc": area,
        "f1": np.nanmax(best, axis=1, initial=0.0),
        "recall_at_98": np.max(np.where(precise, recall, 0.0), axis=1, initial=0.0),
    }


def curve_figures(scores: Floats, same: Bools, groups: Codes, *, draws: int = DRAWS) -> dict[str, Figure]:
    """Return AUC, best F1 and recall at precision .98 with their intervals.

    >>> scores, same = np.array([0.9, 0.8, 0.2]), np.array([True, True, False])
    >>> curve_figures(scores, same, np.arange(3), draws=10)["auc"].value
    1.0
    """
    curve = Curve.of(scores, same)
    point = measures(curve, np.ones((1, len(scores))))
    parts = [measures(curve, weights) for weights in draw_groups(groups, draws=draws)]
    return {name: interval(point[name][0], np.concatenate([part[name] for part in parts])) for name in point}


def threshold_at_precision(scores: Floats, same: Bools) -> float:
    """Return the threshold of the best recall at precision .98; infinity when none reaches it.

    >>> threshold_at_precision(np.array([0.9, 0.8, 0.7]), np.array([True, True, False]))
    0.8
    """
    curve = Curve.of(scores, same)
    hits, misses = (counts[0] for counts in curve.counts(np.ones((1, len(scores)))))
    allowed = np.flatnonzero((hits > 0) & (hits >= PRECISION * (hits + misses) - 1e-9))
    return float(curve.scores[allowed[-1]]) if len(allowed) else float("inf")


def threshold_of_best_f1(scores: Floats, same: Bools) -> float:
    """Return the threshold of the best F1, half way down to the next score below.

    >>> threshold_of_best_f1(np.array([0.9, 0.8, 0.2]), np.array([True, True, False]))
    0.5
    """
    curve = Curve.of(scores, same)
    hits, misses = (counts[0] for counts in curve.counts(np.ones((1, len(scores)))))
    at = int(np.argmax(2 * hits / (hits + misses + same.sum())))
    below = curve.scores[at + 1] if at + 1 < len(curve.scores) else curve.scores[at]
    return float((curve.scores[at] + below) / 2)


def share(hits: int, of: int) -> Figure:
    """Return a share with Wilson's interval, which holds for few cases and for none as well.

    >>> str(share(0, 16))
    '.000 [.000, .194]'
    """
    if of == 0:
        return Figure(value=0.0, low=0.0, high=1.0)
    z, part = 1.959964, hits / of
    centre = (part + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * float(np.sqrt(part * (1 - part) / of + z * z / (4 * of * of)))
    return Figure(value=part, low=max(0.0, centre - half), high=min(1.0, centre + half))


def told(figures: Mapping[str, Figure]) -> dict[str, list[float]]:
    """Return figures as lists of value, low and high."""
    return {name: figure.told() for name, figure in figures.items()}
