"""One text in, one interval of years out, or None; and the birth dates an age on a known day allows.

An age is counted in completed years, as people count it: whoever is 38 may turn 39 tomorrow.
"""

import calendar
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from resolver.errors import RuleError
from resolver.values.dates import FILE, DateInterval, DateWords, read_date, table_of, whole_number
from resolver.values.text import join_phrases, listed_words, meanings_of, phrase_pattern, plain, raise_faults

OLDEST = 120
_LONGEST_TEXT = 80
_KINDS = {
    "years": "y", "months": "m", "weeks": "w", "days": "d", "under_one": "0", "decade": "e",
    "to": "t", "or": "o", "and": "a", "over": "v", "under": "b", "ignored": "",
}  # fmt: skip
_LEX = re.compile(
    r"(?P<number>[0-9]+(?:[.,][0-9]{1,2}(?![0-9]))?)|(?P<word>[^\W\d]+)|(?P<mark>[-~≈?+])"
    r"|(?P<skip>[\s.,;:()\[\]\"'’«»“”]+|(?<=\w)/(?=[^\W\d]))|(?P<odd>.)",
    re.DOTALL,
)
_LOOSE_DASH = re.compile(r"(?<=[^N])-|(?<=N)-(?!N)")
_SENTENCE = re.compile(
    r"(?P<about>[c~]?)(?:(?P<part>p?)(?P<decade>N)e|(?P<low>N)(?:y?[-to]+(?P<high>N))?(?P<unit>[ymwd]?)"
    r"|(?P<years>N)ya?(?P<months>N)m|(?P<under>0)"
    r"|(?P<word>k)|v(?P<least>N)y?|(?P<from>N)(?:y?\+|\+y)|b(?P<most>N)y?)(?P<doubt>\??)(?P<tail>[c~]?)"
)
_BOTH = re.compile(r"\s*([^()\[\],;/]+?)\s*(?:[(\[]([^()\[\]]+)[)\]]|[,;/]([^()\[\],;/]+))[\s.]*")
_YEAR = re.compile(r"[0-9٠-٩۰-۹]{4}")
_DAYS_IN = {"w": 7, "d": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeInterval:
    """The completed years someone may have lived, both ends included.

    Ages given in months have parts of years: six months is 0.5 to 0.583, just short of seven.
    """

    low: float
    high: float
    is_guess: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeWords:
    """The words ages are written with, ready to be looked up; build it once with ``from_toml``."""

    meanings: Mapping[str, tuple[str, int]] = field(hash=False)
    phrases: re.Pattern[str]
    part_years: tuple[tuple[int, int], ...]
    word_years: tuple[tuple[int, int], ...]
    margin_years: int

    @classmethod
    def from_toml(cls, mapping: Mapping[str, object]) -> "AgeWords":
        """Build the words from the parsed ``rules/dates.toml``; every fault of it is told at once.

        >>> import pathlib, tomllib
        >>> words = AgeWords.from_toml(tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8")))
        >>> words.meanings["лет"], words.margin_years
        (('y', 0), 3)
        """
        faults: list[RuleError] = []
        meanings = meanings_of(_entries(mapping, faults), file=FILE, faults=faults)
        parts = table_of(mapping, "parts", faults)
        words = cls(
            meanings=meanings,
            phrases=phrase_pattern(meanings),
            part_years=tuple(_years_of(part, f"parts.{name}", faults) for name, part in parts.items()),
            word_years=tuple(
                _years_of(word, f"age_words.{name}", faults, oldest=OLDEST)
                for name, word in _words_for_ages(mapping).items()
            ),
            margin_years=whole_number(mapping, "margins", "age_years", faults),
        )
        raise_faults(faults, file=FILE)
        return words


def read_age(text: str, words: AgeWords) -> AgeInterval | None:
    """Return the age a text gives, or None where it gives none between 0 and 120 years.

    >>> import pathlib, tomllib
    >>> words = AgeWords.from_toml(tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8")))
    >>> ages = [read_age(text, words) for text in ("38 лет", "~40", "6 мес.")]
    >>> [(age.low, age.high, age.is_guess) for age in ages]
    [(38.0, 38.0, False), (37.0, 43.0, True), (0.5, 0.583, False)]
    """
    if text.isascii() and len(text) <= 3 and text.isdecimal():
        return _checked(int(text), int(text), is_guess=False)
    if len(text) > _LONGEST_TEXT:
        return None
    kinds, values = _tokens(plain(text), words)
    while found := _LOOSE_DASH.search(kinds):
        place = found.start()
        kinds, values = kinds[:place] + kinds[place + 1 :], values[:place] + values[place + 1 :]
    sentence = _SENTENCE.fullmatch(kinds)
    return None if sentence is None else _read(sentence, values, words)


def read_age_and_birth(
    text: str, ages: AgeWords, dates: DateWords
) -> tuple[AgeInterval, DateInterval] | None:
    """Return age and birth date of a cell that gives both, or None: "38 лет (1985)", "1985 (38)".

    A date that nobody of that age can have been born on (the year of the death, of the report) is none.

    >>> import pathlib, tomllib
    >>> rules = tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8"))
    >>> ages, dates = AgeWords.from_toml(rules), DateWords.from_toml(rules)
    >>> age, birth = read_age_and_birth("38 лет (1985 г.р.)", ages, dates)
    >>> age.low, birth.edtf
    (38.0, '1985')
    >>> read_age_and_birth("38 (2018)", ages, dates) is None
    True
    """
    found = _BOTH.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if found is None:
        return None
    first, second = found[1], found[2] or found[3]
    for one, other in ((first, second), (second, first)):
        age, birth = read_age(one, ages), read_date(other, dates) if _YEAR.search(other) else None
        if age and birth and birth.high.year + age.low <= dates.latest_short_year:
            return age, birth
    return None


def birth_interval(age: AgeInterval, on: DateInterval) -> tuple[date, date]:
    """Return the first and last day on which someone of that age, on one of those days, was born.

    Age a on day d means a birth later than d less a+1 years and not later than d less a years.

    >>> day = date(2018, 2, 14)
    >>> on = DateInterval(low=day, high=day, edtf="2018-02-14", is_guess=False, note="")
    >>> birth_interval(AgeInterval(low=38, high=38, is_guess=False), on)
    (datetime.date(1979, 2, 15), datetime.date(1980, 2, 14))
    """
    is_whole = float(age.high).is_integer()
    most_months = 12 * (int(age.high) + 1) if is_whole else math.ceil(age.high * 12)
    least_months = math.floor(age.low * 12 + 1e-6)
    return _months_before(on.low, most_months) + timedelta(days=1), _months_before(on.high, least_months)


def _months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months before, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _tokens(text: str, words: AgeWords) -> tuple[str, list[float]]:
    """Return the kinds of the tokens, one letter each, and their values."""
    found = (_token(token, words) for token in _LEX.finditer(join_phrases(text, words.phrases)))
    said = [(kind, value) for kind, value in found if kind]
    return "".join(kind for kind, _ in said), [value for _, value in said]


def _token(found: re.Match[str], words: AgeWords) -> tuple[str, float]:
    """Return kind and value of one token; ``!`` makes the text unreadable, an empty kind is left out."""
    text = found[0]
    match found.lastgroup:
        case "number":
            return "N", float(text.replace(",", "."))
        case "word":
            return words.meanings.get(text, ("!", 0))
        case "mark":
            return ("~" if text == "≈" else text), 0
        case "skip":
            return "", 0
    return "!", 0


def _read(found: re.Match[str], values: list[float], words: AgeWords) -> AgeInterval | None:
    """Return the age of a sentence of the grammar."""
    names = ("low", "high", "decade", "years", "months")
    said = {name: values[found.start(name)] for name in names if found[name]}
    is_guess = bool(found["about"] or found["tail"] or found["doubt"])
    margin = words.margin_years if found["about"] or found["tail"] else 0
    if found["under"]:
        return _checked(0, 0, is_guess=is_guess)
    if found["word"]:
        return _checked(*words.word_years[int(values[found.start("word")])], is_guess=True)
    bound = found["least"] or found["from"] or found["most"]
    if bound:
        return _bounded(found, values)
    if "decade" in said:
        part = int(values[found.start("part")]) if found["part"] else None
        return _decade(said["decade"], part, words, is_guess=is_guess)
    if "months" in said:
        return _in_months(12 * said["years"] + said["months"], is_guess=is_guess)
    low, high, unit = said["low"], said.get("high", said["low"]), found["unit"]
    if unit == "m":
        return _in_months(low, high, is_guess=is_guess)
    if unit in ("w", "d"):
        return _in_months(low * _DAYS_IN[unit] // 31, high * _DAYS_IN[unit] // 28, is_guess=is_guess)
    is_guess = is_guess or not (low.is_integer() and high.is_integer())
    return _checked(max(0, int(low) - margin), int(high) + margin, is_guess=is_guess, between=(low, high))


def _bounded(found: re.Match[str], values: list[float]) -> AgeInterval | None:
    """Return the ages of "30+", "over 60" and "under 18": one end is known, and it is meant loosely."""
    if found["most"]:
        return _checked(0, int(values[found.start("most")]), is_guess=True)
    least = values[found.start("least" if found["least"] else "from")]
    return _checked(int(least), OLDEST, is_guess=True)


def _decade(start: float, part: int | None, words: AgeWords, *, is_guess: bool) -> AgeInterval | None:
    """Return the ages of "40s" or "early 40s"."""
    if start % 10:
        return None
    first, last = (0, 9) if part is None else words.part_years[part]
    return _checked(int(start) + first, int(start) + last, is_guess=is_guess or part is not None)


def _in_months(low: float, high: float | None = None, *, is_guess: bool) -> AgeInterval | None:
    """Return an age given in completed months; its high end falls just short of the next month."""
    high = low if high is None else high
    if low > high or high >= 12 * (OLDEST + 1) or not (low.is_integer() and high.is_integer()):
        return None
    return AgeInterval(low=low / 12, high=(math.ceil((high + 1) * 1000 / 12) - 1) / 1000, is_guess=is_guess)


def _checked(
    low: int, high: int, *, is_guess: bool, between: tuple[float, float] | None = None
) -> AgeInterval | None:
    """Return an age in whole years whose stated ends are in order and below the oldest age."""
    first, last = between or (low, high)
    if not 0 <= first <= last <= OLDEST:
        return None
    return AgeInterval(low=float(low), high=float(min(high, OLDEST)), is_guess=is_guess)


def _entries(
    mapping: Mapping[str, object], faults: list[RuleError]
) -> Iterator[tuple[str, tuple[str, int], tuple[str, ...]]]:
    """Yield where each list of words stands, what its words mean, and the words."""
    ages, small = table_of(mapping, "ages", faults), table_of(mapping, "small", faults)
    for name, kind in _KINDS.items():
        words = listed_words(ages.get(name), where=f"{FILE}: ages.{name}", faults=faults)
        yield f"ages.{name}", (kind, 0), words
    about = listed_words(small.get("about"), where=f"{FILE}: small.about", faults=faults)
    yield "small.about", ("c", 0), about
    for place, (name, part) in enumerate(table_of(mapping, "parts", faults).items()):
        value = part.get("words") if isinstance(part, dict) else None
        words = listed_words(value, where=f"{FILE}: parts.{name}.words", faults=faults)
        yield f"parts.{name}", ("p", place), words
    for place, (name, word) in enumerate(_words_for_ages(mapping).items()):
        value = word.get("words") if isinstance(word, dict) else None
        words = listed_words(value, where=f"{FILE}: age_words.{name}.words", faults=faults)
        yield f"age_words.{name}", ("k", place), words


def _words_for_ages(mapping: Mapping[str, object]) -> dict[str, object]:
    """Return the words that stand in the place of an age; rules kept by an earlier version know none."""
    table = mapping.get("age_words")
    return table if isinstance(table, dict) else {}


def _years_of(part: object, where: str, faults: list[RuleError], *, oldest: int = 9) -> tuple[int, int]:
    """Return which years of a decade a part takes in, or of a life a word."""
    value = part.get("years") if isinstance(part, dict) else None
    if isinstance(value, list) and len(value) == 2 and all(year in range(oldest + 1) for year in value):
        return value[0], value[1]
    faults.append(RuleError(f"{FILE}: {where}.years must be two numbers from 0 to {oldest}, found {value!r}"))
    return 0, 9
