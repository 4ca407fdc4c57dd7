"""Two versions of one file of a run -> where they part first, in words: a row and its columns, a line, or a byte."""

import csv
import io
from collections.abc import Iterable, Sequence

import polars as pl

from resolver.values.text import shortened

_LONGEST = 120


def difference(name: str, before: bytes, now: bytes) -> str:
    r"""Return where two versions of a file part first. ``before`` is what was written.

    >>> difference("a.csv", b"id,age\nm1,38\n", b"id,age\nm1,83\n")
    "from row 1 on: age was '38' and is '83'"
    """
    suffix = name.rpartition(".")[2]
    if suffix == "csv":
        return _of_csv(before, now)
    if suffix == "parquet":
        return _of_parquet(before, now)
    if suffix in ("txt", "json", "html", "toml"):
        return _of_lines(before, now)
    return _of_bytes(before, now)


def _of_csv(before: bytes, now: bytes) -> str:
    try:
        return _of_tables(_csv_rows(before), _csv_rows(now))
    except csv.Error:  # a quote that somebody left open makes one cell of all that follows
        return _of_lines(before, now)


def _csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline="")))


def _of_parquet(before: bytes, now: bytes) -> str:
    try:
        was, has = (pl.read_parquet(io.BytesIO(data)) for data in (before, now))
    except pl.exceptions.PolarsError:
        return _of_bytes(before, now)
    rows = ([table.columns, *(list(map(str, row)) for row in table.iter_rows())] for table in (was, has))
    return _of_tables(*rows)


def _of_tables(was: Sequence[Sequence[str]], has: Sequence[Sequence[str]]) -> str:
    at = _parting(was, has)
    if at is None:
        return "the rows are the same; only how they are written differs"
    sizes = f"{len(has) - 1:,} rows, {len(was) - 1:,} were written; " if len(was) != len(has) else ""
    written, there = (_row_told(side, at) for side in (was, has))
    if not at or not len(was[0]) == len(written) == len(there):
        return f"{sizes}from row {at} on: {_cut(written)} was written, {_cut(there)} stands there"
    cells = zip(was[0], written, there, strict=True)
    told = [f"{name} was {one!r} and is {other!r}" for name, one, other in cells if one != other]
    return f"{sizes}from row {at} on: {'; '.join(told)}"


def _row_told(rows: Sequence[Sequence[str]], at: int) -> Sequence[str]:
    """Return the cells of a row; none where the table ends before it."""
    return (rows[at] or ["an empty line"]) if at < len(rows) else []


def _of_lines(before: bytes, now: bytes) -> str:
    was, has = (data.decode("utf-8", "replace").splitlines() for data in (before, now))
    at = _parting(was, has)
    if at is None:
        return "only line ends differ"
    written, there = (side[at] if at < len(side) else "" for side in (was, has))
    return (
        f"from line {at + 1} on: {_cut([written.strip()])} was written, {_cut([there.strip()])} stands there"
    )


def _of_bytes(before: bytes, now: bytes) -> str:
    at = _parting(before, now)
    return f"{len(now):,} bytes, {len(before):,} were written; they part at byte {(at or 0) + 1:,}"


def _parting(was: Sequence[object], has: Sequence[object]) -> int | None:
    """Return where two sequences part first, or None when they are equal."""
    at = next((at for at, pair in enumerate(zip(was, has, strict=False)) if pair[0] != pair[1]), None)
    return min(len(was), len(has)) if at is None and len(was) != len(has) else at


def _cut(cells: Iterable[str]) -> str:
    return shortened(",".join(cells) or "nothing", _LONGEST)
