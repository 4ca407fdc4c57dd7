"""What a user hands over is read whole, or a message says what to mend."""

from datetime import date
from pathlib import Path

import pytest

import resolver
from resolver.errors import InputError, UsageError
from resolver.settings import Settings, parse_settings
from resolver.sources import read_sources, read_table
from resolver.stages.read import ReadLists
from tests.fuzz.targets import rules


def read_all(source: object, said: Settings | None = None) -> ReadLists:
    """Read a source by the shipped rules."""
    return read_sources(source, rules(), said or Settings(), {}, {}, "frame", False)


def test_a_pandas_frame_says_nothing_where_it_says_nothing() -> None:
    """NaN, NaT, None and pandas.NA are all an empty cell, whatever the type of the column."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "name": pandas.array(["A", "B"], dtype="string"),
            "age": pandas.array([23, None], dtype="Int64"),
            "death_date": pandas.to_datetime(["2018-02-07", None]),
            "sex": pandas.array(["f", None], dtype="string"),
            "height": [1.5, float("nan")],
            "children": [2.0, None],
            "seen": [date(2018, 2, 8), None],
        }
    )
    columns = list(frame.columns)

    assert [
        ("A", "23", "2018-02-07", "f", "1.5", "2", "2018-02-08"),
        ("B", *[None] * 6),
    ] == read_all(frame).mentions.select(columns).rows()


@pytest.mark.parametrize("headers", [["name", "x", "x"], ["name", 1, "1"]])
def test_two_columns_of_one_name_are_refused(headers: list[object]) -> None:
    """One of them would be lost; a header may be a number."""
    pandas = pytest.importorskip("pandas")
    with pytest.raises(InputError, match="two columns of one name"):
        read_all(pandas.DataFrame([["A", 1, 2]], columns=headers))


def test_every_default_that_is_no_word_is_told(tmp_path: Path) -> None:
    """Also one of a list that another list's follows, and one of all lists that each list overrules."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("name\nA\n", encoding="utf-8")
    said = parse_settings(
        b"[defaults]\nrole = 'victm'\n[[list]]\nfile = 'a.csv'\nstatus = 'kiled'\nrole = 'casualty'\n"
        b"[[list]]\nfile = 'b.csv'\nstatus = 'killed'\nrole = 'casualty'\n"
    )
    with pytest.raises(UsageError) as caught:
        read_all([tmp_path / "a.csv", tmp_path / "b.csv"], said)

    assert [
        "resolver.toml: [defaults] role=victm: not a role we know",
        'resolver.toml: [[list]] "a.csv" status=kiled: not a status we know',
    ] == [line.split(";")[0] for line in str(caught.value).splitlines()]


def test_a_table_whose_headers_repeat_is_read_whole(tmp_path: Path) -> None:
    """Also where a header looks like the number that another one is given."""
    path = tmp_path / "pairs.csv"
    path.write_text("a,b,a,a (2)\n1,2,3,4\n", encoding="utf-8")
    table = read_table(path, expected=("a", "b"))

    assert {"a": "1", "b": "2", "a (2)": "3", "a (2) (2)": "4"} == table.row(0, named=True)


@pytest.mark.parametrize("rows", [[{"name": "Тестов Иван"}], [("Тестов Иван",)]])
def test_rows_that_are_no_table_are_told_so(rows: list[object]) -> None:
    """Rows in a plain list are neither files nor a table: what to make of them is said."""
    with pytest.raises(UsageError, match=r"polars\.DataFrame\(rows\)"):
        resolver.dedupe(rows)  # type: ignore[arg-type]
