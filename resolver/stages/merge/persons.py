"""ROWS -> PERSONS: for each person, what is shown, what it rests on, and how much of it there is."""

from collections.abc import Mapping, Sequence

import polars as pl

from resolver.filled import filled
from resolver.stages.merge.conflicts import conflicts_of
from resolver.stages.merge.mergeable import Marked, Mergeable
from resolver.stages.merge.origins import chains_of, origins_by_way, ways_of
from resolver.stages.merge.parts import in_one_piece, people_at_once
from resolver.stages.merge.rows import SHOWN_AS_SAID, ranks_of, rows_of
from resolver.stages.merge.rules import MergingRules
from resolver.stages.merge.shown import (
    Worth,
    latin_names_of,
    said_in_latin_of,
    shown_names_of,
    spellings_of,
    worth_of,
)

_ROLE_ORDER = ("casualty", "unknown", "relative", "source", "witness", "official", "author", "perpetrator")
_SENSITIVITY_ORDER = ("public", "internal", "restricted")


def persons_of(mergeable: Mergeable, memberships: pl.DataFrame) -> pl.DataFrame:
    """Return PERSONS in the order of their ids, with ``chance_min``, without what only clustering knows.

    What is asked of names, words and ways is asked once, and for all persons together.
    """
    worth, chains, ranks = worth_of(mergeable.names), chains_of(mergeable), ranks_of(mergeable)
    persons = in_one_piece(
        [
            _people_of(rows_of(mergeable, members, ranks), mergeable, worth, chains)
            for members in people_at_once(memberships)
        ]
    )
    return persons.with_columns(
        *origins_by_way(persons["way"], chains, mergeable.unknown),
        shown_name_latin=latin_names_of(persons, mergeable.names),
    ).drop("way", "name_code", "said_in_latin")


def _people_of(rows: pl.DataFrame, mergeable: Mergeable, worth: Worth, chains: pl.Series) -> pl.DataFrame:
    """Return all else of the people of whom ROWS are, with their ``way``, and ``name_code`` and ``said_in_latin`` of their name."""
    names = shown_names_of(rows, mergeable.names, worth)
    parts = [
        _interval_of(rows, "birth", "born", mergeable.rules),
        _interval_of(rows, "death", "died", mergeable.rules),
        *(_most_said_of(rows, name, mergeable.rules) for name in SHOWN_AS_SAID),
        names,
        said_in_latin_of(rows, names, mergeable.names),
        spellings_of(rows),
        ways_of(rows, mergeable, chains),
        conflicts_of(rows, mergeable),
        _correction_ids_of(rows, mergeable),
        _marks_of(mergeable.marks),
    ]
    table = _counts_of(rows, mergeable)
    for part in parts:
        table = table.join(part, on="person_id", how="left", maintain_order="left")
    alive = filled("alive by correction {}; {}", "alive_by", "status_basis")
    return table.with_columns(
        former_ids=pl.lit(None, dtype=pl.String),
        counted=pl.lit("no"),
        not_counted_because=pl.lit(None, dtype=pl.String),
        status=pl.when(pl.col("alive_by").is_null()).then("status").otherwise(pl.lit("alive")),
        status_basis=pl.coalesce(alive, "status_basis"),
    )


def _counts_of(rows: pl.DataFrame, mergeable: Mergeable) -> pl.DataFrame:
    """Return one row per person with what is counted or chosen over all mentions, and the status that was claimed."""
    ranked = rows.select(
        "person_id",
        "mention_id",
        "list_id",
        "group_size",
        "reported_low",
        "reliability",
        "credibility",
        "chance",
        "status",
        "hedge",
        "why",
        role=_place_in(pl.col("role"), _ROLE_ORDER),
        sensitivity=_place_in(
            pl.col("list_id").replace_strict(
                dict(mergeable.sensitivity), default="internal", return_dtype=pl.String
            ),
            _SENSITIVITY_ORDER,
        ),
    )
    order = mergeable.rules.status_order
    table = ranked.group_by("person_id", maintain_order=True).agg(
        pl.col("role").min(),
        pl.col("sensitivity").max(),
        mention_count=pl.len(),
        people_count=pl.col("group_size").max(),
        list_count=pl.col("list_id").n_unique(),
        first_reported=pl.col("reported_low").min(),
        last_reported=pl.col("reported_low").max(),
        chance_min=pl.when(pl.len() > 1).then(pl.col("chance").min()),
        judged_by_hand=pl.col("why").str.starts_with("judged").sum(),
        hedged=(pl.col("hedge") != "").sum(),
        mention_ids=pl.col("mention_id").str.join(" "),
        best_reliability=pl.col("reliability").min(),
        best_credibility=pl.col("credibility").min(),
        **{f"status:{one}": (pl.col("status") == one).sum() for one in order},
    )
    counts = {one: pl.col(f"status:{one}") for one in order}
    claims = [pl.when(count > 0).then(filled(f"{one} {{}}", count)) for one, count in counts.items()]
    hedges = pl.when(pl.col("hedged") > 0).then(filled("; {} with a hedge", "hedged"))
    return (
        table.with_columns(
            role=_named(pl.col("role"), _ROLE_ORDER),
            sensitivity=_named(pl.col("sensitivity"), _SENSITIVITY_ORDER),
            status=pl.coalesce(
                *(pl.when(count > 0).then(pl.lit(one)) for one, count in counts.items()), pl.lit("unknown")
            ),
            status_basis=pl.concat_str(
                pl.concat_str(claims, separator=", ", ignore_nulls=True), hedges.fill_null("")
            ),
        )
        .pipe(_by_rule, rows, mergeable.rules)
        .drop("hedged", *(f"status:{one}" for one in order))
    )


