"""Words as Tokens -> columns, a row for each word: what tells how alike two words are, of many pairs at once.

Words that have a key, sound, skeleton or name in common have its number.
"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resolver import native
from resolver.names.likeness import (
    FEWEST_IN_COMMON,
    KUNYAS,
    LIKELIEST_KEYS,
    LONG_ECHO,
    is_listed,
    is_settled,
)
from resolver.names.ragged import Numbers, Ragged
from resolver.names.slips import LONGEST, Letters
from resolver.names.tokens import CONSONANTAL, Token

Flags = NDArray[np.bool_]
Codes = NDArray[np.int32]


class WordColumns:
    """Words of one kind of role, each with the numbers of its ``texts`` and of the names it may be.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> words = [make_token(word, "surname", load_knowledge()) for word in ("петров", "petrov")]
    >>> columns = WordColumns("surname", words)
    >>> columns.is_latin.tolist(), [keys[0] for keys in columns.keys.lists()]
    ([False, True], [1, 1])
    """

    def __init__(self, kind: str, tokens: Sequence[Token]) -> None:
        self.is_surname = kind == "surname"
        self._tokens = tokens
        texts, names = Numbers[str]({"": 0}), Numbers[str]({"": 0})
        halves = Numbers[str]()
        self.keys = Ragged.numbered(self._each("keys"), texts)
        self.likely_keys = self.keys.head(LIKELIEST_KEYS)
        self.skeletons = Ragged.numbered(self._each("skeletons"), texts)
        self.sounds = Ragged.numbered(self._each("sounds"), texts)
        self.mended = Ragged.numbered(self._each("mended"), texts)
        self.starts = Ragged.numbered(self._each("name_starts"), texts)
        self.parts = Ragged.numbered(self._each("parts"), texts)
        self.part_keys = Ragged.numbered(self._each("part_keys"), texts)
        self.echo = _numbered((echo if len(echo) >= LONG_ECHO else "" for echo in self._each("echo")), texts)
        self.classes = Ragged.numbered(self._each("classes"), names)
        self.short_classes = Ragged.numbered(self._each("short_classes"), names)
        self.usual = Ragged.numbered(self._each("usual"), names)
        self.likeliest = _numbered(self._each("likeliest"), names)
        self.first_names = Ragged.numbered(self._each("first_names"), halves)
        self.second_names = Ragged.numbered(self._each("second_names"), halves)
        self.texts = Letters.of(texts)
        self._text = _numbered(self._each("text"), Numbers[str]())
        scripts = Numbers[str]()
        self.script = _numbered(self._each("script"), scripts).astype(np.uint8)
        self.is_consonantal = _flags(map(CONSONANTAL.__contains__, scripts)).take(self.script)
        self.is_latin = _flags(script == "latin" for script in scripts).take(self.script)
        self._kunya = np.array([_kunya(text) for text in self._each("text")], dtype=np.uint8)
        self.is_initial = _flags(self._each("is_initial"))
        self.is_syllabic = _flags(self._each("is_syllabic"))
        self._is_attested = _flags(self._each("is_attested"))
        self.is_listed = _flags(is_listed(token, kind) for token in tokens)
        self.is_settled = _flags(not self.is_surname and is_settled(token) for token in tokens)
        self.fields = native.fields(*self._columns(), FEWEST_IN_COMMON)

    def _each(self, name: str) -> list[Any]:
        return [*map(attrgetter(name), self._tokens)]

    def _columns(self) -> Iterable[NDArray[Any]]:
        """Yield the columns in the order in which the kernel names them (``words.h``)."""
        yield from (self.texts.starts, self.texts.letters, self.texts.bits)
        for lists in (self.keys, self.likely_keys, self.sounds, self.skeletons, self.mended, self.starts):
            yield from (lists.starts, lists.values)
        for lists in (self.parts, self.part_keys, self.classes, self.short_classes, self.usual):
            yield from (lists.starts, lists.values)
        for lists in (self.first_names, self.second_names):
            yield from (lists.starts, lists.values)
        yield from (self._text, self.likeliest, self.echo, self.script, self._kunya)
        yield from (self.is_consonantal, self.is_latin, self.is_initial, self.is_listed)
        yield from (self.is_settled, self.is_syllabic, self._is_attested)

    def are_long(self) -> Flags:
        """Return which words have a text too long for a machine word, so that its slips are not told from columns."""
        longest = [
            lists.each(np.maximum, self.texts.sizes) for lists in (self.keys, self.skeletons, self.parts)
        ]
        are_long: Flags = np.maximum.reduce(longest) > LONGEST
        return are_long


def _numbered(things: Iterable[str], numbers: Numbers[str]) -> Codes:
    return np.fromiter(map(numbers.__getitem__, things), dtype=np.int32)


def _flags(said: Iterable[bool]) -> Flags:
    return np.fromiter(said, dtype=np.bool_)


def _kunya(text: str) -> int:
    """Return which kunya a word is, 0 for none."""
    return 1 + KUNYAS.index(text[:4]) if text.startswith(KUNYAS) else 0
