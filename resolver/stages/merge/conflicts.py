"""ROWS -> ``conflicts``: one line per field whose statements about a person contradict one another, with who says what."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.model.counting import DEAD
from resolver.names.columns import KIND_OF_ROLE, KINDS
from resolver.names.index import NameIndex
from resolver.names.likeness import APART, token_level
from resolver.names.readings import ROLES
from resolver.names.tokens import make_token
from resolver.stages.merge.mergeable import Mergeable
from resolver.values.identifiers import item_ids
from resolver.values.places import place_level
from resolver.values.text import fold

_APART = ("different", "same_region")
_MOST_IDS = 4


def conflicts_of(rows: pl.DataFrame, mergeable: Mergeable) -> pl.DataFrame:
    """Return the conflicts of each person who has some. One mention contradicts nobody."""
    several = rows.filter(pl.len().over("person_id") > 1)
    found = _contradictory(several, mergeable) if several.height else ()
    lines = [_told(field, mentions, value) for field, mentions, value in found if mentions.height]
    return (
        pl.concat([_NO_LINES, *lines])
        .group_by("person_id", maintain_order=True)
        .agg(conflicts=pl.col("line").str.join("; "))
    )


_NO_LINES = pl.DataFrame(schema={"person_id": pl.String, "line": pl.String})


def _contradictory(rows: pl.DataFrame, mergeable: Mergeable) -> Iterator[tuple[str, pl.DataFrame, pl.Expr]]:
    """Yield, field by field, the mentions whose people are contradicted, and what each of them says."""
    by_age = (pl.col("birth_basis").is_null() | (pl.col("birth_basis") == "age")).all().over("person_id")
    birth = _apart_in_time(rows.with_columns(is_by_age=by_age), "birth")
    age = pl.col("age")
    yield "age", birth.filter("is_by_age"), age
    yield "birth_date", birth.filter(~pl.col("is_by_age")), pl.coalesce(_filled("birth_date"), age)
    yield "death_date", _apart_in_time(rows, "death"), pl.coalesce(_filled("death_date"), age)
    yield "patronymic", _apart_in_fathers(rows, mergeable.names), pl.coalesce(_filled("patronymic"), "name")
    status = pl.col("status").replace(dict.fromkeys(DEAD, "dead"))
    yield "status", _unlike(rows.filter(pl.col("status") != "unknown"), status), pl.col("status")
    yield "sex", _unlike(rows.filter(pl.col("sex").is_not_null()), pl.col("sex")), pl.col("sex")
    for column in sorted(mergeable.places):
        yield column, _apart_in_place(rows, column, mergeable), pl.col(column)
    known = rows.filter(pl.col("wikidata") != "")
    items = known.with_columns(
        items=each_distinct(known["wikidata"], lambda cell: " ".join(sorted(item_ids(cell))))
    )
    yield "wikidata", _unlike(items.filter(pl.col("items") != ""), pl.col("items")), pl.col("wikidata")
    named = rows.filter(pl.col("incident") != "")
    folded = named.with_columns(folded=each_distinct(named["incident"], fold))
    yield "incident", _unlike(folded, pl.col("folded")), pl.col("incident")


def _filled(column: str) -> pl.Expr:
    return pl.when(pl.col(column) != "").then(pl.col(column))


def _apart_in_time(rows: pl.DataFrame, event: str) -> pl.DataFrame:
    """Return the mentions that say when, of people of whom no day fits all of them."""
    low, high = pl.col(f"{event}_low"), pl.col(f"{event}_high")
    known = rows.filter(low.is_not_null())
    return known.filter(low.max().over("person_id") > high.min().over("person_id"))


def _unlike(known: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    return known.filter(value.n_unique().over("person_id") > 1)


def _apart_in_fathers(rows: pl.DataFrame, names: NameIndex) -> pl.DataFrame:
    """Return the mentions that name a father, of people for whom two are named."""
    codes = rows.filter(pl.col("name_code") >= 0).select("person_id", "name_code").unique(maintain_order=True)
    naming = codes.filter(_name_fathers(codes["name_code"].to_numpy(), names))
    several = naming.group_by("person_id", maintain_order=True).agg("name_code")
    told = _FathersTold(names)
    pairs = [
        (person, *pair)
        for person, found in several.iter_rows()
        for pair in combinations(found[:_MOST_NAMES], 2)
        if told.differ(*pair)
    ]
    if not pairs:
        return rows.clear()
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (1, 2))
    compared = names.only(np.unique([left, right]).tolist()).compare_many(left, right)
    differ = np.isin(compared.levels[_FATHER], [*APART])
    persons = {pair[0] for pair, apart in zip(pairs, differ.tolist(), strict=True) if apart}
    return rows.filter(pl.col("person_id").is_in(persons)).join(
        naming, on=["person_id", "name_code"], how="semi", maintain_order="left"
    )


_FATHER = ROLES.index("father")
_MOST_NAMES = 12
"""So many spellings of one person are looked at for two fathers."""


class _FathersTold:
    """What names call the father by their likeliest readings: only where these differ two names need be compared."""

    def __init__(self, names: NameIndex) -> None:
        self._names = names
        self._levels: dict[tuple[str, str], bool] = {}

    def differ(self, left: int, right: int) -> bool:
        """Say whether two names by code, which both tell a father, call him by words that are not alike."""
        starts, kind = self._names.readings.starts, KINDS[KIND_OF_ROLE[_FATHER]]
        words = self._names.readings.tokens[_FATHER]
        one, other = sorted(self._names.readings.texts[kind][words[starts[code]]] for code in (left, right))
        if one == other:
            return False
        if (one, other) not in self._levels:
            mine, theirs = (make_token(word, kind, self._names.knowledge) for word in (one, other))
            self._levels[one, other] = token_level(mine, theirs, kind) in APART
        return self._levels[one, other]


def _name_fathers(codes: NDArray[np.int64], names: NameIndex) -> NDArray[np.bool_]:
    """Return which names hold the father's by their likeliest reading: «Juan Carlos» is a second given name."""
    readings = names.readings
    starts, is_read = readings.starts[codes], readings.starts[codes] < readings.starts[codes + 1]
    found = np.zeros(len(codes), dtype=np.bool_)
    first = starts[is_read]
    found[is_read] = (readings.tokens[_FATHER, first] >= 0) & ~readings.has_second_names[first]
    return found


