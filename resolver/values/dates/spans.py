"""A day, month or year -> the interval of days it takes in."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from resolver.values.dates.interval import DateInterval
from resolver.values.dates.words import DateWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A day, month or year, perhaps with parts still to be filled in."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    note: str = ""


def one_day(year: int, month: int, day: int, words: DateWords) -> DateInterval | None:
    """Return the interval of one day, or None when there is no such day."""
    if not words.earliest_year <= year <= words.latest_year:
        return None
    try:
        when = date(year, month, day)
    except ValueError:
        return None
    return DateInterval(low=when, high=when, edtf=when.isoformat(), is_guess=False, note="")


def resolved(point: Point, mark: str, words: DateWords) -> DateInterval | None:
    """Return the interval of a point with its EDTF mark; what is approximate is widened."""
    if point.year is None or not words.earliest_year <= point.year <= words.latest_year:
        return None
    first = one_day(point.year, point.month or 1, point.day or 1, words)
    if first is None or 0 in (point.month, point.day) or (point.day is not None and point.month is None):
        return None
    low, high, edtf = first.low, first.high, first.edtf
    if point.day is None:
        high, edtf = month_end(point.year, point.month or 12), edtf[: 4 if point.month is None else 7]
    note = point.note
    if mark:
        note = noted(note, "uncertain" if mark == "?" else "approximate")
    if mark in ("~", "%"):
        low, high = _widened(low, high, point, words)
    return spanning(low, high, edtf + mark, note, words)


def _widened(low: date, high: date, point: Point, words: DateWords) -> tuple[date, date]:
    """Return what "about" makes of a day, a month or a year."""
    if point.day is not None:
        margin = timedelta(days=words.margin_days)
        return low - margin, high + margin
    months = words.margin_months if point.month is not None else 12 * words.margin_years
    start, end = low.year * 12 + low.month - 1 - months, high.year * 12 + high.month - 1 + months
    return date(start // 12, start % 12 + 1, 1), month_end(end // 12, end % 12 + 1)


def spanning(low: date, high: date, edtf: str, note: str, words: DateWords) -> DateInterval | None:
    """Return an interval whose ends are in order and within the years we believe in."""
    if low > high or low.year < words.earliest_year or high.year > words.latest_year:
        return None
    return DateInterval(low=low, high=high, edtf=edtf, is_guess=bool(note), note=note)


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def noted(note: str, more: str) -> str:
    """Add one remark to a note."""
    return f"{note}; {more}" if note else more
