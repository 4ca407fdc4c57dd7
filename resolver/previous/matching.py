"""Rows of a list as it was + rows of its new version -> which row is which: by the list's own ids, else by what the rows say.

A row of which one cell was changed is still that row where nothing else could be meant.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from resolver.tables import FIELDS, NAME_PARTS, PLACE_OF_ROW
from resolver.values.similarity import edit_similarity
from resolver.values.text import fold

MINTED = re.compile(r"m-[0-9A-HJKMNP-TV-Z]{10}(-\d+)?")
"""A mention id that was made from the content of its row; any other is the list's own."""

FEWEST_CELLS = 3
"""So many cells must agree before a row with one changed cell is taken for the same row."""

_NOT_SAID = frozenset(
    {"mention_id", "list_id", "person_id", "state", "reason", "row", "input_order", *PLACE_OF_ROW}
)
_BETWEEN, _AFTER = "\x1e", "\x1f"


def own_id(mention_id: str, list_id: str) -> str | None:
    """Return the id that the list itself gave a row; None where the id was made from the row.

    >>> own_id("a/17", "a"), own_id("17", "a"), own_id("m-ZQVKC6CJKS", "a")
    ('17', '17', None)
    """
    own = mention_id.removeprefix(f"{list_id}/")
    return None if MINTED.fullmatch(own) else own


