"""A name in any script -> how to show it in Latin letters. For the eye only: nothing is compared by it."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

import numpy as np
import polars as pl
from transliterate.base import TranslitLanguagePack, registry

from resolver.distinct import Whole, distinct
from resolver.errors import UsageError
from resolver.names.columns import ReadingColumns
from resolver.names.knowledge import Knowledge, fold_arabic
from resolver.names.ragged import Ragged
from resolver.names.readings import ROLES
from resolver.names.remembering import remembered
from resolver.names.tokens import kind_of_role
from resolver.names.words import CleanNames
from resolver.rulebook import Rulebook, load_rulebook
from resolver.values.text import script_of, to_ascii

SHOWN = "shown"
"""The romanisation that names are shown in."""


@cache
def _shipped() -> Rulebook:
    """Return the rules that come with the package, read once: every person of a run is romanised."""
    return load_rulebook()


@cache
def _pack(rules: Rulebook, habit: str) -> TranslitLanguagePack:
    """Return a habit of writing Cyrillic in Latin letters as a language pack of transliterate, registered once."""
    habits = rules.setting("names/scripts.toml")["romanisation"]
    if habit not in habits:
        raise UsageError(f"no romanisation {habit!r}; there are {', '.join(sorted(habits))}")
    letters = habits[habit] | {upper.upper(): latin.capitalize() for upper, latin in habits[habit].items()}
    code = f"resolver_{habit}_{rules.sha256[:12]}"
    members = {
        "language_code": code,
        "language_name": f"Cyrillic of many languages, {habit}",
        "character_ranges": ((0x0400, 0x052F),),
        "mapping": ("", ""),
        "reversed_specific_pre_processor_mapping": letters,
    }
    pack = type(code, (TranslitLanguagePack,), members)
    registry.register(pack)
    return pack()


def to_latin(name: str, rules: Rulebook | None = None, *, habit: str = SHOWN) -> str:
    """Return a name in Latin letters, Cyrillic by a habit of ``rules/names/scripts.toml``, other scripts plainly.

    >>> to_latin("Косотуров Игорь"), to_latin("Щербаков", habit="german"), to_latin("متيليوف أركادي")
    ('Kosoturov Igor', 'Schtscherbakow', 'Mtiliuf Arkadi')
    >>> to_latin("ЩЕРБАКОВ Ю.")
    'SHCHERBAKOV Yu.'
    """
    if script_of(name) in ("latin", "none"):
        return name
    if script_of(name) == "cyrillic":
        pack = _pack(rules or _shipped(), habit)
        return " ".join(_from_cyrillic(word, pack, habit) for word in name.split(" "))
    written = (rules or _shipped()).setting("names/scripts.toml")["written"]
    spelt = (_from_arabic(word, written) if script_of(word) == "arabic" else word for word in name.split())
    plain = to_ascii(" ".join(spelt)).replace("`", "")
    return " ".join(word[:1].upper() + word[1:] for word in plain.split())


def _from_arabic(word: str, written: Mapping[str, Mapping[str, str]]) -> str:
    """Return a word in Arabic letters with the vowels that are written; what is no letter of the table stays."""
    first, last = written["arabic_first"].get(word[0]), written["arabic_last"].get(word[-1])
    letters = [written["arabic"].get(letter, letter) for letter in word]
    if first is not None:
        letters[0] = first
    if last is not None and len(word) > _SHORT_WORD:
        letters[-1] = last
    return _LONG_VOWEL.sub(r"\1", "".join(letters))


_SHORT_WORD = 3
_LONG_VOWEL = re.compile(r"([aiu])\1+")


@remembered(100_000)
def _from_cyrillic(word: str, pack: TranslitLanguagePack, habit: str) -> str:
    """Return one word of a name; the names of a run share their words."""
    if word.isupper() and word != word.capitalize():
        # Щ is four letters, and all of them large within a word in capitals.
        return _from_cyrillic(word.capitalize(), pack, habit).upper()
    if habit == SHOWN:
        word = re.sub(r"[иыі]й\b", "й", re.sub(r"ья\b", "ия", word))
    return str(pack.translit(word, reversed=True))


def latin_of_readings(
    codes: Whole,
    clean: CleanNames,
    readings: ReadingColumns,
    likeliest: Callable[[str, str], str],
    knowledge: Knowledge,
) -> pl.Series:
    """Return names read from a script without vowels as people write them: listed surnames and known names, the rest plainly.

    Of each name (by code) the cheapest reading is shown; each word is spelt once. ``clean`` tells whether a surname was written
    with an article; ``likeliest`` gives the class of a word in a role, or nothing.
    """

    def spell(kind: str, word: str) -> str:
        listed = knowledge.latin_surnames.get(word) if kind == "surname" else None
        return listed or _capitalised(likeliest(kind, word) or to_latin(word))

    tokens = dict(zip(ROLES, readings.tokens[:, readings.starts[codes]], strict=True))
    spelt = {
        role: _each(tokens[role], readings.texts[kind], partial(spell, kind))
        for role in ("given", "father", "grandfather", "surname")
        for kind in [kind_of_role(role)]
    }
    with_article = pl.lit("al-") + pl.col("surname")
    has_article = _has_article(clean.tokens.take(codes), tokens["surname"], clean, readings, knowledge)
    return pl.DataFrame(spelt).select(
        pl.concat_str(
            *("given", "father", "grandfather"),
            pl.when(has_article).then(with_article).otherwise("surname"),
            separator=" ",
            ignore_nulls=True,
        )
    )["given"]


def _has_article(
    written: Ragged, surnames: Whole, clean: CleanNames, readings: ReadingColumns, knowledge: Knowledge
) -> pl.Series:
    """Return whether a surname that is read without an article was written with one."""

    def without(word: str) -> str | None:
        return fold_arabic(word, knowledge.alphabets) if word.startswith(_ARTICLE) else None

    read = _each(
        surnames, readings.texts["surname"], lambda word: None if word.startswith(_ARTICLE) else word
    )
    of_name = np.repeat(np.arange(len(surnames)), written.sizes)
    is_same = _each(written.values, clean.texts, without) == read.gather(of_name)
    found = np.bincount(of_name[is_same.fill_null(value=False).to_numpy()], minlength=len(surnames))
    return pl.Series(found > 0)


def _each(numbers: Whole, texts: Sequence[str], understand: Callable[[str], str | None]) -> pl.Series:
    """Return what a function says of each text, given by its number; -1 is none."""
    wanted = distinct(numbers[numbers >= 0])
    said = [*(understand(texts[one]) for one in wanted.tolist()), None]
    places = np.where(numbers < 0, len(wanted), np.searchsorted(wanted, numbers))
    return pl.Series(said, dtype=pl.String).gather(places)


_ARTICLE = "ال"


def _capitalised(word: str) -> str:
    """Return a word with capitals; Arabic names of two words as they are mostly written: Abd al-Rahman, Abu Bakr, Sayf al-Din, Nasr Allah."""
    plain = "-".join(part.capitalize() for part in word.replace("_", "-").split("-"))
    return _LEADING.sub(r"\1 ", _ALLAH.sub(" Allah", plain.replace("-Al-", " al-")))


_ALLAH = re.compile("-Allah?$")
_LEADING = re.compile(r"^(Abd|Abu|Umm)-")
