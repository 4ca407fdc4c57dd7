"""A packed table says what the tables said that it was put together from, batch by batch, column by column, and when it is written."""

import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.packed import Packed

SCHEMA = pl.Schema({"left": pl.UInt32, "level": pl.UInt8, "weight": pl.Int32, "is_forbidden": pl.Boolean})
rows = st.tuples(
    st.integers(0, 2**32 - 1), st.integers(0, 255), st.integers(-(2**31), 2**31 - 1), st.booleans()
)
tables = st.lists(
    st.lists(rows, max_size=9).map(lambda some: pl.DataFrame(some, schema=SCHEMA, orient="row")),
    min_size=1,
    max_size=6,
)


@given(tables, st.integers(1, 8))
def test_what_was_packed_comes_out(parts: list[pl.DataFrame], size: int) -> None:
    """Whole, by column and lazily it is the tables one after another; all batches but the last are full."""
    packed, whole = Packed.of(parts, rows_at_once=size), pl.concat(parts)

    assert packed.height == whole.height
    assert packed.schema == whole.schema
    assert packed.whole().equals(whole)
    assert packed.lazy().collect().equals(whole)
    assert all(packed.column(name).equals(whole[name]) for name in SCHEMA)
    assert {size} >= {batch.height for batch in [*packed.batches()][:-1]}


@given(tables, st.integers(1, 8), st.integers(0, 5_000))
def test_what_does_not_fit_into_memory_comes_out_too(
    parts: list[pl.DataFrame], size: int, at_most: int
) -> None:
    """However much of it may stand in memory, it says the same, and can be gone through twice at once."""
    packed, whole = Packed.of(parts, rows_at_once=size, at_most=at_most), pl.concat(parts)
    both = zip(packed.batches(), packed.batches(), strict=True)

    assert sum(len(part) for part in packed.parts if isinstance(part, bytes)) <= at_most
    assert packed.whole().equals(whole)
    assert all(one.equals(other) for one, other in both)


@given(tables, st.integers(1, 8), st.integers(0, 255))
def test_batches_and_matches_are_rows_of_it(parts: list[pl.DataFrame], size: int, level: int) -> None:
    """Some columns of batches are those columns; what matches is what a filter of the whole would leave; a column beside is cut as rows are."""
    packed, whole = Packed.of(parts, rows_at_once=size), pl.concat(parts)
    at = pl.Series("at", range(whole.height), dtype=pl.Int64)

    assert pl.concat(packed.batches("weight", "left")).equals(whole.select("weight", "left"))
    found = whole.filter(pl.col("level") >= level)
    assert packed.matching(pl.col("level") >= level, "left").equals(found.select("left"))
    assert packed.matching(lambda batch: batch["level"] >= level).equals(found)
    assert packed.with_columns(at=at).whole().equals(whole.with_columns(at))
    assert pl.concat(packed.with_columns(at=at).batches("at")).equals(at.to_frame())


@given(tables, st.integers(1, 8), st.integers(1, 8))
def test_how_it_was_put_together_does_not_show(parts: list[pl.DataFrame], size: int, other: int) -> None:
    """Cut in other places beforehand, the same rows are the same batches, and the same file to the byte."""
    whole = pl.concat(parts)
    pieces = [*whole.iter_slices(other)] or [whole]
    one, again = Packed.of(parts, rows_at_once=size), Packed.of(pieces, rows_at_once=size)

    assert one.heights == again.heights
    assert all(mine.equals(yours) for mine, yours in zip(one.batches(), again.batches(), strict=True))
    assert written(one.lazy()) == written(again.lazy()) == written(whole.lazy())


def written(query: pl.LazyFrame) -> bytes:
    """Return the bytes of a query as Parquet."""
    stream = io.BytesIO()
    query.sink_parquet(stream, compression="zstd", statistics=False)
    return stream.getvalue()


@pytest.mark.parametrize(("size", "few"), [(100, False), (50_000, True)])
def test_a_short_table_stands_as_it_is_and_a_long_one_takes_less(size: int, few: bool) -> None:
    """Nothing is packed where there is one batch; sorted pairs with few levels take a quarter of the room."""
    table = pl.DataFrame(
        {"left": [at // 40 for at in range(size)], "level": [at * at % 7 for at in range(size)]},
        schema={"left": pl.UInt32, "level": pl.UInt32},
    )
    packed = Packed.of([table], rows_at_once=10_000)

    assert few == all(isinstance(part, bytes) for part in packed.parts)
    if few:
        assert 4 * sum(len(part) for part in packed.parts if isinstance(part, bytes)) < table.estimated_size()
