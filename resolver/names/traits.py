"""Words as Tokens -> which pairs of them may be alike, told from columns of whole numbers without looking at the words.

Most pairs of words share nothing: no key, no name, no sound, no skeleton, and too few letters for a slip. ``token_level`` calls all of
these different, so it need not be asked. The test may let unlike words pass, but it never holds alike ones back.
"""

import string
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import reduce
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray

from resolver.names.likeness import LIKELIEST_KEYS, LONG_ECHO, consonant_slips, letter_slips
from resolver.names.pairtable import UNKNOWN, PairTable, distinct, pack
from resolver.names.ragged import Numbers, Ragged, place_in_list, starts_of
from resolver.names.tokens import CONSONANTAL, Token

Bits = NDArray[np.uint64]
Places = NDArray[np.int64]
MOST_TOGETHER = 200
"""More words than this that share one key are not paired with one another, but marked as members of a crowd."""
_LETTER_BIT = {letter: 1 << at for at, letter in enumerate(string.ascii_letters + string.digits)}
_EVERY = (1 << 64) - 1
_CONSONANTAL = sorted(CONSONANTAL)


class Traits:
    """What words in one kind of role have in common with others.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> words = [make_token(word, "surname", load_knowledge()) for word in ("матвеев", "metveev", "loginov")]
    >>> Traits("surname", words).may_be_alike(np.array([0, 0, 1]), np.array([1, 2, 2])).tolist()
    [True, False, False]
    """

    def __init__(self, role: str, tokens: Sequence[Token]) -> None:
        self._role = role
        self._is_initial = np.array([token.is_initial for token in tokens], dtype=np.bool_)
        self._firsts = _bits([{start[:1] for start in token.starts} for token in tokens])
        self._echo = _numbered([token.echo if len(token.echo) >= LONG_ECHO else "" for token in tokens])
        self._is_syllabic = np.array([token.is_syllabic for token in tokens], dtype=np.bool_)
        self._is_listed = np.array(
            [bool(token.classes or token.short_classes) for token in tokens], dtype=np.bool_
        )
        scripts = [token.script if token.script in CONSONANTAL else "" for token in tokens]
        self._script = np.array([["", *_CONSONANTAL].index(script) for script in scripts], dtype=np.uint8)
        self._keys = _Spellings([token.keys[:LIKELIEST_KEYS] for token in tokens], letter_slips)
        self._skeletons = _Spellings([token.skeletons for token in tokens], consonant_slips)
        self._shared = _Shared(
            [() if token.is_initial else _shareable(token, role) for token in tokens],
        )

    def may_be_alike(self, left: Places, right: Places) -> NDArray[np.bool_]:
        """Return, pair by pair, whether ``token_level`` may call two words anything but different."""
        may_slip = np.where(
            self._script[left] == self._script[right],
            self._keys.may_slip(left, right),
            self._skeletons.may_slip(left, right),
        )
        if self._role != "surname":
            may_slip &= ~(self._is_listed[left] & self._is_listed[right])
        is_echo = (self._echo[left] == self._echo[right]) & (self._echo[left] > 0)
        is_echo &= self._is_syllabic[left] != self._is_syllabic[right]
        begins_alike = (self._firsts[left] & self._firsts[right]) != 0
        is_initial = self._is_initial[left] | self._is_initial[right]
        is_alike = may_slip | is_echo | self._shared.have(left, right)
        found: NDArray[np.bool_] = np.where(is_initial, begins_alike, is_alike) | (left == right)
        return found


def _shareable(token: Token, role: str) -> Iterable[tuple[str, str]]:
    """Yield what a word must share with another to be the same name, one of its names, a part of it, or to sound like it."""
    classes = (token.likeliest,) if role == "surname" else token.classes | token.short_classes
    spaces = {
        "key": {*token.keys, *token.parts, *token.mended},
        "class": {name for name in classes if name},
        "sound": token.sounds,
        "skeleton": token.skeletons,
    }
    return ((space, text) for space, texts in spaces.items() for text in texts)


