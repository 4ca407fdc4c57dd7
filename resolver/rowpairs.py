"""Pairs of rows <-> one number each: numbers sort quickest, and stand in the order of the pairs."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
_HALF, _LOWER = np.uint64(32), np.uint64((1 << 32) - 1)


def as_numbers(left: NDArray[np.integer], right: NDArray[np.integer]) -> Numbers:
    """Return a number for each pair, left << 32 | right.

    >>> as_numbers(np.array([0, 1]), np.array([7, 2])).tolist()
    [7, 4294967298]
    """
    numbers: Numbers = left.astype(np.uint64)
    numbers <<= _HALF
    numbers |= right.astype(np.uint64)
    return numbers


def numbers_of(pairs: pl.DataFrame) -> Numbers:
    """Return a number for each pair of a table with columns ``left`` and ``right``."""
    return as_numbers(pairs["left"].to_numpy(), pairs["right"].to_numpy())


def ends_of(numbers: Numbers) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the rows of each pair, left and right.

    >>> [end.tolist() for end in ends_of(as_numbers(np.array([0, 1]), np.array([7, 2])))]
    [[0, 1], [7, 2]]
    """
    return (numbers >> _HALF).astype(np.uint32), (numbers & _LOWER).astype(np.uint32)
