"""Words as Tokens -> which pairs of them may be alike, told from columns of whole numbers without looking at the words.

Most pairs of words have nothing in common: no key, no name, no sound, no skeleton, and too few letters for a slip. ``token_level``
calls all of these different (or, of unlisted names with consonants in common, unlisted), so it need not be asked. What is said
here to be possible may still be different; what is not, is.
"""

import string
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import reduce
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray

from resolver.names.likeness import (
    FEWEST_IN_COMMON,
    LIKELIEST_KEYS,
    LONG_ECHO,
    consonant_slips,
    consonants,
    is_settled,
    letter_slips,
)
from resolver.names.pairtable import Pairs, distinct, pack
from resolver.names.ragged import Numbers, Ragged, Whole, place_in_list, starts_of
from resolver.names.tokens import CONSONANTAL, Token

Bits = NDArray[np.uint64]
Places = NDArray[np.int64]
MOST_TOGETHER = 200
"""More words than this that share one key are not paired with one another, but marked as members of a crowd."""
_LETTER_BIT = {letter: 1 << at for at, letter in enumerate(string.ascii_letters + string.digits)}
_EVERY = (1 << 64) - 1
_SCRIPTS = ("", *sorted(CONSONANTAL))


class Traits:
    """What words in one kind of role have in common with others; two words are alike only if one of these says they may be.

    ``shared`` are the pairs of words that share something, sorted.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> words = [make_token(word, "surname", load_knowledge()) for word in ("матвеев", "metveev", "loginov")]
    >>> Traits("surname", words).may_look_alike(np.array([0, 0, 1]), np.array([1, 2, 2])).tolist()
    [True, False, False]
    """

    def __init__(self, role: str, tokens: Sequence[Token]) -> None:
        settled = [role != "surname" and is_settled(token) for token in tokens]
        self._is_settled = np.array(settled, dtype=np.bool_)
        self._is_initial = np.array([token.is_initial for token in tokens], dtype=np.bool_)
        self._firsts = _bits([{start[:1] for start in token.starts} for token in tokens])
        self._echo = _numbered([token.echo if len(token.echo) >= LONG_ECHO else "" for token in tokens])
        self._is_syllabic = np.array([token.is_syllabic for token in tokens], dtype=np.bool_)
        scripts = [token.script if token.script in CONSONANTAL else "" for token in tokens]
        self._script = np.array([_SCRIPTS.index(script) for script in scripts], dtype=np.uint8)
        self._keys = _Spellings([token.keys[:LIKELIEST_KEYS] for token in tokens], letter_slips)
        self._skeletons = _Spellings([token.skeletons for token in tokens], consonant_slips)
        self._consonants = _bits([consonants(token) for token in tokens])
        self.shared, self._crowds = _shared([_shareable(token, role) for token in tokens])

    def may_look_alike(self, left: Whole, right: Whole) -> NDArray[np.bool_]:
        """Return which pairs of words may be alike though they share nothing that ``shared`` knows."""
        found = self._may_slip(left, right)
        if self._is_settled.any():
            found &= ~(self._is_settled.take(left) & self._is_settled.take(right))
        if self._is_syllabic.any():
            is_echo = (self._echo.take(left) == self._echo.take(right)) & (self._echo.take(left) > 0)
            found |= is_echo & (self._is_syllabic.take(left) != self._is_syllabic.take(right))
        if self._crowds.any():
            found |= (self._crowds.take(left) & self._crowds.take(right)) != 0
        if self._is_initial.any():
            begin_alike = (self._firsts.take(left) & self._firsts.take(right)) != 0
            found = np.where(self._is_initial.take(left) | self._is_initial.take(right), begin_alike, found)
        return found

    def are_akin(self, left: Whole, right: Whole) -> NDArray[np.bool_]:
        """Return which pairs of words have at least half of their consonants in common."""
        mine, other = self._consonants.take(left), self._consonants.take(right)
        common, most = np.bitwise_count(mine & other), np.maximum(*map(np.bitwise_count, (mine, other)))
        return np.asarray((common >= FEWEST_IN_COMMON) & (2 * common >= most), dtype=np.bool_)

    def _may_slip(self, left: Whole, right: Whole) -> NDArray[np.bool_]:
        if not self._script.any():
            return self._keys.may_slip(left, right)
        found = np.zeros(len(left), dtype=np.bool_)
        is_one = self._script.take(left) == self._script.take(right)
        for spellings, places in (
            (self._keys, np.flatnonzero(is_one)),
            (self._skeletons, np.flatnonzero(~is_one)),
        ):
            found[places] = spellings.may_slip(left.take(places), right.take(places))
        return found


