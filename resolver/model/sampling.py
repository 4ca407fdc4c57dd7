"""A Weigher -> sampled partitions of a component too large to cut in every way.

Two moves alternate: one atom is taken out and put where it fits, drawn by weight (Gibbs); two atoms are chosen and their
clusters are joined, or theirs is split (Jain & Neal 2004), so that whole people can part or meet in one step.
"""

import math

import numpy as np
from numpy.typing import NDArray

from resolver.model.weighing import NEGLIGIBLE_BITS, Weigher, atoms_in

MOVES = 6_000
FEWEST_SWEEPS = 60
JOIN_BITS = -10.0
"""Two atoms less likely than this are not tried for splitting or joining their clusters."""
MOST_KEPT = 1 << 18
"""So many places of atoms, in partitions that were met, are kept at once."""


def sample(weigher: Weigher, *, draws: int, seed: int) -> dict[tuple[int, ...], float]:
    """Return partitions of the atoms (labels in order of first appearance) with how often each was drawn."""
    state = _State(weigher, np.random.default_rng(seed))
    count = len(weigher.atoms)
    sweeps = max(FEWEST_SWEEPS, min(draws, MOVES // count))
    seen: dict[tuple[int, ...], float] = {}
    for sweep in range(sweeps + sweeps // 5):
        state.sweep()
        if sweep >= sweeps // 5:
            labels = state.here.labels()
            seen[labels] = seen.get(labels, 0.0) + 1.0
    return seen


Ways = tuple[float, tuple[float, ...], tuple[int, ...]]
"""Where one atom may go: the sum of the shares, the share of each way, the cluster that each way leads to."""


class _Cut:
    """One partition of the atoms: the cluster of each, and where each may go from here, as far as that was asked.

    A sampler comes back to the same few partitions again and again.
    """

    __slots__ = ("_labels", "home", "ways")

    def __init__(self, home: tuple[int, ...]) -> None:
        self.home = home
        self.ways: list[Ways | None] = [None] * len(home)
        self._labels: tuple[int, ...] = ()

    def labels(self) -> tuple[int, ...]:
        """Return the partition as labels in order of first appearance."""
        if not self._labels:
            order: dict[int, int] = {}
            self._labels = tuple([order.setdefault(cluster, len(order)) for cluster in self.home])
        return self._labels


class _State:
    """One partition of the atoms, ``here``; a cluster is a whole number with one bit per atom."""

    def __init__(self, weigher: Weigher, random: np.random.Generator) -> None:
        between = _between(weigher)
        self.of = weigher.of
        self.random = random
        self.near = _neighbours(between)
        self.pairs = [(one, other) for one, other in np.argwhere(np.triu(between > JOIN_BITS, 1)).tolist()]
        self._cuts: dict[tuple[int, ...], _Cut] = {}
        self._sides: dict[tuple[int, int, int], tuple[float, float, float]] = {}
        self._most_cuts = MOST_KEPT // len(weigher.atoms)
        self.here = _Cut(tuple(1 << atom for atom in range(len(weigher.atoms))))
        self._join_greedily(between)

    def sweep(self) -> None:
        """Move every atom once, then try to split and to join a few times."""
        chances = self.random.random(len(self.near))
        for atom, chance in enumerate(chances.tolist()):
            self._resettle(atom, chance)
        if not self.pairs:
            return
        for number in self.random.integers(len(self.pairs), size=1 + len(self.near) // 10).tolist():
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
        here = self.here
        total, shares, clusters = here.ways[atom] or self._ways(atom)
        left = chance * total
        after = clusters[-1]
        for share, cluster in zip(shares, clusters, strict=True):
            left -= share
            if left < 0:
                after = cluster
                break
        before = here.home[atom]
        if after != before:
            self._set(before & ~(1 << atom), after)

    def _ways(self, atom: int) -> Ways:
        """Return where an atom may go from here: on its own, or into a cluster near it."""
        bit, of, home = 1 << atom, self.of, self.here.home
        alone = of(bit)
        near = list(dict.fromkeys([home[other] & ~bit for other in self.near[atom]]))
        gains = [0.0, *[of(cluster | bit) - of(cluster) - alone for cluster in near]]
        highest = max(gains)
        shares = tuple([2.0 ** (gain - highest) for gain in gains])
        ways = self.here.ways[atom] = sum(shares), shares, (bit, *[cluster | bit for cluster in near])
        return ways

    def _split_or_join(self, one: int, other: int) -> None:
        mine, theirs = self.here.home[one], self.here.home[other]
        whole = mine | theirs
        first, second, bits = self._halves(whole, one, other, None if mine == theirs else theirs)
        gain = self.of(whole) - self.of(first) - self.of(second)
        odds = -gain - bits if mine == theirs else gain + bits
        if self.random.random() >= 2.0 ** min(odds, 0.0):
            return
        if mine == theirs:
            self._set(first, second)
        else:
            self._set(whole)

    def _halves(self, whole: int, one: int, other: int, wanted: int | None) -> tuple[int, int, float]:
        """Part a cluster in two around two of its atoms; return the halves and log2 of the chance of that very way.

        The rest is dealt at random and settled twice; the third round is the one whose chances count. ``wanted`` is the half of
        ``other`` to be reached, when the chance of the way back is asked for.
        """
        rest = atoms_in(whole & ~(1 << one | 1 << other))
        halves = [1 << one, 1 << other]
        for atom, side in zip(rest, self.random.integers(2, size=len(rest)).tolist(), strict=True):
            halves[side] |= 1 << atom
        bits = 0.0
        chances = iter(self.random.random(3 * len(rest)).tolist())
        for last in (False, False, True):
            for atom in rest:
                bit = 1 << atom
                first, second = halves[0] & ~bit, halves[1] & ~bit
                to_second, *bits_of = self._sides.get((bit, first, second)) or self._side(bit, first, second)
                chance = next(chances)
                chosen = wanted >> atom & 1 if last and wanted is not None else int(chance < to_second)
                halves[0], halves[1] = (first, second | bit) if chosen else (first | bit, second)
                bits += bits_of[chosen] if last else 0.0
        return halves[0], halves[1], bits

    def _side(self, bit: int, first: int, second: int) -> tuple[float, float, float]:
        """Return the chance that an atom goes to the second of two halves, and log2 of the chance of either half."""
        gain = (self.of(first | bit) - self.of(first)) - (self.of(second | bit) - self.of(second))
        to_second = 1.0 / (1.0 + 2.0 ** min(max(gain, -500.0), 500.0))
        if len(self._sides) >= MOST_KEPT:
            self._sides.clear()
        to_first = max(1.0 - to_second, 2.0**-500)
        found = self._sides[bit, first, second] = to_second, math.log2(to_first), math.log2(to_second)
        return found


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
