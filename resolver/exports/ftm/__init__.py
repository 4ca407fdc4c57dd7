"""Tables of a run or an edition -> FollowTheMoney: entities and statements as JSON lines, and a table of what has no place there.

An entity is a person of ours; each statement says which mention on which list it is from, so that whoever reads them can part a person
again. Documents and incidents are entities of their own.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import polars as pl

from resolver.exports.ftm.facts import OURS, Fact, Tables, Telling
from resolver.files import Content

__all__ = ["Tables", "Written", "ftm_files"]

ENTITIES = "entities.ftm.json"
STATEMENTS = "statements.ftm.json"
_CAPTIONS = ("name", "alias", "weakAlias", "title", "fileName")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Written:
    """What there is to write: files by name, what has no place in them, and which dataset is which list."""

    files: Mapping[str, Content]
    left_out: pl.DataFrame
    datasets: Mapping[str, str]
    entity_count: int
    statement_count: int


def ftm_files(tables: Tables) -> Written:
    """Return the files of an export, made line by line as they are written."""
    telling = Telling(tables)
    facts: dict[str, Fact] = {}
    for fact in telling.facts():
        # What was said twice in one row was said once.
        facts.setdefault(fact.key, fact)
    referents = _referents(tables.persons)
    return Written(
        files={
            ENTITIES: _lines(lambda: _entities(facts.values(), referents)),
            STATEMENTS: _lines(lambda: map(_statement, facts.values())),
        },
        left_out=telling.left_out(),
        datasets={**telling.datasets, OURS: OURS},
        entity_count=len({fact.canonical for fact in facts.values()}),
        statement_count=len(facts),
    )


def _statement(fact: Fact) -> dict[str, Any]:
    return {
        "canonical_id": fact.canonical,
        "entity_id": fact.entity,
        "prop": fact.prop,
        "schema": fact.schema,
        "value": fact.value,
        "dataset": fact.dataset,
        "lang": None,
        "original_value": fact.original,
        "first_seen": None,
        "last_seen": None,
        "external": False,
        "origin": None,
        "id": fact.key,
    }


def _entities(facts: Iterable[Fact], referents: Mapping[str, list[str]]) -> Iterable[dict[str, Any]]:
    found: dict[str, dict[str, dict[str, None]]] = {}
    schemas: dict[str, str] = {}
    datasets: dict[str, set[str]] = {}
    members: dict[str, dict[str, None]] = {}
    for fact in facts:
        schemas[fact.canonical] = fact.schema
        found.setdefault(fact.canonical, {}).setdefault(fact.prop, {})[fact.value] = None
        datasets.setdefault(fact.canonical, set()).add(fact.dataset)
        members.setdefault(fact.canonical, {})[fact.entity] = None
    for one, properties in found.items():
        told = {prop: list(values) for prop, values in sorted(properties.items())}
        caption = next((told[prop][0] for prop in _CAPTIONS if prop in told), one)
        yield {
            "id": one,
            "caption": caption,
            "schema": schemas[one],
            "properties": told,
            "referents": [*(other for other in members[one] if other != one), *referents.get(one, ())],
            "datasets": sorted(datasets[one]),
        }


def _referents(persons: pl.DataFrame) -> dict[str, list[str]]:
    if "former_ids" not in persons.columns:
        return {}
    known = persons.filter(pl.col("former_ids").is_not_null()).select("person_id", "former_ids")
    return {person_id: former.split() for person_id, former in known.iter_rows()}


def _lines(rows: Callable[[], Iterable[dict[str, Any]]]) -> Content:
    def write(stream: BinaryIO) -> None:
        stream.writelines(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows())

    return write
