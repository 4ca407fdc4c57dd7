"""verify: a run as it was written holds every law, and whatever is altered, lost or made up afterwards is told in words."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.errors import FolderError, UsageError
from resolver.files import sha256_of, write_atomically, written_files
from resolver.run import verify_run
from resolver.verification import Verified
from resolver.verification.differences import difference
from tests.called import Program, program
from tests.strategies import few

LIST = """id,name,birth_date,death_date,incident,note
m1,Косотуров Игорь,1979-05-14,2018-02-07,battle,=1+1
m2,Igor Kosoturov,,2018-02-07,battle,
m3,Тестов Илья,1985-01-02,2018-02-08,battle,"one
two"
m4,Тестов Илья,,2018-02-08,,
,,,,,
итого,4,,,,
"""
JUDGED = (
    "left_id,right_id,verdict,judge,reason\nm3,m4,same,AK,certain\nm1,m3,different,AK,\nm2,m4,unsure,BC,\n"
)
MORE = "id,name,birth_date\nm5,Пробов Иван,1990-03-04\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a list, a run of it that obeys judgements and corrections, and a run that goes on from that."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "list.csv").write_text(LIST, "utf-8")
    (folder / "more.csv").write_text(MORE, "utf-8")
    (folder / "said.csv").write_text(JUDGED, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        from typer.testing import CliRunner

        from resolver.cli import app

        for line in (
            "dedupe list.csv -o run -q --default status=killed --judgements said.csv --no-report",
            "correct run --set m3 --field birth_date --value 1985-02-01 --by AK",
            "correct run --retract m4 --by AK --confidential --basis letter",
            "dedupe --previous run --add more.csv -o next -q --no-report",
        ):
            done = CliRunner().invoke(app, line.split(), catch_exceptions=False)
            assert 0 == done.exit_code, done.output
    return folder


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the folder that may be spoilt."""
    return shutil.copytree(made, tmp_path / "made")


