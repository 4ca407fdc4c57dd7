"""The CSV tables of a folder -> datapackage.json, a Frictionless Data Package: columns, types, keys, hashes, and who may use it.

What is said about use and sources stands in resolver.toml (``[publication]``); what is not said there is left open.
"""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from resolver.files import Content, Written
from resolver.outcome import Outcome
from resolver.values.formulas import neutralise
from resolver.version import VERSION

PACKAGE_FILE = "datapackage.json"

KEYS: Mapping[str, tuple[str, ...]] = {
    "persons": ("person_id",),
    "mentions": ("mention_id",),
    "statements": ("statement_id",),
    "documents": ("document_id",),
    "pairs": ("left_id", "right_id"),
    "review": ("question_id",),
    "suggested_reposts": ("suggestion_id",),
    "count_claims": ("claim_id",),
}
"""What a row of each table is known by."""

LEADS: Mapping[str, Mapping[str, str]] = {
    "mentions": {"person_id": "persons"},
    "statements": {"person_id": "persons", "mention_id": "mentions", "document_id": "documents"},
    "status_claims": {"person_id": "persons"},
    "pairs": {"left_id": "mentions", "right_id": "mentions"},
    "review": {
        "left_mention_id": "mentions",
        "right_mention_id": "mentions",
        "left_person_id": "persons",
        "right_person_id": "persons",
    },
    "suggested_reposts": {"copy_id": "documents", "original_id": "documents"},
    "links": {"my_id": "mentions", "person_id": "persons"},
    "link_candidates": {"my_id": "mentions", "person_id": "persons"},
}
"""Which column leads to a row of which other table."""

_NEUTRALISED = "Before a cell that a spreadsheet would run as a formula stands an apostrophe that the list does not have."


def described(
    outcome: Outcome, tables: Mapping[str, pl.DataFrame], files: Mapping[str, Written], *, plain: bool
) -> dict[str, Content]:
    """Return datapackage.json by its name, or nothing where no table was written as CSV."""
    is_any = any(f"{name}.csv" in files for name in tables)
    return {PACKAGE_FILE: package_of(outcome, tables, files, plain=plain)} if is_any else {}


def package_of(
    outcome: Outcome, tables: Mapping[str, pl.DataFrame], files: Mapping[str, Written], *, plain: bool
) -> bytes:
    """Return datapackage.json for the tables that were written as CSV; ``files`` says by name what was written.

    >>> table = pl.DataFrame({"person_id": ["P-1"], "died_low": [None]}, schema={"person_id": pl.String, "died_low": pl.Date})
    >>> from resolver.pipeline import demo
    >>> told = json.loads(package_of(demo(), {"persons": table}, {"persons.csv": Written(size=9, sha256="")}, plain=True))
    >>> told["resources"][0]["schema"]["fields"][1]
    {'name': 'died_low', 'type': 'date'}
    """
    written = {name: table for name, table in tables.items() if f"{name}.csv" in files}
    package = {
        "name": "resolver-public" if outcome.options.get("profile") == "public" else "resolver-run",
        **_told_of_use(outcome),
        "resolver": {"version": VERSION, "rules": outcome.rulebook.sha256, "model": outcome.model.model_id},
        "resources": [
            _resource(name, table, files[f"{name}.csv"], others=written, plain=plain)
            for name, table in written.items()
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _told_of_use(outcome: Outcome) -> dict[str, Any]:
    """Return title, licences and sources as far as they are known; a source is a list, unless the settings name others."""
    said = outcome.settings.publication
    titles = dict(outcome.lists.select("list_id", "title").iter_rows())
    sources: list[dict[str, str]] = [{"title": title or list_id} for list_id, title in titles.items()]
    if said is None:
        return {"sources": sources} if sources else {}
    told: dict[str, Any] = {"title": said.title} if said.title else {}
    if said.licence:
        url = {"path": said.licence_url} if said.licence_url else {}
        told["licenses"] = [{"name": said.licence, **url}]
    named = [
        {"title": one.title, **({"path": one.url} if one.url else {})} for one in said.sources
    ] or sources
    return told | ({"sources": named} if named else {})


def _resource(
    name: str, table: pl.DataFrame, written: Written, *, others: Mapping[str, pl.DataFrame], plain: bool
) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8" if plain else "utf-8-sig",
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        **({} if plain else {"description": _NEUTRALISED}),
        "schema": {
            "fields": [_field(column, dtype, plain=plain) for column, dtype in table.schema.items()],
            "missingValues": [""],
            **_keys(name, table, others),
        },
    }


def _field(name: str, dtype: pl.DataType, *, plain: bool) -> dict[str, str]:
    kind = (
        "string"
        if dtype == pl.String
        else "date"
        if dtype == pl.Date
        else "boolean"
        if dtype == pl.Boolean
        else "integer"
        if dtype.is_integer()
        else "number"
    )
    return {"name": name if plain else neutralise(name), "type": kind}


def _keys(name: str, table: pl.DataFrame, others: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """Return the key of a table, and which columns lead to which tables of the same folder."""
    own = KEYS.get(name, ())
    key = {"primaryKey": list(own)} if own and set(own) <= set(table.columns) else {}
    leads = [
        {"fields": [column], "reference": {"resource": other, "fields": [KEYS[other][0]]}}
        for column, other in LEADS.get(name, {}).items()
        if column in table.columns and KEYS[other][0] in getattr(others.get(other), "columns", ())
    ]
    return key | ({"foreignKeys": leads} if leads else {})
