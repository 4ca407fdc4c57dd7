"""The order of the stages, written once: lists that were read in, a Run out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.asked import with_reasons
from resolver.blocking import of_likely, tell_blocks
from resolver.corrections import placed
from resolver.engines import Engine
from resolver.errors import ConservationError
from resolver.evidence import estimated
from resolver.handover import (
    gather_blockable,
    gather_clusterable,
    gather_comparable,
    gather_mergeable,
    rows_of_several,
)
from resolver.judgements import bind
from resolver.model.fitted import Model
from resolver.obeyed import Feedback
from resolver.origins import read_repost_rules, suggest_reposts
from resolver.pairs import (
    allowed_pairs,
    compare_pairs,
    complete_components,
    complete_pairs,
    score_compared,
    shown_pairs,
)
from resolver.pipeline.clock import Clock
from resolver.pipeline.fitting import Fitting, at_best_f1
from resolver.pipeline.halfway import (
    Clustered,
    Halfway,
    Weighed,
    clustered_of,
    clustered_tables,
    fingerprint,
    found_of,
    weighed_of,
    weighed_tables,
)
from resolver.pipeline.since import since_before
from resolver.previous import Carried, retract
from resolver.ruleset import Ruleset
from resolver.run import Run
from resolver.settings import Settings
from resolver.stages.block import block
from resolver.stages.cluster import Clusterable, Clusters, cluster, components_of
from resolver.stages.compare import Comparable
from resolver.stages.merge import merge
from resolver.stages.normalise import Normalised, normalise
from resolver.stages.read import ReadLists
from resolver.statuses import status_claims
from resolver.tally import count_run, doubts_of, with_doubts
from resolver.unread import told_of_unread


def resolve(
    carried: Carried,
    ruleset: Ruleset,
    settings: Settings,
    *,
    clock: Clock,
    engine: Engine,
    options: Mapping[str, Any],
    fitting: Fitting,
    across_files: bool = False,
    feedback: Feedback | None = None,
    halfway: Halfway | None = None,
) -> Run:
    """Carry lists that were read through the remaining stages; with ``across_files`` only pairs of two files are compared.

    ``halfway`` is where a long run keeps what its stages found until it is written.
    """
    feedback = feedback or Feedback()
    corrections = placed(feedback.corrections, carried.lists.mentions, carried.tombstones)
    feedback = replace(feedback, corrections=corrections)
    carried = retract(carried, corrections.retracted_because, feedback.person_of)
    lists = carried.lists
    given = lists.mentions["mention_id"]
    key = _key(carried, ruleset, settings, feedback, options, fitting, across_files) if halfway else {}
    one_row_lists = lists.lists.filter("one_row_per_person")["list_id"].to_list()
    with clock.stage("normalise"):
        as_listed = _as_listed(lists)
        # In the order they were read in they are not needed again, nor does the caller hold them.
        lists = replace(lists, mentions=as_listed.drop("row", "input_order"))
        carried = replace(carried, lists=lists)
        as_read = corrections.on_cells(lists.mentions)
        normalised = normalise(as_read, ruleset.words, day_first=lists.day_first, as_listed=as_listed)
        comparable = gather_comparable(normalised, ruleset)
        bound = bind(feedback.judgements, as_listed)
    if halfway is not None:
        halfway.begin(key, as_read.height)
    work = _Work(
        normalised=normalised,
        comparable=comparable,
        lists=lists.lists,
        engine=engine,
        across_files=across_files,
        clock=clock,
        fitting=fitting,
    )
    weighed = found_of(
        halfway,
        "scored",
        partial(_weigh, work, ruleset),
        weighed_tables,
        lambda tables: weighed_of(tables, ruleset.comparisons),
    )
    model = weighed.model
    ruleset = at_best_f1(fitting.at(ruleset.with_model(model)), weighed.scores)
    with clock.stage("cluster"):
        clusterable = gather_clusterable(
            normalised,
            ruleset.link_rule,
            one_row_lists=one_row_lists,
            constraints=bound.constraints,
            published=feedback.published(normalised.values["mention_id"]),
        )
        asked = bound.judged.select("left", "right").unique(maintain_order=True).to_numpy()
        clustered = found_of(
            halfway,
            "clustered",
            partial(_cluster, work, ruleset, weighed, clusterable, asked),
            clustered_tables,
            lambda tables: clustered_of(tables, bound.constraints),
        )
        scores, clusters, told = clustered.scores, clustered.clusters, clustered.told
        shown = shown_pairs(scores, clusters, comparable, ruleset, normalised, bound.judged)
        asked_about = with_reasons(
            clusters.questions, shown, normalised.values["mention_id"], ruleset.link_rule
        )
        clusters = replace(clusters, questions=asked_about)
        del clustered, weighed, work, comparable
    with clock.stage("origins"):
        suggested = suggest_reposts(
            normalised,
            clusters.memberships,
            feedback.reposts,
            read_repost_rules(ruleset.rulebook.setting("origins.toml")),
        )
    # From here on nobody compares names.
    normalised = replace(normalised, names=normalised.names.at_rest())
    with clock.stage("merge"):
        since = since_before(feedback, carried, clusters, bound.judged, _cause(options))
        mergeable = replace(
            gather_mergeable(
                normalised, ruleset, dict(lists.lists.select("list_id", "sensitivity").iter_rows())
            ),
            mentions=as_listed,
            corrected_cells=corrections.cells,
            marks=since.marks,
            voices=feedback.reposts.voices,
        )
        persons, statements = merge(mergeable, clusters.memberships, clusters.questions, clusters.standing)
        doubts = doubts_of(clusters, clusterable.is_weak, told.recall, ruleset.link_rule)
        del mergeable, clusterable
        persons, count, by_incident = count_run(
            since.with_former_ids(persons), clusters, normalised, scores, doubts, ruleset.link_rule
        )
        persons = with_doubts(persons, shown, _lists_of(normalised, clusters), one_row_lists)
        claims = status_claims(
            statements,
            normalised.values,
            persons,
            normalised.documents,
            carried.tombstones,
            ruleset.words.statuses.read,
        )
    _check_conservation(given, clusters, statements)
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
        status_claims=claims,
        scored=scores,
        pairs=shown,
        blocking=told.rules,
        count=count,
        count_by_incident=by_incident,
        notes=(
            *lists.notes,
            *normalised.notes,
            *told_of_unread(normalised),
            *_warnings(normalised),
            *_refused(model),
            *since.notes,
            *feedback.reposts.notes(normalised.documents["document_id"]),
        ),
        settings=settings,
        rulebook=ruleset.rulebook,
        model=model,
        judgements=feedback.judgements,
        judged=bound.judged,
        unapplied=bound.unapplied,
        disagreements=bound.disagreements,
        options={**options, **fitting.told(ruleset), "day_first": dict(normalised.day_first)},
        corrections=since.corrections.obeyed(),
        tombstones=carried.tombstones,
        reposts=feedback.reposts.given,
        suggested_reposts=suggested,
        issued=since.issued,
        history=since.history,
        run_number=since.run_number,
        timings=clock.spent,
        doubts=doubts,
        prepared=(ruleset, normalised),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Work:
    """What the middle stages look at, and what they work with."""

    normalised: Normalised
    comparable: Comparable
    lists: pl.DataFrame
    engine: Engine
    across_files: bool
    clock: Clock
    fitting: Fitting


def _weigh(work: _Work, ruleset: Ruleset) -> Weighed:
    """Bring mentions together, compare the pairs, fit the model and weigh them."""
    with work.clock.stage("block"):
        blocked = block(
            gather_blockable(work.normalised, ruleset.link_rule), ruleset.blocking, work.engine.group_batches
        )
    with work.clock.stage("compare"):
        pairs = allowed_pairs(blocked.pairs, work.normalised, work.across_files)
        compared = compare_pairs(pairs, work.comparable, ruleset, work.engine)
        del pairs
    with work.clock.stage("estimate"):
        model = work.fitting.model_of(
            ruleset,
            lambda: estimated(
                compared,
                work.comparable,
                work.normalised,
                work.lists,
                ruleset,
                work.engine,
                across_files=work.across_files,
            ),
        )
    with work.clock.stage("score"):
        fitted = work.fitting.at(ruleset.with_model(model))
        scores = score_compared(compared, fitted, work.engine)
    return Weighed(blocked=of_likely(blocked, scores), model=model, scores=scores)


def _cluster(
    work: _Work, ruleset: Ruleset, weighed: Weighed, clusterable: Clusterable, asked: NDArray[np.uint32]
) -> Clustered:
    """Decide who is one person, on the scored pairs and on all others that decide it."""
    also = (work.comparable, work.normalised, ruleset, work.engine, work.across_files)
    scores = complete_pairs(weighed.scores, asked, *also)
    components = components_of(scores, clusterable, ruleset.link_rule)
    scores = complete_components(scores, components, *also)
    return Clustered(
        scores=scores,
        clusters=cluster(scores, components, clusterable, ruleset.link_rule),
        told=tell_blocks(weighed.blocked, scores, work.normalised, ruleset.blocking),
    )


def _key(
    carried: Carried,
    ruleset: Ruleset,
    settings: Settings,
    feedback: Feedback,
    options: Mapping[str, Any],
    fitting: Fitting,
    across_files: bool,
) -> dict[str, str]:
    """Return what a run is made from, as hashes by what a person calls them: a run is resumed only where all are the same."""
    lists = carried.lists
    asked = {
        **options,
        "estimate": fitting.estimate,
        "point": fitting.operating_point,
        "across": across_files,
    }
    given = fitting.given.model_id if fitting.given else ""
    return {
        "rules": ruleset.rulebook.sha256,
        "settings": fingerprint(settings.model_dump(mode="json", exclude_none=True, by_alias=True)),
        "lists": fingerprint(lists.mentions, lists.lists, carried.tombstones, dict(lists.day_first)),
        "judgements": fingerprint(feedback.judgements),
        "corrections": fingerprint(feedback.corrections.table()),
        "reposts": fingerprint(feedback.reposts.given),
        "model": given,
        "options": fingerprint(asked),
    }


def _cause(options: Mapping[str, Any]) -> str:
    """Return what may have changed a person although no judgement did."""
    return "the model was fitted anew" if options.get("refit") else ""


def _as_listed(lists: ReadLists) -> pl.DataFrame:
    """Return mentions in canonical order as lists have them, before any correction, with their place in the input."""
    placed = lists.mentions.with_row_index("input_order").sort("mention_id").with_row_index("row")
    return placed.select(pl.col("row").cast(pl.UInt32), pl.exclude("row", "input_order"), "input_order")


def _lists_of(normalised: Normalised, clusters: Clusters) -> pl.DataFrame:
    """Return whose each mention is, and on which list it stands."""
    member = clusters.memberships.select("mention_id", "person_id")
    return normalised.mentions.select("mention_id", "list_id").join(member, on="mention_id")


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
    """Return that lists long enough to estimate from did not carry an estimate, or not a whole one."""
    if "do not carry" not in model.reason:
        return []
    return [model.reason + ("; the shipped chances were used" if model.origin == "shipped" else "")]


def _check_conservation(read: pl.Series, clusters: Clusters, statements: pl.DataFrame) -> None:
    """Raise ConservationError unless every row that was read, by its id, stands in the answer, and only there."""
    given, answered = set(read), clusters.memberships["mention_id"].to_list()
    if len(answered) != len(set(answered)) or given != set(answered):
        raise ConservationError(
            f"{len(given)} mentions went in, {len(answered)} came out; this is a fault of the program: nothing was written"
        )
    if statements["mention_id"].n_unique() > len(given):
        raise ConservationError("there are statements of mentions that were never read; nothing was written")
