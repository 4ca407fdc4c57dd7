"""Texts of many parts of many cards -> a number for each distinct text, in the order in which a reader of the cards meets them."""

import polars as pl

from resolver.names.ragged import Numbers

_PER_CARD, _PER_SECTION, _PER_ITEM = 1 << 47, 1 << 44, 1 << 24
"""A key is card, section of the card (8), item of the section (a million) and slot of the item (16 million), in one number."""


def key(section: int, item: pl.Expr | int, slot: pl.Expr | int) -> pl.Expr:
    """Return where on which card a text stands: keys are in the order in which cards are read. The card's number is ``at``."""
    inside = _whole(item) * _PER_ITEM + _whole(slot)
    return pl.col("at").cast(pl.UInt64) * _PER_CARD + inside + section * _PER_SECTION


def _whole(number: pl.Expr | int) -> pl.Expr:
    return (number if isinstance(number, pl.Expr) else pl.lit(number)).cast(pl.UInt64)


class Numbered:
    """Collects the texts of a batch of cards, then gives each its number as it stands in JSON; silence stays silence."""

    def __init__(self, numbers: Numbers[str]) -> None:
        self._numbers = numbers
        self._parts: list[pl.DataFrame] = []
        self._starts = [0]

    def add(self, table: pl.DataFrame, text: pl.Expr, where: pl.Expr) -> int:
        """Note the texts of a column and where they stand; return by which number ``numbers`` knows the column."""
        self._parts.append(table.select(key=where, text=text))
        self._starts.append(self._starts[-1] + table.height)
        return len(self._parts) - 1

    def settle(self) -> list[pl.Series]:
        """Return the numbers of all columns, in the order in which they were added."""
        flat = pl.concat(self._parts)
        first = flat.drop_nulls("text").group_by("text").agg(pl.col("key").min()).sort("key")["text"]
        numbers = pl.Series(self._numbers.of(first.to_list()), dtype=pl.UInt32)
        known = pl.DataFrame({"text": first, "number": numbers.cast(pl.String)})
        found = flat.select("text").join(known, on="text", how="left", maintain_order="left")["number"]
        return [
            found.slice(start, end - start)
            for start, end in zip(self._starts, self._starts[1:], strict=False)
        ]
