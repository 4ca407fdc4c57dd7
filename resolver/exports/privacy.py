"""privacy.toml -> Privacy: who may be published, which cells of them and how, and which columns; all that is not named stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from resolver.errors import RuleError
from resolver.tables import DOCUMENTS, FIELDS, PERSONS, STATEMENTS

How = Literal["as_said", "year", "region", "numbered", "addresses", "never"]
_DATES = ("birth_date", "age_on", "death_date", "reported_date", "retrieved")
PLACES = ("origin_place", "death_place", "burial_place")
"""Fields that say where: of these nothing stays that is but a number."""
_FITS: Mapping[str, tuple[str, ...]] = {
    "year": _DATES,
    "region": PLACES,
    "numbered": ("via",),
    "addresses": ("url", "archived_url"),
}
IDS = ("mention_id", "list_id")
"""Fields that a row is known by: they leave with every row."""
NEVER = ("identifiers", "quote", "note")
"""Fields that no rule can publish."""
_TABLES = {
    "persons": frozenset(PERSONS),
    "statements": frozenset(STATEMENTS) | {"is_corrected"},
    "documents": frozenset(DOCUMENTS),
}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class _People(_Section):
    """Whom rules may publish at the most: nobody who may live, and nobody who told something."""

    roles: list[Literal["casualty", "unknown"]]
    statuses: list[Literal["killed", "died_of_wounds", "unknown"]]
    never_if_anyone_says: list[str]


class _Columns(_Section):
    persons: Annotated[list[str], Field(min_length=1)]
    statements: Annotated[list[str], Field(min_length=1)]
    documents: Annotated[list[str], Field(min_length=1)]


class _Addresses(_Section):
    before: list[str]
    after: list[str]


class _File(_Section):
    people: _People
    cells: dict[str, How]
    columns: _Columns
    addresses: _Addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What may be published. ``cells`` says how each field leaves; a field that is not in it does not."""

    roles: frozenset[str]
    statuses: frozenset[str]
    never_if_anyone_says: frozenset[str]
    cells: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    street_before: frozenset[str]
    street_after: frozenset[str]

    @property
    def withheld(self) -> tuple[str, ...]:
        """Return the fields that never leave."""
        return tuple(name for name in FIELDS if name not in self.cells and name not in IDS)


def read_privacy(settings: Mapping[str, Any]) -> Privacy:
    """Return what ``privacy.toml`` allows, or raise one RuleError that tells every fault of it.

    >>> from resolver.rulebook import load_rulebook
    >>> read_privacy(load_rulebook().setting("privacy.toml")).withheld
    ('origin_geonames', 'death_geonames', 'burial_geonames', 'identifiers', 'wikidata', 'quote', 'reliability', 'credibility', 'note')
    """
    try:
        file = _File.model_validate(settings)
    except ValidationError as fault:
        raise RuleError.of_file("privacy.toml", fault.errors()) from None
    columns = {name: tuple(getattr(file.columns, name)) for name in _TABLES}
    faults = [*_cell_faults(file.cells), *_column_faults(columns)]
    if faults:
        raise RuleError("\n".join(f"privacy.toml: {one}" for one in faults))
    return Privacy(
        roles=frozenset(file.people.roles),
        statuses=frozenset(file.people.statuses),
        never_if_anyone_says=frozenset(file.people.never_if_anyone_says),
        cells={name: how for name, how in file.cells.items() if how != "never"},
        columns=columns,
        street_before=frozenset(file.addresses.before),
        street_after=frozenset(file.addresses.after),
    )


def _cell_faults(cells: Mapping[str, str]) -> list[str]:
    fields = [name for name in FIELDS if name not in IDS]
    faults = [
        f"cells.{name}: there is no such field; the fields are {', '.join(fields)}"
        for name in cells
        if name not in fields
    ]
    faults += [
        f"cells.{name}: {how} is for {', '.join(_FITS[how])}; write as_said or never"
        for name, how in cells.items()
        if how in _FITS and name in fields and name not in _FITS[how]
    ]
    faults += [f"cells.{name}: is never published" for name in NEVER if cells.get(name, "never") != "never"]
    # What stands in these as a list has it is names and telephone numbers of people who told something.
    only = {"via": "numbered", "url": "addresses", "archived_url": "addresses"}
    return faults + [
        f"cells.{name}: write {how} or never"
        for name, how in only.items()
        if cells.get(name, how) not in (how, "never")
    ]


def _column_faults(columns: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [
        f"columns.{table}: there is no column {name}"
        for table, names in columns.items()
        for name in names
        if name not in _TABLES[table]
    ]
