"""QUESTIONS + answers so far -> what is still to be asked, what an answer would change first; what answers settle is left out."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from resolver.judgements import Bound, bind
from resolver.model.constraints import Constraints, DisjointSets
from resolver.outcome import Outcome
from resolver.stages.cluster import question_id
from resolver.stages.write import review_table

Pair = tuple[int, int]


def bound_to(run: Outcome, judgements: pl.DataFrame) -> Bound:
    """Return what judgements say of the rows of a finished run.

    >>> import resolver
    >>> from resolver.judgements import no_judgements
    >>> bound_to(resolver.demo(), no_judgements()).judged.height
    0
    """
    return bind(judgements, run.mentions.sort("row"))


def open_questions(run: Outcome, bound: Bound, *, judge: str) -> list[dict[str, Any]]:
    """Return the questions of a run that nobody has settled since, in the order of review.csv, disputed pairs first.

    What people contradict one another about comes back until somebody settles it. Somebody who was unsure is not asked again, others
    are.

    >>> import resolver
    >>> from resolver.judgements import no_judgements
    >>> run = resolver.demo()
    >>> len(open_questions(run, bound_to(run, no_judgements()), judge="AK")) == run.questions.height
    True
    """
    settled = Settled(run, bound.constraints)
    own = bound.judged.filter(pl.col("judge") == judge)
    answered = set(own.select("left", "right").rows())
    disputed = bound.constraints.unsure
    place = {one: at for at, one in enumerate(review_table(run)["question_id"])}
    asked = [
        question
        for question in sorted(run.questions.iter_rows(named=True), key=lambda one: place[one["question_id"]])
        if _pair(question) in disputed
        or not (_pair(question) in answered or settled.answer(*_pair(question)))
    ]
    known = {_pair(question) for question in asked}
    fresh = [_disputed(run, pair) for pair in sorted(disputed) if pair not in known]
    return [*(one for one in asked if _pair(one) in disputed), *fresh, *_others(asked, disputed)]


def _others(asked: list[dict[str, Any]], disputed: Mapping[Pair, object]) -> Iterator[dict[str, Any]]:
    yield from (one for one in asked if _pair(one) not in disputed)


def _pair(question: Mapping[str, Any]) -> Pair:
    return question["left"], question["right"]


def _disputed(run: Outcome, pair: Pair) -> dict[str, Any]:
    """Return a question about a pair that became disputed after the run."""
    ids, person = run.memberships["mention_id"], run.memberships["person_id"]
    left, right = pair
    scored = run.score_of(left, right)
    return {
        "question_id": question_id(ids[left], ids[right]),
        "left": left,
        "right": right,
        "left_person_id": person[left],
        "right_person_id": person[right],
        "probability": float(scored["match_probability"][0]) if scored.height else 0.0,
        "match_weight": int(scored["match_weight"][0]) if scored.height else 0,
        "value": 0.0,
        "if_same": 0.0,
        "if_different": 0.0,
        "reason": "judgements contradict one another",
    }


class Settled:
    """What answers given since a run say about its persons, also through others."""

    def __init__(self, run: Outcome, constraints: Constraints) -> None:
        codes = {one: at for at, one in enumerate(run.memberships["person_id"].unique(maintain_order=True))}
        self._person = [codes[one] for one in run.memberships["person_id"]]
        self._groups = DisjointSets()
        for one, other in sorted(constraints.must):
            if self._person[one] != self._person[other]:
                self._groups.join(self._person[one], self._person[other])
        self._apart = {frozenset(map(self._of, pair)) for pair in constraints.cannot}

    def _of(self, row: int) -> int:
        return self._groups.root(self._person[row])

    def answer(self, one: int, other: int) -> str:
        """Return the answer that follows for two rows: same, different, or nothing."""
        first, second = self._of(one), self._of(other)
        if first == second:
            return "same"
        return "different" if frozenset((first, second)) in self._apart else ""
