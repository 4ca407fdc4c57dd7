"""Partitions of a component -> its persons: what is held together is joined, the rest is asked or left apart."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from resolver.model.constraints import DisjointSets
from resolver.model.linking import LinkRule
from resolver.stages.cluster.inside import Inside

Groups = Mapping[int, Sequence[int]]


def persons_of(inside: Inside, together: NDArray[np.float64], rule: LinkRule) -> list[list[int]]:
    """Return the persons of a component, as places within it.

    Whom humans joined is one from the start, and so are the mentions of a published person. Two groups are joined when that lowers the expected cost over pairs (Binder 1978):
    when their pairs are one person with a mean chance of at least the link threshold. No pair of them may be likelier two people
    than one, none may be closed to programs or of two published persons, and one must be good enough for a link to rest on.
    """
    home = _from_the_start(inside)
    groups: dict[int, list[int]] = {}
    for place, root in enumerate(home):
        groups.setdefault(root, []).append(place)
    for one, other in _likeliest_first(inside, together, rule):
        mine, theirs = sorted((home[one], home[other]))
        if mine == theirs or not _may_join(groups[mine], groups[theirs], inside, together, rule):
            continue
        for place in groups[theirs]:
            home[place] = mine
        groups[mine] += groups.pop(theirs)
    return [sorted(group) for _, group in sorted(groups.items())]


def _from_the_start(inside: Inside) -> list[int]:
    """Return, per place, the first place that it is one person with before any evidence is looked at."""
    sets = DisjointSets()
    for first in (inside.must.argmax(axis=1), inside.published.argmax(axis=1)):
        for place, other in enumerate(first.tolist()):
            if place != other:
                sets.join(place, other)
    return [sets.root(place) for place in range(len(inside.must))]


def _likeliest_first(inside: Inside, together: NDArray[np.float64], rule: LinkRule) -> list[tuple[int, int]]:
    one, other = (together >= rule.link_threshold).nonzero()
    likely = zip((-together[one, other]).tolist(), one.tolist(), other.tolist(), strict=True)
    return [(one, other) for _, one, other in sorted(likely) if one < other]


def _may_join(
    these: Sequence[int], those: Sequence[int], inside: Inside, together: NDArray[np.float64], rule: LinkRule
) -> bool:
    across = np.array(these)[:, None], those
    chance = together[across]
    return bool(
        chance.mean() >= rule.link_threshold
        and chance.min() >= 0.5
        and inside.may_link[across].any()
        and not inside.closed[across].any()
        and not inside.held[across].any()
    )


def would_join(
    inside: Inside, together: NDArray[np.float64], persons: Sequence[Sequence[int]], rule: LinkRule
) -> list[tuple[int, int]]:
    """Return which two published persons (by number) evidence would make one, or somebody would link with both.

    ``together`` is what evidence says where nobody is published.
    """
    free = replace(inside, held=np.zeros_like(inside.held))
    home = {place: number for number, group in enumerate(persons_of(free, together, rule)) for place in group}
    return [
        (one, other)
        for one, other in itertools.combinations(range(len(persons)), 2)
        if inside.held[np.ix_(persons[one], persons[other])].any()
        and not inside.closed[np.ix_(persons[one], persons[other])].any()
        and (home[persons[one][0]] == home[persons[other][0]] or _are_bridged(persons, one, other, inside))
    ]


def _are_bridged(persons: Sequence[Sequence[int]], one: int, other: int, inside: Inside) -> bool:
    """Say whether somebody who was not published may be linked with each of two persons."""
    links = [inside.may_link[persons[end]].any(axis=0) for end in (one, other)]
    is_new = ~inside.held.any(axis=0)
    return bool((links[0] & links[1] & is_new).any())
