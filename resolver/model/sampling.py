"""Pair weights of one component -> sampled partitions of its atoms, where these are too many to cut it in every way.

Two moves alternate: one atom is taken out and put where it fits, drawn by weight (Gibbs); two atoms are chosen and their
clusters are joined, or theirs is split (Jain & Neal 2004), so that whole people can part or meet in one step. The kernel
(``sampler.c``) takes the same steps as what is written here.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolver import native
from resolver.model.chance import Chance
from resolver.model.weighing import NEGLIGIBLE_BITS, Atoms, PairWeights, Weigher, atoms_in, ewens
from resolver.names.ragged import Ragged

MOVES = 6_000
FEWEST_SWEEPS = 60
JOIN_BITS = -10.0
"""Two atoms less likely than this are not tried for splitting or joining their clusters."""
MOST_KEPT = 1 << 18
"""So many places of atoms, in partitions that were met, are kept at once."""
MOST_KEPT_WORDS = 1 << 16
"""So many words of 64 bits, in clusters that were met, the kernel keeps at once."""
ROUNDING = 1e-9
"""A chance this near to where it might decide otherwise is looked at exactly."""


def sample(weights: PairWeights, atoms: Atoms, *, draws: int, seed: int) -> dict[tuple[int, ...], int]:
    """Return partitions of the atoms (labels in order of first appearance) with how often each was drawn.

    >>> alike = PairWeights.from_net(np.array([[0.0, 40.0], [40.0, 0.0]]))
    >>> sample(alike, ((0,), (1,)), draws=100, seed=1)
    {(0, 0): 100}
    """
    field = _Field.of(weights.stepped(), atoms)
    sweeps = max(FEWEST_SWEEPS, min(draws, MOVES // len(atoms)))
    unkept = sweeps // 5
    draw = _drawn_by_kernel if native.is_there() else _drawn
    return dict(Counter(map(tuple, draw(field, sweeps + unkept, unkept, seed))))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Field:
    """Where partitions are drawn: the weights, the atoms, those near each, pairs to split or join, and their numbers, heaviest first."""

    weights: PairWeights
    atoms: Atoms
    near: list[list[int]]
    pairs: NDArray[np.int64]
    heaviest_first: NDArray[np.int64]

    @classmethod
    def of(cls, weights: PairWeights, atoms: Atoms) -> "_Field":
        """Look at the best pair between every two atoms: of those near one another some pair is not out of the question."""
        order = [member for atom in atoms for member in atom]
        starts = np.cumsum([0, *(len(atom) for atom in atoms[:-1])])
        net = weights.net[np.ix_(order, order)]
        between = np.maximum.reduceat(np.maximum.reduceat(net, starts), starts, axis=1)
        is_near = between > NEGLIGIBLE_BITS
        np.fill_diagonal(is_near, val=False)
        pairs = np.ascontiguousarray(np.argwhere(np.triu(between > JOIN_BITS, 1)))
        return cls(
            weights=weights,
            atoms=atoms,
            near=[np.flatnonzero(row).tolist() for row in is_near],
            pairs=pairs,
            heaviest_first=np.argsort(-between[*pairs.T], kind="stable"),
        )

    @property
    def tries(self) -> int:
        """Return how many splits and joins are tried in a sweep."""
        return 1 + len(self.atoms) // 10 if len(self.pairs) else 0


def _drawn(field: _Field, sweeps: int, unkept: int, seed: int) -> list[tuple[int, ...]]:
    """Return the partition after each of many sweeps but for the first, step by step in Python."""
    state = _State(field, Chance(seed))
    drawn = []
    for sweep in range(sweeps):
        state.sweep()
        if sweep >= unkept:
            drawn.append(state.here.labels())
    return drawn


def _drawn_by_kernel(field: _Field, sweeps: int, unkept: int, seed: int) -> list[list[int]]:
    """Return what ``_drawn`` does."""
    members, near = Ragged.of(field.atoms), Ragged.of(field.near)
    order = np.ix_(members.values, members.values)
    generator = np.random.default_rng(seed)
    chance = generator.bit_generator.ctypes
    labels = np.empty((sweeps - unkept, len(field.atoms)), dtype=np.int16)
    native.call(
        "sample",
        len(members.values),
        len(field.atoms),
        members.starts,
        field.weights.support[order],
        field.weights.against[order],
        ewens(len(members.values)),
        near.values,
        near.starts,
        len(field.pairs),
        field.pairs,
        field.heaviest_first,
        field.tries,
        sweeps,
        unkept,
        MOST_KEPT_WORDS // (1 + len(field.atoms) // 64),
        ctypes.cast(chance.next_double, ctypes.c_void_p).value or 0,
        chance.state_address,
        labels,
    )
    drawn: list[list[int]] = labels.tolist()
    return drawn


class _Ways(NamedTuple):
    """Where one atom may go: the sum of the shares, the share of each way, and the cluster it would join, 0 where it is on its own."""

    total: float
    shares: list[float]
    clusters: tuple[int, ...]


UNKNOWN = (1.0, 0.0)


class _Cut:
    """One partition of the atoms: the cluster of each, and where each may go from here, as far as that was asked.

    A sampler comes back to the same few partitions again and again, and mostly everybody stays.
    """

    __slots__ = ("_labels", "home", "stays", "ways")

    def __init__(self, home: tuple[int, ...]) -> None:
        self.home = home
        self.ways: list[_Ways | None] = [None] * len(home)
        self.stays = [UNKNOWN] * len(home)
        self._labels: tuple[int, ...] = ()

    def labels(self) -> tuple[int, ...]:
        """Return the partition as labels in order of first appearance."""
        if not self._labels:
            order: dict[int, int] = {}
            self._labels = tuple([order.setdefault(cluster, len(order)) for cluster in self.home])
        return self._labels


class _Gains(dict[int, float]):
    """By how much one atom makes clusters heavier than both are apart, were it not in them."""

    def __init__(self, atom: int, of: Callable[[int], float]) -> None:
        super().__init__({0: 0.0})
        self._bit, self._of = 1 << atom, of
        self._alone = of(self._bit)

    def __missing__(self, cluster: int) -> float:
        of, bit = self._of, self._bit
        self[cluster] = gain = of(cluster | bit) - of(cluster & ~bit) - self._alone
        return gain


class _Weights(dict[int, float]):
    """How much likelier one atom is in a cluster than on its own, or so much that it is beyond doubt."""

    def __init__(self, gains: _Gains) -> None:
        super().__init__()
        self._gains = gains

    def __missing__(self, cluster: int) -> float:
        return self.setdefault(cluster, 2.0 ** min(self._gains[cluster], 500.0))


class _Shares(dict[int, float]):
    """How likely one atom of a cluster that is parted goes to the second half, by what else that half holds."""

    def __init__(self, whole: int, atom: int, of: Callable[[int], float]) -> None:
        super().__init__()
        self.atom, self.bit = atom, 1 << atom
        self._others, self._of = whole & ~self.bit, of

    def __missing__(self, second: int) -> float:
        of, bit, first = self._of, self.bit, self._others & ~second
        gain = (of(first | bit) - of(first)) - (of(second | bit) - of(second))
        share: float = 1.0 / (1.0 + 2.0 ** (500.0 if gain > 500.0 else max(gain, -500.0)))
        return self.setdefault(second, share)


def _halves(
    known: Sequence[_Shares], ends: tuple[int, int], chances: Sequence[float], wanted: int | None = None
) -> tuple[int, float]:
    """Part a cluster in two around two of its atoms; return the half of the second, and log2 of the chance of that very way.

    The rest is dealt at random and settled twice; the third round is the one whose chances count. ``wanted`` is the half to be
    reached, when the chance of the way back is asked for: that is never more than 1.
    """
    rest = [shares for shares in known if shares.atom not in ends]
    second, bits = 1 << ends[1], 0.0
    left = iter(chances)
    for shares in rest:
        if next(left) < 0.5:
            second |= shares.bit
    for _ in range(2):
        for shares in rest:
            second &= ~shares.bit
            if next(left) < shares[second]:
                second |= shares.bit
    for shares in rest:
        second &= ~shares.bit
        share = shares[second]
        chosen = next(left) < share if wanted is None else wanted & shares.bit
        bits += math.log2(share if chosen else max(1.0 - share, 2.0**-500))
        if chosen:
            second |= shares.bit
    return second, bits


class _State:
    """One partition of the atoms, ``here``; a cluster is a whole number with one bit per atom.

    What follows from a partition is kept with it, and what follows from clusters by them.
    """

    def __init__(self, field: _Field, random: Chance) -> None:
        count = len(field.atoms)
        self.of = Weigher(field.weights, field.atoms).of
        self.random = random
        self.tries = field.tries
        self.homes_near = [_taker(near) for near in field.near]
        self.pairs: list[tuple[int, int]] = [(one, other) for one, other in field.pairs.tolist()]
        self._cuts: dict[tuple[int, ...], _Cut] = {}
        self._next: dict[tuple[_Cut, int], _Cut] = {}
        self._parted: dict[int, list[_Shares]] = {}
        self._gains = [_Gains(atom, self.of) for atom in range(count)]
        self._weights = [_Weights(gains) for gains in self._gains]
        self._most_cuts = MOST_KEPT // count
        self.here = _Cut(tuple(1 << atom for atom in range(count)))
        self._join_greedily(field.heaviest_first)

    def sweep(self) -> None:
        """Move every atom once, then try to split and to join a few times."""
        count = len(self.homes_near)
        chances = self.random.shares(count + self.tries)
        stays = self.here.stays
        for atom, chance in enumerate(chances[:count]):
            low, high = stays[atom]
            if not low <= chance <= high:
                self._resettle(atom, chance)
                stays = self.here.stays
        for chance in chances[count:]:
            self._split_or_join(self.pairs[int(chance * len(self.pairs))])

    def _join_greedily(self, order: NDArray[np.int64]) -> None:
        """Begin with what is likely: join the clusters of the heaviest pairs as long as that gains weight."""
        for one, other in map(self.pairs.__getitem__, order.tolist()):
            mine, theirs = self.here.home[one], self.here.home[other]
            if mine != theirs and self.of(mine | theirs) > self.of(mine) + self.of(theirs):
                self._go(mine | theirs)

    def _go(self, cluster: int) -> None:
        """Go to the partition in which a cluster stands whole, and others have lost what it took from them."""
        found = self._next.get((self.here, cluster))
        if found is None:
            found = self._next[self.here, cluster] = self._cut_with(cluster)
        self.here = found

    def _cut_with(self, cluster: int) -> _Cut:
        changed = list(self.here.home)
        taken = atoms_in(cluster)
        robbed = {changed[atom] for atom in taken}
        for atom in taken:
            changed[atom] = cluster
        for left in [other & ~cluster for other in robbed]:
            for atom in atoms_in(left):
                changed[atom] = left
        home = tuple(changed)
        found = self._cuts.get(home)
        if found is None:
            if len(self._cuts) >= self._most_cuts:
                self._cuts.clear()
                self._next.clear()
            found = self._cuts[home] = _Cut(home)
        return found

    def _resettle(self, atom: int, chance: float) -> None:
        """Take one atom out and put it into a cluster near it, or on its own, drawn by weight."""
        here = self.here
        if here.stays[atom] is UNKNOWN:
            low, high = here.stays[atom] = self._stays(atom)
            if low <= chance <= high:
                return
        ways = here.ways[atom] or self._ways(atom)
        left = chance * ways.total
        joined = ways.clusters[-1]
        for share, cluster in zip(ways.shares, ways.clusters, strict=True):
            left -= share
            if left < 0:
                joined = cluster
                break
        after = joined | 1 << atom
        if after != here.home[atom]:
            self._go(after)

    def _stays(self, atom: int) -> tuple[float, float]:
        """Return between which chances an atom surely stays where it is: less is worked out than is needed to say where it goes.

        Any other cluster is counted once for each neighbour in it, and may stand before the atom's own or after it.
        """
        home = self.here.home
        own, near = home[atom], self.homes_near[atom](home)
        weights, inside = self._weights[atom], near.count(own)
        # How this sum is rounded is not the same in every Python; what that could decide is left open.
        others = sum(map(weights.__getitem__, near))
        if inside:
            stay = weights[own]
            others += 1.0 - inside * stay
        elif own == 1 << atom:
            stay = 1.0
        else:
            return UNKNOWN
        leaves = others / stay + ROUNDING if stay else 1.0
        return leaves, 1.0 - leaves

    def _ways(self, atom: int) -> _Ways:
        """Return where an atom may go from here: on its own, or into a cluster near it."""
        here = self.here
        clusters = (0, *dict.fromkeys(self.homes_near[atom](here.home)))
        gains = list(map(self._gains[atom].__getitem__, clusters))
        highest = max(gains)
        shares = [2.0 ** (gain - highest) for gain in gains]
        # One after another: sum() does not round the same in every Python.
        total = 0.0
        for share in shares:
            total += share
        here.ways[atom] = found = _Ways(total, shares, clusters)
        return found

    def _split_or_join(self, ends: tuple[int, int]) -> None:
        """Part the cluster of two atoms around them, or join those that they are in, if chance has it."""
        mine, theirs = self.here.home[ends[0]], self.here.home[ends[1]]
        whole = mine | theirs
        chances = self.random.shares(4 * (whole.bit_count() - 2) + 1)
        chance = chances[-1]
        if theirs == whole:
            second, bits = _halves(self._shares(whole), ends, chances)
            gain = self.of(whole) - self.of(whole & ~second) - self.of(second)
            if chance < 2.0 ** min(-gain - bits, 0.0):
                self._go(second)
            return
        gain = self.of(whole) - self.of(mine) - self.of(theirs)
        if chance < 2.0 ** min(gain, 0.0):
            _, bits = _halves(self._shares(whole), ends, chances, theirs)
            if chance < 2.0 ** min(gain + bits, 0.0):
                self._go(whole)

    def _shares(self, whole: int) -> list[_Shares]:
        """Return what is known of how each atom of a cluster goes when that is parted."""
        known = self._parted.get(whole)
        if known is None:
            if len(self._parted) >= self._most_cuts:
                self._parted.clear()
            known = self._parted[whole] = [_Shares(whole, atom, self.of) for atom in atoms_in(whole)]
        return known


def _taker(places: Sequence[int]) -> Callable[[Sequence[int]], tuple[int, ...]]:
    """Return what takes some places of a list."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple([values[place] for place in places])
