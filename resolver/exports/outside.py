"""An Outcome, whole or as it may be published -> a folder for programs of others: FollowTheMoney and what it cannot hold."""

import json
from pathlib import Path

import polars as pl

from resolver.citing import Citations
from resolver.exports.birthplaces import birthplace_files
from resolver.exports.folder import MARK, public_tables
from resolver.exports.ftm import Tables, ftm_files
from resolver.files import Content, check_target, commit
from resolver.names.knowledge import load_knowledge
from resolver.outcome import Outcome
from resolver.ruleset import compile_rules
from resolver.stages.calendars import tells_otherwise
from resolver.stages.write import csv_bytes
from resolver.tables import DOCUMENTS, PERSONS, STATEMENTS
from resolver.values.dates import in_column
from resolver.version import VERSION

LEFT_OUT_FILE = "not_in_ftm.csv"


def write_ftm(outcome: Outcome, folder: Path | str, *, plain: bool = False) -> None:
    """Write a run, or a public edition, as FollowTheMoney: entities, statements, and a table of all that has no place there.

    Of a public edition no column leaves that ``privacy.toml`` does not name. Raises FolderError when the folder holds something that is
    not an export; then nothing is written.
    """
    check_target(folder, last=MARK, keep=(), kind="export")
    written = ftm_files(_tables_of(outcome))
    told = {
        "resolver": VERSION,
        "layout": "ftm",
        "profile": outcome.options.get("profile", "internal"),
        "rules_sha256": outcome.rulebook.sha256,
        "model_id": outcome.model.model_id,
        "datasets": dict(written.datasets),
        "entities": written.entity_count,
        "statements": written.statement_count,
        "not_in_ftm": written.left_out.height,
        "left_out": list(outcome.notes) if outcome.options.get("profile") == "public" else [],
    }
    files: dict[str, Content] = {
        **written.files,
        LEFT_OUT_FILE: csv_bytes(written.left_out, plain=plain),
    }
    files[MARK] = (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    commit(folder, files, last=MARK, keep=(), kind="export")


def _tables_of(outcome: Outcome) -> Tables:
    words = compile_rules(outcome.rulebook, outcome.settings).words
    is_public = outcome.options.get("profile") == "public"
    tables = public_tables(outcome) if is_public else {}
    documents = _whole(tables.get("documents", outcome.documents), DOCUMENTS, ("document_id",))
    values = outcome.values.select("row", "mention_id", "completeness")
    full = values.filter(pl.col("completeness") == "full").join(
        outcome.memberships.select("row", "person_id"), on="row"
    )
    cited = outcome.citations.join(values, on="row").join(documents.select("document_id"), on="document_id")
    return Tables(
        persons=_whole(tables.get("persons", outcome.persons), PERSONS, ("person_id",)),
        statements=_whole(
            tables.get("statements", outcome.statements), STATEMENTS, ("person_id", "mention_id", "field")
        ),
        documents=documents,
        lists=outcome.lists,
        citations=cited.select("mention_id", "document_id"),
        full_persons=frozenset(full["person_id"]),
        is_full={one: told == "full" for _, one, told in values.iter_rows()},
        birthplace_files=birthplace_files(outcome),
        citing=Citations(outcome, documents),
        knowledge=load_knowledge(outcome.rulebook),
        dates=words.dates,
        day_first=_day_first(outcome, default=words.day_first),
    )


def _day_first(outcome: Outcome, *, default: bool) -> dict[str, frozenset[bool]]:
    """Return of each document whether the lists that cite it write the day first where they date it; lists may differ.

    None does where one of them dates it by another calendar than ours: its text alone would be read as a day of ours.
    """
    told = outcome.options.get("day_first", {})
    lists = outcome.lists["list_id"].unique().to_list()
    ways_of = {
        one: None
        if tells_otherwise(told, one, "reported_date")
        else told.get(in_column(one, "reported_date"), told.get(one, default))
        for one in lists
    }
    said = pl.col("list_id").replace_strict(ways_of, default=default, return_dtype=pl.Boolean)
    citing = outcome.citations.join(outcome.mentions.select("row", day_first=said), on="row")
    ways = citing.group_by("document_id").agg(pl.col("day_first").unique())
    return {
        document_id: frozenset() if None in found else frozenset(found)
        for document_id, found in ways.iter_rows()
    }


def _whole(table: pl.DataFrame, schema: pl.Schema, needed: tuple[str, ...]) -> pl.DataFrame:
    """Return a table with every column of its schema, empty where the table has none; only rows that say what is needed."""
    absent = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in schema.items() if name not in table.columns
    ]
    return table.with_columns(absent).select(list(schema)).drop_nulls(list(needed))
