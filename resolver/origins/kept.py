"""reposts.csv of a run folder <-> Reposts: only ever added to, replaced as a whole so that no answer is ever half written."""

from pathlib import Path

import polars as pl

from resolver.files import lock, read_bytes, write_atomically
from resolver.origins.judged import Reposts, reposts_of
from resolver.sources import read_table
from resolver.stages.write import csv_bytes
from resolver.tables import REPOSTS

REPOSTS_FILE = "reposts.csv"
_BOM = b"\xef\xbb\xbf"


def reposts_in(folder: Path | str | None) -> Reposts:
    """Return the answers about documents that lie in a run folder. Raises InputError that tells every fault.

    >>> reposts_in("no-such-folder").given.height
    0
    """
    path = Path(folder) / REPOSTS_FILE if folder is not None else None
    if path is None or not path.is_file() or not read_bytes(path).strip(_BOM + b"\r\n "):
        return Reposts()
    return reposts_of(read_table(path, expected=REPOSTS))


def append_reposts(folder: Path | str, new: pl.DataFrame) -> None:
    """Add answers to those of a run folder, synced before this returns.

    A file that somebody saved in another form is first written in ours, with every row it has.

    >>> import tempfile
    >>> said = pl.DataFrame([{"repost_id": "o-1", "copy_id": "b", "original_id": "a", "verdict": "repost"}], schema=REPOSTS)
    >>> with tempfile.TemporaryDirectory() as out:
    ...     append_reposts(out, said)
    ...     reposts_in(out).given.equals(said)
    True
    """
    path = Path(folder) / REPOSTS_FILE
    with lock(folder):
        head = csv_bytes(REPOSTS.to_frame())
        before = reposts_in(folder)
        present = read_bytes(path) if path.is_file() else b""
        if not (present.startswith(head) and present.endswith(b"\n")):
            present = csv_bytes(before.given)
        # Half an answer would be obeyed as if it were whole: the file is replaced, never grown in place.
        write_atomically(path, present + csv_bytes(new.select(list(REPOSTS))).removeprefix(head))


def reposts_for(*folders: Path | str | None) -> Reposts:
    """Return the answers that lie in some folders, each once.

    >>> reposts_for(None, "no-such-folder").given.height
    0
    """
    tables = [reposts_in(folder).given for folder in folders]
    return Reposts(
        given=pl.concat([REPOSTS.to_frame(), *tables]).unique("repost_id", keep="first", maintain_order=True)
    )


def keep_reposts(folder: Path | str, reposts: Reposts) -> int:
    """Add the answers that a run obeyed to those in its folder, so that the next run obeys them too; return how many."""
    known = reposts_in(folder).given["repost_id"].implode()
    fresh = reposts.given.filter(~pl.col("repost_id").is_in(known))
    if fresh.height:
        append_reposts(folder, fresh)
    return fresh.height
