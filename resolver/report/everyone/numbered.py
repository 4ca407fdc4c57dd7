"""Texts of many parts of many cards -> a number for each distinct text, in the order in which a reader of the cards meets them."""

from itertools import accumulate, pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.report.everyone.words import json_text

_PER_CARD, _PER_SECTION, _PER_ITEM = 1 << 47, 1 << 44, 1 << 24
"""A key is card, section of the card (8), item of the section (a million) and slot of the item (16 million), in one number."""


def key(section: int, item: pl.Expr | int, slot: pl.Expr | int) -> pl.Expr:
    """Return where on which card a text stands: keys are in the order in which cards are read. The card's number is ``at``."""
    inside = _whole(item) * _PER_ITEM + _whole(slot)
    return pl.col("at").cast(pl.UInt64) * _PER_CARD + inside + section * _PER_SECTION


def _whole(number: pl.Expr | int) -> pl.Expr:
    return (number if isinstance(number, pl.Expr) else pl.lit(number)).cast(pl.UInt64)


class Texts:
    """A number for each distinct text of a page, batch by batch; number 0 is the empty text.

    polars keeps the texts: as many strings and a dictionary of them in Python would cost more than all else on the page.

    >>> texts = Texts()
    >>> texts.number(pl.Series(["b", None, "a", "b"]), np.array([7, 8, 5, 6], dtype=np.uint64)).to_list()
    [2, None, 1, 2]
    >>> texts.number(pl.Series(["c", "a", ""]), np.array([0, 1, 2], dtype=np.uint64)).to_list(), texts.in_order.to_list()
    ([3, 1, 0], ['', 'a', 'b', 'c'])
    """

    def __init__(self) -> None:
        self._codes = pl.Categorical(pl.Categories.random())
        # Codes stay what they are as long as any column of them is held.
        self._held = pl.Series([""], dtype=self._codes)
        self._numbers = np.zeros(1, dtype=np.int64)
        self._parts = [pl.Series("text", [""])]

    @property
    def in_order(self) -> pl.Series:
        """Return all texts, in the order of their numbers."""
        return pl.concat(self._parts)

    def number(self, texts: pl.Series, keys: NDArray[np.uint64]) -> pl.Series:
        """Return the number of each text, silence for silence; of new texts the one with the smallest key comes first."""
        codes = texts.cast(self._codes).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
        known = len(self._numbers)
        rows = np.flatnonzero(codes >= known)
        fresh = codes[rows] - known
        count = int(fresh.max(initial=-1)) + 1
        first, row_of = np.full(count, np.iinfo(np.uint64).max), np.zeros(count, dtype=np.int64)
        np.minimum.at(first, fresh, keys[rows])
        row_of[fresh] = rows
        met = np.argsort(first)
        self._numbers = np.append(self._numbers, np.zeros(count, dtype=np.int64))
        self._numbers[known + met] = known + np.arange(count)
        self._parts.append(_by_itself(texts.gather(row_of[met]).alias("text")))
        return pl.Series(self._numbers[codes]).set(pl.Series(codes < 0), None)


def _by_itself(texts: pl.Series) -> pl.Series:
    """Return the same texts, copied: picked out, they would keep all that they were picked from in memory."""
    return texts.to_frame().select(pl.concat_str(pl.all(), pl.lit(""))).to_series()


class Numbered:
    """Collects the texts of a batch of cards, then says how each stands in JSON: by its number, or written out; silence stays silence.

    Written out is what hardly ever stands on two cards: to number such texts takes more room than they do.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._parts: list[pl.DataFrame] = []
        self._own: dict[int, pl.Series] = {}

    def add(self, table: pl.DataFrame, text: pl.Expr, where: pl.Expr, *, is_own: bool = False) -> int:
        """Note the texts of a column and where they stand; return by which place ``settle`` has the column."""
        found = table.select(key=where, text=text)
        if is_own:
            self._own[len(self._parts)] = json_text(found["text"])
            found = found.clear()
        self._parts.append(found)
        return len(self._parts) - 1

    def settle(self) -> list[pl.Series]:
        """Return what stands in the place of each text, column by column, in the order in which they were added."""
        flat = pl.concat(self._parts)
        found = self._texts.number(flat["text"], flat["key"].to_numpy()).cast(pl.String)
        starts = [0, *accumulate(part.height for part in self._parts)]
        numbers = [found.slice(start, end - start) for start, end in pairwise(starts)]
        return [self._own.get(place, column) for place, column in enumerate(numbers)]
