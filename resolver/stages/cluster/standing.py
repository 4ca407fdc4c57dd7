"""Partitions and persons -> how sure each person is: its weakest pair, who is nearest, and what looks over-merged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.linking import LinkRule
from resolver.model.partitions import Partitions
from resolver.stages.cluster.components import bridges
from resolver.stages.cluster.inside import Inside
from resolver.tables import STANDING, conform


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person of a component, by a row of theirs: how sure they are, and a row of the person they are nearest to."""

    row: int
    same_person_min: float | None
    nearest_row: int | None
    nearest_probability: float
    doubts: tuple[str, ...]


def standing_in(
    inside: Inside,
    partitions: Partitions,
    together: NDArray[np.float64],
    persons: Sequence[Sequence[int]],
    mention_ids: Sequence[str],
    rule: LinkRule,
) -> list[Standing]:
    """Return the standing of each person of a component."""
    found = []
    for person in persons:
        mine = np.array(person)[:, None]
        others = [place for other in persons if other is not person for place in other]
        best = together[mine, others].max(axis=0) if others else np.zeros(0)
        nearest = int(best.argmax()) if others else -1
        found.append(
            Standing(
                row=inside.members[person[0]],
                same_person_min=float(together[mine, person].min()) if len(person) > 1 else None,
                nearest_row=inside.members[others[nearest]] if others else None,
                nearest_probability=float(best[nearest]) if others else 0.0,
                doubts=tuple(_doubts(inside, partitions, person, mention_ids, rule)),
            )
        )
    return found


_FEWEST_ON_A_SIDE = 2


def _doubts(
    inside: Inside,
    partitions: Partitions,
    person: Sequence[int],
    mention_ids: Sequence[str],
    rule: LinkRule,
) -> Iterable[str]:
    """Yield why a person looks like several: a likely other cut, or halves that only one pair holds together."""
    within = np.array(person)[:, None], person
    if len(person) < 2 or inside.must[within].all():
        return
    labels = partitions.labels[:, person]
    whole = (labels == labels[:, :1]).all(axis=1)
    if float(partitions.probability[whole].sum()) < rule.link_threshold:
        cut = int(np.argmax(~whole))
        share = float(partitions.probability[(labels == labels[cut]).all(axis=1)].sum())
        yield f"may be {len(set(labels[cut].tolist()))} people ({share:.2f}): {_written(labels[cut], inside, person, mention_ids)}"
    if len(person) < 2 * _FEWEST_ON_A_SIDE:
        return
    speaks = np.argwhere(np.triu(inside.weights.net[within] > 0, 1)).tolist()
    for one, other in sorted(bridges([(one, other) for one, other in speaks])):
        sizes = _sides(speaks, one, other)
        if min(sizes) >= _FEWEST_ON_A_SIDE:
            ends = " ".join(mention_ids[inside.members[person[place]]] for place in (one, other))
            yield f"held together by one pair: {ends}"


def _sides(edges: Sequence[Sequence[int]], one: int, other: int) -> tuple[int, int]:
    """Return how many are on each side of a bridge."""
    kept = [edge for edge in edges if tuple(edge) != (one, other)]
    reached = []
    for start in (one, other):
        seen = {start}
        while more := {end for edge in kept if seen & set(edge) for end in edge} - seen:
            seen |= more
        reached.append(len(seen))
    return reached[0], reached[1]


def _written(
    labels: NDArray[np.int16], inside: Inside, person: Sequence[int], mention_ids: Sequence[str]
) -> str:
    parts: dict[int, list[str]] = {}
    for label, place in zip(labels.tolist(), person, strict=True):
        parts.setdefault(label, []).append(mention_ids[inside.members[place]])
    return " / ".join(" ".join(ids) for ids in parts.values())


def standing_of(
    found: Iterable[Standing], loose: pl.DataFrame, questions: pl.DataFrame, person: Sequence[str]
) -> pl.DataFrame:
    """Return STANDING: the persons of which more can be said than that they are alone."""
    rows: dict[str, dict[str, object]] = {}
    nearest: dict[str, tuple[float, str]] = {}
    for one in found:
        mine = person[one.row]
        rows[mine] = {"same_person_min": one.same_person_min, "doubts": "; ".join(one.doubts) or None}
        if one.nearest_row is not None:
            _nearer(mine, person[one.nearest_row], one.nearest_probability, nearest)
    for pairs in (loose, questions):
        for left, right, probability in pairs.select("left", "right", "probability").iter_rows():
            _nearer(person[left], person[right], probability, nearest)
            _nearer(person[right], person[left], probability, nearest)
    table = [
        {
            "person_id": person_id,
            "same_person_min": rows.get(person_id, {}).get("same_person_min"),
            "nearest_other_person": nearest[person_id][1] if person_id in nearest else None,
            "nearest_other_probability": -nearest[person_id][0] if person_id in nearest else None,
            "doubts": rows.get(person_id, {}).get("doubts"),
        }
        for person_id in sorted(rows.keys() | nearest.keys())
    ]
    return conform(pl.DataFrame(table, schema=STANDING), STANDING, table="STANDING")


FARTHEST = 0.001
"""Somebody less likely than this to be the same person is not worth naming."""


def _nearer(mine: str, theirs: str, probability: float, nearest: dict[str, tuple[float, str]]) -> None:
    candidate = (-probability, theirs)
    if mine != theirs and probability >= FARTHEST and candidate < nearest.get(mine, (0.0, "")):
        nearest[mine] = candidate
