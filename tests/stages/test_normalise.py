"""normalise: every row is understood once, none is dropped, no text is changed, and order does not count."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.handover import fold_cell
from resolver.ruleset import Ruleset
from resolver.stages.normalise import Normalised, normalise
from resolver.tables import CITATIONS, DOCUMENTS, FIELDS, MENTIONS, VALUES
from resolver.values.text import is_missing

Row = dict[str, str | None]
Understood = Callable[[Sequence[Row]], Normalised]


def mentions_of(rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows as MENTIONS; an id that is not said is the number of the row."""
    told: list[dict[str, Any]] = [
        dict.fromkeys(FIELDS)
        | {"mention_id": f"m{at}", "list_id": "made", "file": "made.csv", "sheet": None, "line": at + 2}
        | dict(row)
        for at, row in enumerate(rows)
    ]
    return pl.DataFrame(told, schema=MENTIONS)


@pytest.fixture(scope="session")
def understood(ruleset: Ruleset) -> Understood:
    """Return a function that understands rows with the shipped words."""
    return lambda rows: normalise(mentions_of(rows), ruleset.words)


CELLS = {
    "name": [
        "Косотуров Игорь",
        "Igor Kosoturov",
        "Матвеев",
        "Неопознанный",
        "и ещё трое",
        "нет данных",
        None,
    ],
    "surname": ["Пробов", None],
    "given_name": ["Иван", None],
    "birth_date": ["1966-02-07", "1966", "весной", None],
    "age": ["51", "старше 40", None],
    "death_date": ["2018-02-07", "7 февраля", "в ночь на 8 февраля 2018", "?", None],
    "reported_date": ["2018-02-13", "2018", None],
    "status": ["погиб", "missing, possibly killed", "нечто", None],
    "role": ["casualty", "мать", None],
    "origin_place": ["Асбест", "г. Асбест", "Макетовка", "-", None],
    "url": ["https://example.org/a", "http://www.example.org/a/ https://example.org/b", "см. выше", None],
    "document_id": ["page-1", None],
    "via": ["CIT", None],
    "group_size": ["2", "two", None],
}
rows_of_cells = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}), max_size=6
)


@given(rows_of_cells)
def test_no_row_is_dropped_and_no_text_changed(understood: Understood, rows: list[Row]) -> None:
    """As many rows come out as went in, each with its cells as they stood."""
    found = understood(rows)
    given_rows = mentions_of(rows)

    assert found.mentions.drop("row").equals(given_rows.sort("mention_id"))
    assert list(range(len(rows))) == found.values["row"].to_list() == found.mentions["row"].to_list()
    assert (VALUES, DOCUMENTS, CITATIONS) == (
        found.values.schema,
        found.documents.schema,
        found.citations.schema,
    )


