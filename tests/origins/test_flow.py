"""Answers about documents over the command line: kept, obeyed, verified, repeated, published, taken back."""

import csv
from pathlib import Path

import pytest

from tests.called import Program, program

ROWS = """mention_id,document_id,publisher,name,birth_date,status,reported_date
m1,a,Outlet A,Косотуров Игорь Тестович,1979-05-14,killed,2025-03-01
m2,b,Outlet B,Косотуров Игорь Тестович,1979-05-14,killed,2025-03-02
m3,c,Outlet C,Косотуров Игорь Тестович,1979-05-14,killed,2025-03-03
"""


@pytest.fixture
def resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return the program, in a folder with a list and a run of it."""
    found = program(tmp_path, monkeypatch, capsys)
    Path("list.csv").write_text(ROWS, "utf-8")
    Path("resolver.toml").write_text('[[list]]\nfile = "list.csv"\nsensitivity = "public"\n', "utf-8")
    assert 0 == found("dedupe", "list.csv", "-o", "out", "--no-report", "-q").code
    return found


def _range(folder: str) -> tuple[str, str]:
    row = next(csv.DictReader(Path(folder, "persons.csv").read_text("utf-8-sig").splitlines()))
    return row["origin_count_low"], row["origin_count_high"]


def test_an_answer_from_acceptance_to_undoing(resolve: Program) -> None:
    """Accepted, the next run counts one origin less; the run verifies, repeats and publishes so; taken back, all is as before."""
    assert ("1", "3") == _range("out")
    said = resolve("reposts", "out", "--accept", "b", "--of", "a", "--judge", "AK", "--reason", "same words")
    assert said.out.startswith("1 answer added: o-"), said.out

    assert 0 == resolve("dedupe", "list.csv", "-o", "out", "--no-report", "-q").code
    assert ("1", "2") == _range("out")
    listed = resolve("reposts", "out").out
    assert "b repeats a   AK: same words" in listed
    checked = resolve("verify", "out")
    assert (0, True) == (checked.code, "1 answers about documents" in checked.out), checked.out
    assert 0 == resolve("rerun", "out").code
    assert 0 == resolve("export", "out", "--profile", "public", "-o", "public").code
    assert ("1", "2") == _range("public")
    assert not Path("public", "reposts.csv").exists()

    answer = said.out.split()[3].rstrip(",")
    assert 0 == resolve("reposts", "out", "--undo", answer, "--judge", "AK").code
    assert 0 == resolve("dedupe", "--previous", "out", "-q", "--no-report").code
    assert ("1", "3") == _range("out")
    assert 3 == len(Path("out", "reposts.csv").read_text("utf-8-sig").splitlines())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--accept", "g-NONE00", "--judge", "AK"), "no suggestion 'g-NONE00'"),
        (("--accept", "b", "--of", "nowhere", "--judge", "AK"), "no document 'nowhere'"),
        (("--accept", "b", "--of", "b", "--judge", "AK"), "no repost of itself"),
        (("--accept", "b", "--of", "a"), "say who judges"),
        (("--undo", "o-NONE0000", "--judge", "AK"), "no answer 'o-NONE0000'"),
        (("--accept", "b", "--refuse", "c", "--judge", "AK"), "one thing at a time"),
    ],
)
def test_what_cannot_be_meant_is_told(arguments: tuple[str, ...], told: str, resolve: Program) -> None:
    """Nothing is written that names a document or a suggestion which is not there, or that nobody says."""
    done = resolve("reposts", "out", *arguments)

    assert (2, True) == (done.code, told in done.err), done.err
    assert not Path("out", "reposts.csv").exists()


def test_a_lost_answer_is_told_by_verify(resolve: Program) -> None:
    """Whoever deletes an answer that a run obeyed breaks a law."""
    resolve("reposts", "out", "--accept", "b", "--of", "a", "--judge", "AK")
    resolve("dedupe", "list.csv", "-o", "out", "--no-report", "-q")
    kept = Path("out", "reposts.csv")
    kept.write_text(kept.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")

    done = resolve("verify", "out")

    assert (3, True) == (done.code, "is gone" in done.out), done.out
