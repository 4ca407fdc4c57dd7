"""Run: what the pipeline returns and what ``resolver.open(OUT)`` gives back: tables, rules, and why a pair is what it is."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from resolver import claims, exports, verification
from resolver import overlap as overlaps
from resolver import report as reports
from resolver.citing import Citations
from resolver.corrections import obeyed_corrections
from resolver.errors import FolderError, ResolverError, UnknownIdError, UsageError
from resolver.files import Content, read_bytes, read_steadily, sha256_of, write_output, written_files
from resolver.finding import Finder
from resolver.grading import graded
from resolver.grounds import Grounds, grounds_of
from resolver.handover import gather_comparable, names_of_pair
from resolver.model.chances import Chances
from resolver.model.comparisons import FREQUENCY, Comparison
from resolver.model.counting import PeopleCount
from resolver.model.doubts import DOUBTS, Doubts
from resolver.model.fitted import read_model, rounded
from resolver.model.reference import second_opinion
from resolver.model.weights import Share, commoner_among_fellows, full_chances, weigh
from resolver.names.keeping import NAMES, tables_of
from resolver.names.readings import Reading
from resolver.outcome import Outcome
from resolver.packed import Packed
from resolver.rulebook import Rulebook, unzip_rules
from resolver.ruleset import Ruleset, comparisons_of, compile_rules
from resolver.settings import Settings
from resolver.stages.compare import Comparable, compare
from resolver.stages.merge import shown_text
from resolver.stages.normalise import Normalised, normalise
from resolver.stages.score import score
from resolver.stages.write import (
    KEPT,
    KEPT_OF_CLAIMS,
    KEPT_OF_REFERENCE,
    csv_bytes,
    tables_for_people,
    write_outcome,
)
from resolver.tables import FIELDS, KEPT_SCHEMAS, PAIRS, UNBLOCKED, with_later_fields
from resolver.tally import count_by
from resolver.version import VERSION

if TYPE_CHECKING:
    from resolver.report import PersonOrigins


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why two mentions are, or are not, one person: shares that add up to the weight, for and against."""

    left_id: str
    right_id: str
    left_name: str | None
    right_name: str | None
    left_reading: Reading | None
    right_reading: Reading | None
    prior_bits: float
    relatives_bits: float
    calibration_bits: float
    shares: tuple[Share, ...]
    match_weight: float
    match_probability: float
    namesakes: float
    rule: str | None
    decision: str
    values: Mapping[str, tuple[str | None, str | None]]
    grounds: Grounds

    def __str__(self) -> str:
        return reports.explanation_text(self)

    def _repr_html_(self) -> str:
        return reports.render_pair(self)


