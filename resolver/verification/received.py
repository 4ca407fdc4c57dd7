"""The lists of a run + folders where they may lie -> the same files, found by name and known by their hash, and read once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from resolver.errors import ResolverError
from resolver.files import files_in, sha256_of
from resolver.ruleset import compile_rules
from resolver.settings import CountSettings, Settings
from resolver.sources import choices_of
from resolver.stages.read import ReadLists, read
from resolver.tables import PLACE_OF_ROW
from resolver.verification.checked import Check, told_in_short
from resolver.verification.kept import KeptRun, UnreadableError

PLACE = list(PLACE_OF_ROW)
_GIVEN_BY_US = ("mention_id", "list_id", "row", "input_order")
"""Columns that a run fills itself, or may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One file of a run: where it lies now, if it does, and whether it is still the one that was read."""

    file: str
    sha256: str | None
    path: Path | None = None
    is_same: bool = False

    @property
    def fault(self) -> str | None:
        """Return what is wrong with it, or None.

        >>> Found(file="a.csv", sha256=None).fault
        'a.csv: was a table in memory; there is no file to compare with'
        """
        if self.sha256 is None:
            return f"{self.file}: was a table in memory; there is no file to compare with"
        if self.path is None:
            return f"{self.file}: not found; name the folder it lies in with --files"
        if not self.is_same:
            return f"{self.file}: is not the file that was read: {self.path.name} has another SHA-256 now"
        return None


def folders_of(run: Path, named: Sequence[Path | str]) -> list[Path]:
    """Return where the lists of a run may lie: in the folders named, by default where we are and beside the run.

    >>> [one.as_posix() for one in folders_of(Path("out"), ["lists"])]
    ['lists']
    """
    return [Path(one) for one in named] or [Path(), run.resolve().parent]


def find_lists(lists: Sequence[Mapping[str, Any]], folders: Sequence[Path]) -> list[Found]:
    """Return the files of LISTS, each once, as they lie in some folders: by their name there, else by their hash.

    >>> [one.path for one in find_lists([{"file": "a.csv", "sha256": "00"}], [Path("no-such-folder")])]
    [None]
    """
    wanted = dict.fromkeys((str(one["file"]), one["sha256"]) for one in lists)
    return [_find(file, sha256, folders) for file, sha256 in wanted]


def _find(file: str, sha256: str | None, folders: Sequence[Path]) -> Found:
    nothing = Found(file=file, sha256=sha256)
    if sha256 is None:
        return nothing
    named: list[Path] = []
    for folder in folders:
        here = [path for path in (folder / file, folder / Path(file).name) if path.is_file()]
        others = (one for one in files_in(folder) if one.suffix == Path(file).suffix)
        named += here
        for path in dict.fromkeys((*here, *others)):
            if sha256_of(path) == sha256:
                return Found(file=file, sha256=sha256, path=path, is_same=True)
    return Found(file=file, sha256=sha256, path=named[0]) if named else nothing


def place_of(file: str, settings: Settings) -> str:
    """Return under which name a list has to lie for the settings to know it: with the folders that they name.

    >>> from resolver.settings import ListSettings
    >>> place_of("a.csv", Settings(lists=(ListSettings(file="week/*.csv"),)))
    'week/a.csv'
    """
    if settings.for_file(file) is not None:
        return file
    for one in settings.lists:
        pattern = PurePosixPath(one.file)
        if len(pattern.parts) > 1 and fnmatchcase(PurePosixPath(file).name, pattern.name):
            return (pattern.parent / PurePosixPath(file).name).as_posix()
    return file


def claims_said(file: str, settings: Settings) -> CountSettings:
    """Return what settings say of a file of count claims that may lie elsewhere now; it has to lie under the name they give it.

    >>> claims_said("a.csv", Settings(counts=(CountSettings(file="week/a.csv"),))).file
    'week/a.csv'
    """
    bare = PurePosixPath(file).name
    by_bare_name = (one for one in settings.counts or () if PurePosixPath(one.file).name == bare)
    return settings.for_counts(file) or next(by_bare_name, None) or CountSettings(file=file)


def received(run: KeptRun, folders: Sequence[Path]) -> Check:
    """Check that the lists are the files that were read, and that what stands in them is what the run says stands there."""
    found = find_lists(run.lists, folders)
    there = [one for one in found if one.is_same and one.path]
    faults = [one.fault or "" for one in found if one.path and not one.is_same]
    away = [one.fault or "" for one in found if not one.path]
    for one in there:
        faults += _against(run, one)
    return Check(
        law="lists",
        looked_at=f"{len(there):,} of {len(found):,} files read once more" if there else "",
        faults=told_in_short(faults),
        not_checked="; ".join(away),
    )


def _against(run: KeptRun, one: Found) -> list[str]:
    """Return what parts a file from what the run says of it."""
    try:
        again = read_again(run, one)
    except UnreadableError:
        raise
    except ResolverError as fault:
        return [f"{one.file}: cannot be read as it was: {fault}"]
    renamed = pl.lit(one.file).alias("file")
    of_file = pl.col("file") == one.file
    mentions = run.table("mentions").filter(of_file)
    rejects = run.table("rejects", PLACE).filter(of_file)
    stones = run.table("tombstones", ["state", *PLACE]).filter(of_file, pl.col("state") == "retracted")
    read = again.mentions.with_columns(renamed)
    there = pl.concat([read.select(PLACE), again.rejects.with_columns(renamed).select(PLACE)])
    here = pl.concat([mentions.select(PLACE), rejects])
    lost = there.join(pl.concat([here, stones.select(PLACE)]), on=PLACE, how="anti", nulls_equal=True)
    made_up = here.join(there, on=PLACE, how="anti", nulls_equal=True)
    told = [f"{place_told(row)}: stands in the list and nowhere in the run" for row in lost.iter_rows()]
    told += [f"{place_told(row)}: stands in the run and not in the list" for row in made_up.iter_rows()]
    return told + _other_cells(mentions, read)


def _other_cells(mentions: pl.DataFrame, read: pl.DataFrame) -> list[str]:
    """Return the cells that a list has otherwise than the run says."""
    columns = [
        name for name in mentions.columns if name in read.columns and name not in (*PLACE, *_GIVEN_BY_US)
    ]
    both = _numbered(mentions, columns).join(
        _numbered(read, columns), on=[*PLACE, "nth"], nulls_equal=True, suffix=" now"
    )
    told = []
    for name in columns:
        changed = both.filter(pl.col(name).ne_missing(pl.col(f"{name} now")))
        for row in changed.select(*PLACE, name, f"{name} now").iter_rows():
            told.append(f"{place_told(row[:3])}: {name} is {row[4]!r} in the list and {row[3]!r} in the run")
    return told


def _numbered(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Return rows with a number for each of those on one line: several people may stand in one record."""
    ordered = rows.select(*PLACE, *columns).sort("name")
    return ordered.with_columns(nth=pl.int_range(pl.len()).over(list(PLACE)))


