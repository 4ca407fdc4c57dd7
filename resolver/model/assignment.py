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
    may also be no row at all, a row nobody. The chance is one that is never too high: with s and t the sums of the odds of what
    else the person and the row could be, all matchings without a pair of odds o weigh at most (1 + s)(1 + t) times those that
    leave both out, so that o / (o + (1 + s)(1 + t)) is at most its chance over all matchings. So the chances of one person, or of
    one row, add up to at most 1: fourteen equal namesakes share it, and two people who want one row both stay open.

    >>> two = np.zeros(2, dtype=np.int64)
    >>> one_to_one(two, np.arange(2), np.array([100.0, 100.0])).round(3).tolist()
    [0.498, 0.498]
    """
    if not len(odds):
        return np.zeros(0)
    odds = np.minimum(odds, LARGEST_ODDS)
    of_person, of_row = (1.0 + np.bincount(side, odds)[side] - odds for side in (people, rows))
    return np.asarray(odds / (odds + of_person * of_row), dtype=np.float64)
