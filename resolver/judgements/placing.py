"""JUDGEMENTS + MENTIONS -> JUDGED and UNAPPLIED: which two rows of this run each answer is about.

By list and id where the row still is what was judged; else by the stored copy: rows may have moved, a file may have been exported
anew, a spelling may have been corrected. An answer that fits several rows, or none, is not applied: it would bind the wrong people.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from resolver.judgements.copies import Likeness, cells_of, likeness, may_be_one_name, name_in
from resolver.tables import FIELDS, JUDGED, NAME_PARTS, UNAPPLIED, conform

_LOOKED_UP = ("birth_date", "identifiers", "url")
"""By what rows are found whose name is not as it was judged."""
MOST_CANDIDATES = 100
"""A value that more rows than this share finds nobody."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """Judgements with the rows they are about, and those that no row fits."""

    judged: pl.DataFrame
    unapplied: pl.DataFrame


def place(judgements: pl.DataFrame, mentions: pl.DataFrame) -> Placed:
    """Return where each judgement belongs. ``mentions`` is in row order.

    >>> from resolver.tables import JUDGEMENTS
    >>> mentions = pl.DataFrame({"mention_id": ["7", "8"], "list_id": ["a", "a"], "name": ["Тестов Илья", "Пробов Ян"]})
    >>> told = {"left_id": ["1", "8"], "right_id": ["8", "9"], "left_copy": ['{"name": "Тестов Илья"}', None]}
    >>> frame = pl.DataFrame(told).with_columns(pl.lit(None).alias(name) for name in JUDGEMENTS if name not in told)
    >>> placed = place(frame, mentions)
    >>> placed.judged.select("left", "right", "placed_by").rows(), placed.unapplied["because"].to_list()
    ([(0, 1, 'copy and id')], ['right: no row has the id 9'])
    """
    finder = Finder(mentions)
    told = [(row, _sides(finder, row)) for row in judgements.iter_rows(named=True)]
    taken = {one.row for _, sides in told for one in sides if one.by in ("id", "copy")}
    judged, unapplied = [], []
    for row, found in told:
        sides = [_unless_taken(one, taken) for one in found]
        faults = [
            f"{side}: {one.because}"
            for side, one in zip(("left", "right"), sides, strict=True)
            if one.row is None
        ]
        left, right = (one.row for one in sides)
        if left is None or right is None:
            unapplied.append({**row, "because": "; ".join(faults)})
        elif left == right:
            unapplied.append({**row, "because": "both sides are one row now"})
        else:
            by = sorted({one.by for one in sides})
            judged.append(
                {**row, "left": min(left, right), "right": max(left, right), "placed_by": " and ".join(by)}
            )
    return Placed(
        judged=conform(pl.DataFrame(judged, schema=JUDGED), JUDGED, table="JUDGED"),
        unapplied=conform(pl.DataFrame(unapplied, schema=UNAPPLIED), UNAPPLIED, table="UNAPPLIED"),
    )


def _sides(finder: "Finder", row: Mapping[str, str | None]) -> tuple["Found", "Found"]:
    """Return where both sides of a judgement belong. Two rows alike in every cell are both sides of one that is about such rows."""
    left, right = (
        finder.find(row[f"{side}_id"], cells_of(row[f"{side}_copy"])) for side in ("left", "right")
    )
    if len(left.rows) == 2 and left.rows == right.rows and row["left_id"] != row["right_id"]:
        return Found(row=left.rows[0], by="copy"), Found(row=left.rows[1], by="copy")
    return left, right


def _unless_taken(one: "Found", taken: Container[int | None]) -> "Found":
    """Return a place, but for a row taken to be corrected that another judgement knows as it stands: that is somebody else."""
    if one.by == "copy, corrected since" and one.row in taken:
        return Found(because="the row that was judged is gone; the one that comes nearest was judged, too")
    return one


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The row that an answer or a correction is about, and how it was found; or why there is none, and which it could be."""

    row: int | None = None
    by: str = ""
    because: str = ""
    rows: tuple[int, ...] = ()


