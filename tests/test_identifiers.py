"""Identifiers, from cells to answers: strong beside one name, a question beside two, and never an office's."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver import inspect
from resolver.report.check import check_text
from resolver.run import Run
from resolver.values.identifiers import read_identifiers

Row = Mapping[str, str | None]


def resolved(*rows: Row) -> Run:
    """Resolve a few rows."""
    columns = dict.fromkeys(["id", "name", "birth_date", "identifiers", "note"])
    named = [columns | {"id": f"m{at}"} | dict(row) for at, row in enumerate(rows)]
    return resolver.dedupe(pl.DataFrame(named, schema=dict.fromkeys(columns, pl.String)))


@pytest.mark.parametrize("field", ["identifiers", "note"])
def test_one_identifier_beside_one_name_links(field: str) -> None:
    """A common name that is a question by itself links with a document number, from its own column or from a note."""
    number = "паспорт 45 09 123456" if field == "note" else "4509 123456"
    name = {"name": "Тестов Сергей Петрович"}

    assert 1 == resolved(name | {field: number}, {"name": "Тестов С.П."} | {field: number}).persons.height
    assert 2 == resolved({"name": "Иванов Сергей"}, {"name": "Иванов Сергей"}).persons.height


@pytest.mark.parametrize(
    "names",
    [
        ("Тестов Магомед", "Тестов Ахмед"),
        ("Тестов Магомед", "Пробов Магомед"),
        ("Тестов Магомед", "Макетова Анна"),
    ],
)
def test_one_identifier_on_two_names_is_a_question(names: Sequence[str]) -> None:
    """A number copied to the wrong row joins nobody, and is not passed over in silence."""
    run = resolved(*({"name": name, "identifiers": "AB-123456"} for name in names))

    assert 2 == run.persons.height
    assert ["one identifier stands on two names: one of the two rows is wrong"] == run.questions[
        "reason"
    ].to_list()


def test_one_identifier_and_one_day_of_birth_are_one_person_by_two_names() -> None:
    """Then the names differ, not the people: no dispute, and what the weights say holds."""
    row = {"identifiers": "AB-123456", "birth_date": "1990-02-07"}
    run = resolved({"name": "Тестова Анна"} | row, {"name": "Пробова Анна"} | row)

    assert not run.scores["is_disputed"].any()
    assert not run.scores["is_forbidden"].any()


def test_one_identifier_outweighs_a_slip_in_the_birth_date() -> None:
    """Dates that cannot meet forbid a link, but not where name and document are one."""
    name = {"name": "Тестов Сергей Петрович"}
    births = [{"birth_date": "1984-11-20"}, {"birth_date": "1997-03-02"}]

    assert 2 == resolved(*(name | birth for birth in births)).persons.height
    with_number = resolved(*(name | birth | {"identifiers": "4509123456"} for birth in births))
    assert not with_number.scores["is_forbidden"].any()


def test_an_address_for_readers_is_nobodys_own() -> None:
    """An e-mail address in the notes of people of many names says nothing of any of them."""
    names = ["Тестов Илья", "Пробов Олег", "Макетов Пётр", "Иванов Сергей", "Иванов Сергей"]
    run = resolved(*({"name": name, "note": "write to list@example.org"} for name in names))

    assert 5 == run.persons.height
    assert all(not found for found in run.normalised.identifiers)


def test_an_identifier_of_many_is_an_offices() -> None:
    """A number beside more than a dozen names is no person's, even in its own column."""
    run = resolved(*({"name": f"Тестов{'а' * at} Илья", "identifiers": "AB-123456"} for at in range(14)))

    assert all(not found for found in run.normalised.identifiers)


PLACEHOLDERS = [
    "sin DNI", "indocumentado", "no tiene", "pendiente", "menor de edad", "не выдавался", "بدون هوية",
    "00000000", "99999999", "12345678", "87654321", "DNI 00000000", "٠٠٠٠٠٠٠٠",
]  # fmt: skip


@pytest.mark.parametrize("cell", PLACEHOLDERS)
def test_what_stands_for_want_of_a_number_joins_nobody(cell: str) -> None:
    """Two of one name, and two of one surname, are not one person because neither has a paper."""
    names = ["Testarola José Luis", "Fictarola José Luis", "Inventa Juan", "Inventa Juan"]
    run = resolved(*({"name": name, "identifiers": cell} for name in names))

    assert 4 == run.persons.height
    assert not any(run.normalised.identifiers)


@given(st.text(alphabet=st.characters(exclude_characters=";|@", exclude_categories=("Nd", "No", "Nl"))))
def test_what_has_no_digit_is_no_identifier(cell: str) -> None:
    """Words in a column of numbers say nothing of anybody, whatever they are."""
    assert () == read_identifiers(cell)


def test_a_number_that_one_list_gives_to_several_people_is_nobodys() -> None:
    """Three people who contradict one another have no paper in common, and the two of one name beside them neither."""
    names = ["Тестов Илья", "Пробов Олег", "Макетова Анна", "Иванов Сергей", "Иванов Сергей"]
    run = resolved(*({"name": name, "identifiers": "нет 1"} for name in names))
    born = [{"name": "Тестов Илья", "birth_date": f"19{at}0-02-07", "identifiers": "К-417"} for at in "579"]

    assert 5 == run.persons.height
    assert not any(run.normalised.identifiers)
    assert not any(resolved(*born).normalised.identifiers)


def test_a_number_keeps_its_bearer_under_several_spellings() -> None:
    """One person whom a list names three times, and two of one family, keep their number."""
    spelt = ["Тестов Илья Петрович", "Тестов Илья", "Testov Ilya", "Тестов И.П."]
    family = ["Тестов Илья", "Тестова Анна"]

    for names in (spelt, family):
        run = resolved(*({"name": name, "identifiers": "К-417"} for name in names))
        assert all(run.normalised.identifiers)


def test_check_says_which_identifiers_were_set_aside(tmp_path: Path) -> None:
    """How many cells stand for no number, and how many for one that several people bear."""
    path = tmp_path / "list.csv"
    rows = [("Тестов Илья", "нет"), ("Пробов Олег", "б-1"), ("Макетова Анна", "б-1"), ("Иванов Пётр", "б-1")]
    told = [f"{name},{cell}" for name, cell in [*rows, ("Эскизов Юрий", "pendiente")]]
    path.write_text("\n".join(["name,identifiers", *told]), encoding="utf-8")
    said = check_text(*inspect([path]))

    assert "2 × an identifier that stands for none, and is set aside (line 2, 6): нет · pendiente" in said
    assert (
        "3 × an identifier beside people who contradict one another, and is set aside (line 3, 4, 5)" in said
    )