@given(rows_of_cells, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_count(understood: Understood, rows: list[Row], random: object) -> None:
    """Rows in another order are understood as the same tables."""
    named = [row | {"mention_id": f"m{at}"} for at, row in enumerate(rows)]
    shuffled = sorted(named, key=lambda _: random.random())  # type: ignore[attr-defined]
    one, other = understood(named), understood(shuffled)

    assert one.values.equals(other.values)
    assert one.documents.equals(other.documents)
    assert one.citations.equals(other.citations)
    assert one.names.names == other.names.names


@given(rows_of_cells)
def test_codes_speak_of_what_was_written(understood: Understood, rows: list[Row]) -> None:
    """A code leads back to a distinct text, and a mention has a name or is unnamed, never both."""
    found = understood(rows)
    codes = found.values["name_code"].to_list()

    assert len(found.names.names) == len(set(found.names.names)) == len({code for code in codes if code >= 0})
    assert all((code < 0) == unnamed for code, unnamed in zip(codes, found.values["is_unnamed"], strict=True))
    for column, coded in found.places.items():
        silent = found.mentions[column].is_in(["-"]) | found.mentions[column].is_null()
        assert silent.to_list() == (coded.codes < 0).tolist()


@given(rows_of_cells)
def test_intervals_begin_before_they_end(understood: Understood, rows: list[Row]) -> None:
    """An interval has both ends or none, and the lower is not the later."""
    values = understood(rows).values
    for low, high in (
        ("birth_low", "birth_high"),
        ("death_low", "death_high"),
        ("reported_low", "reported_high"),
    ):
        assert values.filter(pl.col(low).is_null() != pl.col(high).is_null()).is_empty()
        assert values.filter(pl.col(low) > pl.col(high)).is_empty()


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ({"name": "Матвеев Станислав"}, "completeness", "full"),
        ({"name": "Матвеев"}, "completeness", "surname"),
        ({"name": "Стаса"}, "completeness", "given"),
        ({"name": None, "surname": "Матвеев", "given_name": "Станислав"}, "completeness", "full"),
        ({"name": "Тестов Иван и Пётр"}, "completeness", "several"),
        ({"name": "Неопознанный"}, "is_unnamed", True),
        ({"name": "مجهول الهوية"}, "is_unnamed", True),
        ({"name": "нет данных"}, "is_unnamed", True),
        ({"name": "и ещё трое"}, "group_size", 3),
        ({"name": None, "group_size": "2"}, "group_size", 2),
        ({"name": None, "group_size": "two"}, "group_size", 1),
        ({"name": "Матвеев Станислав", "group_size": "5"}, "group_size", 1),
        ({"name": "Матвеев", "role": "мать"}, "role", "relative"),
        ({"name": "Матвеев", "role": None}, "role", "casualty"),
        ({"name": "Матвеев", "status": "погиб в бою"}, "status", "killed"),
        ({"name": "Матвеев", "status": None}, "status", "unknown"),
        ({"name": "Матвеев", "status": "нет данных"}, "status", "unknown"),
        ({"name": "Матвеев", "sex": "м"}, "sex", "m"),
        ({"name": "Матвеев", "birth_date": "1966-02-07"}, "birth_basis", "date"),
        ({"name": "Матвеев", "age": "51", "death_date": "2018-02-07"}, "birth_basis", "age"),
        ({"name": "Матвеев", "age": "51"}, "birth_basis", None),
        ({"name": "Матвеев", "age": "1966 г.р."}, "birth_basis", "year"),
        ({"name": "Матвеев", "age": "51", "birth_date": "1966-02-07"}, "birth_basis", "date"),
        ({"name": "Матвеев", "birth_date": "51 год", "death_date": "2018-02-07"}, "birth_basis", "age"),
        (
            {"name": "Матвеев", "birth_date": "51 год", "age": "52", "death_date": "2018-02-07"},
            "age_low",
            52.0,
        ),
        ({"name": "Матвеев", "birth_date": "51", "death_date": "2018-02-07"}, "age_low", None),
        ({"name": "Матвеев", "death_date": "2018-02-07"}, "death_low", date(2018, 2, 7)),
        ({"name": "Матвеев", "death_date": "7 февраля"}, "death_low", None),
        (
            {"name": "Матвеев", "death_date": "7 февраля", "reported_date": "2018-02-13"},
            "death_low",
            date(2018, 2, 7),
        ),
        ({"name": "Матвеев", "document_id": "p", "url": "https://e.org/a"}, "document_id", "p"),
        ({"name": "Матвеев", "url": "http://www.e.org/a/?utm_source=x"}, "document_id", "https://e.org/a"),
        ({"name": "Матвеев", "url": None}, "document_id", "row of m0"),
    ],
)
def test_a_cell_is_understood(understood: Understood, row: Row, column: str, expected: object) -> None:
    """Each value is read by the shipped words; what is silent is silent, and a status is never guessed."""
    assert expected == understood([row]).values[column][0]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ({"age_on": "2020-02-07", "death_date": "2018-02-07"}, date(1968, 2, 8)),
        ({"death_date": "2018-02-07", "reported_date": "2019-02-07"}, date(1966, 2, 8)),
        ({"reported_date": "2019-02-07"}, date(1967, 2, 8)),
    ],
)
def test_an_age_is_on_a_day(understood: Understood, on: Row, expected: date) -> None:
    """An age counts back from its own day, else from the death, else from the report."""
    base: Row = {"name": "Матвеев", "age": "51"}

    assert expected == understood([base | on]).values["birth_low"][0]


