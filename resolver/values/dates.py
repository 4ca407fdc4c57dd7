"""One text in, one interval of days out, or None: what a list says about a date, as EDTF.

A text becomes a row of tokens, each known by one letter (its kind), and the kinds spell a shape:
"7 февраля 2018 г." is ``dmy``, "7-8 Feb 2018" is ``d-dmy``. The grammar is a table of such shapes; the words
stand in ``rules/dates.toml``. A token in no table makes the text unreadable: "after 1990" is not 1990.

| kind | token | kind | token |
|---|---|---|---|
| ``d`` ``g`` | number of one or two digits; two digits glued to a word | ``i`` | year-month-day in digits |
| ``q`` | two digits after an apostrophe | ``f`` | day-month-year in digits |
| ``y`` | number of four digits | ``h`` | year and month in digits |
| ``m`` ``s`` | month, season | ``k`` | day.month in digits |
| ``p`` ``n`` | part (early), night | ``e`` ``u`` | ending of a decade, of an ordinal |
| ``c`` ``b`` | about, between | ``t`` ``a`` ``o`` | to, and, or |
"""

import calendar
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from resolver.errors import RuleError
from resolver.values.text import join_phrases, listed_words, meanings_of, phrase_pattern, plain, raise_faults

FILE = "dates.toml"
_LONGEST_TEXT = 200
_SMALL_KINDS = {"about": "c", "between": "b", "to": "t", "and": "a", "or": "o", "decade": "e", "ordinal": "u"}
_NIGHTS = {"into": (-1, 0), "of": (0, 1), "near": (-1, 1)}
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
# ISO 8601-2 numbers the seasons of a year from 21 on, spring first.
_SEASONS = ("spring", "summer", "autumn", "winter")
_FIRST_SEASON = 21

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_CLOCK = re.compile(
    r"(?:(?<=[0-9])t|(?<![0-9:.]))[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?![0-9:])"
    r"(?:\s*(?:[ap]\.?m\b\.?|z\b|[+-][0-9]{2}:?[0-9]{2}\b))?"
)
# "00.02.2018", "??.??.1986", "1986-00-00", "2018-02-": the list leaves its boxes for day and month blank.
_BLANK_BOXES = re.compile(
    r"^(?:00|[xх?_]{2})[./-](?=[0-9]{1,2}[./-][0-9]{4}$)|^(?:(?:00|[xх?_]{2})[./-]){2}(?=[0-9]{4}$)"
    r"|(?<=^[0-9]{4})-(?:00|xx|хх)(?:-(?:00|xx|хх))?$|(?<=^[0-9]{4}-[0-9]{2})-(?:00|xx|хх)?$"
)
_DOUBLED_DASH = re.compile("(?<=[0-9])--(?=[0-9])")
_UNSPECIFIED = re.compile(r"([0-9]{2})(?:([0-9])[xх]|[xх]{2})")
_LEX = re.compile(
    r"(?P<i>[0-9]{4}([./-])[0-9]{1,2}\2[0-9]{1,2}(?![0-9]))"
    r"|(?P<f>[0-9]{1,2}([./-])[0-9]{1,2}\4(?:[0-9]{4}|[0-9]{2})(?![0-9]))"
    r"|(?P<r>[0-9]{1,2}[. /-]{1,2}(?:i{1,3}|iv|v|vi{1,3}|ix|x|xi{1,2})[. /-]{1,2}[0-9]{4}(?![0-9]))"
    r"|(?P<h>(?:[0-9]{4}[./-][0-9]{1,2}|[0-9]{1,2}[./-][0-9]{4})(?![0-9]))"
    r"|(?P<k>[0-9]{1,2}\.[0-9]{1,2}(?![0-9]))"
    r"|(?P<number>[0-9]+)|(?P<word>[^\W\d]+)|(?P<mark>[-/?%~≈])|(?P<skip>[\s.,;:()\[\]\"'’«»“”†*]+)|(?P<odd>.)",
    re.DOTALL,
)
# Endings of numbers, and what holds one date together ("7-Feb-2018"), say nothing once the kinds are known.
_GLUE = re.compile(
    r"(?<=[dg])-?[eu]|(?<=y)-?u|(?<=y)-(?=e)|(?<=p)-|(?<=d)b(?=m)|(?<=d)-(?=m-[dgyq])|(?<=d-m)-(?=[dgyq])"
    r"|(?<=y)-(?=m-d)|(?<=y-m)-(?=d)|(?<=^m)-(?=[gy]$)|(?<=^d)-(?=m$)|(?<=^y)-(?=m$)"
)
_SENTENCE = re.compile(
    r"(?P<lead>c|~|p|n?b?)(?P<left>[dgqymifhkse]+)(?P<left_mark>[~?%]?)"
    r"(?:(?P<joint>[-/tao])(?P<right>[dgqymifhk]+)(?P<right_mark>[~?%]?))?(?P<tail>c?)"
)
# Shape -> the role of each token: d day, m month, y year, Y two-digit year.
_LONG_SHAPES = ("dmy", "mdy", "ymd", "ydm", "my", "ym", "y", "dm", "md", "d", "m", "dy")
_SHAPES = {shape: shape for shape in _LONG_SHAPES} | {
    "dmd": "dmY", "dmg": "dmY", "dmq": "dmY", "mdd": "mdY", "mdq": "mdY",
    "mg": "mY", "mq": "mY", "dq": "dY", "q": "Y",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DateInterval:
    """The days a date may have been, both ends included, and how we know.

    ``is_guess`` says that the reading rests on an assumption, and ``note`` names it.
    """

    low: date
    high: date
    edtf: str
    is_guess: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
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
    parts: tuple[_Part, ...]
    earliest_year: int
    latest_year: int
    latest_short_year: int
    longest_dashed_years: int
    longest_sure_years: int
    margin_years: int
    margin_months: int
    margin_days: int

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
            seasons=tuple(_pair(seasons.get(name), "months", f"seasons.{name}", faults) for name in _SEASONS),
            parts=tuple(_read_part(parts[name], f"parts.{name}", faults) for name in parts),
            earliest_year=whole_number(mapping, "limits", "earliest_year", faults),
            latest_year=whole_number(mapping, "limits", "latest_year", faults),
            latest_short_year=whole_number(mapping, "limits", "latest_short_year", faults),
            longest_dashed_years=whole_number(mapping, "limits", "longest_dashed_years", faults),
            longest_sure_years=whole_number(mapping, "limits", "longest_sure_years", faults),
            margin_years=whole_number(mapping, "margins", "years", faults),
            margin_months=whole_number(mapping, "margins", "months", faults),
            margin_days=whole_number(mapping, "margins", "days", faults),
        )
        raise_faults(faults, file=FILE)
        return words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    """One token: its kind, its value, and the digits it was."""

    kind: str
    value: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """A day, month or year, perhaps with parts still to be filled in."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A text taken apart: what leads it, its one or two shapes, and what joins them."""

    lead: str
    lead_value: int
    left: str
    left_tokens: list[_Token]
    left_mark: str
    joint: str
    right: str
    right_tokens: list[_Token]
    right_mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """The words and the two options that one reading goes by."""

    words: DateWords
    day_first: bool
    year_hint: int | None