@dataclass(frozen=True, kw_only=True, eq=False)
class Run(Outcome):
    """One passage through the pipeline: its tables, and the verbs that work on them.

    >>> from resolver.pipeline import demo
    >>> run = demo()
    >>> run.count.fewest, run.person("M006")["shown_name"]
    (10, 'Станислав Матвеев')
    """

    prepared: tuple[Ruleset, Normalised] | None = field(default=None, repr=False)
    names_kept: Mapping[str, pl.DataFrame] | None = field(default=None, repr=False)
    folder: Path | None = None

    @cached_property
    def _ready(self) -> tuple[Ruleset, Normalised]:
        """Return rules and understood mentions; a run opened from a folder works them out when first asked why."""
        if self.prepared is not None:
            return self.prepared
        ruleset = compile_rules(self.rulebook, self.settings).with_model(self.model)
        ruleset = ruleset.counting_names(is_counted=self.model.counts_names, carried=self.model.names)
        if self.options.get("operating_point"):
            ruleset = ruleset.at(self.options["operating_point"]).linking_from(self.options["link_threshold"])
        listed = self.mentions.drop("row", "input_order")
        mentions = obeyed_corrections(self.corrections).on_cells(listed)
        return ruleset, normalise(
            mentions,
            ruleset.words,
            day_first=self.options.get("day_first"),
            names_kept=self.names_kept,
        )

    @property
    def normalised(self) -> Normalised:
        """Return the mentions as they were understood."""
        return self._ready[1]

    @cached_property
    def _comparable(self) -> Comparable:
        ruleset, normalised = self._ready
        return gather_comparable(normalised, ruleset)

    def explain(self, left_id: str, right_id: str) -> Explanation:
        """Return why two mentions are what they are to each other, whether or not they were ever compared.

        Raises UnknownIdError when the run has no such mention.
        """
        ruleset, normalised = self._ready
        left, right = sorted((self.row_of(left_id), self.row_of(right_id)))
        comparable = replace(self._comparable, names=names_of_pair(normalised, left, right))
        normalised = replace(normalised, names=comparable.names)
        pair = pl.DataFrame({"left": [left], "right": [right], "rule": [UNBLOCKED]}, schema=PAIRS)
        compared = compare(pair, comparable, ruleset.comparisons)
        names = [one.name for one in ruleset.comparisons]
        scored = score(
            compared,
            compared.select(names).with_row_index("pattern"),
            comparisons=ruleset.comparisons,
            rule=ruleset.link_rule,
        )
        grounds = grounds_of(self, ruleset, normalised, comparable, left, right)
        return _explain(self, ruleset, normalised, compared, scored, grounds)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self, *self._ready)

    def find(
        self,
        name: str,
        *,
        born: str | None = None,
        limit: int = 10,
        reliability: str | None = None,
        credibility: int | None = None,
    ) -> pl.DataFrame:
        """Return the persons that a name may mean, likeliest first, with probabilities and reasons.

        The first question of a run takes a second or so, the next ones milliseconds. Probabilities are shared out: what is left to 1 is
        the chance that nobody on the lists is meant. ``reliability`` (A to F) and ``credibility`` (1 to 6) leave only persons of whom
        somebody at least so reliable tells something at least so credible; chances are as without them. Raises UsageError when the
        name, the date or a grade cannot be read.

        >>> from resolver.pipeline import demo
        >>> demo().find("Стас Матвеев")["shown_name"].to_list()
        ['Станислав Матвеев']
        """
        only = None
        if reliability is not None or credibility is not None:
            only = graded(self.values, self.memberships, reliability=reliability, credibility=credibility)
        return self._finder.find(name, born=born, limit=limit, only=only)

    def second_opinion(self) -> pl.DataFrame:
        """Return every scored pair with what recordlinkage's ECM classifier, fitted to these pairs alone, says of it.

        A check by other people's code that knows nothing of our priors: left_id, right_id, match_probability (ours),
        second_probability. Raises UsageError when there are too few pairs.
        """
        ruleset, _ = self._ready
        scores = self.scores
        compared = compare(scores.select("left", "right", "rule"), self._comparable, ruleset.comparisons)
        opinion = second_opinion(compared, ruleset.comparisons)
        ids = self.values["mention_id"]
        return scores.select(
            left_id=ids.gather(scores["left"]),
            right_id=ids.gather(scores["right"]),
            match_probability="match_probability",
            second_probability=pl.lit(pl.Series(opinion.probability)),
        )

    def row_of(self, mention_id: str) -> int:
        """Return the row number of a mention, given by its id or as file:line, or raise UnknownIdError."""
        file, _, line = mention_id.rpartition(":")
        place = (self.mentions["file"] == file) & (self.mentions["line"].cast(pl.String) == line)
        found = self.mentions.filter((self.mentions["mention_id"] == mention_id) | place.fill_null(False))
        if found.is_empty():
            raise UnknownIdError(_why_unknown(self, mention_id, kind="mention"))
        return int(found["row"][0])

    def person(self, person_id: str) -> "Person":
        """Return one row of PERSONS by its id (or by the id of one of its mentions), or raise UnknownIdError."""
        wanted = person_id
        member = self.memberships.filter(pl.col("mention_id") == person_id)
        if member.height:
            wanted = member["person_id"][0]
        found = self.persons.filter((pl.col("person_id") == wanted) | _has_former(wanted))
        if found.is_empty():
            raise UnknownIdError(_why_unknown(self, person_id))
        return Person(found.row(0, named=True), outcome=self)

    def origins(self, person_id: str) -> "PersonOrigins":
        """Return who said it first of a person, and who repeats whom: text when printed, a nested list in a notebook.

        Raises UnknownIdError.

        >>> from resolver.pipeline import demo
        >>> print(demo().origins("M092"))
        P-5MZPHV   Алексей Шихов   2 origins
        first: mother of Alexey Shikhov
        closed VKontakte group
            researcher on Twitter
                CIT
                    - Delfi.lv   (M092)
        mother of Alexey Shikhov
            - Radio Svoboda   2018-02 (M093)
        """
        person = self.person(person_id)
        return reports.origins_of_person(self, person, reports.hidden_names(self))

    def count_by(self, field: str | None = None, *, draws: int | None = None) -> pl.DataFrame:
        """Return how many people there are by the values of a field, with 95 % intervals; of everybody without one.

        ``field`` is a column of the mentions or one of death_month, death_year, birth_year, list, place, status, sex. A person whose
        mentions disagree counts for each value by the share of mentions that state it; on every list that names them in full.

        >>> from resolver.pipeline import demo
        >>> demo().count_by("incident").columns
        ['value', 'low', 'median', 'high', 'expected']
        """
        said = self.rulebook.setting("linking.toml")["partitions"]
        return count_by(self, field, draws=draws or said["draws"], seed=said["seed"])

    def counts(
        self, *, incident: str | None = None, population: str | None = None, unit: str | None = None
    ) -> "reports.Counts":
        """Return what others claim of how many people, beside the named: of everything, or of one incident, population or unit.

        Claims are compared only where they count the same people in the same unit. Raises UsageError when the run was given no count
        claims, or none of these.

        >>> from resolver.pipeline import demo
        >>> demo().counts(population="Russian contractors", unit="killed").counts.select("claimed_low", "is_open").row(0)
        (40, True)
        """
        if not self.has_claims:
            raise UsageError(
                "this run was given no count claims: name their file with --counts, or under [[counts]] in resolver.toml"
            )
        found = self._reconciled.only(incident=incident, population=population, unit=unit)
        return reports.Counts(
            claims=found.claims, counts=found.counts, origins=found.origins, drift=found.drift, outcome=self
        )

    @cached_property
    def _reconciled(self) -> "claims.Reconciled":
        return claims.reconcile(self)

    def overlap(
        self, *, by: Sequence[str] = (), lists: Sequence[str] = (), as_lists: str | None = None
    ) -> "overlaps.Overlap":
        """Return which lists share whom: ``pairs``, ``combinations`` and ``groups`` are tables, printed it is all of them.

        ``by`` are fields as ``count_by`` takes them; ``lists`` are ids or titles; with ``as_lists`` the values of a field are the lists.
        Raises UsageError for a field or a list that is not there.
        """
        return overlaps.overlap_of(self, by=by, lists=lists, as_lists=as_lists)

    def captures(
        self,
        *,
        by: Sequence[str] = (),
        lists: Sequence[str] = (),
        as_lists: str | None = None,
        merge: Sequence[Sequence[str]] = (),
        keep_copies: bool = False,
        draws: int = 0,
    ) -> pl.DataFrame:
        """Return a row per person with ``in_`` columns of 0 and 1, as capture–recapture tools read them, and a column per field.

        Lists that rest on the same origins are one, unless ``keep_copies``; ``merge`` are lists to be taken as one besides. With ``draws``
        the table stands there so many times, by a column ``draw``: linkage doubt goes with it.
        """
        listed = overlaps.listed_of(self, by=by, lists=lists, as_lists=as_lists)
        return overlaps.capture_histories(
            listed, self, merge=merge, keep_copies=keep_copies, draws=draws, seed=self._seed
        )

    def estimate(
        self,
        *,
        by: Sequence[str] = (),
        lists: Sequence[str] = (),
        as_lists: str | None = None,
        merge: Sequence[Sequence[str]] = (),
        keep_copies: bool = False,
        criterion: str = "aic",
        draws: int = 200,
    ) -> "overlaps.Estimates":
        """Return how many people there may be with those whom no list has, or why nobody can say; printed, with its warnings.

        Options are those of ``captures``; ``criterion`` (aic or bic) weighs the models.

        >>> from resolver.pipeline import demo
        >>> demo().estimate(draws=0).whole.reason
        'one list alone (khasham-2018) cannot show whom it misses'
        """
        listed = overlaps.listed_of(self, by=by, lists=lists, as_lists=as_lists)
        return overlaps.estimate_unseen(
            listed,
            self,
            merge=merge,
            keep_copies=keep_copies,
            criterion=criterion,
            draws=draws,
            seed=self._seed,
        )

    @property
    def _seed(self) -> int:
        return int(self.rulebook.setting("linking.toml")["partitions"]["seed"])

    def write(
        self,
        folder: Path | str,
        *,
        report: bool = True,
        file_format: str = "csv",
        plain: bool = False,
        since_last: pl.DataFrame | None = None,
    ) -> None:
        """Write the files of the run into a folder: all of them or none.

        ``file_format`` is csv, parquet or xlsx; ``plain`` leaves out the byte order mark and the neutralising of formulas; ``since_last``
        is what changed since the run that stands in the folder (CHANGES), to be kept beside it.
        Raises FolderError when the folder holds something that is not a run.
        """
        claimed = self.counts() if self.has_claims else None
        pages: dict[str, Content] = {"summary.txt": self.summary().encode()}
        if report:
            pages["report.html"] = partial(reports.write_report, self, claimed=claimed)
        if claimed is not None:
            pages["counts.svg"] = reports.counts_picture(claimed, self).encode()
        tables = claimed.tables() if claimed is not None else {}
        described = partial(exports.described, self, plain=plain)
        write_outcome(
            self,
            folder,
            pages=pages,
            tables=tables,
            names=tables_of(self.normalised.names),
            described=described,
            since_last=since_last,
            file_format=file_format,
            plain=plain,
        )

    def publish(self, folder: Path | str, *, sensitivity: str = "public", plain: bool = False) -> Outcome:
        """Write what may be published of the run into a folder of its own, all or nothing, and return it.

        That is: casualties whom no correction withholds, and of them what lists say that are marked ``sensitivity = "public"`` in
        resolver.toml; with ``sensitivity`` internal also what internal lists say. Restricted lists are never published. Raises
        UsageError when no list may be, FolderError when the folder holds something that is not an export.
        """
        exports.check_export(folder)
        edition = exports.public_edition(self, sensitivity=sensitivity, hide=reports.hidden_names(self).show)
        texts = {"summary.txt": reports.summarise(edition), "report.html": reports.render_report(edition)}
        exports.write_public(edition, folder, texts=texts, plain=plain)
        return edition

    def export(
        self, path: Path | str, *, layout: str, profile: str | None = None, sensitivity: str = "public"
    ) -> Outcome:
        """Write the run as others read it, all or nothing, and return what was written of.

        ``layout`` is ftm, for a folder of FollowTheMoney entities and statements with a table of what has no place there; or
        nomenklatura, for a file of judgements and open questions, which nothing public can hold. With ``profile`` public only what
        ``publish`` would write. Raises UsageError for another layout or profile, FolderError when the folder holds something that
        is not an export.

        >>> import tempfile
        >>> from resolver.pipeline import demo
        >>> with tempfile.TemporaryDirectory() as out:
        ...     demo().export(out, layout="ftm", profile="public").persons.height
        ...     sorted(path.name for path in Path(out).iterdir() if path.suffix in (".csv", ".json") and path.name[0] != ".")
        12
        ['entities.ftm.json', 'export.json', 'not_in_ftm.csv', 'statements.ftm.json']
        """
        if layout not in ("ftm", "nomenklatura"):
            raise UsageError(f"layout {layout}: there are ftm and nomenklatura")
        if profile not in (None, "public"):
            raise UsageError(f"profile {profile}: there is public; without a profile the export is internal")
        if layout == "nomenklatura":
            if profile:
                raise UsageError(
                    "judgements bear the names of judges, and are never published: leave --profile out"
                )
            write_output(path, exports.nomenklatura_file(self))
            return self
        exports.check_export(path)
        hide = reports.hidden_names(self).show
        written = exports.public_edition(self, sensitivity=sensitivity, hide=hide) if profile else self
        exports.write_ftm(written, path)
        return written

    def verify(
        self, *, lists_in: Sequence[Path | str] = (), seal: str | None = None
    ) -> "verification.Verified":
        """Check every law on the folder that this run was opened from; see ``verify_run``. Raises UsageError when it has none.

        >>> import tempfile
        >>> from resolver.pipeline import demo
        >>> with tempfile.TemporaryDirectory() as out:
        ...     demo().write(out, report=False)
        ...     open_run(out).verify().holds
        True
        """
        if self.folder is None:
            raise UsageError(
                "this run was not opened from a folder: write it, then resolver.open(OUT).verify()"
            )
        return verify_run(self.folder, lists_in=lists_in, seal=seal)

    def __repr__(self) -> str:
        return f"<Run of {self.mentions.height} mentions: {self.persons.height} persons, {self.questions.height} open questions>"

    def summary(self) -> str:
        """Return the editor's answer: what was read, how many people, and what that does not mean."""
        return self._summary

    @cached_property
    def _summary(self) -> str:
        return reports.summarise(self)

    def _repr_html_(self) -> str:
        return reports.render_fragment(self)


