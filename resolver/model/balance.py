"""Pairs as they are likely one by one, and together in partitions -> by how many bits the partitions fall short.

A mention that may be several others is one of them only; partitions know that, pairs weighed one by one do not. With a prior that is
right for a pair at random, partitions therefore join too little: those pairs whose mentions have no other partner are likelier than a pair at
random. The shift per link that makes partitions expect as many pairs as the pairs do themselves is found by bisection.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resolver.model.partitions import Partitions, Stack, clusters_of, pairs_in, stacked

MOST_SHIFT = 6.0
DOUBTS_THAT_TELL = 10.0
"""With so many doubtful pairs half of the shift is believed: a few doubts say little about all."""


def balance(
    expected_pairs: float,
    doubt: float,
    sure_pairs: float,
    components: Sequence[Partitions],
    loose: tuple[NDArray[np.float64], NDArray[np.int64]],
) -> float:
    """Return the shift of all links, in bits.

    ``expected_pairs`` is the sum of pair probabilities and ``doubt`` their variance; ``sure_pairs`` are together in every partition;
    ``loose`` holds the chances of persons of no common component, and how many pairs each would join.
    """
    ways = _ways(components)
    chances, joined = loose
    bits = np.log2(chances) - np.log2(np.maximum(1 - chances, 1e-12))

    def excess(shift: float) -> float:
        inside = _mean_pairs(ways, shift)
        across = float((joined / (1.0 + np.exp2(-(bits + shift)))).sum())
        return sure_pairs + inside + across - expected_pairs

    return _root(excess) * doubt / (doubt + DOUBTS_THAT_TELL)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ways:
    """The partitions of all components end to end: chance, links and joined pairs of each, and where each component begins.

    Links are counted down from the most that a partition of the component has.
    """

    chance: NDArray[np.float64]
    links: NDArray[np.int64]
    pairs: NDArray[np.int64]
    starts: NDArray[np.int64]


def _ways(components: Sequence[Partitions]) -> _Ways:
    # One size of components after another: the labels of all of them together are the larger part of what is known of them.
    told = [_told_of(stack) for _, stack in stacked(components)]
    if not told:
        nothing = np.zeros(0, dtype=np.int64)
        return _Ways(chance=np.zeros(0), links=nothing, pairs=nothing, starts=nothing)
    chance, links, pairs, sizes = (np.concatenate(column) for column in zip(*told, strict=True))
    return _Ways(chance=chance, links=links, pairs=pairs, starts=np.cumsum(sizes) - sizes)


def _told_of(stack: Stack) -> tuple[NDArray[Any], ...]:
    """Return chance, links and joined pairs of the partitions of components of one size, and how many partitions each has."""
    links = stack.labels.shape[1] - clusters_of(stack.labels)
    most = np.maximum.reduceat(links, stack.starts)
    return stack.probability, links - np.repeat(most, stack.sizes), pairs_in(stack.labels), stack.sizes


def _mean_pairs(ways: _Ways, shift: float) -> float:
    """Return how many pairs the partitions of all components join, when each link is likelier by so many bits."""
    if not len(ways.starts):
        return 0.0
    weights = ways.chance * np.exp2(shift * ways.links)
    joined = np.add.reduceat(weights * ways.pairs, ways.starts)
    return float((joined / np.add.reduceat(weights, ways.starts)).sum())


def _root(excess: Callable[[float], float]) -> float:
    """Return where a rising function is nought, between the bounds of a shift."""
    low, high = -MOST_SHIFT, MOST_SHIFT
    if excess(high) <= 0:
        return high
    if excess(low) >= 0:
        return low
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return (low + high) / 2
