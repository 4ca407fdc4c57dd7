"""The door through which commands write one file: onto nothing that is read, nothing of a run, nothing of somebody else's."""

from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.errors import FolderError, UsageError
from resolver.exports import workbook_of
from resolver.files import check_output, write_output
from tests.called import Program, program

LIST = "id,name,status\nm1,Тестов Илья Олегович,killed\nm2,Тестов Илья Олегович,killed\nm3,Пробин Ян,killed\n"
PAIRS = "a,b\nТестов Илья,Тестов И.\n"


@pytest.fixture
def resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return the program, in a folder with a list and a run of it."""
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    (tmp_path / "pairs.csv").write_text(PAIRS, "utf-8")
    (tmp_path / "truth.csv").write_text("mention_id,person_id\nm1,a\nm2,a\nm3,b\n", "utf-8")
    resolver.dedupe(tmp_path / "list.csv", estimate=False).write(tmp_path / "run", report=False)
    (tmp_path / "run" / "judgements.csv").write_text(
        "left_id,right_id,verdict,judge\nm1,m2,same,AK\n", "utf-8"
    )
    return program(tmp_path, monkeypatch, capsys)


COMMANDS = (
    ("report", "run", "-o"),
    ("dossier", "run", "m1", "-o"),
    ("diff", "run", "run", "--csv"),
    ("overlap", "run", "-o"),
    ("estimate", "run", "-o"),
    ("evaluate", "run", "--truth", "truth.csv", "--json"),
    ("sample", "run", "-o"),
    ("train", "run", "--truth", "truth.csv", "-o"),
    ("export", "run", "--as", "nomenklatura", "-o"),
    ("names", "score", "pairs.csv", "-o"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    "name", ["run/judgements.csv", "run/persons.csv", "list.csv", "pairs.csv", "truth.csv"]
)
def test_no_command_writes_over_what_is_there(
    resolve: Program, tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    """Answers, tables of a run and lists stay as they are, byte for byte, and the refusal names the mend."""
    before = (tmp_path / name).read_bytes()

    done = resolve(*command, name)

    assert (2, True) == (done.code, "choose another name" in done.err)
    assert before == (tmp_path / name).read_bytes()


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("report", "run", "-o"), "page.html"),
        (("dossier", "run", "m1", "-o"), "one.txt"),
        (("diff", "run", "run", "--csv"), "changes.csv"),
        (("evaluate", "run", "--truth", "truth.csv", "--json"), "how.json"),
        (("train", "run", "--truth", "truth.csv", "-o"), "model.json"),
        (("export", "run", "-o"), "persons.xlsx"),
        (("names", "score", "pairs.csv", "-o"), "scored.csv"),
    ],
    ids=lambda one: one if isinstance(one, str) else " ".join(one),
)
def test_a_command_may_be_repeated(resolve: Program, command: tuple[str, ...], name: str) -> None:
    """What a command wrote is written again by the same command under the same name."""
    assert [0, 0] == [resolve(*command, name).code for _ in range(2)]


def test_a_table_is_known_by_its_header(tmp_path: Path) -> None:
    """New rows take the place of old ones under the same header; a column that somebody added is not lost, an empty file is no loss."""
    path = tmp_path / "found.csv"
    path.touch()

    for data in (b"id,age\nm1,38\n", b"id,age\nm1,39\n"):
        write_output(path, data)
    path.write_bytes(b"id,age,checked\nm1,39,yes\n")

    with pytest.raises(UsageError, match="was not written by this command"):
        write_output(path, b"id,age\nm1,40\n")
    assert b"id,age,checked\nm1,39,yes\n" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_workbook_is_known_by_its_sheets(tmp_path: Path) -> None:
    """The persons of a run that changed take the place of the former ones; somebody's own workbook stays."""
    path = tmp_path / "persons.xlsx"
    for name in ("Тестов Илья", "Пробин Ян"):
        run = resolver.dedupe(pl.DataFrame({"id": ["m1"], "name": [name]}))
        write_output(path, workbook_of(run))
    written = path.read_bytes()
    own = tmp_path / "own.xlsx"
    pl.DataFrame({"name": ["Пробин Ян"]}).write_excel(own)

    with pytest.raises(UsageError, match="was not written by this command"):
        write_output(own, written)
    assert written != own.read_bytes()


def test_a_file_that_a_run_has_not_written_yet_is_the_runs_own(tmp_path: Path) -> None:
    """The user's own files of a run, and its hidden ones, are refused before they are there; other names beside them are free."""
    resolver.dedupe(pl.DataFrame({"id": ["m1"], "name": ["Тестов Илья"]})).write(tmp_path, report=False)

    for name in ("corrections.csv", "Judgements.csv", ".resolver/more.csv", ".lock"):
        with pytest.raises(FolderError, match="belongs to the run"):
            check_output(tmp_path / name)
    check_output(tmp_path / "with-notes.html")
    check_output(None)


def test_a_link_to_an_input_is_that_input(tmp_path: Path) -> None:
    """Another path to a file that is read is refused, too."""
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    (tmp_path / "same.csv").symlink_to(tmp_path / "list.csv")

    with pytest.raises(UsageError, match="is read by this command"):
        check_output(tmp_path / "same.csv", inputs=[tmp_path / "list.csv"])
