"""Match weights of pairs that somebody settled -> the curve that makes their probabilities mean what they say.

Scaling weights by a line (Platt 1999) lets a few pairs at one end turn the other, where most pairs of a run are. So the curve is free
only where it is asked about, and nearly what it was where nobody answered: piecewise linear, with a normal belief about every bend.
"""

import math

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Curve = tuple[tuple[float, float], ...]
"""Match weights, rising, and what becomes of them: straight between two, and beyond the first and last. None: all stay as they are."""

STEP = 4.0
BENDS = np.arange(-8.0, 9.0, STEP)
"""Where the curve may bend, in bits: one pair in 257, in 17, in 2, and so on. Beyond one in four thousand weights stay as they are."""
ENDS = np.array([-4 * STEP, -3 * STEP]), np.array([3 * STEP, 4 * STEP])
ROUNDS = 100


def fit_curve(weight: Numbers, is_same: NDArray[np.bool_], mass: Numbers, *, belief: float) -> Curve:
    """Return what should become of match weights, given pairs of which somebody said whether they are one person.

    ``mass`` is how many pairs each stands for. ``belief`` is how many answers at even odds it counts for that weights are right as they
    are, shared out among the bends. Maximum a posteriori; values that would fall are put in order (the rearrangement of Chernozhukov,
    Fernández-Val and Galichon 2009): more evidence is never less likely.

    >>> fit_curve(np.zeros(0), np.zeros(0, dtype=bool), np.zeros(0), belief=20)
    ()
    >>> curve = fit_curve(np.zeros(50), np.arange(50) < 10, np.ones(50), belief=20)
    >>> [(at, round(becomes, 1)) for at, becomes in curve if -5 < at < 5]
    [(-4.0, -4.0), (0.0, -1.8), (4.0, 4.0)]
    """
    if not len(weight):
        return ()
    raised = BENDS + _raises(
        weight, is_same.astype(np.float64), mass, belief / len(BENDS) * math.log(2) ** 2 / 4
    )
    low, high = ENDS
    becomes = np.concatenate([low, np.sort(np.clip(raised, low[-1], high[0])), high])
    return tuple(zip(np.concatenate([low, BENDS, high]).tolist(), becomes.tolist(), strict=True))


def calibrated(weight: Numbers, curve: Curve) -> Numbers:
    """Return what becomes of weights by a curve.

    >>> calibrated(np.array([-3.0, 1.0, 5.0]), ((0.0, 0.0), (2.0, 1.0))).tolist()
    [-1.5, 0.5, 2.5]
    """
    if not curve:
        return weight
    at, becomes = (np.array(one) for one in zip(*curve, strict=True))
    inside = np.interp(weight, at, becomes)
    first, last = ((becomes[end + 1] - becomes[end]) / (at[end + 1] - at[end]) for end in (0, -2))
    below, above = np.minimum(weight - at[0], 0.0), np.maximum(weight - at[-1], 0.0)
    return np.asarray(inside + first * below + last * above, dtype=np.float64)


def steepness(curve: Curve) -> float:
    """Return by how much weights rise from the first point of a curve to the last, for each bit that they rose before."""
    if not curve:
        return 1.0
    (low, becomes_low), *_, (high, becomes_high) = curve
    return (becomes_high - becomes_low) / (high - low)


def _raises(bits: Numbers, wanted: Numbers, mass: Numbers, firmness: float) -> Numbers:
    """Return by how much to raise the weight at each bend.

    The likelihood, with a normal belief of this precision about each, has one maximum; a step that overshoots is halved (Newton).
    """
    near = np.maximum(1.0 - np.abs(bits[:, None] - BENDS) / STEP, 0.0)
    raised = np.zeros(len(BENDS))
    for _ in range(ROUNDS):
        chance = _probability(bits + near @ raised)
        slope = near.T @ (mass * (wanted - chance)) * math.log(2) - firmness * raised
        bend = (mass * chance * (1 - chance))[:, None] * near
        curve = near.T @ bend * math.log(2) ** 2 + firmness * np.eye(len(BENDS))
        step = np.linalg.solve(curve, slope)
        now = _loss(bits + near @ raised, wanted, mass) + firmness * raised @ raised / 2
        while abs(step).max() > 1e-9:
            tried = raised + step
            if _loss(bits + near @ tried, wanted, mass) + firmness * tried @ tried / 2 <= now:
                break
            step /= 2
        raised = raised + step
        if abs(step).max() < 1e-7:
            break
    return raised


def _loss(bits: Numbers, wanted: Numbers, mass: Numbers) -> float:
    nats = bits * math.log(2)
    return float((mass * (np.logaddexp(0, nats) - wanted * nats)).sum())


def _probability(bits: Numbers) -> Numbers:
    return 1.0 / (1.0 + np.exp2(-np.clip(bits, -300, 300)))
