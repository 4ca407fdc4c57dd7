"""One text that is told by another calendar than ours -> an interval of our days, or that it is none of that kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from resolver.values.calendars import CALENDARS, days_of
from resolver.values.dates.calendarwords import GREGORIAN, HEBREW, UNREAD, Calendars, is_persian
from resolver.values.dates.edtf import edtf_of
from resolver.values.dates.interval import DateInterval
from resolver.values.dates.spans import noted
from resolver.values.dates.tokens import CLOCK
from resolver.values.dates.words import DateWords
from resolver.values.text import western_digits

YEAR_FIRST = "year_first"
"""No calendar, but a column that writes years of two digits first: its 01/07/08 is no day of 2008, and nobody knows of which year."""
OF_NUMBERS = ("jalali", "hijri")
"""The calendars whose years, told in numbers alone, no list of ours could mean by our own calendar."""
_MARKS = {"?": "uncertain", "~": "approximate", "≈": "approximate"}
_GROUP = re.compile(r"(?<![0-9])[0-9]{1,4}\s?([./-])\s?[0-9]{1,4}(?:\s?\1\s?[0-9]{1,4})?(?![0-9])")
# Roles of numbers (d day, m month, y year) where no month is told by a word.
_ORDERS = {1: ("y",), 2: ("ym", "my"), 3: ("ymd", "dmy")}
_HIJRI_SIGN = "ه"
"""In Arabic it says lunar years; in Persian of either kind, as the word for which it stands."""
_SHORT_YEARS, _YEARS_BEHIND = 100, 621


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the pieces of a text say: numbers in order, a month's word and where it stood, a calendar, and doubts."""

    numbers: tuple[str, ...]
    month_word: str | None
    calendar: str | None
    marks: tuple[str, ...]
    is_readable: bool


def told_of(text: str, words: DateWords) -> Told:
    """Take a text apart into numbers, months and marks of calendars; what else it says makes it unreadable unless it says nothing."""
    known = words.calendars
    pieces = known.pieces(CLOCK.sub(" ", text))
    numbers = tuple(piece for piece in pieces if piece.isdecimal())
    months = [piece for piece in pieces if piece in known.months]
    others = [
        piece
        for piece in pieces
        if not (piece.isdecimal() or piece in known.months or piece in known.words or piece in _MARKS)
    ]
    calendar = known.of_pieces(pieces)
    if {piece for piece in pieces if piece in known.words} == {_HIJRI_SIGN} and is_persian(text):
        calendar = None
    says_nothing = all(_ignored(piece, words) for piece in others)
    is_one_group = bool(months) or len(numbers) < 2 or bool(_GROUP.search(western_digits(text)))
    return Told(
        numbers=numbers,
        month_word=months[0] if len(months) == 1 else None,
        calendar=calendar or _of_hebrew_letters(text, numbers, known),
        marks=tuple(dict.fromkeys(_MARKS[piece] for piece in pieces if piece in _MARKS)),
        is_readable=says_nothing and is_one_group and len(months) <= 1,
    )


def _of_hebrew_letters(text: str, numbers: Sequence[str], known: Calendars) -> str | None:
    """Return the Hebrew calendar where a year of it stands in Hebrew letters, or among some: it needs no month to be one."""
    hebrew = known.known["hebrew"]
    is_one = any(hebrew.first_year <= int(number) <= hebrew.last_year for number in numbers)
    return "hebrew" if is_one and not text.isascii() and HEBREW.search(text) else None


def _ignored(piece: str, words: DateWords) -> bool:
    return words.meanings.get(piece, ("!", 0))[0] == ""


def by_own_words(told: Told, known: Calendars) -> str | None:
    """Return the calendar by which a text alone shows that it is told; None where it does not, or by ours."""
    if told.calendar is not None:
        return None if told.calendar in (GREGORIAN, UNREAD) else told.calendar
    years = [int(number) for number in told.numbers if len(number) == 4]
    if told.month_word is None or len(years) != 1 or told.month_word in known.marked:
        return None
    found = {
        name
        for name, _ in known.months[told.month_word]
        if known.known[name].first_year <= years[0] <= known.known[name].last_year
    }
    return found.pop() if len(found) == 1 and (found != {"ethiopic"} or len(told.numbers) == 2) else None


