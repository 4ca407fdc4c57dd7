"""Linked pairs + PERSONS -> ``doubts``: why a person looks as if it were several, beside what the partitions say of it."""

from collections.abc import Collection, Iterator

import polars as pl

from resolver.filled import filled

CONFLICTING: tuple[tuple[str, str, str], ...] = (
    ("birth", "apart", "births apart"),
    ("birth", "age_apart", "ages apart"),
    ("sex", "different", "different sexes"),
    ("identifiers", "different", "different identifiers"),
    ("identifiers", "other_item", "different Wikidata items"),
    ("given_name", "different", "different given names"),
    ("patronymic", "different", "different fathers"),
)
"""The comparisons and levels that two mentions of one person hardly reach, and how to say so."""


def with_doubts(
    persons: pl.DataFrame, pairs: pl.DataFrame, mentions: pl.DataFrame, one_row_lists: Collection[str]
) -> pl.DataFrame:
    """Return PERSONS whose ``doubts`` also name facts that contradict one another, and lists that promise one row per person.

    ``pairs`` are the linked pairs with the level of every comparison, ``mentions`` has person_id, mention_id and list_id.
    """
    found = [*_of_pairs(pairs.filter("is_linked")), _of_lists(mentions, one_row_lists)]
    told = pl.concat([persons.select("person_id", doubt="doubts"), *found]).drop_nulls("doubt")
    joined = told.group_by("person_id", maintain_order=True).agg(doubts=pl.col("doubt").str.join("; "))
    # Joined to the whole table, all its columns would stand there twice for a while.
    doubts = persons.select("person_id").join(joined, on="person_id", how="left", maintain_order="left")
    return persons.with_columns(doubts["doubts"])


def _of_pairs(linked: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield a doubt per person for each comparison that contradicts, with its first pair and how many more there are."""
    for comparison, level, told in CONFLICTING:
        if f"{comparison}_level" not in linked.columns:
            continue
        apart = linked.filter(pl.col(f"{comparison}_level") == level)
        if apart.is_empty():
            continue
        more = pl.when(pl.len() > 1).then(filled(" and {} more pairs", pl.len() - 1)).otherwise(pl.lit(""))
        first = filled(told + ": {} {}{}", pl.first("left_id"), pl.first("right_id"), more)
        yield (
            apart.sort("left_id", "right_id")
            .group_by("left_person_id", maintain_order=True)
            .agg(doubt=first)
            .rename({"left_person_id": "person_id"})
        )


def _of_lists(mentions: pl.DataFrame, one_row_lists: Collection[str]) -> pl.DataFrame:
    """Return the persons of whom a list of one row per person holds several rows."""
    repeated = (
        mentions.filter(pl.col("list_id").is_in(sorted(one_row_lists)))
        .sort("mention_id")
        .group_by("person_id", "list_id", maintain_order=True)
        .agg(pl.col("mention_id"))
        .filter(pl.col("mention_id").list.len() > 1)
        .sort("person_id", "list_id")
    )
    return repeated.select(
        "person_id",
        doubt=filled(
            "several rows of {}, which promises one per person: {}",
            "list_id",
            pl.col("mention_id").list.join(" "),
        ),
    )
