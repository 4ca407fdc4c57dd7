"""Who stands on exactly which lists -> capture histories: a count for every combination of lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.int64]
MOST_LISTS = 12
"""Every list more doubles the number of combinations; nobody has estimated from more."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Histories:
    """How many people stand on exactly which lists.

    ``cells[mask]`` are the people on the lists whose bits are set in the mask, the first list being the lowest bit, and on no other.
    ``cells[0]``, those on no list, is what nobody knows and is always 0.
    """

    lists: tuple[str, ...]
    cells: Cells

    @classmethod
    def of(cls, counts: Mapping[tuple[str, ...], int], lists: Sequence[str] = ()) -> "Histories":
        """Return histories from numbers of people by the lists they stand on.

        >>> seber = Histories.of({("A",): 781, ("B",): 254, ("A", "B"): 167})
        >>> seber.people, seber.sizes(), seber.shared().tolist()
        (1202, (948, 421), [[948, 167], [167, 421]])
        """
        names = tuple(dict.fromkeys([*lists, *sorted({name for names in counts for name in names})]))
        cells = np.zeros(1 << len(names), dtype=np.int64)
        for on, people in counts.items():
            cells[sum(1 << names.index(name) for name in set(on))] += people
        return cls(lists=names, cells=cells)

    @property
    def people(self) -> int:
        """Return how many people stand on any list."""
        return int(self.cells.sum())

    def sizes(self) -> tuple[int, ...]:
        """Return how many people each list has."""
        return tuple(int(one) for one in np.diag(self.shared()))

    def shared(self) -> Cells:
        """Return how many people each two lists share; on the diagonal, how many each list has."""
        on = self.membership().astype(np.int64)
        return np.asarray((on * self.cells[:, None]).T @ on, dtype=np.int64)

    def membership(self) -> NDArray[np.bool_]:
        """Return, for each combination, which lists it holds."""
        return _bits(len(self.lists))

    def by_number(self) -> Cells:
        """Return how many people stand on exactly one list, on two, and so on.

        >>> Histories.of({("A",): 5, ("B",): 3, ("A", "B"): 2}).by_number().tolist()
        [8, 2]
        """
        number = self.membership().sum(axis=1)
        return np.bincount(number, weights=self.cells, minlength=len(self.lists) + 1)[1:].astype(np.int64)

    def merged(self, groups: Iterable[Sequence[str]]) -> "Histories":
        """Return the same people where the lists of each group are one list, named after all of them.

        Who stands on two lists of a group stands on one now: merging never adds to what lists share.

        >>> three = Histories.of({("A",): 4, ("A", "B"): 3, ("B", "C"): 2})
        >>> merged = three.merged([("A", "B")])
        >>> merged.lists, merged.by_number().tolist()
        (('A + B', 'C'), [7, 2])
        """
        name = {one: one for one in self.lists}
        for group in groups:
            name |= dict.fromkeys(group, " + ".join(sorted(group)))
        return self._as({one: name[one] for one in self.lists})

    def keeping(self, lists: Sequence[str]) -> "Histories":
        """Return the people of some lists, in that order; who stands on none of them is left out."""
        return self._as({one: one for one in lists})

    def _as(self, name: Mapping[str, str]) -> "Histories":
        names = tuple(dict.fromkeys(name.values()))
        moved = np.zeros(len(self.cells), dtype=np.int64)
        on = self.membership()
        for place, one in enumerate(names):
            old = [self.lists.index(list_) for list_, new in name.items() if new == one]
            moved |= on[:, old].any(axis=1).astype(np.int64) << place
        cells = np.bincount(moved, weights=self.cells, minlength=1 << len(names)).astype(np.int64)
        cells[0] = 0
        return Histories(lists=names, cells=cells)


def _bits(count: int) -> NDArray[np.bool_]:
    """Return which bits are set in each number below two to the power of ``count``.

    >>> _bits(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    return (np.arange(1 << count)[:, None] >> np.arange(count)[None, :] & 1).astype(np.bool_)
