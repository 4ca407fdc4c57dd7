"""Files or a frame -> MENTIONS, REJECTS, LISTS, COLUMN_MAP: what was received, record by record.

Law: every record of the input stands in MENTIONS or in REJECTS, exactly once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from resolver.errors import ConservationError, InputError
from resolver.files import read_bytes, sha256_of
from resolver.memory import room
from resolver.settings import SETTINGS_FILE, ListSettings, Settings, nearest_of
from resolver.stages.read.carried import told_of_callsigns, told_of_carried
from resolver.stages.read.choices import Choices
from resolver.stages.read.columns import (
    NAME_FIELDS,
    CellsOf,
    Column,
    Wishes,
    find_header,
    map_columns,
    unknown_header,
    without_addresses,
)
from resolver.stages.read.file_names import given_twice, list_ids_of, names_of
from resolver.stages.read.formats import parse_file, text_of_frame
from resolver.stages.read.ids import assign_ids, content_of
from resolver.stages.read.raw import RawTable, headers_told
from resolver.stages.read.records import Records, Tidied, places_of, sort_records, tidy
from resolver.stages.read.source import Source
from resolver.tables import COLUMN_MAP, FIELDS, LISTS, MENTIONS, NAME_PARTS, PLACE_OF_ROW, REJECTS, conform
from resolver.values.calendars import SHOWN
from resolver.values.dates import (
    DATED,
    PERSIAN,
    UNREAD,
    in_calendar,
    in_column,
    is_persian,
    order_stated,
)

_NOT_BY_DEFAULT = ("mention_id", "list_id", "document_id", "name", *NAME_PARTS)
"""Fields that make a row what it is: a value for all rows would make them alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLists:
    """What was read: four tables, notes for the user, and how lists write their dates where that was said."""

    mentions: pl.DataFrame
    rejects: pl.DataFrame
    lists: pl.DataFrame
    column_map: pl.DataFrame
    notes: list[str]
    day_first: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Input:
    """One file (or frame) with its tables, before any column is understood."""

    file: str
    list_id: str
    sha256: str | None
    said: ListSettings | None
    tables: list[Tidied]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Understood:
    """One table with its columns."""

    source: _Input
    tidied: Tidied
    columns: list[Column]


def read(paths: Sequence[Path | str], choices: Choices, *, skip_unreadable: bool = False) -> ReadLists:
    r"""Read lists from files, or raise one InputError that tells every fault of every file.

    >>> import tempfile
    >>> from resolver.stages.read import column_words
    >>> words = column_words("field,header,lang\nname,ФИО,ru\nage,возраст,ru".encode())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "list.csv"
    ...     _ = path.write_text("ФИО;возраст\nТестов Иван;23", encoding="cp1251")
    ...     lists = read([path], Choices(columns=words))
    >>> lists.mentions.select("name", "age", "list_id", "file", "line").rows()
    [('Тестов Иван', '23', 'list', 'list.csv', 2)]
    """
    notes: list[str] = []
    faults = _option_faults(choices)
    kept = [Path(path) for path in paths if Path(path).name != SETTINGS_FILE]
    if not kept:
        raise InputError("no list was given; name at least one file, e.g. lists/*.csv")
    faults += given_twice(kept)
    faults += [fault for path in kept for fault in _contradicted(choices.settings, path)]
    inputs, unreadable = _each(zip(kept, names_of(kept), list_ids_of(kept), strict=True), choices=choices)
    faults += _lost_wishes([table for one in inputs for table in one.tables], choices=choices)
    notes += _unused(choices.settings, kept)
    understood, misfits = _understand_all(inputs, choices=choices, notes=notes)
    if skip_unreadable and understood:
        notes += [f"skipped: {fault}" for fault in (*unreadable, *misfits)]
    else:
        faults += [*unreadable, *misfits]
    if faults:
        raise InputError("\n".join(dict.fromkeys(faults)))
    return _assembled(understood, choices=choices, notes=notes)


