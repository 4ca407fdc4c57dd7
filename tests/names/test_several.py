"""A cell that names several people is told from one that says more about one person."""

import re
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.names import several
from resolver.names.several import names_several
from tests.strategies import known


@pytest.mark.parametrize(
    "cell",
    [
        "Прудов Иван Петрович, Прудов Пётр Петрович",
        "Прудов И.П., Прудов П.П.",
        "Тестов Иван / Тестов Пётр",
        "Прудов Иван и Пётр",
        "Иван и Мария Прудовы",
        "John Madeup & Peter Madeup",
        "Тестов Иван + Пробный Илья",
        "محمد علي و أحمد علي",
        "محمد خالد النجار وأحمد خالد النجار",
        "حسين وعلي أبناء جاسم",
        "محمد خالد النجار وزوجته",
        "محمد خالد النجار مع ولديه",
        "محمد خالد النجار وأولاده الثلاثة",
        "Тестов Иван с женой",
        "Тестова Анна и её двое маленьких детей",
        "Layla Madeup and her daughter",
        "Fata i Meho Prudić",
        "Prudić Fata i Meho",
        "Petar i Pavle Prudić",
        "Прудић Амир, Самир и Сенад",
        "Prudić Amir, Samir i Senad",
        "Agim dhe Besim Prudi",
        "Ahmet ve Mehmet Prudoğlu",
        "Majka i sin Prudić",
        "Prudić Fata sa kćerkom",
        "Juan Prudo y María Prudo",
        "Hans Probemann und Anna Probemann",
        "Jean Essai et Marie Essai",
        "João Prova e Maria Prova",
        "משה ורחל מבדים",
        "משה מבדים ואשתו",
        "علی و محمد",
    ],
)
def test_several_people_are_seen(cell: str) -> None:
    """Two names, or two given names with one surname, whatever stands between them."""
    assert names_several(cell, known())


@pytest.mark.parametrize(
    "cell",
    [
        "Матвеев Станислав, 38 лет, Асбест",
        "Иванов Иван Иванович, позывной Кот",
        "Тестов Иван, Донецкая область",
        "Тестов Иван, командир роты",
        "MATVEEV, Stanislav",
        "Al Hasan, Mohammed Ali",
        "Тестов Иван / Ivan Testov",
        "Тестов Иван (Кот, Пёс)",
        "محمد وليد النجار",
        "وفاء وائل وشاح",
        "ורד מבדים",
        "משה ורד מבדים",
        "דוד וייס",
        "al-Ahmad, Salim Bilal",
        "с. Тестов Иван",
        "Тестов Пётр с позывным Брат",
        "Пробин Петро з позивним Батько",
        "Anna Madeup, wife and mother",
        "José Inventado y Gasset",
        "Juan Prudo y Martín",
        "Pere Prudo i Martí",
        "Maria Prova e Silva",
        "Prudi Drita e lindur Kosturi",
        "Prudi Besim i biri i Ramës",
        "и дочь",
    ],
)
def test_one_person_of_whom_more_is_said_stays_one(cell: str) -> None:
    """Callsigns, places, ranks, given names behind a comma and second spellings are no second person."""
    assert not names_several(cell, known())


_PIECES = (
    "Тестов Иван",
    "Пробов",
    "И.",
    " ",
    "\t",
    "и",
    "та",
    "and",
    "+",
    "&",
    "و",
    "وأحمد",
    "с женой",
    " with his son",
    ";",
    "/",
    "|",
    "\n",
    ",",
    "،",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=7).map("".join))
def test_every_cell_of_several_has_a_sign_that_parts(cell: str) -> None:
    """Who asks first whether a cell holds a sign that parts people misses no cell of several."""
    with mock.patch.object(several, "_SIGN", re.compile("")):
        parted_all_the_same = names_several(cell, known())

    assert parted_all_the_same == names_several(cell, known())
