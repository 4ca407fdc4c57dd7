"""Bytes of one file -> RawTables: delimited text, spreadsheets, Parquet, JSON lines."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

import polars as pl

from resolver.errors import InputError
from resolver.memory import check_room
from resolver.stages.read.decode import Decoded, decode
from resolver.stages.read.delimited import parse_delimited
from resolver.stages.read.header import KnownWords, is_blank
from resolver.stages.read.parquet import parquet_frame
from resolver.stages.read.raw import OddRow, RawTable, row_as_json, shown_header, told_apart
from resolver.stages.read.source import Source
from resolver.stages.read.workbook import MIDNIGHT, workbook_tables

_NOT_LISTS = (
    (b"\x1f\x8b", "is packed with gzip; unpack it first"),
    (b"%PDF", "is a PDF; copy its table into a spreadsheet and save that"),
    (b"Rar!", "is a packed archive; unpack it first"),
    (b"7z\xbc\xaf", "is a packed archive; unpack it first"),
    (b"<!DOCTYPE", "is a web page; copy its table into a spreadsheet and save that"),
    (b"<html", "is a web page; copy its table into a spreadsheet and save that"),
)
_SHEET_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LARGEST_WHOLE = 1e15
_COPIES = 8
"""So many times its own size a text takes at most while it becomes a table."""
_BYTES_OF_CELL = 24
_MOST_COLUMNS = 20_000
_DEEPEST = 50


def parse_file(source: Source) -> list[RawTable]:
    r"""Return the tables of a file, one for each sheet, or raise InputError with the mend.

    >>> [table] = parse_file(Source(file="a.csv", data=b"name\nA", said=None, known_words=lambda row: 0))
    >>> table.header
    ('name',)
    """
    if not source.data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError(f"{source.file}: is empty; check that it was saved or downloaded to the end")
    for mark, told in _NOT_LISTS:
        if source.data[:64].lstrip().lower().startswith(mark.lower()):
            raise InputError(f"{source.file}: {told}")
    if source.data.startswith(_SHEET_MARKS):
        tables = workbook_tables(source)
    elif source.data.startswith(b"PAR1"):
        tables = [text_of_frame(parquet_frame(source.data, file=source.file))]
    else:
        tables = [_text(source)]
    return _checked(tables, file=source.file)


def _checked(tables: list[RawTable], *, file: str) -> list[RawTable]:
    """Refuse a table with more columns than any list has: mostly a separator that parts no cells."""
    for table in tables:
        if len(table.header) > _MOST_COLUMNS:
            raise InputError(
                f"{file}: has {len(table.header):,} columns, more than {_MOST_COLUMNS:,}; is its separator right?"
            )
    return tables


def text_of_frame(frame: pl.DataFrame) -> RawTable:
    """Return a frame of any types as a table of text; row 1 is the first.

    >>> table = text_of_frame(pl.DataFrame({"name": ["A", "B"], "age": [23.0, None]}))
    >>> table.cells.rows(), table.lines.to_list()
    ([('A', '23'), ('B', None)], [1, 2])
    """
    cells = pl.DataFrame([_as_text(series).alias(str(at)) for at, series in enumerate(frame.iter_columns())])
    header = tuple(shown_header(one, at=at) for at, one in enumerate(frame.columns))
    return RawTable(
        header=header, cells=cells, lines=pl.Series("line", range(1, frame.height + 1), dtype=pl.UInt32)
    )


def _text(source: Source) -> RawTable:
    said = source.said
    check_room(
        len(source.data) * _COPIES,
        what=f"{source.file}: has {len(source.data):,} bytes",
        mend="split it, or leave out columns that are not needed",
    )
    decoded = decode(
        source.data,
        file=source.file,
        encoding=said.encoding if said else None,
        known_words=lambda text: _known_in_text(text, source.known_words),
    )
    table = (
        _json_lines(decoded, source) if _is_json(decoded.text, source.file) else _delimited(decoded, source)
    )
    return replace(table, encoding=decoded.encoding, notes=(*decoded.notes, *table.notes))


def _delimited(decoded: Decoded, source: Source) -> RawTable:
    said = source.said
    return parse_delimited(
        decoded.text,
        file=source.file,
        known_words=source.known_words,
        separator=said.separator if said else None,
        header_line=said.header_line if said else None,
    )


def _known_in_text(text: str, known_words: KnownWords) -> int:
    rows = (re.split(r"[,;\t|]", line.replace('"', "")) for line in re.split(r"[\r\n]+", text)[:30])
    return max(map(known_words, rows), default=0)


# Parquet and frames -----------------------------------------------------------------------------------


def _as_text(series: pl.Series) -> pl.Series:
    kind = series.dtype
    if kind == pl.String:
        return series
    if kind.is_float():
        return _whole_numbers(series)
    if isinstance(kind, pl.Datetime):
        pattern = "%Y-%m-%dT%H:%M:%S%.f" + ("%:z" if kind.time_zone else "")
        return series.dt.strftime(pattern).str.replace(MIDNIGHT.pattern, "$1")
    if kind.is_nested() or kind in (pl.Object, pl.Binary):
        return pl.Series(series.name, [_as_json(value) for value in series.to_list()], dtype=pl.String)
    return series.cast(pl.String)


def _whole_numbers(series: pl.Series) -> pl.Series:
    is_whole = (series == series.round(0)) & (series.abs() < _LARGEST_WHOLE)
    whole = series.fill_nan(None).cast(pl.Int64, strict=False).cast(pl.String)
    text = series.cast(pl.String)
    return whole.zip_with(is_whole.fill_null(value=False), text)


def _as_json(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, pl.Series):
        value = value.to_list()
    return json.dumps(value, ensure_ascii=False, default=str)


# JSON lines -------------------------------------------------------------------------------------------


def _is_json(text: str, file: str) -> bool:
    suffix = PurePath(file).suffix.lower()
    if suffix in (".jsonl", ".ndjson", ".json"):
        return True
    first = next((line for line in text[:100_000].splitlines() if line.strip()), "")
    return suffix not in (".csv", ".tsv") and isinstance(_loaded(first), dict)


def _json_lines(decoded: Decoded, source: Source) -> RawTable:
    records: list[tuple[int, dict[str, object]]] = []
    odd = []
    for line, text in enumerate(re.split(r"\r\n|\r|\n", decoded.text.removeprefix("\ufeff")), start=1):
        if is_blank([text]):
            continue
        value = _loaded(text)
        if isinstance(value, dict) and _is_too_deep(value):
            reason = f"line {line} is nested more than {_DEEPEST} deep"
            odd.append(OddRow(line=line, reason=reason, row_as_it_was=row_as_json([text])))
        elif isinstance(value, dict):
            records.append((line, value))
        else:
            odd.append(
                OddRow(
                    line=line, reason=f"line {line} is not a JSON object", row_as_it_was=row_as_json([text])
                )
            )
    if not records:
        raise InputError(f"{source.file}: holds no JSON lines; write each record as one object on one line")
    return replace(_records_table(source.file, records), odd=tuple(odd))


def _loaded(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_all_pairs)
    except (ValueError, RecursionError):
        return None


def _all_pairs(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Return an object with every value it was given: a key that comes again is numbered, not forgotten."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = told_apart(key for key, _ in pairs)
    return {name: value for name, (_, value) in zip(names, pairs, strict=True)}


def _is_too_deep(value: object) -> bool:
    level: list[object] = [value]
    for _ in range(_DEEPEST):
        inner = (
            one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list))
        )
        level = [each for one in inner for each in one]
        if not level:
            return False
    return True


def _records_table(file: str, records: Sequence[tuple[int, dict[str, object]]]) -> RawTable:
    keys = list(dict.fromkeys(key for _, record in records for key in record))
    check_room(
        len(keys) * len(records) * _BYTES_OF_CELL,
        what=f"{file}: its {len(records):,} records have {len(keys):,} different keys",
        mend="let records of one kind have the same keys",
    )
    columns = [
        pl.Series(str(at), [_json_text(record.get(key)) for _, record in records], dtype=pl.String)
        for at, key in enumerate(keys)
    ]
    return RawTable(
        header=tuple(shown_header(_whole(key), at=at) for at, key in enumerate(keys)),
        cells=pl.DataFrame(columns) if keys else pl.DataFrame(),
        lines=pl.Series("line", [line for line, _ in records], dtype=pl.UInt32),
    )


def _json_text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    return _whole(json.dumps(value, ensure_ascii=False))


def _whole(text: str) -> str:
    # JSON can spell half of a letter; such a half cannot be stored.
    return text.encode("utf-8", "replace").decode()
