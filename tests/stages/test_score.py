"""score: the total is the sum of its shares, missing adds nothing, and silence never forbids a link."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.weights import probability_of, weigh
from resolver.ruleset import Ruleset
from resolver.run import Run
from resolver.stages.compare import number_patterns
from resolver.stages.score import score
from resolver.tables import SCORES

Row = dict[str, str | None]
Resolved = Callable[[Sequence[Row]], Run]
Shipped = Callable[[], Ruleset]
Levels = dict[str, str]
CASES = Path(__file__).parents[1] / "cases"


def compared_of(
    pairs: Sequence[dict[str, int]], ruleset: Ruleset, shares: dict[str, int] | None = None
) -> pl.DataFrame:
    """Return pairs with the levels given; what is not said is missing."""
    columns: dict[str, pl.Series] = {
        "left": pl.Series(range(len(pairs)), dtype=pl.UInt32),
        "right": pl.Series(range(1, len(pairs) + 1), dtype=pl.UInt32),
        "rule": pl.Series([0] * len(pairs), dtype=pl.UInt8),
    }
    for one in ruleset.comparisons:
        columns[one.name] = pl.Series([pair.get(one.name, 0) for pair in pairs], dtype=pl.UInt8)
    for name, millibits in (shares or {}).items():
        columns[f"{name}_share"] = pl.Series([millibits] * len(pairs), dtype=pl.Int32)
    return pl.DataFrame(columns)


def scored(compared: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Score compared pairs."""
    counts = compared.group_by([one.name for one in ruleset.comparisons]).agg(pair_count=pl.len())
    patterns = number_patterns(counts, ruleset.comparisons)
    return score(compared, patterns, comparisons=ruleset.comparisons, rule=ruleset.link_rule)


def one_pair(ruleset: Ruleset, labels: Levels, shares: dict[str, int] | None = None) -> dict[str, object]:
    """Score one pair whose levels are given by their labels."""
    levels = {one.name: one.level(labels[one.name]) for one in ruleset.comparisons if one.name in labels}
    return scored(compared_of([levels], ruleset, shares), ruleset).row(0, named=True)


pairs = st.lists(
    st.dictionaries(
        st.sampled_from(["surname", "given_name", "birth", "sex", "scope", "unit", "origin_place"]),
        st.integers(0, 2),
    ),
    max_size=8,
)


@given(pairs)
def test_scores_stand_in_the_order_of_pairs(shipped: Shipped, pairs: list[dict[str, int]]) -> None:
    """Every compared pair is scored once, in the order given, and two pairs of one pattern alike."""
    compared = compared_of(pairs, shipped())
    found = scored(compared, shipped())

    assert SCORES == found.schema
    assert compared.select("left", "right", "rule").equals(found.select("left", "right", "rule"))
    assert found.select("pattern", "match_weight").unique().height == found["pattern"].n_unique()


