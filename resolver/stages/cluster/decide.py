"""Partitions of a component -> its persons: what is held together is joined, the rest is asked or left apart."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from resolver.model.linking import LinkRule
from resolver.stages.cluster.inside import Inside

Groups = Mapping[int, Sequence[int]]


def persons_of(inside: Inside, together: NDArray[np.float64], rule: LinkRule) -> list[list[int]]:
    """Return the persons of a component, as places within it.

    Whom humans joined is one from the start. Two groups are joined when that lowers the expected cost over pairs (Binder 1978):
    when their pairs are one person with a mean chance of at least the link threshold. No pair of them may be likelier two people
    than one, none may be closed to programs, and one must be good enough for a link to rest on.
    """
    groups: dict[int, list[int]] = {}
    home: list[int] = []
    for place, row in enumerate(inside.must):
        home.append(int(np.argmax(row)))
        groups.setdefault(home[place], []).append(place)
    for one, other in _likeliest_first(inside, together, rule):
        mine, theirs = sorted((home[one], home[other]))
        if mine == theirs or not _may_join(groups[mine], groups[theirs], inside, together, rule):
            continue
        for place in groups[theirs]:
            home[place] = mine
        groups[mine] += groups.pop(theirs)
    return [sorted(group) for _, group in sorted(groups.items())]


def _likeliest_first(inside: Inside, together: NDArray[np.float64], rule: LinkRule) -> list[tuple[int, int]]:
    one, other = np.nonzero(np.triu(together >= rule.link_threshold, 1))
    order = np.lexsort((other, one, -together[one, other]))
    return list(zip(one[order].tolist(), other[order].tolist(), strict=True))


def _may_join(
    these: Sequence[int], those: Sequence[int], inside: Inside, together: NDArray[np.float64], rule: LinkRule
) -> bool:
    across = np.ix_(these, those)
    chance = together[across]
    return bool(
        chance.mean() >= rule.link_threshold
        and chance.min() >= 0.5
        and inside.may_link[across].any()
        and not inside.closed[across].any()
    )
