"""What was read and understood -> values that somebody should look at before anything is matched, and rows that stand twice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from resolver.stages.normalise import Normalised
from resolver.tables import NAME_PARTS
from resolver.values.identifiers import holds_lost_number, holds_nothing, read_identifiers

SHOWN = 3
_LONGEST_NAME = 120
_OLDEST = 110
_TOO_OFTEN_ROWS = 5
_TOO_OFTEN_SHARE = 0.05
_UNSEEN = r"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\u00ad\u061c]"
_GARBLED = r"^[^A-Za-z\p{Cyrillic}\p{Arabic}]*[À-ÿ][À-ÿ\s.,'-]{4,}$|\ufffd|\?{3,}"
_NAME_PARTS = ("name", *NAME_PARTS)
_PERSON = ("birth_date", "death_date", "identifiers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """One kind of doubtful value in one list: what it is, on how many rows, on which lines, and examples."""

    told: str
    count: int
    lines: Sequence[int]
    examples: Sequence[str]


def suspects_of(normalised: Normalised) -> dict[str, list[Suspect]]:
    """Return what is doubtful, by the list it stands in; lists without doubts are left out."""
    rows = normalised.mentions.select(
        "list_id", "file", "sheet", "line", *_NAME_PARTS, "birth_date", "death_date", "age", "identifiers"
    ).with_columns(
        normalised.values.select(
            "birth_low", "birth_high", "birth_basis", "death_low", "death_high", "reported_high", "age_low"
        ),
        is_nobodys=_are_nobodys(normalised),
    )
    found: dict[str, list[Suspect]] = {}
    for key, part in rows.sort("file", "sheet", "line").group_by("list_id", maintain_order=True):
        told = [*_of_rows(part), *_too_often(part), *_twice(part)]
        if told:
            found[str(key[0])] = told
    return dict(sorted(found.items()))


def _of_rows(rows: pl.DataFrame) -> Iterator[Suspect]:
    """Yield what each row shows by itself."""
    name = pl.concat_str(
        [pl.col(part).fill_null("") for part in _NAME_PARTS], separator=" "
    ).str.strip_chars()
    conditions: Mapping[str, tuple[pl.Expr, str]] = {
        "died before they were born": (pl.col("death_high") < pl.col("birth_low"), "death_date"),
        "reported before the death": (pl.col("reported_high") < pl.col("death_low"), "death_date"),
        f"more than {_OLDEST} years old": (_years_old() > _OLDEST, "birth_date"),
        "age and birth date contradict one another": (_age_differs(), "age"),
        "a digit in the name": (name.str.contains(r"\d"), "name"),
        "a web address in the name": (name.str.contains(r"(?i)https?://|www\."), "name"),
        f"a name of more than {_LONGEST_NAME} letters": (name.str.len_chars() > _LONGEST_NAME, "name"),
        "letters of a wrong encoding in the name": (name.str.contains(_GARBLED), "name"),
        "unseen marks in the name": (name.str.contains(_UNSEEN), "name"),
    }
    for told, (condition, shown) in conditions.items():
        yield from _suspect(rows.filter(condition.fill_null(value=False)), told, shown)
    yield from _suspect(
        rows.filter(_holds(rows["identifiers"], holds_lost_number)),
        "an identifier of which a spreadsheet kept the first digits only",
        "identifiers",
    )
    yield from _suspect(
        rows.filter(_holds(rows["identifiers"], holds_nothing)),
        "an identifier that stands for none, and is set aside",
        "identifiers",
    )
    yield from _suspect(
        rows.filter("is_nobodys"),
        "an identifier beside people who contradict one another, and is set aside",
        "identifiers",
    )


def _are_nobodys(normalised: Normalised) -> pl.Series:
    """Return which rows give an identifier that is nobody's own."""
    cells = zip(normalised.said["identifiers"], normalised.identifiers, strict=True)
    return pl.Series(
        [bool(cell and set(read_identifiers(cell)) - set(kept)) for cell, kept in cells], dtype=pl.Boolean
    )


def _years_old() -> pl.Expr:
    return (pl.col("death_low") - pl.col("birth_high")).dt.total_days() / 365.25


def _age_differs() -> pl.Expr:
    """Say whether a stated age lies two years or more from what birth and death date give."""
    least = (pl.col("death_low") - pl.col("birth_high")).dt.total_days() / 365.25
    most = (pl.col("death_high") - pl.col("birth_low")).dt.total_days() / 365.25
    is_said = (pl.col("birth_basis") == "date") & pl.col("age_low").is_not_null()
    return is_said & ((pl.col("age_low") < least - 2) | (pl.col("age_low") > most + 2))


def _holds(column: pl.Series, holds: Callable[[str], bool]) -> pl.Series:
    distinct = [text for text in column.drop_nulls().unique() if holds(text)]
    return column.is_in(distinct).fill_null(value=False)


def _too_often(rows: pl.DataFrame) -> Iterator[Suspect]:
    """Yield a birth date that more people share than chance allows: a date for "unknown"."""
    days = rows.filter(pl.col("birth_low") == pl.col("birth_high"))
    counts = (
        days.group_by("birth_low")
        .len()
        .filter((pl.col("len") >= _TOO_OFTEN_ROWS) & (pl.col("len") >= days.height * _TOO_OFTEN_SHARE))
    )
    for day in counts.sort("birth_low")["birth_low"]:
        shared = days.filter(pl.col("birth_low") == day)
        if shared["name"].n_unique() > 1 or shared["surname"].n_unique() > 1:
            yield from _suspect(shared, "one birth date for many: does it stand for unknown?", "birth_date")


def _twice(rows: pl.DataFrame) -> Iterator[Suspect]:
    """Yield rows of one list that say the same name again, with a date or number that is nobody else's."""
    keys = [*_NAME_PARTS, *_PERSON]
    told = rows.filter(
        pl.any_horizontal(pl.col(_NAME_PARTS).is_not_null())
        & pl.any_horizontal(pl.col(_PERSON).is_not_null())
    )
    again = told.filter(pl.struct(keys).is_duplicated() & ~pl.struct(keys).is_first_distinct())
    yield from _suspect(again, "name and dates stand on an earlier row as well", "name")


def _suspect(rows: pl.DataFrame, told: str, shown: str) -> Iterator[Suspect]:
    if rows.height:
        columns = _NAME_PARTS if shown == "name" else (shown,)
        cells = rows.head(SHOWN).select(pl.concat_str(columns, separator=" ", ignore_nulls=True)).to_series()
        yield Suspect(
            told=told, count=rows.height, lines=rows["line"].head(SHOWN).to_list(), examples=cells.to_list()
        )
