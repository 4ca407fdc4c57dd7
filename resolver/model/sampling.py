"""A Weigher -> sampled partitions of a component too large to cut in every way.

Two moves alternate: one atom is taken out and put where it fits, drawn by weight (Gibbs); two atoms are chosen and their
clusters are joined, or theirs is split (Jain & Neal 2004), so that whole people can part or meet in one step.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from resolver.model.weighing import NEGLIGIBLE_BITS, Weigher, atoms_in

MOVES = 6_000
FEWEST_SWEEPS = 60
JOIN_BITS = -10.0
"""Two atoms less likely than this are not tried for splitting or joining their clusters."""


def sample(weigher: Weigher, *, draws: int, seed: int) -> dict[tuple[int, ...], float]:
    """Return partitions of the atoms (labels in order of first appearance) with how often each was drawn."""
    state = _State(weigher, np.random.default_rng(seed))
    count = len(weigher.atoms)
    sweeps = max(FEWEST_SWEEPS, min(draws, MOVES // count))
    seen: dict[tuple[int, ...], float] = {}
    for sweep in range(sweeps + sweeps // 5):
        state.sweep()
        if sweep >= sweeps // 5:
            labels = state.canonical()
            seen[labels] = seen.get(labels, 0.0) + 1.0
    return seen


class _State:
    """One partition of the atoms; ``home`` is the cluster of each atom, a whole number with one bit per atom."""

    def __init__(self, weigher: Weigher, random: np.random.Generator) -> None:
        between = _between(weigher)
        self.of = weigher.of
        self.random = random
        self.near = _neighbours(between)
        self.pairs = [(one, other) for one, other in np.argwhere(np.triu(between > JOIN_BITS, 1)).tolist()]
        self.home = [1 << atom for atom in range(len(weigher.atoms))]
        self._join_greedily(between)

    def sweep(self) -> None:
        """Move every atom once, then try to split and to join a few times."""
        chances = self.random.random(len(self.home))
        for atom, chance in enumerate(chances.tolist()):
            self._resettle(atom, chance)
        if not self.pairs:
            return
        for number in self.random.integers(len(self.pairs), size=1 + len(self.home) // 10).tolist():
            self._split_or_join(*self.pairs[number])

    def canonical(self) -> tuple[int, ...]:
        """Return the partition as labels in order of first appearance."""
        order: dict[int, int] = {}
        return tuple(order.setdefault(cluster, len(order)) for cluster in self.home)

    def _join_greedily(self, between: NDArray[np.float64]) -> None:
        """Begin with what is likely: join the clusters of the heaviest pairs as long as that gains weight."""
        for one, other in sorted(self.pairs, key=lambda pair: (-between[pair], pair)):
            mine, theirs = self.home[one], self.home[other]
            if mine != theirs and self.of(mine | theirs) > self.of(mine) + self.of(theirs):
                self._set(mine | theirs)

    def _set(self, cluster: int) -> None:
        for atom in atoms_in(cluster):
            self.home[atom] = cluster

    def _resettle(self, atom: int, chance: float) -> None:
        """Take one atom out and put it into a cluster near it, or on its own, drawn by weight."""
        bit = 1 << atom
        home, of = self.home, self.of
        before, alone = home[atom], of(bit)
        near = list(dict.fromkeys([home[other] & ~bit for other in self.near[atom]]))
        chosen = _drawn([0.0, *[of(cluster | bit) - of(cluster) - alone for cluster in near]], chance)
        after = (near[chosen - 1] | bit) if chosen else bit
        if after != before:
            self._set(before & ~bit)
            self._set(after)

    def _split_or_join(self, one: int, other: int) -> None:
        mine, theirs = self.home[one], self.home[other]
        whole = mine | theirs
        first, second, bits = self._halves(whole, one, other, None if mine == theirs else theirs)
        gain = self.of(whole) - self.of(first) - self.of(second)
        odds = -gain - bits if mine == theirs else gain + bits
        if self.random.random() >= 2.0 ** min(odds, 0.0):
            return
        if mine == theirs:
            self._set(first)
            self._set(second)
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
                aim = None if not last or wanted is None else wanted >> atom & 1
                step = self._choose_side(1 << atom, halves, next(chances), aim)
                bits += step if last else 0.0
        return halves[0], halves[1], bits

    def _choose_side(self, bit: int, halves: list[int], chance: float, aim: int | None) -> float:
        """Put an atom into one of two halves, drawn by weight or as wanted; return log2 of the chance of that."""
        halves[0] &= ~bit
        halves[1] &= ~bit
        first, second = (self.of(half | bit) - self.of(half) for half in halves)
        to_second = 1.0 / (1.0 + 2.0 ** min(max(first - second, -500.0), 500.0))
        chosen = int(chance < to_second) if aim is None else aim
        halves[chosen] |= bit
        return math.log2(to_second if chosen else max(1.0 - to_second, 2.0**-500))


def _drawn(gains: Sequence[float], chance: float) -> int:
    """Return which of several weights in bits a chance between 0 and 1 falls on."""
    highest = max(gains)
    shares = [2.0 ** (gain - highest) for gain in gains]
    left = chance * sum(shares)
    for place, share in enumerate(shares):
        left -= share
        if left < 0:
            return place
    return len(shares) - 1


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
