"""Words as Tokens -> which pairs of them may be alike, told from columns of whole numbers without looking at the words.

Most pairs of words have nothing in common: no key, no name, no sound, no skeleton, and too few letters for a slip. ``token_level``
calls all of these different (or, of unlisted names with consonants in common, unlisted), so it need not be asked. What is said
here to be possible may still be different; what is not, is.
"""

import string
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from resolver import native
from resolver.distinct import Whole, distinct
from resolver.names.likeness import (
    FEWEST_IN_COMMON,
    LIKELIEST_KEYS,
    LONG_ECHO,
    consonant_slips,
    is_settled,
    letter_slips,
)
from resolver.names.pairtable import Pairs, pack
from resolver.names.ragged import Numbers, Ragged, each_with_each, place_in_list, starts_of
from resolver.names.slips import Letters
from resolver.names.tokens import CONSONANTAL, Token

Bits = NDArray[np.uint64]
Places = NDArray[np.int64]
_Bare = TypeVar("_Bare", np.uint64, np.int64)
MOST_TOGETHER = 200
"""More words than this that share one key are not paired with one another, but marked as members of a crowd."""
_LETTER_BITS = np.zeros(128, dtype=np.uint64)
_LETTER_BITS[[*map(ord, string.ascii_letters + string.digits)]] = np.uint64(1) << np.arange(
    62, dtype=np.uint64
)
_SCRIPTS = ("", *sorted(CONSONANTAL))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Together:
    """Pairs of words that share something, and those that share a part: two double names, or one and its part; both sorted.

    What too many words share is told word by word, a bit of ``crowds`` for each.
    """

    shared: Pairs
    parted: Pairs
    crowds: Bits

    @classmethod
    def of(cls, role: str, tokens: Sequence[Token]) -> "Together":
        """Return which words in one kind of role share something.

        >>> from resolver.names.knowledge import load_knowledge
        >>> from resolver.names.tokens import make_token
        >>> words = [make_token(word, "surname", load_knowledge()) for word in ("матвеев", "loginov", "matveev")]
        >>> Together.of("surname", words).shared.tolist() == [2]
        True
        """
        shared, crowds = _shared(_shareable(tokens, role))
        parted, crowds_of_parts = _shared([_parts(tokens)])
        return cls(shared=shared, parted=parted, crowds=crowds | crowds_of_parts)


class Traits:
    """What tells whether words in one kind of role may look alike, beside what they share; words of one of the ``crowds`` may.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> words = [make_token(word, "surname", load_knowledge()) for word in ("матвеев", "metveev", "loginov")]
    >>> traits = Traits("surname", words, crowds=np.zeros(3, dtype=np.uint64))
    >>> traits.may_look_alike(np.array([0, 0, 1]), np.array([1, 2, 2])).tolist()
    [True, False, False]
    """

    def __init__(self, role: str, tokens: Sequence[Token], *, crowds: Bits) -> None:
        settled = [role != "surname" and is_settled(token) for token in tokens]
        self._is_settled = np.array(settled, dtype=np.bool_)
        self._is_initial = np.array([token.is_initial for token in tokens], dtype=np.bool_)
        self._firsts = _Spellings([{start[:1] for start in token.starts} for token in tokens]).any_letter
        self._echo = _numbered([token.echo if len(token.echo) >= LONG_ECHO else "" for token in tokens])
        self._is_syllabic = np.array([token.is_syllabic for token in tokens], dtype=np.bool_)
        scripts = [token.script if token.script in CONSONANTAL else "" for token in tokens]
        self._script = np.array([_SCRIPTS.index(script) for script in scripts], dtype=np.uint8)
        self._keys = _Spellings([token.keys[:LIKELIEST_KEYS] for token in tokens], letter_slips)
        self._skeletons = _Spellings([token.skeletons for token in tokens], consonant_slips)
        self._crowds = crowds
        flags = self._script, self._is_settled, self._is_initial, self._is_syllabic
        spellings = self._keys.fields, self._skeletons.fields
        self._fields = native.fields(*spellings, *flags, self._echo, crowds, self._firsts)

    def may_look_alike(self, left: Whole, right: Whole, *, closely: bool = False) -> NDArray[np.bool_]:
        """Return which pairs of words may be alike though they share nothing.

        Looked at closely, letter by letter and not only by which letters they have, far fewer may: it takes its time.
        """
        if native.is_there():
            told = np.empty(len(left), dtype=np.bool_)
            sides = (np.ascontiguousarray(side, dtype=np.int32) for side in (left, right))
            native.call("may_look_alike", self._fields, *sides, len(left), int(closely), told)
            return told
        found = self._may_slip(left, right, closely=closely)
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
        """Return which pairs of words have at least half of their consonants in common, each by one convention."""
        return self._skeletons.share_half(left, right)

    def _may_slip(self, left: Whole, right: Whole, *, closely: bool) -> NDArray[np.bool_]:
        if not self._script.any():
            return self._keys.may_slip(left, right, closely=closely)
        found = np.zeros(len(left), dtype=np.bool_)
        is_one = self._script.take(left) == self._script.take(right)
        for spellings, places in (
            (self._keys, np.flatnonzero(is_one)),
            (self._skeletons, np.flatnonzero(~is_one)),
        ):
            found[places] = spellings.may_slip(left.take(places), right.take(places), closely=closely)
        return found


