"""What was read and understood -> what ``resolver check`` prints, before any matching."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from resolver.claims import ReadClaims, number_text
from resolver.names.knowledge import Knowledge
from resolver.names.several import part_names
from resolver.report.suspects import SHOWN, suspects_of
from resolver.stages.normalise import Normalised
from resolver.stages.read import ReadLists
from resolver.tables import PLACE_OF_ROW
from resolver.unread import understood
from resolver.values.identifiers import read_items
from resolver.values.text import shortened

_MOST_REJECTS = 20
_MOST_WORDINGS = 40
_LONGEST_EXAMPLE = 60


def check_text(lists: ReadLists, normalised: Normalised) -> str:
    """Return an account of files, columns, rejects, and values that were not understood, guessed, or are doubtful."""
    blocks = [
        _files(lists),
        *_columns(lists, normalised),
        _rejects(lists.rejects),
        _statuses(normalised),
        _names(normalised),
        _suspects(normalised),
        iter([*lists.notes, *normalised.notes]),
    ]
    return "\n\n".join(text for block in blocks if (text := "\n".join(block)))


def claims_text(read: ReadClaims) -> str:
    """Return an account of the files of count claims: how many could be used, how words were read, and rejects; nothing without files."""
    if read.files.is_empty():
        return ""
    blocks = [_claim_files(read), _numbers(read.claims), _rejects(read.rejects), iter(read.notes)]
    return "\n\n".join(text for block in blocks if (text := "\n".join(block)))


def _claim_files(read: ReadClaims) -> Iterator[str]:
    for file, records in read.files.select("file", "record_count").iter_rows():
        yield f"{file}: {records:,} records of count claims"
    yield f"{read.claims.height:,} count claims would be used, {read.rejects.height:,} rejected"


def _numbers(claims: pl.DataFrame) -> Iterator[str]:
    """Yield what the words of claims were read as, each wording once."""
    worded = claims.filter(pl.col("number_from") == "words").unique("text", keep="first", maintain_order=True)
    told = {
        text: number_text(low, high) for text, low, high in worded.select("text", "low", "high").iter_rows()
    }
    lines = [f"  {_short(text)} -> {number}" for text, number in told.items() if text != number]
    if lines:
        yield "Numbers read from words:"
    yield from lines[:_MOST_WORDINGS]
    if len(lines) > _MOST_WORDINGS:
        yield f"  … and {len(lines) - _MOST_WORDINGS:,} more"


def _files(lists: ReadLists) -> Iterator[str]:
    for row in lists.lists.iter_rows(named=True):
        how = ", ".join(f"{name} {_sign(row[name])}" for name in ("encoding", "separator") if row[name])
        yield f"{row['file']}: list {row['list_id']}, {row['record_count']:,} records{f' ({how})' if how else ''}"
    used = lists.mentions.select(list(PLACE_OF_ROW)).unique().height
    yield f"{used:,} rows would be used, {lists.rejects.height:,} rejected"


def _sign(text: str) -> str:
    return "tab" if text == "\t" else text


# Columns ----------------------------------------------------------------------------------------------


def _columns(lists: ReadLists, normalised: Normalised) -> Iterator[Iterator[str]]:
    """Yield the account of the columns of each table."""
    accounts = _accounts(normalised)
    tables = lists.column_map.group_by("file", "sheet", maintain_order=True)
    is_one = lists.column_map.select("file", "sheet").n_unique() == 1
    for key, columns in tables:
        file, sheet = key
        where = "" if is_one else f" of {file}{f', sheet {sheet}' if sheet else ''}"
        rows = accounts.filter((pl.col("file") == file) & pl.col("sheet").eq_missing(pl.lit(sheet)))
        yield _columns_of(columns, rows, where=where)


def _columns_of(columns: pl.DataFrame, rows: pl.DataFrame, *, where: str) -> Iterator[str]:
    yield f"Columns{where}:"
    for row in columns.iter_rows(named=True):
        meaning = row["field"] or "carried through"
        mark = "  <- a guess: confirm with --map" if row["basis"] == "guess" else ""
        example = f"  e.g. {_short(row['example'])}" if row["example"] else ""
        header = row["header"] or "(default)"
        yield f"  {header} -> {meaning} ({row['basis']}, {row['filled']:,} filled){example}{mark}"
        if row["field"] in rows.columns and row["header"]:
            yield from _account(row["field"], rows)


def _accounts(normalised: Normalised) -> pl.DataFrame:
    """Return for every row and field that is read how it was read: understood, guessed (and why), unread, silent."""
    mentions, said = normalised.mentions, normalised.said
    columns = {
        name: _how(mentions[name], said[name], is_read, normalised.guesses.get(name, {}))
        for name, is_read in understood(normalised).items()
    }
    addresses = normalised.citations.join(normalised.documents.select("document_id", "url"), on="document_id")
    has_address = mentions["row"].is_in(addresses.filter(pl.col("url").is_not_null())["row"].implode())
    columns["url"] = _how(mentions["url"], said["url"], has_address, {})
    is_item = [bool(cell and read_items(cell)) for cell in said["wikidata"]]
    columns["wikidata"] = _how(mentions["wikidata"], said["wikidata"], pl.Series(is_item), {})
    return mentions.select(list(PLACE_OF_ROW)).with_columns(
        [pl.Series(name, column, dtype=pl.String) for name, column in columns.items()]
        + [mentions[name].alias(f"{name} as said") for name in columns]
    )


def _how(
    cells: pl.Series, said: pl.Series, is_read: pl.Series, guesses: Mapping[str, str]
) -> list[str | None]:
    return [
        None
        if cell is None
        else "silent"
        if spoken is None
        else "unread"
        if not read
        else f"guess: {guesses[spoken]}"
        if spoken in guesses
        else "understood"
        for cell, spoken, read in zip(cells, said, is_read, strict=True)
    ]


def _account(field: str, rows: pl.DataFrame) -> Iterator[str]:
    """Yield one line on a column of which not all was plainly understood."""
    cells = rows.filter(pl.col(field).is_not_null()).select("line", how=field, cell=f"{field} as said")
    counts = dict(cells.group_by("how").len().iter_rows())
    read = counts.pop("understood", 0)
    silent, unread = counts.pop("silent", 0), counts.pop("unread", 0)
    if not (silent or unread or counts):
        return
    told = [f"{read:,} understood"]
    guesses = cells.filter(pl.col("how").str.starts_with("guess"))
    if guesses.height:
        why = " · ".join(guesses["how"].str.strip_prefix("guess: ").unique().sort().head(2))
        told.append(f"{guesses.height:,} guessed ({why}): {_examples(guesses)}")
    if unread:
        told.append(f"{unread:,} not understood: {_examples(cells.filter(pl.col('how') == 'unread'))}")
    if silent:
        told.append(f"{silent:,} say that nothing is known")
    yield f"      {'; '.join(told)}"


def _examples(cells: pl.DataFrame) -> str:
    shown = cells.unique("cell", keep="first", maintain_order=True).sort("line").head(SHOWN)
    return " · ".join(
        f"{_short(cell)} (line {line})" for line, cell in shown.select("line", "cell").iter_rows()
    )


def _short(cell: str) -> str:
    """Return a cell on one line, cut where it is long.

    >>> _short("x" * 99)[-2:], _short("a  b")
    ('x…', 'a b')
    """
    return shortened(" ".join(cell[: 4 * _LONGEST_EXAMPLE].split()), _LONGEST_EXAMPLE)


# Rows and names ---------------------------------------------------------------------------------------


def _rejects(rejects: pl.DataFrame) -> Iterator[str]:
    for row in rejects.head(_MOST_REJECTS).iter_rows(named=True):
        yield f"rejected: {_place(row)}: {row['reason']}"
    if rejects.height > _MOST_REJECTS:
        yield f"… and {rejects.height - _MOST_REJECTS:,} more:"
        counts = rejects["reason"].str.replace_all(r"\d+", "…").value_counts(sort=True)
        yield from (f"  {count:,} × {reason}" for reason, count in counts.head(10).iter_rows())


def _place(row: Mapping[str, Any]) -> str:
    sheet = f", sheet {row['sheet']}" if row["sheet"] else ""
    return f"{row['file']}{sheet}, line {row['line']}"


def _statuses(normalised: Normalised) -> Iterator[str]:
    unread = ~understood(normalised)["role"]
    if unread.any():
        yield f"role: {int(unread.sum()):,} not understood and so not counted as casualties"
    silent = normalised.mentions["status"].null_count()
    if silent:
        yield f"status: {silent:,} {'row says' if silent == 1 else 'rows say'} nothing; they are not counted unless --default status=killed says what the list is of"


def _names(normalised: Normalised) -> Iterator[str]:
    values = normalised.values
    counts = dict(values.group_by("completeness").len().iter_rows())
    unnamed = values.filter(pl.col("is_unnamed"))
    yield (
        f"Names: {counts.get('full', 0):,} full, {counts.get('surname', 0):,} surname alone, "
        f"{counts.get('given', 0):,} given name alone; {int(unnamed['group_size'].sum() or 0):,} people unnamed"
    )
    codes = values.filter(pl.col("completeness") == "several")["name_code"].unique().sort()
    several = [normalised.names.names[code] for code in codes]
    if several:
        told = "cell seems" if len(several) == 1 else "cells seem"
        shown = " · ".join(map(_short, several[:SHOWN]))
        mend = _parting(several, normalised.names.knowledge)
        yield f"{len(several):,} {told} to name several people and would be read as one; {mend}: {shown}"
    unread = values.filter(~pl.col("is_unnamed") & (pl.col("completeness") == "none")).height
    if unread:
        yield f"{unread:,} {'name' if unread == 1 else 'names'} without a readable word"


def _parting(cells: list[str], knowledge: Knowledge) -> str:
    """Return how cells of several people can be parted: by the settings only those where it is clear who is named."""
    parted = sum(bool(part_names(cell, knowledge, always=True)) for cell in cells)
    if parted == len(cells):
        return "part them, or say split_names = true in resolver.toml"
    return "part them" + (f" (split_names = true in resolver.toml parts {parted:,})" if parted else "")


def _suspects(normalised: Normalised) -> Iterator[str]:
    for list_id, suspects in suspects_of(normalised).items():
        yield f"Look at, in list {list_id}:"
        for one in suspects:
            lines = ", ".join(map(str, one.lines)) + (" …" if one.count > len(one.lines) else "")
            examples = " · ".join(dict.fromkeys(map(_short, one.examples)))
            yield f"  {one.count:,} × {one.told} (line {lines}): {examples}"