def _apart_in_place(rows: pl.DataFrame, column: str, mergeable: Mergeable) -> pl.DataFrame:
    """Return the mentions that say where, of people of whom two places cannot be one."""
    place = pl.col(f"place:{column}")
    known = _unlike(rows.filter(place >= 0), place)
    if known.is_empty():
        return known
    codes = known.group_by("person_id").agg(place.unique().sort().alias("codes"))
    _, places = mergeable.places[column]
    levels: dict[tuple[int, int], bool] = {}

    def is_apart(one: int, other: int) -> bool:
        if (one, other) not in levels:
            levels[one, other] = place_level(places[one], places[other], mergeable.gazetteer) in _APART
        return levels[one, other]

    apart = [any(is_apart(*pair) for pair in combinations(found, 2)) for found in codes["codes"].to_list()]
    return known.join(
        codes.filter(pl.Series(apart, dtype=pl.Boolean)), on="person_id", how="semi", maintain_order="left"
    )


def _told(field: str, rows: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    """Return one line per person: each value with the mentions that say it, in the order of rows."""
    said = rows.select("person_id", "mention_id", value=value)
    more = pl.len().cast(pl.Int64) - _MOST_IDS
    ids = pl.col("mention_id").head(_MOST_IDS).str.join(", ")
    some = pl.when(more > 0).then(filled("{} and {} more", ids, more)).otherwise(ids)
    return (
        said.with_columns(pl.when(pl.col("value") != "").then("value").otherwise(pl.lit("?")))
        .group_by("person_id", "value", maintain_order=True)
        .agg(some=some)
        .select("person_id", told=filled("{} ({})", "value", "some"))
        .group_by("person_id", maintain_order=True)
        .agg(line=pl.lit(f"{field}: ") + pl.col("told").str.join(" / "))
    )
