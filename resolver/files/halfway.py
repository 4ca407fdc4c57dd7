"""A run folder + what its stages found -> kept there until the run is written, so that one that was cut short is taken up again.

Each stage is a folder of its own, named when it is whole: what a crash left of one is never taken for it.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from resolver.errors import InputError
from resolver.files.names import HALFWAY, MARKER, check_inside
from resolver.files.plain import make_folder, read_bytes, sha256_of, sync_folder, write_atomically, writing
from resolver.files.runs import Content, write_synced

_PART = ".part"


def keep_halfway(folder: Path | str, stage: str, files: Mapping[str, Content]) -> None:
    """Keep what a stage of a run found in the folder in which the run will stand.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     keep_halfway(folder, "scored", {"scores.parquet": b"PAR1"})
    ...     read_halfway(folder, "scored"), read_halfway(folder, "clustered")
    ({'scores.parquet': b'PAR1'}, None)
    """
    place = make_folder(Path(folder) / HALFWAY)
    aside = place / f"{stage}{_PART}"
    with writing(place, mend="free space, then run again with --resume"):
        for former in (aside, place / stage):
            shutil.rmtree(former, ignore_errors=True)
        aside.mkdir(mode=0o700)
        hashes = write_synced(aside, files)
        write_atomically(aside / MARKER, json.dumps(hashes).encode())
        aside.rename(place / stage)
        sync_folder(place)


def read_halfway(folder: Path | str, stage: str) -> dict[str, bytes] | None:
    """Return the files that a stage left, or None where it left none, or not as they were written: then its work is done again."""
    place = Path(folder) / HALFWAY / stage
    if not (place / MARKER).is_file():
        return None
    try:
        hashes: dict[str, str] = json.loads(read_bytes(place / MARKER))
        check_inside(hashes, path=place)
        found = {name: read_bytes(place / name) for name in hashes}
    except (InputError, ValueError, AttributeError):
        return None
    return found if all(sha256_of(data) == hashes[name] for name, data in found.items()) else None


def drop_halfway(folder: Path | str) -> None:
    """Forget what stages left: the run is written, or begun anew.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     keep_halfway(folder, "scored", {"scores.parquet": b"PAR1"})
    ...     drop_halfway(folder)
    ...     list(Path(folder).iterdir())
    []
    """
    shutil.rmtree(Path(folder) / HALFWAY, ignore_errors=True)
