"""What was settled in a component -> why two of its persons were not made one, in words, and for which of their rows."""

from collections.abc import Sequence

import numpy as np

from resolver.model.linking import LinkRule
from resolver.stages.cluster import reasons
from resolver.stages.cluster.binding import Binding, Flags
from resolver.stages.cluster.decide import Places, between
from resolver.stages.cluster.standing import Settled


class Why:
    """Why pairs of components of one size are asked about."""

    def __init__(
        self, settled: Settled, mention_ids: Sequence[str], binding: Binding, rule: LinkRule
    ) -> None:
        self.settled = settled
        self.mention_ids = mention_ids
        self.binding = binding
        self.rule = rule
        inside = settled.inside
        left_open = binding.left_open_in(inside.members) & inside.closed
        closed = inside.closed & ~inside.unread & ~inside.short
        self._obstacles = (
            (left_open, reasons.LEFT_OPEN),
            (inside.unread, reasons.UNREAD),
            (inside.short, reasons.SHORT),
            (closed, reasons.CLOSED),
        )
        self._barred = between(settled.home, inside.closed | inside.held)

    def of(self, number: int, one: int, other: int) -> str:
        """Return why two places of a component were not made one person; nothing where it is not for what others say."""
        inside = self.settled.inside
        for flags, reason in self._obstacles:
            at = self._of_persons(flags[number], number, one, other)
            if len(at):
                is_own = bool(flags[number, one, other])
                place = np.array([one, other]) if is_own else at[0]
                told = self._told(reason, number, place)
                return told if is_own else reasons.of_other_rows(told, *self._ids(number, place))
        is_likely = self.settled.together[number, one, other] >= self.rule.link_threshold
        if is_likely and inside.held[number, one, other]:
            return reasons.HELD
        return (
            self._of_others(number, one, other) if is_likely and inside.may_link[number, one, other] else ""
        )

    def _told(self, reason: str, number: int, places: Places) -> str:
        """Return a reason, or that it is what a list promises which closes two places to programs."""
        left, right = self.settled.inside.members[number, places].tolist()
        is_promised = reason == reasons.CLOSED and self.binding.in_one_list(left, right)
        return reasons.PROMISED if is_promised else reason

    def _of_persons(self, flags: Flags, number: int, one: int, other: int) -> Places:
        """Return the places, one of each of two persons, on which a flag stands."""
        home = self.settled.home[number]
        mine, theirs = home == home[one], home == home[other]
        return np.argwhere(flags & mine[:, None] & theirs)

    def _of_others(self, number: int, one: int, other: int) -> str:
        """Return which third person, or which other rows of the two, keep a likely pair from being one person."""
        home, together = self.settled.home[number], self.settled.together[number]
        for mine, theirs in ((one, other), (other, one)):
            rivals = self._barred[number, home[theirs], home] & (together[mine] >= self.rule.link_threshold)
            if rivals.any():
                return reasons.torn(*self._ids(number, np.array([theirs, rivals.argmax()])))
        at = self._of_persons(np.ones(together.shape, dtype=np.bool_), number, one, other)
        least = at[together[at[:, 0], at[:, 1]].argmin()]
        chance = float(together[least[0], least[1]])
        is_told = chance < self.rule.link_threshold
        return reasons.unlike(*self._ids(number, least), chance) if is_told else ""

    def _ids(self, number: int, places: Places) -> tuple[str, str]:
        one, other = sorted(
            self.mention_ids[row] for row in self.settled.inside.members[number, places].tolist()
        )
        return one, other