def read_frame(frame: pl.DataFrame, list_id: str, choices: Choices) -> ReadLists:
    r"""Read one list from a frame, by the same rules as from a file; the first row is line 1.

    >>> from resolver.stages.read import column_words
    >>> words = column_words(b"field,header,lang\nname,name,en")
    >>> frame = pl.DataFrame({"Name": ["A"], "paid": [3.0]})
    >>> lists = read_frame(frame, "mine", Choices(columns=words))
    >>> lists.mentions.select("name", "paid", "list_id", "line").rows()
    [('A', '3', 'mine', 1)]
    """
    said = choices.settings.for_file(list_id)
    table = tidy(text_of_frame(frame))
    source = _Input(
        file=list_id, list_id=(said.id if said else None) or list_id, sha256=None, said=said, tables=[table]
    )
    notes: list[str] = []
    faults = [
        *_option_faults(choices),
        *_contradicted(choices.settings, list_id),
        *_lost_wishes([table], choices=choices),
    ]
    understood, misfits = _understand_all([source], choices=choices, notes=notes)
    if faults or misfits:
        raise InputError("\n".join(dict.fromkeys((*faults, *misfits))))
    return _assembled(understood, choices=choices, notes=notes)


# Files ------------------------------------------------------------------------------------------------


def _each(files: "zip[tuple[Path, str, str]]", *, choices: Choices) -> tuple[list[_Input], list[str]]:
    """Return what each file holds, and the faults of those that hold nothing we can use."""
    inputs, faults = [], []
    for path, name, stem in files:
        try:
            inputs.append(_opened(path, name=name, stem=stem, choices=choices))
        except InputError as fault:
            faults.append(str(fault))
    return inputs, faults


def _opened(path: Path, *, name: str, stem: str, choices: Choices) -> _Input:
    said = choices.settings.for_file(path)
    data = read_bytes(path, at_most=room())
    source = Source(file=name, data=data, said=said, known_words=choices.known_words(said))
    tables = [tidy(table) for table in parse_file(source)]
    list_id = (said.id if said else None) or stem
    return _Input(file=name, list_id=list_id, sha256=sha256_of(data), said=said, tables=tables)


# Columns ----------------------------------------------------------------------------------------------


def _option_faults(choices: Choices) -> list[str]:
    """Return the faults of what was said on the command line or in the call."""
    unknown = [name for name in (*choices.mapping, *choices.defaults) if name not in FIELDS]
    faults = [
        f'there is no field "{name}"; the fields are {", ".join(FIELDS)}{nearest_of(name, FIELDS)}'
        for name in unknown
    ]
    faults += [
        f'"{name}" cannot have a default: it tells rows apart'
        for name in choices.defaults
        if name in _NOT_BY_DEFAULT
    ]
    twice = [header for header, count in Counter(choices.mapping.values()).items() if count > 1]
    return faults + [f'"{header}" is mapped to two fields; keep one' for header in twice]


def _contradicted(settings: Settings, path: Path | str) -> list[str]:
    """Return the fault of a file that one entry of the settings makes more secret than the entry that would hold.

    To take the stricter silently would be safe, too; but then whoever wrote the laxer one would look for the reason when publishing.
    """
    held, other = settings.for_file(path), settings.stricter_for_file(path)
    if held is None or other is None:
        return []
    told = (
        f'{Path(path).name}: is {held.sensitivity} by [[list]] "{held.file}" of {SETTINGS_FILE}, and {other.sensitivity} by [[list]] '
        f'"{other.file}": write the same sensitivity into both, or let "{other.file}" fit other files only'
    )
    return [told]


def _unused(settings: Settings, paths: Sequence[Path]) -> list[str]:
    """Return a note on each entry of the settings that holds for no file; one that hides nothing that it should is told as such."""
    used = [settings.for_file(path) for path in paths]
    unused = [one for one in settings.lists if one not in used]
    return [f'{SETTINGS_FILE}: [[list]] "{one.file}" {_why_unused(settings, one, paths)}' for one in unused]


