"""Which nets found each likely match -> how many matches no net found: a capture-recapture estimate.

A net is all blocking rules of one ground (surname, birth, given name, an identifier). The net that caught most is held against all others
together: what each caught without the other, and what both caught, tell what slipped through both (Lincoln and Petersen, in Chapman's form of
1951). Matches between two scripts are harder to catch for every net, so pairs are estimated by strata. Within a stratum, too, what one net
misses is easier missed by the other, and a few matches share nothing that any net could hold: both are allowed for, and how much is uncertain.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct

LIKELY = 0.5
"""A pair from here on is taken as a match for as much of one as it is likely."""
ALIKE = 2.0
"""How much oftener a match is missed by one net when the other missed it than otherwise: so many times as many slip through both as through
two that know nothing of one another."""
BY_ALL = 0.002
"""So many matches for each that was found share no key of any net, however well the nets overlap: another name and another date."""
OFF = 0.45
"""How far both together may be off, as one standard deviation of the logarithm: on 8 lists of several kinds with known truth, and 80 made
ones, what was missed was 0.5 to 2.1 times as many, mostly 0.8 to 1.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallEstimate:
    """How many matches the nets found, how many they are thought to have missed, and how sure that is.

    ``missed`` is the mean of a log-normal guess, ``log_error`` the standard deviation of its logarithm.
    """

    found: float
    missed: float
    log_error: float

    @property
    def recall(self) -> float:
        """Return the share of all matches that some net found; 1 where there is nothing to find.

        >>> RecallEstimate(found=90.0, missed=10.0, log_error=0.5).recall
        0.9
        """
        every = self.found + self.missed
        return self.found / every if every > 0 else 1.0


def estimate_recall(
    found_by: NDArray[np.uint64], chance: NDArray[np.float64], strata: NDArray[np.int64] | None = None
) -> RecallEstimate:
    """Return the estimate from likely pairs: which nets found each (as bits), how likely it is, and its stratum.

    >>> both, one, other = (np.full(count, nets, dtype=np.uint64) for count, nets in ((79, 0b11), (20, 0b01), (4, 0b10)))
    >>> round(estimate_recall(np.concatenate([both, one, other]), np.ones(103)).missed, 2)
    2.21
    """
    likely = (chance >= LIKELY) & (found_by > 0)
    bits, share = bits_of(found_by[likely]), chance[likely]
    kinds = np.zeros(len(share), dtype=np.int64) if strata is None else strata[likely]
    if not len(share):
        return RecallEstimate(found=0.0, missed=0.0, log_error=0.0)
    main = int(np.argmax(share @ bits))
    by_main, by_other = bits[:, main], np.delete(bits, main, axis=1).any(axis=1)
    slipped, variance = 0.0, 0.0
    for kind in distinct(kinds):
        of_kind = share * (kinds == kind)
        one, other, both = (
            float(of_kind[where].sum())
            for where in (by_main & ~by_other, by_other & ~by_main, by_main & by_other)
        )
        more, spread = _slipped(one, other, both)
        slipped, variance = slipped + more, variance + spread
    found = float(share.sum())
    missed = ALIKE * slipped + BY_ALL * found
    by_chance = math.log1p(ALIKE**2 * variance / missed**2)
    return RecallEstimate(found=found, missed=missed, log_error=math.sqrt(by_chance + OFF**2))


def _slipped(one: float, other: float, both: float) -> tuple[float, float]:
    """Return how many matches two independent nets missed, and the variance of that, from what one or both caught (Seber 1970)."""
    missed = one * other / (both + 1)
    variance = (one + both + 1) * (other + both + 1) * one * other / ((both + 1) ** 2 * (both + 2))
    return missed, variance


def bits_of(masks: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return one row per mask and one column per net: whether that net found it.

    >>> bits_of(np.array([5], dtype=np.uint64))[0, :4].tolist()
    [True, False, True, False]
    """
    octets = masks.astype("<u8").view(np.uint8).reshape(-1, 8)
    return np.unpackbits(octets, axis=1, bitorder="little").astype(np.bool_)
