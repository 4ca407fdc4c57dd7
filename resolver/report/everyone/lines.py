"""A batch of people -> the lines of their cards, as two tables: one row per line, and one row per value on a line."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl

from resolver.filled import filled
from resolver.report.cards import WORDS, CardLine
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
    status_word,
)
from resolver.report.everyone.laid import NOBODY_SHOWN, Batch, Shared
from resolver.report.everyone.words import (
    each_number,
    each_row,
    listed,
    named,
    pieces_of,
    said_each,
    shown_each,
)
from resolver.report.origins import grades_line, nobody_named, silent_way
from resolver.report.shown import chance, counted_words, interval, number

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
        *_by_person(batch, shared),
        *_looks_like(batch, shared),
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
    parts = groups.select("at", "kind", value="text", after=filled("{}({})", "means", named(groups)))
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
    spelt = pieces_of(batch.persons).filter(pl.col("text") != "")
    return _told("spellings", spelt, pl.lit(said_each(spelt["text"])), filled("×{}", "count"))


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
    groups, nobody = mentions.agg(listed("mention_id")), nobody_named("{}")
    yield _told("said by", groups, pl.lit(nobody.value), filled(nobody.after, named(groups)))
    cited = batch.cited.filter(is_silent).with_columns(ways=pl.col("document_id").n_unique().over("at"))
    several = cited.filter(pl.col("ways") > 1).group_by("at", "document_id", maintain_order=True)
    groups, way = several.agg(listed("mention_id")), silent_way("{}{}", "({}){}")
    leaves = groups.join(shared.said_by.leaves, on="document_id", how="left", maintain_order="left")
    name = shown_each(leaves["publisher"].fill_null(leaves["document_id"]), shared.hidden)
    after = filled(way.after, pl.lit(name), "bracket", named(groups), "grade")
    yield _told("repeated by", leaves, pl.lit(way.value), after)


# --- the others -------------------------------------------------------------------------------------------------------


def _by_person(batch: Batch, shared: Shared) -> Iterator[Lines]:
    """Yield the lines that follow from a row of PERSONS alone, or that few people have."""
    persons = batch.persons
    is_graded = pl.any_horizontal(pl.col("best_reliability", "best_credibility").is_not_null())
    is_told = pl.col("person_id").is_in([*shared.over_time, *shared.past])
    lines: list[tuple[int, CardLine]] = []
    for person in persons.filter(is_graded | is_told).iter_rows(named=True):
        at, person_id = person["at"], person["person_id"]
        lines += [(at, line) for line in grades_line(person)]
        lines += [(at, line) for line in shared.over_time.get(person_id, ())]
        if parts := shared.past.get(person_id):
            lines.append((at, CardLine(label="history", parts=tuple(parts))))
    yield _of_cards(lines)
    first, last = (pl.col(f"{end}_reported").cast(pl.String) for end in ("first", "last"))
    days = pl.when(first == last).then(first).otherwise(filled("{} to {}", first, last))
    yield _told("reported", persons.drop_nulls("first_reported"), days)


def _looks_like(batch: Batch, shared: Shared) -> Iterator[Lines]:
    """Yield whom open questions are about, and of people without any the nearest other person."""
    asked = _called(
        batch.questions.select("at", "question_id", "reason", "other", chance="probability"), shared
    )
    told = filled("{} · {} · {}: {}", "called", "chance", "question_id", pl.lit(said_each(asked["reason"])))
    questions = _told("looks like", asked, pl.col("other"), told)
    counts = asked.group_by("at").len("count")
    noted = each_row(
        counts, ("count",), lambda row: (counted_words(row["count"], "open question"),), ("words",)
    )
    heads = questions.heads.select("at", "kind").join(noted.select("at", note="words"), on="at")
    yield Lines(heads.with_columns(tone=pl.lit("open")), questions.parts)
    others = batch.persons.select("at", other="nearest_other_person", chance="nearest_other_probability")
    near = others.filter(pl.col("other") != "").join(counts, on="at", how="anti", maintain_order="left")
    yield _told("looks like", _called(near, shared), pl.col("other"), filled("{} · {}", "called", "chance"))


def _called(others: pl.DataFrame, shared: Shared) -> pl.DataFrame:
    """Return other people with what they are called and their chance in words."""
    found = others.with_columns(each_number(others["chance"], chance).alias("chance"))
    named_each = found.join(
        shared.called, left_on="other", right_on="person_id", how="left", maintain_order="left"
    )
    return named_each.with_columns(pl.col("called").fill_null(NOBODY_SHOWN))


def _namesakes(batch: Batch, shared: Shared) -> Lines:
    """Return how many others bear the shown name, and how many are expected, by the pair that weighs most."""
    weighed = pl.concat([one.select("at", "match_weight", "namesakes") for one in (batch.pairs, batch.apart)])
    fullest = weighed.sort("match_weight", descending=True, maintain_order=True).unique(
        "at", keep="first", maintain_order=True
    )
    expected = fullest.select("at", expected=each_number(fullest["namesakes"], number))
    named_persons = batch.persons.filter(pl.col("shown_name") != "").select("at", "bearers")
    both = named_persons.join(expected, on="at", how="left", maintain_order="left")
    told = each_row(both, ("bearers", "expected"), _of_the_name, ("value", "after"))
    return _told("namesakes", told, pl.col("value"), pl.col("after"))


def _of_the_name(row: Mapping[str, Any]) -> tuple[str, str]:
    part = namesakes_of(row["bearers"] - 1, row["expected"])
    return part.value, part.after


def _files(batch: Batch, shared: Shared) -> Lines:
    lines = batch.members.with_columns(pl.col("line").cast(pl.String))
    groups = lines.group_by("at", "file", maintain_order=True).agg(listed("line", MOST_LINES))
    groups = groups.with_columns(is_one=pl.col("count") == 1)

    def say(row: Mapping[str, Any]) -> Sequence[str]:
        return lines_told(row["is_one"], "{}", shared.hashes.get(row["file"])).split("{}")

    told = each_row(groups, ("file", "is_one"), say, ("before", "behind"))
    after = filled("{}{}{}", "before", named(groups, MOST_LINES), "behind")
    return _told("files", told, pl.lit(said_each(told["file"])), after)


# --- tables -----------------------------------------------------------------------------------------------------------


def _parts(rows: Sequence[tuple[int, int, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_PARTS, orient="row")


def _told(label: str, table: pl.DataFrame, value: pl.Expr, after: pl.Expr | None = None) -> Lines:
    """Return a line for each person of a table that has nothing to say of its values together."""
    kind = pl.lit(_KIND[label], pl.UInt8).alias("kind")
    parts = table.select("at", kind, value=value, after=pl.lit("") if after is None else after)
    nothing = {"note": pl.lit(""), "tone": pl.lit("")}
    return Lines(parts.select("at", "kind").unique(maintain_order=True).with_columns(**nothing), parts)


def _of_cards(lines: Sequence[tuple[int, CardLine]]) -> Lines:
    heads = [(at, _KIND[line.label], line.note, line.tone) for at, line in lines]
    rows = [(at, _KIND[line.label], part.value, part.after) for at, line in lines for part in line.parts]
    return Lines(pl.DataFrame(heads, schema=_HEADS, orient="row"), _parts(rows))
