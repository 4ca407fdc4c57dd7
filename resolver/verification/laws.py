"""A run folder -> one Check for each law of a run: its files, its records, its statements, its persons, people's answers, its rules."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from resolver.corrections import corrections_in
from resolver.errors import FolderError, ResolverError, RuleError
from resolver.files import open_to_others, other_files, read_bytes, sha256_of, written_files
from resolver.judgements import obeyed, read_judgements
from resolver.model.fitted import read_model
from resolver.obeyed import verdict_words
from resolver.origins import REPOSTS_FILE, reposts_in
from resolver.ruleset import comparisons_of
from resolver.tables import CORRECTIONS, NAME_PARTS, STATED_FIELDS, name_in_cells
from resolver.values.verdicts import Verdict
from resolver.verification.checked import Check, Verified, told_in_short
from resolver.verification.claims import claims_law
from resolver.verification.differences import difference
from resolver.verification.kept import KeptRun, UnreadableError
from resolver.verification.received import PLACE, place_told, received

VARYING = ("timings.json", "since_last.csv")
"""Files of a run that differ from run to run."""
_ANSWER = ("judgement_id", "left_id", "right_id", "verdict", "judge", "judged_at", "reason", "replaces")

AsWritten = Callable[[str], bytes | None]
"""Returns the bytes of a file as the run wrote it, made anew from what it keeps; None where that cannot be done."""


def verify_folder(
    folder: Path, *, lists_in: Sequence[Path] = (), seal: str | None = None, as_written: AsWritten
) -> Verified:
    """Check every law on a finished run. ``seal`` is one that an earlier verification told."""
    run = KeptRun(folder=folder)
    laws: list[tuple[str, Callable[[], Check]]] = [
        ("files", lambda: _files(folder, seal, as_written)),
        ("rules", lambda: _rules(run)),
        ("lists", lambda: received(run, lists_in)),
        ("records", lambda: _records(run)),
        ("statements", lambda: _statements(run)),
        ("persons", lambda: _persons(run)),
        ("judgements", lambda: _judgements(run)),
        ("corrections", lambda: _corrections(run)),
    ]
    if _has_claims(run):
        laws.append(("counts", lambda: claims_law(run, lists_in)))
    checks = tuple(_looked_at(name, check) for name, check in laws)
    return Verified(checks=checks, seal=seal_of(folder), notes=tuple(_notes(folder)))


def _has_claims(run: KeptRun) -> bool:
    """Return whether a run was given count claims; where run.json is damaged other laws tell that."""
    try:
        return "count_claims" in run.told
    except UnreadableError:
        return False


def _looked_at(law: str, check: Callable[[], Check]) -> Check:
    """Return what a check finds; what it needs may be missing or damaged, which the check of the files tells, too."""
    try:
        return check()
    except UnreadableError as fault:
        return Check(law=law, looked_at="", not_checked=str(fault))


# --- files ------------------------------------------------------------------------------------------------------------


def seal_of(folder: Path) -> str:
    """Return one hash for every byte that a run wrote but its timings and what it changed of the run before; the same run made again has the same."""
    try:
        hashes = written_files(folder)
    except FolderError:
        return ""
    kept = {name: hashes[name] for name in sorted(hashes) if name not in VARYING}
    return sha256_of(json.dumps(kept, ensure_ascii=False).encode()) if kept else ""


def _files(folder: Path, seal: str | None, as_written: AsWritten) -> Check:
    """Check that every file holds the bytes that the run wrote."""
    try:
        hashes = written_files(folder)
    except FolderError as fault:
        return Check(law="files", looked_at="", faults=(str(fault),))
    faults = [told for name, sha256 in hashes.items() if (told := _altered(folder, name, sha256, as_written))]
    if not hashes:
        faults.append(".files.json: is missing; nothing says what the run wrote")
    if seal is not None and seal != seal_of(folder):
        faults.append(
            f"the seal is another: {seal_of(folder)}, not {seal}; this is not the run that was sealed"
        )
    return Check(law="files", looked_at=f"{len(hashes):,} files", faults=told_in_short(faults))


def _altered(folder: Path, name: str, sha256: str, as_written: AsWritten) -> str | None:
    """Return what became of a file, or None when it is as the run wrote it."""
    path = folder / name
    if not path.is_file():
        return f"{name}: is missing"
    if sha256_of(path) == sha256:
        return None
    before = as_written(name)
    if before is None or sha256_of(before) != sha256:
        return f"{name}: was altered"
    return f"{name}: was altered: {difference(name, before, read_bytes(path))}"


def _notes(folder: Path) -> Iterator[str]:
    try:
        added = other_files(folder)
    except FolderError:
        return
    if added:
        yield f"added since, by no run: {', '.join(told_in_short(added))}"
    others = open_to_others(folder)
    if others:
        yield f"not for the owner alone: {', '.join(told_in_short(others))}"


# --- records ----------------------------------------------------------------------------------------------------------


def _records(run: KeptRun) -> Check:
    """Check that every record is used or rejected, once, and that as many are there as were read."""
    mentions, rejects = run.table("mentions", ["mention_id", *PLACE]), run.table("rejects", PLACE)
    stones = run.table("tombstones", ["state", *PLACE]).filter(pl.col("state") == "retracted")
    # A record whose name cell was parted gives several mentions, all on its line.
    used = mentions.select(PLACE).unique()
    places = pl.concat([used, rejects])
    faults = [
        f"{place_told(row[:3])}: stands {row[3]} times"
        for row in places.group_by(PLACE).len().filter(pl.col("len") > 1).sort(PLACE).iter_rows()
    ]
    again = mentions.filter(pl.col("mention_id").is_duplicated())["mention_id"].unique().sort()
    faults += [f"{one}: is the id of several mentions" for one in again]
    faults += _counts(run, used.height, rejects.height, stones.height)
    told = f"{used.height + rejects.height:,} records = {used.height:,} used + {rejects.height:,} rejected"
    told += f"; {stones.height:,} retracted by corrections" if stones.height else ""
    return Check(law="records", looked_at=told, faults=told_in_short(faults))


def _counts(run: KeptRun, used: int, rejected: int, retracted: int) -> Iterator[str]:
    """Yield where run.json tells other numbers than the tables hold."""
    rows = run.told["rows"]
    if (used, rejected) != (rows["used"], rows["rejected"]):
        yield f"run.json: says {rows['used']:,} used and {rows['rejected']:,} rejected; {used:,} and {rejected:,} stand in the tables"
    read = sum(one["record_count"] for one in run.lists)
    if not used + rejected <= read <= used + rejected + retracted:
        yield f"run.json: says that {read:,} records were read; {used + rejected:,} are used or rejected"


def _statements(run: KeptRun) -> Check:
    """Check that every statement is what a cell of a list says, and that the list is known by its hash."""
    columns = ["statement_id", "mention_id", "field", "original_value", "list_id", *PLACE]
    statements = run.table("statements", columns)
    cells = [name for name in STATED_FIELDS if name != "name"]
    mentions = run.table("mentions", ["mention_id", "list_id", "name", *NAME_PARTS, *cells, *PLACE])
    mentions = mentions.with_columns(name_in_cells())
    faults = [f"{one}: is the id of several statements" for one in _duplicates(statements["statement_id"])]
    for name in STATED_FIELDS:
        faults += _not_in_cells(statements.filter(pl.col("field") == name), mentions, name)
    unknown = statements.filter(~pl.col("field").is_in(list(STATED_FIELDS)))
    faults += [f"{one}: is about no field" for one in unknown["statement_id"]]
    hashes = {one["file"]: one["sha256"] for one in run.lists}
    faults += [
        f"{file}: statements lead to this file, and run.json does not name it"
        for file in statements["file"].unique().sort()
        if file not in hashes
    ]
    unhashed = sum(sha256 is None for sha256 in hashes.values())
    told = f"{statements.height:,} statements in cells of {len(hashes):,} files"
    told += f", {unhashed:,} of them tables in memory without a hash" if unhashed else ""
    return Check(law="statements", looked_at=told, faults=told_in_short(faults))


def _not_in_cells(statements: pl.DataFrame, mentions: pl.DataFrame, field: str) -> list[str]:
    """Return the statements about a field that are no cell of their mention, and the cells that no statement tells."""
    cells = mentions.select("mention_id", "list_id", *PLACE, cell=field)
    joined = statements.join(cells, on="mention_id", how="left", suffix=" of mention")
    same = [pl.col(name).eq_missing(pl.col(f"{name} of mention")) for name in ("list_id", *PLACE)]
    wrong = joined.filter(~pl.all_horizontal(*same, pl.col("original_value").eq_missing(pl.col("cell"))))
    silent = cells.filter(pl.col("cell").is_not_null()).join(statements, on="mention_id", how="anti")
    told = [
        f"{one}: is not what {field} of mention {mention} says"
        for one, mention in wrong.select("statement_id", "mention_id").iter_rows()
    ]
    return told + [f"mention {mention}: no statement tells its {field}" for mention in silent["mention_id"]]


def _duplicates(ids: pl.Series) -> list[str]:
    return ids.filter(ids.is_duplicated()).unique().sort().to_list()


# --- persons ----------------------------------------------------------------------------------------------------------


def _persons(run: KeptRun) -> Check:
    """Check that every mention is in exactly one person, and that persons, memberships and statements say the same."""
    members = run.table("memberships", ["mention_id", "person_id"])
    persons = run.table("persons", ["person_id", "mention_count", "mention_ids"])
    ids = run.table("mentions", ["mention_id"])["mention_id"]
    faults = [f"{one}: is in several persons" for one in _duplicates(members["mention_id"])]
    faults += [f"{one}: is in no person" for one in _without(ids, members["mention_id"])]
    faults += [f"{one}: is in a person and in no list" for one in _without(members["mention_id"], ids)]
    faults += [f"{one}: stands in PERSONS several times" for one in _duplicates(persons["person_id"])]
    # An id may hold a space: ids are joined for the comparison, not taken apart.
    grouped = members.group_by("person_id", maintain_order=True).agg(
        now=pl.col("mention_id").str.join(" "), count=pl.len()
    )
    both = persons.join(grouped, on="person_id", how="full", coalesce=True)
    other = both.filter(pl.col("mention_ids").ne_missing(pl.col("now")))
    faults += [f"{one}: PERSONS and MEMBERSHIPS disagree on its mentions" for one in other["person_id"]]
    miscounted = both.filter(pl.col("mention_count") != pl.col("count"))
    faults += [f"{one}: has another number of mentions than it says" for one in miscounted["person_id"]]
    statements = run.table("statements", ["statement_id", "mention_id", "person_id"])
    astray = statements.join(members, on=["mention_id", "person_id"], how="anti")
    faults += [f"{one}: is told of another person than its mention" for one in astray["statement_id"]]
    looked_at = f"{members.height:,} mentions in {persons.height:,} persons"
    return Check(law="persons", looked_at=looked_at, faults=told_in_short(faults))


def _without(ids: pl.Series, others: pl.Series) -> list[str]:
    return ids.to_frame("id").join(others.to_frame("id"), on="id", how="anti")["id"].unique().sort().to_list()


# --- people's answers -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    judgement: str
    verdict: str
    left: str
    right: str


def _judgements(run: KeptRun) -> Check:
    """Check that answers which contradict nobody's are obeyed, and that all the run was given still stand where they were kept."""
    given, judged = run.table("judgements"), run.table("judged")
    disputed = run.table("disagreements", ["left_id", "right_id"])
    person = dict(run.table("memberships", ["mention_id", "person_id"]).iter_rows())
    ids = run.table("values", ["row", "mention_id"]).sort("row")["mention_id"].to_list()
    open_pairs = {frozenset(pair) for pair in disputed.iter_rows()}
    faults = [
        f"{one.judgement}: said {one.verdict} of {one.left} and {one.right}, who {'are' if _same(one, person) else 'are not'} one person"
        for one in _pairs(judged, ids)
        if frozenset((one.left, one.right)) not in open_pairs
        and one.verdict != Verdict.UNSURE
        and _same(one, person) != (one.verdict == Verdict.SAME)
    ]
    lacking, away = _gone(run, given)
    bound = obeyed(judged, disputed, pl.Series(ids, dtype=pl.String))
    told = f"{bound.height:,} of {given.height:,} obeyed" if given.height else "none were given"
    told += (
        f"; {disputed.height:,} {'pair' if disputed.height == 1 else 'pairs'} in dispute"
        if disputed.height
        else ""
    )
    return Check(
        law="judgements", looked_at=told, faults=told_in_short([*faults, *lacking]), not_checked=away
    )


