"""Rows of a table -> words: each distinct row is put into words once."""

import json
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import polars as pl

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.report.shown import LONGEST, HiddenNames, said, some

SHOWN_IDS = 4
"""How many ids ``some`` names."""


def each_row(
    table: pl.DataFrame,
    columns: Sequence[str],
    say: Callable[[dict[str, Any]], Sequence[str]],
    names: Sequence[str],
) -> pl.DataFrame:
    """Return a table with what a function says of the cells of each row in further columns; like rows are asked about once.

    >>> table = pl.DataFrame({"count": [1, 2, 1]})
    >>> each_row(table, ["count"], lambda row: ["x" * row["count"]], ["marks"])["marks"].to_list()
    ['x', 'xx', 'x']
    """
    distinct = table.select(columns).unique(maintain_order=True)
    told = [say(row) for row in distinct.iter_rows(named=True)]
    words = [
        pl.Series(name, [one[place] for one in told], dtype=pl.String) for place, name in enumerate(names)
    ]
    return table.join(
        distinct.with_columns(words), on=list(columns), how="left", nulls_equal=True, maintain_order="left"
    )


def listed(ids: str, most: int = SHOWN_IDS) -> tuple[pl.Expr, pl.Expr]:
    """Return what a group has to keep of its ids so that ``named`` can name some of them."""
    return pl.col(ids).head(most).alias("ids"), pl.len().alias("count")


def named(groups: pl.DataFrame, most: int = SHOWN_IDS) -> list[str]:
    """Return the first few ids of each group and how many more there are, as ``some`` says it."""
    first, counts = groups["ids"].to_list(), groups["count"].to_list()
    return [
        ", ".join(ids) if count <= most else some(list(chain(ids, [""] * (count - len(ids)))), most)
        for ids, count in zip(first, counts, strict=True)
    ]


_RISKY = r'[\x00-\x1f"\\]'


def json_text(column: pl.Series) -> pl.Series:
    r"""Return each text as it stands in JSON.

    >>> json_text(pl.Series(["a", 'b"\n'])).to_list()
    ['"a"', '"b\\"\\n"']
    """
    plain = column.to_frame("text").select(filled('"{}"', "text")).to_series()
    is_risky = column.str.contains(_RISKY)
    if not is_risky.any():
        return plain
    cells, quoted, risky = column.to_list(), plain.to_list(), is_risky.to_list()
    return pl.Series(
        [
            json.dumps(cell, ensure_ascii=False) if is_one else text
            for cell, text, is_one in zip(cells, quoted, risky, strict=True)
        ],
        dtype=pl.String,
    )


_AS_SHOWN = "^[!-~]+( [!-~]+)*$"


def said_each(column: pl.Series) -> pl.Series:
    """Return each text as it may be shown, as ``said`` says it; most of most columns are shown as they are.

    >>> said_each(pl.Series(["m1", " Стас  Матвеев", None])).to_list()
    ['m1', 'Стас Матвеев', None]
    """
    is_as_shown = column.str.contains(_AS_SHOWN) & (column.str.len_bytes() <= LONGEST)
    if is_as_shown.fill_null(True).all():
        return column
    others = column.to_frame("text").select(pl.when(~pl.lit(is_as_shown)).then("text")).to_series()
    return each_distinct(others, said).rename(column.name).fill_null(column)


def shown_each(column: pl.Series, hidden: HiddenNames) -> pl.Series:
    """Return each text as it may be shown where names are hidden."""
    return each_distinct(column, hidden.show) if hidden.hides_somebody else said_each(column)
