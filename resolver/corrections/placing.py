"""Corrections + the rows of a run -> the mentions of this run that each correction is about, by id where the row still is what it was.

A row that moved is followed by the copy that the correction keeps. A correction that fits several rows, or none, is not applied: it
would change what is said of somebody else. One without a copy is held against the value that it changed; where nothing tells, its id
is believed.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from resolver.corrections.one import ABOUT_PERSONS, Correction
from resolver.corrections.standing import Corrections, Place
from resolver.judgements import Finder, cells_of, copy_of
from resolver.tables import FIELDS
from resolver.values.text import fold

MOST_ROWS = 10
"""So many rows of a person are kept with a correction: a cell of a spreadsheet has an end."""


def copy_of_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the rows of a person as a correction keeps them.

    >>> copy_of_rows([{"mention_id": "m1", "name": "Тестов Илья"}])
    '[{"mention_id": "m1", "name": "Тестов Илья"}]'
    """
    copies = [copy_of(row) for _, row in zip(range(MOST_ROWS), rows, strict=False)]
    return f"[{', '.join(copies)}]"


def placed(corrections: Corrections, mentions: pl.DataFrame, tombstones: pl.DataFrame) -> Corrections:
    """Return corrections with the mentions that each is about.

    ``mentions`` are the rows of the lists, those that corrections take back among them; ``tombstones`` what earlier runs had.

    >>> from resolver.corrections.one import Action
    >>> from resolver.tables import TOMBSTONES
    >>> said = Correction(correction_id="c-1", target="2", action=Action.ALIVE, target_copy='{"name": "Тестов Илья"}')
    >>> rows = pl.DataFrame({"mention_id": ["2", "3"], "list_id": ["a", "a"], "name": ["Пробин Ян", "Тестов Илья"]})
    >>> placed(Corrections(given=(said,)), rows, TOMBSTONES.to_frame()).places["c-1"].mentions
    ('3',)
    """
    if not corrections.given:
        return corrections
    rows = _Rows(mentions, tombstones)
    places = {one.correction_id: rows.place(one) for one in corrections.given if not one.is_undoing}
    return Corrections(
        given=corrections.given, places={name: one for name, one in places.items() if one is not None}
    )


def _copies(one: Correction) -> list[dict[str, str]]:
    """Return the rows that a correction was made on; none where it keeps none or nobody can read them."""
    text = one.target_copy or ""
    if not text.startswith("["):
        return [copy] if (copy := cells_of(text)) else []
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return [copy for row in found if (copy := cells_of(json.dumps(row)))]


class _Rows:
    """The rows of a run: those of its lists, and those that it had and has no longer or otherwise."""

    def __init__(self, mentions: pl.DataFrame, tombstones: pl.DataFrame) -> None:
        # A row that a correction took back is one that its list still has.
        is_listed = pl.col("state") == "retracted"
        listed = pl.concat([_bare(mentions), _bare(tombstones.filter(is_listed))], how="diagonal")
        self._pools = [listed, _bare(tombstones.filter(~is_listed))]
        self._finders = [Finder(pool, meant="corrected") for pool in self._pools]

    def place(self, one: Correction) -> Place | None:
        """Return where a correction belongs; None where only its id says it."""
        copies = _copies(one)
        if not copies:
            return self._by_value(one)
        found = [self._find(copy.get("mention_id") or one.target, copy) for copy in copies]
        mentions = tuple(dict.fromkeys(row for row, _ in found if row is not None))
        if not mentions:
            return Place(because=found[0][1])
        moves = [
            (copy["mention_id"], row)
            for copy, (row, _) in zip(copies, found, strict=True)
            if row is not None and copy.get("mention_id") not in (None, row)
        ]
        return Place(target=mentions[0], mentions=mentions, moves=tuple(moves))

    def _find(self, mention_id: str, copy: Mapping[str, str]) -> tuple[str | None, str]:
        """Return the mention that says what the copy says, or why there is none."""
        listed, former = (finder.find(mention_id, copy) for finder in self._finders)
        # What a row said before a newer version of its list changed it is under the same id: then no other row is meant.
        is_nobodys = listed.row is None and not listed.rows
        if former.row is not None and (is_nobodys or (former.by == "id" and listed.by != "id")):
            return self._pools[1]["mention_id"][former.row], ""
        if listed.row is None:
            # The list completed or mended the row: what was said of the man holds, unless another row says what he did.
            at = None if listed.rows else self._finders[0].under_id(mention_id, copy)
            return (None, listed.because) if at is None else (self._pools[0]["mention_id"][at], "")
        return self._pools[0]["mention_id"][listed.row], ""

    def _by_value(self, one: Correction) -> Place | None:
        """Return where a correction without a copy belongs: under its id, where the cell is what was changed."""
        if one.action in ABOUT_PERSONS:
            return None
        under_id = [pool.filter(pl.col("mention_id") == one.target) for pool in self._pools]
        if all(pool.is_empty() for pool in under_id):
            return Place(because=f"no row has the id {one.target}")
        if one.field is None or one.old_value is None:
            return None
        cells = [cell for pool in under_id if one.field in pool.columns for cell in pool[one.field]]
        fitting = {fold(text) for text in (one.old_value, one.new_value) if text}
        if any(fold(cell or "") in fitting for cell in cells):
            return None
        return Place(because=f"the row {one.target} says something else now")


def _bare(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(name for name in FIELDS if name in rows.columns)
