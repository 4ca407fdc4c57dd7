"""Codes of names, pair by pair -> levels by role, how common what they agree on is, and the readings that fit best.

The same answer as ``compare_readings`` gives for every pair, some millions a second: whole columns of pairs go through each
combination of readings at once, and how alike two words are is looked up. Words that never met before are worked out in between.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from os import cpu_count

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.names.columns import KIND_OF_ROLE, KINDS, SEXES, ReadingColumns
from resolver.names.likeness import COST_WORTH, WORTH, Level, overruled
from resolver.names.pairtable import Pairs, pack
from resolver.names.ragged import Whole, number_rows, place_in_list, starts_of
from resolver.names.readings import ROLES, Reading
from resolver.names.wordpairs import UNMET, WordPairs

BATCH = 1 << 15
"""So many pairs are compared at once: their columns stay in the cache of a processor."""
STRETCH = 64
"""So many batches are compared before words that met for the first time are worked out."""
THREADS = min(4, cpu_count() or 1)
_COST_ROOM = 1 << 12
Rows = NDArray[np.int64]
Places = NDArray[np.int64]
_Unmet = tuple[int, Pairs]
"""Pairs of words that no table knows yet, and their kind."""
_Batch = slice | Places
_SHAPES = len(SEXES) << len(ROLES)
_NUMBER = (1 << 32) - 1
_NOWHERE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparedNames:
    """Pairs of names in columns: levels and shares by role and pair, and the reading of each side, -1 where it has none."""

    levels: NDArray[np.uint8]
    shares: NDArray[np.float64]
    left: NDArray[np.int8]
    right: NDArray[np.int8]


class NamePairs:
    """Compares names by code; ``words`` are the pairs of words of each kind of role."""

    def __init__(self, readings: ReadingColumns, words: Mapping[str, WordPairs]) -> None:
        self._words = [words[kind] for kind in KINDS]
        self._tokens = [np.ascontiguousarray(tokens) for tokens in readings.tokens]
        self._first = readings.starts[:-1]
        self._count = np.diff(readings.starts)
        self._cost = readings.costs.astype(np.int32)
        self._order = _order_of_words(readings)
        self._shape = _shapes(readings)
        self._overruled = _overruled_by_shapes()
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
        stretch = BATCH * STRETCH
        for start in range(0, len(left), stretch):
            end = min(start + stretch, len(left))
            batches: Sequence[_Batch] = [slice(at, min(at + BATCH, end)) for at in range(start, end, BATCH)]
            while batches:
                told = _at_once(lambda batch: self._compare(left, right, batch, found), batches)
                self._learn([unmet for unmet, _ in told])
                again = np.concatenate([places for _, places in told])
                batches = [again[at : at + BATCH] for at in range(0, len(again), BATCH)]
        return found

    def _learn(self, unmet: Sequence[Sequence[_Unmet]]) -> None:
        for number, words in enumerate(self._words):
            pairs = [some for one in unmet for kind, some in one if kind == number]
            if pairs:
                words.learn(np.concatenate(pairs))

    def _compare(
        self, left: Places, right: Places, batch: _Batch, found: ComparedNames
    ) -> tuple[list[_Unmet], Places]:
        """Fill one batch of the answer; return the pairs of words that have to be learnt, and the places that wait for them."""
        left, right = left[batch], right[batch]
        combinations = self._count.take(left) * self._count.take(right)
        place = batch
        if not combinations.all():
            read = np.flatnonzero(combinations)
            left, right, combinations = left[read], right[read], combinations[read]
            place = read + batch.start if isinstance(batch, slice) else batch[read]
        if not len(combinations):
            return [], _NOWHERE
        tried, unmet, is_open = self._weigh(*self._combine(left, right, combinations))
        best = self._best(tried, combinations)
        found.left[place] = best.left - self._first.take(left)
        found.right[place] = best.right - self._first.take(right)
        for role in range(len(ROLES)):
            found.levels[role, place] = best.levels[role]
            found.shares[role, place] = self._shares(role, best)
        if not unmet:
            return [], _NOWHERE
        waiting = np.flatnonzero(np.logical_or.reduceat(is_open, starts_of(combinations)[:-1]))
        return unmet, waiting + place.start if isinstance(place, slice) else place[waiting]

    def _combine(self, left: Whole, right: Whole, combinations: Places) -> tuple[Rows, Rows]:
        """Return every combination of readings of both sides, pair after pair, those of the left side first to change last."""
        first_left, first_right = self._first.take(left), self._first.take(right)
        if len(left) == combinations.sum():
            return first_left, first_right
        number, width = place_in_list(combinations), np.repeat(self._count.take(right), combinations)
        row = number // width
        return np.repeat(first_left, combinations) + row, np.repeat(
            first_right, combinations
        ) + number - row * width

    def _weigh(self, left: Rows, right: Rows) -> tuple["_Tried", list[_Unmet], NDArray[np.bool_]]:
        """Return the levels and the rank of pairs of readings, by row: what they are worth, then what they assume.

        Rows with words that never met before are open: what is said of them is not yet true.
        """
        levels = np.empty((len(ROLES), len(left)), dtype=np.uint8)
        unmet = [
            some for role in range(len(ROLES)) if (some := self._fill_levels(role, left, right, levels[role]))
        ]
        is_open = levels.max(axis=0) >= UNMET if unmet else np.zeros(len(left), dtype=np.bool_)
        shapes = self._shape.take(left, mode="clip") * _SHAPES + self._shape.take(right, mode="clip")
        overruled = self._overruled.take(shapes, mode="clip")
        for role in self._ever_overruled:
            levels[role, np.flatnonzero(overruled & (1 << role))] = Level.DIFFERENT
        cost = self._cost.take(left, mode="clip") + self._cost.take(right, mode="clip")
        rank = COST_WORTH * cost
        for role in range(len(ROLES)):
            rank -= self._worth[role].take(levels[role], mode="clip")
        rank *= _COST_ROOM
        return _Tried(levels=levels, rank=rank + cost, left=left, right=right), unmet, is_open

    def _fill_levels(self, role: int, left: Rows, right: Rows, levels: NDArray[np.uint8]) -> _Unmet | None:
        kind = KIND_OF_ROLE[role]
        mine = self._tokens[role].take(left, mode="clip")
        other = self._tokens[role].take(right, mode="clip")
        levels[:] = self._words[kind].levels(mine, other)
        if levels.max(initial=0) < UNMET:
            return None
        unmet = np.flatnonzero(levels >= UNMET)
        return kind, distinct(pack(mine[unmet], other[unmet]))

    def _best(self, tried: "_Tried", combinations: Places) -> "_Tried":
        """Return the best combination of each pair: by rank, then by the words of both readings in order, then the first."""
        if len(tried.rank) == len(combinations):
            return tried
        best = _least_of_each(tried.rank, combinations)
        if len(best) > len(combinations):
            sizes = np.diff(np.searchsorted(best, starts_of(combinations)))
            order = pack(self._order.take(tried.left[best]), self._order.take(tried.right[best]))
            best = best[_least_of_each(order, sizes)]
            best = best[np.searchsorted(best, starts_of(combinations)[:-1])]
        return tried.take(best)

    def _shares(self, role: int, best: "_Tried") -> NDArray[np.float64]:
        levels = best.levels[role]
        shares = np.ones(len(levels))
        agreed = np.flatnonzero((levels > Level.MISSING) & (levels < Level.UNLISTED))
        mine = self._tokens[role].take(best.left[agreed])
        other = self._tokens[role].take(best.right[agreed])
        shares[agreed] = self._words[KIND_OF_ROLE[role]].shares(mine, other)
        return shares


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tried:
    """Pairs of readings, by row: their levels by role, their rank (the lowest is best), the rows of both sides."""

    levels: NDArray[np.uint8]
    rank: NDArray[np.int32]
    left: Rows
    right: Rows

    def take(self, places: Places) -> "_Tried":
        """Return some of the pairs of readings."""
        return _Tried(
            levels=np.stack([levels.take(places) for levels in self.levels]),
            rank=self.rank.take(places),
            left=self.left.take(places),
            right=self.right.take(places),
        )


def _at_once(
    work: Callable[[_Batch], tuple[list[_Unmet], Places]], batches: Sequence[_Batch]
) -> list[tuple[list[_Unmet], Places]]:
    """Work on batches, several at a time where there are several processors."""
    if len(batches) == 1 or THREADS == 1:
        return [work(batch) for batch in batches]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, batches))


def _least_of_each(values: Whole, sizes: Places) -> Places:
    """Return the places of the least values of each run of values, all of them; no run is empty.

    >>> _least_of_each(np.array([2, 1, 1, 5]), np.array([3, 1])).tolist()
    [1, 2, 3]
    """
    least = np.minimum.reduceat(values, starts_of(sizes)[:-1])
    return np.flatnonzero(values == np.repeat(least, sizes))


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


def _overruled_by_shapes() -> NDArray[np.uint8]:
    """Return, for each two shapes of readings, the roles that are different whatever their words are, as bits."""
    readings = [
        Reading(cost=0, gender=sex, surname=surname, given=given, father=father, grandfather=grandfather)
        for sex in SEXES
        for surname, given, father, grandfather in product((None, "x"), repeat=len(ROLES))
    ]
    bits = [
        sum(1 << ROLES.index(role) for role in overruled(one, other))
        for one, other in product(readings, repeat=2)
    ]
    return np.array(bits, dtype=np.uint8)
