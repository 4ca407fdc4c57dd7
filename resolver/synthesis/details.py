"""Coverage and persons -> everything that a mention says beside the name: dates, age, place, unit, status, and what it cites."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl

from resolver.synthesis.chance import Flags, Numbers
from resolver.synthesis.names import Rows
from resolver.synthesis.persons import CAPTURED, MISSING
from resolver.synthesis.recipe import ListKind, Told, Words

_FIRST = date(1970, 1, 1)
_DATE, _MONTH, _YEAR, _AGE = 0, 1, 2, 3
_RETRACTED = 0.006
_IN_REGION = 0.25
_BEFORE = 50_000
"""Added to days, so that those before 1970 are numbers from 0 too."""


def detail_columns(rows: Rows) -> dict[str, pl.Series]:
    """Return the columns about the person of each mention."""
    return {
        "callsign": _callsigns(rows),
        "sex": _kept(
            rows,
            "sex",
            rows.words_of(lambda words: words.sex, rows.persons.is_woman[rows.who].astype(np.int64)),
        ),
        **_births(rows),
        "death_date": _deaths(rows),
        "origin_place": _kept(rows, "place", _places(rows, rows.persons.origin[rows.who], "origin")),
        "death_place": _kept(rows, "death_place", _places(rows, rows.persons.death_place[rows.who], "death")),
        "unit": _units(rows),
        "rank": _kept(rows, "rank", _ranks(rows)),
        "incident": _incidents(rows),
        "identifiers": _identifiers(rows),
        **_statuses(rows),
    }


def _kept(rows: Rows, field: str, column: pl.Series) -> pl.Series:
    """Leave a field empty where the list does not fill it."""
    is_filled = rows.happens(f"{field} filled", lambda one: float(getattr(one.fields, field)))
    return _where(is_filled, column)


def _where(is_told: Flags, column: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"told": pl.Series(is_told), "column": column})
    return frame.select(pl.when("told").then("column").alias("column")).to_series()


def _distinct(keys: Numbers, write: Callable[[int], str]) -> pl.Series:
    """Write each distinct number once."""
    distinct, at = np.unique(keys, return_inverse=True)
    return pl.Series([write(key) for key in distinct.tolist()], dtype=pl.String).gather(at)


# --- dates ------------------------------------------------------------------------------------------------------------


def write_day(day: int, kind: int, one: ListKind, words: Words, *, is_birth: bool) -> str:
    """Write a day, or only its month or year, as a list does.

    >>> from resolver.synthesis.recipe import read_recipe
    >>> recipe = read_recipe()
    >>> press = recipe.lists["en_press"]
    >>> [write_day(17_569, kind, press, recipe.words["en"], is_birth=False) for kind in (0, 1, 2)]
    ['Feb 7, 2018', 'February 2018', '2018']
    """
    told = _FIRST + timedelta(days=day)
    if kind == _YEAR:
        return str(told.year)
    if kind == _MONTH:
        return words.month.format(month=words.standing[told.month - 1], year=told.year)
    if one.dates == "words":
        return words.day.format(day=told.day, month=words.months[told.month - 1], year=told.year)
    if one.dates == "iso":
        return told.isoformat()
    if one.dates == "slashed":
        return f"{told.day}/{told.month}/{told.year}"
    if one.dates == "dotted_short" and not is_birth:
        return f"{told.day}.{told.month:02}.{told.year % 100:02}"
    return f"{told.day:02}.{told.month:02}.{told.year}"


def _days(rows: Rows, day: Numbers, kind: Numbers, *, is_birth: bool) -> pl.Series:
    """Write each day as its list does."""
    words = [rows.world.recipe.words[one.speaks] for one in rows.lists]

    def write(key: int) -> str:
        rest, source = divmod(key, len(rows.lists))
        shifted, how = divmod(rest, 4)
        return write_day(shifted - _BEFORE, how, rows.lists[source], words[source], is_birth=is_birth)

    return _distinct(((day + _BEFORE) * 4 + kind) * len(rows.lists) + rows.source, write)


def _ways(rows: Rows, what: str, told: Callable[[ListKind], Told]) -> Numbers:
    """Return the way in which each mention tells when something was: -1 where it tells nothing."""
    drawn = (rows.chance.bits(f"way to tell {what}", rows.rows) >> np.uint64(11)).astype(np.int64)
    way = np.full(len(drawn), -1, dtype=np.int64)
    for source, one in enumerate(rows.lists):
        here, upto, shares = rows.source == source, 0.0, told(one)
        for kind, share in enumerate((shares.date, shares.month, shares.year, shares.age)):
            low, upto = upto, upto + share
            inside = (drawn >= int(low * (1 << 53))) & (drawn < int(upto * (1 << 53)))
            way[here & inside] = kind
    return way


def _births(rows: Rows) -> dict[str, pl.Series]:
    """Return birth dates and ages: a list tells one of the two; an age may be a year off."""
    way = _ways(rows, "birth", lambda one: one.birth)
    birth, death = rows.persons.birth[rows.who], rows.persons.death[rows.who]
    slipped = _slipped_days(rows, birth, "birth")
    age = np.maximum(((death - birth) * 4 // 1461), 0)
    is_off = rows.chance.happens("age off", rows.rows, 0.03 + rows.typos)
    age = np.maximum(age + is_off * (2 * rows.chance.below("age which way", rows.rows, 2) - 1), 0)
    forms = rows.words_of(lambda words: words.age, rows.chance.below("way to tell an age", rows.rows, 64))
    years = rows.words_of(lambda words: words.years, _plural(age))
    ages = pl.DataFrame({"form": forms, "age": age, "years": years}).select(
        pl.col("form")
        .str.replace("{age}", pl.col("age").cast(pl.String), literal=True)
        .str.replace("{years}", pl.col("years"), literal=True)
    )
    return {
        "birth_date": _where(
            (way == _DATE) | (way == _YEAR), _days(rows, slipped, np.maximum(way, 0), is_birth=True)
        ),
        "age": _where(way == _AGE, ages.to_series()),
    }


def _plural(count: Numbers) -> Numbers:
    """Return which of the three Slavic words for years goes with a number: one, a few, many."""
    last, is_teen = count % 10, (count % 100) // 10 == 1
    return np.where(is_teen | (last == 0) | (last > 4), 2, np.where(last == 1, 0, 1))


def _deaths(rows: Rows) -> pl.Series:
    """Return death dates; some are a day or three off, as news of a night is."""
    way = _ways(rows, "death", lambda one: one.death)
    day = rows.persons.death[rows.who]
    is_off = rows.chance.happens("day off", rows.rows, 0.06 + rows.typos)
    day = day + is_off * (rows.chance.low("days off", rows.rows, 3) + 1) * (
        2 * rows.chance.below("sooner", rows.rows, 2) - 1
    )
    return _where(
        way >= 0, _days(rows, _slipped_days(rows, day, "death"), np.maximum(way, 0), is_birth=False)
    )


def _slipped_days(rows: Rows, day: Numbers, what: str) -> Numbers:
    """Put a slip into some dates: day and month turned round, a digit of the day or the year wrong."""
    is_wrong = rows.happens(f"slip in {what}", lambda one: min(1.0, one.slips * rows.typos / 2))
    here = np.flatnonzero(is_wrong)
    kind = rows.chance.below(f"kind of slip in {what}", rows.rows[here], 5).tolist()
    slipped = day.copy()
    slipped[here] = [_wrong(at, how) for at, how in zip(day[here].tolist(), kind, strict=True)]
    return slipped


def _wrong(day: int, kind: int) -> int:
    told = _FIRST + timedelta(days=day)
    if kind == 0 and told.day <= 12:
        return (date(told.year, told.day, told.month) - _FIRST).days
    if kind == 1:
        return day + (10 if told.day <= 15 else -10)
    return day + {2: 366 if told.month > 2 else 365, 3: -365, 4: -3652}.get(kind, 1)


# --- everything else --------------------------------------------------------------------------------------------------


def _places(rows: Rows, place: Numbers, what: str) -> pl.Series:
    """Write each place in the language of the list, with its region now and then."""
    ground = rows.world.ground
    languages = [one.speaks for one in rows.lists]
    with_region = rows.chance.happens(f"region of {what}", rows.rows, _IN_REGION).astype(np.int64)
    variant = rows.chance.low(f"form of {what}", rows.rows, 3)

    def write(key: int) -> str:
        rest, source = divmod(key, len(languages))
        rest, form = divmod(rest, 3)
        at, is_wide = divmod(rest, 2)
        told = ground.written(at, languages[source], form)
        region = ground.within[at]
        joint = "، " if languages[source] == "ar" else ", "
        return (
            f"{told}{joint}{ground.written(region, languages[source], 0)}"
            if is_wide and region >= 0
            else told
        )

    return _distinct(((place * 2 + with_region) * 3 + variant) * len(languages) + rows.source, write)


def _units(rows: Rows) -> pl.Series:
    unit = rows.persons.unit[rows.who]
    forms = rows.words_of(lambda words: words.unit, rows.chance.below("way to tell a unit", rows.rows, 64))
    told = pl.DataFrame({"form": forms, "unit": unit}).select(
        pl.col("form")
        .str.replace("{number}", pl.col("unit").cast(pl.String), literal=True)
        .str.replace("{code}", (pl.col("unit") * 137 + 10_000).cast(pl.String), literal=True)
    )
    return _where(unit > 0, _kept(rows, "unit", told.to_series()))


def _ranks(rows: Rows) -> pl.Series:
    """Return the ranks of soldiers."""
    ranks = rows.words_of(lambda words: words.ranks, rows.persons.rank[rows.who])
    return _where(rows.persons.unit[rows.who] > 0, ranks)


def _callsigns(rows: Rows) -> pl.Series:
    """Return callsigns: a person's own, in the letters of the list as far as it has words for them."""
    number = rows.chance.below("callsign", rows.who, 1 << 20)
    words = rows.words_of(lambda told: told.callsigns or ("",), number)
    has_one = rows.happens("callsign told", lambda one: one.callsign)
    return _where(has_one, words).replace("", None)


