"""compare: one level per field of a pair; silence is level 0, and it does not matter which mention came first."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.handover import gather_comparable
from resolver.model.weights import weigh
from resolver.ruleset import Ruleset
from resolver.run import Run
from resolver.stages.compare import Comparable, compare, number_patterns
from resolver.stages.normalise import normalise
from resolver.tables import FIELDS, MENTIONS, PAIRS

Row = dict[str, str | None]
Resolved = Callable[[Sequence[Row]], Run]
Shipped = Callable[[], Ruleset]
CELLS: dict[str, list[str | None]] = {
    "name": [
        "Косотуров Игорь",
        "Igor Kosoturov",
        "Косотуров Олег",
        "Матвеев",
        "Иванов Сергей Петрович",
        "И. Косотуров",
    ],
    "birth_date": ["1966-02-07", "1966", "1976-02-07", "1990", None],
    "age": ["51", None],
    "death_date": ["2018-02-07", "2018-02-07/2018-02-08", "2018-03-07", None],
    "reported_date": ["2018-02-13", "2018-02-01", None],
    "origin_place": ["Асбест", "Свердловская область", "Кедровка", "Макетовка", None],
    "unit": ["в/ч 1", "в/ч 2", None],
    "rank": ["рядовой", "сержант", None],
    "callsign": ["Север", "Юг", None],
    "sex": ["м", "ж", None],
    "identifiers": ["AB-12345", "AB-12346", "XY-99999; AB-12345", None],
    "incident": ["first", "second", None],
    "document_id": ["page-1", "page-2", None],
    "via": ["CIT", "TV Rain <- CIT", None],
}
SILENT_FIELDS = (
    "birth",
    "death_date",
    "origin_place",
    "unit",
    "rank",
    "callsign",
    "sex",
    "identifiers",
    "scope",
)
tables = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}),
    min_size=2,
    max_size=6,
)


def comparable_of(rows: Sequence[Row], ruleset: Ruleset) -> Comparable:
    """Understand rows in the order given and gather what comparison looks at."""
    told = [
        dict.fromkeys(FIELDS)
        | {"mention_id": f"m{at:02}", "list_id": "made", "file": "made.csv", "sheet": None, "line": at + 2}
        | row
        for at, row in enumerate(rows)
    ]
    return gather_comparable(normalise(pl.DataFrame(told, schema=MENTIONS), ruleset.words), ruleset)


def all_pairs(count: int) -> pl.DataFrame:
    """Return every pair of so many rows."""
    left, right = np.triu_indices(count, 1)
    return pl.DataFrame(
        {"left": left, "right": right, "rule": np.zeros(len(left))}, schema=PAIRS, strict=False
    )


@given(tables)
def test_levels_are_levels_of_the_rules(shipped: Shipped, rows: list[Row]) -> None:
    """Every comparison gives each pair one small number that stands for missing or for a listed level."""
    pairs = all_pairs(len(rows))
    found = compare(pairs, comparable_of(rows, shipped()), shipped().comparisons)

    assert found.select("left", "right", "rule").equals(pairs)
    for one in shipped().comparisons:
        assert pl.UInt8 == found[one.name].dtype
        assert found[one.name].max() <= len(one.levels)  # type: ignore[operator]


@given(tables)
def test_shares_are_at_most_everybody(shipped: Shipped, rows: list[Row]) -> None:
    """How common an agreed value is never exceeds one, so its log is never above 0; only whole numbers leave the stage."""
    found = compare(all_pairs(len(rows)), comparable_of(rows, shipped()), shipped().comparisons)
    shares = [column for column in found.columns if column.endswith("_share")]

    assert {"surname_share", "given_name_share"} <= set(shares)
    for column in shares:
        assert pl.Int16 == found[column].dtype
        assert found[column].max() <= 0  # type: ignore[operator]


@given(tables)
def test_it_does_not_matter_which_mention_came_first(shipped: Shipped, rows: list[Row]) -> None:
    """The same mentions numbered backwards have the same levels, and weigh the same."""
    count, rules = len(rows), shipped()
    names = ["left", "right", *(one.name for one in rules.comparisons)]
    one = compare(all_pairs(count), comparable_of(rows, rules), rules.comparisons)
    turned = compare(all_pairs(count), comparable_of(rows[::-1], rules), rules.comparisons)
    turned = turned.with_columns(
        left=(count - 1 - turned["right"].cast(pl.Int64)).cast(pl.UInt32),
        right=(count - 1 - turned["left"].cast(pl.Int64)).cast(pl.UInt32),
    ).sort("left", "right")
    weights = [weigh(found, rules.comparisons, rules.link_rule).total.tolist() for found in (one, turned)]

    assert one.select(names).rows() == turned.select(names).rows()
    assert weights[0] == weights[1]


@given(tables, st.integers(1, 7))
def test_batches_do_not_matter(shipped: Shipped, rows: list[Row], size: int) -> None:
    """A pair has the same levels alone and among others."""
    comparable = comparable_of(rows, shipped())
    pairs = all_pairs(len(rows))
    whole = compare(pairs, comparable, shipped().comparisons)
    parts = [compare(batch, comparable, shipped().comparisons) for batch in pairs.iter_slices(size)]

    assert whole.equals(pl.concat(parts))


@given(tables)
def test_silence_is_level_0(shipped: Shipped, rows: list[Row]) -> None:
    """Where one side has nothing but a name every other comparison is missing."""
    bare: Row = {"name": "Косотуров Игорь"}
    found = compare(
        all_pairs(2),
        comparable_of([bare, rows[0] | {"reported_date": None}], shipped()),
        shipped().comparisons,
    )

    assert [0] * len(SILENT_FIELDS) == list(found.select(SILENT_FIELDS).row(0))


def test_one_list_is_no_news_where_there_is_only_one(shipped: Shipped) -> None:
    """On which list mentions stand is compared where there are two lists or more."""
    rows: list[Row] = [{"name": "Матвеев Станислав", "list_id": name} for name in ("a", "a", "b")]
    one = next(each for each in shipped().comparisons if each.kind == "list")
    found = [
        compare(all_pairs(len(some)), comparable_of(some, shipped()), [one])["list"].to_list()
        for some in (rows, rows[:2])
    ]

    assert [["same", "different", "different"], ["missing"]] == [
        [one.label(at) for at in each] for each in found
    ]


def test_the_scripts_of_a_pair_are_told_whichever_stands_left(shipped: Shipped) -> None:
    """Two Cyrillic names, one of each, and a mention without a name."""
    rows: list[Row] = [
        {"name": "Матвеев"}, {"name": "Матвеева"}, {"name": "Matveev"}, {"name": None, "callsign": "Grom"},
    ]  # fmt: skip
    for some, expected in ((rows, [34, 18, 0, 18, 0, 0]), (rows[::-1], [0, 0, 0, 18, 18, 34])):
        found = compare(all_pairs(4), comparable_of(some, shipped()), shipped().comparisons)
        assert expected == found["scripts"].to_list()


def test_no_pairs_give_no_rows(shipped: Shipped) -> None:
    """A list in which nobody meets anybody is compared all the same."""
    found = compare(all_pairs(1), comparable_of([{"name": "Матвеев"}], shipped()), shipped().comparisons)

    assert 0 == found.height
    assert {one.name for one in shipped().comparisons} <= set(found.columns)


@pytest.mark.parametrize(
    ("comparison", "left", "right", "expected"),
    [
        ("surname", {"name": "Станислав Матвеев"}, {"name": "Матвеевым Станиславом"}, "same"),
        ("surname", {"name": "Станислав Матвеев"}, {"name": "Stanislav Metveev"}, "sound"),
        ("surname", {"name": "Станислав Матвеев"}, {"name": "Станислав Косотуров"}, "different"),
        ("surname", {"name": "Станислав Матвеев"}, {"name": "Стаса"}, "missing"),
        ("given_name", {"name": "Станислав Матвеев"}, {"name": "Стас Матвеев"}, "short"),
        ("given_name", {"name": "Игорь Косотуров"}, {"name": "И. Косотуров"}, "initial"),
        ("given_name", {"name": "Игорь Косотуров"}, {"name": "Косотуров"}, "missing"),
        ("patronymic", {"name": "Пробов Иван Петрович"}, {"name": "Пробов Иван Олегович"}, "different"),
        ("patronymic", {"name": "Пробов Иван Петрович"}, {"name": "Иван Пробов"}, "missing"),
        ("birth", {"birth_date": "1966-02-07"}, {"birth_date": "1966"}, "dates_meet"),
        ("birth", {"birth_date": "1966-05-01"}, {"age": "51", "death_date": "2018-02-07"}, "age_fits"),
        ("birth", {"birth_date": "1898"}, {"birth_date": "1887"}, "apart"),
        ("birth", {"age": "51"}, {"age": "51"}, "age_fits"),
        ("birth", {"age": "51"}, {"age": "52"}, "age_near"),
        ("birth", {"age": "40"}, {"age": "45"}, "age_near"),
        ("birth", {"age": "40"}, {"age": "46"}, "age_apart"),
        ("birth", {"age": "61"}, {"age": "9"}, "apart"),
        ("birth", {"age": "6 months"}, {"age": "1"}, "age_near"),
        ("birth", {"age": "30+"}, {"age": "61"}, "missing"),
        ("birth", {"age": "61", "death_date": "2018-02-07"}, {"age": "9"}, "apart"),
        ("birth", {"age": "61", "birth_date": "1957"}, {"age": "61"}, "age_fits"),
        ("birth", {"birth_date": "1957"}, {"age": "61"}, "missing"),
        ("birth", {"age": "51", "age_on": "2011-02-07"}, {"age": "58"}, "missing"),
        ("birth", {"age": "51"}, {"age": "9", "role": "source"}, "missing"),
        (
            "death_date",
            {"death_date": "2018-02-07"},
            {"death_date": "в ночь на 8 февраля 2018"},
            "dates_meet",
        ),
        ("death_date", {"death_date": "7 Feb 2018"}, {"death_date": "7 Mar 2018"}, "day_and_month_swapped"),
        ("death_date", {"death_date": "2018-02-07"}, {"reported_date": "2018-02-01"}, "after_report"),
        ("origin_place", {"origin_place": "Асбест"}, {"origin_place": "Свердловская область"}, "inside"),
        ("origin_place", {"origin_place": "Кедровка"}, {"origin_place": "Кедровое"}, "same_region"),
        ("origin_place", {"origin_place": "Асбест"}, {"origin_place": "нет данных"}, "missing"),
        ("scope", {"incident": "Хашам"}, {"incident": "ХАШАМ "}, "same_incident"),
        ("scope", {"incident": "first"}, {"incident": "second"}, "other_incident"),
        (
            "scope",
            {"incident": "first", "document_id": "p"},
            {"incident": "first", "document_id": "p"},
            "same_document",
        ),
        ("scope", {"via": "TV Rain <- CIT"}, {"via": "CIT"}, "same_origin"),
        ("scope", {"incident": "first"}, {}, "missing"),
        ("callsign", {"callsign": "Север"}, {"callsign": "«Север»"}, "same"),
        ("callsign", {"callsign": "Север"}, {"callsign": "Юг"}, "different"),
        ("unit", {"unit": "5-я бригада"}, {"unit": "5 бригада"}, "near"),
        ("sex", {"sex": "м"}, {"sex": "female"}, "different"),
        ("sex", {"sex": "м"}, {"sex": "?"}, "missing"),
        ("generation", {"name": "Пробов Иван (сын)"}, {}, "one_told"),
        ("generation", {"name": "Пробов Иван (сын)"}, {"name": "Пробов Иван мл."}, "same"),
        ("generation", {"name": "Пробов Иван (сын)"}, {"name": "Пробов Иван (отец)"}, "different"),
        ("generation", {}, {}, "missing"),
        ("former_surname", {"name": "Прудова Анна (урожд. Костурова)"}, {"name": "Прудова Анна"}, "missing"),
        (
            "former_surname",
            {"name": "Прудова Анна (урожд. Костурова)"},
            {"name": "Anna Prudova née Kosturov"},
            "same",
        ),
        (
            "former_surname",
            {"name": "Прудова Анна (урожд. Костурова)"},
            {"surname": "Прудова (урожд. Лопухова)", "given_name": "Анна", "name": None},
            "different",
        ),
        ("identifiers", {"identifiers": "AB-12345; X1"}, {"identifiers": "ab-12345"}, "same"),
        ("identifiers", {"identifiers": "AB-12345"}, {"identifiers": "AB-12346"}, "one_digit_off"),
        ("identifiers", {"identifiers": "AB-12345"}, {"identifiers": "AB-99999"}, "different"),
    ],
)
def test_a_field_agrees(resolved: Resolved, comparison: str, left: Row, right: Row, expected: str) -> None:
    """Each field reaches the level that a careful reader would give it."""
    sides = [
        {"name": "Пробов Иван"} | side | {"mention_id": f"m{at}"} for at, side in enumerate((left, right))
    ]
    explained = resolved(sides).explain("m0", "m1")
    levels = {share.comparison: share.level for share in explained.shares}

    assert expected == levels[comparison]


def test_an_incident_of_many_rows_is_about_as_many_people(shipped: Shipped) -> None:
    """One of a few rows could be about as many as the rules say; one of more rows than that is about as many as it has."""
    rule = shipped().link_rule
    many = rule.incident_size + 20
    rows: list[Row] = [
        {"name": "Пробов Иван", "incident": "first" if at < many else "second"} for at in range(many + 2)
    ]
    _, share = comparable_of(rows, shipped()).scopes["same_incident"]

    assert sorted((share * rule.population).round().tolist()) == [rule.incident_size] * 2 + [many] * many


@given(tables)
def test_patterns_are_numbered_once(shipped: Shipped, rows: list[Row]) -> None:
    """Each distinct combination of levels has one number, and numbers follow the levels, not the pairs."""
    names = [one.name for one in shipped().comparisons]
    compared = compare(all_pairs(len(rows)), comparable_of(rows, shipped()), shipped().comparisons)
    counts = compared.group_by(names).agg(pair_count=pl.len())
    patterns = number_patterns(counts, shipped().comparisons)

    assert compared.height == patterns["pair_count"].sum()
    assert list(range(patterns.height)) == patterns["pattern"].to_list()
    assert patterns.equals(number_patterns(counts.reverse(), shipped().comparisons))
    assert sorted(patterns.select(names).rows()) == patterns.select(names).rows()


@pytest.mark.parametrize(
    ("column", "left", "right", "expected"),
    [
        ("unit", "45 brigade", "266 бригада", "different"),
        ("unit", "45 brigade", "45-я бригада", "near"),
        ("unit", "brigade", "бригада", "near"),
        ("origin_place", "24 Aston Crescent, Loma, 4305", "24 astoncrescent loma 4305", "same_address"),
        ("origin_place", "24 Aston Crescent, Loma, 4305", "7 Wirraway Road, Boxgrove, 2111", "different"),
        ("origin_place", "Loma", "Loma", "same"),
        ("origin_place", "г. Асбест, ул. Мира, 7", "Асбест", "same"),
        ("identifiers", "AB 123-456", "ab123456", "same"),
        ("identifiers", "AB 123-456", "i.testov@example.org", "missing"),
        ("unit", "нет данных", "нет данных", "missing"),
    ],
)
def test_units_addresses_and_identifiers(
    resolved: Resolved, column: str, left: str, right: str, expected: str
) -> None:
    """Numbers part units in any script, slips do not part addresses, and words for nothing agree with nothing."""
    run = resolved(
        [
            {"mention_id": at, "name": "Тестов Илья", column: cell}
            for at, cell in (("m0", left), ("m1", right))
        ]
    )
    levels = {share.comparison: share.level for share in run.explain("m0", "m1").shares}

    assert expected == levels[column]


def test_a_place_is_as_common_as_all_its_spellings(shipped: Shipped) -> None:
    """«Асбест» and «г. Асбест» are one place: how common it is does not depend on how many ways it is written."""
    rows: list[Row] = [
        {"name": "Тестов Илья", "origin_place": place} for place in ("Асбест", "г. Асбест", "Asbest")
    ]
    found = compare(all_pairs(3), comparable_of(rows, shipped()), shipped().comparisons)

    assert 1 == found["origin_place_share"].n_unique()
    assert round(1000 * float(np.log2((3 + 1) / (3 + 100)))) == found["origin_place_share"][0]


def test_a_report_only_bounds_a_death(shipped: Shipped) -> None:
    """A report says that a death was before it: a later one contradicts, an earlier one says nothing of the day."""
    rows: list[Row] = [
        {"name": "Тестов Илья", "death_date": "2018-02-07"},
        {"name": "Тестов Илья", "reported_date": "2018-02-13"},
        {"name": "Тестов Илья", "reported_date": "2018-02-01"},
    ]
    one = next(each for each in shipped().comparisons if each.name == "death_date")
    found = compare(all_pairs(3), comparable_of(rows, shipped()), shipped().comparisons)

    assert ["missing", "after_report", "missing"] == [one.label(level) for level in found["death_date"]]


@given(st.integers(1, 40))
def test_a_day_weighs_what_its_frequency_says(shipped: Shipped, dead: int) -> None:
    """The more of a list died on one day, the less it says that two did."""
    days = ["2018-02-07"] * (dead + 1) + ["2018-03-01", "2018-03-01"]
    rows: list[Row] = [{"name": "Тестов Илья", "death_date": day} for day in days]
    found = compare(all_pairs(len(rows)), comparable_of(rows, shipped()), shipped().comparisons)
    share = found.filter(pl.col("left") == 0)["death_date_share"][0]

    assert round(1000 * float(np.log2((dead + 2) / (len(days) + 20)))) == share