@pytest.fixture
def resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return the program."""
    return program(tmp_path, monkeypatch, capsys)


def broken(found: Verified) -> dict[str, str]:
    """Return what broke each law that is broken."""
    return {one.law: "\n".join(one.faults) for one in found.checks if one.faults}


def reseal(run: Path) -> None:
    """Write the hashes of a run anew, as somebody would who wants an alteration to pass."""
    names = json.loads((run / ".files.json").read_bytes())
    write_atomically(run / ".files.json", json.dumps({one: sha256_of(run / one) for one in names}).encode())


@pytest.mark.parametrize("name", ["run", "next"])
def test_a_finished_run_holds_every_law(made: Path, name: str) -> None:
    """Judgements, corrections, rows taken back, lists that came later: everything is accounted for, from the cell on."""
    found = verify_run(made / name)

    assert {} == broken(found)
    assert found.is_whole
    assert found.holds
    assert found.seal == verify_run(made / name).seal


def test_lists_that_are_away_are_told(made: Path, tmp_path: Path) -> None:
    """Without its lists a run is checked as far as it goes, and what could not be checked is said."""
    (tmp_path / "elsewhere").mkdir()
    found = verify_run(made / "run", lists_in=[tmp_path / "elsewhere"])

    assert found.holds
    assert not found.is_whole
    assert "not all could be checked: lists." in str(found)
    assert "list.csv: not found; name the folder it lies in with --files" in str(found)


def test_a_list_is_known_by_its_hash_wherever_it_lies(made: Path, tmp_path: Path) -> None:
    """A list that was moved and renamed is found; another file of its name is told."""
    shutil.copy(made / "list.csv", tmp_path / "renamed.csv")
    assert verify_run(made / "run", lists_in=[tmp_path]).is_whole

    (tmp_path / "renamed.csv").unlink()
    (tmp_path / "list.csv").write_text(LIST + "m6,Пробов Ян,,,,\n", "utf-8")
    found = verify_run(made / "run", lists_in=[tmp_path])
    assert "list.csv: is not the file that was read" in broken(found)["lists"]


@pytest.mark.parametrize("named", ["list.csv", "*/list.csv"])
def test_a_list_that_was_renamed_is_read_as_it_was(tmp_path: Path, named: str) -> None:
    """What resolver.toml said of a list holds under whatever name it lies now, and in whatever folder."""
    (tmp_path / "week").mkdir()
    (tmp_path / "resolver.toml").write_text(f'[[list]]\nfile = "{named}"\nheader_line = 3\n', "utf-8")
    (tmp_path / "week" / "list.csv").write_text("name,age\nread,38\nname,age\nТестов Илья,38\n", "utf-8")
    said = tmp_path / "resolver.toml"
    resolver.dedupe(tmp_path / "week" / "list.csv", settings=said).write(tmp_path / "run", report=False)
    assert verify_run(tmp_path / "run", lists_in=[tmp_path / "week"]).is_whole
    assert verify_run(tmp_path / "run", lists_in=[tmp_path / "week"]).holds

    (tmp_path / "week" / "list.csv").rename(tmp_path / "renamed.csv")
    assert verify_run(tmp_path / "run", lists_in=[tmp_path]).is_whole
    assert verify_run(tmp_path / "run", lists_in=[tmp_path]).holds


def edited(name: str, before: str, after: str) -> Callable[[Path], None]:
    """Return what replaces a text in a file of a run."""

    def edit(run: Path) -> None:
        text = (run / name).read_text("utf-8")
        assert before in text
        (run / name).write_text(text.replace(before, after), "utf-8")

    return edit


def removed(name: str) -> Callable[[Path], None]:
    """Return what removes a file of a run."""
    return lambda run: (run / name).unlink()


@pytest.mark.parametrize(
    ("alter", "law", "told"),
    [
        (edited("statements.csv", "m3,birth_date,1985-02-01", "m3,birth_date,1986-02-01"), "files", "value was '1985-02-01' and is '1986-02-01'"),
        (edited("summary.txt", "people", "dogs"), "files", "summary.txt: was altered"),
        (removed("persons.csv"), "files", "persons.csv: is missing"),
        (removed(".files.json"), "files", "nothing says what the run wrote"),
        (edited(".files.json", "{", "["), "files", ".files.json: is damaged"),
        (edited("judgements.csv", ",same,AK", ",different,AK"), "judgements", "is not what the run was given"),
        (edited("judgements.csv", "certain", "doubtful"), "judgements", "is not what the run was given"),
        (edited("corrections.csv", "1985-02-01", "1985-02-02"), "corrections", "is not what the run obeyed"),
        (edited("run.json", '"used": 4', '"used": 5'), "records", "says 5 used and 1 rejected; 4 and 1 stand in the tables"),
    ],
)  # fmt: skip
def test_what_was_altered_is_told(copied: Path, alter: Callable[[Path], None], law: str, told: str) -> None:
    """An altered cell, a missing file, a changed answer: each is told by name, with what stood there where that is known."""
    run = copied / ("next" if "birth_date" in told or law == "corrections" or "1985" in told else "run")
    alter(run)
    found = verify_run(run, lists_in=[copied])

    assert told in broken(found)[law]
    assert not found.holds


@pytest.mark.parametrize(
    "line", ["", "x", "a,b,c", '"', "," * 99], ids=["empty", "one", "three", "quote", "long"]
)
def test_a_line_added_to_a_table_is_told(copied: Path, line: str, resolve: Program) -> None:
    """Whatever line is added to whichever table, verify says which row it is, in words and as JSON, with exit code 3."""
    tables = sorted(name for name in written_files(copied / "run") if name.endswith(".csv"))
    for name in tables:
        with (copied / "run" / name).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    told = broken(verify_run(copied / "run"))["files"]
    codes = [resolve("verify", copied / "run", *more).code for more in ((), ("--json",))]

    assert [3, 3] == codes
    assert all(f"{name}: was altered: " in told for name in tables)


def test_a_quote_that_was_left_open_is_told(copied: Path) -> None:
    """A cell that never ends may be longer than the reader of tables takes: where the file parts is told by its line."""
    taken = csv.field_size_limit(1000)
    try:
        told = difference("a.csv", b"a,b\n1,2\n", b'a,b\n"1,2\n' + b"x" * 2000)
    finally:
        csv.field_size_limit(taken)

    assert told.startswith("from line 2 on: 1,2 was written, ")


def test_an_answer_that_is_gone_is_told(copied: Path) -> None:
    """judgements.csv is only ever added to: a row that a run obeyed cannot go without being missed, an added one is no fault."""
    path = copied / "run" / "judgements.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[1].replace(b"AK", b"ZZ").replace(b"j-", b"j-Z", 1)]))
    assert verify_run(copied / "run").holds

    path.write_bytes(b"".join([lines[0], *lines[2:]]))
    assert "was given to the run and is gone" in broken(verify_run(copied / "run"))["judgements"]


def rewritten(run: Path, name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change a kept table as a faulty program would have written it."""
    path = run / ".resolver" / f"{name}.parquet"
    buffer = io.BytesIO()
    change(pl.read_parquet(path)).write_parquet(buffer)
    path.write_bytes(buffer.getvalue())
    reseal(run)


