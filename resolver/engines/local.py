"""The engine of one machine: polars and numpy, batch after batch, so that memory is bounded by the batch."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from resolver.engines import Work, unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalEngine:
    """Works through batches of at most ``batch_size`` rows.

    >>> table = pl.DataFrame({"row": [0, 1, 2], "key": [7, 7, 9]})
    >>> LocalEngine(batch_size=2).map_batches(table, lambda batch: batch.select(pl.col("row") * 2))["row"].to_list()
    [0, 2, 4]
    """

    batch_size: int = 250_000

    def map_batches(self, table: pl.DataFrame, work: Work) -> pl.DataFrame:
        """Do ``work`` on batches of rows and return the results in the order of the rows."""
        return pl.concat([work(batch) for batch in table.iter_slices(self.batch_size)] or [work(table)])

    def group_batches(self, table: pl.DataFrame, key: str, work: Work) -> pl.DataFrame:
        """Do ``work`` on batches that never part rows of one key."""
        ordered = table if table[key].is_sorted() else table.sort(key, maintain_order=True)
        if ordered.height <= self.batch_size:
            return work(ordered)
        group_ends = ordered.select(pl.col(key).rle().struct.field("len").cum_sum()).to_series().to_list()
        results, start, last = [], 0, 0
        for end in group_ends:
            if end - start > self.batch_size and last > start:
                results.append(work(ordered.slice(start, last - start)))
                start = last
            last = end
        return pl.concat([*results, work(ordered.slice(start))])

    def sum_counts(
        self, table: pl.DataFrame, keys: Sequence[str], count: str, work: Work = unchanged
    ) -> pl.DataFrame:
        """Return how many rows have each combination of ``keys`` once ``work`` is done on them, sorted by them."""
        parts = self.map_batches(
            table, lambda batch: work(batch).group_by(keys).agg(pl.len().cast(pl.UInt32).alias(count))
        )
        return parts.group_by(keys).agg(pl.col(count).sum()).sort(keys)
