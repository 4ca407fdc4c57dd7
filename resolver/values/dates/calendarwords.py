"""A table of ``rules/dates.toml`` -> the months of other calendars than ours, and the words that say by which one a date is told."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from resolver.errors import RuleError
from resolver.values.calendars import CALENDARS
from resolver.values.text import listed_words, plain

FILE = "dates.toml"
GREGORIAN, UNREAD = "gregorian", "unread"
OF_OTHER_YEARS = ("ethiopic", UNREAD)
"""Calendars whose years look like ours."""
"""Ours; and one that is named, but that we do not read."""
_LETTER = r"[^\W\d_]"
_INSIDE = re.compile(rf"(?<=\w)['’ʼ‘`´](?={_LETTER})")
_ABBREVIATION = re.compile(rf"(?<!{_LETTER})({_LETTER}{{1,2}})[./]\s?(?={_LETTER}{{1,2}}(?!{_LETTER}))")
_TOKEN = re.compile(rf"[0-9]+|{_LETTER}+|[^\s.,;:()\[\]\"'’«»“”/،؛፣፤-]")
_ALIKE = str.maketrans("یىکة", "ييكه")
# In Persian the word for Hijri is said of the solar and of the lunar years alike.
_OF_EITHER = re.compile(r"هجری|هجرى")
_PERSIAN = re.compile("[پچژگکی۰-۹]")
_NO_PERSIAN = re.compile("[ێۆڕڵەٹڈڑںھے]")
HEBREW = re.compile("[א-ת]")
_NUMERAL = re.compile(
    r"(?<![א-ת\"'])(?:ה')?([א-ת]{1,5})\"([א-ת])(?![א-ת\"])|(?<!אדר )(?<![א-ת\"'])([א-ת])'(?![א-ת])"
)
_VALUES = {
    letter: value
    for value, letter in zip(
        (*range(1, 10), *range(10, 100, 10), *range(100, 500, 100)), "אבגדהוזחטיכלמנסעפצקרשת", strict=True
    )
} | dict(zip("ךםןףץ", (20, 40, 50, 80, 90), strict=True))
_FEWEST_OF_YEAR = 400
_THOUSANDS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One calendar and the years that lists may tell by it."""

    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """The calendars we know, by name; what words say which, and which months a word may be.

    ``months`` holds, by word, pairs of a calendar and a month; ``marked`` those words that are such a month only where the calendar is told.
    """

    known: Mapping[str, Calendar]
    words: Mapping[str, str]
    months: Mapping[str, tuple[tuple[str, int], ...]]
    marked: Set[str]
    phrases: re.Pattern[str]

    @classmethod
    def from_table(cls, table: Mapping[str, object], faults: list[RuleError]) -> "Calendars":
        """Build from the table ``calendars`` of the rules; every fault of it is added."""
        known, words, months, marked = {}, dict[str, str](), dict[str, list[tuple[str, int]]](), set[str]()
        for name in (*CALENDARS, GREGORIAN, UNREAD):
            where, entry = f"{FILE}: calendars.{name}", table.get(name)
            entry = entry if isinstance(entry, dict) else {}
            for word in listed_words(entry.get("words"), where=f"{where}.words", faults=faults):
                words[" ".join(_tokens(word))] = name
            if name in CALENDARS:
                known[name] = _calendar(entry, where, faults)
                for word, month in _month_words(entry.get("months"), f"{where}.months", faults):
                    months.setdefault(word, []).append((name, month))
                for word, month in _month_words(entry.get("marked", {}), f"{where}.marked", faults):
                    marked.add(word)
                    months.setdefault(word, []).append((name, month))
        return cls(
            known=known,
            words=words,
            months={word: tuple(dict.fromkeys(found)) for word, found in months.items()},
            marked=frozenset(marked),
            phrases=_phrases({*words, *months}),
        )

    def pieces(self, text: str) -> list[str]:
        """Return numbers, words and phrases of a text in look-up form, Hebrew numerals as numbers.

        >>> import pathlib, tomllib
        >>> table = tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8"))["calendars"]
        >>> known = Calendars.from_table(table, [])
        >>> known.pieces('כ"ב תשרי תשפ"ד'), known.pieces("19/03/2013 (E.C.)"), known.pieces("1 Rabi' al-Awwal")
        (['22', 'תשרי', '5784'], ['19', '03', '2013', 'ec'], ['1', 'rabi al awwal'])
        """
        joined = self.phrases.sub(lambda found: found[0].replace(" ", "_"), " ".join(_tokens(text)))
        return [piece.replace("_", " ") for piece in joined.split()]

    def told_in(self, text: str) -> str | None:
        """Return the calendar that words of a text, such as a header, name; None where they name none, or several.

        >>> import pathlib, tomllib
        >>> table = tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8"))["calendars"]
        >>> known = Calendars.from_table(table, [])
        >>> [known.told_in(header) for header in ("Date of death (E.C.)", "تاريخ الوفاة (هجري)", "تاریخ مرگ (هجری شمسی)", "Died")]
        ['ethiopic', 'hijri', 'jalali', None]
        """
        return self.of_pieces(self.pieces(text))

    def of_pieces(self, pieces: Iterable[str]) -> str | None:
        """Return the calendar that pieces name; what says Hijri may be said of the solar years, too, where another word says so."""
        named = {self.words[piece] for piece in pieces if piece in self.words}
        if {"jalali", "hijri"} == named:
            return "jalali"
        return named.pop() if len(named) == 1 else None


