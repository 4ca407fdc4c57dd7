"""Distinct names of a list -> NameIndex: readings, tokens, frequencies and blocking keys, once per distinct name."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from resolver.distinct import Whole
from resolver.names.columns import KINDS, ReadingColumns
from resolver.names.comparing import ComparedNames, NamePairs
from resolver.names.frequencies import (
    Bearers,
    Labelled,
    NameCounts,
    NameFrequencies,
    bearers_of,
    count_names,
    labels_of,
    to_carry,
)
from resolver.names.knowledge import Knowledge
from resolver.names.likeness import APART, Level, NameLevels, compare_readings
from resolver.names.namekeys import KeyColumn, WordKeys, key_column, keys_of_words, word_keys
from resolver.names.reader import clean_again, read_names
from resolver.names.readings import ROLES, Reading, whole_given
from resolver.names.remembering import KEPT_WORDS, forget
from resolver.names.tokens import Token, Tokens, Unmade, kind_of_role, make_token
from resolver.names.wholes import wholes_of
from resolver.names.wordpairs import WordPairs
from resolver.names.words import CleanNames
from resolver.names.wordshares import WordShares

KEPT_PARTS = (*KINDS, "skeleton")
"""The parts of a key of which it is kept what words give."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameIndex:
    """Every distinct name of a list, read once. A name's code is its place in ``names``.

    ``labels`` are what stands for all spellings of each word, ``taken_out`` what was no name of some, by code: each piece with its kind.
    ``keys`` are what words are known to give to some parts of a key, from an earlier run; of other parts it is worked out.
    """

    names: tuple[str, ...]
    readings: ReadingColumns
    tokens: Tokens
    labels: Labelled
    taken_out: Mapping[int, tuple[tuple[str, str], ...]]
    knowledge: Knowledge
    frequencies: NameFrequencies
    bearers: Bearers
    keys: Mapping[str, WordKeys] = field(default_factory=dict, repr=False)
    _clean: list[CleanNames] = field(default_factory=list, repr=False)
    _pairs: list[NamePairs] = field(default_factory=list, init=False, repr=False)
    _shares: dict[str, WordShares] = field(default_factory=dict, init=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what is known of pairs of words: it holds places in the memory of this process."""
        state = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**state, "_pairs": []}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)

    @property
    def clean(self) -> CleanNames:
        """Return names without what is no name."""
        if not self._clean:
            self._clean.append(clean_again(self.names, self.knowledge))
        return self._clean[0]

    def first_taken_out(self, kind: str) -> dict[int, str]:
        """Return, by code, the first text of a kind (rank, callsign, alias, …) that was taken out of a name.

        >>> from resolver.names.knowledge import load_knowledge
        >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
        >>> index_names(["Матвеев", "рядовой Матвеев «Филин»"], load_knowledge(), shares).first_taken_out("callsign")
        {1: 'Филин'}
        """
        # Read from the end, so that of several the first is left.
        return {
            code: text for code, found in self.taken_out.items() for of, text in reversed(found) if of == kind
        }

    def compare_many(self, left: Whole, right: Whole) -> ComparedNames:
        """Return the levels of many pairs of names by code, each from the one pair of readings that fits best.

        It says what ``compare`` says of each pair, and is the faster of the two from a few hundred pairs on.
        """
        if not self._pairs:
            wholes = wholes_of(self.readings, self.tokens.of_kind["given"], self.knowledge)
            tokens = {**self.tokens.of_kind, "given": wholes.tokens}
            words = {kind: WordPairs(kind, tokens[kind], self._shares_of(kind).of) for kind in KINDS}
            self._pairs.append(NamePairs(self.readings, words, wholes))
        return self._pairs[0].compare(left, right)

    def _shares_of(self, kind: str) -> WordShares:
        if kind not in self._shares:
            self._shares[kind] = WordShares(
                kind, self.tokens.of_kind[kind], self.knowledge, self.frequencies, self.bearers
            )
        return self._shares[kind]

    def compare(self, left: int, right: int) -> NameLevels | None:
        """Return the levels of two names by code, from the one pair of readings that fits best."""
        readings = self.readings[left], self.readings[right]
        return compare_readings(*readings, self._tokens_of([*readings[0], *readings[1]]))

    def _tokens_of(self, readings: Sequence[Reading]) -> dict[tuple[str, str], Token]:
        """Return what is known of the words of readings, and of two given names in one word."""
        words = {(kind_of_role(role), getattr(one, role)) for one in readings for role in ROLES}
        tokens = {(kind, word): self.tokens[kind, word] for kind, word in words if word is not None}
        wholes = [whole for one in readings if (whole := whole_given(one)) is not None]
        return tokens | {("given", whole): make_token(whole, "given", self.knowledge) for whole in wholes}

    def counted(self) -> NameCounts:
        """Return in how many different names of this list each word stands, to be carried to other lists."""
        return to_carry(self.labels, count_names(self.readings, self.labels))

    def by(self, frequencies: NameFrequencies) -> "NameIndex":
        """Return the same names, thought to be as common as these frequencies say."""
        bearers = bearers_of(self.readings, self.labels, frequencies)
        return replace(self, frequencies=frequencies, bearers=bearers)

    def only(self, codes: Sequence[int]) -> "NameIndex":
        """Return the same names, of which all but some are not read: of few names nothing need be worked out that is of others.

        How common a name is stays what it is among all.

        >>> from resolver.names.knowledge import load_knowledge
        >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
        >>> names = index_names(["Loginov Ivan", "Матвеев", "Логинов"], load_knowledge(), shares).only([0, 2])
        >>> names.compare(0, 2).surname.name, names.readings[1]
        ('SAME', ())
        """
        readings, numbers = self.readings.only(codes)
        of_kind, labels = (
            {kind: [of_all[kind][at] for at in numbers[kind].tolist()] for kind in KINDS}
            for of_all in (self.tokens.of_kind, self.labels)
        )
        counts = {kind: count[numbers[kind]] for kind, count in self.bearers.counts.items()}
        return replace(
            self,
            readings=readings,
            tokens=Tokens(readings.texts, of_kind),
            labels=labels,
            keys={},
            bearers=replace(self.bearers, counts=counts),
        )

    def at_rest(self) -> "NameIndex":
        """Return the same names without what is known of each word and of pairs of words: it is worked out again when it is asked for.

        A long list holds a KB of each of its words, and of pairs as much again.

        >>> from resolver.names.knowledge import load_knowledge
        >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
        >>> names = index_names(["Loginov Ivan", "Логинов"], load_knowledge(), shares).at_rest()
        >>> names.compare(0, 1).surname.name, names.at_rest().key_column("surname").texts
        ('SAME', ('loginov',))
        """
        texts, keys = self.readings.texts, {part: self.word_keys(part).kept() for part in KEPT_PARTS}
        unmade = {kind: Unmade(kind, texts[kind], self.knowledge) for kind in KINDS}
        return replace(self, tokens=Tokens(texts, unmade), keys=keys)

    def key_column(self, part: str) -> KeyColumn:
        """Return what ``name_keys`` says of one part of a key, for every reading of every name at once.

        >>> from resolver.names.knowledge import load_knowledge
        >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
        >>> column = index_names(["Косотуров Игорь", "12"], load_knowledge(), shares).key_column("surname_start")
        >>> [[column.texts[at] for at in values] for values in column.of_reading.lists()]
        [['ko']]
        """
        return key_column(part, self.readings, self.tokens)

    def word_keys(self, part: str) -> WordKeys:
        """Return what ``key_column`` does, of a part that is one word's, but word by word and in no order: at a third of the cost."""
        return self.keys.get(part) or word_keys(part, self.readings, self.tokens)

    def likeliest(self, role: str, word: str) -> str:
        """Return the given-name class that a word of a reading most likely belongs to, or nothing."""
        return self.tokens[role, word].likeliest

    def frequency(self, role: str, left: str | None, right: str | None, level: Level) -> float:
        """Return the share of people who bear what two words agree on; the commoner of the two when they differ."""
        if left is None or right is None or level in {Level.MISSING, *APART}:
            return 1.0
        kind = kind_of_role(role)
        words = [np.array([bisect_left(self.readings.texts[kind], word)]) for word in (left, right)]
        return float(self._shares_of(kind).of(*words)[0])


def index_names(names: Sequence[str], knowledge: Knowledge, frequencies: NameFrequencies) -> NameIndex:
    """Read distinct names.

    >>> from resolver.names.knowledge import load_knowledge
    >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    >>> index = index_names(["Станислав Матвеев", "Матвеевым Станиславом"], load_knowledge(), shares)
    >>> index.compare(0, 1).surname.name
    'SAME'
    """
    clean, readings = read_names(names, knowledge)
    tokens = Tokens.of(readings.texts, knowledge)
    labels = labels_of(tokens)
    if len(names) > KEPT_WORDS:
        forget()
    return NameIndex(
        names=tuple(names),
        readings=readings,
        tokens=tokens,
        labels=labels,
        taken_out=clean.taken_out(),
        knowledge=knowledge,
        frequencies=frequencies,
        bearers=bearers_of(readings, labels, frequencies),
        _clean=[clean],
    )


def name_keys(index: NameIndex, code: int) -> Iterator[dict[str, frozenset[str]]]:
    """Yield, for each reading of a name, the values that blocking rules may combine; none for one that is exchanged."""
    for reading in index.readings[code]:
        told = {role: getattr(reading, role) for role in ROLES if not reading.is_exchanged}
        words = {role: word for role, word in told.items() if word is not None}
        yield keys_of_words({role: index.tokens[kind_of_role(role), word] for role, word in words.items()})