def test_a_day_without_a_year_needs_one_year_of_reports(understood: Understood) -> None:
    """A day without a year is read by the year of the reports that say it, unless they are of two years."""
    said: Row = {"name": "Матвеев", "death_date": "7 февраля"}
    two_years = [said | {"reported_date": "2018-02-13"}, said | {"reported_date": "2019-02-13"}]

    assert [None, None] == understood(two_years).values["death_low"].to_list()


def test_one_page_is_one_document(understood: Understood) -> None:
    """Addresses that differ only in their clothes are one document; a cell may cite several."""
    found = understood(
        [
            {"name": "Матвеев", "url": "https://example.org/a"},
            {"name": "Логинов", "url": "http://www.example.org/a/ https://example.org/b"},
        ]
    )

    assert [
        (0, "https://example.org/a"),
        (1, "https://example.org/a"),
        (1, "https://example.org/b"),
    ] == found.citations.rows()
    assert [2, 1] == found.documents["mention_count"].to_list()


@given(st.text(alphabet="аБ .,«»'()-x", max_size=10))
def test_folding_twice_is_folding_once(text: str) -> None:
    """A cell that was made comparable stays as it is."""
    folded = fold_cell(text)

    assert folded == (folded and fold_cell(folded))


def test_a_day_without_a_year_is_the_last_one_before_its_report(understood: Understood) -> None:
    """Nobody is reported before the death: in January the thirtieth of December was in the year before."""
    rows: list[Row] = [
        {"name": "A", "death_date": "9 мая", "reported_date": "2018-06-01"},
        {"name": "C", "death_date": "30 декабря", "reported_date": "2019-01-05"},
        {"name": "D", "death_date": "10 мая"},
    ]
    assert [date(2018, 5, 9), date(2018, 12, 30), None] == understood(rows).values["death_low"].to_list()


def test_an_age_and_a_birth_year_in_one_cell_are_both_understood(understood: Understood) -> None:
    """Whichever column they stand in; day numbers of a spreadsheet may have fractions."""
    rows: list[Row] = [
        {"name": "A", "age": "38 лет (1985)"},
        {"name": "B", "birth_date": "1985 (38 лет)"},
        {"name": "C", "birth_date": "31174.0"},
    ]
    found = understood(rows).values

    assert [(38.0, date(1985, 1, 1)), (38.0, date(1985, 1, 1)), (None, date(1985, 5, 7))] == found.select(
        "age_low", "birth_low"
    ).rows()


@given(
    cells=st.lists(
        st.sampled_from(
            ("n/a", " N/A ", "0", "0.0", "1", "n/a 1", "000", "-1-", "(нет)", "٣", "Нет", "нет 7", "")
        ),
        max_size=5,
    ),
    missing=st.frozensets(st.sampled_from(("n/a", "нет", "0", "999", "n/a 1"))),
)
def test_a_cell_that_says_nothing_is_silent(
    cells: list[str], missing: frozenset[str], ruleset: Ruleset
) -> None:
    """A column is told what its cells are told one by one, whichever words stand for nothing."""
    rows = mentions_of([{"name": "A", "origin_place": cell} for cell in cells])
    said = normalise(rows, replace(ruleset.words, missing=missing)).said["origin_place"].to_list()

    assert [None if is_missing(cell, missing) else cell for cell in cells] == said


