"""files.py: bytes in and out, and the commit of a run as one set."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pytest

from resolver import files
from resolver.errors import FaultError, FolderError, InputError
from resolver.files import Shelf, Shelved

RUN = {"persons.csv": b"person_id\n", "run.json": b"{}", ".resolver/mentions.parquet": b"PAR1"}


def contents(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, our own bookkeeping left out."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if path.name not in (".lock", ".files.json")
    }


def crash_at(monkeypatch: pytest.MonkeyPatch, *, step: int) -> None:
    """Let the process die at the n-th rename, fsync or removal, so that nothing after it happens."""
    left = [step]

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] <= 0:
                raise KeyboardInterrupt
            return function(*args, **kwargs)

        return call

    monkeypatch.setattr(os, "replace", counted(os.replace))
    monkeypatch.setattr(os, "fsync", counted(os.fsync))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))
    monkeypatch.setattr(Path, "rename", counted(Path.rename))
    monkeypatch.setattr(shutil, "rmtree", counted(shutil.rmtree))


def test_a_missing_file_and_a_folder_are_told_with_the_mend(tmp_path: Path) -> None:
    """Both messages name what to do."""
    with pytest.raises(InputError, match=r"there is no such file; check the name"):
        files.read_bytes(tmp_path / "none.csv")
    with pytest.raises(InputError, match=r"is a folder; name the files, e\.g\. .*/\*\.csv"):
        files.read_bytes(tmp_path)


def test_hashes_of_bytes_and_files_agree(tmp_path: Path) -> None:
    """The same bytes give the same SHA-256 wherever they are."""
    (tmp_path / "a").write_bytes(b"one")
    assert files.sha256_of(b"one") == files.sha256_of(tmp_path / "a")
    with pytest.raises(InputError, match="cannot be read"):
        files.sha256_of(tmp_path / "none")


def test_a_file_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    """Lists of the dead are nobody else's to read; nothing else is left in the folder."""
    files.write_atomically(tmp_path / "a.csv", b"one")
    files.append_bytes(tmp_path / "log.jsonl", b"one")
    files.make_folder(tmp_path / "out")
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    assert {"a.csv": "0o600", "log.jsonl": "0o600", "out": "0o700"} == modes


def test_a_write_that_fails_leaves_the_former_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The former file stands until the new one is whole."""
    files.write_atomically(tmp_path / "a.csv", b"one")
    monkeypatch.setattr(
        os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(FolderError, match="no space left on device"):
        files.write_atomically(tmp_path / "a.csv", b"two")
    assert {"a.csv": b"one"} == contents(tmp_path)


def test_a_run_is_committed_and_replaced(tmp_path: Path) -> None:
    """Files the new run lacks go; the user's files, and files no run wrote, stay."""
    out = tmp_path / "OUT"
    files.commit(out, RUN)
    assert RUN == contents(out)
    (out / "judgements.csv").write_bytes(b"same")
    (out / "letter.docx").write_bytes(b"dear")
    files.commit(out, {"run.json": b"{2}", "summary.txt": b"2"})
    expected = {"run.json": b"{2}", "summary.txt": b"2", "judgements.csv": b"same", "letter.docx": b"dear"}
    assert expected == contents(out)
    assert not (out / ".resolver").exists()
    assert "0o700" == oct(out.stat().st_mode & 0o777)
    assert {"0o600"} == {oct((out / name).stat().st_mode & 0o777) for name in ("run.json", "summary.txt")}


def test_files_come_from_paths_bytes_and_writers(tmp_path: Path) -> None:
    """A writer may be polars, and it may close what it was given."""
    (tmp_path / "source").write_bytes(b"copied")
    frame = pl.DataFrame({"a": [1]})

    def close(stream: BinaryIO) -> None:
        stream.write(b"closed")
        stream.close()

    made: dict[str, files.Content] = {
        "copy": tmp_path / "source",
        "t.csv": frame.write_csv,
        "t.parquet": frame.write_parquet,
        "closed": close,
        "run.json": b"{}",
    }
    files.commit(tmp_path / "OUT", made)
    found = contents(tmp_path / "OUT")
    assert (b"copied", b"a\n1\n", b"closed") == (found["copy"], found["t.csv"], found["closed"])
    assert frame.equals(pl.read_parquet(tmp_path / "OUT" / "t.parquet"))


