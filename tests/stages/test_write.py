"""write: what was written and is read again is equal, a run is written whole or not at all, and a spreadsheet runs nothing."""

import csv
import dataclasses
import getpass
import io
import json
import os
import socket
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.errors import FaultError, FolderError, UsageError
from resolver.pipeline import dedupe
from resolver.ruleset import Ruleset
from resolver.run import Run, open_run
from resolver.stages import write
from resolver.stages.read import Choices, read
from resolver.stages.write import FORMATS, KEPT, csv_bytes, manifest, tables_for_people, write_outcome
from resolver.tables import FIELDS

Row = dict[str, str | None]
Resolved = Callable[[Sequence[Row]], Run]
ReadBack = Callable[[bytes], pl.DataFrame]
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
VARYING = {"timings.json", ".lock", ".files.json"}
ROWS: list[Row] = [
    {"mention_id": "a", "name": "Косотуров Игорь", "incident": "battle", "death_date": "2018-02-07", "url": "https://e.org/a", "note": "=1+1"},
    {"mention_id": "b", "name": "Igor Kosoturov", "incident": "battle", "death_date": "2018-02-08", "url": "https://e.org/b", "note": "@SUM(A1)"},
    {"mention_id": "c", "name": "سالم خالد محمد", "incident": "battle", "death_date": None, "url": None, "note": 'said "no";\nthen, yes'},
    {"mention_id": "d", "name": "Иванов Сергей", "incident": None, "death_date": "7 Feb", "url": None, "note": "+7 900"},
    {"mention_id": "e", "name": "Неопознанный", "incident": "battle", "death_date": None, "url": None, "note": "-"},
    {"mention_id": "1E5", "name": "Сидоров Сергей Петрович", "incident": None, "death_date": None, "url": None, "note": "0012"},
    {"mention_id": "f", "name": "Сидоров Сергей Петрович", "incident": None, "death_date": None, "url": None, "note": "2018-02-07"},
]  # fmt: skip


@pytest.fixture(scope="session")
def run(resolved: Resolved) -> Run:
    """Return a small run with persons, questions and cells that a spreadsheet would misread."""
    return resolved(ROWS)


@pytest.fixture(scope="session")
def read_back(ruleset: Ruleset) -> ReadBack:
    """Return a function that reads the bytes of a CSV as a list."""

    def back(data: bytes) -> pl.DataFrame:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "mentions.csv"
            path.write_bytes(data)
            return read([path], Choices(columns=ruleset.columns)).mentions

    return back


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, without what may vary."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in VARYING
    }


def as_text(value: Any) -> str | None:
    """Return a value as CSV writes it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6f}" if isinstance(value, float) else str(value)


# Written and read again -------------------------------------------------------------------------------


def test_mentions_are_read_again_as_they_were(run: Run, read_back: ReadBack) -> None:
    """mentions.csv is a list like any other: read again, every field is what it was, formulas and all."""
    written = tables_for_people(run)["mentions"]
    found = read_back(csv_bytes(written))

    assert written.select(FIELDS).drop("list_id").equals(found.select(FIELDS).drop("list_id"))
    assert [row["note"] for row in ROWS] == found["note"].to_list()


signs = st.sampled_from(
    [*FORMULAS, "=", "+", "-", "@", "a", "Ж", "م", " ", "\n", '"', ",", ";", "|", "1", "'"]
)
cells = st.text(alphabet=signs, min_size=1, max_size=6).filter(
    lambda text: text == text.strip() and text[:1] not in ("'", "＝", "＋", "－", "＠")
)


@given(st.lists(cells, min_size=1, max_size=5))
def test_any_cell_comes_back(read_back: ReadBack, cells: list[str]) -> None:
    """What is written with an apostrophe before it is read without: no text changes on the way."""
    ids = [f"m{at}" for at in range(len(cells))]
    table = pl.DataFrame({"mention_id": ids, "name": ["Пробов Иван"] * len(cells), "note": cells})

    assert cells == read_back(csv_bytes(table))["note"].to_list()


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    "name", ["persons", "mentions", "statements", "pairs", "review", "rejects", "documents", "changes"]
)
def test_csv_holds_the_table(run: Run, name: str, plain: bool) -> None:
    """A CSV file has the header and every cell of its table, with a byte order mark unless plain was asked for."""
    table = tables_for_people(run)[name]
    data = csv_bytes(table, plain=plain)
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))

    assert data.startswith(b"\xef\xbb\xbf") != plain
    assert table.columns == header
    for row, cells in zip(table.rows(), rows, strict=True):
        expected = [as_text(value) or "" for value in row]
        bare = [
            cell if plain or cell == said else cell.removeprefix("'")
            for cell, said in zip(cells, expected, strict=True)
        ]
        assert expected == bare


@given(st.lists(st.text(alphabet=signs, max_size=6), min_size=1, max_size=6))
def test_no_cell_runs(cells: list[str]) -> None:
    """No cell of text begins with what a spreadsheet runs, also behind blanks; numbers stay numbers."""
    table = pl.DataFrame({"text": cells, "number": [-1.5] * len(cells)})
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))[1:]

    assert not [cell for cell, _ in rows if cell.lstrip(" \u00a0\u200b\ufeff").startswith(FORMULAS)]
    assert {"-1.500000"} == {number for _, number in rows}


def test_tables_for_people_are_made_when_the_report_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands twice, as it is kept and as people read it, does not stand there yet while the report takes its room."""
    events: list[str] = []
    made = write.review_table

    def review(outcome: Run) -> pl.DataFrame:
        events.append("review")
        return made(outcome)

    monkeypatch.setattr(write, "review_table", review)
    write_outcome(run, tmp_path / "out", pages={"report.html": lambda _: events.append("report")})

    assert ["report", "review"] == events


