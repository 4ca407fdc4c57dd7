"""Columns that nobody understood, and their cells -> a line for the user on those that hold dates or names all the same; and on callsigns alone."""

import re
from collections.abc import Callable, Iterator, Sequence

import polars as pl

from resolver.stages.read.columns import NAME_FIELDS, CellsOf, Column, ColumnWords

_LOOKED_AT = 50
"""So many filled cells of a column are looked at."""
_DATES = ("birth_date", "death_date", "reported_date")
_MOST_OF_ONE = 5
"""So often, on average, a given name stands in a column of them, at most."""

_NAMED = "those of the people are read from elsewhere"
_NAMELESS = 'if they are those of the people, say --map name="{}"'
_FATHERS = 'they are not compared; if they are the fathers\', say --map patronymic="{0}"'
_EITHER = 'they are not read; if they are the people\'s, say --map given_name="{0}", if the fathers\', --map patronymic="{0}"'


def told_of_carried(
    columns: Sequence[Column],
    cells_of: CellsOf,
    *,
    words: ColumnWords,
    is_date: Callable[[str], bool],
    is_name: Callable[[str], bool],
    is_given_name: Callable[[str], bool] = lambda cell: False,
) -> Iterator[str]:
    """Yield a line for each column without a known header most of whose cells are dates, names, or given names alone.

    >>> columns = [Column(at=0, header="name", field="name"), Column(at=1, header="Fell")]
    >>> words, cells = ColumnWords(fields={}), pl.Series(["7 May", "8 May"])
    >>> is_date = lambda cell: "May" in cell
    >>> for line in told_of_carried(columns, lambda at: cells, words=words, is_date=is_date, is_name=lambda cell: False):
    ...     print(line.removeprefix('column "Fell" is not understood, but '))
    most of its cells are dates; say what they are with --map FIELD="Fell" (birth_date, death_date, reported_date …)
    """
    taken = {one.field for one in columns}
    dates = ", ".join([field for field in _DATES if field not in taken] or ["age_on"])
    # A wish would take the name away from the columns that hold it.
    is_named = "name" in taken or {"surname", "given_name"} <= taken
    advice = _NAMED if is_named else _NAMELESS
    advice_given = _FATHERS if is_named or "given_name" in taken else _EITHER
    for one in columns:
        if one.field is not None or words.fields_of(one.header):
            continue
        cells = cells_of(one.at).head(_LOOKED_AT)
        told = f'column "{one.header}" is not understood, but most of its cells are'
        numbered = _are_numbered(cells)
        if "birth_date" not in taken and _are_mostly(cells, _is_year):
            yield f'{told} years; if they are those of births, say --map birth_date="{one.header}"'
        elif numbered and _are_mostly(cells, is_date):
            yield f'{told} dates; say what they are with --map FIELD="{one.header}" ({dates} …)'
        elif not numbered and _are_mostly(cells, is_name):
            yield f"{told} names; {advice.format(one.header)}"
        elif not numbered and _are_various(cells) and _are_mostly(cells, is_given_name):
            yield f"{told} given names; {advice_given.format(one.header)}"


def told_of_callsigns(columns: Sequence[Column], cells: pl.DataFrame) -> Iterator[str]:
    """Yield a line where rows have a callsign and no name: they are counted among the unnamed, and nobody should have to look for them.

    >>> columns = [Column(at=0, header="Kod adı", field="callsign"), Column(at=1, header="Adı", field="name")]
    >>> list(told_of_callsigns(columns, pl.DataFrame({"a": ["Kartal", "Testo"], "b": [None, "Ali"]})))
    ['1 row names nobody but by a callsign ("Kartal"), and counts as an unnamed person; if it is a name, say --map name="Kod adı"']
    """
    column = next((one for one in columns if one.field == "callsign"), None)
    names = [cells.columns[one.at] for one in columns if one.field in NAME_FIELDS]
    if column is None or not names:
        return
    callsign = cells.columns[column.at]
    said = cells.filter(pl.all_horizontal(pl.col(names).is_null()))[callsign].drop_nulls()
    if said.is_empty():
        return
    shown = ", ".join(f'"{one}"' for one in said.unique(maintain_order=True).head(_SHOWN)) + (
        ", …" if said.n_unique() > _SHOWN else ""
    )
    told = "1 row names" if said.len() == 1 else f"{said.len():,} rows name"
    counts, are = (
        ("counts as an unnamed person", "it is a name")
        if said.len() == 1
        else ("count as unnamed people", "these are names")
    )
    yield f'{told} nobody but by a callsign ({shown}), and {counts}; if {are}, say --map name="{column.header}"'


_SHOWN = 3


def _are_mostly(cells: pl.Series, fits: Callable[[str], bool]) -> bool:
    return 2 * sum(map(fits, cells)) > cells.len()


def _is_year(cell: str) -> bool:
    """Say whether a cell is a year in which somebody on a list may have been born or died."""
    return _YEAR.fullmatch(cell) is not None


_YEAR = re.compile("1[89][0-9][0-9]|20[0-4][0-9]")


def _are_various(cells: pl.Series) -> bool:
    """Say whether cells say enough different things to be people's names: Christian, Muslim, Christian are not."""
    return cells.n_unique() >= max(2, cells.len() / _MOST_OF_ONE)


def _are_numbered(cells: pl.Series) -> bool:
    """Say whether most cells hold a digit, as dates do and names do not: a list may have thousands of columns."""
    return bool(2 * cells.str.contains(r"\p{Nd}").sum() > cells.len())
