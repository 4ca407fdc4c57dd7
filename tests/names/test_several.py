"""A cell that names several people is told from one that says more about one person."""

import pytest

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
    ],
)
def test_one_person_of_whom_more_is_said_stays_one(cell: str) -> None:
    """Callsigns, places, ranks, given names behind a comma and second spellings are no second person."""
    assert not names_several(cell, known())
