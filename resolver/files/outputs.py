"""A path that somebody named for what a command finds -> the file there: written over nothing but what such a command wrote before.

A file is known as one of ours by its form: a table by its header, a workbook by its sheets, a page or a picture by how it opens, JSON by
its first key, a dossier by its first lines; anything else only by holding the very same bytes. What depends on lists, people and choices
is no part of a form.
"""

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from resolver.errors import FolderError, UsageError
from resolver.files.names import MANIFEST, USER_FILES
from resolver.files.plain import read_bytes, sha256_of, write_atomically
from resolver.files.runs import written_files

_HEAD_BYTES = 2**16
_OF_PAGE = re.compile(rb"\s*<!doctype html>.*?(?=<title>)", re.DOTALL | re.IGNORECASE)
_HASH_OF_SCRIPT = re.compile(rb"sha256-[\w+/=]+")
_OF_PICTURE = re.compile(rb'(?:<\?xml[^>]*\?>\n)?<svg (?:xmlns="[^"]*" )?class="(?:upset|claims)"')
_DOSSIER = re.compile(rb"(?:INTERNAL - [^\n]*\n)?DOSSIER \S+   [^\n]*\n\n-{110}\n")
_SCORED = ["match_weight", "match_probability", "level", "why"]
"""The columns that weighing pairs of names adds, behind whatever stood there."""
_SHEET = re.compile(rb'<sheet [^>]*?name="([^"]*)"')


def check_output(path: Path | str | None, *, inputs: Iterable[Path | str | None] = ()) -> None:
    """Raise UsageError where a file would be written onto one that is read, or FolderError onto one of a run's own.

    Call it before the work is done; ``inputs`` are the files that the command reads. Without a path nothing is written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     check_output(Path(folder) / "new.csv", inputs=[Path(folder) / "list.csv", None])
    """
    if path is None:
        return
    target = Path(path)
    for one in inputs:
        if one is not None and _is_same(target, Path(one)):
            raise UsageError(f"{path}: is read by this command; choose another name for what it writes")
    place = target.resolve()
    for folder in place.parents:
        if _is_of_run(place.relative_to(folder).as_posix(), folder):
            raise FolderError(f"{path}: belongs to the run in {folder.name}; choose another name or folder")


def write_output(
    path: Path | str,
    data: bytes | Callable[[BinaryIO], object],
    *,
    inputs: Iterable[Path | str | None] = (),
) -> None:
    r"""Write what a command found where somebody asked for it; see ``check_output``. Raises UsageError where another file is there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "found.csv"
    ...     write_output(path, b"id,age\nm1,38\n")
    ...     write_output(path, b"id,age\\nm1,39\\n")
    ...     write_output(path, b"id,name\\n")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    resolver.errors.UsageError: ...found.csv: is there already and was not written by this command; choose another name, or ...
    """
    check_output(path, inputs=inputs)
    write_atomically(path, data, check=partial(_check_alike, Path(path)))


def _is_same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def _is_of_run(name: str, folder: Path) -> bool:
    """Say whether a file of this name is a run's own: written by it, kept beside it for the user, or hidden in its folder."""
    if not any((folder / one).is_file() for one in ("run.json", MANIFEST)):
        return False
    known = {one.casefold() for one in (*written_files(folder), *USER_FILES, "run.json")}
    return name.startswith(".") or name.casefold() in known


def _check_alike(path: Path, written: Path) -> None:
    """Raise UsageError unless what stands at a path may be replaced by what was written aside."""
    if not path.is_file() or not path.stat().st_size or _form(path, path) == _form(written, path):
        return
    raise UsageError(
        f"{path}: is there already and was not written by this command; choose another name, or remove it first"
    )


def _form(file: Path, named: Path) -> object:
    """Return by what a file is known again; ``named`` says what kind it is."""
    with file.open("rb") as stream:
        head = stream.read(_HEAD_BYTES).removeprefix(codecs.BOM_UTF8)
    suffix = named.suffix.lower()
    if suffix == ".csv":
        return _form_of_table(head)
    if suffix in (".html", ".htm") and (found := _OF_PAGE.match(head)):
        return _HASH_OF_SCRIPT.sub(b"", found[0])
    if suffix == ".svg" and (found := _OF_PICTURE.match(head)):
        return found[0]
    if suffix == ".xlsx" and (sheets := _sheets(file)):
        return sheets
    if suffix == ".json" and head.startswith(b"{\n") and (key := _first_key(file)):
        return key
    return "dossier" if _DOSSIER.match(head) else sha256_of(file)


def _form_of_table(head: bytes) -> object:
    """Return the header of a table, without those columns that are others when lists, fields or the columns of an input are."""
    columns = next(csv.reader(head.decode("utf-8", "replace").splitlines(keepends=True)), [])
    histories = columns[1:] if columns[:1] == ["draw"] else columns
    if len(histories) > 1 and histories[0] == "person_id" and histories[1].startswith("in_"):
        return "capture histories"
    if {"a", "b"} <= set(columns) and columns[-len(_SCORED) :] == _SCORED:
        return "scored pairs"
    return head.split(b"\n", 1)[0].rstrip(b"\r")


def _sheets(file: Path) -> list[bytes]:
    """Return the sheets of a workbook by their names, or none of what is no workbook."""
    try:
        with ZipFile(file) as book, book.open("xl/workbook.xml") as stream:
            return _SHEET.findall(stream.read(_HEAD_BYTES))
    except (BadZipFile, KeyError, OSError):
        return []


def _first_key(file: Path) -> str | None:
    try:
        found = json.loads(read_bytes(file))
    except ValueError:
        return None
    return next(iter(found), None) if isinstance(found, dict) else None
