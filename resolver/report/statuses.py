"""STATUS_CLAIMS -> the line of a card that tells what was said over time, of people of whom not everybody says the same."""

from typing import Any

import polars as pl

from resolver.outcome import Outcome
from resolver.report.cards import CardLine, Part
from resolver.report.shown import interval, said

_MOST_CLAIMS = 20


def status_lines(outcome: Outcome) -> dict[str, tuple[CardLine, ...]]:
    """Return the line of each person of whom several things were claimed, or something that no longer stands; by person.

    >>> from resolver.pipeline import demo
    >>> [part.after for part in status_lines(demo())["P-5MZPHV"][0].parts]
    ['2018-02 (M093): undated', '(M092): shown']
    """
    claims = outcome.status_claims
    several = claims.filter(pl.col("standing").n_unique().over("person_id") > 1)
    found: dict[str, list[Part]] = {}
    for row in several.iter_rows(named=True):
        found.setdefault(row["person_id"], []).append(_part(row))
    return {
        person_id: (CardLine(label="over time", parts=_shortened(parts)),)
        for person_id, parts in found.items()
    }


def _part(row: dict[str, Any]) -> Part:
    word = said(row["status"] or row["original_value"]).replace("_", " ")
    hedge = f", {said(row['hedge'])}" if row["hedge"] else ""
    by = row["mention_id"] or f"correction {row['correction_id']}"
    day = interval(row["claimed_low"], row["claimed_high"])
    return Part(value=f"{word}{hedge}", after=f"{day} ({said(by)}): {row['standing']}".lstrip())


def _shortened(parts: list[Part]) -> tuple[Part, ...]:
    beyond = len(parts) - _MOST_CLAIMS
    more = [Part(value=f"and {beyond:,} more", after="in status_claims.csv")] if beyond > 0 else []
    return (*parts[:_MOST_CLAIMS], *more)
