"""Mentions and what was understood of them -> STATEMENTS: one row per value said, and whether a person is shown with it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.names.clean import bare_name
from resolver.names.knowledge import Knowledge
from resolver.stages.merge.mergeable import Mergeable
from resolver.stages.merge.parts import AT_ONCE, in_one_piece
from resolver.stages.merge.rows import SHOWN_AS_SAID
from resolver.tables import NAME_PARTS, STATED_FIELDS, STATEMENTS, conform, name_in_cells
from resolver.values.dates import edtf_of


def statements_of(mergeable: Mergeable, memberships: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Return STATEMENTS: one row per value said, with what was understood of it, and whether its person is shown with it."""
    places = pl.int_range(persons.height, dtype=pl.UInt32, eager=True)
    at = memberships["person_id"].replace_strict(persons["person_id"], places).cast(pl.UInt32)
    parts = [
        conform(
            _mark_shown(said, at.gather(said["row"]), persons, mergeable.names.knowledge),
            STATEMENTS,
            table="STATEMENTS",
        )
        for said in (_said_in(part, members) for part, members in _some_mentions(mergeable, memberships))
    ]
    return conform(in_one_piece(parts), STATEMENTS, table="STATEMENTS")


def _some_mentions(
    mergeable: Mergeable, memberships: pl.DataFrame
) -> Iterator[tuple[Mergeable, pl.DataFrame]]:
    """Yield what merging looks at and MEMBERSHIPS, some mentions at a time."""
    for start in range(0, memberships.height or 1, AT_ONCE):
        mentions, said, values, members = (
            table.slice(start, AT_ONCE)
            for table in (mergeable.mentions, mergeable.said, mergeable.values, memberships)
        )
        yield replace(mergeable, mentions=mentions, said=said, values=values), members


def _said_in(mergeable: Mergeable, memberships: pl.DataFrame) -> pl.DataFrame:
    """Return one row per value said, with what was understood of it."""
    fields = [
        name
        for name in STATED_FIELDS
        if name == "name"
        or any(one[name].null_count() < one.height for one in (mergeable.mentions, mergeable.said))
    ]
    corrected = mergeable.corrected_cells.with_columns(
        field=pl.col("field").replace(dict.fromkeys(NAME_PARTS, "name"))
    ).unique(["mention_id", "field"], keep="last", maintain_order=True)
    return (
        _long(mergeable, fields)
        .join(_by_row(mergeable, memberships), on="row")
        .join(corrected, on=["mention_id", "field"], how="left")
        .with_columns(
            value=pl.when(pl.col("said").is_not_null()).then(_understood(_edtf(mergeable.values))),
            low=_bound("low"),
            high=_bound("high"),
        )
        .with_columns(hedge=pl.when(pl.col("field") == "status").then(pl.col("hedge")))
        .drop(_UNDERSTOOD)
        .sort("row", "field")
        .pipe(_with_ids)
    )


_UNDERSTOOD = (
    *("status", "role", "sex", "birth_basis"),
    *(f"{event}_{end}" for event in ("birth", "death") for end in ("low", "high")),
)


def _by_row(mergeable: Mergeable, memberships: pl.DataFrame) -> pl.DataFrame:
    """Return what all statements of a mention share: whose it is, what was understood of it, and its first document."""
    understood = mergeable.values.select("row", "hedge", "document_id", *_UNDERSTOOD)
    return (
        memberships.select("row", "person_id")
        .join(understood, on="row")
        .join(mergeable.documents.select("document_id", "url"), on="document_id")
    )


_PLACE = ("row", "mention_id", "list_id", "file", "sheet", "line", "via")


def _long(mergeable: Mergeable, fields: Sequence[str]) -> pl.DataFrame:
    """Return one row per field that a mention states, with what the list says and what is taken for said: field by field."""
    cells, said = (one.with_columns(name_in_cells()) for one in (mergeable.mentions, mergeable.said))
    stated = (
        cells.select(
            *_PLACE, field=pl.lit(field), original_value=pl.col(field), said=pl.lit(said[field])
        ).filter(cells[field].is_not_null() | said[field].is_not_null())
        for field in fields
    )
    return pl.concat(stated)


def _edtf(values: pl.DataFrame) -> dict[str, str]:
    """Return for each interval of several days, as its two ends, how it is written shortest."""
    ends = [values.select(low=f"{event}_low", high=f"{event}_high") for event in ("birth", "death")]
    several = pl.concat(ends).drop_nulls().filter(pl.col("low") != pl.col("high")).unique()
    return {f"{low}/{high}": edtf_of(low, high) for low, high in several.iter_rows()}


