"""A cell of a closed vocabulary -> the word we write for it, and the hedge it was said with."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from resolver.values.text import fold

_PARTING = re.compile(r"[\s(«\"']*$")


class Phrases:
    """Phrases that may stand in a text, the longest first, each between words, or a sign beside one; only those that a text holds are compiled.

    >>> [found.group() for found in Phrases(["?"]).found_in("killed?")]
    ['?']
    >>> [found.group() for found in Phrases(["not", "not known"]).found_in("is not known, another")]
    ['not known']
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = sorted({one for one in phrases if one}, key=lambda one: (-len(one), one))

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Yield each phrase that stands in a text."""
        held = self._held_by(text)
        return _pattern(held).finditer(text) if held else iter(())

    def end(self, text: str) -> bool:
        """Say whether a text ends with one of the phrases."""
        held = self._held_by(text)
        return bool(held) and _at_end(held).search(text) is not None

    def _held_by(self, text: str) -> tuple[str, ...]:
        return tuple(one for one in self._phrases if one in text)


@lru_cache(maxsize=4_096)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_between_words, phrases)))


def _between_words(phrase: str) -> str:
    before, after = (r"(?<!\w)" if phrase[0].isalnum() else "", r"(?!\w)" if phrase[-1].isalnum() else "")
    return f"{before}{re.escape(phrase)}{after}"


@lru_cache(maxsize=4_096)
def _at_end(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_pattern(phrases).pattern})\s*$")


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
    listed: Phrases
    negations: Phrases
    refuted: Phrases
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
            listed=Phrases(phrases),
            negations=Phrases(map(fold, negations)),
            refuted=Phrases(map(fold, refuted)),
            alone=alone,
        )

    def read(self, text: str) -> str | None:
        """Return the value a text stands for: as a whole, else by the first listed phrase in it that is not negated."""
        folded = fold(text)
        whole = self.phrases.get(folded)
        if whole is not None:
            return whole
        if any(self.refuted.found_in(folded)):
            return None
        said = [
            self.phrases[found.group()]
            for found in self.listed.found_in(folded)
            if not self.negations.end(_PARTING.sub("", folded[: found.start()]))
        ]
        contradicts = self.alone in said and len(set(said)) > 1
        return None if not said or contradicts else said[0]

    def first_phrase(self, text: str) -> str | None:
        """Return the first listed phrase that stands in a text, as it is listed."""
        return next((found.group() for found in self.listed.found_in(fold(text))), None)
