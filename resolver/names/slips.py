"""Short texts of plain letters, two by two in columns -> which are few slips apart: as ``edit_distance`` says, of all pairs at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONGEST = 64
"""Of a text with more letters than a machine word has bits nothing is told."""
_AT_ONCE = 1 << 13
"""So many pairs are worked on together: their columns stay in the cache of a processor."""
_ONE = np.uint64(1)
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Letters:
    """Texts as rows of letters, a byte each, with how long they are."""

    rows: NDArray[np.uint8]
    sizes: Places

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Letters":
        """Return texts, of plain letters only, as rows."""
        sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        width = int(sizes.max(initial=1)) or 1
        return cls(
            rows=np.array(texts, dtype=f"S{width}").view(np.uint8).reshape(len(texts), width), sizes=sizes
        )

    def within(self, left: Places, right: Places, allowed: Places) -> NDArray[np.bool_]:
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

    def _distances(self, left: Places, right: Places) -> Places:
        """Return how many slips part two texts, neighbours swapped being one: a column of the table of distances after another, in bits.

        Hyyrö 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances".
        """
        size, other_size = self.sizes.take(left), self.sizes.take(right)
        mine, other = self.rows.take(left, axis=0).T.copy(), self.rows.take(right, axis=0).T.copy()
        distance, last = size.copy(), np.maximum(size - 1, 0).astype(np.uint64)
        rises, falls = np.full(len(left), ~np.uint64(0)), np.zeros(len(left), dtype=np.uint64)
        before, equal_before = np.zeros((2, len(left)), dtype=np.uint64)
        most = int(size.max(initial=0))
        for place in range(int(other_size.max(initial=0))):
            equal = np.zeros(len(left), dtype=np.uint64)
            for at in range(most):
                equal |= (mine[at] == other[place]).astype(np.uint64) << np.uint64(at)
            swapped = ((~before & equal) << _ONE) & equal_before
            before = (((equal & rises) + rises) ^ rises) | equal | falls | swapped
            more, less = falls | ~(before | rises), before & rises
            step = (more >> last & _ONE).astype(np.int64) - (less >> last & _ONE).astype(np.int64)
            distance += np.where(place < other_size, step, 0)
            more = (more << _ONE) | _ONE
            rises, falls = (less << _ONE) | ~(before | more), more & before
            equal_before = equal
        return np.where(size == 0, other_size, distance)
