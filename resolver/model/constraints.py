"""Human answers on pairs -> what binds the clusters: must-links, cannot-links, and where humans contradict one another.

``same`` and ``different`` are never broken. Where a chain of ``same`` leads to two mentions that someone called ``different``, no
partition can obey all: none of the answers of that chain binds, none of its pairs may be linked by the program, and all are asked
again.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two mentions called different although a chain of ``same`` (from ``chain[0]`` to ``chain[-1]``) joins them."""

    chain: tuple[int, ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Return the pairs that humans were asked about: the links of the chain and its two ends.

        >>> Contradiction(chain=(3, 1, 2)).pairs
        ((1, 3), (1, 2), (2, 3))
        """
        links = zip(self.chain, (*self.chain[1:], self.chain[0]), strict=True)
        return tuple((min(link), max(link)) for link in links)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What humans said of pairs, free of contradictions: ``unsure`` are the pairs they do not agree on.

    ``doubted`` are pairs that somebody looked at and could not tell; ``said`` names who answered what about a pair.
    """

    must: frozenset[Pair] = frozenset()
    cannot: frozenset[Pair] = frozenset()
    contradictions: tuple[Contradiction, ...] = ()
    doubted: frozenset[Pair] = frozenset()
    said: Mapping[Pair, str] = field(default_factory=dict)

    def said_of(self, one: int, other: int) -> str:
        """Return who judged two mentions, or nothing.

        >>> Constraints(said={(0, 1): "AK (j-1)"}).said_of(1, 0)
        'AK (j-1)'
        """
        return self.said.get((min(one, other), max(one, other)), "")

    @property
    def unsure(self) -> Mapping[Pair, Contradiction]:
        """Return the pairs whose answers contradict one another, each with the first contradiction it is part of."""
        return {pair: one for one in reversed(self.contradictions) for pair in one.pairs}


def constraints_of(same: Iterable[Pair], different: Iterable[Pair]) -> Constraints:
    """Return what answers oblige the clusters to; answers that contradict one another oblige to nothing.

    >>> constraints_of([(0, 1), (1, 2)], [(0, 2)]).contradictions
    (Contradiction(chain=(0, 1, 2)),)
    >>> sorted(constraints_of([(0, 1), (2, 3)], [(0, 2)]).must)
    [(0, 1), (2, 3)]
    """
    must, cannot = set(same), set(different)
    found: list[Contradiction] = []
    joined = groups_of(must)
    for one, other in sorted(pair for pair in cannot if joined.get(pair[0], -1) == joined.get(pair[1], -2)):
        while (chain := _chain(one, other, must)) is not None:
            found.append(Contradiction(chain=chain))
            must -= set(found[-1].pairs)
            cannot.discard((one, other))
    return Constraints(must=frozenset(must), cannot=frozenset(cannot), contradictions=tuple(found))


def groups_of(must: Iterable[Pair]) -> dict[int, int]:
    """Return, for each mention that pairs join to another, the smallest mention it is joined to directly or through others.

    >>> groups_of([(1, 4), (2, 4), (7, 9)])
    {1: 1, 4: 1, 2: 1, 7: 7, 9: 7}
    """
    sets = DisjointSets()
    for one, other in must:
        sets.join(one, other)
    return {row: sets.root(row) for row in list(sets.parent)}


class DisjointSets:
    """Union-find (Tarjan 1975); the smallest row is the root, so that roots do not depend on order."""

    def __init__(self) -> None:
        self.parent: dict[int, int] = {}

    def root(self, row: int) -> int:
        """Return the smallest row that a row is joined to."""
        while self.parent.setdefault(row, row) != row:
            self.parent[row] = self.parent[self.parent[row]]
            row = self.parent[row]
        return row

    def join(self, one: int, other: int) -> None:
        """Join two rows and all that is joined to them."""
        first, second = sorted((self.root(one), self.root(other)))
        self.parent[second] = first


def _chain(one: int, other: int, must: Iterable[Pair]) -> tuple[int, ...] | None:
    """Return the shortest way from one mention to another over ``same``, smallest rows first, or None."""
    near: dict[int, list[int]] = {}
    for left, right in sorted(must):
        near.setdefault(left, []).append(right)
        near.setdefault(right, []).append(left)
    came_from, waiting = {one: one}, deque([one])
    while waiting and other not in came_from:
        row = waiting.popleft()
        for next_row in near.get(row, ()):
            if next_row not in came_from:
                came_from[next_row] = row
                waiting.append(next_row)
    return _way_back(one, other, came_from) if other in came_from else None


def _way_back(one: int, other: int, came_from: Mapping[int, int]) -> tuple[int, ...]:
    way = [other]
    while way[-1] != one:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
