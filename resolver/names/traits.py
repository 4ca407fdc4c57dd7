"""Words in columns -> which pairs of them may be alike, told without looking at the words.

Most pairs of words have nothing in common: no key, no name, no sound, no skeleton, and too few letters for a slip. ``token_level``
calls all of these different (or, of unlisted names with consonants in common, unlisted), so it need not be asked. What is said
here to be possible may still be different; what is not, is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolver import native
from resolver.distinct import Whole, distinct
from resolver.names.likeness import FEWEST_IN_COMMON, Level, consonant_slips, letter_slips
from resolver.names.pairtable import ABSENT, Pairs, pack
from resolver.names.ragged import Ragged, each_with_each, place_in_list, starts_of
from resolver.names.slips import Letters
from resolver.names.wordcolumns import WordColumns

Bits = NDArray[np.uint64]
Places = NDArray[np.int64]
MOST_TOGETHER = 200
"""More words than this that share one key are not paired with one another, but marked as members of a crowd."""
_WORD = (1 << 32) - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Together:
    """Pairs of words that share something, and those that share a part: two double names, or one and its part; both sorted.

    What too many words share is told word by word, a bit of ``crowds`` for each.
    """

    shared: Pairs
    parted: Pairs
    crowds: Bits

    @classmethod
    def of(cls, words: WordColumns) -> "Together":
        """Return which words in one kind of role share something.

        >>> from resolver.names.knowledge import load_knowledge
        >>> from resolver.names.tokens import make_token
        >>> words = [make_token(word, "surname", load_knowledge()) for word in ("матвеев", "loginov", "matveev")]
        >>> Together.of(WordColumns("surname", words)).shared.tolist() == [2]
        True
        """
        shared, crowds = _shared(_shareable(words), words.is_initial)
        parted, crowds_of_parts = _shared([_parts(words)], words.is_initial)
        return cls(shared=shared, parted=parted, crowds=crowds | crowds_of_parts)


class Traits:
    """What tells whether words in one kind of role may look alike, beside what they share; words of one of the ``crowds`` may.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> words = [make_token(word, "surname", load_knowledge()) for word in ("матвеев", "metveev", "loginov")]
    >>> traits = Traits(WordColumns("surname", words), crowds=np.zeros(3, dtype=np.uint64))
    >>> (traits.levels(np.array([0, 0, 1]), np.array([1, 2, 2])) == ABSENT).tolist()
    [True, False, False]
    """

    def __init__(self, words: WordColumns, *, crowds: Bits) -> None:
        self._words, self._crowds = words, crowds
        firsts = words.texts.firsts()
        self._firsts = words.keys.each(np.bitwise_or, firsts) | words.starts.each(np.bitwise_or, firsts)
        self._keys = _Spellings(words.likely_keys, words.texts, letter_slips)
        self._skeletons = _Spellings(words.skeletons, words.texts, consonant_slips)
        spellings = self._keys.fields, self._skeletons.fields
        self._fields = native.fields(words.fields, *spellings, crowds, self._firsts)

    def levels(self, left: Whole, right: Whole) -> NDArray[np.uint8]:
        """Return the level of pairs of words that share nothing, ABSENT for those that may be alike by which letters they have."""
        levels = np.full(len(left), ABSENT, dtype=np.uint8)
        if native.is_there():
            sides = (np.ascontiguousarray(side, dtype=np.int32) for side in (left, right))
            native.call("levels_at_sight", self._fields, *sides, len(left), ABSENT, levels)
            return levels
        apart = np.flatnonzero(~self.may_look_alike(left, right))
        levels[apart] = self.unlike(left.take(apart), right.take(apart))
        return levels

    def unlike(self, left: Whole, right: Whole) -> NDArray[np.uint8]:
        """Return the level of pairs of words that are not alike."""
        words = self._words
        known = words.is_listed.take(left) & words.is_listed.take(right)
        known |= words.is_initial.take(left) | words.is_initial.take(right)
        levels = np.full(len(left), Level.DIFFERENT, dtype=np.uint8)
        open_ones = np.flatnonzero(~known)
        akin = self._skeletons.share_half(left.take(open_ones), right.take(open_ones))
        levels[open_ones[akin]] = Level.UNLISTED
        return levels

    def may_look_alike(self, left: Whole, right: Whole, *, closely: bool = False) -> NDArray[np.bool_]:
        """Return which pairs of words may be alike though they share nothing.

        Looked at closely, letter by letter and not only by which letters they have, far fewer may: it takes its time.
        """
        words, found = self._words, self._may_slip(left, right, closely=closely)
        if words.is_settled.any():
            found &= ~(words.is_settled.take(left) & words.is_settled.take(right))
        if words.is_syllabic.any():
            is_echo = (words.echo.take(left) == words.echo.take(right)) & (words.echo.take(left) > 0)
            found |= is_echo & (words.is_syllabic.take(left) != words.is_syllabic.take(right))
        if self._crowds.any():
            found |= (self._crowds.take(left) & self._crowds.take(right)) != 0
        if words.is_initial.any():
            begin_alike = (self._firsts.take(left) & self._firsts.take(right)) != 0
            found = np.where(words.is_initial.take(left) | words.is_initial.take(right), begin_alike, found)
        return found

    def _may_slip(self, left: Whole, right: Whole, *, closely: bool) -> NDArray[np.bool_]:
        words = self._words
        if not words.is_consonantal.any():
            return self._keys.may_slip(left, right, closely=closely)
        found = np.zeros(len(left), dtype=np.bool_)
        is_across = words.is_consonantal.take(left) | words.is_consonantal.take(right)
        is_across &= words.script.take(left) != words.script.take(right)
        for spellings, places in (
            (self._keys, np.flatnonzero(~is_across)),
            (self._skeletons, np.flatnonzero(is_across)),
        ):
            found[places] = spellings.may_slip(left.take(places), right.take(places), closely=closely)
        return found


def _shareable(words: WordColumns) -> Sequence[Sequence[Ragged]]:
    """Return what words must share with another to be the same name, one of its names, or to sound like it, kind by kind."""
    names = [words.classes, words.short_classes] if not words.is_surname else [_listed(words.likeliest)]
    return [words.keys, words.mended], names, [words.sounds], [words.skeletons]


def _listed(numbers: Whole) -> Ragged:
    """Return numbers as lists of one; empty ones for 0."""
    return Ragged(starts=starts_of(numbers > 0), values=numbers[numbers > 0])


def _parts(words: WordColumns) -> Sequence[Ragged]:
    """Return what words must share with another where one of them is double: the parts of one, and a word that is a part of another."""
    is_part = np.zeros(len(words.texts.sizes), dtype=np.bool_)
    is_part[words.part_keys.values] = True
    is_whole = words.part_keys.sizes == 0
    return [
        words.part_keys,
        words.keys.only(is_part.take(words.keys.values) & is_whole.take(words.keys.owners)),
    ]


def _shared(kinds: Sequence[Sequence[Ragged]], is_initial: NDArray[np.bool_]) -> tuple[Pairs, Bits]:
    """Return the pairs of words that share a number of one kind, and for numbers that too many share a bit for each of these words.

    An initial shares nothing.
    """
    pairs = []
    crowds = np.zeros(len(is_initial), dtype=np.uint64)
    crowd_count = 0
    for lists in kinds:
        together = _together(lists, is_initial)
        is_crowd = together.sizes > MOST_TOGETHER
        for crowd in together.take(np.flatnonzero(is_crowd)).lists():
            crowds[crowd] |= np.uint64(1 << crowd_count % 64)
            crowd_count += 1
        pairs.append(_pairs_within(together.take(np.flatnonzero(~is_crowd))))
    return distinct(np.concatenate(pairs)), crowds


def _together(lists: Sequence[Ragged], is_left_out: NDArray[np.bool_]) -> Ragged:
    """Return for each number, in one list of a word or another, the words that have it."""
    both = distinct(np.concatenate([one.values.astype(np.int64) << 32 | one.owners for one in lists]))
    number, word = both >> 32, both & _WORD
    is_in = ~is_left_out.take(word)
    return Ragged(starts=starts_of(np.bincount(number[is_in])), values=word[is_in])


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

    def __init__(self, spellings: Ragged, texts: Letters, slips: Callable[[int], int]) -> None:
        self._spellings, self._texts = spellings, texts
        self._any = spellings.each(np.bitwise_or, texts.bits)
        self._all = spellings.each(np.bitwise_and, texts.bits)
        self._others = ~self._any
        self._least = spellings.each(np.minimum, texts.sizes)
        self._most = spellings.each(np.maximum, texts.sizes)
        longest = int(self._most.max(initial=0))
        self._slips = np.array([slips(size) for size in range(longest + 1)], dtype=np.int64)
        of_words = self._all, self._any, self._least, self._most, self._slips
        self.fields = native.fields(*of_words)

    def may_slip(self, left: Whole, right: Whole, *, closely: bool) -> NDArray[np.bool_]:
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
        common = np.bitwise_count(self._any.take(left) & self._any.take(right))
        near = np.flatnonzero(common >= FEWEST_IN_COMMON)
        pair, *both = self._each(left.take(near), right.take(near))
        mine, other = map(self._texts.bits.take, both)
        common, most = np.bitwise_count(mine & other), np.maximum(*map(np.bitwise_count, (mine, other)))
        found[near[pair[(common >= FEWEST_IN_COMMON) & (2 * common >= most)]]] = True
        return found

    def _each(self, left: Whole, right: Whole) -> tuple[Places, Whole, Whole]:
        """Return each spelling of one word with each of the other, pair by pair: the number of the pair, and both texts."""
        starts, counts, values = self._spellings.starts, self._spellings.sizes, self._spellings.values
        pair, one, other = each_with_each(
            starts.take(left), counts.take(left), starts.take(right), counts.take(right)
        )
        return pair, values.take(one), values.take(other)

    def _is_slip(self, left: Whole, right: Whole) -> NDArray[np.bool_]:
        pair, one, other = self._each(left, right)
        sizes = self._texts.sizes.take(one), self._texts.sizes.take(other)
        allowed = self._slips.take(np.maximum(*sizes))
        lost, gained = (
            np.bitwise_count(self._texts.bits.take(mine) & ~self._texts.bits.take(theirs))
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
