"""An Outcome -> the suggested reposts as a page shows them: which document, of which, why, how strongly; answered outside the page."""

from dataclasses import dataclass

import polars as pl

from resolver.outcome import Outcome
from resolver.report.shown import HiddenNames, said

MOST_SHOWN = 200
_ELSEWHERE = "about people who are not casualties: see suggested_reposts.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedRepost:
    """One suggestion, as text."""

    suggestion_id: str
    copy: str
    original: str
    because: str
    score: str
    person_ids: tuple[str, ...]


def suggested_of(outcome: Outcome, hidden: HiddenNames) -> list[SuggestedRepost]:
    """Return the strongest suggestions; the reasons of those that may name somebody who is no casualty stay in the table.

    >>> from resolver.pipeline import demo
    >>> suggested_of(demo(), HiddenNames([]))
    []
    """
    others = set(outcome.persons.filter(pl.col("role") != "casualty")["person_id"])
    found = []
    for row in outcome.suggested_reposts.head(MOST_SHOWN).iter_rows(named=True):
        ids = tuple((row["person_ids"] or "").split())
        is_plain = not others.intersection(ids) and len(ids) == row["person_count"]
        found.append(
            SuggestedRepost(
                suggestion_id=row["suggestion_id"],
                copy=hidden.show(row["copy_publisher"] or row["copy_id"]),
                original=hidden.show(row["original_publisher"] or row["original_id"]),
                because=said(row["because"]) if is_plain or not others else _ELSEWHERE,
                score=f"{row['score']:.1f}",
                person_ids=tuple(one for one in ids if one not in others),
            )
        )
    return found
