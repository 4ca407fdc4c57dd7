"""Tables of a run or an edition -> Facts: one property, one value, one mention, one list each, and beside them what has no place there.

The tables are all that is looked at: a column that an allow-list leaves out cannot come back here.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import polars as pl

from resolver.citing import Citations
from resolver.exports.ftm.held import (
    BIRTHPLACE,
    LONGEST,
    NO_PROPERTY,
    held_address,
    held_language,
    held_value,
)
from resolver.names.knowledge import Knowledge
from resolver.names.reader import read_names
from resolver.tables import DOCUMENTS
from resolver.values.dates import DateWords, cut_date, edtf_of, read_date
from resolver.values.foreign_ids import entity_id, hashed_id
from resolver.values.text import clean, fold

OURS = "resolver"
"""The dataset of what no list says: the name a person is shown by, and what was worked out about it."""

LEFT_OUT = pl.Schema(
    dict.fromkeys(
        (
            *("person_id", "mention_id", "statement_id", "document_id"),
            *("field", "value", "original_value", "interval", "why"),
        ),
        pl.String(),
    )
)
"""One value that FollowTheMoney cannot hold, or not whole, and why."""

_IN_FACTS = frozenset({
    "person_id", "former_ids", "shown_name", "shown_name_latin", "spellings", "mention_ids", "status", "incident",
    "born_low", "born_high", "died_low", "died_high", "origin_place", "unit", "rank",
})  # fmt: skip
"""Columns of a person that stand in facts, or in the statements they were worked out from."""


_OF_DOCUMENT = {
    "document_id": "fileName",
    "document_title": "title",
    "publisher": "publisher",
    "url": "sourceUrl",
    "language": "language",
    "reported_date": "date",
    "retrieved": "retrievedAt",
}
"""Which property holds which column of a document, where the value is one that it takes."""

_TEXTS_OF_DOCUMENT = ("document_id", "document_title", "publisher")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What an export may look at: the tables of a run as they may leave, and what was understood of names.

    ``is_full`` says of each mention whether it bears a whole name, ``full_persons`` are those of whom some mention does;
    ``birthplace_files`` are those whose origins are places of birth by their header; ``day_first`` says of each document how the
    lists that cite it write 07/02/2018.
    """

    persons: pl.DataFrame
    statements: pl.DataFrame
    documents: pl.DataFrame
    lists: pl.DataFrame
    citations: pl.DataFrame
    birthplace_files: Set[str]
    is_full: Mapping[str, bool]
    full_persons: Set[str]
    citing: Citations
    knowledge: Knowledge
    dates: DateWords
    day_first: Mapping[str, Set[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value of one property of one entity; ``entity`` is the mention (or document) that says so, ``canonical`` whom it is about."""

    canonical: str
    entity: str
    schema: str
    prop: str
    value: str
    dataset: str
    original: str | None = None

    @property
    def key(self) -> str:
        """Return the id of a statement as FollowTheMoney makes it."""
        return hashlib.sha1(f"{self.dataset}.{self.entity}.{self.prop}.{self.value}".encode()).hexdigest()


class Telling:
    """Tells facts one by one; what has no place among them is put down as left out."""

    def __init__(self, tables: Tables) -> None:
        self._left_out: list[tuple[str | None, ...]] = []
        self.datasets = dataset_names(tables.lists)
        self._tables = tables
        named = tables.persons.filter(pl.col("shown_name").is_not_null())
        self._named = frozenset(named["person_id"])

    def facts(self) -> Iterator[Fact]:
        """Yield every fact: of documents, of persons as they are shown, of what each mention says, of incidents."""
        yield from self._documents()
        yield from self._shown()
        yield from self._said()

    def left_out(self) -> pl.DataFrame:
        """Return what had no place among the facts told so far, and what persons have besides."""
        told = pl.DataFrame(self._left_out, schema=LEFT_OUT, orient="row")
        return pl.concat([told, self._beside()])

    def _beside(self) -> pl.DataFrame:
        """Return every value of a person that was worked out, and that no property is for."""
        persons = self._tables.persons
        own = [name for name in persons.columns if name not in _IN_FACTS]
        texts = persons.select("person_id", *(pl.col(name).cast(pl.String) for name in own))
        long = texts.unpivot(on=own, index="person_id", variable_name="field", value_name="value")
        told = long.drop_nulls("value").sort("person_id", maintain_order=True)
        absent = [pl.lit(None, dtype=pl.String).alias(name) for name in LEFT_OUT if name not in told.columns]
        return told.with_columns(absent).with_columns(why=pl.lit(NO_PROPERTY)).select(list(LEFT_OUT))

    def _leave(self, why: str, row: Mapping[str, Any], field: str, value: object) -> None:
        about = (row.get("person_id"), row.get("mention_id"), row.get("statement_id"), row.get("document_id"))
        low, high = row.get("low"), row.get("high")
        interval = edtf_of(low, high) if low is not None and high is not None else None
        self._left_out.append((*about, field, str(value), row.get("original_value"), interval, why))

    # --- documents ---

    def _documents(self) -> Iterator[Fact]:
        for row in self._tables.documents.iter_rows(named=True):
            own = hashed_id("document", row["document_id"])
            held = self._held_of_document(row)
            told = {prop: held[column] for column, prop in _OF_DOCUMENT.items()}
            told["title"] = told["title"] or told["publisher"]
            for prop, value in told.items():
                if value is not None:
                    yield Fact(
                        canonical=own, entity=own, schema="Document", prop=prop, value=value, dataset=OURS
                    )
            for column in DOCUMENTS:
                if row[column] is not None and held.get(column) is None:
                    self._leave(NO_PROPERTY, {"document_id": row["document_id"]}, column, row[column])

    def _held_of_document(self, row: Mapping[str, Any]) -> dict[str, str | None]:
        """Return the columns of a document as their properties take them, None where they do not."""
        texts = {name: _short(row[name], _OF_DOCUMENT[name]) for name in _TEXTS_OF_DOCUMENT}
        days = {name: self._day(row[name], row["document_id"]) for name in ("reported_date", "retrieved")}
        return {
            **texts,
            **days,
            "url": held_address(row["url"]),
            "language": held_language(row["language"]),
        }

    def _day(self, text: str | None, document_id: str) -> str | None:
        """Return a day, month or year that a list says about a document; None where lists that cite it would read another."""
        if not text:
            return None
        ways = self._tables.day_first.get(document_id, {True})
        found = {read_date(text, self._tables.dates, day_first=way) for way in ways}
        read = found.pop() if len(found) == 1 else None
        if read is None or read.low.year < 1000:
            return None
        cut, is_whole = cut_date(read.low, read.high)
        return cut if is_whole else None

    # --- persons ---

    def _shown(self) -> Iterator[Fact]:
        persons = self._tables.persons.filter(pl.col("person_id").is_in(sorted(self._named)))
        parts = _name_parts(persons["shown_name"].to_list(), self._tables.knowledge)
        for row, part in zip(persons.iter_rows(named=True), parts, strict=True):
            person_id = row["person_id"]
            is_full = person_id in self._tables.full_persons
            said = {"alias": row.get("shown_name_latin"), **part} if is_full else {}
            said |= {"name": row["shown_name"]} if is_full else {}
            said["notes"] = self._tables.citing.of(row)
            for prop, text in said.items():
                if (value := _short(text, prop)) is not None:
                    yield Fact(
                        canonical=person_id,
                        entity=person_id,
                        schema="Person",
                        prop=prop,
                        value=value,
                        dataset=OURS,
                    )

    # --- statements ---

    def _said(self) -> Iterator[Fact]:
        cited = self._tables.citations
        documents = dict(cited.group_by("mention_id").agg("document_id").iter_rows())
        incidents: dict[str, str] = {}
        seen: set[str] = set()
        for row in self._tables.statements.iter_rows(named=True):
            if row["person_id"] not in self._named:
                self._leave("nobody without a name can be a Person there", row, row["field"], row["value"])
                continue
            base = {
                "canonical": row["person_id"],
                "entity": entity_id(row["mention_id"]),
                "schema": "Person",
                "dataset": self.datasets.get(row["list_id"], OURS),
            }
            if row["mention_id"] not in seen:
                seen.add(row["mention_id"])
                yield from self._cited(row, base, documents.get(row["mention_id"], ()))
            if row["value"] is None:
                self._leave("no value is left of it", row, row["field"], "")
                continue
            if row["field"] == "incident" and len(row["value"]) <= LONGEST["name"]:
                yield from self._incident(row, base, incidents)
            else:
                yield from self._statement(row, base)

    def _cited(
        self, row: Mapping[str, Any], base: Mapping[str, str], documents: Sequence[str]
    ) -> Iterator[Fact]:
        for one in documents:
            yield Fact(**base, prop="proof", value=hashed_id("document", one))
        for url in (row.get("url") or "").split():
            if (href := held_address(url)) is not None:
                yield Fact(**base, prop="sourceUrl", value=href)
        if row.get("via"):
            self._leave(NO_PROPERTY, row, "via", row["via"])

    def _statement(self, row: Mapping[str, Any], base: Mapping[str, str]) -> Iterator[Fact]:
        is_birthplace = row["field"] == "origin_place" and row.get("file") in self._tables.birthplace_files
        held = held_value(
            BIRTHPLACE if is_birthplace else row["field"],
            row["value"],
            row.get("low"),
            row.get("high"),
            is_full=self._tables.is_full.get(row["mention_id"], False),
            is_shown=bool(row.get("is_shown")),
        )
        for value in held.values:
            original = row.get("original_value")
            told = original if original != value else None
            yield Fact(**base, prop=str(held.prop), value=value, original=told)
        lost = held.lost or (f"it has no hedges: {row['hedge']}" if row.get("hedge") else None)
        if lost is not None:
            self._leave(lost, row, row["field"], row["value"])

    def _incident(
        self, row: Mapping[str, Any], base: Mapping[str, str], known: dict[str, str]
    ) -> Iterator[Fact]:
        event = hashed_id("incident", fold(row["value"]))
        own = {"canonical": event, "entity": event, "schema": "Event", "dataset": base["dataset"]}
        if known.setdefault(event, row["value"]) == row["value"]:
            yield Fact(**own, prop="name", value=clean(row["value"]))
        yield Fact(**own, prop="involved", value=row["person_id"])


def dataset_names(lists: pl.DataFrame) -> dict[str, str]:
    """Return the name of a dataset for each list: small letters, digits and low lines; no two the same.

    >>> dataset_names(pl.DataFrame({"list_id": ["Week 10", "week-10", "Список"]}))
    {'Week 10': 'week_10', 'week-10': 'week_10_2', 'Список': 'list'}
    """
    found: dict[str, str] = {}
    taken = {OURS}
    for list_id in lists["list_id"].unique(maintain_order=True):
        plain = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in fold(list_id))
        name = "_".join(plain.split()) or "list"
        number = 1
        while (tried := name if number == 1 else f"{name}_{number}") in taken:
            number += 1
        taken.add(tried)
        found[list_id] = tried
    return found


def _short(text: str | None, prop: str) -> str | None:
    """Return a text as FollowTheMoney writes it (one form for each letter), where it is not too long."""
    cleaned = clean(text) if text else None
    return cleaned if cleaned and len(cleaned) <= LONGEST.get(prop, len(cleaned)) else None


def _name_parts(names: Sequence[str], knowledge: Knowledge) -> list[dict[str, str]]:
    """Return surname, given name and patronymic of names as they are written, where one reading alone is likeliest."""
    if not names:
        return []
    _, columns = read_names(list(names), knowledge)
    return [_parts_of(name, columns[at]) for at, name in enumerate(names)]


def _parts_of(name: str, readings: Sequence[Any]) -> dict[str, str]:
    if not readings or (len(readings) > 1 and readings[1].cost == readings[0].cost):
        return {}
    first = readings[0]
    roles = {
        fold(word): prop for prop, word in (("lastName", first.surname), ("firstName", first.given)) if word
    }
    found: dict[str, list[str]] = {}
    for word in name.split():
        found.setdefault(roles.get(fold(word), "rest"), []).append(word)
    parts = {prop: words[0] for prop, words in found.items() if prop != "rest" and len(words) == 1}
    is_told = first.father is not None and not first.father.endswith(".") and len(parts) == 2
    rest = found.get("rest", [])
    return parts | ({"fatherName": " ".join(rest)} if is_told and 1 <= len(rest) <= 2 else {})
