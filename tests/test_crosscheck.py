"""Looking people up in a register: candidates and namesakes are told, ties stay open, and no row of the register leaves it."""

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import resolver
from resolver.cli import app
from resolver.errors import UsageError
from resolver.filled import filled
from resolver.pipeline import cross_check
from resolver.run import Run
from tests.lists import people

LIVING = "Проверяев Сергей Петрович"
REGISTER_ROWS = 20_000


def register(rows: int, *, seed: int = 1) -> pl.DataFrame:
    """Return a register of made people, fourteen of one name and year of birth among them, with telephones and relatives."""
    drawn = random.Random(seed)
    parts = [
        people(min(10_000, rows - 14 - start), seed=seed + start) for start in range(0, rows - 14, 10_000)
    ]
    made = pl.concat(parts).select("name", "birth_date")
    living = pl.DataFrame(
        {
            "name": [LIVING] * 14,
            "birth_date": [f"1990-{month % 12 + 1:02}-{month + 3:02}" for month in range(14)],
        }
    )
    return pl.concat([made, living]).with_columns(
        mention_id=pl.Series([f"reg{number:07}" for number in range(rows)]),
        telephone=pl.Series([f"+7900{drawn.randrange(10**7):07}" for _ in range(rows)]),
        relative=pl.Series(["Свидетелева Анна"] * rows),
    )


def mine(of: pl.DataFrame, count: int) -> pl.DataFrame:
    """Return people who stand in the register, and one who could be fourteen of it."""
    known = of.head(count - 1).select("name", "birth_date")
    doubtful = pl.DataFrame({"name": [LIVING], "birth_date": ["1990"]})
    every = pl.concat([known, doubtful])
    return every.with_columns(mention_id=pl.Series([f"m{number:03}" for number in range(count)]))


@pytest.fixture(scope="module")
def looked_up() -> Run:
    """A hundred people looked up in a register of twenty thousand."""
    of = register(REGISTER_ROWS)
    return cross_check(mine(of, 100), of, defaults={"status": "killed"})


def test_fourteen_namesakes_stay_open(looked_up: Run) -> None:
    """Fourteen living people of one name and year: fourteen candidates, open, nothing automatic."""
    link = looked_up.links.filter(my_id="m099").row(0, named=True)
    found = looked_up.link_candidates.filter(my_id="m099")

    assert ("open", 14, 14) == (link["decided"], link["candidates"], link["namesakes_in_registry"])
    assert "14 rows of the register fit" == link["why"]
    assert [f"reg{number:07}" for number in range(REGISTER_ROWS - 14, REGISTER_ROWS)] == sorted(
        found["registry_id"]
    )
    assert not found["is_link"].any()


def test_the_others_are_found(looked_up: Run) -> None:
    """Whoever stands in the register with name and birthday is found, and nobody is linked to anybody else."""
    links = looked_up.links.filter(pl.col("my_id") != "m099").with_columns(
        right=filled("reg{}", pl.col("my_id").str.strip_prefix("m").str.zfill(7))
    )

    assert (
        0 == links.filter((pl.col("decided") == "auto") & (pl.col("registry_id") != pl.col("right"))).height
    )
    assert 95 <= links.filter(decided="auto").height


def test_every_mention_of_mine_once(looked_up: Run) -> None:
    """LINKS has each mention of mine once, in the order of the list."""
    assert [f"m{number:03}" for number in range(100)] == looked_up.links["my_id"].to_list()


def test_the_register_is_not_counted(looked_up: Run) -> None:
    """Persons, count and lists are those of my hundred alone."""
    assert 100 == looked_up.mentions.height
    assert ["frame"] == looked_up.lists["list_id"].to_list()
    assert 100 == looked_up.count.most