@given(pairs)
def test_weight_and_probability_say_the_same(shipped: Shipped, pairs: list[dict[str, int]]) -> None:
    """A score is the total of its shares, and its probability follows from it."""
    compared = compared_of(pairs, shipped())
    found = scored(compared, shipped())
    weighed = weigh(compared, shipped().comparisons, shipped().link_rule)

    assert weighed.total.tolist() == found["match_weight"].to_list()
    assert probability_of(weighed.total).tolist() == found["match_probability"].to_list()
    assert found.filter(pl.col("match_probability").is_between(0, 1).not_()).is_empty()


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.glob("*.csv")))
def test_shown_shares_add_up(resolved: Resolved, case: str) -> None:
    """In the table a human reads, prior, shares and relatives add up to the weight, within rounding."""
    rows = pl.read_csv(CASES / case, infer_schema=False).rename({"id": "mention_id"}).to_dicts()
    shown = resolved(rows).pairs
    parts = [name for name in shown.columns if name.endswith("_share")]

    assert {"prior_share", "relatives_share", "surname_share"} <= set(parts)
    for row in shown.iter_rows(named=True):
        assert pytest.approx(row["match_weight"], abs=0.0005 * (len(parts) + 1)) == sum(
            row[name] for name in parts
        )
        assert not [
            name
            for name in parts
            if row.get(f"{name.removesuffix('_share')}_level") == "missing" and row[name] != 0
        ]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({}, False),
        ({"surname": "different", "given_name": "different"}, False),
        ({"birth": "apart"}, True),
        ({"birth": "age_apart"}, False),
        ({"birth": "one_digit_off"}, False),
        ({"sex": "different"}, True),
        ({"sex": "same"}, False),
        ({"death_date": "apart", "origin_place": "different", "scope": "other_incident"}, False),
        ({"birth": "apart", "identifiers": "same"}, False),
        ({"birth": "apart", "identifiers": "one_digit_off"}, True),
        ({"sex": "different", "identifiers": "same"}, True),
        ({"given_name": "different", "identifiers": "same"}, True),
        ({"surname": "different", "identifiers": "same"}, True),
        ({"surname": "near", "given_name": "shared", "identifiers": "same"}, False),
        ({"surname": "different", "identifiers": "same", "birth": "same_day"}, False),
    ],
)
def test_what_forbids_a_link(shipped: Shipped, labels: Levels, expected: bool) -> None:
    """Births that cannot meet (beside no identifier), two sexes and two names under one identifier forbid; a death date, a place or
    an incident never do, and silence never does.
    """
    assert expected == one_pair(shipped(), labels)["is_forbidden"]


@given(pairs, st.sampled_from(["birth", "sex"]))
def test_silence_never_forbids(shipped: Shipped, pairs: list[dict[str, int]], spoken: str) -> None:
    """Where neither birth nor sex is said on both sides nothing is forbidden; silence about one leaves the other to speak."""
    silent = [pair | {"birth": 0, "sex": 0} for pair in pairs]
    half = [pair | {"birth": 0, "sex": 0} | {spoken: pair.get(spoken, 0)} for pair in pairs]

    assert not scored(compared_of(silent, shipped()), shipped())["is_forbidden"].any()
    forbidden = scored(compared_of(half, shipped()), shipped())["is_forbidden"].to_list()
    assert all(pair[spoken] for pair, found in zip(half, forbidden, strict=True) if found)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"surname": "same", "given_name": "same"}, True),
        ({"surname": "same", "given_name": "same", "scope": "same_incident"}, True),
        ({"surname": "same", "given_name": "same", "birth": "same_day"}, False),
        ({"surname": "same", "given_name": "same", "birth": "apart", "identifiers": "same"}, False),
        ({"surname": "same", "given_name": "same", "unit": "different"}, True),
        ({}, True),
    ],
)
def test_a_name_alone(shipped: Shipped, labels: Levels, expected: bool) -> None:
    """A name, and who it could be about, is not support; a birth day or a tag is."""
    assert expected == one_pair(shipped(), labels, {"identifiers": -19_900})["is_name_alone"]


def test_namesakes_are_those_the_pair_could_be_about(shipped: Shipped) -> None:
    """Namesakes are population times share of the name; a shared incident narrows them to its share of it."""
    name = {"surname": "same", "given_name": "same"}
    shares = {"surname": -10_000, "given_name": -5_000, "scope": -11_000}
    everywhere = one_pair(shipped(), name, shares)["namesakes"]
    there = one_pair(shipped(), name | {"scope": "same_incident"}, shares)["namesakes"]
    rule = shipped().link_rule

    assert pytest.approx(rule.population / 2**15) == everywhere
    assert pytest.approx(rule.population / 2**26) == there