def _understood(edtf: Mapping[str, str]) -> pl.Expr:
    """Return the value as we understood it: a closed word, an interval, else the text itself."""
    which = pl.col("field")
    return (
        pl.when(which == "status")
        .then(pl.col("status"))
        .when(which == "role")
        .then(pl.col("role"))
        .when((which == "sex") & pl.col("sex").is_not_null())
        .then(pl.col("sex"))
        .when((which == "death_date") & pl.col("death_low").is_not_null())
        .then(_days("death", edtf))
        .when((which == "birth_date") & (pl.col("birth_basis") == "date"))
        .then(_days("birth", edtf))
        .otherwise(pl.col("said"))
    )


def _days(event: str, edtf: Mapping[str, str]) -> pl.Expr:
    low, high = pl.col(f"{event}_low").cast(pl.String), pl.col(f"{event}_high").cast(pl.String)
    return pl.when(low == high).then(low).otherwise(pl.concat_str(low, pl.lit("/"), high).replace(edtf))


def _bound(end: str) -> pl.Expr:
    which = pl.col("field")
    basis = pl.col("birth_basis")
    born = ((which == "birth_date") & (basis == "date")) | ((which == "age") & basis.is_in(["age", "year"]))
    return (
        pl.when(which == "death_date")
        .then(pl.col(f"death_{end}"))
        .when(born)
        .then(pl.col(f"birth_{end}"))
        .otherwise(None)
    )


def _with_ids(statements: pl.DataFrame) -> pl.DataFrame:
    said = statements.select(filled("{}\n{}", "mention_id", "field").cast(pl.Binary)).to_series()
    hashes = pl.Series([hashlib.sha256(one).hexdigest() for one in said.to_list()], dtype=pl.String)
    return statements.with_columns(statement_id="s-" + hashes.str.head(12))


def _mark_shown(
    statements: pl.DataFrame, at: pl.Series, persons: pl.DataFrame, knowledge: Knowledge
) -> pl.DataFrame:
    """Mark the statements whose value is the one that their person, by row of PERSONS, is shown with."""
    days = {name: persons[name].gather(at) for name in ("born_low", "born_high", "died_low", "died_high")}
    beside = statements.with_columns(shown=_shown_beside(statements["field"], at, persons), **days)
    same_day = (
        pl.when(pl.col("field") == "death_date")
        .then((pl.col("low") == pl.col("died_low")) & (pl.col("high") == pl.col("died_high")))
        .when(pl.col("field").is_in(["birth_date", "age"]))
        .then((pl.col("low") == pl.col("born_low")) & (pl.col("high") == pl.col("born_high")))
    )
    value, shown_words = pl.col("value"), pl.col("shown").str.split(" ").list
    # Whatever is taken out of a name, no word of what is left was not in it before, in one piece or in several.
    letters = value.str.replace_all(" ", "", literal=True)
    has_words = [
        letters.str.contains(word, literal=True) for word in (shown_words.first(), shown_words.last())
    ]
    is_longer = value.str.len_chars() > pl.col("shown").str.len_chars()
    is_name = pl.all_horizontal(pl.col("field") == "name", is_longer, *has_words)
    names = each_distinct(
        beside.select(pl.when(is_name).then("value"))["value"], lambda text: bare_name(text, knowledge)
    )
    said = pl.when(is_name).then(names).otherwise("value")
    return beside.with_columns(is_shown=pl.coalesce(same_day, said == pl.col("shown"), pl.lit(False)))


def _shown_beside(fields: pl.Series, at: pl.Series, persons: pl.DataFrame) -> pl.Series:
    """Return what the person of each statement, by row of PERSONS, is shown with in the field that it speaks of.

    Field by field: a table of all that each person is shown with, a row per statement, would be the largest of a run.
    """
    found = pl.Series("shown", [None], dtype=pl.String).new_from_index(0, len(fields))
    columns = {
        **dict(zip(SHOWN_AS_SAID, SHOWN_AS_SAID, strict=True)),
        "status": "status",
        "name": "shown_name",
    }
    for field, column in columns.items():
        here = (fields == field).arg_true()
        if len(here):
            found = found.scatter(here, persons[column].gather(at.gather(here)))
    return found
