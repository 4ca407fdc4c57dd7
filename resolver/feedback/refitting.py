"""A run by the kept model + the same run by one fitted anew -> what would flip, told before anything is written."""

from collections.abc import Iterator

import polars as pl

from resolver.feedback.comparing import diff_runs
from resolver.outcome import Outcome

SHOWN = 20
"""So many persons are named."""


def flips_text(kept: Outcome, anew: Outcome) -> str:
    """Return what fitting the model anew would change, in words.

    >>> from resolver.pipeline import demo
    >>> run = demo()
    >>> print(flips_text(run, run).splitlines()[-1])
    Nothing was written. To go on with the model fitted anew: --refit --confirm-refit
    """
    return "\n".join(_lines(kept, anew))


def _lines(kept: Outcome, anew: Outcome) -> Iterator[str]:
    yield "What the model fitted anew would change (before: the kept model; after: the new one)"
    yield str(diff_runs(kept, anew))
    yield from _proposed(kept, anew)
    yield from _doubted(kept, anew)
    yield "Nothing was written. To go on with the model fitted anew: --refit --confirm-refit"


def _proposed(kept: Outcome, anew: Outcome) -> Iterator[str]:
    sides = [
        {
            (one, other)
            for one, other, change in side.changes.select("person_id", "other_ids", "change").iter_rows()
            if change == "proposed_merge"
        }
        for side in (kept, anew)
    ]
    fresh = sorted(sides[1] - sides[0])
    if fresh:
        yield f"published persons that it would propose to join: {len(fresh):,}"
        yield from (f"  {one} {other}" for one, other in fresh[:SHOWN])


def _doubted(kept: Outcome, anew: Outcome) -> Iterator[str]:
    """Yield the persons that the new model would have parted: published ones stay whole, with the doubt told."""
    known = set(kept.persons.filter(pl.col("doubts").is_not_null())["person_id"])
    doubted = anew.persons.filter(pl.col("doubts").is_not_null(), ~pl.col("person_id").is_in(sorted(known)))
    if doubted.height:
        yield f"persons that it would doubt: {doubted.height:,}"
        yield from (
            f"  {person}  {why}"
            for person, why in doubted.head(SHOWN).select("person_id", "doubts").iter_rows()
        )
