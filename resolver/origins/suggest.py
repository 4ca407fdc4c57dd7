"""A run's mentions and persons -> SUGGESTED_REPOSTS: documents that may be reposts, with what speaks for it. Nothing is applied.

Only a document that names no source can be suggested to be a repost: what a document says of its source is not doubted.
"""

import hashlib

import polars as pl

from resolver.filled import filled
from resolver.model.constraints import DisjointSets
from resolver.origins.blocks import pairs_in_blocks
from resolver.origins.judged import Reposts
from resolver.origins.rules import RepostRules
from resolver.origins.signs import signs_of
from resolver.origins.told import Tellings, tellings_of
from resolver.stages.normalise import Normalised
from resolver.tables import SUGGESTED_REPOSTS, conform

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MOST_PEOPLE = 200
"""Documents that tell of more people are lists: that two lists share people says nothing."""
_MOST_REASONS = 6
_MOST_IDS = 5


def suggest_reposts(
    normalised: Normalised, memberships: pl.DataFrame, reposts: Reposts, rules: RepostRules
) -> pl.DataFrame:
    """Return the documents that may be reposts of one another, likeliest first: as few pairs as join all that belong together.

    Pairs that somebody judged, and documents that are one voice already, are not suggested again.
    """
    all_alone = memberships["person_id"].n_unique() == memberships.height
    if all_alone or normalised.documents["via"].null_count() == 0:
        return SUGGESTED_REPOSTS.to_frame()
    tellings = tellings_of(normalised, memberships)
    signs = signs_of(tellings, rules)
    pairs = _candidates(tellings, signs, rules)
    if pairs.is_empty():
        return SUGGESTED_REPOSTS.to_frame()
    fence = pl.max_horizontal(pl.lit(rules.least_score), 1.0 + (pl.col("documents") - 1.0).log(2))
    scored = _scored(pairs, signs, tellings, rules).filter(pl.col("score") >= fence)
    chosen = _forest(scored, tellings.documents, reposts)
    return _told(chosen, signs, tellings)


def _candidates(tellings: Tellings, signs: pl.DataFrame, rules: RepostRules) -> pl.DataFrame:
    """Return the pairs to weigh: those with a sign, and those that tell of the same people; one of them must name no source."""
    counts = tellings.people.with_columns(
        documents=pl.len().over("person_id"), people=pl.len().over("document")
    ).filter(pl.col("documents") > 1, pl.col("people").is_between(2, _MOST_PEOPLE))
    # Documents that tell of the same people have the same neighbours when people are put in one order, the seldomest first.
    in_order = counts.sort("document", "documents", "person_id")
    neighbours = in_order.with_columns(next=pl.col("person_id").shift(-1).over("document")).drop_nulls("next")
    beside = pairs_in_blocks(neighbours, ["person_id", "next"], largest=rules.largest_block)
    pairs = pl.concat([signs.select("left", "right"), beside.select("left", "right")]).unique()
    silent = tellings.documents.select("document", "is_silent")
    return (
        pairs.join(silent.rename({"document": "left", "is_silent": "left_silent"}), on="left")
        .join(silent.rename({"document": "right", "is_silent": "right_silent"}), on="right")
        .filter(pl.col("left_silent") | pl.col("right_silent"))
    )