class Person(dict[str, Any]):
    """One row of PERSONS that shows itself as a card: in words when printed, as a page in a notebook."""

    def __init__(self, row: Mapping[str, Any], *, outcome: Outcome) -> None:
        super().__init__(row)
        self._outcome = outcome

    def citation(self) -> str:
        """Return the person as a footnote: what is reported, every document, how many origins, which run says so.

        >>> from resolver.pipeline import demo
        >>> demo().person("M092").citation().partition(". ")[0]
        'Алексей Шихов (Aleksey Shikhov)'
        """
        return Citations(self._outcome).of(self)

    def __str__(self) -> str:
        return reports.person_text(self._outcome, self["person_id"])

    def _repr_html_(self) -> str:
        return reports.render_person(self._outcome, self["person_id"])


def _why_unknown(outcome: Outcome, wanted: str, *, kind: str = "person") -> str:
    """Return why a run has no such mention or person: rows were withdrawn, or nobody ever had that id."""
    stones = outcome.tombstones.filter(
        (pl.col("person_id") == wanted) | (pl.col("mention_id") == wanted),
        pl.col("state") != "superseded",
    )
    if stones.is_empty():
        return f"no {kind} {wanted!r} in this run; ids stand in {kind}s.csv"
    reasons = "; ".join(sorted(set(stones["reason"].drop_nulls())))
    return f"{wanted} was withdrawn ({reasons}); what was known of it stands in withdrawn.csv"


