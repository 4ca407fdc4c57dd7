"""Identifiers, from cells to answers: strong beside one name, a question beside two, and never an office's."""

from collections.abc import Mapping, Sequence

import polars as pl
import pytest

import resolver
from resolver.run import Run

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
