"""Expected pairs of each class -> the chances of one comparison: the M step."""

import dataclasses

import numpy as np
from numpy.typing import NDArray

from resolver.model.comparisons import FREQUENCY, Comparison, ComparisonLevel
from resolver.model.estimation.evidence import RAREST_BITS, Evidence
from resolver.model.estimation.expecting import Cells, Expected, Numbers
from resolver.model.estimation.levels import fitted_comparison
from resolver.model.estimation.rules import EstimationRules
from resolver.model.weights import share_step, shares_of
from resolver.names.scripts import KINDS_OF_PAIRS, told_scripts

STEPS = RAREST_BITS // 2
"""Corrections of frequencies go by steps of two bits."""


def maximise(
    shipped: Comparison,
    candidates: tuple[Cells, Expected, NDArray[np.int64]],
    sample: tuple[Cells, Expected],
    evidence: Evidence,
    rules: EstimationRules,
) -> Comparison:
    """Fit the chances of one comparison to the cells as they are shared out (the M step)."""
    at_random, at_random_expected = sample
    counts = _counts(shipped, candidates, sample)
    met, apart, kin = (one.sum(axis=0) for one in counts)
    fitted = fitted_comparison(shipped, (met, apart, kin), rules)
    if shipped.kind == "name":
        fitted = dataclasses.replace(fitted, between=_between(fitted, counts, rules))
    if shipped.name in evidence.own and any(level.u == FREQUENCY for level in shipped.levels):
        scale = _scale(shipped, at_random, at_random_expected, evidence, rules)
        fitted = dataclasses.replace(fitted, scale=scale)
        fitted = dataclasses.replace(fitted, typical=_typical(fitted, evidence.own[shipped.name]))
    return fitted


def _typical(comparison: Comparison, own: NDArray[np.int64]) -> float | None:
    """Return log2 of the mean, over the people of the lists, of their name's share to the power of ``rarity``."""
    if not own.any():
        return None
    bits = -np.arange(len(own), dtype=np.float64)
    bits = np.minimum(bits + np.log2(comparison.scale)[share_step(bits, len(comparison.scale))], 0.0)
    return float(np.log2(np.average(np.exp2(comparison.rarity * bits), weights=own)))


def _counts(
    comparison: Comparison,
    candidates: tuple[Cells, Expected, NDArray[np.int64]],
    sample: tuple[Cells, Expected],
) -> tuple[Numbers, Numbers, Numbers]:
    """Return how often matches, strangers and relatives reach each level: a row for each two scripts, a column for each level.

    Strangers are those of the sample: candidates were chosen by what they share.
    """
    blocked, expected, may_learn = candidates
    at_random, at_random_expected = sample
    sure = expected.sure[comparison.name]

    def counted(cells: Cells, at: NDArray[np.int64] | slice, pairs: Numbers) -> Numbers:
        size = len(comparison.levels) + 1
        met = np.bincount(cells.places[comparison.name][at], pairs[at], KINDS_OF_PAIRS * size)
        return np.asarray(met, dtype=np.float64).reshape(KINDS_OF_PAIRS, size)

    return (
        counted(blocked, sure, expected.matches),
        counted(at_random, slice(None), at_random_expected.strangers),
        counted(blocked, may_learn, expected.relatives),
    )


def _between(
    fitted: Comparison, counts: tuple[Numbers, Numbers, Numbers], rules: EstimationRules
) -> dict[str, tuple[ComparisonLevel, ...]]:
    """Return the levels as they are between names of each two scripts: those of all pairs are the prior.

    Lists in one script, and two scripts of which no match is sure, teach nothing of their own.
    """
    met, apart, kin = counts
    seen = [int(code) for code in np.flatnonzero(met.sum(axis=1) + apart.sum(axis=1)) if code]
    if len(seen) < 2:
        return {}
    return {
        told_scripts(code): fitted_comparison(fitted, (met[code], apart[code], kin[code]), rules).levels
        for code in seen
        if met[code].any()
    }


def _scale(
    shipped: Comparison,
    sample: Cells,
    expected: Expected,
    evidence: Evidence,
    rules: EstimationRules,
) -> tuple[float, ...]:
    """Return how much commoner than thought values are, by steps of how common they are thought to be.

    Two people agree on a value as often as its share says. Where they agree more often, the tables do not know these people; where less
    often, what few have was thought commoner than it is. Only pairs count of which both bear a value that could be shared.
    """
    own = evidence.own[shipped.name]
    spoken, able = evidence.able.get(shipped.name, (1, 1))
    table, which = sample.kinds[shipped.name]
    levels = sample.levels[shipped.name]
    asks = np.array([False, *(level.u == FREQUENCY for level in shipped.levels)])[levels]
    apart = expected.relatives + expected.strangers
    bits = np.log2(shares_of(table, shipped))[which]
    agreed = np.bincount(share_step(bits[asks], STEPS), apart[asks], STEPS)
    shares = -np.arange(len(own), dtype=np.float64)
    of_own = np.bincount(share_step(shares, STEPS), own * np.exp2(shares), STEPS)
    could_agree = float(apart[levels > 0].sum()) * able / max(spoken, 1)
    foreseen = of_own / max(int(own.sum()), 1) * could_agree
    strength = rules.prior.frequency
    return tuple(((strength + agreed) / (strength + foreseen)).tolist())
