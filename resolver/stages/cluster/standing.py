"""Partitions and persons -> how sure each person is: its weakest pair, who is nearest, and what looks over-merged."""

from collections.abc import Iterator, Sequence
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

FOUND = pl.Schema(
    {
        "row": pl.UInt32(),
        "same_person_min": pl.Float64(),
        "doubts": pl.String(),
        "nearest_row": pl.UInt32(),
        "nearest_probability": pl.Float64(),
    }
)
"""One person of a component, by a row of theirs: how sure they are, and a row of the person they are nearest to."""


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


def standing_in(settled: Settled, mention_ids: Sequence[str], rule: LinkRule) -> pl.DataFrame:
    """Return the standing of each person of some components: FOUND."""
    members, whole = settled.inside.members, settled.whole
    person = np.nonzero(settled.home == np.arange(members.shape[1]))
    nearest, chance = (found[person] for found in _nearest(settled))
    least = _of_person(settled.home, np.where(whole, settled.together, 1.0), np.minimum, 1.0).min(axis=2)
    may_be_several = np.flatnonzero(_may_be_several(settled, rule)[person])
    doubts: list[str | None] = [None] * len(nearest)
    for at in may_be_several.tolist():
        number, first = int(person[0][at]), int(person[1][at])
        doubts[at] = "; ".join(_doubts(settled, number, first, mention_ids, rule)) or None
    found = pl.DataFrame(
        {
            "row": members[person],
            "same_person_min": least[person],
            "doubts": pl.Series(doubts, dtype=pl.String),
            "nearest_row": members[person[0], nearest],
            "nearest_probability": chance,
        }
    )
    is_alone = pl.Series(whole.sum(axis=2)[person] == 1)
    has_others = pl.Series(chance >= 0)
    return found.with_columns(
        pl.when(~is_alone).then("same_person_min"),
        pl.when(has_others).then(pl.col("nearest_row", "nearest_probability")),
    ).cast(FOUND)


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


FARTHEST = 0.001
"""Somebody less likely than this to be the same person is not worth naming."""


def standing_of(
    found: pl.DataFrame, loose: pl.DataFrame, questions: pl.DataFrame, person: pl.Series
) -> pl.DataFrame:
    """Return STANDING: the persons of which more can be said than that they are alone, given FOUND and the person of each row."""
    rows = found.select("same_person_min", "doubts", person_id=person.gather(found["row"])).unique(
        "person_id", keep="last"
    )
    nearest = pl.concat(
        [
            _near(person, found["row"], found["nearest_row"], found["nearest_probability"]),
            *(
                _near(person, pairs[mine], pairs[theirs], pairs["probability"])
                for pairs in (loose, questions)
                for mine, theirs in (("left", "right"), ("right", "left"))
            ),
        ]
    )
    best = nearest.sort(nearest.columns, descending=[False, True, False]).unique(
        "person_id", keep="first", maintain_order=True
    )
    both = rows.join(best, on="person_id", how="full", coalesce=True).sort("person_id")
    return conform(both, STANDING, table="STANDING")


def _near(person: pl.Series, mine: pl.Series, theirs: pl.Series, probability: pl.Series) -> pl.DataFrame:
    """Return for persons (by rows) somebody else they may be, and how likely it is."""
    is_near = (probability >= FARTHEST).fill_null(False)
    pairs = pl.DataFrame(
        {
            "person_id": person.gather(mine.filter(is_near)),
            "nearest_other_probability": probability.filter(is_near),
            "nearest_other_person": person.gather(theirs.filter(is_near)),
        }
    )
    return pairs.filter(pl.col("person_id") != pl.col("nearest_other_person"))
