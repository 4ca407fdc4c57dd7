"""PERSONS and what is doubtful about them -> who is counted, and how many people there are, with an honest interval.

Three numbers: the fewest people that open questions allow (each answered "same", as far as contradictions let them), our best
reading (the expected number over partitions, with the interval that linkage alone leaves), and the most (each answered
"different"). Pairs that nobody is asked about may be one person too, and links may be wrong: the outer numbers leave room for both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.constraints import groups_of
from resolver.model.doubts import Doubts
from resolver.model.draws import People, draw_people

DEAD = frozenset({"killed", "died_of_wounds"})
CASUALTY_ROLES = frozenset({"casualty"})
Apart = NDArray[np.integer[Any]]
"""Pairs of people who cannot be one, a row each, by their places among all people: they may be many millions."""
NOBODY_APART: Apart = np.empty((0, 2), dtype=np.int32)
_HALF, _LOWER = 32, (1 << 32) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Countable:
    """One person as counting sees them."""

    person_id: str
    rows: tuple[int, ...]
    role: str
    status: str
    is_named: bool
    is_bare: bool
    people_count: int
    incident: str | None
    barred: str | None = None
    """Why a human keeps the person out of the count, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCount:
    """How many people: certainly different, best reading with its interval, at most."""

    fewest: int
    best: float
    low: int
    median: int
    high: int
    most: int


def reason_not_counted(person: Countable) -> str | None:
    """Return why a person is not in the count of named dead, or None when they are.

    >>> reason_not_counted(Countable(person_id="P-1", rows=(0,), role="official", status="killed", is_named=True, is_bare=False, people_count=1, incident=None))
    'role: official'
    """
    if person.barred:
        return person.barred
    if person.role not in CASUALTY_ROLES:
        return f"role: {person.role}"
    if not person.is_named:
        return "unnamed"
    return None if person.status in DEAD else f"status: {person.status}"


def settle(
    persons: Sequence[Countable], questions: Iterable[tuple[str, str]], apart: Apart = NOBODY_APART
) -> dict[str, str]:
    """Return yes, no or open for each person.

    Answer every open question "same", likeliest first, as far as ``apart`` (pairs who cannot be one) allows: the groups that
    come out are certainly different people. The surest of each group is counted, the others are *open*. Someone of whom
    only a surname or a given name is known is open too: they may be anybody named elsewhere.
    """
    counting = {one.person_id: at for at, one in enumerate(persons) if reason_not_counted(one) is None}
    asked = [(counting[one], counting[other]) for one, other in questions if {one, other} <= counting.keys()]
    counted = {one.person_id: "no" for one in persons}
    counted |= {one: "open" if persons[at].is_bare else "yes" for one, at in counting.items()}
    differing = _sorted_both_ways(apart)
    others = np.bincount(differing >> _HALF, minlength=len(persons))
    for members in _answered_same(asked, differing, len(persons)):
        in_order = sorted(members, key=lambda at: _surest_first(persons[at], int(others[at])))
        counted |= {persons[at].person_id: "open" for at in in_order[1:]}
    return counted


def _sorted_both_ways(apart: Apart) -> NDArray[np.int64]:
    """Return each pair once in either order, as one number: the first of the two in its higher bits."""
    one, other = apart.T.astype(np.int64)
    return distinct(np.concatenate([one << _HALF | other, other << _HALF | one]))


def _answered_same(
    asked: Sequence[tuple[int, int]], differing: NDArray[np.int64], people: int
) -> Iterable[Collection[int]]:
    """Return the groups of people that questions answered "same" one after another make: none with two who differ.

    Only who is connected by questions can come into one group: of many millions who differ few are.
    """
    never: dict[int, set[int]] = {}
    root = groups_of(asked)
    ends = np.array([*root.items()], dtype=np.int64).reshape(-1, 2)
    connected = np.full(people, -1)
    connected[ends[:, 0]] = ends[:, 1]
    one, other = differing >> _HALF, differing & _LOWER
    is_met = (connected[one] >= 0) & (connected[one] == connected[other])
    for mine, their in zip(one[is_met].tolist(), other[is_met].tolist(), strict=True):
        never.setdefault(mine, set()).add(their)
    group: dict[int, set[int]] = {}
    for left, right in asked:
        mine, theirs = (group.setdefault(end, {end}) for end in (left, right))
        if mine is not theirs and all(mine.isdisjoint(never.get(their, ())) for their in theirs):
            mine |= theirs
            group |= dict.fromkeys(theirs, mine)
    return {id(members): members for members in group.values()}.values()


def _surest_first(person: Countable, others: int) -> tuple[bool, int, int, str]:
    """Order people by how surely they are somebody of their own: named in full, known to differ from others, often named."""
    return (person.is_bare, -others, -len(person.rows), person.person_id)


def count_people(
    persons: Sequence[Countable],
    counted: Mapping[str, str],
    questions: Iterable[tuple[str, str]],
    doubts: Doubts,
    *,
    draws: int,
    seed: int,
) -> PeopleCount:
    """Return the three numbers for the persons given (all of a run, or those of one incident).

    The fewest leave room for people who are one although nobody is asked about them, the most for people who were wrongly joined: as
    many as are expected, and two standard deviations more, in whole people.
    """
    counting = [person for person in persons if counted[person.person_id] != "no"]
    certain = sum(counted[person.person_id] == "yes" for person in counting)
    drawn = draw_people(people_of(counting, questions), doubts, draws=draws, seed=seed)
    fewest = max(certain - _room_for(drawn.unasked), min(certain, 1))
    most = len(counting) + _room_for(drawn.splits)
    best = float(np.clip(drawn.expected, fewest, most))
    low, median, high = drawn.interval()
    return PeopleCount(
        fewest=fewest,
        best=best,
        low=min(max(low, fewest), round(best)),
        median=int(np.clip(median, fewest, most)),
        high=max(min(high, most), round(best)),
        most=most,
    )


def people_of(persons: Sequence[Countable], questions: Iterable[tuple[str, str]]) -> People:
    """Return the people whose number is asked for, with the pairs of them that a human is asked about."""
    place = {person.person_id: at for at, person in enumerate(persons)}
    asked = frozenset(
        (min(place[one], place[other]), max(place[one], place[other]))
        for one, other in questions
        if one in place and other in place
    )
    return People(rows=tuple(person.rows for person in persons), asked=asked)


def _room_for(number: NDArray[np.int64]) -> int:
    return int(number.mean() + 2 * number.std())
