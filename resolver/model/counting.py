"""PERSONS and what is doubtful about them -> who is counted, and how many people there are, with an honest interval.

Three numbers: the fewest people that open questions allow (each answered "same", as far as contradictions let them), our best
reading (the expected number over partitions, with the interval that linkage alone leaves), and the most (each answered
"different"). Pairs that nobody is asked about may be one person too, and links may be wrong: the outer numbers leave room for both.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolver.model.doubts import Doubts
from resolver.model.draws import People, draw_people

DEAD = frozenset({"killed", "died_of_wounds"})
CASUALTY_ROLES = frozenset({"casualty"})


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
    persons: Sequence[Countable], questions: Iterable[tuple[str, str]], apart: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Return yes, no or open for each person.

    Answer every open question "same", likeliest first, as far as ``apart`` (pairs who cannot be one) allows: the groups that
    come out are certainly different people. The surest of each group is counted, the others are *open*. Someone of whom
    only a surname or a given name is known is open too: they may be anybody named elsewhere.
    """
    counting = {one.person_id: one for one in persons if reason_not_counted(one) is None}
    never: dict[str, set[str]] = {}
    for one, other in apart:
        never.setdefault(one, set()).add(other)
        never.setdefault(other, set()).add(one)
    group: dict[str, set[str]] = {}
    for one, other in questions:
        if one in counting and other in counting:
            mine, theirs = (group.setdefault(end, {end}) for end in (one, other))
            if mine is not theirs and all(mine.isdisjoint(never.get(their, ())) for their in theirs):
                mine |= theirs
                group |= dict.fromkeys(theirs, mine)
    counted = {one.person_id: "no" for one in persons}
    counted |= {person_id: "open" if one.is_bare else "yes" for person_id, one in counting.items()}
    for members in {id(members): members for members in group.values()}.values():
        in_order = sorted((counting[one] for one in members), key=lambda one: _surest_first(one, never))
        counted |= {one.person_id: "open" for one in in_order[1:]}
    return counted


def _surest_first(person: Countable, never: Mapping[str, Set[str]]) -> tuple[bool, int, int, str]:
    """Order people by how surely they are somebody of their own: named in full, known to differ from others, often named."""
    person_id = person.person_id
    return (person.is_bare, -len(never.get(person_id, ())), -len(person.rows), person_id)


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
