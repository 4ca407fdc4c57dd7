"""Mergeable + MEMBERSHIPS -> ROWS: one row per mention, person by person, with what merging asks of it."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.stages.merge.mergeable import Mergeable, shown_texts
from resolver.values.text import fold

SHOWN_AS_SAID = ("incident", "origin_place", "unit", "rank")
"""The fields of which a person is shown with the value that most origins give."""

_SAID = ("mention_id", "list_id", "name", "via", "birth_date", "age", "death_date", "wikidata")


def rows_of(mergeable: Mergeable, memberships: pl.DataFrame) -> pl.DataFrame:
    """Return ROWS, sorted by person and within by row.

    Values are as they were understood, cells as they were said, a rank also within the name; ``place:...`` is the code of a place,
    ``told_by`` whom the mention has its values from.
    """
    said = mergeable.said.select(
        *_SAID, *SHOWN_AS_SAID, *(f for f in mergeable.places if f not in SHOWN_AS_SAID)
    )
    understood = mergeable.values.select(pl.exclude("mention_id", "document_id"))
    codes = understood["name_code"].to_numpy()
    texts = pl.Series([*shown_texts(mergeable.names), None], dtype=pl.String)
    row = understood["row"].to_numpy()
    first = mergeable.citations.unique("row", keep="first", maintain_order=True).select("row", "document_id")
    return (
        pl.concat([said, understood], how="horizontal")
        .with_columns(
            memberships["person_id"],
            memberships["membership_probability"].alias("chance"),
            memberships["why"],
            *(
                pl.Series(f"place:{name}", np.asarray(codes, dtype=np.int32)[row])
                for name, (codes, _) in mergeable.places.items()
            ),
            name=pl.coalesce(texts.gather(np.where(codes < 0, len(texts) - 1, codes)), said["name"]),
            rank=_ranks(mergeable),
        )
        .join(first, on="row", how="left", maintain_order="left")
        .pipe(_with_told_by, mergeable.voices)
        .sort("person_id", "row")
    )


def _ranks(mergeable: Mergeable) -> pl.Series:
    """Return the rank that each mention says, else the one that stands within its name, unless somebody took the rank back."""
    inside = mergeable.values["name_code"].replace_strict(
        mergeable.names.first_taken_out("rank"), default=None, return_dtype=pl.String
    )
    corrected = mergeable.corrected_cells.filter(pl.col("field") == "rank")["mention_id"]
    ranks = mergeable.said.select("mention_id", "rank", inside=inside).with_columns(
        said=pl.when(pl.col("rank") != "").then("rank"),
        inside=pl.when(~pl.col("mention_id").is_in(corrected.implode())).then("inside"),
    )
    return ranks.select(rank=pl.coalesce("said", "inside"))["rank"]


def _with_told_by(rows: pl.DataFrame, voices: Mapping[str, str]) -> pl.DataFrame:
    """Add whom a mention has its values from, for counting origins: the end of its first chain, else its document, reposts as one."""
    said = pl.when(pl.col("via") != "").then(pl.col("via"))
    ends = rows.select(said.str.split(";").list.first().str.split("<-").list.last())["via"]
    document = filled("document {}", pl.col("document_id").replace(voices) if voices else "document_id")
    row = filled("row {}", "row")
    return rows.with_columns(told_by=pl.coalesce(each_distinct(ends, fold), document, row))
