"""Persons and lists -> Coverage: which list mentions whom, how often, and which mentions only repeat another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from resolver.synthesis.chance import Chance, Flags, Numbers
from resolver.synthesis.recipe import ListKind

REPOSTS = 0.15
"""The share of repeats that copy an earlier mention letter for letter."""

_KNOWN_TO_MANY = 0.1
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Who is mentioned where: one number each per mention, the mentions of one person together, the first one first."""

    person: Numbers
    ordinal: Numbers
    source: Numbers
    """The list."""
    copied: Numbers
    """The mention whose words are repeated: mostly the mention itself."""

    @property
    def is_repost(self) -> Flags:
        """Whether a mention copies another."""
        return np.asarray(self.copied != np.arange(len(self.copied)))


def cover(
    peopled: tuple[Numbers, tuple[str, ...]],
    lists: Sequence[ListKind],
    chance: Chance,
    *,
    mentions: int,
    cross_script: float,
) -> Coverage:
    """Mention every person once, and some again, until there are as many mentions as asked for.

    ``peopled`` holds for each person the place of the people among the peoples, and these.
    """
    people, peoples = peopled
    person = _mentioned(len(people), mentions, chance)
    rows = np.arange(mentions, dtype=np.int64)
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    ordinal = rows - np.repeat(starts, np.diff(np.append(starts, mentions)))
    orders = _orders(people, peoples, lists, chance)
    scripts = np.unique([one.script for one in lists], return_inverse=True)[1].astype(np.int64)
    source = _sources((person, ordinal, starts), orders, scripts, chance, cross_script)
    is_repost = chance.happens("repost", rows, REPOSTS) & (ordinal > 0)
    copied = np.where(is_repost, rows - 1, rows)
    while (copied != copied[copied]).any():
        copied = copied[copied]
    return Coverage(person=person, ordinal=ordinal, source=source[copied], copied=copied)


def _mentioned(persons: int, mentions: int, chance: Chance) -> Numbers:
    """Return the person of each mention, sorted; some people are known to many."""
    repeats = np.arange(mentions - persons, dtype=np.int64)
    anyone = chance.below("repeated", repeats, persons)
    known = chance.steep("known to many", repeats, persons)
    is_known = chance.happens("is known to many", repeats, _KNOWN_TO_MANY)
    again = np.where(is_known, known, anyone)
    return np.sort(np.concatenate([np.arange(persons, dtype=np.int64), again]), kind="stable")


def _orders(people: Numbers, peoples: tuple[str, ...], lists: Sequence[ListKind], chance: Chance) -> Numbers:
    """Return for each person the order in which lists mention him, lists that do not know his people as -1 at the end."""
    weights = np.array(
        [[one.takes.get(key, one.takes.get("others", 0)) for one in lists] for key in peoples], dtype=np.int64
    )
    weights[weights.sum(axis=1) == 0] = 1
    persons = np.arange(len(people), dtype=np.int64)
    keys = np.empty((len(people), len(lists)), dtype=np.int64)
    for place in range(len(lists)):
        weight = weights[people, place]
        drawn = (chance.bits(f"list {place}", persons) >> np.uint64(1)).astype(np.int64)
        keys[:, place] = np.where(weight > 0, drawn // np.maximum(weight, 1), _NEVER)
    order = np.argsort(keys, axis=1, kind="stable")
    return np.where(np.take_along_axis(keys, order, axis=1) == _NEVER, -1, order)


def _sources(
    who: tuple[Numbers, Numbers, Numbers],
    orders: Numbers,
    scripts: Numbers,
    chance: Chance,
    cross_script: float,
) -> Numbers:
    """Return the list of each mention: the next one of the script asked for that has not yet named the person."""
    person, ordinal, starts = who
    rows = np.arange(len(person), dtype=np.int64)
    first = orders[:, 0]
    is_other = (orders >= 0) & (scripts[orders] != scripts[first][:, None])
    is_same = (orders >= 0) & ~is_other
    wants_other = chance.happens("another script", rows, cross_script) & (ordinal > 0)
    wants_other &= is_other.any(axis=1)[person]
    source = np.empty(len(person), dtype=np.int64)
    for group, wants in ((is_same, ~wants_other), (is_other, wants_other)):
        sorted_first = np.argsort(~group, axis=1, kind="stable")
        ordered = np.take_along_axis(orders, sorted_first, axis=1)
        before: Numbers = np.cumsum(wants) - wants
        nth: Numbers = before - np.repeat(before[starts], np.diff(np.append(starts, len(person))))
        here = np.flatnonzero(wants)
        many = np.maximum(group.sum(axis=1)[person[here]], 1)
        source[here] = ordered[person[here], nth[here] % many]
    return source
