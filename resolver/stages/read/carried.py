"""Columns that nobody understood, and their cells -> a line for the user on those that hold dates or names all the same."""

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from resolver.stages.read.columns import CellsOf, Column, ColumnWords

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
        if numbered and _are_mostly(cells, is_date):
            yield f'{told} dates; say what they are with --map FIELD="{one.header}" ({dates} …)'
        elif not numbered and _are_mostly(cells, is_name):
            yield f"{told} names; {advice.format(one.header)}"
        elif not numbered and _are_various(cells) and _are_mostly(cells, is_given_name):
            yield f"{told} given names; {advice_given.format(one.header)}"


def _are_mostly(cells: pl.Series, fits: Callable[[str], bool]) -> bool:
    return 2 * sum(map(fits, cells)) > cells.len()


def _are_various(cells: pl.Series) -> bool:
    """Say whether cells say enough different things to be people's names: Christian, Muslim, Christian are not."""
    return cells.n_unique() >= max(2, cells.len() / _MOST_OF_ONE)


def _are_numbered(cells: pl.Series) -> bool:
    """Say whether most cells hold a digit, as dates do and names do not: a list may have thousands of columns."""
    return bool(2 * cells.str.contains(r"\p{Nd}").sum() > cells.len())
