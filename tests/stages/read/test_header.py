"""The header of a list: two rows, another language below it, labels above it, numbers of columns."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.stages.read.columns import fold_header
from tests.stages.test_read import column, fields, read_text


def test_a_header_in_two_rows_is_one_header(tmp_path: Path) -> None:
    """A label reaches over the gaps to its right; the second row names nobody and is told."""
    text = "ФИО;Рождение;;Гибель;\n;дата;место;дата;место\nТестов Иван;1.2.1980;Асбест;7.2.2018;Хишам\n"
    lists = read_text(tmp_path, text)

    assert {
        "ФИО": ("name", "header"),
        "Рождение дата": ("birth_date", "header"),
        "Рождение место": ("origin_place", "header"),
        "Гибель дата": ("death_date", "header"),
        "Гибель место": ("death_place", "header"),
    } == fields(lists)
    assert ["Тестов Иван"] == column(lists, "name")
    assert [(2, "is the second row of the header in line 1")] == lists.rejects.select("line", "reason").rows()


def test_labels_above_the_header_part_what_is_said_twice(tmp_path: Path) -> None:
    """The row with most known words is the header; what its words are about stands above."""
    text = "Сведения о погибшем;;Гибель;\nФамилия;Имя;дата;место\nТестов;Иван;07.02.2018;Хишам\n"
    lists = read_text(tmp_path, text)

    assert [("Тестов", "Иван", "07.02.2018", "Хишам", None)] == lists.mentions.select(
        "surname", "given_name", "death_date", "death_place", "origin_place"
    ).rows()


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("Name;Date of birth;Date of death", "is the second row of the header in line 1"),
        ("(full);(dd.mm.yyyy);(dd.mm.yyyy)", "is the second row of the header in line 1"),
        ("1;2;3", "only numbers the columns"),
    ],
)
def test_a_row_below_the_header_that_names_nobody(tmp_path: Path, second: str, told: str) -> None:
    """The header in another language, how cells are written, numbers of columns: no person is made of them."""
    text = f"ФИО;Дата рождения;Дата смерти\n{second}\nТестов Иван;01.02.1980;07.02.2018\n"
    lists = read_text(tmp_path, text)

    assert (["Тестов Иван"], [told]) == (column(lists, "name"), lists.rejects["reason"].to_list())


@pytest.mark.parametrize(
    "text",
    [
        "name;status\nMark;killed\nB;killed\n",
        "ФИО;возраст;\nТестов Иван;23;место неизвестно\nПробов Пётр;24;\n",
        "ФИО;статус;заметка\n(неизвестно);(нет данных);x\nA;killed;\n",
        "Список погибших;;\nФИО;возраст;часть\nТестов;23;x\nB;2;\n",
    ],
)
def test_the_first_person_is_no_header(tmp_path: Path, text: str) -> None:
    """A row is taken for half of a header only when nothing else can stand in it."""
    assert 2 == read_text(tmp_path, text).mentions.height


def test_a_header_that_was_made_harmless_is_as_it_was(tmp_path: Path) -> None:
    """We write an apostrophe before a header that a spreadsheet would run, and take it off again."""
    assert {"name": ("name", "header"), "=own": (None, "carried"), "'tis": (None, "carried")} == fields(
        read_text(tmp_path, "name,'=own,'tis\nA,1,2\n")
    )


@given(st.text(st.characters(max_codepoint=127), max_size=12))
def test_plain_headers_are_folded_as_all_are(header: str) -> None:
    """Letters of ASCII have a shorter way to the same folded header."""
    text = header.casefold()
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}", " ", text)
    letters = bare if any(map(str.isalnum, bare)) else text

    assert "".join(filter(str.isalnum, letters)) == fold_header(header)
