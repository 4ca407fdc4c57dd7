"""A person of a run -> one line for a footnote: what is reported, every document that it rests on, how many origins, and which run says so."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from resolver.files import sha256_of
from resolver.outcome import Outcome
from resolver.stages.write import manifest_bytes
from resolver.values.urls import safe_href
from resolver.version import VERSION

_PARTS = ("publisher", "document_title", "reported_date")


def run_id(outcome: Outcome) -> str:
    """Return by what a run is cited: the first letters of the SHA-256 of its run.json; of an edition, that of the run it was made from.

    >>> from resolver.pipeline import demo
    >>> len(run_id(demo()))
    12
    """
    return str(outcome.options.get("run_id") or sha256_of(manifest_bytes(outcome))[:12])


class Citations:
    """Cites persons of one run, or of what may be published of it: only what ``documents`` says of them is told.

    >>> from resolver.pipeline import demo
    >>> run = demo()
    >>> print(Citations(run).of(run.person("M092")))  # doctest: +ELLIPSIS
    Алексей Шихов (Aleksey Shikhov). Reported killed by 2 known origins. Radio Svoboda, 2018-02, https...; Delfi.lv, https.... resolver ..., run ..., P-5MZPHV.
    """

    def __init__(self, outcome: Outcome, documents: pl.DataFrame | None = None) -> None:
        told = outcome.documents if documents is None else documents
        self._documents = {row["document_id"]: row for row in told.iter_rows(named=True)}
        cited = outcome.citations.join(outcome.memberships.select("row", "person_id"), on="row")
        self._cited = dict(cited.group_by("person_id").agg(pl.col("document_id").unique()).iter_rows())
        self._run = run_id(outcome)

    def of(self, person: Mapping[str, Any]) -> str:
        """Return one person, a row of PERSONS, as a footnote."""
        name = person.get("shown_name") or "An unnamed person"
        latin = person.get("shown_name_latin")
        also = f" ({latin})" if latin and latin != name else ""
        return (
            f"{name}{also}. {_reported(person)}. {self._sources(person['person_id'])}"
            f" resolver {VERSION}, run {self._run}, {person['person_id']}."
        )

    def _sources(self, person_id: str) -> str:
        rows = [self._documents[one] for one in self._cited.get(person_id, ()) if one in self._documents]
        ordered = sorted(rows, key=lambda row: (row.get("reported_date") or "~", row["document_id"]))
        return "; ".join(map(_document, ordered)) + "." if ordered else "No document is named."


def _reported(person: Mapping[str, Any]) -> str:
    status = person.get("status") or "unknown"
    told = "No status is reported" if status == "unknown" else f"Reported {status.replace('_', ' ')}"
    role = person.get("role") or "casualty"
    if role != "casualty":
        return f"On these lists as {role}, not as a casualty"
    return told + _origins(len(_named(person.get("origins"))), person.get("origin_count_high"))


def _named(origins: str | None) -> Sequence[str]:
    return origins.split("; ") if origins else ()


def _origins(named: int, high: int | None) -> str:
    """Return by how many origins something is told; a row that names no source has one, and nobody knows which."""
    if high is None:
        return ""
    if not named:
        return (
            " by 1 origin that is not named" if high == 1 else f" by 1 to {high} origins, none of them named"
        )
    most = f", at most {high}" if high > named else ""
    return f" by {named} known {'origin' if named == 1 else 'origins'}{most}"


def _document(row: Mapping[str, Any]) -> str:
    """Return a document as it is cited; by its id alone where nothing else is known of it."""
    parts = _said(row, _PARTS)
    parts += list(_addresses(row.get("url")))
    parts += [f"archived {href}" for href in _addresses(row.get("archived_url"))]
    parts += [f"accessed {one}" for one in _said(row, ("retrieved",))]
    return ", ".join(parts) or str(row["document_id"])


def _said(row: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [" ".join(str(row[name]).split()) for name in names if row.get(name)]


def _addresses(cell: str | None) -> Iterable[str]:
    return filter(None, map(safe_href, (cell or "").split()))
