"""Two columns of day intervals -> how they agree, pair by pair. Days are whole numbers; NaN or null is silence.

An interval is what a text allows: one day, a year, the birth dates that an age on a day leaves. Two intervals contradict one
another when they do not meet.
"""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Days = NDArray[Any]
Labels = NDArray[np.str_]
Numbers = NDArray[np.uint8]
_YEAR, _MEAN_YEAR = 366.0, 365.25
_SAYS_NOTHING = 13 * _YEAR
"""Wider than this an interval (19XX, 30+) fits nearly everybody: that it meets another says nothing, that it does not says much."""

BIRTH = (
    "missing",
    "apart",
    "year_off",
    "same_year",
    "one_digit_off",
    "day_and_month_swapped",
    "age_apart",
    "age_near",
    "dates_meet",
    "age_fits",
    "same_day",
)
DEATH = (
    "missing",
    "apart",
    "same_month_other_year",
    "day_and_month_swapped",
    "near",
    "dates_meet",
    "same_day",
    "after_report",
)
"""How two births, or two deaths, may agree: what is found of many pairs are places in these."""


def birth_levels(
    low: Days, high: Days, by_age: Days, other_low: Days, other_high: Days, other_by_age: Days
) -> Labels:
    """Return the label of each pair of birth intervals; ``by_age`` says that it was worked out from an age.

    >>> day = np.array([4000.0])
    >>> str(birth_levels(day, day, np.array([False]), day, day, np.array([False]))[0])
    'same_day'
    """
    return np.array(BIRTH)[birth_numbers(low, high, by_age, other_low, other_high, other_by_age)]


def birth_numbers(
    low: Days, high: Days, by_age: Days, other_low: Days, other_high: Days, other_by_age: Days
) -> Numbers:
    """Return the same as places in ``BIRTH``: of millions of pairs texts take their time.

    >>> day = np.array([4000.0])
    >>> BIRTH[birth_numbers(day, day, np.array([False]), day, day, np.array([False]))[0]]
    'same_day'
    """
    low, high, other_low, other_high = (
        np.asarray(one, dtype=np.float64) for one in (low, high, other_low, other_high)
    )
    known = ~(np.isnan(low) | np.isnan(other_low))
    gap = np.maximum(np.maximum(low - other_high, other_low - high), 0.0)
    exact = (low == high) & (other_low == other_high)
    aged = by_age | other_by_age
    found = np.full(len(low), BIRTH.index("apart"), dtype=np.uint8)
    found[known & (gap <= 400)] = BIRTH.index("year_off")
    days = _TwoDays(low, other_low, known & exact & (low != other_low))
    found[days.at(days.same_year)] = BIRTH.index("same_year")
    found[days.at(days.one_digit_off())] = BIRTH.index("one_digit_off")
    found[days.at(days.swapped())] = BIRTH.index("day_and_month_swapped")
    found[known & aged] = BIRTH.index("age_apart")
    found[known & aged & (gap > 12 * _YEAR)] = BIRTH.index("apart")
    found[known & aged & (gap <= 4 * _YEAR)] = BIRTH.index("age_near")
    found[known & (gap == 0)] = BIRTH.index("dates_meet")
    found[known & aged & (gap == 0)] = BIRTH.index("age_fits")
    found[known & exact & (low == other_low) & ~aged] = BIRTH.index("same_day")
    is_wide = (high - low > _SAYS_NOTHING) | (other_high - other_low > _SAYS_NOTHING)
    found[~known | ((gap == 0) & is_wide)] = BIRTH.index("missing")
    return found


def births_by_age(low: Days, high: Days) -> tuple[Days, Days]:
    """Return the births that ages leave, in days from one day that nobody names: what ages at death say where no day of death is readable.

    If two rows are one person both ages are of that one day, so that births reckoned from it may be compared with one another, and
    with nothing else.

    >>> births_by_age(np.array([40.0]), np.array([40.0]))
    (array([-14974.25]), array([-14610.]))
    """
    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    most = np.where(high == np.floor(high), high + 1, high)
    return 1 - most * _MEAN_YEAR, -low * _MEAN_YEAR


def death_levels(
    low: Days, high: Days, reported: Days, other_low: Days, other_high: Days, other_reported: Days
) -> Labels:
    """Return the label of each pair of death intervals; a report only bounds a death from above.

    >>> seventh, eighth, silent = np.array([17569.0]), np.array([17570.0]), np.array([np.nan])
    >>> str(death_levels(seventh, seventh, silent, eighth, eighth, silent)[0])
    'near'
    """
    return np.array(DEATH)[death_numbers(low, high, reported, other_low, other_high, other_reported)]