def _shareable(token: Token, role: str) -> Iterable[tuple[str, str]]:
    """Yield what a word must share with another to be the same name, one of its names, a part of it, or to sound like it."""
    classes = (token.likeliest,) if role == "surname" else token.classes | token.short_classes
    spaces: dict[str, Collection[str]] = {
        "key": {*token.keys, *token.parts, *token.mended},
        "class": {name for name in classes if name},
        "sound": token.sounds,
        "skeleton": token.skeletons,
    }
    return ((space, text) for space, texts in spaces.items() for text in texts if not token.is_initial)


def _shared(traits: Sequence[Iterable[tuple[str, str]]]) -> tuple[Pairs, Bits]:
    """Return the pairs of words that share a trait, and for traits that too many share a bit for each of these words."""
    numbers = Numbers[tuple[str, str]]()
    of_word = Ragged.of([[numbers[trait] for trait in one] for one in traits])
    word = np.repeat(np.arange(len(traits)), of_word.sizes)
    order = np.argsort(of_word.values, kind="stable")
    sizes = np.bincount(of_word.values, minlength=len(numbers))
    together = Ragged(starts=starts_of(sizes), values=word[order])
    is_crowd = sizes > MOST_TOGETHER
    crowds = np.zeros(len(traits), dtype=np.uint64)
    for number, crowd in enumerate(together.take(np.flatnonzero(is_crowd)).lists()):
        crowds[crowd] |= np.uint64(1 << number % 64)
    return _pairs_within(together.take(np.flatnonzero(~is_crowd))), crowds


def _pairs_within(lists: Ragged) -> Pairs:
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
        self._others = ~np.array([reduce(or_, one, 0) for one in letters], dtype=np.uint64)
        self._least = np.array([min(map(len, one), default=0) for one in spellings], dtype=np.int64)
        self._most = np.array([max(map(len, one), default=0) for one in spellings], dtype=np.int64)
        self._slips = np.array(
            [slips(size) for size in range(int(self._most.max(initial=0)) + 1)], dtype=np.int64
        )

    def may_slip(self, left: Whole, right: Whole) -> NDArray[np.bool_]:
        """Return, pair by pair, whether a spelling of one word may be a slip away from one of the other."""
        found = np.zeros(len(left), dtype=np.bool_)
        most_slips = int(self._slips.max())
        lost = self._all.take(left) & self._others.take(right)
        near = np.flatnonzero(_without_lowest(lost, most_slips) == 0)
        gained = self._all.take(right.take(near)) & self._others.take(left.take(near))
        near = near[_without_lowest(gained, most_slips) == 0]
        found[near] = self._is_in_reach(left.take(near), right.take(near))
        return found

    def _is_in_reach(self, left: Whole, right: Whole) -> NDArray[np.bool_]:
        most_left, most_right = self._most.take(left), self._most.take(right)
        allowed = self._slips.take(np.maximum(most_left, most_right))
        gap = np.maximum(self._least.take(left) - most_right, self._least.take(right) - most_left)
        found: NDArray[np.bool_] = (allowed > 0) & (gap <= allowed) & (most_left > 0) & (most_right > 0)
        for one, other in ((left, right), (right, left)):
            lost = self._all.take(one) & self._others.take(other)
            for slips in range(1, int(allowed.max(initial=0))):
                found &= (allowed != slips) | (_without_lowest(lost, slips) == 0)
        return found


def _without_lowest(bits: Bits, count: int) -> Bits:
    """Return bits without the lowest ones that are set, so many of them: nothing is left where no more were set.

    >>> _without_lowest(np.array([0b1101, 0b0100, 0], dtype=np.uint64), 2).tolist()
    [8, 0, 0]
    """
    for _ in range(count):
        bits = bits & (bits - np.uint64(1))
    return bits


def _letters(text: str) -> int:
    return reduce(or_, (_LETTER_BIT[letter] for letter in text), 0)


def _bits(words: Sequence[Iterable[str]]) -> Bits:
    """Return the letters of each word, one bit for each."""
    return np.array([reduce(or_, map(_letters, one), 0) for one in words], dtype=np.uint64)


def _numbered(texts: Sequence[str]) -> Places:
    """Return a number for each text, 0 for none."""
    numbers = Numbers[str]({"": 0})
    return np.array([numbers[text] for text in texts], dtype=np.int64)