def test_nothing_of_the_register_leaves_it(tmp_path: Path) -> None:
    """Of the register only ids and lines of rows that fit are written: no telephone, no relative, no other id."""
    of = register(300, seed=2)
    run = cross_check(mine(of, 20), of, defaults={"status": "killed"})
    run.write(tmp_path / "out", report=True)
    fitting = set(run.link_candidates["registry_id"])

    for file in (tmp_path / "out").rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        assert b"+7900" not in data, file
        assert "Свидетелева".encode() not in data, file
        assert not [one for one in of["mention_id"] if one.encode() in data and one not in fitting], file
    assert run.links.equals(resolver.open(tmp_path / "out").links)


def test_two_of_mine_for_one_row() -> None:
    """Where two different people of mine fit one row of the register, neither has it."""
    own = pl.DataFrame(
        {
            "mention_id": ["a", "b"],
            "name": ["Образцов Игорь Тестович", "Образцов Игорь Тестович"],
            "birth_date": ["1979-05-14", "1979-05-14"],
            "origin_place": ["Казань", "Самара"],
        }
    )
    apart = pl.DataFrame({"name": ["Образцов Игорь Тестович"], "birth_date": ["1979-05-14"]})
    run = cross_check(own, apart, estimate=False)

    if run.persons.height == 2:
        assert {"open"} == set(run.links["decided"])
    else:
        assert {"auto"} == set(run.links["decided"])


def test_a_cell_of_several_people_is_open() -> None:
    """Two brothers in one cell are not the one who stands in the register."""
    own = pl.DataFrame(
        {
            "mention_id": ["a", "b"],
            "name": ["Прудов Иван Петрович, Прудов Пётр Петрович", "Прудов Иван Петрович"],
            "origin_place": ["Тула", "Тула"],
        }
    )
    run = cross_check(own.head(1), own.tail(1), estimate=False)

    assert ["open"] == run.links["decided"].to_list()
    assert ["a cell that seems to name several people links nobody"] == run.links["why"].to_list()


def test_contradicting_births_are_a_question_or_nothing() -> None:
    """A row of the same name with another birthday is never linked."""
    own = pl.DataFrame({"name": ["Косотуров Игорь Тестович"], "birth_date": ["1979-05-14"]})
    other = pl.DataFrame({"name": ["Косотуров Игорь Тестович"], "birth_date": ["1991-02-03"]})

    assert "auto" != cross_check(own, other).links["decided"][0]


@settings(max_examples=3)
@given(st.integers(0, 10_000), st.permutations(range(12)))
def test_order_does_not_matter(seed: int, order: list[int]) -> None:
    """Rows of the register in another order give the same answer; each row of it goes to one person at most."""
    of = register(26, seed=seed).with_columns(origin_place=pl.lit("Казань"))
    own = mine(of, 8)
    one, other = (
        cross_check(own, rows, estimate=False).links for rows in (of, of[order + list(range(12, 26))])
    )
    linked = one.filter(decided="auto").unique("person_id")

    assert one.equals(other)
    assert linked["registry_id"].n_unique() == linked.height


def test_on_the_command_line(tmp_path: Path) -> None:
    """``link MINE --reference REGISTER`` writes links.csv, says what it found, and wants one list or a register."""
    of = register(200, seed=3)
    mine(of, 30).write_csv(tmp_path / "mine.csv")
    of.rename({"name": "whole"}).write_csv(tmp_path / "register.csv")
    told = ["--reference", str(tmp_path / "register.csv"), "--reference-map", "name=whole"]
    done = CliRunner().invoke(app, ["link", str(tmp_path / "mine.csv"), *told, "-o", str(tmp_path / "out")])
    links = pl.read_csv(tmp_path / "out" / "links.csv")

    assert 0 == done.exit_code, done.output
    assert "Looked up in register.csv (200 rows, none of them counted)" in done.output
    assert 30 == links.height
    assert 25 <= links.filter(decided="auto").height
    with pytest.raises(UsageError, match="one of the two"):
        CliRunner().invoke(
            app, ["link", str(tmp_path / "mine.csv"), "-o", str(tmp_path / "x")], catch_exceptions=False
        )
