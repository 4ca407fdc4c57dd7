"""check: for each column what was understood, guessed or not; rows that stand twice; values that somebody should look at."""

from pathlib import Path

import pytest

from resolver import inspect
from resolver.pipeline import inspect_claims
from resolver.report.check import check_text, claims_text
from resolver.values.identifiers import read_identifiers

MESSY = (
    "ФИО;дата рождения;дата гибели;возраст;личный номер;статус;опубликовано\n"
    "Тестов Иван;1.1.1985;07.02.2018;33;;погиб;2018\n"
    "Пробов Пётр;01.01.1985;1980-02-01;20;8.80112E+15;хз;2018\n"
    "Тестов Иван;1.1.1985;07.02.2018;33;;погиб;01.01.2018\n"
    "Òåñòîâ Èâàí;3/4/85;31.02.2018;нет данных;А-1|8.80112E+15;погиб;\n"
    + "".join(f"Макетов Олег {letter};01.01.1985;;;;погиб;\n" for letter in "абвгд")
    + "Выдумкин 2;;;;;погиб;\n"
)


def checked(*paths: Path) -> str:
    """Return what check says of some files."""
    return check_text(*inspect([*paths]))


@pytest.fixture
def messy(tmp_path: Path) -> str:
    """Return what check says of the messy list."""
    path = tmp_path / "list.csv"
    path.write_text(MESSY, encoding="utf-8")
    return checked(path)


@pytest.mark.parametrize(
    "told",
    [
        "      8 understood; 1 guessed (two-digit year; day and month in doubt): 3/4/85 (line 5)\n",
        "      3 understood; 1 not understood: 31.02.2018 (line 5)\n",
        "      3 understood; 1 say that nothing is known\n",
        "      9 understood; 1 not understood: хз (line 3)\n",
        "  1 × died before they were born (line 3): 1980-02-01\n",
        "  1 × reported before the death (line 4): 07.02.2018\n",
        "  1 × age and birth date contradict one another (line 3): 20\n",
        "  1 × a digit in the name (line 11): Выдумкин 2\n",
        "  1 × letters of a wrong encoding in the name (line 5): Òåñòîâ Èâàí\n",
        "  2 × an identifier of which a spreadsheet kept the first digits only (line 3, 5): 8.80112E+15 · А-1|8.80112E+15\n",
        "  8 × one birth date for many: does it stand for unknown? (line 2, 3, 4 …): ",
        "  1 × name and dates stand on an earlier row as well (line 4): Тестов Иван",
    ],
)
def test_what_somebody_should_look_at_is_told_with_its_line(messy: str, told: str) -> None:
    """Each kind of doubt: how many, where, and what it looks like."""
    assert told in f"{messy}\n"


def test_the_order_of_day_and_month_that_dates_prove_is_told(tmp_path: Path) -> None:
    """Where several dates can only be month/day and none only day/month, all are read so, and the mend is named."""
    path = tmp_path / "list.csv"
    rows = "Ivan Testov,2/6/2015\nOleg Probny,4/16/2015\nLev Tester,4/18/2015\n"
    path.write_text(f"name,date of death\n{rows}", encoding="utf-8")

    assert (
        "list list: 2 dates (death date 4/16/2015, …) can only be month/day, none only day/month: all dates of the list are read month first"
        in checked(path)
    )


def test_a_clean_list_has_nothing_to_look_at(tmp_path: Path) -> None:
    """No doubt is raised where there is none."""
    path = tmp_path / "list.csv"
    path.write_text("ФИО;дата рождения;статус\nТестов Иван;1985-05-09;погиб\n", encoding="utf-8")
    assert ("Look at" in checked(path), "understood" in checked(path)) == (False, False)


def test_sources_that_are_no_addresses_are_told(tmp_path: Path) -> None:
    """Where some cells of a column hold web addresses, those that do not are shown."""
    path = tmp_path / "list.csv"
    path.write_text("ФИО;Источник\nТестов Иван;https://a.example/1\nПробный Олег;газета\n", encoding="utf-8")

    assert "1 understood; 1 not understood: газета (line 3)" in checked(path)


