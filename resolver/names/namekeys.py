"""Words of a reading -> the values by which blocking may bring names together: of one name, or of all readings in columns.

Most values belong to a word and are made once for each distinct word; two kinds belong to a surname and a given name together.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product

import numpy as np
import polars as pl

from resolver.distinct import Whole, coded, distinct
from resolver.names.columns import ReadingColumns
from resolver.names.ragged import Ragged, each_with_each, starts_of
from resolver.names.readings import ROLES
from resolver.names.tokens import Token, Tokens

Values = Callable[[Token], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeyColumn:
    """One part of a key in columns: the distinct values, sorted, and which of them each reading has, by row of ReadingColumns."""

    texts: Sequence[str]
    of_reading: Ragged


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordKeys:
    """What the words in a role give to one part of a key: texts as they come, those of each word, and the word of each reading.

    A reading without a word has the last one, which gives nothing. ``texts`` that are kept for long stand as a column: in a quarter of the room.
    """

    texts: Sequence[str] | pl.Series
    of_word: Ragged
    words: Whole

    def listed(self) -> Sequence[str]:
        """Return the texts one by one."""
        return self.texts.to_list() if isinstance(self.texts, pl.Series) else self.texts

    def kept(self) -> "WordKeys":
        """Return the same with texts as a column."""
        return replace(self, texts=pl.Series(self.texts, dtype=pl.String))


BETWEEN = "+"
"""What stands between two words of one value."""
FEWEST_LETTERS = 5
"""Of shorter keys no letter is left out."""


def _surname(token: Token) -> Iterable[str]:
    return () if token.is_initial else {*token.keys, *token.parts}


def _surname_typo(token: Token) -> Iterable[str]:
    """Yield keys and keys with one letter left out: two words one slip apart share one of them."""
    for key in _surname(token):
        yield key
        if len(key) >= FEWEST_LETTERS:
            yield from (key[:place] + key[place + 1 :] for place in range(len(key)))


def _given(token: Token) -> Iterable[str]:
    return () if token.is_initial else {*token.classes, *token.short_classes, *token.keys[:1]}


def _father(token: Token) -> Iterable[str]:
    return () if token.is_initial else {*token.classes, *token.keys[:1]}


OF_WORD: Mapping[str, tuple[str, Values]] = {
    "surname": ("surname", _surname),
    "surname_typo": ("surname", _surname_typo),
    "surname_start": ("surname", lambda token: (key[:2] for key in _surname(token))),
    "skeleton": ("surname", lambda token: token.skeletons),
    "given": ("given", _given),
    "given_start": ("given", lambda token: (start[:1] for start in token.starts)),
    "father": ("father", _father),
}
"""What a word in a role gives, by part of a key."""

LEFT_OUT_OF: Mapping[str, str] = {"surname_typo": "surname"}
"""Parts whose values are those of another part, and these with one letter left out."""

OF_TWO_WORDS: Mapping[str, Values] = {
    "two_words": lambda token: () if token.is_initial else token.keys[:2],
    "echo": lambda token: filter(None, (token.echo,)),
    "two_skeletons": lambda token: token.skeletons,
}
"""What surname and given name each give to a value of both, whichever of them stands first."""


def keys_of_words(words: Mapping[str, Token]) -> dict[str, frozenset[str]]:
    """Return what the words of a reading, by role, give to each part of a key."""
    keys = {part: frozenset(values(words[role])) for part, (role, values) in OF_WORD.items() if role in words}
    if "surname" in words and "given" in words:
        for part, values in OF_TWO_WORDS.items():
            both = product(values(words["surname"]), values(words["given"]))
            keys[part] = frozenset(BETWEEN.join(sorted(pair)) for pair in both)
    return {part: found for part, found in keys.items() if found}


def key_column(part: str, readings: ReadingColumns, tokens: Tokens) -> KeyColumn:
    """Return what every reading gives to one part of a key."""
    if part in OF_WORD:
        role, values = OF_WORD[part]
        return _of_role(role, values, readings, tokens)
    surnames, given_names = (
        _of_role(role, OF_TWO_WORDS[part], readings, tokens) for role in ("surname", "given")
    )
    return _of_both(surnames, given_names)


def word_keys(part: str, readings: ReadingColumns, tokens: Tokens) -> WordKeys:
    """Return what every word gives to a part of a key that is one word's (one of ``OF_WORD``)."""
    return _of_words(*OF_WORD[part], readings, tokens)


