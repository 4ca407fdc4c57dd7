"""An age is an interval of completed years, and with a day it is an interval of birth dates."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.values.ages import AgeInterval, AgeWords, birth_interval, read_age, read_age_and_birth
from resolver.values.dates import DateInterval, DateWords

RULES = tomllib.loads((Path(__file__).parents[2] / "rules" / "dates.toml").read_text("utf-8"))
WORDS = AgeWords.from_toml(RULES)
DATES = DateWords.from_toml(RULES)
DAYS = st.dates(date(1930, 1, 1), date(2100, 12, 31)) | st.sampled_from(
    [date(2020, 2, 29), date(2019, 2, 28)]
)
PIECES = st.sampled_from(sorted(word.replace("_", " ") for word in WORDS.meanings)) | st.integers(
    0, 2000
).map(str)
AGE_LIKE = st.lists(PIECES | st.sampled_from(list("-/.~?+")), max_size=6).map(" ".join)


def age(low: float, high: float) -> AgeInterval:
    """Return an age that is no guess."""
    return AgeInterval(low=low, high=high, is_guess=False)


def days(low: date, high: date) -> DateInterval:
    """Return an interval with the given ends."""
    return DateInterval(low=low, high=high, edtf=f"{low}/{high}", is_guess=False, note="")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("34 god.", (34, 34)),
        ("34 godine", (34, 34)),
        ("60 година", (60, 60)),
        ("34 g.", (34, 34)),
        ("34 vjeç", (34, 34)),
        ("34 vjec", (34, 34)),
        ("34 vjet", (34, 34)),
        ("6 mjeseci", (0.5, 0.583)),
        ("6 muaj", (0.5, 0.583)),
    ],
)
def test_south_slavic_and_albanian(text: str, expected: tuple[float, float]) -> None:
    """The units of ages in the languages of the Balkans are known."""
    assert age(*expected) == read_age(text, WORDS)


def years_old(born: date, on: date) -> int:
    """Count the completed years of someone on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def months_old(born: date, on: date) -> int:
    """Count the completed months of someone on a day."""
    return 12 * (on.year - born.year) + on.month - born.month - (on.day < born.day)


@pytest.mark.parametrize(
    ("text", "low", "high", "is_guess"),
    [
        ("38", 38, 38, False),
        (" 38 ", 38, 38, False),
        ("0", 0, 0, False),
        ("120", 120, 120, False),
        ("38.0", 38, 38, False),
        ("38,5", 38, 38, True),
        ("38?", 38, 38, True),
        ("(38)", 38, 38, False),
        ("38 лет", 38, 38, False),
        ("38-летний", 38, 38, False),
        ("45 años", 45, 45, False),
        ("1 año", 1, 1, False),
        ("27 anos", 27, 27, False),
        ("20 a 25 años", 20, 25, False),
        ("unos 40 años", 37, 43, True),
        ("más de 60 años", 60, 120, True),
        ("menor de 5 años", 0, 5, True),
        ("recién nacido", 0, 0, False),
        ("child", 0, 17, True),
        ("niño", 0, 17, True),
        ("menor de edad", 0, 17, True),
        ("criança", 0, 17, True),
        ("Adulto", 15, 120, True),
        ("anciana", 50, 120, True),
        ("возраст: 38 лет", 38, 38, False),
        ("38 years", 38, 38, False),
        ("38-year-old", 38, 38, False),
        ("38 y.o.", 38, 38, False),
        ("38 y/o", 38, 38, False),
        ("aged 38", 38, 38, False),
        ("45 років", 45, 45, False),
        ("٣٨", 38, 38, False),
        ("٣٨ عاماً", 38, 38, False),
        ("38 yaşında", 38, 38, False),
        ("38 Jahre alt", 38, 38, False),
        ("38 ans", 38, 38, False),
        ("38 lat", 38, 38, False),
        ("34-37", 34, 37, False),
        ("34 – 37 лет", 34, 37, False),
        ("от 34 до 37 лет", 34, 37, False),
        ("34 or 37", 34, 37, False),
        ("около 40", 37, 43, True),
        ("~40", 37, 43, True),
        ("40 (ок.)", 37, 43, True),
        ("c. 2", 0, 5, True),
        ("около 40-45 лет", 37, 48, True),
        ("approx. 119", 116, 120, True),
        ("40s", 40, 49, False),
        ("in his 40s", 40, 49, False),
        ("40-х", 40, 49, False),
        ("early 40s", 40, 43, True),
        ("mid-30s", 34, 36, True),
        ("6 months", 0.5, 0.583, False),
        ("6 мес.", 0.5, 0.583, False),
        ("6 meses", 0.5, 0.583, False),
        ("1 año y 6 meses", 1.5, 1.583, False),
        ("18 months", 1.5, 1.583, False),
        ("11 months", 11 / 12, 0.999, False),
        ("2 года 6 мес.", 2.5, 2.583, False),
        ("1 year and 3 months", 1.25, 1.333, False),
        ("3 weeks", 0, 0.083, False),
        ("10 дней", 0, 0.083, False),
        ("менее года", 0, 0, False),
        ("أقل من سنة", 0, 0, False),
        ("30+", 30, 120, True),
        ("30+ лет", 30, 120, True),
        ("старше 60", 60, 120, True),
        ("over 40 years old", 40, 120, True),
        ("under 18", 0, 18, True),
    ],
)
def test_read_age(text: str, low: float, high: float, is_guess: bool) -> None:
    """An age is read in many words; "about" reaches three years and is a guess."""
    assert AgeInterval(low=low, high=high, is_guess=is_guess) == read_age(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "-5",
        "121",
        "1986",
        "37-34",
        "34/37",
        "38, 39",
        "38 м",
        "45s",
        "9" * 99,
    ],
)
def test_what_is_no_age(text: str) -> None:
    """Two claims, years, other words and what nobody lives to are not read."""
    assert read_age(text, WORDS) is None


