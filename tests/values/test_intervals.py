"""Two dates, or two ages, agree, slip or contradict one another, whichever of them comes first."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from resolver.values.ages import AgeInterval, birth_interval
from resolver.values.dates import DateInterval
from resolver.values.intervals import birth_levels, births_by_age, death_levels

BIRTH_LABELS = frozenset(
    [
        "same_day",
        "dates_meet",
        "age_fits",
        "day_and_month_swapped",
        "one_digit_off",
        "same_year",
        "year_off",
        "age_near",
        "age_apart",
        "apart",
        "missing",
    ]
)
DEATH_LABELS = frozenset(
    [
        "same_day",
        "dates_meet",
        "near",
        "day_and_month_swapped",
        "same_month_other_year",
        "after_report",
        "apart",
        "missing",
    ]
)
Interval = tuple[date, date] | None
days = st.dates(min_value=date(1880, 1, 1), max_value=date(2030, 12, 31))
intervals = (
    st.none() | days.map(lambda day: (day, day)) | st.tuples(days, days).map(lambda two: (min(two), max(two)))
)


def interval_of(text: str) -> Interval:
    """Read "1966-02-07", "1966-02-07/1966-03-01" or "" (silence); a leading ~ is left to the caller."""
    ends = [date.fromisoformat(end) for end in text.removeprefix("~").split("/") if end]
    return (ends[0], ends[-1]) if ends else None


def numbers(days: list[date | None]) -> NDArray[np.float64]:
    """Return days as the whole numbers that columns of dates hold; silence is NaN."""
    return np.array([np.nan if day is None else (day - date(1970, 1, 1)).days for day in days])


def ends(of: Interval) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return an interval as two columns of one row."""
    low, high = of if of is not None else (None, None)
    return numbers([low]), numbers([high])


def birth_label(left: Interval, right: Interval, *, by_age: tuple[bool, bool] = (False, False)) -> str:
    """Return the label of one pair of birth intervals."""
    aged = [np.array([one]) for one in by_age]
    return str(birth_levels(*ends(left), aged[0], *ends(right), aged[1])[0])


def death_label(
    left: Interval, right: Interval, *, reported: tuple[date | None, date | None] = (None, None)
) -> str:
    """Return the label of one pair of death intervals."""
    told = [numbers([one]) for one in reported]
    return str(death_levels(*ends(left), told[0], *ends(right), told[1])[0])


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1966-02-07", "1966-02-07", "same_day"),
        ("1966-02-07", "1966-01-01/1966-12-31", "dates_meet"),
        ("1966-01-01/1966-12-31", "1966-01-01/1966-12-31", "dates_meet"),
        ("~1966-02-08/1967-02-07", "1966-05-01", "age_fits"),
        ("~1966-02-08/1967-02-07", "~1966-02-08/1967-02-07", "age_fits"),
        ("~1966-05-01", "1966-05-01", "age_fits"),
        ("1966-02-07", "1966-07-02", "day_and_month_swapped"),
        ("1966-02-07", "1976-02-07", "one_digit_off"),
        ("1966-02-12", "1966-02-21", "one_digit_off"),
        ("1966-02-07", "1966-11-28", "same_year"),
        ("1966-01-01/1966-12-31", "1967-01-01/1967-12-31", "year_off"),
        ("1966-12-31", "1968-01-15", "year_off"),
        ("~1966-02-08/1967-02-07", "~1968-02-08/1969-02-07", "age_near"),
        ("~1966-02-08/1967-02-07", "1973-02-08", "age_apart"),
        ("~1966-02-08/1967-02-07", "1999-05-01", "apart"),
        ("1898-01-01/1898-12-31", "1887-01-01/1887-12-31", "apart"),
        ("1966-02-07", "1990-11-28", "apart"),
        ("1966-02-07", "", "missing"),
        ("", "~1966-02-08/1967-02-07", "missing"),
        ("", "", "missing"),
    ],
)
def test_birth_levels(left: str, right: str, expected: str) -> None:
    """A birth date that slips by a digit is no contradiction, and an age is worth less than a date."""
    by_age = (left.startswith("~"), right.startswith("~"))

    assert expected == birth_label(interval_of(left), interval_of(right), by_age=by_age)


