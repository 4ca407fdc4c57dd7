"""Partitions of components of one size -> their persons: what is held together is joined, the rest is asked or left apart."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.linking import LinkRule
from resolver.model.weighing import first_joined
from resolver.stages.cluster.binding import Flags
from resolver.stages.cluster.inside import Insides

Places = NDArray[np.int64]
Chances = NDArray[np.float64]


def persons_of(inside: Insides, together: Chances, rule: LinkRule) -> Places:
    """Return the person of each place of each component, as the first place of that person.

    Whom humans joined is one from the start, and so are the mentions of a published person. Two groups are joined when that lowers the expected cost over pairs (Binder 1978):
    when their pairs are one person with a mean chance of at least the link threshold. No pair of them may be likelier two people
    than one, none may be closed to programs or of two published persons, and one must be good enough for a link to rest on.
    """
    home = first_joined(inside.must | inside.published)
    one, other = np.triu_indices(home.shape[1], 1)
    chance = together[:, one, other]
    likely = chance >= rule.link_threshold
    concerned = np.flatnonzero(likely.any(axis=1))
    if len(concerned):
        most = int(likely.sum(axis=1).max())
        order = np.argsort(-chance[concerned], axis=1, kind="stable")[:, :most]
        groups = _Groups(inside.take(concerned), together[concerned], home[concerned], rule.link_threshold)
        groups.join(one[order], other[order], np.take_along_axis(likely[concerned], order, axis=1))
        home[concerned] = groups.home
    return home


class _Groups:
    """The groups of each component while they are joined, each known by its first place: what is true of all pairs of two groups."""

    def __init__(self, inside: Insides, together: Chances, home: Places, threshold: float) -> None:
        self.threshold = threshold
        self.home = np.tile(np.arange(home.shape[1]), (len(home), 1))
        self.sizes = np.ones(home.shape)
        self.summed, self.least = together.copy(), together.copy()
        self.may_link, self.barred = inside.may_link.copy(), inside.closed | inside.held
        self.refused = np.zeros(together.shape, dtype=np.bool_)
        for place in range(home.shape[1]):
            which = np.flatnonzero(home[:, place] != place)
            self._merge(which, home[which, place], np.full(len(which), place))

    def join(self, one: Places, other: Places, waiting: Flags) -> None:
        """Join the groups of pairs that are given in order, a row for each component, as long as that is allowed.

        In each round every component comes to its next pair of which something is still to be said.
        """
        which, place = np.arange(len(one)), np.arange(one.shape[1])
        while len(which):
            at = which[:, None]
            first, second = self.home[at, one], self.home[at, other]
            mine, theirs = np.minimum(first, second), np.maximum(first, second)
            waiting = waiting & (mine != theirs) & ~self.refused[at, mine, theirs]
            left = np.flatnonzero(waiting.any(axis=1))
            which, one, other, waiting = which[left], one[left], other[left], waiting[left]
            chosen = waiting.argmax(axis=1)
            mine, theirs = mine[left, chosen], theirs[left, chosen]
            may = self._may_join(which, mine, theirs)
            self._merge(which[may], mine[may], theirs[may])
            self.refused[which[~may], mine[~may], theirs[~may]] = True
            waiting &= place > chosen[:, None]

    def _may_join(self, which: Places, mine: Places, theirs: Places) -> Flags:
        at = which, mine, theirs
        mean = self.summed[at] / (self.sizes[which, mine] * self.sizes[which, theirs])
        is_likely = (mean >= self.threshold) & (self.least[at] >= 0.5)
        return np.asarray(is_likely & self.may_link[at] & ~self.barred[at])

    def _merge(self, which: Places, mine: Places, theirs: Places) -> None:
        """Make two groups of some components one."""
        for table, both in (
            (self.summed, np.add),
            (self.least, np.minimum),
            (self.may_link, np.logical_or),
            (self.barred, np.logical_or),
        ):
            table[which, mine] = table[which, :, mine] = both(table[which, mine], table[which, theirs])
        self.sizes[which, mine] += self.sizes[which, theirs]
        self.refused[which, mine] = self.refused[which, :, mine] = False
        self.home[which] = np.where(self.home[which] == theirs[:, None], mine[:, None], self.home[which])


def by_size(home: Places) -> Iterator[tuple[Places, Places]]:
    """Yield the persons of components of one size, those of as many mentions together: the component of each, and their places.

    >>> [(number.tolist(), places.tolist()) for number, places in by_size(np.array([[0, 1, 0]]))]
    [([0], [[1]]), ([0], [[0, 2]])]
    """
    order = np.argsort(home, axis=1, kind="stable")
    sizes = (home[:, :, None] == np.arange(home.shape[1])).sum(axis=1).ravel()
    starts = np.cumsum(sizes) - sizes
    for size in distinct(sizes[sizes > 0]).tolist():
        at = starts[sizes == size]
        yield at // home.shape[1], order.ravel()[at[:, None] + np.arange(size)]


def between(home: Places, flags: Flags) -> Flags:
    """Return, for every two persons of a component (by their first places), whether a flag stands on some pair of theirs.

    >>> flags = np.array([[[0, 0, 0], [0, 0, 1], [0, 1, 0]]], dtype=np.bool_)
    >>> between(np.array([[0, 0, 2]]), flags)[0, 0].tolist()
    [False, False, True]
    """
    found = np.zeros(flags.shape, dtype=np.bool_)
    number, one, other = flags.nonzero()
    found[number, home[number, one], home[number, other]] = True
    return found


def would_join(
    inside: Insides, together: Chances, home: Places, rule: LinkRule
) -> tuple[Places, Places, Places]:
    """Return which two published persons (component, and their first places) evidence would make one, or somebody would link with both.

    ``together`` is what evidence says where nobody is published.
    """
    free = persons_of(replace(inside, held=np.zeros_like(inside.held)), together, rule)
    is_known = np.asarray(inside.held.any(axis=1, keepdims=True))
    number, one, other = (inside.may_link & ~is_known).nonzero()
    links = np.zeros(inside.held.shape)
    links[number, home[number, one], other] = 1.0
    reached = (free[:, :, None] == free[:, None, :]) | (links @ links.transpose(0, 2, 1) > 0)
    wanted = between(home, inside.held) & ~between(home, inside.closed) & reached
    number, one, other = np.triu(wanted, 1).nonzero()
    return number, one, other
