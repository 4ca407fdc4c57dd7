"""A path in, bytes out, and back: whole files, read with a mend where they cannot be, written aside, synced and renamed.

What is written is readable by its owner alone.
"""

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from resolver.errors import FolderError, InputError

_PART_BYTES = 2**20


def read_bytes(path: Path | str, *, at_most: int | None = None) -> bytes:
    """Return the bytes of a file, or raise InputError with the mend; ``at_most`` is how many there may be.

    >>> read_bytes("no-such-list.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    resolver.errors.InputError: no-such-list.csv: there is no such file; check the name and ...
    """
    try:
        return _bytes_of(Path(path), at_most=at_most)
    except FileNotFoundError:
        raise InputError(_no_file(path)) from None
    except IsADirectoryError:
        raise InputError(_a_folder(path)) from None
    except PermissionError:
        if Path(path).is_dir():
            raise InputError(_a_folder(path)) from None
        raise InputError(
            f"{path}: you may not read this file; ask its owner for permission to read it"
        ) from None
    except (OSError, ValueError) as fault:
        raise InputError(
            f"{path}: cannot be read ({reason(fault)}); copy it to a local disk and try again"
        ) from None


def check_files(paths: Sequence[Path | str]) -> None:
    """Raise InputError when not one of some files is there, before any work is done for them.

    >>> check_files(["no-such-list.csv", "."])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    resolver.errors.InputError: no-such-list.csv: there is no such file; check ...
    .: is a folder; name the files, e.g. ./*.csv
    """
    faults = [fault for path in paths if (fault := _absence(path))]
    if faults and len(faults) == len(paths):
        raise InputError("\n".join(dict.fromkeys(faults)))


def _absence(path: Path | str) -> str | None:
    try:
        return _a_folder(path) if stat.S_ISDIR(Path(path).stat().st_mode) else None
    except FileNotFoundError:
        return _no_file(path)
    except (OSError, ValueError):
        return None


def _no_file(path: Path | str) -> str:
    return f"{path}: there is no such file; check the name and the folder you are in"


def _a_folder(path: Path | str) -> str:
    return f"{path}: is a folder; name the files, e.g. {Path(path).as_posix()}/*.csv"


def _bytes_of(path: Path, *, at_most: int | None) -> bytes:
    with path.open("rb") as stream:
        kind = os.fstat(stream.fileno())
        if stat.S_ISCHR(kind.st_mode) or stat.S_ISBLK(kind.st_mode):
            raise InputError(f"{path}: is a device; name a file")
        if at_most is None or (stat.S_ISREG(kind.st_mode) and kind.st_size <= at_most):
            return stream.read()
        # A pipe does not say how much will come: it is read bit by bit.
        data = bytearray()
        while not stat.S_ISREG(kind.st_mode) and len(data) <= at_most and (part := stream.read(_PART_BYTES)):
            data += part
    if stat.S_ISREG(kind.st_mode) or len(data) > at_most:
        raise InputError(
            f"{path.name}: has more than the {at_most:,} bytes of memory allowed; split it, or give more with --memory-limit"
        )
    return bytes(data)


def sha256_of(source: Path | bytes) -> str:
    """Return the SHA-256 of a file or of bytes, in hexadecimal.

    >>> sha256_of(b"")[:16]
    'e3b0c44298fc1c14'
    """
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    try:
        with Path(source).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as fault:
        raise InputError(
            f"{source}: cannot be read ({reason(fault)}); check the name and your rights"
        ) from None


