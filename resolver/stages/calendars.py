"""MENTIONS without words for nothing -> by which calendar columns tell dates in numbers, where nobody said it; part of ``normalise``."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from resolver.tables import NAME_PARTS
from resolver.values.calendars import SHOWN
from resolver.values.dates import (
    DATED,
    GREGORIAN,
    MANNERS,
    MAY_TELL,
    PERSIAN,
    YEAR_FIRST,
    CellsTold,
    DateWords,
    cells_told,
    concluded,
    in_calendar,
    is_persian,
)
from resolver.values.places import Gazetteer, read_place
from resolver.values.text import script_of

_SOLAR = frozenset({"iran", "afghanistan"})
"""Where years are mostly told by the solar calendar."""
_PLACES = ("death_place", "origin_place", "burial_place")
_ARABIC = re.compile("[يكةىإأ]")
"""Letters that Persian does not write."""
_MOST_LOOKED_AT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What one list shows: its columns that ask, and the calendars that are known of its columns."""

    list_id: str
    cells: Mapping[str, CellsTold]
    known: Mapping[str, str]


def calendar_of(told: Mapping[str, bool], list_id: str, column: str) -> tuple[str, bool] | None:
    """Return the calendar by which a column tells its dates and whether that is certain, or None where it is not known.

    >>> calendar_of({in_calendar("a", "birth_date", "jalali"): True}, "a", "birth_date")
    ('jalali', True)
    """
    keys = ((name, in_calendar(list_id, column, name)) for name in MANNERS)
    return next(((name, told[key]) for name, key in keys if key in told), None)


def tells_otherwise(told: Mapping[str, bool], list_id: str, column: str) -> bool:
    """Return whether a column is known to be told by another calendar than ours.

    >>> tells_otherwise({in_calendar("a", "age", "gregorian"): True}, "a", "age")
    False
    """
    found = calendar_of(told, list_id, column)
    return found is not None and found[0] != GREGORIAN


def with_calendars(
    said: pl.DataFrame, told: Mapping[str, bool], *, words: DateWords, gazetteer: Gazetteer
) -> tuple[dict[str, bool], tuple[str, ...]]:
    """Return how lists tell their dates, with the calendars of those columns of which nobody said it; and notes on these."""
    found, notes = dict(told), []
    for list_id, columns in _asking(said).items():
        own = said.filter(pl.col("list_id") == list_id)
        known = {name: one[0] for name in DATED if (one := calendar_of(told, list_id, name))}
        cells = {name: cells_told(_texts(own[name]), words) for name in columns if name not in known}
        asking = _Told(
            list_id=list_id, cells={name: one for name, one in cells.items() if one.asks}, known=known
        )
        for calendar, why, names in _concluded(asking, _signs(own, asking, told, gazetteer)):
            found |= {in_calendar(list_id, name, calendar): False for name in names if calendar}
            notes.append(_note(asking, calendar, why, names))
    return found, tuple(notes)


def _asking(said: pl.DataFrame) -> dict[str, list[str]]:
    """Return by list the columns that hold a text which may be told by another calendar."""
    found: dict[str, list[str]] = {}
    for name in DATED:
        lists = said.filter(pl.col(name).str.contains(MAY_TELL))["list_id"].unique().sort()
        for list_id in lists.to_list():
            found.setdefault(list_id, []).append(name)
    return dict(sorted(found.items()))


def _texts(column: pl.Series) -> list[str]:
    return column.drop_nulls().unique().sort().to_list()


def _concluded(asking: _Told, signs: tuple[str, str]) -> Iterable[tuple[str, str, list[str]]]:
    """Yield calendar (none where nothing tells), reason and columns."""
    persian_by, else_by = signs
    by_column = {
        name: concluded(one, persian_by=persian_by, else_by=else_by) for name, one in asking.cells.items()
    }
    calendars = {*asking.known.values(), *(one[0] for one in by_column.values() if one)} & {
        "jalali",
        "hijri",
    }
    if len(calendars) == 1:
        (only,) = calendars
        by_column = {name: one or (only, "other columns of the list are") for name, one in by_column.items()}
    groups: dict[tuple[str, str], list[str]] = {}
    for name, one in by_column.items():
        unknown = ("", "") if asking.cells[name].bare else (YEAR_FIRST, "")
        groups.setdefault(one or unknown, []).append(name)
    for (calendar, why), names in groups.items():
        yield calendar, why, names


def _signs(
    own: pl.DataFrame, asking: _Told, told: Mapping[str, bool], gazetteer: Gazetteer
) -> tuple[str, str]:
    """Return by what a list shows that it is of Iran or Afghanistan, and what else speaks for the solar calendar; nothing where it does not.

    To leave dates unread would be less cautious: two people who share a name and whose years of birth differ by either calendar
    would not be told apart by them.
    """
    if not asking.cells:
        return "", ""
    if in_calendar(asking.list_id, "", PERSIAN) in told:
        return "the headers of the list are Persian", ""
    if any(is_persian(text) for one in asking.cells.values() for text in one.asks):
        return "they are written in Persian digits", ""
    names = [text for name in ("name", *NAME_PARTS) for text in _texts(own[name])[:_MOST_LOOKED_AT]]
    arabic = [text for text in names if script_of(text) == "arabic"]
    if sum(map(is_persian, arabic)) > max(sum(map(bool, map(_ARABIC.search, arabic))), len(names) // 5):
        return "the names of the list are written in Persian", ""
    there, elsewhere = _places([text for name in _PLACES for text in _texts(own[name])], gazetteer)
    if there > elsewhere:
        return "most places of the list lie in Iran or Afghanistan", ""
    is_open = not arabic and not elsewhere
    return "", "lists in other letters than Arabic hardly give lunar years without a word" if is_open else ""


def _places(texts: Sequence[str], gazetteer: Gazetteer) -> tuple[int, int]:
    """Return how many known places lie in Iran or Afghanistan, and how many elsewhere."""
    places = [read_place(text, gazetteer) for text in texts[:_MOST_LOOKED_AT]]
    known = [{*place.known, *place.around} for place in places if place.known]
    there = sum(bool(one & _SOLAR) for one in known)
    return there, len(known) - there


def _note(asking: _Told, calendar: str, why: str, names: Sequence[str]) -> str:
    texts = [text for name in names for text in asking.cells[name].asks]
    shown = ", ".join(texts[:2]) + (", …" if len(texts) > 2 else "")
    columns = " and ".join(name.replace("_", " ") for name in names)
    where = f'under the [[list]] of "{asking.list_id}" in resolver.toml'
    start = f"list {asking.list_id}: dates in {columns} ({shown})"
    if calendar == YEAR_FIRST:
        return f'{start} begin with a year of two digits, and nothing tells of which calendar: such dates are not read (write calendar = "jalali" {where} if they are of that, or else years in full)'
    if not calendar:
        return f'{start} are of no year of ours, and nothing tells whether they are of the solar or of the lunar Hijri calendar, or slips: they are not read (write calendar = "jalali" or "hijri" {where} to decide it)'
    return f'{start} are read by {SHOWN[calendar]}, as {why} (if that is wrong, write calendar = "…" {where})'
