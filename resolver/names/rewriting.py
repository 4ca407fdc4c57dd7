"""A table of letters -> a Rewrite, which puts other letters in the place of those of a word, or of many words at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rewrite:
    r"""Replaces the longest letters first, in one pass.

    >>> rewrite = Rewrite.by({"s": "S", "sch": "x", "x": "ks"})
    >>> rewrite("schsx"), rewrite.lines("sch\nsx")
    ('xSks', 'x\nSks')
    """

    table: Mapping[str, str]
    several: re.Pattern[str]
    sign_of: Mapping[str, str]
    single: Mapping[int, str]

    @classmethod
    def by(cls, table: Mapping[str, str]) -> "Rewrite":
        """Return what rewrites by a table."""
        longest_first = sorted(table, key=lambda letters: (-len(letters), letters))
        several = [letters for letters in longest_first if len(letters) > 1]
        # What several letters become is no letter itself until all are found: a kh that is h must not go on to be g.
        sign_of = {letters: chr(_FIRST_SIGN + at) for at, letters in enumerate(several)}
        return cls(
            table={letters: table[letters] for letters in longest_first},
            several=re.compile("|".join(map(re.escape, several)) or "(?!)"),
            sign_of=sign_of,
            single=str.maketrans({sign_of.get(letters, letters): by for letters, by in table.items()}),
        )

    def __call__(self, text: str) -> str:
        """Rewrite one word."""
        return self.several.sub(self._sign, text).translate(self.single)

    def _sign(self, found: re.Match[str]) -> str:
        return self.sign_of[found.group()]

    def lines(self, words: str) -> str:
        """Rewrite many words, one to a line."""
        text = pl.Series([words], dtype=pl.String)
        return str(text.str.replace_many([*self.table], [*self.table.values()], leftmost=True)[0])


_FIRST_SIGN = 0xD800
"""From here on stand characters that no text can hold (surrogates)."""
