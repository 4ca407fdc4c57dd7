"""Paths in, bytes out, and back: the only opener of files in the project.

Everything is written aside, synced and renamed, readable by its owner alone. The files of a run are committed
as one set: a crash at any moment leaves either the former run or the new one.
"""

import hashlib
import json
import os
import shutil
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from resolver.errors import FaultError, FolderError, InputError, ResolverError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

Read = TypeVar("Read")
Content = Path | bytes | Callable[[BinaryIO], None]
"""What a file of a run is made of: a file to copy, its bytes, or something that writes them."""

USER_FILES = ("judgements.csv", "corrections.csv", "log.jsonl")
"""Files in a run folder that belong to the user: only appended to, never swapped with a run."""

_STAGING = ".staging-"
_MARKER = "complete.json"
_MANIFEST = ".files.json"
PATIENCE = 60.0
"""So many seconds a process waits for another that writes into the same folder."""
_LOCK = ".lock"
_PART_BYTES = 2**20
_MAKING = ".making"
_PASSING = ".resolver-passing-"
_HELD: set[tuple[Path, int]] = set()


def read_bytes(path: Path | str, *, at_most: int | None = None) -> bytes:
    """Return the bytes of a file, or raise InputError with the mend; ``at_most`` is how many there may be.

    >>> read_bytes("no-such-list.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    resolver.errors.InputError: no-such-list.csv: there is no such file; check the name and ...
    """
    try:
        return _bytes_of(Path(path), at_most=at_most)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the name and the folder you are in") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder; name the files, e.g. {Path(path).as_posix()}/*.csv") from None
    except PermissionError:
        if Path(path).is_dir():
            raise InputError(
                f"{path}: is a folder; name the files, e.g. {Path(path).as_posix()}/*.csv"
            ) from None
        raise InputError(
            f"{path}: you may not read this file; ask its owner for permission to read it"
        ) from None
    except (OSError, ValueError) as fault:
        raise InputError(
            f"{path}: cannot be read ({_reason(fault)}); copy it to a local disk and try again"
        ) from None


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
            f"{source}: cannot be read ({_reason(fault)}); check the name and your rights"
        ) from None