# Relatives --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "is_one"),
    [
        ("Косотуров Игорь", "Igor Kosoturov", True),
        ("Косотуров Игорь", "Косотурова Игоря", True),
        ("Косотуров Игорь", "Косотуров Олег", False),
        ("Косотуров Игорь", "Косотуров Олег Иванович", False),
        ("Тестоев Магомед Магомедович", "Тестоев Ахмед Магомедович", False),
    ],
)
def test_brothers_of_a_rare_name_are_two_people(
    resolved: Resolved, left: str, right: str, is_one: bool
) -> None:
    """From one village and one battle: a rare full name is one man, a rare surname with another given name is not asked about."""
    besides: Row = {"incident": "battle", "origin_place": "Макетовка"}
    run = resolved(
        [besides | {"mention_id": "a", "name": left}, besides | {"mention_id": "b", "name": right}]
    )
    chance = run.explain("a", "b").match_probability

    assert is_one == (chance >= 10 / 11)
    assert is_one or chance < 0.05
    assert (1 if is_one else 2) == run.persons.height
    assert run.questions.is_empty()


def test_a_common_name_is_asked_about(resolved: Resolved) -> None:
    """The same common name twice in a war, with nothing else, is a question and no link."""
    run = resolved([{"mention_id": one, "name": "Сидоров Сергей Петрович"} for one in "ab"])

    assert (2, 1) == (run.persons.height, run.questions.height)
    assert "nothing but the name" in run.questions["reason"][0]


# Names that fall short --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"given_name": "same", "surname": "different"}, True),
        ({"given_name": "same", "surname": "part", "origin_place": "same"}, True),
        ({"surname": "same", "given_name": "different", "birth": "age_fits"}, True),
        ({"surname": "same", "given_name": "different", "patronymic": "same", "birth": "age_fits"}, True),
        ({"surname": "same", "given_name": "unlisted", "patronymic": "same"}, True),
        ({"surname": "same", "given_name": "different", "patronymic": "same", "birth": "same_day"}, True),
        ({"surname": "same", "given_name": "different", "identifiers": "same"}, False),
        ({"surname": "same", "given_name": "different", "identifiers": "one_digit_off"}, True),
        ({"given_name": "same", "surname": "same", "former_surname": "same"}, False),
        ({"given_name": "same", "surname": "same", "former_surname": "different"}, True),
        ({"given_name": "same", "surname": "same", "former_surname": "different", "birth": "same_day"}, True),
        ({"surname": "same", "former_surname": "different", "identifiers": "same"}, False),
        ({"given_name": "same", "surname": "same", "generation": "same"}, False),
        ({"given_name": "same", "surname": "same", "generation": "one_told"}, True),
        ({"given_name": "same", "surname": "same", "generation": "one_told", "birth": "age_near"}, True),
        ({"given_name": "same", "surname": "same", "generation": "one_told", "birth": "age_fits"}, False),
        ({"given_name": "same", "surname": "same", "generation": "one_told", "identifiers": "same"}, False),
        ({"given_name": "same", "surname": "different", "patronymic": "sound"}, True),
        ({"given_name": "same", "surname": "different", "patronymic": "sound", "birth": "age_fits"}, True),
        ({"given_name": "same", "surname": "different", "patronymic": "sound", "birth": "dates_meet"}, True),
        (
            {
                "given_name": "same",
                "surname": "different",
                "patronymic": "same",
                "grandfather": "sound",
                "birth": "age_fits",
            },
            True,
        ),
        (
            {
                "given_name": "same",
                "surname": "different",
                "patronymic": "same",
                "grandfather": "sound",
                "birth": "age_fits",
                "list": "different",
            },
            False,
        ),
        ({"given_name": "same", "surname": "near", "patronymic": "sound"}, False),
        ({"given_name": "same", "surname": "different", "birth": "same_day"}, False),
        ({"given_name": "same", "surname": "different", "identifiers": "same"}, False),
        ({"given_name": "same", "surname": "same", "patronymic": "different"}, True),
        ({"given_name": "same", "surname": "same", "patronymic": "different", "birth": "age_fits"}, True),
        ({"given_name": "same", "surname": "same", "patronymic": "different", "birth": "dates_meet"}, True),
        ({"given_name": "same", "surname": "same", "patronymic": "different", "birth": "same_day"}, False),
        ({"given_name": "same", "surname": "same", "patronymic": "different", "grandfather": "same"}, True),
        ({"given_name": "same", "surname": "same", "patronymic": "same", "grandfather": "different"}, True),
        (
            {
                "given_name": "same",
                "surname": "same",
                "patronymic": "same",
                "grandfather": "different",
                "birth": "age_fits",
            },
            True,
        ),
        ({"given_name": "same", "surname": "same", "death_date": "apart"}, True),
        ({"given_name": "same", "surname": "same", "death_date": "apart", "birth": "age_fits"}, True),
        ({"given_name": "same", "surname": "same", "death_date": "apart", "birth": "dates_meet"}, False),
        ({"given_name": "same"}, False),
        ({"given_name": "initial", "surname": "same"}, False),
        ({}, True),
        ({"identifiers": "same"}, True),
        ({"birth": "same_day", "origin_place": "same"}, True),
        ({"given_name": "same", "surname": "same", "identifiers": "different", "birth": "same_day"}, True),
        ({"identifiers": "same", "birth": "same_day"}, False),
        ({"identifiers": "same", "birth": "age_fits"}, False),
        ({"given_name": "same", "surname": "same", "birth": "same_year"}, True),
        ({"given_name": "same", "surname": "same", "birth": "same_year", "identifiers": "same"}, False),
        ({"given_name": "same", "surname": "same", "birth": "age_apart"}, True),
        ({"given_name": "same", "surname": "same", "birth": "age_near"}, False),
        ({"given_name": "same", "surname": "same", "birth": "one_digit_off"}, False),
        ({"given_name": "same", "surname": "same", "birth": "day_and_month_swapped"}, False),
    ],
)
def test_names_that_say_too_little_for_a_link(shipped: Shipped, labels: Levels, expected: bool) -> None:
    """A link needs two words of the name and none that differs, or what is a person's own; twins share a birthday, but no number."""
    assert expected == one_pair(shipped(), labels)["names_fall_short"]


