"""What humans and lists say -> which rows must, may and may not be one person, whatever the evidence is.

Strongest first: human answers; lists that promise one row per person (a human ``same`` beats them); what no program may overrule
(contradicting births or sexes, one identifier on two names: ``is_forbidden`` in SCORES).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from resolver.model.constraints import Constraints, Contradiction, groups_of
from resolver.model.published import Published, published_codes
from resolver.model.unread import UnreadBirths

Pair = tuple[int, int]
Rows = NDArray[np.int64]
"""The rows of components of one size, one component after the other."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusterable:
    """What clustering looks at besides SCORES, by row number.

    ``fits`` holds, for a mention with a bare name, the mentions of its own document that the name fits and how (same,
    short, near). ``constraints`` is what humans said. ``one_row`` is the list of each row that promises one row per person, as a
    code; -1 elsewhere. ``is_several`` marks names that seem to be those of several people: no link rests on them. ``is_counted`` says whose number matters: named casualties. ``published`` is what earlier runs said,
    ``unread`` whose birth is stated and was not understood, if anybody's.
    """

    mention_ids: Sequence[str]
    is_weak: NDArray[np.bool_]
    fits: Mapping[int, Mapping[int, str]]
    constraints: Constraints = field(default_factory=Constraints)
    one_row: NDArray[np.int32] | None = None
    is_counted: NDArray[np.bool_] | None = None
    is_several: NDArray[np.bool_] | None = None
    published: Published = field(default_factory=Published)
    unread: UnreadBirths | None = None


