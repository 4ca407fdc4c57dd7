"""A file that somebody filled in (truth, judgements) -> its columns under the names we give them, with the line of each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from resolver.errors import InputError
from resolver.files import read_bytes
from resolver.stages.read.columns import fold_header
from resolver.stages.read.formats import parse_file, text_of_frame
from resolver.stages.read.raw import INVISIBLE, RawTable, headers_told, trim
from resolver.stages.read.source import Source
from resolver.values.formulas import NEUTRALISED


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """One table as text: ``rows`` has the columns that were asked for and found, empty cells null, and ``line``."""

    file: str
    header: tuple[str, ...]
    rows: pl.DataFrame


def read_sheet(source: Path | str | pl.DataFrame, wanted: Mapping[str, Sequence[str]]) -> Sheet:
    """Return the wanted columns of a file or frame; ``wanted`` says under which headers each may stand, the best first.

    Separator, encoding and format are found out as for lists. Headers are compared in any case. Raises InputError when the file
    cannot be read.

    >>> frame = pl.DataFrame({"Mention_ID": ["m1"], "entity_id": ["e1"], "note": ["x"]})
    >>> read_sheet(frame, {"mention_id": ["mention_id"], "person": ["person_id", "entity_id"]}).rows.rows()
    [('m1', 'e1', 1)]
    """
    if isinstance(source, pl.DataFrame):
        return _sheet("the frame", text_of_frame(source), wanted)
    known = {fold_header(one) for headers in wanted.values() for one in headers}

    def known_words(row: Sequence[str]) -> int:
        return len({fold_header(cell) for cell in row} & known)

    file = Path(source).name
    tables = parse_file(Source(file=file, data=read_bytes(source), said=None, known_words=known_words))
    fitting = max(tables, key=lambda table: known_words(table.header))
    return _sheet(file, fitting, wanted)


def _sheet(file: str, table: RawTable, wanted: Mapping[str, Sequence[str]]) -> Sheet:
    if table.odd:
        told = "\n".join(f"{file}: {one.reason}; mend the row or delete it" for one in table.odd[:10])
        raise InputError(told)
    places = {fold_header(one): str(at) for at, one in reversed(list(enumerate(table.header)))}
    found: dict[str, str] = {}
    for name, headers in wanted.items():
        at = next((places[fold_header(one)] for one in headers if fold_header(one) in places), None)
        if at is not None:
            found[name] = at
    columns = [_cell(at).alias(name) for name, at in found.items()]
    rows = table.cells.with_columns(line=table.lines).select(*columns, "line")
    return Sheet(file=file, header=tuple(trim(one) for one in table.header), rows=rows)


def _cell(at: str) -> pl.Expr:
    """Return a cell without white space around it and without the apostrophe that made it harmless; empty is null."""
    text = pl.col(at).str.strip_chars(INVISIBLE).str.replace(NEUTRALISED, "$1")
    return pl.when(text != "").then(text)


def column_missing(sheet: Sheet, told: str) -> InputError:
    """Return the fault of a sheet that lacks a column, with the columns that it has."""
    return InputError(f"{sheet.file}: {told}; it has {headers_told(sheet.header)}")


def lines_told(lines: Sequence[int], *, at_most: int = 5) -> str:
    """Return lines as a message lists them.

    >>> lines_told([2]), lines_told([2, 3, 4], at_most=2)
    ('line 2', 'lines 2, 3 and 1 more')
    """
    if len(lines) == 1:
        return f"line {lines[0]}"
    shown = ", ".join(map(str, lines[:at_most]))
    return f"lines {shown}" + (f" and {len(lines) - at_most} more" if len(lines) > at_most else "")
