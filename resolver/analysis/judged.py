"""A run and a judged sample of its pairs -> precision and recall of its links, with intervals, and calibration with weights.

The estimator is the stratified one (Cochran 1977, chapters 5 and 6): within a stratum the share of pairs that are one person is
taken from those that were judged, and shares are added up with the sizes of the strata; precision and recall are ratios of such
sums. Intervals come from drawing each share anew from its Jeffreys posterior (Brown, Cai and DasGupta 2001), which, unlike a
bootstrap, stays open where every judged pair was the same. Drawing more where a run is in doubt is the idea of OASIS (Marchant and
Rubinstein 2017); here it is done once, by strata, so that a sheet can be judged without the program.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from resolver.analysis.answers import Answers, JudgementSource, read_answers
from resolver.analysis.scored import DOUBTFUL, pairs_table, with_scores
from resolver.analysis.strata import STRATA, are_linked
from resolver.errors import UsageError
from resolver.model.bootstrap import Estimate, Numbers, estimate
from resolver.model.calibration import Calibration, calibrate
from resolver.outcome import Outcome
from resolver.values.verdicts import Verdict, VerdictWords


class Kind(StrEnum):
    """What the run makes of a pair now."""

    LINKED = "linked"
    WORTH_A_LOOK = "worth_a_look"
    UNLIKELY = "unlikely"
    NEVER_COMPARED = "never_compared"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
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

    def __str__(self) -> str:
        from resolver.analysis.told_judged import judged_text

        return judged_text(self)

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as plain numbers, lists and words."""
        from resolver.analysis.told_judged import judged_dict

        return judged_dict(self)


def evaluate_judgements(
    run: Outcome, judgements: JudgementSource, *, draws: int = 10_000, seed: int = 1
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
    shares = _drawn_shares(cells, draws=draws, seed=seed)
    likely = [Kind.LINKED, Kind.WORTH_A_LOOK]
    return JudgedEvaluation(
        file=answers.file,
        judged=judged.height,
        unsure=int((answers.rows["verdict"] == Verdict.UNSURE.value).sum()),
        empty=answers.rows["verdict"].null_count(),
        not_in_run=strangers,
        precision=_precision(cells, shares),
        recall_worth_a_look=_recall(cells, shares, among=likely),
        recall_compared=_recall(cells, shares, among=[*likely, Kind.UNLIKELY]),
        strata=_table(cells, shares),
        doubtful=_calibration(judged, cells, draws=min(draws, 1000), seed=seed),
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
        pairs=pl.col("size") * pl.col("here") / pl.col("drawn"),
        share_same=pl.when(pl.col("judged") > 0).then(pl.col("same") / pl.col("judged")),
    )
    return sized.sort("stratum", "kind")


def _drawn_shares(cells: pl.DataFrame, *, draws: int, seed: int) -> Numbers:
    """Return the share of each cell, then one row for each draw: what was judged stays, the rest is drawn anew.

    The rest of a cell has a share drawn from Beta(same + 1/2, different + 1/2); where all pairs were judged there is none.
    """
    random = np.random.default_rng(seed)
    same, judged, pairs = (cells[name].to_numpy() for name in ("same", "judged", "pairs"))
    rest = np.maximum(pairs - judged, 0.0)
    of_rest = random.beta(same + 0.5, judged - same + 0.5, size=(draws, cells.height))
    drawn = (same + rest * of_rest) / np.maximum(pairs, judged)
    return np.vstack([cells["share_same"].fill_null(0.0).to_numpy(), drawn])


def _precision(cells: pl.DataFrame, shares: Numbers) -> Estimate:
    links = _size_of(cells, [Kind.LINKED])
    return _ratio(shares @ links, np.full(len(shares), links.sum()))


def _recall(cells: pl.DataFrame, shares: Numbers, *, among: Sequence[Kind]) -> Estimate:
    return _ratio(shares @ _size_of(cells, [Kind.LINKED]), shares @ _size_of(cells, among))


def _size_of(cells: pl.DataFrame, kinds: Sequence[Kind]) -> Numbers:
    """Return the pairs of each cell of these kinds, 0 for others and for those in which nothing was judged."""
    counts = cells["kind"].is_in([one.value for one in kinds]) & (cells["judged"] > 0)
    sizes: Numbers = cells["pairs"].to_numpy() * counts.to_numpy()
    return sizes


def _ratio(part: Numbers, whole: Numbers) -> Estimate:
    """Return the ratio, and an interval that always holds it: at the edge the middle of the draws lies inwards."""
    rates = np.divide(part, whole, out=np.ones(len(whole)), where=whole > 0)
    value, low, high = estimate(float(rates[0]), rates[1:])
    return Estimate(value=value, low=min(low, value), high=max(high, value))


def _table(cells: pl.DataFrame, shares: Numbers) -> pl.DataFrame:
    """Return what is known of each cell: its pairs, those judged, the share that is one person with its interval."""
    words = {one.number: one.words for one in STRATA}
    drawn = np.percentile(shares[1:], [2.5, 97.5], axis=0) if len(shares) > 1 else shares[[0, 0]]
    ends = np.minimum(drawn[0], shares[0]), np.maximum(drawn[1], shares[0])
    is_known = pl.col("judged") > 0
    return cells.select(
        "stratum",
        "kind",
        pairs=pl.col("pairs").round().cast(pl.Int64),
        words=pl.col("stratum").replace_strict(words, default="of another version", return_dtype=pl.String),
        judged="judged",
        same="same",
        share_same="share_same",
        share_low=pl.when(is_known).then(pl.lit(pl.Series(ends[0]))),
        share_high=pl.when(is_known).then(pl.lit(pl.Series(ends[1]))),
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