def _has_former(person_id: str) -> pl.Expr:
    return pl.col("former_ids").fill_null("").str.split(" ").list.contains(person_id)


def _explain(
    run: Run,
    ruleset: Ruleset,
    normalised: Normalised,
    compared: pl.DataFrame,
    scored: pl.DataFrame,
    grounds: Grounds,
) -> Explanation:
    left, right = int(compared["left"][0]), int(compared["right"][0])
    ids = [run.memberships["mention_id"][row] for row in (left, right)]
    readings = _chosen_readings(normalised, left, right)
    weighed = weigh(compared, ruleset.comparisons, ruleset.link_rule)
    told = full_chances(compared, ruleset.comparisons, ruleset.link_rule)
    known = run.score_of(left, right)
    rule = int(known["rule"][0]) if known.height else UNBLOCKED
    return Explanation(
        left_id=ids[0],
        right_id=ids[1],
        left_name=_name_of(normalised, left),
        right_name=_name_of(normalised, right),
        left_reading=readings[0],
        right_reading=readings[1],
        prior_bits=weighed.prior,
        relatives_bits=float(weighed.relatives[0]),
        calibration_bits=float(weighed.calibration[0]),
        shares=tuple(
            _share(compared, one, told[one.name], float(weighed.by_comparison[one.name][0]))
            for one in ruleset.comparisons
            # Of a single list nobody is silent: which one it is was never asked.
            if one.kind != "list" or compared[one.name][0]
        ),
        match_weight=float(scored["match_weight"][0]) / 1000,
        match_probability=float(scored["match_probability"][0]),
        namesakes=float(scored["namesakes"][0]),
        rule=None if rule == UNBLOCKED else ruleset.blocking.rules[rule].name,
        decision=_decision(run, left, right),
        values=_values(normalised, ruleset, left, right),
        grounds=grounds,
    )


