"""The order of the stages, written once: files or a frame in, a Run out."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from resolver.engines import Engine
from resolver.engines.local import LocalEngine
from resolver.errors import ConservationError, InputError, UsageError
from resolver.files import seeds_folder
from resolver.handover import gather_blockable, gather_clusterable, gather_comparable, gather_mergeable
from resolver.model.counting import Countable, PeopleCount, count_people, reason_not_counted, settle
from resolver.model.weights import MILLIBITS, weigh
from resolver.names.several import names_several
from resolver.rulebook import load_rulebook
from resolver.ruleset import Ruleset, compile_rules
from resolver.run import UNBLOCKED, Run
from resolver.settings import Settings, find_settings, load_settings
from resolver.stages.block import block
from resolver.stages.cluster import Clusters, cluster, components_of
from resolver.stages.compare import Comparable, compare, number_patterns
from resolver.stages.merge import merge, shown_text
from resolver.stages.normalise import Normalised, normalise
from resolver.stages.read import ReadLists, read, read_frame
from resolver.stages.score import score
from resolver.tables import PAIRS
from resolver.values.text import fold

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
    source: Source | Sequence[Path | str],
    *,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    settings: Settings | Path | str | None = None,
    rules: Path | str | None = None,
    list_id: str = "frame",
    skip_unreadable: bool = False,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Run:
    """Say which mentions are one person, and how sure that is.

    ``source`` is a file, several files, or a frame (polars or pandas). ``mapping`` says which header holds which field
    (``{"name": "ФИО"}``), ``defaults`` what holds for every row (``{"status": "killed"}``), ``settings`` is a Settings, a path
    to a resolver.toml, or None for the resolver.toml beside the first file. Raises InputError when nothing can be read.

    >>> frame = pl.DataFrame({"name": ["Косотуров Игорь", "Igor Kosoturov"], "incident": ["x", "x"]})
    >>> dedupe(frame).persons["mention_count"].to_list()
    [2]
    """
    clock = _Clock(progress=progress or (lambda stage: None))
    chosen = _settings_of(source, settings)
    with clock.stage("rules"):
        ruleset = compile_rules(load_rulebook(Path(rules) if rules else None), chosen)
    with clock.stage("read"):
        lists = _read(source, ruleset, chosen, mapping or {}, defaults or {}, list_id, skip_unreadable)
    options = {"command": "dedupe", "mapping": dict(mapping or {}), "defaults": dict(defaults or {})}
    return resolve(lists, ruleset, chosen, clock=clock, engine=engine or LocalEngine(), options=options)


def link(
    left: Path | str,
    right: Path | str,
    *,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    settings: Settings | Path | str | None = None,
    rules: Path | str | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Run:
    """Find the same people in two lists: only pairs across the two files are compared and linked."""
    clock = _Clock(progress=progress or (lambda stage: None))
    chosen = _settings_of([left, right], settings)
    with clock.stage("rules"):
        ruleset = compile_rules(load_rulebook(Path(rules) if rules else None), chosen)
    with clock.stage("read"):
        lists = _read([left, right], ruleset, chosen, mapping or {}, defaults or {}, "frame", False)
    if lists.mentions["file"].n_unique() != 2:
        raise InputError("link needs two lists with at least one usable row each")
    options = {"command": "link", "mapping": dict(mapping or {}), "defaults": dict(defaults or {})}
    return resolve(
        lists,
        ruleset,
        chosen,
        clock=clock,
        engine=engine or LocalEngine(),
        options=options,
        across_files=True,
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
    chosen = _settings_of(source, settings)
    ruleset = compile_rules(load_rulebook(Path(rules) if rules else None), chosen)
    lists = _read(source, ruleset, chosen, mapping or {}, defaults or {}, "frame", False)
    return lists, normalise(lists.mentions, ruleset.words, day_first=lists.day_first)


def resolve(
    lists: ReadLists,
    ruleset: Ruleset,
    settings: Settings,
    *,
    clock: _Clock,
    engine: Engine,
    options: Mapping[str, Any],
    across_files: bool = False,
) -> Run:
    """Carry lists that were read through the remaining stages."""
    with clock.stage("normalise"):
        normalised = normalise(lists.mentions, ruleset.words, day_first=lists.day_first)
        comparable = gather_comparable(normalised, ruleset)
    with clock.stage("block"):
        pairs, reports = block(
            gather_blockable(normalised, ruleset.link_rule), ruleset.blocking, engine.group_batches
        )
        pairs = _allowed(pairs, normalised, across_files)
    with clock.stage("compare and score"):
        scores = _scored(pairs, comparable, ruleset, engine)
    with clock.stage("cluster"):
        clusterable = gather_clusterable(normalised, ruleset.link_rule)
        components = components_of(scores, clusterable.is_weak, ruleset.link_rule)
        scores = _completed(scores, components, comparable, normalised, ruleset, engine, across_files)
        clusters = cluster(scores, components, clusterable, ruleset.link_rule)
    with clock.stage("merge"):
        sensitivity = dict(lists.lists.select("list_id", "sensitivity").iter_rows())
        mergeable = gather_mergeable(normalised, ruleset, sensitivity)
        persons, statements = merge(mergeable, clusters.memberships, clusters.questions)
        persons, count, by_incident = _counted(persons, clusters, normalised, scores, ruleset)
    _check_conservation(lists, clusters, statements)
    shown = _shown_pairs(scores, clusters, comparable, ruleset, normalised)
    return Run(
        mentions=normalised.mentions.join(
            lists.mentions.select("mention_id").with_row_index("input_order"),
            on="mention_id",
            how="left",
            maintain_order="left",
        ),
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
        blocking=pl.DataFrame([asdict(report) for report in reports]),
        count=count,
        count_by_incident=by_incident,
        notes=(*lists.notes, *_warnings(normalised)),
        settings=settings,
        rulebook=ruleset.rulebook,
        options={**options, "day_first": dict(lists.day_first)},
        timings=clock.seconds,
        prepared=(ruleset, normalised),
    )


# --- reading ----------------------------------------------------------------------------------------------------------


def _settings_of(source: Any, given: Settings | Path | str | None) -> Settings:
    if isinstance(given, Settings):
        return given
    if _is_frame(source):
        return load_settings(given) if given else Settings()
    paths: list[Path | str] = [source] if isinstance(source, (str, Path)) else list(source)
    found = find_settings(paths, given=given)
    return load_settings(found) if found else Settings()


def _is_frame(source: Any) -> bool:
    return hasattr(source, "columns")


def _read(
    source: Any,
    ruleset: Ruleset,
    settings: Settings,
    mapping: Mapping[str, str],
    defaults: Mapping[str, str],
    list_id: str,
    skip_unreadable: bool,
) -> ReadLists:
    check_defaults({**_defaults_of(settings), **defaults}, ruleset)
    if _is_frame(source):
        frame = source if isinstance(source, pl.DataFrame) else _polars_of(source)
        return read_frame(
            frame,
            list_id,
            columns=ruleset.columns,
            settings=settings,
            mapping=mapping,
            defaults=defaults,
            missing=ruleset.missing,
        )
    return read(
        [source] if isinstance(source, (str, Path)) else list(source),
        columns=ruleset.columns,
        settings=settings,
        mapping=mapping,
        defaults=defaults,
        missing=ruleset.missing,
        skip_unreadable=skip_unreadable,
    )


def _defaults_of(settings: Settings) -> dict[str, str]:
    own = {
        name: value
        for name, value in (("role", settings.defaults.role), ("status", settings.defaults.status))
        if value
    }
    for one in settings.lists:
        own |= {name: value for name, value in (("role", one.role), ("status", one.status)) if value}
    return own


def check_defaults(defaults: Mapping[str, str], ruleset: Ruleset) -> None:
    """Raise UsageError when a default is no word of its closed list: what holds for every row must be beyond doubt."""
    words = ruleset.words
    for name, vocabulary in (("role", words.roles), ("status", words.statuses), ("sex", words.sexes)):
        value = defaults.get(name)
        if value is not None and fold(value) not in vocabulary.phrases:
            allowed = ", ".join(dict.fromkeys(vocabulary.phrases.values()))
            raise UsageError(f"default {name}={value}: not a {name} we know; use one of {allowed}")


def _polars_of(frame: Any) -> pl.DataFrame:
    """Return a pandas frame as text, cell by cell: no pyarrow is needed and mixed columns are welcome."""
    if len(set(frame.columns)) < len(frame.columns):
        raise InputError("the frame has two columns of one name; rename one of them")
    columns = {str(name): [_cell_text(cell) for cell in frame[name].tolist()] for name in frame.columns}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _cell_text(cell: Any) -> str | None:
    if cell is None or cell != cell:
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time_of_day.min else cell.isoformat()
    return str(cell)


# --- pairs ------------------------------------------------------------------------------------------------------------


def _allowed(pairs: pl.DataFrame, normalised: Normalised, across_files: bool) -> pl.DataFrame:
    """Keep pairs of one role (a source is never a casualty) and, when two lists are linked, pairs across them."""
    role = normalised.values["role"].to_numpy()
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    allowed = role[left] == role[right]
    if across_files:
        file = normalised.mentions["file"].to_numpy()
        allowed &= file[left] != file[right]
    return pairs.filter(pl.Series(allowed, dtype=pl.Boolean))


def _scored(pairs: pl.DataFrame, comparable: Comparable, ruleset: Ruleset, engine: Engine) -> pl.DataFrame:
    """Compare, count patterns, score: batch by batch, whole numbers in between."""
    names = [one.name for one in ruleset.comparisons]
    compared = engine.map_batches(pairs, lambda batch: compare(batch, comparable, ruleset.comparisons))
    patterns = number_patterns(engine.sum_counts(compared, names, "pair_count"), ruleset.comparisons)
    return score(compared, patterns, comparisons=ruleset.comparisons, rule=ruleset.link_rule)


def _completed(
    scores: pl.DataFrame,
    components: Sequence[tuple[int, ...]],
    comparable: Comparable,
    normalised: Normalised,
    ruleset: Ruleset,
    engine: Engine,
    across_files: bool,
) -> pl.DataFrame:
    """Add every pair inside a component that no blocking rule brought together."""
    inside = [
        np.array([(one, other) for at, one in enumerate(rows) for other in rows[at + 1 :]], dtype=np.uint32)
        for rows in components
    ]
    if not inside:
        return scores
    wanted = np.concatenate(inside)
    pairs = pl.DataFrame(
        {
            "left": wanted[:, 0],
            "right": wanted[:, 1],
            "rule": np.full(len(wanted), UNBLOCKED, dtype=np.uint8),
        },
        schema=PAIRS,
    ).join(scores.select("left", "right"), on=["left", "right"], how="anti")
    pairs = _allowed(pairs, normalised, across_files)
    if pairs.is_empty():
        return scores
    return pl.concat([scores, _scored(pairs, comparable, ruleset, engine)]).sort("left", "right")


def _shown_pairs(
    scores: pl.DataFrame, clusters: Clusters, comparable: Comparable, ruleset: Ruleset, normalised: Normalised
) -> pl.DataFrame:
    """Return links and near misses with the level and share of every comparison: the table of pairs.csv."""
    person = clusters.memberships["person_id"]
    left, right = scores["left"], scores["right"]
    linked = person.gather(left) == person.gather(right)
    kept = scores.with_columns(is_linked=linked).filter(
        pl.col("is_linked") | (pl.col("match_probability") >= ruleset.link_rule.review_threshold)
    )
    compared = compare(kept.select("left", "right", "rule"), comparable, ruleset.comparisons)
    weighed = weigh(compared, ruleset.comparisons, ruleset.link_rule)
    names = pl.Series(
        [shown_text(code, normalised.names) for code in normalised.values["name_code"]], dtype=pl.String
    )
    ids = normalised.values["mention_id"]
    rule_names = [rule.name for rule in ruleset.blocking.rules]
    by = [
        rule_names[number] if number < len(rule_names) else "inside one component" for number in kept["rule"]
    ]
    columns: dict[str, pl.Series | list[str]] = {
        "left_id": ids.gather(kept["left"]),
        "right_id": ids.gather(kept["right"]),
        "left_name": names.gather(kept["left"]),
        "right_name": names.gather(kept["right"]),
        "left_person_id": person.gather(kept["left"]),
        "right_person_id": person.gather(kept["right"]),
        "is_linked": kept["is_linked"],
        "match_weight": kept["match_weight"] / MILLIBITS,
        "match_probability": kept["match_probability"],
        "namesakes": kept["namesakes"],
        "rule": by,
        "prior_share": pl.Series([weighed.prior] * kept.height, dtype=pl.Float64).round(3),
        "relatives_share": pl.Series(weighed.relatives).round(3),
    }
    for one in ruleset.comparisons:
        labels = ["missing", *(level.label for level in one.levels)]
        columns[f"{one.name}_level"] = pl.Series(
            [labels[level] for level in compared[one.name]], dtype=pl.String
        )
        columns[f"{one.name}_share"] = pl.Series(weighed.by_comparison[one.name]).round(3)
    return pl.DataFrame(columns)


# --- counting ---------------------------------------------------------------------------------------------------------


def _counted(
    persons: pl.DataFrame, clusters: Clusters, normalised: Normalised, scores: pl.DataFrame, ruleset: Ruleset
) -> tuple[pl.DataFrame, PeopleCount, dict[str, PeopleCount]]:
    countable = _countable(persons, clusters, normalised)
    apart = _apart(scores, clusters)
    questions = clusters.questions.select("left_person_id", "right_person_id").rows()
    counted = settle(countable, questions, apart)
    reasons = [reason_not_counted(person) for person in countable]
    table = persons.with_columns(
        counted=pl.Series([counted[person.person_id] for person in countable], dtype=pl.String),
        not_counted_because=pl.Series(reasons, dtype=pl.String),
    )

    def people(of: Sequence[Countable]) -> PeopleCount:
        rule = ruleset.link_rule
        return count_people(
            of, counted, clusters.components, clusters.attachments, draws=rule.draws, seed=rule.seed
        )

    incidents = sorted(
        {person.incident for person in countable if person.incident and counted[person.person_id] != "no"}
    )
    by_incident = {name: people([one for one in countable if one.incident == name]) for name in incidents}
    return table, people(countable), by_incident


ALL_BUT_IMPOSSIBLE = 0.005
"""Two people none of whose pairs is likelier than this are apart, whatever is answered about others."""


def _apart(scores: pl.DataFrame, clusters: Clusters) -> list[tuple[str, str]]:
    """Return the pairs of people, among those asked about, who cannot be one: contradicted, or all but impossible."""
    member = clusters.memberships["person_id"]
    asked = pl.concat([clusters.questions["left_person_id"], clusters.questions["right_person_id"]]).unique()
    ends = scores.select(
        "match_probability",
        "is_forbidden",
        left_person=member.gather(scores["left"]),
        right_person=member.gather(scores["right"]),
    ).filter(
        pl.col("left_person") != pl.col("right_person"),
        pl.col("left_person").is_in(asked.to_list()),
        pl.col("right_person").is_in(asked.to_list()),
    )
    best = ends.group_by("left_person", "right_person").agg(
        pl.col("match_probability").max(), pl.col("is_forbidden").any()
    )
    apart = best.filter(pl.col("is_forbidden") | (pl.col("match_probability") < ALL_BUT_IMPOSSIBLE))
    return apart.select("left_person", "right_person").sort(pl.all()).rows()


def _countable(persons: pl.DataFrame, clusters: Clusters, normalised: Normalised) -> list[Countable]:
    rows: dict[str, list[int]] = {}
    for row, person_id in clusters.memberships.select("row", "person_id").iter_rows():
        rows.setdefault(person_id, []).append(row)
    completeness = normalised.values["completeness"].to_list()
    unnamed = normalised.values["is_unnamed"].to_list()
    columns = persons.select("person_id", "role", "status", "people_count", "incident")
    return [
        Countable(
            person_id=person_id,
            rows=tuple(rows[person_id]),
            role=role,
            status=status,
            is_named=not all(unnamed[row] for row in rows[person_id]),
            is_bare=all(completeness[row] in ("surname", "given") for row in rows[person_id]),
            people_count=people_count,
            incident=incident,
        )
        for person_id, role, status, people_count, incident in columns.iter_rows()
    ]


def _warnings(normalised: Normalised) -> list[str]:
    """Return what a human must look at because it may hide a person."""
    several = [code for code, name in enumerate(normalised.names.names) if names_several(name)]
    if not several:
        return []
    rows = normalised.values.filter(pl.col("name_code").is_in(several))["mention_id"].to_list()
    shown = ", ".join(rows[:5]) + (" …" if len(rows) > 5 else "")
    return [f"{len(rows):,} cells seem to name several people but are read as one: part them ({shown})"]


def _check_conservation(lists: ReadLists, clusters: Clusters, statements: pl.DataFrame) -> None:
    """Raise ConservationError unless every row that was read stands in the answer, and only there."""
    given, answered = set(lists.mentions["mention_id"]), clusters.memberships["mention_id"].to_list()
    if len(answered) != len(set(answered)) or given != set(answered):
        raise ConservationError(
            f"{len(given)} mentions went in, {len(answered)} came out; this is a fault of the program: nothing was written"
        )
    if statements["mention_id"].n_unique() > len(given):
        raise ConservationError("there are statements of mentions that were never read; nothing was written")
