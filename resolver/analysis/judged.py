"""A run and a judged sample of its pairs -> precision and recall of its links, with intervals, and calibration with weights.

Shares of strata are added up by their sizes; see ``resolver.model.stratified``. Drawing more where a run is in doubt is the idea of
OASIS (Marchant and Rubinstein 2017); here it is done once, by strata, so that a sheet can be judged without the program.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from resolver.analysis.answers import Answers, read_answers
from resolver.analysis.scored import DOUBTFUL, pairs_table, with_scores
from resolver.analysis.strata import STRATA, are_linked
from resolver.errors import UsageError
from resolver.judgements import JudgementSource
from resolver.model.bootstrap import Estimate
from resolver.model.calibration import Calibration, calibrate
from resolver.model.stratified import Strata, part_of, share_limits, share_of
from resolver.outcome import Outcome
from resolver.values.verdicts import Verdict, VerdictWords


class Kind(StrEnum):
    """What the run makes of a pair now."""

    LINKED = "linked"
    WORTH_A_LOOK = "worth_a_look"
    UNLIKELY = "unlikely"
    NEVER_COMPARED = "never_compared"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class JudgedEvaluation:
    """What judged pairs say of a run. ``strata`` has one row for each kind of pair: its size, what was judged, the share.

    Precision is about all links; recall about the true pairs among links and pairs worth a look, and among all compared ones.
    """

    file: str
    judged: int
    unsure: int
    empty: int
    not_in_run: tuple[str, ...]
    precision: Estimate
    recall_worth_a_look: Estimate
    recall_compared: Estimate
    strata: pl.DataFrame
    doubtful: Calibration

    def __repr__(self) -> str:
        return f"<JudgedEvaluation of {self.judged} pairs: precision of links {self.precision.value:.3f}>"

    def __str__(self) -> str:
        from resolver.analysis.told_judged import judged_text

        return judged_text(self)

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as plain numbers, lists and words."""
        from resolver.analysis.told_judged import judged_dict

        return judged_dict(self)


def evaluate_judgements(
    run: Outcome, judgements: JudgementSource, *, draws: int = 1000, seed: int = 1
) -> JudgedEvaluation:
    """Return precision and recall of the links of a run from a sheet that ``sample`` drew and somebody judged.

    Pairs judged unsure or not at all are taken to be like the judged ones of their stratum. Raises InputError that tells every
    fault of the sheet.

    >>> import resolver
    >>> from resolver.analysis import sample
    >>> run = resolver.demo()
    >>> sheet = sample(run, 30).with_columns(verdict=pl.lit("да"))
    >>> evaluate_judgements(run, sheet).precision.value
    1.0
    """
    words = VerdictWords.from_words(run.rulebook.setting("vocabulary.toml")["verdict"])
    answers = read_answers(judgements, words)
    pairs, strangers = _in_run(run, answers)
    judged = pairs.filter(pl.col("is_same").is_not_null())
    if judged.is_empty():
        raise UsageError(
            f"{answers.file}: no pair of this run has a verdict yet; fill in the column verdict ({words.told()})"
        )
    cells = _cells(pairs)
    links = _strata(cells, Kind.LINKED)
    return JudgedEvaluation(
        file=answers.file,
        judged=judged.height,
        unsure=int((answers.rows["verdict"] == Verdict.UNSURE.value).sum()),
        empty=answers.rows["verdict"].null_count(),
        not_in_run=strangers,
        precision=share_of(links),
        recall_worth_a_look=part_of(links, _strata(cells, Kind.WORTH_A_LOOK)),
        recall_compared=part_of(links, _strata(cells, Kind.WORTH_A_LOOK, Kind.UNLIKELY)),
        strata=_table(cells),
        doubtful=_calibration(judged, cells, draws=draws, seed=seed),
    )


