"""A long table of numbers -> batches of it in a fraction of the room, taken out one after another.

What is said of pairs repeats: there are tens of millions of pairs, in order, and some dozen levels of each, so that a fraction of the
bytes says the same.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from resolver.files import Shelf, Shelved
from resolver.memory import room

ROWS_AT_ONCE = 250_000
"""So many rows are packed and taken out at once."""
OF_MEMORY = 16
"""This part of the memory that may be used a packed table takes at most; what is beyond stands on the disk."""
_Part = pl.DataFrame | bytes | Shelved


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Packed:
    """A table whose batches stand compressed (Arrow, Zstandard); one that is short stands as it is.

    What is beyond a sixteenth of the memory that may be used stands in a file without a name. How a table was put together does not show:
    batches are cut anew. ``beside`` has the columns that were added since, whole.

    >>> parts = [pl.DataFrame({"left": [0, 0]}), pl.DataFrame({"left": [2]})]
    >>> packed = Packed.of(parts, rows_at_once=2).with_columns(known=pl.Series([7, 8, 9]))
    >>> packed.height, packed.columns, packed.column("left").to_list(), [batch.rows() for batch in packed.batches()]
    (3, ('left', 'known'), [0, 0, 2], [[(0, 7), (0, 8)], [(2, 9)]])
    """

    parts: Sequence[_Part]
    heights: Sequence[int]
    schema: pl.Schema
    beside: Mapping[str, pl.Series]

    @classmethod
    def of(
        cls, tables: Iterable[pl.DataFrame], *, rows_at_once: int = ROWS_AT_ONCE, at_most: int | None = None
    ) -> "Packed":
        """Pack tables, at least one, as they come; beyond ``at_most`` bytes they do not stand in memory."""
        shelf = Shelf(at_most=room() // OF_MEMORY if at_most is None else at_most)
        parts: list[_Part] = []
        heights: list[int] = []
        for batch in _cut(tables, rows_at_once):
            if len(parts) == 1 and isinstance(first := parts[0], pl.DataFrame):
                parts[0] = shelf.put(_packed(first))
            parts.append(shelf.put(_packed(batch)) if parts else batch)
            heights.append(batch.height)
            schema = batch.schema
        return cls(parts=parts, heights=heights, schema=schema, beside={})

    @property
    def height(self) -> int:
        """Return how many rows there are."""
        return sum(self.heights)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return (*self.schema, *self.beside)

    def with_columns(self, **columns: pl.Series) -> "Packed":
        """Return the same with columns that have a value for each row; they stand beside as they are."""
        return replace(self, beside={**self.beside, **columns})

    def batches(self, *columns: str) -> Iterator[pl.DataFrame]:
        """Yield the batches in order, with some of the columns or all."""
        wanted = columns or self.columns
        own = [name for name in wanted if name in self.schema] or list(self.schema)[:1]
        others = [name for name in wanted if name in self.beside]
        start = 0
        for part, height in zip(self.parts, self.heights, strict=True):
            beside = {name: self.beside[name].slice(start, height) for name in others}
            batch = part if isinstance(part, pl.DataFrame) else _unpacked(part, own)
            yield batch.with_columns(**beside).select(wanted)
            start += height

    def matching(self, which: pl.Expr | Callable[[pl.DataFrame], pl.Series], *columns: str) -> pl.DataFrame:
        """Return the rows that are asked for, with some of the columns or all, batch by batch as a table: for those of which few are.

        ``which`` is a condition, or a function of a batch with the columns that are wanted; no other column is taken out.

        >>> packed = Packed.of([pl.DataFrame({"left": [0, 2], "level": [7, 8], "right": [1, 3]})])
        >>> packed.matching(pl.col("level") > 7, "left", "right").rows()
        [(2, 3)]
        """
        wanted = columns or self.columns
        looked_at = which.meta.root_names() if isinstance(which, pl.Expr) else ()
        batches = self.batches(*dict.fromkeys((*wanted, *looked_at)))
        return pl.concat(
            batch.filter(which if isinstance(which, pl.Expr) else which(batch)).select(wanted)
            for batch in batches
        ).rechunk()

    def whole(self) -> pl.DataFrame:
        """Return all of it as one table."""
        return pl.concat(self.batches(), rechunk=True)

    def column(self, name: str) -> pl.Series:
        """Return one column, whole."""
        return pl.concat(batch[name] for batch in self.batches(name)).rechunk()

    def lazy(self) -> pl.LazyFrame:
        """Return a query over the batches: what it is written through, without being whole."""
        from polars.io.plugins import register_io_source

        def source(
            columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, _size: int | None
        ) -> Iterator[pl.DataFrame]:
            left = self.height if rows is None else rows
            for batch in self.batches(*(columns or ())):
                wanted = (batch if predicate is None else batch.filter(predicate)).head(left)
                left -= wanted.height
                yield wanted

        return register_io_source(source, schema=self.schema)


def _cut(tables: Iterable[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """Yield batches of so many rows, the last one of fewer; of no rows at all one batch without any."""
    waiting: list[pl.DataFrame] = []
    height, is_first = 0, True
    for table in tables:
        waiting.append(table)
        height += table.height
        while height >= size:
            joined = pl.concat(waiting)
            yield joined.head(size).rechunk()
            waiting, height, is_first = [joined.slice(size)], height - size, False
    if height or is_first:
        yield pl.concat(waiting, rechunk=True)


def _packed(table: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    table.write_ipc(stream, compression="zstd")
    return stream.getvalue()


def _unpacked(part: bytes | Shelved, columns: Sequence[str]) -> pl.DataFrame:
    return pl.read_ipc(part if isinstance(part, bytes) else part.read(), columns=list(columns))
