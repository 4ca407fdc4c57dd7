"""The words of a count claim ("more than 100", «несколько десятков») -> the least and the most people they can mean, or None.

The words stand in ``rules/counts.toml``. A text that holds several numbers is not guessed at: which of them is meant only a human can say.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from resolver.values.text import plain

Meaning = TypeVar("Meaning")

_TOKEN = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+(?!\d)|\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[+\-]|\S")
_GROUPED = re.compile(r"[ ,.']")
_ARABIC_AND = "و"
_HUNDRED = 100
_SHARES = frozenset({"%", "percent", "процентов", "процента", "відсотків", "prozent"})
LARGEST = 100_000_000
"""More people than this no claim counts."""
_LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How many people a text can mean. Without ``high`` nobody said how many at most."""

    low: int
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a word beside a number makes of it: the least and the most are the number times a factor and something more or less.

    >>> Beside(low_factor=0.9, high_factor=1.1).of(Quantity(low=100, high=100))
    Quantity(low=90, high=110)
    >>> Beside(low_factor=1.0, low_add=1).of(Quantity(low=100, high=100))
    Quantity(low=101, high=None)
    """

    low_factor: float = 0.0
    low_add: int = 0
    high_factor: float | None = None
    high_add: int = 0

    def of(self, number: Quantity) -> Quantity:
        """Return what a number means with this word beside it."""
        low = max(0, math.floor(round(number.low * self.low_factor, 6)) + self.low_add)
        if self.high_factor is None or number.high is None:
            return Quantity(low=low)
        high = math.ceil(round(number.high * self.high_factor, 6)) + self.high_add
        return Quantity(low=min(low, max(high, 0)), high=max(high, 0))


@dataclass(frozen=True, kw_only=True)
class QuantityWords:
    """The words of ``counts.toml``, each as the phrase that is looked up.

    >>> words = QuantityWords(
    ...     vague={"dozens": Quantity(low=24)},
    ...     before={"more than": Beside(low_factor=1.0, low_add=1)},
    ...     after={"or more": Beside(low_factor=1.0)},
    ...     numerals={"twenty": 20, "five": 5},
    ...     times={"hundred": 100},
    ...     between=("to", "-"),
    ...     both=("and",),
    ...     opens=("between",),
    ... )
    >>> [words.read(text) for text in ("more than 1,200", "twenty five or more", "dozens")]
    [Quantity(low=1201, high=None), Quantity(low=25, high=None), Quantity(low=24, high=None)]
    >>> words.read("20 to 25"), words.read("between 20 and 25") == words.read("20-25"), words.read("two hundred")
    (Quantity(low=20, high=25), True, Quantity(low=100, high=100))
    >>> words.read("196 of 253") is None, words.read("many") is None
    (True, True)
    """

    vague: Mapping[str, Quantity]
    before: Mapping[str, Beside]
    after: Mapping[str, Beside]
    numerals: Mapping[str, int]
    times: Mapping[str, int]
    between: Sequence[str]
    both: Sequence[str]
    opens: Sequence[str]

    def read(self, text: str) -> Quantity | None:
        """Return what a text means, or None where it holds no number or several."""
        words = _tokens(text)
        if words is None or _SHARES.intersection(words):
            return None
        found = list(self._quantities(words))
        fits = len(found) == 1 and max(found[0].low, found[0].high or 0) <= LARGEST
        return found[0] if fits else None

    def _quantities(self, words: Sequence[str]) -> Iterator[Quantity]:
        """Yield every quantity of a text, each with what stands beside it."""
        at, beside, opened = 0, None, False
        while at < len(words):
            if hit := self._number_at(words, at):
                number, at = hit
                number, at = self._range_from(number, words, at, opened=opened)
                behind = _phrase_at(words, at, self._after_phrases)
                if behind:
                    beside, at = beside or self._after_phrases[behind], at + len(behind)
                yield beside.of(number) if beside else number
                beside, opened = None, False
            elif before := _phrase_at(words, at, self._before_phrases):
                beside, at = self._before_phrases[before], at + len(before)
            else:
                opened = opened or words[at] in self.opens
                at += 1

    def _range_from(
        self, number: Quantity, words: Sequence[str], at: int, *, opened: bool
    ) -> tuple[Quantity, int]:
        """Return a number, or the range it begins, and where what follows starts."""
        joins = {*self.between, *(self.both if opened else ())}
        if at < len(words) and words[at] in joins and (other := self._number_at(words, at + 1)):
            end = other[0]
            if end.high is None or end.high >= number.low:
                return Quantity(low=number.low, high=end.high), other[1]
        return number, at

    def _number_at(self, words: Sequence[str], at: int) -> tuple[Quantity, int] | None:
        """Return the number, or the vague word, that begins at a place, and where it ends."""
        vague = _phrase_at(words, at, self._vague_phrases)
        exact = self._exact_at(words, at)
        if vague and (exact is None or at + len(vague) >= exact[1]):
            return self._vague_phrases[vague], at + len(vague)
        return None if exact is None else (Quantity(low=exact[0], high=exact[0]), exact[1])

    def _exact_at(self, words: Sequence[str], at: int) -> tuple[int, int] | None:
        """Return a number in digits or in words, and where it ends: a smaller one behind a greater one is added to it."""
        if at < len(words) and (word := _GROUPED.sub("", words[at])).isdigit():
            return self._multiplied(int(word), words, at + 1)
        total, least, start = 0, LARGEST, at
        while at < len(words):
            value = self._value_of(words[at])
            if value is not None and self._is_added(value, words[at], total, least, is_first=at == start):
                total, least, at = total + value, min(least, _power_of(value)), at + 1
            elif least >= _HUNDRED and at > start and words[at] in self.both and self._adds_on(words, at):
                at += 1
            elif (factor := self.times.get(words[at])) and (total < factor or at == start):
                total, least, at = max(total, 1) * factor, factor, at + 1
            else:
                break
        return (total, at) if at > start else None

    def _multiplied(self, number: int, words: Sequence[str], at: int) -> tuple[int, int]:
        factor = self.times.get(words[at]) if at < len(words) else None
        return (number * factor, at + 1) if factor else (number, at)

    def _is_added(self, value: int, word: str, total: int, least: int, *, is_first: bool) -> bool:
        """Say whether a word goes on the number before it: behind twenty a smaller one does, in Arabic behind five also twenty."""
        if is_first:
            return True
        tens_behind = word.startswith(_ARABIC_AND) and 0 < total % 10 and value % 10 == 0 and value < _HUNDRED
        return 0 < value < least or (tens_behind and total % _HUNDRED < 10)

    def _adds_on(self, words: Sequence[str], at: int) -> bool:
        """Say whether "and" is followed by a number below a hundred: two hundred and fifty."""
        value = self._value_of(words[at + 1]) if at + 1 < len(words) else None
        return value is not None and 0 < value < _HUNDRED

    def _value_of(self, word: str) -> int | None:
        value = self.numerals.get(word)
        return self.numerals.get(word[1:]) if value is None and word.startswith(_ARABIC_AND) else value

    @cached_property
    def _vague_phrases(self) -> dict[tuple[str, ...], Quantity]:
        return _phrases(self.vague)

    @cached_property
    def _before_phrases(self) -> dict[tuple[str, ...], Beside]:
        return _phrases(self.before)

    @cached_property
    def _after_phrases(self) -> dict[tuple[str, ...], Beside]:
        return _phrases(self.after)


def _tokens(text: str) -> list[str] | None:
    return _TOKEN.findall(plain(text)) if len(text) <= _LONGEST_TEXT else None


def _power_of(value: int) -> int:
    """Return below what the next word of a number must lie: behind twenty comes one to nine, behind two hundred up to 99.

    >>> [_power_of(value) for value in (20, 200, 7, 19)]
    [10, 100, 1, 1]
    """
    power = 1
    while value and value % (power * 10) == 0:
        power *= 10
    return power


def _phrases(listed: Mapping[str, Meaning]) -> dict[tuple[str, ...], Meaning]:
    return {tuple(_TOKEN.findall(plain(phrase))): meaning for phrase, meaning in listed.items()}


def _phrase_at(
    words: Sequence[str], at: int, phrases: Mapping[tuple[str, ...], Meaning]
) -> tuple[str, ...] | None:
    """Return the longest phrase that stands at a place."""
    longest = max(map(len, phrases), default=0)
    here = (tuple(words[at : at + length]) for length in range(longest, 0, -1))
    return next((one for one in here if one in phrases), None)