def write_atomically(path: Path | str, data: bytes) -> None:
    """Write a file so that a reader sees the former bytes or the new ones, never half of them.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder) / "a.txt", b"one")
    ...     read_bytes(Path(folder) / "a.txt")
    b'one'
    """
    target = Path(path)
    try:
        descriptor, aside = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".part"
        )
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                _sync(stream)
            Path(aside).replace(target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except OSError as fault:
        raise FolderError(
            f"{target}: cannot be written ({_reason(fault)}); free space or choose another folder"
        ) from fault


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
    try:
        descriptor = os.open(
            target, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(descriptor, "ab") as stream:
            size = os.fstat(stream.fileno()).st_size
            try:
                stream.write(data)
                _sync(stream)
            except OSError:
                # A disk that fills up takes nothing of the answer rather than half of it.
                os.ftruncate(stream.fileno(), size)
                raise
        _sync_folder(target.parent)
    except OSError as fault:
        raise FolderError(
            f"{target}: cannot be written ({_reason(fault)}); free space or choose another folder"
        ) from fault


def make_folder(folder: Path | str) -> Path:
    """Return the folder, made for its owner alone if it was not there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     make_folder(Path(folder) / "out" / "deep").name
    'deep'
    """
    path = Path(folder)
    missing = [one for one in (path, *path.parents) if not one.exists()]
    try:
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(one.parent)
        if not path.is_dir():
            raise FolderError(f"{folder}: is a file; choose a folder, e.g. -o {path.name}-run")
    except OSError as fault:
        raise FolderError(f"{folder}: cannot be made ({_reason(fault)}); choose another folder") from fault
    return path


def check_target(
    folder: Path | str, *, last: str = "run.json", keep: Sequence[str] = USER_FILES, kind: str = "run"
) -> None:
    """Raise FolderError unless a run may be written here: no folder yet, an empty one, or a run.

    Another ``kind`` of folder is known by the file that is written ``last``; a run is never taken for one.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     check_target(folder)
    ...     (Path(folder) / "letters.txt").touch()
    ...     check_target(folder)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    resolver.errors.FolderError: ...: holds files but no run (letters.txt); choose a new or empty ...
    """
    path = Path(folder)
    if not path.exists() and not path.is_symlink():
        return
    if not path.is_dir():
        raise FolderError(f"{folder}: is a file; choose a folder, e.g. -o {path.stem}-run")
    try:
        names = sorted(one.name for one in path.iterdir())
    except OSError as fault:
        raise FolderError(f"{folder}: cannot be read ({_reason(fault)}); choose another folder") from fault
    begun = [name for name in names if name.startswith(_STAGING)]
    # What a crash left of a run looks like what it left of anything else, but for the file that is written last.
    if last in names or any(last == "run.json" or (path / name / last).exists() for name in begun):
        return
    others = [name for name in names if name not in (_LOCK, _MAKING) and name not in keep]
    if others:
        shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
        raise FolderError(
            f"{folder}: holds files but no {kind} ({shown}); choose a new or empty folder with -o"
        )


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
    with _held(path, _LOCK, patience=patience, told=told):
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
    with _held(path, _MAKING, patience=0, told=told):
        try:
            yield
        finally:
            with suppress(OSError):
                (path / _MAKING).unlink()
            if is_new:
                _remove_if_unused(path)


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
        if {one.name for one in folder.iterdir()} <= {_LOCK}:
            with lock(folder, patience=0):
                (folder / _LOCK).unlink()
                folder.rmdir()


def commit(
    folder: Path | str,
    files: Mapping[str, Content],
    *,
    last: str = "run.json",
    keep: Sequence[str] = USER_FILES,
    kind: str = "run",
) -> None:
    """Replace the run in a folder by a new set of files, all or none.

    Files of the former run that the new set lacks go; files that no run wrote stay, and so do ``keep``.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     commit(folder, {"persons.csv": b"person_id", "run.json": b"{}", ".resolver/m.parquet": b"PAR1"})
    ...     commit(folder, {"run.json": b"{}"})
    ...     sorted(one.name for one in Path(folder).iterdir() if not one.name.startswith("."))
    ['run.json']
    """
    _check_names(files, keep=keep)
    check_target(folder, last=last, keep=keep, kind=kind)
    path = make_folder(folder)
    with lock(path):
        recover(path)
        try:
            _roll_forward(_stage(path, files, last=last, keep=keep), folder=path)
        except OSError as fault:
            raise FolderError(
                f"{folder}: cannot be written ({_reason(fault)}); free space, then run again"
            ) from fault


def recover(folder: Path | str) -> None:
    """Finish what a crash left: a marked set is rolled forward, an unmarked one away.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     (Path(folder) / ".staging-new").mkdir()
    ...     recover(folder)
    ...     (Path(folder) / ".staging-new").exists()
    False
    """
    path = Path(folder)
    if not path.is_dir() or not (_staging_sets(path) or _left_aside(path)):
        return
    with lock(path):
        try:
            for aside in _left_aside(path):
                aside.unlink(missing_ok=True)
            for staging in _staging_sets(path):
                if (staging / _MARKER).is_file():
                    _roll_forward(staging, folder=path)
                else:
                    shutil.rmtree(staging)
        except OSError as fault:
            raise FolderError(
                f"{folder}: a run was cut short and cannot be mended ({_reason(fault)})"
            ) from fault


def _left_aside(folder: Path) -> list[Path]:
    """Return what a crash left of files that were being replaced; under the lock nobody is at work on them."""
    names = (_MANIFEST, *USER_FILES)
    return [one for name in names for one in folder.glob(f".{name}.*.part")]


def read_steadily(folder: Path | str, read: Callable[[], Read]) -> Read:
    """Return what is read from a run folder, all of it of one run: read anew when another run was committed meanwhile.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     commit(folder, {"run.json": b"{}"})
    ...     read_steadily(folder, lambda: read_bytes(Path(folder) / "run.json"))
    b'{}'
    """
    path = Path(folder)
    while True:
        recover(path)
        before = _state(path)
        try:
            found = read()
        except ResolverError:
            if _state(path) == before:
                raise
        else:
            if _state(path) == before:
                return found


def _state(folder: Path) -> tuple[bytes, list[str]]:
    """Return what is another while a run is committed, and after it: the list of its files, and sets that are on their way."""
    path = folder / _MANIFEST
    data = path.read_bytes() if path.is_file() else b""
    return data, [one.name for one in _staging_sets(folder) if one.name != f"{_STAGING}new"]


def changed_files(folder: Path | str) -> list[str]:
    """Return the names of a run's files that are gone or no longer hold the bytes that the run wrote.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     commit(folder, {"review.csv": b"verdict", "run.json": b"{}"})
    ...     write_atomically(Path(folder) / "review.csv", b"verdict,same")
    ...     changed_files(folder)
    ['review.csv']
    """
    path = Path(folder)
    return [name for name, sha256 in _manifest(path).items() if not _holds(path / name, sha256)]


def written_files(folder: Path | str) -> dict[str, str]:
    """Return the files that a run wrote into a folder, each with the SHA-256 of the bytes that it wrote.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     commit(folder, {"summary.txt": b"", "run.json": b"{}"})
    ...     {name: sha256[:8] for name, sha256 in written_files(folder).items()}
    {'summary.txt': 'e3b0c442', 'run.json': '44136fa3'}
    """
    return _manifest(Path(folder))


def other_files(folder: Path | str) -> list[str]:
    """Return the files that lie in a run folder although no run wrote them and they are none of the user's own.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     commit(folder, {"run.json": b"{}"})
    ...     write_atomically(Path(folder) / "letter.txt", b"dear")
    ...     other_files(folder)
    ['letter.txt']
    """
    path = Path(folder)
    known = {*_manifest(path), *USER_FILES, _LOCK, _MAKING, _MANIFEST}
    found = (one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file())
    return sorted(one for one in found if one not in known)


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


@contextmanager
def passing_folder(beside: Path | str) -> Iterator[Path]:
    """Lend a folder of one's own beside another; it goes when the work is done, or when the next one is lent if a crash kept it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with passing_folder(Path(folder) / "run") as lent:
    ...         write_atomically(lent / "a.csv", b"")
    ...     list(Path(folder).iterdir())
    []
    """
    parent = Path(beside).resolve().parent
    for left in parent.glob(f"{_PASSING}*"):
        with suppress(FolderError, OSError), lock(left):
            shutil.rmtree(left)
    try:
        lent = Path(tempfile.mkdtemp(dir=parent, prefix=_PASSING))
    except OSError as fault:
        raise FolderError(f"{parent}: cannot be written ({_reason(fault)}); name a folder with -o") from fault
    try:
        with lock(lent):
            yield lent
    finally:
        shutil.rmtree(lent, ignore_errors=True)


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
        laid[name].symlink_to(path.resolve())
    return laid


def rules_folder() -> Path:
    """Return where the rules are: in the wheel, or at the root of a checkout.

    >>> rules_folder().name
    'rules'
    """
    return _shipped("rules")


def seeds_folder() -> Path:
    """Return where the transcribed reports are: in the wheel, or at the root of a checkout.

    >>> seeds_folder().name
    'seeds'
    """
    return _shipped("seeds")


def cache_folder() -> Path:
    """Return the folder for what can be computed again; RESOLVER_CACHE names another.

    >>> os.environ["RESOLVER_CACHE"] = str(Path(tempfile.gettempdir()) / "resolver-example")
    >>> cache_folder().name
    'resolver-example'
    >>> del os.environ["RESOLVER_CACHE"]
    """
    named = os.environ.get("RESOLVER_CACHE")
    if named:
        return make_folder(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return make_folder(base / "resolver")


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FaultError(f"the folder {name!r} is missing from this installation; install the package again")


def _reason(fault: Exception) -> str:
    return (getattr(fault, "strerror", None) or str(fault)).lower()


def _sync(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder; there the rename itself is as good as it gets.
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _open_lock(path: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as fault:
        raise FolderError(
            f"{path.parent}: cannot be written ({_reason(fault)}); choose another folder"
        ) from fault


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


def _check_names(files: Mapping[str, Content], *, keep: Sequence[str]) -> None:
    if not files:
        raise FaultError("a run without files cannot be committed")
    for name in files:
        if not _is_name_of_run(name) or name in keep:
            raise FaultError(
                f"{name!r} cannot be a file of a run: a name, or folder/name, none of {list(keep)}"
            )


def _is_name_of_run(name: str) -> bool:
    parts = name.split("/")
    is_ours = parts[0] in (_LOCK, _MAKING, _MANIFEST, _MARKER) or name.startswith(_STAGING)
    return (
        len(parts) <= 2
        and not is_ours
        and not any(part in ("", ".", "..") for part in parts)
        and not set(name) & {"\\", ":"}
    )


def _checked(names: Iterable[str], *, path: Path) -> None:
    # A folder may come from someone else: its lists of names must not reach outside of it.
    if not all(map(_is_name_of_run, names)):
        raise FolderError(f"{path}: names files outside of the run; do not use this folder")


def _staging_sets(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.name.startswith(_STAGING) and one.is_dir())
    except OSError as fault:
        raise FolderError(f"{folder}: cannot be read ({_reason(fault)}); check your rights") from fault


def _stage(folder: Path, files: Mapping[str, Content], *, last: str, keep: Sequence[str]) -> Path:
    """Write the new set aside, sync it, and mark it complete; the marker is what makes it count."""
    staging = folder / f"{_STAGING}new"
    staging.mkdir(mode=0o700)
    try:
        hashes = {
            name: _write_staged(staging / name, files[name])
            for name in sorted(files, key=lambda n: (n == last, n))
        }
        former = [name for name in _manifest(folder) if name not in hashes and name not in keep]
        marker = {"files": hashes, "remove": former}
        token = sha256_of(_as_json(marker))[:16]
        for one in {staging, *((staging / name).parent for name in hashes)}:
            _sync_folder(one)
        write_atomically(staging / _MARKER, _as_json(marker))
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    # The token only names the set for whoever looks into the folder; the marker has already made it count.
    marked = staging.rename(folder / f"{_STAGING}{token}")
    _sync_folder(folder)
    return marked


def _write_staged(target: Path, content: Content) -> str:
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(
        os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "w+b"
    ) as stream:
        if isinstance(content, bytes):
            stream.write(content)
        elif isinstance(content, Path):
            with content.open("rb") as source:
                shutil.copyfileobj(source, stream)
        else:
            content(stream)
    # Synced through a second look: a writer may have closed the stream it was given.
    with target.open("rb+") as again:
        _sync(again)
    return sha256_of(target)


def _roll_forward(staging: Path, *, folder: Path) -> None:
    """Move a marked set into place; every step may be repeated after a crash."""
    marker = json.loads(read_bytes(staging / _MARKER))
    hashes: dict[str, str] = marker["files"]
    _checked((*hashes, *marker["remove"]), path=staging)
    *early, final = hashes
    for name in early:
        _move(staging / name, folder / name, sha256=hashes[name])
    for name in marker["remove"]:
        (folder / name).unlink(missing_ok=True)
        _remove_if_empty((folder / name).parent, unless=folder)
    write_atomically(folder / _MANIFEST, _as_json(hashes))
    _move(staging / final, folder / final, sha256=hashes[final])
    for one in {folder, *((folder / name).parent for name in hashes)}:
        _sync_folder(one)
    # The marker goes last: while it stands the set can still be rolled forward.
    for name in (*hashes, _MARKER):
        (staging / name).unlink(missing_ok=True)
    shutil.rmtree(staging)
    _sync_folder(folder)


def _move(staged: Path, target: Path, *, sha256: str) -> None:
    if not staged.exists():
        if not _holds(target, sha256):
            raise FolderError(
                f"{target}: is missing from a run that was cut short; run the command again in a new folder"
            )
        return
    target.parent.mkdir(mode=0o700, exist_ok=True)
    staged.replace(target)


def _holds(path: Path, sha256: str) -> bool:
    return path.is_file() and sha256_of(path) == sha256


def _remove_if_empty(folder: Path, *, unless: Path) -> None:
    if folder != unless and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _manifest(folder: Path) -> dict[str, str]:
    path = folder / _MANIFEST
    if not path.is_file():
        return {}
    try:
        hashes = {str(name): str(sha256) for name, sha256 in json.loads(read_bytes(path)).items()}
    except (ValueError, AttributeError):
        raise FolderError(f"{path}: is damaged; run the command again in a new folder") from None
    _checked(hashes, path=path)
    return hashes


def _as_json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