def _incidents(rows: Rows) -> pl.Series:
    """Name the events in which many died by place and month."""
    event = rows.persons.event[rows.who]
    ids = rows.world.ground.ids
    place, day = rows.persons.death_place[rows.who], rows.persons.death[rows.who]

    def write(key: int) -> str:
        at, shifted = divmod(key, 1 << 17)
        return f"{ids[at].replace('_', '-')}-{(_FIRST + timedelta(days=shifted - _BEFORE)):%Y-%m}"

    return _where(event >= 0, _kept(rows, "incident", _distinct(place * (1 << 17) + day + _BEFORE, write)))


def _identifiers(rows: Rows) -> pl.Series:
    """Return the number of a person's papers, no two alike, a digit wrong now and then."""
    number = (rows.who * 387_420_489 + 123_456_789) % 1_000_000_007
    is_wrong = rows.happens("slip in number", lambda one: min(1.0, one.slips * rows.typos / 4))
    number = number + is_wrong * 10 ** rows.chance.below("which digit", rows.rows, 6)
    told = pl.Series(number).cast(pl.String).str.zfill(10)
    return _kept(rows, "identifiers", told)


def _statuses(rows: Rows) -> dict[str, pl.Series]:
    """Return what happened to each person; some are alive after all, says the last that is heard of them."""
    person, ordinal = rows.coverage.person, rows.coverage.ordinal
    is_last = np.append(person[1:] != person[:-1], True) & (ordinal > 0)
    is_alive = is_last & ~rows.coverage.is_repost & rows.chance.happens("alive after all", person, _RETRACTED)
    status = np.where(is_alive, 3, np.minimum(rows.persons.status[person], CAPTURED))
    drawn = rows.chance.below("word for status", rows.rows, 64)
    tables: tuple[Callable[[Words], tuple[str, ...]], ...] = (
        lambda words: words.killed,
        lambda words: words.missing,
        lambda words: words.captured,
        lambda words: words.alive,
    )
    frame = pl.DataFrame(
        {"status": status, **{f"{place}": rows.words_of(table, drawn) for place, table in enumerate(tables)}}
    )
    told = pl.when(pl.col("status") == MISSING).then("1").when(pl.col("status") == CAPTURED).then("2")
    notes = rows.words_of(lambda words: words.retracted, drawn)
    return {
        "status": frame.select(told.when(pl.col("status") == 3).then("3").otherwise("0")).to_series(),
        "note": _where(is_alive, notes),
    }
