"""MENTIONS -> VALUES, NameIndex, DOCUMENTS: understand each distinct value once, keep the text it came from.

Rows are put in canonical order (by mention id), so that nothing later depends on how files were sorted or split.
"""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import coded, distinct, each_distinct, silence, texts_of
from resolver.names.frequencies import NameFrequencies
from resolver.names.index import NameIndex, index_names
from resolver.names.keeping import names_of
from resolver.names.knowledge import Knowledge
from resolver.names.likeness import APART
from resolver.names.several import names_several
from resolver.names.unnamed import may_name_nobody, unnamed_count
from resolver.stages.calendars import calendar_of, tells_otherwise, with_calendars
from resolver.stages.nametexts import name_texts
from resolver.tables import (
    CITATIONS,
    DOCUMENTS,
    FIELDS,
    NAME_PARTS,
    PLACE_OF_ROW,
    STATED_FIELDS,
    VALUES,
    conform,
)
from resolver.values.ages import AgeInterval, AgeWords, birth_interval, read_age, read_age_and_birth
from resolver.values.calendars import SHOWN
from resolver.values.dates import (
    DATED,
    MANNERS,
    OF_OTHER_YEARS,
    WRITTEN,
    DateInterval,
    DateWords,
    from_excel_serial,
    in_column,
    orders_told,
    read_date,
    without_place,
)
from resolver.values.grades import read_credibility, read_reliability
from resolver.values.identifiers import identifiers_in_note, read_identifiers, read_items
from resolver.values.places import Gazetteer, Place, read_place
from resolver.values.sexes import SexWords, read_sexes
from resolver.values.text import is_missing
from resolver.values.urls import UrlRules, canonical_url, split_urls
from resolver.values.words import Vocabulary

PLACE_COLUMNS = ("origin_place", "death_place", "burial_place")
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ValueWords:
    """The word tables that cells are understood with."""

    knowledge: Knowledge
    frequencies: NameFrequencies
    dates: DateWords
    ages: AgeWords
    urls: UrlRules
    gazetteer: Gazetteer
    roles: Vocabulary
    statuses: Vocabulary
    sexes: SexWords
    hedges: Vocabulary
    missing: frozenset[str]
    identifiers: frozenset[str]
    day_first: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodedPlaces:
    """One column of places: a code per row (-1 is silent) and the distinct places codes stand for."""

    codes: NDArray[np.int32]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Normalised:
    """Mentions in canonical order, the same without words for nothing (``said``), and all that was understood of them."""

    mentions: pl.DataFrame
    said: pl.DataFrame
    values: pl.DataFrame
    names: NameIndex
    places: Mapping[str, CodedPlaces]
    documents: pl.DataFrame
    citations: pl.DataFrame
    identifiers: tuple[tuple[str, ...], ...] = ()
    """The identifiers of each row, from its own column and, where certain, from its note."""
    day_first: Mapping[str, bool] = field(default_factory=dict)
    """How lists (by id) write 07/02/2018 and by which calendar (``in_calendar``), where somebody said so or their dates tell."""
    month_first: frozenset[str] = frozenset()
    """The lists (by id) that write 07/02/2018 for the second of July."""
    notes: tuple[str, ...] = ()
    """What the user has to know of how values were understood."""
    guesses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For columns of dates, the texts whose reading rests on an assumption, and on which."""
    unread_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For roles, statuses and sexes, the texts that no word of the vocabulary stands in; one that says “unknown” is none of them."""


