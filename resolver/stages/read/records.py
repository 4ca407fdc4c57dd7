"""RawTable + columns -> mentions and rejects: every record of a table goes to exactly one of the two."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from resolver.stages.read.columns import Column
from resolver.stages.read.header import numbers_columns
from resolver.stages.read.parts import OWN, Parted, PartNames, laid_over, part_rows
from resolver.stages.read.raw import INVISIBLE, UNSEEN, RawTable, row_as_json, told_apart, trim
from resolver.stages.read.totals import SUSPECT, adds_up
from resolver.tables import COLUMN_MAP, FIELDS, MENTIONS, NAME_PARTS, PLACE_OF_ROW, REJECTS
from resolver.values.formulas import NEUTRALISED
from resolver.values.mojibake import GARBLED, repaired

ABOUT_A_PERSON = (
    "callsign",
    "status",
    "sex",
    "birth_date",
    "age",
    "death_date",
    "origin_place",
    "death_place",
    "burial_place",
    "unit",
    "rank",
    "affiliation",
    "incident",
    "identifiers",
    "wikidata",
    "group_size",
    "quote",
    "note",
)
"""Fields that say something about somebody even where no name stands: an unnamed person, not an empty row."""

_NAME_PARTS = ("name", *NAME_PARTS)
_TAKEN = {*MENTIONS, "person_id", "is_unnamed", "row", "input_order", "membership_probability", "why"}
_NOTE = r"(?i)^(?:sources?|notes?|источники?|примечани[ея]|джерел[оа]|примітк[аи]|المصدر|المصادر|ملاحظة|ملاحظات|fuentes?|notas?|nb|n\.b\.|remarques?|kaynak|mənbə|წყარო|աղբյուր|fontes?|quellen?|źródł[oa])\s*:"
_FORMULA = r"^=\s*[\p{L}][\p{L}\d._]*\("
_SHOWN = 40
_ANY_PARTING = r"[;；؛\n\r]"
_ALL_PARTINGS = r"[;；؛\n\r/|,،&+]|\s(?:(?:и|та|and)\s|و)"

AS_IT_WAS = "as_it_was"
"""The column of a mention that says, as JSON, what a cell of its record said before it was mended or parted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """A raw table without its blank rows, and beside the cells as they stood the same cells trimmed.

    ``mended`` says for rows (by number) what a garbled cell said before it was mended, by column.
    """

    table: RawTable
    cells: pl.DataFrame
    mended: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What a table gives: mentions without final ids, rejects, and how its columns were understood."""

    mentions: pl.DataFrame
    rejects: pl.DataFrame
    column_map: pl.DataFrame
    content_cells: pl.DataFrame
    content_headers: list[tuple[str, str]]


def tidy(table: RawTable) -> Tidied:
    """Trim the cells of a table, make empty ones null, and drop the rows that hold nothing.

    An apostrophe that was put before a formula, to make it harmless, is taken off in delimited files.

    >>> from resolver.stages.read.raw import text_table
    >>> table = text_table(["name", "note"], [[" A ", "'=1"], ["", " "]], lines=[2, 3])
    >>> table = replace(table, separator=",")
    >>> tidy(table).cells.rows(), tidy(table).table.lines.to_list()
    ([('A', '=1')], [2])
    """
    if not table.cells.width:
        return Tidied(table=table, cells=table.cells)
    cells = table.cells.select(pl.all().str.strip_chars(INVISIBLE))
    begins = cells.select(pl.all().str.contains(NEUTRALISED).any()).row(0, named=True)
    guarded = [name for name, is_guarded in begins.items() if is_guarded and table.separator]
    bare = pl.col(guarded).str.replace(NEUTRALISED, "$1").str.strip_chars(INVISIBLE)
    cells = cells.with_columns(bare) if guarded else cells
    cells = cells.select(pl.when(pl.all() != "").then(pl.all()).name.keep())
    filled = cells.select(is_filled=pl.any_horizontal(pl.all().is_not_null())).to_series()
    if not filled.all():
        table = replace(table, cells=table.cells.filter(filled), lines=table.lines.filter(filled))
        cells = cells.filter(filled)
    return _mended(table, cells)


def _mended(table: RawTable, cells: pl.DataFrame) -> Tidied:
    """Mend the cells that were certainly decoded wrongly, remember what they said, and tell of them."""
    mended: dict[int, dict[str, str]] = {}
    columns = {}
    is_garbled = table.cells.select(pl.all().str.contains(GARBLED).any()).row(0) if table.cells.height else ()
    for name in (one for one, garbled in zip(table.cells.columns, is_garbled, strict=False) if garbled):
        # As they stood: what looks like a space at the end may be half of a letter.
        raw = table.cells[name]
        rows = raw.str.contains(GARBLED).fill_null(value=False).arg_true()
        meant = {row: trim(found) for row in rows.to_list() if (found := repaired(raw[row]))}
        for row in meant:
            mended.setdefault(row, {})[name] = raw[row]
        if meant:
            columns[name] = cells[name].scatter(pl.Series(list(meant), dtype=pl.UInt32), list(meant.values()))
    if not mended:
        return Tidied(table=table, cells=cells)
    first = min(mended)
    at, was = next(iter(mended[first].items()))
    count = sum(map(len, mended.values()))
    note = (
        f"{'1 cell' if count == 1 else f'{count:,} cells'} had been decoded wrongly and "
        f"{'was' if count == 1 else 'were'} mended, the first on line "
        f"{table.lines[first]}: {was[:_SHOWN]} is {columns[at][first][:_SHOWN]}"
    )
    table = replace(table, notes=(*table.notes, note))
    return Tidied(table=table, cells=cells.with_columns(**columns), mended=mended)


def sort_records(
    tidied: Tidied,
    *,
    file: str,
    columns: Sequence[Column],
    list_id: str,
    defaults: Mapping[str, str],
    missing: frozenset[str],
    part_names: PartNames | None = None,
    parts_always: bool = False,
    is_given_name: Callable[[str], bool] = lambda cell: False,
) -> Records:
    """Tell the mentions of a table from its rejects, and fill defaults into the mentions' empty cells.

    A cell that names several people becomes as many mentions of one line where ``part_names`` parts it; ``parts_always`` has it
    asked about commas, slashes and "and" as well. A given name in a row that seems to add up makes it somebody's.

    >>> from resolver.stages.read.raw import text_table
    >>> table = text_table(["name"], [["A"], ["name"], ["-"]], lines=[2, 3, 4])
    >>> columns = [Column(at=0, header="name", field="name", basis="header")]
    >>> said = {"list_id": "a", "defaults": {}, "missing": frozenset("-")}
    >>> records = sort_records(tidy(table), file="a.csv", columns=columns, **said)
    >>> records.mentions["name"].to_list(), records.rejects["reason"].to_list()
    (['A'], ['header repeated', 'no name and nothing else about a person'])
    """
    fields = _fields(tidied, file=file, columns=columns, list_id=list_id)
    reasons = _reasons(tidied, fields=fields, missing=missing, is_given_name=is_given_name)
    is_kept = reasons.is_null()
    carried = _carried(tidied.cells, columns)
    mentions = pl.concat([fields, carried], how="horizontal").filter(is_kept)
    content = tidied.cells.filter(is_kept)
    was = _was(tidied, columns).filter(is_kept)
    parted = _parted(mentions, part_names=part_names, always=parts_always)
    if parted is not None:
        at_field = {one.field: str(one.at) for one in columns if one.field is not None}
        mentions = laid_over(mentions[parted.origin], parted.instead)
        told_of = {at_field[name]: cells for name, cells in parted.instead.items() if name in at_field}
        content = laid_over(content[parted.origin], told_of)
        was = laid_over(was[parted.origin].to_frame(), {AS_IT_WAS: dict(parted.cells)}).to_series()
    if was.null_count() < was.len():
        (name,) = told_apart([AS_IT_WAS], taken={*mentions.columns} | _TAKEN)
        mentions = mentions.with_columns(was.alias(name))
    filled = {field: mentions[field].null_count() for field in defaults}
    mentions = mentions.with_columns(
        pl.col(field).fill_null(pl.lit(value)) for field, value in defaults.items()
    )
    place = {"file": file, "sheet": tidied.table.sheet}
    told = _told(tidied.cells, columns) + [
        {"header": None, "field": field, "basis": "default", "filled": count, "example": defaults[field]}
        for field, count in filled.items()
    ]
    return Records(
        mentions=mentions,
        rejects=_rejects(tidied.table, reasons, place=place),
        column_map=pl.DataFrame([{**place, **row} for row in told], schema=COLUMN_MAP),
        content_cells=content,
        content_headers=[
            (str(one.at), one.header)
            for one in columns
            if one.field not in ("list_id", "mention_id") and not one.is_place
        ],
    )


def _was(tidied: Tidied, columns: Sequence[Column]) -> pl.Series:
    """Return for each row what its garbled cells said before they were mended, as JSON, or null."""
    headers = {str(one.at): one.header for one in columns}
    told = [
        json.dumps({headers[at]: cell for at, cell in tidied.mended[row].items()}, ensure_ascii=False)
        if row in tidied.mended
        else None
        for row in range(tidied.cells.height if tidied.mended else 0)
    ]
    return pl.Series(AS_IT_WAS, told or [None] * tidied.cells.height, dtype=pl.String)


def _parted(mentions: pl.DataFrame, *, part_names: PartNames | None, always: bool) -> Parted | None:
    if part_names is None:
        return None
    own = mentions.select(name for name in OWN if mentions[name].null_count() < mentions.height)
    signs = _ALL_PARTINGS if always else _ANY_PARTING
    return part_rows(mentions["name"], own, part_names=part_names, signs=signs)


def _fields(tidied: Tidied, *, file: str, columns: Sequence[Column], list_id: str) -> pl.DataFrame:
    """Return the columns of MENTIONS for every row of a table."""
    mapped = {one.field: pl.col(str(one.at)) for one in columns if one.field is not None}
    empty = pl.lit(None, dtype=pl.String)
    fields = tidied.cells.with_columns(mapped.get(name, empty).alias(name) for name in FIELDS).select(FIELDS)
    return fields.with_columns(
        pl.col("list_id").fill_null(pl.lit(list_id)),
        pl.lit(file).alias("file"),
        pl.lit(tidied.table.sheet, dtype=pl.String).alias("sheet"),
        tidied.table.lines.alias("line"),
    )


def _carried(cells: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Return the columns that mean nothing to us under names that nobody else uses."""
    carried = [one for one in columns if one.field is None]
    names = told_apart((one.header for one in carried), taken=_TAKEN)
    return pl.DataFrame([cells[str(one.at)].alias(name) for one, name in zip(carried, names, strict=True)])


