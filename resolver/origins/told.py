"""What a run found -> Tellings: which document tells of whom, in which words: what signs of a repost are looked for in."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from resolver.distinct import each_distinct
from resolver.names.index import NameIndex
from resolver.names.readings import ROLES
from resolver.stages.normalise import Normalised

CELLS = ("birth_date", "age", "death_date", "origin_place", "death_place", "unit", "rank", "affiliation")
"""The cells whose very letters may tell a copy."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tellings:
    """Who is told of where, and how.

    ``documents`` has one row per document, numbered in the order of their days. ``people`` says of whom each tells, ``rows`` in which
    words of the likeliest reading; ``cells`` and ``quotes`` are texts about people of whom two documents tell.
    """

    documents: pl.DataFrame
    people: pl.DataFrame
    rows: pl.DataFrame
    cells: pl.DataFrame
    quotes: pl.DataFrame
    names: NameIndex


def tellings_of(normalised: Normalised, memberships: pl.DataFrame) -> Tellings:
    """Return the tellings of a run."""
    documents = _documents(normalised)
    placed = (
        memberships.select("row", "person_id")
        .join(normalised.citations, on="row")
        .join(documents.select("document_id", "document"), on="document_id")
        .join(_languages(normalised.said), on="row")
        .select("row", "person_id", "document", "language")
    )
    several = placed.filter(pl.col("document").n_unique().over("person_id") > 1)
    return Tellings(
        documents=documents,
        people=placed.select("person_id", "document").unique(),
        rows=placed.with_columns(_words(placed["row"], normalised)),
        cells=_texts(several, normalised.said, CELLS),
        quotes=_texts(several, normalised.said, ("quote",)),
        names=normalised.names,
    )


def _languages(said: pl.DataFrame) -> pl.DataFrame:
    """Return the language of each row, in one case; nothing where it is not told."""
    return said.select("row", language=pl.col("language").str.strip_chars().str.to_lowercase().fill_null(""))


def _documents(normalised: Normalised) -> pl.DataFrame:
    """Return documents with their days, numbered from the earliest; those without a day come last."""
    days = (
        normalised.values.select("row", "reported_low", "reported_high")
        .join(normalised.citations, on="row")
        .group_by("document_id")
        .agg(low=pl.col("reported_low").min(), high=pl.col("reported_high").min())
    )
    return (
        normalised.documents.select(
            "document_id",
            "publisher",
            is_silent=pl.col("via").is_null(),
            language=pl.col("language").str.strip_chars().str.to_lowercase().fill_null(""),
        )
        .join(days, on="document_id")
        .sort("low", "high", "document_id", nulls_last=True)
        .with_row_index("document")
        .with_columns(pl.col("document").cast(pl.Int64))
    )


def _words(rows: pl.Series, normalised: Normalised) -> list[pl.Series]:
    """Return for rows the code of the name and the words of its likeliest reading, null where there is none."""
    codes = normalised.values["name_code"].to_numpy()[rows.to_numpy()]
    readings = normalised.names.readings
    # One place behind the last stands for a name that has no reading, and for a row that has no name.
    is_read = np.append(readings.starts[1:] > readings.starts[:-1], [False])
    first = np.append(readings.starts[:-1], [0])
    found = [pl.Series("name_code", codes, dtype=pl.Int32)]
    for role in ("surname", "given"):
        words = np.append(readings.tokens[ROLES.index(role)], [-1])
        numbers = np.where(is_read[codes], words[np.where(is_read[codes], first[codes], -1)], -1)
        column = pl.Series(role, numbers, dtype=pl.Int32)
        found.append(column.set(column < 0, None))
    return found


def _texts(placed: pl.DataFrame, said: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return one row per filled cell: of whom, in which document, which field, the text in one spacing."""
    return pl.concat(
        placed.select(
            "person_id",
            "document",
            "language",
            field=pl.lit(column),
            text=each_distinct(said[column].gather(placed["row"]), lambda text: " ".join(text.split())),
        )
        .drop_nulls("text")
        .unique()
        for column in columns
    )
