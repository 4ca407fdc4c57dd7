"""Row numbers -> random pairs of them: what two mentions look like that nothing brought together."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.tables import PAIRS, UNBLOCKED


def random_pairs(rows: NDArray[np.uint32], *, at_most: int, seed: int) -> pl.DataFrame:
    """Return PAIRS of rows taken at random, each once: all of them where they are few.

    >>> random_pairs(np.array([3, 5, 9], dtype=np.uint32), at_most=100, seed=1).select("left", "right").rows()
    [(3, 5), (3, 9), (5, 9)]
    """
    size = len(rows)
    if size * (size - 1) // 2 <= at_most:
        one, other = np.triu_indices(size, 1)
    else:
        drawn = np.random.default_rng(seed).integers(0, size, (at_most, 2))
        low, high = drawn.min(axis=1), drawn.max(axis=1)
        packed = distinct(low[low < high] << 32 | high[low < high])
        one, other = packed >> 32, packed & 0xFFFFFFFF
    ordered = np.sort(rows)
    return pl.DataFrame(
        {"left": ordered[one], "right": ordered[other], "rule": np.full(len(one), UNBLOCKED, dtype=np.uint8)},
        schema=PAIRS,
    )
