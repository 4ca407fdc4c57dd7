"""Bytes of a spreadsheet -> RawTables, one for each sheet, every cell as the text one would type. The only door to fastexcel."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from resolver.errors import InputError
from resolver.settings import nearest_of
from resolver.stages.read.delimited import Grid, table_of_grid
from resolver.stages.read.panics import panics_told
from resolver.stages.read.raw import OddRow, RawTable, headers_told, row_as_json
from resolver.stages.read.source import Source
from resolver.stages.read.xlsx import SheetFacts, facts_of

if TYPE_CHECKING:
    import fastexcel

MIDNIGHT = re.compile(r"^(\d{4}-\d\d-\d\d)[ T]00:00:00(?:\.0+)?$")
"""A day with a clock that says nothing."""
_MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?$")
_WIDE_TITLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """The rows of a sheet, and which lines hold nothing but a title that is merged across the table."""

    grid: Grid
    titles: frozenset[int] = frozenset()


def workbook_tables(source: Source) -> list[RawTable]:
    """Return the tables of a workbook, or raise InputError with the mend."""
    import fastexcel

    # The reader warns of every cell type it meets while we ask for text only.
    logging.getLogger("fastexcel").setLevel(logging.ERROR)
    facts = facts_of(source.data, file=source.file)
    try:
        with panics_told():
            book = fastexcel.read_excel(source.data)
            chosen = _chosen_sheets(book.sheet_names, source=source)
            sheets = {name: _sheet(book, name, facts.get(name, SheetFacts())) for name in chosen}
    except (fastexcel.FastExcelError, ValueError, TypeError) as fault:
        reason = (str(fault).splitlines() or [type(fault).__name__])[0]
        raise InputError(
            f"{source.file}: is not a spreadsheet we can open ({reason}); save it again as XLSX or CSV"
        ) from None
    filled = {name: sheet for name, sheet in sheets.items() if sheet.grid.rows}
    if not filled:
        raise InputError(f"{source.file}: is empty; no sheet holds a row")
    return [_table(sheet, name, source=source) for name, sheet in filled.items()]


def _chosen_sheets(names: list[str], *, source: Source) -> list[str]:
    wanted = source.said.sheet if source.said else None
    if wanted is None:
        return names
    if wanted not in names:
        raise InputError(
            f'{source.file}: there is no sheet "{wanted}"; it has {headers_told(names)}'
            f"{nearest_of(wanted, names)}"
        )
    return [wanted]


def _sheet(book: "fastexcel.ExcelReader", name: str, facts: SheetFacts) -> _Sheet:
    """Return the rows of a sheet from its first line on."""
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    frame = sheet.to_polars()
    if not frame.width:
        return _Sheet(grid=Grid(rows=[], lines=[]))
    columns = [_sheet_text(series).fill_null("") for series in frame.iter_columns()]
    rows = [list(row) for row in pl.DataFrame(columns).iter_rows()]
    titles = _titles(rows, facts)
    notes = (*_with_zeros(rows, facts), *_filled_down(rows, facts))
    filled = [(row, line) for line, row in enumerate(rows, start=1) if any(row)]
    grid = Grid(rows=[row for row, _ in filled], lines=[line for _, line in filled], notes=notes)
    return _Sheet(grid=grid, titles=titles)


def _sheet_text(series: pl.Series) -> pl.Series:
    """Return dates as ISO writes them, and whole numbers without a fraction."""
    text = series.cast(pl.String)
    return (
        text.str.replace(MIDNIGHT.pattern, "$1")
        .str.replace(_MOMENT.pattern, "${1}T$2$3")
        .str.replace(r"^(-?\d{1,15})\.0$", "$1")
    )


def _table(sheet: _Sheet, name: str, *, source: Source) -> RawTable:
    header_line = source.said.header_line if source.said else None
    where = f"{source.file}, sheet {name}"
    table = table_of_grid(sheet.grid, file=where, known_words=source.known_words, header_line=header_line)
    return replace(_without_titles(table, sheet.titles), sheet=name, notes=(*sheet.grid.notes, *table.notes))


def _without_titles(table: RawTable, titles: frozenset[int]) -> RawTable:
    """Tell titles inside of a table from its records: «Рота 1», merged across all of it, is nobody."""
    is_title = table.lines.is_in(sorted(titles))
    if not is_title.any():
        return table
    odd = tuple(
        OddRow(line=table.lines[at], reason="is a title across the table", row_as_it_was=row_as_json(row))
        for at, row in zip(is_title.arg_true().to_list(), table.cells.filter(is_title).rows(), strict=True)
    )
    return replace(
        table,
        cells=table.cells.filter(~is_title),
        lines=table.lines.filter(~is_title),
        odd=(*table.odd, *odd),
    )


# Merged cells and zeros -------------------------------------------------------------------------------


def _titles(rows: Sequence[Sequence[str]], facts: SheetFacts) -> frozenset[int]:
    return frozenset(
        one.top + 1
        for one in facts.merged
        if one.top == one.bottom
        and one.right - one.left + 1 >= _WIDE_TITLE
        and one.top < len(rows)
        and sum(map(bool, rows[one.top])) == 1
    )


def _filled_down(rows: Sequence[list[str]], facts: SheetFacts) -> tuple[str, ...]:
    """Write what a cell merged over several rows says into each of them; return a note on it."""
    count = 0
    for one in facts.merged:
        column = one.left - facts.left
        below = range(one.top + 1, min(one.bottom + 1, len(rows)))
        if not below or not 0 <= column < len(rows[0]) or not rows[one.top][column]:
            continue
        for row in below:
            if any(rows[row]) and not rows[row][column]:
                rows[row][column] = rows[one.top][column]
                count += 1
    told = f"{count} cells were filled from the merged cell above them"
    return (told,) if count else ()


def _with_zeros(rows: Sequence[list[str]], facts: SheetFacts) -> tuple[str, ...]:
    """Give numbers the zeros in front with which the sheet shows them; return a note on it."""
    count = 0
    for (row, column), digits in facts.zeros.items():
        at = column - facts.left
        if row < len(rows) and 0 <= at < len(rows[row]) and rows[row][at].isdecimal():
            padded = rows[row][at].zfill(digits)
            count += padded != rows[row][at]
            rows[row][at] = padded
    told = f"{count} numbers were given the zeros in front with which the sheet shows them"
    return (told,) if count else ()
