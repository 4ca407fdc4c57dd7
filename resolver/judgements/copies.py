"""A mention -> the copy of it that a judgement keeps, and back: how alike a kept copy and a row of today are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resolver.tables import FIELDS, NAME_PARTS
from resolver.values.similarity import edit_similarity
from resolver.values.text import fold

Cells = Mapping[str, str | None]
_IDS = ("mention_id", "list_id")
_NAMES = ("name", *NAME_PARTS)
_GRADES = ("reliability", "credibility")
_WORDS_ABOUT = (*_IDS, *_NAMES, "note", "quote", "language", "publisher", "role", "status", *_GRADES)
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


_OWN = ("birth_date", "identifiers", "wikidata")
"""What is mostly somebody's own: a row that agrees on one of these may be taken for the one that was judged."""
_OF_A_PAGE = ("url", "document_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How a kept copy and a row agree: by name (0 to 1), in which further cells; how many differ, and how many only one of them has."""

    name: float
    agreeing: frozenset[str]
    differing: int = 0
    lacking: int = 0
    gained: int = 0

    @property
    def is_same_text(self) -> bool:
        """Return whether nothing differs that both have."""
        return self.name == 1.0 and not self.differing

    @property
    def is_whole(self) -> bool:
        """Return whether the row says everything that the copy says; it may say more."""
        return self.is_same_text and not self.lacking

    @property
    def is_exact(self) -> bool:
        """Return whether row and copy say the same, no more and no less."""
        return self.is_whole and not self.gained

    @property
    def is_telling(self) -> bool:
        """Return whether row and copy agree on something that namesakes seldom share: then one may say more than the other."""
        return self.is_same_text and not self.agreeing.isdisjoint((*_OWN, *_OF_A_PAGE))

    @property
    def is_near(self) -> bool:
        """Return whether a row under the same id can be what was judged, corrected: a slip in the name, or another name and all else
        as it was.

        >>> Likeness(name=0.9, agreeing=frozenset({"unit"}), differing=1).is_near, Likeness(name=0.2, agreeing=frozenset()).is_near
        (True, False)
        """
        if self.name >= 0.75:
            return len(self.agreeing) >= self.differing
        return len(self.agreeing) >= 2 and len(self.agreeing) > 2 * self.differing

    @property
    def is_corrected(self) -> bool:
        """Return whether a row under another id can be what was judged, corrected: a slip in the name, and every other cell as it was,
        one that is somebody's own among them.
        """
        changed = self.differing + self.lacking + self.gained
        return self.name >= 0.75 and not changed and not self.agreeing.isdisjoint(_OWN)


def likeness(copy: Cells, row: Cells) -> Likeness:
    """Return how alike a kept copy and a row are; a cell that only one of them has contradicts nothing.

    >>> found = likeness({"name": "Тестов Илья", "age": "30"}, {"name": "ТЕСТОВ Илья", "age": "31", "unit": "5"})
    >>> found.name, found.differing, found.gained
    (1.0, 1, 1)
    """
    said = {name for name in _TELLING if copy.get(name)}
    says = {name for name in _TELLING if row.get(name)}
    agreeing = {name for name in said & says if _agree(str(copy[name]), str(row[name]))}
    mine, theirs = name_in(copy), name_in(row)
    return Likeness(
        name=1.0 if _agree(mine, theirs) else edit_similarity(mine, theirs),
        agreeing=frozenset(agreeing),
        differing=len(said & says) - len(agreeing),
        lacking=len(said - says),
        gained=len(says - said),
    )


_SLIP = 0.75
"""Two words this alike may be one with a slip."""


def may_be_one_name(one: str, other: str) -> bool:
    """Say whether two names may be one that somebody completed or mended: each word of the shorter is one of the longer, or its initial.

    >>> may_be_one_name("коваль т.", "коваль тарас"), may_be_one_name("коваль олег", "коваль тарас"), may_be_one_name("", "коваль")
    (True, False, False)
    """
    shorter, longer = sorted((one.split(), other.split()), key=len)
    left = [*longer]
    for word in shorter:
        found = next((said for said in left if _may_be_one_word(word, said)), None)
        if found is None:
            return False
        left.remove(found)
    return bool(shorter)


def _may_be_one_word(one: str, other: str) -> bool:
    short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    return edit_similarity(one, other) >= _SLIP or (len(short) == 1 and long.startswith(short))


def _agree(one: str, other: str) -> bool:
    """Say whether two cells say the same; letters that a spreadsheet lost may have been any."""
    mine, theirs = fold(one), fold(other)
    if mine == theirs:
        return True
    if LOST not in one or len(mine) != len(theirs):
        return False
    return all(kept in (LOST, letter) for kept, letter in zip(mine, theirs, strict=True))
