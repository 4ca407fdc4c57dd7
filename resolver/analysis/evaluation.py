"""A run and the truth -> an Evaluation: how right the run is, where it errs, and whether its probabilities mean what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from resolver.analysis.groups import Groups, fields_of, group_rates
from resolver.analysis.measured import Measured, measure
from resolver.analysis.mistakes import LostPairs, Torn, lost_pairs, torn_people
from resolver.analysis.scored import DOUBTFUL, Basis, basis_of
from resolver.analysis.truth import Truth, TruthSource, read_truth
from resolver.model.agreement import Codes, Rates, View, agree, merged_and_split, pairs_in, rates_of, tally
from resolver.model.bootstrap import Estimate, Numbers, estimate, rows_of_units
from resolver.model.calibration import Calibration, Flags, calibrate, loss_of
from resolver.model.counting import PeopleCount
from resolver.model.thresholds import BestThreshold, best_threshold, closed_at
from resolver.outcome import Outcome

LOWEST_THRESHOLD = -12.0
"""Thresholds are tried from this many bits on, a probability of one in four thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Of how much of the run the truth speaks, and of how much besides."""

    mentions: int
    of_mentions: int
    true_people: int
    found_people: int
    not_in_run: tuple[str, ...]
    silent_rows: int
    knots: int
    largest_knot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFound:
    """The number of people: the true one among those counted as dead, beside the three numbers of the run.

    ``true`` is None where some counted mentions are unknown to the truth: then nothing can be compared.
    """

    true: int | None
    said: PeopleCount
    unknown_mentions: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AtBest:
    """What the best threshold on scored pairs would have given, had one known the truth."""

    threshold: BestThreshold
    rates: Mapping[View, Rates]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Probabilities:
    """Whether match probabilities mean what they say: on doubtful pairs, and at both ends."""

    doubtful: Calibration
    surely_different: tuple[int, int]
    surely_same: tuple[int, int]
    log_loss: Estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Evaluation:
    """How right a run is. Print it for the whole in words; ``details`` are the tables, ``to_dict`` everything as JSON has it."""

    truth_file: str
    coverage: Coverage
    rates: Mapping[View, Rates]
    wrong_merges: int
    missing_merges: int
    people: PeopleFound
    true_pairs: int
    blocked_recall: Estimate
    compared_recall: float
    lost: LostPairs
    torn: Torn
    best: AtBest
    probabilities: Probabilities
    groups: tuple[Groups, ...]
    basis: Basis

    def __repr__(self) -> str:
        f1 = self.rates[View.PAIRS].f1.value
        return f"<Evaluation against {self.truth_file}: F1 over pairs {f1:.3f}, {self.wrong_merges} wrong merges>"

    def __str__(self) -> str:
        from resolver.analysis.told import evaluation_text

        return evaluation_text(self)

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as plain numbers, lists and words; the tables of people and pairs are left to ``details``."""
        from resolver.analysis.told import evaluation_dict

        return evaluation_dict(self)

    @property
    def details(self) -> dict[str, pl.DataFrame]:
        """Return the tables behind the figures, by the name of the file that ``--details`` writes."""
        return {
            "over_merged": self.torn.over_merged,
            "under_merged": self.torn.under_merged,
            "lost_pairs": self.lost.table,
            "reliability": self.probabilities.doubtful.bins,
            "groups": pl.concat(_with_field(one.mentions, one.field) for one in self.groups),
            "group_pairs": pl.concat(_with_field(one.pairs, one.field) for one in self.groups),
        }


def _with_field(table: pl.DataFrame, field: str) -> pl.DataFrame:
    return table.with_columns(field=pl.lit(field)).select("field", *table.columns)


def evaluate(
    run: Outcome,
    truth: Truth | TruthSource,
    *,
    by: Sequence[str] = (),
    draws: int = 1000,
    seed: int = 1,
) -> Evaluation:
    """Return how right a run is, measured against who its mentions truly are.

    ``truth`` is a file, a frame with mention_id and person_id, or a mapping; ``by`` names further columns of mentions to tell
    error rates by. Mentions that the truth does not know are left out of everything and counted. Intervals come from ``draws``
    samples of knots of true people; the same seed gives the same intervals.

    >>> import resolver
    >>> run = resolver.dedupe(pl.DataFrame({"id": ["m1", "m2"], "name": ["Косотуров Игорь", "Тестов Илья"]}))
    >>> evaluate(run, {"m1": "a", "m2": "b"}).rates[View.PAIRS].precision.value
    1.0
    """
    known = truth if isinstance(truth, Truth) else read_truth(truth)
    fields = fields_of(run, by)
    measured = measure(run, known, draws=draws, seed=seed)
    sums = tally(measured.truth, measured.found, measured.knot)
    wrong, missing = merged_and_split(measured.truth, measured.found)
    return Evaluation(
        truth_file=known.file,
        coverage=_coverage(measured, known),
        rates=rates_of(sums, measured.drawn(sums)),
        wrong_merges=wrong,
        missing_merges=missing,
        people=_people(measured),
        true_pairs=int(pairs_in(np.bincount(measured.truth)).sum()),
        blocked_recall=_blocked_recall(measured),
        compared_recall=_compared_recall(measured),
        lost=lost_pairs(run, measured.aligned),
        torn=torn_people(run, measured.aligned),
        best=_best(measured),
        probabilities=_probabilities(measured),
        groups=tuple(group_rates(measured, field) for field in fields),
        basis=basis_of(run),
    )