@pytest.mark.parametrize("step", range(1, 40))
def test_a_crash_leaves_one_run_or_the_other(tmp_path: Path, step: int) -> None:
    """Whatever the moment, what is found afterwards is all old or all new, and the user's file is there."""
    old = {**RUN, "old.csv": b"old"}
    new = {"persons.csv": b"new", "run.json": b"{new}", ".resolver/model.json": b"{}"}
    files.commit(tmp_path, old)
    (tmp_path / "judgements.csv").write_bytes(b"same")
    with pytest.MonkeyPatch.context() as monkeypatch:
        crash_at(monkeypatch, step=step)
        with suppress(KeyboardInterrupt):
            files.commit(tmp_path, new)
    files.check_target(tmp_path)
    files.recover(tmp_path)
    kept = {"judgements.csv": b"same"}
    assert contents(tmp_path) in ({**old, **kept}, {**new, **kept})
    assert [] == list(tmp_path.glob(".staging-*"))
    files.commit(tmp_path, new)
    assert {**new, **kept} == contents(tmp_path)


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """The error is the writer's own, and the former run stands."""
    files.commit(tmp_path, RUN)

    def fail(_: BinaryIO) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        files.commit(tmp_path, {"a.csv": fail, "run.json": b"{}"})
    assert RUN == contents(tmp_path)


def test_only_a_run_or_an_empty_folder_is_a_target(tmp_path: Path) -> None:
    """Someone's folder of photographs is never written into."""
    files.check_target(tmp_path / "new")
    files.check_target(tmp_path)
    (tmp_path / "judgements.csv").touch()
    files.check_target(tmp_path)
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(FolderError, match=r"holds files but no run \(photo\.jpg\)"):
        files.check_target(tmp_path)
    with pytest.raises(FolderError, match="is a file"):
        files.check_target(tmp_path / "photo.jpg")
    with pytest.raises(FolderError, match="holds files but no run"):
        files.commit(tmp_path, RUN)
    (tmp_path / "run.json").touch()
    files.check_target(tmp_path)


@pytest.mark.parametrize(
    "name",
    ["judgements.csv", "../a", "/a", "a/b/c", "", "a//b", ".lock", ".staging-x/a", ".files.json", "a\\b"],
)
def test_a_run_does_not_write_where_it_must_not(tmp_path: Path, name: str) -> None:
    """The user's files and everything outside of the folder are out of reach."""
    with pytest.raises(FaultError, match="cannot be a file of a run"):
        files.commit(tmp_path, {name: b"", "run.json": b"{}"})


def test_a_folder_from_someone_else_cannot_reach_outside(tmp_path: Path) -> None:
    """A marked set that names files outside of the run is refused."""
    outside = tmp_path / "mine.txt"
    outside.write_bytes(b"mine")
    staging = tmp_path / "OUT" / ".staging-1"
    staging.mkdir(parents=True)
    (staging / "complete.json").write_text(json.dumps({"files": {"run.json": ""}, "remove": ["../mine.txt"]}))
    with pytest.raises(FolderError, match="names files outside of the run"):
        files.recover(tmp_path / "OUT")
    assert b"mine" == outside.read_bytes()


