"""Pairs as they are likely one by one, and together in partitions -> by how many bits the partitions fall short.

A mention that may be several others is one of them only; partitions know that, pairs weighed one by one do not. With a prior that is
right for a pair at random, partitions therefore join too little: those pairs whose mentions have no other partner are likelier than a pair at
random. The shift per link that makes partitions expect as many pairs as the pairs do themselves is found by bisection.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from resolver.model.partitions import Partitions

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
    ways = [_ways(partitions) for partitions in components]
    chances, joined = loose
    bits = np.log2(chances) - np.log2(np.maximum(1 - chances, 1e-12))

    def excess(shift: float) -> float:
        inside = sum(_mean_pairs(share, links, pairs, shift) for share, links, pairs in ways)
        across = float((joined / (1.0 + np.exp2(-(bits + shift)))).sum())
        return sure_pairs + inside + across - expected_pairs

    return _root(excess) * doubt / (doubt + DOUBTS_THAT_TELL)


Ways = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]


def _ways(partitions: Partitions) -> Ways:
    """Return chance, links and joined pairs of each partition; partitions of one kind are summed."""
    labels = partitions.labels
    everybody = np.ones(labels.shape[1], dtype=np.bool_)
    links = labels.shape[1] - partitions.counts(everybody)
    pairs = np.array([int((sizes * (sizes - 1) // 2).sum()) for sizes in map(np.bincount, labels)])
    return partitions.probability, links, pairs


def _mean_pairs(
    share: NDArray[np.float64], links: NDArray[np.int64], pairs: NDArray[np.int64], shift: float
) -> float:
    weights = share * np.exp2(shift * (links - links.max()))
    return float(weights @ pairs / weights.sum())


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
