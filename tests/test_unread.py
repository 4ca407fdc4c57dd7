"""Filled cells that nobody understood are told, with how many and the commonest; silence is none of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

from resolver import dedupe, link
from resolver.pipeline import cross_check
from resolver.run import Run

_NAMES = ("Тестов Иван", "Пробов Пётр", "Макетов Олег", "Образцов Лев", "Примеров Глеб")


def run_of(cells: Mapping[str, Sequence[str | None]]) -> Run:
    """Return a run over rows of invented people."""
    count = len(next(iter(cells.values())))
    return dedupe(pl.DataFrame({"name": _NAMES[:count], **cells}), estimate=False)


@pytest.mark.parametrize(
    ("field", "cells", "told"),
    [
        (
            "birth_date",
            ["1 zzq 1965", "1 zzq 1965", "2 qqz 1938", "1.1.1970", "n/a"],
            "3 of 4 filled cells not understood: 1 zzq 1965 (2) · 2 qqz 1938",
        ),
        ("death_date", ["zzq", "7.2.2018"], "1 of 2 filled cells not understood: zzq"),
        (
            "age",
            ["zzq", "qqz", "zqz", "qzq", "30"],
            "4 of 5 filled cells not understood: qqz · qzq · zqz · …",
        ),
        (
            "sex",
            ["zzq", "m", None],
            "1 of 2 filled cells not understood: zzq; add the words to [sex] of rules/vocabulary.toml: rules/README.md, “Add a word”",
        ),
        (
            "status",
            ["zzq", "killed", "unconfirmed"],
            "1 of 3 filled cells not understood: zzq; add the words to [status] of rules/vocabulary.toml: rules/README.md, “Add a word”",
        ),
    ],
)
def test_cells_that_nobody_understood_are_told(field: str, cells: list[str | None], told: str) -> None:
    """One line for each field; words for nothing and words for the unknown are understood."""
    assert [f"{field}: {told}"] == list(run_of({field: cells}).notes)


def test_what_is_understood_is_not_told() -> None:
    """An age among birth dates, a year among ages, a silent column: nothing to tell."""
    rows = {
        "birth_date": ["28 лет", "1985", None],
        "age": [None, None, "1989 г.р."],
        "sex": ["-", "f", None],
        "role": ["other", None, "victim"],
    }

    assert () == run_of(rows).notes


def test_linking_tells_what_it_did_not_understand(tmp_path: Path) -> None:
    """Of two lists, and of a register, of which only its own cells are told."""
    mine, other = tmp_path / "mine.csv", tmp_path / "other.csv"
    mine.write_text("id,name,birth date\na,Тестов Иван,1.1.1985\n", encoding="utf-8")
    other.write_text("id,name,birth date\nb,Тестов Иван,1 zzq 1985\n", encoding="utf-8")
    told = "filled cells not understood: 1 zzq 1985"

    assert ([f"birth_date: 1 of 2 {told}"], [f"register: birth_date: 1 of 1 {told}"]) == (
        list(link(mine, other, estimate=False).notes),
        list(cross_check(mine, other, estimate=False).notes),
    )


@pytest.mark.parametrize(
    ("left", "right", "people"),
    [
        ({"birth_date": "1938 zzq"}, {"birth_date": "1965 zzq"}, 2),
        ({"birth_date": "1938 zzq"}, {"birth_date": "1.5.1965"}, 2),
        ({"birth_date": "1.5.1965"}, {"age": "zzq"}, 2),
        ({"age": "34 zzq"}, {"age": "70 zzq"}, 2),
        ({"birth_date": "1938 zzq"}, {"birth_date": " 1938  ZZQ."}, 1),
        ({"birth_date": "1938 zzq"}, {}, 1),
        ({"birth_date": "1938 zzq", "age": "52"}, {"birth_date": "1.5.1965"}, 1),
        (
            {"birth_date": "1938 zzq", "identifiers": "A-77123"},
            {"birth_date": "x", "identifiers": "A77123"},
            1,
        ),
        ({"birth_date": "1.5.1965"}, {"birth_date": "1.5.1965", "age": "zzq"}, 1),
    ],
)
def test_births_that_nobody_understood_are_a_question(
    left: Mapping[str, str], right: Mapping[str, str], people: int
) -> None:
    """Two stated births, one of them not understood, may contradict: no program links over them but by an identifier or equal words."""
    run = run_of_two(left, right)

    assert (people, people - 1) == (run.persons.height, run.questions.height)


def test_a_silent_third_does_not_join_births_that_nobody_understood() -> None:
    """It fits either of the two, and is asked about; of the two the question says that a cell was not understood."""
    run = run_of_two({"birth_date": "1938 zzq"}, {"birth_date": "1965 zzq"}, {})
    reasons = [reason.split(":")[0] for reason in run.questions["reason"]]

    assert 3 == run.persons.height
    assert {
        "likely, but so is another who may not be the same person",
        "the birth or the age of one of the two is stated but was not understood",
    } == set(reasons)


def run_of_two(*rows: Mapping[str, str]) -> Run:
    """Return a run over rows of one rare name, place and day, which are one person as far as nothing else is said."""
    alike = {
        "name": "Косотуров Игорь Тестович",
        "death_date": "7.2.2018",
        "origin_place": "Пробинск",
        "incident": "battle",
    }
    fields = {name: None for row in rows for name in row}
    return dedupe(pl.DataFrame([{**fields, **alike, **row} for row in rows]), estimate=False)


def test_no_row_of_a_register_is_found_over_a_birth_that_nobody_understood(tmp_path: Path) -> None:
    """It is put before a human, with the reason."""
    mine, other = tmp_path / "mine.csv", tmp_path / "other.csv"
    row = "Косотуров Игорь Тестович,7.2.2018,Пробинск"
    mine.write_text(f"id,name,date of death,from,birth date\na,{row},1.1.1985\n", encoding="utf-8")
    other.write_text(f"id,name,date of death,from,birth date\nb,{row},1 zzq 1938\n", encoding="utf-8")
    link_of = cross_check(mine, other, estimate=False).links.row(0, named=True)

    assert (
        "open",
        "names, fathers, births or days of death differ, or a birth was not understood, and no number agrees",
    ) == (link_of["decided"], link_of["why"])


def test_a_place_beside_a_birth_is_no_riddle() -> None:
    """Births in a column of dates and places are read, and keep two people of one name apart."""
    cells = ["12/03/1965 à Testville", "05/07/1931 à Testbourg"]
    run = dedupe(pl.DataFrame({"name": ["Тестов Иван"] * 2, "birth_date": cells}), estimate=False)

    assert (2, 0) == (run.persons.height, run.questions.height)


def test_of_two_parents_the_first_is_the_father() -> None:
    """«Mohamed et Khadidja» names the father and the mother; the cell stays as it is."""
    cells = ["Mohamed et Khadidja", "Mohamed", "Ahmed et Zohra"]
    run = dedupe(pl.DataFrame({"name": ["Testov Abdelkader"] * 3, "patronymic": cells}), estimate=False)

    levels = run.pairs.filter(pl.col("patronymic_level") == "same")
    assert 1 == levels.height
    assert sorted(cells) == sorted(run.mentions["patronymic"])
