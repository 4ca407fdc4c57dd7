"""Text -> RawTable: comma, semicolon, tab and pipe separated lists, as people really save them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

import polars as pl

from resolver.errors import InputError
from resolver.stages.read.header import (
    HEADER_ROWS,
    Header,
    KnownWords,
    find_header_row,
    header_at,
    is_blank,
)
from resolver.stages.read.raw import (
    INVISIBLE,
    OddRow,
    RawTable,
    headers_told,
    row_as_json,
    shown_header,
    text_table,
    trim,
)
from resolver.values.formulas import restore

SEPARATORS = (",", ";", "\t", "|")
"""What may part the cells of a row, in the order we try."""

_SAMPLE_SIGNS = 100_000
_SAMPLE_ROWS = 200
_LONG_RECORD = 30
_MOSTLY = 0.5
_SEP_LINE = re.compile(r"\A[ \t]*\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of cells with the physical line on which each begins."""

    rows: Sequence[list[str]]
    lines: Sequence[int]
    notes: tuple[str, ...] = ()


FindHeader = Callable[[Grid], Header]
"""Finds the header of a grid."""


def parse_delimited(
    text: str,
    *,
    file: str,
    known_words: KnownWords,
    separator: str | None = None,
    header_line: int | None = None,
) -> RawTable:
    r"""Return the table of a delimited text; the separator and the header's line are found unless named.

    >>> known = lambda row: int("name" in row)
    >>> table = parse_delimited("sep=;\nname;age\nA;9\n", file="a.csv", known_words=known)
    >>> table.separator, table.header, table.cells.rows(), table.lines.to_list()
    (';', ('name', 'age'), [('A', '9')], [3])
    """
    told = _SEP_LINE.match(text)
    body, above = (text[told.end() :], 1) if told else (text, 0)
    sign = separator or (told and told[1]) or _find_separator(body, known_words=known_words)
    _check_widest(body, separator=sign, file=file, above=above)
    find = partial(_header_of, file=file, known_words=known_words, header_line=header_line)
    regular = _regular_lines(body, separator=sign, above=above)
    if regular is not None:
        return replace(_table_of_lines(regular, find=find, header_line=header_line), separator=sign)
    grid = _quoted_grid(body, separator=sign, file=file)
    grid = replace(grid, lines=[line + above for line in grid.lines])
    table = _table_below(grid, find(grid))
    return replace(table, separator=sign, notes=(*grid.notes, *table.notes))


_MOST_CELLS = 1_000_000
_LINE_END = re.compile(r"\r\n|\r|\n")


def _check_widest(text: str, *, separator: str, file: str, above: int) -> None:
    """Refuse a line of more cells than any table has: each would be a text of its own, many times the size of the file."""
    for start, end in _long_lines(text):
        cells = text.count(separator, start, end) + 1
        if cells > _MOST_CELLS:
            line = above + 1 + len(_LINE_END.findall(text, 0, start))
            raise InputError(
                f"{file}, line {line:,}: has {cells:,} cells, more than {_MOST_CELLS:,}; is {separator!r} its separator?"
            )


