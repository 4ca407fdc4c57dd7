"""A batch of people -> their mentions, one row each, with every text that a card shows of them."""

import polars as pl

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.report.cards import UNNAMED, WORDS
from resolver.report.everyone.laid import Batch, Shared
from resolver.report.everyone.words import each_row, said_each
from resolver.report.shown import chance, said

SAID = tuple(name for name in WORDS if name != "name")
"""The fields that stand under the name of a mention, in this order."""


def mentions_of(batch: Batch, shared: Shared) -> pl.DataFrame:
    """Return ``at``, ``item``, ``said_id``, ``name``, a column for each of ``SAID``, ``list_name``, ``stands`` and ``why``."""
    members = batch.members
    lists = each_distinct(members["list_id"], lambda one: said(shared.lists.get(one) or one))
    alone = (pl.len().over("at") == 1) & (pl.col("why") == "alone")
    chances = pl.Series([chance(one) for one in members["membership_probability"].to_list()], dtype=pl.String)
    why = said_each(members["why"])
    return (
        each_row(members, ("file", "sheet"), _file, ("in_file",))
        .join(_cells(batch), on=["at", "mention_id"], how="left", maintain_order="left")
        .select(
            "at",
            "item",
            "row",
            "said_id",
            pl.col("name").fill_null(UNNAMED).replace("", UNNAMED),
            *SAID,
            list_name=pl.lit(lists),
            stands=filled("{}, line {}", "in_file", "line"),
            why=pl.when(alone).then(pl.lit("")).otherwise(filled("{}, {}", pl.lit(why), pl.lit(chances))),
        )
    )


def _file(row: dict[str, str | None]) -> tuple[str]:
    sheet = f", sheet {said(row['sheet'])}" if row["sheet"] else ""
    return (f"{said(row['file'])}{sheet}",)


def _cells(batch: Batch) -> pl.DataFrame:
    """Return what each mention says, letter for letter, a column for each field."""
    spoken = batch.statements.filter(pl.col("original_value").is_not_null())
    shown = said_each(spoken["original_value"])
    said_of = spoken.select("at", "mention_id", "field", text=pl.lit(shown))
    present = set(said_of["field"].unique())
    texts = {name: pl.col("text").filter(pl.col("field") == name).last() for name in WORDS if name in present}
    silent = {name: pl.lit(None, pl.String) for name in WORDS if name not in present}
    return said_of.group_by("at", "mention_id").agg(**texts).with_columns(**silent)
