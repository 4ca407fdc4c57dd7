"""Births that were stated and not understood -> which pairs of mentions no program may link on the rest alone.

Two such mentions are not silent about a birth: what they say may contradict, and nobody could tell.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IS_UNREAD = "is_unread"
"""The column of COMPARED that says of which pairs births are in doubt; there is none where all were understood."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnreadBirths:
    """By row: whether a birth or an age is stated of which no birth could be made, and a number for what is stated (-1: nothing).

    >>> births = UnreadBirths(is_unread=np.array([True, True, False, False]), stated=np.array([0, 0, 1, -1]))
    >>> births.in_doubt(np.array([0, 0, 0]), np.array([1, 2, 3])).tolist()
    [False, True, False]
    """

    is_unread: NDArray[np.bool_]
    stated: NDArray[np.int32]

    def in_doubt(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Return of which pairs both births are stated, in other words, and one of them was not understood."""
        mine, other = self.stated[left], self.stated[right]
        is_unread = self.is_unread[left] | self.is_unread[right]
        return np.asarray(is_unread & (mine >= 0) & (other >= 0) & (mine != other))
