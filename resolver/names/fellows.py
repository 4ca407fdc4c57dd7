"""Names by row, and what rows share (a day of death, a place) -> how common each name is among those who share it.

Who dies on one day, or comes from one place, is often of one people or one family: on a day on which Latvians were shot the surname
Ozolin is common, however rare it is in the list. Two of them agree on the day and on the name, and that is one coincidence, not two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolver.names.frequencies import NO_LABEL, Labels, count_bearers, with_others

Shares = NDArray[np.float64]
Counts = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fellows:
    """Rows in groups of those who share something (-1: with nobody), and by kind how many names of its group bear a row's name.

    A name counts once in a group however many rows repeat it, as in the list as a whole.
    """

    group: Counts
    bearers: Mapping[str, Counts]
    totals: Mapping[str, Counts]
    background: float

    def share(self, kind: str, left: NDArray[np.uint32], right: NDArray[np.uint32], share: Shares) -> Shares:
        """Return the share of people who bear what two rows agree on, raised where it is commoner among those they share something with.

        ``share``, that of all people, counts as if it had been met among ``background`` names; the one asked about is left out.
        """
        shared = np.flatnonzero(
            (self.group[left] >= 0) & (self.group[left] == self.group[right]) & (left != right)
        )
        one, other = left[shared], right[shared]
        others = np.maximum(np.maximum(self.bearers[kind][one], self.bearers[kind][other]) - 1, 0)
        own = (others + self.background * share[shared]) / (self.totals[kind][one] + self.background)
        raised = share.copy()
        raised[shared] = np.maximum(raised[shared], own)
        return raised


def fellows_of(group: Labels, names: Sequence[Labels], background: float) -> Fellows:
    """Count, for each row, in how many different names of its group its surname, its given name and its father's name stand.

    ``names`` holds a label per row for each kind of word, -1 where a row has none.

    >>> found = fellows_of(np.array([4, 4, 4, 5]), [np.array([1, 1, 1, 1]), np.array([7, 8, 8, 9]), np.array([-1] * 4)], 100.0)
    >>> found.bearers["surname"].tolist(), found.totals["surname"].tolist()
    ([2, 2, 2, 1], [2, 2, 2, 1])
    """
    bearers, totals = {}, {}
    for kind, part, others in with_others(names):
        told = (group >= 0) & (part != NO_LABEL)
        pairs = np.where(told, group << 32 | part, NO_LABEL)
        _, number = np.unique(pairs, return_inverse=True)
        number = np.where(told, number, NO_LABEL)
        counts = count_bearers(number, others, int(number.max(initial=0)) + 1)
        first = np.zeros(len(counts), dtype=np.int64)
        first[number[told]] = group[told]
        sizes = np.bincount(first, weights=counts, minlength=int(group.max(initial=0)) + 1).astype(np.int64)
        bearers[kind] = np.where(told, counts[number], 0).astype(np.int32)
        totals[kind] = np.where(group >= 0, sizes[np.maximum(group, 0)], 0).astype(np.int32)
    return Fellows(group=group.astype(np.int32), bearers=bearers, totals=totals, background=background)
