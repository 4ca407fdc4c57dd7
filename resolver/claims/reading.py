"""Files or frames of count claims -> COUNT_CLAIMS, REJECTS and CLAIM_FILES: every record is in exactly one of the first two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from resolver.claims.columns import ClaimHeaders
from resolver.claims.rows import understood
from resolver.claims.rules import ClaimRules, claim_rules_of
from resolver.errors import ConservationError, InputError
from resolver.files import read_bytes, sha256_of
from resolver.memory import room
from resolver.ruleset import Ruleset
from resolver.settings import CountSettings, Settings
from resolver.sources import text_frame
from resolver.stages.read import names_of
from resolver.stages.read.formats import parse_file, text_of_frame
from resolver.stages.read.ids import content_of, mint
from resolver.stages.read.raw import row_as_json, told_apart
from resolver.stages.read.records import Tidied, tidy
from resolver.stages.read.source import Source
from resolver.tables import CLAIM_FIELDS, CLAIM_FILES, CLAIMED, COUNT_CLAIMS, REJECTS, conform

ClaimSource = Any
"""A file, or a frame (polars or pandas)."""
_FRAME = "counts"
_TAKEN = {*COUNT_CLAIMS, *CLAIM_FIELDS, *CLAIMED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadClaims:
    """What was read of count claims: the claims, the records that are none, the files, and notes for the user."""

    claims: pl.DataFrame = field(default_factory=COUNT_CLAIMS.to_frame)
    rejects: pl.DataFrame = field(default_factory=REJECTS.to_frame)
    files: pl.DataFrame = field(default_factory=CLAIM_FILES.to_frame)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file with its tables, and what was said of it."""

    name: str
    sha256: str | None
    said: CountSettings
    tables: Sequence[Tidied]


@dataclass(slots=True)
class _Record:
    """One record on its way: its claim, or why it is none."""

    place: Mapping[str, Any]
    cells: Mapping[str, str | None]
    others: Mapping[str, str | None]
    as_it_was: str
    content: str
    claim: Mapping[str, Any] | None = None
    reason: str = ""


def read_claims(sources: Sequence[ClaimSource], ruleset: Ruleset, settings: Settings) -> ReadClaims:
    """Read count claims from files and frames, or raise one InputError that tells every fault of every file.

    >>> import polars as pl
    >>> from resolver.rulebook import load_rulebook
    >>> from resolver.ruleset import compile_rules
    >>> frame = pl.DataFrame({"text": ["more than 100", "many"], "unit": ["killed", "killed"]})
    >>> read = read_claims([frame], compile_rules(load_rulebook(), Settings()), Settings())
    >>> read.claims.select("low", "high", "unit", "line").rows(), read.rejects["line"].to_list()
    ([(101, None, 'killed', 1)], [2])
    """
    rules = claim_rules_of(ruleset.rulebook)
    files, records, faults = [], [], []
    for source, name in zip(sources, _names(sources), strict=True):
        try:
            one = _opened(source, name, rules, ruleset, settings)
            records += _records(one, rules, ruleset)
            files.append(one)
        except InputError as fault:
            faults.append(str(fault))
    if faults:
        raise InputError("\n".join(faults))
    _with_ids(records)
    return _assembled(files, records)


def _names(sources: Sequence[ClaimSource]) -> list[str]:
    """Return a name of its own for each source."""
    files = iter(names_of([Path(one) for one in sources if not _is_frame(one)]))
    return told_apart(_FRAME if _is_frame(one) else next(files) for one in sources)


def _is_frame(source: ClaimSource) -> bool:
    return hasattr(source, "columns")


def _opened(source: ClaimSource, name: str, rules: ClaimRules, ruleset: Ruleset, settings: Settings) -> _File:
    if _is_frame(source):
        frame = source if isinstance(source, pl.DataFrame) else text_frame(source)
        only = settings.counts[0] if settings.counts and len(settings.counts) == 1 else None
        said = settings.for_counts(name) or only or CountSettings(file=name)
        return _File(name=name, sha256=None, said=said, tables=[tidy(text_of_frame(frame))])
    said = settings.for_counts(source) or CountSettings(file=name)
    data = read_bytes(source, at_most=room())
    headers = ClaimHeaders(rules=rules, words=ruleset.columns, wished=said.columns)
    tables = parse_file(Source(file=name, data=data, said=said.as_list(), known_words=headers.known_in))
    return _File(name=name, sha256=sha256_of(data), said=said, tables=[tidy(one) for one in tables])


# --- records ----------------------------------------------------------------------------------------------------------


def _records(file: _File, rules: ClaimRules, ruleset: Ruleset) -> list[_Record]:
    """Return every record of a file, in the order in which it stands there."""
    headers = ClaimHeaders(rules=rules, words=ruleset.columns, wished=file.said.columns)
    records: list[_Record] = []
    for tidied in file.tables:
        if not tidied.table.record_count:
            raise InputError(f"{file.name}: holds a header and no rows; check that it was saved to the end")
        at = headers.mapped(tidied.table.header, file=file.name)
        records += _of_table(file, tidied, at, rules, ruleset.missing)
    return records


