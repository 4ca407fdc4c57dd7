"""Partitions and what else is doubtful -> samples of how many people there are.

In every draw each component is cut in one of its ways, pairs of persons too unlikely to be asked about are one or not, and some matches
are added that no blocking rule found. All weights of a draw are off together by some bits: the model is the same for all pairs, and so is
its error. A partition with one link more is then 2 to that power likelier.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.doubts import Doubts
from resolver.model.partitions import Partitions, Stack, clusters_of, stacked
from resolver.model.recall import RecallEstimate
from resolver.model.weighing import CELLS_AT_ONCE, first_joined

AT_ONCE = 64
"""Of so many components the ways are drawn at once."""
BINS_PER_BIT = 8
MOST_BITS = 40.0
UNRECOGNISED_ERROR = 0.6
"""How far the number of unrecognised doubles may be off, as one standard deviation of its logarithm."""
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Whose number is asked for: the rows of each person, and which persons (by place) a human is asked about."""

    rows: tuple[tuple[int, ...], ...]
    asked: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """Draws of the number of people; of those that are one unasked; of those that were joined wrongly. And what is expected."""

    people: Numbers
    unasked: Numbers
    splits: Numbers
    expected: float

    def interval(self) -> tuple[int, int, int]:
        """Return the low end, the middle and the high end of 95 % of the draws."""
        low, middle, high = np.percentile(self.people, [2.5, 50, 97.5], method="nearest")
        return int(low), int(middle), int(high)


