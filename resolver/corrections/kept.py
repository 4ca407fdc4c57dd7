"""corrections.csv of a run folder <-> Corrections: read however it was saved, only ever appended to."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from resolver.corrections.one import Correction, read_row
from resolver.corrections.standing import Corrections, Place
from resolver.errors import InputError
from resolver.files import lock, read_bytes, write_atomically
from resolver.sources import read_table
from resolver.stages.read.raw import headers_told
from resolver.stages.write import csv_bytes
from resolver.tables import CORRECTIONS
from resolver.values.formulas import restore

CORRECTIONS_FILE = "corrections.csv"
_BOM = b"\xef\xbb\xbf"
_ALWAYS = ("correction_id", "target", "action")
"""Columns that every file of corrections has, of whichever version."""


def corrections_in(folder: Path | str | None) -> Corrections:
    """Return the corrections of a run folder; none where it has no corrections.csv. Raises InputError that tells every fault.

    The file is only ever added to: one without a correction was emptied by somebody, and that takes nothing back.

    >>> corrections_in("no-such-folder").given
    ()
    """
    if folder is None:
        return Corrections()
    path = Path(folder) / CORRECTIONS_FILE
    if not path.is_file():
        return Corrections()
    if not read_bytes(path).strip(_BOM + b"\r\n "):
        raise InputError(_emptied(path))
    table = read_table(path, expected=CORRECTIONS)
    missing = [name for name in _ALWAYS if name not in table.columns]
    if missing:
        raise InputError(
            f"{path}: no column {', '.join(missing)}; it has {headers_told(table.columns)}. Put its header back: {','.join(CORRECTIONS)}"
        )
    found = corrections_of(table)
    if not found.given:
        raise InputError(_emptied(path))
    return found


def _emptied(path: Path) -> str:
    return f"{path}: holds no correction any more; put back what it held, or delete the file if no correction shall hold"


def corrections_of(table: pl.DataFrame, *, file: str = CORRECTIONS_FILE) -> Corrections:
    """Return the corrections that a table of text holds, or raise one InputError that tells every fault of it.

    >>> corrections_of(pl.DataFrame({"correction_id": ["c-1"], "target": ["m1"], "action": ["alive"]})).given[0].told
    'alive (correction c-1, asked by other)'
    """
    faults: list[str] = []
    found: list[Correction] = []
    for number, row in enumerate(table.iter_rows(named=True), start=2):
        cells = {name: restore(cell.strip()) for name, cell in row.items() if cell and cell.strip()}
        read = read_row(cells) if cells else ""
        if isinstance(read, Correction):
            found.append(read)
        elif read:
            faults.append(f"{file}, row {number}: {read}")
    if faults:
        raise InputError("\n".join(faults))
    return Corrections(given=tuple(found))


def obeyed_corrections(table: pl.DataFrame) -> Corrections:
    """Return the corrections that a run kept in OBEYED_CORRECTIONS, each where it stood.

    >>> from resolver.corrections.one import Action
    >>> said = Correction(correction_id="c-1", target="2", action=Action.ALIVE)
    >>> kept = Corrections(given=(said,), places={"c-1": Place(target="3")}).obeyed()
    >>> [one.target for one in obeyed_corrections(kept).standing]
    ['3']
    """
    where = table.select("correction_id", "stands_at", "unapplied_because").iter_rows()
    places = {name: Place(target=at, because=because or "") for name, at, because in where if at or because}
    return replace(corrections_of(table), places=places)


def append_corrections(folder: Path | str, new: Corrections) -> None:
    """Add corrections to those of a run folder, synced before this returns.

    A file that somebody saved in another form is first written in ours, with every row it has.

    >>> import tempfile
    >>> from resolver.corrections.one import Action
    >>> said = Correction(correction_id="c-1", target="m1", action=Action.ALIVE, basis="=letter", by="AK")
    >>> with tempfile.TemporaryDirectory() as out:
    ...     append_corrections(out, Corrections(given=(said,)))
    ...     corrections_in(out).given == (said,)
    True
    """
    path = Path(folder) / CORRECTIONS_FILE
    with lock(folder):
        whole = csv_bytes(pl.DataFrame(schema=CORRECTIONS))
        before = corrections_in(folder)
        present = read_bytes(path) if path.is_file() else b""
        if not (present.startswith(whole) and present.endswith(b"\n")):
            present = csv_bytes(before.table(with_reasons=True))
        # Half a correction would be obeyed as if it were whole: the file is replaced, never grown in place.
        write_atomically(path, present + csv_bytes(new.table(with_reasons=True)).removeprefix(whole))
