"""Which nets found each likely match -> how many matches no net found: a capture-recapture estimate.

A net is all blocking rules of one ground (surname, birth, given name, an identifier). Matches that only one net caught tell of those
that slipped through all. Chao's estimator (1987, its bias-corrected form for samples) asks for the matches caught by one net and by
two; matches differ in how easily they are caught, therefore it gives about the least number of missed ones.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LIKELY = 0.5
"""A pair from here on is taken as a match for as much of one as it is likely."""
BEYOND_CHAO = 0.7
"""How far the number of missed matches may be off beyond what chance explains, as one standard deviation of its logarithm: what one
net misses (a mention in another script, with little said) another misses more easily, or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallEstimate:
    """How many matches the nets found, how many they are thought to have missed, and how sure that is.

    ``log_error`` is the standard deviation of the logarithm of ``missed``.
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


def estimate_recall(found_by: NDArray[np.uint64], chance: NDArray[np.float64]) -> RecallEstimate:
    """Return the estimate from likely pairs: which nets found each (as bits), and how likely it is.

    >>> twice, once = np.full(40, 0b11, dtype=np.uint64), np.full(10, 0b01, dtype=np.uint64)
    >>> round(estimate_recall(np.concatenate([twice, once]), np.ones(50)).missed, 2)
    0.55
    """
    likely = (chance >= LIKELY) & (found_by > 0)
    bits, share = bits_of(found_by[likely]), chance[likely]
    nets = int(bits.any(axis=0).sum())
    caught = bits.sum(axis=1)
    once, twice = float(share[caught == 1].sum()), float(share[caught == 2].sum())
    nets_left = (nets - 1) / nets if nets else 0.0
    missed = nets_left * once * max(once - 1.0, 0.0) / (2 * (twice + 1.0))
    return RecallEstimate(
        found=float(share.sum()),
        missed=missed,
        log_error=math.hypot(_log_error(once, twice, missed, nets_left), BEYOND_CHAO),
    )


def _log_error(once: float, twice: float, missed: float, nets_left: float) -> float:
    """Return the standard deviation of log(missed) that chance explains (Chao 1987, equation 6)."""
    if missed <= 0:
        return 0.0
    odds = once / max(twice, 1.0)
    variance = max(twice, 1.0) * (
        nets_left / 2 * odds**2 + nets_left**2 * odds**3 + nets_left**2 / 4 * odds**4
    )
    return math.sqrt(math.log1p(variance / missed**2))


def bits_of(masks: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return one row per mask and one column per net: whether that net found it.

    >>> bits_of(np.array([5], dtype=np.uint64))[0, :4].tolist()
    [True, False, True, False]
    """
    places = np.arange(64, dtype=np.uint64)
    return (masks[:, None] >> places & np.uint64(1)).astype(np.bool_)
