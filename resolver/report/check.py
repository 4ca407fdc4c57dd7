"""What was read and understood -> what ``resolver check`` prints, before any matching."""

from collections.abc import Iterator

import polars as pl

from resolver.names.several import names_several
from resolver.stages.normalise import Normalised
from resolver.stages.read import ReadLists

_UNDERSTOOD = {
    "birth_date": "birth_low",
    "death_date": "death_low",
    "reported_date": "reported_low",
    "age": "age_low",
}


def check_text(lists: ReadLists, normalised: Normalised) -> str:
    """Return an account of files, columns, rejects and values that were not understood."""
    blocks = [
        _files(lists),
        _columns(lists),
        _rejects(lists),
        _values(normalised),
        _names(normalised),
        iter(lists.notes),
    ]
    return "\n\n".join(text for block in blocks if (text := "\n".join(block)))


def _files(lists: ReadLists) -> Iterator[str]:
    for row in lists.lists.iter_rows(named=True):
        how = ", ".join(f"{name} {row[name]}" for name in ("encoding", "separator") if row[name])
        yield f"{row['file']}: list {row['list_id']}, {row['record_count']:,} records{f' ({how})' if how else ''}"
    yield f"{lists.mentions.height:,} rows would be used, {lists.rejects.height:,} rejected"


def _columns(lists: ReadLists) -> Iterator[str]:
    yield "Columns:"
    for row in lists.column_map.iter_rows(named=True):
        meaning = row["field"] or "carried through"
        mark = "  <- a guess: confirm with --map" if row["basis"] == "guess" else ""
        example = f"  e.g. {row['example']}" if row["example"] else ""
        yield f"  {row['header']} -> {meaning} ({row['basis']}, {row['filled']:,} filled){example}{mark}"


def _rejects(lists: ReadLists) -> Iterator[str]:
    for row in lists.rejects.head(20).iter_rows(named=True):
        sheet = f", sheet {row['sheet']}" if row["sheet"] else ""
        yield f"rejected: {row['file']}{sheet}, line {row['line']}: {row['reason']}"
    if lists.rejects.height > 20:
        yield f"… and {lists.rejects.height - 20:,} more"


def _values(normalised: Normalised) -> Iterator[str]:
    for column, understood in _UNDERSTOOD.items():
        said = normalised.mentions[column]
        unread = normalised.values[understood].is_null()
        if column == "birth_date":
            unread &= normalised.values["age_low"].is_null()
        if column == "age":
            unread &= (normalised.values["birth_basis"] != "year").fill_null(True)
        lost = normalised.mentions.filter(said.is_not_null() & unread)[column]
        if len(lost):
            examples = " · ".join(lost.unique(maintain_order=True).head(3))
            yield f"{column}: {len(lost):,} of {said.len() - said.null_count():,} not understood, e.g. {examples}"
    unknown = normalised.mentions.filter(
        normalised.mentions["status"].is_not_null() & (normalised.values["status"] == "unknown")
    )["status"]
    if len(unknown):
        yield f"status: {len(unknown):,} not understood, e.g. {' · '.join(unknown.unique(maintain_order=True).head(3))}"
    odd = normalised.mentions.filter(
        normalised.mentions["role"].is_not_null() & (normalised.values["role"] == "unknown")
    )["role"]
    if len(odd):
        examples = " · ".join(odd.unique(maintain_order=True).head(3))
        yield f"role: {len(odd):,} not understood and so not counted as casualties, e.g. {examples}"
    if normalised.mentions["status"].null_count():
        silent = normalised.mentions["status"].null_count()
        yield f"status: {silent:,} {'row says' if silent == 1 else 'rows say'} nothing; they are not counted unless --default status=killed says what the list is of"


def _names(normalised: Normalised) -> Iterator[str]:
    values = normalised.values
    counts = dict(values.group_by("completeness").len().iter_rows())
    unnamed = values.filter(pl.col("is_unnamed"))
    yield (
        f"Names: {counts.get('full', 0):,} full, {counts.get('surname', 0):,} surname alone, "
        f"{counts.get('given', 0):,} given name alone; {int(unnamed['group_size'].sum() or 0):,} people unnamed"
    )
    known = normalised.names.knowledge
    several = [name for name in normalised.names.names if names_several(name, known)]
    if several:
        told = "cell seems" if len(several) == 1 else "cells seem"
        yield f"{len(several):,} {told} to name several people and would be read as one; part them: {' · '.join(several[:3])}"
    unread = values.filter(~pl.col("is_unnamed") & (pl.col("completeness") == "none")).height
    if unread:
        yield f"{unread:,} names without a readable word"
