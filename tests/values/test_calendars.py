"""Years, months and days of other calendars become the days of ours that almanacs give."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.values.calendars import ADAR_OF_EITHER, CALENDARS, days_of

YEARS = {"jalali": (1200, 1500), "hijri": (1200, 1500), "hebrew": (5500, 5900), "ethiopic": (1780, 2090)}
DATES = st.sampled_from(sorted(YEARS)).flatmap(
    lambda one: st.tuples(st.just(one), st.integers(*YEARS[one]), st.integers(1, 13), st.integers(1, 31))
)
REACH = {name: (known.before, known.after) for name, known in CALENDARS.items()}


def reckoned(calendar: str, year: int, month: int | None = None, day: int | None = None) -> tuple[date, date]:
    """Return the days of a date without the doubt about when a day begins."""
    found = days_of(calendar, year, month, day)
    assert found is not None
    before, after = (timedelta(days=days) for days in REACH[calendar])
    return found[0] + before, found[1] - after


@pytest.mark.parametrize(
    ("calendar", "day", "expected"),
    [
        ("jalali", (1300, 1, 1), "1921-03-21"),
        ("jalali", (1357, 11, 22), "1979-02-11"),
        ("jalali", (1399, 1, 1), "2020-03-20"),
        ("jalali", (1400, 1, 1), "2021-03-21"),
        ("jalali", (1403, 12, 30), "2025-03-20"),
        ("jalali", (1408, 12, 30), "2030-03-20"),
        ("hijri", (1400, 1, 1), "1979-11-21"),
        ("hijri", (1445, 1, 1), "2023-07-19"),
        ("hijri", (1421, 1, 1), "2000-04-06"),
        ("hebrew", (5708, 9, 5), "1948-05-14"),
        ("hebrew", (5734, 1, 10), "1973-10-06"),
        ("hebrew", (5784, 1, 1), "2023-09-16"),
        ("hebrew", (5784, 1, 22), "2023-10-07"),
        ("hebrew", (5784, 6, 1), "2024-02-10"),
        ("hebrew", (5784, 7, 14), "2024-03-24"),
        ("hebrew", (5785, 1, 1), "2024-10-03"),
        ("ethiopic", (2000, 1, 1), "2007-09-12"),
        ("ethiopic", (1966, 13, 5), "1974-09-10"),
        ("ethiopic", (2013, 2, 25), "2020-11-04"),
        ("ethiopic", (2013, 3, 19), "2020-11-28"),
    ],
)
def test_days_that_almanacs_know(calendar: str, day: tuple[int, int, int], expected: str) -> None:
    """New years, independence days, the days on which wars began."""
    assert (date.fromisoformat(expected),) * 2 == reckoned(calendar, *day)


@pytest.mark.parametrize(
    ("calendar", "days", "leap"),
    [
        ("jalali", 366, {1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408}),
        ("hijri", 355, {1420, 1423, 1426, 1428, 1431, 1434, 1436, 1439, 1442, 1445, 1447}),
        ("hebrew", 383, {5774, 5776, 5779, 5782, 5784, 5787}),
        ("ethiopic", 366, {1999, 2003, 2007, 2011, 2015}),
    ],
)
def test_leap_years(calendar: str, days: int, leap: set[int]) -> None:
    """Of the years between the first and the last of these, these have so many days or more."""
    years = range(min(leap), max(leap) + 1)

    assert leap == {year for year in years if sum(CALENDARS[calendar].months(year)) >= days}


@given(DATES)
def test_there_and_back(told: tuple[str, int, int, int]) -> None:
    """Every day has one successor, and a month holds its days, a year its months."""
    calendar, year, month, day = told
    if days_of(calendar, year, month, day) is None:
        lengths = CALENDARS[calendar].months(year)
        assert month > len(lengths) or day > lengths[month - 1]
        return
    (low, high), of_month, of_year = (
        reckoned(calendar, year, *parts) for parts in ((month, day), (month,), ())
    )

    assert low == high
    assert low == of_month[0] + timedelta(days=day - 1)
    assert of_year[0] <= of_month[0] <= low <= of_month[1] <= of_year[1]


@given(st.sampled_from(sorted(YEARS)), st.data())
def test_years_and_months_leave_no_gap(calendar: str, data: st.DataObject) -> None:
    """A year begins on the day after the one before it, and so does a month."""
    year = data.draw(st.integers(*YEARS[calendar]))
    months = [at for at, days in enumerate(CALENDARS[calendar].months(year), start=1) if days]
    spans = [reckoned(calendar, year, month) for month in months]

    assert reckoned(calendar, year + 1)[0] == reckoned(calendar, year)[1] + timedelta(days=1)
    assert [low for low, _ in spans[1:]] == [high + timedelta(days=1) for _, high in spans[:-1]]
    assert (spans[0][0], spans[-1][1]) == reckoned(calendar, year)


def test_an_adar_may_be_either_of_two() -> None:
    """Where a list does not say which Adar of a leap year, both are meant; an ordinary year has one."""
    assert (date(2024, 2, 9), date(2024, 3, 11)) == days_of("hebrew", 5784, ADAR_OF_EITHER, 1)
    assert days_of("hebrew", 5783, 7, 1) == days_of("hebrew", 5783, ADAR_OF_EITHER, 1)
    assert days_of("hebrew", 5783, 6, 1) is None
