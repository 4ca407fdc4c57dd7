"""Short texts of plain letters, two by two in columns -> which are few slips apart: as ``edit_distance`` says, of all pairs at once."""

import string
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import Whole
from resolver.names.ragged import Ragged, starts_of

LONGEST = 64
"""Of a text with more letters than a machine word has bits nothing is told."""
_AT_ONCE = 1 << 13
"""So many pairs are worked on together: their columns stay in the cache of a processor."""
_ONE = np.uint64(1)
_LETTER_BITS = np.zeros(128, dtype=np.uint64)
"""A bit for each letter and digit; keys and skeletons have no others than these."""
_LETTER_BITS[[*map(ord, string.ascii_letters + string.digits)]] = np.uint64(1) << np.arange(
    62, dtype=np.uint64
)
Bits = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Letters:
    """Texts one after another, a byte for each letter: text n is ``letters[starts[n]:starts[n + 1]]``, and has the letters of ``bits[n]``."""

    letters: NDArray[np.uint8]
    starts: Places
    sizes: Places
    bits: Bits

    @classmethod
    def of(cls, texts: Collection[str]) -> "Letters":
        """Return texts, of plain letters only, as columns.

        >>> letters = Letters.of(["anna", "", "ab"])
        >>> letters.sizes.tolist(), [int(bits).bit_count() for bits in letters.bits]
        ([4, 0, 2], [2, 0, 2])
        """
        sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        letters = np.frombuffer("".join(texts).encode("ascii", "replace"), dtype=np.uint8)
        starts = starts_of(sizes)
        of_each = Ragged(starts=starts, values=letters)
        return cls(
            letters=letters, starts=starts, sizes=sizes, bits=of_each.each(np.bitwise_or, _LETTER_BITS)
        )

    def firsts(self) -> Bits:
        """Return the first letter of each text, as a bit.

        >>> letters = Letters.of(["anna", "", "ab"])
        >>> (letters.firsts() == letters.bits[2] & letters.bits[0]).tolist()
        [True, False, True]
        """
        return Ragged(starts=self.starts, values=self.letters).head(1).each(np.bitwise_or, _LETTER_BITS)

    def within(self, left: Whole, right: Whole, allowed: Whole) -> NDArray[np.bool_]:
        """Return for which pairs of texts no more slips than allowed make one of the other; so it is said of too long texts, too.

        >>> letters = Letters.of(["matvev", "metvev", "amtvev", "loginov"])
        >>> letters.within(np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([1, 1, 2])).tolist()
        [True, True, False]
        """
        found = np.ones(len(left), dtype=np.bool_)
        known = np.flatnonzero(np.maximum(self.sizes.take(left), self.sizes.take(right)) <= LONGEST)
        for start in range(0, len(known), _AT_ONCE):
            at = known[start : start + _AT_ONCE]
            found[at] = self._distances(left[at], right[at]) <= allowed[at]
        return found

    def _distances(self, left: Whole, right: Whole) -> Places:
        """Return how many slips part two texts, neighbours swapped being one: a column of the table of distances after another, in bits.

        Hyyrö 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances".
        """
        size, other_size = self.sizes.take(left), self.sizes.take(right)
        mine, other = self._rows(left), self._rows(right)
        distance, last = size.copy(), np.maximum(size - 1, 0).astype(np.uint64)
        rises, falls = np.full(len(left), ~np.uint64(0)), np.zeros(len(left), dtype=np.uint64)
        before, equal_before = np.zeros((2, len(left)), dtype=np.uint64)
        for place, letter in enumerate(other):
            equal = np.zeros(len(left), dtype=np.uint64)
            for at, letters in enumerate(mine):
                equal |= (letters == letter).astype(np.uint64) << np.uint64(at)
            swapped = ((~before & equal) << _ONE) & equal_before
            before = (((equal & rises) + rises) ^ rises) | equal | falls | swapped
            more, less = falls | ~(before | rises), before & rises
            step = (more >> last & _ONE).astype(np.int64) - (less >> last & _ONE).astype(np.int64)
            distance += np.where(place < other_size, step, 0)
            more = (more << _ONE) | _ONE
            rises, falls = (less << _ONE) | ~(before | more), more & before
            equal_before = equal
        return np.where(size == 0, other_size, distance)

    def _rows(self, texts: Whole) -> NDArray[np.uint8]:
        """Return the first letters of texts, the second ones, and so on; where a text has ended, what comes after it."""
        places = self.starts.take(texts) + np.arange(int(self.sizes.take(texts).max(initial=0)))[:, None]
        return self.letters.take(places, mode="clip")
