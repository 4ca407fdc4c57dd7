"""The sexes that lists tell -> each by the words of its list: M is a man, or a woman (mujer) where H is the man (hombre)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from resolver.distinct import each_distinct
from resolver.values.text import fold
from resolver.values.words import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class SexWords:
    """The words for the sexes, and the letter that is a man's or a woman's by what else its column says."""

    words: Vocabulary
    letter: str
    woman_beside: frozenset[str]
    man_beside: frozenset[str]
    doubtful_beside: frozenset[str]

    @classmethod
    def from_toml(cls, vocabulary: Mapping[str, Any]) -> "SexWords":
        """Compile the tables ``sex`` and ``sex_letter`` of vocabulary.toml; rules kept by an earlier version know no such letter."""
        letter = vocabulary.get("sex_letter", {})
        beside = {
            name: frozenset(map(fold, letter.get(name, ())))
            for name in ("woman_beside", "man_beside", "doubtful_beside")
        }
        return cls(
            words=Vocabulary.from_words(vocabulary["sex"]), letter=fold(letter.get("letter", "")), **beside
        )

    def letter_in(self, cells: Collection[str]) -> str | None:
        """Return what the letter means in a column of these cells; None where it cannot be told.

        >>> words = SexWords.from_toml({"sex": {"m": ["m", "h", "hombre"], "f": ["f", "mujer"]}, "sex_letter": {
        ...     "letter": "m", "woman_beside": ["h"], "man_beside": ["f"], "doubtful_beside": ["hombre", "mujer"]}})
        >>> [words.letter_in(cells) for cells in (["H", "M"], ["F", "M"], ["M"], ["M", "Mujer"], ["F", "H", "M"])]
        ['f', 'm', 'm', None, None]
        """
        said = {_bare(cell) for cell in cells}
        is_woman, is_man = bool(said & self.woman_beside), bool(said & self.man_beside)
        if is_woman == is_man:
            return None if is_woman or said & self.doubtful_beside else "m"
        return "f" if is_woman else "m"


def _bare(cell: str) -> str:
    return fold(cell).strip(" .()")


def read_sexes(said: pl.DataFrame, listed: pl.DataFrame, words: SexWords) -> pl.Series:
    """Return the sex of each row of ``said``; what a letter means in a list is told by the cells of ``listed``."""
    read = each_distinct(said["sex"], words.words.read, pl.String())
    if not words.letter:
        return read
    is_letter = each_distinct(said["sex"], lambda text: _bare(text) == words.letter or None, pl.Boolean())
    cells = (
        listed.select("list_id", "sex").drop_nulls().unique().group_by("list_id").agg("sex").sort("list_id")
    )
    meant = {list_id: words.letter_in(texts) for list_id, texts in cells.iter_rows()}
    other = [list_id for list_id, sex in meant.items() if sex != "m"]
    if not other:
        return read
    told = said["list_id"].replace_strict(
        other, [meant[one] for one in other], default=None, return_dtype=pl.String()
    )
    is_other = is_letter.fill_null(value=False) & said["list_id"].is_in(other)
    return read.zip_with(~is_other, told)
