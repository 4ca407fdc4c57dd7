"""Runs and what is known of their pairs -> a Model: chances fitted with answers in mind, and probabilities that mean what they say."""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.analysis.strata import pairs_stood_for
from resolver.analysis.truth import TruthSource, align, read_truth
from resolver.engines.local import LocalEngine
from resolver.errors import UsageError
from resolver.evidence import evidence_of, known_apart, promised_lists
from resolver.handover import gather_comparable
from resolver.judgements import JudgementSource, bind, read_judgements
from resolver.model.estimation import DIFFERENT, SAME, UNKNOWN, Evidence, estimate
from resolver.model.fitted import Model, rounded
from resolver.model.scaling import fit_curve
from resolver.model.weights import MILLIBITS, weigh
from resolver.names.frequencies import NameCounts
from resolver.obeyed import verdict_words
from resolver.pairs import compare_pairs
from resolver.ruleset import Ruleset, compile_rules
from resolver.run import Run
from resolver.stages.normalise import Normalised, normalise
from resolver.tables import PAIRS, UNBLOCKED

_PAIR = ["left", "right"]
Verdicts = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Known:
    """What is known of a run: ``settled`` are pairs with what they are, ``person`` is the person of each row by the truth, -1 if not told."""

    settled: pl.DataFrame
    person: NDArray[np.int64]

    def of(self, pairs: pl.DataFrame, promised: NDArray[np.int64]) -> Verdicts:
        """Return what is known of any pairs: what was answered, else what the truth says, else what lists promise."""
        left, right = (self.person[pairs[side].to_numpy()] for side in _PAIR)
        by_truth = np.where(left == right, SAME, DIFFERENT)
        told = np.where((left < 0) | (right < 0), known_apart(pairs, promised), by_truth)
        answers = pairs.select(_PAIR).join(self.settled, on=_PAIR, how="left", maintain_order="left")["known"]
        return np.where(answers.is_null(), told, answers.fill_null(UNKNOWN)).astype(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Understood:
    """A run with its names read anew, and what was counted in them."""

    run: Run
    known: _Known
    normalised: Normalised
    names: NameCounts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lesson:
    """What one run teaches: its evidence, its settled pairs, what they are and how many pairs each stands for."""

    evidence: Evidence
    settled: pl.DataFrame
    is_same: NDArray[np.bool_]
    mass: NDArray[np.float64]


def train(
    runs: Sequence[Run],
    *,
    judgements: JudgementSource | None = None,
    truth: TruthSource | None = None,
    names: bool = True,
) -> Model:
    """Return a model fitted to the pairs of runs, those that people or a truth file have settled taken as settled.

    Judgements are a sheet of ``resolver sample``, a filled-in review.csv, or any table of left_id, right_id, verdict. The model carries
    how common names are in these lists, unless ``names`` is off: then the tables alone say it. Raises UsageError when nothing is known
    of these runs, InputError that tells every fault of a sheet.
    """
    if not runs:
        raise UsageError("give at least one run to learn from")
    if len({run.rulebook.sha256 for run in runs}) > 1:
        raise UsageError("these runs were made by different rules; run them again with the same rules")
    ruleset = compile_rules(runs[0].rulebook, runs[0].settings)
    known = [_known(run, judgements, truth) for run in runs]
    if not any(one.settled.height for one in known):
        raise UsageError("no pair of these runs is settled: give --judgements or --truth about them")
    read = [_understood(run, told) for run, told in zip(runs, known, strict=True)]
    carried = reduce(operator.add, (one.names for one in read)) if names else None
    lessons = [_lesson(one, ruleset, carried) for one in read]
    rules = replace(ruleset.estimation, fewest_mentions=2, fewest_pairs=1)
    evidence = _together([one.evidence for one in lessons])
    model = estimate(evidence, ruleset.comparisons, ruleset.link_rule, rules, ruleset.blocks)
    return replace(_with_curve(model, lessons, ruleset), names=carried)


def _known(run: Run, judgements: JudgementSource | None, truth: TruthSource | None) -> _Known:
    """Return what is known of a run; its settled pairs are those judged, and those scored whose people the truth tells."""
    person = np.full(run.mentions.height, -1, dtype=np.int64)
    parts = [pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32, "known": pl.UInt8})]
    if truth is not None:
        person = align(run, read_truth(truth)).code_of_row
        pairs = run.scores.select(_PAIR)
        left, right = (person[pairs[side].to_numpy()] for side in _PAIR)
        same = pl.Series(np.where(left == right, SAME, DIFFERENT), dtype=pl.UInt8)
        parts.append(pairs.with_columns(known=same).filter(pl.Series((left >= 0) & (right >= 0))))
    if judgements is not None:
        parts.append(_by_hand(run, judgements))
    settled = pl.concat(parts).unique(_PAIR, keep="last", maintain_order=True)
    return _Known(settled=settled, person=person)