def _told(cells: pl.DataFrame, columns: Sequence[Column]) -> list[dict[str, object]]:
    """Return what COLUMN_MAP says of the columns of a table."""
    if not columns:
        return []
    silent = cells.null_count().row(0, named=True)
    examples = cells.select(pl.all().drop_nulls().first()).row(0, named=True)
    return [
        {
            "header": one.header,
            "field": one.field,
            "basis": one.basis,
            "filled": cells.height - silent[str(one.at)],
            "example": examples[str(one.at)],
        }
        for one in columns
    ]


# Rejects ----------------------------------------------------------------------------------------------


def _reasons(
    tidied: Tidied, *, fields: pl.DataFrame, missing: frozenset[str], is_given_name: Callable[[str], bool]
) -> pl.Series:
    """Return for each row why it is no mention, or null."""
    nameless = pl.all_horizontal(_says_nothing(name, missing) for name in _NAME_PARTS)
    nothing_else = pl.all_horizontal(_says_nothing(name, missing) for name in ABOUT_A_PERSON)
    reasons = pl.DataFrame(
        {
            "header": _repeats_header(tidied),
            "numbers": _numbers_columns(tidied),
            "totals": _is_totals(tidied, fields=fields, is_given_name=is_given_name),
            "note": fields.select(note=_is_note()).to_series(),
            "formula": fields.select(formula=_is_formula()).to_series(),
            "empty": fields.select(empty=nameless & nothing_else).to_series(),
        }
    )
    return reasons.select(
        reason=pl.when("header")
        .then(pl.lit("header repeated"))
        .when("numbers")
        .then(pl.lit("only numbers the columns"))
        .when("totals")
        .then(pl.lit("looks like a totals row"))
        .when("note")
        .then(pl.lit("looks like a note on the list"))
        .when("formula")
        .then(pl.lit("the name is a formula of a spreadsheet; save the sheet with its values"))
        .when("empty")
        .then(pl.lit("no name and nothing else about a person"))
    ).to_series()


