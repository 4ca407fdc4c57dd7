"""Rows of a table -> words: each distinct row is put into words once."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.report.embed import as_script
from resolver.report.shown import LONGEST, HiddenNames, and_more, said

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


def each_number(column: pl.Series, say: Callable[[float], str]) -> pl.Series:
    """Return what a function says of each number, each asked about once; numbers are told apart by their bits: 0.0 is not -0.0.

    >>> each_number(pl.Series([0.0, -0.0, None]), str).to_list()
    ['0.0', '-0.0', None]
    """
    bits = pl.Series(column.fill_null(0.0).to_numpy().view(np.int64))
    distinct = bits.unique()
    words = pl.Series(
        [say(value) for value in distinct.to_numpy().view(np.float64).tolist()], dtype=pl.String
    )
    said_of = bits.replace_strict(distinct, words, return_dtype=pl.String).cast(pl.String)
    return said_of.set(column.is_null(), None)


def listed(ids: str, most: int = SHOWN_IDS) -> tuple[pl.Expr, pl.Expr]:
    """Return what a group has to keep of its ids so that ``named`` can name some of them."""
    return pl.col(ids).head(most).alias("ids"), pl.len().alias("count")


def named(groups: pl.DataFrame, most: int = SHOWN_IDS) -> pl.Expr:
    """Return the first few ids of each group and how many more there are, as ``some`` says it."""
    counts = groups["count"].unique().to_list()
    more = {count: and_more(count - most) for count in counts}
    return pl.col("ids").list.join(", ") + pl.col("count").replace_strict(more, return_dtype=pl.String)


def joined(table: pl.DataFrame, keys: Sequence[str], name: str, separator: str = ",") -> pl.DataFrame:
    """Return the texts of rows with like keys as one text, in the order of the rows: at a quarter of the cost of ``str.join``.

    >>> joined(pl.DataFrame({"at": [1, 1], "text": ["a", "b"]}), ["at"], "text").rows()
    [(1, 'a,b')]
    """
    return table.group_by(keys).agg(name).with_columns(pl.col(name).list.join(separator))


_RISKY = r'[\x00-\x1f"\\<>&\x{2028}\x{2029}]'


def json_text(column: pl.Series) -> pl.Series:
    r"""Return each text as it stands in JSON inside a page, without any letter that HTML could read as a tag.

    >>> json_text(pl.Series(["a", 'b"\n', "<b>"])).to_list()
    ['"a"', '"b\\"\\n"', '"\\u003cb\\u003e"']
    """
    plain = column.to_frame("text").select(filled('"{}"', "text")).to_series()
    is_risky = column.str.contains(_RISKY)
    if not is_risky.any():
        return plain
    risky = column.to_frame("text").select(pl.when(pl.lit(is_risky)).then("text")).to_series()
    return each_distinct(risky, as_script).fill_null(plain)


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


def pieces_of(persons: pl.DataFrame) -> pl.DataFrame:
    """Return each piece of the spellings of people (``at``), with the spelling in it and how often that stands on the lists.

    >>> pieces_of(pl.DataFrame({"at": [0], "spellings": ["Ян Пробин x2 · Пробин x1"]})).select("text", "count").rows()
    [('Ян Пробин', '2'), ('Пробин', '1')]
    """
    pieces = persons.select("at", piece=pl.col("spellings").str.split(" · ")).explode("piece")
    return pieces.drop_nulls("piece").with_columns(
        text=spelling_in("piece"), count=pl.col("piece").str.extract(r"(?s)^.* x(.*)$")
    )


def spelling_in(piece: str) -> pl.Expr:
    """Return the spelling in a piece: what stands before its number; nothing in one without a number."""
    return pl.col(piece).str.extract(r"(?s)^(.*) x").fill_null("")