def test_parquet_holds_the_table(run: Run, tmp_path: Path) -> None:
    """Parquet keeps every table with its types."""
    run.write(tmp_path / "out", report=False, file_format="parquet")
    for name, table in tables_for_people(run).items():
        assert table.equals(pl.read_parquet(tmp_path / "out" / f"{name}.parquet"))
    for name in KEPT:
        assert getattr(run, name).equals(pl.read_parquet(tmp_path / "out" / ".resolver" / f"{name}.parquet"))


def test_a_workbook_holds_the_table_as_text(run: Run, tmp_path: Path) -> None:
    """In a workbook text stays text: no formula, no link, no number made of an id; dates stay dates."""
    run.write(tmp_path / "out", report=False, file_format="xlsx")
    for name, table in tables_for_people(run).items():
        sheet = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx").active
        assert sheet is not None
        header, *rows = sheet.iter_rows()
        assert table.columns == [cell.value for cell in header]
        for said, cells in zip(table.rows(), rows[: table.height], strict=True):
            assert "f" not in {cell.data_type for cell in cells}
            assert not [cell for cell in cells if cell.hyperlink]
            for value, cell in zip(said, cells, strict=True):
                found = cell.value.date() if isinstance(cell.value, datetime) else cell.value
                assert value == (pytest.approx(found) if isinstance(value, float) else found)
                assert value is None or isinstance(found, (type(value), float, int, date))


def test_an_opened_run_is_the_run(run: Run, tmp_path: Path) -> None:
    """What is opened again has the same tables and count, and writes the same files."""
    run.write(tmp_path / "one", report=False)
    opened = open_run(tmp_path / "one")
    opened.write(tmp_path / "two", report=False)

    assert all(getattr(run, name).equals(getattr(opened, name)) for name in KEPT)
    assert (run.count.fewest, run.count.most) == (opened.count.fewest, opened.count.most)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


# Whole or not at all ----------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_second_write_is_the_same_to_the_byte(run: Run, tmp_path: Path, file_format: str) -> None:
    """Written twice, into another folder and over itself, a run has the same bytes."""
    for folder in ("one", "two", "two"):
        run.write(tmp_path / folder, report=False, file_format=file_format)

    first = contents(tmp_path / "one")
    assert {"run.json", "summary.txt", f"persons.{file_format}", ".resolver/rules.zip"} <= set(first)
    assert first == contents(tmp_path / "two")


def test_another_format_leaves_nothing_of_the_first(run: Run, tmp_path: Path) -> None:
    """A run that replaces another leaves no file of it behind, and the user's files stay."""
    (tmp_path / "judgements.csv").write_text("mine")
    run.write(tmp_path, report=False, file_format="csv")
    run.write(tmp_path, report=False, file_format="parquet")

    assert not list(tmp_path.glob("persons.csv"))
    assert "mine" == (tmp_path / "judgements.csv").read_text()


def broken(run: Run) -> Run:
    """Return a run with a table that no CSV can hold."""
    return dataclasses.replace(run, documents=pl.DataFrame({"document_id": [["a", "b"]]}))