def death_numbers(
    low: Days, high: Days, reported: Days, other_low: Days, other_high: Days, other_reported: Days
) -> Numbers:
    """Return the same as places in ``DEATH``.

    >>> seventh, eighth, silent = np.array([17569.0]), np.array([17570.0]), np.array([np.nan])
    >>> DEATH[death_numbers(seventh, seventh, silent, eighth, eighth, silent)[0]]
    'near'
    """
    low, high, other_low, other_high = (
        np.asarray(one, dtype=np.float64) for one in (low, high, other_low, other_high)
    )
    reported, other_reported = (
        np.asarray(reported, dtype=np.float64),
        np.asarray(other_reported, dtype=np.float64),
    )
    known = ~(np.isnan(low) | np.isnan(other_low))
    gap = np.maximum(np.maximum(low - other_high, other_low - high), 0.0)
    exact = (low == high) & (other_low == other_high)
    found = np.full(len(low), DEATH.index("apart"), dtype=np.uint8)
    days = _TwoDays(low, other_low, known & exact & (low != other_low))
    found[days.at(days.same_month_other_year())] = DEATH.index("same_month_other_year")
    found[days.at(days.swapped() | days.month_off())] = DEATH.index("day_and_month_swapped")
    found[known & (gap <= 3)] = DEATH.index("near")
    found[known & (gap == 0)] = DEATH.index("dates_meet")
    found[known & exact & (low == other_low)] = DEATH.index("same_day")
    is_wide = (high - low > _SAYS_NOTHING) | (other_high - other_low > _SAYS_NOTHING)
    found[~known | ((gap == 0) & is_wide)] = DEATH.index("missing")
    late = (np.isnan(other_low) & (low > other_reported)) | (np.isnan(low) & (other_low > reported))
    found[~known & late] = DEATH.index("after_report")
    return found


class _TwoDays:
    """Pairs of two different days, the few among many pairs of intervals that are that: their years, months and days."""

    def __init__(self, one: Days, other: Days, where: Days) -> None:
        self._places: NDArray[np.int64] = np.flatnonzero(where)
        self._one, self._other = _Parts(one[self._places]), _Parts(other[self._places])
        self.same_year = self._one.year == self._other.year

    def at(self, flags: Days) -> NDArray[np.int64]:
        """Return the places of the pairs for which something holds."""
        return self._places[flags]

    def swapped(self) -> Days:
        """7 February and 2 July of one year."""
        one, other = self._one, self._other
        return cast(Days, self.same_year & (one.month == other.day) & (one.day == other.month))

    def month_off(self) -> Days:
        """7 February and 7 March of one year: one digit of the month."""
        one, other = self._one, self._other
        beside = np.abs(one.month - other.month) == 1
        return cast(Days, self.same_year & (one.day == other.day) & beside)

    def same_month_other_year(self) -> Days:
        """7 February of two years, one after the other."""
        one, other = self._one, self._other
        same_day = (one.month == other.month) & (one.day == other.day)
        return cast(Days, same_day & (np.abs(one.year - other.year) == 1))

    def one_digit_off(self) -> Days:
        """One digit of the date as YYYYMMDD differs, or two neighbouring digits are swapped."""
        left, right = self._one.digits(), self._other.digits()
        differing = np.zeros(len(self._places), dtype=np.int64)
        swapped = np.zeros(len(self._places), dtype=np.bool_)
        for place, (mine, theirs) in enumerate(zip(left, right, strict=True)):
            differing += mine != theirs
            if place:
                before, theirs_before = left[place - 1], right[place - 1]
                swapped |= (mine == theirs_before) & (before == theirs) & (mine != theirs)
        return cast(Days, (differing == 1) | ((differing == 2) & swapped))


class _Parts:
    """Years, months and days."""

    def __init__(self, days: Days) -> None:
        dates = days.astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        years = months.astype("datetime64[Y]")
        self.year = years.astype(np.int64) + 1970
        self.month = (months - years).astype(np.int64) + 1
        self.day = (dates - months).astype(np.int64) + 1

    def digits(self) -> list[Days]:
        """Return the digits of YYYYMMDD, the last first."""
        number = self.year * 10_000 + self.month * 100 + self.day
        return [number // 10**place % 10 for place in range(8)]
