"""A word for "father" or "son of" tells whose child somebody is, and no part of it is anybody's surname."""

import pytest

from resolver.names.clean import clean_name
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
    ],
)
def test_whose_child(name: str, surname: str, given: str, father: str) -> None:
    """The father's name is read as his, in the nominative where it is a listed one."""
    first = read_name(name, known())[0]

    assert (surname, given, father) == (first.surname, first.given, first.father)


@pytest.mark.parametrize(
    "name", ["Sin Prudi", "Milan Sin", "Otac Zoran", "Prudić Zoran od Mostara", "Tom of Sin Prudi"]
)
def test_what_names_no_father(name: str) -> None:
    """A surname, and a place, stay what they are."""
    assert not clean_name(name, known()).of_kind("relative")
