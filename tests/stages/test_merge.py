"""merge: every value said is kept with who said it, what is shown was said, and contradictions are flagged."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.errors import RuleError
from resolver.rulebook import load_rulebook
from resolver.run import Run
from resolver.stages.merge import read_merging_rules
from resolver.tables import PERSONS, STATED_FIELDS, STATEMENTS
from tests.strategies import few

Row = dict[str, str | None]
Resolved = Callable[[Sequence[Row]], Run]
CELLS: dict[str, list[str | None]] = {
    "name": [
        "Косотуров Игорь",
        "Igor Kosoturov",
        "Косотурова Игоря",
        "Матвеев Станислав",
        "Матвеев",
        "Неопознанный",
    ],
    "birth_date": ["1966-02-07", "1966", "1990", "весной", None],
    "age": ["51", "52", "около", None],
    "death_date": ["2018-02-07", "7 Feb 2018", "2018-03-07", "?!", None],
    "reported_date": ["2018-02-13", None],
    "status": ["погиб", "missing", "skazka", None],
    "role": ["casualty", "мать", None],
    "sex": ["м", "ж", None],
    "origin_place": ["Асбест", "Свердловская область", "Кедровка", "Макетовка", None],
    "unit": ["в/ч 1", "в/ч 2", None],
    "rank": ["рядовой", None],
    "callsign": ["Север", None],
    "incident": ["battle", "siege", None],
    "url": ["https://example.org/a", "https://example.org/a https://example.org/b", None],
    "via": ["CIT", "TV Rain <- CIT", None],
    "group_size": ["2", None],
    "note": ["=1+1", None],
}
lists = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}),
    min_size=1,
    max_size=5,
)
SHOWN = {
    "incident": "incident",
    "origin_place": "origin_place",
    "unit": "unit",
    "rank": "rank",
    "shown_name": "name",
}


def two(resolved: Resolved, left: Row, right: Row) -> dict[str, object]:
    """Resolve two mentions of one man of a rare name in one battle; return the one person they are."""
    same: Row = {"incident": "battle"}
    run = resolved(
        [
            {"mention_id": "a", "name": "Игорь Косотуров"} | same | left,
            {"mention_id": "b", "name": "Igor Kosoturov"} | same | right,
        ]
    )
    assert 1 == run.persons.height
    return run.persons.row(0, named=True)


# Conservation -----------------------------------------------------------------------------------------


@given(lists)
@few(15)
def test_nothing_said_is_lost_or_made_up(resolved: Resolved, rows: list[Row]) -> None:
    """Of any rows: each is a mention, and statements, persons, what is shown and where it stands agree with the mentions."""
    run = resolved(rows)

    assert len(rows) == run.mentions.height
    check_statements_in_are_statements_out(run)
    check_what_is_shown_was_said(run)
    check_persons_are_their_mentions(run)
    check_a_statement_keeps_its_place(run)
    check_one_mention_contradicts_nobody(run)


def check_statements_in_are_statements_out(run: Run) -> None:
    """Every filled cell of a stated field is exactly one statement, letter for letter, and nothing else is."""
    cells = {
        (row["mention_id"], field): row[field]
        for row in run.mentions.iter_rows(named=True)
        for field in STATED_FIELDS
        if row[field] is not None
    }
    found = run.statements.select("mention_id", "field", "original_value").rows()

    assert STATEMENTS == run.statements.schema
    assert len(found) == len(cells)
    assert cells == {(mention_id, field): value for mention_id, field, value in found}
    assert run.statements.height == run.statements["statement_id"].n_unique()


def check_what_is_shown_was_said(run: Run) -> None:
    """Every value a person is shown with has a statement of a mention of that person that is marked as shown."""
    shown = run.statements.filter(pl.col("is_shown"))
    said = set(shown.select("person_id", "field", "value").rows())
    days = set(shown.select("person_id", "low", "high").rows())
    for person in run.persons.iter_rows(named=True):
        for column, field in SHOWN.items():
            assert person[column] is None or (person["person_id"], field, person[column]) in said
        for event in ("born", "died"):
            low, high = person[f"{event}_low"], person[f"{event}_high"]
            assert low is None or (person["person_id"], low, high) in days


def check_persons_are_their_mentions(run: Run) -> None:
    """Each mention stands in one person, and the counts of a person are those of its mentions."""
    ids = [one for cell in run.persons["mention_ids"] for one in cell.split(" ")]

    assert PERSONS == run.persons.schema
    assert sorted(run.mentions["mention_id"]) == sorted(ids)
    assert run.mentions.height == run.persons["mention_count"].sum()
    for person in run.persons.iter_rows(named=True):
        assert person["mention_count"] == len(person["mention_ids"].split(" "))
        assert 1 <= person["origin_count_low"] <= person["origin_count_high"]
        assert (person["same_person_min"] is None) == (person["mention_count"] == 1)


def check_a_statement_keeps_its_place(run: Run) -> None:
    """A statement says where it stands: its person, document, file and line."""
    place = ["mention_id", "list_id", "file", "line", "via"]
    person = run.memberships.select("mention_id", "person_id")
    expected = run.mentions.select(place).join(person, on="mention_id")
    found = run.statements.select(*place, "person_id").unique()

    assert found.join(expected, on=[*place, "person_id"], how="anti", nulls_equal=True).is_empty()
    assert run.statements["document_id"].is_in(run.documents["document_id"].to_list()).all()
    assert run.statements.filter(pl.col("low") > pl.col("high")).is_empty()


def check_one_mention_contradicts_nobody(run: Run) -> None:
    """A person of one mention has no conflicts."""
    alone = run.persons.filter(pl.col("mention_count") == 1)

    assert [] == alone["conflicts"].drop_nulls().to_list()


def test_a_name_in_parts_is_one_statement(resolved: Resolved) -> None:
    """Surname, given name and patronymic of columns of their own are one name, shown as it is said."""
    run = resolved([{"mention_id": "a", "surname": "Косотуров", "given_name": "Игорь", "patronymic": None}])
    names = run.statements.filter(pl.col("field") == "name")

    assert [("Косотуров Игорь", True)] == names.select("value", "is_shown").rows()
    assert "Косотуров Игорь" == run.persons["shown_name"][0]


def test_a_slip_of_the_keyboard_is_not_the_shown_name(resolved: Resolved) -> None:
    """Latin letters inside a Cyrillic word, words run together, and a vowel that nobody else writes come after the plain spelling."""
    names = ["ПрoбниковАндрей Викторович", "Прабников Андрей Викторович", "Пробников Андрей Викторович"]
    names += ["Пробникова Андрея Викторовича", "Прoбников Андpей Викторович", "Пробников Андрей"]
    run = resolved(
        [{"mention_id": str(at), "name": name, "birth_date": "1995-04-03"} for at, name in enumerate(names)]
    )

    assert ["Пробников Андрей Викторович"] == run.persons["shown_name"].to_list()


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (
            ["Тестовский Олег Игоревич", "Тестовского Олега", "Тествский Олег Игоревич"],
            "Тестовский Олег Игоревич",
        ),
        (["Проников Илья Олегович", "Пробников Илья", "Пробников Илья"], "Пробников Илья"),
        (["Юкшов Игорь Олегович", "Юшков Игорь Олегович"], "Юшков Игорь Олегович"),
        (["Пробнёв Игорь", "Пробнёв Игорь", "Пробнев Игорь Олегович"], "Пробнев Игорь Олегович"),
    ],
)
def test_most_spellings_outvote_a_slip(resolved: Resolved, names: Sequence[str], shown: str) -> None:
    """A surname a letter away from the one that more mentions bear, in whatever case, is not shown; of two said as often the commoner is; dots
    left out are no slip.
    """
    same: Row = {"birth_date": "1995-04-03", "death_date": "2023-06-07", "identifiers": "АБ-100200"}
    run = resolved([{"mention_id": str(at), "name": name, **same} for at, name in enumerate(names)])

    assert [shown] == run.persons["shown_name"].to_list()


# Conflicts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (
            {"age": "51", "death_date": "2018-02-07"},
            {"age": "52", "death_date": "2018-02-07"},
            "age: 51 (a) / 52 (b)",
        ),
        (
            {"origin_place": "Кедровка"},
            {"origin_place": "Кедровое"},
            "origin_place: Кедровка (a) / Кедровое (b)",
        ),
        ({"status": "killed"}, {"status": "missing"}, "status: killed (a) / missing (b)"),
        (
            {"death_date": "7 Feb 2018"},
            {"death_date": "7 Mar 2018"},
            "death_date: 7 Feb 2018 (a) / 7 Mar 2018 (b)",
        ),
        (
            {"birth_date": "1966-02-07"},
            {"birth_date": "1976-02-07"},
            "birth_date: 1966-02-07 (a) / 1976-02-07 (b)",
        ),
        (
            {"patronymic": "Иванович", "birth_date": "1966-02-07"},
            {"patronymic": "Сергеевич", "birth_date": "1966-02-07"},
            "patronymic: Иванович (a) / Сергеевич (b)",
        ),
        ({"patronymic": "Иванович"}, {"patronymic": "Иваныч"}, None),
        ({"origin_place": "Асбест"}, {"origin_place": "Свердловская область"}, None),
        ({"origin_place": "Асбест"}, {"origin_place": "г. Асбест"}, None),
        ({"age": "51", "death_date": "2018-02-07"}, {"age": "51", "death_date": "2018-02-07"}, None),
        ({"age": "51", "death_date": "2018-02-07"}, {"age": "52"}, None),
        ({"death_date": "2018-02-07"}, {"death_date": "в ночь на 8 февраля 2018"}, None),
        ({"birth_date": "1966"}, {"birth_date": "1966-02-07"}, None),
        ({"status": "killed"}, {"status": "died of wounds"}, None),
        ({"status": "killed"}, {"status": None}, None),
        ({"incident": "Хашам"}, {"incident": "хашам"}, None),
        ({}, {}, None),
    ],
)
def test_conflicts(resolved: Resolved, left: Row, right: Row, expected: str | None) -> None:
    """Statements that cannot both hold are flagged with who says which; a town within its region is no contradiction."""
    assert expected == two(resolved, left, right)["conflicts"]


def test_another_person_contradicts_nobody(resolved: Resolved) -> None:
    """People of different incidents, one of whose mentions names none, have no conflict."""
    one: Row = {"name": "Косотуров Игорь Иванович", "birth_date": "1966-02-07"}
    other: Row = {"name": "Пробников Андрей Викторович", "birth_date": "1995-04-03"}
    run = resolved(
        [
            {"mention_id": "a", **one, "incident": "battle"},
            {"mention_id": "b", **one},
            {"mention_id": "c", **other, "incident": "siege"},
            {"mention_id": "d", **other, "incident": "siege"},
        ]
    )

    assert [(2, None), (2, None)] == run.persons.select("mention_count", "conflicts").rows()


def test_an_age_behind_a_name_is_not_shown(resolved: Resolved) -> None:
    """A person is shown by name alone, on single blanks; the statement keeps every letter and is the one that is shown."""
    run = resolved([{"mention_id": "a", "name": "Косотуров  Игорь Иванович, 1989 г.р."}])
    name = run.statements.filter(pl.col("field") == "name")

    assert ["Косотуров Игорь Иванович"] == run.persons["shown_name"].to_list()
    assert ["Косотуров  Игорь Иванович, 1989 г.р."] == name["original_value"].to_list()
    assert [True] == name["is_shown"].to_list()


@pytest.mark.parametrize(
    ("name", "shown", "latin"),
    [
        ("рядовой Тестов Иван (позывной «Филин»)", "Тестов Иван", "Testov Ivan"),
        ("гв. мл. сержант Тестов И.С. «Лис», 38 лет", "Тестов И.С.", "Testov I.S."),
        ("ТЕСТОВ Иван (1989–2022)", "ТЕСТОВ Иван", "TESTOV Ivan"),
        ("Тестова (Пробникова) Анна", "Тестова (Пробникова) Анна", "Testova (Probnikova) Anna"),
        ("Sgt. Testov Ivan aka Owl", "Testov Ivan", "Testov Ivan"),
        ("Sheikh Testov Ivan", "Sheikh Testov Ivan", "Sheikh Testov Ivan"),
        ("الشهيد محمد علي الشيخ", "الشهيد محمد علي الشيخ", "Muhammad Ali al-Sheikh"),
        ("محمد علي شيخ", "محمد علي شيخ", "Muhammad Ali Sheikh"),
        ("عبد الرحمن محمد الحسن", "عبد الرحمن محمد الحسن", "Abd al-Rahman Muhammad al-Hasan"),
        ("أبو بكر سيف الدين", "أبو بكر سيف الدين", "Abu Bakr Sayf al-Din"),
        ("هبة الله سالم", "هبة الله سالم", "Hiba Allah Salem"),
        ("نور الله سالم", "نور الله سالم", "Nur Allah Salem"),
        ("محمد علي عريف", "محمد علي عريف", "Muhammad Ali Arif"),
        ("ليلى محمد الح سن", "ليلى محمد الحسن", None),
        ("زوجته ليلى محمد", "ليلى محمد", None),
        ("סרן דוד תסט", "דוד תסט", None),
    ],
)
def test_a_person_is_shown_by_name_alone(
    resolved: Resolved, name: str, shown: str, latin: str | None
) -> None:
    """Rank, callsign and age have fields of their own; another surname and an honorific stay; the statement keeps every letter."""
    run = resolved([{"mention_id": "a", "name": name}])
    said = run.statements.filter(pl.col("field") == "name").select("original_value", "is_shown").rows()

    assert (shown, [(name, True)]) == (run.persons["shown_name"][0], said)
    assert latin in (None, run.persons["shown_name_latin"][0])


@pytest.mark.parametrize(
    ("name", "rank", "shown"),
    [
        ("СЕРЖАНТ Тестов Иван", None, "СЕРЖАНТ"),
        ("гв. мл. сержант Тестов И.С. «Лис»", "рядовой", "рядовой"),
        ("Тестов Иван", None, None),
    ],
)
def test_a_rank_within_the_name_is_shown(
    resolved: Resolved, name: str, rank: str | None, shown: str | None
) -> None:
    """What is taken off the shown name is shown as the rank, where no column says another; it makes no statement of its own."""
    run = resolved([{"mention_id": "a", "name": name, "rank": rank}])

    assert [shown] == run.persons["rank"].to_list()
    check_statements_in_are_statements_out(run)


# What is shown ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "column", "expected"),
    [
        ({"status": "missing"}, {"status": "killed"}, "status", "killed"),
        ({"status": "killed"}, {"status": "missing"}, "status_basis", "killed 1, missing 1"),
        ({"status": "killed"}, {"status": None}, "status_basis", "killed 1, unknown 1"),
        ({"birth_date": "1966"}, {"birth_date": "1966-02-07"}, "born_low", "1966-02-07"),
        ({"origin_place": "Асбест"}, {}, "origin_place", "Асбест"),
        ({}, {}, "shown_name", "Игорь Косотуров"),
        ({}, {}, "shown_name_latin", "Igor Kosoturov"),
        ({}, {}, "spellings", "Igor Kosoturov x1 · Игорь Косотуров x1"),
        ({"role": "casualty"}, {}, "role", "casualty"),
    ],
)
def test_what_is_shown(resolved: Resolved, left: Row, right: Row, column: str, expected: str) -> None:
    """The narrowest date, the strongest status with its basis, the fullest name in its own script."""
    assert expected == str(two(resolved, left, right)[column])


def test_the_most_origins_win_not_the_most_reposts(resolved: Resolved) -> None:
    """Three pages that repeat one source are outvoted by two that have it from different people."""
    said = [
        ("Асбест", "CIT"),
        ("Асбест", "TV Rain <- CIT"),
        ("Асбест", "cit"),
        ("Рязань", "Buga"),
        ("Рязань", "Averin"),
    ]
    rows: list[Row] = [
        {
            "mention_id": f"m{at}",
            "name": "Косотуров Игорь Иванович",
            "birth_date": "1966-02-07",
            "incident": "battle",
            "origin_place": place,
            "via": via,
            "url": f"https://example.org/{at}",
        }
        for at, (place, via) in enumerate(said)
    ]
    person = resolved(rows).persons.row(0, named=True)

    assert (5, "Рязань") == (person["mention_count"], person["origin_place"])
    assert (3, 3, 5) == (person["origin_count_low"], person["origin_count_high"], person["document_count"])


@pytest.mark.parametrize(
    ("via", "low", "high"),
    [
        ([None, None], 1, 2),
        (["CIT", None], 1, 2),
        (["CIT", "TV Rain <- CIT"], 1, 1),
        (["TV Rain", "TV Rain <- CIT"], 1, 1),
        (["A <- B", "B <- A"], 1, 1),
        (["CIT", "Buga"], 2, 2),
    ],
)
def test_origins_of_a_person(resolved: Resolved, via: list[str | None], low: int, high: int) -> None:
    """Chains are followed to their root over all documents of a person; a silent document may be one origin more."""
    rows = [{"via": cell, "url": f"https://example.org/{at}"} for at, cell in enumerate(via)]
    person = two(resolved, rows[0], rows[1])

    assert (low, high) == (person["origin_count_low"], person["origin_count_high"])


def test_a_hedge_is_kept(resolved: Resolved) -> None:
    """A status that was said with a hedge keeps the words, and the basis counts them."""
    run = resolved([{"mention_id": "a", "name": "Игорь Косотуров", "status": "killed, reportedly"}])
    status = run.statements.filter(pl.col("field") == "status").row(0, named=True)

    assert ("killed", "reportedly") == (status["value"], status["hedge"])
    assert "killed 1; 1 with a hedge" == run.persons["status_basis"][0]


# Rules ------------------------------------------------------------------------------------------------


def test_the_latest_is_shown_where_that_is_the_rule(tmp_path: Path) -> None:
    """With ``latest`` a person is shown with the unit that was reported last, with ``most_origins`` with the one that more origins give."""
    said = [
        ("a", "в/ч 1", "2018-02-13"),
        ("b", "в/ч 1", "2018-02-14"),
        ("c", "в/ч 2", "2018-03-01"),
        ("d", "в/ч 3", None),
    ]
    same = {"name": "Косотуров Игорь Петрович", "birth_date": "1966-02-07", "incident": "battle"}
    frame = pl.DataFrame(
        [same | {"mention_id": one, "unit": unit, "reported_date": day} for one, unit, day in said]
    )
    (tmp_path / "merging.toml").write_text('[shown]\nunit = "latest"\n', "utf-8")
    shown = [resolver.dedupe(frame, rules=rules).persons["unit"].to_list() for rules in (None, tmp_path)]

    assert [["в/ч 1"], ["в/ч 2"]] == shown


@given(st.permutations(load_rulebook().setting("merging.toml")["status"]["order"]))
def test_a_status_is_shown_by_the_order_of_the_rules(order: list[str]) -> None:
    """Any order of all statuses is a rule; one without some, or with one twice, is refused, and so is a rule that nobody obeys."""
    shipped = load_rulebook().setting("merging.toml")
    assert tuple(order) == read_merging_rules({**shipped, "status": {"order": order}}).status_order

    faulty = {
        "shown": {**shipped["shown"], "unit": "fullest", "sex": "latest"},
        "status": {"order": [*order[1:], order[1]]},
    }
    with pytest.raises(RuleError) as fault:
        read_merging_rules(faulty)
    assert ["shown.sex", "shown.unit", "status.order"] == sorted(
        line.split(": ")[1] for line in str(fault.value).splitlines()
    )
