"""Codes of names, pair by pair -> levels by role, how common what they agree on is, and the readings that fit best.

The same answer as ``compare_readings`` gives for every pair, some millions a second: whole columns of pairs go through each
combination of readings at once, and how alike two words are is looked up. Words that never met before are worked out in between.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import Whole, number_rows
from resolver.names.columns import KIND_OF_ROLE, KINDS, SEXES, ReadingColumns
from resolver.names.likeness import AGREED, ASSUMED, COST_WORTH, WORTH, Level, overruled, skips_father
from resolver.names.pairtable import pack
from resolver.names.ragged import each_with_each, place_in_list, starts_of
from resolver.names.readings import ROLES, Reading
from resolver.names.wholes import Wholes
from resolver.names.wordpairs import UNMET, WordPairs
from resolver.threads import at_once

BATCH = 1 << 15
"""So many pairs are compared at once: their columns stay in the cache of a processor."""
STRETCH = 8
"""So many batches are compared before words that met for the first time are worked out."""
_COST_ROOM = 1 << 12
_NEVER = np.iinfo(np.int32).max
"""The rank of what is never chosen: the cheapest readings of both names always are another combination."""
Rows = NDArray[np.int64]
Places = NDArray[np.int64]
_SHAPES = len(SEXES) << len(ROLES)
_NUMBER = (1 << 32) - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparedNames:
    """Pairs of names in columns: levels and shares by role and pair, and the reading of each side, -1 where it has none."""

    levels: NDArray[np.uint8]
    shares: NDArray[np.float64]
    left: NDArray[np.int8]
    right: NDArray[np.int8]


IS_OTHER_SEX = "is_other_sex"
"""The column of COMPARED that says of which pairs one name is taken for one of the other sex than it most simply is."""


OTHERS_COST = 2
"""By so much a reading is dearer than one of the other sex where the other name is at least a tenth as common."""


def are_read_as_other_sex(
    readings: ReadingColumns, codes: tuple[Whole, Whole], chosen: tuple[Whole, Whole]
) -> NDArray[np.bool_]:
    """Return which pairs of names with readings agree by a reading of the other sex than the cheapest of that name.

    «Косотурова Валентина» is a woman, and the genitive of Косотуров Валентин: she may be his wife. «Станислава» is hardly ever
    a woman. ``chosen`` is the reading of each side.
    """
    found = np.zeros(len(codes[0]), dtype=np.bool_)
    for code, reading in zip(codes, chosen, strict=True):
        first = readings.starts[code]
        told, taken = (readings.sexes.take(row, mode="clip") for row in (first, first + reading))
        cheapest, dearer = (readings.costs.take(row, mode="clip") for row in (first, first + reading))
        is_other = (reading > 0) & (told != taken) & (np.maximum(told, taken) < SEXES.index("u"))
        found |= is_other & (dearer >= cheapest + OTHERS_COST)
    return found


class NamePairs:
    """Compares names by code; ``words`` are the pairs of words of each kind of role, those of given names with ``wholes``."""

    def __init__(self, readings: ReadingColumns, words: Mapping[str, WordPairs], wholes: Wholes) -> None:
        self._words = [words[kind] for kind in KINDS]
        self._wholes = wholes if wholes.is_double.any() else None
        self._tokens = [np.ascontiguousarray(tokens) for tokens in readings.tokens]
        self._first = readings.starts[:-1]
        self._count = np.diff(readings.starts)
        self._number = place_in_list(self._count).astype(np.int8)
        self._cost = readings.costs.astype(np.int32)
        is_dearer = self._cost > np.repeat(_first_of_each(self._cost, self._count), self._count)
        self._is_assumed = is_dearer & (readings.cases == readings.case_names.index("nom"))
        self._is_double = _have_double_surnames(readings)
        self._order = _order_of_words(readings)
        self._shape = _shapes(readings)
        self._overruled = _by_shapes(_overruled_roles, np.uint8)
        self._skips = _by_shapes(skips_father, np.bool_)
        self._ever_overruled = [role for role in range(len(ROLES)) if (self._overruled & (1 << role)).any()]
        self._worth = [np.array(WORTH[role], dtype=np.int32) for role in ROLES]

    def compare(self, left: Whole, right: Whole) -> ComparedNames:
        """Return what ``compare_readings`` finds for each pair of codes; a name without a reading agrees on nothing."""
        both = left.astype(np.int64) << 32 | right
        place: Places
        once, place = np.unique(both, return_inverse=True)
        found = self._compare_once(once >> 32, once & _NUMBER)
        return ComparedNames(
            levels=found.levels.take(place, axis=1),
            shares=found.shares.take(place, axis=1),
            left=found.left.take(place),
            right=found.right.take(place),
        )

    def _compare_once(self, left: Places, right: Places) -> ComparedNames:
        found = ComparedNames(
            levels=np.zeros((len(ROLES), len(left)), dtype=np.uint8),
            shares=np.ones((len(ROLES), len(left))),
            left=np.full(len(left), -1, dtype=np.int8),
            right=np.full(len(left), -1, dtype=np.int8),
        )
        read = np.flatnonzero(self._count.take(left) * self._count.take(right))
        batches = [read[at : at + BATCH] for at in range(0, len(read), BATCH)]
        for at in range(0, len(batches), STRETCH):
            stretch = batches[at : at + STRETCH]
            tried = at_once(lambda batch: self._try(left[batch], right[batch]), stretch)
            self._learn(tried)
            for batch, best in zip(stretch, at_once(self._best, tried), strict=True):
                found.levels[:, batch], found.shares[:, batch] = best.levels, best.shares
                found.left[batch], found.right[batch] = best.left, best.right
        return found

    def _try(self, left: Places, right: Places) -> "_Tried":
        """Return every combination of readings of pairs of names, with the levels of words that met before."""
        combinations = self._count.take(left) * self._count.take(right)
        rows = self._combine(left, right)
        levels = np.stack([self._levels(role, *rows) for role in range(len(ROLES))])
        unmet = [np.flatnonzero(some >= UNMET) for some in levels]
        return _Tried(levels=levels, left=rows[0], right=rows[1], combinations=combinations, unmet=unmet)

    def _levels(self, role: int, left: Rows, right: Rows) -> NDArray[np.uint8]:
        return self._words[KIND_OF_ROLE[role]].levels(*self._compared(role, left, right))

    def _compared(self, role: int, left: Rows, right: Rows) -> tuple[Whole, Whole]:
        """Return the words that are compared: two given names as one word where the other side has a double one."""
        words = self._words_of(role, left, right)
        if self._wholes is None or ROLES[role] != "given":
            return words
        rows = (left, right)
        whole = [self._wholes.numbers.take(row, mode="clip") for row in rows]
        double = [self._wholes.is_double.take(row, mode="clip") for row in rows]
        return np.where(double[1], whole[0], words[0]), np.where(double[0], whole[1], words[1])

    def _words_of(self, role: int, left: Rows, right: Rows) -> tuple[Whole, Whole]:
        tokens = self._tokens[role]
        return tokens.take(left, mode="clip"), tokens.take(right, mode="clip")

    def _learn(self, tried: Sequence["_Tried"]) -> None:
        for number, words in enumerate(self._words):
            pairs = [
                pack(*self._compared(role, one.left[places], one.right[places]))
                for one in tried
                for role, places in enumerate(one.unmet)
                if KIND_OF_ROLE[role] == number and len(places)
            ]
            if pairs:
                words.learn(np.concatenate(pairs))

    def _combine(self, left: Places, right: Places) -> tuple[Rows, Rows]:
        """Return every combination of readings of both sides, pair after pair, those of the left side first to change last."""
        sides = [(self._first.take(side), self._count.take(side)) for side in (left, right)]
        _, *rows = each_with_each(*sides[0], *sides[1])
        return rows[0], rows[1]

    def _best(self, tried: "_Tried") -> ComparedNames:
        """Return the best combination of each pair: by rank, then by the words of both readings in order, then the first."""
        for role, places in enumerate(tried.unmet):
            tried.levels[role, places] = self._levels(role, tried.left[places], tried.right[places])
        rank = self._rank(tried)
        if len(rank) == len(tried.combinations):
            return self._told(tried.levels, tried.left, tried.right)
        best = _least_of_each(rank, tried.combinations)
        if len(best) > len(tried.combinations):
            starts = np.searchsorted(best, starts_of(tried.combinations))
            order = pack(self._order.take(tried.left[best]), self._order.take(tried.right[best]))
            best = best[_least_of_each(order, np.diff(starts))]
            best = best[np.searchsorted(best, starts_of(tried.combinations)[:-1])]
        return self._told(tried.levels.take(best, axis=1), tried.left.take(best), tried.right.take(best))

    def _rank(self, tried: "_Tried") -> NDArray[np.int32]:
        """Return the rank of combinations, the lowest the best: what they are worth, then what they assume; overrule their levels.

        One in which both sides assume more than their names need is never the best.
        """
        left, right, levels = tried.left, tried.right, tried.levels
        shapes = self._shape.take(left, mode="clip") * _SHAPES + self._shape.take(right, mode="clip")
        overruled = self._overruled.take(shapes, mode="clip")
        for role in self._ever_overruled:
            levels[role, np.flatnonzero(overruled & (1 << role))] = Level.DIFFERENT
        assumed = [self._is_assumed.take(side, mode="clip") for side in (left, right)]
        is_assumed = assumed[0] | assumed[1]
        doubles = [self._is_double.take(side, mode="clip") for side in (left, right)]
        _take_unearned(levels, is_assumed, self._skips.take(shapes, mode="clip"), doubles[0] & doubles[1])
        cost = self._cost.take(left, mode="clip") + self._cost.take(right, mode="clip")
        rank = COST_WORTH * cost
        for role in range(len(ROLES)):
            rank -= self._worth[role].take(levels[role], mode="clip")
        rank *= _COST_ROOM
        rank += cost
        rank[assumed[0] & assumed[1]] = _NEVER
        return rank

    def _told(self, levels: NDArray[np.uint8], left: Rows, right: Rows) -> ComparedNames:
        shares = [self._shares(role, levels[role], left, right) for role in range(len(ROLES))]
        return ComparedNames(
            levels=levels,
            shares=np.stack(shares),
            left=self._number.take(left),
            right=self._number.take(right),
        )

    def _shares(self, role: int, levels: NDArray[np.uint8], left: Rows, right: Rows) -> NDArray[np.float64]:
        shares = np.ones(len(levels))
        agreed = np.flatnonzero((levels > Level.MISSING) & (levels < Level.UNLISTED))
        words = self._words_of(role, left[agreed], right[agreed])
        shares[agreed] = self._words[KIND_OF_ROLE[role]].shares(*words)
        return shares


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tried:
    """Pairs of readings, so many ``combinations`` of each pair of names: the rows of both, their levels by role, and where those are unmet."""

    levels: NDArray[np.uint8]
    left: Rows
    right: Rows
    combinations: Places
    unmet: Sequence[Places]


def _least_of_each(values: Whole, sizes: Places) -> Places:
    """Return the places of the least values of each run of values, all of them; no run is empty.

    >>> _least_of_each(np.array([2, 1, 1, 5]), np.array([3, 1])).tolist()
    [1, 2, 3]
    """
    least = np.minimum.reduceat(values, starts_of(sizes)[:-1])
    return np.flatnonzero(values == np.repeat(least, sizes))


def _first_of_each(values: NDArray[np.int32], sizes: Places) -> NDArray[np.int32]:
    """Return the first value of each run of values, 0 for an empty one.

    >>> _first_of_each(np.array([7, 8, 9], dtype=np.int32), np.array([2, 0, 1])).tolist()
    [7, 0, 9]
    """
    found = np.zeros(len(sizes), dtype=np.int32)
    found[sizes > 0] = values[starts_of(sizes)[:-1][sizes > 0]]
    return found


def _order_of_words(readings: ReadingColumns) -> NDArray[np.int32]:
    """Return the place of each reading among all when their words (``Reading.words``) are put in order."""
    ranks = []
    for role, kind in enumerate(KIND_OF_ROLE):
        ended = [f"{text}|" for text in (*readings.texts[KINDS[kind]], "")]
        rank = np.empty(len(ended), dtype=np.int64)
        rank[sorted(range(len(ended)), key=ended.__getitem__)] = np.arange(len(ended))
        ranks.append(rank[readings.tokens[role]])
    order, _ = number_rows([*ranks, readings.sexes])
    return order.astype(np.int32)


def _shapes(readings: ReadingColumns) -> NDArray[np.int64]:
    """Return the sex of each reading and which parts it has, as one number."""
    shape = readings.sexes.astype(np.int64)
    for tokens in readings.tokens:
        shape = shape * 2 + (tokens >= 0)
    return shape


def _have_double_surnames(readings: ReadingColumns) -> NDArray[np.bool_]:
    """Return which rows have a surname of several words, as ``likeness.are_double`` tells it of two."""
    texts = (*readings.texts["surname"], "")
    is_double = np.array(["-" in text for text in texts], dtype=np.bool_)
    found: NDArray[np.bool_] = is_double[readings.tokens[ROLES.index("surname")]]
    return found


def _by_shapes(told: Callable[[Reading, Reading], int], dtype: type[np.generic]) -> NDArray[Any]:
    """Return, for each two shapes of readings, what is told of two such readings."""
    readings = [
        Reading(cost=0, gender=sex, surname=surname, given=given, father=father, grandfather=grandfather)
        for sex in SEXES
        for surname, given, father, grandfather in product((None, "x"), repeat=len(ROLES))
    ]
    return np.array([told(one, other) for one, other in product(readings, repeat=2)], dtype=dtype)


def _overruled_roles(left: Reading, right: Reading) -> int:
    """Return the roles that are different whatever their words are, as bits."""
    return sum(1 << ROLES.index(role) for role in overruled(left, right))


def _take_unearned(
    levels: NDArray[np.uint8],
    is_assumed: NDArray[np.bool_],
    skips: NDArray[np.bool_],
    doubles: NDArray[np.bool_],
) -> None:
    """Take from assumed readings what they do not earn, as ``likeness.unearned`` tells it of one pair."""
    surname, given, father, grandfather = levels
    for usual, assumed in ASSUMED.items():
        levels[(levels == usual) & is_assumed] = assumed
    first, last = AGREED
    moved = is_assumed & (surname >= Level.UNLISTED) & (given > Level.MISSING) & (given < Level.UNLISTED)
    skipped = is_assumed & skips & ((grandfather < first) | (grandfather > last))
    joined = is_assumed & doubles & (surname == Level.LOOKALIKE)
    given[moved] = father[skipped] = surname[joined] = Level.DIFFERENT