def _in_run(run: Outcome, answers: Answers) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return the pairs that the run knows, with what it made of them, and the ids that it does not know.

    A sheet may be older than the run: whether a pair is linked, and how likely it is, is asked of the run.
    """
    ids = run.memberships.select("mention_id", "row")
    found = answers.rows
    for side, place in (("left", "one"), ("right", "other")):
        own = ids.rename({"mention_id": f"{side}_mention_id", "row": place})
        found = found.join(own, on=f"{side}_mention_id", how="left", maintain_order="left")
    strangers = [
        *found.filter(pl.col("one").is_null())["left_mention_id"],
        *found.filter(pl.col("other").is_null())["right_mention_id"],
    ]
    known = found.drop_nulls(["one", "other"])
    left = known.select(pl.min_horizontal("one", "other")).to_series().to_numpy().astype(np.int64)
    right = known.select(pl.max_horizontal("one", "other")).to_series().to_numpy().astype(np.int64)
    is_same = pl.when(pl.col("verdict") != Verdict.UNSURE.value).then(pl.col("verdict") == Verdict.SAME.value)
    told = known.select(
        "stratum",
        "stratum_pairs",
        is_same=is_same,
        is_linked=pl.Series(are_linked(run, left, right), dtype=pl.Boolean),
        probability=with_scores(run, pairs_table(left, right))["match_probability"],
    )
    return told.with_columns(kind=_kind()), tuple(dict.fromkeys(strangers))


def _kind() -> pl.Expr:
    return (
        pl.when("is_linked")
        .then(pl.lit(Kind.LINKED.value))
        .when(pl.col("probability") >= DOUBTFUL[0])
        .then(pl.lit(Kind.WORTH_A_LOOK.value))
        .when(pl.col("probability").is_not_null())
        .then(pl.lit(Kind.UNLIKELY.value))
        .otherwise(pl.lit(Kind.NEVER_COMPARED.value))
    )


def _cells(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each stratum and what the run makes of its pairs now: its size, what was judged, what was said.

    When the run is the one that the sheet was drawn from, every stratum is one row.
    """
    of_stratum = pairs.group_by("stratum").agg(drawn=pl.len(), size=pl.col("stratum_pairs").first())
    cells = pairs.group_by("stratum", "kind").agg(
        here=pl.len(),
        judged=pl.col("is_same").count().cast(pl.Int64),
        same=pl.col("is_same").sum().cast(pl.Int64),
        mean_probability=pl.col("probability").mean(),
    )
    sized = cells.join(of_stratum, on="stratum").with_columns(
        pairs=pl.col("size") * pl.col("here") / pl.col("drawn")
    )
    return sized.sort("stratum", "kind")


def _strata(cells: pl.DataFrame, *kinds: Kind) -> Strata:
    """Return what was judged of pairs of these kinds."""
    kept = cells["kind"].is_in([one.value for one in kinds]).to_numpy()
    return _all_strata(cells).only(kept)


def _all_strata(cells: pl.DataFrame) -> Strata:
    return Strata(
        pairs=cells["pairs"].to_numpy(), judged=cells["judged"].to_numpy(), same=cells["same"].to_numpy()
    )


def _table(cells: pl.DataFrame) -> pl.DataFrame:
    """Return what is known of each cell: its pairs, those judged, the share that is one person with its limits."""
    words = {one.number: one.words for one in STRATA}
    limits = dict(
        zip(("share_same", "share_low", "share_high"), share_limits(_all_strata(cells)), strict=True)
    )
    is_known = pl.col("judged") > 0
    return cells.select(
        "stratum",
        "kind",
        pairs=pl.col("pairs").round().cast(pl.Int64),
        words=pl.col("stratum").replace_strict(words, default="of another version", return_dtype=pl.String),
        judged="judged",
        same="same",
        **{name: pl.when(is_known).then(pl.lit(pl.Series(limit))) for name, limit in limits.items()},
        mean_probability="mean_probability",
    )


def _calibration(judged: pl.DataFrame, cells: pl.DataFrame, *, draws: int, seed: int) -> Calibration:
    """Return the calibration of the judged doubtful pairs, each weighing as many pairs as it stands for."""
    weighing = cells.select("stratum", "kind", each=pl.col("pairs") / pl.col("judged"))
    pairs = judged.join(weighing, on=["stratum", "kind"], how="left", maintain_order="left").filter(
        pl.col("probability").is_between(*DOUBTFUL)
    )
    return calibrate(
        pairs["probability"].to_numpy(),
        pairs["is_same"].to_numpy().astype(np.bool_),
        np.arange(pairs.height),
        weight=pairs["each"].to_numpy(),
        draws=draws,
        seed=seed,
    )
