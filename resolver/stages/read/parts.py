"""Mentions whose name cell names several people -> one mention for each, all on the line of the record, the cells as they were kept."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

PartNames = Callable[[str], Sequence[str]]
"""Returns the names in a cell that names several people, or none."""

OWN = ("birth_date", "age", "age_on", "sex", "callsign", "rank", "identifiers", "wikidata")
"""What is one person's own: it is parted as the names are, or belongs to nobody for certain."""

_PARTING = re.compile(r"\s*(?:[;；؛/|]|\r\n|\r|\n)\s*")
_COMMA = re.compile(r"\s*[,،]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """From which row of before each row is, and what it says instead in some fields; ``cells`` is its record as it was."""

    origin: pl.Series
    instead: dict[str, dict[int, str | None]]
    cells: dict[int, str]


def part_rows(names: pl.Series, own: pl.DataFrame, *, part_names: PartNames, signs: str) -> Parted | None:
    """Return how rows become more rows where a name cell names several people; None where none does.

    ``own`` holds the columns of OWN that there are; ``signs`` is a pattern of what may part people: only such cells are looked at.

    >>> names = pl.Series(["A; B", "C"])
    >>> parted = part_rows(names, pl.DataFrame({"age": ["3; 4", "5"]}), part_names=lambda cell: cell.split("; "), signs=";")
    >>> parted.origin.to_list(), parted.instead
    ([0, 0, 1], {'name': {0: 'A', 1: 'B'}, 'age': {0: '3', 1: '4'}})
    """
    at_rows = names.str.contains(signs).fill_null(value=False).arg_true().to_list()
    found = {row: tuple(part_names(names[row])) for row in at_rows}
    found = {row: parts for row, parts in found.items() if len(parts) > 1}
    if not found:
        return None
    origin: list[int] = []
    instead: dict[str, dict[int, str | None]] = {name: {} for name in ("name", *own.columns)}
    cells = {}
    for row in range(names.len()):
        parts = found.get(row)
        if parts is None:
            origin.append(row)
            continue
        said = {"name": names[row], **{name: own[name][row] for name in own.columns}}
        values = {"name": parts, **{name: _parted(said[name], len(parts)) for name in own.columns}}
        for at in range(len(parts)):
            for name, each in values.items():
                instead[name][len(origin)] = each[at]
            cells[len(origin)] = json.dumps(
                {name: cell for name, cell in said.items() if cell}, ensure_ascii=False
            )
            origin.append(row)
    return Parted(origin=pl.Series("origin", origin, dtype=pl.UInt32), instead=instead, cells=cells)


def _parted(cell: str | None, count: int) -> Sequence[str | None]:
    """Return what each of some people has of a cell; nobody has anything of a cell that does not part as the names do."""
    if cell:
        for parting in (_PARTING, _COMMA):
            parts = [part for part in parting.split(cell) if part]
            if len(parts) == count:
                return parts
    return [None] * count


def laid_over(frame: pl.DataFrame, instead: dict[str, dict[int, str | None]]) -> pl.DataFrame:
    """Return a frame with other values in some cells, by column and row.

    >>> laid_over(pl.DataFrame({"a": ["x", "y"]}), {"a": {1: "z"}})["a"].to_list()
    ['x', 'z']
    """
    columns = []
    for name, cells in instead.items():
        if name in frame.columns and cells:
            rows = pl.Series(list(cells), dtype=pl.UInt32)
            columns.append(frame[name].scatter(rows, list(cells.values())).alias(name))
    return frame.with_columns(columns)
