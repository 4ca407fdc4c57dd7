"""Where work happens: behind four verbs, so that one machine and many do the same to the last byte.

Stages hand an engine tables of whole numbers and functions of one table; an engine decides on batches, threads and machines. It never
changes an answer: results come back in the order of their input, or sorted where order has no meaning.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import polars as pl

from resolver.packed import Packed

Table = pl.DataFrame | Packed
"""Rows that lie in memory as they are, or packed."""
Work = Callable[[pl.DataFrame], pl.DataFrame]


def unchanged(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table as it is: the work of those who only count."""
    return table


class Engine(Protocol):
    """What every engine can do."""

    def map_batches(self, table: Table, work: Work) -> pl.DataFrame:
        """Do ``work`` on batches of rows and return the results in the order of the rows."""
        ...

    def pack_batches(self, table: Table, work: Work) -> Packed:
        """Do the same and keep the results packed: for tables that are too long to stand in memory as they are."""
        ...

    def group_batches(self, table: pl.DataFrame, key: str, work: Work) -> pl.DataFrame:
        """Do ``work`` on batches that never part rows of one key; within a batch keys stand together, rows keep order."""
        ...

    def sum_counts(
        self, table: Table, keys: Sequence[str], count: str, work: Work = unchanged
    ) -> pl.DataFrame:
        """Return how many rows have each combination of ``keys`` once ``work`` is done on them, sorted, in a column ``count``."""
        ...