def own_calendar(text: str, words: DateWords) -> str | None:
    """Return the calendar other than ours by which a text alone shows that it is told.

    >>> import pathlib, tomllib
    >>> words = DateWords.from_toml(tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8")))
    >>> own_calendar("19 Hidar 2013", words), own_calendar("19/03/2013", words)
    ('ethiopic', None)
    """
    return by_own_words(told_of(text, words), words.calendars)


def read_calendared(
    text: str, words: DateWords, *, calendar: str = "", day_first: bool = True
) -> tuple[bool, DateInterval | None]:
    """Return whether a text is told by another calendar than ours, and then the days it may mean, if they can be read.

    ``calendar`` is that of its column, if that is known.

    >>> import pathlib, tomllib
    >>> words = DateWords.from_toml(tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8")))
    >>> is_other, found = read_calendared("۸ مهر ۱۴۰۱", words)
    >>> is_other, found.edtf
    (True, '2022-09-30')
    >>> read_calendared("8 April 2018", words), read_calendared("1999", words, calendar="jalali")
    ((False, None), (False, None))
    """
    told = told_of(text, words)
    own = by_own_words(told, words.calendars)
    if own is None and calendar == YEAR_FIRST:
        return _is_short(told), None
    if own is None and not _is_of_column(told, calendar, words):
        return calendar in ("ethiopic", UNREAD) and told.calendar != GREGORIAN, None
    name = own or calendar
    if not told.is_readable:
        return True, None
    return True, _read(told, name, words, day_first=day_first, is_column=name == calendar)


def _is_of_column(told: Told, calendar: str, words: DateWords) -> bool:
    """Return whether a text that does not say so itself is told by the calendar of its column."""
    if calendar not in CALENDARS or told.calendar is not None:
        return False
    known = words.calendars.known[calendar]
    if told.month_word is not None:
        return any(name == calendar for name, _ in words.calendars.months[told.month_word])
    years = [int(number) for number in told.numbers if len(number) == 4]
    if years:
        return len(years) == 1 and known.first_year <= years[0] <= known.last_year
    return calendar in OF_NUMBERS and _is_short(told)


def _is_short(told: Told) -> bool:
    """Return whether a text is three numbers of which none is a year in full."""
    return told.month_word is None and [len(number) <= 2 for number in told.numbers] == [True] * 3


def _read(
    told: Told, calendar: str, words: DateWords, *, day_first: bool, is_column: bool
) -> DateInterval | None:
    note = "; ".join(told.marks)
    months = dict(words.calendars.months.get(told.month_word or "", ()))
    for year, month, day, doubt in _dates(told, months.get(calendar), calendar, words, day_first=day_first):
        known = words.calendars.known[calendar]
        if not known.first_year <= year <= known.last_year or (doubt and not is_column):
            continue
        found = days_of(calendar, year, month, day)
        if found is not None:
            why = noted(note, doubt) if doubt and note else note or doubt
            return DateInterval(
                low=found[0], high=found[1], edtf=edtf_of(*found), is_guess=bool(why), note=why
            )
    return None


_Date = tuple[int, int | None, int | None, str]


def _dates(
    told: Told, month: int | None, calendar: str, words: DateWords, *, day_first: bool
) -> Sequence[_Date]:
    """Return the years, months and days that numbers may be, the likeliest first, and what is in doubt."""
    numbers = [int(number) for number in told.numbers]
    long = [at for at, number in enumerate(told.numbers) if len(number) == 4]
    if month is not None:
        if len(long) != 1 or len(numbers) > 2:
            return []
        rest = [number for at, number in enumerate(numbers) if at not in long]
        return [(numbers[long[0]], month, rest[0] if rest else None, "")]
    if len(numbers) not in _ORDERS:
        return []
    if long:
        orders = [order for order in _ORDERS[len(numbers)] if [order.index("y")] == long]
        return [_by_order(order if day_first else order.replace("dmy", "mdy"), numbers) for order in orders]
    if len(numbers) != 3 or calendar != "jalali":
        return []
    dates = [_by_order(order, numbers) for order in _ORDERS[3]]
    return [(_long_year(year, words), month, day, "two-digit year") for year, month, day, _ in dates]


def _by_order(order: str, numbers: Sequence[int]) -> _Date:
    said = dict(zip(order, numbers, strict=True))
    return said["y"], said.get("m"), said.get("d"), ""


def _long_year(short: int, words: DateWords) -> int:
    """Return the last Jalali year with these two digits that is not too late."""
    latest = words.latest_short_year - _YEARS_BEHIND
    return latest - (latest - short) % _SHORT_YEARS
