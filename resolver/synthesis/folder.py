"""MadeList -> a folder: mentions.csv, truth.csv, resolver.toml and, when asked for, the classes to hide."""

import io
from dataclasses import asdict
from pathlib import Path

import polars as pl

from resolver.errors import FolderError
from resolver.files import make_folder, write_atomically
from resolver.synthesis.hidden import RULES, hidden_rules
from resolver.synthesis.made import MadeList
from resolver.version import VERSION

FILES = ("mentions.csv", "truth.csv", "resolver.toml", "hidden_classes.csv", "rules")
"""What a folder of a made list may hold; a folder that holds anything else is not written to."""


def check_folder(folder: Path) -> None:
    """Refuse a folder in which something else lies."""
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder}: is a file; name a folder")
    others = sorted(one.name for one in folder.iterdir() if one.name not in FILES) if folder.is_dir() else []
    if others:
        raise FolderError(
            f"{folder}: holds {', '.join(others[:3])}, which no made list has; name an empty folder"
        )


def write_made(made: MadeList, folder: Path, *, hidden: pl.DataFrame | None = None) -> None:
    """Write a made list; the same list gives the same bytes.

    >>> import tempfile
    >>> from resolver.synthesis import Wishes, make_list
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_made(make_list(Wishes(mentions=20)), Path(folder) / "made")
    ...     sorted(one.name for one in (Path(folder) / "made").iterdir())
    ['mentions.csv', 'resolver.toml', 'truth.csv']
    """
    check_folder(folder)
    make_folder(folder)
    for name in (RULES, "hidden_classes.csv"):
        (folder / name).unlink(missing_ok=True)
    write_atomically(folder / "mentions.csv", _csv(made.mentions))
    write_atomically(folder / "truth.csv", _csv(made.truth))
    write_atomically(folder / "resolver.toml", _settings(made).encode())
    if hidden is not None:
        make_folder(folder / RULES.rpartition("/")[0])
        write_atomically(folder / RULES, hidden_rules(hidden))
        write_atomically(folder / "hidden_classes.csv", _csv(hidden))


def _csv(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_csv(buffer)
    return buffer.getvalue()


def _settings(made: MadeList) -> str:
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in asdict(made.wishes).items())
    return f"""# A made list: nobody in it ever lived. Made by resolver {VERSION} with {told}.
# truth.csv says which mentions are one person. It is never an input.

[defaults]
day_first = true

[[list]]
file = "mentions.csv"
title = "Made list"
sensitivity = "public"
"""
