"""A year, month or day of another calendar than ours -> its first and its last day of ours.

The arithmetic is that of E. M. Reingold and N. Dershowitz, "Calendrical Calculations" (Cambridge University Press, 2018), for the Hebrew,
the Ethiopic and the civil lunar calendar of Islam. The solar one of Iran and Afghanistan goes by the rule of 33 years, which gives the
astronomical leap years from 1178 to 1633. Days are numbered as Python numbers them: 1 is 1 January of the year 1.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Days = tuple[date, date]
ADAR_OF_EITHER = 14
"""The Hebrew month Adar, of which a leap year has two: where a list does not say which, it may be either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calendar:
    """How long the months of a year are, and on which day it begins.

    ``before`` and ``after`` are how many days of ours a day may begin earlier, or end later, than the one it is reckoned as.
    """

    new_year: Callable[[int], int]
    months: Callable[[int], tuple[int, ...]]
    before: int = 0
    after: int = 0


def days_of(calendar: str, year: int, month: int | None = None, day: int | None = None) -> Days | None:
    """Return the first and last of our days that a year, month or day of a calendar may be, or None where it has no such.

    Hebrew months are counted from Tishri, Adar II and the Adar of ordinary years as 7. A Hebrew day begins on the evening before; a lunar
    month when the moon is seen, a day sooner or later than it is reckoned.

    >>> days_of("jalali", 1401, 7, 8), days_of("ethiopic", 2013, 3, 19)
    ((datetime.date(2022, 9, 30), datetime.date(2022, 9, 30)), (datetime.date(2020, 11, 28), datetime.date(2020, 11, 28)))
    >>> days_of("jalali", 1378), days_of("hebrew", 5784, 1, 22)
    ((datetime.date(1999, 3, 21), datetime.date(2000, 3, 19)), (datetime.date(2023, 10, 6), datetime.date(2023, 10, 7)))
    >>> days_of("hijri", 1444, 9, 15), days_of("jalali", 1401, 7, 31)
    ((datetime.date(2023, 4, 5), datetime.date(2023, 4, 7)), None)
    """
    known = CALENDARS[calendar]
    months = known.months(year)
    if month == ADAR_OF_EITHER and calendar == "hebrew":
        found = [one for at in (6, 7) if (one := days_of(calendar, year, at, day))]
        return (found[0][0], found[-1][1]) if found else None
    if month is not None and not (1 <= month <= len(months) and months[month - 1]):
        return None
    if day is not None and not (month is not None and 1 <= day <= months[month - 1]):
        return None
    starts = list(itertools.accumulate(months, initial=known.new_year(year)))
    low, high = (starts[0], starts[-1]) if month is None else (starts[month - 1], starts[month])
    if day is not None:
        low, high = low + day - 1, low + day
    first, last = date.fromordinal(low), date.fromordinal(high - 1)
    return first - timedelta(days=known.before), last + timedelta(days=known.after)


def _jalali_new_year(year: int) -> int:
    return 226_895 + 365 * (year - 1) + (8 * year + 21) // 33


def _jalali_months(year: int) -> tuple[int, ...]:
    return (*[31] * 6, *[30] * 5, _jalali_new_year(year + 1) - _jalali_new_year(year) - 336)


def _hijri_new_year(year: int) -> int:
    return 227_015 + 354 * (year - 1) + (3 + 11 * year) // 30


def _hijri_months(year: int) -> tuple[int, ...]:
    return (*[30, 29] * 5, 30, _hijri_new_year(year + 1) - _hijri_new_year(year) - 325)


def _ethiopic_new_year(year: int) -> int:
    return 2_796 + 365 * (year - 1) + year // 4


def _ethiopic_months(year: int) -> tuple[int, ...]:
    return (*[30] * 12, 6 if year % 4 == 3 else 5)


def _hebrew_elapsed(year: int) -> int:
    """Return the days from the first new moon of the calendar to that of a year, put off where the new year may not fall on that day."""
    months = (235 * year - 234) // 19
    parts = 12_084 + 13_753 * months
    days = 29 * months + parts // 25_920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


def _hebrew_new_year(year: int) -> int:
    before, this, after = (_hebrew_elapsed(one) for one in (year - 1, year, year + 1))
    put_off = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return this + put_off - 1_373_427


def _hebrew_months(year: int) -> tuple[int, ...]:
    """Return the lengths from Tishri on; the sixth, Adar I, has no days in an ordinary year."""
    days = _hebrew_new_year(year + 1) - _hebrew_new_year(year)
    adar = 30 if days > 380 else 0
    spare = days - adar - 353
    return (30, 30 if spare == 2 else 29, 29 if spare == 0 else 30, 29, 30, adar, 29, 30, 29, 30, 29, 30, 29)


CALENDARS: Mapping[str, _Calendar] = {
    "jalali": _Calendar(new_year=_jalali_new_year, months=_jalali_months),
    "hijri": _Calendar(new_year=_hijri_new_year, months=_hijri_months, before=1, after=1),
    "hebrew": _Calendar(new_year=_hebrew_new_year, months=_hebrew_months, before=1),
    "ethiopic": _Calendar(new_year=_ethiopic_new_year, months=_ethiopic_months),
}
"""The solar one of Iran and Afghanistan, the lunar one of Islam, the Hebrew one, that of Ethiopia."""
SHOWN = {
    "jalali": "the solar Hijri calendar",
    "hijri": "the lunar Hijri calendar",
    "hebrew": "the Hebrew calendar",
    "ethiopic": "the Ethiopian calendar",
}
"""What they are called in a sentence."""