def _chosen_readings(normalised: Normalised, left: int, right: int) -> tuple[Reading | None, Reading | None]:
    codes = [int(normalised.values["name_code"][row]) for row in (left, right)]
    levels = normalised.names.compare(*codes) if min(codes) >= 0 else None
    if levels is None:
        return None, None
    mine, other = (normalised.names.readings[code] for code in codes)
    return mine[levels.left], other[levels.right]


def _name_of(normalised: Normalised, row: int) -> str | None:
    return (
        shown_text(int(normalised.values["name_code"][row]), normalised.names)
        or normalised.mentions["name"][row]
    )


def _share(compared: pl.DataFrame, comparison: Comparison, told: Chances, bits: float) -> Share:
    number = int(compared[comparison.name][0])
    m, u = (rounded(float(np.exp2(one[0]))) for one in (told.m, told.u))
    return Share(
        comparison=comparison.name,
        level=comparison.label(number),
        m=m,
        u=u,
        bits=bits,
        among_fellows=number > 0
        and comparison.levels[number - 1].u == FREQUENCY
        and bool(commoner_among_fellows(compared, comparison)[0]),
    )


def _decision(run: Run, left: int, right: int) -> str:
    persons = [run.memberships["person_id"][row] for row in (left, right)]
    if persons[0] == persons[1]:
        return f"one person: {persons[0]} ({run.memberships['why'][right]})"
    asked = run.questions.filter(
        pl.col("left_person_id").is_in(persons) & pl.col("right_person_id").is_in(persons)
    )
    if asked.height:
        return f"open: question {asked['question_id'][0]} ({asked['reason'][0]})"
    return f"apart: {persons[0]} and {persons[1]}{_told_apart(run, persons)}"


