"""A column -> each distinct value once; of texts, a column of what they mean, or of numbers: each distinct text is looked at once."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

TEXT = pl.String()
FEW = 500
"""Of no more texts than this Python sees to it: asking polars costs more than the work."""
Whole = NDArray[np.integer[Any]]
_Number = TypeVar("_Number", bound=np.generic)
_ROOM = 1 << 62
"""Rows are packed into numbers below this."""


def distinct(values: NDArray[_Number]) -> NDArray[_Number]:
    """Return each value once, sorted; many times as quick as ``numpy.unique``, which puts whole numbers into a hash table first.

    >>> distinct(np.array([9, 5, 9])).tolist()
    [5, 9]
    """
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def are_among(values: NDArray[_Number], known: NDArray[_Number]) -> NDArray[np.bool_]:
    """Return which values stand among known ones, which are sorted.

    >>> are_among(np.array([9, 5, 7]), np.array([5, 9])).tolist()
    [True, True, False]
    """
    if not len(known):
        return np.zeros(len(values), dtype=np.bool_)
    # Looked up in their order, each is found near the one before it: memory answers several times as quickly.
    order = np.argsort(values)
    ordered = values[order]
    place = np.searchsorted(known, ordered)
    np.minimum(place, len(known) - 1, out=place)
    found = np.empty(len(values), dtype=np.bool_)
    found[order] = known[place] == ordered
    return found


def number_rows(columns: Sequence[Whole]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a number for each distinct row of whole columns (0 or more), and the first row that has it.

    >>> numbers, first = number_rows([np.array([3, 1, 3]), np.array([0, 0, 0])])
    >>> numbers.tolist(), first.tolist()
    ([1, 0, 1], [1, 0])
    """
    packed, _, _ = _packed(columns)
    _, first, numbers = np.unique(packed, return_index=True, return_inverse=True)
    return numbers, first


def _packed(
    columns: Sequence[Whole],
) -> tuple[NDArray[np.int64], list[int], dict[int, NDArray[np.int64]]]:
    """Return each row of whole columns (0 or more) as one number, in the order of the rows.

    Beside it the size of each column and, for each before which there was no room any more, the numbers until then: their places stand for them.
    """
    packed, room = np.zeros(len(columns[0]), dtype=np.int64), 1
    sizes: list[int] = []
    narrowed: dict[int, NDArray[np.int64]] = {}
    for at, column in enumerate(columns):
        size = int(column.max(initial=0)) + 1
        if room * size >= _ROOM:
            narrowed[at] = distinct(packed)
            packed = np.searchsorted(narrowed[at], packed)
            room = len(narrowed[at])
        packed = packed * size + column
        room *= size
        sizes.append(size)
    return packed, sizes, narrowed


class Rows:
    """Distinct rows of whole columns (0 or more), each with its number: whoever has one of them is told which.

    >>> rows = Rows([np.array([3, 1]), np.array([0, 0])])
    >>> rows.numbers([np.array([1, 3, 1]), np.array([0, 0, 0])]).tolist()
    [1, 0, 1]
    """

    def __init__(self, columns: Sequence[Whole]) -> None:
        packed, self._sizes, self._narrowed = _packed(columns)
        self._order = np.argsort(packed)
        self._packed = packed[self._order]

    def numbers(self, columns: Sequence[Whole]) -> NDArray[np.int64]:
        """Return the number of each row, which is one of those known."""
        packed = np.zeros(len(columns[0]), dtype=np.int64)
        for at, (column, size) in enumerate(zip(columns, self._sizes, strict=True)):
            if at in self._narrowed:
                packed = np.searchsorted(self._narrowed[at], packed)
            if size > 1:
                packed *= size
                packed += column
        return np.asarray(self._order[np.searchsorted(self._packed, packed)], dtype=np.int64)


def texts_of(column: pl.Series) -> pl.Series:
    """Return each text of a column once, in the order of the alphabet.

    >>> texts_of(pl.Series(["b", None, "a", "b"])).to_list()
    ['a', 'b']
    """
    if column.null_count() == len(column):
        return column.clear()
    if len(column) <= FEW:
        return pl.Series("text", _texts_in(column.to_list()), dtype=column.dtype)
    return column.to_frame("text").select(pl.col("text").drop_nulls().unique().sort()).to_series()


def _texts_in(cells: Sequence[str | None]) -> list[str]:
    """Return each text once, in the order of the alphabet: by their letters' numbers, as polars sorts them."""
    return sorted({cell for cell in cells if cell is not None})


def silence(column: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Return a column that says nothing, as long as another and of its name."""
    return pl.Series(column.name, [None], dtype=dtype).new_from_index(0, len(column))


def each_distinct(
    column: pl.Series, understand: Callable[[str], Any], dtype: pl.DataType = TEXT
) -> pl.Series:
    """Return what a function says of each text; of silence it is not asked, and silence it remains.

    >>> each_distinct(pl.Series(["a", None, "a"]), str.upper).to_list()
    ['A', None, 'A']
    """
    if len(column) <= FEW:
        cells = column.to_list()
        meaning = {text: understand(text) for text in _texts_in(cells)}
        return pl.Series(column.name, [meaning.get(cell) for cell in cells], dtype=dtype)
    texts = texts_of(column)
    if texts.is_empty():
        return silence(column, dtype)
    understood = pl.Series([understand(text) for text in texts.to_list()], dtype=dtype)
    return column.replace_strict(texts, understood, default=None, return_dtype=dtype)


def coded(column: pl.Series) -> tuple[NDArray[np.int32], list[str]]:
    """Return a number for each text, -1 for silence, and the texts in the order of their numbers, which is that of the alphabet.

    >>> codes, texts = coded(pl.Series(["b", None, "a", "b"]))
    >>> codes.tolist(), texts
    ([1, -1, 0, 1], ['a', 'b'])
    """
    if len(column) <= FEW:
        cells = column.to_list()
        few = _texts_in(cells)
        number: dict[str | None, int] = {text: at for at, text in enumerate(few)}
        number[None] = -1
        return np.array([number[cell] for cell in cells], dtype=np.int32), few
    texts = texts_of(column)
    if texts.is_empty():
        return np.full(len(column), -1, dtype=np.int32), []
    numbers = pl.int_range(len(texts), dtype=pl.Int32, eager=True)
    codes = column.replace_strict(texts, numbers, default=-1, return_dtype=pl.Int32)
    return codes.to_numpy(), texts.to_list()