def _is_formula() -> pl.Expr:
    """Return whether a name is a call of a spreadsheet's function: what it would have shown is lost, and nobody is called so."""
    return pl.any_horizontal(
        pl.col(name).str.contains(_FORMULA).fill_null(value=False) for name in _NAME_PARTS
    )


def _is_note() -> pl.Expr:
    """Return whether the cell of a name says whose list it is («Fuente: …», "Note: …"), where nothing else is said of anybody."""
    is_said = pl.any_horizontal(pl.col(name).is_not_null() for name in ABOUT_A_PERSON if name != "status")
    begins = pl.coalesce(_NAME_PARTS).str.contains(_NOTE).fill_null(value=False)
    return begins & ~is_said & pl.col("role").is_null()


def _says_nothing(field: str, missing: frozenset[str]) -> pl.Expr:
    words = sorted({trim(word).lower() for word in missing})
    is_unseen = pl.col(field).str.strip_chars(UNSEEN) == ""
    return (
        pl.col(field).is_null()
        | is_unseen
        | pl.col(field).str.to_lowercase().is_in(words).fill_null(value=True)
    )


def _repeats_header(tidied: Tidied) -> pl.Series:
    """Return which rows are the header again, as where two exports were pasted together."""
    repeats = pl.Series("header", [True] * tidied.cells.height, dtype=pl.Boolean)
    for at, header in enumerate(tidied.table.header):
        cells = tidied.cells[str(at)]
        repeats &= cells.eq_missing(pl.Series([header])) | (cells.is_null() & (header == f"column {at + 1}"))
        if not repeats.any():
            break
    return repeats