def test_nothing_is_half_written_when_a_table_is_broken(run: Run, tmp_path: Path) -> None:
    """A run that fails while it is encoded leaves the former run as it was, and nothing of itself in a new folder."""
    run.write(tmp_path / "out", report=False)
    before = contents(tmp_path / "out")

    for folder in ("out", "new"):
        with pytest.raises(pl.exceptions.PolarsError):
            write_outcome(broken(run), tmp_path / folder, pages={})

    assert before == contents(tmp_path / "out")
    assert [".lock"] == [one.name for one in (tmp_path / "new").iterdir()]


@pytest.mark.parametrize("writes", [0, 1, 5, 20])
def test_nothing_is_half_written_when_the_disk_is_full(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """A disk that fills up while files are written leaves the former run as it was."""
    run.write(tmp_path, report=False)
    before = contents(tmp_path)
    original, done = os.fsync, []

    def full(descriptor: int) -> None:
        done.append(descriptor)
        if len(done) > writes:
            raise OSError(28, "No space left on device")
        original(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FolderError):
        run.write(tmp_path, report=False, file_format="parquet")
    monkeypatch.undo()

    assert run.mentions.equals(open_run(tmp_path).mentions)
    assert before == contents(tmp_path)


def test_a_foreign_folder_is_refused(run: Run, tmp_path: Path) -> None:
    """A folder that holds something else is refused, named, and left alone."""
    (tmp_path / "letters.txt").write_text("mine")

    with pytest.raises(FolderError, match=r"letters\.txt"):
        run.write(tmp_path)

    assert {"letters.txt": b"mine"} == contents(tmp_path)


def test_an_unknown_format_is_refused(run: Run, tmp_path: Path) -> None:
    """A format we cannot write is told with those we can, before anything is made."""
    with pytest.raises(UsageError, match="csv, parquet, xlsx"):
        run.write(tmp_path / "out", file_format="pdf")

    assert not (tmp_path / "out").exists()


def test_a_run_does_not_write_the_users_files(run: Run, tmp_path: Path) -> None:
    """No further file may bear the name of what belongs to the user."""
    with pytest.raises(FaultError):
        write_outcome(run, tmp_path, pages={"judgements.csv": b""})

    assert {} == contents(tmp_path)


# What run.json tells ----------------------------------------------------------------------------------


def test_a_run_says_nothing_of_the_machine(tmp_path: Path) -> None:
    """No file of a run holds an absolute path, a user or a host name."""
    folder = tmp_path / "private-folder"
    folder.mkdir()
    (folder / "list.csv").write_text(
        "ФИО;дата гибели\nКосотуров Игорь;2018-02-07\n;\nитого 1;\n", encoding="cp1251"
    )
    (folder / "resolver.toml").write_text('[[list]]\nfile = "list.csv"\nstatus = "killed"\n')
    dedupe(folder / "list.csv").write(tmp_path / "out", report=False)
    telling = [b"private-folder", str(tmp_path).encode(), socket.gethostname().encode(), b"/home/"]
    telling += [name.encode() for name in (getpass.getuser(), Path.home().name) if len(name) > 4]

    for name, data in contents(tmp_path / "out").items():
        if not name.startswith(".resolver/"):
            assert not [word for word in telling if word in data], name


def test_the_manifest_is_what_stands_in_run_json(run: Run, tmp_path: Path) -> None:
    """run.json holds the manifest, with the count and the number of rows that went in."""
    run.write(tmp_path, report=False)
    told = json.loads((tmp_path / "run.json").read_text("utf-8"))

    assert json.loads(json.dumps(manifest(run))) == told
    assert {"read": len(ROWS), "used": len(ROWS), "mentions": len(ROWS), "rejected": 0} == told["rows"]
    assert (run.count.fewest, run.count.most) == (told["count"]["fewest"], told["count"]["most"])


def test_every_row_stands_in_mentions_or_rejects(run: Run) -> None:
    """mentions.csv is in the order of the input and gives each row its person."""
    written = tables_for_people(run)["mentions"]

    assert [row["mention_id"] for row in ROWS] == written["mention_id"].to_list()
    assert set(run.persons["person_id"]) == set(written["person_id"])


def test_a_question_stands_in_the_review_sheet_with_both_sides(run: Run) -> None:
    """The review sheet has a row per open question, both names, what speaks for and against, and room for a verdict."""
    sheet = tables_for_people(run)["review"]

    assert run.questions["question_id"].to_list() == sheet["question_id"].to_list()
    assert sheet.height > 0
    assert sheet.select(pl.col("left_name", "right_name", "why_asked").is_null().any()).row(0) == (
        False,
        False,
        False,
    )
    assert sheet["verdict"].null_count() == sheet.height
