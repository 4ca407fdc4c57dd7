"""A batch of people -> the lines of their cards, as two tables: one row per line, and one row per value on a line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.report.cards import WORDS, CardLine, Part
from resolver.report.desk import (
    MOST_LINES,
    PLAIN_FIELDS,
    Said,
    agreement,
    as_written,
    conflicting,
    dated,
    lines_told,
    namesakes_of,
    reported,
    spellings_of,
    status_word,
)
from resolver.report.everyone.laid import Batch, Shared
from resolver.report.everyone.words import each_row, listed, named, said_each
from resolver.report.origins import grades_line, nobody_named, silent_way
from resolver.report.shown import chance, counted_words, interval, number, said
from resolver.values.text import fold

LABELS = (
    "spellings",
    "born",
    "died",
    "status",
    *(WORDS[name] for name in PLAIN_FIELDS),
    "said by",
    "repeated by",
    "graded",
    "over time",
    "looks like",
    "namesakes",
    "reported",
    "history",
    "files",
)
"""The lines of a card, in the order in which they stand there."""

_KIND = {label: kind for kind, label in enumerate(LABELS)}
_OF_FIELD = {
    "birth_date": _KIND["born"],
    "age": _KIND["born"],
    "death_date": _KIND["died"],
    "status": _KIND["status"],
    **{name: _KIND[WORDS[name]] for name in PLAIN_FIELDS},
}
_NAME_OF = {kind: name for name, kind in reversed(_OF_FIELD.items())}
_HEADS = {"at": pl.UInt32, "kind": pl.UInt8, "note": pl.String, "tone": pl.String}
_PARTS = {"at": pl.UInt32, "kind": pl.UInt8, "value": pl.String, "after": pl.String}


class Lines(NamedTuple):
    """Lines (``at``, ``kind``, ``note``, ``tone``) and their values (``at``, ``kind``, ``value``, ``after``) in their order."""

    heads: pl.DataFrame
    parts: pl.DataFrame


def lines_of(batch: Batch, shared: Shared) -> Lines:
    """Return all lines of the cards of a batch, by people and in the order of ``LABELS``."""
    found = [
        _spellings(batch),
        _stated(batch, shared),
        *_said_by(batch, shared),
        _by_person(batch, shared),
        _looks_like(batch, shared),
        _namesakes(batch, shared),
        _files(batch, shared),
    ]
    return Lines(
        heads=pl.concat([one.heads for one in found]).sort("at", "kind"),
        parts=pl.concat([one.parts for one in found]).sort("at", "kind", maintain_order=True),
    )


# --- what was stated --------------------------------------------------------------------------------------------------


def _stated(batch: Batch, shared: Shared) -> Lines:
    """Return the lines of the fields: each distinct value once, with the mentions that give it."""
    columns = ("field", "value", "original_value", "low", "high", "hedge", "correction_id")
    stated = batch.statements.filter(pl.col("field") != "name")
    stated = stated.with_columns(
        kind=pl.col("field").replace_strict(_OF_FIELD, return_dtype=pl.UInt8, default=None),
        said_id=said_each(stated["mention_id"]),
    )
    worded = each_row(stated, columns, _words, ("text", "means"))
    # Of the birth line dates come before ages.
    worded = worded.sort("at", "kind", pl.col("field") == "age", maintain_order=True)
    groups = worded.group_by("at", "kind", "text", "means", maintain_order=True).agg(listed("said_id"))
    ids = pl.Series(named(groups), dtype=pl.String)
    parts = groups.select("at", "kind", value="text", after=filled("{}({})", "means", pl.lit(ids)))
    silent = _lines_without(batch, worded.filter(pl.col("kind") == _KIND["status"]))
    nothing = silent.select(
        "at", kind=pl.lit(_KIND["status"], pl.UInt8), value=pl.lit("not stated"), after=pl.lit("")
    )
    return Lines(_agreements(batch, shared, worded, silent), pl.concat([parts, nothing]))


def _lines_without(batch: Batch, worded: pl.DataFrame) -> pl.DataFrame:
    return batch.persons.select("at").join(worded.select("at"), on="at", how="anti")


def _words(row: Mapping[str, Any]) -> tuple[str, str]:
    one = Said(person_id="", mention_id="", **row)
    if one.field in ("birth_date", "age", "death_date"):
        return dated(one)
    return status_word(one) if one.field == "status" else as_written(one)


def _agreements(batch: Batch, shared: Shared, worded: pl.DataFrame, silent: pl.DataFrame) -> pl.DataFrame:
    """Return the head of each line of a field: how far what was said agrees."""
    counts = worded.group_by("at", "kind").agg(
        several=pl.len() > 1, distinct=pl.col("value").n_unique().clip(0, 2).cast(pl.UInt32)
    )
    none = silent.select(
        "at", kind=pl.lit(_KIND["status"], pl.UInt8), several=pl.lit(True), distinct=pl.lit(0, pl.UInt32)
    )
    persons = batch.persons.select("at", "conflicts", "status_basis", "born_low", "born_high")
    heads = (
        pl.concat([counts, none])
        .join(_conflicts(persons), on=["at", "kind"], how="left")
        .with_columns(pl.col("in_conflict").fill_null(False))
    )

    def say(row: Mapping[str, Any]) -> tuple[str, str]:
        rule = shared.rules.get(_NAME_OF[row["kind"]], "") if row["in_conflict"] else ""
        return agreement(1 + row["several"], row["distinct"], rule=rule, in_conflict=row["in_conflict"])

    told = each_row(heads, ("kind", "several", "distinct", "in_conflict"), say, ("note", "tone"))
    told = told.join(batch.persons.select("at", "status_basis"), on="at")
    basis = pl.when(pl.col("status_basis") != "").then("status_basis")
    is_basis = (pl.col("kind") == _KIND["status"]) & (pl.col("tone") != "conflict")
    note = pl.when(is_basis).then(pl.coalesce(basis, "note")).otherwise("note")
    shown = filled("; shown: {}", "shown").fill_null("")
    return told.select("at", "kind", note=note + shown, tone="tone")


def _conflicts(persons: pl.DataFrame) -> pl.DataFrame:
    """Return the lines whose statements contradict one another; of birth with the interval that is shown."""
    torn = persons.filter(pl.col("conflicts").is_not_null())
    rows = {
        (at, _OF_FIELD[name]): interval(low, high) or None if _OF_FIELD[name] == _KIND["born"] else None
        for at, told, low, high in torn.select("at", "conflicts", "born_low", "born_high").iter_rows()
        for name in conflicting(told) & _OF_FIELD.keys()
    }
    found = [(at, kind, True, shown) for (at, kind), shown in rows.items()]
    schema = {"at": pl.UInt32, "kind": pl.UInt8, "in_conflict": pl.Boolean, "shown": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row")


def _spellings(batch: Batch) -> Lines:
    rows = [
        (at, _KIND["spellings"], text, f"×{count}")
        for at, cell in batch.persons.select("at", "spellings").iter_rows()
        for text, count in spellings_of(cell)
    ]
    return _with_heads(_parts(rows))


# --- who said it first ------------------------------------------------------------------------------------------------


class _Sourced(NamedTuple):
    """One mention, as far as origins ask."""

    mention_id: str
    via: str | None
    documents: list[str]


def _said_by(batch: Batch, shared: Shared) -> Iterator[Lines]:
    """Yield who said it first, and by which ways: column by column of people of whom nobody says, else person by person."""
    voiced = batch.cited.filter(pl.col("document_id").is_in(list(shared.voices)))["at"]
    told = pl.concat([voiced, batch.members.filter(pl.col("via") != "")["at"]]).unique().implode()
    yield from _silent(batch, shared, ~pl.col("at").is_in(told))
    rows = batch.members.filter(pl.col("at").is_in(told)).select("at", *_Sourced._fields).rows()
    lines = [
        (at, line)
        for at, members in groupby(rows, key=lambda row: int(row[0]))
        for line in shared.said_by.lines([_Sourced(*one[1:]) for one in members])
    ]
    yield _of_cards(lines)


def _silent(batch: Batch, shared: Shared, is_silent: pl.Expr) -> Iterator[Lines]:
    mentions = batch.members.filter(is_silent).group_by("at", maintain_order=True)
    groups = mentions.agg(listed("mention_id"))
    nobody = [nobody_named(ids) for ids in named(groups)]
    yield _with_heads(_parts(_rows(groups["at"], "said by", nobody)))
    cited = batch.cited.filter(is_silent).with_columns(ways=pl.col("document_id").n_unique().over("at"))
    several = cited.filter(pl.col("ways") > 1).group_by("at", "document_id", maintain_order=True)
    groups = several.agg(listed("mention_id"))
    leaves = zip(groups["document_id"].to_list(), named(groups), strict=True)
    ways = [silent_way(*shared.said_by.leaf(document_id, ids)) for document_id, ids in leaves]
    yield _with_heads(_parts(_rows(groups["at"], "repeated by", ways)))


# --- the others -------------------------------------------------------------------------------------------------------


def _by_person(batch: Batch, shared: Shared) -> Lines:
    """Return the lines that follow from a row of PERSONS alone, or that few people have."""
    columns = ("at", "person_id", "best_reliability", "best_credibility", "first_reported", "last_reported")
    lines: list[tuple[int, CardLine]] = []
    for person in batch.persons.select(columns).iter_rows(named=True):
        at, person_id = person["at"], person["person_id"]
        lines += [(at, line) for line in grades_line(person)]
        lines += [(at, line) for line in shared.over_time.get(person_id, ())]
        lines += [(at, line) for line in reported(person)]
        if parts := shared.past.get(person_id):
            lines.append((at, CardLine(label="history", parts=tuple(parts))))
    return _of_cards(lines)


def _looks_like(batch: Batch, shared: Shared) -> Lines:
    kind = _KIND["looks like"]
    asked = batch.questions.select("at", "other", "probability", "question_id", "reason").rows()
    rows = [
        (at, kind, other, f"{shared.name(other)} · {chance(probability)} · {question_id}: {said(reason)}")
        for at, other, probability, question_id, reason in asked
    ]
    counts = batch.questions.group_by("at", maintain_order=True).len().rows()
    heads = [(at, kind, counted_words(count, "open question"), "open") for at, count in counts]
    open_to = {at for at, _ in counts}
    nearest = batch.persons.select("at", "nearest_other_person", "nearest_other_probability").rows()
    near = [
        (at, kind, other, f"{shared.name(other)} · {chance(probability)}")
        for at, other, probability in nearest
        if other and at not in open_to
    ]
    one = _with_heads(_parts(near))
    asked_heads = pl.DataFrame(heads, schema=_HEADS, orient="row")
    return Lines(pl.concat([asked_heads, one.heads]), pl.concat([_parts(rows), one.parts]))


def _namesakes(batch: Batch, shared: Shared) -> Lines:
    """Return how many others bear the shown name, and how many are expected, by the pair that weighs most."""
    weighed = pl.concat([one.select("at", "match_weight", "namesakes") for one in (batch.pairs, batch.apart)])
    fullest = weighed.sort("match_weight", descending=True, maintain_order=True).unique(
        "at", keep="first", maintain_order=True
    )
    expected = dict(fullest.select("at", "namesakes").iter_rows())
    persons = batch.persons.select("at", "shown_name")
    folded = each_distinct(persons["shown_name"], fold).to_list()
    rows = [
        (at, _KIND["namesakes"], *_of_the_name(shared.bearers[key] - 1, expected.get(at)))
        for (at, name), key in zip(persons.iter_rows(), folded, strict=True)
        if name
    ]
    return _with_heads(_parts(rows))


def _of_the_name(others: int, expected: float | None) -> tuple[str, str]:
    part = namesakes_of(others, None if expected is None else number(expected))
    return part.value, part.after


def _files(batch: Batch, shared: Shared) -> Lines:
    kind = _KIND["files"]
    lines = batch.members.with_columns(pl.col("line").cast(pl.String))
    groups = lines.group_by("at", "file", maintain_order=True).agg(listed("line", MOST_LINES))
    parts = [
        (at, kind, said(file), lines_told(count, text, shared.hashes.get(file)))
        for (at, file, count), text in zip(
            groups.select("at", "file", "count").iter_rows(), named(groups, MOST_LINES), strict=True
        )
    ]
    heads = batch.persons.select("at", kind=pl.lit(kind, pl.UInt8), note=pl.lit(""), tone=pl.lit(""))
    return Lines(heads, _parts(parts))


# --- tables -----------------------------------------------------------------------------------------------------------


def _parts(rows: Sequence[tuple[int, int, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_PARTS, orient="row")


def _rows(at: pl.Series, label: str, parts: Iterable[Part]) -> list[tuple[int, int, str, str]]:
    return [
        (one, _KIND[label], part.value, part.after) for one, part in zip(at.to_list(), parts, strict=True)
    ]


def _with_heads(parts: pl.DataFrame) -> Lines:
    """Return lines that have nothing to say of their values together."""
    heads = parts.select("at", "kind").unique(maintain_order=True)
    return Lines(heads.with_columns(note=pl.lit(""), tone=pl.lit("")), parts)


def _of_cards(lines: Sequence[tuple[int, CardLine]]) -> Lines:
    heads = [(at, _KIND[line.label], line.note, line.tone) for at, line in lines]
    rows = [(at, _KIND[line.label], part.value, part.after) for at, line in lines for part in line.parts]
    return Lines(pl.DataFrame(heads, schema=_HEADS, orient="row"), _parts(rows))
