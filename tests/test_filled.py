"""A sentence is filled whatever pieces a column consists of."""

import polars as pl

from resolver.filled import filled


def test_a_column_with_an_empty_piece_in_front() -> None:
    """What a filter left of a column in pieces is filled in like any other."""
    pieces = pl.concat([pl.Series("name", ["Ada"]), pl.Series("name", ["Emmy", "Ida"])], rechunk=False)
    people = pieces.to_frame().filter(pl.Series([False, True, True]))

    told = people.select(told=filled("{} counts; {}", "name", pl.lit(1)))["told"]

    assert ["Emmy counts; 1", "Ida counts; 1"] == told.to_list()
