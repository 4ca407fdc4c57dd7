"""A text becomes the days it may mean, or None; never a day it does not mean."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.values.dates import DateInterval, DateWords, from_excel_serial, gap_days, meets, read_date

RULES = tomllib.loads((Path(__file__).parents[2] / "rules" / "dates.toml").read_text("utf-8"))
WORDS = DateWords.from_toml(RULES)
DAYS = st.dates(date(1800, 1, 1), date(2100, 12, 31))
MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
KNOWN_WORDS = st.sampled_from(sorted(word.replace("_", " ") for word in WORDS.meanings))
NUMBERS = st.integers(0, 2200).map(str) | st.sampled_from(
    ["07.02.2018", "2018-02", "2018-02-07", "7.2.18", "00"]
)
MARKS = st.sampled_from([*"-/.,?~%'():–†", "х", "XX", "'18", "٧"])
PIECES = st.lists(KNOWN_WORDS | NUMBERS | MARKS, max_size=8)
DATE_LIKE = st.builds(lambda pieces, gap: gap.join(pieces), PIECES, st.sampled_from(["", " ", "-", "."]))


def edtf(text: str, *, day_first: bool = True, year_hint: int | None = None) -> str | None:
    """Return the EDTF of a text, with an exclamation mark when it is a guess."""
    found = read_date(text, WORDS, day_first=day_first, year_hint=year_hint)
    return None if found is None else found.edtf + "!" * found.is_guess


def interval(low: date, high: date) -> DateInterval:
    """Return an interval with the given ends."""
    return DateInterval(low=low, high=high, edtf=f"{low}/{high}", is_guess=False, note="")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12. srpnja 1992.", "1992-07-12"),
        ("12. jula 1992. godine", "1992-07-12"),
        ("12. јул 1992", "1992-07-12"),
        ("12 мај 1999", "1999-05-12"),
        ("4 јуни 2001", "2001-06-04"),
        ("5 korrik 1999", "1999-07-05"),
        ("5 nëntor 1999", "1999-11-05"),
        ("5 nentor 1999", "1999-11-05"),
        ("siječanj 1993", "1993-01"),
        ("sijecanj 1993", "1993-01"),
        ("srpanj/kolovoz 1992", "1992-07/1992-08!"),
        ("12. 7. 1965.", "1965-07-12"),
        ("rođen 3. 5. 1965.", "1965-05-03"),
        ("1965. god.", "1965"),
        ("1965. g.", "1965"),
        ("1965. године", "1965"),
        ("??.??.1965.", "1965"),
        ("oko 1950.", "1950~!"),
        ("ljeto 1992", "1992-06/1992-08!"),
        ("u noći 12/13.7.1992.", "1992-07-12/1992-07-13"),
        ("15. listopada 1991.", "1991-10-15/1991-11-15!"),
        ("listopad 1991", "1991-10/1991-11!"),
        ("31. listopada 1991.", "1991-10-31!"),
        ("lip 1992", "1992-06/1992-07!"),
    ],
)
def test_south_slavic_and_albanian(text: str, expected: str) -> None:
    """Months, years and endings of the Balkans are read; a month that is another one in Polish is a guess over both."""
    assert expected.rstrip("!") == (edtf(text) or "").rstrip("!")
    assert "listopad" not in text or (edtf(text) or "").endswith("!")


@pytest.mark.parametrize(
    "text",
    [
        "2018-02-07",
        " 2018-02-07 ",
        "2018-02-07T22:30:00Z",
        "2018-02-07 00:00:00",
        "2018-02-07T22:30:00.123+03:00",
        "2018/02/07",
        "2018.02.07",
        "2018-2-7",
        "07.02.2018",
        "7.2.2018",
        "7.02.2018 г.",
        "07.02.2018 23:30",
        "7.II.2018",
        "7 II 2018",
        "7 февраля 2018",
        "7 февраля 2018 г.",
        "7 ФЕВРАЛЯ 2018 ГОДА",
        "«7» февраля 2018 г.",
        "7-го февраля 2018 года",
        "2018 г., 7 февраля",
        "7 фев. 2018",
        "среда, 7 февраля 2018 г., 23:30 мск",
        "погиб 7 февраля 2018",
        "† 7.02.2018",
        "February 7, 2018",
        "Feb. 7 2018",
        "Feb 7th, 2018",
        "7 Feb 2018",
        "7-Feb-2018",
        "7th of February 2018",
        "Wednesday, 7 February 2018",
        "7 лютого 2018 р.",
        "7 лютага 2018",
        "7 شباط 2018",
        "٧ فبراير ٢٠١٨",
        "۷ فبراير ۲۰۱۸",
        "7 شباط/فبراير 2018",
        "7 شباط (فبراير) 2018م",
        "7 من شباط 2018",
        "الأربعاء 7 فيفري 2018",
        "7 Şubat 2018",
        "7 ŞUBAT 2018'de",
        "7 fevral 2018",
        "7. Februar 2018",
        "7 février 2018",
        "7 lutego 2018 roku",
        "7 de febrero de 2018",
        "7 febbraio 2018",
        "7 փետրվարի 2018",
        "7 თებერვალი 2018",
        "7.2.2018\u200b",
    ],
)
def test_one_day_in_many_words(text: str) -> None:
    """The seventh of February 2018 is one day, however a list writes it."""
    expected = DateInterval(
        low=date(2018, 2, 7), high=date(2018, 2, 7), edtf="2018-02-07", is_guess=False, note=""
    )
    assert expected == read_date(text, WORDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-02", "2018-02"),
        ("2018", "2018"),
        ("02.2018", "2018-02"),
        ("2/2018", "2018-02"),
        ("февраль 2018", "2018-02"),
        ("в феврале 2018 года", "2018-02"),
        ("Feb 2018", "2018-02"),
        ("كانون الثاني 2018", "2018-01"),
        ("17 كانون الأول 2018", "2018-12-17"),
        ("تشرين الثاني 2018", "2018-11"),
        ("born 1 October 1982", "1982-10-01"),
        ("1986 г.р.", "1986"),
        ("1986 года рождения", "1986"),
        ("род. 1986", "1986"),
        ("1986 р.н.", "1986"),
        ("مواليد 1986", "1986"),
        ("02/14/2018", "2018-02-14"),
        ("14/02/2018", "2018-02-14"),
        ("07/07/2018", "2018-07-07"),
        ("lunes 12 de mayo de 1984", "1984-05-12"),
        ("1° de mayo de 1984", "1984-05-01"),
        ("Mayo/1984", "1984-05"),
        ("12/mayo/1984", "1984-05-12"),
        ("7 de março de 1971", "1971-03-07"),
        ("7/fev/1971", "1971-02-07"),
        ("madrugada del 12 de mayo de 1984", "1984-05-12"),
        ("nacida el 3 de mayo de 1960", "1960-05-03"),
        ("198X", "198X"),
        ("19XX", "19XX"),
        ("1980-е годы", "198X"),
        ("1980s", "198X"),
        ("00.02.2018", "2018-02"),
        ("XX.XX.1986", "1986"),
        ("00.00.1986", "1986"),
        ("00/00/1986", "1986"),
        ("1986-00-00", "1986"),
        ("1986-XX-XX", "1986"),
        ("2018-02-XX", "2018-02"),
        ("2018-02-", "2018-02"),
        ("2018--02-07", "2018-02-07"),
    ],
)
def test_months_years_and_blanks(text: str, expected: str) -> None:
    """What a list leaves out widens the interval and is no guess."""
    assert expected == edtf(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-02-07/2018-02-08", "2018-02-07/2018-02-08"),
        ("2018-02-07/08", "2018-02-07/2018-02-08"),
        ("2018-02/2018-04", "2018-02/2018-04"),
        ("2010/2019", "2010/2019"),
        ("ночь на 8 февраля 2018", "2018-02-07/2018-02-08"),
        ("в ночь на 8 февраля 2018", "2018-02-07/2018-02-08"),
        ("в ночь на 1 марта 2018 г.", "2018-02-28/2018-03-01"),
        ("в ночь с 7 на 8 февраля 2018", "2018-02-07/2018-02-08"),
        ("у ніч на 8 лютого 2018", "2018-02-07/2018-02-08"),
        ("night of 7 to 8 Feb 2018", "2018-02-07/2018-02-08"),
        ("night of 7 February 2018", "2018-02-07/2018-02-08"),
        ("ночью 7 февраля 2018", "2018-02-06/2018-02-08!"),
        ("in der Nacht vom 7. auf den 8. Februar 2018", "2018-02-07/2018-02-08"),
        ("nuit du 7 au 8 février 2018", "2018-02-07/2018-02-08"),
        ("w nocy z 7 na 8 lutego 2018", "2018-02-07/2018-02-08"),
        ("7-8 февраля 2018", "2018-02-07/2018-02-08"),
        ("7–8 Feb 2018", "2018-02-07/2018-02-08"),
        ("Feb 7-8, 2018", "2018-02-07/2018-02-08"),
        ("7/8 Feb 2018", "2018-02-07/2018-02-08"),
        ("7 or 8 Feb 2018", "2018-02-07/2018-02-08"),
        ("7-8.02.2018", "2018-02-07/2018-02-08"),
        ("07.02-09.02.2018", "2018-02-07/2018-02-09"),
        ("07.02.2018 - 09.02.2018", "2018-02-07/2018-02-09"),
        ("between 7 and 9 Feb 2018", "2018-02-07/2018-02-09"),
        ("с 7 по 9 февраля 2018", "2018-02-07/2018-02-09"),
        ("من 7 إلى 9 شباط 2018", "2018-02-07/2018-02-09"),
        ("28 Dec – 3 Jan 2018", "2017-12-28/2018-01-03"),
        ("1898-1899", "1898/1899"),
        ("1941-1945", "1941/1945!"),
        ("between 1941 and 1949", "1941/1949"),
        ("1989-90", "1989/1990!"),
        ("2017/18", "2017/2018!"),
        ("2011/12", "2011-12!"),
        ("12 al 15 de mayo de 1984", "1984-05-12/1984-05-15"),
        ("noche del 12 de mayo de 1984", "1984-05-12/1984-05-13"),
        ("noite de 7 de maio de 1971", "1971-05-07/1971-05-08"),
        ("a fines de mayo de 1984", "1984-05-21/1984-05-31!"),
        ("meados de maio de 1971", "1971-05-11/1971-05-20!"),
    ],
)
def test_ranges_and_nights(text: str, expected: str) -> None:
    """Two ends make one interval, and a night has two days."""
    assert expected == edtf(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7.2.18", "2018-02-07!"),
        ("14.05.79", "1979-05-14!"),
        ("07/02/2018", "2018-02-07!"),
        ("07-02-2018", "2018-02-07!"),
        ("20180207", "2018-02-07!"),
        ("фев.18", "2018-02!"),
        ("Feb-18", "2018-02!"),
        ("Feb '18", "2018-02!"),
        ("18-Feb-18", "2018-02-18!"),
        ("7 Feb 18", "2018-02-07!"),
        ("2018-02-08?", "2018-02-08?!"),
        ("1990?", "1990?!"),
        ("c. 1990", "1990~!"),
        ("около 1990", "1990~!"),
        ("ок. 1990 г.", "1990~!"),
        ("~1990", "1990~!"),
        ("1990%", "1990%!"),
        ("c. 7 Feb 2018", "2018-02-07~!"),
        ("early Feb 2018", "2018-02-01/2018-02-10!"),
        ("mid-Feb 2018", "2018-02-11/2018-02-20!"),
        ("late Feb 2018", "2018-02-21/2018-02-28!"),
        ("начало февраля 2018", "2018-02-01/2018-02-10!"),
        ("середина февраля 2018", "2018-02-11/2018-02-20!"),
        ("в конце февраля 2018 г.", "2018-02-21/2018-02-28!"),
        ("во второй половине февраля 2018", "2018-02-16/2018-02-28!"),
        ("early 2018", "2018-01/2018-04!"),
        ("early 1980s", "1980/1983!"),
        ("spring 2018", "2018-03/2018-05!"),
        ("2018-21", "2018-03/2018-05!"),
        ("осенью 2017 г.", "2017-09/2017-11!"),
        ("зима 2017/2018", "2017-12/2018-02!"),
        ("winter 2017-18", "2017-12/2018-02!"),
        ("winter 2018", "2017-12/2019-02!"),
    ],
)
def test_guesses_say_so(text: str, expected: str) -> None:
    """What rests on an assumption is marked, and the note names the assumption."""
    found = read_date(text, WORDS)

    assert expected == edtf(text)
    assert found is not None
    assert found.note


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "-",
        "неизвестно",
        "38",
        "38 лет",
        "43138",
        "0000",
        "0000-01-01",
        "2018-13",
        "2018-13-01",
        "2018-00-07",
        "01.13.2018",
        "13/13/2018",
        "31.02.2018",
        "29 февраля 2018",
        "07.02.1799",
        "2101-01-01",
        "-1990",
        "1990-",
        "1990/..",
        "../1990",
        "after 1990",
        "before 1990",
        "since 2014",
        "from 2014",
        "до 1990",
        "после 1990",
        "с 2014 г.",
        "не ранее 7 февраля 2018",
        "не 7 февраля 2018",
        "بعد 2014",
        "من 2014",
        "7 Feb 2018; certificate: 7 March 2018",
        "7 Feb 2018, 8 Feb 2018",
        "7 Feb or 7 March 2018",
        "7 Feb 2018 and 8 Feb 2018",
        "07.02.2018 07.03.2018",
        "14.05.1979 - 07.02.2018",
        "1979-2018",
        "9-7 февраля 2018",
        "7 هـ 1439",
        "7" * 250,
    ],
)
def test_what_is_no_single_date(text: str) -> None:
    """Open ends, two claims, lives, impossible days and other words are not read."""
    assert read_date(text, WORDS) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("February 7", "2018-02-07!"),
        ("7 февраля", "2018-02-07!"),
        ("Feb. 7", "2018-02-07!"),
        ("Feb 18", "2018-02-18!"),
        ("7-Feb", "2018-02-07!"),
        ("07.02", "2018-02-07!"),
        ("в ночь на 8 февраля", "2018-02-07/2018-02-08!"),
        ("7-8 февраля", "2018-02-07/2018-02-08!"),
        ("early Feb", "2018-02-01/2018-02-10!"),
        ("весной", "2018-03/2018-05!"),
        ("февраль", "2018-02!"),
    ],
)
def test_a_date_without_a_year_needs_one(text: str, expected: str) -> None:
    """The year of the hint is taken, as a guess; without a hint there is no date."""
    assert expected == edtf(text, year_hint=2018)
    assert edtf(text) is None


@pytest.mark.parametrize(
    ("text", "year_hint", "expected"),
    [
        ("14.05.18", None, "2018-05-14!"),
        ("14.05.18", 1942, "1918-05-14!"),
        ("14.05.30", None, "1930-05-14!"),
        ("14.05.43", 1942, "1943-05-14!"),
        ("14.05.44", 1942, "1844-05-14!"),
    ],
)
def test_two_digit_years_are_not_in_the_future(text: str, year_hint: int | None, expected: str) -> None:
    """The last year that is not too late is taken."""
    assert expected == edtf(text, year_hint=year_hint)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07/02/2018", "2018-07-02!"),
        ("7-2-18", "2018-07-02!"),
        ("02/14/2018", "2018-02-14"),
        ("14/02/2018", "2018-02-14"),
        ("07.02.2018", "2018-02-07"),
        ("02.14.2018", "2018-02-14"),
    ],
)
def test_month_first(text: str, expected: str) -> None:
    """The option decides only what the numbers leave open; dots put the day first."""
    assert expected == edtf(text, day_first=False)


def test_about_reaches_two_years() -> None:
    """About 1990 is 1988 to 1992."""
    found = read_date("около 1990", WORDS)

    assert found is not None
    assert (date(1988, 1, 1), date(1992, 12, 31)) == (found.low, found.high)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (43138, date(2018, 2, 7)),
        (43138.75, date(2018, 2, 7)),
        (1, date(1900, 1, 1)),
        (59, date(1900, 2, 28)),
        (60, None),
        (61, date(1900, 3, 1)),
        (73415, date(2100, 12, 31)),
        (73416, None),
        (0, None),
        (-5, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_excel_serial(number: float, expected: date | None) -> None:
    """Spreadsheets count days from 1900 and believe in 29 February 1900."""
    assert expected == from_excel_serial(number)


@given(DAYS, st.booleans())
def test_a_written_day_is_read_again(day: date, day_first: bool) -> None:
    """ISO, dotted and worded dates give back their day, whatever the option."""
    expected = interval(day, day)
    for text in (f"{day}", f"{day:%d.%m.%Y}", f"{day.day} {MONTHS[day.month - 1]} {day.year} г."):
        found = read_date(text, WORDS, day_first=day_first)
        assert found is not None
        assert (expected.low, expected.high, False) == (found.low, found.high, found.is_guess)


@given(DAYS)
def test_a_month_first_day_is_read_again(day: date) -> None:
    """A slashed American date gives back its day, as a guess where it could be another one."""
    found = read_date(f"{day:%m/%d/%Y}", WORDS, day_first=False)

    assert found is not None
    assert (day, day.day <= 12 and day.day != day.month) == (found.low, found.is_guess)


@given(st.text(st.characters()) | DATE_LIKE, st.booleans(), st.none() | st.integers(-10_000, 10_000))
def test_no_text_raises_and_every_date_is_sound(text: str, day_first: bool, year_hint: int | None) -> None:
    """Any text is read or not; what is read is in order, within bounds and noted, and its EDTF means it."""
    found = read_date(text, WORDS, day_first=day_first, year_hint=year_hint)
    if found is None:
        return
    again = read_date(found.edtf, WORDS)

    assert date(1800, 1, 1) <= found.low <= found.high <= date(2100, 12, 31)
    assert found.is_guess == bool(found.note)
    assert again is not None
    assert (found.low, found.high) == (again.low, again.high)


@given(DAYS, st.integers(0, 400), DAYS, st.integers(0, 400))
def test_meeting_and_gap_agree(left: date, left_days: int, right: date, right_days: int) -> None:
    """Intervals meet when no day lies between them, from either side."""
    one = interval(left, left + timedelta(days=left_days))
    other = interval(right, right + timedelta(days=right_days))

    assert meets(one, other) == meets(other, one) == (gap_days(one, other) == 0)
    assert gap_days(one, other) == gap_days(other, one) >= 0
    assert meets(one, one)


def test_gap_counts_days() -> None:
    """From the 7th of February to the 7th of March 2018 are 28 days; neighbours are one day apart."""
    day = interval(date(2018, 2, 7), date(2018, 2, 7))

    assert 28 == gap_days(day, replace(day, low=date(2018, 3, 7), high=date(2018, 3, 7)))
    assert 1 == gap_days(day, replace(day, low=date(2018, 2, 8), high=date(2018, 2, 8)))


def test_every_fault_of_the_rules_is_told() -> None:
    """A missing table, a word with two meanings and a wrong number come in one group."""
    rules = {name: dict(table) for name, table in RULES.items() if name != "nights"}
    rules["limits"]["latest_year"] = "2100"
    rules["small"]["about"] = ["about", "may"]
    rules["months"]["en"] = {"1": ["january"]}
    rules["seasons"]["spring"] = {"months": [3, 13], "words": ["spring"]}

    with pytest.raises(ExceptionGroup) as raised:
        DateWords.from_toml(rules)

    told = " ".join(str(fault) for fault in raised.value.exceptions)
    for part in ("[nights]", "latest_year", "'may'", "[months.en]", "seasons.spring.months"):
        assert part in told


def test_words_are_hashable_and_equal() -> None:
    """The words can be a key of a cache."""
    assert hash(WORDS) == hash(DateWords.from_toml(RULES))
    assert DateWords.from_toml(RULES) == WORDS