def _why_unused(settings: Settings, one: ListSettings, paths: Sequence[Path]) -> str:
    fitting = next((path for path in paths if one in settings.all_for_file(path)), None)
    held = fitting and settings.for_file(fitting)
    if fitting and held:
        return f'does not hold for {fitting.name}: [[list]] "{held.file}" does'
    told = "fits none of the files given"
    if one.sensitivity != "restricted":
        return told
    return f"{told}, so that it keeps nothing restricted{nearest_of(one.file, [path.name for path in paths])}"


def _lost_wishes(tables: Sequence[Tidied], *, choices: Choices) -> list[str]:
    """Return the faults of wishes for headers that no file has; what is said of all lists may be meant for one read before."""
    headers = list(dict.fromkeys(header for one in tables for header in one.table.header))
    if not headers:
        return []
    wishes = Wishes(option=choices.mapping, of_list={}, of_all=choices.settings.columns)
    known = {"option": headers, "settings": [*headers, *choices.earlier_headers]}
    return [
        unknown_header(name, wanted, headers)
        for name, wanted, basis in wishes.in_order()
        if name in FIELDS and find_header(known[basis], wanted) is None
    ]


def _understand_all(
    inputs: Sequence[_Input], *, choices: Choices, notes: list[str]
) -> tuple[list[_Understood], list[str]]:
    understood: list[_Understood] = []
    faults: list[str] = []
    for source in inputs:
        tables, misfits, told = _understand(source, choices=choices)
        understood += tables
        faults += misfits
        notes += told
    return understood, faults


def _understand(source: _Input, *, choices: Choices) -> tuple[list[_Understood], list[str], list[str]]:
    """Return the tables of a file that name people, or else its faults; and notes."""
    understood, misfits, notes = [], [], []
    for tidied in source.tables:
        where = _where(source.file, tidied.table)
        cells_of = partial(_filled, tidied.cells)
        columns, told = map_columns(
            tidied.table.header,
            words=choices.columns,
            wishes=choices.wishes(source.said),
            cells_of=cells_of,
        )
        columns, also = without_addresses(columns, cells_of)
        fault = _misfit(tidied, columns)
        if fault is None:
            understood.append(_Understood(source=source, tidied=tidied, columns=columns))
            also += [*_carried_told(columns, cells_of, choices), *told_of_callsigns(columns, tidied.cells)]
            notes += [f"{where}: {note}" for note in (*tidied.table.notes, *told, *also)]
        else:
            misfits.append(f"{where}: {fault}")
    lost = _lost_in_list(source)
    if lost or not understood:
        return [], [*lost, *misfits], []
    return understood, [], [*notes, *(f"{misfit} (sheet left out)" for misfit in misfits)]


def _carried_told(columns: Sequence[Column], cells_of: CellsOf, choices: Choices) -> Iterator[str]:
    own = choices.settings.comparisons
    return told_of_carried(
        [one for one in columns if one.header not in own],
        cells_of,
        words=choices.columns,
        is_date=choices.is_date,
        is_name=choices.is_name,
        is_given_name=choices.is_given_name,
    )


def _filled(cells: pl.DataFrame, at: int) -> pl.Series:
    return cells.to_series(at).drop_nulls()


def _misfit(tidied: Tidied, columns: Sequence[Column]) -> str | None:
    if not tidied.table.record_count:
        headers = headers_told(tidied.table.header)
        return f"holds a header and no rows ({headers}); check that it was saved to the end"
    if not {one.field for one in columns} & set(NAME_FIELDS):
        headers = headers_told(tidied.table.header)
        return f'no column holds names; the columns are {headers}; say which one does: --map name="…"'
    return None


def _lost_in_list(source: _Input) -> list[str]:
    headers = list(dict.fromkeys(header for one in source.tables for header in one.table.header))
    columns = source.said.columns if source.said else {}
    lost = [(name, wanted) for name, wanted in columns.items() if find_header(headers, wanted) is None]
    return [f"{source.file}: {unknown_header(name, wanted, headers)}" for name, wanted in lost]


def _where(file: str, table: RawTable) -> str:
    return f"{file}, sheet {table.sheet}" if table.sheet else file


# Tables -----------------------------------------------------------------------------------------------


