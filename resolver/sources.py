"""What a user hands over (files, a frame, a resolver.toml) -> what the first stage reads."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from datetime import time as time_of_day
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from resolver.errors import InputError, UsageError
from resolver.files import read_bytes
from resolver.names.several import names_given, names_one, part_names
from resolver.ruleset import Ruleset
from resolver.settings import SETTINGS_FILE, Settings, find_settings, load_settings, nearest_of
from resolver.stages.read import Choices, ReadLists, read, read_frame
from resolver.stages.read.formats import parse_file
from resolver.stages.read.raw import headers_told, told_apart
from resolver.stages.read.source import Source
from resolver.tables import FIELDS, PLACE_OF_ROW
from resolver.values.dates import OF_NUMBERS, read_date, without_place
from resolver.values.text import fold, western_digits


def settings_of(source: Any, given: Settings | Path | str | None) -> Settings:
    """Return the settings given, or those of the resolver.toml beside the first file, or none."""
    if isinstance(given, Settings):
        return given
    if _is_frame(source):
        return load_settings(given) if given else Settings()
    found = find_settings(_files_of(source), given=given)
    return load_settings(found) if found else Settings()


def _is_frame(source: Any) -> bool:
    return hasattr(source, "columns")


def _files_of(source: Any) -> list[Path | str]:
    files = [source] if isinstance(source, (str, Path)) else list(source)
    other = next((type(one).__name__ for one in files if not isinstance(one, (str, Path))), None)
    if other is not None:
        raise UsageError(
            f"give files, or one table (a polars or pandas frame), not {other}; rows of your own make a table: polars.DataFrame(rows)"
        )
    return files


def read_sources(
    source: Any,
    ruleset: Ruleset,
    settings: Settings,
    mapping: Mapping[str, str],
    defaults: Mapping[str, str],
    list_id: str,
    skip_unreadable: bool,
    earlier_headers: Sequence[str] = (),
) -> ReadLists:
    """Read files or a frame (polars or pandas) by the rules of a run; see ``resolver.stages.read``.

    Raises InputError, too, when a column that is to be compared stands neither in them nor among ``earlier_headers``, those of the
    lists of an earlier run.
    """
    _check_defaults(defaults, settings, ruleset)
    choices = replace(
        choices_of(ruleset, settings, mapping, defaults), earlier_headers=tuple(earlier_headers)
    )
    if _is_frame(source):
        frame = source if isinstance(source, pl.DataFrame) else text_frame(source)
        lists = read_frame(frame, list_id, choices)
    else:
        lists = read(_files_of(source), choices, skip_unreadable=skip_unreadable)
    _check_columns(lists, ruleset, settings, earlier_headers)
    return lists


def choices_of(
    ruleset: Ruleset, settings: Settings, mapping: Mapping[str, str], defaults: Mapping[str, str]
) -> Choices:
    """Return how the files of a run are read by its rules and settings, and by what was said in the call."""
    return Choices(
        columns=ruleset.columns,
        settings=settings,
        mapping=mapping,
        defaults=defaults,
        missing=ruleset.missing,
        part_names=partial(part_names, knowledge=ruleset.words.knowledge),
        # Four digits alone may be a year, and anything else.
        is_date=lambda cell: not cell.isdecimal() and _is_date(cell, ruleset),
        calendar_in=ruleset.words.dates.calendars.told_in,
        is_name=partial(names_one, knowledge=ruleset.words.knowledge),
        is_given_name=partial(names_given, knowledge=ruleset.words.knowledge),
    )


def _is_date(cell: str, ruleset: Ruleset) -> bool:
    """Return whether a cell is a date by our calendar or, as it says itself or in a column of it, by another."""
    cell = without_place(cell, ruleset.words.dates) or cell
    others = OF_NUMBERS if _HIJRI_YEAR.search(western_digits(cell)) else ()
    return any(read_date(cell, ruleset.words.dates, calendar=one) is not None for one in ("", *others))


_HIJRI_YEAR = re.compile(r"(?<![0-9])1[2-4][0-9]{2}(?![0-9])")


def _check_columns(
    lists: ReadLists, ruleset: Ruleset, settings: Settings, earlier_headers: Sequence[str]
) -> None:
    """Raise InputError that names every column which is to be compared and that no list has."""
    fields = dict(
        lists.column_map.filter(pl.col("field").is_not_null()).select("header", "field").iter_rows()
    )
    own = [name for name in lists.mentions.columns if name not in (*FIELDS, *PLACE_OF_ROW)]
    faults = []
    for one in ruleset.comparisons:
        if not one.column or one.column in lists.mentions.columns:
            continue
        where = (
            settings.place_of(one.column)
            if one.column in settings.comparisons
            else f"comparisons.toml: comparison {one.name}"
        )
        if one.column in fields:
            faults.append(
                f'{where}: the column "{one.column}" is read as {fields[one.column]}; leave the line out'
            )
            continue
        if one.column in earlier_headers:
            continue
        known = f"those of your own are {headers_told(own)}" if own else "no list has columns of your own"
        faults.append(f'{where}: no list has a column "{one.column}"{nearest_of(one.column, own)}; {known}')
    if faults:
        raise InputError("\n".join(faults))


def _check_defaults(defaults: Mapping[str, str], settings: Settings, ruleset: Ruleset) -> None:
    """Raise UsageError for each default that is no word of its closed list: what holds for every row must be beyond doubt."""
    words = ruleset.words
    vocabularies = {"role": words.roles, "status": words.statuses, "sex": words.sexes.words}
    faults = []
    for where, said in (("default", defaults), *_said_in(settings)):
        for name, vocabulary in vocabularies.items():
            value = said.get(name)
            if value is not None and fold(value) not in vocabulary.phrases:
                allowed = ", ".join(dict.fromkeys(vocabulary.phrases.values()))
                faults.append(f"{where} {name}={value}: not a {name} we know; use one of {allowed}")
    if faults:
        raise UsageError("\n".join(faults))


def _said_in(settings: Settings) -> Iterator[tuple[str, Mapping[str, str | None]]]:
    """Yield where the settings say what holds for every row of one list or of all, and what."""
    yield f"{SETTINGS_FILE}: [defaults]", {"role": settings.defaults.role, "status": settings.defaults.status}
    for one in settings.lists:
        yield f'{SETTINGS_FILE}: [[list]] "{one.file}"', {"role": one.role, "status": one.status}


def text_frame(frame: Any) -> pl.DataFrame:
    """Return a pandas frame as text, cell by cell: no pyarrow is needed and mixed columns are welcome."""
    if len({str(name) for name in frame.columns}) < len(frame.columns):
        raise InputError("the frame has two columns of one name; rename one of them")
    columns = {str(name): _cells_text(frame[name]) for name in frame.columns}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _cells_text(column: Any) -> list[str | None]:
    # What is missing only the column can tell: pandas.NA is neither equal to itself nor not.
    return [
        None if is_missing else _cell_text(cell)
        for cell, is_missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]


def _cell_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time_of_day.min else cell.isoformat()
    return str(cell)


def read_table(path: Path | str, *, expected: Collection[str]) -> pl.DataFrame:
    """Return a table that is no list of mentions as it stands: its columns under their own headers, all text.

    ``expected`` are headers it may have; they help to find the header row. Raises InputError when the file cannot be read or a row
    does not fit its header.
    """
    known = frozenset(expected)
    source = Source(
        file=Path(path).name,
        data=read_bytes(path),
        said=None,
        known_words=lambda row: len({cell.strip() for cell in row} & known),
    )
    table = max(parse_file(source), key=lambda one: source.known_words(one.header))
    if table.odd:
        told = "\n".join(f"{source.file}: {one.reason}; mend the row or delete it" for one in table.odd[:10])
        raise InputError(told)
    return table.cells.rename(dict(zip(table.cells.columns, told_apart(table.header), strict=True)))
