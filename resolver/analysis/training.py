"""Runs and what is known of their pairs -> a Model: chances fitted with answers in mind, and probabilities that mean what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.analysis.truth import TruthSource, align, read_truth
from resolver.engines.local import LocalEngine
from resolver.errors import UsageError
from resolver.evidence import evidence_of, known_apart, promised_lists
from resolver.handover import gather_comparable
from resolver.judgements import JudgementSource, bind, read_judgements
from resolver.model.estimation import DIFFERENT, SAME, UNKNOWN, Evidence, estimate
from resolver.model.fitted import Model, rounded
from resolver.model.scaling import fit_line
from resolver.model.weights import MILLIBITS, weigh
from resolver.obeyed import verdict_words
from resolver.pairs import compare_pairs
from resolver.ruleset import Ruleset, compile_rules
from resolver.run import Run
from resolver.stages.normalise import normalise
from resolver.tables import PAIRS, UNBLOCKED

_PAIR = ["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lesson:
    """What one run teaches: its evidence, its settled pairs and what they are."""

    evidence: Evidence
    settled: pl.DataFrame
    is_same: NDArray[np.bool_]


def train(
    runs: Sequence[Run], *, judgements: JudgementSource | None = None, truth: TruthSource | None = None
) -> Model:
    """Return a model fitted to the pairs of runs, those that people or a truth file have settled taken as settled.

    Judgements are a sheet of ``resolver sample``, a filled-in review.csv, or any table of left_id, right_id, verdict. Raises
    UsageError when nothing is known of these runs, InputError that tells every fault of a sheet.
    """
    if not runs:
        raise UsageError("give at least one run to learn from")
    if len({run.rulebook.sha256 for run in runs}) > 1:
        raise UsageError("these runs were made by different rules; run them again with the same rules")
    ruleset = compile_rules(runs[0].rulebook, runs[0].settings)
    settled = [_settled(run, judgements, truth) for run in runs]
    if not any(one.height for one in settled):
        raise UsageError("no pair of these runs is settled: give --judgements or --truth about them")
    lessons = [_lesson(run, known, ruleset) for run, known in zip(runs, settled, strict=True)]
    rules = replace(ruleset.estimation, fewest_mentions=2, fewest_pairs=1)
    evidence = _together([one.evidence for one in lessons])
    model = estimate(evidence, ruleset.comparisons, ruleset.link_rule, rules, ruleset.blocks)
    return _with_line(model, lessons, ruleset)


def _settled(run: Run, judgements: JudgementSource | None, truth: TruthSource | None) -> pl.DataFrame:
    """Return the pairs of a run of which something is known: left, right, known."""
    parts = [] if truth is None else [_by_truth(run, truth)]
    if judgements is not None:
        parts.append(_by_hand(run, judgements))
    empty = pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32, "known": pl.UInt8})
    return pl.concat([empty, *parts]).unique(_PAIR, keep="last", maintain_order=True)


def _by_truth(run: Run, truth: TruthSource) -> pl.DataFrame:
    code = align(run, read_truth(truth)).code_of_row
    pairs = run.scores.select(_PAIR)
    left, right = code[pairs["left"].to_numpy()], code[pairs["right"].to_numpy()]
    known = np.where((left < 0) | (right < 0), UNKNOWN, np.where(left == right, SAME, DIFFERENT))
    return pairs.with_columns(known=pl.Series(known, dtype=pl.UInt8)).filter(pl.col("known") != UNKNOWN)


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


def _lesson(run: Run, settled: pl.DataFrame, ruleset: Ruleset) -> _Lesson:
    """Compare the candidate pairs of a run anew, those that were settled among them.

    How common names are is taken from the tables alone: a model that is carried to other lists must not depend on these.
    """
    engine = LocalEngine()
    compiled = compile_rules(run.rulebook, run.settings).counting_names(is_counted=False)
    own = replace(ruleset, words=compiled.words, link_rule=compiled.link_rule)
    mentions = run.mentions.drop("row", "input_order")
    normalised = normalise(mentions, own.words, day_first=run.options.get("day_first"))
    comparable = gather_comparable(normalised, own)
    across_files = run.options.get("command") == "link"
    compared = compare_pairs(_candidates(run, settled), comparable, own, engine)
    promised = promised_lists(normalised, run.lists)
    known = _known(compared, settled, promised)
    evidence = evidence_of(compared, known, comparable, normalised, promised, own, engine, across_files)
    is_settled = compared.select(_PAIR).join(settled, on=_PAIR, how="left", maintain_order="left")["known"]
    kept = compared.filter(is_settled.is_not_null())
    return _Lesson(evidence=evidence, settled=kept, is_same=(is_settled.drop_nulls() == SAME).to_numpy())


def _candidates(run: Run, settled: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that blocking found and those that were settled, each once."""
    blocked = run.scores.filter(pl.col("rule") != UNBLOCKED).select(list(PAIRS))
    asked = settled.select(*_PAIR, rule=pl.lit(UNBLOCKED, dtype=pl.UInt8))
    return pl.concat([blocked, asked]).unique(_PAIR, keep="first").sort(_PAIR)


def _known(compared: pl.DataFrame, settled: pl.DataFrame, promised: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return what is known of pairs: what was answered, else what lists promise."""
    answers = compared.select(_PAIR).join(settled, on=_PAIR, how="left", maintain_order="left")["known"]
    return np.where(answers.is_null(), known_apart(compared, promised), answers.fill_null(0)).astype(np.uint8)


def _together(parts: Sequence[Evidence]) -> Evidence:
    """Return the evidence of several runs as one."""
    own: dict[str, NDArray[np.int64]] = {}
    for one in parts:
        for name, counts in one.own.items():
            own[name] = own.get(name, np.zeros_like(counts)) + counts
    return Evidence(
        blocked=_summed([one.blocked for one in parts]),
        random=_summed([one.random for one in parts]),
        pair_total=sum(one.pair_total for one in parts),
        mention_total=sum(one.mention_total for one in parts),
        own=own,
    )


def _summed(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    keys = [name for name in parts[0].columns if name != "pair_count"]
    return pl.concat(parts).group_by(keys).agg(pl.col("pair_count").sum()).sort(keys)


def _with_line(model: Model, lessons: Sequence[_Lesson], ruleset: Ruleset) -> Model:
    """Return a model whose probabilities were held against the answers."""
    rule = replace(ruleset.link_rule, fitted=model.terms)
    weights = [weigh(one.settled, model.comparisons, rule).total / MILLIBITS for one in lessons]
    is_same = np.concatenate([one.is_same for one in lessons])
    shift, slope = fit_line(np.concatenate(weights), is_same, belief=ruleset.estimation.calibration)
    terms = replace(model.terms, shift=rounded(shift), slope=rounded(slope))
    return replace(
        model, terms=terms, origin="trained", answers=len(is_same), rules_sha256=ruleset.rulebook.sha256
    )


def told(model: Model) -> Mapping[str, str]:
    """Return what a trained model rests on, in words, for the command line."""
    terms = model.terms
    return {
        "answers": f"{model.answers:,} settled pairs",
        "matches": f"{model.matches:,.0f} matches expected among {model.pairs:,} candidate pairs",
        "calibration": f"a match weight w becomes {terms.shift:+.2f} {terms.slope:+.3f} w",
        "chances": model.reason or "fitted to the pairs of the runs",
    }