@pytest.mark.parametrize(
    "names",
    [("Fakaree Khalid", "Mahamat Khalid"), ("Hamza Mahmood al-Gisir", "Mahmood Ga'id al-Gisir")],
)
def test_brothers_and_fathers_of_one_house_stay_two(resolved: Resolved, names: Sequence[str]) -> None:
    """Killed on one day in one village: two sons named with their father's name, or a father and his son, are never joined."""
    besides: Row = {"death_date": "2017-09-25", "origin_place": "Макетовка", "incident": "battle"}

    assert 2 == resolved([{"name": name, **besides} for name in names]).persons.height


def test_a_father_beside_a_whole_name_is_compared(resolved: Resolved) -> None:
    """In a column beside the whole name the father's name parts two of one name, is stated, and lets one man be found."""
    besides: Row = {"death_date": "2018-02-07", "origin_place": "Макетовка"}
    fathers = ("Иванович", "Петрович", "Петрович")
    run = resolved([{"name": "Косотуров Игорь", "patronymic": father, **besides} for father in fathers])
    stated = run.statements.filter(pl.col("field") == "name")["original_value"]

    assert 2 == run.persons.height
    assert {f"Косотуров Игорь {father}" for father in fathers} == {*stated}


@pytest.mark.parametrize(
    "names",
    [
        ("de la Cruz Testal, Rosa", "de la Cruz Testal, Pedro"),
        ("Testal Prueba, Juan, 27 años", "Testal Prueba, Pedro, 27 años"),
        ("Testić (Mehmed) Amir", "Testić (Mustafa) Amir"),
        ("Testić Amir (Brko)", "Prueba Amir (Brko)"),
        ("Mahsa Testzadeh (father: Karim)", "Mahsa Testzadeh (father: Davoud)"),
        ("Pedro Testal Prueba (padre)", "Pedro Testal Prueba (hijo)"),
        ("John Testov Sr.", "Testov, John, Jr."),
        ("Seydou Diallotest 1", "Seydou Diallotest (2)"),
        ("Harouna Ongoitest (l’aîné)", "Harouna Ongoitest (le cadet)"),
    ],
)
def test_what_stands_behind_a_comma_or_in_brackets_tells_people_apart(
    resolved: Resolved, names: Sequence[str]
) -> None:
    """Another given name, another father, another surname: never one person, though the day, the place and a callsign are the same."""
    besides: Row = {"death_date": "1984-05-12", "origin_place": "Макетовка", "birth_date": "1960"}

    assert 2 == resolved([{"name": name, **besides} for name in names]).persons.height