def _by_rule(table: pl.DataFrame, rows: pl.DataFrame, rules: MergingRules) -> pl.DataFrame:
    """Show what was claimed last, or by the most origins, where that is the rule; else the strongest claim, as it stands."""
    if rules.status_rule == "strongest":
        return table
    claimed = rows.filter(pl.col("status") != "unknown").with_columns(
        place=_place_in(pl.col("status"), rules.status_order)
    )
    by = pl.col("reported_high").max() if rules.status_rule == "latest" else pl.col("told_by").n_unique()
    chosen = (
        claimed.group_by("person_id", "status", "place")
        .agg(worth=by)
        .sort("person_id", "worth", "place", descending=[False, True, False], nulls_last=True)
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", chosen="status")
    )
    return (
        table.join(chosen, on="person_id", how="left", maintain_order="left")
        .with_columns(status=pl.coalesce("chosen", "status"))
        .drop("chosen")
    )


def _place_in(words: pl.Expr, order: Sequence[str]) -> pl.Expr:
    return words.replace_strict({word: at for at, word in enumerate(order)}, return_dtype=pl.UInt8)


def _named(places: pl.Expr, order: Sequence[str]) -> pl.Expr:
    return places.replace_strict(dict(enumerate(order)), return_dtype=pl.String)


def _most_said_of(rows: pl.DataFrame, column: str, rules: MergingRules) -> pl.DataFrame:
    """Return the value that was reported last where that is the rule, that the most origins give, then the most mentions, then the
    first in the alphabet.
    """
    reported = (
        pl.col("reported_high").max() if rules.shown[column] == "latest" else pl.lit(None, dtype=pl.Date)
    )
    return (
        rows.filter(pl.col(column) != "")
        .group_by("person_id", column)
        .agg(reported=reported, origins=pl.col("told_by").n_unique(), mentions=pl.len())
        .sort(
            "person_id",
            *("reported", "origins", "mentions", column),
            descending=[False, True, True, True, False],
            nulls_last=True,
        )
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", column)
    )


def _interval_of(rows: pl.DataFrame, event: str, shown: str, rules: MergingRules) -> pl.DataFrame:
    """Return the shown interval of birth or death: the narrowest, or the one that most origins give."""
    low, high = f"{event}_low", f"{event}_high"
    said = (
        rows.filter(pl.col(low).is_not_null())
        .group_by("person_id", low, high)
        .agg(
            origins=-pl.col("told_by").n_unique().cast(pl.Int64),
            width=pl.col(high).first() - pl.col(low).first(),
        )
    )
    is_precise_first = rules.shown[f"{event}_date"] == "most_precise"
    worth = ("width", "origins") if is_precise_first else ("origins", "width")
    return (
        said.sort("person_id", *worth, low)
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", pl.col(low).alias(f"{shown}_low"), pl.col(high).alias(f"{shown}_high"))
    )


# --- corrections ------------------------------------------------------------------------------------------------------


def _correction_ids_of(rows: pl.DataFrame, mergeable: Mergeable) -> pl.DataFrame:
    """Return the ids of all corrections about each person, of cells and of the person itself."""
    of_cells = mergeable.corrected_cells.select("mention_id", "correction_id").join(
        rows.select("mention_id", "person_id"), on="mention_id"
    )
    of_person = [
        (person_id, one) for person_id, marks in mergeable.marks.items() for one in marks.correction_ids
    ]
    told = pl.DataFrame(of_person, schema={"person_id": pl.String, "correction_id": pl.String}, orient="row")
    both = pl.concat([of_cells.select("person_id", "correction_id"), told]).unique().sort("correction_id")
    return both.group_by("person_id").agg(correction_ids=pl.col("correction_id").str.join(" "))


def _marks_of(marks: Mapping[str, Marked]) -> pl.DataFrame:
    said = [(person_id, one.alive, one.withheld) for person_id, one in marks.items()]
    return pl.DataFrame(
        said, schema={"person_id": pl.String, "alive_by": pl.String, "withheld": pl.String}, orient="row"
    )
