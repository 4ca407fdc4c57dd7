"""How many people, of which peoples -> Persons: families in villages, fathers, sons and brothers, and the days on which they die."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from resolver.synthesis.chance import Chance, Flags, Numbers, zipf
from resolver.synthesis.given import GivenNames
from resolver.synthesis.ground import Ground
from resolver.synthesis.recipe import Recipe, War
from resolver.synthesis.surnames import Surnames

KILLED, MISSING, CAPTURED = 0, 1, 2
_YEAR = 1461
_COUSINS_FROM = 3
_GENERATION = 35
_TRIES = 12
_SHARED_SURNAME = 0.25
_NAMESAKES = 0.02
_UNIT_COUNT = 400
_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that people are made of."""

    recipe: Recipe
    peoples: tuple[str, ...]
    weights: tuple[int, ...]
    given: GivenNames
    surnames: Surnames
    ground: Ground
    new_surnames: float

    def war(self, place: int) -> War:
        """Return the war in which the people of a place among the peoples dies."""
        return self.recipe.wars[self.recipe.peoples[self.peoples[place]].war]


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """The made people, one number each in every column; days count from 1970."""

    family: Numbers
    people: Numbers
    is_woman: Flags
    given: Numbers
    father: Numbers
    grandfather: Numbers
    surname: Numbers
    birth: Numbers
    death: Numbers
    event: Numbers
    origin: Numbers
    death_place: Numbers
    unit: Numbers
    rank: Numbers
    status: Numbers

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self.family)


def make_persons(world: World, chance: Chance, count: int) -> Persons:
    """Make people, family by family."""
    rows = np.arange(count, dtype=np.int64)
    family, member, size = _families(world, chance, count)
    people = _people_of(world, chance, family)
    is_father_first = chance.happens("a father and his sons", family, 0.4) & (size > 1)
    is_woman = chance.happens("woman", rows, _of_wars(world, people, lambda war: war.women))
    is_woman &= ~(is_father_first & (member == 0))
    origin = _origins(world, chance, family, people)
    made = Persons(
        family=family,
        people=people,
        is_woman=is_woman,
        **_given_names(world, chance, (family, member, people), is_woman, is_father_first),
        surname=_surnames(world, chance, (family, people), origin),
        **_lives(world, chance, (family, member, people), is_father_first),
        origin=origin,
        unit=_units(world, chance, family, people),
        rank=chance.low("rank", rows, 10),
        status=chance.pick("status", rows, [93, 5, 2]),
    )
    return _with_namesakes(made, size, chance)