@pytest.mark.parametrize(
    ("names", "persons"),
    [
        (("Amra Prudić rođ. Kosturić", "Amra Prudić rođ. Testić"), 2),
        (("Amra Prudić rođ. Kosturić", "Amra Prudić rođ. Testić", "Amra Prudić"), 3),
        (("Amra Prudić rođ. Kosturić", "Amra Prudić (rođena Kosturić)"), 1),
        (("Amra Prudić rođ. Kosturić", "Amra Kosturić"), 1),
        (("Amra Prudić rođ. Kosturić", "Amra Prudić"), 1),
        (("Brandon Testallo", "Brandon Testallo Jr."), 2),
        (("Brandon Testallo Jr.", "Testallo, Brandon, Jr."), 1),
    ],
)
def test_what_tells_namesakes_of_one_house_apart(
    resolved: Resolved, names: Sequence[str], persons: int
) -> None:
    """Two former surnames are two women, and a name without a generation may be the father's; each is a question, not a link."""
    besides: Row = {"death_date": "1984-05-12", "origin_place": "Макетовка"}

    assert persons == resolved([{"name": name, **besides} for name in names]).persons.height


@pytest.mark.parametrize(
    ("names", "besides", "persons"),
    [
        (("Косотуров Валентин", "Косотурова Валентина"), {}, 2),
        (("Косотуров Валентин", "Косотурова Валентина"), {"sex": "м"}, 1),
        (("Косотуров Валентин", "Косотурова Валентина"), {"identifiers": "AB-1234567"}, 1),
        (("Косотуров Игорь", "Игорем Косотуровым"), {}, 1),
        (("Косотуров Станислав", "Станислава Косотурова"), {}, 1),
        (("Косотуров Валентин Петрович", "Косотурова Валентина Петровича"), {}, 1),
    ],
)
def test_a_declined_name_that_may_be_his_wife(
    resolved: Resolved, names: Sequence[str], besides: Row, persons: int
) -> None:
    """A genitive that is also a woman's name joins nobody, but for a number or a sex that both state; one that is no woman's does."""
    told: Row = {"death_date": "2018-02-07", "origin_place": "Макетовка", "birth_date": "1960", **besides}

    assert persons == resolved([{"name": name, **told} for name in names]).persons.height


def test_an_age_that_fits_tells_whose_father_somebody_is_not(resolved: Resolved) -> None:
    """Killed on one day at one age, Jr. and a namesake whose generation nobody tells are one man."""
    besides: Row = {"death_date": "1984-05-12", "origin_place": "Макетовка", "age": "31"}

    assert (
        1 == resolved([{"name": f"Brandon Testallo{end}", **besides} for end in ("", " Jr.")]).persons.height
    )


