"""PERSONS and what is doubtful about them -> who is counted, and how many people there are, with an honest interval.

Three numbers: the fewest people that open questions allow (each answered "same", as far as contradictions let them), our best
reading (the expected number over partitions, with the interval that linkage alone leaves), and the most (each answered
"different").
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolver.model.partitions import Partitions

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
    never = {frozenset(pair) for pair in apart}
    group = {person_id: {person_id} for person_id in counting}
    for one, other in questions:
        if one in group and other in group and group[one] is not group[other]:
            mine, theirs = group[one], group[other]
            if not any(frozenset((a, b)) in never for a in mine for b in theirs):
                mine |= theirs
                group |= dict.fromkeys(theirs, mine)
    distinct = Counter(person_id for pair in never for person_id in pair)
    counted = {one.person_id: "no" for one in persons}
    for members in {id(members): members for members in group.values()}.values():
        surest = min(
            (counting[person_id] for person_id in members), key=lambda one: _surest_first(one, distinct)
        )
        counted |= dict.fromkeys(members, "open")
        counted[surest.person_id] = "open" if surest.is_bare else "yes"
    return counted


def _surest_first(person: Countable, distinct: Counter[str]) -> tuple[bool, int, int, str]:
    """Order people by how surely they are somebody of their own: named in full, known to differ from others, often named."""
    return (person.is_bare, -distinct[person.person_id], -len(person.rows), person.person_id)


def count_people(
    persons: Sequence[Countable],
    counted: Mapping[str, str],
    components: Sequence[tuple[tuple[int, ...], Partitions]],
    attachments: Mapping[int, float],
    *,
    draws: int,
    seed: int,
) -> PeopleCount:
    """Return the three numbers for the persons given (all of a run, or those of one incident)."""
    counting = [person for person in persons if counted[person.person_id] != "no"]
    fewest = sum(counted[person.person_id] == "yes" for person in counting)
    most = len(counting)
    rows = {row for person in counting for row in person.rows}
    inside = {row for members, _ in components for row in members}
    certain = sum(
        1 for person in counting if not (set(person.rows) & inside) and not _is_loose(person, attachments)
    )
    random = np.random.default_rng(seed)
    totals = np.full(draws, certain, dtype=np.int64)
    expected = float(certain)
    for members, partitions in components:
        numbers, mean = _draw(members, partitions, rows, random, draws)
        totals += numbers
        expected += mean
    for person in counting:
        if _is_loose(person, attachments):
            chance = 1.0 - attachments[person.rows[0]]
            expected += chance
            totals += random.random(draws) < chance
    best = float(np.clip(expected, fewest, most))
    low, high = (int(bound) for bound in np.percentile(totals, [2.5, 97.5], method="nearest"))
    return PeopleCount(
        fewest=fewest,
        best=best,
        low=min(max(low, fewest), round(best)),
        high=max(min(high, most), round(best)),
        most=most,
    )


def _is_loose(person: Countable, attachments: Mapping[int, float]) -> bool:
    return len(person.rows) == 1 and person.rows[0] in attachments


def _draw(
    members: Sequence[int], partitions: Partitions, rows: set[int], random: np.random.Generator, draws: int
) -> tuple[NDArray[np.int64], float]:
    counts = partitions.counts(np.array([row in rows for row in members]))
    chosen = random.choice(len(counts), size=draws, p=partitions.probability)
    return counts[chosen], float(counts @ partitions.probability)
