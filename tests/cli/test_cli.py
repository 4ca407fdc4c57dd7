"""The command line as a stranger meets it: help, messages, exit codes, and files that are all there or not at all."""

import csv
import io
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.pipeline import demo
from tests.called import Done, Program, program

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "blocks",
    "check",
    "cite",
    "correct",
    "count",
    "counts",
    "dedupe",
    "demo",
    "diff",
    "dossier",
    "estimate",
    "evaluate",
    "explain",
    "export",
    "find",
    "judgements",
    "link",
    "names",
    "origins",
    "overlap",
    "report",
    "reposts",
    "rerun",
    "review",
    "sample",
    "show",
    "split",
    "synth",
    "train",
    "verify",
)
KILLED = ("--default", "status=killed")


@pytest.fixture
def resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return the program, to be called with its arguments, in a folder of its own."""
    return program(tmp_path, monkeypatch, capsys)


def write(name: str, text: str, encoding: str = "utf-8") -> Path:
    """Write a file into the folder of the test."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def table(path: Path | str) -> list[dict[str, str]]:
    """Return a CSV file of a run as rows."""
    return list(csv.DictReader(io.StringIO(Path(path).read_text("utf-8-sig"))))


def bytes_of(folder: Path | str) -> dict[str, bytes]:
    """Return every file below a folder, but for the timings and the lock."""
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    skipped = ("timings.json", ".lock", ".files.json")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in files if path.name not in skipped
    }


LIST = """id,name,death_date,incident
m1,Косотуров Игорь,2018-02-07,battle
m2,Igor Kosoturov,2018-02-07,battle
m3,Тестов Илья,2018-02-08,battle
"""


# --- help and version -------------------------------------------------------------------------------------------------


def test_help_lists_every_command(resolve: Program) -> None:
    """``resolver --help`` names each command, and there are no others."""
    done = resolve("--help")

    assert done.code == 0
    assert [name for name in COMMANDS if name not in done.out] == []


def test_the_commands_are_those_tested_here() -> None:
    """A new command must be added to this file and to the README."""
    from typer.main import get_command

    from resolver.cli import app

    assert set(COMMANDS) == set(getattr(get_command(app), "commands"))  # noqa: B009  (click types it as Command)


@pytest.mark.parametrize(
    "command", [*((name,) for name in COMMANDS), ("names", "explain"), ("names", "score")], ids=" ".join
)
def test_each_command_has_help_under_its_own_name(command: tuple[str, ...], resolve: Program) -> None:
    """Help of a command shows how it is called and says in a sentence what it is for."""
    done = resolve(*command, "--help")

    assert done.code == 0
    assert f"resolver {' '.join(command)}" in done.out
    assert len(done.out.split()) > 12