class _Whose:
    """Whose each row is, and which two persons a human is asked about, of many rows at once."""

    def __init__(self, people: People) -> None:
        self.count = len(people.rows)
        flat = np.array([row for rows in people.rows for row in rows], dtype=np.int64)
        self._owner = np.full(flat.max(initial=-1) + 2, -1, dtype=np.int64)
        self._owner[flat] = np.repeat(np.arange(self.count), [len(rows) for rows in people.rows])
        asked = [one * self.count + other for one, other in people.asked]
        self._asked = np.append(distinct(np.array(asked, dtype=np.int64)), -1)

    def persons(self, rows: NDArray[np.integer[Any]]) -> Numbers:
        """Return the place of the person of each row, -1 where it is nobody's."""
        return np.asarray(self._owner[np.minimum(rows, len(self._owner) - 1)])

    def is_asked(self, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
        """Return for every two persons whether somebody is asked about them."""
        pair = np.minimum(one, other) * self.count + np.maximum(one, other)
        return np.asarray(self._asked[np.searchsorted(self._asked[:-1], pair)] == pair)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ways:
    """The ways to cut one component: their chance, links, and numbers of people, of unasked merges and of splits.

    Those of several components that have as many ways are the rows of two-dimensional arrays.
    """

    chance: NDArray[np.float64]
    links: Numbers
    people: Numbers
    unasked: Numbers
    splits: Numbers


def draw_people(people: People, doubts: Doubts, *, draws: int, seed: int) -> Drawn:
    """Return so many draws of the number of people.

    >>> two = Partitions(labels=np.array([[0, 1], [0, 0]], dtype=np.int16), probability=np.array([0.75, 0.25]))
    >>> drawn = draw_people(People(rows=((0,), (1,))), Doubts(components=(((0, 1), two),)), draws=1000, seed=1)
    >>> drawn.expected, drawn.interval()
    (1.75, (1, 2, 2))
    """
    random = np.random.default_rng(seed)
    shift = shifts_of(doubts, draws, random)
    whose = _Whose(people)
    base = _undoubted(people, whose, doubts)
    total, unasked, splits = (
        np.full(draws, base, dtype=np.int64),
        np.zeros(draws, np.int64),
        np.zeros(draws, np.int64),
    )
    expected = float(base)
    for ways, chances in _with_chances(*_all_ways(whose, doubts), draws, random):
        count, number = ways.chance.shape
        chosen = choose_ways(ways.chance, ways.links, shift, chances)
        chosen += np.arange(0, count * number, number)[:, None]
        for drawn, told in ((total, ways.people), (unasked, ways.unasked), (splits, ways.splits)):
            drawn += told.ravel()[chosen].sum(axis=0)
        expected += float((_at(ways.chance, ways.links, doubts.balance) * ways.people).sum())
    for is_asked, chances in _loose_chances(whose, doubts):
        merged = _merged(chances, shift, random)
        total -= merged
        unasked += 0 if is_asked else merged
        expected -= float(_shifted(chances, np.array(doubts.balance)).sum())
    for chance in _bare_chances(people, doubts):
        total += random.random(draws) < chance
        expected += chance
    missed, mean = missed_people(missing_of(people.rows, doubts), total, expected, random)
    return Drawn(people=total - missed, unasked=unasked + missed, splits=splits, expected=expected - mean)


def shifts_of(doubts: Doubts, draws: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return by how many bits all weights are off in each draw."""
    return np.asarray(doubts.balance + doubts.common_error * random.standard_normal(draws))


def _undoubted(people: People, whose: _Whose, doubts: Doubts) -> int:
    """Return how many persons no component and no bare name makes doubtful."""
    inside = np.array([row for members, _ in doubts.components for row in members], dtype=np.int64)
    bare = [rows[0] for rows in people.rows if _is_bare(rows, doubts)]
    doubted = distinct(whose.persons(np.append(inside, np.array(bare, dtype=np.int64))))
    return whose.count - int(np.count_nonzero(doubted >= 0))


def _is_bare(rows: Sequence[int], doubts: Doubts) -> bool:
    return len(rows) == 1 and rows[0] in doubts.attachments


def _bare_chances(people: People, doubts: Doubts) -> Iterator[float]:
    """Yield the chance of each bare name to be somebody new."""
    for rows in people.rows:
        if _is_bare(rows, doubts):
            yield 1.0 - doubts.attachments[rows[0]]


# --- components -------------------------------------------------------------------------------------------------------


_SAID = ("component", "links", "people", "unasked", "splits")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Facts:
    """What partitions say of the persons that count, a row each, component by component."""

    component: Numbers
    probability: NDArray[np.float64]
    links: Numbers
    people: Numbers
    unasked: Numbers
    splits: Numbers


_NOTHING = _Facts(probability=np.zeros(0), **dict.fromkeys(_SAID, np.zeros(0, dtype=np.int64)))


def _all_ways(whose: _Whose, doubts: Doubts) -> tuple[Numbers, _Ways]:
    """Return how many ways there are to cut each component that concerns somebody, and these ways, one component after the other.

    Partitions that say the same of the persons that count are one way.
    """
    parts = [_NOTHING, *(_facts_of(*part) for part in _parts(whose, doubts))]
    told = {one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(_Facts)}
    facts = [told[name] for name in _SAID]
    order = np.lexsort(facts[::-1])
    ordered = np.stack(facts)[:, order]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    way = np.empty(len(order), dtype=np.int64)
    way[order] = np.cumsum(is_first) - 1
    component, *columns = ordered[:, is_first]
    chance = np.bincount(way, weights=told["probability"]).astype(np.float64)
    links, number, unasked, splits = columns
    sizes = np.bincount(component)
    return sizes[sizes > 0], _Ways(chance=chance, links=links, people=number, unasked=unasked, splits=splits)


def _parts(whose: _Whose, doubts: Doubts) -> Iterator[tuple[Numbers, Stack, Numbers, Numbers]]:
    """Yield components of one size that concern somebody: their places, how they may be cut, whose each mention is, and who is asked about."""
    for places, stack in stacked([partitions for _, partitions in doubts.components]):
        persons = whose.persons(np.array([doubts.components[place][0] for place in places]))
        concerned = np.flatnonzero((persons >= 0).any(axis=1))
        size = persons.shape[1]
        step = max(CELLS_AT_ONCE // (size * max(int(stack.sizes.max()), size)), 1)
        for start in range(0, len(concerned), step):
            some = concerned[start : start + step]
            mine = persons[some]
            one, other = mine[:, :, None], mine[:, None, :]
            together = ((one == other) | whose.is_asked(one, other)) & (one >= 0) & (other >= 0)
            yield np.array(places)[some], stack.take(some), mine, first_joined(together)


def _facts_of(places: Numbers, stack: Stack, persons: Numbers, groups: Numbers) -> _Facts:
    """Return what the partitions of components of one size say; ``groups`` are whom questions answered "same" would make one."""
    counted, size = persons >= 0, persons.shape[1]
    of_row = np.repeat(np.arange(len(persons)), stack.sizes)
    mine, is_counted = persons[of_row], counted[of_row]
    links = size - clusters_of(stack.labels)
    before = np.count_nonzero((groups == np.arange(size)) & counted, axis=1)
    unasked = np.zeros(len(of_row), dtype=np.int64)
    open_rows = np.flatnonzero(before[of_row] > 1)
    after = _together(stack.labels[open_rows], groups[of_row[open_rows]], is_counted[open_rows])
    unasked[open_rows] = before[of_row[open_rows]] - after
    pieces = _distinct(stack.labels.astype(np.int64) * (persons.max() + 1) + mine, is_counted)
    whole = _distinct(persons, counted)
    return _Facts(
        component=places[of_row],
        probability=stack.probability,
        links=links,
        people=_distinct(stack.labels, is_counted),
        unasked=unasked,
        splits=pieces - whole[of_row],
    )


def _together(labels: NDArray[np.integer[Any]], groups: Numbers, counted: NDArray[np.bool_]) -> Numbers:
    """Return for each row how many sets of places that count there are when those of one label and those of one group are together.

    Groups are named by their first places; a place that does not count is a group of its own.
    """
    count, size = labels.shape
    first, own = np.arange(count)[:, None] * (2 * size), np.arange(size)
    sides = [first + np.where(counted, labels, size + own), first + groups]
    home, before = groups, np.full_like(groups, -1)
    while not np.array_equal(home, before):
        before = home
        for side in sides:
            least = np.full(count * 2 * size, size)
            np.minimum.at(least, side.ravel(), home.ravel())
            home = least[side]
    return np.asarray(np.count_nonzero((home == own) & counted, axis=1), dtype=np.int64)


def _distinct(values: NDArray[np.integer[Any]], counted: NDArray[np.bool_]) -> Numbers:
    """Return for each row how many different values (0 or more) stand in it where it counts."""
    kept = np.sort(np.where(counted, values, -1), axis=1)
    before = np.full_like(kept, -1)
    before[:, 1:] = kept[:, :-1]
    return np.asarray(np.count_nonzero(kept != before, axis=1), dtype=np.int64)


def _with_chances(
    sizes: Numbers, all_ways: _Ways, draws: int, random: np.random.Generator
) -> Iterator[tuple[_Ways, NDArray[np.float64]]]:
    """Yield components that can be cut in as many ways together, with a chance for each component and draw.

    Chances are drawn in the order of components, some at a time: so memory does not grow with their number.
    """
    starts = np.cumsum(sizes) - sizes
    for first in range(0, len(sizes), AT_ONCE):
        own = sizes[first : first + AT_ONCE]
        chances = random.random((len(own), draws))
        for number in dict.fromkeys(own.tolist()):
            alike = np.flatnonzero(own == number)
            rows = starts[first + alike][:, None] + np.arange(number)
            of_ways = {one.name: getattr(all_ways, one.name)[rows] for one in fields(_Ways)}
            yield _Ways(**of_ways), chances[alike]


def choose_ways(
    chance: NDArray[np.float64], links: Numbers, shift: NDArray[np.float64], chances: NDArray[np.float64]
) -> Numbers:
    """Return which way each component (a row) takes in each draw (a column), when all weights of a draw are off by its shift."""
    more = links - links.min(axis=1, keepdims=True)
    power = np.exp2(shift * np.arange(more.max() + 1)[:, None])
    reached = power[more.T]
    reached *= chance.T[:, :, None]
    for way in range(1, len(reached)):
        reached[way] += reached[way - 1]
    return np.asarray(np.count_nonzero(reached[:-1] < chances * reached[-1], axis=0), dtype=np.int64)


def _at(chance: NDArray[np.float64], links: Numbers, shift: float) -> NDArray[np.float64]:
    """Return the chances of the ways of each component (a row) when each link is likelier by so many bits."""
    weights = chance * np.exp2(shift * (links - links.min(axis=1, keepdims=True)))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


# --- pairs of no component --------------------------------------------------------------------------------------------


def _loose_chances(whose: _Whose, doubts: Doubts) -> Iterator[tuple[bool, NDArray[np.float64]]]:
    """Yield the chances of loose pairs of persons that count: of those somebody is asked about, and of the others."""
    one, other = (whose.persons(doubts.loose[end].to_numpy()) for end in ("left", "right"))
    concerns = (one >= 0) & (other >= 0) & (one != other)
    is_asked, chances = whose.is_asked(one, other), doubts.loose["probability"].to_numpy()
    for asked in (True, False):
        found = chances[concerns & (is_asked == asked)]
        if len(found):
            yield asked, found


def _merged(chances: NDArray[np.float64], shift: NDArray[np.float64], random: np.random.Generator) -> Numbers:
    """Return how many of these pairs are one person in each draw; pairs of nearly one chance are drawn as one."""
    bits = np.clip(np.log2(chances) - np.log2(np.maximum(1 - chances, 1e-12)), -MOST_BITS, MOST_BITS)
    bins = np.rint(bits * BINS_PER_BIT).astype(np.int64)
    values, counts = np.unique(bins, return_counts=True)
    odds = values[:, None] / BINS_PER_BIT + shift[None, :]
    drawn = random.binomial(counts[:, None], 1.0 / (1.0 + np.exp2(-odds)))
    return np.asarray(drawn.sum(axis=0), dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What people are counted twice for: how many mentions they have, merges missed for each made, doubles expected that look unlike."""

    mentions: int
    rate: float
    lost: float
    log_error: float


def missing_of(persons: Sequence[Sequence[int]], doubts: Doubts) -> Missing:
    """Return what some persons, given by their rows, are counted twice for."""
    return Missing(
        mentions=sum(map(len, persons)),
        rate=_missed_rate(persons, doubts.recall),
        lost=_unrecognised(persons, doubts),
        log_error=doubts.recall.log_error,
    )


def missed_people(
    missing: Missing, total: Numbers, expected: float, random: np.random.Generator
) -> tuple[Numbers, float]:
    """Return how many people are counted twice in each draw because no pair of theirs was made, or none was likely, and the mean.

    What hides a mention from the others (a garbled name) hides it from all of them: a person of n mentions loses as many merges as
    n / 2 pairs are missed.
    """
    most = np.maximum(total - 1, 0)
    by_blocking = (
        missing.rate * _error(missing.log_error, len(total), random) * np.maximum(missing.mentions - total, 0)
    )
    by_score = missing.lost * _error(UNRECOGNISED_ERROR, len(total), random)
    drawn = np.minimum(random.poisson(np.clip(by_blocking + by_score, 0, most)), most)
    mean = min(missing.rate * max(missing.mentions - expected, 0.0) + missing.lost, max(expected - 1, 0.0))
    return drawn, mean


def _unrecognised(persons: Sequence[Sequence[int]], doubts: Doubts) -> float:
    """Return how many people are expected to be counted twice because their mentions look unlike."""
    return doubts.unrecognised_share * sum(len(rows) > 1 for rows in persons)


def _error(wide: float, draws: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return by what factor a number is off in each draw: log-normal, with a mean of 1."""
    return np.asarray(np.exp(wide * random.standard_normal(draws) - wide**2 / 2))


def _missed_rate(persons: Sequence[Sequence[int]], recall: RecallEstimate) -> float:
    """Return how many merges are missed for each that was made."""
    sizes = np.array([len(rows) for rows in persons if len(rows) > 1])
    if recall.missed <= 0 or recall.found <= 0 or not len(sizes):
        return 0.0
    return recall.missed / recall.found * float(sizes.sum() / 2 / (sizes - 1).sum())


# --- by value ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Whose number is asked for by value: the rows of each person, the value of each row, and how many values there are.

    ``is_whole``: a person counts in full for each value of theirs, not by the share of the rows that state it.
    """

    rows: tuple[tuple[int, ...], ...]
    value_of: Mapping[int, int]
    count: int
    is_whole: bool = False

    def of(self, rows: Sequence[int]) -> dict[int, float]:
        """Return for how much of a person some rows count, by value; ``count`` stands for none, ``count + 1`` for everybody.

        >>> Values(rows=(), value_of={1: 0, 2: 0, 3: 1}, count=2).of((1, 2, 3, 4))
        {0: 0.6666666666666666, 1: 0.3333333333333333, 3: 1.0}
        """
        stated = [self.value_of[row] for row in rows if row in self.value_of]
        if not stated:
            return {self.count: 1.0, self.count + 1: 1.0}
        each = {
            value: 1.0 if self.is_whole else stated.count(value) / len(stated)
            for value in sorted(set(stated))
        }
        return {**each, self.count + 1: 1.0}


def draw_values(
    values: Values, doubts: Doubts, *, draws: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return draws of how many people have each value (one row per value, then none, then everybody), and what is expected."""
    random = np.random.default_rng(seed)
    shift = shifts_of(doubts, draws, random)
    drawn, expected = np.zeros((values.count + 2, draws)), np.zeros(values.count + 2)
    owner = {row: rows for rows in values.rows for row in rows}
    for rows in _sure_rows(values, doubts):
        for value, share in values.of(rows).items():
            drawn[value] += share
            expected[value] += share
    for members, partitions in doubts.components:
        _add_component(members, partitions, values, owner, doubts.balance, shift, random, drawn, expected)
    for left, right, chance in doubts.loose.iter_rows():
        if left in owner and right in owner and owner[left] is not owner[right]:
            merged = random.random(draws) < _shifted(chance, shift)
            for value, change in _change(owner[left], owner[right], values).items():
                drawn[value] += change * merged
                expected[value] += change * float(_shifted(chance, np.array(doubts.balance)))
    for rows in values.rows:
        if _is_bare(rows, doubts):
            new = 1.0 - doubts.attachments[rows[0]]
            is_new = random.random(draws) < new
            for value, share in values.of(rows).items():
                drawn[value] += share * is_new
                expected[value] += share * new
    _take_missed(values, doubts, random, drawn, expected)
    return drawn, expected


def _sure_rows(values: Values, doubts: Doubts) -> Iterator[tuple[int, ...]]:
    inside = {row for members, _ in doubts.components for row in members}
    for rows in values.rows:
        if not inside.intersection(rows) and not _is_bare(rows, doubts):
            yield rows


def _add_component(
    members: tuple[int, ...],
    partitions: Partitions,
    values: Values,
    owner: Mapping[int, tuple[int, ...]],
    balance: float,
    shift: NDArray[np.float64],
    random: np.random.Generator,
    drawn: NDArray[np.float64],
    expected: NDArray[np.float64],
) -> None:
    """Add the people of one component to every draw, by value."""
    counted = [(place, row) for place, row in enumerate(members) if row in owner]
    if not counted:
        return
    told = np.zeros((len(partitions.labels), len(expected)))
    for way, labels in enumerate(partitions.labels.tolist()):
        people: dict[int, list[int]] = {}
        for place, row in counted:
            people.setdefault(labels[place], []).append(row)
        for rows in people.values():
            for value, share in values.of(rows).items():
                told[way, value] += share
    some = np.flatnonzero(told.any(axis=0))
    links = len(members) - partitions.counts(np.ones(len(members), dtype=np.bool_))
    ways = partitions.probability[None, :], links[None, :]
    [chosen] = choose_ways(*ways, shift, random.random((1, len(shift))))
    drawn[some] += told[np.ix_(chosen, some)].T
    expected += _at(*ways, balance)[0] @ told


def _change(one: tuple[int, ...], other: tuple[int, ...], values: Values) -> dict[int, float]:
    """Return by how much each value counts more or less when two persons are one."""
    change: dict[int, float] = dict(values.of((*one, *other)))
    for rows in (one, other):
        for value, share in values.of(rows).items():
            change[value] = change.get(value, 0.0) - share
    return change


def _shifted(chance: float | NDArray[np.float64], shift: NDArray[np.float64]) -> NDArray[np.float64]:
    odds = chance / np.maximum(1.0 - chance, 1e-12) * np.exp2(shift)
    return np.asarray(odds / (1.0 + odds))


def _take_missed(
    values: Values,
    doubts: Doubts,
    random: np.random.Generator,
    drawn: NDArray[np.float64],
    expected: NDArray[np.float64],
) -> None:
    """Take off people who are counted twice because no likely pair brought their mentions together: of each value as of all."""
    rate = _missed_rate(values.rows, doubts.recall)
    mentions, lost = np.zeros((2, len(expected)))
    for rows in values.rows:
        for value, share in values.of(rows).items():
            mentions[value] += share * len(rows)
            lost[value] += share * doubts.unrecognised_share * (len(rows) > 1)
    if rate <= 0 and not lost.any():
        return
    draws = drawn.shape[1]
    found = np.maximum(mentions[:, None] - drawn, 0)
    by_blocking = rate * _error(doubts.recall.log_error, draws, random) * found
    by_score = lost[:, None] * _error(UNRECOGNISED_ERROR, draws, random)
    drawn -= np.minimum(random.poisson(by_blocking + by_score), drawn)
    expected -= np.minimum(rate * np.maximum(mentions - expected, 0) + lost, expected)
