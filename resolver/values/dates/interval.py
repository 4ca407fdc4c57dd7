"""The days a date may have been: an interval, how two of them lie to one another, and what a spreadsheet calls a day."""

import math
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class DateInterval:
    """The days a date may have been, both ends included, and how we know.

    ``is_guess`` says that the reading rests on an assumption, and ``note`` names it.
    """

    low: date
    high: date
    edtf: str
    is_guess: bool
    note: str


def from_excel_serial(number: float) -> date | None:
    """Return the day a spreadsheet means by a serial number of its 1900 calendar.

    Serial 60 is 29 February 1900, a day that never was.

    >>> from_excel_serial(43138), from_excel_serial(60)
    (datetime.date(2018, 2, 7), None)
    """
    if not math.isfinite(number) or not 1 <= number < 73_416 or int(number) == 60:
        return None
    return date(1899, 12, 31 if number < 60 else 30) + timedelta(days=int(number))


def meets(left: DateInterval, right: DateInterval) -> bool:
    """Tell whether two intervals share a day; those that do not are in conflict.

    >>> from dataclasses import replace
    >>> low, high = date(2018, 1, 1), date(2018, 12, 31)
    >>> year = DateInterval(low=low, high=high, edtf="2018", is_guess=False, note="")
    >>> meets(year, replace(year, low=high, edtf="2018-12-31"))
    True
    """
    return left.low <= right.high and right.low <= left.high


def gap_days(left: DateInterval, right: DateInterval) -> int:
    """Return how many days lie from one interval to the other; 0 when they meet.

    >>> from dataclasses import replace
    >>> low, high = date(2018, 2, 7), date(2018, 3, 7)
    >>> day = DateInterval(low=low, high=low, edtf="2018-02-07", is_guess=False, note="")
    >>> gap_days(day, replace(day, low=high, high=high, edtf="2018-03-07"))
    28
    """
    return max(0, (right.low - left.high).days, (left.low - right.high).days)
