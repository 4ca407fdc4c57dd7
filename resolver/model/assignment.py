"""Odds of pairs between people and rows of a register -> chances, when each person is at most one row and each row at most one person."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

LARGEST_ODDS = 1e12
"""Odds beyond these are cut, so that sums of them stay finite."""


def one_to_one(people: Places, rows: Places, odds: Numbers) -> Numbers:
    """Return for each pair the chance that it is the match, given that nobody is two rows and no row is two people.

    ``people`` and ``rows`` number both sides of each pair from 0, ``odds`` are the odds of the pair on its own evidence. A person
    may also be no row at all, a row nobody. The chance is the lower of two: among all rows the person could be, and among all people
    the row could be. So the chances of one person, or of one row, add up to at most 1: fourteen equal namesakes share it, and two
    people who want one row both stay open. Nothing is concluded by elimination (that her other row must be somebody else's).

    >>> two = np.zeros(2, dtype=np.int64)
    >>> one_to_one(two, np.arange(2), np.array([100.0, 100.0])).round(3).tolist()
    [0.498, 0.498]
    """
    if not len(odds):
        return np.zeros(0)
    odds = np.minimum(odds, LARGEST_ODDS)
    of_person, of_row = (1.0 + np.bincount(side, odds)[side] for side in (people, rows))
    return np.asarray(odds / np.maximum(of_person, of_row), dtype=np.float64)