def _by_hand(run: Run, judgements: JudgementSource) -> pl.DataFrame:
    """Return the judged pairs of a run; those of other runs, the disputed and those that nobody is sure of are left out."""
    told = read_judgements(judgements, verdict_words(run.rulebook), judge="somebody").judgements
    limits = bind(told, run.mentions.sort("row")).constraints
    known = [(*pair, SAME) for pair in sorted(limits.must)] + [
        (*pair, DIFFERENT) for pair in sorted(limits.cannot)
    ]
    return pl.DataFrame(
        known, schema={"left": pl.UInt32, "right": pl.UInt32, "known": pl.UInt8}, orient="row"
    )


def _understood(run: Run, known: _Known) -> _Understood:
    """Read the names of a run anew, as if it were the only one."""
    words = compile_rules(run.rulebook, run.settings).counting_names(is_counted=False).words
    mentions = run.mentions.drop("row", "input_order")
    normalised = normalise(mentions, words, day_first=run.options.get("day_first"))
    return _Understood(run=run, known=known, normalised=normalised, names=normalised.names.counted())


def _lesson(one: _Understood, ruleset: Ruleset, carried: NameCounts | None) -> _Lesson:
    """Compare the candidate pairs of a run anew, those that were settled among them, names being as common as the model will have them."""
    engine, run = LocalEngine(), one.run
    compiled = compile_rules(run.rulebook, run.settings).counting_names(is_counted=False, carried=carried)
    own = replace(ruleset, words=compiled.words, link_rule=compiled.link_rule)
    normalised = replace(one.normalised, names=one.normalised.names.by(own.words.frequencies))
    comparable = gather_comparable(normalised, own)
    across_files = run.options.get("command") == "link"
    settled = one.known.settled
    compared = compare_pairs(_candidates(run, settled), comparable, own, engine)
    promised = promised_lists(normalised, run.lists)
    evidence = evidence_of(
        compared,
        partial(one.known.of, promised=promised),
        comparable,
        normalised,
        promised,
        own,
        engine,
        across_files,
    )
    kept = engine.map_batches(
        compared, lambda batch: batch.join(settled, on=_PAIR, how="inner", maintain_order="left")
    )
    is_same = (kept["known"] == SAME).to_numpy()
    kept = kept.drop("known")
    return _Lesson(evidence=evidence, settled=kept, is_same=is_same, mass=pairs_stood_for(run, kept))


def _candidates(run: Run, settled: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that blocking found and those that were settled, each once."""
    blocked = run.scores.filter(pl.col("rule") != UNBLOCKED).select(list(PAIRS))
    asked = settled.select(*_PAIR, rule=pl.lit(UNBLOCKED, dtype=pl.UInt8))
    return pl.concat([blocked, asked]).unique(_PAIR, keep="first").sort(_PAIR)


def _together(parts: Sequence[Evidence]) -> Evidence:
    """Return the evidence of several runs as one."""
    return Evidence(
        blocked=_summed([one.blocked for one in parts]),
        random=_summed([one.random for one in parts]),
        pair_total=sum(one.pair_total for one in parts),
        mention_total=sum(one.mention_total for one in parts),
        own=_added([one.own for one in parts]),
        able=_added([one.able for one in parts]),
    )


def _added(parts: Sequence[Mapping[str, NDArray[np.int64]]]) -> dict[str, NDArray[np.int64]]:
    found: dict[str, NDArray[np.int64]] = {}
    for one in parts:
        for name, counts in one.items():
            found[name] = found.get(name, np.zeros_like(counts)) + counts
    return found


def _summed(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    keys = [name for name in parts[0].columns if name != "pair_count"]
    return pl.concat(parts).group_by(keys).agg(pl.col("pair_count").sum()).sort(keys)


def _with_curve(model: Model, lessons: Sequence[_Lesson], ruleset: Ruleset) -> Model:
    """Return a model whose probabilities were held against the answers."""
    rule = replace(ruleset.link_rule, fitted=model.terms)
    weights = [weigh(one.settled, model.comparisons, rule).total / MILLIBITS for one in lessons]
    is_same, mass = (np.concatenate([getattr(one, part) for one in lessons]) for part in ("is_same", "mass"))
    curve = fit_curve(np.concatenate(weights), is_same, mass, belief=ruleset.estimation.calibration)
    terms = replace(model.terms, curve=tuple((at, rounded(becomes)) for at, becomes in curve))
    return replace(
        model, terms=terms, origin="trained", answers=len(is_same), rules_sha256=ruleset.rulebook.sha256
    )


def told(model: Model) -> Mapping[str, str]:
    """Return what a trained model rests on, in words, for the command line."""
    changed = [f"{at:+.0f} becomes {to:+.1f}" for at, to in model.terms.curve if round(to - at, 1)]
    carried = 0 if model.names is None else sum(map(len, model.names.bearers.values()))
    return {
        "answers": f"{model.answers:,} settled pairs",
        "matches": f"{model.matches:,.0f} matches expected among {model.pairs:,} candidate pairs",
        "calibration": f"match weights in bits: {', '.join(changed)}"
        if changed
        else "match weights stay as they are",
        "names": f"{carried:,} words of names that stand in several names, and in how many"
        if carried
        else "none",
        "chances": model.reason or "fitted to the pairs of the runs",
    }
