"""Match probabilities and the truth -> whether they mean what they say: reliability, expected calibration error, log loss.

Of pairs that were given a probability of .7, seven in ten should be one person. Pairs are put into bins of equal mass; the expected
calibration error is the mean distance between the mean probability of a bin and its share of true matches (Naeini, Cooper and
Hauskrecht 2015). It is above 0 by chance alone even for perfect probabilities, so what chance alone would give stands beside it.
"""

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.bootstrap import Estimate, Numbers, estimate, resample, rows_of_units

BINS = 10
FEWEST_IN_A_BIN = 20
"""With few pairs there are fewer bins, so that each holds at least so many."""

SURELY = 1e-12
"""A probability nearer to 0 or 1 than this is taken as this in the log loss."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """How far probabilities are from shares, over some pairs; ``bins`` is the reliability diagram as a table."""

    pair_count: int
    error: Estimate
    error_by_chance: float
    log_loss: Estimate
    bins: pl.DataFrame


def calibrate(
    probability: Numbers,
    is_same: Flags,
    unit: NDArray[np.int64],
    *,
    weight: Numbers | None = None,
    bins: int = BINS,
    draws: int = 0,
    seed: int = 1,
) -> Calibration:
    """Return the calibration of pairs; ``unit`` says which pairs stand or fall together and are drawn as one for intervals.

    >>> found = calibrate(np.array([0.25] * 4), np.array([True, False, False, False]), np.arange(4))
    >>> found.error.value, round(found.log_loss.value, 3)
    (0.0, 0.562)
    """
    mass = np.ones(len(probability)) if weight is None else weight
    count = max(1, min(bins, len(probability) // FEWEST_IN_A_BIN))
    at = equal_mass_bins(probability, mass, count)
    table = reliability(probability, is_same, at, weight=mass)
    sums = _sums(probability, is_same, at, unit, mass)
    drawn = resample(sums, draws=draws, seed=seed)
    total = sums.sum(axis=0)
    return Calibration(
        pair_count=len(probability),
        error=estimate(float(_error(total[None])[0]), _error(drawn)),
        error_by_chance=_by_chance(probability, at, mass),
        log_loss=estimate(float(_mean_loss(total[None])[0]), _mean_loss(drawn)),
        bins=table,
    )


def equal_mass_bins(probability: Numbers, weight: Numbers, count: int) -> NDArray[np.int64]:
    """Return the bin of each pair, from 0: equal weight in each as far as pairs of one probability, kept together, allow.

    >>> equal_mass_bins(np.array([0.9, 0.1, 0.1, 0.5]), np.ones(4), 2).tolist()
    [1, 0, 0, 1]
    """
    if not len(probability):
        return np.zeros(0, dtype=np.int64)
    distinct, where = np.unique(probability, return_inverse=True)
    masses = np.bincount(where, weights=weight, minlength=len(distinct))
    middle = (np.cumsum(masses) - masses / 2) / masses.sum()
    chosen = np.minimum((middle * count).astype(np.int64), count - 1)
    return np.unique(chosen, return_inverse=True)[1].astype(np.int64)[where]


def reliability(
    probability: Numbers, is_same: Flags, at: NDArray[np.int64], *, weight: Numbers
) -> pl.DataFrame:
    """Return one row for each bin: its pairs, the probability they were given and the share that is one person.

    >>> reliability(np.array([0.2, 0.4]), np.array([False, True]), np.array([0, 0]), weight=np.ones(2)).row(0)
    (0.2, 0.4, 2, 2.0, 0.30000000000000004, 0.5)
    """
    pairs = pl.DataFrame({"bin": at, "probability": probability, "is_same": is_same, "weight": weight})
    mass = pl.col("weight").sum()
    return (
        pairs.group_by("bin")
        .agg(
            probability_low=pl.col("probability").min(),
            probability_high=pl.col("probability").max(),
            pair_count=pl.len().cast(pl.UInt32),
            weight=mass,
            mean_probability=(pl.col("probability") * pl.col("weight")).sum() / mass,
            share_same=(pl.col("is_same") * pl.col("weight")).sum() / mass,
        )
        .sort("bin")
        .select(
            "probability_low", "probability_high", "pair_count", "weight", "mean_probability", "share_same"
        )
    )


def loss_of(probability: Numbers, is_same: Flags) -> Numbers:
    """Return the log loss of each pair, in nats: what a probability costs once the truth is known.

    >>> loss_of(np.array([0.5, 1.0]), np.array([True, True])).round(3).tolist()
    [0.693, 0.0]
    """
    said = np.clip(np.where(is_same, probability, 1 - probability), SURELY, 1.0)
    loss: Numbers = np.abs(np.log(said))
    return loss


def _sums(
    probability: Numbers, is_same: Flags, at: NDArray[np.int64], unit: NDArray[np.int64], weight: Numbers
) -> Numbers:
    """Return, by unit: what each bin holds too much of one person, then the weight, then the loss."""
    bins = int(at.max(initial=0)) + 1
    row = rows_of_units(unit)
    units = int(row.max(initial=-1)) + 1
    surplus = np.bincount(
        row * bins + at, weights=weight * (is_same - probability), minlength=units * bins
    ).reshape(units, bins)
    mass = np.bincount(row, weights=weight, minlength=units)
    loss = np.bincount(row, weights=weight * loss_of(probability, is_same), minlength=units)
    return np.column_stack([surplus, mass, loss]).astype(np.float64)


def _error(sums: Numbers) -> Numbers:
    mass = sums[:, -2]
    distance: Numbers = np.abs(sums[:, :-2]).sum(axis=1)
    shares: Numbers = np.divide(distance, mass, out=np.zeros_like(mass), where=mass > 0)
    return shares


def _mean_loss(sums: Numbers) -> Numbers:
    mass = sums[:, -2]
    shares: Numbers = np.divide(sums[:, -1], mass, out=np.zeros_like(mass), where=mass > 0)
    return shares


def _by_chance(probability: Numbers, at: NDArray[np.int64], weight: Numbers) -> float:
    """Return the error to expect of perfect probabilities: the mean distance of a normal variable, bin by bin."""
    if not len(probability):
        return 0.0
    spread = np.bincount(at, weights=weight**2 * probability * (1 - probability))
    return float(np.sqrt(spread).sum() * math.sqrt(2 / math.pi) / weight.sum())