def _pairs(judged: pl.DataFrame, ids: Sequence[str]) -> Iterator[_Pair]:
    for judgement, verdict, left, right in judged.select(
        "judgement_id", "verdict", "left", "right"
    ).iter_rows():
        yield _Pair(judgement, verdict, ids[left], ids[right])


def _same(pair: _Pair, person: dict[str, str]) -> bool:
    return person.get(pair.left) == person.get(pair.right)


def _gone(run: KeptRun, given: pl.DataFrame) -> tuple[list[str], str]:
    """Return which answers no longer stand in judgements.csv as the run was given them; the file is only ever added to."""
    path = run.folder / "judgements.csv"
    if given.is_empty():
        return [], ""
    if not path.is_file():
        return [], "there is no judgements.csv beside this run"
    try:
        now = read_judgements(path, verdict_words(run.rulebook)).judgements
    except ResolverError as fault:
        return [f"judgements.csv: cannot be read: {fault}"], ""
    stands = {row[0]: row[1:] for row in now.select(_ANSWER).iter_rows()}
    told = []
    for judgement, *said in given.select(_ANSWER).iter_rows():
        if judgement not in stands:
            told.append(f"judgements.csv: {judgement} was given to the run and is gone")
        elif stands[judgement] != tuple(said):
            told.append(f"judgements.csv: {judgement} is not what the run was given")
    return told, ""