def is_persian(text: str) -> bool:
    """Return whether a text has letters or digits that Persian has and Arabic has not, and none of Kurdish or Urdu.

    >>> [is_persian(text) for text in ("تاریخ تولد", "۱۴۰۱", "تاريخ الميلاد", "١٤٤٤", "بەروار")]
    [True, True, False, False, False]
    """
    return bool(_PERSIAN.search(text)) and not _NO_PERSIAN.search(text)


def _tokens(text: str) -> list[str]:
    """Return the words and numbers of a text in look-up form; what only parts them is left out."""
    if not text.isascii():
        text = text.replace("״", '"').replace("׳", "'")
        if HEBREW.search(text):
            text = _NUMERAL.sub(_number, text)
        text = _OF_EITHER.sub(" ", text)
    text = plain(_INSIDE.sub("", text)).translate(_ALIKE)
    return _TOKEN.findall(_ABBREVIATION.sub(r"\1", text))


def _number(found: re.Match[str]) -> str:
    """Return the number that Hebrew letters are, where they go down as numerals do; else the letters."""
    letters = found[3] or f"{found[1]}{found[2]}"
    values = [_VALUES[letter] for letter in letters]
    number = sum(values)
    if number >= _FEWEST_OF_YEAR:
        number += _THOUSANDS
    is_numeral = values == sorted(values, reverse=True) or letters in ("טו", "טז")
    return f" {number} " if is_numeral else found[0]


def _phrases(words: Iterable[str]) -> re.Pattern[str]:
    several = sorted((word for word in words if " " in word), key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, several))})(?!\S)" if several else "(?!)")


def _calendar(entry: Mapping[str, object], where: str, faults: list[RuleError]) -> Calendar:
    years = entry.get("years")
    if isinstance(years, list) and len(years) == 2 and all(isinstance(year, int) for year in years):
        return Calendar(first_year=years[0], last_year=years[1])
    faults.append(RuleError(f"{where}.years must be the first and the last of them, found {years!r}"))
    return Calendar(first_year=0, last_year=0)


def _month_words(table: object, where: str, faults: list[RuleError]) -> list[tuple[str, int]]:
    """Return each word of a table of months with its month; a Hebrew month also as «in Tishri», in one word."""
    if not isinstance(table, dict) or not all(str(month).isdecimal() for month in table):
        faults.append(RuleError(f"{where} must have the numbers of months as its keys"))
        return []
    found = []
    for month, value in table.items():
        for word in listed_words(value, where=f"{where}.{month}", faults=faults):
            form = " ".join(_tokens(word))
            found += [(form, int(month))] + [(f"ב{form}", int(month))] * bool(HEBREW.match(form))
    return found
