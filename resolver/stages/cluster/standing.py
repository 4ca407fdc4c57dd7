"""Partitions and persons -> how sure each person is: its weakest pair, who is nearest, and what looks over-merged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.linking import LinkRule
from resolver.model.partitions import Stack
from resolver.stages.cluster.binding import Flags
from resolver.stages.cluster.components import bridges
from resolver.stages.cluster.decide import Chances, Places
from resolver.stages.cluster.inside import Insides
from resolver.tables import STANDING, conform


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person of a component, by a row of theirs: how sure they are, and a row of the person they are nearest to."""

    row: int
    same_person_min: float | None
    nearest_row: int | None
    nearest_probability: float
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settled:
    """Components of one size, how they may be cut, and what was decided: ``home`` is the first place of the person of each place."""

    inside: Insides
    stack: Stack
    together: Chances
    home: Places

    @property
    def whole(self) -> Flags:
        """Return, for every two places of a component, whether they are one person."""
        return np.asarray(self.home[:, :, None] == self.home[:, None, :])


def standing_in(settled: Settled, mention_ids: Sequence[str], rule: LinkRule) -> Iterator[Standing]:
    """Yield the standing of each person of some components."""
    members, whole = settled.inside.members, settled.whole
    nearest, chance = _nearest(settled)
    least = _of_person(settled.home, np.where(whole, settled.together, 1.0), np.minimum, 1.0).min(axis=2)
    is_alone = whole.sum(axis=2) == 1
    may_be_several = _may_be_several(settled, rule)
    for number, first in np.argwhere(settled.home == np.arange(members.shape[1])).tolist():
        has_others = chance[number, first] >= 0
        is_asked = may_be_several[number, first]
        yield Standing(
            row=int(members[number, first]),
            same_person_min=None if is_alone[number, first] else float(least[number, first]),
            nearest_row=int(members[number, nearest[number, first]]) if has_others else None,
            nearest_probability=float(chance[number, first]) if has_others else 0.0,
            doubts=tuple(_doubts(settled, number, first, mention_ids, rule)) if is_asked else (),
        )


def _of_person(home: Places, table: Chances, gather: np.ufunc, start: float) -> Chances:
    """Return, for each person of a component (by their first place), what the rows of a table come to for all places of theirs."""
    found, every = np.full(table.shape, start), np.arange(len(home))
    for place in range(home.shape[1]):
        mine = every, home[:, place]
        found[mine] = gather(found[mine], table[:, place])
    return found


def _nearest(settled: Settled) -> tuple[Places, Chances]:
    """Return the place that each person is likeliest to be one with and is not, and how likely; -1 where there is nobody else."""
    home = settled.home
    best = _of_person(home, settled.together, np.maximum, -1.0)
    best[home[:, None, :] == np.arange(home.shape[1])[:, None]] = -1.0
    order = np.argsort(home, axis=1, kind="stable")
    ordered = np.take_along_axis(best, order[:, None, :], axis=2)
    return np.take_along_axis(order, ordered.argmax(axis=2), axis=1), ordered.max(axis=2)


_FEWEST_ON_A_SIDE = 2
_ROUNDING = 1e-9


def _may_be_several(settled: Settled, rule: LinkRule) -> Flags:
    """Return which persons (by their first place) are worth a closer look: most are surely whole, and hang together by several pairs.

    A person is whole at least as surely as nobody of theirs is apart from the first; the ends of a pair that alone holds two halves
    together have nobody in common, and others of their own.
    """
    together, whole = settled.together, settled.whole
    apart = np.where(whole, 1.0 - together, 0.0).sum(axis=2)
    is_unsure = apart > 1.0 - rule.link_threshold - _ROUNDING
    speaks = whole & (settled.inside.weights.net > 0) & ~np.eye(whole.shape[1], dtype=np.bool_)
    linked = speaks.astype(np.float64)
    has_others = speaks.sum(axis=2) >= _FEWEST_ON_A_SIDE
    threads = speaks & (linked @ linked == 0) & has_others[:, :, None] & has_others[:, None, :]
    is_thread = _of_person(settled.home, threads.astype(np.float64), np.maximum, 0.0).any(axis=2)
    return np.asarray((is_unsure | is_thread) & (whole.sum(axis=2) > 1))


def _doubts(
    settled: Settled, number: int, first: int, mention_ids: Sequence[str], rule: LinkRule
) -> Iterator[str]:
    """Yield why a person looks like several: a likely other cut, or halves that only one pair holds together."""
    inside, person = settled.inside, np.flatnonzero(settled.home[number] == first)
    ids = [mention_ids[row] for row in inside.members[number, person].tolist()]
    within = number, person[:, None], person
    if inside.must[within].all():
        return
    partitions = settled.stack.of(number)
    labels = partitions.labels[:, person]
    whole = (labels == labels[:, :1]).all(axis=1)
    if float(partitions.probability[whole].sum()) < rule.link_threshold:
        cut = labels[int(np.argmax(~whole))]
        share = float(partitions.probability[(labels == cut).all(axis=1)].sum())
        yield f"may be {len(set(cut.tolist()))} people ({share:.2f}): {_written(cut, ids)}"
    if len(person) < 2 * _FEWEST_ON_A_SIDE:
        return
    speaks = np.argwhere(np.triu(inside.weights.net[within] > 0, 1)).tolist()
    for one, other in sorted(bridges([(one, other) for one, other in speaks])):
        if min(_sides(speaks, one, other)) >= _FEWEST_ON_A_SIDE:
            yield f"held together by one pair: {ids[one]} {ids[other]}"


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


def _written(labels: NDArray[np.int16], ids: Sequence[str]) -> str:
    parts: dict[int, list[str]] = {}
    for label, mention_id in zip(labels.tolist(), ids, strict=True):
        parts.setdefault(label, []).append(mention_id)
    return " / ".join(" ".join(found) for found in parts.values())


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