class _Shared:
    """Pairs of words that share something: a table of pairs, and bits for what too many share."""

    def __init__(self, traits: Sequence[Iterable[tuple[str, str]]]) -> None:
        numbers = Numbers[tuple[str, str]]()
        of_word = Ragged.of([[numbers[trait] for trait in one] for one in traits])
        word = np.repeat(np.arange(len(traits)), of_word.sizes)
        order = np.argsort(of_word.values, kind="stable")
        sizes = np.bincount(of_word.values, minlength=len(numbers))
        together = Ragged(starts=starts_of(sizes), values=word[order])
        is_crowd = sizes > MOST_TOGETHER
        self._table = PairTable()
        pairs = _pairs_within(together.take(np.flatnonzero(~is_crowd)))
        self._table.put(pairs, np.zeros(len(pairs), dtype=np.uint8))
        self._crowds = np.zeros(len(traits), dtype=np.uint64)
        for number, crowd in enumerate(together.take(np.flatnonzero(is_crowd)).lists()):
            self._crowds[crowd] |= np.uint64(1 << number % 64)

    def have(self, left: Places, right: Places) -> NDArray[np.bool_]:
        """Return, pair by pair, whether two words share something."""
        in_table: NDArray[np.bool_] = self._table.get(pack(left, right)) != UNKNOWN
        in_table |= (self._crowds[left] & self._crowds[right]) != 0
        return in_table


def _pairs_within(lists: Ragged) -> Bits:
    """Return every pair of two numbers of one list, each once."""
    sizes = lists.sizes
    partners = np.repeat(sizes, sizes) - place_in_list(sizes) - 1
    left = np.repeat(np.arange(len(lists.values)), partners)
    right = left + 1 + place_in_list(partners)
    return distinct(pack(lists.values[left], lists.values[right]))


class _Spellings:
    """The spellings of each word: how long they are, which letters all of them have, and which any of them has.

    A slip leaves out one letter at most and brings in one at most, and makes a word longer or shorter by one at most.
    """

    def __init__(self, spellings: Sequence[Collection[str]], slips: Callable[[int], int]) -> None:
        letters = [[_letters(text) for text in one] for one in spellings]
        self._all = np.array([reduce(and_, one, _EVERY if one else 0) for one in letters], dtype=np.uint64)
        self._any = np.array([reduce(or_, one, 0) for one in letters], dtype=np.uint64)
        self._least = np.array([min(map(len, one), default=0) for one in spellings], dtype=np.int64)
        self._most = np.array([max(map(len, one), default=0) for one in spellings], dtype=np.int64)
        longest = int(self._most.max(initial=0))
        self._slips = np.array([slips(length) for length in range(longest + 1)], dtype=np.int64)

    def may_slip(self, left: Places, right: Places) -> NDArray[np.bool_]:
        """Return, pair by pair, whether a spelling of one word may be a slip away from one of the other."""
        most_left, most_right = self._most[left], self._most[right]
        allowed = self._slips[np.maximum(most_left, most_right)]
        gap = np.maximum(self._least[left] - most_right, self._least[right] - most_left)
        may: NDArray[np.bool_] = (allowed > 0) & (gap <= allowed) & (most_left > 0) & (most_right > 0)
        may &= _has_at_most(self._all[left] & ~self._any[right], allowed)
        may &= _has_at_most(self._all[right] & ~self._any[left], allowed)
        return may


def _has_at_most(bits: Bits, counts: Places) -> NDArray[np.bool_]:
    """Return whether so many bits are set, or fewer.

    >>> _has_at_most(np.array([0b101, 0b101, 0], dtype=np.uint64), np.array([1, 2, 0])).tolist()
    [False, True, True]
    """
    found: NDArray[np.bool_] = bits == 0
    for count in range(1, int(counts.max(initial=0)) + 1):
        bits = bits & (bits - np.uint64(1) * (bits != 0))
        found |= (bits == 0) & (counts >= count)
    return found


def _letters(text: str) -> int:
    return reduce(or_, (_LETTER_BIT[letter] for letter in text), 0)


def _bits(words: Sequence[Iterable[str]]) -> Bits:
    """Return the letters of each word, one bit for each."""
    return np.array([reduce(or_, map(_letters, one), 0) for one in words], dtype=np.uint64)


def _numbered(texts: Sequence[str]) -> Places:
    """Return a number for each text, 0 for none."""
    numbers = Numbers[str]({"": 0})
    return np.array([numbers[text] for text in texts], dtype=np.int64)
