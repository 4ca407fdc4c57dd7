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

import re
from dataclasses import replace

from resolver.values.dates.calendared import read_calendared
from resolver.values.dates.calendarwords import OF_OTHER_YEARS
from resolver.values.dates.edtf import edtf_of
from resolver.values.dates.interval import DateInterval
from resolver.values.dates.points import Reader
from resolver.values.dates.sentences import (
    read_decade,
    read_range,
    read_season,
    read_single,
    read_unspecified,
)
from resolver.values.dates.spans import noted, one_day, spanning
from resolver.values.dates.tokens import Token, sentence_of, tokens_of
from resolver.values.dates.words import DateWords, either_month
from resolver.values.text import plain

_LONGEST_TEXT = 200
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
# "00.02.2018", "00.00.1986", "1986-00-00", "2018-02-": the list leaves its boxes for day and month blank.
_BLANK_BOXES = re.compile(
    r"^(?:(?:00|[xх?_]{2})[./-]){2}(?=[0-9]{4}$)|^(?:00|[xх?_]{2})[./-](?=[0-9]{1,2}[./-][0-9]{4}$)"
    r"|(?<=^[0-9]{4})-(?:00|xx|хх)(?:-(?:00|xx|хх))?$|(?<=^[0-9]{4}-[0-9]{2})-(?:00|xx|хх)?$"
)
# "12. 7. 1965.": the dots of ordinals, with the spaces that belong behind them.
_SPACED_DOTS = re.compile(r"(?<![0-9.])([0-9]{1,2})\.\s+([0-9]{1,2})\.\s+(?=[0-9]{4}(?![0-9]))")
_DOUBLED_DASH = re.compile("(?<=[0-9])--(?=[0-9])")
_UNSPECIFIED = re.compile(r"([0-9]{2})(?:([0-9])[xх]|[xх]{2})")


def read_date(
    text: str,
    words: DateWords,
    *,
    day_first: bool = True,
    year_hint: int | None = None,
    calendar: str = "",
) -> DateInterval | None:
    """Return the days ``text`` may mean, or None where it is no single date we can read.

    ``day_first`` decides 07/02/2018. ``year_hint`` is the year of a "7 февраля", and a two-digit year is then
    read as at most one year later than it. ``calendar`` is the one by which the column is told, where that is another than ours and
    the text does not say so itself (``CALENDARS``).

    >>> import pathlib, tomllib
    >>> words = DateWords.from_toml(tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8")))
    >>> [read_date(text, words).edtf for text in ("7.2.18", "в ночь на 8 февраля 2018 г.", "c. 1990")]
    ['2018-02-07', '2018-02-07/2018-02-08', '1990~']
    >>> read_date("after 1990", words) is None
    True
    >>> read_date("12 Ramadan 1444 AH", words).edtf, read_date("1401", words), read_date("1401", words, calendar="jalali").edtf
    ('2023-04-02/2023-04-04', None, '2022-03-21/2023-03-20')
    """
    if len(text) > _LONGEST_TEXT:
        return None
    text = text.strip()
    if calendar in OF_OTHER_YEARS:
        is_other, other = read_calendared(text, words, calendar=calendar, day_first=day_first)
        if is_other:
            return other
    if found := _ISO.fullmatch(text):
        quick = one_day(int(found[1]), int(found[2]), int(found[3]), words)
    elif found := _DOTTED.fullmatch(text):
        quick = one_day(int(found[3]), int(found[2]), int(found[1]), words)
    else:
        quick = None
    if quick:
        return quick
    # Numbers alone name no calendar.
    if calendar or any(map(str.isalpha, text)):
        is_other, other = read_calendared(text, words, calendar=calendar, day_first=day_first)
        if is_other:
            return other
    return _read_slowly(text, Reader(words=words, day_first=day_first, year_hint=year_hint))


def _read_slowly(text: str, reader: Reader) -> DateInterval | None:
    """Read a text that is not simply three numbers."""
    text = _SPACED_DOTS.sub(r"\1.\2.", _DOUBLED_DASH.sub("-", plain(text))).rstrip(".")
    text = _BLANK_BOXES.sub("", text)
    if found := _UNSPECIFIED.fullmatch(text):
        return read_unspecified(found, reader.words)
    tokens = tokens_of(text, reader.words)
    doubtful = [token for token in tokens if token.kind == "m" and len(either_month(token.value)) > 1]
    if not doubtful:
        return _read_tokens(tokens, reader)
    return _read_either(tokens, doubtful[0], reader)


def _read_either(tokens: list[Token], doubtful: Token, reader: Reader) -> DateInterval | None:
    """Read a text with a month that may be either of two: it takes in both; where one alone makes a date, it is that."""
    found = []
    for month in either_month(doubtful.value):
        said = [replace(token, value=month) if token == doubtful else token for token in tokens]
        found.append(_read_tokens(said, reader))
    both = [interval for interval in found if interval is not None]
    if not both:
        return None
    low, high = min(one.low for one in both), max(one.high for one in both)
    note = noted(both[0].note, "a month of two languages")
    return spanning(low, high, edtf_of(low, high), note, reader.words)


def _read_tokens(tokens: list[Token], reader: Reader) -> DateInterval | None:
    """Read a row of tokens whose months are certain."""
    sentence = sentence_of(tokens)
    if sentence is None:
        return None
    if "s" in sentence.left:
        return read_season(sentence, reader)
    if "e" in sentence.left:
        return read_decade(sentence, reader.words)
    return read_range(sentence, reader) if sentence.joint else read_single(sentence, reader)
