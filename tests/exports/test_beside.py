"""Whoever is named beside the dead in a name cell and is no casualty is left out of it; the name of the dead stays."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.exports.beside import OthersBeside
from resolver.names.frequencies import NameFrequencies
from resolver.names.knowledge import load_knowledge
from tests.exports.test_edition import table
from tests.exports.test_privacy import published

OTHERS = [
    ("Титов Макар Ильич", "relative"),
    ("Громов Семён Ильич", "relative"),
    ("Gromov Semen Ilich", "relative"),
    ("Пробная Анна Ивановна", "source"),
    ("سامي محمد الخطيب", "relative"),
    ("Анна", "witness"),
]


@cache
def others() -> OthersBeside:
    """Return what finds a few people who are no casualties."""
    shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    return OthersBeside(OTHERS, load_knowledge(), shares)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Громов Пётр (брат Громов Семён Ильич)", "Громов Пётр (брат name hidden, role: relative)"),
        ("Громов Пётр (брат Громов Семён Ильич", "Громов Пётр (брат name hidden, role: relative"),
        ("Титов Пётр, сын Титова Макара Ильича", "Титов Пётр (name hidden, role: relative)"),
        ("Титов Пётр, сын Титова Макара Ильича, Пермь", "Титов Пётр (name hidden, role: relative), Пермь"),
        ("Громов Пётр брат Громова Семёна", "Громов Пётр (name hidden, role: relative)"),
        ("Громов Пётр, брат ГРОМОВ С. И.", "Громов Пётр (name hidden, role: relative)"),
        ("Волков Олег - Пробная Анна", "Волков Олег (name hidden, role: source)"),
        ("Волков Олег (со слов Пробной А.И.)", "Волков Олег (со слов name hidden, role: source)"),
        ("Громов Пётр (сын Громова Семёна и Пробной Анны)", "Громов Пётр (сын name hidden, role: relative and source)"),
        ("Gromov Petr, brother of Semyon Gromov", "Gromov Petr (name hidden, role: relative)"),
        ("Gromov Petr (brother Semyon Gromov)", "Gromov Petr (brother name hidden, role: relative)"),
        ("أحمد علي الخطيب (شقيق سامي محمد الخطيب)", "أحمد علي الخطيب (شقيق name hidden, role: relative)"),
        ("Громов Семён Ильич (отец Громов Семён Ильич)", "Громов Семён Ильич (отец name hidden, role: relative)"),
        ("сын Титова Макара Ильича", "сын"),
    ],
)  # fmt: skip
def test_others_beside_the_dead(cell: str, expected: str) -> None:
    """In any case, script and order, in brackets, behind a comma, or behind a word for a relative; a word for one alone names nobody."""
    assert {cell: expected} == others().without(pl.Series([cell]))


@pytest.mark.parametrize(
    "cell",
    [
        "Громов Семён Ильич",
        "Громов, Семён Ильич",
        "Громов Семён Ильич (Gromov Semyon)",
        "сын Громов Семён Ильич",
        "Титов-Громов Семён Ильич",
        "Титов Пётр (позывной «Макар»)",
        "Громова Анна (Пробная)",
        "Громов Пётр (брат Громов Илья)",
        "Громов Пётр, 38 лет, Пермь",
        "Анна",
    ],
)
def test_the_dead_keep_their_names(cell: str) -> None:
    """Also where a relative bears the same; and whoever is on no list as something else than a casualty stays."""
    assert {} == others().without(pl.Series([cell]))


BEFORE = st.sampled_from((" (", " (брат ", ", ", ", сын ", " брат ", " - ", "; муж ", " [", " / "))
NAMED = st.sampled_from(
    (
        "Тайнов Семён Ильич",
        "Тайнова Семёна Ильича",
        "Тайновым Семёном",
        "Семёну Тайнову",
        "ТАЙНОВ С. И.",
        "Семён Ильич Тайнов",
    )
)
BEHIND = st.sampled_from(("", ")", "), Пермь", ", 1990 г.р.", "; похоронен дома", "]"))


@given(
    before=BEFORE,
    named=NAMED,
    behind=BEHIND,
    dead=st.sampled_from(("Волков Олег Петрович", "Тайнов Пётр Ильич")),
)
def test_whatever_stands_around_them(before: str, named: str, behind: str, dead: str) -> None:
    """The dead stay, the other is gone but for the role, and a second look finds nothing more."""
    cell = f"{dead}{before}{named}{behind}"
    shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    finding = OthersBeside([("Тайнов Семён Ильич", "relative")], load_knowledge(), shares)
    left = finding.without(pl.Series([cell]))[cell]

    assert left.startswith(dead)
    assert "name hidden, role: relative" in left
    assert [] == [word for word in ("тайнов", "сем") if word in left.removeprefix(dead).casefold()]
    assert {} == finding.without(pl.Series([left]))


def test_parts_of_names() -> None:
    """In a column of given names one word is a whole name."""
    cell = "Пётр, Громов Семён Ильич"
    expected = {cell: "Пётр (name hidden, role: relative)"}
    assert (expected, {}) == (
        others().without(pl.Series([cell]), least=1),
        others().without(pl.Series([cell])),
    )


def test_no_relative_in_an_export(tmp_path: Path) -> None:
    """Of a relative who is named in the cell of a name nothing is in any file, in either layout; the dead are there by their names."""
    dead = {"status": "killed", "role": "casualty", "given_name": ""}
    rows = [
        dead | {"id": "50", "name": "Громов Пётр (брат Тайнов Семён Ильич)"},
        dead | {"id": "52", "name": "Титов Пётр, сын Скрытова Макара Ильича"},
        dead | {"id": "54", "name": "", "surname": "Эскизов", "given_name": "Фома (отец Тайнов Семён Ильич)"},
        {"id": "51", "name": "Тайнов Семён Ильич", "status": "", "role": "relative"},
        {"id": "53", "name": "Скрытов Макар Ильич", "status": "", "role": "relative"},
    ]
    columns = ("id", "name", "surname", "given_name", "status", "role")
    _, text = published(tmp_path, [{name: row.get(name, "") for name in columns} for row in rows])
    secrets = ("Тайнов", "Скрытов", "Семён", "Макар", "Tainov", "Taynov", "Skrytov")

    assert [] == [one for one in secrets if one.casefold() in text.casefold()]
    shown = table(tmp_path / "public", "persons.csv")["shown_name"].to_list()
    assert ["Громов Пётр", "Титов Пётр", "Эскизов Фома"] == sorted(one.split(" (")[0] for one in shown)
