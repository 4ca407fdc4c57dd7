"""What people said of documents (REPOSTS) -> which answers hold, and which documents are one voice.

A repost is never found by a program alone: only what somebody accepted makes two documents one voice. Whatever was accepted first
holds: an answer that would join two documents which somebody called separate is told, and joins nothing.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from resolver.errors import InputError
from resolver.judgements import standing
from resolver.tables import REPOSTS, conform
from resolver.values.formulas import restore

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SAID = ("copy_id", "original_id", "verdict", "judge", "judged_at", "replaces")


class RepostVerdict(StrEnum):
    """A person's answer about two documents."""

    REPOST = "repost"
    SEPARATE = "separate"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reposts:
    """All answers about documents that a run was given, as REPOSTS; those that were taken back among them.

    >>> told = pl.DataFrame([{"repost_id": "o-1", "copy_id": "b", "original_id": "a", "verdict": "repost"}], schema=REPOSTS)
    >>> dict(Reposts(given=told).voices)
    {'a': 'a', 'b': 'a'}
    """

    given: pl.DataFrame = field(default_factory=REPOSTS.to_frame)

    @property
    def standing(self) -> pl.DataFrame:
        """Return the answers that hold: none taken back, and of one judge on one pair the latest; the oldest first."""
        told = self.given.rename({"repost_id": "judgement_id"})
        held = standing(told, ("copy_id", "original_id")).rename({"judgement_id": "repost_id"})
        return held.sort(pl.col("judged_at").fill_null(""), "repost_id")

    @property
    def voices(self) -> Mapping[str, str]:
        """Return for each document of a voice the one that the voice is called by."""
        return self._joined()[0]

    @property
    def refused(self) -> tuple[str, ...]:
        """Return the ids of accepted reposts that join nothing, because somebody called two of the documents separate."""
        return self._joined()[1]

    def _joined(self) -> tuple[dict[str, str], tuple[str, ...]]:
        held = self.standing.select("repost_id", "copy_id", "original_id", "verdict").rows()
        apart = [{copy, original} for _, copy, original, verdict in held if verdict == RepostVerdict.SEPARATE]
        voices: dict[str, set[str]] = {}
        refused = []
        for repost_id, copy, original, verdict in held:
            if verdict != RepostVerdict.REPOST:
                continue
            both = voices.get(copy, {copy}) | voices.get(original, {original})
            if any(pair <= both for pair in apart):
                refused.append(repost_id)
                continue
            voices |= dict.fromkeys(both, both)
        named = {one: min(voice) for one, voice in sorted(voices.items())}
        return named, tuple(refused)

    def notes(self, document_ids: pl.Series) -> Iterator[str]:
        """Yield what a reader has to know of answers that this run could not obey."""
        if self.given.is_empty():
            return
        if self.refused:
            yield f"{len(self.refused):,} accepted reposts would join documents that somebody called separate and were left out: {', '.join(self.refused[:5])}"
        held = self.standing.filter(pl.col("verdict") == RepostVerdict.REPOST)
        known = document_ids.implode()
        away = held.filter(~(pl.col("copy_id").is_in(known) & pl.col("original_id").is_in(known)))
        if away.height:
            yield f"{away.height:,} accepted reposts are about documents that this run does not have: {', '.join(away['repost_id'][:5])}"


def repost_id(row: Mapping[str, object], taken: Sequence[str] = ()) -> str:
    """Return the id of an answer, made from what it says, so that adding a file twice adds nothing.

    >>> repost_id({"copy_id": "a", "original_id": "b", "verdict": "repost", "judge": "AK"})
    'o-78NQXBAJ'
    """
    text = "\x1e".join(f"{name}\x1f{row.get(name) or ''}" for name in _SAID)
    for ordinal in range(len(taken) + 1):
        number = int.from_bytes(hashlib.sha256(f"{text}\x1d{ordinal}".encode()).digest(), "big")
        code = "o-" + "".join(_CROCKFORD[number >> shift & 31] for shift in range(0, 40, 5))
        if code not in taken:
            break
    return code


def reposts_of(table: pl.DataFrame, *, file: str = "reposts.csv") -> Reposts:
    """Return the answers that a table of text holds, or raise one InputError that tells every fault of it.

    >>> reposts_of(pl.DataFrame({"repost_id": ["o-1"], "copy_id": ["a"], "original_id": ["b"], "verdict": ["maybe"]}))
    Traceback (most recent call last):
    resolver.errors.InputError: reposts.csv, row 2: verdict "maybe" is not understood; write repost, separate or unsure
    """
    absent = [name for name in REPOSTS if name not in table.columns]
    rows = table.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent).select(
        list(REPOSTS)
    )
    cleaned = rows.with_columns(pl.all().cast(pl.String).str.strip_chars().replace("", None))
    filled = cleaned.filter(pl.any_horizontal(pl.all().is_not_null()))
    faults = [
        f"{file}, row {number}: {fault}"
        for number, row in enumerate(filled.iter_rows(named=True), start=2)
        for fault in _faults(row)
    ]
    if faults:
        raise InputError("\n".join(faults))
    texts = [name for name, kind in REPOSTS.items() if kind == pl.String]
    told = filled.with_columns(
        *(pl.col(name).map_elements(restore, return_dtype=pl.String, skip_nulls=True) for name in texts),
        pl.col("score_shown").str.replace(",", ".").cast(pl.Float64, strict=False),
    )
    return Reposts(given=conform(told, REPOSTS, table="REPOSTS"))


def _faults(row: Mapping[str, str | None]) -> Iterator[str]:
    if row["repost_id"] is None:
        yield "has no repost_id; let resolver reposts write the row"
    if row["verdict"] is None and row["replaces"] is None:
        yield "has no verdict; write repost, separate or unsure"
    if row["verdict"] is not None and row["verdict"] not in list(RepostVerdict):
        yield f'verdict "{row["verdict"]}" is not understood; write repost, separate or unsure'
    if row["verdict"] is not None and (row["copy_id"] is None or row["original_id"] is None):
        yield "names no two documents"
    elif row["verdict"] is not None and row["copy_id"] == row["original_id"]:
        yield "a document is no repost of itself"