def _families(world: World, chance: Chance, count: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return for each person the family, which member of it, and how many members it has."""
    families = np.arange(count, dtype=np.int64)
    people = _people_of(world, chance, families)
    size = np.ones(count, dtype=np.int64)
    for place in range(len(world.peoples)):
        here = people == place
        size[here] = 1 + chance.pick("size of family", families[here], world.war(place).families)
    upto = np.cumsum(size)
    last = int(np.searchsorted(upto, count))
    size = size[: last + 1].copy()
    size[last] -= int(upto[last]) - count
    family = np.repeat(families[: last + 1], size)
    starts = np.cumsum(size) - size
    return family, np.arange(count, dtype=np.int64) - starts[family], size[family]


def _people_of(world: World, chance: Chance, family: Numbers) -> Numbers:
    return chance.pick("people", family, world.weights)


def _of_wars(world: World, people: Numbers, of_war: Callable[[War], float]) -> NDArray[np.float64]:
    return np.array([of_war(world.war(place)) for place in range(len(world.peoples))])[people]


# --- names ------------------------------------------------------------------------------------------------------------


def _given_names(
    world: World,
    chance: Chance,
    who: tuple[Numbers, Numbers, Numbers],
    is_woman: Flags,
    is_father_first: Flags,
) -> dict[str, Numbers]:
    """Return each person's own name and those of the father and his father; no two children of one man share a name."""
    family, member, people = who
    is_man = np.ones(len(family), dtype=np.bool_)
    branch = np.where(member >= _COUSINS_FROM, 1, 0)
    fathers = _drawn(world, chance, "father", family * 2 + branch, (people, is_man))
    grandfathers = _drawn(world, chance, "grandfather", family, (people, is_man))
    own = _without_twins(world, chance, (family * 2 + branch, people, is_woman))
    first = np.flatnonzero(member == 0)
    head = np.repeat(own[first], np.diff(np.append(first, len(family))))
    is_son = is_father_first & (member > 0) & (branch == 0)
    return {
        "given": own,
        "father": np.where(is_son, head, fathers),
        "grandfather": np.where(is_son, fathers, grandfathers),
    }


def _drawn(world: World, chance: Chance, what: str, rows: Numbers, who: tuple[Numbers, Flags]) -> Numbers:
    """Draw a name for each row; ``who`` holds the people and whether it is a man's name."""
    people, is_man = who
    names = np.zeros(len(rows), dtype=np.int64)
    for place, key in enumerate(world.peoples):
        here = np.flatnonzero(people == place)
        from_key = np.zeros(len(here), dtype=np.int64)
        neighbours = [key, *world.recipe.peoples[key].also]
        for other, neighbour in enumerate(neighbours[1:], 1):
            share = world.recipe.peoples[key].also[neighbour]
            from_key[chance.happens(f"{what} of {neighbour}", rows[here], share)] = other
        for at, source in enumerate(neighbours):
            for sex in ("m", "f"):
                wanted = here[(from_key == at) & (is_man[here] == (sex == "m"))]
                pool = world.given.pools[source, sex]
                if len(wanted):
                    names[wanted] = pool.numbers[chance.pick(f"{what} {source}", rows[wanted], pool.weights)]
    return names


def _without_twins(world: World, chance: Chance, who: tuple[Numbers, Numbers, Flags]) -> Numbers:
    """Draw each person's own name, again where an elder brother or sister has it."""
    parents, people, is_woman = who
    rows = np.arange(len(parents), dtype=np.int64)
    own = _drawn(world, chance, "own name", rows, (people, ~is_woman))
    again = rows
    for turn in range(_TRIES):
        order = np.lexsort((rows, own, parents))
        same = (np.diff(parents[order]) == 0) & (np.diff(own[order]) == 0)
        again = np.sort(order[1:][same])
        if not len(again):
            break
        own[again] = _drawn(world, chance, f"own name {turn}", again, (people[again], ~is_woman[again]))
    return own


def _surnames(world: World, chance: Chance, who: tuple[Numbers, Numbers], origin: Numbers) -> Numbers:
    """Return the surname of each family; in villages many families bear one of a few."""
    family, people = who
    is_shared = chance.happens("surname of the village", family, _SHARED_SURNAME)
    of_village = (origin * 64 + people) * 16 + chance.below("which of the village", family, 8)
    rows = np.where(is_shared, -1 - of_village, family)
    return world.surnames.draw(chance, rows, people, world.new_surnames)


def _with_namesakes(persons: Persons, size: Numbers, chance: Chance) -> Persons:
    """Give some people who have no family the full name of somebody else of their people."""
    rows = np.arange(len(persons), dtype=np.int64)
    is_alike = chance.happens("namesake", rows, _NAMESAKES) & (size == 1)
    model = chance.below("namesake of", rows, max(len(persons), 1))
    is_alike &= (persons.people == persons.people[model]) & (persons.is_woman == persons.is_woman[model])
    is_alike &= model != rows
    copied = ("given", "father", "grandfather", "surname")
    changes = {
        name: np.where(is_alike, getattr(persons, name)[model], getattr(persons, name)) for name in copied
    }
    return replace(persons, **changes)


# --- lives ------------------------------------------------------------------------------------------------------------


def _origins(world: World, chance: Chance, family: Numbers, people: Numbers) -> Numbers:
    origin = np.zeros(len(family), dtype=np.int64)
    for place, key in enumerate(world.peoples):
        here = people == place
        homes = np.concatenate([world.ground.inside[area] for area in world.recipe.peoples[key].home])
        homes = homes[np.argsort(chance.bits("size of place", homes), kind="stable")]
        origin[here] = homes[chance.pick("origin", family[here], zipf(len(homes)))]
    return origin


def _units(world: World, chance: Chance, family: Numbers, people: Numbers) -> Numbers:
    """Return the unit of each soldier, mostly the same for one family; 0 where the dead are no soldiers."""
    rows = np.arange(len(family), dtype=np.int64)
    is_apart = chance.happens("another unit", rows, 0.3)
    unit = chance.low("unit", np.where(is_apart, -1 - rows, family), _UNIT_COUNT) + 1
    return unit * (_of_wars(world, people, lambda war: float(war.units)) > 0)


def _lives(
    world: World, chance: Chance, who: tuple[Numbers, Numbers, Numbers], is_father_first: Flags
) -> dict[str, Numbers]:
    """Return when and where each person dies, in which event if any, and when each was born."""
    family, _, people = who
    rows = np.arange(len(family), dtype=np.int64)
    lives = {name: np.zeros(len(rows), dtype=np.int64) for name in ("death", "event", "death_place")}
    with_family = np.where(chance.happens("dies with the family", rows, 0.6), family, -1 - rows)
    for place in range(len(world.peoples)):
        here = np.flatnonzero(people == place)
        told = _deaths(world, world.war(place), chance, with_family[here])
        for name, values in zip(lives, told, strict=True):
            lives[name][here] = values
    return {**lives, "birth": _births(world, chance, who, is_father_first, lives["death"])}


def _deaths(world: World, war: War, chance: Chance, rows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return day, event (or -1) and place of each death; many die on a few heavy days."""
    first = int((np.datetime64(war.first, "D") - _EPOCH).astype(np.int64))
    length = int((np.datetime64(war.last, "D") - np.datetime64(war.first, "D")).astype(np.int64)) + 1
    places = np.concatenate([world.ground.inside[area] for area in war.places])
    name = f"{war.first}"
    count = 12 + len(rows) // 300
    event = chance.pick("event", rows, zipf(count))
    events = np.arange(count, dtype=np.int64)
    day_of = first + chance.below(f"day of event {name}", events, length)
    place_of = places[chance.below(f"place of event {name}", events, len(places))]
    is_mass = chance.happens("in an event", rows, war.mass_share)
    alone = first + chance.below("day of death", rows, length)
    lone_place = places[chance.pick("place of death", rows, zipf(len(places)))]
    day = np.where(is_mass, day_of[event], alone)
    return day, np.where(is_mass, event, -1), np.where(is_mass, place_of[event], lone_place)


def _births(
    world: World,
    chance: Chance,
    who: tuple[Numbers, Numbers, Numbers],
    is_father_first: Flags,
    death: Numbers,
) -> Numbers:
    """Return birthdays: children of one man at least a year apart, a father a generation before them."""
    family, member, people = who
    rows = np.arange(len(family), dtype=np.int64)
    youngest = _of_wars(world, people, lambda war: war.youngest).astype(np.int64)
    oldest = _of_wars(world, people, lambda war: war.oldest).astype(np.int64)
    span = np.maximum(np.where(is_father_first, oldest - _GENERATION, oldest) - youngest, 1)
    age = youngest + chance.low("age", family, span)
    heads = np.flatnonzero(member == 0)
    death_of_head = np.repeat(death[heads], np.diff(np.append(heads, len(rows))))
    eldest = death_of_head - age * _YEAR // 4 - chance.below("birthday", family, 365)
    child = member - is_father_first
    later = child * 600 + chance.below("between births", rows, 200) * (child > 0)
    least = youngest * _YEAR // 4 + chance.below("days since that birthday", rows, 365)
    birth = np.where(death - eldest - later >= least, eldest + later, eldest - later)
    birth = np.minimum(birth, death - least)
    father = eldest - 9_000 - chance.below("age of a father", rows, 3_600)
    return np.where(is_father_first & (member == 0), father, birth)
