"""How many mentions, a seed and a few wishes -> MadeList: mentions and the truth about them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl

from resolver.errors import UsageError
from resolver.rulebook import load_rulebook
from resolver.synthesis.chance import Chance, Flags, Numbers
from resolver.synthesis.coverage import cover
from resolver.synthesis.details import detail_columns
from resolver.synthesis.documents import document_columns
from resolver.synthesis.given import GivenNames, read_given
from resolver.synthesis.ground import read_ground
from resolver.synthesis.letters import Letters
from resolver.synthesis.names import NAME_COLUMNS, Rows, name_columns
from resolver.synthesis.persons import World, make_persons
from resolver.synthesis.recipe import ListKind, Profile, Recipe, read_recipe
from resolver.synthesis.spelling import Speller
from resolver.synthesis.surnames import read_surnames

UNNAMED = 0.006
"""The share of persons mentioned once whose mention does not name them."""

MOST = 50_000_000
_ORDER = (
    "mention_id", "list_id", "publisher", "language", "url", "via", "reported_date", *NAME_COLUMNS, "callsign", "sex",
    "birth_date", "age", "death_date", "origin_place", "death_place", "unit", "rank", "incident", "identifiers", "status", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a made list should be like; every field has the default of the command.

    >>> Wishes(mentions=100, repeat_share=0.4).persons
    60
    """

    mentions: int
    seed: int = 1
    profile: str = "mixed"
    lists: int = 6
    repeat_share: float = 0.3
    cross_script: float = 0.3
    typos: float = 0.05
    new_surnames: float = 0.7

    @property
    def persons(self) -> int:
        """Return how many people are mentioned."""
        return max(1, self.mentions - round(self.mentions * self.repeat_share))

    def check(self, recipe: Recipe) -> None:
        """Raise UsageError that tells every wish that cannot be met."""
        faults = []
        if not 1 <= self.mentions <= MOST:
            faults.append(f"{self.mentions} mentions: ask for 1 to {MOST:,}")
        if not 0 <= self.seed < 2**63:
            faults.append(f"seed {self.seed}: it must be a whole number from 0 on")
        if self.profile not in recipe.profiles:
            faults.append(
                f"there is no profile {self.profile!r}; use one of {', '.join(sorted(recipe.profiles))}"
            )
        if not 1 <= self.lists <= 60:
            faults.append(f"{self.lists} lists: ask for 1 to 60")
        for name in ("repeat_share", "cross_script", "typos", "new_surnames"):
            if not 0 <= getattr(self, name) <= 1:
                faults.append(f"{name.replace('_', ' ')} {getattr(self, name)}: it must lie between 0 and 1")
        if self.repeat_share == 1:
            faults.append("repeat share 1: somebody must be mentioned a first time")
        if faults:
            raise UsageError("\n".join(faults))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MadeList:
    """Mentions of made people, who each of them is, and what is known of those people besides.

    ``truth`` has ``mention_id`` and ``person_id``; ``persons`` one row per person with family and days; ``classes`` the classes of
    given names that were used, the most mentioned first.
    """

    wishes: Wishes
    mentions: pl.DataFrame
    truth: pl.DataFrame
    persons: pl.DataFrame
    classes: pl.DataFrame

    def summary(self) -> str:
        """Return in words what was made.

        >>> print(make_list(Wishes(mentions=50, profile="russia")).summary())  # doctest: +ELLIPSIS
        50 mentions of 35 people on 6 lists; their names have ... words, ... of them different (...)
        """
        words, different = self.token_count()
        return (
            f"{self.mentions.height:,} mentions of {self.persons.height:,} people on {self.wishes.lists} lists; "
            f"their names have {words:,} words, {different:,} of them different ({different / max(words, 1):.2f})"
        )

    def token_count(self) -> tuple[int, int]:
        """Return of how many words the names consist, and how many different ones those are: real lists repeat few."""
        names = pl.concat([self.mentions[name].drop_nulls() for name in NAME_COLUMNS])
        words = names.str.split(" ").explode().drop_nulls()
        return len(words), words.n_unique()


def make_list(wishes: Wishes) -> MadeList:
    """Make mentions of people who never lived, with the truth about who is who.

    >>> made = make_list(Wishes(mentions=50, repeat_share=0.4))
    >>> made.mentions.height, made.truth["person_id"].n_unique()
    (50, 30)
    """
    recipe = read_recipe()
    wishes.check(recipe)
    chance, profile = Chance(seed=wishes.seed), recipe.profiles[wishes.profile]
    world = replace(_world(wishes.profile), new_surnames=wishes.new_surnames)
    names, lists = _lists(recipe, profile, wishes.lists)
    persons = make_persons(world, chance, wishes.persons)
    numbers, surname = np.unique(persons.surname, return_inverse=True)
    persons = replace(persons, surname=surname.astype(np.int64))
    speller = _speller(
        world, numbers, {f"{wishes.seed} {name}": one for name, one in zip(names, lists, strict=True)}
    )
    peopled = persons.people, world.peoples
    coverage = cover(peopled, lists, chance, mentions=wishes.mentions, cross_script=wishes.cross_script)
    rows = Rows(
        world=world, persons=persons, coverage=coverage, lists=lists, chance=chance, typos=wishes.typos
    )
    return _assembled(wishes, rows, speller, names)


