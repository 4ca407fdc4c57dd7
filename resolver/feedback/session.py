"""A judge at a terminal: one open question after the other, each answer on the disk at once, undone by a further row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from resolver.errors import FaultError
from resolver.feedback.adding import judgements_in
from resolver.feedback.queue import Settled, bound_to, open_questions
from resolver.feedback.store import append_judgements
from resolver.judgements import chain_told, constraints_from, copy_of, judgement_id, standing
from resolver.obeyed import verdict_words
from resolver.outcome import Outcome
from resolver.report.questions import MOST_QUESTIONS, Question, questions_about
from resolver.tables import JUDGED, JUDGEMENTS, QUESTIONS, conform
from resolver.values.verdicts import Verdict

Clock = Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as it is put: its number, what it looks like, and what people said of it before."""

    number: int
    total: int
    row: Mapping[str, Any]
    shown: Question
    places: tuple[str, str]
    said: tuple[str, ...] = ()
    chain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """One answer of this session."""

    at: int
    judgement: str
    left: int
    right: int


class Session:
    """The open questions of a run, put to one judge. The clock comes in as an argument."""

    def __init__(self, run: Outcome, folder: Path | str, *, judge: str, clock: Clock) -> None:
        self.judge = judge
        self._run, self._folder, self._clock = run, folder, clock
        bound = bound_to(run, judgements_in(folder, verdict_words(run.rulebook)))
        self._judged = bound.judged
        self._before = bound.constraints
        self._questions = open_questions(run, bound, judge=judge)[:MOST_QUESTIONS]
        asked = pl.DataFrame(self._questions, schema=QUESTIONS)
        self._shown = questions_about(run, asked)
        rows = run.mentions.filter(pl.col("row").is_in(sorted({*asked["left"], *asked["right"]})))
        self._cells = {row["row"]: row for row in rows.iter_rows(named=True)}
        self._given: list[_Given] = []
        self._at = 0
        self._constraints = bound.constraints

    @property
    def saved(self) -> int:
        """Return how many answers of this session hold."""
        return len(self._given)

    @property
    def total(self) -> int:
        """Return how many questions there were when the session began."""
        return len(self._questions)

    def current(self) -> Asked | None:
        """Return the question to put now, or None when there is none left. What answers settled meanwhile is passed over."""
        settled = Settled(self._run, self._constraints)
        while self._at < self.total and self._is_settled(self._questions[self._at], settled):
            self._at += 1
        return self._asked(self._at) if self._at < self.total else None

    def _is_settled(self, question: Mapping[str, Any], settled: Settled) -> bool:
        pair = question["left"], question["right"]
        if pair in self._before.unsure:
            return pair not in self._constraints.unsure
        return bool(settled.answer(*pair)) or any((one.left, one.right) == pair for one in self._given)

    def _asked(self, at: int) -> Asked:
        row = self._questions[at]
        pair = row["left"], row["right"]
        held = standing(self._judged, ("left", "right"))
        about = held.filter((pl.col("left") == pair[0]) & (pl.col("right") == pair[1]))
        said = [
            f"{one['judge']}: {one['verdict']} ({one['judgement_id']})" for one in about.iter_rows(named=True)
        ]
        contradiction = self._constraints.unsure.get(pair)
        ids = self._run.memberships["mention_id"].to_list()
        return Asked(
            number=at + 1,
            total=self.total,
            row=row,
            shown=self._shown[at],
            places=(self._place(pair[0]), self._place(pair[1])),
            said=tuple(said),
            chain=chain_told(contradiction, ids) if contradiction else "",
        )

    def _place(self, row: int) -> str:
        cells = self._cells[row]
        sheet = f" sheet {cells['sheet']}" if cells["sheet"] else ""
        return f"{cells['file']}{sheet} line {cells['line']}"

    def answer(self, verdict: Verdict, *, reason: str = "") -> None:
        """Save an answer to the current question; it is on the disk when this returns. A disputed pair is settled by it."""
        asked = self.current()
        if asked is None:
            raise FaultError("there is no question left to answer")
        row = asked.row
        replaced = self._standing_on(row["left"], row["right"])
        judgement = self._write(row, verdict.value, reason=reason, replaces=replaced if asked.chain else ())
        self._given.append(_Given(at=self._at, judgement=judgement, left=row["left"], right=row["right"]))
        self._at += 1

    def skip(self) -> None:
        """Leave the current question for another time."""
        self._at += 1

    def undo(self) -> bool:
        """Take the last answer of this session back by a further row, and put its question again; False when there is none."""
        if not self._given:
            return False
        last = self._given.pop()
        self._write(self._questions[last.at], None, reason="", replaces=(last.judgement,))
        self._at = last.at
        return True

    def _standing_on(self, left: int, right: int) -> tuple[str, ...]:
        held = standing(self._judged, ("left", "right"))
        about = held.filter((pl.col("left") == left) & (pl.col("right") == right))
        return tuple(about["judgement_id"])

    def _write(
        self, question: Mapping[str, Any], verdict: str | None, *, reason: str, replaces: tuple[str, ...]
    ) -> str:
        sides = {side: self._cells[question[side]] for side in ("left", "right")}
        row: dict[str, Any] = {
            "left_id": sides["left"]["mention_id"],
            "right_id": sides["right"]["mention_id"],
            "left_copy": copy_of(sides["left"]),
            "right_copy": copy_of(sides["right"]),
            "verdict": verdict,
            "judge": self.judge,
            "judged_at": self._clock(),
            "reason": " ".join(reason.split()) or None,
            "probability_shown": round(question["probability"], 6),
            "model_id": self._run.model.model_id,
            "replaces": " ".join(replaces) or None,
        }
        row["judgement_id"] = judgement_id(row)
        append_judgements(
            self._folder, conform(pl.DataFrame([row], schema=JUDGEMENTS), JUDGEMENTS, table="JUDGEMENTS")
        )
        placed = pl.DataFrame(
            [row | {"left": question["left"], "right": question["right"], "placed_by": "id"}], schema=JUDGED
        )
        self._judged = pl.concat([self._judged, placed])
        self._constraints = constraints_from(standing(self._judged, ("left", "right")))
        return str(row["judgement_id"])
