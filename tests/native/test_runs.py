"""A whole run writes the same bytes with the kernel and without."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.model import partitions
from resolver.names import wordpairs
from resolver.pipeline import verbs
from resolver.stages.cluster import inside
from tests.forms import needs_kernel, without_kernel
from tests.golden.refresh import TARGET, expected
from tests.lists import people

VARY = {"timings.json", ".files.json"}
"""What tells how long things took, and the digests of all files."""


def written(folder: Path, table: pl.DataFrame) -> dict[str, bytes]:
    """Run a list and return what is written."""
    resolver.dedupe(table).write(folder, report=False)
    files = [file for file in folder.rglob("*") if file.is_file() and file.name not in VARY]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def draw_nearly_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let partitions of more than two atoms be drawn, and keep few pairs of words."""

    def cut(weights: object, *, exact_up_to: int, draws: int, seed_of: Callable[[int], int]) -> object:
        return partitions.cut(weights, exact_up_to=2, draws=60, seed_of=seed_of)  # type: ignore[arg-type]

    monkeypatch.setattr(inside, "cut", cut)
    monkeypatch.setattr(partitions, "MOST_KEPT_MEMBERS", 0)
    monkeypatch.setattr(wordpairs, "LARGEST_SQUARE", 0)
    monkeypatch.setattr(wordpairs, "MOST_KEPT", 50)


@needs_kernel
def test_a_run_writes_the_same_in_both_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is the same to the byte, also where everything is drawn and hardly anything kept ready."""
    draw_nearly_all(monkeypatch)
    once = people(150, seed=3)
    table = pl.concat([once, once.head(60), once.head(20)])

    by_kernel = written(tmp_path / "kernel", table)
    with without_kernel():
        assert written(tmp_path / "numpy", table) == by_kernel


def test_the_worked_example_is_the_same_without_a_kernel() -> None:
    """The golden files are those of either form."""
    with without_kernel():
        found = expected(verbs.demo())

    assert {name: (TARGET / name).read_bytes() for name in found} == found