def read_date(
    text: str, words: DateWords, *, day_first: bool = True, year_hint: int | None = None
) -> DateInterval | None:
    """Return the days ``text`` may mean, or None where it is no single date we can read.

    ``day_first`` decides 07/02/2018. ``year_hint`` is the year of a "7 февраля", and a two-digit year is then
    read as at most one year later than it.

    >>> import pathlib, tomllib
    >>> words = DateWords.from_toml(tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8")))
    >>> [read_date(text, words).edtf for text in ("7.2.18", "в ночь на 8 февраля 2018 г.", "c. 1990")]
    ['2018-02-07', '2018-02-07/2018-02-08', '1990~']
    >>> read_date("after 1990", words) is None
    True
    """
    if len(text) > _LONGEST_TEXT:
        return None
    text = text.strip()
    if found := _ISO.fullmatch(text):
        quick = _one_day(int(found[1]), int(found[2]), int(found[3]), words)
    elif found := _DOTTED.fullmatch(text):
        quick = _one_day(int(found[3]), int(found[2]), int(found[1]), words)
    else:
        quick = None
    return quick or _read_slowly(text, _Reader(words=words, day_first=day_first, year_hint=year_hint))


def from_excel_serial(number: float) -> date | None:
    """Return the day a spreadsheet means by a serial number of its 1900 calendar.

    Serial 60 is 29 February 1900, a day that never was.

    >>> from_excel_serial(43138), from_excel_serial(60)
    (datetime.date(2018, 2, 7), None)
    """
    if not math.isfinite(number) or not 1 <= number < 73_416 or int(number) == 60:
        return None
    return date(1899, 12, 31 if number < 60 else 30) + timedelta(days=int(number))


