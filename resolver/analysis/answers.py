"""A judged sheet -> Answers: which pairs somebody judged, how, and how many pairs each row stands for."""

from dataclasses import dataclass

import polars as pl

from resolver.errors import InputError
from resolver.judgements import JudgementSource
from resolver.sheets import Sheet, column_missing, lines_told, read_sheet
from resolver.values.verdicts import VerdictWords

_IDS = ("left_mention_id", "right_mention_id")
_NUMBERS = ("stratum", "stratum_pairs")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """The rows of a judged sheet: ids of both sides, verdict (null where nobody answered), stratum and its size."""

    file: str
    rows: pl.DataFrame


def read_answers(source: JudgementSource, words: VerdictWords) -> Answers:
    """Return the rows of a sheet with verdicts and numbers understood; raise one InputError that tells every fault.

    >>> sheet = pl.DataFrame({"left_mention_id": ["a"], "right_mention_id": ["b"], "verdict": ["S"], "stratum": [1], "stratum_pairs": [7]})
    >>> read_answers(sheet, VerdictWords.from_words({"same": ["s"]})).rows["verdict"].to_list()
    ['same']
    """
    needed = (*_IDS, "verdict", *_NUMBERS)
    sheet = read_sheet(source, {name: (name,) for name in needed})
    missing = [name for name in needed if name not in sheet.rows.columns]
    if missing:
        raise column_missing(
            sheet, f"no column {', '.join(missing)}; give the sheet that resolver sample drew"
        )
    cells = sheet.rows.filter(pl.any_horizontal(pl.exclude("line").is_not_null()))
    rows = cells.with_columns(
        pl.col("verdict").map_elements(words.read, return_dtype=pl.String, skip_nulls=True),
        # A spreadsheet may write a large number as 5,00E+11.
        *(pl.col(name).str.replace(",", ".").cast(pl.Float64, strict=False) for name in _NUMBERS),
    )
    faults = [
        *_unread_verdicts(sheet, cells, rows, words),
        *_empty_cells(sheet, rows),
        *_repeated_pairs(sheet, rows),
    ]
    if faults:
        raise InputError("\n".join(faults))
    return Answers(file=sheet.file, rows=rows.with_columns(pl.col("stratum").cast(pl.Int64)))


def _unread_verdicts(sheet: Sheet, cells: pl.DataFrame, rows: pl.DataFrame, words: VerdictWords) -> list[str]:
    unread = cells.filter(cells["verdict"].is_not_null() & rows["verdict"].is_null())
    groups = unread.group_by("verdict", maintain_order=True)
    return [
        f'{sheet.file}, {lines_told(lines["line"].to_list())}: verdict "{cell}" is not understood; write {words.told()}'
        for (cell,), lines in groups
    ]


def _empty_cells(sheet: Sheet, rows: pl.DataFrame) -> list[str]:
    faults = []
    for name in (*_IDS, *_NUMBERS):
        lines = rows.filter(pl.col(name).is_null())["line"].to_list()
        if lines:
            faults.append(
                f"{sheet.file}, {lines_told(lines)}: {name} is empty or no number; copy it from the sheet as it was drawn"
            )
    return faults


def _repeated_pairs(sheet: Sheet, rows: pl.DataFrame) -> list[str]:
    pair = pl.concat_list(_IDS).list.sort()
    groups = (
        rows.with_columns(pair=pair).filter(pl.len().over("pair") > 1).group_by("pair", maintain_order=True)
    )
    return [
        f"{sheet.file}, {lines_told(lines['line'].to_list())}: {' and '.join(map(str, ids))} stand here twice; keep one row"
        for (ids,), lines in groups
        if isinstance(ids, list)
    ]
