"""A word for "father" or "son of" tells whose child somebody is, and no part of it is anybody's surname."""

import pytest

from resolver.names.clean import bare_name, clean_name
from resolver.names.readings import read_name
from tests.strategies import known


@pytest.mark.parametrize(
    ("name", "surname", "given", "father"),
    [
        ("Prudić Zoran otac Milan", "prudić", "zoran", "milan"),
        ("Prudić Zoran, otac Milan", "prudić", "zoran", "milan"),
        ("Prudić Zoran (otac Milan)", "prudić", "zoran", "milan"),
        ("Prudić Zoran od oca Milana", "prudić", "zoran", "milan"),
        ("Прудић Зоран син Милана", "прудић", "зоран", "милан"),
        ("Prudić Safet sin Ibre", "prudić", "safet", "ibro"),
        ("Prudić Safet od Ibre", "prudić", "safet", "ibro"),
        ("Prudić Fata kći Ilije", "prudić", "fata", "ilija"),
        ("Prudi Besim (i biri i Hasanit)", "prudi", "besim", "hasan"),
        ("Prudi Besim i biri i Ramës", "prudi", "besim", "ramë"),
        ("Prudi Drita e bija e Agimit", "prudi", "drita", "agim"),
        ("سورنا بافتنی فرزند کریم", "بافتني", "سورنا", "كريم"),
        ("سورنا بافتنی نام پدر: کریم", "بافتني", "سورنا", "كريم"),
        ("سارا بافتنی دختر عبدالرحمن", "بافتني", "سارا", "عبد-رحمن"),
        ("نجیب\u200cالله ولد خان محمد", None, "نجيب-الله", "خان-محمد"),
        ("Ali Madeup son of Karim", "madeup", "ali", "karim"),
        ("Sgt. Ali Madeup, son of Karim, 23 years", "madeup", "ali", "karim"),
        ("Ali Madeup s/o Karim", "madeup", "ali", "karim"),
        ("Zahra Madeup D/O Abd al Rahman", "madeup", "zahra", "abd-rahman"),
        ("Ali Madeup, father's name: Karim", "madeup", "ali", "karim"),
        ("Najibullah, son of Khan Mohammad", None, "najibullah", "khan-mohammad"),
        ("Ahmad son of Khaled Madeup", "madeup", "ahmad", "khaled"),
        ("רון מבדים בנו של דוד", "מבדים", "רון", "דוד"),
    ],
)
def test_whose_child(name: str, surname: str | None, given: str, father: str) -> None:
    """The father's name is read as his, in the nominative where it is a listed one."""
    first = read_name(name, known())[0]

    assert (surname, given, father) == (first.surname, first.given, first.father)


@pytest.mark.parametrize(
    "name",
    [
        "Sin Prudi",
        "Milan Sin",
        "Otac Zoran",
        "Prudić Zoran od Mostara",
        "Tom of Sin Prudi",
        "son of Ahmad Hassan",
        "محمد ولد عبد العزيز",
        "Nguyen Van Son",
        "Tom Soderberg",
        "فرزند کریم",
    ],
)
def test_what_names_no_father(name: str) -> None:
    """A surname, and a place, stay what they are."""
    assert not clean_name(name, known()).of_kind("father")


def test_a_father_is_shown_as_he_was_told() -> None:
    """What is shown keeps the words of the list."""
    assert "Ali Madeup, son of Karim" == bare_name("Sgt. Ali Madeup, son of Karim", known())
