"""The parsed ``rules/dates.toml`` -> the words dates are written with, ready to be looked up."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from resolver.errors import RuleError
from resolver.values.dates.calendarwords import FILE, Calendars
from resolver.values.text import listed_words, meanings_of, phrase_pattern, raise_faults

_SMALL_KINDS = {"about": "c", "between": "b", "to": "t", "and": "a", "or": "o", "decade": "e", "ordinal": "u"}
NIGHTS = {"into": (-1, 0), "of": (0, 1), "near": (-1, 1)}
# ISO 8601-2 numbers the seasons of a year from 21 on, spring first.
SEASONS = ("spring", "summer", "autumn", "winter")
_PAIR_ENDS = {"days": (1, 31), "months": (1, 12), "years": (0, 9)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which days of a month, months of a year and years of a decade a word such as "early" takes in."""

    days: tuple[int, int]
    months: tuple[int, int]
    years: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """The words dates are written with, ready to be looked up; build it once with ``from_toml``."""

    meanings: Mapping[str, tuple[str, int]] = field(hash=False)
    phrases: re.Pattern[str]
    seasons: tuple[tuple[int, int], ...]
    parts: tuple[Part, ...]
    earliest_year: int
    latest_year: int
    latest_short_year: int
    longest_dashed_years: int
    longest_sure_years: int
    margin_years: int
    margin_months: int
    margin_days: int
    calendars: Calendars = field(hash=False)

    @classmethod
    def from_toml(cls, mapping: Mapping[str, object]) -> "DateWords":
        """Build the words from the parsed ``rules/dates.toml``; every fault of it is told at once.

        >>> import pathlib, tomllib
        >>> words = DateWords.from_toml(tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8")))
        >>> words.meanings["февраля"]
        ('m', 2)
        """
        faults: list[RuleError] = []
        meanings = meanings_of(_entries(mapping, faults), file=FILE, faults=faults)
        seasons = table_of(mapping, "seasons", faults)
        parts = table_of(mapping, "parts", faults)
        words = cls(
            meanings=meanings,
            phrases=phrase_pattern(meanings),
            seasons=tuple(_pair(seasons.get(name), "months", f"seasons.{name}", faults) for name in SEASONS),
            parts=tuple(_read_part(parts[name], f"parts.{name}", faults) for name in parts),
            earliest_year=whole_number(mapping, "limits", "earliest_year", faults),
            latest_year=whole_number(mapping, "limits", "latest_year", faults),
            latest_short_year=whole_number(mapping, "limits", "latest_short_year", faults),
            longest_dashed_years=whole_number(mapping, "limits", "longest_dashed_years", faults),
            longest_sure_years=whole_number(mapping, "limits", "longest_sure_years", faults),
            margin_years=whole_number(mapping, "margins", "years", faults),
            margin_months=whole_number(mapping, "margins", "months", faults),
            margin_days=whole_number(mapping, "margins", "days", faults),
            calendars=Calendars.from_table(table_of(mapping, "calendars", faults), faults),
        )
        raise_faults(faults, file=FILE)
        return words


def table_of(mapping: Mapping[str, object], name: str, faults: list[RuleError]) -> dict[str, object]:
    """Return a table of the rule file; add a fault, and return an empty one, when it is not there.

    >>> table_of({"small": {"to": ["to"]}}, "small", [])
    {'to': ['to']}
    """
    table = mapping.get(name)
    if isinstance(table, dict) and table:
        return table
    faults.append(RuleError(f"{FILE}: there is no table [{name}]"))
    return {}


def whole_number(mapping: Mapping[str, object], table: str, name: str, faults: list[RuleError]) -> int:
    """Return one number of the rule file; add a fault, and return 0, when it is not a whole number above 0.

    >>> whole_number({"margins": {"years": 2}}, "margins", "years", [])
    2
    """
    numbers = mapping.get(table)
    value = numbers.get(name) if isinstance(numbers, dict) else None
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    faults.append(RuleError(f"{FILE}: [{table}] {name} must be a whole number above 0, found {value!r}"))
    return 0