def somewhere_else(column: str, value: object) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return what puts a value into the last row of a column."""

    def change(table: pl.DataFrame) -> pl.DataFrame:
        last = pl.int_range(pl.len()) == pl.len() - 1
        return table.with_columns(
            pl.when(last).then(pl.lit(value, dtype=table.schema[column])).otherwise(column).alias(column)
        )

    return change


@pytest.mark.parametrize(
    ("table", "change", "laws"),
    [
        ("mentions", lambda table: table.head(-1), {"lists", "records", "statements", "persons"}),
        ("mentions", lambda table: pl.concat([table, table.tail(1)]), {"records"}),
        ("mentions", somewhere_else("name", "Другой"), {"lists", "statements"}),
        ("mentions", somewhere_else("note", "other"), {"lists"}),
        ("rejects", lambda table: table.clear(), {"lists", "records"}),
        ("rejects", somewhere_else("line", 2), {"lists", "records"}),
        ("statements", lambda table: table.head(-1), {"statements"}),
        ("statements", somewhere_else("original_value", "x"), {"statements"}),
        ("statements", somewhere_else("line", 77), {"statements"}),
        ("statements", somewhere_else("file", "x.csv"), {"statements"}),
        ("statements", somewhere_else("mention_id", "nobody"), {"statements", "persons"}),
        ("statements", somewhere_else("person_id", "P-AAAAAA"), {"persons"}),
        ("memberships", lambda table: table.head(-1), {"persons"}),
        ("memberships", lambda table: pl.concat([table, table.tail(1)]), {"persons"}),
        ("memberships", somewhere_else("person_id", "P-AAAAAA"), {"persons"}),
        ("persons", lambda table: table.head(-1), {"persons"}),
        ("persons", somewhere_else("mention_count", 9), {"persons"}),
        ("judged", somewhere_else("verdict", "different"), {"judgements"}),
        ("judgements", somewhere_else("judge", "ZZ"), {"judgements"}),
        ("lists", somewhere_else("sha256", "00"), {"rules"}),
    ],
)  # fmt: skip
def test_a_run_that_breaks_a_law_is_found_out(
    copied: Path, table: str, change: Callable[[pl.DataFrame], pl.DataFrame], laws: set[str]
) -> None:
    """A row lost, doubled, moved or made up is told although every hash is right; and the seal is another."""
    seal = verify_run(copied / "run").seal
    rewritten(copied / "run", table, change)
    found = verify_run(copied / "run", seal=seal)

    assert laws <= set(broken(found))
    assert "this is not the run that was sealed" in broken(found)["files"]


@given(at=st.integers(min_value=0), into=st.integers(0, 255))
@few(6)
def test_no_byte_changes_unseen(
    made: Path, tmp_path_factory: pytest.TempPathFactory, at: int, into: int
) -> None:
    """Whichever byte of whichever file becomes another: it is told, and nothing else happens."""
    folder = shutil.copytree(made / "run", tmp_path_factory.mktemp("spoilt") / "run")
    names = sorted(json.loads((folder / ".files.json").read_bytes()))
    path = folder / names[at % len(names)]
    data = bytearray(path.read_bytes())
    place = at % len(data)
    was, data[place] = data[place], into
    path.write_bytes(bytes(data))

    assert (was == into) == verify_run(folder, lists_in=[made]).holds


@pytest.mark.parametrize("name", ["run.json", ".resolver/rules.zip", ".resolver/mentions.parquet", ".resolver/model.json"])  # fmt: skip
def test_damage_never_ends_in_a_fault_of_ours(copied: Path, name: str) -> None:
    """Where what is needed is gone or broken, that is told, and what can be checked is."""
    for data in (None, b"broken"):
        path = copied / "run" / name
        path.unlink() if data is None else path.write_bytes(data)
        found = verify_run(copied / "run")
        assert name in broken(found)["files"]
        assert "not checked" in {one.state for one in found.checks}
        path.touch()


@pytest.mark.parametrize(
    "table", ["column_map", "judged", "mentions", "memberships", "persons", "statements"]
)
def test_a_table_of_another_shape_never_ends_in_a_fault_of_ours(copied: Path, table: str) -> None:
    """Other columns, or the same ones of another kind, with hashes that fit: the laws that need the table are not checked."""
    was = pl.read_parquet(copied / "run" / ".resolver" / f"{table}.parquet")
    for other in (pl.DataFrame({"x": [1]}), was.select(pl.lit(1).alias(one) for one in was.columns)):
        rewritten(copied / "run", table, lambda _, other=other: other)  # type: ignore[misc]
        unseen = {one.not_checked for one in verify_run(copied / "run", lists_in=[copied]).checks}
        assert f".resolver/{table}.parquet is damaged or of another version" in unseen


@pytest.mark.parametrize(
    "said", [{"rows": {}}, {"rows": "4"}, {"lists": "list.csv"}, {"lists": [{}]}, {"model": "m"}]
)
def test_a_manifest_of_another_shape_never_ends_in_a_fault_of_ours(
    copied: Path, said: dict[str, object]
) -> None:
    """run.json that says something else than a run says is told, and what can be checked without it is."""
    path = copied / "run" / "run.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | said), "utf-8")
    found = verify_run(copied / "run", lists_in=[copied])

    assert "run.json" in broken(found)["files"]
    assert "run.json does not say what a run says" in {one.not_checked for one in found.checks}
    assert "holds" in {one.state for one in found.checks}


def test_the_command_says_the_same(copied: Path, resolve: Program) -> None:
    """In words and as JSON; exit code 3 when a law is broken, 2 when there is no run."""
    run = copied / "run"
    done = resolve("verify", run, "--files", copied)
    assert (0, True) == (done.code, "No law is broken." in done.out)

    seal = json.loads(resolve("verify", run, "--json").out)["seal"]
    assert 0 == resolve("verify", run, "--seal", seal).code
    assert 3 == resolve("verify", run, "--seal", "0" * 64).code

    (run / "persons.csv").write_bytes(b"")
    done = resolve("verify", run, "--json")
    assert (3, False) == (done.code, json.loads(done.out)["holds"])
    assert 2 == resolve("verify", copied).code == resolve("verify", copied / "nowhere").code


def test_a_run_in_memory_has_no_folder() -> None:
    """A run is verified where it lies; one that was never written says so."""
    with pytest.raises(UsageError, match="write it"):
        resolver.dedupe(pl.DataFrame({"name": ["Тестов Илья"]})).verify()
    with pytest.raises(FolderError, match="no such folder"):
        verify_run("no-such-folder")