class Binding:
    """Constraints by row, closed under what follows from them: who is one by hand is one for every other answer."""

    def __init__(self, clusterable: Clusterable) -> None:
        constraints = clusterable.constraints
        rows = len(clusterable.mention_ids)
        by_hand = groups_of(constraints.must)
        self.root: NDArray[np.int64] = np.arange(rows, dtype=np.int64)
        for row, root in by_hand.items():
            self.root[row] = root
        self.judged = frozenset(by_hand)
        self.one_row = clusterable.one_row if clusterable.one_row is not None else np.full(rows, -1, np.int32)
        self.is_several = (
            clusterable.is_several if clusterable.is_several is not None else np.zeros(rows, dtype=np.bool_)
        )
        self.unread = clusterable.unread
        self.different: dict[int, set[int]] = {}
        for one, other in constraints.cannot:
            self.different.setdefault(self._of(one), set()).add(self._of(other))
            self.different.setdefault(self._of(other), set()).add(self._of(one))
        self.unsure: Mapping[Pair, Contradiction] = constraints.unsure
        self._unsure_roots = {
            self._roots(pair): one for pair, one in sorted(self.unsure.items(), reverse=True)
        }
        self._doubted_roots = {self._roots(pair): pair for pair in sorted(constraints.doubted, reverse=True)}
        self.said_of = constraints.said_of
        self._lists: dict[int, set[int]] = {}
        for row in sorted(self.judged):
            if self.one_row[row] >= 0:
                self._lists.setdefault(self._of(row), set()).add(int(self.one_row[row]))

        self.published = published_codes(clusterable.published, by_hand, rows)

    @property
    def has_lists(self) -> bool:
        """Say whether any list promises one row per person."""
        return bool((self.one_row >= 0).any())

    def _of(self, row: int) -> int:
        return int(self.root[row])

    def published_in(self, members: Rows, *, may_not: Flags) -> tuple[Flags, Flags]:
        """Return, for every two rows of each component, whether they belong to two published persons, and whether to one.

        A published person of which two mentions may not be one any more is not held together as a whole.
        """
        codes = self.published[members]
        known = (codes >= 0)[:, :, None] & (codes >= 0)[:, None, :]
        same = known & (codes[:, :, None] == codes[:, None, :])
        is_broken = (same & may_not).any(axis=2)
        is_whole = ~(same & is_broken[:, None, :]).any(axis=2)
        return known & ~same, (same & is_whole[:, :, None]) | np.eye(codes.shape[1], dtype=np.bool_)

    def held(self, one: int, other: int) -> bool:
        """Say whether two rows belong to two published persons, whom only humans may join."""
        codes = self.published[[one, other]]
        return bool((codes >= 0).all() and codes[0] != codes[1])

    def _roots(self, pair: Pair) -> Pair:
        first, second = sorted((self._of(pair[0]), self._of(pair[1])))
        return first, second

    def must(self, one: int, other: int) -> bool:
        """Say whether humans said that two rows are one person."""
        return self._of(one) == self._of(other)

    def by_hand_apart(self, one: int, other: int) -> bool:
        """Say whether humans said that two rows are two people."""
        return self._of(other) in self.different.get(self._of(one), ())

    def in_one_list(self, one: int, other: int) -> bool:
        """Say whether one list that promises one row per person holds both rows, and no human said otherwise."""
        return not self.must(one, other) and not self._lists_of(one).isdisjoint(self._lists_of(other))

    def _lists_of(self, row: int) -> set[int]:
        """Return the lists of one row per person that hold a row, or one that humans said is the same person."""
        own = {int(self.one_row[row])} - {-1}
        return own | self._lists.get(self._of(row), set())

    def apart(self, one: int, other: int) -> bool:
        """Say whether two rows are two people whatever the evidence says."""
        return self.by_hand_apart(one, other) or self.in_one_list(one, other)

    def unsure_of(self, one: int, other: int) -> Contradiction | None:
        """Return how humans contradict one another about two rows (no program decides then), or None."""
        return self._unsure_roots.get(self._roots((one, other)))

    def doubted_of(self, one: int, other: int) -> Pair | None:
        """Return the pair that somebody looked at and could not tell (no program decides then), or None."""
        return self._doubted_roots.get(self._roots((one, other)))

    def is_left_open(self, one: int, other: int) -> bool:
        """Say whether humans left it open whether two rows are one person."""
        return self.unsure_of(one, other) is not None or self.doubted_of(one, other) is not None

    def any_apart(self, these: Iterable[int], those: Sequence[int]) -> bool:
        """Say whether some row of one person may not be one with some row of another."""
        return any(
            self.apart(one, other) or self.held(one, other) or self.is_left_open(one, other)
            for one in these
            for other in those
        )

    def bind(self, members: Rows) -> tuple[Flags, Flags]:
        """Return, for every two rows of each component, whether they must be one person and whether they are two whatever is said."""
        roots, lists = self.root[members], self.one_row[members]
        must = roots[:, :, None] == roots[:, None, :]
        apart = (lists[:, :, None] == lists[:, None, :]) & (lists >= 0)[:, :, None]
        for number, place in np.argwhere(np.isin(roots, list(self._lists))).tolist():
            root = int(roots[number, place])
            apart[number, place] |= np.isin(lists[number], list(self._lists[root]))
        apart = (apart | apart.transpose(0, 2, 1)) & ~must
        for number, place in np.argwhere(np.isin(roots, list(self.different))).tolist():
            root = int(roots[number, place])
            apart[number, place] |= np.isin(roots[number], list(self.different[root]))
        return must, apart

    def unread_in(self, members: Rows) -> Flags:
        """Return, for every two rows of each component, whether both say when they were born and nobody understood one of them."""
        if self.unread is None:
            return np.zeros((*members.shape, members.shape[1]), dtype=np.bool_)
        return self.unread.in_doubt(members[:, :, None], members[:, None, :])

    def left_open_in(self, members: Rows) -> Flags:
        """Return, for every two rows of each component, whether humans left it open whether they are one person."""
        found = np.zeros((*members.shape, members.shape[1]), dtype=np.bool_)
        pairs = [*self._unsure_roots, *self._doubted_roots]
        concerned = np.isin(self.root[members], list({root for pair in pairs for root in pair}))
        for number in np.flatnonzero(concerned.any(axis=1)).tolist():
            for one, left in enumerate(members[number].tolist()):
                for other, right in enumerate(members[number].tolist()):
                    found[number, one, other] = one != other and self.is_left_open(left, right)
        return found
