"""What is asked -> QUESTIONS: one per pair of persons, what the answer is worth first."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.partitions import Partitions
from resolver.model.published import CROCKFORD
from resolver.stages.cluster.binding import Binding
from resolver.tables import QUESTIONS, conform


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One pair of mentions that a human should look at, and by how many people the best reading moves with each answer."""

    left: int
    right: int
    probability: float
    match_weight: int
    if_same: float
    if_different: float
    reason: str
    is_contradiction: bool = False

    @property
    def value(self) -> float:
        """Return by how many people the best reading is expected to move when the question is answered."""
        return self.probability * abs(self.if_same) + (1 - self.probability) * abs(self.if_different)


def moves(partitions: Partitions, one: int, other: int, counts: NDArray[np.int64]) -> tuple[float, float]:
    """Return how the expected number of people changes when two places of a component are one person, and when two.

    ``counts`` is the number of people that each partition comes to.

    >>> halves = Partitions(labels=np.array([[0, 0], [0, 1]], dtype=np.int16), probability=np.array([0.25, 0.75]))
    >>> moves(halves, 0, 1, np.array([1, 2]))
    (-0.75, 0.25)
    """
    same = partitions.labels[:, one] == partitions.labels[:, other]
    shares = partitions.probability
    expected = float(counts @ shares)
    found = []
    for answer in (same, ~same):
        chance = float(shares[answer].sum())
        found.append(float(counts[answer] @ shares[answer]) / chance - expected if chance > 0 else 0.0)
    return found[0], found[1]


def questions_of(
    asked: Iterable[Asked], person: Sequence[str], binding: Binding, mention_ids: Sequence[str]
) -> pl.DataFrame:
    """Return one question per pair of persons, the likeliest pair of mentions standing for both.

    Who was told apart by hand is not asked about again, whichever mentions the answer was about.
    """
    apart = set(told_apart(person, binding))
    best: dict[frozenset[str], Asked] = {}
    for one in sorted(asked, key=lambda one: (one.left, one.right)):
        ends = frozenset((person[one.left], person[one.right]))
        if (
            len(ends) == 2
            and tuple(sorted(ends)) not in apart
            and (ends not in best or _beats(one, best[ends]))
        ):
            best[ends] = one
    ordered = sorted(
        best.values(), key=lambda one: (-one.value, -one.probability, -one.match_weight, one.left, one.right)
    )
    rows = [_row(one, person, mention_ids) for one in ordered]
    return conform(pl.DataFrame(rows, schema=QUESTIONS), QUESTIONS, table="QUESTIONS")


def told_apart(person: Sequence[str], binding: Binding) -> list[tuple[str, str]]:
    """Return the pairs of persons of which humans said that some of their mentions are two people."""
    ends = {(person[one], person[other]) for one, others in binding.different.items() for other in others}
    return sorted({(min(pair), max(pair)) for pair in ends})


def _beats(one: Asked, other: Asked) -> bool:
    mine, theirs = ((it.is_contradiction, it.probability, it.match_weight) for it in (one, other))
    return mine > theirs


def _row(one: Asked, person: Sequence[str], mention_ids: Sequence[str]) -> dict[str, object]:
    return {
        "question_id": question_id(mention_ids[one.left], mention_ids[one.right]),
        "left": one.left,
        "right": one.right,
        "left_person_id": person[one.left],
        "right_person_id": person[one.right],
        "probability": one.probability,
        "match_weight": one.match_weight,
        "value": one.value,
        "if_same": one.if_same,
        "if_different": one.if_different,
        "reason": one.reason,
    }


def question_id(left_id: str, right_id: str) -> str:
    """Return the id of the question about two mentions: the same in every run.

    >>> question_id("m1", "m2") == question_id("m2", "m1")
    True
    """
    number = int.from_bytes(hashlib.sha256("\n".join(sorted((left_id, right_id))).encode()).digest(), "big")
    return "r-" + "".join(CROCKFORD[number >> shift & 31] for shift in range(0, 40, 5))