def place_told(row: Sequence[Any]) -> str:
    """Return a place in words.

    >>> place_told(("a.xlsx", "May", 7))
    'a.xlsx, sheet May, line 7'
    """
    file, sheet, line = row
    return f"{file}{f', sheet {sheet}' if sheet else ''}, line {line}"


def read_again(run: KeptRun, found: Found) -> ReadLists:
    """Read a file by the rules and the settings that a run keeps, its columns as they were understood."""
    ruleset = compile_rules(run.rulebook, run.settings)
    path = found.path or Path()
    mapping, defaults = _as_understood(run, found.file)
    settings = _settings_for(path, found.file, run.settings)
    return read([path], choices_of(ruleset, settings, mapping, defaults))


def _settings_for(path: Path, file: str, settings: Settings) -> Settings:
    """Return the settings for one list that may have another name now than when it was read; its columns are known already."""
    said = settings.for_file(place_of(file, settings))
    lists = () if said is None else (said.model_copy(update={"file": path.name}),)
    return settings.model_copy(update={"columns": {}, "lists": lists}).placed_in(path.parent)


def _as_understood(run: KeptRun, file: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return which columns of a file hold what because somebody said so, and what held for every row of it."""
    told = run.table("column_map").filter(pl.col("file") == file, pl.col("field").is_not_null())
    wished = told.filter(pl.col("basis").is_in(["option", "settings"]))
    filled = told.filter(pl.col("basis") == "default")
    return dict(wished.select("field", "header").iter_rows()), dict(
        filled.select("field", "example").iter_rows()
    )