def write_atomically(
    path: Path | str,
    data: bytes | Callable[[BinaryIO], object],
    *,
    check: Callable[[Path], None] | None = None,
) -> None:
    """Write a file, given its bytes or what writes them, so that a reader sees the former bytes or the new ones, never half of them.

    ``check`` looks at the file while it still lies aside, and raises where it must not take its place.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder) / "a.txt", b"one")
    ...     read_bytes(Path(folder) / "a.txt")
    b'one'
    """
    target = Path(path)
    with writing(target):
        descriptor, aside = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".part"
        )
        try:
            with os.fdopen(descriptor, "wb") as stream:
                if isinstance(data, bytes):
                    stream.write(data)
                else:
                    data(stream)
                sync(stream)
            if check is not None:
                check(Path(aside))
            Path(aside).replace(target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        sync_folder(target.parent)


def append_bytes(path: Path | str, data: bytes) -> None:
    """Add bytes at the end of a file that is only ever appended to, and sync it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     append_bytes(Path(folder) / "log.jsonl", b"one ")
    ...     append_bytes(Path(folder) / "log.jsonl", b"two")
    ...     read_bytes(Path(folder) / "log.jsonl")
    b'one two'
    """
    target = Path(path)
    with writing(target):
        descriptor = os.open(
            target, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(descriptor, "ab") as stream:
            size = os.fstat(stream.fileno()).st_size
            try:
                stream.write(data)
                sync(stream)
            except OSError:
                # A disk that fills up takes nothing of the answer rather than half of it.
                os.ftruncate(stream.fileno(), size)
                raise
        sync_folder(target.parent)


def make_folder(folder: Path | str) -> Path:
    """Return the folder, made for its owner alone if it was not there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     make_folder(Path(folder) / "out" / "deep").name
    'deep'
    """
    path = Path(folder)
    missing = [one for one in (path, *path.parents) if not one.exists()]
    with writing(folder, deed="made", mend="choose another folder"):
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
            sync_folder(one.parent)
        if not path.is_dir():
            raise FolderError(f"{folder}: is a file; choose a folder, e.g. -o {path.name}-run")
    return path


def lay_out(folder: Path | str, files: Mapping[str, Path]) -> dict[str, Path]:
    """Put files into a folder under names of their own (name, or folder/name), as links: nothing is copied. Return where they are.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder) / "a.csv", b"one")
    ...     read_bytes(lay_out(Path(folder) / "lists", {"week/b.csv": Path(folder) / "a.csv"})["week/b.csv"])
    b'one'
    """
    laid: dict[str, Path] = {}
    for name, path in files.items():
        laid[name] = Path(folder) / name
        if any(part in ("", ".", "..") for part in name.split("/")):
            raise FolderError(f"{name!r}: is no name of a file inside a folder")
        make_folder(laid[name].parent)
        with writing(laid[name]):
            laid[name].symlink_to(path.resolve())
    return laid


def files_in(folder: Path | str) -> list[Path]:
    """Return the files that lie in a folder, sorted by name; none where it cannot be looked into.

    >>> files_in("no-such-folder")
    []
    """
    try:
        return sorted(one for one in Path(folder).iterdir() if one.is_file())
    except OSError:
        return []


def open_to_others(folder: Path | str) -> list[str]:
    """Return the files in a folder that somebody else than their owner may read or write.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder) / "a.csv", b"")
    ...     open_to_others(folder)
    []
    """
    if sys.platform == "win32":
        return []
    path = Path(folder)
    found = (one for one in path.rglob("*") if one.is_file() and one.stat().st_mode & 0o077)
    return sorted(one.relative_to(path).as_posix() for one in found)


def reason(fault: Exception) -> str:
    """Return what the system says went wrong.

    >>> reason(OSError(28, "No space left on device"))
    'no space left on device'
    """
    return (getattr(fault, "strerror", None) or str(fault)).lower()


@contextmanager
def writing(
    place: Path | str, *, mend: str = "free space or choose another folder", deed: str = "written"
) -> Iterator[None]:
    """Raise FolderError with the mend where the system refuses to write in a place.

    >>> with writing("out", mend="choose another folder"):
    ...     raise OSError(30, "Read-only file system")
    Traceback (most recent call last):
    resolver.errors.FolderError: out: cannot be written (read-only file system); choose another folder
    """
    try:
        yield
    except OSError as fault:
        raise FolderError(f"{place}: cannot be {deed} ({reason(fault)}); {mend}") from fault


def sync(stream: BinaryIO) -> None:
    """Return when what was written has reached the disk."""
    stream.flush()
    os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder have reached the disk."""
    # Windows cannot open a folder; there the rename itself is as good as it gets.
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
