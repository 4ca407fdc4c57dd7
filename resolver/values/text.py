"""One text in, one text out: letters kept, everything that only spelling habits put there taken off.

The second half turns lists of words from ``rules/`` into tables to look them up in, and collects the faults.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TypeVar

from anyascii import anyascii

from resolver.errors import RuleError

Meaning = TypeVar("Meaning")

_CONTROLS = "".join(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace())
_UNSEEN = re.compile(
    f"[{_CONTROLS}\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "0123456789" * 3)
# Cyrillic й keeps its breve: without it a suffix would become the word for "and".
_MARKS = re.compile("(?:(?<![иИ])\u0306|[\u0300-\u0305\u0307-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670])")
_I = re.compile("i\u0307+|ı\u0307*")
_DASHES = re.compile("[‐‑‒–—―−﹘]")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ‘`´](?:[^\W\d_]{1,3}(?!\w)|(?![0-9]))")
_NOTHING_SAID = frozenset("-‐‑‒–—―−﹘﹣－_.…· ")
_SCRIPTS = ("CYRILLIC", "LATIN", "ARABIC", "ARMENIAN", "GEORGIAN", "HEBREW", "GREEK")


def clean(text: str) -> str:
    r"""Return ``text`` as a reader sees it: composed, no unseen characters, one space between words.

    >>> clean("\ufeffМат\u00adвеев\u00a0 Ст\u200bас\n")
    'Матвеев Стас'
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return " ".join(text.split())


def one_case(text: str) -> str:
    """Return ``text`` in small letters, the two Turkish i as one: I is the capital of ı there, and of i elsewhere.

    Python leaves a dot above the i that İ becomes, so that HÜSEYİN is not Hüseyin.

    >>> [one_case(text) for text in ("HÜSEYİN", "Hüseyin", "IŞIK", "Işık")]
    ['hüseyin', 'hüseyin', 'işik', 'işik']
    """
    small = text.casefold()
    return small if small.isascii() else _I.sub("i", small)


def fold(text: str) -> str:
    """Return ``text`` in one case and one spacing; letters are kept, so ё is not е and й is not и, but for the Turkish ı and i.

    >>> fold("  Фёдор   ПЕТРОВ "), fold("HÜSEYİN")
    ('фёдор петров', 'hüseyin')
    """
    if text.isascii():
        return clean(text).casefold()
    return clean(one_case(unicodedata.normalize("NFD", clean(text))))


