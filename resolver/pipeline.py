"""The order of the stages, written once: files or a frame in, a Run out."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from resolver.blocking import Blocks, tell_blocks
from resolver.corrections import Corrections, corrections_in
from resolver.crosscheck import look_up
from resolver.doubts import with_doubts
from resolver.engines import Engine
from resolver.engines.local import LocalEngine
from resolver.errors import ConservationError, InputError, UsageError
from resolver.evidence import estimated
from resolver.files import read_bytes, seeds_folder
from resolver.handover import (
    gather_blockable,
    gather_clusterable,
    gather_comparable,
    gather_mergeable,
    rows_of_several,
)
from resolver.judgements import JudgementSource, bind
from resolver.model.expected import best_expected_f1
from resolver.model.fitted import Model, read_model, shipped_model
from resolver.obeyed import Feedback, feedback_of, verdict_words
from resolver.onward import Received, read_onward
from resolver.pairs import (
    allowed_pairs,
    compare_pairs,
    complete_components,
    complete_pairs,
    score_compared,
    shown_pairs,
)
from resolver.previous import Carried, previous_of, retract
from resolver.rulebook import Rulebook, load_rulebook
from resolver.ruleset import Ruleset, compile_rules
from resolver.run import Run, open_run
from resolver.settings import Settings
from resolver.since import Since
from resolver.sources import read_sources, settings_of
from resolver.stages.block import block
from resolver.stages.cluster import Clusters, cluster, components_of
from resolver.stages.merge import merge
from resolver.stages.normalise import Normalised, normalise
from resolver.stages.read import ReadLists
from resolver.tally import count_run, doubts_of

Progress = Callable[[str], None]
Source = pl.DataFrame | Path | str


@dataclass(slots=True)
class _Clock:
    """Times of stages; the only part of a run that differs from machine to machine."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Tell that a stage begins, and note how long it took."""
        self.progress(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def dedupe(
    source: Source | Sequence[Path | str] = (),
    *,
    previous: Run | Path | str | None = None,
    replaced: Mapping[str, Path | str] | None = None,
    confirm_withdrawals: bool = False,
    refit: bool = False,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    settings: Settings | Path | str | None = None,
    rules: Path | str | None = None,
    list_id: str = "frame",
    skip_unreadable: bool = False,
    estimate: bool = True,
    model: Model | Path | str | None = None,
    operating_point: str | None = None,
    judgements: JudgementSource | Sequence[JudgementSource] | None = None,
    corrections: Corrections | Path | str | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Run:
    """Say which mentions are one person, and how sure that is.

    ``source`` is a file, several files, or a frame (polars or pandas). ``mapping`` says which header holds which field
    (``{"name": "ФИО"}``), ``defaults`` what holds for every row (``{"status": "killed"}``), ``settings`` is a Settings, a path
    to a resolver.toml, or None for the resolver.toml beside the first file. Chances are estimated from the lists unless
    ``estimate`` is False or a fitted ``model`` (of a run, or a file of ``resolver train``) is given. ``operating_point`` names one
    of ``linking.toml``. ``judgements`` are answers of people (files or frames) and ``corrections`` what they changed (those of a run
    folder): they are obeyed.

    With ``previous`` (a run or its folder) the run goes on from another: ``source`` is added to its lists, ``replaced`` says which of
    them have a newer version (``{"list-b": "list-b-2.csv"}``), its rules and its model stay unless ``refit`` is true, and its person
    ids stay in any case. Raises InputError when nothing can be read.

    >>> frame = pl.DataFrame({"name": ["Косотуров Игорь", "Igor Kosoturov"], "incident": ["battle", "battle"]})
    >>> first = dedupe(frame)
    >>> first.persons["mention_count"].to_list()
    [2]
    >>> dedupe(pl.DataFrame({"name": ["Пробин Ян"]}), previous=first).changes["change"].to_list()
    ['new']
    """
    clock = _Clock(progress=progress or (lambda stage: None))
    earlier = _earlier(previous)
    received = Received(
        added=source,
        replaced=replaced or {},
        mapping=mapping or {},
        defaults=_defaults(defaults, earlier),
        list_id=list_id,
        skip_unreadable=skip_unreadable,
        confirm_withdrawals=confirm_withdrawals,
    )
    _check_received(received, earlier)
    chosen = _settings(received, settings, earlier)
    with clock.stage("rules"):
        ruleset = compile_rules(_rulebook(rules, None if refit else earlier), chosen)
        kept = _kept_model(earlier.model, ruleset) if earlier and not refit else None
        fitting = _fitting(ruleset, estimate=estimate, model=model or kept, operating_point=operating_point)
        ruleset = ruleset.counting_names(is_counted=fitting.counts_names)
    with clock.stage("read"):
        feedback = feedback_of(
            judgements,
            verdict_words(ruleset.rulebook),
            corrections=corrections if isinstance(corrections, Corrections) else corrections_in(corrections),
            previous=previous_of(earlier) if earlier else None,
        )
        carried = _carried(received, feedback, ruleset, chosen)
    return resolve(
        carried,
        ruleset,
        chosen,
        clock=clock,
        engine=engine or LocalEngine(),
        options={
            "command": "dedupe",
            "mapping": dict(received.mapping),
            "defaults": dict(received.defaults),
            **({"refit": True} if refit else {}),
        },
        fitting=fitting,
        feedback=feedback,
    )


def _earlier(previous: Run | Path | str | None) -> Run | None:
    """Return the run to go on from, or raise UsageError when it compared two lists only with one another."""
    run = open_run(previous) if isinstance(previous, (Path, str)) else previous
    if run is not None and run.options.get("command") == "link" and not run.has_reference:
        raise UsageError("the earlier run linked two lists; only a run of dedupe can be gone on from")
    return run


def _kept_model(model: Model, ruleset: Ruleset) -> Model:
    """Return the model of the run before for a run with further lists.

    How many pairs match was fitted within the lists of that time. Where hardly anybody stood twice in them, that says nothing of
    lists that come later: two mentions of different lists are one person at least as often as two people of the population meet.
    """
    least = ruleset.link_rule.terms.prior
    if model.origin != "estimated" or model.terms.prior >= least:
        return model
    reason = "the share of matches was raised to that of the rules: the first lists held hardly anybody twice"
    return replace(model, terms=replace(model.terms, prior=least), reason=reason)


def _check_received(received: Received, earlier: Run | None) -> None:
    """Raise UsageError when there is nothing to work on, or something that only a later run can do."""
    if earlier is None and received.replaced:
        raise UsageError(
            "a list can only be replaced in a run that goes on from another: say which with previous"
        )
    if earlier is None and not received.is_frame and not received.files:
        raise UsageError("name at least one list")


def _defaults(given: Mapping[str, str] | None, earlier: Run | None) -> Mapping[str, str]:
    """Return what holds for every row: as said now, else as it was said to the run before."""
    return {**(earlier.options.get("defaults", {}) if earlier else {}), **(given or {})}


def _settings(received: Received, given: Settings | Path | str | None, earlier: Run | None) -> Settings:
    """Return the settings given, else those beside the first file, else those of the run before."""
    source = received.added if received.is_frame else received.files
    found = settings_of(source, given) if received.is_frame or received.files else None
    if given is None and earlier is not None and (found is None or found == Settings()):
        return earlier.settings
    return found or settings_of([], given)


def _rulebook(rules: Path | str | None, earlier: Run | None) -> Rulebook:
    return earlier.rulebook if earlier and rules is None else load_rulebook(Path(rules) if rules else None)


def _carried(received: Received, feedback: Feedback, ruleset: Ruleset, settings: Settings) -> Carried:
    """Read the lists of a run, onto those of the run before where there is one."""
    if feedback.previous is not None:
        return read_onward(feedback.previous, received, ruleset, settings)
    return Carried.first(
        read_sources(
            received.added,
            ruleset,
            settings,
            received.mapping,
            received.defaults,
            received.list_id,
            received.skip_unreadable,
        )
    )


def link(
    left: Path | str,
    right: Path | str,
    *,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    settings: Settings | Path | str | None = None,
    rules: Path | str | None = None,
    estimate: bool = True,
    model: Model | Path | str | None = None,
    operating_point: str | None = None,
    judgements: JudgementSource | Sequence[JudgementSource] | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Run:
    """Find the same people in two lists: only pairs across the two files are compared and linked, and those that people judged."""
    clock = _Clock(progress=progress or (lambda stage: None))
    chosen = settings_of([left, right], settings)
    with clock.stage("rules"):
        ruleset = compile_rules(load_rulebook(Path(rules) if rules else None), chosen)
        fitting = _fitting(ruleset, estimate=estimate, model=model, operating_point=operating_point)
        ruleset = ruleset.counting_names(is_counted=fitting.counts_names)
    with clock.stage("read"):
        feedback = feedback_of(judgements, verdict_words(ruleset.rulebook))
        lists = read_sources([left, right], ruleset, chosen, mapping or {}, defaults or {}, "frame", False)
    if lists.mentions["file"].n_unique() != 2:
        raise InputError("link needs two lists with at least one usable row each")
    options = {"command": "link", "mapping": dict(mapping or {}), "defaults": dict(defaults or {})}
    return resolve(
        Carried.first(lists),
        ruleset,
        chosen,
        clock=clock,
        engine=engine or LocalEngine(),
        options=options,
        fitting=fitting,
        across_files=True,
        feedback=feedback,
    )


def cross_check(
    mine: Source | Sequence[Path | str],
    reference: Source,
    *,
    mapping: Mapping[str, str] | None = None,
    reference_mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    settings: Settings | Path | str | None = None,
    rules: Path | str | None = None,
    estimate: bool = True,
    model: Model | Path | str | None = None,
    judgements: JudgementSource | Sequence[JudgementSource] | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Run:
    """Say which mentions of mine are one person, and look each up in a register: what ``resolver link --reference`` does.

    The run is one of ``mine`` alone, with two more tables, ``links`` and ``link_candidates``. Rows of the register become no
    persons and are not counted; of those that fit nobody nothing is kept. ``reference_mapping`` says which header of the register
    holds which field.

    >>> mine = pl.DataFrame({"name": ["Косотуров Игорь Тестович"], "birth_date": ["1979-05-14"]})
    >>> register = pl.DataFrame({"mention_id": ["r1"], "name": ["Kosoturov Igor Testovich"], "birth_date": ["14.05.1979"]})
    >>> cross_check(mine, register).links.select("registry_id", "decided").row(0)
    ('r1', 'auto')
    """
    engine = engine or LocalEngine()
    chosen = settings_of(mine, settings)
    fitting: dict[str, Any] = {"estimate": estimate, "model": model, "engine": engine, "progress": progress}
    said: dict[str, Any] = {"rules": rules, "judgements": judgements}
    run = dedupe(mine, mapping=mapping, defaults=defaults, settings=chosen, **said, **fitting)
    (progress or (lambda stage: None))("reference")
    ruleset = compile_rules(run.rulebook, chosen).counting_names(is_counted=True)
    if model is not None:
        ruleset = ruleset.with_model(run.model)
    lists = read_sources(reference, ruleset, chosen, reference_mapping or {}, {}, "reference", False)
    found = look_up(run.mentions, run.memberships, lists, dict(run.options["day_first"]), ruleset, engine)
    told = {
        "file": ", ".join(lists.lists["file"]),
        "sha256": [one for one in lists.lists["sha256"] if one],
        "row_count": lists.mentions.height,
    }
    return replace(
        run,
        links=found.links,
        link_candidates=found.candidates,
        options={**run.options, "command": "link", "reference": told},
    )


def demo(*, progress: Progress | None = None) -> Run:
    """Run the worked example that the package carries.

    >>> demo().count.fewest
    10
    """
    return dedupe(seeds_folder() / "khasham-2018" / "mentions.csv", progress=progress)


def inspect(
    source: Sequence[Path | str],
    *,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    settings: Settings | Path | str | None = None,
    rules: Path | str | None = None,
) -> tuple[ReadLists, Normalised]:
    """Read and understand lists without matching anything: what ``resolver check`` shows."""
    chosen = settings_of(source, settings)
    ruleset = compile_rules(load_rulebook(Path(rules) if rules else None), chosen)
    lists = read_sources(source, ruleset, chosen, mapping or {}, defaults or {}, "frame", False)
    return lists, normalise(lists.mentions, ruleset.words, day_first=lists.day_first)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitting:
    """Where the chances of a run come from, and at which operating point it works."""

    estimate: bool = True
    given: Model | None = None
    operating_point: str | None = None

    @property
    def counts_names(self) -> bool:
        """Return whether the names of the lists move how common names are: as for the model given, else when one is fitted."""
        return self.estimate if self.given is None else self.given.counts_names

    def at(self, ruleset: Ruleset) -> Ruleset:
        """Return the rules at the operating point."""
        return ruleset.at(self.operating_point) if self.operating_point else ruleset

    def told(self, ruleset: Ruleset) -> dict[str, Any]:
        """Return what a rerun needs to know of it."""
        point = self.operating_point
        chosen = (
            {"operating_point": point, "link_threshold": ruleset.link_rule.link_threshold} if point else {}
        )
        return {"estimate": self.estimate, **chosen}


def _fitting(
    ruleset: Ruleset, *, estimate: bool, model: Model | Path | str | None, operating_point: str | None
) -> _Fitting:
    """Read the model that is to be used, if one is given, and check the operating point before any work is done."""
    if isinstance(model, (str, Path)):
        model = read_model(read_bytes(model), ruleset.comparisons, file=Path(model).name)
    fitting = _Fitting(estimate=estimate and model is None, given=model, operating_point=operating_point)
    fitting.at(ruleset)
    return fitting


def _at_best_f1(ruleset: Ruleset, scores: pl.DataFrame) -> Ruleset:
    """Return the rules with the threshold of the best expected F1 where the operating point asks for it."""
    if not ruleset.link_rule.best_expected_f1:
        return ruleset
    threshold, _ = best_expected_f1(scores["match_probability"].to_numpy())
    return ruleset.linking_from(round(threshold, 6))


def blocks(
    source: Source | Sequence[Path | str],
    *,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    settings: Settings | Path | str | None = None,
    rules: Path | str | None = None,
    engine: Engine | None = None,
) -> tuple[Blocks, Normalised]:
    """Say what each blocking rule is good for on some lists: what ``resolver blocks`` shows. Nothing is decided or written.

    >>> frame = pl.DataFrame({"name": ["Косотуров Игорь", "Igor Kosoturov"], "incident": ["battle", "battle"]})
    >>> blocks(frame)[0].pair_count
    1
    """
    chosen, engine = settings_of(source, settings), engine or LocalEngine()
    ruleset = compile_rules(load_rulebook(Path(rules) if rules else None), chosen)
    lists = read_sources(source, ruleset, chosen, mapping or {}, defaults or {}, "frame", False)
    normalised = normalise(lists.mentions, ruleset.words, day_first=lists.day_first)
    blocked = block(gather_blockable(normalised, ruleset.link_rule), ruleset.blocking, engine.group_batches)
    pairs = allowed_pairs(blocked.pairs, normalised, across_files=False)
    compared = compare_pairs(pairs, gather_comparable(normalised, ruleset), ruleset, engine)
    scores = score_compared(compared, ruleset, engine)
    return tell_blocks(blocked, scores, normalised, ruleset.blocking), normalised


def resolve(
    carried: Carried,
    ruleset: Ruleset,
    settings: Settings,
    *,
    clock: _Clock,
    engine: Engine,
    options: Mapping[str, Any],
    fitting: "_Fitting",
    across_files: bool = False,
    feedback: Feedback | None = None,
) -> Run:
    """Carry lists that were read through the remaining stages."""
    feedback = feedback or Feedback()
    carried = retract(carried, feedback.corrections.retracted_because, feedback.person_of)
    lists = carried.lists
    with clock.stage("normalise"):
        as_listed = _as_listed(lists)
        as_read = feedback.corrections.on_cells(lists.mentions)
        normalised = normalise(as_read, ruleset.words, day_first=lists.day_first)
        comparable = gather_comparable(normalised, ruleset)
        bound = bind(feedback.judgements, as_listed)
    with clock.stage("block"):
        blocked = block(
            gather_blockable(normalised, ruleset.link_rule), ruleset.blocking, engine.group_batches
        )
        pairs = allowed_pairs(blocked.pairs, normalised, across_files)
    with clock.stage("compare"):
        compared = compare_pairs(pairs, comparable, ruleset, engine)
    with clock.stage("estimate"):
        model = fitting.given or (
            estimated(compared, comparable, normalised, lists.lists, ruleset, engine, across_files)
            if fitting.estimate
            else shipped_model(ruleset.comparisons, ruleset.link_rule, reason="estimation was switched off")
        )
        model = replace(
            model,
            rules_sha256=model.rules_sha256 or ruleset.rulebook.sha256,
            counts_names=fitting.counts_names,
        )
        ruleset = fitting.at(ruleset.with_model(model))
    with clock.stage("score"):
        scores = score_compared(compared, ruleset, engine)
        ruleset = _at_best_f1(ruleset, scores)
    with clock.stage("cluster"):
        clusterable = gather_clusterable(
            normalised,
            ruleset.link_rule,
            one_row_lists=_one_row_lists(lists),
            constraints=bound.constraints,
            published=feedback.published(normalised.values["mention_id"]),
        )
        asked = bound.judged.select("left", "right").unique(maintain_order=True).to_numpy()
        scores = complete_pairs(scores, asked, comparable, normalised, ruleset, engine, across_files)
        components = components_of(scores, clusterable, ruleset.link_rule)
        scores = complete_components(
            scores, components, comparable, normalised, ruleset, engine, across_files
        )
        clusters = cluster(scores, components, clusterable, ruleset.link_rule)
        told = tell_blocks(blocked, scores, normalised, ruleset.blocking)
    with clock.stage("merge"):
        since = Since(
            feedback=feedback, carried=carried, clusters=clusters, judged=bound.judged, cause=_cause(options)
        )
        sensitivity = dict(lists.lists.select("list_id", "sensitivity").iter_rows())
        mergeable = replace(
            gather_mergeable(normalised, ruleset, sensitivity),
            mentions=as_listed,
            corrected_cells=feedback.corrections.cells,
            marks=since.marks,
        )
        persons, statements = merge(mergeable, clusters.memberships, clusters.questions, clusters.standing)
        persons = since.with_former_ids(persons)
        doubts = doubts_of(clusters, clusterable.is_weak, told.recall, ruleset.link_rule)
        persons, count, by_incident = count_run(
            persons, clusters, normalised, scores, doubts, ruleset.link_rule
        )
    _check_conservation(lists, clusters, statements)
    shown = shown_pairs(scores, clusters, comparable, ruleset, normalised, bound.judged)
    member = clusters.memberships.select("mention_id", "person_id")
    listed = normalised.mentions.select("mention_id", "list_id").join(member, on="mention_id")
    persons = with_doubts(persons, shown, listed, _one_row_lists(lists))
    return Run(
        mentions=as_listed,
        values=normalised.values,
        rejects=lists.rejects,
        lists=lists.lists,
        column_map=lists.column_map,
        documents=normalised.documents,
        citations=normalised.citations,
        memberships=clusters.memberships,
        questions=clusters.questions,
        persons=persons,
        statements=statements,
        scores=scores,
        pairs=shown,
        blocking=told.rules,
        count=count,
        count_by_incident=by_incident,
        notes=(*lists.notes, *_warnings(normalised), *_refused(model), *since.notes()),
        settings=settings,
        rulebook=ruleset.rulebook,
        model=model,
        judged=bound.judged,
        unapplied=bound.unapplied,
        disagreements=bound.disagreements,
        options={**options, **fitting.told(ruleset), "day_first": dict(lists.day_first)},
        corrections=feedback.corrections.table(),
        tombstones=carried.tombstones,
        issued=since.issued,
        history=since.history(),
        run_number=since.before.run + 1,
        timings=clock.seconds,
        doubts=doubts,
        prepared=(ruleset, normalised),
    )


def _cause(options: Mapping[str, Any]) -> str:
    """Return what may have changed a person although no judgement did."""
    return "the model was fitted anew" if options.get("refit") else ""


def _as_listed(lists: ReadLists) -> pl.DataFrame:
    """Return mentions in canonical order as lists have them, before any correction, with their place in the input."""
    placed = lists.mentions.with_row_index("input_order").sort("mention_id").with_row_index("row")
    return placed.select(pl.col("row").cast(pl.UInt32), pl.exclude("row", "input_order"), "input_order")


def _one_row_lists(lists: ReadLists) -> list[str]:
    return lists.lists.filter(pl.col("one_row_per_person"))["list_id"].to_list()


def _warnings(normalised: Normalised) -> list[str]:
    """Return what a human must look at because it may hide a person."""
    rows = normalised.values.filter(pl.Series(rows_of_several(normalised)))["mention_id"].to_list()
    if not rows:
        return []
    shown = ", ".join(rows[:5]) + (" …" if len(rows) > 5 else "")
    told = (
        "cell seems to name several people but is"
        if len(rows) == 1
        else "cells seem to name several people but are"
    )
    return [f"{len(rows):,} {told} read as one: part {'it' if len(rows) == 1 else 'them'} ({shown})"]


def _refused(model: Model) -> list[str]:
    """Return that lists long enough to estimate from did not carry an estimate."""
    return [f"{model.reason}; the shipped chances were used"] if "do not carry" in model.reason else []


def _check_conservation(lists: ReadLists, clusters: Clusters, statements: pl.DataFrame) -> None:
    """Raise ConservationError unless every row that was read stands in the answer, and only there."""
    given, answered = set(lists.mentions["mention_id"]), clusters.memberships["mention_id"].to_list()
    if len(answered) != len(set(answered)) or given != set(answered):
        raise ConservationError(
            f"{len(given)} mentions went in, {len(answered)} came out; this is a fault of the program: nothing was written"
        )
    if statements["mention_id"].n_unique() > len(given):
        raise ConservationError("there are statements of mentions that were never read; nothing was written")
