"""Pair weights of one component -> how much each cluster of its mentions weighs, in bits.

The weight of a pair has two sides: what speaks for it and what contradicts it. The weight of a cluster of n mentions is

- the heaviest spanning tree over what speaks for its pairs: n - 1 links count, summed pairs would count one surname n times;
- its contradictions: the worst one, or their sum over n / 2 when there are many, since one deviating mention contradicts
  every other. A vague mention that fits two people so cannot hide that they contradict one another;
- log2((n - 1)!), the Ewens prior on partitions (Ewens 1972): a person already named often is likelier to be named again.

Forbidden pairs never share a cluster.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FORBIDDEN = -1e6
CERTAIN_BITS = 14.0
NEGLIGIBLE_BITS = -20.0
"""A pair this unlikely is as unlikely as any: how much more than that it is does not matter."""
LARGE_CLUSTER = 24
"""From this size on a cluster is weighed with numpy; below, plain lists are faster."""
MOST_AT_ONCE = 16
"""Of no more atoms than this all clusters are weighed at once, as soon as one in ``PATIENCE`` of them was asked for."""
PATIENCE = 32
CELLS_AT_ONCE = 1 << 20
"""Of many components so many cells are worked on at once."""
ROWS_AT_ONCE = 256
"""Products of more rows are dealt to several processors, which wait for one another longer than they work."""
STEPS_OF_BIT = 4096
"""Weights in whole steps of a bit, so many of them, add up to the same in whatever order: no sum has to be rounded."""
Weights = NDArray[np.float64]
Places = NDArray[np.int64]
Atoms = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairWeights:
    """What speaks for each pair (0 or more) and what contradicts it (0 or less), in bits; symmetric, zero diagonals.

    Of one component, or of many of one size: then a table for each.
    """

    support: Weights
    against: Weights

    @classmethod
    def from_net(cls, weights: Weights) -> "PairWeights":
        """Return pair weights whose sides are not told apart: positive ones support, negative ones contradict.

        >>> PairWeights.from_net(np.array([[0.0, -3.0], [-3.0, 0.0]])).against[0, 1]
        np.float64(-3.0)
        """
        return cls(support=np.maximum(weights, 0.0), against=np.minimum(weights, 0.0))

    @property
    def net(self) -> Weights:
        """Return what is left of each pair when both sides are added."""
        return self.support + self.against

    def stepped(self) -> "PairWeights":
        """Return the weights rounded to whole steps, as who adds them up one cluster after another needs them.

        >>> PairWeights.from_net(np.array([[0.0, 0.1], [0.1, 0.0]])).stepped().support[0, 1] * STEPS_OF_BIT
        np.float64(410.0)
        """
        support, against = (
            np.rint(side * STEPS_OF_BIT) / STEPS_OF_BIT for side in (self.support, self.against)
        )
        return PairWeights(support=support, against=against)


# --- atoms ------------------------------------------------------------------------------------------------------------


def atoms_of(weights: PairWeights) -> Places:
    """Return, for components of one size, which atom each mention is of: mentions that no likely partition parts.

    Two mentions are of one atom when their pair outweighs all that a third could gain by parting them. Atoms are numbered in the
    order of their first mentions.

    >>> atoms_of(PairWeights.from_net(np.array([[[0.0, 40, -9], [40, 0, -9], [-9, -9, 0]]])))
    array([[0, 0, 1]])
    """
    net = weights.net
    sure = np.triu(net >= CERTAIN_BITS, 1)
    bounded = np.maximum(net, NEGLIGIBLE_BITS)
    pairs = np.argwhere(sure)
    for start in range(0, len(pairs), step := max(CELLS_AT_ONCE // net.shape[1], 1)):
        number, one, other = pairs[start : start + step].T
        apart = np.abs(bounded[number, one] - bounded[number, other])
        every = np.arange(len(number))
        apart[every, one] = apart[every, other] = 0.0
        sure[number, one, other] = net[number, one, other] >= CERTAIN_BITS + apart.max(axis=1)
    home = first_joined(sure)
    number = np.cumsum(home == np.arange(net.shape[1]), axis=1) - 1
    return np.take_along_axis(number, home, axis=1)


def first_joined(joined: NDArray[np.bool_]) -> Places:
    """Return the first place that each is joined to, directly or through others, in many square tables at once.

    >>> first_joined(np.array([[[0, 0, 1], [0, 0, 0], [0, 0, 0]]], dtype=np.bool_))
    array([[0, 1, 0]])
    """
    count, size = joined.shape[:2]
    home = np.tile(np.arange(size), (count, 1))
    concerned = np.flatnonzero(joined.any(axis=(1, 2)))
    near = joined[concerned] | joined[concerned].transpose(0, 2, 1) | np.eye(size, dtype=np.bool_)
    before = home[concerned]
    while len(concerned):
        after = np.where(near, before[:, None, :], size).min(axis=2)
        if np.array_equal(after, before):
            break
        before = after
    home[concerned] = before
    return home


# --- weighing ---------------------------------------------------------------------------------------------------------


class _Known(dict[int, float]):
    """Weights that are worked out when they are asked for the first time; afterwards no function is called."""

    def __init__(self, work_out: Callable[[int], float]) -> None:
        super().__init__({0: 0.0})
        self._work_out = work_out

    def __missing__(self, cluster: int) -> float:
        return self.setdefault(cluster, self._work_out(cluster))


class Weigher:
    """Weights of clusters of atoms, each worked out once: the same clusters come back again and again.

    A cluster is a whole number with one bit per atom, so that joining two is cheap. Pair weights come in whole steps (``stepped``).
    """

    def __init__(self, weights: PairWeights, atoms: Atoms) -> None:
        self.weights = weights
        self.atoms = atoms
        self.net = weights.net
        self._support: list[list[float]] = weights.support.tolist()
        self._against: list[list[float]] = weights.against.tolist()
        self._prior: list[float] = ewens(LARGE_CLUSTER).tolist()
        self._known = _Known(self._of_cluster)
        self._asked = 0
        is_small = len(atoms) <= MOST_AT_ONCE and len(self.net) <= LARGE_CLUSTER
        self._patience = max((1 << len(atoms)) // PATIENCE, 1) if is_small else 0
        self.of = self._known.__getitem__
        """Returns the weight of a cluster of atoms."""

    def _of_cluster(self, cluster: int) -> float:
        self._asked += 1
        if self._asked == self._patience:
            self._known.update(enumerate(self._all_at_once().tolist()))
            return self._known[cluster]
        members: list[int] = []
        for atom in atoms_in(cluster):
            members += self.atoms[atom]
        members.sort()
        return self._weigh(members)

    def _all_at_once(self) -> Weights:
        """Return the weights of all clusters: those that ``_weigh`` gives, as nothing is lost in adding up."""
        atom_of = np.zeros(len(self.net), dtype=np.int64)
        for number, members in enumerate(self.atoms):
            atom_of[list(members)] = number
        one = PairWeights(support=self.weights.support[None], against=self.weights.against[None])
        [weights] = weigh_clusters(one, atom_of[None], len(self.atoms))
        return np.asarray(weights)

    def _weigh(self, members: Sequence[int]) -> float:
        if len(members) > LARGE_CLUSTER:
            return cluster_weight(self.weights, members)
        if len(members) == 2:
            one, other = members
            return self._support[one][other] + min(self._against[one][other], 0.0)
        if len(members) < 2:
            return 0.0
        worst, total = 0.0, 0.0
        for place, one in enumerate(members):
            row = self._against[one]
            for other in members[place + 1 :]:
                contradiction = row[other]
                if contradiction < 0.0:
                    total += contradiction
                    if contradiction < worst:
                        worst = contradiction
        contradictions = min(worst, 2 * total / len(members))
        return _small_tree(self._support, members) + contradictions + self._prior[len(members)]


def weigh_clusters(weights: PairWeights, atoms: Places, count: int) -> Weights:
    """Return, for components of one size and so many atoms, the weights of all clusters, the empty one first: its number is its place.

    >>> weigh_clusters(PairWeights.from_net(np.array([[[0.0, -3.0], [-3.0, 0.0]]])), np.array([[0, 1]]), 2)
    array([[ 0.,  0.,  0., -3.]])
    """
    held = _held(atoms, count)
    sizes = held.sum(axis=2)
    parts = held.reshape(len(held), -1, min(held.shape[1], ROWS_AT_ONCE), held.shape[2])
    with_each = (parts @ weights.against[:, None]).reshape(held.shape)
    summed = (with_each * held).sum(axis=2) / np.maximum(sizes, 1)
    worst = _worst(weights.against, atoms, held.shape[1])
    trees = _trees(weights.support, held)
    return np.asarray(trees + np.minimum(worst, summed) + ewens(held.shape[2])[sizes])


def _held(atoms: Places, count: int) -> NDArray[np.bool_]:
    """Return, for each component, which mentions each cluster of its atoms holds."""
    return np.asarray(np.arange(1 << count)[:, None] >> atoms[:, None, :] & 1, dtype=np.bool_)


def ewens(most: int) -> Weights:
    """Return the bits that the prior of Ewens gives a cluster of each size."""
    return np.array([0.0, 0.0, *(math.lgamma(size) / math.log(2) for size in range(2, most + 1))])


def _worst(against: Weights, atoms: Places, clusters: int) -> Weights:
    """Return the worst contradiction in each cluster: that of its last atom with the others, or one that was there without it."""
    count = clusters.bit_length() - 1
    between = np.zeros((len(against), count, count))
    np.minimum.at(
        between, (np.arange(len(atoms))[:, None, None], atoms[:, :, None], atoms[:, None, :]), against
    )
    worst = np.zeros((len(against), clusters))
    for atom in range(count):
        with_last = between[:, [atom], atom]
        for other in range(atom):
            with_last = np.concatenate([with_last, np.minimum(with_last, between[:, [atom], other])], axis=1)
        worst[:, 1 << atom : 2 << atom] = np.minimum(worst[:, : 1 << atom], with_last)
    return worst


def _trees(support: Weights, held: NDArray[np.bool_]) -> Weights:
    """Return the weight of the maximum spanning tree of each of many sets of mentions of each component (Prim 1957).

    The largest sets stand first, so that a step has only to do with those that are not yet spanned. What is looked for in all of
    them at once is a whole number: the rank of a pair, and below it how early its other mention stands, so that the highest tells both.
    """
    count, sets, size = held.shape
    ranked, ranks = _ranked(support.reshape(count, size * size))
    bits = size.bit_length()
    keys = (ranks.reshape(count * size, size) << bits) + np.arange(size, 0, -1)
    keys = np.ascontiguousarray(keys.T, dtype=np.int32 if size**2 << bits < 1 << 31 else np.int64)
    sizes = held.reshape(count * sets, size).sum(axis=1)
    order = np.argsort(-sizes, kind="stable")
    waiting = np.ascontiguousarray(held.reshape(count * sets, size)[order].T)
    component = order // sets
    nearest, total = np.argmax(waiting, axis=0), np.zeros(len(order))
    # All bits are set where a mention waits, none where it does not or was reached.
    waiting = -waiting.astype(keys.dtype)
    reach = np.zeros_like(waiting)
    for step in range(1, size):
        left = int(np.count_nonzero(sizes > step))
        every, whose, near, open_ = np.arange(left), component[:left], reach[:, :left], waiting[:, :left]
        nearest = nearest[:left]
        near[nearest, every] = open_[nearest, every] = 0
        np.maximum(near, keys.take(whose * size + nearest, axis=1) & open_, out=near)
        best = near.max(axis=0)
        nearest = size - (best & (1 << bits) - 1)
        total[:left] += ranked[whose, best >> bits]
    found = np.empty(len(total))
    found[order] = total
    return found.reshape(count, sets)


def _ranked(values: Weights) -> tuple[Weights, Places]:
    """Return each row of some numbers in order, and where in it each of them stands first.

    >>> _ranked(np.array([[7.0, 5.0, 7.0]]))
    (array([[5., 7., 7.]]), array([[1, 0, 1]]))
    """
    order = np.argsort(values, axis=1)
    ranked = np.take_along_axis(values, order, axis=1)
    place = np.tile(np.arange(values.shape[1]), (len(values), 1))
    place[:, 1:][ranked[:, 1:] == ranked[:, :-1]] = 0
    ranks = np.empty_like(place)
    np.put_along_axis(ranks, order, np.maximum.accumulate(place, axis=1), axis=1)
    return ranked, ranks


def _small_tree(support: Sequence[Sequence[float]], members: Sequence[int]) -> float:
    """Return the weight of the maximum spanning tree of a few mentions, two or more (Prim 1957)."""
    first, *waiting = members
    row = support[first]
    reach = [row[other] for other in waiting]
    total = 0.0
    while True:
        best = max(reach)
        total += best
        place = reach.index(best)
        del reach[place]
        row = support[waiting.pop(place)]
        if not waiting:
            return total
        for at, other in enumerate(waiting):
            if row[other] > reach[at]:
                reach[at] = row[other]


def cluster_weight(weights: PairWeights, members: Sequence[int]) -> float:
    """Return the weight of one cluster in bits; 0 for a mention alone."""
    size = len(members)
    if size < 2:
        return 0.0
    inside = np.ix_(members, members)
    against = weights.against[inside]
    contradictions = min(float(against.min()), float(against.sum()) / size)
    return _heaviest_tree(weights.support[inside]) + contradictions + math.lgamma(size) / math.log(2)


def _heaviest_tree(support: Weights) -> float:
    """Return the weight of the maximum spanning tree (Prim 1957)."""
    reach = support[0].copy()
    reach[0] = -np.inf
    total = 0.0
    for _ in range(len(support) - 1):
        nearest = int(np.argmax(reach))
        total += float(reach[nearest])
        done = reach == -np.inf
        reach = np.maximum(reach, support[nearest])
        reach[done] = -np.inf
        reach[nearest] = -np.inf
    return total


def atoms_in(cluster: int) -> list[int]:
    """Return the atoms of a cluster in rising order.

    >>> atoms_in(0b1101)
    [0, 2, 3]
    """
    found = []
    while cluster:
        lowest = cluster & -cluster
        found.append(lowest.bit_length() - 1)
        cluster ^= lowest
    return found
