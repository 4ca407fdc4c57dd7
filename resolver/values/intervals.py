"""Two columns of day intervals -> how they agree, pair by pair. Days are whole numbers; NaN or null is silence.

An interval is what a text allows: one day, a year, the birth dates that an age on a day leaves. Two intervals contradict one
another when they do not meet.
"""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Days = NDArray[Any]
Labels = NDArray[np.str_]
_YEAR = 366.0
_SAYS_NOTHING = 13 * _YEAR
"""Wider than this an interval (19XX, 30+) fits nearly everybody: that it meets another says nothing, that it does not says much."""


def birth_levels(
    low: Days, high: Days, by_age: Days, other_low: Days, other_high: Days, other_by_age: Days
) -> Labels:
    """Return the label of each pair of birth intervals; ``by_age`` says that it was worked out from an age.

    >>> day = np.array([4000.0])
    >>> str(birth_levels(day, day, np.array([False]), day, day, np.array([False]))[0])
    'same_day'
    """
    low, high, other_low, other_high = (
        np.asarray(one, dtype=np.float64) for one in (low, high, other_low, other_high)
    )
    known = ~(np.isnan(low) | np.isnan(other_low))
    gap = np.maximum(np.maximum(low - other_high, other_low - high), 0.0)
    exact = (low == high) & (other_low == other_high)
    aged = by_age | other_by_age
    labels = np.full(len(low), "apart", dtype="<U24")
    labels[known & (gap <= 400)] = "year_off"
    days = _TwoDays(low, other_low, known & exact & (low != other_low))
    labels[days.at(days.same_year)] = "same_year"
    labels[days.at(days.one_digit_off())] = "one_digit_off"
    labels[days.at(days.swapped())] = "day_and_month_swapped"
    labels[known & aged] = "age_apart"
    labels[known & aged & (gap > 12 * _YEAR)] = "apart"
    labels[known & aged & (gap <= 4 * _YEAR)] = "age_near"
    labels[known & (gap == 0)] = "dates_meet"
    labels[known & aged & (gap == 0)] = "age_fits"
    labels[known & exact & (low == other_low) & ~aged] = "same_day"
    is_wide = (high - low > _SAYS_NOTHING) | (other_high - other_low > _SAYS_NOTHING)
    labels[~known | ((gap == 0) & is_wide)] = "missing"
    return labels


def death_levels(
    low: Days, high: Days, reported: Days, other_low: Days, other_high: Days, other_reported: Days
) -> Labels:
    """Return the label of each pair of death intervals; a report only bounds a death from above.

    >>> seventh, eighth, silent = np.array([17569.0]), np.array([17570.0]), np.array([np.nan])
    >>> str(death_levels(seventh, seventh, silent, eighth, eighth, silent)[0])
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
    labels = np.full(len(low), "apart", dtype="<U24")
    days = _TwoDays(low, other_low, known & exact & (low != other_low))
    labels[days.at(days.same_month_other_year())] = "same_month_other_year"
    labels[days.at(days.swapped() | days.month_off())] = "day_and_month_swapped"
    labels[known & (gap <= 3)] = "near"
    labels[known & (gap == 0)] = "dates_meet"
    labels[known & exact & (low == other_low)] = "same_day"
    is_wide = (high - low > _SAYS_NOTHING) | (other_high - other_low > _SAYS_NOTHING)
    labels[~known | ((gap == 0) & is_wide)] = "missing"
    late = (np.isnan(other_low) & (low > other_reported)) | (np.isnan(low) & (other_low > reported))
    labels[~known & late] = "after_report"
    return labels


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
