"""Bare names -> the person of their own document they must be, or a question: a surname alone joins no two people."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from resolver.model.linking import LinkRule
from resolver.stages.cluster.binding import Binding, Clusterable

_CLOSEST = ("same", "short", "near")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """What becomes of the mentions that one hand-made group of bare names holds (mostly one mention).

    ``candidates`` are the people of their documents that fit best: person -> the row of theirs that fits.
    """

    rows: tuple[int, ...]
    candidates: Mapping[int, int] = field(default_factory=dict)
    how: str = ""


def bare_names(
    clusterable: Clusterable,
    cluster_of: Mapping[int, int],
    forbidden: Mapping[int, frozenset[int]],
    binding: Binding,
) -> list[Bare]:
    """Return every group of bare names that no human joined to somebody named in full, and whom it fits.

    ``forbidden`` holds, for a bare name, the rows that contradict it. One row that a human told apart, that contradicts, or that
    stands in the same list of one row per person, keeps the whole person away.
    """
    people: dict[int, list[int]] = {}
    for row, person in cluster_of.items():
        people.setdefault(person, []).append(row)
    groups: dict[int, list[int]] = {}
    for row in np.flatnonzero(clusterable.is_weak).tolist():
        groups.setdefault(cluster_of[row], []).append(row)
    return [
        _fitting(tuple(rows), clusterable.fits, cluster_of, people, forbidden, binding)
        for person, rows in sorted(groups.items())
        if len(rows) == len(people[person])
    ]


def _fitting(
    rows: tuple[int, ...],
    fits: Mapping[int, Mapping[int, str]],
    cluster_of: Mapping[int, int],
    people: Mapping[int, Sequence[int]],
    forbidden: Mapping[int, frozenset[int]],
    binding: Binding,
) -> Bare:
    found: dict[int, tuple[int, str]] = {}
    for row in rows:
        for other, how in sorted(fits.get(row, {}).items()):
            person = cluster_of[other]
            if person not in found or _CLOSEST.index(how) < _CLOSEST.index(found[person][1]):
                found[person] = (other, how)
    kept = {
        person: (other, how)
        for person, (other, how) in found.items()
        if not binding.any_apart(rows, people[person])
        and not any(other in forbidden.get(row, ()) for row in rows for other in people[person])
    }
    best = min((how for _, how in kept.values()), key=_CLOSEST.index, default="")
    return Bare(
        rows=rows,
        candidates={person: other for person, (other, how) in sorted(kept.items()) if how == best},
        how=best,
    )


def contested_names(
    found: Sequence[Bare], forbidden: Mapping[int, frozenset[int]], binding: Binding
) -> frozenset[int]:
    """Return which of these bare names would join a person that another one, of somebody else, would join too."""
    of_person: dict[int, list[int]] = {}
    for number, bare in enumerate(found):
        if len(bare.candidates) == 1:
            of_person.setdefault(next(iter(bare.candidates)), []).append(number)
    contested: set[int] = set()
    for numbers in of_person.values():
        for one, other in itertools.combinations(numbers, 2):
            rows, others = found[one].rows, found[other].rows
            if binding.any_apart(rows, others) or any(
                set(others) & forbidden.get(row, frozenset()) for row in rows
            ):
                contested |= {one, other}
    return frozenset(contested)


def sureness(bare: Bare, rule: LinkRule) -> float:
    """Return how sure it is that a bare name is the only person of its document that it fits."""
    return rule.weak[bare.how]
