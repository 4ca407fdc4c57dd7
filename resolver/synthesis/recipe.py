"""rules/synthesis/ -> Recipe: what peoples, wars, lists and letters of made lists are like.

These files are read by made lists alone: nothing the matcher knows comes from here.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from resolver.errors import RuleError
from resolver.files import read_bytes, rules_folder

FOLDER = "synthesis"
Share = Annotated[float, Field(ge=0, le=1)]
Letters = Literal["russian", "ukrainian", "armenian", "spoken"]
Script = Literal["russian", "ukrainian", "latin", "arabic", "armenian"]
Table = Mapping[str, str]
Ways = Mapping[str, tuple[str, ...]]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class GivenFrom(_Section):
    """A file of names/given/ and the languages of it whose names a people bears."""

    file: str
    langs: tuple[str, ...]


class People(_Section):
    """A people: where its names come from, where it lives and in which war it dies."""

    given: tuple[GivenFrom, ...]
    also: Mapping[str, Share] = Field(default_factory=dict)
    surnames: str | None = None
    made: tuple[str, ...]
    letters: Letters
    fathers: Literal["patronymic", "ukrainian", "name"]
    turkic: Share = 0.0
    war: str
    home: tuple[str, ...]


class War(_Section):
    """When people die, where, on how heavy days, how old, and how many of one family."""

    first: date
    last: date
    places: tuple[str, ...]
    mass_share: Share
    youngest: int
    oldest: int
    women: Share
    families: tuple[int, ...]
    units: bool


class Profile(_Section):
    """Which peoples are mentioned, in which proportion, on which lists."""

    peoples: Mapping[str, int]
    lists: tuple[str, ...]


class Grammar(_Section):
    """How surnames of one kind are put together."""

    model_config = ConfigDict(frozen=True, extra="allow")

    patterns: tuple[str, ...]

    def parts(self, slot: str) -> tuple[str, ...] | None:
        """Return the parts that may stand in a slot, or None when the grammar has none of its own."""
        found = (self.model_extra or {}).get(slot)
        return None if found is None else tuple(found)


class Shown(_Section):
    """How many rows of a list fill a field."""

    place: Share
    death_place: Share
    unit: Share
    rank: Share
    sex: Share
    incident: Share
    identifiers: Share


class Told(_Section):
    """How many rows of a list tell when something was by the day, by the month, by the year, or by an age."""

    date: Share = 0.0
    month: Share = 0.0
    year: Share = 0.0
    age: Share = 0.0


class ListKind(_Section):
    """What the rows of one list look like."""

    script: Script
    language: str = ""
    schemes: tuple[str, ...] = ()
    habit: str = "english"
    order: Literal["surname", "given"]
    order_swap: Share = 0.02
    columns: Literal["one", "three"] = "one"
    waver: Share
    father: Share
    grandfather: Share = 0.0
    nasab: Share = 0.0
    martyr: Share = 0.0
    capitals: Share = 0.0
    initials: Share = 0.0
    short: Share = 0.0
    english: Share = 0.0
    oblique: Share = 0.0
    bare: Share = 0.0
    callsign: Share = 0.0
    rank_in_name: Share = 0.0
    birth: Told
    death: Told
    dates: Literal["iso", "dotted", "dotted_short", "slashed", "words"]
    fields: Shown
    slips: float
    damage: Share = 0.0
    page: int
    outlets: int
    lag: int
    takes: Mapping[str, int]

    @property
    def speaks(self) -> str:
        """Return the code of the language that the list is written in."""
        by_script = {"russian": "ru", "ukrainian": "uk", "arabic": "ar", "armenian": "hy", "latin": "en"}
        return self.language or by_script[self.script]


class Words(_Section):
    """What one language calls things."""

    months: tuple[str, ...]
    standing: tuple[str, ...]
    day: str
    month: str
    age: tuple[str, ...]
    years: tuple[str, str, str] = ("", "", "")
    killed: tuple[str, ...]
    missing: tuple[str, ...]
    captured: tuple[str, ...]
    alive: tuple[str, ...]
    unnamed: tuple[str, ...]
    sex: tuple[str, str]
    ranks: tuple[str, ...]
    unit: tuple[str, ...]
    roots: tuple[str, ...]
    retracted: tuple[str, ...]
    callsigns: tuple[str, ...] = ()
    martyr: str = ""


class Habit(_Section):
    """How one habit of romanising writes what is heard."""

    sounds: Ways
    final: Ways
    article: tuple[str, ...]
    abd: tuple[str, ...]
    allah: tuple[str, ...]
    din: tuple[str, ...]
    abu: tuple[str, ...]
    doubled: Share


class LetterTables(_Section):
    """Everything about letters."""

    latin: Mapping[str, Habit]
    sounds: Mapping[str, Table]
    russian: Mapping[str, Table]
    ukrainian: Mapping[str, Table]
    armenian: Mapping[str, Table]


class Recipe(_Section):
    """All files of rules/synthesis/ together.

    >>> recipe = read_recipe()
    >>> sorted(recipe.profiles)
    ['mixed', 'palestine', 'russia', 'syria', 'ukraine']
    """

    peoples: Mapping[str, People]
    wars: Mapping[str, War]
    profiles: Mapping[str, Profile]
    grammars: Mapping[str, Grammar]
    slots: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, ListKind]
    words: Mapping[str, Words]
    letters: LetterTables
    spoken: Mapping[str, str]
    heard: Mapping[str, str]


def folded(arabic: str) -> str:
    """Fold the letters that writers of Arabic do not keep apart, and the spaces.

    >>> folded("أبو عودة")
    'ابوعوده'
    """
    return arabic.translate(_ALIKE).replace(" ", "")


_ALIKE = str.maketrans("أإآىة", "ااايه")


@lru_cache(maxsize=1)
def read_recipe() -> Recipe:
    """Read rules/synthesis/; raise RuleError that tells every fault."""
    read: dict[str, Any] = {}
    for name in ("peoples.toml", "surnames.toml", "lists.toml"):
        read |= _toml(name)
    read["letters"] = _toml("letters.toml")
    rows = read_bytes(rules_folder() / FOLDER / "arabic_spoken.csv").decode("utf-8").splitlines()[1:]
    read["spoken"] = dict(row.split(",", 1) for row in rows)
    read["heard"] = {folded(arabic): spoken for arabic, spoken in read["spoken"].items()}
    try:
        return Recipe.model_validate(read)
    except ValidationError as faults:
        told = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in faults.errors()]
        raise RuleError("rules/synthesis has faults:\n  " + "\n  ".join(told)) from None


def _toml(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(read_bytes(rules_folder() / FOLDER / name).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise RuleError(f"rules/{FOLDER}/{name}: {fault}; mend it") from None
