"""A memory limit is kept: what would need more is refused or ends in a message, with nothing written."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from resolver.errors import InputError, UsageError
from resolver.files import read_bytes
from resolver.memory import bytes_of, let_go, limited, seldom_swept
from tests.stages.test_read import read_text


def test_a_run_that_needs_more_stops_with_a_message(tmp_path: Path) -> None:
    """Exit code 2, the mend, and no half of a run: the rules alone need more than this."""
    (tmp_path / "list.csv").write_text("name,status\nIvan Testov,killed\n")
    command = ["dedupe", "list.csv", "-o", "out", "--memory-limit", "64MB"]
    done = subprocess.run(
        [sys.executable, "-m", "resolver", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (2, "") == (done.returncode, done.stdout)
    assert "more than 64.0 MB of memory was needed; nothing was written" in done.stderr
    assert not (tmp_path / "out" / "run.json").exists()


@pytest.mark.parametrize("text", ["", "4", "64 KB", "-1GB", "much", "1GB2"])
def test_a_limit_that_is_none(text: str) -> None:
    """A size needs a number and a unit, and must be enough to begin with."""
    with pytest.raises(UsageError, match="memory limit"):
        bytes_of(text)


def test_what_would_need_more_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """Keys of JSON lines that make a table of millions of empty cells; a text many times its own size."""
    keys = "\n".join(f'{{"name": "A", "k{at}": 1}}' for at in range(3000))
    with limited(2**27), pytest.raises(InputError, match="its 3,000 records have 3,001 different keys"):
        read_text(tmp_path, keys, name="a.jsonl")
    with (
        limited(2**20),
        pytest.raises(InputError, match=r"list\.csv: has 300,005 bytes and would need about"),
    ):
        read_text(tmp_path, "name\n" + "A\n" * 150_000)
    with limited(2**10), pytest.raises(InputError, match="more than the 1,024 bytes of memory allowed"):
        read_text(tmp_path, "name\n" + "A\n" * 150_000)


def test_a_device_is_no_list() -> None:
    """One like /dev/zero would never end."""
    with pytest.raises(InputError, match="is a device; name a file"):
        read_bytes(os.devnull)


def test_a_line_of_a_million_cells_is_refused_before_it_is_parted(tmp_path: Path) -> None:
    """Each cell would be a text of its own, many times the size of the file."""
    with pytest.raises(
        InputError, match=r"list\.csv, line 3: has 1,000,003 cells, more than 1,000,000; is ';'"
    ):
        read_text(tmp_path, "name;age\nA;1\nB;2" + ";" * 1_000_001 + "\n")


def test_what_an_object_says_twice_is_kept(tmp_path: Path) -> None:
    """A key that comes again is numbered, and nesting without end is rejected."""
    lines = ['{"name": "A", "x": 1, "x": 2}', '{"name": "B", "x": ' + "[" * 99 + "]" * 99 + "}"]
    lists = read_text(tmp_path, "\n".join(lines), name="a.jsonl")

    assert [("A", "1", "2")] == lists.mentions.select("name", "x", "x (2)").rows()
    assert ["line 2 is nested more than 50 deep"] == lists.rejects["reason"].to_list()


def test_the_end_of_a_run_is_not_swept() -> None:
    """Python does not make up for the looking it left out, and what was made can still be let go."""
    with seldom_swept():
        made = [[one] for one in range(100_000)]
        before = gc.get_stats()
    made += [[*{one}] for one in range(100)]

    assert before == gc.get_stats()
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("fault", [OSError("none"), AttributeError("malloc_trim"), TypeError("must be str")])
def test_systems_that_cannot_give_memory_back_go_on(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no such library or no such step, nothing is given back, and no stage ends for it."""

    def missing(_name: object) -> None:
        raise fault

    monkeypatch.setattr("ctypes.CDLL", missing)
    let_go()
