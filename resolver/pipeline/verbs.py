"""What callers ask for -> the lists, rules and model of a run, carried through the stages by ``order``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from resolver import claims
from resolver.blocking import Blocks, tell_blocks
from resolver.corrections import Corrections, corrections_in
from resolver.crosscheck import look_up
from resolver.engines import Engine
from resolver.engines.local import LocalEngine
from resolver.errors import InputError, UsageError
from resolver.files import seeds_folder, sha256_of
from resolver.handover import (
    gather_blockable,
    gather_comparable,
)
from resolver.judgements import JudgementSource
from resolver.model.fitted import Model, for_further_lists
from resolver.obeyed import Feedback, feedback_of, verdict_words
from resolver.origins import Reposts, reposts_in
from resolver.pairs import (
    allowed_pairs,
    compare_pairs,
    score_compared,
)
from resolver.pipeline.clock import Clock, Progress
from resolver.pipeline.fitting import fitting_of
from resolver.pipeline.halfway import Halfway
from resolver.pipeline.onward import Received, read_onward, with_versions
from resolver.pipeline.order import resolve
from resolver.previous import Carried, previous_of
from resolver.rulebook import COUNT_RULES, Rulebook, load_rulebook
from resolver.ruleset import Ruleset, compile_rules
from resolver.run import Run, open_run
from resolver.settings import Settings
from resolver.sources import read_sources, settings_of
from resolver.stages.block import block
from resolver.stages.normalise import Normalised, normalise
from resolver.stages.read import ReadLists, names_of
from resolver.stages.write import manifest_bytes

Source = pl.DataFrame | Path | str


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
    rules: Rulebook | Path | str | None = None,
    list_id: str = "frame",
    skip_unreadable: bool = False,
    estimate: bool = True,
    model: Model | Path | str | None = None,
    operating_point: str | None = None,
    judgements: JudgementSource | Sequence[JudgementSource] | None = None,
    corrections: Corrections | Path | str | None = None,
    counts: Source | Sequence[Source] | None = None,
    reposts: Reposts | Path | str | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
    halfway: Halfway | None = None,
) -> Run:
    """Say which mentions are one person, and how sure that is.

    ``source`` is a file, several files, or a frame (polars or pandas). ``mapping`` says which header holds which field
    (``{"name": "ФИО"}``), ``defaults`` what holds for every row (``{"status": "killed"}``), ``settings`` is a Settings, a path
    to a resolver.toml, or None for the resolver.toml beside the first file. Chances are estimated from the lists unless
    ``estimate`` is False or a fitted ``model`` (of a run, or a file of ``resolver train``) is given. ``operating_point`` names one
    of ``linking.toml``. ``judgements`` are answers of people (files or frames), ``corrections`` what they changed and ``reposts`` what
    they said of documents (those of a run folder): they are obeyed. ``counts`` are files or frames of count
    claims, by default those that the settings name: see ``Run.counts``.

    With ``previous`` (a run or its folder) the run goes on from another: ``source`` is added to its lists, ``replaced`` says which of
    them have a newer version (``{"list-b": "list-b-2.csv"}``), its rules and its model stay unless ``refit`` is true, and its person
    ids stay in any case. With ``halfway`` what stages found is kept in a folder, and may be taken up when the run is cut short.
    Raises InputError when nothing can be read.

    >>> frame = pl.DataFrame({"name": ["Косотуров Игорь", "Igor Kosoturov"], "incident": ["battle", "battle"]})
    >>> first = dedupe(frame)
    >>> first.persons["mention_count"].to_list()
    [2]
    >>> dedupe(pl.DataFrame({"name": ["Пробин Ян"]}), previous=first).changes["change"].to_list()
    ['new']
    """
    clock = Clock(progress=progress or (lambda stage: None))
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
    if earlier is not None:
        chosen = with_versions(chosen, earlier, received)
    claim_sources = _claim_sources(counts, chosen)
    with clock.stage("rules"):
        has_claims = bool(claim_sources) or (earlier is not None and earlier.has_claims)
        rulebook = _for_claims(_rulebook(rules, None if refit else earlier), has_claims=has_claims)
        ruleset = compile_rules(rulebook, chosen)
        kept = (
            for_further_lists(earlier.model, ruleset.link_rule.terms.prior) if earlier and not refit else None
        )
        fitting = fitting_of(ruleset, estimate=estimate, model=model or kept, operating_point=operating_point)
        ruleset = ruleset.counting_names(is_counted=fitting.counts_names, carried=fitting.carried)
    with clock.stage("read"):
        feedback = feedback_of(
            judgements,
            verdict_words(ruleset.rulebook),
            corrections=corrections if isinstance(corrections, Corrections) else corrections_in(corrections),
            reposts=reposts if isinstance(reposts, Reposts) else reposts_in(reposts),
            previous=previous_of(earlier) if earlier else None,
        )
        # Handed over: a long list is let go of as soon as it stands in order.
        read = [_carried(received, feedback, ruleset, chosen)]
        claimed = claims.read_claims(claim_sources, ruleset, chosen) if claim_sources else None
    run = resolve(
        read.pop(),
        ruleset,
        chosen,
        clock=clock,
        engine=engine or LocalEngine(),
        options={
            "command": "dedupe",
            "mapping": dict(received.mapping),
            "defaults": dict(received.defaults),
            **({"refit": True} if refit else {}),
            **(_told_of_earlier(earlier, received) if earlier else {}),
            **_told_of_claims(claimed),
        },
        fitting=fitting,
        feedback=feedback,
        halfway=halfway,
    )
    return _with_claims(run, claimed, earlier)


def _claim_sources(counts: Source | Sequence[Source] | None, settings: Settings) -> Sequence[Source]:
    """Return the files and frames of count claims that were given, else the files that the settings name."""
    if counts is None:
        return settings.count_files
    if isinstance(counts, (str, Path, pl.DataFrame)):
        return [counts]
    several: Sequence[Any] = [counts] if hasattr(counts, "columns") else list(counts)
    return several


def _told_of_claims(claimed: "claims.ReadClaims | None") -> dict[str, Any]:
    """Return what a rerun needs to know of count claims read now."""
    return {"counts": claimed.files["file"].to_list()} if claimed else {}


def _for_claims(rulebook: Rulebook, *, has_claims: bool) -> Rulebook:
    """Return a rulebook with the rules on count claims where a run has such claims, else without."""
    return rulebook.with_ours(COUNT_RULES) if has_claims else rulebook.without(COUNT_RULES)


def _with_claims(run: Run, claimed: "claims.ReadClaims | None", earlier: Run | None) -> Run:
    """Return a run with its count claims: those read now, else those of the run that it goes on from."""
    if claimed is not None:
        return replace(
            run,
            count_claims=claimed.claims,
            claim_rejects=claimed.rejects,
            claim_files=claimed.files,
            notes=(*run.notes, *claimed.notes),
        )
    if earlier is not None and earlier.has_claims:
        return replace(
            run,
            count_claims=earlier.count_claims,
            claim_rejects=earlier.claim_rejects,
            claim_files=earlier.claim_files,
        )
    return run


def _earlier(previous: Run | Path | str | None) -> Run | None:
    """Return the run to go on from, or raise UsageError when it compared two lists only with one another."""
    run = open_run(previous) if isinstance(previous, (Path, str)) else previous
    if run is not None and run.options.get("command") == "link" and not run.has_reference:
        raise UsageError("the earlier run linked two lists; only a run of dedupe can be gone on from")
    return run


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


def _rulebook(rules: Rulebook | Path | str | None, earlier: Run | None = None) -> Rulebook:
    if isinstance(rules, Rulebook):
        return rules
    return earlier.rulebook if earlier and rules is None else load_rulebook(Path(rules) if rules else None)


def _told_of_earlier(earlier: Run, received: Received) -> dict[str, Any]:
    """Return what a rerun needs to know of the run that this one goes on from, and of what came since."""
    files = [Path(path) for path in received.files]
    replaces = [None] * (len(files) - len(received.replaced)) + [*received.replaced]
    came = [
        {"file": name, "sha256": _hash_of(path, received), "replaces": list_id}
        for name, path, list_id in zip(names_of(files), files, replaces, strict=True)
    ]
    return {
        "previous_sha256": sha256_of(manifest_bytes(earlier)),
        "received": came,
        "received_frame": received.is_frame,
        "confirm_withdrawals": received.confirm_withdrawals,
    }


def _hash_of(path: Path, received: Received) -> str | None:
    """Return the SHA-256 of a file received, or None for one that could not be read and was left out because the user said so."""
    try:
        return sha256_of(path)
    except InputError:
        if not received.skip_unreadable:
            raise
        return None


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
    rules: Rulebook | Path | str | None = None,
    estimate: bool = True,
    model: Model | Path | str | None = None,
    operating_point: str | None = None,
    judgements: JudgementSource | Sequence[JudgementSource] | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Run:
    """Find the same people in two lists: only pairs across the two files are compared and linked, and those that people judged.

    Count claims that the settings name are held beside the people, as in ``dedupe``.
    """
    clock = Clock(progress=progress or (lambda stage: None))
    chosen = settings_of([left, right], settings)
    claim_files = chosen.count_files
    with clock.stage("rules"):
        rulebook = _for_claims(_rulebook(rules), has_claims=bool(claim_files))
        ruleset = compile_rules(rulebook, chosen)
        fitting = fitting_of(ruleset, estimate=estimate, model=model, operating_point=operating_point)
        ruleset = ruleset.counting_names(is_counted=fitting.counts_names, carried=fitting.carried)
    with clock.stage("read"):
        feedback = feedback_of(judgements, verdict_words(ruleset.rulebook))
        lists = read_sources([left, right], ruleset, chosen, mapping or {}, defaults or {}, "frame", False)
        claimed = claims.read_claims(claim_files, ruleset, chosen) if claim_files else None
    if lists.mentions["file"].n_unique() != 2:
        raise InputError("link needs two lists with at least one usable row each")
    options = {
        "command": "link",
        "mapping": dict(mapping or {}),
        "defaults": dict(defaults or {}),
        **_told_of_claims(claimed),
    }
    run = resolve(
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
    return _with_claims(run, claimed, None)


def cross_check(
    mine: Source | Sequence[Path | str],
    reference: Source,
    *,
    mapping: Mapping[str, str] | None = None,
    reference_mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    settings: Settings | Path | str | None = None,
    rules: Rulebook | Path | str | None = None,
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
        "mapping": dict(reference_mapping or {}),
    }
    return replace(
        run,
        links=found.links,
        link_candidates=found.candidates,
        notes=(*run.notes, *found.notes),
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


def inspect_claims(
    source: Sequence[Path | str],
    *,
    counts: Source | Sequence[Source] | None = None,
    settings: Settings | Path | str | None = None,
    rules: Path | str | None = None,
) -> "claims.ReadClaims":
    """Read the count claims given, else those that the settings beside some lists name: what ``resolver check`` shows of them.

    >>> inspect_claims([], counts=pl.DataFrame({"text": ["dozens"], "unit": ["killed"]})).claims["low"].to_list()
    [24]
    """
    chosen = settings_of(source, settings)
    claim_sources = _claim_sources(counts, chosen)
    if not claim_sources:
        return claims.ReadClaims()
    rulebook = _for_claims(load_rulebook(Path(rules) if rules else None), has_claims=True)
    return claims.read_claims(claim_sources, compile_rules(rulebook, chosen), chosen)


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
