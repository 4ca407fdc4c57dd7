"""Pair weights of one component -> how it may be cut: every partition of a small one, samples of a larger one.

The weight of a pair has two sides: what speaks for it and what contradicts it. The weight of a cluster of n mentions is

- the heaviest spanning tree over what speaks for its pairs: n - 1 links count, summed pairs would count one surname n times;
- its contradictions: the worst one, or their sum over n / 2 when there are many, since one deviating mention contradicts
  every other. A vague mention that fits two people so cannot hide that they contradict one another;
- log2((n - 1)!), the Ewens prior on partitions (Ewens 1972): a person already named often is likelier to be named again.

Forbidden pairs never share a cluster. Weights are in bits.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FORBIDDEN = -1e6
CERTAIN_BITS = 14.0
EXACT_CLUSTER = 40
"""Clusters up to this size are weighed in full when a mention is moved; in larger ones only its own pairs count."""
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Partitions:
    """Distinct partitions of a component with their probabilities, likeliest first.

    ``labels`` has one row per partition and one column per mention: mentions with one label are one person.
    """

    labels: NDArray[np.int16]
    probability: NDArray[np.float64]

    def together(self) -> NDArray[np.float64]:
        """Return the chance, for every two mentions, that they are one person.

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
        return np.array([len(np.unique(labels[counted])) for labels in self.labels], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairWeights:
    """What speaks for each pair (0 or more) and what contradicts it (0 or less), in bits; symmetric, zero diagonals."""

    support: Weights
    against: Weights

    @classmethod
    def from_net(cls, weights: Weights) -> "PairWeights":
        """Return pair weights whose sides are not told apart: positive ones support, negative ones contradict.

        >>> PairWeights.from_net(np.array([[0.0, -3.0], [-3.0, 0.0]])).against[0, 1]
        np.float64(-3.0)
        """
        return cls(support=np.maximum(weights, 0.0), against=np.minimum(weights, 0.0))


def partitions_of(weights: PairWeights, *, exact_up_to: int, draws: int, seed: int) -> Partitions:
    """Return the partitions of a component whose pair weights are given.

    Up to ``exact_up_to`` mentions every partition is weighed; above that a Gibbs sampler with a fixed seed draws them, starting
    from the greedy best. The same weights give the same answer on any machine.
    """
    size = len(weights.support)
    if size > exact_up_to and _is_plain(weights):
        return Partitions(labels=np.zeros((1, size), dtype=np.int16), probability=np.ones(1))
    if size <= exact_up_to:
        return _weigh(np.array(list(_all_partitions(size)), dtype=np.int16), weights)
    return _sample(weights, draws=draws, seed=seed)


def _is_plain(weights: PairWeights) -> bool:
    """Say whether every pair is so likely that no other partition is worth a draw."""
    net = weights.support + weights.against
    return bool(net[np.triu_indices(len(net), 1)].min() >= CERTAIN_BITS)


def cluster_weight(weights: PairWeights, members: Sequence[int]) -> float:
    """Return the weight of one cluster in bits; 0 for a mention alone."""
    size = len(members)
    if size < 2:
        return 0.0
    inside = np.ix_(members, members)
    against = weights.against[inside]
    contradictions = min(float(against.min()), float(against.sum()) / size)
    return _heaviest_tree(weights.support[inside]) + contradictions + math.lgamma(size) / math.log(2)


def _heaviest_tree(positive: Weights) -> float:
    """Return the weight of the maximum spanning tree (Prim 1957)."""
    reach = positive[0].copy()
    waiting = set(range(1, len(positive)))
    total = 0.0
    while waiting:
        nearest = max(waiting, key=lambda at: (reach[at], -at))
        total += float(reach[nearest])
        waiting.remove(nearest)
        reach = np.maximum(reach, positive[nearest])
    return total


def _all_partitions(size: int) -> Iterator[tuple[int, ...]]:
    """Yield every partition of ``size`` things as restricted growth strings (Knuth, TAOCP 4A, 7.2.1.5)."""
    labels = [0] * size

    def extend(place: int, highest: int) -> Iterator[tuple[int, ...]]:
        if place == size:
            yield tuple(labels)
            return
        for label in range(highest + 2):
            labels[place] = label
            yield from extend(place + 1, max(highest, label))

    yield from extend(1, 0) if size else iter(())


def _weigh(labels: NDArray[np.int16], weights: PairWeights) -> Partitions:
    cache: dict[tuple[int, ...], float] = {}

    def of(members: tuple[int, ...]) -> float:
        if members not in cache:
            cache[members] = cluster_weight(weights, members)
        return cache[members]

    totals = np.array([sum(of(members) for members in _clusters(row)) for row in labels])
    shares = np.exp2(totals - totals.max())
    probability = shares / shares.sum()
    keep = probability > 1e-9
    order = np.lexsort((np.arange(len(labels))[keep], -probability[keep]))
    kept = probability[keep][order]
    return Partitions(labels=labels[keep][order], probability=kept / kept.sum())


def _clusters(labels: NDArray[np.int16]) -> list[tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for member, label in enumerate(labels.tolist()):
        found.setdefault(label, []).append(member)
    return [tuple(members) for members in found.values()]


def _sample(weights: PairWeights, *, draws: int, seed: int) -> Partitions:
    """Gibbs sampling over partitions: take one mention out, put it back where it fits, again and again."""
    state = _GibbsState(weights)
    random = np.random.default_rng(seed)
    size = len(weights.support)
    sweeps = max(60, min(draws, 3_000 // size))
    seen: dict[tuple[int, ...], int] = {}
    for sweep in range(sweeps + sweeps // 5):
        for member in range(size):
            state.resettle(member, float(random.random()))
        if sweep >= sweeps // 5:
            labels = state.canonical()
            seen[labels] = seen.get(labels, 0) + 1
    ordered = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    counts = np.array([count for _, count in ordered], dtype=np.float64)
    labels_found = np.array([labels for labels, _ in ordered], dtype=np.int16)
    return Partitions(labels=labels_found, probability=counts / counts.sum())


class _GibbsState:
    """A partition whose mentions are moved one at a time; weights of clusters are remembered, as the same ones come back."""

    def __init__(self, weights: PairWeights) -> None:
        self.weights = weights
        self.size = len(weights.support)
        self.members: dict[int, tuple[int, ...]] = {at: (at,) for at in range(self.size)}
        self.labels = list(range(self.size))
        self.known: dict[tuple[int, ...], float] = {}
        for _ in range(3):
            for member in range(self.size):
                self.resettle(member, None)

    def resettle(self, member: int, chance: float | None) -> None:
        """Move one mention: to the best place when ``chance`` is None, else to a place drawn by weight."""
        self._take_out(member)
        labels = sorted(self.members)
        gains = np.array([0.0, *(self._gain(member, self.members[label]) for label in labels)])
        if chance is None:
            chosen = int(np.argmax(gains))
        else:
            shares = np.exp2(gains - gains.max())
            chosen = min(int(np.searchsorted(np.cumsum(shares) / shares.sum(), chance)), len(labels))
        free = next(label for label in range(self.size) if label not in self.members)
        self._put(member, labels[chosen - 1] if chosen else free)

    def canonical(self) -> tuple[int, ...]:
        """Return the partition as labels in order of first appearance."""
        order: dict[int, int] = {}
        return tuple(order.setdefault(label, len(order)) for label in self.labels)

    def _take_out(self, member: int) -> None:
        label = self.labels[member]
        rest = tuple(other for other in self.members.pop(label) if other != member)
        if rest:
            self.members[label] = rest

    def _put(self, member: int, label: int) -> None:
        self.members[label] = tuple(sorted((*self.members.get(label, ()), member)))
        self.labels[member] = label

    def _gain(self, member: int, cluster: tuple[int, ...]) -> float:
        """Return what a cluster's weight gains by a mention; a large one is judged by the mention's own pairs."""
        if len(cluster) > EXACT_CLUSTER:
            return self._own_gain(member, cluster)
        return self._weight(tuple(sorted((*cluster, member)))) - self._weight(cluster)

    def _weight(self, cluster: tuple[int, ...]) -> float:
        found = self.known.get(cluster)
        if found is None:
            found = cluster_weight(self.weights, cluster)
            self.known[cluster] = found
        return found

    def _own_gain(self, member: int, cluster: tuple[int, ...]) -> float:
        support = self.weights.support[member, cluster]
        against = self.weights.against[member, cluster]
        contradictions = min(float(against.min()), 2 * float(against.sum()) / (len(cluster) + 1))
        return float(support.max()) + contradictions + math.log2(len(cluster))
