"""Weights of all clusters of a few atoms, of many components at once -> every way to cut each that is worth keeping.

All ways to cut some atoms are a tree: the first cluster that is left to choose, then what is left after it. The sum over all ways to cut
each subset of atoms (a partition function) tells how likely a first cluster is whatever becomes of the rest, so that unlikely
branches are never entered. A way is a number: four bits for the cluster of each atom, the first atom's highest.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.names.ragged import Ragged, ranges, starts_of

FEWEST_SHARE = 1e-9
FEWEST_SHARE_OF_MANY = 1e-6
MANY_ATOMS = 7
"""Partitions of more atoms than this are dropped from a larger share on."""
MOST_PARTITIONS = 5_000
"""Where even the partitions worth keeping are more than this, some of them are drawn."""
BRANCHES_AT_ONCE = 1 << 18
"""About so many branches are looked at together."""
BITS = 4
Shares = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ways:
    """Ways to cut many components, component by component, likeliest first: whose it is, the way, and its share."""

    component: Numbers
    way: Numbers
    share: Shares

    def ordered(self) -> "Ways":
        """Return these ways in order."""
        return self.take(np.lexsort((self.way, -self.share, self.component)))

    def take(self, which: Numbers | NDArray[np.bool_]) -> "Ways":
        """Return some of these ways."""
        return Ways(component=self.component[which], way=self.way[which], share=self.share[which])

    def labels(self, count: int) -> NDArray[np.int16]:
        """Return the cluster of each of so many atoms, in the order of their first atoms."""
        return np.asarray(self.way[:, None] >> _shifts(count) & (1 << BITS) - 1, dtype=np.int16)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Branches:
    """Places in the trees of components, all as deep: which atoms are left, the way so far, and its share."""

    component: Numbers
    left: Numbers
    way: Numbers
    share: Shares
    depth: int

    def take(self, which: Numbers | NDArray[np.bool_]) -> "_Branches":
        """Return some of these branches."""
        return _Branches(
            component=self.component[which],
            left=self.left[which],
            way=self.way[which],
            share=self.share[which],
            depth=self.depth,
        )


class Tree:
    """All ways to cut components of as many atoms, given what each of their clusters weighs.

    >>> ways = Tree(np.array([[0.0, 0.0, 0.0, 1.0]])).ways(draws=100, seed_of=lambda number: 1)
    >>> ways.labels(2).tolist(), ways.share.round(2).tolist()
    ([[0, 0], [0, 1]], [0.67, 0.33])
    """

    def __init__(self, weights: Shares) -> None:
        self.weights = weights
        self.count = weights.shape[1].bit_length() - 1
        self.firsts = _first_clusters(self.count)
        self.sums = _sums(weights, _steps(self.count))
        self.written = (np.arange(len(weights[0]))[:, None] >> np.arange(self.count) & 1) @ (
            1 << _shifts(self.count)
        )

    def ways(self, *, draws: int, seed_of: Callable[[int], int]) -> Ways:
        """Return every way worth keeping with its share; where they are too many, exact draws of them."""
        met = np.zeros(len(self.weights), dtype=np.int64)
        found: list[Ways] = []
        waiting = list(self._in_parts(self._roots()))
        while waiting:
            branches = waiting.pop()
            below = self._below(branches.take(met[branches.component] <= MOST_PARTITIONS))
            whole = below.take(below.left == 0)
            met += np.bincount(whole.component, minlength=len(met))
            found.append(Ways(component=whole.component, way=whole.way, share=whole.share))
            waiting += self._in_parts(below.take(below.left > 0))
        crowded = np.flatnonzero(met > MOST_PARTITIONS)
        kept = _one_after_another(found)
        return _one_after_another(
            [
                kept.take(~np.isin(kept.component, crowded)),
                *(self._drawn(number, draws, seed_of(number)) for number in crowded.tolist()),
            ]
        ).ordered()

    def _roots(self) -> _Branches:
        nothing = np.zeros(len(self.weights), dtype=np.int64)
        return _Branches(
            component=np.arange(len(self.weights)),
            left=nothing + (1 << self.count) - 1,
            way=nothing,
            share=np.ones(len(self.weights)),
            depth=0,
        )

    def _in_parts(self, branches: _Branches) -> Iterator[_Branches]:
        """Yield branches, so many together that what is below them has room."""
        part = np.cumsum(self.firsts.sizes[branches.left]) // BRANCHES_AT_ONCE
        for number in distinct(part).tolist():
            yield branches.take(part == number)

    def _below(self, branches: _Branches) -> _Branches:
        """Return the branches below some: each chooses the cluster of the first atom that is left."""
        sizes, clusters = self.firsts.sizes[branches.left], self.firsts.take(branches.left).values
        above = branches.take(np.repeat(np.arange(len(sizes)), sizes))
        left = above.left & ~clusters
        bits = self.weights[above.component, clusters] + self.sums[above.component, left]
        share = above.share * np.exp2(bits - self.sums[above.component, above.left])
        way = above.way + above.depth * self.written[clusters]
        below = _Branches(component=above.component, left=left, way=way, share=share, depth=above.depth + 1)
        return below.take(share > (FEWEST_SHARE if self.count <= MANY_ATOMS else FEWEST_SHARE_OF_MANY))

    def _drawn(self, number: int, draws: int, seed: int) -> Ways:
        random = np.random.default_rng(seed)
        weights, sums = self.weights[number], self.sums[number]
        found: Counter[int] = Counter()
        for _ in range(draws):
            left, way, depth = (1 << self.count) - 1, 0, 0
            while left:
                clusters = self.firsts.values[self.firsts.starts[left] : self.firsts.starts[left + 1]]
                steps = np.cumsum(np.exp2(weights[clusters] + sums[left & ~clusters] - sums[left]))
                place = int(np.searchsorted(steps, random.random() * steps[-1], side="right"))
                cluster = int(clusters[min(place, len(steps) - 1)])
                left, way, depth = left & ~cluster, way + depth * int(self.written[cluster]), depth + 1
            found[way] += 1
        return Ways(
            component=np.full(len(found), number),
            way=np.array(list(found)),
            share=np.array(list(found.values()), dtype=np.float64),
        )


def _one_after_another(parts: Sequence[Ways]) -> Ways:
    component, way = (
        np.concatenate([np.zeros(0, dtype=np.int64), *(getattr(part, name) for part in parts)])
        for name in ("component", "way")
    )
    share = np.concatenate([np.zeros(0), *(part.share for part in parts)])
    return Ways(component=component, way=way, share=share)


def _shifts(count: int) -> Numbers:
    """Return where in the number of a way the cluster of each of so many atoms is written."""
    return BITS * np.arange(count)[::-1]


@lru_cache(maxsize=16)
def _first_clusters(count: int) -> Ragged:
    """Return, for each subset of so many atoms, the clusters that its first atom may be in.

    >>> list(_first_clusters(2).lists())
    [[0], [1], [2], [1, 3]]
    """
    values, sizes = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    for atom in range(count):
        alone = 1 << atom
        # Each subset of the atoms before this one, with it and, but for the empty one, without it.
        twice, joined = np.repeat(np.arange(alone), 2), np.tile([0, alone], alone)
        rows = ranges(starts_of(sizes)[twice], sizes[twice])
        values = np.concatenate([values, (values[rows] | np.repeat(joined, sizes[twice]))[1:]])
        sizes = np.concatenate([sizes, [1], 2 * sizes[1:]])
    return Ragged(starts=starts_of(sizes), values=values)


@lru_cache(maxsize=16)
def _steps(count: int) -> tuple[tuple[Numbers, Numbers], ...]:
    """Return the subsets of so many atoms in steps, each with the clusters that its first atom may be in: what is left then came before.

    >>> [(subsets.tolist(), clusters.tolist()) for subsets, clusters in _steps(2)]
    [([2], [[2]]), ([1], [[1]]), ([3], [[1, 3]])]
    """
    firsts = _first_clusters(count)
    steps = []
    for atom in reversed(range(count)):
        subsets = np.arange(1 << atom, 1 << count, 2 << atom)
        sizes = firsts.sizes[subsets]
        for size in distinct(sizes).tolist():
            alike = subsets[sizes == size]
            steps.append((alike, np.asarray(firsts.take(alike).values.reshape(-1, size), dtype=np.int64)))
    return tuple(steps)


def _sums(weights: Shares, steps: Sequence[tuple[Numbers, Numbers]]) -> Shares:
    """Return, for each subset of the atoms of each component, log2 of the summed weights of all its partitions."""
    sums = np.zeros(weights.shape)
    for subsets, clusters in steps:
        left = subsets[:, None] & ~clusters
        terms = weights.take(clusters, axis=1) + sums.take(left, axis=1)
        highest = terms.max(axis=2)
        totals = np.exp2(terms - highest[:, :, None]).sum(axis=2)
        logs = [math.log2(total) for total in totals.ravel().tolist()]
        sums[:, subsets] = highest + np.array(logs).reshape(totals.shape)
    return sums