# --- which order a list writes day and month in -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("births", "deaths", "said", "expected", "told"),
    [
        ([], ["4/16/2015", "4/17/2015", "2/6/2015"], {}, date(2015, 2, 6), "2 dates (death date 4/16/2015, …) can only be month/day, none"),
        (["4/16/80", "5-17-80"], ["2/6/2015"], {}, date(2015, 2, 6), "2 dates (birth date 4/16/80, …) can only be"),
        ([], ["16/4/2015", "2/6/2015"], {}, date(2015, 6, 2), None),
        ([], ["2/6/2015"], {}, date(2015, 6, 2), None),
        ([], ["4/16/2015", "2/6/2015"], {}, date(2015, 6, 2), "1 date (death date 4/16/2015) can only be month/day, none only day/month: too few"),
        ([], ["4/16/2015", "04/16/15", "2/6/2015"], {}, date(2015, 6, 2), "taken for slips"),
        ([], ["4/16/2015", "4/17/2015", "2/6/2015", *(f"{day}/1/2015" for day in range(1, 9))], {}, date(2015, 6, 2), "taken for slips"),
        ([], ["16.4.2015", "2/6/2015", "4/16/2015", "4/17/2015"], {}, date(2015, 2, 6), "none only day/month"),
        (["16/4/1980"], ["4/16/2015", "4/17/2015", "4/18/2015", "2/6/2015"], {}, date(2015, 2, 6), "the month is taken to be first in death date, the day elsewhere"),
        (["16/4/1980"], ["4/16/2015", "4/17/2015", "2/6/2015"], {}, date(2015, 6, 2), "taken for slips"),
        (["4/16/1980", "4/17/1980", "4/18/1980"], ["16/4/2015", "2/6/2015"], {}, date(2015, 6, 2), "the month is taken to be first in birth date, the day elsewhere"),
        ([f"{day}/1/1980" for day in range(1, 13)], ["4/16/2015", "4/17/2015", "2/6/2015"], {}, date(2015, 2, 6), "first in death date, the day elsewhere"),
        (["25/12/1990", "13/11/1980", "14/11/1980", "15/11/1980"], ["2/6/2015", "05/03/2022", "07/04/2022", "03/22/2022"], {}, date(2015, 6, 2), "1 date (death date 03/22/2022) can only be month/day and 4 dates (birth date 13/11/1980, …) only day/month: too few"),
        ([], ["16/4/2015", "2/6/2015", "4/17/2015"], {}, date(2015, 6, 2), "and 1 date (death date 16/4/2015) only day/"),
        ([], ["16/4/2015", "2/6/2015", "4/17/2015", "4/18/2015", "4/19/2015"], {}, date(2015, 6, 2), "which is in doubt"),
        ([], ["4/16/2015", "4/17/2015", "2/6/2015"], {"made": True}, date(2015, 6, 2), None),
        ([], ["4/16/2015", "4/17/2015", "2/6/2015"], {"made\ndeath_date": True}, date(2015, 6, 2), None),
        ([], ["16/4/2015", "2/6/2015"], {"made": False}, date(2015, 2, 6), None),
        ([], ["16/4/2015", "2/6/2015"], {"made\ndeath_date": False}, date(2015, 2, 6), None),
    ],
)  # fmt: skip
def test_a_list_whose_dates_prove_it_is_read_month_first(
    ruleset: Ruleset,
    births: list[str],
    deaths: list[str],
    said: dict[str, bool],
    expected: date,
    told: str | None,
) -> None:
    """2/6/2015 goes by the dates of its list that are possible in one order only, few are slips; who says the order has the last word."""
    rows: list[Row] = [{"death_date": one} for one in deaths]
    rows += [{"birth_date": one} for one in births]
    found = normalise(mentions_of(rows), ruleset.words, day_first=said)
    low = dict(zip(found.mentions["death_date"], found.values["death_low"], strict=True))

    assert (expected, told is not None) == (low["2/6/2015"], bool(found.notes))
    assert (told or "") in " ".join(found.notes)


# --- which calendar a column tells its dates by -----------------------------------------------------------------------

NEW_YEAR = {"jalali": date(1999, 3, 21), "hijri": date(1958, 7, 17)}


