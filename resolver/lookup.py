"""Texts by word -> WordTable: looked up in bytes that need not be read through first.

The rules know hundreds of thousands of words, and a run asks about those of its lists. So tables are worked out once for each set of
rules and kept as they are looked up: lines of text, and an open-addressing table of where each line begins.
"""

import json
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PART, _END = "\x1f", b"\n"

Texts = Mapping[str, Sequence[str]]


class WordTable(Mapping[str, tuple[str, ...]]):
    """Texts by word, those of one word in the order in which they were given; a word without texts is not found.

    >>> table = WordTable.of({"ваня": ["ivan", "short"], "иван": ["ivan"]})
    >>> table["ваня"], table.get("пётр", ()), list(table)
    (('ivan', 'short'), (), ['ваня', 'иван'])
    >>> dict(WordTable.of({"ваня": []}))
    {}
    """

    __slots__ = ("_data", "_end", "_mask", "_slots", "_start")

    def __init__(self, data: bytes, start: int, end: int, slots: memoryview) -> None:
        self._data, self._start, self._end = data, start, end
        self._slots = slots.cast("I")
        self._mask = len(self._slots) - 1

    @classmethod
    def of(cls, texts: Texts) -> "WordTable":
        """Return the table of texts by word."""
        lines, slots = _sections(texts)
        return cls(lines, 0, len(lines), memoryview(slots))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes this table again in another process: a view of bytes does not travel as what it is."""
        return _arrived, (self._data, self._start, self._end, self._slots.tobytes())

    def __getitem__(self, word: str) -> tuple[str, ...]:
        place = self._place_of(word)
        if place is None:
            raise KeyError(word)
        return self._texts_at(place)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._place_of(word) is not None

    def get(self, word: str, default: Any = None) -> Any:
        """Return the texts of a word, or ``default``."""
        place = self._place_of(word)
        return default if place is None else self._texts_at(place)

    def __iter__(self) -> Iterator[str]:
        lines = self._data[self._start : self._end].decode().split("\n")[:-1]
        return (line.partition(_PART)[0] for line in lines)

    def __len__(self) -> int:
        return self._data.count(_END, self._start, self._end)

    def _texts_at(self, place: int) -> tuple[str, ...]:
        return tuple(self._data[place : self._data.index(_END, place)].decode().split(_PART))

    def _place_of(self, word: str) -> int | None:
        """Return where the texts of a word begin."""
        written = word.encode("utf-8", "replace")
        start, slot = written + b"\x1f", zlib.crc32(written) & self._mask
        while place := self._slots[slot]:
            at = self._start + place - 1
            if self._data.startswith(start, at):
                return at + len(start)
            slot = (slot + 1) & self._mask
        return None


def _arrived(data: bytes, start: int, end: int, slots: bytes) -> WordTable:
    return WordTable(data, start, end, memoryview(slots))


def _sections(texts: Texts) -> tuple[bytes, bytes]:
    """Return the lines of a table, and where each begins by the hash of its word."""
    words = sorted(word for word in texts if texts[word])
    lines = [_PART.join([word, *(" ".join(text.split()) for text in texts[word])]).encode() for word in words]
    hashes = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.int64)
    sizes = np.array([len(line) + 1 for line in lines], dtype=np.int64)
    return b"".join(line + _END for line in lines), _slots(hashes, np.cumsum(sizes) - sizes).tobytes()


def _slots(hashes: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return a table, half empty or more, in which each place, plus one, stands at its hash or at the next free slot."""
    slots = np.zeros(1 << (2 * len(hashes)).bit_length(), dtype=np.uint32)
    entries, at = (places + 1).astype(np.uint32), hashes & (len(slots) - 1)
    while len(entries):
        is_free = slots[at] == 0
        slots[at[is_free]] = entries[is_free]
        is_left = slots[at] != entries
        entries, at = entries[is_left], (at[is_left] + 1) & (len(slots) - 1)
    return slots


def pack_tables(tables: Mapping[str, Texts]) -> bytes:
    """Return tables by name as they are kept."""
    sections = {name: _sections(texts) for name, texts in tables.items()}
    sizes = {name: list(map(len, both)) for name, both in sections.items()}
    head = json.dumps({"order": sys.byteorder, "sizes": sizes}).encode()
    return b"".join([head, _END, *(part for both in sections.values() for part in both)])


def unpack_tables(data: bytes) -> dict[str, WordTable] | None:
    """Return the tables that ``pack_tables`` packed, or None where they are not whole, or come from another kind of computer.

    >>> tables = unpack_tables(pack_tables({"form": {"иван": ["ivan"]}, "class": {}}))
    >>> dict(tables["form"]), dict(tables["class"]), unpack_tables(b"{}")
    ({'иван': ('ivan',)}, {}, None)
    """
    first = data.find(_END) + 1
    try:
        told = json.loads(data[:first])
        sizes = [size for both in told["sizes"].values() for size in both]
        ends = [*accumulate(sizes, initial=first)]
        if told["order"] != sys.byteorder or ends[-1] != len(data):
            return None
        whole, at = memoryview(data), iter(pairwise(ends))
        return {name: WordTable(data, *next(at), slots=whole[slice(*next(at))]) for name in told["sizes"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