def meets(left: DateInterval, right: DateInterval) -> bool:
    """Tell whether two intervals share a day; those that do not are in conflict.

    >>> low, high = date(2018, 1, 1), date(2018, 12, 31)
    >>> year = DateInterval(low=low, high=high, edtf="2018", is_guess=False, note="")
    >>> meets(year, replace(year, low=high, edtf="2018-12-31"))
    True
    """
    return left.low <= right.high and right.low <= left.high


def gap_days(left: DateInterval, right: DateInterval) -> int:
    """Return how many days lie from one interval to the other; 0 when they meet.

    >>> low, high = date(2018, 2, 7), date(2018, 3, 7)
    >>> day = DateInterval(low=low, high=low, edtf="2018-02-07", is_guess=False, note="")
    >>> gap_days(day, replace(day, low=high, high=high, edtf="2018-03-07"))
    28
    """
    return max(0, (right.low - left.high).days, (left.low - right.high).days)


# ------------------------------------------------------------ text -> tokens -> sentence


def _read_slowly(text: str, reader: _Reader) -> DateInterval | None:
    """Read a text that is not simply three numbers."""
    text = _BLANK_BOXES.sub("", _DOUBLED_DASH.sub("-", plain(text)))
    if found := _UNSPECIFIED.fullmatch(text):
        return _unspecified(found, reader.words)
    sentence = _sentence(_tokens(text, reader.words))
    if sentence is None:
        return None
    if "s" in sentence.left:
        return _season(sentence, reader)
    if "e" in sentence.left:
        return _decade(sentence, reader.words)
    return _range(sentence, reader) if sentence.joint else _single(sentence, reader)


def _tokens(text: str, words: DateWords) -> list[_Token]:
    """Return the tokens of a text in look-up form; what says nothing about the date is left out."""
    text = join_phrases(_CLOCK.sub(" ", text), words.phrases)
    tokens: list[_Token] = []
    for found in _LEX.finditer(text):
        token = _token(found, words)
        if token is None:
            continue
        if _repeats_month(tokens, token):
            tokens = tokens[:-1] if tokens[-1].kind == "/" else tokens
        else:
            tokens.append(token)
    return tokens


def _repeats_month(tokens: list[_Token], token: _Token) -> bool:
    """Tell whether a month says the one before it again, in another calendar's word (شباط/فبراير)."""
    before = [earlier for earlier in tokens[-2:] if earlier.kind != "/"]
    return token.kind == "m" and bool(before) and before[-1] == token


def _token(found: re.Match[str], words: DateWords) -> _Token | None:
    """Return one token, None for what may be ignored; the kind ``!`` makes the text unreadable."""
    text = found[0]
    match found.lastgroup:
        case "skip":
            return None
        case "number":
            return _number_token(found)
        case "word":
            kind, value = words.meanings.get(text, ("!", 0))
            return _Token(kind=kind, value=value) if kind else None
        case "mark":
            return _Token(kind="~" if text == "≈" else text)
        case "r":
            day, roman, year = re.split(r"[. /-]+", text)
            return _Token(kind="f", text=f"{day}.{_ROMAN.index(roman)}.{year}")
        case "i" | "f" | "h" | "k" as kind:
            return _Token(kind=kind, text=text)
    return _Token(kind="!")


