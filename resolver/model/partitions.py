"""Pair weights of one component -> how it may be cut: every partition of a small one, samples of a larger one.

Mentions that nothing could part (copies of one row) are moved as one atom. Up to a few atoms every partition is weighed: a sum over
all ways to cut each subset (a partition function) tells which branches are worth entering. Above that ``sampling`` draws.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.sampling import sample
from resolver.model.weighing import Atoms, PairWeights, Weigher, atoms_of

FEWEST_SHARE = 1e-9
FEWEST_SHARE_OF_MANY = 1e-6
MOST_PARTITIONS = 5_000
"""Where even the partitions worth keeping are more than this, some of them are drawn."""
MANY_ATOMS = 7
"""Partitions of more atoms than this are dropped from a larger share on."""
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
        size = self.labels.shape[1]
        chance = np.zeros((size, size))
        for labels, probability in zip(self.labels, self.probability, strict=True):
            chance += probability * (labels[:, None] == labels[None, :])
        return np.minimum(chance, 1.0)

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
    place = np.arange(inside.shape[1])
    begins = np.ones(inside.shape, dtype=np.bool_)
    begins[:, 1:] = inside[:, 1:] != inside[:, :-1]
    first = np.maximum.accumulate(np.where(begins, place, 0), axis=1)
    return np.asarray((place - first).sum(axis=1), dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stack:
    """The partitions of many components of one size, end to end: component number n has those from ``starts[n]`` on, ``sizes[n]`` of them."""

    labels: NDArray[np.int16]
    probability: NDArray[np.float64]
    sizes: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Return where the partitions of each component begin."""
        return np.asarray(np.cumsum(self.sizes) - self.sizes, dtype=np.int64)


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
    """Return the partitions of a component whose pair weights are given.

    Up to ``exact_up_to`` atoms every partition is weighed; above that a sampler with a fixed seed draws them, starting from the
    greedy best. The same weights give the same answer on any machine.
    """
    if len(weights.support) == 2:
        return _of_two(float(weights.net[0, 1]))
    atoms = atoms_of(weights)
    if len(atoms) == 1:
        return Partitions(labels=np.zeros((1, len(weights.support)), dtype=np.int16), probability=np.ones(1))
    if len(atoms) > MANY_ATOMS and len(weights.support) <= MOST_KEPT_MEMBERS:
        sides = (side.astype(np.float64).tobytes() for side in (weights.support, weights.against))
        return _kept(*sides, len(weights.support), exact_up_to, draws, seed)
    return _worked_out(weights, atoms, exact_up_to=exact_up_to, draws=draws, seed=seed)


@lru_cache(maxsize=64)
def _kept(support: bytes, against: bytes, size: int, exact_up_to: int, draws: int, seed: int) -> Partitions:
    """Return the partitions of a component that is costly to cut; who runs a list again mostly asks for the same."""
    sides = (np.frombuffer(side, dtype=np.float64).reshape(size, size) for side in (support, against))
    weights = PairWeights(support=next(sides), against=next(sides))
    found = _worked_out(weights, atoms_of(weights), exact_up_to=exact_up_to, draws=draws, seed=seed)
    for column in (found.labels, found.probability):
        column.setflags(write=False)
    return found


def _worked_out(weights: PairWeights, atoms: Atoms, *, exact_up_to: int, draws: int, seed: int) -> Partitions:
    weigher = Weigher(weights, atoms)
    if len(atoms) <= exact_up_to:
        return _ordered(_Tree(weigher).partitions(draws=draws, seed=seed), atoms)
    return _ordered(sample(weigher, draws=draws, seed=seed), atoms)


def _of_two(net: float) -> Partitions:
    """Return both ways to cut two mentions (one, where the other is out of the question)."""
    together = 1.0 / (1.0 + 2.0 ** -min(max(net, -500.0), 500.0))
    ways = [((0, 0), together), ((0, 1), 1.0 - together)]
    kept = sorted((way for way in ways if way[1] > FEWEST_SHARE), key=lambda way: (-way[1], way[0]))
    labels = np.array([labels for labels, _ in kept], dtype=np.int16)
    probability = np.array([share for _, share in kept])
    return Partitions(labels=labels, probability=probability / probability.sum())


def _ordered(found: dict[tuple[int, ...], float], atoms: Atoms) -> Partitions:
    """Return partitions of atoms as partitions of their mentions, likeliest first."""
    size = sum(map(len, atoms))
    atom_of = np.zeros(size, dtype=np.int64)
    for number, members in enumerate(atoms):
        atom_of[list(members)] = number
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    labels = np.array([labels for labels, _ in ordered], dtype=np.int16)[:, atom_of]
    probability = np.array([share for _, share in ordered], dtype=np.float64)
    return Partitions(labels=labels, probability=probability / probability.sum())