def _told_apart(run: Run, persons: Sequence[str]) -> str:
    """Return who told two persons apart and on which mentions, or nothing."""
    person, ids = run.memberships["person_id"], run.memberships["mention_id"]
    told = run.judged.filter(pl.col("verdict") == "different")
    said = [
        f"{row['judge']} ({row['judgement_id']}) on {ids[row['left']]} and {ids[row['right']]}"
        for row in told.iter_rows(named=True)
        if {person[row["left"]], person[row["right"]]} == set(persons)
    ]
    return f" (judged different by {'; '.join(said)})" if said else ""


_SHOWN = (
    "birth_date",
    "age",
    "death_date",
    "origin_place",
    "unit",
    "rank",
    "callsign",
    "incident",
    "wikidata",
    "origin_geonames",
    "death_geonames",
    "document_id",
    "url",
)


def _values(
    normalised: Normalised, ruleset: Ruleset, left: int, right: int
) -> dict[str, tuple[str | None, str | None]]:
    own = [one.column for one in ruleset.comparisons if one.column and one.column not in FIELDS]
    names = dict.fromkeys([*_SHOWN, *own])
    return {name: (normalised.mentions[name][left], normalised.mentions[name][right]) for name in names}


def open_run(folder: Path | str) -> Run:
    """Return the run that stands in a folder, with everything needed to ask it why.

    A run that a crash left half committed is finished first. Raises FolderError when the folder holds no run.
    """
    path = _existing(folder)
    return read_steadily(path, lambda: _opened(path))


def _existing(folder: Path | str) -> Path:
    path = Path(folder)
    if not path.is_dir():
        raise FolderError(f"{folder}: no such folder; give the folder that dedupe -o wrote")
    return path


def _opened(path: Path) -> Run:
    if not (path / "run.json").is_file():
        raise FolderError(f"{path}: holds no run; give the folder that dedupe -o wrote")
    told = json.loads(read_bytes(path / "run.json"))
    if lacking := [name for name in _TOLD if name not in told]:
        raise _of_other_version(path, f"run.json does not say {', '.join(lacking)}")
    kept = (*KEPT, *(KEPT_OF_REFERENCE if "reference" in told["options"] else ()))
    kept += KEPT_OF_CLAIMS if "count_claims" in told else ()
    tables: dict[str, Any] = {name: _kept_table(path, name) for name in ("scores", *kept, *DOUBTS)}
    scores = tables.pop("scores")
    rulebook = unzip_rules(_kept_bytes(path, "rules.zip"))
    doubts = Doubts.from_tables({name: tables.pop(name) for name in DOUBTS})
    settings = Settings.kept(told["settings"])
    return Run(
        **tables,
        scored=Packed.of([scores]),
        count=PeopleCount(**told["count"]),
        count_by_incident={name: PeopleCount(**count) for name, count in told["count_by_incident"].items()},
        notes=tuple(told["notes"]),
        settings=settings,
        rulebook=rulebook,
        model=read_model(
            _kept_bytes(path, "model.json"),
            comparisons_of(rulebook, settings),
            file="model.json",
        ),
        options=told["options"],
        doubts=doubts,
        run_number=told["run"],
        names_kept=_names_kept(path, told, rulebook),
        folder=path,
    )


