"""A mention -> the copy of it that a judgement keeps, and back: how alike a kept copy and a row of today are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resolver.tables import FIELDS
from resolver.values.similarity import edit_similarity
from resolver.values.text import fold

Cells = Mapping[str, str | None]
NAME_PARTS = ("surname", "given_name", "patronymic")
_IDS = ("mention_id", "list_id")
_NAMES = ("name", *NAME_PARTS)
_WORDS_ABOUT = (*_IDS, *_NAMES, "note", "quote", "language", "publisher", "role", "status")
_TELLING = tuple(name for name in FIELDS if name not in _WORDS_ABOUT)
LOST = "?"
"""What a spreadsheet writes in place of a letter that its encoding lacks."""


def copy_of(cells: Mapping[str, Any]) -> str:
    """Return a mention as a judgement keeps it: its filled cells as JSON on one line.

    >>> copy_of({"mention_id": "m1", "name": "Тестов Илья", "age": None, "line": 7})
    '{"mention_id": "m1", "name": "Тестов Илья"}'
    """
    return json.dumps(
        {name: cells[name] for name in FIELDS if cells.get(name) is not None}, ensure_ascii=False
    )


def cells_of(copy: str | None) -> dict[str, str]:
    """Return the cells of a kept copy; none where there is no copy or nobody can read it.

    >>> cells_of('{"name": "Тестов Илья"}'), cells_of("Тестов Илья"), cells_of(None)
    ({'name': 'Тестов Илья'}, {}, {})
    """
    try:
        found = json.loads(copy or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def name_in(cells: Cells) -> str:
    """Return the name of a mention as one text, in whichever columns it stands.

    >>> name_in({"surname": "Тестов", "given_name": "Илья"})
    'тестов илья'
    """
    return fold(cells.get("name") or " ".join(cells.get(part) or "" for part in NAME_PARTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How a kept copy and a row agree: by name (0 to 1), in how many further cells they agree and differ, how many the row lacks."""

    name: float
    agreeing: int
    differing: int
    lacking: int = 0

    @property
    def is_same_text(self) -> bool:
        """Return whether nothing differs that both have."""
        return self.name == 1.0 and not self.differing

    @property
    def is_whole(self) -> bool:
        """Return whether the row says everything that the copy says."""
        return self.is_same_text and not self.lacking

    @property
    def is_near(self) -> bool:
        """Return whether this can be the same row corrected: a slip in the name, or another name and all else as it was.

        >>> Likeness(name=0.9, agreeing=1, differing=1).is_near, Likeness(name=0.2, agreeing=1, differing=0).is_near
        (True, False)
        """
        if self.name >= 0.75:
            return self.agreeing >= self.differing
        return self.agreeing >= 2 and self.agreeing > 2 * self.differing

    @property
    def is_corrected(self) -> bool:
        """Return whether a row under another id can be the same row corrected: something besides the name must agree."""
        return self.is_near and self.agreeing >= 1


def likeness(copy: Cells, row: Cells) -> Likeness:
    """Return how alike a kept copy and a row are; a cell that only one of them has says nothing.

    >>> likeness({"name": "Тестов Илья", "age": "30"}, {"name": "ТЕСТОВ Илья", "age": "31", "unit": "5"})
    Likeness(name=1.0, agreeing=0, differing=1, lacking=0)
    """
    said = [name for name in _TELLING if copy.get(name)]
    both = [(copy[name], row[name]) for name in said if row.get(name)]
    agreeing = sum(_agree(str(one), str(other)) for one, other in both)
    mine, theirs = name_in(copy), name_in(row)
    alike = 1.0 if _agree(mine, theirs) else edit_similarity(mine, theirs)
    return Likeness(
        name=alike,
        agreeing=agreeing,
        differing=len(both) - agreeing,
        lacking=len(said) - len(both),
    )


def _agree(one: str, other: str) -> bool:
    """Say whether two cells say the same; letters that a spreadsheet lost may have been any."""
    mine, theirs = fold(one), fold(other)
    if mine == theirs:
        return True
    if LOST not in one or len(mine) != len(theirs):
        return False
    return all(kept in (LOST, letter) for kept, letter in zip(mine, theirs, strict=True))