@pytest.mark.parametrize(
    "fathers", [("Иванович", "Сергеевич", None), ("Barankizatest", "Nzigamasatest", None)]
)
def test_a_shorter_name_joins_no_two_that_differ(resolved: Resolved, fathers: Sequence[str | None]) -> None:
    """Two men with two fathers and one whose father nobody names, all of one year: the third may be either, and joins neither.

    So it is where no table of names has the fathers, which speaks little against the pair.
    """
    besides: Row = {
        "surname": "Макетов",
        "given_name": "Игнат",
        "birth_date": "1960",
        "death_date": "1999-03-28",
        "origin_place": "Макетовка",
    }
    run = resolved([{"patronymic": father, **besides} for father in fathers])

    assert (3, 3) == (run.persons.height, run.questions.height)


@pytest.mark.parametrize(
    ("births", "expected"),
    [
        (("1960-06-06", "1960-09-16"), (2, 1)),
        (("1960-06-06", "1960-09-16", "1960"), (3, 3)),
        (("1960-06-06", "1960-09-16", None), (3, 3)),
        (("1960-06-06", "1960"), (1, 0)),
        (("1960-06-06", "1960-06-16"), (1, 0)),
        (("1960-06-07", "1960-07-06"), (1, 0)),
    ],
)
def test_two_days_of_one_year_are_no_one_day(
    resolved: Resolved, births: Sequence[str | None], expected: tuple[int, int]
) -> None:
    """All else agrees, but two days of one year that no slip explains are asked about, also beside a third who may be either."""
    besides: Row = {"name": "Макетов Игнат Петрович", "death_date": "1999-03-28", "origin_place": "Макетовка"}
    run = resolved([{"birth_date": birth, **besides} for birth in births])

    assert expected == (run.persons.height, run.questions.height)


def test_an_age_between_two_joins_them_not(resolved: Resolved) -> None:
    """Ages of 32 and 23 at one death are two people's; who is of no age may be either, and who was born in 1966 is the elder."""
    besides: Row = {"name": "Макетов Игнат Петрович", "death_date": "1999-03-28", "origin_place": "Макетовка"}
    old, young = ({"age": age, **besides} for age in ("32", "23"))
    first, second = resolved([old, besides, young]), resolved([old, {"birth_date": "1966", **besides}, young])

    assert (3, 3) == (first.persons.height, first.questions.height)
    assert (2, 1) == (second.persons.height, second.questions.height)


@pytest.mark.parametrize(
    "names",
    [
        ("Juan Carlos Testal Prueba", "Juan Alberto Testal Prueba"),
        ("María Elena García Prueba", "María Rosa García Prueba"),
        ("Pedro Testal Prueba (padre)", "Pedro Testal Prueba (hijo)"),
    ],
)
def test_twins_with_one_name_in_common_stay_two(resolved: Resolved, names: Sequence[str]) -> None:
    """A second given name that differs is no father's name for which a day of birth would make up; nor does a day join father and son."""
    besides: Row = {"death_date": "1984-05-12", "origin_place": "Макетовка", "birth_date": "1960-02-03"}

    assert 2 == resolved([{"name": name, **besides} for name in names]).persons.height


def test_a_name_alone_joins_nobody_against_years_of_birth(resolved: Resolved) -> None:
    """One full name born in 1985, 1986 and 1991 is three people and two questions at most; of one year it is one person."""
    rows: list[Row] = [
        {"name": "Макетов Олег Петрович", "birth_date": year} for year in ("1985", "1986", "1991", "1991")
    ]

    assert 3 == resolved(rows[:3]).persons.height
    assert 1 == resolved(rows[2:]).persons.height


def test_of_one_full_name_with_two_fathers_too_few_words_agree(resolved: Resolved) -> None:
    """Two words agree and all else fits, but the father's name differs: it is a question, whose reason names the fathers."""
    besides: Row = {"death_date": "2018-02-07", "origin_place": "Макетовка", "callsign": "Сапсан"}
    names = ("Косотуров Игорь Иванович", "Косотуров Игорь Петрович")
    run = resolved([{"name": name, **besides} for name in names])

    assert 2 == run.persons.height
    assert [
        "fathers' names differ, and no birth or number of a person's own makes up for it"
    ] == run.questions["reason"].to_list()
