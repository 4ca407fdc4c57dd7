"""Pairs of small whole numbers -> a byte for each, looked up millions at a time; grows as new pairs are met.

An open-addressing hash table in one column: a look-up is one multiplication and, mostly, one access to memory. Where the
numbers are small, a square with a place for every pair is faster still.
"""

import numpy as np
from numpy.typing import NDArray

from resolver import native
from resolver.distinct import Whole

Pairs = NDArray[np.uint64]
"""Two numbers below 2**28 each, the first in the higher bits."""
_EMPTY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_SPREAD = np.uint64(0x9E37_79B9_7F4A_7C15)
"""2**64 divided by the golden ratio: a multiplication by it spreads numbers that lie close together (Knuth, vol. 3, 6.4)."""
_BYTE = np.uint64(8)
_HALF = np.uint64(28)
LARGEST = (1 << 28) - 1
"""The largest number that may stand in a pair."""
ABSENT = 0xFF
"""What is found for a pair that was never put in."""


def pack(one: Whole, other: Whole) -> Pairs:
    """Return pairs of numbers, 0 or more, the smaller first.

    >>> pack(np.array([7]), np.array([2])).tolist() == [2 << 28 | 7]
    True
    """
    packed = np.minimum(one, other).astype(np.uint64)
    packed <<= _HALF
    packed |= np.maximum(one, other).astype(np.uint64)
    return packed


def unpack(pairs: Pairs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the two numbers of each pair.

    >>> [one.tolist() for one in unpack(np.array([2 << 28 | 7], dtype=np.uint64))]
    [[2], [7]]
    """
    return (pairs >> _HALF).astype(np.int64), (pairs & np.uint64(LARGEST)).astype(np.int64)


class PairTable:
    """A byte below 255 for each pair that was put in.

    >>> table = PairTable()
    >>> table.put(np.array([5, 9], dtype=np.uint64), np.array([1, 2], dtype=np.uint8))
    >>> table.get(np.array([9, 4], dtype=np.uint64)).tolist(), len(table)
    ([2, 255], 2)
    """

    def __init__(self) -> None:
        self._slots = np.full(1024, _EMPTY, dtype=np.uint64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def get(self, pairs: Pairs) -> NDArray[np.uint8]:
        """Return the byte of each pair, ABSENT for one that is not here."""
        if native.is_there():
            told = np.empty(len(pairs), dtype=np.uint8)
            native.call(
                "pairs_get", self._slots, len(self._slots), np.ascontiguousarray(pairs), len(pairs), told
            )
            return told
        places = self._first_places(pairs)
        found = self._slots.take(places, mode="clip")
        apart = np.flatnonzero(found >> _BYTE != pairs)
        while len(apart):
            here = found.take(apart, mode="clip")
            apart = apart[(here != _EMPTY) & (here >> _BYTE != pairs.take(apart, mode="clip"))]
            places[apart] = (places.take(apart, mode="clip") + 1) & (len(self._slots) - 1)
            found[apart] = self._slots.take(places.take(apart, mode="clip"), mode="clip")
        return found.astype(np.uint8)

    def between(self, one: Whole, other: Whole, own: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the byte of each two numbers, in either order: ``own`` of a number with itself, 0 beside -1.

        >>> table = PairTable()
        >>> table.put(pack(np.array([0]), np.array([2])), np.array([7], dtype=np.uint8))
        >>> table.between(np.array([2, 1, -1]), np.array([0, 1, 0]), np.array([3, 4, 5], dtype=np.uint8)).tolist()
        [7, 4, 0]
        """
        found = np.zeros(len(one), dtype=np.uint8)
        if native.is_there():
            one, other = (np.ascontiguousarray(side, dtype=np.int32) for side in (one, other))
            native.call("pairs_between", self._slots, len(self._slots), own, one, other, len(one), found)
            return found
        said = np.flatnonzero((one | other) >= 0)
        one, other = one.take(said, mode="clip"), other.take(said, mode="clip")
        told = own.take(one, mode="clip")
        apart = np.flatnonzero(one != other)
        told[apart] = self.get(pack(one.take(apart, mode="clip"), other.take(apart, mode="clip")))
        found[said] = told
        return found

    def entries(self) -> tuple[Pairs, NDArray[np.uint8]]:
        """Return all pairs with their bytes, in no order that means anything."""
        taken = self._slots[self._slots != _EMPTY]
        return taken >> _BYTE, taken.astype(np.uint8)

    def put(self, pairs: Pairs, values: NDArray[np.uint8]) -> None:
        """Put distinct pairs in; the byte of one that is here already is replaced."""
        if 2 * (self._count + len(pairs)) > len(self._slots):
            self._grow(self._count + len(pairs))
        self._count += int((self.get(pairs) == ABSENT).sum())
        self._place(pairs, values)

    def _grow(self, count: int) -> None:
        """Make room for so many pairs, so that half of the slots stay free or more."""
        pairs, values = self.entries()
        self._slots = np.full(1 << (2 * count - 1).bit_length(), _EMPTY, dtype=np.uint64)
        self._place(pairs, values)

    def _place(self, pairs: Pairs, values: NDArray[np.uint8]) -> None:
        if native.is_there():
            given = np.ascontiguousarray(pairs), np.ascontiguousarray(values)
            native.call("pairs_put", self._slots, len(self._slots), *given, len(pairs))
            return
        entries = (pairs << _BYTE) | values
        places = self._first_places(pairs)
        while len(entries):
            here = self._slots[places]
            is_its_own = (here == _EMPTY) | (here >> _BYTE == entries >> _BYTE)
            self._slots[places[is_its_own]] = entries[is_its_own]
            is_left = self._slots[places] != entries
            entries, places = entries[is_left], (places[is_left] + 1) & (len(self._slots) - 1)

    def _first_places(self, pairs: Pairs) -> NDArray[np.int64]:
        shift = np.uint64(65 - len(self._slots).bit_length())
        return ((pairs * _SPREAD) >> shift).view(np.int64)


class PairSquare:
    """A byte for each pair of numbers, in either order: ABSENT at first; ``own`` holds that of each number with itself.

    The number -1 stands for nothing: beside it every number has the byte 0.

    >>> square = PairSquare(np.array([1, 1, 4], dtype=np.uint8))
    >>> square.put(pack(np.array([2]), np.array([0])), np.array([7], dtype=np.uint8))
    >>> square.get(np.array([0, 2, 2, -1, 0]), np.array([2, 0, 2, 1, 1])).tolist()
    [7, 7, 4, 0, 255]
    """

    def __init__(self, own: NDArray[np.uint8]) -> None:
        self._width = len(own) + 1
        square = np.full((self._width, self._width), ABSENT, dtype=np.uint8)
        square[0], square[:, 0] = 0, 0
        np.fill_diagonal(square[1:, 1:], own)
        self._bytes = square.reshape(-1)

    def get(self, one: Whole, other: Whole) -> NDArray[np.uint8]:
        """Return the byte of each pair of numbers."""
        return self._bytes.take(self._places(one, other), mode="clip")

    def put(self, pairs: Pairs, values: NDArray[np.uint8]) -> None:
        """Put pairs in; the byte of one that is here already is replaced."""
        one, other = unpack(pairs)
        self._bytes[self._places(one, other)] = values
        self._bytes[self._places(other, one)] = values

    def _places(self, one: Whole, other: Whole) -> NDArray[np.int64]:
        places = np.multiply(one, self._width, dtype=np.int64)
        places += other
        places += self._width + 1
        return places
