"""Who stands on which lists, and who is who -> a row per person: on which lists, in which group; as we link them, or draw by draw."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.errors import UsageError
from resolver.model.capture import Histories
from resolver.model.capture.histories import MOST_LISTS
from resolver.model.doubts import Doubts
from resolver.model.drawn_persons import draw_persons
from resolver.model.draws import Numbers
from resolver.overlap.listed import Listed
from resolver.tally import EVERYBODY, NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Captures:
    """A person each: ``history`` has a bit set for every list, ``group`` says which group, ``row`` is the first of their rows.

    People on none of the lists are left out. ``groups`` are the groups, in order.
    """

    lists: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    history: Numbers
    group: Numbers
    row: Numbers

    @property
    def on(self) -> NDArray[np.bool_]:
        """Return, for each person, on which lists they stand."""
        return (self.history[:, None] >> np.arange(len(self.lists)) & 1).astype(np.bool_)

    def group_name(self, group: int) -> str:
        """Return what people call a group: its values, parted by slashes."""
        return " / ".join(self.groups[group]) or EVERYBODY

    def histories(self, group: int | None = None) -> Histories:
        """Return how many people, of one group or of all, stand on exactly which lists."""
        if len(self.lists) > MOST_LISTS:
            raise UsageError(f"{len(self.lists)} lists are too many to estimate from: choose with --lists")
        own = self.history if group is None else self.history[self.group == group]
        cells = np.bincount(own, minlength=1 << len(self.lists)).astype(np.int64)
        return Histories(lists=self.lists, cells=cells)


def captures_of(listed: Listed, persons: Numbers | None = None) -> Captures:
    """Return a row per person; ``persons`` says whose each row is, by default as we link them."""
    if persons is None:
        sizes = [len(rows) for rows in listed.people.rows]
        persons = np.repeat(np.arange(len(sizes)), sizes).astype(np.int64)
    there = np.flatnonzero((persons >= 0) & (listed.list_of >= 0))
    _, first, own = np.unique(persons[there], return_index=True, return_inverse=True)
    own = own.ravel()
    history = np.zeros(len(first), dtype=np.int64)
    np.bitwise_or.at(history, own, np.int64(1) << listed.list_of[there])
    stated = [(names, _commonest(own, codes[there], len(first))) for names, codes in listed.groups.values()]
    groups, group = _joint(stated, len(first))
    return Captures(lists=listed.lists, groups=groups, history=history, group=group, row=there[first])


def _commonest(own: Numbers, codes: Numbers, people: int) -> Numbers:
    """Return what most rows of each person state, of equals the first in the alphabet; -1 where none states anything."""
    found = np.full(people, -1, dtype=np.int64)
    stated = codes >= 0
    if not stated.any():
        return found
    width = int(codes.max()) + 1
    keys, counts = np.unique(own[stated] * width + codes[stated], return_counts=True)
    order = np.lexsort((-keys, counts))
    found[keys[order] // width] = keys[order] % width
    return found


def _joint(
    stated: Sequence[tuple[tuple[str, ...], Numbers]], people: int
) -> tuple[tuple[tuple[str, ...], ...], Numbers]:
    """Return the groups there can be by all fields together, in order, and which each person is in."""
    groups: list[tuple[str, ...]] = [()]
    group = np.zeros(people, dtype=np.int64)
    for names, codes in stated:
        labels = [*names, NOT_STATED]
        groups = [(*one, label) for one in groups for label in labels]
        group = group * len(labels) + np.where(codes < 0, len(names), codes)
    return tuple(groups), group


# --- draws ------------------------------------------------------------------------------------------------------------


def drawn_captures(listed: Listed, doubts: Doubts, *, draws: int, seed: int) -> Iterator[Captures]:
    """Yield a row per person for every draw of who is who, those among whom no likely pair was found among them."""
    alone, others = _split(listed)
    random = np.random.default_rng(seed + 1)
    for drawn in draw_persons(listed.people, doubts, draws=draws, seed=seed):
        yield _without_missed(captures_of(listed, drawn.persons), drawn.missed, alone, others, random)


def _split(listed: Listed) -> tuple[Numbers, Numbers]:
    """Return, for every row of a person of several: its own list as a bit, and the lists of the others."""
    alone, others, at = [], [], 0
    for rows in listed.people.rows:
        bits = [1 << one if one >= 0 else 0 for one in listed.list_of[at : at + len(rows)].tolist()]
        at += len(rows)
        for place, bit in enumerate(bits):
            rest = [other for number, other in enumerate(bits) if number != place and other]
            if bit and rest:
                alone.append(bit)
                others.append(int(np.bitwise_or.reduce(rest)))
    return np.array(alone, dtype=np.int64), np.array(others, dtype=np.int64)


def _without_missed(
    captures: Captures, missed: int, alone: Numbers, others: Numbers, random: np.random.Generator
) -> Captures:
    """Return the people where so many are no longer counted twice.

    Which two are one nobody knows: they are drawn so that they part as found people would if one of their rows had not been recognised,
    inside a group.
    """
    if not missed or not len(alone):
        return captures
    history = captures.history.copy()
    gone, free = (np.full(len(history), value, dtype=np.bool_) for value in (False, True))
    anywhere, inside = _Waiting(history, random), _Waiting(history, random, captures.group)
    for which in random.integers(len(alone), size=missed).tolist():
        one = anywhere.take(int(alone[which]), free)
        if one is None:
            continue
        free[one] = False
        other = inside.take(int(others[which]), free, int(captures.group[one]))
        if other is not None:
            history[other] |= history[one]
            gone[one], free[other] = True, False
    return Captures(
        lists=captures.lists,
        groups=captures.groups,
        history=history[~gone],
        group=captures.group[~gone],
        row=captures.row[~gone],
    )


class _Waiting:
    """People by the lists they stand on (and by their group), each kind in a drawn order, to be taken one by one."""

    def __init__(self, history: Numbers, random: np.random.Generator, group: Numbers | None = None) -> None:
        kinds, kind = np.unique(history, return_inverse=True)
        self.width = len(kinds)
        self.kind_of = {one: at for at, one in enumerate(kinds.tolist())}
        codes = kind.ravel() + (0 if group is None else group * self.width)
        drawn = random.permutation(len(history))
        self.people = drawn[np.argsort(codes[drawn], kind="stable")]
        self.codes = codes[self.people]
        self.next: dict[int, int] = {}

    def take(self, history: int, free: NDArray[np.bool_], group: int = 0) -> int | None:
        """Take the next person of these lists and this group whom no other was found to be."""
        if history not in self.kind_of:
            return None
        code = self.kind_of[history] + group * self.width
        at = self.next.get(code, int(np.searchsorted(self.codes, code)))
        while at < len(self.codes) and self.codes[at] == code:
            at += 1
            self.next[code] = at
            if free[self.people[at - 1]]:
                return int(self.people[at - 1])
        return None


# --- tables -----------------------------------------------------------------------------------------------------------


def capture_table(listed: Listed, captures: Captures, draw: int | None = None) -> pl.DataFrame:
    """Return the layout that capture–recapture tools read: a row per person, ``in_`` columns of 0 and 1, a column per field.

    A person whom a draw cuts in two stands there twice, under one id.
    """
    owner = np.repeat(np.arange(len(listed.people.rows)), [len(rows) for rows in listed.people.rows])
    ids = np.array(listed.person_ids, dtype=object)[owner[captures.row]]
    columns: dict[str, object] = {} if draw is None else {"draw": np.full(len(ids), draw, dtype=np.int64)}
    columns["person_id"] = pl.Series(ids.tolist(), dtype=pl.String)
    for name, on in zip(column_names(captures.lists), captures.on.T, strict=True):
        columns[name] = on.astype(np.int8)
    for at, name in enumerate(listed.groups):
        labels = [captures.groups[group][at] for group in captures.group.tolist()]
        columns[name] = pl.Series(labels, dtype=pl.String)
    return pl.DataFrame(columns).sort("person_id", maintain_order=True)


def column_names(lists: Sequence[str]) -> tuple[str, ...]:
    """Return the ``in_`` column of each list: no blanks, and no two alike.

    >>> column_names(["week 1", "week_1", "A + B"])
    ('in_week_1', 'in_week_1_2', 'in_A+B')
    """
    found: list[str] = []
    for one in lists:
        name = "in_" + re.sub(r"\s+", "_", re.sub(r"\s*\+\s*", "+", one.strip()))
        ordinal, unique = 1, name
        while unique in found:
            ordinal += 1
            unique = f"{name}_{ordinal}"
        found.append(unique)
    return tuple(found)
