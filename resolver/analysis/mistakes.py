"""Found persons and true people -> who was merged wrongly, who was split, and at which stage each missing pair was lost."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.analysis.scored import may_be_one, names_by_row, with_scores
from resolver.analysis.truth import Aligned
from resolver.model.agreement import Codes, join_codes, pairs_in, pairs_within
from resolver.outcome import Outcome
from resolver.ruleset import link_rule_of
from resolver.tables import UNBLOCKED

MOST_TRUE_PAIRS = 20_000_000
"""Lost pairs are looked up one by one for the smallest true people that make up to so many pairs together."""


class Lost(StrEnum):
    """Where a pair that is one person came apart, in the order in which it is asked."""

    ASKED = "asked"
    NOT_ALLOWED = "not_allowed"
    NOT_COMPARED = "not_compared"
    FORBIDDEN = "forbidden"
    BELOW_REVIEW = "below_review"
    LEFT_APART = "left_apart"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LostPairs:
    """Every true pair that the run has apart, with where it was lost; ``not_looked_at`` of people too large to list."""

    table: pl.DataFrame
    not_looked_at: int

    def counts(self) -> dict[str, int]:
        """Return how many pairs were lost at each place, all places told."""
        found: dict[Any, int] = dict(self.table.group_by("lost_at").len().iter_rows())
        return {str(one): int(found.get(one.value, 0)) for one in Lost}


def lost_pairs(run: Outcome, aligned: Aligned) -> LostPairs:
    """Return the true pairs whose mentions the run has as two persons, and what became of each."""
    looked_at = _small_enough(aligned.truth)
    one, other = pairs_within(aligned.truth[looked_at])
    rows, found = aligned.rows[looked_at], aligned.found[looked_at]
    apart = found[one] != found[other]
    left, right = rows[one[apart]], rows[other[apart]]
    pairs = pl.DataFrame({"left": left, "right": right}, schema={"left": pl.UInt32, "right": pl.UInt32}).sort(
        "left", "right"
    )
    sizes = np.bincount(aligned.truth[~looked_at])
    return LostPairs(
        table=_placed(run, pairs, aligned), not_looked_at=int(pairs_in(sizes.astype(np.int64)).sum())
    )


def _small_enough(truth: Codes) -> NDArray[np.bool_]:
    """Return which mentions belong to true people small enough that all of their pairs together can be listed."""
    sizes = np.bincount(truth)
    order = np.argsort(sizes, kind="stable")
    fits = np.zeros(len(sizes), dtype=np.bool_)
    fits[order] = np.cumsum(pairs_in(sizes[order].astype(np.int64))) <= MOST_TRUE_PAIRS
    return fits[truth]


def _placed(run: Outcome, pairs: pl.DataFrame, aligned: Aligned) -> pl.DataFrame:
    """Say of each pair where it was lost; pairs that an open question could still join are told as asked."""
    rule = link_rule_of(run.rulebook, run.settings)
    person = run.memberships["person_id"]
    known = with_scores(run, pairs)
    left, right = known["left"], known["right"]
    known = known.with_columns(
        left_person_id=person.gather(left),
        right_person_id=person.gather(right),
        is_allowed=pl.Series(may_be_one(run, left.to_numpy(), right.to_numpy()), dtype=pl.Boolean),
    ).join(_asked(run), on=["left_person_id", "right_person_id"], how="left", maintain_order="left")
    lost_at = (
        pl.when(pl.col("question_id").is_not_null())
        .then(pl.lit(Lost.ASKED.value))
        .when(~pl.col("is_allowed"))
        .then(pl.lit(Lost.NOT_ALLOWED.value))
        .when(pl.col("match_weight").is_null())
        .then(pl.lit(Lost.NOT_COMPARED.value))
        .when(pl.col("is_forbidden"))
        .then(pl.lit(Lost.FORBIDDEN.value))
        .when(pl.col("match_probability") < rule.review_threshold)
        .then(pl.lit(Lost.BELOW_REVIEW.value))
        .otherwise(pl.lit(Lost.LEFT_APART.value))
    )
    return _readable(run, known.with_columns(lost_at=lost_at), aligned)


def _asked(run: Outcome) -> pl.DataFrame:
    """Return the open questions by both orders of their two persons."""
    asked = run.questions.select("question_id", "left_person_id", "right_person_id")
    turned = asked.select("question_id", left_person_id="right_person_id", right_person_id="left_person_id")
    both = pl.concat([asked, turned.select(asked.columns)])
    return both.unique(["left_person_id", "right_person_id"], keep="first", maintain_order=True)


def _readable(run: Outcome, placed: pl.DataFrame, aligned: Aligned) -> pl.DataFrame:
    ids, names = run.values["mention_id"], names_by_row(run)
    left, right = placed["left"], placed["right"]
    rules = run.blocking["rule"].to_list()
    by_number = dict(enumerate(rules)) | {UNBLOCKED: "inside one component"}
    people = aligned.names.gather(aligned.code_of_row[left.to_numpy()])
    return placed.select(
        left_id=ids.gather(left),
        right_id=ids.gather(right),
        left_name=names.gather(left),
        right_name=names.gather(right),
        true_person=people,
        left_person_id="left_person_id",
        right_person_id="right_person_id",
        lost_at="lost_at",
        match_weight=pl.col("match_weight") / 1000,
        match_probability="match_probability",
        rule=pl.col("rule").replace_strict(by_number, default=None, return_dtype=pl.String),
        question_id="question_id",
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Torn:
    """Who was merged wrongly and who was split: one row for each true person within each found person."""

    over_merged: pl.DataFrame
    under_merged: pl.DataFrame


def torn_people(run: Outcome, aligned: Aligned) -> Torn:
    """Return the found persons that hold several true people, and the true people that several found persons hold."""
    pieces = _pieces(run, aligned)
    by_person = ["person_id", "shown_name", "true_person", "mention_count", "mention_ids", "names"]
    by_truth = ["true_person", "person_id", "shown_name", "mention_count", "mention_ids", "names"]
    over = pieces.filter(pl.len().over("person_id") > 1)
    under = pieces.filter(pl.len().over("true_person") > 1)
    return Torn(
        over_merged=over.sort("person_id", "true_person").select(by_person),
        under_merged=under.sort("true_person", "person_id").select(by_truth),
    )


def _pieces(run: Outcome, aligned: Aligned) -> pl.DataFrame:
    """Return one row for each true person within each found person, only of those that are not each other's whole."""
    cell = join_codes([aligned.truth, aligned.found])
    here = np.bincount(cell)[cell]
    whole = (here == np.bincount(aligned.truth)[aligned.truth]) & (
        here == np.bincount(aligned.found)[aligned.found]
    )
    rows = aligned.rows[~whole]
    torn = pl.DataFrame(
        {
            "true_person": aligned.names.gather(aligned.truth[~whole]),
            "person_id": aligned.person_ids.gather(aligned.found[~whole]),
            "mention_id": run.values["mention_id"].gather(rows),
            "name": names_by_row(run).gather(rows),
        }
    )
    pieces = torn.group_by("true_person", "person_id").agg(
        mention_count=pl.len().cast(pl.UInt32),
        mention_ids=pl.col("mention_id").sort().str.join(" "),
        names=pl.col("name").drop_nulls().unique().sort().str.join(" · "),
    )
    return pieces.join(run.persons.select("person_id", "shown_name"), on="person_id", how="left")