def _numbers_columns(tidied: Tidied) -> pl.Series:
    """Return which row is the first and only numbers the columns, as forms do below their header."""
    flags = [False] * tidied.cells.height
    if flags:
        first = int(tidied.table.lines.arg_min() or 0)
        flags[first] = numbers_columns(tidied.cells.row(first))
    return pl.Series("numbers", flags, dtype=pl.Boolean)


def _is_totals(tidied: Tidied, *, fields: pl.DataFrame, is_given_name: Callable[[str], bool]) -> pl.Series:
    """Return which rows add up the list, or a part of it, instead of naming anybody."""
    first = tidied.cells.select(first=pl.coalesce(pl.all())).to_series()
    name = fields.select(name=pl.coalesce(_NAME_PARTS)).to_series()
    suspects = (first.str.contains(SUSPECT) | name.str.contains(SUSPECT)).fill_null(value=False)
    flags = [False] * tidied.cells.height
    for row in suspects.arg_true().to_list():
        flags[row] = adds_up(tidied.cells.row(row), name=name[row], is_given_name=is_given_name)
    return pl.Series("totals", flags, dtype=pl.Boolean)


def _rejects(table: RawTable, reasons: pl.Series, *, place: Mapping[str, str | None]) -> pl.DataFrame:
    rejected = [
        {"line": table.lines[row], "reason": reasons[row], "row_as_it_was": row_as_json(table.cells.row(row))}
        for row in reasons.is_not_null().arg_true().to_list()
    ]
    odd = [{"line": one.line, "reason": one.reason, "row_as_it_was": one.row_as_it_was} for one in table.odd]
    return pl.DataFrame([{**place, **row} for row in (*rejected, *odd)], schema=REJECTS).sort("line")


def places_of(table: RawTable, *, file: str) -> pl.DataFrame:
    """Return where every record of a table stands.

    >>> from resolver.stages.read.raw import text_table
    >>> places_of(text_table(["name"], [["A"]], lines=[2]), file="a.csv").rows()
    [('a.csv', None, 2)]
    """
    lines = [*table.lines.to_list(), *(one.line for one in table.odd)]
    return pl.DataFrame({"file": file, "sheet": table.sheet, "line": lines}, schema=PLACE_OF_ROW)