def _scored(pairs: pl.DataFrame, signs: pl.DataFrame, tellings: Tellings, rules: RepostRules) -> pl.DataFrame:
    """Return pairs with the bits of each kind of sign and their sum."""
    by_kind = signs.group_by("left", "right", maintain_order=True).agg(
        slips=pl.col("bits").filter(pl.col("kind") != "cell").sum(),
        cells=pl.col("bits").filter(pl.col("kind") == "cell").sum().clip(0, rules.cells),
    )
    days = tellings.documents.select(
        "document", "low", day=pl.when(pl.col("low") == pl.col("high")).then("low")
    )
    gap = (pl.col("right_day") - pl.col("left_day")).dt.total_days().abs()
    in_days = (
        pl.when(gap == 0)
        .then(rules.same_day)
        .when(gap <= rules.near_days)
        .then(rules.near_day)
        .otherwise(0.0)
    )
    return (
        pairs.join(by_kind, on=["left", "right"], how="left")
        .join(days.select(left="document", left_day="day"), on="left")
        .join(days.select(right="document", right_day="day"), on="right")
        .join(_people(pairs, tellings, rules), on=["left", "right"], how="left")
        .join(_differing(pairs, tellings), on=["left", "right"], how="left")
        .with_columns(
            pl.col("slips", "cells", "people", "differing").fill_null(0), days=in_days.fill_null(0.0)
        )
        .with_columns(against=-rules.differing_cell * pl.col("differing"))
        .with_columns(score=pl.sum_horizontal("slips", "cells", "people", "days", "against"))
    )


def _differing(pairs: pl.DataFrame, tellings: Tellings) -> pl.DataFrame:
    """Return in how many cells, names too, about one person and in one language both documents say something, and not the same."""
    is_looked_at = pl.col("document").is_in(pl.concat([pairs["left"], pairs["right"]]).unique().implode())
    names = tellings.rows.filter(is_looked_at, pl.col("name_code") >= 0).select(
        "person_id", "document", "language", field=pl.lit("name"), text=pl.col("name_code").cast(pl.String)
    )
    cells = pl.concat([names, tellings.cells.filter(is_looked_at).select(names.columns)]).unique()
    said = cells.with_columns(first=pl.col("text").min().over("person_id", "document", "field"))
    told = said.select("person_id", "document", "language", "field", text="first").unique()
    left = told.rename({"document": "left", "text": "left_text"})
    right = told.rename({"document": "right", "text": "right_text"})
    return (
        pairs.select("left", "right")
        .join(left, on="left")
        .join(right, on=["right", "person_id", "language", "field"])
        .filter(pl.col("left_text") != pl.col("right_text"))
        .group_by("left", "right")
        .agg(differing=pl.len())
    )


def _people(pairs: pl.DataFrame, tellings: Tellings, rules: RepostRules) -> pl.DataFrame:
    """Return how many people both documents tell of, the bits that this is worth, and how many documents in one language tell of one of them."""
    languages = tellings.documents.select("document", "language")
    told = tellings.people.join(languages, on="document").with_columns(
        size=pl.len().over("document"), documents=pl.len().over("person_id", "language")
    )
    left = told.select("person_id", "documents", left="document", left_size="size")
    right = told.select("person_id", right="document", right_size="size")
    shared = (
        pairs.select("left", "right")
        .join(left, on="left")
        .join(right, on=["right", "person_id"])
        .group_by("left", "right")
        .agg(
            pl.col("person_id").sort(),
            pl.col("documents").max(),
            shared=pl.len(),
            left_size=pl.col("left_size").first(),
            right_size=pl.col("right_size").first(),
        )
    )
    alike = pl.col("shared") / (pl.col("left_size") + pl.col("right_size") - pl.col("shared"))
    further = (rules.person * (pl.col("shared") - 1.0)).clip(0, rules.people)
    return shared.with_columns(people=further * alike)


def _forest(scored: pl.DataFrame, documents: pl.DataFrame, reposts: Reposts) -> pl.DataFrame:
    """Return, strongest first, the pairs that join documents which no stronger pair and nobody's answer joins already."""
    numbers = dict(documents.select("document_id", "document").iter_rows())
    sets = DisjointSets()
    for document_id, voice in reposts.voices.items():
        if document_id in numbers and voice in numbers:
            sets.join(numbers[document_id], numbers[voice])
    answered = {
        frozenset((numbers.get(copy, -1), numbers.get(original, -1)))
        for copy, original in reposts.standing.select("copy_id", "original_id").iter_rows()
    }
    kept = []
    ordered = scored.sort("score", "left", "right", descending=[True, False, False])
    for left, right in ordered.select("left", "right").iter_rows():
        is_new = sets.root(left) != sets.root(right) and frozenset((left, right)) not in answered
        kept.append(is_new)
        if is_new:
            sets.join(left, right)
    return ordered.filter(pl.Series(kept, dtype=pl.Boolean))