def _number_token(found: re.Match[str]) -> _Token:
    """Return the token of a run of digits; what stands before it tells "Feb-18" from "Feb 18"."""
    text, before = found[0], found.string[max(0, found.start() - 2) : found.start()]
    if len(text) == 8:
        return _Token(kind="i", value=1, text=f"{text[:4]}-{text[4:6]}-{text[6:]}")
    if len(text) == 4:
        return _Token(kind="y", value=int(text))
    if len(text) > 2:
        return _Token(kind="!")
    is_glued = len(before) == 2 and before[0].isalpha() and before[1] in ".-"
    kind = "q" if before[-1:] in ("'", "’") else "g" if is_glued else "d"
    return _Token(kind=kind if len(text) == 2 else "d", value=int(text), text=text)


def _sentence(tokens: list[_Token]) -> _Sentence | None:
    """Take a row of tokens apart, or return None where it is no sentence of the grammar."""
    kinds = "".join(token.kind for token in tokens)
    if "!" in kinds:
        return None
    dropped = {place for found in _GLUE.finditer(kinds) for place in range(*found.span())}
    tokens = [token for place, token in enumerate(tokens) if place not in dropped]
    found = _SENTENCE.fullmatch("".join(token.kind for token in tokens))
    if found is None:
        return None
    is_about = found["lead"] in ("c", "~") or bool(found["tail"])
    return _Sentence(
        lead="" if found["lead"] in ("c", "~") else found["lead"],
        lead_value=tokens[0].value,
        left=found["left"],
        left_tokens=tokens[slice(*found.span("left"))],
        left_mark=_mark(found["left_mark"], is_about=is_about),
        joint=found["joint"] or "",
        right=found["right"] or "",
        right_tokens=tokens[slice(*found.span("right"))] if found["right"] else [],
        right_mark=_mark(found["right_mark"] or "", is_about=is_about),
    )


def _mark(written: str, *, is_about: bool) -> str:
    """Return the EDTF mark of one end: ~ approximate, ? uncertain, % both."""
    if is_about:
        return "%" if written in ("?", "%") else "~"
    return written


# ------------------------------------------------------------ sentence -> interval


def _single(sentence: _Sentence, reader: _Reader) -> DateInterval | None:
    """Read a sentence with one shape."""
    if sentence.left == "h" and (odd := _odd_month(sentence.left_tokens[0], reader.words)):
        return odd
    point = _with_year(_point(sentence.left, sentence.left_tokens, reader), reader)
    if point is None:
        return None
    match sentence.lead:
        case "":
            return _resolved(point, sentence.left_mark, reader.words)
        case "p":
            return _part_of(point, reader.words.parts[sentence.lead_value], reader.words)
        case "n" if point.day is not None:
            return _night(point, sentence.lead_value, reader.words)
    return None


def _range(sentence: _Sentence, reader: _Reader) -> DateInterval | None:
    """Read a sentence with two shapes and a word or dash between them."""
    words = reader.words
    left = _point(sentence.left, sentence.left_tokens, reader)
    right = _point(sentence.right, sentence.right_tokens, reader)
    if left is None or right is None or sentence.lead == "p":
        return None
    is_left_whole = left.year is not None
    left, right = _filled(left, right, reader)
    low, high = _resolved(left, sentence.left_mark, words), _resolved(right, sentence.right_mark, words)
    if low is None or high is None:
        return None
    if not _may_join(sentence, low, high, is_left_whole=is_left_whole, words=words):
        return None
    notes = dict.fromkeys(note for note in (low.note, high.note) if note)
    if sentence.joint in "-t" and not sentence.lead and _years_from(low, high) > words.longest_sure_years:
        notes["one range or two dates"] = None
    return _span(low.low, high.high, f"{low.edtf}/{high.edtf}", "; ".join(notes), words)


def _may_join(
    sentence: _Sentence, low: DateInterval, high: DateInterval, *, is_left_whole: bool, words: DateWords
) -> bool:
    """Tell whether two ends make one interval, and not two claims, or a birth and a death."""
    is_iso = sentence.joint == "/" and _is_iso(sentence.left) and _is_iso(sentence.right)
    if is_iso or "b" in sentence.lead or (sentence.joint in "-t" and sentence.lead == "n"):
        return True
    if sentence.joint in "-t":
        return _years_from(low, high) <= words.longest_dashed_years
    return gap_days(low, high) == 1 and (sentence.joint == "o" or not is_left_whole)


def _years_from(low: DateInterval, high: DateInterval) -> float:
    """Return how many (long) years lie between two outer ends."""
    return (high.high - low.low).days / 366


