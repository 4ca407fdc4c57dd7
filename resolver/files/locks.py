"""A run folder in, the right to write into it out: between processes, let go of by whoever dies."""

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from resolver.errors import FolderError
from resolver.files.names import LOCK, MAKING
from resolver.files.plain import make_folder, writing

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 60.0
"""So many seconds a process waits for another that writes into the same folder."""
_PASSING = ".resolver-passing-"
_HELD: set[tuple[Path, int]] = set()


@contextmanager
def lock(folder: Path | str, *, patience: float = PATIENCE) -> Iterator[None]:
    """Keep every other process out of a run folder while it is written to; the same thread may ask again.

    Whoever comes second waits for so many seconds: writing is short. A process that dies lets go at once.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, lock(folder), lock(folder):
    ...     print("alone")
    alone
    """
    path = make_folder(folder)
    told = f"{folder}: another process is writing here; wait for it to end, then try again"
    with _held(path, LOCK, patience=patience, told=told):
        yield


@contextmanager
def being_made(folder: Path | str) -> Iterator[None]:
    """Keep every other process from making a run in a folder from now on until it is written; answers may still be added to it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, being_made(Path(folder) / "run"):
    ...     print((Path(folder) / "run").is_dir())
    True
    """
    is_new = not Path(folder).exists()
    path = make_folder(folder)
    told = f"{folder}: another process is making a run in this folder; wait for it to end, or choose another folder with -o"
    with _held(path, MAKING, patience=0, told=told):
        try:
            yield
        finally:
            with suppress(OSError):
                (path / MAKING).unlink()
            if is_new:
                _remove_if_unused(path)


@contextmanager
def passing_folder(beside: Path | str) -> Iterator[Path]:
    """Lend a folder of one's own beside another; it goes when the work is done, or when the next one is lent if a crash kept it.

    >>> import tempfile
    >>> from resolver.files import write_atomically
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with passing_folder(Path(folder) / "run") as lent:
    ...         write_atomically(lent / "a.csv", b"")
    ...     list(Path(folder).iterdir())
    []
    """
    parent = make_folder(Path(beside).resolve().parent)
    for left in parent.glob(f"{_PASSING}*"):
        with suppress(FolderError, OSError), lock(left, patience=0):
            shutil.rmtree(left)
    with writing(parent, mend="name a folder with -o"):
        lent = Path(tempfile.mkdtemp(dir=parent, prefix=_PASSING))
    try:
        with lock(lent):
            yield lent
    finally:
        shutil.rmtree(lent, ignore_errors=True)


@contextmanager
def _held(folder: Path, name: str, *, patience: float, told: str) -> Iterator[None]:
    held = (folder.resolve() / name, threading.get_ident())
    if held in _HELD:
        yield
        return
    with _open_lock(folder / name) as stream:
        _take(stream, patience=patience, told=told)
        if not _is_there(stream, folder / name):
            raise FolderError(told)
        _HELD.add(held)
        try:
            yield
        finally:
            _HELD.discard(held)
            _release(stream)


def _is_there(stream: BinaryIO, path: Path) -> bool:
    """Say whether a lock that was taken still stands in the folder: whoever made the folder for nothing removed it again."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except OSError:
        return False


def _remove_if_unused(folder: Path) -> None:
    """Remove a folder that holds nothing but its lock: it was made for a run that came to nothing."""
    with suppress(OSError, FolderError):
        if {one.name for one in folder.iterdir()} <= {LOCK}:
            with lock(folder, patience=0):
                (folder / LOCK).unlink()
                folder.rmdir()


def _open_lock(path: Path) -> BinaryIO:
    with writing(path.parent, mend="choose another folder"):
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")


def _take(stream: BinaryIO, *, patience: float, told: str) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            if sys.platform == "win32":
                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= until:
                raise FolderError(told) from None
            time.sleep(0.02)
        else:
            return


def _release(stream: BinaryIO) -> None:
    if sys.platform == "win32":
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(stream, fcntl.LOCK_UN)