def _told(chosen: pl.DataFrame, signs: pl.DataFrame, tellings: Tellings) -> pl.DataFrame:
    """Return suggestions as people read them: which is the copy (the later one, where neither names a source), and why."""
    turned = ~pl.col("right_silent")
    named = tellings.documents.select("document", "document_id", "publisher")
    copies = chosen.with_columns(
        copy=pl.when(turned).then("left").otherwise("right"),
        original=pl.when(turned).then("right").otherwise("left"),
    )
    told = (
        copies.join(_reasons(chosen, signs), on=["left", "right"], maintain_order="left")
        .join(
            named.rename({"document": "copy", "document_id": "copy_id", "publisher": "copy_publisher"}),
            on="copy",
            maintain_order="left",
        )
        .join(
            named.rename(
                {"document": "original", "document_id": "original_id", "publisher": "original_publisher"}
            ),
            on="original",
            maintain_order="left",
        )
        .with_columns(
            score=pl.col("score").round(2),
            person_count=pl.col("shared"),
            person_ids=pl.col("person_id").list.head(_MOST_IDS).list.join(" "),
        )
    )
    ids = [_suggestion_id(*pair) for pair in told.select("copy_id", "original_id").iter_rows()]
    whole = told.with_columns(suggestion_id=pl.Series(ids, dtype=pl.String))
    return conform(whole, SUGGESTED_REPOSTS, table="SUGGESTED_REPOSTS")


def _reasons(chosen: pl.DataFrame, signs: pl.DataFrame) -> pl.DataFrame:
    """Return what speaks for each chosen pair in words, each reason with its bits."""
    of_signs = (
        signs.join(chosen.select("left", "right"), on=["left", "right"], how="semi")
        .sort("left", "right", "bits", "because", descending=[False, False, True, False])
        .unique(["left", "right", "because"], keep="first", maintain_order=True)
        .with_columns(told=filled("{} ({})", "because", pl.col("bits").round(1)))
        .group_by("left", "right", maintain_order=True)
        .agg(of_signs=pl.col("told").head(_MOST_REASONS).str.join("; "))
    )
    is_same_day = pl.col("left_day") == pl.col("right_day")
    day = (
        pl.when(is_same_day)
        .then(pl.lit("published on the same day"))
        .otherwise(pl.lit("published a few days apart"))
    )
    people = filled("{} people told of in both ({})", "shared", pl.col("people").round(1))
    return (
        chosen.select("left", "right", "left_day", "right_day", "days", "people", "shared", "against")
        .join(of_signs, on=["left", "right"], how="left")
        .with_columns(
            of_days=pl.when(pl.col("days") > 0).then(filled("{} ({})", day, pl.col("days").round(1))),
            of_people=pl.when(pl.col("people") > 0).then(people),
            differ=pl.when(pl.col("against") < 0).then(
                filled("against it: cells that differ ({})", pl.col("against").round(1))
            ),
        )
        .select(
            "left",
            "right",
            because=pl.concat_str(
                "of_signs", "of_people", "of_days", "differ", separator="; ", ignore_nulls=True
            ),
        )
    )


def _suggestion_id(copy_id: str, original_id: str) -> str:
    """Return the id of a suggestion: the same as long as the two documents are."""
    number = int.from_bytes(hashlib.sha256(f"{copy_id}\x1f{original_id}".encode()).digest(), "big")
    return "g-" + "".join(_CROCKFORD[number >> shift & 31] for shift in range(0, 30, 5))