def _is_iso(kinds: str) -> bool:
    """Tell whether a shape is written as ISO 8601 writes it."""
    return kinds in ("i", "h", "y", "d")


def _filled(left: _Point, right: _Point, reader: _Reader) -> tuple[_Point, _Point]:
    """Give each end what only the other one says: "28 Dec - 3 Jan 2018", "Feb 7-8, 2018"."""
    if left.month is None and left.day is None and left.year is not None and right == _Point(day=right.day):
        return left, replace(right, day=None, year=_end_year(left.year, right.day or 0))
    if right.month is None and right.day is not None:
        right = replace(right, month=left.month)
    if left.month is None and left.day is not None:
        left = replace(left, month=right.month)
    if right.year is None and left.year is not None:
        right = replace(right, year=left.year)
    right = _with_year(right, reader) or right
    if left.year is None and right.year is not None:
        turns = (left.month or 0) > (right.month or 0)
        left = replace(left, year=right.year - turns, note=left.note or right.note)
    return left, right


def _end_year(year: int, short: int) -> int:
    """Return the year that ends "1989-90"."""
    return year // 100 * 100 + short


def _odd_month(token: _Token, words: DateWords) -> DateInterval | None:
    """Read what looks like year and month but is not: 2018-21 is a season, 1989-90 and 2017/18 are years."""
    year, number = (int(digits) for digits in re.split("[./-]", token.text))
    if year < 100 or number <= 12:
        return None
    if number > 31 or ("/" in token.text and number == year % 100 + 1):
        low, high = date(max(year, 1), 1, 1), date(max(_end_year(year, number), 1), 12, 31)
        return _span(low, high, f"{low.year}/{high.year}", "end year written short", words)
    season = number - _FIRST_SEASON
    is_season = 0 <= season < len(_SEASONS) and "-" in token.text
    return _season_of(season, year, year, words) if is_season else None


def _season(sentence: _Sentence, reader: _Reader) -> DateInterval | None:
    """Read a season with its year or, for a winter, its two years."""
    kinds = sentence.left + sentence.joint + sentence.right
    tokens = sentence.left_tokens + sentence.right_tokens
    if sentence.lead or sentence.left_mark or sentence.right_mark:
        return None
    season = next(token.value for token in tokens if token.kind == "s")
    years = [token.value for token in tokens if token.kind == "y"]
    if kinds == "sh":
        years = [int(digits) for digits in re.split("[./-]", tokens[1].text)]
        years = [years[0], _end_year(*years)]
    if kinds == "s" and reader.year_hint is not None:
        years = [reader.year_hint]
    is_known = kinds in ("sy", "ys", "sh", "sy/y", "sy-y") or (kinds == "s" and bool(years))
    return _season_of(season, years[0], years[-1], reader.words) if is_known else None


def _season_of(season: int, first: int, last: int, words: DateWords) -> DateInterval | None:
    """Return a season of one year, or the winter between two years."""
    from_month, to_month = words.seasons[season]
    turns = from_month > to_month
    if last - first not in ((0, 1) if turns else (0,)) or not words.earliest_year < first < words.latest_year:
        return None
    if turns and first == last:
        first, last = first - 1, first + 1
    low, high = date(first, from_month, 1), _month_end(last, to_month)
    return _span(low, high, f"{low:%Y-%m}/{high:%Y-%m}", "a season has no exact ends", words)


def _decade(sentence: _Sentence, words: DateWords) -> DateInterval | None:
    """Read "1980s" and "early 1980s"."""
    year = sentence.left_tokens[0].value
    if sentence.left != "ye" or sentence.joint or sentence.left_mark or year % 10 or year < 10:
        return None
    if sentence.lead == "p":
        first, last = words.parts[sentence.lead_value].years
        ends = date(year + first, 1, 1), date(year + last, 12, 31)
        return _span(*ends, f"{year + first}/{year + last}", "part of a decade", words)
    if sentence.lead:
        return None
    note = "" if year % 100 else "a decade or a century"
    return _span(date(year, 1, 1), date(year + 9, 12, 31), f"{year // 10}X", note, words)


