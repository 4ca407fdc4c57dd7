"""Who stands on which lists -> which lists share whom: by pair, by exact combination, and by group, with the words to print."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from resolver.overlap.captures import Captures
from resolver.overlap.copying import Copied

PAIRS = pl.Schema({"list": pl.String, "other_list": pl.String, "people": pl.Int64})
"""How many people two lists share."""
COMBINATIONS = pl.Schema({"group": pl.String, "lists": pl.String, "list_count": pl.Int64, "people": pl.Int64})
"""How many people of a group stand on exactly these lists, parted by `` + ``."""
GROUPS = pl.Schema(
    {
        "group": pl.String,
        "people": pl.Int64,
        "on_one_list": pl.Int64,
        "on_several": pl.Int64,
        "share": pl.Float64,
    }
)
"""How many people of a group stand on one list, and on several."""
MOST_SHOWN = 25
MOST_COLUMNS = 10
MOST_COPIED = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Overlap:
    """Which lists share whom, among named people reported dead, open ones among them.

    ``captures`` has them one by one; ``copied`` are lists that rest on the same origins. ``notes`` say what was left out.
    """

    captures: Captures
    fields: tuple[str, ...]
    copied: tuple[Copied, ...]
    notes: tuple[str, ...]

    @property
    def lists(self) -> tuple[str, ...]:
        """Return the lists."""
        return self.captures.lists

    @property
    def people(self) -> int:
        """Return how many people stand on any of the lists."""
        return len(self.captures.history)

    @cached_property
    def shared(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return how many people each two lists share; on the diagonal, how many each has."""
        on = self.captures.on.astype(np.int64)
        return np.asarray(on.T @ on, dtype=np.int64)

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """Return PAIRS: each two lists once, those that share most first."""
        rows = [
            (one, other, int(self.shared[at, place]))
            for at, one in enumerate(self.lists)
            for place, other in enumerate(self.lists)
            if at < place
        ]
        table = pl.DataFrame(rows, schema=PAIRS, orient="row")
        return table.sort("people", "list", "other_list", descending=[True, False, False])

    @cached_property
    def combinations(self) -> pl.DataFrame:
        """Return COMBINATIONS: every capture history that occurs, the most people first, group by group."""
        keys = np.stack([self.captures.group, self.captures.history], axis=1)
        found, counts = np.unique(keys, axis=0, return_counts=True) if len(keys) else (keys, keys[:, 0])
        rows = [
            (self.captures.group_name(group), " + ".join(self._named(history)), history.bit_count(), people)
            for (group, history), people in zip(found.tolist(), counts.tolist(), strict=True)
        ]
        table = pl.DataFrame(rows, schema=COMBINATIONS, orient="row")
        return table.sort("group", "people", "lists", descending=[False, True, False])

    @cached_property
    def groups(self) -> pl.DataFrame:
        """Return GROUPS, in the order of their names."""
        several = pl.col("people").filter(pl.col("list_count") > 1).sum()
        table = self.combinations.group_by("group").agg(people_=pl.col("people").sum(), on_several=several)
        return table.select(
            "group",
            people="people_",
            on_one_list=pl.col("people_") - pl.col("on_several"),
            on_several="on_several",
            share=pl.col("on_several") / pl.col("people_"),
        ).sort("group")

    def _named(self, history: int) -> list[str]:
        return [name for at, name in enumerate(self.lists) if history >> at & 1]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        return {
            "people": self.people,
            "lists": [
                {"list": name, "people": int(self.shared[at, at])} for at, name in enumerate(self.lists)
            ],
            "pairs": self.pairs.to_dicts(),
            "combinations": self.combinations.to_dicts(),
            "groups": self.groups.with_columns(pl.col("share").round(3)).to_dicts() if self.fields else [],
            "same_origin": [
                {"list": one.one, "other_list": one.other, "shared": one.shared, "same_origin": one.copied}
                for one in self.copied
            ],
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def _lines(overlap: Overlap) -> Iterator[str]:
    alone = overlap.combinations.filter(pl.col("list_count") == 1)["people"].sum()
    yield f"{overlap.people:,} named people reported killed on {_counted(len(overlap.lists), 'list')}, {overlap.people - alone:,} of them on several"
    yield ""
    yield from _pair_lines(overlap)
    yield ""
    yield from _combination_lines(overlap)
    if overlap.fields:
        yield ""
        yield from _group_lines(overlap)
    yield from (f"Note: {told}" for told in overlap.notes)
    ordered = sorted(overlap.copied, key=lambda one: (-one.copied, one.one, one.other))
    yield from (f"Same origin: {told}" for told in ordered[:MOST_COPIED])
    if len(ordered) > MOST_COPIED:
        yield f"Same origin: {len(ordered) - MOST_COPIED:,} further pairs of lists (--json)"
    yield "Which lists share whom depends on who copied whom. What that says of people on no list: resolver estimate."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _pair_lines(overlap: Overlap) -> Iterator[str]:
    sizes = np.diag(overlap.shared)
    order = sorted(range(len(overlap.lists)), key=lambda at: (-int(sizes[at]), overlap.lists[at]))
    few = order[:MOST_COLUMNS]
    alone = [int((overlap.captures.history == 1 << at).sum()) for at in few]
    width = max((len(overlap.lists[at]) for at in few), default=4)
    yield f"   {'list':<{width}}  only there" + "".join(f"{_letter(at):>8}" for at in range(len(few)))
    for place, at in enumerate(few):
        shown = "".join(f"{int(overlap.shared[at, other]):>8,}" for other in few)
        yield f"{_letter(place):<2} {overlap.lists[at]:<{width}}  {alone[place]:>10,}{shown}"
    if len(order) > len(few):
        yield f"   and {_counted(len(order) - len(few), 'smaller list')} (--json)"


def _letter(at: int) -> str:
    """Return the letter of a column: A to Z, then AA.

    >>> _letter(0), _letter(26)
    ('A', 'AA')
    """
    return (_letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _combination_lines(overlap: Overlap) -> Iterator[str]:
    whole = (
        overlap.combinations.group_by("lists")
        .agg(pl.col("people").sum())
        .sort("people", "lists", descending=[True, False])
    )
    yield f"{'people':>8}  on exactly these lists"
    for lists, people in whole.head(MOST_SHOWN).iter_rows():
        yield f"{people:>8,}  {lists}"
    if whole.height > MOST_SHOWN:
        rest = whole[MOST_SHOWN:]
        yield f"{rest['people'].sum():>8,}  in {_counted(rest.height, 'further combination')}"


def _group_lines(overlap: Overlap) -> Iterator[str]:
    title = " / ".join(overlap.fields)
    width = max([len(title), *(len(group) for group in overlap.groups["group"])])
    yield f"{title:<{width}}  {'people':>8}  {'on one list':>11}  {'on several':>10}  share"
    for group, people, one, several, share in overlap.groups.iter_rows():
        yield f"{group:<{width}}  {people:>8,}  {one:>11,}  {several:>10,}  {share:>5.0%}"