def _speller(world: World, surnames: Numbers, lists: Mapping[str, ListKind]) -> Speller:
    """Return what writes names; the names of the lists decide their habits."""
    speller = Speller(
        lists=tuple(lists.values()),
        seeds=tuple(lists),
        given=world.given,
        surnames=[world.surnames.surname(number) for number in surnames.tolist()],
        letters=Letters(tables=world.recipe.letters),
    )
    speller.check()
    return speller


@lru_cache(maxsize=8)
def _world(name: str) -> World:
    """Return what the people of a profile are made of; it is kept, as trials make list after list."""
    recipe = read_recipe()
    rules, letters, profile = load_rulebook(), Letters(tables=recipe.letters), recipe.profiles[name]
    peoples = tuple(profile.peoples)
    given = read_given(rules, recipe, letters, peoples)
    wars = [recipe.wars[recipe.peoples[key].war] for key in peoples]
    areas = {area for key in peoples for area in recipe.peoples[key].home}
    return World(
        recipe=recipe,
        peoples=peoples,
        weights=tuple(profile.peoples[key] for key in peoples),
        given=given,
        surnames=read_surnames(rules, recipe, given, letters, peoples),
        ground=read_ground(rules, areas | {area for war in wars for area in war.places}),
        new_surnames=1.0,
    )


def _lists(recipe: Recipe, profile: Profile, count: int) -> tuple[list[str], list[ListKind]]:
    """Return the first lists of a profile; when more are asked for, the same kinds again with other habits."""
    names, lists = [], []
    for place in range(count):
        turn, at = divmod(place, len(profile.lists))
        kind = recipe.lists[profile.lists[at]]
        schemes = (
            kind.schemes[turn % max(len(kind.schemes), 1) :]
            + kind.schemes[: turn % max(len(kind.schemes), 1)]
        )
        names.append(profile.lists[at] + (f"_{turn + 1}" if turn else ""))
        lists.append(kind.model_copy(update={"schemes": schemes}))
    return names, lists


def _unnamed(rows: Rows) -> Flags:
    """Return which mentions name nobody: only of people who are mentioned once."""
    times = np.bincount(rows.who, minlength=len(rows.persons))
    is_single = np.asarray(times[rows.who] == 1)
    return is_single & rows.chance.happens("unnamed", rows.who, UNNAMED)


def _assembled(wishes: Wishes, rows: Rows, speller: Speller, names: list[str]) -> MadeList:
    """Write all columns and put the mentions in the order of lists and days."""
    columns = {
        "list_id": pl.Series(names).gather(rows.source),
        "language": pl.Series([one.speaks for one in rows.lists]).gather(rows.source),
        **document_columns(rows, names),
        **name_columns(rows, speller, _unnamed(rows)),
        **detail_columns(rows),
    }
    order = _order(rows, columns["reported_date"])
    mention_id = _ids("m", np.arange(wishes.mentions, dtype=np.int64))
    mentions = pl.DataFrame(columns).select(pl.all().gather(order)).with_columns(mention_id=mention_id)
    person_id = _ids("p", np.arange(len(rows.persons), dtype=np.int64))
    truth = pl.DataFrame({"mention_id": mention_id, "person_id": person_id.gather(rows.who[order])})
    return MadeList(
        wishes=wishes,
        mentions=mentions.select(_ORDER),
        truth=truth,
        persons=_persons(rows, speller, person_id),
        classes=_classes(rows, speller.given),
    )


def _order(rows: Rows, reported: pl.Series) -> Numbers:
    """Return the mentions in the order of lists, and of days within each."""
    own = np.arange(len(rows.who), dtype=np.int64)
    days = reported.rank("dense").to_numpy()
    return np.asarray(np.lexsort((rows.chance.bits("order", own), days, rows.source)), dtype=np.int64)


def _ids(letter: str, numbers: Numbers) -> pl.Series:
    width = len(str(len(numbers)))
    return letter + pl.Series(numbers + 1).cast(pl.String).str.zfill(width)


def _persons(rows: Rows, speller: Speller, person_id: pl.Series) -> pl.DataFrame:
    """Return what is true of each person."""
    persons = rows.persons
    given = pl.Series([one.base for one in speller.given.names])
    days = {"birth_date": persons.birth, "death_date": persons.death}
    return pl.DataFrame(
        {
            "person_id": person_id,
            "family_id": "f" + pl.Series(persons.family + 1).cast(pl.String),
            "people": pl.Series(list(rows.world.peoples)).gather(persons.people),
            "sex": pl.Series(["m", "f"]).gather(persons.is_woman.astype(np.int64)),
            "surname": pl.Series([one.base for one in speller.surnames]).gather(persons.surname),
            "given_name": given.gather(persons.given),
            "father": given.gather(persons.father),
            **{name: pl.Series(column).cast(pl.Int32).cast(pl.Date) for name, column in days.items()},
        }
    )


def _classes(rows: Rows, given: GivenNames) -> pl.DataFrame:
    """Return the classes of given names that are borne, by how many mentions are of people or fathers of that name."""
    borne = np.concatenate([rows.persons.given[rows.who], rows.persons.father[rows.who]])
    times = np.bincount(borne, minlength=len(given.names))
    counted = pl.DataFrame({"class": [one.name_class for one in given.names], "mention_count": times})
    used = counted.filter(pl.col("mention_count") > 0).group_by("class").agg(pl.col("mention_count").sum())
    return used.sort("mention_count", "class", descending=[True, False])
