"""rerun: a run comes out the same from what it keeps, whatever it was; where it cannot be repeated, it is said why."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from resolver.cli import app
from resolver.errors import FolderError, UsageError
from resolver.files import sha256_of, write_atomically
from resolver.pipeline import dedupe, rerun
from tests.lists import people, twice

SETTINGS = """
[population]
size = 5000

[[list]]
file = "sub/other-*.csv"
id = "others"
sensitivity = "public"
status = "killed"

[comparisons]
phone = "exact"
"""
RUNS: Mapping[str, str] = {
    "plain": "dedupe many.csv -o plain --plain --default status=killed --map origin_place=Whence",
    "two": "dedupe many.csv sub/other-1.csv -o two --format parquet --no-report --settings two.toml --default status=killed",
    "shipped": "dedupe few.csv -o shipped --no-estimate --format xlsx --no-report --judgements said.csv",
    "quick": "dedupe many.csv -o quick --for-benchmark --no-report --default status=killed",
    "fitted": "dedupe many.csv -o fitted --model plain/.resolver/model.json --no-report --rules mine",
    "across": "link few.csv sub/other-1.csv -o across --no-report --default status=killed",
    "register": "link few.csv --reference register.csv -o register --no-report --reference-map name=Who",
    "next": "dedupe --previous shipped --add more.csv --replace few=few-2.csv --confirm-withdrawals -o next --no-report",
    "third": "dedupe --previous next --add sub/other-1.csv --refit --confirm-refit -o third --no-report --default status=killed",
}
FEW = "id,name,birth_date,phone\nm1,Тестов Илья,1985-01-02,1\nm2,Ilya Testov,1985-01-02,\nm3,Пробов Ян,,\nm4,Пробов Ян,,\n"


def write_lists(folder: Path) -> None:
    """Write lists, answers and rules into a folder."""
    whole, _ = twice(people(90, seed=1), seed=2)
    whole.rename({"origin_place": "Whence"}).write_csv(folder / "many.csv")
    for name, text in {
        "few.csv": FEW,
        "few-2.csv": FEW.replace("m3,Пробов Ян", "m3,Пробов Яков"),
        "more.csv": "id,name,birth_date\nm5,Макетов Олег,1990-03-04\n",
        "sub/other-1.csv": "id;ФИО;phone\no1;Тестов Илья;1\no2;Образцов Пётр;\n",
        "two.toml": SETTINGS,
        "said.csv": "left_id,right_id,verdict,judge\nm3,m4,same,AK\n",
        "register.csv": "mention_id,Who,birth_date\nr1,Testov Ilya,1985-01-02\nr2,Чужой Пётр,1950-01-01\n",
        "mine/linking.toml": "[costs]\nwrong_merge = 20.0\n",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with lists and runs of them, one of every kind."""
    folder = tmp_path_factory.mktemp("made")
    write_lists(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in RUNS.values():
            done = CliRunner().invoke(app, [*line.split(), "-q"], catch_exceptions=False)
            assert 0 == done.exit_code, f"{line}: {done.output}"
            if "-o shipped" in line:
                said = (
                    "correct shipped --set m3 --field name --value Пробный --by AK --confidential --basis x"
                )
                CliRunner().invoke(app, said.split(), catch_exceptions=False)
    return folder


def previous_of(name: str, folder: Path) -> Path | None:
    """Return the run that a run went on from."""
    words = RUNS[name].split()
    return folder / words[words.index("--previous") + 1] if "--previous" in words else None


@pytest.mark.parametrize("name", RUNS)
def test_a_run_comes_out_the_same(made: Path, name: str) -> None:
    """Options, settings, rules, models, answers, corrections, registers, earlier runs: a run keeps all it needs to be repeated."""
    again = rerun(made / name, lists_in=[made, made / "sub"], previous=previous_of(name, made))

    assert () == again.differences
    assert again.files > 20
    assert [] == [one.name for one in made.iterdir() if one.name.startswith(".")]


def test_lists_may_have_moved_and_the_run_can_be_kept(made: Path, tmp_path: Path) -> None:
    """A list is known by its hash; with -o the new run is kept and verifies like the first."""
    shutil.copy(made / "few.csv", tmp_path / "renamed.csv")
    again = rerun(made / "shipped", lists_in=[tmp_path], output=tmp_path / "kept")

    assert again.is_same
    assert (tmp_path / "kept" / "persons.xlsx").is_file()


def test_files_of_one_name_are_told_apart(made: Path, tmp_path: Path) -> None:
    """Two files of one name were added from two folders: each is found again by its own name and hash."""
    for name, row in (("one", "o7,Тестов Глеб"), ("two", "o8,Пробов Лев")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "list.csv").write_text(f"id,name\n{row}\n", "utf-8")
    files = [tmp_path / name / "list.csv" for name in ("one", "two")]
    dedupe(files, previous=made / "shipped").write(tmp_path / "run", report=False)

    assert rerun(tmp_path / "run", lists_in=[tmp_path], previous=made / "shipped").is_same


def test_a_run_that_left_files_out_is_not_repeated(made: Path, tmp_path: Path) -> None:
    """A file that could not be read is told in a note and kept in mind; what it held nobody knows."""
    files = [made / "more.csv", tmp_path / "nowhere.csv"]
    dedupe(files, previous=made / "shipped", skip_unreadable=True).write(tmp_path / "run", report=False)

    with pytest.raises(UsageError, match=r"skipped: .*nowhere\.csv: there is no such file"):
        rerun(tmp_path / "run", lists_in=[made], previous=made / "shipped")


def test_a_run_is_never_written_over_itself(made: Path, tmp_path: Path) -> None:
    """Compared with itself any run would come out the same: its own folder, however it is named, is refused and stays as it was."""
    run = shutil.copytree(made / "shipped", tmp_path / "shipped")
    (tmp_path / "other").symlink_to(run)
    (run / "summary.txt").write_text("nobody died", "utf-8")

    for output in (run, tmp_path / "other"):
        with pytest.raises(UsageError, match="choose another folder"):
            rerun(run, lists_in=[made], output=output)
    assert "nobody died" == (run / "summary.txt").read_text("utf-8")


def test_a_run_that_lies_where_nobody_may_write(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a medium that can only be read, the mend that is told helps: with -o everything is written there."""
    lend = tempfile.mkdtemp

    def refused(*, dir: Path, prefix: str) -> str:  # noqa: A002
        if dir == made:
            raise OSError(30, "Read-only file system")
        return lend(dir=dir, prefix=prefix)

    monkeypatch.setattr(tempfile, "mkdtemp", refused)
    with pytest.raises(
        FolderError, match=r"cannot be written \(read-only file system\); name a folder with -o"
    ):
        rerun(made / "shipped", lists_in=[made])
    assert rerun(made / "shipped", lists_in=[made], output=tmp_path / "deep" / "run").is_same


def changed_list(folder: Path) -> None:
    """Change a list after the run."""
    (folder / "few.csv").write_text(FEW + "m9,Новый Пётр,,\n", "utf-8")


def other_version(folder: Path) -> None:
    """Let another version have made the run."""
    told = json.loads((folder / "shipped" / "run.json").read_bytes())
    (folder / "shipped" / "run.json").write_text(json.dumps({**told, "resolver": "0.0.9"}))


@pytest.mark.parametrize(
    ("name", "spoil", "told"),
    [
        ("shipped", changed_list, r"few\.csv: is not the file that was read"),
        ("shipped", lambda folder: (folder / "few.csv").unlink(), r"few\.csv: not found; name the folder"),
        ("shipped", other_version, r"was made by resolver 0\.0\.9.*install resolver 0\.0\.9"),
        ("next", lambda folder: None, r"run 2 of its lists.*give the folder of that run with --previous"),
    ],
)
def test_it_is_said_why_a_run_cannot_be_repeated(
    made: Path, tmp_path: Path, name: str, spoil: Callable[[Path], None], told: str
) -> None:
    """A list that is gone or another, another version, a run that was gone on from and not given: told with the mend."""
    folder = shutil.copytree(made, tmp_path / "made")
    spoil(folder)

    with pytest.raises(UsageError, match=told):
        rerun(folder / name, lists_in=[folder])
    with pytest.raises(UsageError, match="not the run that this one went on from"):
        rerun(folder / "next", lists_in=[folder], previous=folder / "plain")


def test_what_was_altered_since_is_told(made: Path, tmp_path: Path) -> None:
    """A run that comes out as it was written says so, and that its folder holds another file now."""
    run = shutil.copytree(made / "shipped", tmp_path / "shipped")
    (run / "summary.txt").write_text("nobody died", "utf-8")
    again = rerun(run, lists_in=[made])

    assert again.is_same
    assert ("summary.txt",) == again.altered
    assert "Altered since it was written, as resolver verify tells: summary.txt." in str(again)


def test_what_came_out_otherwise_is_told(made: Path, tmp_path: Path) -> None:
    """As if another machine had decided otherwise: which file, from which row on, and what stands there."""
    run = shutil.copytree(made / "shipped", tmp_path / "shipped")
    summary = (run / "summary.txt").read_text("utf-8").replace("rows read", "lines read")
    (run / "summary.txt").write_text(summary, "utf-8")
    hashes = json.loads((run / ".files.json").read_bytes())
    hashes["summary.txt"] = sha256_of(run / "summary.txt")
    hashes["extra.csv"] = "00"
    write_atomically(run / ".files.json", json.dumps(hashes).encode())
    (run / "review.csv").unlink(missing_ok=True)
    again = rerun(run, lists_in=[made])

    assert not again.is_same
    assert "extra.csv: was written and is not now" in again.differences
    assert "summary.txt: from line 1 on: 4 lines read" in str(again)
    assert "4 rows read" in str(again)


def test_the_command_says_the_same(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words and as JSON, in the folder of the lists without an option; exit code 3 when something differs."""
    folder = shutil.copytree(made, tmp_path / "made")
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(app, ["rerun", "shipped"])
    assert (0, True) == (done.exit_code, "The run came out the same" in done.output)

    (folder / "shipped" / ".files.json").write_text(
        (folder / "shipped" / ".files.json").read_text().replace('"rejects.', '"others.')
    )
    done = CliRunner().invoke(app, ["rerun", "shipped", "--json"])
    assert (3, False) == (done.exit_code, json.loads(done.output)["is_same"])
