"""STATEMENTS and what was withdrawn -> STATUS_CLAIMS: who said when that somebody was killed, missing, wounded or alive; none is lost.

What a person is shown with is chosen by the rule in ``merging.toml``; every claim stands here beside it, with what it is to that one.
"""

from collections.abc import Callable

import polars as pl

from resolver.distinct import each_distinct
from resolver.model.counting import DEAD
from resolver.tables import STATUS_CLAIMS, conform

STANDINGS = (
    "shown",
    "agrees",
    "earlier",
    "meanwhile",
    "later",
    "undated",
    "taken back",
    "withdrawn",
    "superseded",
)
"""What a claim may be to the status that is shown."""

Understand = Callable[[str], str | None]


def status_claims(
    statements: pl.DataFrame,
    values: pl.DataFrame,
    persons: pl.DataFrame,
    documents: pl.DataFrame,
    tombstones: pl.DataFrame,
    understand: Understand,
) -> pl.DataFrame:
    """Return every claim about the status of each person, by person and day. ``understand`` reads a cell of a withdrawn row.

    ``shown`` says what is shown, ``agrees`` another way of dying; ``earlier``, ``meanwhile`` and ``later`` say something else, by the
    days on which what is shown was claimed; ``taken back`` was so by a correction; ``withdrawn`` and ``superseded`` rows the lists no
    longer have.
    """
    claims = pl.concat(
        [
            _said(statements, values),
            _corrected_alive(persons),
            _gone(tombstones, persons, understand),
        ],
        how="diagonal_relaxed",
    )
    named = claims.join(documents.select("document_id", "publisher"), on="document_id", how="left")
    placed = named.join(persons.select("person_id", shown="status"), on="person_id", how="left")
    told = placed.with_columns(standing=_standing()).sort(
        "person_id", "claimed_low", "claimed_high", "mention_id", "standing", nulls_last=True
    )
    return conform(told, STATUS_CLAIMS, table="STATUS_CLAIMS")


def _said(statements: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Return what the lists say now; a cell that a correction emptied claims nothing any more, and is kept."""
    said = statements.lazy().filter(pl.col("field") == "status").select(_SAID).collect()
    days = values.select("mention_id", claimed_low="reported_low", claimed_high="reported_high")
    is_gone = pl.col("value").is_null()
    return (
        said.filter(is_gone | (pl.col("value") != "unknown"))
        .join(days, on="mention_id", how="left", maintain_order="left")
        .with_columns(status="value", gone=pl.when(is_gone).then(pl.lit("taken back")))
    )


_SAID = (
    *("person_id", "mention_id", "list_id", "document_id", "via"),
    *("value", "original_value", "hedge", "correction_id"),
)


def _corrected_alive(persons: pl.DataFrame) -> pl.DataFrame:
    """Return the corrections that say somebody is alive: claims of their own, of no document."""
    alive = persons.filter(pl.col("status_basis").str.starts_with("alive by correction "))
    by = pl.col("status_basis").str.extract(r"^alive by correction ([^;]+);")
    return alive.select("person_id", correction_id=by, status=pl.lit("alive"))


def _gone(tombstones: pl.DataFrame, persons: pl.DataFrame, understand: Understand) -> pl.DataFrame:
    """Return what rows said that the lists no longer have, of persons who still stand."""
    rows = tombstones.join(persons.select("person_id"), on="person_id", how="semi").filter(
        pl.col("status").is_not_null()
    )
    understood = each_distinct(rows["status"], understand, pl.String())
    state = pl.col("state").replace({"retracted": "taken back"})
    told = rows.select(
        "person_id", "mention_id", "list_id", "document_id", original_value="status", gone=state
    )
    return told.with_columns(status=understood)


def _standing() -> pl.Expr:
    """Return what each claim is to the status that is shown."""
    status, shown, gone = pl.col("status"), pl.col("shown"), pl.col("gone")
    is_shown = gone.is_null() & (status == shown)
    first = pl.when(is_shown).then("claimed_low").min().over("person_id")
    last = pl.when(is_shown).then("claimed_high").max().over("person_id")
    both_dead = status.is_in(DEAD) & shown.is_in(DEAD)
    return (
        pl.when(gone.is_not_null())
        .then(gone)
        .when(status == shown)
        .then(pl.lit("shown"))
        .when(both_dead)
        .then(pl.lit("agrees"))
        .when(pl.col("claimed_low").is_null() | first.is_null())
        .then(pl.lit("undated"))
        .when(pl.col("claimed_high") < first)
        .then(pl.lit("earlier"))
        .when(pl.col("claimed_low") > last)
        .then(pl.lit("later"))
        .otherwise(pl.lit("meanwhile"))
    )
