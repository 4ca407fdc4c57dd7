"""The first and the last day of an interval -> EDTF (level 0, level 1 for decades and centuries), or a date that is only cut short.

What is written here ``read_date`` reads back to the same two days.
"""

import calendar
from datetime import date


def edtf_of(low: date, high: date) -> str:
    """Return an interval of days as EDTF, in the shortest form that says the same.

    >>> edtf_of(date(2018, 2, 7), date(2018, 2, 7)), edtf_of(date(2018, 2, 1), date(2018, 2, 28))
    ('2018-02-07', '2018-02')
    >>> edtf_of(date(2018, 2, 7), date(2018, 2, 8)), edtf_of(date(1980, 1, 1), date(1989, 12, 31))
    ('2018-02-07/2018-02-08', '198X')
    """
    text, is_whole = cut_date(low, high)
    if text is not None and is_whole:
        return text
    if _is_years(low, high):
        for years, sign in ((10, "X"), (100, "XX")):
            if low.year % years == 0 and high.year - low.year == years - 1:
                return f"{low.year:04}"[: -len(sign)] + sign
        return f"{low.year:04}/{high.year:04}"
    if low.day == 1 and _ends_month(high):
        return f"{_month(low)}/{_month(high)}"
    return f"{low.isoformat()}/{high.isoformat()}"


def cut_date(low: date, high: date) -> tuple[str | None, bool]:
    """Return the longest year, year-month or day that holds an interval, and whether it says no less; None where two years are in doubt.

    >>> cut_date(date(2018, 2, 1), date(2018, 2, 28)), cut_date(date(2018, 2, 7), date(2018, 2, 8))
    (('2018-02', True), ('2018-02', False))
    >>> cut_date(date(2017, 12, 31), date(2018, 1, 1))
    (None, False)
    """
    if low == high:
        return low.isoformat(), True
    if low.year != high.year:
        return None, False
    if low.month != high.month:
        return f"{low.year:04}", _is_years(low, high)
    return _month(low), low.day == 1 and _ends_month(high)


def _is_years(low: date, high: date) -> bool:
    return (low.month, low.day, high.month, high.day) == (1, 1, 12, 31)


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _month(day: date) -> str:
    return day.isoformat()[:7]