class _Tree:
    """All ways to cut a few atoms, as a tree: the first cluster that is left to choose, then what is left after it.

    The sum over all ways to cut each subset of atoms (a partition function) tells how likely a first cluster is whatever becomes
    of the rest, so that unlikely branches are never entered.
    """

    def __init__(self, weigher: Weigher) -> None:
        self.count = len(weigher.atoms)
        self.weights = weigher.of_all()
        self.firsts = _first_clusters(self.count)
        self.sums = _sums(self.weights, _steps(self.count))

    def partitions(self, *, draws: int, seed: int) -> dict[tuple[int, ...], float]:
        """Return every partition worth keeping with its probability; where they are too many, exact draws of them."""
        found = {}
        for number, (labels, share) in enumerate(self._every()):
            if number == MOST_PARTITIONS:
                return self._drawn(draws, seed)
            found[labels] = share
        return found

    def _branches(self, left: int) -> NDArray[np.float64]:
        clusters = self.firsts[left]
        return np.asarray(np.exp2(self.weights[clusters] + self.sums[left & ~clusters] - self.sums[left]))

    def _every(self) -> Iterator[tuple[tuple[int, ...], float]]:
        fewest = FEWEST_SHARE if self.count <= MANY_ATOMS else FEWEST_SHARE_OF_MANY
        waiting: list[tuple[int, float, tuple[int, ...]]] = [((1 << self.count) - 1, 1.0, ())]
        while waiting:
            left, share, chosen = waiting.pop()
            if not left:
                yield _labels(chosen, self.count), share
                continue
            parts = share * self._branches(left)
            for place in np.flatnonzero(parts > fewest).tolist():
                cluster = int(self.firsts[left][place])
                waiting.append((left & ~cluster, float(parts[place]), (*chosen, cluster)))

    def _drawn(self, draws: int, seed: int) -> dict[tuple[int, ...], float]:
        random = np.random.default_rng(seed)
        found: dict[tuple[int, ...], float] = {}
        for _ in range(draws):
            left = (1 << self.count) - 1
            chosen: tuple[int, ...] = ()
            while left:
                steps = np.cumsum(self._branches(left))
                place = int(np.searchsorted(steps, random.random() * steps[-1], side="right"))
                cluster = int(self.firsts[left][min(place, len(steps) - 1)])
                left, chosen = left & ~cluster, (*chosen, cluster)
            labels = _labels(chosen, self.count)
            found[labels] = found.get(labels, 0.0) + 1.0
        return found


@lru_cache(maxsize=16)
def _first_clusters(count: int) -> tuple[NDArray[np.int64], ...]:
    """Return, for each subset of so many atoms, the clusters that its first atom may be in.

    >>> [clusters.tolist() for clusters in _first_clusters(2)]
    [[0], [1], [2], [1, 3]]
    """
    found = [np.zeros(1, dtype=np.int64)]
    for atom in range(count):
        alone = 1 << atom
        found.append(np.array([alone]))
        found += [np.concatenate([found[rest], found[rest] | alone]) for rest in range(1, alone)]
    return tuple(found)


@lru_cache(maxsize=16)
def _steps(count: int) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...]:
    """Return the subsets of so many atoms in steps, each with the clusters that its first atom may be in: what is left then came before.

    >>> [(subsets.tolist(), clusters.tolist()) for subsets, clusters in _steps(2)]
    [([2], [[2]]), ([1], [[1]]), ([3], [[1, 3]])]
    """
    firsts = _first_clusters(count)
    steps = []
    for atom in reversed(range(count)):
        subsets = np.arange(1 << atom, 1 << count, 2 << atom)
        sizes = np.array([len(firsts[one]) for one in subsets.tolist()])
        for size in distinct(sizes).tolist():
            alike = subsets[sizes == size]
            steps.append((alike, np.stack([firsts[one] for one in alike.tolist()])))
    return tuple(steps)


def _sums(
    weights: NDArray[np.float64], steps: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]
) -> NDArray[np.float64]:
    """Return, for each subset of atoms, log2 of the summed weights of all its partitions."""
    sums = np.zeros(len(weights))
    for subsets, clusters in steps:
        terms = weights[clusters] + sums[subsets[:, None] & ~clusters]
        highest = terms.max(axis=1)
        totals = np.exp2(terms - highest[:, None]).sum(axis=1).tolist()
        sums[subsets] = highest + np.array([math.log2(total) for total in totals])
    return sums


def _labels(chosen: Sequence[int], count: int) -> tuple[int, ...]:
    """Return a partition as labels in order of first appearance."""
    return tuple(
        next(label for label, cluster in enumerate(chosen) if cluster >> atom & 1) for atom in range(count)
    )