def _of_words(role: str, values: Values, readings: ReadingColumns, tokens: Tokens) -> WordKeys:
    of_word = [{*values(token)} for token in tokens.of_kind[role]]
    sizes = np.fromiter(map(len, (*of_word, ())), dtype=np.int64, count=len(of_word) + 1)
    texts = [*chain.from_iterable(of_word)]
    return WordKeys(
        texts=texts,
        of_word=Ragged(starts=starts_of(sizes), values=np.arange(len(texts))),
        words=words_that_give(role, readings, len(of_word)),
    )


def words_that_give(role: str, readings: ReadingColumns, none: int) -> Whole:
    """Return the word in a role by which each reading is found, ``none`` where it has none.

    By words in one another's columns nobody is found: all who bear a given name would be found by it as by a surname. Keys of both
    words, of a day or a place bring together those of whom one has them exchanged.
    """
    words = readings.tokens[ROLES.index(role)]
    return np.where((words < 0) | readings.is_exchanged, none, words)


def _of_role(role: str, values: Values, readings: ReadingColumns, tokens: Tokens) -> KeyColumn:
    """Return the values of the word that each reading has in a role."""
    found = _of_words(role, values, readings, tokens)
    numbers, texts = coded(pl.Series(found.texts, dtype=pl.String))
    owners = np.repeat(np.arange(len(found.of_word.sizes)), found.of_word.sizes)
    of_word = _each_once(owners, numbers, len(found.of_word.sizes))
    return KeyColumn(texts=tuple(texts), of_reading=of_word.take(found.words))


def _each_once(owners: Whole, values: Whole, count: int) -> Ragged:
    """Return the distinct values of each owner, sorted.

    >>> list(_each_once(np.array([1, 1, 1, 0]), np.array([5, 3, 5, 8]), 3).lists())
    [[8], [3, 5], []]
    """
    return _parted(distinct(owners << 32 | values), count)


def _parted(packed: Whole, count: int) -> Ragged:
    """Return the values of each owner, given both in order, the owner in the higher bits."""
    return Ragged(starts=np.searchsorted(packed >> 32, np.arange(count + 1)), values=packed & _NUMBER)


def _of_both(one: KeyColumn, other: KeyColumn) -> KeyColumn:
    """Return each value of one word with each of the other, the two in order of the alphabet."""
    texts = sorted({*one.texts, *other.texts})
    rank = {text: at for at, text in enumerate(texts)}
    left, right = (
        column.of_reading.map(np.array([*map(rank.get, column.texts), 0])) for column in (one, other)
    )
    parts = [*_products(left, right)]
    pairs = distinct(np.concatenate([distinct(pair) for _, pair in parts]))
    packed = [distinct(reading << 32 | np.searchsorted(pairs, pair)) for reading, pair in parts]
    return KeyColumn(
        texts=BothTexts(texts=texts, pairs=pairs),
        of_reading=_parted(np.concatenate(packed), len(left.sizes)),
    )


READINGS_AT_ONCE = 200_000
"""Of so many readings each value of one word is set beside each of the other at once: memory does not grow with their number."""


def _products(left: Ragged, right: Ragged) -> Iterator[tuple[Whole, Whole]]:
    """Yield, for some readings at a time, each value on the left with each on the right, the smaller in the higher bits; and whose it is."""
    count = len(left.sizes)
    for start in range(0, max(count, 1), READINGS_AT_ONCE):
        some = np.arange(start, min(start + READINGS_AT_ONCE, count))
        here = (side for one in (left, right) for side in (one.starts[some], one.sizes[some]))
        two, mine, theirs = each_with_each(*here)
        ends = left.values[mine], right.values[theirs]
        yield some[two], np.minimum(*ends) << 32 | np.maximum(*ends)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BothTexts(Sequence[str]):
    """The texts of pairs of words, each put together when it is asked for: there are many, and they are read once.

    A pair is the places in ``texts`` of two words, the first of the alphabet in the higher 32 bits.
    """

    texts: Sequence[str]
    pairs: Whole

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, place: int) -> str:  # type: ignore[override]
        low, high = divmod(int(self.pairs[place]), 1 << 32)
        return f"{self.texts[low]}{BETWEEN}{self.texts[high]}"

    @property
    def ends(self) -> tuple[Whole, Whole]:
        """Return the places of the first word of each text, and of the other."""
        return self.pairs >> 32, self.pairs & _NUMBER


_NUMBER = (1 << 32) - 1
