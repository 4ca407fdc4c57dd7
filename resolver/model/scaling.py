"""Match weights of pairs that somebody settled -> the line that makes their probabilities mean what they say (Platt 1999)."""

import math

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
STEEPEST = 30.0
FLATTEST, ROUNDS = 0.05, 100


def fit_line(weight: Numbers, is_same: NDArray[np.bool_], *, belief: float) -> tuple[float, float]:
    """Return shift and slope: a match weight w should be ``shift + slope * w``.

    ``belief`` is how many answers it counts for that the weights are right as they are, so that a few answers move them little.
    Pairs may have been chosen by their weight, and mostly are: what share of the pairs of one weight is one person does not
    depend on how many of them were asked about. The slope stays positive: more evidence is never less likely.

    >>> fit_line(np.zeros(0), np.zeros(0, dtype=bool), belief=20)
    (0.0, 1.0)
    """
    if not len(weight):
        return 0.0, 1.0
    bits = np.clip(weight, -STEEPEST, STEEPEST)
    each = belief / len(bits)
    return _newton(bits, is_same + each * _probability(bits), np.full(len(bits), 1 + each))


def _newton(bits: Numbers, wanted: Numbers, mass: Numbers) -> tuple[float, float]:
    """Maximise the likelihood of a logistic line; it has one maximum, and a step that overshoots is halved."""
    line = np.array([0.0, 1.0])
    terms = np.stack([np.ones_like(bits), bits])
    for _ in range(ROUNDS):
        chance = _probability(line @ terms)
        slope = terms @ (wanted - mass * chance)
        curve = (terms * (mass * chance * (1 - chance))) @ terms.T * math.log(2) + 1e-9 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        while (
            _loss(line + step, terms, wanted, mass) > _loss(line, terms, wanted, mass)
            and abs(step).max() > 1e-9
        ):
            step /= 2
        line = line + step
        if abs(step).max() < 1e-7:
            break
    return float(line[0]), max(float(line[1]), FLATTEST)


def _loss(line: Numbers, terms: Numbers, wanted: Numbers, mass: Numbers) -> float:
    bits = (line @ terms) * math.log(2)
    return float((mass * np.logaddexp(0, bits) - wanted * bits).sum())


def _probability(bits: Numbers) -> Numbers:
    return 1.0 / (1.0 + np.exp2(-np.clip(bits, -300, 300)))