def test_a_wikidata_item_that_is_none_is_told(tmp_path: Path) -> None:
    """An item that nobody could read keeps no two people apart: it is shown before anything is matched."""
    path = tmp_path / "list.csv"
    path.write_text("ФИО;qid\nТестов Иван;Q42\nПробный Олег;Q42?\nМакетов Олег;-\n", encoding="utf-8")

    assert "1 understood; 1 not understood: Q42? (line 3); 1 say that nothing is known" in checked(path)


def test_words_of_a_closed_list_that_are_none_are_told(tmp_path: Path) -> None:
    """A sex that nobody understood keeps no two people apart; a status or role that is said to be unknown is understood."""
    path = tmp_path / "list.csv"
    rows = "Тестов Иван,zzq,unconfirmed,other\nПробный Олег,m,killed,zzq\n"
    path.write_text(f"name,sex,status,role\n{rows}", encoding="utf-8")
    lines = [line.strip() for line in checked(path).splitlines() if "understood" in line]

    assert [
        "1 understood; 1 not understood: zzq (line 2)",
        "1 understood; 1 not understood: zzq (line 3)",
        "role: 1 not understood and so not counted as casualties",
    ] == lines


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["Тестов Иван и Пробов Пётр"], "part them, or say split_names = true in resolver.toml: "),
        (["Иван и Пётр Тестов"], "part them: "),
        (
            ["Иван и Пётр Тестов", "Тестов Иван и Пробов Пётр"],
            "part them (split_names = true in resolver.toml parts 1): ",
        ),
    ],
)
def test_parting_is_advised_where_it_parts(tmp_path: Path, cells: list[str], told: str) -> None:
    """Who shares a surname with another is not parted by the settings: a human has to."""
    path = tmp_path / "list.csv"
    path.write_text("name\n" + "".join(f"{cell}\n" for cell in cells), encoding="utf-8")

    assert f"to name several people and would be read as one; {told}" in checked(path)


def test_columns_are_told_apart_by_file(tmp_path: Path) -> None:
    """Two files may have a column of one name, and only one of them a bad value."""
    for name, day in (("a", "07.02.2018"), ("b", "32.01.2018")):
        (tmp_path / f"{name}.csv").write_text(f"ФИО;дата гибели\nТестов Иван;{day}\n", encoding="utf-8")
    first, second = checked(tmp_path / "a.csv", tmp_path / "b.csv").split("Columns of b.csv:")
    told = "not understood: 32.01.2018 (line 2)"

    assert (False, True) == (told in first, told in second)


def test_what_a_spreadsheet_cut_off_identifies_nobody() -> None:
    """8.80112E+15 stands for a thousand million numbers; a fraction of nothing is taken off."""
    assert ((), ("1234507",), ("00123", "ab12")) == (
        read_identifiers("8.80112E+15"),
        read_identifiers("1234507.0"),
        read_identifiers("00123; AB-12"),
    )


def test_claims_that_settings_name_are_told_with_the_lists(tmp_path: Path) -> None:
    """How words were read, and what could not be; of lists beside which nothing is claimed nothing is said."""
    (tmp_path / "claims.csv").write_text(
        "text,unit\nmore than 100,killed\nmany,killed\nmore than 100,injured\n", encoding="utf-8"
    )
    assert "" == claims_text(inspect_claims([tmp_path / "list.csv"]))
    (tmp_path / "resolver.toml").write_text('[[counts]]\nfile = "claims.csv"\n', encoding="utf-8")

    assert [
        "claims.csv: 3 records of count claims",
        "2 count claims would be used, 1 rejected",
        "Numbers read from words:",
        "  more than 100 -> 101 or more",
        'rejected: claims.csv, line 3: text: holds no number we can read: "many"; write low and high, or add the word to counts.toml',
    ] == [line for line in claims_text(inspect_claims([tmp_path / "list.csv"])).splitlines() if line]