def _shareable(tokens: Sequence[Token], role: str) -> Sequence[Sequence[Collection[str]]]:
    """Return what words must share with another to be the same name, one of its names, or to sound like it, kind by kind."""
    whole = [None if token.is_initial else token for token in tokens]
    return (
        [{*one.keys, *one.mended} if one else () for one in whole],
        [_classes(one, role) if one else () for one in whole],
        [one.sounds if one else () for one in whole],
        [one.skeletons if one else () for one in whole],
    )


def _parts(tokens: Sequence[Token]) -> Sequence[Collection[str]]:
    """Return what words must share with another where one of them is double: the parts of one, and a word that is a part of another."""
    parts = {key for one in tokens for key in one.part_keys}
    return [() if one.is_initial else one.part_keys or parts.intersection(one.keys) for one in tokens]


def _classes(token: Token, role: str) -> Collection[str]:
    if role == "surname":
        return (token.likeliest,) if token.likeliest else ()
    return token.classes | token.short_classes


def _shared(kinds: Sequence[Sequence[Collection[str]]]) -> tuple[Pairs, Bits]:
    """Return the pairs of words that share a text of one kind, and for texts that too many share a bit for each of these words."""
    pairs = []
    crowds = np.zeros(len(kinds[0]), dtype=np.uint64)
    crowd_count = 0
    for texts in kinds:
        together = _together(texts)
        is_crowd = together.sizes > MOST_TOGETHER
        for crowd in together.take(np.flatnonzero(is_crowd)).lists():
            crowds[crowd] |= np.uint64(1 << crowd_count % 64)
            crowd_count += 1
        pairs.append(_pairs_within(together.take(np.flatnonzero(~is_crowd))))
    return distinct(np.concatenate(pairs)), crowds


