"""Pair weights of one component -> how it may be cut: every partition of a small one, samples of a larger one.

Mentions that nothing could part (copies of one row) are moved as one atom. Up to a few atoms every partition is weighed: a sum over
all ways to cut each subset (a partition function) tells which branches are worth entering. Above that ``sampling`` draws.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.cutting import FEWEST_SHARE, Tree
from resolver.model.sampling import sample
from resolver.model.weighing import (
    CELLS_AT_ONCE,
    PairWeights,
    Places,
    Weights,
    atoms_of,
    weigh_clusters,
)
from resolver.names.ragged import ranges
from resolver.threads import at_once

MOST_KEPT_MEMBERS = 24
"""The partitions of components of no more mentions than this are kept for a while."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Partitions:
    """Distinct partitions of a component with their probabilities, likeliest first.

    ``labels`` has one row per partition and one column per mention: mentions with one label are one person.
    """

    labels: NDArray[np.int16]
    probability: NDArray[np.float64]

    def together(self) -> NDArray[np.float64]:
        """Return the chance, for every two mentions, that they are one person.

        >>> from resolver.model.weighing import PairWeights
        >>> weights = PairWeights.from_net(np.array([[0.0, 10.0], [10.0, 0.0]]))
        >>> partitions_of(weights, exact_up_to=8, draws=100, seed=1).together().round(3)
        array([[1.   , 0.999],
               [0.999, 1.   ]])
        """
        found: NDArray[np.float64] = Stack.of_one(self).together()[0]
        return found

    def counts(self, counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return, for each partition, how many of its clusters hold a mention that counts."""
        return clusters_of(self.labels[:, counted])


def clusters_of(labels: NDArray[np.int16]) -> NDArray[np.int64]:
    """Return how many clusters each partition (a row of labels) has.

    >>> clusters_of(np.array([[0, 1, 0], [0, 0, 0]], dtype=np.int16)).tolist()
    [2, 1]
    """
    if not labels.shape[1]:
        return np.zeros(len(labels), dtype=np.int64)
    inside = np.sort(labels, axis=1)
    return np.asarray(1 + np.count_nonzero(np.diff(inside, axis=1), axis=1), dtype=np.int64)


def pairs_in(labels: NDArray[np.int16]) -> NDArray[np.int64]:
    """Return how many pairs of mentions each partition (a row of labels) joins.

    >>> pairs_in(np.array([[0, 1, 0, 0], [0, 1, 2, 3]], dtype=np.int16)).tolist()
    [3, 0]
    """
    inside = np.sort(labels, axis=1)
    # As narrow as labels are: there are millions of partitions.
    place = np.arange(inside.shape[1], dtype=np.int16)
    begins = np.ones(inside.shape, dtype=np.bool_)
    begins[:, 1:] = inside[:, 1:] != inside[:, :-1]
    first = np.where(begins, place, np.int16(0))
    np.maximum.accumulate(first, axis=1, out=first)
    return np.asarray(np.subtract(place, first, out=first).sum(axis=1, dtype=np.int64))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stack:
    """The partitions of many components of one size, end to end: component number n has those from ``starts[n]`` on, ``sizes[n]`` of them."""

    labels: NDArray[np.int16]
    probability: NDArray[np.float64]
    sizes: NDArray[np.int64]

    @classmethod
    def of_one(cls, partitions: Partitions) -> "Stack":
        """Return one component alone."""
        sizes = np.array([len(partitions.probability)], dtype=np.int64)
        return cls(labels=partitions.labels, probability=partitions.probability, sizes=sizes)

    @property
    def starts(self) -> NDArray[np.int64]:
        """Return where the partitions of each component begin."""
        return np.asarray(np.cumsum(self.sizes) - self.sizes, dtype=np.int64)

    def of(self, number: int) -> Partitions:
        """Return the partitions of one component."""
        start = int(self.sizes[:number].sum())
        rows = slice(start, start + int(self.sizes[number]))
        return Partitions(labels=self.labels[rows], probability=self.probability[rows])

    def each(self) -> Iterator[Partitions]:
        """Yield the partitions of each component."""
        for start, size in zip(self.starts.tolist(), self.sizes.tolist(), strict=True):
            rows = slice(start, start + size)
            yield Partitions(labels=self.labels[rows], probability=self.probability[rows])

    def counts(self, counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return, for each partition, how many of its clusters hold a mention that counts, given which mentions of each component do."""
        is_first = np.repeat(counted, self.sizes, axis=0)
        for place in range(1, self.labels.shape[1]):
            same = self.labels[:, :place] == self.labels[:, [place]]
            is_first[:, place] &= ~(same & is_first[:, :place]).any(axis=1)
        return np.asarray(np.count_nonzero(is_first, axis=1), dtype=np.int64)

    def take(self, numbers: NDArray[np.int64]) -> "Stack":
        """Return some of these components."""
        sizes = self.sizes[numbers]
        rows = ranges(self.starts[numbers], sizes)
        return Stack(labels=self.labels[rows], probability=self.probability[rows], sizes=sizes)

    def together(self) -> NDArray[np.float64]:
        """Return, for each component, the chance of every two mentions to be one person: that of its partitions, added up in order."""
        size = self.labels.shape[1]
        chance = np.zeros((len(self.sizes), size, size))
        for numbers, rows in _of_one_length(self.starts, self.sizes):
            step = max(CELLS_AT_ONCE // (len(rows) * size**2), 1)
            for first in range(0, rows.shape[1], step):
                some = rows[:, first : first + step]
                labels = self.labels[some]
                same = labels[:, :, :, None] == labels[:, :, None, :]
                terms = np.where(same, self.probability[some][:, :, None, None], 0.0)
                terms[:, 0] += chance[numbers]
                chance[numbers] = terms.sum(axis=1)
        return np.minimum(chance, 1.0)


def _of_one_length(
    starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the lists of one length together: their numbers, and where in all lists their values stand, one list per row."""
    for size in distinct(sizes).tolist():
        numbers = np.flatnonzero(sizes == size)
        step = max(CELLS_AT_ONCE // max(size, 1), 1)
        for first in range(0, len(numbers), step):
            some = numbers[first : first + step]
            yield some, starts[some][:, None] + np.arange(size)


def sums_of(values: NDArray[np.float64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of each of some lists that stand end to end, to the last bit as that of the list alone.

    >>> sums_of(np.array([1.0, 2.0, 4.0]), np.array([2, 1])).tolist()
    [3.0, 4.0]
    """
    found = np.zeros(len(sizes))
    for numbers, rows in _of_one_length(np.cumsum(sizes) - sizes, sizes):
        found[numbers] = values[rows].sum(axis=1)
    return found


def stacked(components: Sequence[Partitions]) -> Iterator[tuple[list[int], Stack]]:
    """Yield components of one size together, with their places: what is asked of thousands of small ones is asked at once.

    >>> one = Partitions(labels=np.array([[0, 0], [0, 1]], dtype=np.int16), probability=np.array([0.25, 0.75]))
    >>> [(places, len(stack.labels), stack.starts.tolist()) for places, stack in stacked([one, one])]
    [([0, 1], 4, [0, 2])]
    """
    by_size: dict[int, list[int]] = {}
    for place, partitions in enumerate(components):
        by_size.setdefault(partitions.labels.shape[1], []).append(place)
    for places in by_size.values():
        of_size = [components[place] for place in places]
        yield (
            places,
            Stack(
                labels=np.concatenate([partitions.labels for partitions in of_size]),
                probability=np.concatenate([partitions.probability for partitions in of_size]),
                sizes=np.array([len(partitions.labels) for partitions in of_size], dtype=np.int64),
            ),
        )


def partitions_of(weights: PairWeights, *, exact_up_to: int, draws: int, seed: int) -> Partitions:
    """Return the partitions of one component whose pair weights are given; see ``cut``."""
    alone = PairWeights(support=weights.support[None], against=weights.against[None])
    return cut(alone, exact_up_to=exact_up_to, draws=draws, seed_of=lambda number: seed).of(0)


def cut(weights: PairWeights, *, exact_up_to: int, draws: int, seed_of: Callable[[int], int]) -> Stack:
    """Return the partitions of components of one size whose pair weights are given.

    Up to ``exact_up_to`` atoms every partition is weighed; above that a sampler draws them, seeded by component, starting from the
    greedy best. The same weights give the same answer on any machine, whatever other components are cut with them.
    """
    if weights.support.shape[1] == 2:
        return _of_two(weights.net[:, 0, 1])
    atoms = atoms_of(weights)
    counts = atoms.max(axis=1) + 1
    parts = [
        _weighed(weights, atoms, some, draws, seed_of)
        for count in range(1, exact_up_to + 1)
        for some in _in_parts(np.flatnonzero(counts == count), (1 << count) * atoms.shape[1])
    ]
    many = np.flatnonzero(counts > exact_up_to).tolist()

    def draw(number: int) -> Partitions:
        return _drawn(weights.support[number], weights.against[number], draws, seed_of(number))

    for number, found in zip(many, at_once(draw, many), strict=True):
        parts.append((np.full(len(found.labels), number), found.labels, found.probability))
    return _stack(parts, len(atoms))


Part = tuple[NDArray[np.int64], NDArray[np.int16], NDArray[np.float64]]
"""Some rows of a stack: whose each is, its labels, and how likely it is beside others of the component."""


def _in_parts(numbers: NDArray[np.int64], cells: int) -> Iterator[NDArray[np.int64]]:
    """Yield some of these components at a time, each of so many cells."""
    step = max(CELLS_AT_ONCE // cells, 1)
    for start in range(0, len(numbers), step):
        yield numbers[start : start + step]


def _weighed(
    weights: PairWeights,
    atoms: Places,
    which: NDArray[np.int64],
    draws: int,
    seed_of: Callable[[int], int],
) -> Part:
    """Return the partitions of components of as many atoms, every one weighed."""
    own, count = atoms[which], int(atoms[which[0]].max()) + 1
    if count == 1:
        return which, np.zeros(own.shape, dtype=np.int16), np.ones(len(which))
    some = PairWeights(support=weights.support[which], against=weights.against[which])
    tree = Tree(weigh_clusters(some, own, count))
    ways = tree.ways(draws=draws, seed_of=lambda number: seed_of(int(which[number])))
    labels = np.take_along_axis(ways.labels(count), own[ways.component], axis=1)
    return which[ways.component], labels, ways.share


def _stack(parts: Sequence[Part], components: int) -> Stack:
    """Return parts of a stack as one, component by component."""
    number, labels, share = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(number, kind="stable")
    sizes = np.bincount(number, minlength=components)
    share = share[order]
    return Stack(
        labels=labels[order], probability=share / np.repeat(sums_of(share, sizes), sizes), sizes=sizes
    )


def _of_two(net: NDArray[np.float64]) -> Stack:
    """Return both ways to cut two mentions (one, where the other is out of the question)."""
    bits = np.minimum(np.maximum(net, -500.0), 500.0).tolist()
    together = np.array([1.0 / (1.0 + 2.0**-one) for one in bits])
    share = np.stack([together, 1.0 - together], axis=1)
    order = np.argsort(-share, axis=1, kind="stable")
    labels = np.array([[0, 0], [0, 1]], dtype=np.int16)[order]
    share = np.take_along_axis(share, order, axis=1)
    kept = share > FEWEST_SHARE
    share = share / np.where(kept, share, 0.0).sum(axis=1, keepdims=True)
    return Stack(labels=labels[kept], probability=share[kept], sizes=kept.sum(axis=1))


def _drawn(support: Weights, against: Weights, draws: int, seed: int) -> Partitions:
    if len(support) > MOST_KEPT_MEMBERS:
        return _sampled(PairWeights(support=support, against=against), draws, seed)
    sides = (side.astype(np.float64).tobytes() for side in (support, against))
    return _kept(*sides, len(support), draws, seed)


@lru_cache(maxsize=64)
def _kept(support: bytes, against: bytes, size: int, draws: int, seed: int) -> Partitions:
    """Return the partitions of a component that is costly to cut; who runs a list again mostly asks for the same."""
    sides = (np.frombuffer(side, dtype=np.float64).reshape(size, size) for side in (support, against))
    return _sampled(PairWeights(support=next(sides), against=next(sides)), draws, seed)


def _sampled(weights: PairWeights, draws: int, seed: int) -> Partitions:
    """Return partitions that a sampler drew, likeliest first."""
    alone = PairWeights(support=weights.support[None], against=weights.against[None])
    [atom_of] = atoms_of(alone)
    members = tuple(tuple(np.flatnonzero(atom_of == atom).tolist()) for atom in range(atom_of.max() + 1))
    found = sample(weights, members, draws=draws, seed=seed)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    labels = np.array([labels for labels, _ in ordered], dtype=np.int16)[:, atom_of]
    times = np.array([times for _, times in ordered], dtype=np.float64)
    return Partitions(labels=labels, probability=times)