def contents(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    r"""Return what each row says in some columns, as one text.

    >>> contents(pl.DataFrame({"name": ["A", None], "age": [None, "9"]}), ["age", "name"]).to_list()
    ['name\x1fA', 'age\x1f9']
    """
    told = [pl.lit(name + _AFTER) + pl.col(name) for name in columns if name in rows.columns]
    if not told:
        return pl.Series("content", [""] * rows.height, dtype=pl.String)
    return rows.select(content=pl.concat_str(told, separator=_BETWEEN, ignore_nulls=True)).to_series()


def said_columns(*frames: pl.DataFrame) -> list[str]:
    """Return the columns in which some row says something, of several frames together, in a fixed order.

    >>> said_columns(pl.DataFrame({"mention_id": ["1"], "name": ["A"]}), pl.DataFrame({"age": ["9"]}))
    ['age', 'name']
    """
    filled = {one.name for frame in frames for one in frame.iter_columns() if one.null_count() < frame.height}
    return sorted(filled - _NOT_SAID)


def match_rows(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    """Return which new row (by its id) is which old one. Both are rows of one list.

    Numbers that a list gives its rows are believed as long as the rows say so: where it was numbered anew, what rows say counts.

    >>> old = pl.DataFrame({"mention_id": ["1", "2"], "list_id": ["a", "a"], "name": ["Тестов", "Пробин"]})
    >>> match_rows(old, old.with_columns(name=pl.Series(["Тестова", "Пробин"])))
    {'2': '2', '1': '1'}
    >>> match_rows(old, old.with_columns(name=pl.Series(["Макетов", "Пробин"])))
    {'2': '2'}
    """
    found: dict[str, str] = {}
    steps = (_same_id_and_content, _same_telling_content, _same_id_still_alike, _but_for_one_cell)
    for step in steps:
        found |= step(
            old.filter(~pl.col("mention_id").is_in(list(found.values()))),
            new.filter(~pl.col("mention_id").is_in(list(found))),
        )
    return found


def _own_ids(rows: pl.DataFrame) -> dict[str, str]:
    """Return the rows that bear ids of the list's own: that id -> the mention id."""
    return {
        own: mention_id
        for mention_id, list_id in rows.select("mention_id", "list_id").iter_rows()
        if (own := own_id(mention_id, list_id)) is not None
    }


def _same_id(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    known = _own_ids(old)
    return {mention_id: known[own] for own, mention_id in _own_ids(new).items() if own in known}


def _same_id_and_content(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    columns = said_columns(old, new)
    told = [dict(zip(side["mention_id"], contents(side, columns), strict=True)) for side in (old, new)]
    return {one: other for one, other in _same_id(old, new).items() if told[1][one] == told[0][other]}


def _same_telling_content(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    """Match by content; where both sides have ids of their own, which differ then, only rows that say enough."""
    columns = said_columns(old, new)
    telling = [set(_telling(side, columns)["mention_id"]) | _minted(side) for side in (old, new)]
    both_own = not (_minted(old) or _minted(new))
    matched = same_content(old, new)
    return {
        one: other
        for one, other in matched.items()
        if not both_own or (one in telling[1] and other in telling[0])
    }


def _minted(rows: pl.DataFrame) -> set[str]:
    return set(rows["mention_id"]) - set(_own_ids(rows).values())


def _same_id_still_alike(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    """Match by id where the row can be the same one corrected: its name is alike, or what else tells people apart."""
    cells = [{row["mention_id"]: row for row in side.iter_rows(named=True)} for side in (old, new)]
    return {
        one: other for one, other in _same_id(old, new).items() if _is_alike(cells[0][other], cells[1][one])
    }


_NAMES = ("name", *NAME_PARTS)
_SAYS_LITTLE = frozenset(
    {
        "status",
        "role",
        "sex",
        "incident",
        "language",
        "publisher",
        "reliability",
        "credibility",
        "note",
        *_NAMES,
    }
)
ALIKE = 0.6
"""From this edit similarity of two names on, one may be the other corrected."""


def _is_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    names = [fold(" ".join(row.get(name) or "" for name in _NAMES)) for row in (one, other)]
    if edit_similarity(*names) >= ALIKE:
        return True
    shared = [name for name in FIELDS if one.get(name) and one.get(name) == other.get(name)]
    return len(set(shared) - _SAYS_LITTLE - _NOT_SAID) >= FEWEST_CELLS


def same_content(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    """Return which new row says letter for letter what an old one says; of rows alike, each stands for one.

    >>> old = pl.DataFrame({"mention_id": ["x", "y"], "name": ["A", "A"]})
    >>> same_content(old, pl.DataFrame({"mention_id": ["p", "q", "r"], "name": ["A", "B", "A"]}))
    {'p': 'x', 'r': 'y'}
    """
    columns = said_columns(old, new)
    sides = [
        side.select("mention_id", content=pl.lit(contents(side, columns)))
        .sort("content", "mention_id")
        .with_columns(ordinal=pl.int_range(pl.len()).over("content"))
        for side in (old, new)
    ]
    matched = sides[1].join(sides[0], on=["content", "ordinal"], suffix="_old").sort("mention_id")
    return dict(matched.select("mention_id", "mention_id_old").iter_rows())


def _but_for_one_cell(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    """Return the rows that agree in all cells but one, where each fits exactly one of the other side."""
    minted = _minted(old) | _minted(new)
    columns = said_columns(old, new)
    fits: dict[str, set[str]] = {}
    fitted: dict[str, set[str]] = {}
    for left_out in columns if old.height and new.height else ():
        others = [name for name in columns if name != left_out]
        mine, theirs = (_telling(side, others) for side in (new, old))
        for one, other in (
            mine.join(theirs, on="content", suffix="_old").select("mention_id", "mention_id_old").iter_rows()
        ):
            if one in minted or other in minted:
                fits.setdefault(one, set()).add(other)
                fitted.setdefault(other, set()).add(one)
    return {
        one: next(iter(others))
        for one, others in sorted(fits.items())
        if len(others) == 1 and len(fitted[next(iter(others))]) == 1
    }


def _telling(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Return the contents of the rows that fill enough of some columns."""
    cells = [pl.col(name).is_not_null() for name in columns if name in rows.columns]
    filled = pl.sum_horizontal(pl.lit(0), *cells)
    told = rows.with_columns(content=contents(rows, columns), filled=filled)
    return told.filter(pl.col("filled") >= FEWEST_CELLS).select("mention_id", "content")


def free_id(mention_id: str, list_id: str, taken: Collection[str]) -> str:
    """Return an id for a new row that no other row has or ever had.

    >>> free_id("1", "b", {"1"}), free_id("1", "b", {"1", "b/1"}), free_id("m-ZQVKC6CJKS", "b", {"m-ZQVKC6CJKS"})
    ('b/1', 'b/1#2', 'm-ZQVKC6CJKS-2')
    """
    if mention_id not in taken:
        return mention_id
    is_minted = own_id(mention_id, list_id) is None
    base, mark = (
        (mention_id, "-") if is_minted else (f"{list_id}/{mention_id.removeprefix(f'{list_id}/')}", "#")
    )
    if base not in taken:
        return base
    ordinal = 2
    while f"{base}{mark}{ordinal}" in taken:
        ordinal += 1
    return f"{base}{mark}{ordinal}"