def _corrections(run: KeptRun) -> Check:
    """Check that the corrections which the run obeyed, and the answers about documents, still stand in their files."""
    of_cells = _corrections_alone(run)
    given = run.table("reposts")
    if given.is_empty():
        return of_cells
    faults, not_checked = _lost_reposts(run, given)
    return Check(
        law="corrections",
        looked_at=f"{of_cells.looked_at}; {given.height:,} answers about documents",
        faults=(*of_cells.faults, *faults),
        not_checked="; ".join(one for one in (of_cells.not_checked, not_checked) if one),
    )


def _lost_reposts(run: KeptRun, given: pl.DataFrame) -> tuple[tuple[str, ...], str]:
    """Return which answers about documents no longer stand in reposts.csv as the run was given them; the file is only added to."""
    if not (run.folder / REPOSTS_FILE).is_file():
        return (), f"there is no {REPOSTS_FILE} beside this run"
    try:
        now = reposts_in(run.folder).given
    except ResolverError as fault:
        return (f"{REPOSTS_FILE}: cannot be read: {fault}",), ""
    said = ["repost_id", "copy_id", "original_id", "verdict", "judge", "judged_at", "replaces"]
    stands = {row[0]: row for row in now.select(said).iter_rows()}
    faults = [
        f"{REPOSTS_FILE}: {row[0]} {'is gone' if row[0] not in stands else 'is not what the run was given'}"
        for row in given.select(said).iter_rows()
        if stands.get(row[0]) != row
    ]
    return told_in_short(faults), ""