def _long_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends that has enough letters for so many cells; the others are passed over by the thousand."""
    start = 0
    while len(text) - start >= _MOST_CELLS:
        end = max(text.rfind(sign, start, start + _MOST_CELLS) for sign in "\r\n")
        if end < 0:
            found = _LINE_END.search(text, start)
            end = found.start() if found else len(text)
            yield start, end
        start = end + 1


def table_of_grid(
    grid: Grid, *, file: str, known_words: KnownWords, header_line: int | None = None
) -> RawTable:
    """Return the table whose header is one of the first rows: the one with most known words, else the first.

    >>> rows = [["Our list"], [], ["name", "age"], ["A", "9"], ["B", "9", "x"]]
    >>> known = lambda row: len({"name", "age"} & set(row))
    >>> table = table_of_grid(Grid(rows=rows, lines=range(1, 6)), file="a.csv", known_words=known)
    >>> table.lines.to_list(), [one.reason for one in table.odd]
    ([4], ['stands above the header in line 3', 'line 5 has 3 cells, the header has 2'])
    """
    header = _header_of(grid, file=file, known_words=known_words, header_line=header_line)
    return _table_below(grid, header)


# The header -------------------------------------------------------------------------------------------


def _header_of(grid: Grid, *, file: str, known_words: KnownWords, header_line: int | None) -> Header:
    if header_line is None:
        top = find_header_row(grid.rows, known_words=known_words)[0]
        return header_at(grid.rows, top, known_words=known_words)
    for at, line in enumerate(grid.lines):
        if line == header_line and not is_blank(grid.rows[at]):
            return header_at(grid.rows, at, known_words=known_words)
    raise InputError(f"{file}: no row begins on line {header_line}; correct header_line in resolver.toml")


# From rows to a table ---------------------------------------------------------------------------------


def _table_below(grid: Grid, header: Header) -> RawTable:
    """Return the table below a header; what stands above its records is odd."""
    return _without_empty_columns(_fitted(grid, header))


def _fitted(grid: Grid, header: Header) -> RawTable:
    begin = header.last + 1
    # An apostrophe before a header that is a formula was put there to make it harmless.
    cells = [restore(trim(one)) for one in header.cells]
    rows, lines, surplus, notes = _fit(grid.rows[begin:], grid.lines[begin:], width=len(cells))
    table = text_table(cells, rows, lines=lines)
    return replace(table, odd=(*_above(grid, header), *surplus), notes=(*_header_told(header), *notes))


def _above(grid: Grid, header: Header) -> list[OddRow]:
    where = f"in line {grid.lines[header.top]}"
    return [
        OddRow(
            line=grid.lines[at],
            reason=f"{header.parts.get(at, 'stands above the header')} {where}",
            row_as_it_was=row_as_json(grid.rows[at]),
        )
        for at in range(header.last + 1)
        if at != header.top and not is_blank(grid.rows[at])
    ]


def _header_told(header: Header) -> tuple[str, ...]:
    told = f"its header stands in two rows, read as {headers_told(header.cells)}"
    return (told,) if header.parts else ()


def _fit(
    rows: Sequence[list[str]], lines: Sequence[int], *, width: int
) -> tuple[Sequence[Sequence[str | None]], Sequence[int], list[OddRow], tuple[str, ...]]:
    """Give every row the width of the header; return what fits, where it stands, what is odd, and notes."""
    fitting: list[Sequence[str | None]] = []
    kept, odd, short = [], [], []
    for row, line in zip(rows, lines, strict=True):
        if len(row) == width:
            fitting.append(row)
            kept.append(line)
        elif is_blank(row):
            continue
        elif is_blank(row[width:]):
            fitting.append([*row[:width], *[None] * (width - len(row))])
            kept.append(line)
            short += [line] if len(row) < width else []
        else:
            reason = f"line {line} has {len(row)} cells, the header has {width}"
            odd.append(OddRow(line=line, reason=reason, row_as_it_was=row_as_json(row)))
    notes = (_short_told(short),) if short else ()
    return fitting, kept, odd, notes


def _short_told(lines: Sequence[int]) -> str:
    if len(lines) == 1:
        return f"the row on line {lines[0]} has fewer cells than the header"
    return f"{len(lines)} rows have fewer cells than the header, the first on line {lines[0]}"


def _without_empty_columns(table: RawTable) -> RawTable:
    """Name the columns without a header by their position, and drop those that hold nothing either."""
    bare = [at for at, one in enumerate(table.header) if not one]
    empty = {at for at in bare if is_blank(table.cells[str(at)].unique().to_list())}
    header = [shown_header(one, at=at) for at, one in enumerate(table.header) if at not in empty]
    kept = [str(at) for at in range(len(table.header)) if at not in empty]
    cells = table.cells.select(pl.col(at).alias(str(new)) for new, at in enumerate(kept))
    return replace(table, header=tuple(header), cells=cells if empty else table.cells)


# The separator ----------------------------------------------------------------------------------------


def _find_separator(text: str, *, known_words: KnownWords) -> str:
    """Return the sign under which most header words are known and most rows are as wide as the header."""
    sample = text[:_SAMPLE_SIGNS]
    worth = {sign: _separator_worth(sample, sign, known_words) for sign in SEPARATORS}
    return max(SEPARATORS, key=lambda sign: worth[sign])


def _separator_worth(sample: str, sign: str, known_words: KnownWords) -> tuple[int, float]:
    with _long_cells():
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=sign, skipinitialspace=True)
        rows = [row for row in islice(reader, _SAMPLE_ROWS) if not is_blank(row)]
    if not rows:
        return 0, 0.0
    top, known = find_header_row(rows, known_words=known_words)
    width = len(rows[top])
    body = rows[top + 1 :] or rows[top:]
    share = sum(len(row) == width for row in body) / len(body)
    return known, share * (1 - 1 / (width + 1))


# Lines that are records: columns at once --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """A text in which every line is one record; ``parted`` holds the cells of lines with quotation marks."""

    lines: pl.Series
    parted: Mapping[int, list[str]]
    separator: str
    above: int

    def grid(self, places: Sequence[int]) -> Grid:
        rows = [self.parted[at] if at in self.parted else self._split(self.lines[at]) for at in places]
        return Grid(rows=rows, lines=[at + 1 + self.above for at in places])

    def _split(self, line: str) -> list[str]:
        return line.split(self.separator) if line else []


def _regular_lines(text: str, *, separator: str, above: int) -> _Lines | None:
    """Return the lines of a text, or None where quoting spans lines, is loose, or is on most lines.

    A quoted line is a record of its own if all quoted lines, parsed strictly in one go, give one record each.
    """
    if f'{separator} "' in text or not separator.isascii():
        return None
    lines = pl.Series("line", text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), dtype=pl.String)
    has_quotes = lines.str.contains('"', literal=True)
    if has_quotes.mean() > _MOSTLY:  # type: ignore[operator]
        return None
    quoted = _parsed("\n".join(lines.filter(has_quotes)), delimiter=separator, strict=True)
    if quoted is None or len(quoted.rows) != has_quotes.sum():
        return None
    parted = dict(zip(has_quotes.arg_true().to_list(), quoted.rows, strict=True))
    return _Lines(lines=lines, parted=parted, separator=separator, above=above)


def _table_of_lines(lines: _Lines, *, find: FindHeader, header_line: int | None) -> RawTable:
    """Return the table of a text of regular lines: columns at once, several times faster than row by row."""
    count = lines.lines.len()
    first = int((lines.lines.str.strip_chars(INVISIBLE) != "").arg_max() or 0)
    head = lines.grid(range(min(count, 1 + max(first + HEADER_ROWS, header_line or 0))))
    header = find(head)
    begin, width = header.last + 1, len(header.cells)
    is_below = pl.int_range(count, eager=True) >= begin
    is_plain = is_below & (lines.lines.str.count_matches(lines.separator, literal=True) + 1 == width)
    is_plain &= ~lines.lines.str.contains('"', literal=True)
    rest = lines.grid((is_below & ~is_plain).arg_true().to_list())
    grid = Grid(rows=[*head.rows[:begin], *rest.rows], lines=[*head.lines[:begin], *rest.lines])
    plain = _columns_of(lines.lines.filter(is_plain), separator=lines.separator, width=width)
    at_lines = (is_plain.arg_true() + (1 + lines.above)).cast(pl.UInt32)
    return _without_empty_columns(_with_rows(_fitted(grid, header), plain, at_lines))


def _with_rows(table: RawTable, cells: pl.DataFrame, lines: pl.Series) -> RawTable:
    """Return the table with more rows, in the order of their lines."""
    if not table.cells.height:
        return replace(table, cells=cells, lines=lines.alias("line"))
    all_lines = pl.concat([lines.alias("line"), table.lines])
    order = all_lines.arg_sort()
    return replace(table, cells=pl.concat([cells, table.cells])[order], lines=all_lines.gather(order))


def _columns_of(lines: pl.Series, *, separator: str, width: int) -> pl.DataFrame:
    """Return the cells of lines that all have one width and no quotation marks."""
    schema = {str(at): pl.String for at in range(width)}
    if width == 1 or not lines.len():
        return pl.DataFrame({"0": lines} if width == 1 else None, schema=schema)
    told = "\n".join(lines).encode()
    cells = pl.read_csv(told, has_header=False, separator=separator, quote_char=None, schema=schema)
    return cells.fill_null("")


# Quotation marks that need care: row by row -----------------------------------------------------------


def _quoted_grid(text: str, *, separator: str, file: str) -> Grid:
    """Return the grid of a text by the strictest way of quoting that fits all of it."""
    styles: list[dict[str, object]] = [{"strict": True}, {}, {"quoting": csv.QUOTE_NONE}]
    if '\\"' in text:
        styles.insert(1, {"strict": True, "escapechar": "\\", "doublequote": False})
    has_space = f'{separator} "' in text
    grids: list[Grid] = []
    for style in styles:
        grid = _parsed(text, delimiter=separator, skipinitialspace=has_space, **style)
        if grid is not None and style.get("strict"):
            return grid
        grids += [grid] if grid is not None else []
    if not grids:
        raise InputError(f"{file}: its quotation marks cannot be understood; save it again as CSV or XLSX")
    best = max(grids, key=_regular_rows)
    kept = "; they are kept as they are" if best is grids[-1] else ""
    return replace(best, notes=(f"its quotation marks do not pair{kept}", *best.notes))


def _parsed(text: str, **style: object) -> Grid | None:
    """Return the rows as the csv module parts them, or None where the style does not fit the text."""
    with _long_cells():
        reader = csv.reader(io.StringIO(text, newline=""), **style)  # type: ignore[arg-type]
        try:
            rows = list(reader)
        except csv.Error:
            return None
        if reader.line_num == len(rows):
            return Grid(rows=rows, lines=range(1, len(rows) + 1))
        again = csv.reader(io.StringIO(text, newline=""), **style)  # type: ignore[arg-type]
        ends = [again.line_num for _ in again]
    lines = [1, *(end + 1 for end in ends[:-1])]
    return Grid(rows=rows, lines=lines, notes=_long_told(lines, ends))


def _long_told(lines: Sequence[int], ends: Sequence[int]) -> tuple[str, ...]:
    long = [line for line, end in zip(lines, ends, strict=True) if end - line >= _LONG_RECORD]
    doubt = f"runs over {_LONG_RECORD} lines or more: is a quotation mark missing?"
    return tuple(f"the record on line {line} {doubt}" for line in long[:3])


def _regular_rows(grid: Grid) -> int:
    widths = Counter(len(row) for row in grid.rows if row)
    return widths.most_common(1)[0][1] if widths else 0


@contextmanager
def _long_cells() -> Iterator[None]:
    # A cell may hold a whole article; the module's limit is the whole process's, so it is put back.
    former = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(former)