def _assembled(understood: Sequence[_Understood], *, choices: Choices, notes: list[str]) -> ReadLists:
    records = [_records_of(one, choices=choices) for one in understood]
    _check_names(understood, records)
    mentions = pl.concat([one.mentions for one in records], how="diagonal")
    mentions = mentions.with_columns(assign_ids(mentions, content=lambda: _content(records)))
    mentions = conform(mentions, MENTIONS, table="MENTIONS", keep_others=True)
    notes = [*notes, *_parted_told(mentions), *_calendars_told(understood, choices)]
    rejects = conform(pl.concat([one.rejects for one in records]), REJECTS, table="REJECTS")
    _check_conservation(understood, mentions, rejects)
    return ReadLists(
        mentions=mentions,
        rejects=rejects,
        lists=_lists(understood, records),
        column_map=conform(pl.concat([one.column_map for one in records]), COLUMN_MAP, table="COLUMN_MAP"),
        notes=notes,
        day_first=_day_first(understood, records, choices=choices)
        | _calendars(understood, records, choices=choices),
    )


def _check_names(understood: Sequence[_Understood], records: Sequence[Records]) -> None:
    """Raise InputError for each file or list that has a line break in its name: what is told of it stands on one line."""
    faults = []
    for one, gave in zip(understood, records, strict=True):
        file = one.source.file
        if _is_broken(file):
            faults.append(f"{file!r}: has a line break in its name; rename the file")
            continue
        broken = filter(_is_broken, gave.mentions["list_id"].unique(maintain_order=True))
        faults += [
            f"{file}: the list id {list_id!r} has a line break; write it on one line" for list_id in broken
        ]
    if faults:
        raise InputError("\n".join(dict.fromkeys(faults)))


def _is_broken(name: str) -> bool:
    return len(f"{name}.".splitlines()) > 1


def _records_of(one: _Understood, *, choices: Choices) -> Records:
    always = choices.parts_always(one.source.said)
    return sort_records(
        one.tidied,
        file=one.source.file,
        columns=one.columns,
        list_id=one.source.list_id,
        defaults=choices.defaults_for(one.source.said),
        missing=choices.missing,
        part_names=partial(choices.part_names, always=always) if choices.part_names else None,
        parts_always=always,
        is_given_name=choices.is_given_name,
    )


def _content(records: Sequence[Records]) -> pl.Series:
    return pl.concat([content_of(one.content_cells, one.content_headers) for one in records])


def _parted_told(mentions: pl.DataFrame) -> list[str]:
    """Return for each file a note on cells that were parted into several people."""
    told = (
        mentions.group_by(*PLACE_OF_ROW, maintain_order=True)
        .agg(pl.len(), pl.col("name"))
        .filter(pl.col("len") > 1)
        .group_by("file", maintain_order=True)
        .agg(pl.len().alias("cells"), pl.col("len").sum(), pl.col("line").first(), pl.col("name").first())
    )
    return [
        f"{row['file']}: {_cells_told(row['cells'])} parted into {row['len']:,}, "
        f"the first on line {row['line']}: {' · '.join(row['name'])}"
        for row in told.iter_rows(named=True)
    ]


def _cells_told(count: int) -> str:
    return (
        "one cell names several people and was"
        if count == 1
        else f"{count:,} cells name several people and were"
    )


def _check_conservation(
    understood: Sequence[_Understood], mentions: pl.DataFrame, rejects: pl.DataFrame
) -> None:
    """Raise ConservationError unless each record of the input is in exactly one of the two tables.

    A record whose cell names several people gives several mentions, all on its line: as places they are one.
    """
    order = list(PLACE_OF_ROW)
    received = pl.concat([places_of(one.tidied.table, file=one.source.file) for one in understood]).sort(
        order
    )
    sorted_out = pl.concat([mentions.select(order).unique(), rejects.select(order)]).sort(order)
    if not received.equals(sorted_out) or not received.is_unique().all():
        raise ConservationError(
            f"{received.height} records were read, {mentions.height} used and {rejects.height} rejected"
        )


