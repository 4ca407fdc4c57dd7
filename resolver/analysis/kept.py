"""Evaluations and sheets -> files beside a run: tables behind the figures, and pairs to judge."""

from pathlib import Path

import polars as pl

from resolver.analysis.evaluation import Evaluation
from resolver.errors import FolderError, UsageError
from resolver.files import check_output, make_folder, write_atomically, write_output
from resolver.stages.write import csv_bytes


def check_folder(folder: Path, *, with_truth: bool) -> None:
    """Raise an error, before any work, where details cannot be written."""
    if not with_truth:
        raise UsageError("--details lists mistakes, which only --truth FILE can name")
    if (folder / "run.json").exists():
        raise FolderError(f"{folder}: holds a run; choose another folder for --details")
    if folder.is_file():
        raise FolderError(f"{folder}: is a file; choose a folder for --details")


def save_details(found: Evaluation, folder: Path | str) -> None:
    """Write the tables behind an evaluation into a folder, as CSV that a spreadsheet opens, for the owner's eyes alone.

    >>> import tempfile, resolver
    >>> run = resolver.dedupe(pl.DataFrame({"id": ["m1"], "name": ["Тестов Илья"]}))
    >>> from resolver.analysis.evaluation import evaluate
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_details(evaluate(run, {"m1": "a"}), folder)
    ...     sorted(path.stem for path in Path(folder).iterdir())
    ['group_pairs', 'groups', 'lost_pairs', 'over_merged', 'reliability', 'under_merged']
    """
    target = make_folder(folder)
    for name, table in found.details.items():
        write_output(target / f"{name}.csv", csv_bytes(table.with_columns(pl.col(pl.Float64).round(6))))


def check_sheet(path: Path) -> None:
    """Raise UsageError when a sheet would be written over something: somebody may have judged it."""
    check_output(path)
    if path.exists():
        raise UsageError(f"{path}: is there already, perhaps with verdicts; choose another name")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; make it first")


def save_sheet(sheet: pl.DataFrame, path: Path) -> None:
    """Write pairs to judge as CSV that a spreadsheet opens."""
    check_sheet(path)
    write_atomically(path, csv_bytes(sheet))
