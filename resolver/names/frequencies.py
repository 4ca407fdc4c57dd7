"""Distinct names of a list -> how common each surname and given name is, the list's own counts laid over the background tables.

A name counts once however many mentions repeat it: reposts, and the same man on five lists, are not frequency. What is counted is in how
many different full names a surname (or a given name) stands. The background of ``rules/names`` enters as if it had been counted over
``background_names`` names (a Dirichlet prior), so that a short list says little and a long one speaks for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
NO_LABEL = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFrequencies:
    """How common names are, as shares of people; what no table lists gets a cautious share."""

    unlisted_surname: float
    unlisted_given: float
    most_common_given: float
    background_names: float = 20_000.0

    def smoothed(self, background: float, count: int, total: int) -> float:
        """Return a share of people: the background, moved towards what was counted by how much was counted.

        >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1, background_names=1000)
        >>> shares.smoothed(0.01, 0, 0), round(shares.smoothed(0.01, 90, 1000), 3)
        (0.01, 0.05)
        """
        return (count + self.background_names * background) / (total + self.background_names)


def count_bearers(part: Labels, others: Sequence[Labels], label_count: int) -> NDArray[np.int64]:
    """Return, for each label of one part of a name, in how many different names it stands.

    ``part`` and ``others`` hold a label per name (-1 where a name has no such part); two names are the same when all their labels
    are. Names without the part are left out.

    >>> count_bearers(np.array([0, 0, 0, 1]), [np.array([5, 5, 6, 5])], 2).tolist()
    [2, 1]
    """
    names = np.stack([part, *others], axis=1)[part != NO_LABEL]
    distinct = np.unique(names, axis=0)[:, 0] if len(names) else np.empty(0, dtype=np.int64)
    return np.bincount(distinct, minlength=label_count).astype(np.int64)
