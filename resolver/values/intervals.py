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
    labels[_same_year(low, other_low, known & exact)] = "same_year"
    labels[_one_digit_off(low, other_low, known & exact)] = "one_digit_off"
    labels[_swapped(low, other_low, known & exact)] = "day_and_month_swapped"
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
    labels[_same_month_other_year(low, other_low, known & exact)] = "same_month_other_year"
    labels[_swapped(low, other_low, known & exact) | _month_off(low, other_low, known & exact)] = (
        "day_and_month_swapped"
    )
    labels[known & (gap <= 3)] = "near"
    labels[known & (gap == 0)] = "dates_meet"
    labels[known & exact & (low == other_low)] = "same_day"
    is_wide = (high - low > _SAYS_NOTHING) | (other_high - other_low > _SAYS_NOTHING)
    labels[~known | ((gap == 0) & is_wide)] = "missing"
    late = (np.isnan(other_low) & (low > other_reported)) | (np.isnan(low) & (other_low > reported))
    labels[~known & late] = "after_report"
    return labels


def _parts(days: Days, where: Days) -> tuple[Days, Days, Days]:
    """Return year, month and day of the days that count; zeros elsewhere."""
    dates = np.where(where, days, 0).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    return (
        np.where(where, years.astype(np.int64) + 1970, 0),
        np.where(where, (months - years).astype(np.int64) + 1, 0),
        np.where(where, (dates - months).astype(np.int64) + 1, 0),
    )


def _swapped(one: Days, other: Days, where: Days) -> Days:
    """7 February and 2 July of one year."""
    (year, month, day), (other_year, other_month, other_day) = _parts(one, where), _parts(other, where)
    return cast(Days, where & (year == other_year) & (month == other_day) & (day == other_month))


def _month_off(one: Days, other: Days, where: Days) -> Days:
    """7 February and 7 March of one year: one digit of the month."""
    (year, month, day), (other_year, other_month, other_day) = _parts(one, where), _parts(other, where)
    return cast(Days, where & (year == other_year) & (day == other_day) & (np.abs(month - other_month) == 1))


def _same_year(one: Days, other: Days, where: Days) -> Days:
    return cast(Days, where & (_parts(one, where)[0] == _parts(other, where)[0]))


def _same_month_other_year(one: Days, other: Days, where: Days) -> Days:
    (year, month, day), (other_year, other_month, other_day) = _parts(one, where), _parts(other, where)
    same_day = (month == other_month) & (day == other_day)
    return cast(Days, where & same_day & (np.abs(year - other_year) == 1))


def _one_digit_off(one: Days, other: Days, where: Days) -> Days:
    """One digit of the date as YYYYMMDD differs, or two neighbouring digits are swapped."""
    left, right = (
        year * 10_000 + month * 100 + day for year, month, day in (_parts(one, where), _parts(other, where))
    )
    differing = np.zeros(len(left), dtype=np.int64)
    swapped = np.zeros(len(left), dtype=np.bool_)
    for place in range(8):
        mine, theirs = left // 10**place % 10, right // 10**place % 10
        differing += mine != theirs
        if place:
            before, theirs_before = left // 10 ** (place - 1) % 10, right // 10 ** (place - 1) % 10
            swapped |= (mine == theirs_before) & (before == theirs) & (mine != theirs)
    return cast(Days, where & ((differing == 1) | ((differing == 2) & swapped)))
