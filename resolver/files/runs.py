"""A set of files in, a run in its folder out: committed whole or not at all, and what has become of it since.

A set is written aside and synced, marked complete, then renamed file by file: a crash at any moment leaves either the former run
or the new one.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

from resolver.errors import FolderError, ResolverError
from resolver.files.locks import lock
from resolver.files.names import (
    HALFWAY,
    LOCK,
    MAKING,
    MANIFEST,
    MARKER,
    STAGING,
    USER_FILES,
    check_inside,
    check_names,
)
from resolver.files.plain import (
    make_folder,
    read_bytes,
    reason,
    sha256_of,
    sync,
    sync_folder,
    write_atomically,
    writing,
)

Read = TypeVar("Read")
Content = Path | bytes | Callable[[BinaryIO], object]
"""What a file of a run is made of: a file to copy, its bytes, or something that writes them."""


class Written(NamedTuple):
    """What a file came to: how many bytes, and their SHA-256."""

    size: int
    sha256: str


Describe = Callable[[Mapping[str, Written]], Mapping[str, Content]]
"""What makes further files of a set out of what the others came to, by name."""


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
        raise FolderError(f"{folder}: cannot be read ({reason(fault)}); choose another folder") from fault
    begun = [name for name in names if name.startswith(STAGING)]
    # What a crash left of a run looks like what it left of anything else, but for the file that is written last.
    if last in names or any(last == "run.json" or (path / name / last).exists() for name in begun):
        return
    others = [name for name in names if name not in (LOCK, MAKING, HALFWAY) and name not in keep]
    if others:
        shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
        raise FolderError(
            f"{folder}: holds files but no {kind} ({shown}); choose a new or empty folder with -o"
        )


def commit(
    folder: Path | str,
    files: Mapping[str, Content],
    *,
    last: str = "run.json",
    keep: Sequence[str] = USER_FILES,
    kind: str = "run",
    describe: Describe | None = None,
) -> None:
    """Replace the run in a folder by a new set of files, all or none; ``describe`` makes more of them once these are written.

    Files of the former run that the new set lacks go; files that no run wrote stay, and so do ``keep``.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     commit(folder, {"persons.csv": b"person_id", "run.json": b"{}", ".resolver/m.parquet": b"PAR1"})
    ...     commit(folder, {"run.json": b"{}"})
    ...     sorted(one.name for one in Path(folder).iterdir() if not one.name.startswith("."))
    ['run.json']
    """
    check_names(files, keep=keep)
    check_target(folder, last=last, keep=keep, kind=kind)
    path = make_folder(folder)
    with lock(path):
        recover(path)
        with writing(folder, mend="free space, then run again"):
            staged = _stage(path, files, last=last, keep=keep, describe=describe)
            _roll_forward(staged, folder=path)


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
                if (staging / MARKER).is_file():
                    _roll_forward(staging, folder=path)
                else:
                    shutil.rmtree(staging)
        except OSError as fault:
            raise FolderError(
                f"{folder}: a run was cut short and cannot be mended ({reason(fault)})"
            ) from fault


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
    known = {*_manifest(path), *USER_FILES, LOCK, MAKING, MANIFEST}
    found = (one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file())
    return sorted(one for one in found if one not in known and not one.startswith(f"{HALFWAY}/"))


def _left_aside(folder: Path) -> list[Path]:
    """Return what a crash left of files that were being replaced; under the lock nobody is at work on them."""
    names = (MANIFEST, *USER_FILES)
    return [one for name in names for one in folder.glob(f".{name}.*.part")]


def _state(folder: Path) -> tuple[bytes, list[str]]:
    """Return what is another while a run is committed, and after it: the list of its files, and sets that are on their way."""
    path = folder / MANIFEST
    data = path.read_bytes() if path.is_file() else b""
    return data, [one.name for one in _staging_sets(folder) if one.name != f"{STAGING}new"]


def _staging_sets(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.name.startswith(STAGING) and one.is_dir())
    except OSError as fault:
        raise FolderError(f"{folder}: cannot be read ({reason(fault)}); check your rights") from fault


def _stage(
    folder: Path,
    files: Mapping[str, Content],
    *,
    last: str,
    keep: Sequence[str],
    describe: Describe | None,
) -> Path:
    """Write the new set aside, sync it, and mark it complete; the marker is what makes it count."""
    staging = folder / f"{STAGING}new"
    staging.mkdir(mode=0o700)
    try:
        found = write_synced(staging, files)
        if describe is not None:
            further = describe(_written(staging, found))
            check_names({*found, *further}, keep=keep)
            found |= write_synced(staging, further)
        hashes = {name: found[name] for name in sorted(found, key=lambda name: (name == last, name))}
        former = [name for name in _manifest(folder) if name not in hashes and name not in keep]
        marker = {"files": hashes, "remove": former}
        token = sha256_of(_as_json(marker))[:16]
        for one in {staging, *((staging / name).parent for name in hashes)}:
            sync_folder(one)
        write_atomically(staging / MARKER, _as_json(marker))
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    # The token only names the set for whoever looks into the folder; the marker has already made it count.
    marked = staging.rename(folder / f"{STAGING}{token}")
    sync_folder(folder)
    return marked


def _written(folder: Path, hashes: Mapping[str, str]) -> dict[str, Written]:
    return {
        name: Written(size=(folder / name).stat().st_size, sha256=sha256) for name, sha256 in hashes.items()
    }


SYNCED_AT_ONCE = 8
"""A disk takes several files in hardly more time than one: so many are waited for together."""


def write_synced(folder: Path, files: Mapping[str, Content]) -> dict[str, str]:
    """Write new files for their owner alone, and return the SHA-256 of each once all have reached the disk.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_synced(Path(folder), {"a.csv": b""})["a.csv"][:8]
    'e3b0c442'
    """
    from concurrent.futures import ThreadPoolExecutor

    for name, content in files.items():
        _write(folder / name, content)
    with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
        list(pool.map(_sync_file, (folder / name for name in files)))
    return {name: sha256_of(folder / name) for name in files}


def _write(target: Path, content: Content) -> None:
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


def _sync_file(path: Path) -> None:
    """Sync a file through a second look: a writer may have closed the stream it was given."""
    with path.open("rb+") as stream:
        sync(stream)


def _roll_forward(staging: Path, *, folder: Path) -> None:
    """Move a marked set into place; every step may be repeated after a crash."""
    marker = json.loads(read_bytes(staging / MARKER))
    hashes: dict[str, str] = marker["files"]
    check_inside((*hashes, *marker["remove"]), path=staging)
    *early, final = hashes
    for name in early:
        _move(staging / name, folder / name, sha256=hashes[name])
    for name in marker["remove"]:
        (folder / name).unlink(missing_ok=True)
        _remove_if_empty((folder / name).parent, unless=folder)
    write_atomically(folder / MANIFEST, _as_json(hashes))
    _move(staging / final, folder / final, sha256=hashes[final])
    for one in {folder, *((folder / name).parent for name in hashes)}:
        sync_folder(one)
    # The marker goes last: while it stands the set can still be rolled forward.
    for name in (*hashes, MARKER):
        (staging / name).unlink(missing_ok=True)
    shutil.rmtree(staging)
    sync_folder(folder)


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
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        hashes = {str(name): str(sha256) for name, sha256 in json.loads(read_bytes(path)).items()}
    except (ValueError, AttributeError):
        raise FolderError(f"{path}: is damaged; run the command again in a new folder") from None
    check_inside(hashes, path=path)
    return hashes


def _as_json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
