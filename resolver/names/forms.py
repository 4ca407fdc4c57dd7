"""Listed forms of given names -> FormTable: looked up by word in bytes that need not be read through first.

Hundreds of thousands of forms are needed in full only once per change of the rules; a run looks up the words of its list. So the
tables are worked out once and kept as they are looked up: lines of text, and an open-addressing table of where each line begins.
"""

import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PART, _END = "\x1f", b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenForm:
    """One way a word may be a given name: the class it belongs to and the form it is written in."""

    name_class: str
    nominative: str
    kind: str
    gender: str
    weight: int
    case: str = "nom"


class FormTable(Mapping[str, tuple[GivenForm, ...]]):
    """Forms by word, those of one word in the order in which they were given.

    >>> ivan = GivenForm(name_class="ivan", nominative="иван", kind="full", gender="m", weight=900)
    >>> table = FormTable.from_forms({"иван": (ivan,), "ваня": (ivan,)})
    >>> table["ваня"][0].name_class, table.get("пётр", ()), list(table)
    ('ivan', (), ['ваня', 'иван'])
    """

    def __init__(self, lines: bytes, slots: bytes) -> None:
        self._lines = lines
        self._slots = memoryview(slots).cast("I")
        self._mask = len(self._slots) - 1
        self._found: dict[str, tuple[GivenForm, ...]] = {}

    @classmethod
    def from_forms(cls, forms: Mapping[str, tuple[GivenForm, ...]]) -> "FormTable":
        """Return the table of forms by word."""
        words = sorted(forms)
        lines = [_PART.join([word, *map(_written, forms[word])]).encode() + _END for word in words]
        hashes = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.int64)
        sizes = np.array([len(line) for line in lines], dtype=np.int64)
        return cls(b"".join(lines), _slots(hashes, np.cumsum(sizes) - sizes).tobytes())

    def sections(self) -> tuple[bytes, bytes]:
        """Return the two parts that a table is made of."""
        return self._lines, self._slots.tobytes()

    def __getitem__(self, word: str) -> tuple[GivenForm, ...]:
        found = self._look_up(word)
        if not found:
            raise KeyError(word)
        return found

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and bool(self._look_up(word))

    def get(self, word: str, default: Any = None) -> Any:
        """Return the forms of a word, or ``default``."""
        return self._look_up(word) or default

    def __iter__(self) -> Iterator[str]:
        return (line.partition(_PART)[0] for line in self._lines.decode().split("\n")[:-1])

    def __len__(self) -> int:
        return self._lines.count(_END)

    def _look_up(self, word: str) -> tuple[GivenForm, ...]:
        found = self._found.get(word)
        if found is None:
            found = self._found[word] = self._read(word)
        return found

    def _read(self, word: str) -> tuple[GivenForm, ...]:
        written = word.encode("utf-8", "replace")
        start, slot = f"{word}{_PART}".encode("utf-8", "replace"), zlib.crc32(written) & self._mask
        while place := self._slots[slot]:
            if self._lines.startswith(start, place - 1):
                end = self._lines.index(_END, place)
                return _forms_of(self._lines[place - 1 + len(start) : end].decode(), word)
            slot = (slot + 1) & self._mask
        return ()


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


def _written(form: GivenForm) -> str:
    parts = (form.name_class, form.nominative, form.kind, form.gender, str(form.weight))
    return _PART.join(" ".join(part.split()) for part in parts)


def _forms_of(line: str, word: str) -> tuple[GivenForm, ...]:
    parts = iter(line.split(_PART))
    return tuple(
        GivenForm(name_class=name_class, nominative=nominative, kind=kind, gender=gender, weight=int(weight))
        for name_class, nominative, kind, gender, weight in zip(
            parts, parts, parts, parts, parts, strict=True
        )
    )


Shares = Mapping[str, Mapping[str, float]]


def pack_tables(tables: Mapping[str, FormTable], shares: Shares) -> bytes:
    """Return tables of forms, and shares of people by name, as they are kept."""
    sections = {name: table.sections() for name, table in tables.items()}
    sizes = {name: list(map(len, both)) for name, both in sections.items()}
    head = json.dumps({"order": sys.byteorder, "sizes": sizes, "shares": shares}).encode()
    return b"\n".join([head, b"".join(part for both in sections.values() for part in both)])


def unpack_tables(data: bytes) -> tuple[dict[str, FormTable], Shares] | None:
    """Return what ``pack_tables`` packed, or None where it is not whole, or comes from another kind of computer.

    >>> table = FormTable.from_forms({"иван": ()})
    >>> tables, shares = unpack_tables(pack_tables({"form": table}, {"class": {"ivan": 0.1}}))
    >>> list(tables["form"]), shares["class"]["ivan"], unpack_tables(b"{}")
    (['иван'], 0.1, None)
    """
    head, _, body = data.partition(b"\n")
    try:
        told = json.loads(head)
        sizes = [size for both in told["sizes"].values() for size in both]
        if told["order"] != sys.byteorder or sum(sizes) != len(body):
            return None
        ends = list(accumulate(sizes))
        parts = [body[end - size : end] for end, size in zip(ends, sizes, strict=True)]
        return {
            name: FormTable(*both)
            for name, both in zip(told["sizes"], zip(parts[::2], parts[1::2], strict=True), strict=True)
        }, told["shares"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
