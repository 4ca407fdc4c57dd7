"""A public edition -> a folder to publish: tables, a codebook, and texts that were made elsewhere; all of them or none."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import polars as pl

from resolver.exports.claims import public_counts
from resolver.exports.codebook import codebook_of
from resolver.exports.package import described
from resolver.exports.privacy import read_privacy
from resolver.files import check_target, commit
from resolver.outcome import Outcome
from resolver.stages.write import csv_bytes
from resolver.version import VERSION

MARK = "export.json"
"""The file by which a folder is known as an export; it is written last."""


def check_export(folder: Path | str) -> None:
    """Raise FolderError unless an export may be written here: no folder yet, an empty one, or an export.

    >>> check_export("no-such-folder-yet")
    """
    check_target(folder, last=MARK, keep=(), kind="export")


def write_public(
    edition: Outcome, folder: Path | str, *, texts: Mapping[str, str], plain: bool = False
) -> None:
    """Write a public edition into a folder, with further ``texts`` (summary, report) that were made elsewhere.

    Raises FolderError when the folder holds something that is not an export; then nothing is written.
    """
    files = {name: text.encode() for name, text in texts.items()}
    tables = public_tables(edition)
    files |= {f"{name}.csv": csv_bytes(table, plain=plain) for name, table in tables.items()}
    files["codebook.txt"] = codebook_of(edition).encode()
    files[MARK] = _mark(edition)
    describe = partial(described, edition, tables, plain=plain)
    commit(folder, files, last=MARK, keep=(), kind="export", describe=describe)


def public_tables(edition: Outcome) -> dict[str, pl.DataFrame]:
    """Return the tables of an export by file name, with the columns that ``privacy.toml`` names.

    Where a human corrected a cell, what the list says is left out.
    """
    columns = read_privacy(edition.rulebook.setting("privacy.toml")).columns
    said = pl.when(~pl.col("is_corrected")).then("original_value").alias("original_value")
    statements = edition.statements.with_columns(said)
    return {
        "persons": edition.persons.select(columns["persons"]),
        "statements": statements.select(columns["statements"]),
        "documents": edition.documents.select(columns["documents"]),
        **({"counts": public_counts(edition)} if edition.has_claims else {}),
    }


def _mark(edition: Outcome) -> bytes:
    told = {
        "resolver": VERSION,
        "profile": "public",
        "rules_sha256": edition.rulebook.sha256,
        "model_id": edition.model.model_id,
        "persons": edition.persons.height,
        "mentions": edition.mentions.height,
        "statements": edition.statements.height,
        "left_out": list(edition.notes),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