@pytest.mark.parametrize(
    ("stated", "on", "expected"),
    [
        (age(38, 38), days(date(2018, 2, 14), date(2018, 2, 14)), (date(1979, 2, 15), date(1980, 2, 14))),
        (age(38, 38), days(date(2018, 2, 7), date(2018, 2, 8)), (date(1979, 2, 8), date(1980, 2, 8))),
        (age(34, 37), days(date(2018, 1, 1), date(2018, 12, 31)), (date(1980, 1, 2), date(1984, 12, 31))),
        (age(1, 1), days(date(2020, 2, 29), date(2020, 2, 29)), (date(2018, 3, 1), date(2019, 2, 28))),
        (age(1, 1), days(date(2018, 2, 28), date(2018, 2, 28)), (date(2016, 2, 29), date(2017, 2, 28))),
        (age(0, 0), days(date(2018, 2, 7), date(2018, 2, 7)), (date(2017, 2, 8), date(2018, 2, 7))),
        (age(0.5, 0.583), days(date(2018, 8, 7), date(2018, 8, 7)), (date(2018, 1, 8), date(2018, 2, 7))),
        (age(11 / 12, 0.999), days(date(2018, 2, 7), date(2018, 2, 7)), (date(2017, 2, 8), date(2017, 3, 7))),
    ],
)
def test_birth_interval(stated: AgeInterval, on: DateInterval, expected: tuple[date, date]) -> None:
    """Age a on day d means a birth after d less a+1 years and until d less a years."""
    assert expected == birth_interval(stated, on)


@given(st.integers(0, 120), DAYS, st.data())
def test_whoever_is_born_inside_has_that_age(years: int, on: date, data: st.DataObject) -> None:
    """Anyone born inside is of that age on the day, and a day outside at either end is not."""
    first, last = birth_interval(age(years, years), days(on, on))
    born = data.draw(st.dates(first, last))

    assert years == years_old(born, on)
    assert years + 1 == years_old(first - timedelta(days=1), on)
    assert years - 1 == years_old(last + timedelta(days=1), on)


@given(st.integers(0, 48), DAYS, st.data())
def test_whoever_is_born_inside_has_those_months(months: int, on: date, data: st.DataObject) -> None:
    """The same holds for an age read in months."""
    stated = read_age(f"{months} months", WORDS)
    assert stated is not None
    first, last = birth_interval(stated, days(on, on))
    born = data.draw(st.dates(first, last))

    assert months == months_old(born, on)
    assert months + 1 == months_old(first - timedelta(days=1), on)
    assert months - 1 == months_old(last + timedelta(days=1), on)


@given(st.integers(0, 100), st.integers(0, 20), DAYS, st.integers(0, 400), st.data())
def test_an_interval_of_days_is_the_union(
    low: int, more: int, first_day: date, length: int, data: st.DataObject
) -> None:
    """Each age of the interval on each day of the interval gives births inside."""
    on = days(first_day, first_day + timedelta(days=length))
    first, last = birth_interval(age(low, low + more), on)
    day = first_day + timedelta(days=data.draw(st.integers(0, length)))
    one_first, one_last = birth_interval(age(low + more // 2, low + more // 2), days(day, day))

    assert first <= one_first <= one_last <= last


@given(st.text(st.characters()) | AGE_LIKE)
def test_no_text_raises_and_every_age_is_sound(text: str) -> None:
    """Any text is read or not; what is read is in order and within a lifetime."""
    found = read_age(text, WORDS)

    assert found is None or 0 <= found.low <= found.high < 121


@given(st.integers(0, 120))
def test_a_written_age_is_read_again(years: int) -> None:
    """A whole number of years is itself, in any script."""
    arabic = str(years).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for text in (str(years), f"{years} лет", f"{years} years old", arabic):
        assert age(years, years) == read_age(text, WORDS)


def test_every_fault_of_the_rules_is_told() -> None:
    """A missing list and a wrong part come in one group."""
    rules = {name: dict(table) for name, table in RULES.items()}
    del rules["ages"]["years"]
    rules["parts"]["early"] = {"words": ["early"], "years": [0, 30]}

    with pytest.raises(ExceptionGroup) as raised:
        AgeWords.from_toml(rules)

    told = " ".join(str(fault) for fault in raised.value.exceptions)
    assert "ages.years" in told
    assert "parts.early.years" in told


@pytest.mark.parametrize(
    "text", ["38 лет (1985)", "1985 (38 лет)", "38 лет, 1985 г.р.", "38/1985", "38 [1985]"]
)
def test_an_age_and_a_birth_year_in_one_cell(text: str) -> None:
    """Both are read, whichever comes first."""
    found = read_age_and_birth(text, WORDS, DATES)
    assert found is not None
    assert (38, 38, "1985") == (found[0].low, found[0].high, found[1].edtf)


@pytest.mark.parametrize(
    "text", ["38 (2018)", "38 лет (погиб в 2022)", "(1985)", "38", "38 (40)", "1985 (1986)"]
)
def test_another_year_beside_an_age_is_no_birth(text: str) -> None:
    """Nobody of 38 was born in 2018: that is when it was said."""
    assert read_age_and_birth(text, WORDS, DATES) is None