@pytest.mark.parametrize(
    ("births", "others", "said", "expected", "told"),
    [
        (["1378", "۱۳۸۵"], {}, {}, "jalali", "written in Persian digits"),
        (["1378"], {}, {"made\n\npersian": True}, "jalali", "headers of the list are Persian"),
        (["1378"], {"name": "پرویز گلکاری"}, {}, "jalali", "written in Persian"),
        (["1378"], {"death_place": "Tehran", "name": "عمر خالد"}, {}, "jalali", "lie in Iran or Afghanistan"),
        (["1378", "8 Mehr 1380"], {"name": "عمر خالد"}, {}, "jalali", "other cells of the column say so"),
        (["1378", "1380 هـ"], {"name": "عمر خالد"}, {}, "hijri", "other cells of the column say so"),
        (["1378", "1379/01/31", "1380/02/31"], {"name": "عمر خالد"}, {}, "jalali", "dates of no other"),
        (["1378", "1441", "1442/12/30"], {"name": "Omar Khalid"}, {}, "hijri", "dates of no other"),
        (["1378"], {"name": "عمر خالد", "death_date": "12 Ramadan 1440/8/9"}, {}, None, "nothing tells whether"),
        (["1378"], {"name": "عمر خالد", "death_date": "1402/01/31"}, {}, "jalali", "other columns of the list are"),
        (["1378"], {"name": "Omar Khalid"}, {}, "jalali", "in other letters than Arabic"),
        (["1378"], {"name": "Omar Khalid", "death_place": "Damascus"}, {}, None, "nothing tells whether"),
        (["1378"], {"name": "عمر خالد"}, {}, None, "nothing tells whether"),
        (["1378", "1441", "1442"], {}, {"made\n\npersian": True}, None, "nothing tells whether"),
        (["1378", *(f"{year}-05-05" for year in range(1980, 1990))], {}, {}, None, "or slips"),
        (["1378"], {}, {"made\nbirth_date\nhijri": True}, "hijri", None),
        (["1378"], {}, {"made\nbirth_date\ngregorian": True}, None, None),
        (["1378"], {}, {"made\nbirth_date\nethiopic": True}, None, None),
    ],
)  # fmt: skip
def test_a_list_tells_its_calendar(
    ruleset: Ruleset,
    births: list[str],
    others: Row,
    said: dict[str, bool],
    expected: str | None,
    told: str | None,
) -> None:
    """1378 is a solar or a lunar year: what the list shows decides, who says so has the last word, and it is told."""
    rows: list[Row] = [{**others, "birth_date": one} for one in births]
    found = normalise(mentions_of(rows), ruleset.words, day_first=said)
    low = dict(zip(found.mentions["birth_date"], found.values["birth_low"], strict=True))
    again = normalise(mentions_of(rows[:1]), ruleset.words, day_first=found.day_first)

    assert (NEW_YEAR.get(expected or ""), told is not None) == (low["1378"], bool(found.notes))
    assert (told or "") in " ".join(found.notes)
    assert expected is None or low["1378"] == again.values["birth_low"][0]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1378/02/15", "1999-05-05", "1385/02/15"], ["1999-05-05", "1999-05-05", "2006-05-05"]),
        (["1401/07/08", "65/01/10", "01/07/08"], ["2022-09-30", "1986-03-30", "2022-09-30"]),
        (["65/01/10", "78/02/15", "01/07/08"], [None, None, None]),
        (["31/12/65", "01/07/08"], ["1965-12-31", "2008-07-01"]),
    ],
)
def test_each_date_goes_by_its_own_calendar(
    ruleset: Ruleset, cells: list[str], expected: list[str | None]
) -> None:
    """Two calendars in a column are two; where years come first and are short, 01/07/08 is no day of 2008."""
    found = normalise(mentions_of([{"birth_date": cell} for cell in cells]), ruleset.words)
    low = dict(zip(found.mentions["birth_date"], found.values["birth_low"].cast(pl.String), strict=True))

    assert expected == [low[cell] for cell in cells]


