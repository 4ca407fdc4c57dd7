"""An Outcome -> on which lists each row of the people who count stands, and in which group: by period, place or any column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import polars as pl

from resolver.errors import UsageError
from resolver.model.draws import Numbers, People
from resolver.outcome import Outcome
from resolver.settings import nearest_of
from resolver.tally import counted_rows, texts_of

MOST_LISTS = 60
"""Lists beyond the largest of this number are left out: nobody reads a table of more."""
NAMED_TOGETHER = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listed:
    """On which lists the people who count stand, row by row.

    ``people`` are those named people reported dead who are counted, or open, with their rows; ``list_of`` is the place in ``lists`` of
    every one of these rows, one after the other, -1 for none; ``groups`` says for each field what each row states, -1 for nothing.
    ``names`` are all the names that each list goes by.
    """

    people: People
    person_ids: tuple[str, ...]
    lists: tuple[str, ...]
    names: tuple[frozenset[str], ...]
    list_of: Numbers
    groups: Mapping[str, tuple[tuple[str, ...], Numbers]]
    notes: tuple[str, ...] = ()

    def merged(self, groups: Sequence[Sequence[str]]) -> "Listed":
        """Return the same people where the lists of each group are one list, named after all of them."""
        name = {one: one for one in self.lists}
        for group in groups:
            name |= dict.fromkeys(group, joined(group))
        lists = tuple(sorted(set(name.values())))
        to = np.array([*(lists.index(name[one]) for one in self.lists), -1], dtype=np.int64)
        names = [frozenset[str]() for _ in lists]
        for at, own in enumerate(self.names):
            names[to[at]] |= own
        return replace(self, lists=lists, list_of=to[self.list_of], names=tuple(names))

    def keeping(self, lists: Sequence[str]) -> "Listed":
        """Return the same people where only these lists are looked at."""
        kept = tuple(sorted(set(lists)))
        to = np.array([*(kept.index(one) if one in kept else -1 for one in self.lists), -1], dtype=np.int64)
        names = tuple(self.names[self.lists.index(one)] for one in kept)
        return replace(self, lists=kept, list_of=to[self.list_of], names=names)


def listed_of(
    outcome: Outcome,
    *,
    by: Sequence[str] = (),
    lists: Sequence[str] = (),
    as_lists: str | None = None,
) -> Listed:
    """Return on which lists the people of a run stand.

    ``by`` are fields as ``count_by`` takes them; ``lists`` are ids or titles of those to look at, by default all; with ``as_lists`` the
    values of a field are the lists (who publishes, say). Raises UsageError for a field or a list that is not there.
    """
    rows = counted_rows(outcome)
    flat = np.array(list(chain.from_iterable(rows)), dtype=np.int64)
    is_list = as_lists in (None, "list", "list_id")
    on = outcome.mentions.sort("row")["list_id"].to_list() if is_list else texts_of(outcome, str(as_lists))
    labels, list_of = _coded(on, flat)
    listed = Listed(
        people=People(rows=rows),
        person_ids=_person_ids(outcome, rows),
        lists=labels,
        names=_names(outcome, labels, is_list=is_list),
        list_of=list_of,
        groups={field: _coded(texts_of(outcome, field), flat) for field in by},
    )
    return _chosen(listed, lists)


def joined(group: Sequence[str]) -> str:
    """Return the name of lists that are taken as one; of many, the first and how many more.

    >>> joined(["b", "a"]), joined(["d", "c", "b", "a"])
    ('a + b', 'a + 3 more')
    """
    names = sorted(group)
    return " + ".join(names) if len(names) <= NAMED_TOGETHER else f"{names[0]} + {len(names) - 1} more"


def _coded(texts: Sequence[str | None], flat: Numbers) -> tuple[tuple[str, ...], Numbers]:
    """Return the different texts of some rows, and which of them each row has."""
    said = [texts[row] for row in flat.tolist()]
    labels = sorted({one for one in said if one is not None})
    place = {one: at for at, one in enumerate(labels)}
    return tuple(labels), np.array([-1 if one is None else place[one] for one in said], dtype=np.int64)


def _person_ids(outcome: Outcome, rows: Sequence[Sequence[int]]) -> tuple[str, ...]:
    of_row = dict(outcome.memberships.select("row", "person_id").iter_rows())
    return tuple(of_row[some[0]] for some in rows)


def _names(outcome: Outcome, labels: Sequence[str], *, is_list: bool) -> tuple[frozenset[str], ...]:
    if not is_list:
        return tuple(frozenset({label}) for label in labels)
    titles = dict(outcome.lists.select("list_id", pl.col("title").fill_null("")).iter_rows())
    return tuple(frozenset({label, titles.get(label) or label}) for label in labels)


def _chosen(listed: Listed, wanted: Sequence[str]) -> Listed:
    if not wanted:
        return _largest(listed)
    found = []
    for one in wanted:
        at = [place for place, names in enumerate(listed.names) if one in names]
        if not at:
            known = sorted(set().union(*listed.names))
            raise UsageError(
                f'no list "{one}" in this run{nearest_of(one, known) or "; there are " + ", ".join(known)}'
            )
        found.append(listed.lists[at[0]])
    return listed.keeping(found)


def _largest(listed: Listed) -> Listed:
    if len(listed.lists) <= MOST_LISTS:
        return listed
    sizes = np.bincount(listed.list_of[listed.list_of >= 0], minlength=len(listed.lists))
    kept = np.argsort(-sizes, kind="stable")[:MOST_LISTS]
    beyond = len(listed.lists) - MOST_LISTS
    told = f"{beyond} smaller lists are left out; choose with --lists"
    return replace(listed.keeping([listed.lists[at] for at in kept]), notes=(told,))
