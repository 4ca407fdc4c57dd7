"""The shape between parsing and mapping: one table of text as it stood in a file or sheet."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

INVISIBLE = (
    " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
    + "".join(map(chr, range(0x2000, 0x200B)))
)
"""White space, and two signs of no width that programs leave: trimmed outside of a cell, kept inside."""

UNSEEN = INVISIBLE + "".join(
    map(
        chr,
        (0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFFFD),
    )
)
"""Signs that show nothing, white space among them: joiners, marks of direction. A cell of nothing else names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OddRow:
    """A record that does not fit its table, as it was."""

    line: int
    reason: str
    row_as_it_was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """What one file or sheet holds, before anything is understood.

    ``cells`` has one text column per header cell, named by position; ``lines`` says where each row stands.
    """

    header: tuple[str, ...]
    cells: pl.DataFrame
    lines: pl.Series
    sheet: str | None = None
    odd: tuple[OddRow, ...] = ()
    notes: tuple[str, ...] = ()
    encoding: str | None = None
    separator: str | None = None

    @property
    def record_count(self) -> int:
        """Return how many records the table holds, odd ones included.

        >>> text_table(["name"], [["A"], ["B"]], lines=[2, 3]).record_count
        2
        """
        return self.cells.height + len(self.odd)


def text_table(
    header: Sequence[str], rows: Sequence[Sequence[str | None]], *, lines: Sequence[int]
) -> RawTable:
    """Return a table of rows that all have the width of the header.

    >>> text_table(["name", "age"], [["A", "9"]], lines=[2]).cells.rows()
    [('A', '9')]
    """
    columns: Sequence[Sequence[str | None]] = list(zip(*rows, strict=True)) if rows else [[]] * len(header)
    series = [pl.Series(str(at), column, dtype=pl.String) for at, column in enumerate(columns)]
    return RawTable(
        header=tuple(header), cells=pl.DataFrame(series), lines=pl.Series("line", lines, dtype=pl.UInt32)
    )


def row_as_json(cells: Sequence[str | None]) -> str:
    """Return a record as the JSON list of its cells; cells that the record never had are left off.

    >>> row_as_json(["Тестов", "", None, None])
    '["Тестов", ""]'
    """
    kept = list(cells)
    while kept and kept[-1] is None:
        kept.pop()
    return json.dumps(kept, ensure_ascii=False)


def trim(text: str) -> str:
    r"""Return text without the white space around it.

    >>> trim(" Тестов\u00a0")
    'Тестов'
    """
    return text.strip(INVISIBLE)


def shown_header(header: str, *, at: int) -> str:
    """Return the name of a column; one without a header is named by its position.

    >>> shown_header(" ФИО ", at=0), shown_header("", at=6)
    ('ФИО', 'column 7')
    """
    return trim(header) or f"column {at + 1}"


def told_apart(names: Iterable[str], *, taken: Iterable[str] = ()) -> list[str]:
    """Return names, each once and none of those taken: one that comes again is numbered.

    >>> told_apart(["x", "x", "file"], taken=["file"])
    ['x', 'x (2)', 'file (2)']
    """
    used = set(taken)
    ordinals: dict[str, int] = {}
    told = []
    for one in names:
        name, ordinal = one, ordinals.get(one, 1)
        while name in used:
            ordinal += 1
            name = f"{one} ({ordinal})"
        ordinals[one] = ordinal
        used.add(name)
        told.append(name)
    return told


def headers_told(header: Sequence[str], *, at_most: int = 20) -> str:
    """Return the headers as a message lists them.

    >>> headers_told(["name", "age"])
    '"name", "age"'
    """
    shown = ", ".join(f'"{one}"' for one in header[:at_most])
    return f"{shown} and {len(header) - at_most} more" if len(header) > at_most else shown
