"""Made runs: mentions with invented names, put into persons and scored as a test wants them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import polars as pl

import resolver
from resolver.packed import Packed
from resolver.run import Run
from resolver.tables import QUESTIONS, SCORES, UNBLOCKED

MOST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One scored pair of mention numbers."""

    left: int
    right: int
    bits: float
    is_blocked: bool = True
    is_forbidden: bool = False


def made_run(
    found: Sequence[str],
    pairs: Sequence[Pair] = (),
    *,
    columns: Mapping[str, Sequence[str]] | None = None,
    asked: Sequence[tuple[str, str]] = (),
) -> Run:
    """Return a run of mentions m00, m01 … that are in the persons named, with the pairs it scored and the questions it asks."""
    base, cells = _base(), {name: pl.Series(column) for name, column in (columns or {}).items()}
    persons = sorted(set(found))
    one = base.persons.head(1).drop("person_id", "counted")
    return replace(
        base,
        mentions=base.mentions.head(len(found)).with_columns(**cells),
        values=base.values.head(len(found)).with_columns(role=cells.get("role", pl.lit("casualty"))),
        memberships=base.memberships.head(len(found)).with_columns(person_id=pl.Series(found)),
        scored=Packed.of([_scores(pairs)]),
        questions=_questions(asked, found),
        persons=pl.concat([one] * len(persons)).with_columns(
            person_id=pl.Series(persons), counted=pl.lit("yes")
        ),
    )


@lru_cache(maxsize=1)
def _base() -> Run:
    """Return a run of thirty unrelated people."""
    names = [f"Выдумкин{chr(0x430 + at)} Тест" for at in range(MOST)]
    frame = pl.DataFrame({"id": [f"m{at:02d}" for at in range(MOST)], "name": names})
    return resolver.dedupe(frame, defaults={"status": "killed"})


def _scores(pairs: Sequence[Pair]) -> pl.DataFrame:
    rows = [
        {
            "left": pair.left,
            "right": pair.right,
            "rule": 0 if pair.is_blocked else UNBLOCKED,
            "pattern": 0,
            "match_weight": round(pair.bits * 1000),
            "against": 0,
            "match_probability": 1 / (1 + 2.0**-pair.bits),
            "namesakes": 0.0,
            "is_name_alone": False,
            "is_forbidden": pair.is_forbidden,
            "is_disputed": False,
            "names_fall_short": False,
            "keeps_apart": False,
        }
        for pair in pairs
    ]
    return pl.DataFrame(rows, schema=SCORES).sort("left", "right")


def _questions(asked: Sequence[tuple[str, str]], found: Sequence[str]) -> pl.DataFrame:
    rows = [
        {
            "question_id": f"r-{at}",
            "left": found.index(left),
            "right": found.index(right),
            "left_person_id": left,
            "right_person_id": right,
            "probability": 0.5,
            "match_weight": 0,
            "effect": 1,
            "reason": "a test asks",
        }
        for at, (left, right) in enumerate(asked)
    ]
    return pl.DataFrame(rows, schema=QUESTIONS)


def truth_of(people: str) -> dict[str, str]:
    """Return the truth from one letter a mention: "aab" says that m00 and m01 are one; "." says nothing of a mention."""
    return {f"m{at:02d}": person for at, person in enumerate(people) if person != "."}