def _of_table(
    file: _File, tidied: Tidied, at: Mapping[str, int], rules: ClaimRules, missing: frozenset[str]
) -> Iterable[_Record]:
    table = tidied.table
    place = {"file": file.name, "sheet": table.sheet}
    for odd in table.odd:
        yield _Record(
            place={**place, "line": odd.line},
            cells={},
            others={},
            as_it_was=odd.row_as_it_was,
            content="",
            reason=f"{odd.reason}; mend the row or delete it",
        )
    others = [column for column in range(len(table.header)) if column not in at.values()]
    named = dict(zip(others, told_apart((table.header[one] for one in others), taken=_TAKEN), strict=True))
    contents = content_of(tidied.cells, [(str(column), header) for column, header in enumerate(table.header)])
    rows = zip(tidied.cells.iter_rows(), table.cells.iter_rows(), table.lines, contents, strict=True)
    for row, raw, line, content in rows:
        record = _Record(
            place={**place, "line": line},
            cells={name: row[column] for name, column in at.items()},
            others={name: row[column] for column, name in named.items()},
            as_it_was=row_as_json(raw),
            content=content,
        )
        if all(cell is None or cell == header for cell, header in zip(row, table.header, strict=True)):
            record.reason = "header repeated"
        else:
            _understand(record, file.said, rules, missing)
        yield record


def _understand(record: _Record, said: CountSettings, rules: ClaimRules, missing: frozenset[str]) -> None:
    """Put into a record what it claims, or why it is no claim."""
    found = understood(record.cells, rules, missing)
    if isinstance(found, str):
        record.reason = found
        return
    own = {name: record.cells.get(name) for name in COUNT_CLAIMS if name in CLAIM_FIELDS}
    record.claim = {
        **own,
        "low": found.number.low,
        "high": found.number.high,
        "number_from": found.number_from,
        "unit": found.unit,
        "unit_as_said": record.cells.get("unit"),
        "text": own["text"] or record.cells.get("number"),
        "incident": own["incident"] or said.incident,
        **record.place,
    }


# --- ids --------------------------------------------------------------------------------------------------------------


def _with_ids(records: Sequence[_Record]) -> None:
    """Give each claim an id: its own, else one minted from what it says. An id that two different claims bear is nobody's."""
    by_id: dict[str, list[_Record]] = {}
    claims = [(one, one.claim["claim_id"]) for one in records if one.claim is not None]
    minted = mint(pl.Series([one.content for one, _ in claims], dtype=pl.String))
    for (record, given), own in zip(claims, minted, strict=True):
        by_id.setdefault(given or f"k-{own.removeprefix('m-')}", []).append(record)
    for claim_id, theirs in by_id.items():
        contents = {one.content for one in theirs}
        lines = ", ".join(f"{one.place['file']} line {one.place['line']}" for one in theirs)
        for at, record in enumerate(sorted(theirs, key=_place_order)):
            if len(contents) > 1:
                record.claim = None
                record.reason = (
                    f"claim_id: {claim_id} stands for different claims ({lines}); give each an id of its own"
                )
            elif at:
                record.claim, record.reason = (
                    None,
                    f"claim_id: {claim_id}: the same claim stands twice ({lines})",
                )
            else:
                record.claim = {**(record.claim or {}), "claim_id": claim_id}


def _place_order(record: _Record) -> tuple[str, str, int]:
    return (record.place["file"], record.place["sheet"] or "", record.place["line"])


# --- tables -----------------------------------------------------------------------------------------------------------


def _assembled(files: Sequence[_File], records: Sequence[_Record]) -> ReadClaims:
    used = [one for one in records if one.claim is not None]
    rejected = [one for one in records if one.claim is None]
    names = list(dict.fromkeys(name for one in used for name in one.others))
    schema = {**COUNT_CLAIMS, **dict.fromkeys(names, pl.String())}
    rows = [{**dict.fromkeys(names), **one.others, **(one.claim or {})} for one in used]
    claims = conform(pl.DataFrame(rows, schema=schema), COUNT_CLAIMS, table="COUNT_CLAIMS", keep_others=True)
    told = [{**one.place, "reason": one.reason, "row_as_it_was": one.as_it_was} for one in rejected]
    if claims.height + len(told) != sum(table.table.record_count for one in files for table in one.tables):
        raise ConservationError(
            "not every record of the count claims is a claim or a reject; nothing was written"
        )
    rejects = pl.DataFrame(told, schema=REJECTS)
    return ReadClaims(
        claims=claims,
        rejects=rejects,
        files=pl.DataFrame([_file_row(one) for one in files], schema=CLAIM_FILES),
        notes=tuple(
            f"{one.name}: {note}" for one in files for table in one.tables for note in table.table.notes
        )
        + tuple(_astray(claims)),
    )


def _file_row(one: _File) -> dict[str, Any]:
    return {
        "file": one.name,
        "sha256": one.sha256,
        "encoding": one.tables[0].table.encoding,
        "separator": one.tables[0].table.separator,
        "record_count": sum(table.table.record_count for table in one.tables),
        "incident": one.said.incident,
        "sensitivity": one.said.sensitivity,
    }


def _astray(claims: pl.DataFrame) -> Iterable[str]:
    """Return where a claim leads to another that is not there, or to itself."""
    known = set(claims["claim_id"])
    for claim_id, *leads in claims.select("claim_id", "part_of", "supersedes").sort("claim_id").iter_rows():
        for name, lead in zip(("part_of", "supersedes"), leads, strict=True):
            if lead == claim_id:
                yield f"count claim {claim_id}: {name} is the claim itself; it is read as if it were empty"
            elif lead is not None and lead not in known:
                yield f"count claim {claim_id}: {name} is {lead}, and there is no such claim"
