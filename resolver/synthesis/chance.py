"""A seed, what is drawn and the numbers of rows -> whole numbers: chance that does not depend on order, machine or version.

Every draw is a function of the seed, the name of what is drawn and the number of the row, in whole numbers only. So a list is the
same to the byte whatever draws before it, on however many threads, with whatever release of numpy.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_ONE = np.uint64(0xBF58476D1CE4E5B9)
_TWO = np.uint64(0x94D049BB133111EB)
_WHOLE = 1 << 53


def _stirred(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Stir the bits of each number (the finaliser of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _ONE
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _TWO
    return numbers ^ (numbers >> np.uint64(31))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """All the chance of one made list.

    >>> import numpy as np
    >>> chance = Chance(seed=7)
    >>> rows = np.arange(5)
    >>> chance.below("day", rows, 31).tolist() == chance.below("day", rows[::-1], 31)[::-1].tolist()
    True
    """

    seed: int

    def bits(self, what: str, rows: Numbers) -> NDArray[np.uint64]:
        """Return 64 bits for each row."""
        digest = hashlib.blake2b(f"{self.seed}/{what}".encode(), digest_size=8).digest()
        start = np.uint64(int.from_bytes(digest, "big"))
        return _stirred(_stirred(np.asarray(rows, dtype=np.int64).astype(np.uint64) * _STEP + start))

    def below(self, what: str, rows: Numbers, limit: int | Numbers) -> Numbers:
        """Return a number from 0 to below ``limit`` (at most 2**31) for each row, all alike likely."""
        half = self.bits(what, rows) >> np.uint64(32)
        return (half * np.asarray(limit, dtype=np.uint64) >> np.uint64(32)).astype(np.int64)

    def low(self, what: str, rows: Numbers, limit: int | Numbers) -> Numbers:
        """Return the smaller of two draws: low numbers are likelier."""
        return np.minimum(self.below(what, rows, limit), self.below(f"{what}, once more", rows, limit))

    def steep(self, what: str, rows: Numbers, limit: int | Numbers) -> Numbers:
        """Return a draw below a square: the lowest numbers are by far the likeliest."""
        half = self.bits(what, rows) >> np.uint64(32)
        square = half * half >> np.uint64(32)
        return (square * np.asarray(limit, dtype=np.uint64) >> np.uint64(32)).astype(np.int64)

    def happens(self, what: str, rows: Numbers, share: float | NDArray[np.float64]) -> Flags:
        """Return whether a thing that happens to this share of rows happens to each."""
        limit = (np.clip(share, 0.0, 1.0) * _WHOLE).astype(np.uint64)
        return np.asarray((self.bits(what, rows) >> np.uint64(11)) < limit)

    def pick(self, what: str, rows: Numbers, weights: Sequence[int] | Numbers) -> Numbers:
        """Return the place of one of the weights for each row, drawn as they weigh."""
        upto = np.cumsum(np.asarray(weights, dtype=np.uint64))
        drawn = self.bits(what, rows) % upto[-1]
        return np.asarray(np.searchsorted(upto, drawn, side="right"), dtype=np.int64)


def zipf(count: int) -> Numbers:
    """Return weights that fall off as one over the rank: the first place as heavy as the second and third together, nearly.

    >>> zipf(4).tolist()
    [1000000000, 500000000, 333333333, 250000000]
    """
    return np.asarray(1_000_000_000 // np.arange(1, count + 1, dtype=np.int64))
