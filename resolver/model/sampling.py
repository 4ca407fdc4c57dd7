"""A Weigher -> sampled partitions of a component too large to cut in every way.

Two moves alternate: one atom is taken out and put where it fits, drawn by weight (Gibbs); two atoms are chosen and their
clusters are joined, or theirs is split (Jain & Neal 2004), so that whole people can part or meet in one step.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from resolver.model.chance import Chance
from resolver.model.weighing import NEGLIGIBLE_BITS, Weigher, atoms_in

MOVES = 6_000
FEWEST_SWEEPS = 60
JOIN_BITS = -10.0
"""Two atoms less likely than this are not tried for splitting or joining their clusters."""
MOST_KEPT = 1 << 18
"""So many places of atoms, in partitions that were met, are kept at once."""
ROUNDING = 1e-9
"""A chance this near to where it would decide otherwise is looked at exactly."""


def sample(weigher: Weigher, *, draws: int, seed: int) -> dict[tuple[int, ...], float]:
    """Return partitions of the atoms (labels in order of first appearance) with how often each was drawn."""
    state = _State(weigher, Chance(seed))
    count = len(weigher.atoms)
    sweeps = max(FEWEST_SWEEPS, min(draws, MOVES // count))
    seen: dict[tuple[int, ...], float] = {}
    for sweep in range(sweeps + sweeps // 5):
        state.sweep()
        if sweep >= sweeps // 5:
            labels = state.here.labels()
            seen[labels] = seen.get(labels, 0.0) + 1.0
    return seen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ways:
    """Where one atom may go: the sum of the shares, the share of each way, and the cluster it would join, 0 where it is on its own.

    It surely stays where it is when its chance lies between the two of ``stays``: what rounding could decide is left out.
    """

    total: float
    shares: list[float]
    clusters: tuple[int, ...]
    stays: tuple[float, float]


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
        super().__init__()
        self._bit, self._of = 1 << atom, of

    def __missing__(self, cluster: int) -> float:
        of, bit = self._of, self._bit
        gain = of(cluster | bit) - of(cluster & ~bit) - of(bit) if cluster else 0.0
        return self.setdefault(cluster, gain)


class _State:
    """One partition of the atoms, ``here``; a cluster is a whole number with one bit per atom."""

    def __init__(self, weigher: Weigher, random: Chance) -> None:
        between = _between(weigher)
        self.of = weigher.of
        self.random = random
        self.near = _neighbours(between)
        self.homes_near = [_taker(near) for near in self.near]
        self.pairs = [(one, other) for one, other in np.argwhere(np.triu(between > JOIN_BITS, 1)).tolist()]
        self._cuts: dict[tuple[int, ...], _Cut] = {}
        self._known_ways: list[dict[tuple[int, ...], _Ways]] = [{} for _ in self.near]
        self._gains = [_Gains(atom, self.of) for atom in range(len(self.near))]
        self._kept_ways = 0
        self._most_cuts = MOST_KEPT // len(weigher.atoms)
        self.here = _Cut(tuple(1 << atom for atom in range(len(weigher.atoms))))
        self._join_greedily(between)

    def sweep(self) -> None:
        """Move every atom once, then try to split and to join a few times."""
        chances = self.random.shares(len(self.near))
        stays = self.here.stays
        for atom, chance in enumerate(chances):
            low, high = stays[atom]
            if not low <= chance <= high:
                self._resettle(atom, chance)
                stays = self.here.stays
        if not self.pairs:
            return
        for number in [self.random.below(len(self.pairs)) for _ in range(1 + len(self.near) // 10)]:
            self._split_or_join(*self.pairs[number])

    def _join_greedily(self, between: NDArray[np.float64]) -> None:
        """Begin with what is likely: join the clusters of the heaviest pairs as long as that gains weight."""
        for one, other in sorted(self.pairs, key=lambda pair: (-between[pair], pair)):
            mine, theirs = self.here.home[one], self.here.home[other]
            if mine != theirs and self.of(mine | theirs) > self.of(mine) + self.of(theirs):
                self._set(mine | theirs)

    def _set(self, *clusters: int) -> None:
        """Go to the partition in which some clusters stand whole."""
        changed = list(self.here.home)
        for cluster in clusters:
            for atom in atoms_in(cluster):
                changed[atom] = cluster
        home = tuple(changed)
        found = self._cuts.get(home)
        if found is None:
            if len(self._cuts) >= self._most_cuts:
                self._cuts.clear()
            found = self._cuts[home] = _Cut(home)
        self.here = found

    def _resettle(self, atom: int, chance: float) -> None:
        """Take one atom out and put it into a cluster near it, or on its own, drawn by weight."""
        ways = self.here.ways[atom] or self._ways(atom)
        left = chance * ways.total
        joined = ways.clusters[-1]
        for share, cluster in zip(ways.shares, ways.clusters, strict=True):
            left -= share
            if left < 0:
                joined = cluster
                break
        bit, before = 1 << atom, self.here.home[atom]
        after = joined | bit
        if after != before:
            self._set(before & ~bit, after)

    def _ways(self, atom: int) -> _Ways:
        """Return where an atom may go from here: on its own, or into a cluster near it."""
        home = self.here.home
        asked = home[atom], *self.homes_near[atom](home)
        ways = self._known_ways[atom].get(asked)
        if ways is None:
            if self._kept_ways >= MOST_KEPT:
                self._forget_ways()
            self._kept_ways += len(asked)
            ways = self._known_ways[atom][asked] = self._new_ways(atom, *asked)
        self.here.ways[atom], self.here.stays[atom] = ways, ways.stays
        return ways

    def _forget_ways(self) -> None:
        for known, gains in zip(self._known_ways, self._gains, strict=True):
            known.clear()
            gains.clear()
        self._kept_ways = 0

    def _new_ways(self, atom: int, own: int, *homes: int) -> _Ways:
        gain_of = self._gains[atom]
        clusters = (0, *dict.fromkeys(homes))
        gains = [gain_of[cluster] for cluster in clusters]
        highest = max(gains)
        shares = [2.0 ** (gain - highest) for gain in gains]
        # Every Python adds up to the same only when it rounds once: from 3.12 on, sum() rounds otherwise than before.
        total, stays = math.fsum(shares), UNKNOWN
        if own in clusters or own == 1 << atom:
            place = clusters.index(own) if own in clusters else 0
            low = math.fsum(shares[:place]) / total + ROUNDING if place else 0.0
            high = math.fsum(shares[: place + 1]) / total - ROUNDING if place + 1 < len(shares) else 1.0
            stays = low, high
        return _Ways(total=total, shares=shares, clusters=clusters, stays=stays)

    def _split_or_join(self, one: int, other: int) -> None:
        mine, theirs = self.here.home[one], self.here.home[other]
        whole = mine | theirs
        others = whole.bit_count() - 2
        sides = self.random.coins(others)
        chances = self.random.shares(3 * others + 1)
        chance = chances.pop()
        if mine == theirs:
            first, second, bits = self._halves(whole, (one, other), sides, chances, None)
            gain = self.of(whole) - self.of(first) - self.of(second)
            if chance < 2.0 ** min(-gain - bits, 0.0):
                self._set(first, second)
            return
        gain = self.of(whole) - self.of(mine) - self.of(theirs)
        if chance >= 2.0 ** min(gain, 0.0):
            return
        _, _, bits = self._halves(whole, (one, other), sides, chances, theirs)
        if chance < 2.0 ** min(gain + bits, 0.0):
            self._set(whole)

    def _halves(
        self,
        whole: int,
        ends: tuple[int, int],
        sides: Sequence[int],
        chances: Sequence[float],
        wanted: int | None,
    ) -> tuple[int, int, float]:
        """Part a cluster in two around two of its atoms; return the halves and log2 of the chance of that very way.

        The rest is dealt at random and settled twice; the third round is the one whose chances count. ``wanted`` is the half of
        the second end to be reached, when the chance of the way back is asked for: that is never more than 1.
        """
        of = self.of
        first, second = 1 << ends[0], 1 << ends[1]
        rest = [1 << atom for atom in atoms_in(whole & ~(first | second))]
        for bit, side in zip(rest, sides, strict=True):
            first, second = (first, second | bit) if side else (first | bit, second)
        bits = 0.0
        left = iter(chances)
        for last in (False, False, True):
            for bit in rest:
                first, second = first & ~bit, second & ~bit
                gain = (of(first | bit) - of(first)) - (of(second | bit) - of(second))
                to_second = 1.0 / (1.0 + 2.0 ** (500.0 if gain > 500.0 else max(gain, -500.0)))
                chance = next(left)
                chosen = wanted & bit if last and wanted is not None else chance < to_second
                if last:
                    bits += math.log2(to_second if chosen else max(1.0 - to_second, 2.0**-500))
                first, second = (first, second | bit) if chosen else (first | bit, second)
        return first, second, bits


def _taker(places: Sequence[int]) -> Callable[[Sequence[int]], tuple[int, ...]]:
    """Return what takes some places of a list."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple([values[place] for place in places])


def _between(weigher: Weigher) -> NDArray[np.float64]:
    """Return the best pair between every two atoms, in bits."""
    order = [member for atom in weigher.atoms for member in atom]
    starts = np.cumsum([0, *(len(atom) for atom in weigher.atoms[:-1])])
    net = weigher.net[np.ix_(order, order)]
    by_atom: NDArray[np.float64] = np.maximum.reduceat(np.maximum.reduceat(net, starts), starts, axis=1)
    return by_atom


def _neighbours(between: NDArray[np.float64]) -> list[list[int]]:
    """Return, for each atom, those it might share a cluster with: some pair of theirs is not out of the question."""
    near = between > NEGLIGIBLE_BITS
    np.fill_diagonal(near, val=False)
    return [np.flatnonzero(row).tolist() for row in near]
