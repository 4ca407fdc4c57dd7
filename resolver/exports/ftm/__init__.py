"""Tables of a run or an edition -> FollowTheMoney: entities and statements as JSON lines, and a table of what has no place there.

An entity is a person of ours; each statement says which mention on which list it is from, so that whoever reads them can part a person
again. Documents and incidents are entities of their own.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from resolver.exports.ftm.facts import LEFT_OUT, OURS, Fact, Tables, Telling

__all__ = ["LEFT_OUT", "Tables", "ftm_files"]

_CAPTIONS = ("name", "alias", "weakAlias", "title", "fileName")


def ftm_files(tables: Tables) -> tuple[dict[str, bytes], pl.DataFrame, dict[str, str]]:
    """Return the files of an export by name, the table of what was left out, and the dataset of each list."""
    telling = Telling(tables)
    facts = list(dict.fromkeys(telling.facts()))
    referents = _referents(tables.persons)
    files = {
        "entities.ftm.json": _lines(_entities(facts, referents)),
        "statements.ftm.json": _lines(map(_statement, _each_once(facts))),
    }
    left_out = pl.DataFrame(telling.left_out, schema=LEFT_OUT)
    return files, left_out, {**telling.datasets, OURS: OURS}


def _each_once(facts: Iterable[Fact]) -> Iterable[Fact]:
    """Return facts without a second one of the same key: what was said twice in one row was said once."""
    found: dict[str, Fact] = {}
    for fact in facts:
        found.setdefault(fact.key, fact)
    return found.values()


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


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
