"""What rows say in one part of a key -> texts by row number, as a mapping for people and as columns for blocking."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import Whole, coded, distinct
from resolver.names.ragged import Numbers, Ragged


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowTexts(Mapping[int, tuple[str, ...]]):
    """The texts of rows, one after another: ``texts[codes[n]]`` is one of row ``rows[n]``; rows rise, and may have several.

    >>> said = RowTexts.of_column(pl.Series([4, 7]), pl.Series(["1990", None]))
    >>> dict(said), said.get(7, ())
    ({4: ('1990',)}, ())
    """

    rows: NDArray[np.int64]
    codes: NDArray[np.int64]
    texts: Sequence[str]

    @classmethod
    def of(cls, texts: Mapping[int, Sequence[str]]) -> "RowTexts":
        """Return the texts of a mapping as columns.

        >>> RowTexts.of({7: ("b",), 4: ("a", "b")}).rows.tolist()
        [4, 4, 7]
        """
        if isinstance(texts, cls):
            return texts
        numbers, rows = Numbers[str](), sorted(texts)
        of_row = Ragged.numbered([texts[row] for row in rows], numbers)
        return cls(
            rows=np.array(rows, dtype=np.int64)[of_row.owners],
            codes=of_row.values.astype(np.int64),
            texts=[*numbers],
        )

    @classmethod
    def of_column(cls, rows: pl.Series, column: pl.Series) -> "RowTexts":
        """Return the texts of a column beside the numbers of their rows, which rise; of silence nothing is said."""
        codes, texts = coded(column)
        said = np.flatnonzero(codes >= 0)
        return cls(
            rows=rows.to_numpy()[said].astype(np.int64), codes=codes[said].astype(np.int64), texts=texts
        )

    @classmethod
    def of_codes(cls, codes: Whole, values: Sequence[Sequence[str]]) -> "RowTexts":
        """Return the texts of rows by what each row's code stands for; of -1 nothing is said.

        >>> dict(RowTexts.of_codes(np.array([1, -1, 0]), [("a",), ("b", "c")]))
        {0: ('b', 'c'), 2: ('a',)}
        """
        numbers = Numbers[str]()
        rows = np.flatnonzero(codes >= 0)
        of_row = Ragged.numbered(values, numbers).take(codes[rows])
        return cls(rows=rows[of_row.owners], codes=of_row.values.astype(np.int64), texts=[*numbers])

    def __getitem__(self, row: int) -> tuple[str, ...]:
        start, end = (int(np.searchsorted(self.rows, row, side=side)) for side in ("left", "right"))
        if start == end:
            raise KeyError(row)
        return tuple(self.texts[code] for code in self.codes[start:end].tolist())

    def __iter__(self) -> Iterator[int]:
        return iter(distinct(self.rows).tolist())

    def __len__(self) -> int:
        return len(distinct(self.rows))