@pytest.mark.parametrize(
    "command", [*((name,) for name in COMMANDS), ("names", "explain"), ("names", "score")], ids=" ".join
)
def test_each_command_stands_in_the_readme(command: tuple[str, ...]) -> None:
    """Who reads only the README knows that the command is there."""
    assert f"resolver {' '.join(command)}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "unneeded"),
    [
        ("--help", "polars numpy"),
        ("dedupe . no-such-list.csv -o out", "polars numpy"),
        (
            "dedupe list.csv -o out -q --no-report",
            "altair charset_normalizer fastexcel jinja2 pandas recordlinkage rich.progress scipy xlsxwriter",
        ),
    ],
)
def test_only_what_is_needed_is_loaded(line: str, unneeded: str, tmp_path: Path) -> None:
    """Help and a refusal load no library of tables; a run loads none that its lists do not ask for."""
    (tmp_path / "list.csv").write_text("name,status\nТестов Иван,killed\n", "utf-8")
    script = (
        f"import sys; sys.argv = ['resolver', *{line.split()!r}]\n"
        "from resolver.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print(*({set(unneeded.split())!r} & sys.modules.keys()), file=sys.stdout)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "" == done.stdout.splitlines()[-1]


def test_version(resolve: Program) -> None:
    """``--version`` names the version that the package has."""
    assert f"resolver {resolver.__version__}\n" == resolve("--version").out


def test_installed_as_a_command() -> None:
    """The command and ``python -m resolver`` are one program."""
    beside = Path(sys.executable).parent / "resolver"
    texts = [
        subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
        for command in ([str(beside)], [sys.executable, "-m", "resolver"])
    ]

    assert texts[0] == texts[1]


# --- what cannot be used ----------------------------------------------------------------------------------------------

BAD_FILES = {
    "empty": ("empty.csv", b"", ("is empty", "saved or downloaded")),
    "header only": ("header.csv", b"name,age\n", ("header and no rows", "saved to the end")),
    "no name column": ("things.csv", b"colour,weight\nred,3\nblue,4\n", ("colour", "weight", "--map name=")),
    "binary rubbish": ("photo.csv", bytes(range(256)) * 40, ("not a text file", "save it as CSV")),
}


@pytest.mark.parametrize("name, data, words", BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_cannot_be_used(name: str, data: bytes, words: tuple[str, ...], resolve: Program) -> None:
    """The message names the file and the mend, exit code 2, nothing written."""
    Path(name).write_bytes(data)

    refused(resolve("dedupe", name, "-o", "run"), name, *words)


def refused(done: Done, *words: str) -> None:
    """Assert that a command refused: exit code 2, words in the message, no traceback, no output folder."""
    assert done.code == 2, done
    assert "Traceback" not in done.err
    assert [word for word in words if word not in done.err] == [], done.err
    assert not Path("run").exists()
    assert not list(Path().glob(".staging*"))


def test_a_missing_file(resolve: Program) -> None:
    """A slip in a file name is told as one."""
    refused(resolve("dedupe", "lists.csv", "-o", "run"), "lists.csv", "no such file", "check the name")


def test_a_folder_in_place_of_a_file(resolve: Program) -> None:
    """A folder is not read in silence; the message shows how to name its files."""
    write("lists/a.csv", LIST)

    refused(resolve("dedupe", "lists", "-o", "run"), "lists", "folder", "*.csv")


def test_all_unreadable_files_are_told_at_once(resolve: Program) -> None:
    """Nobody has to mend one file to hear of the next."""
    write("a.csv", LIST)
    write("b.csv", "")

    refused(resolve("dedupe", "a.csv", "b.csv", "c.csv", "-o", "run"), "b.csv", "c.csv")


def test_skip_unreadable(resolve: Program) -> None:
    """With ``--skip-unreadable`` the others are run, and the summary says what was left out."""
    write("a.csv", LIST)
    done = resolve("dedupe", "a.csv", "gone.csv", "-o", "run", "--skip-unreadable", *KILLED)

    assert done.code == 0
    assert "gone.csv" in done.out
    assert len(table("run/mentions.csv")) == 3


BAD_OPTIONS = {
    "unknown field": (("--map", "nmae=name"), ("nmae", '"name"')),
    "header that is not there": (("--map", "name=Имя"), ("Имя", "id")),
    "field given twice": (("--map", "name=name", "--map", "name=id"), ("name", "twice")),
    "no equals sign": (("--map", "name"), ("--map name", "field=text")),
    "default of an unknown status": (("--default", "status=dead-ish"), ("dead-ish", "killed")),
    "default of an unknown field": (("--default", "statsu=killed"), ("statsu", "status")),
    "unknown format": (("--format", "docx"), ("docx", "csv", "parquet", "xlsx")),
    "settings that are not there": (("--settings", "no.toml"), ("no.toml",)),
    "rules that are no folder": (("--rules", "list.csv"), ("list.csv", "folder")),
    "unknown option": (("--colour",), ("--colour",)),
}


@pytest.mark.parametrize("options, words", BAD_OPTIONS.values(), ids=BAD_OPTIONS.keys())
def test_an_option_that_cannot_be_used(
    options: tuple[str, ...], words: tuple[str, ...], resolve: Program
) -> None:
    """The message names what was given and what would do."""
    write("list.csv", LIST)

    refused(resolve("dedupe", "list.csv", "-o", "run", *options), *words)


def test_two_headers_for_one_field_go_into_the_settings(resolve: Program) -> None:
    """What the message says to write is read: each list has its own header for the names."""
    write("a.csv", "id,who\n1,Тестов Иван\n")
    write("b.csv", "id,whom\n2,Пробов Пётр\n")
    done = resolve(
        "dedupe", "a.csv", "b.csv", "-o", "run", "--map", "name=who", "--map", "name=whom", *KILLED
    )
    entry = done.err[done.err.index("[[list]]") :]
    write("resolver.toml", entry.replace("the other list", "b"))

    refused(done, "--map name is given twice", 'columns = { name = "whom" }')
    assert 0 == resolve("dedupe", "a.csv", "b.csv", "-o", "run", "--map", "name=who", *KILLED).code


def test_dedupe_wants_a_folder(resolve: Program) -> None:
    """Without ``-o`` nothing is guessed."""
    write("list.csv", LIST)

    refused(resolve("dedupe", "list.csv"), "-o", "--dry-run")


def test_a_foreign_folder_is_left_alone(resolve: Program) -> None:
    """A folder that holds something else is refused before any work, and nothing in it changes."""
    write("list.csv", LIST)
    write("letters/one.txt", "dear editor")
    done = resolve("dedupe", "list.csv", "-o", "letters")

    refused(done, "letters", "one.txt", "new or empty folder")
    assert ["letters/one.txt"] == [path.as_posix() for path in Path("letters").iterdir()]


def test_a_file_in_place_of_the_folder(resolve: Program) -> None:
    """A file is never written over by a run."""
    write("list.csv", LIST)
    done = resolve("dedupe", "list.csv", "-o", "list.csv")

    refused(done, "list.csv", "is a file", "choose a folder")
    assert LIST == Path("list.csv").read_text("utf-8")


def test_all_faults_of_the_settings_at_once(resolve: Program) -> None:
    """A faulty resolver.toml is mended in one go."""
    write("list.csv", LIST)
    write(
        "resolver.toml",
        '[defaults]\nstatsu = "killed"\n[thresholds]\nlink = 2\n[[list]]\ntitle = "no file"\n',
    )

    refused(resolve("dedupe", "list.csv", "-o", "run"), "resolver.toml", "statsu", "status", "link", "file")


def test_settings_that_are_not_toml(resolve: Program) -> None:
    """A slip of TOML is told as one, with its line."""
    write("list.csv", LIST)
    write("resolver.toml", "[defaults]\nstatus = killed\n")

    refused(resolve("dedupe", "list.csv", "-o", "run"), "resolver.toml", "line 2", "quotation marks")


def test_all_faults_of_an_overlay_at_once(resolve: Program) -> None:
    """Rules of one's own are mended in one go, by file and line."""
    write("list.csv", LIST)
    write(
        "mine/names/given/ours.csv", "class,form,lang,kind,gender,weight,source\nx,Иксик,ru,nickname,m,1,me\n"
    )
    write("mine/names/titles.csv", "form,lang,kind,note\n,ru,rank,\n")
    done = resolve("dedupe", "list.csv", "-o", "run", "--rules", "mine")

    refused(done, "ours.csv line 2", "nickname", "short", "titles.csv line 2", "form is empty")


def test_a_fault_in_a_rule_of_the_overlay(resolve: Program) -> None:
    """A chance above one is a fault of the rule file, not of the program."""
    write("list.csv", LIST)
    write(
        "mine/comparisons.toml",
        '[[comparison]]\nname = "sex"\nkind = "exact"\ncolumn = "sex"\nlevels = [{ label = "same", m = 2.0, u = 0.5, r = 0.5 }]\n',
    )

    refused(resolve("dedupe", "list.csv", "-o", "run", "--rules", "mine"), "comparisons.toml", "sex")


@pytest.mark.parametrize(
    "arguments", [("explain", "nowhere", "m1", "m2"), ("show", "nowhere", "m1")], ids=" ".join
)
def test_looking_where_no_run_is(arguments: tuple[str, ...], resolve: Program) -> None:
    """A wrong folder is told as one."""
    refused(resolve(*arguments), "nowhere", "dedupe -o")


def test_link_wants_two_files(resolve: Program) -> None:
    """A list is not linked with itself."""
    write("a.csv", LIST)

    refused(resolve("link", "a.csv", "a.csv", "-o", "run"))


# --- messy files that must go through -----------------------------------------------------------------------------------

MESSY = {
    "cp1251 with semicolons": (
        "ФИО;Возраст\nМакетов Олег Петрович;34\nТестов Илья;40\n".encode("cp1251"),
        2,
        0,
    ),
    "utf-8 with a mark": (b"\xef\xbb\xbf" + LIST.encode(), 3, 0),
    "utf-16": (LIST.encode("utf-16"), 3, 0),
    "tabs": (LIST.replace(",", "\t").encode(), 3, 0),
    "quoted newlines": ('name,note\n"Макетов\nОлег","two\nlines"\nТестов Илья,x\n'.encode(), 2, 0),
    "windows line ends": (LIST.replace("\n", "\r\n").encode(), 3, 0),
    "blank lines": (LIST.replace("\n", "\n\n").encode(), 3, 0),
    "a cell too many": ("name,note\nМакетов Олег,x\nТестов Илья,x,y,z\n".encode(), 1, 1),
    "a totals row": ("ФИО;Возраст\nМакетов Олег;34\nИтого: 1;\n".encode(), 1, 1),
}


@pytest.mark.parametrize("data, used, rejected", MESSY.values(), ids=MESSY.keys())
def test_messy_files_go_through(data: bytes, used: int, rejected: int, resolve: Program) -> None:
    """What spreadsheets of the world save is read; every record is used or rejected, none is lost."""
    Path("messy.csv").write_bytes(data)
    done = resolve("dedupe", "messy.csv", "-o", "run", *KILLED)

    assert done.code == 0, done.err
    assert used == len(table("run/mentions.csv"))
    assert rejected == len(table("run/rejects.csv"))


def test_five_thousand_columns(resolve: Program) -> None:
    """A list wider than any screen is read, and all of it is carried through."""
    headers = ["name", *(f"c{number}" for number in range(5_000))]
    write(
        "wide.csv", ",".join(headers) + "\nМакетов Олег" + ",1" * 5_000 + "\nТестов Илья" + "," * 5_000 + "\n"
    )
    done = resolve("dedupe", "wide.csv", "-o", "run", "--no-report")

    assert done.code == 0, done.err
    assert "1" == table("run/mentions.csv")[0]["c4999"]


def test_a_reject_says_where_and_why(resolve: Program) -> None:
    """rejects.csv holds file, line, reason and the row as it was."""
    write("list.csv", "name,note\nМакетов Олег,x\nТестов Илья,x,y,z\n")
    resolve("dedupe", "list.csv", "-o", "run")
    [row] = table("run/rejects.csv")

    assert ("list.csv", "3") == (row["file"], row["line"])
    assert row["reason"]
    assert "Тестов Илья" in row["row_as_it_was"]


def test_a_list_of_which_nothing_can_be_used(resolve: Program) -> None:
    """Rows that name nobody and say nothing are rejected one by one, and the run says so."""
    write("silent.csv", "name,age\nнет данных,\n-,\n")
    done = resolve("dedupe", "silent.csv", "-o", "run")

    assert done.code == 0
    assert "2 rows read from 1 list = 0 used + 2 rejected (rejects.csv)" in done.out
    assert ["2", "3"] == [row["line"] for row in table("run/rejects.csv")]


def test_every_row_is_used_or_rejected(resolve: Program) -> None:
    """The law of conservation, over two files and a reject."""
    write("a.csv", LIST)
    write("b.csv", "name,note\nМакетов Олег,x\n,\nТестов Илья,x,y\nнет данных,\n")
    resolve("dedupe", "a.csv", "b.csv", "-o", "run")
    places = [
        (row["file"], row["line"]) for name in ("mentions", "rejects") for row in table(f"run/{name}.csv")
    ]

    expected = [("a.csv", line) for line in "234"] + [("b.csv", line) for line in "245"]
    assert sorted(place for place in places if place != ("b.csv", "3")) == expected
    assert len(places) == len(set(places))


def test_columns_of_the_user_are_carried(resolve: Program) -> None:
    """A column that means nothing to us comes out as it went in, whatever stands in it."""
    write("list.csv", 'name,Мой столбец\nМакетов Олег,"a;b ""c"""\n')
    resolve("dedupe", "list.csv", "-o", "run")

    assert 'a;b "c"' == table("run/mentions.csv")[0]["Мой столбец"]


# --- what is written --------------------------------------------------------------------------------------------------


def test_a_run(resolve: Program) -> None:
    """Two spellings of one man become one person, and the summary says so on screen and in a file."""
    write("list.csv", LIST)
    done = resolve("dedupe", "list.csv", "-o", "run", *KILLED)

    assert done.code == 0
    assert sorted(row["mention_ids"] for row in table("run/persons.csv")) == ["m1 m2", "m3"]
    assert Path("run/summary.txt").read_text("utf-8") in done.out
    assert "run/report.html" in done.out


def test_quiet_prints_nothing(resolve: Program) -> None:
    """``--quiet`` leaves the screen alone."""
    write("list.csv", LIST)

    assert Done(code=0, out="", err="") == resolve("dedupe", "list.csv", "-o", "run", "--quiet")
    assert Path("run/persons.csv").is_file()


@pytest.mark.parametrize(
    "arguments", [("dedupe", "list.csv", "--dry-run", "-o", "run"), ("check", "list.csv")], ids=" ".join
)
def test_looking_writes_nothing(arguments: tuple[str, ...], resolve: Program) -> None:
    """A dry run and a check show the columns and leave the folder as it was."""
    write("list.csv", LIST)
    done = resolve(*arguments)

    assert done.code == 0
    assert "death_date -> death_date" in done.out
    assert ["list.csv"] == [path.name for path in Path().iterdir()]


@pytest.mark.parametrize("file_format", ["parquet", "xlsx"])
def test_other_formats(file_format: str, resolve: Program) -> None:
    """Tables can be had as Parquet or XLSX; they hold the same persons."""
    write("list.csv", LIST)
    done = resolve("dedupe", "list.csv", "-o", "run", "--format", file_format, *KILLED)
    path = Path(f"run/persons.{file_format}")
    persons = pl.read_parquet(path) if file_format == "parquet" else pl.read_excel(path)

    assert done.code == 0
    assert sorted(persons["mention_ids"]) == ["m1 m2", "m3"]
    assert not list(Path("run").glob("*.csv"))


def test_formulas_are_harmless_and_plain_is_plain(resolve: Program) -> None:
    """A cell that a spreadsheet would run gets an apostrophe; ``--plain`` leaves that and the mark out."""
    write("list.csv", "name,note\nМакетов Олег,=1+1\n")
    resolve("dedupe", "list.csv", "-o", "run")
    resolve("dedupe", "list.csv", "-o", "plain", "--plain")
    safe, plain = (Path(f"{folder}/mentions.csv").read_bytes() for folder in ("run", "plain"))

    assert (True, True) == (safe.startswith(b"\xef\xbb\xbf"), b"'=1+1" in safe)
    assert (False, False) == (plain.startswith(b"\xef\xbb\xbf"), b"'=1+1" in plain)


def test_no_report(resolve: Program) -> None:
    """``--no-report`` leaves report.html out and does not promise it."""
    write("list.csv", LIST)
    done = resolve("dedupe", "list.csv", "-o", "run", "--no-report")

    assert not Path("run/report.html").exists()
    assert "report.html" not in done.out


def test_only_the_owner_may_read(resolve: Program) -> None:
    """Every file and folder of a run is closed to others."""
    write("list.csv", LIST)
    resolve("dedupe", "list.csv", "-o", "run")

    for path in [Path("run"), *Path("run").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_run_replaces_the_run_before(resolve: Program) -> None:
    """Running again over a run leaves the new run alone, and the user's own files where they are."""
    write("list.csv", LIST)
    write("other.csv", "id,name\nx1,Образцов Пётр\n")
    resolve("dedupe", "list.csv", "-o", "run")
    write("run/judgements.csv", "mine")
    done = resolve("dedupe", "other.csv", "-o", "run", "--no-report")

    assert done.code == 0
    assert ["x1"] == [row["mention_id"] for row in table("run/mentions.csv")]
    assert not Path("run/report.html").exists()
    assert "mine" == Path("run/judgements.csv").read_text("utf-8")


def test_a_failed_run_leaves_the_run_before(resolve: Program) -> None:
    """A fault changes nothing in the folder."""
    write("list.csv", LIST)
    resolve("dedupe", "list.csv", "-o", "kept")
    before = bytes_of("kept")
    done = resolve("dedupe", "gone.csv", "-o", "kept")

    assert done.code == 2
    assert before == bytes_of("kept")


def test_the_demo_twice_gives_the_same_bytes(resolve: Program) -> None:
    """The worked example is repeatable to the byte, but for how long it took."""
    first, second = resolve("demo", "-o", "one"), resolve("demo", "-o", "two")

    assert (0, 0) == (first.code, second.code)
    assert bytes_of("one") == bytes_of("two")
    assert json.loads(Path("one/run.json").read_text("utf-8"))["rows"]["rejected"] == 0


def test_a_run_says_nothing_of_this_machine(resolve: Program, tmp_path: Path) -> None:
    """No file of a run holds a path, a user or a host."""
    write("list.csv", LIST)
    resolve("dedupe", tmp_path / "list.csv", "-o", tmp_path / "run")

    for name, data in bytes_of("run").items():
        assert str(tmp_path).encode() not in data, name


# --- link -------------------------------------------------------------------------------------------------------------


def test_link_never_links_inside_one_list(resolve: Program) -> None:
    """The same man twice in one list stays twice; across the lists he is one."""
    write(
        "a.csv",
        "id,name,birth_date,incident\na1,Косотуров Игорь,1980-01-02,battle\na2,Косотуров Игорь,1980-01-02,battle\n",
    )
    write(
        "b.csv",
        "id,name,birth_date,incident\nb1,Igor Kosoturov,1980-01-02,battle\nb2,Тестов Илья,1990-03-04,battle\n",
    )
    done = resolve("link", "a.csv", "b.csv", "-o", "run", *KILLED)

    assert done.code == 0, done.err
    together = [row["mention_ids"].split() for row in table("run/persons.csv")]
    assert [ids for ids in together if sum(one.startswith("a") for one in ids) > 1] == []
    assert [ids for ids in together if sum(one.startswith("b") for one in ids) > 1] == []
    assert not any(row["left_id"][0] == row["right_id"][0] for row in table("run/pairs.csv"))


def test_link_finds_the_same_people(resolve: Program) -> None:
    """One man in each list is one person."""
    write("a.csv", "id,name,birth_date\na1,Косотуров Игорь Петрович,1980-01-02\n")
    write("b.csv", "id,name,birth_date\nb1,Kosoturov Igor Petrovich,2 января 1980\nb2,Тестов Илья,1990\n")
    resolve("link", "a.csv", "b.csv", "-o", "run", *KILLED)

    assert "a1 b1" in {row["mention_ids"] for row in table("run/persons.csv")}


# --- looking into a run -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of the worked example, written once; nobody may change it."""
    folder = tmp_path_factory.mktemp("worked") / "demo"
    demo().write(folder)
    return folder


@pytest.fixture
def demo_run(resolve: Program, demo_folder: Path) -> Path:
    """Return the folder of a run of the worked example, of one's own."""
    shutil.copytree(demo_folder, "demo")
    return Path("demo")


def test_explain_a_linked_pair(resolve: Program, demo_run: Path) -> None:
    """Both names, the level of each field and the probability stand in the answer."""
    linked = next(row for row in table("demo/pairs.csv") if row["is_linked"] == "true")
    done = resolve("explain", demo_run, linked["left_id"], linked["right_id"])

    assert done.code == 0, done.err
    assert linked["left_id"] in done.out
    assert linked["left_name"] in done.out
    assert "surname" in done.out.lower()
    assert linked["left_person_id"] in done.out


def test_explain_an_open_question(resolve: Program, demo_run: Path) -> None:
    """A pair that is a question is explained as one."""
    asked = table("demo/review.csv")[0]
    done = resolve("explain", demo_run, asked["left_mention_id"], asked["right_mention_id"])

    assert done.code == 0, done.err
    assert asked["left_mention_id"] in done.out
    assert asked["question_id"] in done.out


def test_explain_a_pair_that_was_never_compared(resolve: Program, demo_run: Path) -> None:
    """Two people nobody would take for one are explained too, in either order."""
    one, other = (resolve("explain", demo_run, *ids) for ids in (("M001", "M006"), ("M006", "M001")))

    assert (0, 0) == (one.code, other.code), one.err
    assert "apart" in one.out.lower()
    assert "apart" in other.out.lower()


@pytest.mark.parametrize(
    "arguments",
    [("explain", "demo", "M001", "M999"), ("show", "demo", "P-000000"), ("dossier", "demo", "P-000000")],
    ids=" ".join,
)
def test_an_id_that_is_not_there(arguments: tuple[str, ...], resolve: Program, demo_run: Path) -> None:
    """The message says where ids stand."""
    refused(resolve(*arguments), arguments[-1], ".csv")


def test_show_a_person(resolve: Program, demo_run: Path) -> None:
    """A person is shown by its id or by a mention of it: names, mentions, who said it; never that he is dead."""
    person = next(row for row in table("demo/persons.csv") if "M006" in row["mention_ids"].split())
    by_id, by_mention = (resolve("show", demo_run, one) for one in (person["person_id"], "M006"))

    assert by_id == by_mention
    assert by_id.code == 0, by_id.err
    assert person["person_id"] in by_id.out
    assert person["shown_name"] in by_id.out
    assert "reported" in by_id.out.lower()


def test_find_a_person(resolve: Program, demo_run: Path) -> None:
    """A short form in another script finds the man, with a chance and the reasons; nobody but casualties is named."""
    done = resolve("find", demo_run, "Стас Матвеев", "--born", "1979")
    source = resolve("find", demo_run, "Maxim Buga")

    assert (0, 0) == (done.code, source.code), done.err + source.err
    assert "Станислав Матвеев" in done.out
    assert "given name short (стас / " in done.out
    assert "Buga" not in source.out
    refused(resolve("find", demo_run, "12"), "12", "word of a name")
    refused(resolve("find", demo_run, "Иванов", "--born", "soon"), "soon", "1979")


def test_a_dossier_for_the_file(resolve: Program, demo_run: Path) -> None:
    """A dossier names links, cells with row and hash, who was kept apart, and the model; two ids add what lies between."""
    done = resolve("dossier", demo_run, "M004", "M001")
    page = resolve("dossier", demo_run, "M004", "-o", "dossier.html")
    html = Path("dossier.html").read_text("utf-8")

    assert (0, 0) == (done.code, page.code), done.err + page.err
    for words in (
        "WHAT LINKS THE MENTIONS",
        "EVERY CELL",
        "sha256",
        "mentions.csv, line",
        "M001 AND M004",
        "model ",
    ):
        assert words in done.out
    assert "Станислав Матвеев" in html
    assert "<script" not in html
    assert "Maxim Buga" not in done.out + html
    assert 0o600 == stat.S_IMODE(Path("dossier.html").stat().st_mode)


def test_export_a_workbook(resolve: Program, demo_run: Path) -> None:
    """A run becomes one workbook under the name given, and under no other kind of name."""
    done = resolve("export", demo_run, "-o", "persons.xlsx")

    assert 0 == done.code, done.err
    assert b"PK" == Path("persons.xlsx").read_bytes()[:2]
    refused(resolve("export", demo_run, "-o", "persons.csv"), "persons.csv", ".xlsx")


def test_export_what_may_be_published(resolve: Program) -> None:
    """A folder without a word of internal lists; refused until a list is marked, and for any other profile."""
    write("list.csv", LIST)
    assert 0 == resolve("dedupe", "list.csv", "-o", "kept", *KILLED, "--no-report").code
    refused(resolve("export", "kept", "--profile", "public", "-o", "out"), 'sensitivity = "public"')
    refused(resolve("export", "kept", "--profile", "press", "-o", "out"), "press", "public")
    refused(resolve("export", "kept", "--sensitivity", "internal", "-o", "out.xlsx"), "--profile public")
    refused(
        resolve("export", "kept", "--profile", "public", "--sensitivity", "internal", "-o", "kept"),
        "no export",
    )
    assert not Path("out").exists()
    done = resolve("export", "kept", "--profile", "public", "--sensitivity", "internal", "-o", "out")

    assert 0 == done.code, done.err
    assert Path("out/summary.txt").read_text("utf-8") in done.out
    assert "INTERNAL" not in Path("out/report.html").read_text("utf-8")
    assert 2 == len(table("out/persons.csv"))


def test_a_restriction_that_fits_no_list_is_told_before_publishing(resolve: Program) -> None:
    """A misspelt name in resolver.toml may have left open what was to be restricted."""
    write("list.csv", LIST)
    write(
        "resolver.toml",
        '[[list]]\nfile = "*.csv"\nsensitivity = "public"\n[[list]]\nfile = "lst.csv"\nsensitivity = "restricted"\n',
    )
    assert 0 == resolve("dedupe", "list.csv", "-o", "kept", *KILLED, "--no-report").code
    done = resolve("export", "kept", "--profile", "public", "-o", "out")

    assert 0 == done.code, done.err
    assert 'Look before you publish: [[list]] "lst.csv"' in done.err


def test_the_report_anew(resolve: Program, demo_run: Path) -> None:
    """The page can be made again, with people in it who are no casualties; an unknown wish is refused."""
    same = resolve("report", demo_run, "-o", "again.html")
    more = resolve("report", demo_run, "-o", "more.html", "--embed", "others")

    assert (0, 0) == (same.code, more.code), same.err + more.err
    assert Path("demo/report.html").read_bytes() == Path("again.html").read_bytes()
    assert "Maxim Buga" in Path("more.html").read_text("utf-8")
    refused(resolve("report", demo_run, "-o", "x.html", "--embed", "secrets"), "secrets", "notes")


SEED_TRUTH = ROOT / "seeds/khasham-2018/truth.csv"


def test_evaluate_against_the_truth(resolve: Program, demo_run: Path) -> None:
    """The figures are told in words, written as JSON, and the mistakes behind them listed by id in a folder of one's own."""
    done = resolve(
        "evaluate",
        demo_run,
        "--truth",
        SEED_TRUTH,
        "--json",
        "told.json",
        "--details",
        "found",
        "--by",
        "list_id",
    )
    told = json.loads(Path("told.json").read_text("utf-8"))

    assert done.code == 0, done.err
    assert "precision" in done.out
    assert "By list_id" in done.out
    assert 0 == told["wrong_merges"] == len(table("found/over_merged.csv"))
    assert sum(told["pairs"]["lost"].values()) == len(table("found/lost_pairs.csv"))
    assert 0o600 == stat.S_IMODE(Path("found/lost_pairs.csv").stat().st_mode)


def test_evaluate_as_json_alone(resolve: Program, demo_run: Path) -> None:
    """With ``--json -`` the screen holds JSON and nothing else."""
    assert "rates" in json.loads(resolve("evaluate", demo_run, "--truth", SEED_TRUTH, "--json", "-").out)


def test_sample_judge_evaluate(resolve: Program, demo_run: Path) -> None:
    """A sheet is drawn, filled in, and says how right the links are."""
    drawn = resolve("sample", demo_run, "-n", "40", "-o", "pairs.csv")
    who = {row["mention_id"]: row["person_key"] for row in table(SEED_TRUTH)}
    rows = table("pairs.csv")
    for row in rows:
        row["verdict"] = "да" if who[row["left_mention_id"]] == who[row["right_mention_id"]] else "нет"
    lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
    write("judged.csv", "\n".join(lines))
    done = resolve("evaluate", demo_run, "--judgements", "judged.csv")

    assert (0, 0) == (drawn.code, done.code), done.err
    assert "40 pairs judged" in done.out
    assert "Precision of links                      1.000" in done.out


BAD_MEASURES = {
    "nothing to measure against": (("evaluate", "demo"), ("--truth FILE", "--judgements FILE")),
    "no such truth": (("evaluate", "demo", "--truth", "gone.csv"), ("gone.csv", "no such file")),
    "a run as the folder": (
        ("evaluate", "demo", "--truth", SEED_TRUTH, "--details", "demo"),
        ("holds a run",),
    ),
    "details of judgements": (
        ("evaluate", "demo", "--judgements", "x.csv", "--details", "d"),
        ("--truth FILE",),
    ),
    "a column that is not there": (
        ("evaluate", "demo", "--truth", SEED_TRUTH, "--by", "scrpt"),
        ('"script"',),
    ),
    "a sheet that is there": (("sample", "demo", "-o", "old.csv"), ("old.csv", "verdicts", "another name")),
    "a folder that is not": (("sample", "demo", "-o", "no/pairs.csv"), ("no", "make it first")),
    "no pairs": (("sample", "demo", "-o", "pairs.csv", "-n", "0"), ("-n 0", "at least one")),
}


@pytest.mark.parametrize("arguments, words", BAD_MEASURES.values(), ids=BAD_MEASURES.keys())
def test_what_cannot_be_measured(
    arguments: tuple[str | Path, ...], words: tuple[str, ...], resolve: Program, demo_run: Path
) -> None:
    """The message names what was given and what would do; a judged sheet is never written over."""
    write("old.csv", "verdict\nsame\n")

    refused(resolve(*arguments), *words)
    assert "verdict\nsame\n" == Path("old.csv").read_text("utf-8")


def test_names_explain(resolve: Program) -> None:
    """A name is read in more than one way, and two names are compared by the readings that fit best."""
    done = resolve("names", "explain", "Матвеева Станислава", "Stanislav Matveyev")

    assert done.code == 0
    assert "reading 2" in done.out
    assert "same (матвеев / matveyev" in done.out
    assert "By the names alone: weight" in done.out


def test_names_score(resolve: Program) -> None:
    """A table of pairs comes back with weight, probability, level and reasons; its rows and other columns stay."""
    write("pairs.csv", "note;a;b\n=1+1;Стас Матвеев;Stanislav Matveyev\n;Стас Матвеев;1979\n")
    done = resolve("names", "score", "pairs.csv", "-o", "scored.csv")
    scored = pl.read_csv("scored.csv", infer_schema=False)

    assert done.code == 0
    assert "2 pairs scored (1 of them could not be read as names)" in done.out
    assert ["note", "a", "b", "match_weight", "match_probability", "level", "why"] == scored.columns
    assert ["'=1+1", ""] == scored["note"].fill_null("").to_list()
    assert ["short", "unread"] == scored["level"].to_list()
    assert float(scored["match_probability"][0]) > 0.98


def test_names_score_says_which_column_is_missing(resolve: Program) -> None:
    """A table without a and b is refused with the mend, and nothing is written."""
    write("pairs.csv", "left,right\nx,y\n")
    done = resolve("names", "score", "pairs.csv", "-o", "scored.csv")

    assert done.code == 2
    assert "Name the two columns to compare a and b" in done.err
    assert not Path("scored.csv").exists()


def test_terminal_codes_in_a_list_are_harmless(resolve: Program) -> None:
    """A name cannot steer the terminal it is printed on."""
    write("list.csv", "name,note\n\x1b[31mМакетов Олег,x\n\u202eТестов Илья,x\n")
    done = resolve("check", "list.csv")

    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


# --- synth ------------------------------------------------------------------------------------------------------------


def test_synth_writes_a_list_and_its_truth(resolve: Program, tmp_path: Path) -> None:
    """A made list says how large it is and how little it repeats, and which classes of names to hide."""
    done = resolve("synth", "-n", "40", "--seed", "2", "--repeat-share", "0.5", "--hide", "0.5", "-o", "made")
    files = {path.relative_to(tmp_path / "made").as_posix() for path in (tmp_path / "made").rglob("*.*")}

    assert (0, "") == (done.code, done.err)
    assert done.out.startswith("40 mentions of 20 people on 6 lists")
    assert "dedupe --rules made/rules" in done.out
    assert {
        "mentions.csv",
        "truth.csv",
        "resolver.toml",
        "hidden_classes.csv",
        "rules/names/hidden.csv",
    } == files


def test_synth_leaves_other_folders_alone(resolve: Program, tmp_path: Path) -> None:
    """Nothing is made for a folder that holds something else, and impossible wishes are told."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")

    assert 2 == resolve("synth", "-n", "5", "-o", "mine").code
    assert "use one of mixed" in resolve("synth", "-n", "5", "--profile", "narnia", "-o", "made").err
    assert not (tmp_path / "made").exists()


def test_counts_of_others_beside_the_named(resolve: Program) -> None:
    """``counts`` tells claims in words, as JSON and as a picture, all or some of them; what fits nothing is told with what does."""
    write("people.csv", "name,status\nТестов Илья,killed\n")
    write("claims.csv", "text,unit,population\nболее 5,убитых,all\n3,injured,all\n")
    resolve("dedupe", "people.csv", "--counts", "claims.csv", "-o", "out", "--quiet")

    told = resolve("counts", "out", "--unit", "killed", "--svg", "counts.svg")
    tables = json.loads(resolve("counts", "out", "--json").out)
    none = resolve("counts", "out", "--unit", "missing")

    assert "everybody · killed: 6 or more (1 origin)" in told.out
    assert "at least 1 named" in told.out
    assert "injured" not in told.out.partition("Claims are compared")[0]
    assert Path("counts.svg").read_text("utf-8").startswith("<svg")
    assert [("injured", 3), ("killed", 6)] == sorted(
        (row["unit"], row["claimed_low"]) for row in tables["counts"]
    )
    assert (2, True) == (none.code, "there are injured, killed" in none.err)


def test_counts_of_a_run_without_any(resolve: Program) -> None:
    """A run that was given no claims says how to give them."""
    write("people.csv", "name,status\nТестов Илья,killed\n")
    resolve("dedupe", "people.csv", "-o", "out", "--quiet")

    done = resolve("counts", "out")

    assert (2, True) == (
        done.code,
        "name their file with --counts, or under [[counts]] in resolver.toml" in done.err,
    )
