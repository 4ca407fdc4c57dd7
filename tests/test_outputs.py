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


MORE = "id,name,status\nn1,Тестов Илья Олегович,killed\nn2,Новиков Лев,killed\n"


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("report", "run", "-o"), "page.html"),
        (("dossier", "run", "m1", "-o"), "one.txt"),
        (("dossier", "run", "m1", "-o"), "one.html"),
        (("overlap", "run", "-o"), "ov.csv"),
        (("overlap", "run", "-o"), "ov.svg"),
    ],
    ids=lambda one: one if isinstance(one, str) else " ".join(one),
)
def test_a_command_may_be_repeated_after_another_run(
    resolve: Program, tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    """With a list more the titles, the columns and the numbers are others, and the file is still known."""
    assert 0 == resolve(*command, name).code
    before = (tmp_path / name).read_bytes()
    (tmp_path / "more.csv").write_text(MORE, "utf-8")
    lists = [tmp_path / "list.csv", tmp_path / "more.csv"]
    resolver.dedupe(lists, estimate=False).write(tmp_path / "run", report=False)

    done = resolve(*command, name)

    assert (0, "") == (done.code, done.err)
    assert before != (tmp_path / name).read_bytes()


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        (("dossier", "run", "m1"), ("dossier", "run", "m3"), "one.txt"),
        (("dossier", "run", "m1"), ("dossier", "run", "m3"), "one.html"),
        (("overlap", "run"), ("overlap", "run", "--by", "status"), "ov.csv"),
        (("overlap", "run", "--by", "status"), ("overlap", "run", "--draws", "2"), "ov.csv"),
        (("names", "score", "pairs.csv"), ("names", "score", "wider.csv"), "scored.csv"),
    ],
)
def test_a_command_may_be_repeated_with_other_choices(
    resolve: Program, tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...], name: str
) -> None:
    """Another person, another field, an input with a column more: the file is of the same kind."""
    (tmp_path / "wider.csv").write_text("a,b,note\nТестов Илья,Тестов И.,new\n", "utf-8")

    assert [0, 0, 0] == [resolve(*one, "-o", name).code for one in (first, second, first)]


@pytest.mark.parametrize(
    ("command", "name", "own"),
    [
        (("dossier", "run", "m1"), "own.txt", "DOSSIER on the village\n\nasked on Monday\n"),
        (("dossier", "run", "m1"), "own.html", "<!doctype html>\n<title>Dossier P-324S0A</title>\n"),
        (("report", "run"), "own.html", '<!doctype html>\n<html lang="en">\n<head>\n<title>list</title>\n'),
        (("overlap", "run"), "own.csv", "person_id,name,in_list\nP-1,Пробин Ян,1\n"),
        (("overlap", "run"), "own.svg", '<svg xmlns="http://www.w3.org/2000/svg" class="map"></svg>\n'),
        (
            ("names", "score", "pairs.csv"),
            "own.csv",
            "a,b,match_weight,match_probability,level,why,checked\n",
        ),
        (("names", "score", "pairs.csv"), "own.csv", "a,b,why\nТестов Илья,Тестов И.,the same\n"),
    ],
)
def test_a_file_of_another_kind_stays(
    resolve: Program, tmp_path: Path, command: tuple[str, ...], name: str, own: str
) -> None:
    """What only looks a little like ours is somebody's own."""
    (tmp_path / name).write_text(own, "utf-8")

    done = resolve(*command, "-o", name)

    assert (2, True) == (done.code, "was not written by this command" in done.err)
    assert own == (tmp_path / name).read_text("utf-8")


def test_a_dossier_and_a_report_are_no_one_kind(resolve: Program) -> None:
    """Neither page takes the place of the other."""
    assert [0, 2] == [
        resolve(*one, "-o", "page.html").code for one in (("report", "run"), ("dossier", "run", "m1"))
    ]


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