def shortened(text: str, longest: int) -> str:
    """Return text of so many letters at most; what was cut off shows as an ellipsis.

    >>> shortened("Тестов", 6), shortened("Тестовский", 6)
    ('Тестов', 'Тесто…')
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def western_digits(text: str) -> str:
    """Return ``text`` with Arabic-Indic, Persian and fullwidth digits as 0 to 9.

    >>> western_digits("٣٨ و ۳۸")
    '38 و 38'
    """
    return text if text.isascii() else text.translate(_DIGITS)


def plain(text: str) -> str:
    """Return ``text`` in the form in which words are looked up: folded, western digits, no accents, one dash.

    An ending after an apostrophe goes too (Turkish 2018'de). Not for names: ё becomes е and أ becomes ا.

    >>> plain("٧ Şubat’ta, fév. – АПРЁЛЬ, أيار, май '18")
    "7 subat, fev. - апрель, ايار, май '18"
    """
    if not text.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFKD", western_digits(fold(text))))
        text = _DASHES.sub("-", unicodedata.normalize("NFC", bare))
    return _APOSTROPHE.sub("", clean(text).casefold())


def is_missing(text: str, words: frozenset[str]) -> bool:
    """Tell whether a cell says nothing: empty, only dashes and dots, or one of the folded ``words``.

    >>> [is_missing(text, frozenset({"n/a", "нет данных"})) for text in ("—", "N/A", "(нет данных)", "Нет")]
    [True, True, True, False]
    """
    folded = fold(text)
    return _NOTHING_SAID.issuperset(folded) or folded in words or folded.strip("()[]. ") in words


_NO_LETTERS = r"\s.’'-"
_LETTERS = {"cyrillic": "а-яёА-ЯЁ", "arabic": "ء-غف-ي", "latin": "A-Za-zÀ-ÖØ-öø-ÿ"}
_ONE_SCRIPT = re.compile(
    rf"[{_NO_LETTERS}]*(?:"
    + "|".join(rf"(?P<{script}>[{own}][{own}{_NO_LETTERS}]*)" for script, own in _LETTERS.items())
    + ")"
)
"""The commonest letters of a script, and of no other."""


@cache
def _script_of_letter(letter: str) -> str:
    """Return the script of one letter."""
    name = unicodedata.name(letter, "")
    return next((script.casefold() for script in _SCRIPTS if script in name), "other")


@lru_cache(maxsize=10_000)
def script_of(text: str) -> str:
    """Return the script most letters of ``text`` are written in; the first one wins a tie.

    >>> [script_of(text) for text in ("Матвеев A.", "Metveev", "ماتفييف", "1979")]
    ['cyrillic', 'latin', 'arabic', 'none']
    """
    if text.isascii():
        return "latin" if text.isalpha() or any(map(str.isalpha, text)) else "none"
    if found := _ONE_SCRIPT.fullmatch(text):
        return str(found.lastgroup)
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            script = _script_of_letter(letter)
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: counts[script]) if counts else "none"


def to_ascii(text: str) -> str:
    """Return text in ASCII letters by a general table for every script: the last resort. The only door to anyascii.

    >>> to_ascii("Հակոբ")
    'Hakob'
    """
    return anyascii(text)


def listed_words(value: object, *, where: str, faults: list[RuleError]) -> tuple[str, ...]:
    """Return a rule's list of words; add a fault, and return none, when it is not one.

    >>> listed_words(["г", "год"], where="dates.toml: ignored.year", faults=[])
    ('г', 'год')
    """
    if isinstance(value, list) and value and all(isinstance(word, str) and clean(word) for word in value):
        return tuple(value)
    faults.append(RuleError(f"{where}: expected a list of words, found {value!r}"))
    return ()


def meanings_of(
    entries: Iterable[tuple[str, Meaning, Iterable[str]]], *, file: str, faults: list[RuleError]
) -> dict[str, Meaning]:
    """Return look-up form -> meaning, phrases joined by underscores; a word with two meanings is a fault.

    >>> entries = [("small.about", "c", ["около"]), ("nights.of", "n", ["Night of"])]
    >>> meanings_of(entries, file="dates.toml", faults=[])
    {'около': 'c', 'night_of': 'n'}
    """
    meanings: dict[str, Meaning] = {}
    first_seen: dict[str, str] = {}
    for where, meaning, words in entries:
        for word in words:
            form = "_".join(plain(word).split())
            if meanings.setdefault(form, meaning) != meaning:
                both = f"{where} and in {first_seen[form]}"
                faults.append(RuleError(f"{file}: {word!r} stands in {both}; keep one"))
            first_seen.setdefault(form, where)
    return meanings


def phrase_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for those look-up forms that have several words, the longest first.

    >>> join_phrases("the night of 7 feb", phrase_pattern(["night", "night_of"]))
    'the night_of 7 feb'
    """
    phrases = sorted((word for word in words if "_" in word), key=lambda word: (-len(word), word))
    either = "|".join(re.escape(phrase).replace("_", " ") for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if phrases else "(?!)")


def join_phrases(text: str, phrases: re.Pattern[str]) -> str:
    """Return ``text`` with each known phrase joined by underscores into one word.

    >>> join_phrases("ночь на 8 февраля", phrase_pattern(["ночь_на"]))
    'ночь_на 8 февраля'
    """
    return phrases.sub(lambda found: found[0].replace(" ", "_"), text)


def raise_faults(faults: Iterable[RuleError], *, file: str) -> None:
    """Raise one group that holds every fault of a rule file, if there is any.

    >>> raise_faults([], file="dates.toml")
    """
    found = list(faults)
    if found:
        raise ExceptionGroup(f"{file}: {len(found)} faults", found)