def test_what_is_taken_for_another_calendar_is_a_guess(ruleset: Ruleset) -> None:
    """What the column says itself is none; an age in the column stays one; a day number is none of an Ethiopian column."""
    rows: list[Row] = [{"birth_date": one} for one in ("۱۳۷۸", "1378 SH", "1999", "28 лет", "43138")]
    found = normalise(mentions_of(rows), ruleset.words)
    said = normalise(mentions_of(rows), ruleset.words, day_first={"made\nbirth_date\nethiopic": True})

    assert {"۱۳۷۸", "43138"} == set(found.guesses["birth_date"])
    assert 28 == found.values["age_low"].max() == said.values["age_low"].max()
    assert "43138" not in said.mentions.filter(said.values["birth_low"].is_not_null())["birth_date"]


def test_dates_of_another_calendar_prove_no_order(ruleset: Ruleset) -> None:
    """01/07/28 is the 28th of Mehr where years come first."""
    rows: list[Row] = [{"death_date": one} for one in ("1401/07/08", "01/07/28", "01/07/29")]

    assert not normalise(mentions_of(rows), ruleset.words).month_first


def test_each_list_has_its_own_order(ruleset: Ruleset) -> None:
    """What one list proves says nothing of another; what was found is told, so that the rows of a list are read alike alone."""
    rows: list[Row] = [
        {"list_id": "a", "death_date": "4/16/2015"},
        {"list_id": "a", "death_date": "4/17/2015"},
        {"list_id": "a", "death_date": "2/6/2015"},
        {"list_id": "b", "death_date": "2/6/2015"},
        {"list_id": "c", "death_date": "4/16/2015"},
        {"list_id": "c", "death_date": "16/4/2015"},
    ]
    found = normalise(mentions_of(rows), ruleset.words)

    again = normalise(mentions_of(rows), ruleset.words, day_first=found.day_first)

    assert ({"a": False, "c": True}, frozenset("a")) == (found.day_first, found.month_first)
    assert found.values.equals(again.values)
    assert [
        date(2015, 4, 16),
        date(2015, 4, 17),
        date(2015, 2, 6),
        date(2015, 6, 2),
        *2 * [date(2015, 4, 16)],
    ] == found.values["death_low"].to_list()


@pytest.mark.parametrize("status", ["no muerto", "não morto", "muerto (desmentido)", "muerto, está vivo"])
def test_what_is_denied_is_no_death(understood: Understood, status: str) -> None:
    """A status that is negated or taken back, or of one who lives, is no death in Spanish and Portuguese either."""
    assert ["unknown"] == understood([{"status": status}]).values["status"].to_list()


SEXES = [
    (["H", "M", "Mujer"], ["m", "f", "f"]),
    (["H", "M", "Hombre", "Mujer", "Masculino", "Femenino"], ["m", "f", "m", "f", "m", "f"]),
    (["M", "F"], ["m", "f"]),
    (["M.", "(M)"], ["m", "m"]),
    (["M", "Mujer"], [None, "f"]),
    (["H", "F", "M"], ["m", "f", None]),
    (["masc.", "fem.", "varón", "feminino", "homme", "femme"], ["m", "f", "m", "f", "m", "f"]),
    (["männlich", "weiblich", "uomo", "donna"], ["m", "f", "m", "f"]),
]


@pytest.mark.parametrize(("cells", "read"), SEXES)
def test_m_is_a_woman_beside_h(understood: Understood, cells: list[str], read: list[str | None]) -> None:
    """M is mujer where the list writes H for men, a man beside F, and unknown where neither can be told."""
    assert read == understood([{"sex": cell} for cell in cells]).values["sex"].to_list()


def test_each_list_has_its_own_m(understood: Understood) -> None:
    """What M means in one list says nothing of another."""
    rows: list[Row] = [
        {"list_id": "a", "sex": "H"},
        {"list_id": "a", "sex": "M"},
        {"list_id": "b", "sex": "M"},
    ]

    assert ["m", "f", "m"] == understood(rows).values["sex"].to_list()


def test_m_is_told_by_all_rows_of_a_list(ruleset: Ruleset) -> None:
    """A few rows of a list, as they are published, are read as in the whole list."""
    whole = mentions_of([{"sex": "H"}, {"sex": "M"}])
    few = whole.filter(pl.col("sex") == "M")

    assert ["f"] == normalise(few, ruleset.words, as_listed=whole).values["sex"].to_list()