def normalise(
    mentions: pl.DataFrame,
    words: ValueWords,
    *,
    day_first: Mapping[str, bool] | None = None,
    names_kept: Mapping[str, pl.DataFrame] | None = None,
    as_listed: pl.DataFrame | None = None,
) -> Normalised:
    """Understand mentions; no row is dropped, no text is changed.

    ``day_first`` says for lists (by id), or single columns of them (``in_column``), how they write 07/02/2018, and by which calendar they
    are told (``in_calendar``); where nobody said so, the dates of a list decide that are possible in one order, or calendar, only. ``names_kept`` are tables that keep the names of these mentions from when
    they were read by these words (``names.keeping``). ``as_listed`` are the mentions before anybody corrected them: a list alone tells
    how it writes dates.
    """
    ordered = mentions.sort("mention_id").with_row_index("row").with_columns(pl.col("row").cast(pl.UInt32))
    cells = _without_missing_words(ordered, words.missing)
    listed = cells if as_listed is None else as_listed
    day_first, notes = with_calendars(listed, day_first or {}, words=words.dates, gazetteer=words.gazetteer)
    day_first, also = _with_orders_told(listed, day_first, words)
    said = _marked_calendars(_marked_month_first(cells, day_first, words), day_first)
    unnamed = _unnamed(said, words)
    names, codes, of_names = _names(said, unnamed, words, names_kept)
    addresses = _distinct(
        said["url"],
        lambda cell: [*dict.fromkeys(canonical_url(url, words.urls) for url in split_urls(cell))] or None,
    )
    citations = _citations(said, addresses)
    first_document = citations.unique("row", keep="first", maintain_order=True)
    dates = _read_dates(said, words)
    values = _values(said, listed, unnamed, words, dates).with_columns(
        name_code=pl.Series(codes, dtype=pl.Int32),
        completeness=_completeness(names).gather(np.where(codes < 0, len(names.readings), codes)),
        document_id=first_document["document_id"],
    )
    return Normalised(
        mentions=ordered,
        said=cells,
        values=conform(values, VALUES, table="VALUES"),
        names=names,
        places={column: coded_places(said[column], words.gazetteer) for column in PLACE_COLUMNS},
        documents=_documents(cells, citations, addresses),
        citations=citations,
        identifiers=_identifiers(said, names, values, words),
        day_first=day_first,
        month_first=frozenset(_turned(said, day_first, words)),
        notes=(*notes, *also, *of_names),
        guesses={
            name: {_manner(text).plain: one.note for text, one in found.items() if one.is_guess}
            for name, found in dates.items()
        },
        unread_words=_unread_words(said, words),
    )


def _unread_words(said: pl.DataFrame, words: ValueWords) -> dict[str, frozenset[str]]:
    vocabularies = {"role": words.roles, "status": words.statuses, "sex": words.sexes.words}
    return {
        name: frozenset(text for text in texts_of(said[name]).to_list() if vocabulary.read(text) is None)
        for name, vocabulary in vocabularies.items()
    }


def _without_missing_words(mentions: pl.DataFrame, missing: frozenset[str]) -> pl.DataFrame:
    """Read «нет данных», n/a, a dash as silence, in what is understood or compared; the table of mentions keeps the words."""
    silent = mentions.null_count().row(0, named=True)
    texts = [
        name
        for name, dtype in mentions.schema.items()
        if dtype == pl.String and silent[name] < mentions.height
    ]
    columns = [name for name in texts if name in _SPOKEN or name not in _OURS]
    return mentions.with_columns(_said_in(mentions[name], missing) for name in columns)


def _said_in(column: pl.Series, missing: frozenset[str]) -> pl.Series:
    """Return a column without texts that say nothing; most columns have none of them, and are not copied.

    What holds a digit that no word for nothing holds says something: dates and numbers are not asked one by one.
    """
    telling = "".join(sorted({*"0123456789"}.difference(*missing)))
    texts = texts_of(column)
    texts = texts.filter(~texts.str.contains(f"[{telling}]")) if telling else texts
    silent = [text for text in texts.to_list() if is_missing(text, missing)]
    return column.set(column.is_in(silent).fill_null(False), None) if silent else column


_OURS = frozenset({*FIELDS, *PLACE_OF_ROW})
_MONTH_FIRST = "\u001e"
"""Stands in front of a date, inside this stage only, when its list writes the month first."""
_CALENDAR_MARKS = {
    mark: (name, is_certain)
    for mark, (name, is_certain) in zip(
        map("".join, itertools.product("\u001c\u001d\u001f", repeat=3)),
        itertools.product(MANNERS, (True, False)),
        strict=False,
    )
}
"""What stands before a date, inside this stage only, that is told by another calendar than ours, and whether that is certain.

All of it is space to whoever takes such a text for a word or an age.
"""
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_DATE_COLUMNS = tuple(name for name in DATED if name != "age")


_FEWEST_PROOFS, _FEWEST_AGAINST = 2, 3
"""So many different dates prove that the month stands first; more of them where other columns of the list prove that the day does."""
_SHARE_OF_PROOFS = 5
"""One in so many dates has to prove it: of days written month first three in five do, of slips few."""