def _unspecified(found: re.Match[str], words: DateWords) -> DateInterval | None:
    """Read EDTF's 198X (a decade) and 19XX (a century)."""
    century, decade = int(found[1]), found[2]
    low = century * 100 + (int(decade) * 10 if decade else 0)
    if not low:
        return None
    high = low + (9 if decade else 99)
    return _span(date(low, 1, 1), date(high, 12, 31), f"{found[1]}{decade or 'X'}X", "", words)


def _part_of(point: _Point, part: _Part, words: DateWords) -> DateInterval | None:
    """Return the part of a month or year that a word such as "early" names."""
    whole = _resolved(point, "", words)
    if whole is None or point.day is not None:
        return None
    if point.month is not None:
        low = whole.low.replace(day=part.days[0])
        high = whole.high.replace(day=min(part.days[1], whole.high.day))
        edtf = f"{low}/{high}"
    else:
        low, high = whole.low.replace(month=part.months[0]), _month_end(whole.high.year, part.months[1])
        edtf = f"{low:%Y-%m}/{high:%Y-%m}"
    return _span(low, high, edtf, _noted(point.note, "part of a month or year"), words)


def _night(point: _Point, night: int, words: DateWords) -> DateInterval | None:
    """Return the days a night touches: the night into the 8th, the night of the 7th."""
    day = _resolved(point, "", words)
    if day is None:
        return None
    before, after = tuple(_NIGHTS.values())[night]
    low, high = day.low + timedelta(days=before), day.high + timedelta(days=after)
    note = _noted(point.note, "the night before or after") if after - before > 1 else point.note
    return _span(low, high, f"{low}/{high}", note, words)


# ------------------------------------------------------------ tokens -> point


def _point(kinds: str, tokens: list[_Token], reader: _Reader) -> _Point | None:
    """Return what one shape says about day, month and year."""
    if kinds in ("i", "f", "h", "k"):
        return _numeric_point(tokens[0], reader)
    roles = _SHAPES.get(kinds) or _SHAPES.get(kinds.replace("g", "d"))
    if roles is None or ("Y" in roles and len(tokens[roles.index("Y")].text) != 2):
        return None
    said = {role: token.value for role, token in zip(roles, tokens, strict=True)}
    note = "two-digit year" if "Y" in said else ""
    year = _long_year(said["Y"], reader) if "Y" in said else said.get("y")
    return _Point(year=year, month=said.get("m"), day=said.get("d"), note=note)


def _numeric_point(token: _Token, reader: _Reader) -> _Point:
    """Return what a group of numbers with separators says."""
    numbers = [int(digits) for digits in re.split("[./-]", token.text)]
    match token.kind:
        case "i":
            note = "eight digits without separators" if token.value else ""
            return _Point(year=numbers[0], month=numbers[1], day=numbers[2], note=note)
        case "h":
            year, month = sorted(numbers, reverse=True)
            is_two_years = "/" in token.text and month == year % 100 + 1
            return _Point(year=year, month=month, note="a month or two years" if is_two_years else "")
        case "k":
            return _Point(month=numbers[1], day=numbers[0])
    return _three_numbers(numbers, token.text, reader)


def _three_numbers(numbers: list[int], text: str, reader: _Reader) -> _Point:
    """Return the date of three numbers that end in the year; dots put the day first, others may not."""
    first, second, year = numbers
    note = ""
    if text[-3] in "./-":
        year, note = _long_year(year, reader), "two-digit year"
    swaps = second > 12 >= first and (not reader.day_first or "." not in text)
    if first <= 12 and second <= 12 and first != second and "." not in text:
        swaps, note = not reader.day_first, _noted(note, "day and month in doubt")
    month, day = (first, second) if swaps else (second, first)
    return _Point(year=year, month=month, day=day, note=note)


def _long_year(short: int, reader: _Reader) -> int:
    """Return the four-digit year of a two-digit one: the last that is not too late."""
    latest = reader.words.latest_short_year if reader.year_hint is None else reader.year_hint + 1
    return latest - (latest - short) % 100


def _with_year(point: _Point | None, reader: _Reader) -> _Point | None:
    """Give a point without a year the one of the hint; None when there is none to give."""
    if point is None or point.year is not None:
        return point
    if reader.year_hint is None or point.month is None:
        return None
    return replace(point, year=reader.year_hint, note=_noted(point.note, "year taken from the hint"))


