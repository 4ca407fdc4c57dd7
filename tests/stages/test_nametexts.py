"""Names in columns: words that stand in other columns than their headers say, and lists in which they do."""

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.names.knowledge import load_knowledge
from resolver.names.reader import SEPARATOR, read_any
from resolver.stages.nametexts import AS_TOLD, WRITTEN, name_texts, order_in_columns
from resolver.tables import NAME_PARTS

KNOWLEDGE = load_knowledge()
Row = tuple[str | None, str | None, str | None]
RIGHT: list[Row] = [(f"Тестов{ending}", "Федор", None) for ending in ("", "енко", "ский", "ян", "чук", "ец")]


def said(*rows: Row, list_id: str = "a") -> pl.DataFrame:
    """Return rows of surname, given name, father's name."""
    surname, given_name, patronymic = zip(*rows, strict=True)
    cells = {"surname": surname, "given_name": given_name, "patronymic": patronymic}
    schema = dict.fromkeys(["list_id", "name", *NAME_PARTS], pl.String)
    silent = dict.fromkeys(["name", "second_surname", "grandfather"], [None] * len(rows))
    return pl.DataFrame({"list_id": [list_id] * len(rows), **silent, **cells}, schema_overrides=schema)


def read(*row: str | None) -> str:
    """Return how a row of surname, given name, father's name is read, told in words."""
    surname, given_name, patronymic = row
    rows = said((surname, given_name, patronymic))
    (text,), _ = name_texts(rows, pl.Series([None]), KNOWLEDGE)
    return read_any(text, KNOWLEDGE)[1][0].told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            ("Федор", "Александрович", "Хлахненко"),
            "surname хлахненко, given name федор, father's name александр",
        ),
        (("Владимира", "Матвеевича", "Груина"), "surname груин, given name владимир, father's name матвей"),
        (
            ("Fedor", "Aleksandrovich", "Khlakhnenko"),
            "surname khlakhnenko, given name fedor, father's name aleksandr",
        ),
        (("Федор", "Ильич", None), "given name федор, father's name илья"),
        (("Тестов", "Ильич", "Федор"), "surname тестов, given name федор, father's name илья"),
        (("Тестов", "Ильич", "Ф."), "surname тестов, given name ф., father's name илья"),
        (("Тестов", "Ильич", None), "surname тестов, father's name илья"),
        (("Азиз", "Данияр", "уулу"), "given name азиз, father's name данияр"),
        (("العلي", "الشهيد", "زيد"), "surname علي, given name زيد"),
        (("التخاخ", "عبد", "الرحمن"), "surname تخاخ, given name عبد-رحمن"),
        (("قباخ", "إسماعيل", "أبو"), "surname abu-قباخ, given name اسماعيل"),
        (("Tunmani", "Ahmad", "al"), "surname tunmani, given name ahmad"),
    ],
)
def test_words_in_one_anothers_columns(row: Row, told: str) -> None:
    """They are read as whoever wrote them down meant them."""
    assert read(*row) == told


@pytest.mark.parametrize(
    "row",
    [
        ("Тестов", "Федор", "Ильич"),
        ("Абрамович", "Хаим", "Лейб"),
        ("Petrović", "Ivan", "Petar"),
        ("Федор", "Ильич", "Иван"),
        ("Nguyen", "Hung", "An"),
        ("Testi", "Al", "John"),
        ("العلي", "الشهيد", None),
    ],
)
def test_columns_are_believed(row: Row) -> None:
    """A name stays in its columns where its words do not contradict them beyond doubt."""
    (text,), notes = name_texts(said(row), pl.Series([None]), KNOWLEDGE)
    surname, given_name, patronymic = (part or "" for part in row)

    assert text == SEPARATOR.join([surname, given_name, patronymic, ""])
    assert notes == ()


def test_a_list_in_which_most_show_it() -> None:
    """Names of such a list that show nothing themselves are read as whole ones too, and the list is told with an example."""
    shown: list[Row] = [("Федор", "Ильич", f"Тестов{ending}") for ending in ("", "енко", "ский", "ян", "чук")]
    rows = said(*shown, ("Дорпфей", "Белопаутух", None))
    found, (note,) = order_in_columns(rows, KNOWLEDGE)
    texts, _ = name_texts(rows, pl.Series([None] * rows.height), KNOWLEDGE)

    assert set(found) == {WRITTEN}
    assert texts.to_list()[-1] == "Дорпфей Белопаутух"
    assert note.startswith(
        "list a: 5 names have their words in other columns than the headers say (Федор | Ильич | Тестов"
    )


def test_a_list_in_which_some_names_of_two_words_are_exchanged() -> None:
    """Those whose words are known are read as they are written, and told; the others of a mixed list stay in their columns."""
    wrong: list[Row] = [(given, surname, None) for surname, given, _ in RIGHT]
    found, (note,) = order_in_columns(said(*RIGHT, *wrong, ("Дорпфей", "Белопаутух", None)), KNOWLEDGE)

    assert found.to_list() == [AS_TOLD] * 6 + [WRITTEN] * 6 + [None]
    assert "6 names have their words in other columns than the headers say (Федор | Тестов" in note


def test_few_exchanged_names_are_left_in_their_columns() -> None:
    """In a list that keeps its columns, a surname that is a given name elsewhere stays a surname."""
    found, notes = order_in_columns(said(*RIGHT, ("Федор", "Тестов", None)), KNOWLEDGE)

    assert found.to_list()[-1] is None
    assert notes == ()


@pytest.mark.parametrize("many", [4, 1])
def test_few_rows_prove_nothing_of_their_list(many: int) -> None:
    """Rows that show it are read so, whatever the list; the others stay as they stand."""
    shown: list[Row] = [("Федор", "Ильич", "Тестов")] * many
    found, notes = order_in_columns(said(*shown, ("Дорпфей", "Белопаутух", None)), KNOWLEDGE)

    assert found.to_list() == [WRITTEN] * many + [None]
    assert notes == ()


@given(st.lists(st.tuples(*[st.sampled_from([None, "Тестов", "Федор", "Ильич", "أبو", "al", "الشهيد"])] * 3)))
def test_no_word_is_lost(rows: Sequence[Row]) -> None:
    """However a name is put together, every word of its cells is in its text, but a word for the dead in the place of a given name."""
    table = said(*rows) if rows else said(("Тестов", None, None))
    texts, _ = name_texts(table, pl.Series([None] * table.height), KNOWLEDGE)

    for row, text in zip(table.select("surname", "given_name", "patronymic").iter_rows(), texts, strict=True):
        kept = (text or "").replace(SEPARATOR, " ").split()
        assert sorted(kept) == sorted(word for word in row if word) or sorted(["الشهيد", *kept]) == sorted(
            filter(None, row)
        )
