"""Tokens of one shape -> a day, month or year, perhaps with parts still to be filled in."""

import re
from dataclasses import dataclass, replace

from resolver.values.dates.spans import Point, noted
from resolver.values.dates.tokens import Token
from resolver.values.dates.words import DateWords

# Shape -> the role of each token: d day, m month, y year, Y two-digit year.
_LONG_SHAPES = ("dmy", "mdy", "ymd", "ydm", "my", "ym", "y", "dm", "md", "d", "m", "dy")
_SHAPES = {shape: shape for shape in _LONG_SHAPES} | {
    "dmd": "dmY", "dmg": "dmY", "dmq": "dmY", "mdd": "mdY", "mdq": "mdY",
    "mg": "mY", "mq": "mY", "dq": "dY", "q": "Y",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The words and the two options that one reading goes by."""

    words: DateWords
    day_first: bool
    year_hint: int | None


def point_of(kinds: str, tokens: list[Token], reader: Reader) -> Point | None:
    """Return what one shape says about day, month and year."""
    if kinds in ("i", "f", "h", "k"):
        return _numeric_point(tokens[0], reader)
    roles = _SHAPES.get(kinds) or _SHAPES.get(kinds.replace("g", "d"))
    if roles is None or ("Y" in roles and len(tokens[roles.index("Y")].text) != 2):
        return None
    said = {role: token.value for role, token in zip(roles, tokens, strict=True)}
    note = "two-digit year" if "Y" in said else ""
    year = _long_year(said["Y"], reader) if "Y" in said else said.get("y")
    return Point(year=year, month=said.get("m"), day=said.get("d"), note=note)


def _numeric_point(token: Token, reader: Reader) -> Point:
    """Return what a group of numbers with separators says."""
    numbers = [int(digits) for digits in re.split("[./-]", token.text)]
    match token.kind:
        case "i":
            note = "eight digits without separators" if token.value else ""
            return Point(year=numbers[0], month=numbers[1], day=numbers[2], note=note)
        case "h":
            year, month = sorted(numbers, reverse=True)
            is_two_years = "/" in token.text and month == year % 100 + 1
            return Point(year=year, month=month, note="a month or two years" if is_two_years else "")
        case "k":
            return Point(month=numbers[1], day=numbers[0])
    return _three_numbers(numbers, token.text, reader)


def _three_numbers(numbers: list[int], text: str, reader: Reader) -> Point:
    """Return the date of three numbers that end in the year; dots put the day first, others may not."""
    first, second, year = numbers
    note = ""
    if text[-3] in "./-":
        year, note = _long_year(year, reader), "two-digit year"
    swaps = second > 12 >= first and (not reader.day_first or "." not in text)
    if first <= 12 and second <= 12 and first != second and "." not in text:
        swaps, note = not reader.day_first, noted(note, "day and month in doubt")
    month, day = (first, second) if swaps else (second, first)
    return Point(year=year, month=month, day=day, note=note)


def _long_year(short: int, reader: Reader) -> int:
    """Return the four-digit year of a two-digit one: the last that is not too late."""
    latest = reader.words.latest_short_year if reader.year_hint is None else reader.year_hint + 1
    return latest - (latest - short) % 100


def with_year(point: Point | None, reader: Reader) -> Point | None:
    """Give a point without a year the one of the hint; None when there is none to give."""
    if point is None or point.year is not None:
        return point
    if reader.year_hint is None or point.month is None:
        return None
    return replace(point, year=reader.year_hint, note=noted(point.note, "year taken from the hint"))