def _together(texts: Sequence[Collection[str]]) -> Ragged:
    """Return for each distinct text the words that have it."""
    numbers = Numbers[str]()
    of_word = Ragged.of([[numbers[text] for text in one] for one in texts])
    word = np.repeat(np.arange(len(texts)), of_word.sizes)
    order = np.argsort(of_word.values, kind="stable")
    return Ragged(starts=starts_of(np.bincount(of_word.values, minlength=len(numbers))), values=word[order])


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

    def __init__(
        self, spellings: Sequence[Collection[str]], slips: Callable[[int], int] = lambda size: 0
    ) -> None:
        sizes = np.fromiter(map(len, spellings), dtype=np.int64, count=len(spellings))
        texts = [*chain.from_iterable(spellings)]
        self._texts, letters = Letters.of(texts), _letters(texts)
        lengths = self._texts.sizes
        self._letters, self._sizes, self._firsts = letters, sizes, starts_of(sizes)
        self.any_letter = _of_each(np.bitwise_or, letters, sizes)
        self._all = _of_each(np.bitwise_and, letters, sizes)
        self._others = ~self.any_letter
        self._least = _of_each(np.minimum, lengths, sizes)
        self._most = _of_each(np.maximum, lengths, sizes)
        self._slips = np.array(
            [slips(size) for size in range(int(self._most.max(initial=0)) + 1)], dtype=np.int64
        )
        rows = self._texts.rows
        of_words = self._all, self.any_letter, self._least, self._most, self._slips, self._firsts
        self.fields = native.fields(*of_words, lengths, letters, rows, rows.shape[1])

    def may_slip(self, left: Whole, right: Whole, *, closely: bool = False) -> NDArray[np.bool_]:
        """Return, pair by pair, whether a spelling of one word may be a slip away from one of the other; looked at closely, it is."""
        found = np.zeros(len(left), dtype=np.bool_)
        most_slips = int(self._slips.max())
        lost = self._all.take(left) & self._others.take(right)
        near = np.flatnonzero(_without_lowest(lost, most_slips) == 0)
        gained = self._all.take(right.take(near)) & self._others.take(left.take(near))
        near = near[_without_lowest(gained, most_slips) == 0]
        found[near] = self._is_in_reach(left.take(near), right.take(near))
        if closely:
            near = np.flatnonzero(found)
            found[near] = self._is_slip(left.take(near), right.take(near))
        return found

    def share_half(self, left: Whole, right: Whole) -> NDArray[np.bool_]:
        """Return, pair by pair, whether a spelling of one word has half of its letters in common with one of the other, or more."""
        found = np.zeros(len(left), dtype=np.bool_)
        common = np.bitwise_count(self.any_letter.take(left) & self.any_letter.take(right))
        near = np.flatnonzero(common >= FEWEST_IN_COMMON)
        pair, *both = self._each(left.take(near), right.take(near))
        mine, other = map(self._letters.take, both)
        common, most = np.bitwise_count(mine & other), np.maximum(*map(np.bitwise_count, (mine, other)))
        found[near[pair[(common >= FEWEST_IN_COMMON) & (2 * common >= most)]]] = True
        return found

    def _each(self, left: Whole, right: Whole) -> tuple[Places, Places, Places]:
        """Return each spelling of one word with each of the other, pair by pair: the number of the pair, and both spellings."""
        starts, counts = self._firsts, self._sizes
        return each_with_each(starts.take(left), counts.take(left), starts.take(right), counts.take(right))

    def _is_slip(self, left: Whole, right: Whole) -> NDArray[np.bool_]:
        pair, one, other = self._each(left, right)
        sizes = self._texts.sizes.take(one), self._texts.sizes.take(other)
        allowed = self._slips.take(np.maximum(*sizes))
        lost, gained = (
            np.bitwise_count(self._letters.take(mine) & ~self._letters.take(theirs))
            for mine, theirs in ((one, other), (other, one))
        )
        is_near = (allowed > 0) & (np.abs(sizes[0] - sizes[1]) <= allowed)
        near = np.flatnonzero(is_near & (lost <= allowed) & (gained <= allowed))
        hit = near[self._texts.within(one[near], other[near], allowed[near])]
        found = np.zeros(len(left), dtype=np.bool_)
        found[pair[hit]] = True
        return found

    def _is_in_reach(self, left: Whole, right: Whole) -> NDArray[np.bool_]:
        most_left, most_right = self._most.take(left), self._most.take(right)
        allowed = self._slips.take(np.maximum(most_left, most_right))
        gap = np.maximum(self._least.take(left) - most_right, self._least.take(right) - most_left)
        found: NDArray[np.bool_] = (allowed > 0) & (gap <= allowed) & (most_left > 0) & (most_right > 0)
        for one, other in ((left, right), (right, left)):
            lost = self._all.take(one) & self._others.take(other)
            for slips in range(1, int(self._slips.max())):
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


def _letters(texts: Sequence[str]) -> Bits:
    """Return the letters of each text, one bit for each; keys and skeletons have no others than these.

    >>> [int(bits).bit_count() for bits in _letters(["anna", "", "ab"])]
    [2, 0, 2]
    """
    found = np.zeros(len(texts), dtype=np.uint64)
    if len(texts):
        for letter in np.array(texts, dtype=np.bytes_).view(np.uint8).reshape(len(texts), -1).T:
            found |= _LETTER_BITS[letter]
    return found


def _of_each(combine: np.ufunc, values: NDArray[_Bare], sizes: Places) -> NDArray[_Bare]:
    """Return what the values of each list come to, one list after another; 0 for an empty one.

    >>> _of_each(np.maximum, np.array([3, 1, 5]), np.array([2, 0, 1])).tolist()
    [3, 0, 5]
    """
    found = np.zeros(len(sizes), dtype=values.dtype)
    if len(values):
        found[sizes > 0] = combine.reduceat(values, starts_of(sizes)[:-1][sizes > 0])
    return found


def _numbered(texts: Sequence[str]) -> Places:
    """Return a number for each text, 0 for none."""
    numbers = Numbers[str]({"": 0})
    return np.array([numbers[text] for text in texts], dtype=np.int64)
