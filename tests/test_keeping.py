"""Whole processes, watched: the same bytes under any conditions, nothing sent, nothing left behind, nothing for others to read."""

import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from resolver.files import written_files
from tests.lists import people, twice

WATCHED = """
import os, sys
root, told = os.path.realpath(sys.argv.pop(1)), []
ours = (root, os.path.realpath(os.environ["RESOLVER_CACHE"]))
def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "os.system", "os.exec", "pickle.")):
        told.append(f"{event} {arguments!r}"[:200])
    if event == "open" and isinstance(arguments[0], str) and isinstance(arguments[2], int):
        path = os.path.realpath(arguments[0])
        writes = arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and not path.startswith(ours) and path != "/dev/null":
            told.append(f"writes {path}")
sys.addaudithook(watch)
from resolver.cli import main
for line in sys.argv[1:]:
    sys.argv = ["resolver", *line.split()]
    try:
        main()
    except SystemExit as leaving:
        if leaving.code:
            told.append(f"{line}: exit code {leaving.code}")
print(*told, sep="\\n", file=sys.stderr)
sys.exit(9 if told else 0)
"""
CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "one thread, hash seed 1, no locale and no UTF-8, far west": {
        "POLARS_MAX_THREADS": "1",
        "PYTHONHASHSEED": "1",
        "PYTHONUTF8": "0",
        "LC_ALL": "C",
        "TZ": "Pacific/Pago_Pago",
    },
    "four threads, hash seed 2, Turkish, far east": {
        "POLARS_MAX_THREADS": "4",
        "PYTHONHASHSEED": "2",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "TZ": "Pacific/Kiritimati",
    },
}
PATH = (
    "dedupe list.csv -o out --default status=killed -q",
    "check list.csv",
    "verify out",
    "show out m00001",
    "judgements add out said.csv",
    "correct out --set m00001 --field unit --value 7 --by AK",
    "dedupe --previous out --add more.csv -q",
    "dedupe list.csv -o again --default status=killed -q --no-report",
    "export out -o persons.xlsx",
    "export out --profile public --sensitivity internal -o public",
    "rerun again --files .",
    "report out -o page.html",
    "find out Тестов",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with lists."""
    folder = tmp_path_factory.mktemp("lists")
    whole, _ = twice(people(90, seed=3), seed=4)
    whole.write_csv(folder / "list.csv")
    (folder / "more.csv").write_text("id,name,status\nx1,Макетов Олег,killed\n", "utf-8")
    (folder / "said.csv").write_text("left_id,right_id,verdict,judge\nm00001,m00002,different,AK\n", "utf-8")
    return folder


def called(*lines: str, folder: Path, umask: int = 0o022, more: Mapping[str, str] | None = None) -> None:
    """Run commands in a process of its own whose every deed is watched."""
    passing = folder.parent / "passing"
    passing.mkdir(exist_ok=True)
    own = {"TMPDIR": str(passing), "HOME": str(folder), "RESOLVER_CACHE": str(folder.parent / "cache")}
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(folder), *lines],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", **own, **(more or {})},
        umask=umask,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    assert [] == list(passing.iterdir())


def test_the_same_bytes_under_any_conditions(folder: Path) -> None:
    """One thread or four, any locale, time zone and hash seed: the same run to the last byte."""
    for at, conditions in enumerate(CONDITIONS.values()):
        called(f"dedupe list.csv -o run-{at} --default status=killed -q", folder=folder, more=conditions)
    first, other = (written_files(folder / f"run-{at}") for at in range(len(CONDITIONS)))

    assert first.keys() == other.keys()
    assert {name for name, sha256 in first.items() if other[name] != sha256} <= {"timings.json"}


def test_nothing_is_sent_left_behind_or_shown_to_others(folder: Path) -> None:
    """The whole main path opens no socket, starts no process, writes only where it was told, leaves no temporary file, and
    whatever the umask says, what it writes is for its owner alone.
    """
    before = set(folder.iterdir())
    called(*PATH, folder=folder, umask=0)
    new = [one for one in folder.iterdir() if one not in before]
    found = [*new, *(one for top in new for one in top.rglob("*"))]
    modes = {(one.is_dir(), oct(stat.S_IMODE(one.stat().st_mode))) for one in found}

    assert {"out", "again", "public", "persons.xlsx", "page.html"} == {one.name for one in new}
    assert {(True, "0o700"), (False, "0o600")} == modes


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
from resolver.cli import main
main()
"""


def test_a_disk_that_is_full_leaves_the_former_run(folder: Path) -> None:
    """No file may grow beyond a million bytes: a clear message, exit code 2, and the run and the answers as they were."""
    called("dedupe more.csv -o full -q", folder=folder)
    before = {one: one.read_bytes() for one in (folder / "full").rglob("*") if one.is_file()}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "1000000", "dedupe", "list.csv", "-o", "full", "-q", "--default", "status=killed"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "RESOLVER_CACHE": str(folder.parent / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    after = {one: one.read_bytes() for one in (folder / "full").rglob("*") if one.is_file()}

    assert 2 == done.returncode
    assert "cannot be written (file too large); free space" in done.stderr
    assert before == after