def _entries(
    mapping: Mapping[str, object], faults: list[RuleError]
) -> Iterator[tuple[str, tuple[str, int], tuple[str, ...]]]:
    """Yield where each list of words stands, what its words mean, and the words."""
    yield from _month_entries(mapping, faults)
    for name, value in table_of(mapping, "ignored", faults).items():
        yield f"ignored.{name}", ("", 0), listed_words(value, where=f"{FILE}: ignored.{name}", faults=faults)
    small, nights = table_of(mapping, "small", faults), table_of(mapping, "nights", faults)
    for name, kind in _SMALL_KINDS.items():
        words = listed_words(small.get(name), where=f"{FILE}: small.{name}", faults=faults)
        yield f"small.{name}", (kind, 0), words
    for place, name in enumerate(NIGHTS):
        words = listed_words(nights.get(name), where=f"{FILE}: nights.{name}", faults=faults)
        yield f"nights.{name}", ("n", place), words
    seasons, parts = table_of(mapping, "seasons", []), table_of(mapping, "parts", [])
    for table, kind, names in (("seasons", "s", SEASONS), ("parts", "p", tuple(parts))):
        for place, name in enumerate(names):
            entry = (seasons if kind == "s" else parts).get(name)
            value = entry.get("words") if isinstance(entry, dict) else None
            words = listed_words(value, where=f"{FILE}: {table}.{name}.words", faults=faults)
            yield f"{table}.{name}", (kind, place), words


def _month_entries(
    mapping: Mapping[str, object], faults: list[RuleError]
) -> Iterator[tuple[str, tuple[str, int], tuple[str, ...]]]:
    """Yield the words for each month in each language, and those that are two months."""
    for language, months in table_of(mapping, "months", faults).items():
        if not isinstance(months, dict) or sorted(months) != sorted(str(month) for month in range(1, 13)):
            faults.append(RuleError(f"{FILE}: [months.{language}] must have the keys 1 to 12"))
            continue
        for number, value in months.items():
            where = f"months.{language}.{number}"
            yield where, ("m", int(number)), listed_words(value, where=f"{FILE}: {where}", faults=faults)
    for name, entry in table_of(mapping, "doubtful_months", faults).items():
        where = f"doubtful_months.{name}"
        value = entry.get("words") if isinstance(entry, dict) else None
        months = _pair(entry, "months", where, faults)
        words = listed_words(value, where=f"{FILE}: {where}.words", faults=faults)
        yield where, ("m", both_months(*months)), words


def both_months(first: int, last: int) -> int:
    """Return the number by which a word is known that is either of two months; it is the number of none.

    >>> both_months(10, 11), either_month(1011), either_month(2)
    (1011, (10, 11), (2,))
    """
    return 100 * first + last


def either_month(number: int) -> tuple[int, ...]:
    """Return the months that a word may be: the inverse of ``both_months``.

    >>> either_month(both_months(6, 7))
    (6, 7)
    """
    return (number,) if number < 100 else divmod(number, 100)


def _read_part(entry: object, where: str, faults: list[RuleError]) -> Part:
    """Return one part of a month, year and decade."""
    return Part(
        days=_pair(entry, "days", where, faults),
        months=_pair(entry, "months", where, faults),
        years=_pair(entry, "years", where, faults),
    )


def _pair(entry: object, name: str, where: str, faults: list[RuleError]) -> tuple[int, int]:
    """Return the first and the last of something; add a fault when they are not two numbers of its kind."""
    value = entry.get(name) if isinstance(entry, dict) else None
    least, most = _PAIR_ENDS[name]
    if (
        isinstance(value, list)
        and len(value) == 2
        and all(number in range(least, most + 1) for number in value)
    ):
        return value[0], value[1]
    needed = f"two numbers from {least} to {most}"
    faults.append(RuleError(f"{FILE}: {where}.{name} must be {needed}, found {value!r}"))
    return least, most