class Finder:
    """Finds rows by id and by a copy of what they said. ``meant`` is what was done with the row that is looked for."""

    def __init__(self, mentions: pl.DataFrame, *, meant: str = "judged") -> None:
        self._meant = meant
        kept = [name for name in FIELDS if name in mentions.columns]
        self._mentions = mentions.select(kept)
        self._known: dict[tuple[str | None, str], Found] = {}
        lists = mentions["list_id"].to_list()
        self._by_id: dict[str, list[int]] = {}
        for row, (mention_id, list_id) in enumerate(zip(mentions["mention_id"], lists, strict=True)):
            self._by_id.setdefault(mention_id, []).append(row)
            # Where two lists use the same ids, a run writes the list before them.
            bare = mention_id.removeprefix(f"{list_id}/")
            if bare != mention_id:
                self._by_id.setdefault(bare, []).append(row)

    def find(self, mention_id: str | None, copy: Mapping[str, str]) -> Found:
        """Return the row that was meant by an id and a copy."""
        key = (mention_id, repr(sorted(copy.items())))
        if key not in self._known:
            self._known[key] = self._find(mention_id, copy)
        return self._known[key]

    def _find(self, mention_id: str | None, copy: Mapping[str, str]) -> Found:
        same_id = self._with_id(mention_id, copy.get("list_id"))
        if not copy:
            if len(same_id) == 1:
                return Found(row=same_id[0], by="id")
            told = (
                f"{len(same_id)} lists have a row {mention_id}"
                if same_id
                else f"no row has the id {mention_id}"
            )
            return Found(because=told)
        whole = [row for row in same_id if self._likeness(row, copy).is_whole]
        if len(whole) == 1:
            return Found(row=whole[0], by="id")
        return self._by_copy(copy, same_id)

    def under_id(self, mention_id: str, copy: Mapping[str, str]) -> int | None:
        """Return the one row with the id whose name may be that of the copy, whatever else it says now; None where there is none, or several."""
        rows = self._with_id(mention_id, copy.get("list_id"))
        if len(rows) != 1:
            return None
        names = (name_in(copy), name_in({name: cells[rows[0]] for name, cells in self._cells.items()}))
        return rows[0] if may_be_one_name(*names) else None

    def _with_id(self, mention_id: str | None, list_id: str | None) -> list[int]:
        """Return the rows with an id, those of the list that was meant alone where it is still there."""
        if mention_id is None:
            return []
        bare = mention_id.removeprefix(f"{list_id}/") if list_id else mention_id
        rows = sorted({*self._by_id.get(mention_id, ()), *self._by_id.get(bare, ())})
        own = [row for row in rows if self._lists[row] == list_id]
        return own or rows

    def _by_copy(self, copy: Mapping[str, str], same_id: Sequence[int]) -> Found:
        """Return the one row that says what the copy says; else the one it may have become by a correction."""
        named = {row: self._likeness(row, copy) for row in self._by_name.get(name_in(copy), ())}
        under_id = {row: self._likeness(row, copy) for row in same_id}
        found = self._only("copy", copy, [row for row, one in named.items() if one.is_exact])
        if found is None:
            same = [row for row, one in under_id.items() if one.is_same_text]
            found = self._only("id", copy, same)
        if found is None:
            near = [row for row, one in under_id.items() if one.is_near]
            found = self._only("id, corrected since", copy, near)
        return found or self._elsewhere(copy, named, same_id)

    def _elsewhere(
        self, copy: Mapping[str, str], named: Mapping[int, Likeness], same_id: Sequence[int]
    ) -> Found:
        """Return the row under another id that says more or less than the copy, or was corrected; else why there is none."""
        alike = {**named, **{row: self._likeness(row, copy) for row in self._sharing(copy)}}
        steps = (
            ("copy", [row for row, one in alike.items() if one.is_exact]),
            ("copy", [row for row, one in alike.items() if one.is_whole and one.is_telling]),
            ("copy", [row for row, one in alike.items() if one.is_telling]),
            ("copy, corrected since", [row for row, one in alike.items() if one.is_corrected]),
        )
        for by, rows in steps:
            found = self._only(by, copy, rows)
            if found is not None:
                return found
        if same_id:
            return Found(because=f"the row {self._ids(same_id)} says something else now")
        return Found(because=f"the row that was {self._meant} is gone")

    def _likeness(self, row: int, copy: Mapping[str, str]) -> Likeness:
        return likeness(copy, {name: cells[row] for name, cells in self._cells.items()})

    @cached_property
    def _cells(self) -> dict[str, list[str | None]]:
        """Return the columns that hold anything at all, as lists: rows are looked at one by one."""
        filled = [
            name
            for name in self._mentions.columns
            if self._mentions[name].null_count() < self._mentions.height
        ]
        return {name: self._mentions[name].to_list() for name in filled}

    def _of_its_list(self, rows: Sequence[int], copy: Mapping[str, str]) -> list[int]:
        own = [row for row in rows if self._lists[row] == copy.get("list_id")]
        return own or list(rows)

    def _only(self, by: str, copy: Mapping[str, str], rows: Sequence[int]) -> Found | None:
        """Return the only one of these rows, or that there are several; None where there is none."""
        own = sorted(self._of_its_list(rows, copy))
        if len(own) == 1:
            return Found(row=own[0], by=by)
        told = f"{len(own)} rows could be what was {self._meant}: {self._ids(own)}"
        return Found(because=told, rows=tuple(own)) if own else None

    def _sharing(self, copy: Mapping[str, str]) -> list[int]:
        """Return the rows that share with the copy what is mostly somebody's own, whatever their names."""
        found: set[int] = set()
        for name, table in self._by_value.items():
            rows = table.get(copy.get(name, ""), ())
            found.update(rows if len(rows) <= MOST_CANDIDATES else ())
        return sorted(found)

    def _ids(self, rows: Iterable[int]) -> str:
        ids = [self._mentions["mention_id"][row] for row in rows]
        return ", ".join(ids[:3]) + (", …" if len(ids) > 3 else "")

    @cached_property
    def _lists(self) -> list[str | None]:
        return self._mentions["list_id"].to_list()

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        parts = [name for name in ("name", *NAME_PARTS) if name in self._mentions]
        found: dict[str, list[int]] = {}
        for row, cells in enumerate(self._mentions.select(parts).iter_rows(named=True)):
            found.setdefault(name_in(cells), []).append(row)
        return found

    @cached_property
    def _by_value(self) -> dict[str, dict[str, list[int]]]:
        tables: dict[str, dict[str, list[int]]] = {}
        for name in _LOOKED_UP:
            if name in self._mentions:
                table = tables.setdefault(name, {})
                for row, value in enumerate(self._mentions[name]):
                    if value is not None:
                        table.setdefault(value, []).append(row)
        return tables
