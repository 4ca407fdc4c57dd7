"""Ids of rows, files and documents -> ids that may be published: what a list calls them may be a passport, a telephone or a mailbox."""

import itertools
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from resolver.filled import filled
from resolver.outcome import Outcome
from resolver.stages.read.ids import MINTED

_LONG_ID = r"\d(?:[\s().-]?\d){5}|@"
"""What an id of a row looks like that may be a passport, a telephone or a mailbox."""
_LINE = filled("{}{}:{}", pl.col("file").str.replace_all(" ", ""), pl.col("sheet").fill_null(""), "line")


def with_plain_ids(outcome: Outcome) -> Outcome:
    """Return a run in which no id of a row may be a passport, a telephone or a mailbox: such rows are named by list and line."""
    own = with_file_labels(outcome.mentions, outcome.lists).filter(
        pl.col("mention_id").str.contains(_LONG_ID) & ~pl.col("mention_id").str.contains(MINTED)
    )
    names = _apart(own.select("mention_id", _LINE).rows(), {*outcome.mentions["mention_id"]})
    if not names:
        return outcome
    turned = pl.col("mention_id").replace(names)
    return replace(
        outcome,
        mentions=outcome.mentions.with_columns(turned),
        values=outcome.values.with_columns(turned),
        memberships=outcome.memberships.with_columns(turned),
        corrections=outcome.corrections.with_columns(pl.col("target", "stands_at").replace(names)),
    )


def with_plain_documents(told: pl.DataFrame, was: pl.DataFrame, cited: pl.DataFrame) -> pl.DataFrame:
    """Return cells in which each document whose id or address may not be told is named by the first list and line that cites it.

    ``told`` are the cells as they may be, ``was`` the same rows before, ``cited`` which document each mention cites in the run. Two
    documents stay two, whatever is left of their ids, so that nobody is given the source of another; rows that cite one stay together.
    """
    lost = (pl.col("was_id").is_not_null() & pl.col("was_id").ne_missing(pl.col("document_id"))) | (
        pl.col("was_id").is_null() & pl.col("was_url").is_not_null() & pl.col("url").is_null()
    )
    of_row = cited.unique("mention_id", keep="first").select("mention_id", cites="document_id")
    rows = told.with_columns(
        was_id=was["document_id"], was_url=was["url"], line_told=was.select(_LINE).to_series()
    )
    hidden = rows.join(of_row, on="mention_id", how="left", maintain_order="left").select(
        "line_told", cites=pl.when(lost).then("cites")
    )
    first = hidden.drop_nulls("cites").unique("cites", keep="first", maintain_order=True)
    labels = first.select("cites", filled("document of {}", "line_told")).rows()
    names = _apart(labels, {*told["document_id"].drop_nulls()})
    label = hidden["cites"].replace_strict(names, default=None, return_dtype=pl.String)
    return told.with_columns(document_id=pl.coalesce(label, "document_id"))


def with_file_labels(table: pl.DataFrame, lists: pl.DataFrame) -> pl.DataFrame:
    """Call each file by its list, with a number where a list has several: file names may say more than their owner means to."""
    of_list = lists.select("list_id", "file").unique(maintain_order=True)
    number = pl.int_range(1, pl.len() + 1).over("list_id")
    numbered = filled("{} ({})", "list_id", number)
    label = pl.when(pl.len().over("list_id") == 1).then("list_id").otherwise(numbered)
    labels = of_list.with_columns(label=label)
    labelled = table.join(labels, on=["list_id", "file"], how="left", maintain_order="left")
    return labelled.with_columns(file=pl.coalesce("label", "list_id")).drop("label")


def _apart(named: Iterable[tuple[str, str]], taken: set[str]) -> dict[str, str]:
    """Return a name for each id that no other bears: several people may stand on one line."""
    names: dict[str, str] = {}
    for one, label in named:
        tries = itertools.chain([label], (f"{label}-{at}" for at in itertools.count(2)))
        names[one] = next(name for name in tries if name not in taken)
        taken.add(names[one])
    return names