def _with_orders_told(
    said: pl.DataFrame, day_first: Mapping[str, bool], words: ValueWords
) -> tuple[dict[str, bool], tuple[str, ...]]:
    """Return how lists write 07/02/2018, with what the dates of those tell of which nobody said it; and notes on these.

    The columns of a list go together where they agree, else each by itself; where its dates tell both, or few tell that the month is
    first, the day stays first. What was found is told of the list even then, so that some of its rows are read alone as all of them.
    """
    orders, notes = dict(day_first), []
    told = _orders_told(said, day_first) if words.day_first else None
    for key, dates in () if told is None else told.group_by("list_id", maintain_order=True):
        if dates["order"].fill_null(value=True).all():
            continue
        list_id, is_whole = str(key[0]), _is_month_first(dates, _FEWEST_PROOFS)
        columns = [] if is_whole else _month_first_in(dates)
        orders[list_id] = not is_whole
        orders |= {in_column(list_id, name): False for name in columns}
        notes.append(_told_of_order(list_id, dates, columns, is_whole=is_whole))
    return orders, tuple(notes)


def _month_first_in(dates: pl.DataFrame) -> list[str]:
    """Return the columns of a list that write the month first, each by its own dates."""
    return [name for name, one in _by_column(dates) if _is_month_first(one, _fewest(dates))]


