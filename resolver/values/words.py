"""A cell of a closed vocabulary -> the word we write for it, and the hedge it was said with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resolver.values.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words that lists use for one closed list of values.

    >>> status = Vocabulary.from_words({"killed": ["killed", "погиб"], "missing": ["missing"]})
    >>> status.read("missing, possibly killed"), status.read("погиб 7 февраля"), status.read("?")
    ('missing', 'killed', None)
    """

    phrases: Mapping[str, str]
    pattern: re.Pattern[str]

    @classmethod
    def from_words(cls, words: Mapping[str, Sequence[str]]) -> "Vocabulary":
        """Compile a table of value -> the words for it; the value is a word for itself."""
        phrases = {fold(word): value for value, listed in words.items() for word in [value, *listed]}
        phrases |= {fold(word.replace("_", " ")): word for word in words}
        longest_first = sorted(
            (phrase for phrase in phrases if phrase), key=lambda phrase: (-len(phrase), phrase)
        )
        pattern = re.compile(
            "|".join(rf"(?<!\w){re.escape(phrase)}(?!\w)" for phrase in longest_first) or r"(?!)"
        )
        return cls(phrases=phrases, pattern=pattern)

    def read(self, text: str) -> str | None:
        """Return the value a text stands for: as a whole, else by the first listed phrase in it."""
        folded = fold(text)
        whole = self.phrases.get(folded)
        if whole is not None:
            return whole
        found = self.pattern.search(folded)
        return None if found is None else self.phrases[found.group()]

    def first_phrase(self, text: str) -> str | None:
        """Return the first listed phrase that stands in a text, as it is listed."""
        found = self.pattern.search(fold(text))
        return None if found is None else found.group()
