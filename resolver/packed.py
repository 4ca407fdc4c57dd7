"""A long table of whole numbers -> batches of it in a tenth of the room, taken out one after another.

Levels of pairs repeat: there are tens of millions of pairs and some dozen levels of each, so that a tenth of the bytes says the same.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Packed:
    """A table in batches that stand compressed in memory (Arrow, Zstandard); a table of one batch stands as it is.

    ``beside`` has the columns that were added since, whole.

    >>> parts = [pl.DataFrame({"left": [0, 0]}), pl.DataFrame({"left": [2]})]
    >>> packed = Packed.of(parts).with_columns(known=pl.Series([7, 8, 9]))
    >>> packed.height, packed.columns, packed.column("left").to_list(), [batch.rows() for batch in packed.batches()]
    (3, ('left', 'known'), [0, 0, 2], [[(0, 7), (0, 8)], [(2, 9)]])
    """

    parts: Sequence[pl.DataFrame | bytes]
    heights: Sequence[int]
    columns: tuple[str, ...]
    beside: Mapping[str, pl.Series]

    @classmethod
    def of(cls, batches: Iterable[pl.DataFrame]) -> "Packed":
        """Pack batches, at least one, as they come."""
        parts: list[pl.DataFrame | bytes] = []
        heights: list[int] = []
        columns: tuple[str, ...] = ()
        for batch in batches:
            if len(parts) == 1 and isinstance(first := parts[0], pl.DataFrame):
                parts[0] = _pack(first)
            parts.append(_pack(batch) if parts else batch)
            heights.append(batch.height)
            columns = tuple(batch.columns)
        return cls(parts=parts, heights=heights, columns=columns, beside={})

    @property
    def height(self) -> int:
        """Return how many rows there are."""
        return sum(self.heights)

    def with_columns(self, **columns: pl.Series) -> "Packed":
        """Return the same with columns that have a value for each row; they stand beside as they are."""
        return Packed(
            parts=self.parts,
            heights=self.heights,
            columns=(*self.columns, *columns),
            beside={**self.beside, **columns},
        )

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield the batches in order."""
        start = 0
        for part, height in zip(self.parts, self.heights, strict=True):
            beside = {name: column.slice(start, height) for name, column in self.beside.items()}
            yield (_unpack(part) if isinstance(part, bytes) else part).with_columns(**beside)
            start += height

    def whole(self) -> pl.DataFrame:
        """Return all of it as one table: for those that are known to be short."""
        return pl.concat(self.batches())

    def column(self, name: str) -> pl.Series:
        """Return one column, whole."""
        if name in self.beside:
            return self.beside[name]
        return pl.concat(
            (_unpack(part, name) if isinstance(part, bytes) else part)[name] for part in self.parts
        ).rechunk()


def _pack(table: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    table.write_ipc(stream, compression="zstd")
    return stream.getvalue()


def _unpack(data: bytes, *columns: str) -> pl.DataFrame:
    return pl.read_ipc(data, columns=list(columns) or None)
