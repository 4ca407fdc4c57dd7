"""The engine of one machine: polars and numpy, batch after batch, so that memory is bounded by the batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from resolver.distinct import Whole, number_rows
from resolver.engines import Table, Work, unchanged
from resolver.packed import Packed


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalEngine:
    """Works through batches of at most ``batch_size`` rows.

    >>> table = pl.DataFrame({"row": [0, 1, 2], "key": [7, 7, 9]})
    >>> LocalEngine(batch_size=2).map_batches(table, lambda batch: batch.select(pl.col("row") * 2))["row"].to_list()
    [0, 2, 4]
    """

    batch_size: int = 250_000

    def map_batches(self, table: Table, work: Work) -> pl.DataFrame:
        """Do ``work`` on batches of rows and return the results in the order of the rows."""
        return pl.concat([work(batch) for batch in self._batches(table)])

    def pack_batches(self, table: Table, work: Work) -> Packed:
        """Do the same and keep the results packed."""
        return Packed.of(work(batch) for batch in self._batches(table))

    def _batches(self, table: Table) -> Iterator[pl.DataFrame]:
        for part in table.batches() if isinstance(table, Packed) else [table]:
            yield from part.iter_slices(self.batch_size) if part.height else [part]

    def group_batches(self, table: pl.DataFrame, key: str, work: Work) -> pl.DataFrame:
        """Do ``work`` on batches that never part rows of one key."""
        ordered = table if table[key].is_sorted() else table.sort(key, maintain_order=True)
        if ordered.height <= self.batch_size:
            return work(ordered)
        ends = np.cumsum(ordered[key].rle().struct.field("len").to_numpy())
        results, start = [], 0
        while start < ordered.height:
            fitting = int(np.searchsorted(ends, start + self.batch_size, side="right"))
            end = int(ends[max(fitting - 1, int(np.searchsorted(ends, start, side="right")))])
            results.append(work(ordered.slice(start, end - start)))
            start = end
        return pl.concat(results)

    def sum_counts(
        self, table: Table, keys: Sequence[str], count: str, work: Work = unchanged
    ) -> pl.DataFrame:
        """Return how many rows have each combination of ``keys`` once ``work`` is done on them, sorted by them."""
        parts = self.map_batches(table, lambda batch: _counted(work(batch).select(keys), count))
        return _counted(parts.select(keys), count, parts[count])


def _counted(rows: pl.DataFrame, count: str, counts: pl.Series | None = None) -> pl.DataFrame:
    """Return each row of whole numbers once, in order, and how often it stands there or what its ``counts`` come to.

    Numbers of rows are small beside the table of hashes that grouping by dozens of columns would need.
    """
    number, first = number_rows([_from_zero(rows[name].to_numpy()) for name in rows.columns])
    weights = None if counts is None else counts.to_numpy()
    summed = np.bincount(number, weights=weights, minlength=len(first))
    return rows[first].with_columns(pl.Series(count, summed.astype(np.uint32)))


def _from_zero(column: Whole) -> Whole:
    """Return small numbers, 0 or more, that are in order as those of a column are."""
    least, most = (int(of(initial=0)) for of in (column.min, column.max))
    if most - least >= _SMALL:
        return np.unique(column, return_inverse=True)[1]
    return np.subtract(column, least, dtype=np.int64).astype(np.int32) if least < 0 else column


_SMALL = 1 << 31