def _corrections_alone(run: KeptRun) -> Check:
    given = run.table("corrections")
    if given.is_empty():
        return Check(law="corrections", looked_at="none were given")
    applied = given.filter(pl.col("unapplied_because").is_null()).height
    of_all = f" of {given.height:,}" if applied < given.height else ""
    looked_at = f"{applied:,}{of_all} obeyed"
    if not (run.folder / "corrections.csv").is_file():
        return Check(
            law="corrections", looked_at=looked_at, not_checked="there is no corrections.csv beside this run"
        )
    try:
        now = corrections_in(run.folder).table()
    except ResolverError as fault:
        return Check(
            law="corrections", looked_at=looked_at, faults=(f"corrections.csv: cannot be read: {fault}",)
        )
    stands = {row["correction_id"]: row for row in now.iter_rows(named=True)}
    faults = [
        f"corrections.csv: {row['correction_id']} {'is gone' if row['correction_id'] not in stands else 'is not what the run obeyed'}"
        for row in given.select(list(CORRECTIONS)).iter_rows(named=True)
        if stands.get(row["correction_id"]) != row
    ]
    return Check(law="corrections", looked_at=looked_at, faults=told_in_short(faults))


# --- rules ------------------------------------------------------------------------------------------------------------


def _rules(run: KeptRun) -> Check:
    """Check that the rules, the model and the lists kept are those that run.json names."""
    faults = []
    if run.rulebook.sha256 != run.told["rules_sha256"]:
        faults.append("rules.zip: holds other rules than run.json names")
    try:
        comparisons = comparisons_of(run.rulebook, run.settings)
        model_id = read_model(run.bytes_of("model.json"), comparisons, file="model.json").model_id
    except RuleError:
        raise UnreadableError(".resolver/model.json is damaged") from None
    if model_id != run.told["model"].get("model_id"):
        faults.append("model.json: is another model than run.json names")
    if run.table("lists").to_dicts() != run.lists:
        faults.append("lists.parquet: holds other lists than run.json names")
    rules = run.told["rules_sha256"][:12]
    return Check(law="rules", looked_at=f"rules {rules}, model {model_id}", faults=tuple(faults))