# ------------------------------------------------------------ point -> interval


def _one_day(year: int, month: int, day: int, words: DateWords) -> DateInterval | None:
    """Return the interval of one day, or None when there is no such day."""
    if not words.earliest_year <= year <= words.latest_year:
        return None
    try:
        when = date(year, month, day)
    except ValueError:
        return None
    return DateInterval(low=when, high=when, edtf=when.isoformat(), is_guess=False, note="")


def _resolved(point: _Point, mark: str, words: DateWords) -> DateInterval | None:
    """Return the interval of a point with its EDTF mark; what is approximate is widened."""
    if point.year is None or not words.earliest_year <= point.year <= words.latest_year:
        return None
    first = _one_day(point.year, point.month or 1, point.day or 1, words)
    if first is None or 0 in (point.month, point.day) or (point.day is not None and point.month is None):
        return None
    low, high, edtf = first.low, first.high, first.edtf
    if point.day is None:
        high, edtf = _month_end(point.year, point.month or 12), edtf[: 4 if point.month is None else 7]
    note = point.note
    if mark:
        note = _noted(note, "uncertain" if mark == "?" else "approximate")
    if mark in ("~", "%"):
        low, high = _widened(low, high, point, words)
    return _span(low, high, edtf + mark, note, words)


def _widened(low: date, high: date, point: _Point, words: DateWords) -> tuple[date, date]:
    """Return what "about" makes of a day, a month or a year."""
    if point.day is not None:
        margin = timedelta(days=words.margin_days)
        return low - margin, high + margin
    months = words.margin_months if point.month is not None else 12 * words.margin_years
    start, end = low.year * 12 + low.month - 1 - months, high.year * 12 + high.month - 1 + months
    return date(start // 12, start % 12 + 1, 1), _month_end(end // 12, end % 12 + 1)


def _span(low: date, high: date, edtf: str, note: str, words: DateWords) -> DateInterval | None:
    """Return an interval whose ends are in order and within the years we believe in."""
    if low > high or low.year < words.earliest_year or high.year > words.latest_year:
        return None
    return DateInterval(low=low, high=high, edtf=edtf, is_guess=bool(note), note=note)


def _month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _noted(note: str, more: str) -> str:
    """Add one remark to a note."""
    return f"{note}; {more}" if note else more


# ------------------------------------------------------------ word tables


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
    for place, name in enumerate(_NIGHTS):
        words = listed_words(nights.get(name), where=f"{FILE}: nights.{name}", faults=faults)
        yield f"nights.{name}", ("n", place), words
    seasons, parts = table_of(mapping, "seasons", []), table_of(mapping, "parts", [])
    for table, kind, names in (("seasons", "s", _SEASONS), ("parts", "p", tuple(parts))):
        for place, name in enumerate(names):
            entry = (seasons if kind == "s" else parts).get(name)
            value = entry.get("words") if isinstance(entry, dict) else None
            words = listed_words(value, where=f"{FILE}: {table}.{name}.words", faults=faults)
            yield f"{table}.{name}", (kind, place), words


def _month_entries(
    mapping: Mapping[str, object], faults: list[RuleError]
) -> Iterator[tuple[str, tuple[str, int], tuple[str, ...]]]:
    """Yield the words for each month in each language."""
    for language, months in table_of(mapping, "months", faults).items():
        if not isinstance(months, dict) or sorted(months) != sorted(str(month) for month in range(1, 13)):
            faults.append(RuleError(f"{FILE}: [months.{language}] must have the keys 1 to 12"))
            continue
        for number, value in months.items():
            where = f"months.{language}.{number}"
            yield where, ("m", int(number)), listed_words(value, where=f"{FILE}: {where}", faults=faults)


def _read_part(entry: object, where: str, faults: list[RuleError]) -> _Part:
    """Return one part of a month, year and decade."""
    return _Part(
        days=_pair(entry, "days", where, faults),
        months=_pair(entry, "months", where, faults),
        years=_pair(entry, "years", where, faults),
    )


_PAIR_ENDS = {"days": (1, 31), "months": (1, 12), "years": (0, 9)}


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
