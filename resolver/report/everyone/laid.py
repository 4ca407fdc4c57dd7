"""An Outcome -> everything that the cards of all people are made from, as columns, one batch of people after another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.outcome import Outcome
from resolver.report.cards import UNNAMED, CardLine, Embed, Part
from resolver.report.desk import (
    further_cells,
    hidden_names,
    in_place,
    member_rows,
    pairs_of,
    past_of,
    statements_of,
)
from resolver.report.everyone.words import said_each, shown_each
from resolver.report.origins import SaidBy
from resolver.report.shown import HiddenNames, said
from resolver.report.statuses import status_lines
from resolver.values.text import fold
from resolver.values.urls import host_of, safe_href

BATCH = 5_000
"""How many people are looked at together: of fewer, polars would be asked too often; more take more memory."""
NOBODY_SHOWN = "(not a casualty)"
"""What somebody without a card is called on the card of somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shared:
    """What all cards share; ``called`` is how everybody is called on the card of somebody else."""

    hidden: HiddenNames
    called: pl.DataFrame
    said_by: SaidBy
    voices: frozenset[str]
    over_time: Mapping[str, tuple[CardLine, ...]]
    past: Mapping[str, list[Part]]
    hashes: Mapping[str, str | None]
    lists: Mapping[str, str | None]
    rules: Mapping[str, str]
    further: Mapping[int, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """People and what is known of them; ``at`` is the number of a person in the batch, in every table.

    ``members`` have their place on the card (``item``); ``cited`` are their documents as a link, ``pairs`` those inside a person and
    ``apart`` those with somebody else.
    """

    persons: pl.DataFrame
    members: pl.DataFrame
    cited: pl.DataFrame
    statements: pl.DataFrame
    pairs: pl.DataFrame
    apart: pl.DataFrame
    questions: pl.DataFrame


def shared_by(outcome: Outcome, persons: pl.DataFrame, embed: Embed) -> Shared:
    """Return what all cards of a run share."""
    hidden = HiddenNames([]) if embed.others else hidden_names(outcome)
    called = said_each(persons["shown_name"]).fill_null("").replace("", UNNAMED)
    said_by = SaidBy(outcome, hidden)
    return Shared(
        hidden=hidden,
        called=persons.select("person_id", called=pl.lit(called)),
        said_by=said_by,
        voices=frozenset(said_by.voices),
        over_time=status_lines(outcome),
        past=past_of(outcome),
        hashes=dict(outcome.lists.select("file", "sha256").iter_rows()),
        lists=dict(outcome.lists.select("list_id", "title").iter_rows()),
        rules=outcome.rulebook.setting("merging.toml")["shown"],
        further=further_cells(outcome.mentions, embed),
    )


def batches_of(outcome: Outcome, persons: pl.DataFrame, shared: Shared) -> Iterator[Batch]:
    """Yield people, who are in the order of the page, so many at a time, with what is known of them."""
    persons = persons.with_row_index("place")
    persons = persons.with_columns(bearers=each_distinct(persons["shown_name"], fold))
    persons = persons.with_columns(pl.len().over("bearers").alias("bearers"))
    order = persons.select("place", "person_id")
    members = in_place(member_rows(outcome), order)
    statements = statements_of(outcome, order)
    pairs, apart = pairs_of(outcome, order)
    questions = in_place(_asked(outcome), order)
    cited = _cited(outcome, shared.hidden)
    for first in range(0, persons.height, BATCH):
        here = _members(members.batch(first, BATCH), first)
        yield Batch(
            persons=_at(persons.slice(first, BATCH), first),
            members=here,
            cited=_documents(here, cited, shared.hidden),
            statements=_at(statements.batch(first, BATCH), first),
            pairs=_at(pairs.batch(first, BATCH), first),
            apart=_at(apart.batch(first, BATCH), first),
            questions=_at(questions.batch(first, BATCH), first),
        )


def _at(table: pl.DataFrame, first: int) -> pl.DataFrame:
    return table.with_columns(at=(pl.col("place") - first).cast(pl.UInt32)).drop("place")


def _members(table: pl.DataFrame, first: int) -> pl.DataFrame:
    """Return mentions with their place on the card and their ids as they are shown."""
    found = _at(table, first)
    return found.with_columns(
        item=pl.int_range(pl.len(), dtype=pl.UInt32).over("at"),
        said_id=said_each(found["mention_id"]),
    )


def _documents(members: pl.DataFrame, cited: pl.DataFrame, hidden: HiddenNames) -> pl.DataFrame:
    """Return the documents of mentions as links, one a row, in the order in which they are cited."""
    long = members.select("at", "item", "mention_id", document_id="documents").explode("document_id")
    found = long.drop_nulls("document_id").join(cited, on="document_id", how="left", maintain_order="left")
    unknown = found["document_id"].filter(found["text"].is_null())
    if unknown.is_empty():
        return found
    shown = shown_each(found["document_id"], hidden)
    return found.with_columns(text=pl.col("text").fill_null(shown), href=pl.col("href").fill_null(""))


def _asked(outcome: Outcome) -> pl.DataFrame:
    """Return every question once from either side, in the order of questions."""
    asked = outcome.questions.with_row_index("question")
    ends = [("left_person_id", "right_person_id"), ("right_person_id", "left_person_id")]
    both = [
        asked.select(
            "question",
            "question_id",
            "probability",
            "reason",
            person_id=one,
            other=other,
            side=pl.lit(side),
        )
        for side, (one, other) in enumerate(ends)
    ]
    return pl.concat(both).sort("question", "side")


def _cited(outcome: Outcome, hidden: HiddenNames) -> pl.DataFrame:
    """Return how each document is cited, as ``document_link`` says it of one."""
    documents = outcome.documents
    known = documents.select(
        "document_id",
        publisher=each_distinct(documents["publisher"], lambda text: hidden.show(text) if text else ""),
        host=each_distinct(documents["url"], lambda url: said(host_of(url)) if url else ""),
        href=each_distinct(documents["url"], lambda url: (safe_href(url) or "") if url else ""),
        day=said_each(documents["reported_date"]),
        grade="reliability",
    )
    named = known.with_columns(title=pl.coalesce(_if_said("publisher"), _if_said("host")))
    nameless = named.filter(pl.col("title").is_null())["document_id"]
    titles = pl.DataFrame({"document_id": nameless, "own": shown_each(nameless, hidden)})
    day = pl.when(pl.col("day").fill_null("") != "").then(pl.lit(", ") + pl.col("day"))
    grade = pl.when(pl.col("grade").fill_null("") != "").then(filled(" [{}]", "grade"))
    return (
        named.join(titles.unique("document_id"), on="document_id", how="left", maintain_order="left")
        .select("document_id", "href", title=pl.coalesce("title", "own"), day=day, grade=grade)
        .select(
            "document_id",
            text=pl.concat_str("title", "day", "grade", ignore_nulls=True),
            href=pl.col("href").fill_null(""),
        )
    )


def _if_said(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name))
