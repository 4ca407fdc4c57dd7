"""A cell of a closed vocabulary -> the word we write for it, and the hedge it was said with."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from resolver.values.text import fold

_PARTING = re.compile(r"[\s(«\"']*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words that lists use for one closed list of values.

    A value that a negation stands before is not said; a cell that takes back what it says, or says of one person both
    ``alone`` and something else, says nothing that could be counted.

    >>> words = {"killed": ["killed", "погиб"], "missing": ["missing"], "alive": ["alive"]}
    >>> status = Vocabulary.from_words(words, negations=["не", "not"], refuted=["denied"], alone="alive")
    >>> [status.read(text) for text in ("missing, possibly killed", "погиб 7 февраля", "не погиб", "killed (denied)", "?")]
    ['missing', 'killed', None, None, None]
    >>> status.read("reported killed, is alive") is None
    True
    """

    phrases: Mapping[str, str]
    pattern: re.Pattern[str]
    negated: re.Pattern[str]
    refuted: re.Pattern[str]
    alone: str

    @classmethod
    def from_words(
        cls,
        words: Mapping[str, Sequence[str]],
        *,
        negations: Sequence[str] = (),
        refuted: Sequence[str] = (),
        alone: str = "",
    ) -> "Vocabulary":
        """Compile a table of value -> the words for it; the value is a word for itself."""
        phrases = {fold(word): value for value, listed in words.items() for word in [value, *listed]}
        phrases |= {fold(word.replace("_", " ")): word for word in words}
        return cls(
            phrases=phrases,
            pattern=_any_of(phrases),
            negated=re.compile(rf"(?:{_any_of(map(fold, negations)).pattern})\s*$"),
            refuted=_any_of(map(fold, refuted)),
            alone=alone,
        )

    def read(self, text: str) -> str | None:
        """Return the value a text stands for: as a whole, else by the first listed phrase in it that is not negated."""
        folded = fold(text)
        whole = self.phrases.get(folded)
        if whole is not None:
            return whole
        if self.refuted.search(folded):
            return None
        said = [
            self.phrases[found.group()]
            for found in self.pattern.finditer(folded)
            if not self.negated.search(_PARTING.sub("", folded[: found.start()]))
        ]
        contradicts = self.alone in said and len(set(said)) > 1
        return None if not said or contradicts else said[0]

    def first_phrase(self, text: str) -> str | None:
        """Return the first listed phrase that stands in a text, as it is listed."""
        found = self.pattern.search(fold(text))
        return None if found is None else found.group()


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(
        {phrase for phrase in phrases if phrase}, key=lambda phrase: (-len(phrase), phrase)
    )
    return re.compile("|".join(rf"(?<!\w){re.escape(phrase)}(?!\w)" for phrase in longest_first) or r"(?!)")