def other_process(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of Python in another process; ``sys.argv[1]`` is a folder."""
    whole = f"import sys; from resolver.files import *\n{code}"
    return subprocess.run([sys.executable, "-c", whole, folder], capture_output=True, text=True, check=False)


def test_another_process_is_told_to_wait(tmp_path: Path) -> None:
    """The lock is between processes; the same thread may take it again."""
    code = "with lock(sys.argv[1], patience=0): print('in')"
    with files.lock(tmp_path), files.lock(tmp_path):
        other = other_process(code, tmp_path)
    assert "another process is writing here" in other.stderr
    assert "in\n" == other_process(code, tmp_path).stdout


def test_whoever_comes_second_waits_for_a_short_writer(tmp_path: Path) -> None:
    """An answer that is saved just then never makes a run fail that took hours, nor the other way round."""
    import threading

    entered, leaving = threading.Event(), threading.Event()

    def hold() -> None:
        with files.lock(tmp_path):
            entered.set()
            leaving.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert entered.wait(10)
    threading.Timer(0.2, leaving.set).start()
    with files.lock(tmp_path):
        assert leaving.is_set()
    holder.join()


def test_a_folder_that_is_lent_to_another_is_left_alone(tmp_path: Path) -> None:
    """What a crash left goes with the next loan; what somebody else is at work in stays, and nobody waits for it."""
    (tmp_path / ".resolver-passing-crashed").mkdir()
    code = "import time; time.sleep = None\nwith passing_folder(sys.argv[1] + '/run') as lent: print(lent.is_dir())"
    with files.passing_folder(tmp_path / "run") as lent:
        assert "True\n" == other_process(code, tmp_path).stdout
        assert [lent] == list(tmp_path.iterdir())
    assert [] == list(tmp_path.iterdir())


def test_two_runs_in_one_folder_are_told_apart(tmp_path: Path) -> None:
    """While a run is being made another one is refused at once, but answers may be added; a process that died holds nothing."""
    making = "with being_made(sys.argv[1]): print('in')"
    dying = "import os\nwith being_made(sys.argv[1]): os.kill(os.getpid(), 9)"
    adding = (
        "append_bytes(sys.argv[1] + '/log.jsonl', b'x')\nwith lock(sys.argv[1], patience=0): print('added')"
    )
    out = tmp_path / "out"
    with files.being_made(out):
        assert "another process is making a run in this folder" in other_process(making, out).stderr
        assert "added\n" == other_process(adding, out).stdout
    assert -9 == other_process(dying, out).returncode
    assert "in\n" == other_process(making, out).stdout
    assert [".lock", "log.jsonl"] == sorted(one.name for one in out.iterdir())


def test_a_run_that_comes_to_nothing_leaves_no_folder(tmp_path: Path) -> None:
    """A folder that was made for a run goes when there is none; one that was there stays."""
    for name in ("new/deep", "old"):
        (tmp_path / "old").mkdir(exist_ok=True)
        with suppress(InputError), files.being_made(tmp_path / name):
            raise InputError("no list")
    assert (False, True) == ((tmp_path / "new" / "deep").exists(), (tmp_path / "old").exists())


def test_what_a_crash_left_of_the_users_files_goes(tmp_path: Path) -> None:
    """A file that was being replaced when the process died is swept away by whoever opens the folder next."""
    files.commit(tmp_path, RUN)
    left = tmp_path / ".judgements.csv.abc.part"
    left.write_bytes(b"half")
    files.recover(tmp_path)
    assert not left.exists()


def test_a_full_disk_takes_all_of_an_answer_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be appended to its end is taken off again."""
    files.append_bytes(tmp_path / "log.jsonl", b"one\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FolderError, match="no space left"):
        files.append_bytes(tmp_path / "log.jsonl", b"two\n")
    assert b"one\n" == (tmp_path / "log.jsonl").read_bytes()


def test_a_run_is_read_whole_while_another_replaces_it(tmp_path: Path) -> None:
    """Whoever reads while a run is committed gets the old one or the new one, never files of both."""
    files.commit(tmp_path, {"a": b"1", "b": b"1", "run.json": b"1"})
    rounds: list[int] = []

    def read() -> list[bytes]:
        first = (tmp_path / "a").read_bytes()
        if not rounds:
            rounds.append(1)
            files.commit(tmp_path, {"a": b"2", "b": b"2", "run.json": b"2"})
        return [first, (tmp_path / "b").read_bytes()]

    assert [b"2", b"2"] == files.read_steadily(tmp_path, read)


def test_files_that_the_user_changed_are_known(tmp_path: Path) -> None:
    """A filled-in review sheet is told before it is replaced."""
    files.commit(tmp_path, RUN)
    assert [] == files.changed_files(tmp_path)
    (tmp_path / "persons.csv").write_bytes(b"other")
    (tmp_path / ".resolver" / "mentions.parquet").unlink()
    assert [".resolver/mentions.parquet", "persons.csv"] == files.changed_files(tmp_path)


def test_shipped_folders_are_found() -> None:
    """The header words are where the rules are."""
    assert (files.rules_folder() / "columns.csv").is_file()
    assert files.seeds_folder().is_dir()


def test_the_cache_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable names the cache; it is made for its owner alone."""
    monkeypatch.setenv("RESOLVER_CACHE", str(tmp_path / "cache"))
    assert tmp_path / "cache" == files.cache_folder()
    assert "0o700" == oct((tmp_path / "cache").stat().st_mode & 0o777)


def test_a_shelf_without_room_tells_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit into memory needs a place on the disk; where there is none, an error says what to do."""

    def full(**_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(FolderError, match="TMPDIR"):
        Shelf(at_most=0).put(b"abc")


def test_a_shelf_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands on a shelf can be read in any order; no file is left when nobody needs it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shelf = Shelf(at_most=0)
    told = [b"a", b"", b"bcd", b"ef"]
    shelved = [shelf.put(one) for one in told]

    assert told[::-1] == [one.read() if isinstance(one, Shelved) else one for one in shelved[::-1]]
    del shelf, shelved
    assert [] == list(tmp_path.iterdir())
