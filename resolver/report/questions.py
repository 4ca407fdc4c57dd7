"""An Outcome -> open questions, both sides next to each other, with what speaks for one person and what against."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from resolver.outcome import Outcome
from resolver.report.cards import UNNAMED, DocumentLink
from resolver.report.desk import document_link, hidden_names
from resolver.report.shown import HiddenNames, chance, number, said
from resolver.report.terms import compared_of, label_of, silent_of, terms_of
from resolver.tables import name_in_cells

MOST_QUESTIONS = 2_000
"""How many questions a page holds; those whose answers would change most come first, and review.csv has them all."""

_CELLS = {
    "surname": "surname",
    "given_name": "given_name",
    "patronymic": "patronymic",
    "grandfather": "grandfather",
    "scope": "incident",
    "death_date": "death_date",
    "origin_place": "origin_place",
    "death_place": "death_place",
    "burial_place": "burial_place",
    "unit": "unit",
    "rank": "rank",
    "callsign": "callsign",
    "sex": "sex",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSide:
    """One of the two mentions in question."""

    mention_id: str
    person_id: str
    name: str
    documents: tuple[DocumentLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionField:
    """One field of both sides; ``bits`` is None when the pair was never scored on it."""

    label: str
    left: str
    right: str
    level: str
    bits: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One doubt that a human should settle."""

    question_id: str
    probability: str
    weight: float
    effect: str
    reason: str
    namesakes: str
    rule: str
    left: QuestionSide
    right: QuestionSide
    fields: tuple[QuestionField, ...]


def make_questions(outcome: Outcome) -> list[Question]:
    """Return the open questions between casualties, those that would change most first, at most MOST_QUESTIONS."""
    return questions_about(outcome, between_casualties(outcome).head(MOST_QUESTIONS))


def questions_about(outcome: Outcome, asked: pl.DataFrame) -> list[Question]:
    """Return rows of QUESTIONS (or of its shape) with what there is to say about each, in their order."""
    counted = dict(
        outcome.persons.filter(pl.col("role") == "casualty").select("person_id", "counted").iter_rows()
    )
    cells = _cells(outcome, asked)
    pairs = _pairs(outcome, {row["mention_id"] for row in cells.values()})
    sides = _Sides(outcome, cells)
    return [_question(row, cells, pairs, sides, counted) for row in asked.iter_rows(named=True)]


def between_casualties(outcome: Outcome) -> pl.DataFrame:
    """Return the rows of QUESTIONS whose both sides are casualties: nobody else is shown by name."""
    ids = outcome.persons.filter(pl.col("role") == "casualty")["person_id"].implode()
    return outcome.questions.filter(
        pl.col("left_person_id").is_in(ids) & pl.col("right_person_id").is_in(ids)
    )


def _cells(outcome: Outcome, asked: pl.DataFrame) -> dict[int, Mapping[str, Any]]:
    wanted = set(asked["left"]) | set(asked["right"])
    kept = outcome.mentions.filter(pl.col("row").is_in(sorted(wanted))).with_columns(name_in_cells())
    return {row["row"]: row for row in kept.iter_rows(named=True)}


def _pairs(outcome: Outcome, mention_ids: set[str]) -> dict[tuple[str, str], Mapping[str, Any]]:
    ids = sorted(mention_ids)
    kept = outcome.pairs.filter(pl.col("left_id").is_in(ids) & pl.col("right_id").is_in(ids))
    return {(row["left_id"], row["right_id"]): row for row in kept.iter_rows(named=True)}


class _Sides:
    """Makes one side of a question from its row number."""

    def __init__(self, outcome: Outcome, cells: Mapping[int, Mapping[str, Any]]) -> None:
        hidden: HiddenNames = hidden_names(outcome)
        self.cells = cells
        self.cited: dict[int, list[str]] = {}
        cited = outcome.citations.filter(pl.col("row").is_in(sorted(cells)))
        for row, document_id in cited.select("row", "document_id").iter_rows():
            self.cited.setdefault(row, []).append(document_id)
        wanted = cited["document_id"].implode()
        documents = outcome.documents.filter(pl.col("document_id").is_in(wanted))
        self.links = {
            row["document_id"]: document_link(row, hidden) for row in documents.iter_rows(named=True)
        }

    def side(self, row: int, person_id: str) -> QuestionSide:
        """Return the mention of a row as one side."""
        cell = self.cells[row]
        return QuestionSide(
            mention_id=said(cell["mention_id"]),
            person_id=person_id,
            name=said(cell["name"]) or UNNAMED,
            documents=tuple(self.links[one] for one in self.cited.get(row, []) if one in self.links),
        )


def _question(
    row: Mapping[str, Any],
    cells: Mapping[int, Mapping[str, Any]],
    pairs: Mapping[tuple[str, str], Mapping[str, Any]],
    sides: _Sides,
    counted: Mapping[str, str],
) -> Question:
    left, right = cells[row["left"]], cells[row["right"]]
    ids = (left["mention_id"], right["mention_id"])
    pair = pairs.get(ids) or pairs.get((ids[1], ids[0]))
    both_count = "no" not in (counted[row["left_person_id"]], counted[row["right_person_id"]])
    return Question(
        question_id=row["question_id"],
        probability=chance(row["probability"]),
        weight=row["match_weight"] / 1000,
        effect=_effect(row, both_count=both_count),
        reason=said(row["reason"]),
        namesakes="" if pair is None else number(pair["namesakes"]),
        rule="" if pair is None else said(pair["rule"]),
        left=sides.side(row["left"], row["left_person_id"]),
        right=sides.side(row["right"], row["right_person_id"]),
        fields=tuple(_fields(left, right, pair)),
    )


def _effect(row: Mapping[str, Any], *, both_count: bool) -> str:
    """Return what either answer would do to the best reading."""
    if not both_count:
        return "“same” would join two records; the count of named dead stays"
    same, different = (f"{row[name]:+.2f}".replace("-", "−") for name in ("if_same", "if_different"))
    return f"best reading {same} if “same”, {different} if “different”"


def _fields(
    left: Mapping[str, Any], right: Mapping[str, Any], pair: Mapping[str, Any] | None
) -> Iterator[QuestionField]:
    if pair is None:
        for name in ("birth", *_CELLS):
            sides = _cell(left, name), _cell(right, name)
            if any(sides):
                yield QuestionField(
                    label=label_of(name), left=sides[0], right=sides[1], level="not scored", bits=None
                )
        return
    words = {label: level.removesuffix("_level") for level, _, label in compared_of(tuple(pair))}
    for term in terms_of(pair):
        name = words.get(term.label, "")
        sides = _cell(left, name), _cell(right, name)
        yield QuestionField(label=term.label, left=sides[0], right=sides[1], level=term.level, bits=term.bits)
    for label in silent_of(pair):
        sides = _cell(left, words[label]), _cell(right, words[label])
        if any(sides):
            why = "cannot be compared: says nothing" if all(sides) else "missing on a side: says nothing"
            yield QuestionField(label=label, left=sides[0], right=sides[1], level=why, bits=0.0)


def _cell(cells: Mapping[str, Any], name: str) -> str:
    if name == "birth":
        age_on = f" on {cells['age_on']}" if cells["age_on"] else ""
        return said(cells["birth_date"] or (f"age {cells['age']}{age_on}" if cells["age"] else None))
    return said(cells[_CELLS[name]]) if name in _CELLS else ""
