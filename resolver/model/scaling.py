"""Match weights of pairs that somebody settled -> the line that makes their probabilities mean what they say (Platt 1999)."""

import math

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
FARTHEST = 30.0
FLATTEST, ROUNDS = 0.05, 100
BELIEVED = np.arange(-10.0, 11.0)
"""The weights at which the line is believed to be right as it is."""


def fit_line(weight: Numbers, is_same: NDArray[np.bool_], *, belief: float) -> tuple[float, float]:
    """Return shift and slope: a match weight w should be ``shift + slope * w``.

    ``belief`` is how many answers it counts for that the weights are right as they are, whatever was asked about, so that a few
    answers move them little.
    Pairs may have been chosen by their weight, and mostly are: what share of the pairs of one weight is one person does not
    depend on how many of them were asked about. The slope stays positive: more evidence is never less likely.

    >>> fit_line(np.zeros(0), np.zeros(0, dtype=bool), belief=20)
    (0.0, 1.0)
    """
    if not len(weight):
        return 0.0, 1.0
    bits = np.concatenate([np.clip(weight, -FARTHEST, FARTHEST), BELIEVED])
    each = belief / len(BELIEVED)
    mass = np.concatenate([np.ones(len(weight)), np.full(len(BELIEVED), each)])
    wanted = np.concatenate([is_same.astype(np.float64), each * _probability(BELIEVED)])
    shift, slope = _newton(np.stack([np.ones_like(bits), bits]), wanted, mass)
    if slope >= FLATTEST:
        return float(shift), float(slope)
    around = np.log2(wanted.sum() / (mass.sum() - wanted.sum()))
    return float(around - FLATTEST * (mass @ bits) / mass.sum()), FLATTEST


def _newton(terms: Numbers, wanted: Numbers, mass: Numbers) -> Numbers:
    """Maximise the likelihood of a logistic line; it has one maximum, and a step that overshoots is halved."""
    line = np.array([0.0, 1.0])
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
    return line


def _loss(line: Numbers, terms: Numbers, wanted: Numbers, mass: Numbers) -> float:
    bits = (line @ terms) * math.log(2)
    return float((mass * np.logaddexp(0, bits) - wanted * bits).sum())


def _probability(bits: Numbers) -> Numbers:
    return 1.0 / (1.0 + np.exp2(-np.clip(bits, -300, 300)))