@pytest.mark.parametrize(
    ("left", "right", "reported", "expected"),
    [
        ("2018-02-07", "2018-02-07", "", "same_day"),
        ("2018-02-07/2018-02-08", "2018-02-07", "", "dates_meet"),
        ("2018-02-07/2018-02-08", "2018-02-07/2018-02-08", "", "dates_meet"),
        ("2018-02-07", "2018-02-10", "", "near"),
        ("2018-02-07", "2018-02-11", "", "apart"),
        ("2018-02-07", "2018-07-02", "", "day_and_month_swapped"),
        ("2018-02-07", "2018-03-07", "", "day_and_month_swapped"),
        ("2018-02-07", "2018-04-07", "", "apart"),
        ("2018-02-07", "2019-02-07", "", "same_month_other_year"),
        ("2018-02-07", "2021-02-07", "", "apart"),
        ("2018-02-07", "", "", "missing"),
        ("2018-02-07", "", "2018-02-06", "after_report"),
        ("2018-02-07", "", "2018-02-07", "missing"),
        ("2018-02-07/2018-02-08", "", "2018-02-07", "missing"),
        ("", "", "2018-02-07", "missing"),
    ],
)
def test_death_levels(left: str, right: str, reported: str, expected: str) -> None:
    """A night is two days; a report bounds a death from above and never from below."""
    day = date.fromisoformat(reported) if reported else None

    assert expected == death_label(interval_of(left), interval_of(right), reported=(None, day))


@given(intervals, intervals, st.booleans(), st.booleans())
def test_births_have_no_first_and_second(left: Interval, right: Interval, aged: bool, other: bool) -> None:
    """It does not matter which birth interval comes first, and every answer is a label of the rules."""
    label = birth_label(left, right, by_age=(aged, other))

    assert label == birth_label(right, left, by_age=(other, aged))
    assert label in BIRTH_LABELS


@given(intervals, intervals, st.none() | days, st.none() | days)
def test_deaths_have_no_first_and_second(
    left: Interval, right: Interval, told: date | None, other: date | None
) -> None:
    """It does not matter which death interval comes first, and every answer is a label of the rules."""
    label = death_label(left, right, reported=(told, other))

    assert label == death_label(right, left, reported=(other, told))
    assert label in DEATH_LABELS


@given(intervals, intervals, st.booleans())
def test_intervals_that_meet_never_contradict(left: Interval, right: Interval, aged: bool) -> None:
    """Two intervals with a day in common agree, or say nothing where one fits nearly everybody; silence is neither."""
    if left is None or right is None:
        assert {"missing"} == {birth_label(left, right), death_label(left, right)}
    elif max(left[0], right[0]) <= min(left[1], right[1]):
        assert birth_label(left, right, by_age=(aged, aged)) in {
            "same_day",
            "dates_meet",
            "age_fits",
            "missing",
        }
        assert death_label(left, right) in {"same_day", "dates_meet", "missing"}


@given(st.lists(st.tuples(intervals, intervals), max_size=6))
def test_pairs_do_not_see_one_another(pairs: list[tuple[Interval, Interval]]) -> None:
    """A column of pairs gets the labels that its pairs get one by one."""
    columns = [
        numbers([None if pair[side] is None else pair[side][end] for pair in pairs])  # type: ignore[index]
        for side in (0, 1)
        for end in (0, 1)
    ]
    nobody = np.zeros(len(pairs), dtype=np.bool_)
    found = birth_levels(columns[0], columns[1], nobody, columns[2], columns[3], nobody)

    assert [birth_label(left, right) for left, right in pairs] == found.tolist()


def test_what_fits_nearly_everybody_says_nothing() -> None:
    """A century or "30+" agrees with nobody, and still contradicts whom it cannot be."""
    born, century, other = (
        (date(1985, 5, 9),) * 2,
        (date(1900, 1, 1), date(1999, 12, 31)),
        (date(2005, 1, 1),) * 2,
    )

    assert ("missing", "missing") == (birth_label(born, century), death_label(born, century))
    assert ("age_near", "apart") == (
        birth_label(other, (date(1903, 1, 1), date(2003, 1, 1)), by_age=(False, True)),
        birth_label(other, century),
    )


@given(st.integers(0, 110), st.integers(0, 110), days)
def test_two_ages_need_no_day(age: int, other: int, day: date) -> None:
    """Two ages at one death say without a day what they say on any day."""
    on = DateInterval(low=day, high=day, edtf="", is_guess=False, note="")
    dated = [birth_interval(AgeInterval(low=one, high=one, is_guess=False), on) for one in (age, other)]
    years = [np.array([float(one)]) for one in (age, other)]
    aged = np.array([True])
    undated = birth_levels(*births_by_age(years[0], years[0]), aged, *births_by_age(years[1], years[1]), aged)

    assert birth_label(*dated, by_age=(True, True)) == undated[0]
