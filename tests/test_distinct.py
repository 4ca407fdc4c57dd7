"""Each text of a column is looked at once, whoever looks: Python at a short column, polars at a long one."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver import distinct

columns = st.lists(st.none() | st.text(max_size=3) | st.sampled_from(["ё", "e\u0301", "𐍈", "\uffff"])).map(
    lambda cells: pl.Series("cell", cells, dtype=pl.String)
)


def _numbers(column: pl.Series) -> tuple[list[int], str, list[str]]:
    codes, texts = distinct.coded(column)
    return codes.tolist(), str(codes.dtype), texts


WORK: dict[str, Callable[[pl.Series], Any]] = {
    "texts": lambda column: distinct.texts_of(column).to_list(),
    "meanings": lambda column: distinct.each_distinct(column, lambda text: text[::-1] or None),
    "lengths": lambda column: distinct.each_distinct(column, len, pl.Int64()),
    "numbers": _numbers,
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK.keys())
@given(column=columns)
def test_short_columns_are_like_long_ones(work: Callable[[pl.Series], Any], column: pl.Series) -> None:
    """Texts come in one order, with the same numbers, meanings and types, whether few or many."""
    short = work(column)
    with mock.patch.object(distinct, "FEW", -1):
        long = work(column)
    if isinstance(short, pl.Series):
        assert (long.name, long.dtype, long.to_list()) == (short.name, short.dtype, short.to_list())
    else:
        assert long == short


@given(st.lists(st.tuples(*[st.sampled_from((0, 1, 5, 2**40))] * 4), min_size=1, max_size=30))
def test_rows_are_told_by_their_numbers(rows: list[tuple[int, ...]]) -> None:
    """However wide the columns are together, rows that are alike have one number, and known rows that of their place."""
    told = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    numbers, first = distinct.number_rows(told)
    known = list(dict.fromkeys(rows))
    places = distinct.Rows([np.array(column, dtype=np.int64) for column in zip(*known, strict=True)]).numbers(
        told
    )

    assert rows == [rows[first[number]] for number in numbers.tolist()]
    assert len(known) == len(first)
    assert rows == [known[place] for place in places.tolist()]
