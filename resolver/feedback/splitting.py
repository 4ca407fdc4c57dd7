"""A person that is several -> judgements: ``different`` between the parts, ``same`` inside each."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from resolver.errors import UsageError
from resolver.feedback.store import append_judgements
from resolver.judgements import copy_of, judgement_id
from resolver.run import Run
from resolver.tables import JUDGEMENTS, conform

MOST_PAIRS = 400
"""Above this many pairs between the parts, each mention is told apart from the first of every other part: that says the same."""


def split_person(
    run: Run,
    folder: Path | str,
    person_id: str,
    mentions: Sequence[Sequence[str]],
    *,
    judge: str,
    judged_at: str,
    reason: str = "",
) -> pl.DataFrame:
    """Part a person and return the judgements that say so, which are added to the run folder in one go.

    Each of ``mentions`` is one part; the mentions left over are another. Raises UsageError where a mention is not the person's or
    nothing would be parted.
    """
    person = run.person(person_id)
    own = run.memberships.filter(pl.col("person_id") == person["person_id"])["mention_id"].to_list()
    parts = _parts(own, mentions, person["person_id"])
    cells = run.mentions.filter(pl.col("mention_id").is_in(own))
    copies = {row["mention_id"]: copy_of(row) for row in cells.iter_rows(named=True)}
    rows: list[dict[str, Any]] = [
        {
            "left_id": min(one, other),
            "right_id": max(one, other),
            "left_copy": copies[min(one, other)],
            "right_copy": copies[max(one, other)],
            "verdict": verdict,
            "judge": judge,
            "judged_at": judged_at,
            "reason": " ".join(f"split of {person['person_id']}: {reason}".rstrip(": ").split()),
            "model_id": run.model.model_id,
        }
        for verdict, one, other in _pairs(parts)
    ]
    whole = [dict.fromkeys(JUDGEMENTS) | row | {"judgement_id": judgement_id(row)} for row in rows]
    judgements = conform(pl.DataFrame(whole, schema=JUDGEMENTS), JUDGEMENTS, table="JUDGEMENTS")
    append_judgements(folder, judgements)
    return judgements


def _parts(own: Sequence[str], mentions: Sequence[Sequence[str]], person_id: str) -> list[list[str]]:
    named = [one for part in mentions for one in part]
    strangers = [one for one in named if one not in own]
    if strangers:
        raise UsageError(
            f"{person_id} has no mention {', '.join(strangers)}; it has {', '.join(own[:8])}{' …' if len(own) > 8 else ''}"
        )
    if len(set(named)) < len(named):
        raise UsageError("a mention stands in two parts; name it once")
    rest = [one for one in own if one not in named]
    parts = [list(part) for part in (*mentions, rest) if part]
    if len(parts) < 2:
        raise UsageError(f"that is all of {person_id}: name some of its mentions, not all in one part")
    return parts


def _pairs(parts: Sequence[Sequence[str]]) -> list[tuple[str, str, str]]:
    inside = [("same", one, other) for part in parts for one, other in itertools.pairwise(part)]
    between = [
        ("different", one, other)
        for mine, theirs in itertools.combinations(parts, 2)
        for one, other in itertools.product(mine, theirs)
    ]
    if len(between) > MOST_PAIRS:
        between = [
            ("different", one, other)
            for mine, theirs in itertools.combinations(parts, 2)
            for one, other in sorted(
                {*((one, theirs[0]) for one in mine), *((mine[0], one) for one in theirs)}
            )
        ]
    return inside + between
