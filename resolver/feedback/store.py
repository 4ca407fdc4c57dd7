"""OUT/judgements.csv: answers in, each written and synced at once; a line that a crash tore off is set aside and told.

The file is only appended to. Every answer is one line. Where a spreadsheet has saved it in another form it is brought back into ours
before the next answer is added: no row is lost.
"""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from resolver.files import append_bytes, lock, read_bytes, write_atomically
from resolver.sheets import read_sheet
from resolver.stages.write import csv_bytes
from resolver.tables import JUDGEMENTS, conform

JUDGEMENTS_FILE = "judgements.csv"
LOG_FILE = "log.jsonl"
_HEADER = ",".join(JUDGEMENTS).encode()
_BOM = "\ufeff".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The judgements that lie in a run folder: the file, if there is one with an answer, and what had to be mended."""

    file: Path | None = None
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the file, if there is one.

        >>> Kept().files
        ()
        """
        return (self.file,) if self.file else ()


def kept_judgements(folder: Path | str) -> Kept:
    """Return where the judgements of a run folder are; a torn last line is set aside first.

    >>> kept_judgements("no-such-folder")
    Kept(file=None, notes=())
    """
    path = Path(folder) / JUDGEMENTS_FILE
    if not path.is_file():
        return Kept()
    with lock(folder):
        notes = _mend(path)
    return Kept(file=path if _has_rows(read_bytes(path)) else None, notes=notes)


def append_judgements(folder: Path | str, judgements: pl.DataFrame) -> None:
    """Add judgements to those of a run folder; they are on the disk when this returns.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     append_judgements(folder, pl.DataFrame({name: ["x"] for name in JUDGEMENTS}, schema=JUDGEMENTS, strict=False))
    ...     kept_judgements(folder).file.read_text("utf-8-sig").splitlines()[0][:28]
    'judgement_id,left_id,right_i'
    """
    path = Path(folder) / JUDGEMENTS_FILE
    lines = csv_bytes(conform(judgements, JUDGEMENTS, table="JUDGEMENTS")).removeprefix(_BOM)
    header, _, rows = lines.partition(b"\n")
    with lock(folder):
        if not path.is_file() or _is_begun(read_bytes(path)):
            write_atomically(path, _BOM + header + b"\n" + rows)
            return
        _mend(path)
        if not _is_ours(read_bytes(path)):
            _bring_back(path)
        append_bytes(path, rows)


def _is_begun(data: bytes) -> bool:
    """Say whether a file holds nothing, or a header that a crash cut off."""
    return (_BOM + _HEADER).startswith(data)


def _is_ours(data: bytes) -> bool:
    """Say whether a file is in the form that we append to."""
    return data.removeprefix(_BOM).split(b"\n", 1)[0].rstrip(b"\r") == _HEADER and data.endswith(b"\n")


def _has_rows(data: bytes) -> bool:
    return len(data.strip().splitlines()) > 1


def _mend(path: Path) -> tuple[str, ...]:
    """Set aside a last line that was not written to its end; return what was done."""
    data = read_bytes(path)
    whole, newline, last = data.rpartition(b"\n")
    if not last or not data.removeprefix(_BOM).startswith(_HEADER):
        return ()
    if newline and _is_complete(last):
        append_bytes(path, b"\n")
        return ()
    append_bytes(
        path.parent / LOG_FILE,
        json.dumps({"torn": last.decode("utf-8", "replace"), "file": path.name}, ensure_ascii=False).encode()
        + b"\n",
    )
    write_atomically(path, whole + newline)
    return (
        f"{path.name}: the last line was cut off while it was written; it was moved to {LOG_FILE}. Answer that pair again",
    )


def _is_complete(line: bytes) -> bool:
    """Say whether a line without an end is all there: an editor may leave the end away, a crash tears earlier."""
    try:
        cells = next(csv.reader(io.StringIO(line.decode()), strict=True))
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return False
    replaced = cells[-1]
    return len(cells) == len(JUDGEMENTS) and (not replaced or len(replaced.split()[-1]) == len("j-00000000"))


def _bring_back(path: Path) -> None:
    """Write a file that a spreadsheet saved in another form as we do, every row and every further column kept."""
    sheet = read_sheet(path, {name: (name,) for name in JUDGEMENTS})
    former = path.with_name(f"{path.stem}.before-{len(read_bytes(path))}{path.suffix}")
    if set(sheet.header) - set(JUDGEMENTS):
        write_atomically(former, read_bytes(path))
    rows = sheet.rows.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in JUDGEMENTS if name not in sheet.rows.columns
    )
    write_atomically(path, csv_bytes(rows.select(list(JUDGEMENTS))))