def _lists(understood: Sequence[_Understood], records: Sequence[Records]) -> pl.DataFrame:
    """Return one row for each list in each file; rejects count with the first list of their file."""
    counts: dict[tuple[str, str], int] = {}
    sources: dict[tuple[str, str], _Understood] = {}
    for one, gave in zip(understood, records, strict=True):
        records_of = gave.mentions.unique(["sheet", "line"], keep="first", maintain_order=True)
        named = records_of.group_by("list_id", maintain_order=True).len().rows() or [(one.source.list_id, 0)]
        for at, (list_id, count) in enumerate(named):
            key = (one.source.file, list_id)
            counts[key] = counts.get(key, 0) + count + (0 if at else gave.rejects.height)
            sources.setdefault(key, one)
    rows = [_list_row(sources[key], list_id=key[1], record_count=count) for key, count in counts.items()]
    return pl.DataFrame(rows, schema=LISTS)


def _list_row(one: _Understood, *, list_id: str, record_count: int) -> dict[str, object]:
    said = one.source.said or ListSettings(file=one.source.file)
    return {
        "list_id": list_id,
        "title": said.title,
        "file": one.source.file,
        "sha256": one.source.sha256,
        "encoding": one.tidied.table.encoding,
        "separator": one.tidied.table.separator,
        "record_count": record_count,
        "one_row_per_person": said.one_row_per_person,
        "sensitivity": said.sensitivity,
        "version": 1,
    }


def _day_first(
    understood: Sequence[_Understood], records: Sequence[Records], *, choices: Choices
) -> dict[str, bool]:
    """Return how lists, or single columns of them, write dates: as the settings say, else the headers where they agree."""
    told: dict[str, bool] = {}
    stated: dict[tuple[str, str], set[bool]] = {}
    for one, gave in zip(understood, records, strict=True):
        lists = gave.mentions["list_id"].unique(maintain_order=True).to_list()
        day_first = choices.day_first(one.source.said)
        if day_first is not None:
            told.update(dict.fromkeys(lists, day_first))
            continue
        for column in one.columns:
            order = order_stated(column.header) if column.field in DATED else None
            if column.field is not None and order is not None:
                for list_id in lists:
                    stated.setdefault((list_id, column.field), set()).add(order)
    agreed = {key: orders.pop() for key, orders in stated.items() if len(orders) == 1 and key[0] not in told}
    return told | {in_column(*key): order for key, order in agreed.items()}


def _calendars(
    understood: Sequence[_Understood], records: Sequence[Records], *, choices: Choices
) -> dict[str, bool]:
    """Return by which calendars lists tell their dates, as the settings say, else each column as its header does; and which are Persian."""
    told: dict[str, bool] = {}
    for one, gave in zip(understood, records, strict=True):
        by_column = _calendars_of(one, choices)
        if any(is_persian(column.header) for column in one.columns):
            by_column[""] = PERSIAN
        for list_id in gave.mentions["list_id"].unique(maintain_order=True).to_list():
            told |= {in_calendar(list_id, column, name): True for column, name in by_column.items()}
    return told


def _calendars_of(one: _Understood, choices: Choices) -> dict[str, str]:
    dated = {column.field: column.header for column in one.columns if column.field in DATED}
    said = choices.calendar(one.source.said)
    named = {str(field): said or choices.calendar_in(header) for field, header in dated.items()}
    return {field: name for field, name in named.items() if name}


def _calendars_told(understood: Sequence[_Understood], choices: Choices) -> Iterator[str]:
    """Yield which columns are read by another calendar than ours because their header, or somebody, said so."""
    for one in understood:
        by_whom = f"{SETTINGS_FILE} says" if choices.calendar(one.source.said) else "the header names"
        headers = {column.field: column.header for column in one.columns}
        for column, name in _calendars_of(one, choices).items():
            where = f'{_where(one.source.file, one.tidied.table)}: the dates of "{headers[column]}" are'
            if name == UNREAD:
                mend = (
                    f'write calendar = "gregorian" under its [[list]] in {SETTINGS_FILE} if they are of ours'
                )
                yield f"{where} of a calendar that is not read, so that none of them is understood ({mend})"
            elif name in SHOWN:
                yield f"{where} read by {SHOWN[name]}, which {by_whom}"
