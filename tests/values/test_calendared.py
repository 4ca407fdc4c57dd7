"""A date by another calendar than ours is read by that one, and never by two at once."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.errors import RuleError
from resolver.values.calendars import CALENDARS, days_of
from resolver.values.dates import DateWords, read_date
from resolver.values.dates.calendarwords import Calendars

RULES = tomllib.loads((Path(__file__).parents[2] / "rules" / "dates.toml").read_text("utf-8"))
WORDS = DateWords.from_toml(RULES)


def edtf(text: str, calendar: str = "", *, day_first: bool = True) -> str | None:
    """Return the EDTF of a text, with an exclamation mark when it is a guess."""
    found = read_date(text, WORDS, day_first=day_first, calendar=calendar)
    return None if found is None else found.edtf + "!" * found.is_guess


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("۸ مهر ۱۴۰۱", "2022-09-30"),
        ("8 Mehr 1401", "2022-09-30"),
        ("Mehr 8, 1401", "2022-09-30"),
        ("مهر ۱۴۰۱", "2022-09-23/2022-10-22"),
        ("پنجشنبه ۸ مهر سال ۱۴۰۱", "2022-09-30"),
        ("15 Hamal 1378", "1999-04-04"),
        ("۱۵ حمل ۱۳۷۸", "1999-04-04"),
        ("1378 ش", "1999-03-21/2000-03-19"),
        ("1378/02/15 هـ.ش", "1999-05-05"),
        ("۱۳۷۸ هجری شمسی", "1999-03-21/2000-03-19"),
        ("1378 SH", "1999-03-21/2000-03-19"),
        ("15 رمضان 1444", "2023-04-05/2023-04-07"),
        ("12 Ramadan 1444 AH", "2023-04-02/2023-04-04"),
        ("1 Sha'ban 1440", "2019-04-06/2019-04-08"),
        ("1 ربيع الأول 1440", "2018-11-09/2018-11-11"),
        ("1444هـ", "2022-07-29/2023-07-19"),
        ("1445/01/15 هـ", "2023-08-01/2023-08-03"),
        ('כ"ב תשרי תשפ"ד', "2023-10-06/2023-10-07"),
        ("כ״ב בתשרי ה׳תשפ״ד", "2023-10-06/2023-10-07"),
        ('ט"ו אדר א\' תשפ"ד', "2024-02-23/2024-02-24"),
        ('תשפ"ד', "2023-09-15/2024-10-02"),
        ("22 Tishrei 5784", "2023-10-06/2023-10-07"),
        ("19/03/2013 (E.C.)", "2020-11-28"),
        ("2013 ዓ.ም.", "2020-09-11/2021-09-10"),
        ("19 Hidar 2013", "2020-11-28"),
        ("ሕዳር 19 2013 ዓ.ም", "2020-11-28"),
        ("5 Nisan 2018", "2018-04-05"),
        ("7 באוקטובר 2023", "2023-10-07"),
        ("۳۰ سپتامبر ۲۰۲۲", "2022-09-30"),
    ],
)
def test_what_says_its_calendar_is_read_by_it(text: str, expected: str) -> None:
    """Months and marks tell the calendar; a month of two calendars goes by the year."""
    assert expected == edtf(text)


@pytest.mark.parametrize(
    "text",
    [
        "1401/07/08",
        "۱۴۰۱/۰۷/۰۸",
        "1378",
        "08.07.1401",
        "8 Mehr",
        "31 Mehr 1401",
        "1378-1380 ش",
        "7 هـ 1439",
        "ሕዳር 19 2013",
        "before 1378 SH",
        "1401/07/08 (30 Sep 2022)",
        "1700 AH",
        "۱۳۷۸ ه",
        "۱۳۷۸ هجری",
        "5784",
        'צה"ל',
    ],
)
def test_what_does_not_say_enough_is_not_read(text: str) -> None:
    """Two calendars have a year 1401; Eritrea writes the same months as Ethiopia by our calendar."""
    assert edtf(text) is None


@pytest.mark.parametrize(
    ("text", "calendar", "expected"),
    [
        ("1401/07/08", "jalali", "2022-09-30"),
        ("08.07.1401", "jalali", "2022-09-30"),
        ("1378", "jalali", "1999-03-21/2000-03-19"),
        ("1378-02", "jalali", "1999-04-21/1999-05-21"),
        ("1999", "jalali", "1999"),
        ("1999-05-05", "jalali", "1999-05-05"),
        ("22/09/1992", "jalali", "1992-09-22"),
        ("65/01/10", "jalali", "1986-03-30!"),
        ("01/07/08", "jalali", "2022-09-30!"),
        ("1444هـ", "jalali", "2022-07-29/2023-07-19"),
        ("1378", "hijri", "1958-07-17/1959-07-07"),
        ("01/07/08", "hijri", None),
        ("12/01/1985", "ethiopic", "1992-09-22"),
        ("1985", "ethiopic", "1992-09-11/1993-09-10"),
        ("2013-03-19", "ethiopic", "2020-11-28"),
        ("ሕዳር 19 2013", "ethiopic", "2020-11-28"),
        ("28 Nov 2020", "ethiopic", None),
        ("31/12/2013", "ethiopic", None),
        ("2018-02-07", "unread", None),
        ("7 October 2023", "hebrew", "2023-10-07"),
    ],
)
def test_a_column_tells_what_a_cell_does_not(text: str, calendar: str, expected: str | None) -> None:
    """What says its own calendar goes by that; where years look like ours, nothing goes by ours."""
    assert expected == edtf(text, calendar)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Date of death (E.C.)", "ethiopic"),
        ("የሞት ቀን (ዓ.ም.)", "ethiopic"),
        ("birth_date_jalali", "jalali"),
        ("Date of death (SH)", "jalali"),
        ("تاریخ مرگ (هجری شمسی)", "jalali"),
        ("تاریخ مرگ ه.ش", "jalali"),
        ("Died (AH)", "hijri"),
        ("تاريخ الوفاة (هجري)", "hijri"),
        ("تاریخ مرگ (هجری قمری)", "hijri"),
        ("Дата смерти по хиджре", "hijri"),
        ("תאריך עברי", "hebrew"),
        ("Date of death (G.C.)", "gregorian"),
        ("تاريخ الوفاة (ميلادي)", "gregorian"),
        ("Дата смерти (ст. ст.)", "unread"),
        ("تاریخ مرگ", None),
        ("تاريخ الوفاة (هجري / ميلادي)", None),
        ("Date of death", None),
    ],
)
def test_a_header_names_a_calendar(header: str, expected: str | None) -> None:
    """One that names two calendars tells nothing."""
    assert expected == WORDS.calendars.told_in(header)


@given(
    st.sampled_from(["jalali", "hijri", "ethiopic"]).flatmap(
        lambda one: st.tuples(
            st.just(one),
            st.integers(
                WORDS.calendars.known[one].first_year + 20, WORDS.calendars.known[one].last_year - 10
            ),
            st.integers(1, 13),
            st.integers(1, 31),
        )
    )
)
def test_a_date_in_numbers_is_the_day_of_its_calendar(told: tuple[str, int, int, int]) -> None:
    """In a column of a calendar a date is that day, or none where the calendar has no such day, whichever end the year stands at."""
    calendar, year, month, day = told
    expected = days_of(calendar, year, month, day)

    for text in (f"{year}/{month:02}/{day:02}", f"{day}.{month}.{year}"):
        found = read_date(text, WORDS, calendar=calendar)
        assert expected == (found and (found.low, found.high))


@given(st.sampled_from(["", *CALENDARS, "unread"]), st.text("0123456789/-. ۱۴۰هـשACEHש\"' مهرn", max_size=16))
def test_any_text_is_an_interval_or_nothing(calendar: str, text: str) -> None:
    """Nothing fails, and what is read ends no sooner than it begins."""
    found = read_date(text, WORDS, calendar=calendar)

    assert found is None or found.low <= found.high


def test_every_fault_of_the_calendars_is_told() -> None:
    """A calendar without years, and months without numbers, are told at once."""
    table = {**RULES["calendars"], "jalali": {"words": ["jalali"], "months": {"x": ["mehr"]}}}
    faults: list[RuleError] = []
    Calendars.from_table(table, faults)

    assert 2 == len(faults)