def verify_run(
    folder: Path | str, *, lists_in: Sequence[Path | str] = (), seal: str | None = None
) -> "verification.Verified":
    """Check on a finished run that nothing was lost, nothing made up and nothing altered since.

    ``lists_in`` are the folders in which its lists lie; by default they are looked for where we are and beside the run. ``seal`` is
    one that an earlier verification told. Raises FolderError when the folder holds no run.
    """
    path = _existing(folder)
    if not (path / "run.json").is_file() and not (path / ".resolver").is_dir():
        raise FolderError(f"{folder}: holds no run; give the folder that dedupe -o wrote")
    folders = verification.folders_of(path, lists_in)
    return read_steadily(
        path,
        lambda: verification.verify_folder(path, lists_in=folders, seal=seal, as_written=_as_written(path)),
    )


def _as_written(folder: Path) -> "verification.AsWritten":
    """Return what makes the tables of a run anew from what it keeps, to show what somebody altered."""

    def as_made() -> dict[str, pl.DataFrame]:
        run = open_run(folder)
        return {**tables_for_people(run), **(run.counts().tables() if run.has_claims else {})}

    tables = cache(as_made)

    def bytes_of(name: str) -> bytes | None:
        stem, _, suffix = name.partition(".")
        try:
            if suffix != "csv" or stem not in tables():
                return None
        except ResolverError:
            return None
        made = (csv_bytes(tables()[stem], plain=plain) for plain in (False, True))
        return next((one for one in made if sha256_of(one) == written_files(folder)[name]), None)

    return bytes_of


_TOLD = ("count", "count_by_incident", "notes", "settings", "options", "run")
"""What run.json has to say."""


def _names_kept(folder: Path, told: Mapping[str, Any], rulebook: Rulebook) -> dict[str, pl.DataFrame] | None:
    """Return the tables that keep names; none where others than these rules and this version would read them, or where they are missing."""
    is_ours = (told.get("resolver"), told.get("rules_sha256")) == (VERSION, rulebook.sha256)
    files = {name: folder / ".resolver" / f"{name}.parquet" for name in NAMES}
    if not is_ours or not all(path.is_file() for path in files.values()):
        return None
    tables = {name: _parquet_of(folder, name) for name in NAMES}
    is_whole = all(KEPT_SCHEMAS[name].keys() <= table.schema.keys() for name, table in tables.items())
    return tables if is_whole else None


def _kept_bytes(folder: Path, name: str) -> bytes:
    path = folder / ".resolver" / name
    if not path.is_file():
        raise _of_other_version(folder, f".resolver/{name} is missing")
    return read_bytes(path)


def _kept_table(folder: Path, name: str) -> pl.DataFrame:
    """Return a table that a run keeps, or raise FolderError: it is missing, damaged, or lacks columns."""
    table = with_later_fields(_parquet_of(folder, name), KEPT_SCHEMAS.get(name, ()))
    lacking = [column for column in KEPT_SCHEMAS.get(name, ()) if column not in table.columns]
    if lacking:
        raise _of_other_version(folder, f".resolver/{name}.parquet has no column {', '.join(lacking)}")
    return table


def _parquet_of(folder: Path, name: str) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(_kept_bytes(folder, f"{name}.parquet")))
    except pl.exceptions.ComputeError:
        raise _of_other_version(folder, f".resolver/{name}.parquet is damaged") from None


def _of_other_version(folder: Path, told: str) -> FolderError:
    return FolderError(
        f"{folder}: {told}: another version of resolver wrote this run, or files of it were lost; run again: "
        f"resolver dedupe FILES -o {folder}"
    )
