"""Mergeable + MEMBERSHIPS -> ROWS: one row per mention, person by person, with what merging asks of it."""

from collections.abc import Mapping

import polars as pl

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.stages.merge.mergeable import Mergeable, shown_texts
from resolver.values.text import fold

SHOWN_AS_SAID = ("incident", "origin_place", "unit", "rank")
"""The fields of which a person is shown with the value that most origins give."""

_SAID = ("mention_id", "list_id", "name", "patronymic", "via", "birth_date", "age", "death_date", "wikidata")


def rows_of(mergeable: Mergeable, members: pl.DataFrame, ranks: pl.Series) -> pl.DataFrame:
    """Return ROWS of some MEMBERSHIPS, in their order.

    Values are as they were understood, cells as they were said, a rank also within the name; ``place:...`` is the code of a place,
    ``told_by`` whom the mention has its values from.
    """
    row = members["row"]
    said = mergeable.said.select(
        *_SAID, *SHOWN_AS_SAID, *(f for f in mergeable.places if f not in SHOWN_AS_SAID)
    )[row]
    understood = mergeable.values.select(pl.exclude("mention_id"))[row]
    return (
        pl.concat([said, understood], how="horizontal")
        .with_columns(
            members["person_id"],
            members["membership_probability"].alias("chance"),
            members["why"],
            *(
                pl.Series(f"place:{name}", codes[row.to_numpy()])
                for name, (codes, _) in mergeable.places.items()
            ),
            name=pl.coalesce(shown_texts(understood["name_code"], mergeable.names), said["name"]),
            rank=ranks.gather(row),
        )
        .pipe(_with_told_by, mergeable.voices)
    )


def ranks_of(mergeable: Mergeable) -> pl.Series:
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