def _by_column(dates: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    return [(str(key[0]), one) for key, one in dates.group_by("column", maintain_order=True)]


def _fewest(dates: pl.DataFrame) -> int:
    return _FEWEST_AGAINST if dates["order"].any() else _FEWEST_PROOFS


def _is_month_first(dates: pl.DataFrame, fewest: int) -> bool:
    return not dates["order"].any() and _are_enough(dates, fewest)


def _are_enough(dates: pl.DataFrame, fewest: int) -> bool:
    """Return whether dates that can only be month/day are too many to be slips; one that many rows repeat is one."""
    proofs = dates.filter(~pl.col("order"))["date"].n_unique()
    return proofs >= max(fewest, dates["date"].n_unique() / _SHARE_OF_PROOFS)


def _orders_told(said: pl.DataFrame, day_first: Mapping[str, bool]) -> pl.DataFrame:
    """Return the dates of two small numbers of which nobody said the order: list, column, text, how many, date and order, if told."""
    columns = [
        said.select("list_id", text=name)
        .filter(pl.col("text").str.contains(WRITTEN))
        .group_by("list_id", "text")
        .agg(count=pl.len())
        .with_columns(column=pl.lit(name))
        for name in DATED
    ]
    texts = pl.concat(columns).sort("list_id", "column", "text")
    rows = [
        (list_id, column, text, count, *date_told)
        for list_id, column, text, count in texts.select("list_id", "column", "text", "count").iter_rows()
        if list_id not in day_first
        and in_column(list_id, column) not in day_first
        # Days and months of another calendar prove nothing of ours.
        and not tells_otherwise(day_first, list_id, column)
        for date_told in orders_told(text)
    ]
    return pl.DataFrame(rows, schema=_TOLD, orient="row")


_TOLD = pl.Schema(
    {
        "list_id": pl.String,
        "column": pl.String,
        "text": pl.String,
        "count": pl.Int64,
        "date": pl.String,
        "order": pl.Boolean,
    }
)


def _told_of_order(list_id: str, dates: pl.DataFrame, columns: Sequence[str], *, is_whole: bool) -> str:
    """Tell what the dates of a list prove, and how it is read; ``columns`` write the month first though the list does not."""
    month_first, day_first = dates.filter(~pl.col("order")), dates.filter("order")
    where = f'under the [[list]] of "{list_id}" in resolver.toml'
    others = ", none" if day_first.is_empty() else f" and {_dates_told(day_first)}"
    proof = f"list {list_id}: {_dates_told(month_first)} can only be month/day{others} only day/month"
    if is_whole:
        return f"{proof}: all dates of the list are read month first (if they are not, write day_first = true {where})"
    if columns:
        told = f"the month is taken to be first in {' and '.join(map(_plain, columns))}, the day elsewhere"
    elif any(_are_enough(one, _fewest(dates)) for _, one in _by_column(dates)):
        told = "where both are possible the day is taken to be first, which is in doubt"
    else:
        told = "too few for month/day, they are taken for slips and the day is taken to be first"
    return f"{proof}: {told} (write day_first {where} to decide it)"


def _dates_told(dates: pl.DataFrame) -> str:
    count, text, column = dates["count"].sum(), dates["text"][0], _plain(dates["column"][0])
    return f"{count:,} {'date' if count == 1 else 'dates'} ({column} {text}{', …' if count > 1 else ''})"


def _plain(column: str) -> str:
    return column.replace("_", " ")


def _marked_month_first(said: pl.DataFrame, day_first: Mapping[str, bool], words: ValueWords) -> pl.DataFrame:
    turned = {name: _turned(said, day_first, words, column=name) for name in DATED}
    return said.with_columns(
        pl.when(pl.col("list_id").is_in(lists))
        .then(pl.lit(_MONTH_FIRST) + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, lists in turned.items()
        if lists
    )


def _turned(
    said: pl.DataFrame, day_first: Mapping[str, bool], words: ValueWords, *, column: str = ""
) -> list[str]:
    """Return the lists that write the month first, all in all or in one column."""
    lists = said["list_id"].unique().to_list()
    of_list = {name: day_first.get(name, words.day_first) for name in lists}
    return [name for name in lists if not day_first.get(in_column(name, column), of_list[name])]


def _marked_calendars(said: pl.DataFrame, told: Mapping[str, bool]) -> pl.DataFrame:
    """Return dates with the mark of the calendar by which their column is told."""
    lists = said["list_id"].unique().to_list()
    marks = {found: mark for mark, found in _CALENDAR_MARKS.items()}
    columns = {}
    for name in DATED:
        known = {one: marks[found] for one in lists if (found := calendar_of(told, one, name))}
        if known:
            mark = pl.col("list_id").replace_strict(known, default="", return_dtype=pl.String)
            columns[name] = mark + pl.col(name)
    return said.with_columns(**columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manner:
    """A date without its marks, and what they say of how it is written."""

    plain: str
    is_month_first: bool
    calendar: str = ""
    is_certain: bool = True


def _manner(text: str) -> _Manner:
    calendar, is_certain = _CALENDAR_MARKS.get(text[:3], ("", True))
    text = text[3:] if calendar else text
    return _Manner(
        plain=text.removeprefix(_MONTH_FIRST),
        is_month_first=text.startswith(_MONTH_FIRST),
        calendar=calendar,
        is_certain=is_certain,
    )


def _read_one(text: str, words: ValueWords, year_hint: int | None = None) -> DateInterval | None:
    manner = _manner(text)
    plain = manner.plain
    if serial := _SERIAL.fullmatch(plain):
        # In a column told so, what a spreadsheet took for a day of ours is none.
        if manner.calendar in OF_OTHER_YEARS:
            return None
        day = from_excel_serial(int(serial[1]))
        told = "a spreadsheet's day number"
        return (
            None if day is None else DateInterval(low=day, high=day, edtf=str(day), is_guess=True, note=told)
        )
    order = not manner.is_month_first
    found = read_date(plain, words.dates, day_first=order, year_hint=year_hint, calendar=manner.calendar)
    if (
        manner.is_certain
        or found is None
        or found.note
        or found == read_date(plain, words.dates, day_first=order)
    ):
        return found
    return replace(found, is_guess=True, note=f"taken for a date of {SHOWN[manner.calendar]}")


def _read_beside_place(text: str, words: ValueWords) -> DateInterval | None:
    """Return the date of a cell that says where, too: «12/03/1965 à Baraki»."""
    plain = _manner(text).plain
    date = without_place(plain, words.dates)
    return None if date is None else _read_one(text.removesuffix(plain) + date, words)


_SPOKEN = frozenset(
    {
        *STATED_FIELDS,
        *NAME_PARTS,
        "age_on",
        "reported_date",
        "url",
        "archived_url",
        "document_title",
        "retrieved",
        "via",
        "reliability",
        "credibility",
    }
)


def _distinct(column: pl.Series, understand: Callable[[str], _Found | None]) -> dict[str, _Found]:
    """Return what each distinct text of a column means, where it means something."""
    return {text: meaning for text in texts_of(column).to_list() if (meaning := understand(text)) is not None}


# --- names ------------------------------------------------------------------------------------------------------------


def _unnamed(said: pl.DataFrame, words: ValueWords) -> pl.Series:
    """Return how many people an unnamed mention stands for; null where someone is named."""
    known = words.knowledge
    joined = pl.concat_str(NAME_PARTS, separator=" ", ignore_nulls=True)
    in_parts = pl.when(pl.col("name").is_null() & (joined != "")).then(joined)
    # Whoever keeps surnames in a column of their own writes no rank there.
    by_words = said.select(
        pl.coalesce(
            _counted_unnamed(said["name"], {**known.titles_alone, **known.unnamed}, known.relations),
            _counted_unnamed(said.select(parts=in_parts).to_series(), known.unnamed, known.relations),
        )
    ).to_series()
    has_parts = said.select(pl.any_horizontal(pl.col(NAME_PARTS).is_not_null())).to_series()
    stated = each_distinct(said["group_size"], _whole_number, pl.Int64())
    no_name = said["name"].is_null() & ~has_parts
    return (
        said.select(
            pl.when(no_name)
            .then(stated.fill_null(1))
            .when(pl.lit(by_words).is_not_null())
            .then(pl.max_horizontal(pl.lit(by_words), pl.lit(stated)))
            .otherwise(None)
        )
        .to_series()
        .cast(pl.Int64)
    )


def _counted_unnamed(
    names: pl.Series, words: Mapping[str, tuple[str, int]], relations: frozenset[str]
) -> pl.Series:
    may = may_name_nobody(names, words, relations)
    return each_distinct(
        names.set(~may, None), lambda text: unnamed_count(text, words, relations), pl.Int64()
    )


def _whole_number(text: str) -> int | None:
    digits = text.strip().removesuffix(".0")
    return int(digits) if digits.isdecimal() and 0 < int(digits) <= 100_000 else None


def _names(
    said: pl.DataFrame, unnamed: pl.Series, words: ValueWords, kept: Mapping[str, pl.DataFrame] | None
) -> tuple[NameIndex, NDArray[np.int32], tuple[str, ...]]:
    texts, notes = name_texts(said, unnamed, words.knowledge)
    codes, names = coded(texts)
    if kept is not None:
        return names_of(kept, names, words.knowledge, words.frequencies), codes, notes
    return index_names(names, words.knowledge, words.frequencies), codes, notes


def _completeness(names: NameIndex) -> pl.Series:
    """Return how much each name says, and last that no name says nothing."""
    found = names.readings.completeness().astype(object)
    found[[code for code, name in enumerate(names.names) if names_several(name, names.knowledge)]] = "several"
    return pl.Series([*found, "none"], dtype=pl.String)


# --- values -----------------------------------------------------------------------------------------------------------


def _values(
    said: pl.DataFrame,
    listed: pl.DataFrame,
    unnamed: pl.Series,
    words: ValueWords,
    dates: Mapping[str, dict[str, DateInterval]],
) -> pl.DataFrame:
    said = said.with_columns(age=_ages_said(said, dates["birth_date"]))
    ages = _distinct(said["age"], lambda text: read_age(_manner(text).plain, words.ages))
    years = _distinct(said["age"], lambda text: None if text in ages else _read_one(text, words))
    both = _distinct(said["age"], lambda text: None if text in years else _both(text, words))
    ages |= {text: age for text, (age, _) in both.items() if text not in ages}
    years |= {text: birth for text, (_, birth) in both.items()}
    birth = _birth(said, dates, ages, years)
    death = _bounds(said["death_date"], _with_year_of_report(said, words, dates))
    reported = _bounds(said["reported_date"], dates["reported_date"])
    age_of = said["age"]
    return said.select(
        "row",
        "mention_id",
        is_unnamed=pl.lit(unnamed).is_not_null(),
        group_size=pl.lit(unnamed).fill_null(1).cast(pl.UInt32),
        role=each_distinct(
            said["role"], lambda text: words.roles.read(text) or "unknown", pl.String()
        ).fill_null("casualty"),
        status=each_distinct(said["status"], words.statuses.read, pl.String()).fill_null("unknown"),
        hedge=each_distinct(said["status"], words.hedges.first_phrase, pl.String()),
        sex=read_sexes(said, listed, words.sexes),
        birth_low=birth[0],
        birth_high=birth[1],
        birth_basis=birth[2],
        age_low=_of(age_of, ages, lambda age: age.low, pl.Float64()),
        age_high=_of(age_of, ages, lambda age: age.high, pl.Float64()),
        death_low=death[0],
        death_high=death[1],
        reported_low=reported[0],
        reported_high=reported[1],
        reliability=_reliability(said),
        credibility=each_distinct(
            said.select(pl.coalesce("credibility", "reliability")).to_series(), read_credibility, pl.Int64()
        ),
    )


def _reliability(said: pl.DataFrame) -> pl.Series:
    """Return how reliable the source of each row is said to be; both grades may stand in one cell («B2»)."""
    return each_distinct(said.select(pl.coalesce("reliability", "credibility")).to_series(), read_reliability)


def _of(
    column: pl.Series, found: Mapping[str, Any], part: Callable[[Any], Any], dtype: pl.DataType
) -> pl.Series:
    """Return one part of what each text of a column means; nothing where it means nothing."""
    if not found:
        return silence(column, dtype)
    meanings = pl.Series([part(meaning) for meaning in found.values()], dtype=dtype)
    texts = pl.Series([*found], dtype=pl.String)
    return column.replace_strict(texts, meanings, default=None, return_dtype=dtype)


def _read_dates(said: pl.DataFrame, words: ValueWords) -> dict[str, dict[str, DateInterval]]:
    """Return what the texts in each column of dates mean; one that stands in several is read once."""
    columns = {name: texts_of(said[name]).to_list() for name in _DATE_COLUMNS}
    read = {
        text: _read_one(text, words) or _read_beside_place(text, words)
        for text in {text for texts in columns.values() for text in texts}
    }
    return {
        name: {text: found for text in texts if (found := read[text]) is not None}
        for name, texts in columns.items()
    }


def _both(text: str, words: ValueWords) -> tuple[AgeInterval, DateInterval] | None:
    """Read an age and a birth date in one cell («38 лет (1985)»), where it is no age alone."""
    plain = _manner(text).plain
    if read_age(plain, words.ages) is not None:
        return None
    return read_age_and_birth(plain, words.ages, words.dates)


def _with_year_of_report(
    said: pl.DataFrame, words: ValueWords, dates: Mapping[str, dict[str, DateInterval]]
) -> dict[str, DateInterval]:
    """Read "7 February" by the one year in which rows that say it were reported, when there is just one."""
    found = dict(dates["death_date"])
    unread = said.filter(pl.col("death_date").is_not_null() & ~pl.col("death_date").is_in(sorted(found)))
    for text, reports in (
        unread.group_by("death_date").agg(pl.col("reported_date").unique()).sort("death_date").iter_rows()
    ):
        days = {dates["reported_date"][one].high for one in reports if one in dates["reported_date"]}
        years = {day.year for day in days}
        read = {_before(text, day, words) for day in days} if len(years) == 1 else set()
        if len(read) == 1 and (one := read.pop()) is not None:
            found[text] = one
    return found


def _before(text: str, report: date, words: ValueWords) -> DateInterval | None:
    """Read a day without a year as the last such day up to a report: nobody is reported before the death."""
    read = _read_one(text, words, report.year)
    if read is not None and read.low > report:
        read = _read_one(text, words, report.year - 1)
    return read


def _bounds(column: pl.Series, found: Mapping[str, DateInterval]) -> tuple[pl.Series, pl.Series]:
    return _of(column, found, lambda day: day.low, pl.Date()), _of(
        column, found, lambda day: day.high, pl.Date()
    )


_MAY_HOLD_AN_AGE = r"\p{L}|[0-9]{4}\s*\([0-9]{1,3}\)|[0-9]\.[0-9]{4}\s*[,;/]\s*[0-9]{1,3}$"
"""Words, or a number behind a year; a number alone may be a year, and one behind a mere year a second one."""


def _ages_said(said: pl.DataFrame, birth_dates: Mapping[str, DateInterval]) -> pl.Series:
    """Return what may be an age: the cell for it, else one for the birth date that is no date («28 лет», «01.02.1985 (28)»)."""
    birth = pl.col("birth_date")
    is_other = birth.str.contains(_MAY_HOLD_AN_AGE) & ~birth.is_in(list(birth_dates))
    return said.select(pl.coalesce("age", pl.when(is_other).then(birth)))["age"]


def _birth(
    said: pl.DataFrame,
    dates: Mapping[str, dict[str, DateInterval]],
    ages: Mapping[str, AgeInterval],
    years: Mapping[str, DateInterval],
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return birth intervals: from a birth date (also «1989 г.р.» among ages), else from an age on a known day."""
    said = said.with_columns(pl.col(*_ABOUT_AGE).fill_null(""))
    found = {
        "date": _bounds(said["birth_date"], dates["birth_date"]),
        "year": _bounds(said["age"], years),
        "age": _bounds_by_age(said, dates, ages),
    }
    says = [(basis, pl.Series(low).is_not_null()) for basis, (low, _) in found.items()]
    basis = pl.coalesce(pl.when(pl.lit(is_said)).then(pl.lit(basis)) for basis, is_said in says)
    low, high = (pl.coalesce(pl.lit(one[end]) for one in found.values()) for end in (0, 1))
    birth = said.select(low=low, high=high, basis=basis)
    return birth["low"], birth["high"], birth["basis"]


_ABOUT_AGE = ("age", "age_on", "death_date", "reported_date")


def _bounds_by_age(
    said: pl.DataFrame, dates: Mapping[str, dict[str, DateInterval]], ages: Mapping[str, AgeInterval]
) -> tuple[pl.Series, pl.Series]:
    """Return the first and last day of birth by an age on a day, looked at once for each age and each day."""
    cells = said.select(_ABOUT_AGE)
    rows = []
    for age, *days in cells.filter(pl.col("age").is_in([*ages])).unique().iter_rows():
        on = next(
            (dates[name][day] for name, day in zip(_ABOUT_AGE[1:], days, strict=True) if day in dates[name]),
            None,
        )
        if on is not None:
            rows.append((age, *days, *birth_interval(ages[age], on)))
    schema = {**dict.fromkeys(_ABOUT_AGE, pl.String), "low": pl.Date, "high": pl.Date}
    known = pl.DataFrame(rows, schema=schema, orient="row")
    found = cells.join(known, on=_ABOUT_AGE, how="left", maintain_order="left")
    return found["low"], found["high"]


def coded_places(column: pl.Series, gazetteer: Gazetteer) -> CodedPlaces:
    """Return a column of places, each distinct text understood once."""
    codes, texts = coded(column)
    return CodedPlaces(codes=codes, places=tuple(read_place(text, gazetteer) for text in texts))


# --- identifiers ------------------------------------------------------------------------------------------------------

MOST_BEARERS = 12
"""An identifier beside more names than this is an office's, not a person's."""
FEWEST_BEARERS = 3
"""An identifier that one list gives to so many people who contradict one another is nobody's own; of two one row may be wrong."""
_BORN_APART_DAYS = 400


def _identifiers(
    said: pl.DataFrame, names: NameIndex, values: pl.DataFrame, words: ValueWords
) -> tuple[tuple[str, ...], ...]:
    """Return the identifiers of each row, but for those that so many names bear that they are nobody's own."""
    own = _distinct(said["identifiers"], read_identifiers)
    items = _distinct(said["wikidata"], lambda text: read_items(text) or None)
    noted = _distinct(said["note"], lambda text: identifiers_in_note(text, words.identifiers) or None)
    cells = said.select("row", *_IDENTIFYING).filter(pl.any_horizontal(pl.col(_IDENTIFYING).is_not_null()))
    bearers: dict[str, set[int]] = {}
    codes = values["name_code"].to_numpy()
    for row, cell, item, note in cells.iter_rows():
        code = int(codes[row])
        for one in (*own.get(cell, ()), *items.get(item, ()), *noted.get(note, ())):
            bearers.setdefault(one, set()).add(code)
    nobodys = {one for one, found in bearers.items() if len(found) > MOST_BEARERS}
    nobodys |= _of_several(_stated(said, own), names, values)
    others = {
        one for found in noted.values() for one in found if _is_contested(bearers[one], names)
    } | nobodys
    of_row: list[tuple[str, ...]] = [()] * said.height
    for row, cell, item, note in cells.iter_rows():
        stated = [one for one in (*own.get(cell, ()), *items.get(item, ())) if one not in nobodys]
        beside = [one for one in noted.get(note, ()) if one not in others]
        of_row[row] = tuple(dict.fromkeys([*stated, *beside]))
    return tuple(of_row)


def _stated(said: pl.DataFrame, own: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    """Return which identifiers the rows of each list give in a column of their own."""
    told = pl.DataFrame(
        {"identifiers": [*own], "identifier": [*own.values()]},
        schema={"identifiers": pl.String, "identifier": pl.List(pl.String)},
    )
    rows = said.select("row", "list_id", "identifiers").join(told, on="identifiers")
    return rows.select("row", "list_id", "identifier").explode("identifier").drop_nulls("identifier")


def _of_several(stated: pl.DataFrame, names: NameIndex, values: pl.DataFrame) -> set[str]:
    """Return the identifiers that one list gives to several people: most of these contradict one another by name or birth.

    One person may stand in a list again under another spelling, and a family may share a paper.
    """
    key = ["identifier", "list_id"]
    said = stated.join(values.select("row", "name_code", "birth_low", "birth_high"), on="row").drop("row")
    people = said.unique().filter(pl.len().over(key).is_between(FEWEST_BEARERS, MOST_BEARERS))
    people = people.sort(*key, "name_code", "birth_low", "birth_high").with_row_index("at")
    pairs = people.join(people, on=key, suffix="_other").filter(pl.col("at") < pl.col("at_other"))
    ends = (pairs["name_code"].to_numpy(), pairs["name_code_other"].to_numpy())
    named = np.flatnonzero((ends[0] >= 0) & (ends[1] >= 0))
    contradict = np.zeros(pairs.height, dtype=np.bool_)
    if len(named):
        left, right = (end[named] for end in ends)
        # Of the few names that share one: what is known of every two words is not worked out for that.
        few = names.only(distinct(np.concatenate([left, right])).tolist())
        levels = few.compare_many(left, right).levels
        contradict[named] = np.isin(levels[:_NAMED_APART], sorted(APART)).any(axis=0)
    apart = pl.max_horizontal(
        pl.col("birth_low") - pl.col("birth_high_other"), pl.col("birth_low_other") - pl.col("birth_high")
    ).dt.total_days()
    told = pairs.with_columns(
        contradict=pl.Series(contradict) | (apart > _BORN_APART_DAYS).fill_null(value=False)
    )
    most = told.group_by(key).agg(pl.col("contradict").mean()).filter(pl.col("contradict") > 0.5)
    return set(most["identifier"])


_NAMED_APART = 2
"""The first roles: who differs in surname or given name is another person, who differs in the father's may be the same."""
_IDENTIFYING = ("identifiers", "wikidata", "note")


def _is_contested(bearers: set[int], names: NameIndex) -> bool:
    """Return whether most names beside one identifier contradict one another: then a note speaks of somebody else's."""
    if len(bearers) > MOST_BEARERS:
        return True
    pairs = list(itertools.combinations(sorted(one for one in bearers if one >= 0), 2))
    found = [names.compare(low, high) for low, high in pairs]
    apart = [one for one in found if one and {one.surname, one.given} & APART]
    return 2 * len(apart) > len(pairs)


# --- documents --------------------------------------------------------------------------------------------------------


def _citations(said: pl.DataFrame, addresses: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Return which documents each mention cites: by its document id, else by each address, else itself."""
    known = pl.DataFrame(
        {"url": [*addresses], "address": [*addresses.values()]},
        schema={"url": pl.String, "address": pl.List(pl.String)},
    )
    itself = pl.concat_list(pl.coalesce("document_id", pl.lit("row of ") + pl.col("mention_id")))
    cited = pl.when(pl.col("document_id").is_null() & pl.col("address").is_not_null())
    rows = said.join(known, on="url", how="left", maintain_order="left").select(
        "row", document_id=cited.then("address").otherwise(itself)
    )
    return rows.explode("document_id").cast(CITATIONS)


_OF_A_DOCUMENT = ("archived_url", "publisher", "document_title", "language", "reported_date", "retrieved")


def _documents(
    said: pl.DataFrame, citations: pl.DataFrame, addresses: Mapping[str, Sequence[str]]
) -> pl.DataFrame:
    address = each_distinct(said["url"], lambda cell: next(iter(addresses.get(cell, ())), None), pl.String())
    stands_for_itself = pl.col("document_id").str.starts_with("http")
    rows = citations.join(
        said.with_columns(address=address, reliability=_reliability(said)).select(
            "row", "address", *_OF_A_DOCUMENT, "via", "reliability"
        ),
        on="row",
    )
    via = rows.filter(pl.col("via").is_not_null()).group_by("document_id")
    documents = (
        rows.group_by("document_id")
        .agg(
            url=pl.col("address").min(),
            **{name: pl.col(name).min() for name in _OF_A_DOCUMENT},
            # Where rows disagree about a source, caution goes by the worst that is said of it.
            reliability=pl.col("reliability").max(),
            mention_count=pl.len(),
        )
        .join(via.agg(pl.col("via").unique().sort().str.join("; ")), on="document_id", how="left")
        .with_columns(
            url=pl.when(stands_for_itself).then(pl.col("document_id")).otherwise(pl.col("url")),
            via=pl.when(pl.col("via") == "").then(None).otherwise(pl.col("via")),
        )
        .sort("document_id")
    )
    return conform(documents, DOCUMENTS, table="DOCUMENTS")
