"""Patterns of words -> how names of a pattern are read, worked out once per pattern by the code that reads one name.

Names whose words are of the same kinds are given roles alike, and where the words may be declined alike they have the same readings
but for the words themselves. So roles are found for kinds of words, and readings for made-up words that stand for the real ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resolver.names.articles import SurnameStands
from resolver.names.cases import Analysis, analyses
from resolver.names.kinds import Kind
from resolver.names.knowledge import Knowledge
from resolver.names.readings import ROLES, Reading, agreeing, cheapest, order_of
from resolver.names.remembering import remembered
from resolver.names.roles import assign_parts, with_ancestors

Ways = tuple[tuple[str, str, int, int], ...]
"""How a word may be declined: case, sex, cost, and the first way that has the same nominative, for each way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A role, and the words of a name that fill it, by their places, each with an ending."""

    role: str
    places: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Ways to give words their roles: for each, the numbers of its slots and what it costs."""

    slots: tuple[Slot, ...]
    choices: tuple[tuple[tuple[int, ...], int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A reading in terms of slots: by role, the slot and which way its word is declined, or None."""

    parts: tuple[tuple[int, int] | None, ...]
    cost: int
    case: str
    gender: str
    first_gender: str
    has_second_names: bool
    is_exchanged: bool


@remembered(100_000)
def assigned(
    kinds: tuple[Kind, ...],
    repeats: tuple[int, ...],
    surname_stands: SurnameStands,
    ancestors: tuple[str, ...] = (),
) -> Assigned:
    """Return ways to give words of these kinds their roles; ``repeats`` is the first place of each word, ``ancestors`` the roles of those behind.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.kinds import kind_of_word
    >>> kinds = tuple(kind_of_word(word, load_knowledge()) for word in ("иванов", "иван"))
    >>> assigned(kinds, (0, 1), SurnameStands.FIRST).slots
    (Slot(role='given', places=((1, ''),)), Slot(role='surname', places=((0, ''),)))
    """
    slots: dict[Slot, int] = {}
    choices = []
    ways = assign_parts(kinds, surname_stands) if kinds else []
    for roles, cost in with_ancestors(ways, ancestors, repeats):
        places = {
            role: tuple((repeats[at], ending) for at, ending in part.places) for role, part in roles.items()
        }
        found = [Slot(role=role, places=at) for role, at in places.items()]
        choices.append((tuple(slots.setdefault(slot, len(slots)) for slot in found), cost))
    return Assigned(slots=tuple(slots), choices=tuple(choices))


def filled(roles: Sequence[str], exchange: int | None = None) -> Assigned:
    """Return the ways to give roles to words that stand in columns of their own: as they stand and, for its cost, exchanged.

    >>> filled(["surname", "given"], exchange=2).choices
    (((0, 1), 0), ((2, 3), 2))
    """
    as_they_stand = [Slot(role=role, places=((place, ""),)) for place, role in enumerate(roles)]
    if exchange is None:
        return Assigned(slots=tuple(as_they_stand), choices=((tuple(range(len(roles))), 0),))
    other = [replace(slot, role=_OTHER.get(slot.role, slot.role)) for slot in as_they_stand]
    slots = tuple(dict.fromkeys([*as_they_stand, *other]))
    choices = [(tuple(map(slots.index, way)), cost) for way, cost in ((as_they_stand, 0), (other, exchange))]
    return Assigned(slots=slots, choices=tuple(choices))


_OTHER = {"surname": "exchanged given", "given": "exchanged surname"}
"""What a word is that stands in the wrong one of two columns."""


def declined(role: str, word: str, knowledge: Knowledge) -> tuple[Ways, tuple[str, ...]]:
    """Return how a word in a role may be declined, and its nominatives, one for each way."""
    found = analyses(role, word, knowledge)
    nominatives = tuple([one.nominative for one in found])
    ways = [(one.case, one.gender, one.cost, nominatives.index(one.nominative)) for one in found]
    return tuple(ways), nominatives


@remembered(100_000)
def candidates(assigned: Assigned, ways: tuple[Ways, ...]) -> tuple[Candidate, ...]:
    """Return the readings of every name that is assigned like this and whose slots are declined like this.

    They stand in the order in which they are found; of those with the same words there is one.
    """
    played = [
        ({assigned.slots[slot].role: _symbols(slot, ways[slot]) for slot in choice}, cost)
        for choice, cost in assigned.choices
    ]
    alike: dict[tuple[str | None, ...], list[Reading]] = {}
    order: dict[tuple[str | None, ...], tuple[tuple[int, bool, str, str, str], int]] = {}
    for at, reading in enumerate(agreeing(played)):
        words = tuple(getattr(reading, role) for role in ROLES)
        alike.setdefault(words, []).append(reading)
        order[words] = min(order.get(words, (order_of(reading), at)), (order_of(reading), at))
    return tuple(
        _candidate(words, alike[words], order[words][0][-1])
        for words in sorted(alike, key=lambda words: order[words][1])
    )


def _symbols(slot: int, ways: Ways) -> list[Analysis]:
    """Return ways to decline a made-up word that stands for the word of a slot."""
    return [
        Analysis(nominative=f"{slot}.{same}", case=case, gender=gender, cost=cost)
        for case, gender, cost, same in ways
    ]


def _candidate(words: Sequence[str | None], alike: Sequence[Reading], first_gender: str) -> Candidate:
    (kept,) = cheapest(alike)
    parts = [None if word is None else tuple(map(int, word.split("."))) for word in words]
    return Candidate(
        parts=tuple(None if part is None else (part[0], part[1]) for part in parts),
        cost=kept.cost,
        case=kept.case,
        gender=kept.gender,
        first_gender=first_gender,
        has_second_names=kept.has_second_names,
        is_exchanged=kept.is_exchanged,
    )