def _coverage(measured: Measured, truth: Truth) -> Coverage:
    sizes, aligned = np.bincount(measured.knot), measured.aligned
    return Coverage(
        mentions=len(aligned.rows),
        of_mentions=measured.run.memberships.height,
        true_people=len(aligned.names),
        found_people=len(aligned.person_ids),
        not_in_run=aligned.not_in_run,
        silent_rows=truth.silent,
        knots=len(sizes),
        largest_knot=int(sizes.max()),
    )


def _people(measured: Measured) -> PeopleFound:
    """Return how many true people have a mention in a person that is counted, sure or open."""
    run = measured.run
    counted = run.persons.filter(pl.col("counted") != "no").select("person_id")
    rows = run.memberships.join(counted, on="person_id", how="semi")["row"].to_numpy()
    codes = measured.aligned.code_of_row[rows]
    unknown = int((codes < 0).sum())
    true = None if unknown else len(np.unique(codes))
    return PeopleFound(true=true, said=run.count, unknown_mentions=unknown)


def _blocked_recall(measured: Measured) -> Estimate:
    """Return the share of true pairs that a blocking rule brought together."""
    truth, knot = measured.truth, measured.knot
    first = np.unique(truth, return_index=True)[1]
    true = np.bincount(knot[first], weights=pairs_in(np.bincount(truth)))
    found = np.bincount(knot[measured.true_blocked[0]], minlength=len(true))
    sums = np.column_stack([found, true]).astype(np.float64)
    shares = _share(np.vstack([sums.sum(axis=0), measured.drawn(sums)]))
    return estimate(float(shares[0]), shares[1:])


def _compared_recall(measured: Measured) -> float:
    """Return the share of true pairs that were scored at all, by a blocking rule or inside a component."""
    truth, pairs = measured.truth, measured.pairs
    scored = float((truth[pairs.left] == truth[pairs.right]).sum())
    true = float(pairs_in(np.bincount(truth)).sum())
    return float(_share(np.array([[scored, true]]))[0])


def _share(sums: Numbers) -> Numbers:
    return np.divide(sums[:, 0], sums[:, 1], out=np.ones(len(sums)), where=sums[:, 1] > 0)


def _best(measured: Measured) -> AtBest:
    """Return the best threshold over the scored pairs that a link is not forbidden for, and the rates there."""
    truth, pairs = measured.truth, measured.pairs
    kept = pairs.keep(~pairs.is_forbidden & (pairs.weight >= LOWEST_THRESHOLD))
    best = best_threshold(truth, kept.left, kept.right, kept.weight)
    clusters = closed_at(best.pairs_threshold, len(truth), kept.left, kept.right, kept.weight)
    return AtBest(threshold=best, rates=agree(truth, clusters))


def _probabilities(measured: Measured) -> Probabilities:
    truth, pairs = measured.truth, measured.pairs
    one, other = truth[pairs.left], truth[pairs.right]
    is_same = one == other
    unit = np.minimum(one, other) * (int(truth.max()) + 1) + np.maximum(one, other)
    low, high = pairs.probability < DOUBTFUL[0], pairs.probability > DOUBTFUL[1]
    doubtful = ~(low | high)
    return Probabilities(
        doubtful=calibrate(
            pairs.probability[doubtful],
            is_same[doubtful],
            unit[doubtful],
            draws=measured.draws,
            seed=measured.seed,
        ),
        surely_different=(int(low.sum()), int(is_same[low].sum())),
        surely_same=(int(high.sum()), int(is_same[high].sum())),
        log_loss=_log_loss(measured, is_same, unit),
    )


def _log_loss(measured: Measured, is_same: Flags, unit: Codes) -> Estimate:
    if not len(unit):
        return Estimate(value=0.0, low=0.0, high=0.0)
    row = rows_of_units(unit)
    loss = np.bincount(row, weights=loss_of(measured.pairs.probability, is_same))
    sums = np.column_stack([loss, np.bincount(row)]).astype(np.float64)
    means = _share(np.vstack([sums.sum(axis=0), measured.drawn(sums)]))
    return estimate(float(means[0]), means[1:])
