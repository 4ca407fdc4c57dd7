"""A column of texts -> a column of what they mean: each distinct text is understood once."""

from collections.abc import Callable
from typing import Any

import polars as pl

TEXT = pl.String()


def each_distinct(
    column: pl.Series, understand: Callable[[str], Any], dtype: pl.DataType = TEXT
) -> pl.Series:
    """Return what a function says of each text; of silence it is not asked, and silence it remains.

    >>> each_distinct(pl.Series(["a", None, "a"]), str.upper).to_list()
    ['A', None, 'A']
    """
    if column.null_count() == len(column):
        return pl.Series(column.name, [None], dtype=dtype).new_from_index(0, len(column))
    distinct = column.drop_nulls().unique().sort()
    understood = pl.Series([understand(text) for text in distinct.to_list()], dtype=dtype)
    return column.replace_strict(distinct, understood, default=None, return_dtype=dtype)
