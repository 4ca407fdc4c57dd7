"""EDTF: an interval of days is written so that reading it gives the same two days."""

import calendar
import re
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolver.rulebook import load_rulebook
from resolver.values.dates import DateWords, cut_date, edtf_of, read_date

LEVEL_0_OR_1 = r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?|\d{3}X|\d\dXX"


@cache
def words() -> DateWords:
    """Return the shipped words for dates."""
    return DateWords.from_toml(load_rulebook().setting("dates.toml"))


FIRST, LAST = date(words().earliest_year, 1, 1), date(words().latest_year, 12, 31)
DAYS = st.dates(FIRST, LAST)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[date, date]:
    """Return intervals: some days, or whole months, years, decades and centuries, from one to several."""
    low = draw(DAYS)
    if draw(st.booleans()):
        return low, min(low + timedelta(days=draw(st.integers(0, 40_000))), LAST)
    month = draw(st.sampled_from([low.month, 1]))
    year = draw(st.sampled_from([low.year, low.year // 10 * 10, low.year // 100 * 100]))
    last = min(year + draw(st.sampled_from([0, 1, 9, 99])), LAST.year)
    end = draw(st.sampled_from([month, 12]))
    return date(year, month, 1), date(last, end, calendar.monthrange(last, end)[1])


@given(intervals())
@example((date(2018, 1, 1), date(2018, 12, 31)))
@example((date(1900, 1, 1), date(1999, 12, 31)))
@example((date(1980, 1, 1), date(1989, 12, 31)))
@example((date(1899, 12, 31), date(1900, 1, 1)))
def test_what_is_written_is_read_back(interval: tuple[date, date]) -> None:
    """Every interval that we can hold (of the years that rules/dates.toml believes in) is written as EDTF of level 0 or 1, and read back to the same bounds."""
    text = edtf_of(*interval)
    read = read_date(text, words())

    assert re.fullmatch(LEVEL_0_OR_1, text)
    assert read is not None
    assert interval == (read.low, read.high)
    assert not read.is_guess


@given(intervals())
def test_a_cut_date_holds_the_interval(interval: tuple[date, date]) -> None:
    """A date that is cut short begins every day of its interval, and says that it is whole only when it says no less."""
    text, is_whole = cut_date(*interval)

    assert text is None or all(day.isoformat().startswith(text) for day in interval)
    if is_whole:
        read = read_date(str(text), words())
        assert read is not None
        assert interval == (read.low, read.high)


@pytest.mark.parametrize(
    "text, low, high",
    [
        ("2018-02-07/2018-02-08", "2018-02-07", "2018-02-08"),
        ("2018-02/2018-03", "2018-02-01", "2018-03-31"),
        ("2018-XX", "2018-01-01", "2018-12-31"),
        ("2018-02-XX", "2018-02-01", "2018-02-28"),
        ("2018-XX-XX", "2018-01-01", "2018-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2018-21", "2018-03-01", "2018-05-31"),
        ("2018-02-07?", "2018-02-07", "2018-02-07"),
    ],
)
def test_levels_0_and_1_are_read(text: str, low: str, high: str) -> None:
    """Intervals, unspecified digits, seasons and doubts of EDTF are read."""
    read = read_date(text, words())

    assert read is not None
    assert (low, high) == (read.low.isoformat(), read.high.isoformat())


@pytest.mark.parametrize("text", ["../2018-02", "2018-02/..", "/2018", "2018/", "XXXX", "-0044"])
def test_what_has_no_two_ends_is_no_date(text: str) -> None:
    """An open end, an unknown end and a year before our era cannot be held, and are told as not understood."""
    assert read_date(text, words()) is None
