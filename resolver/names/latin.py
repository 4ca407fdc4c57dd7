"""A name in any script -> how to show it in Latin letters. For the eye only: nothing is compared by it."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from transliterate.base import TranslitLanguagePack, registry

from resolver.errors import UsageError
from resolver.names.knowledge import Knowledge, fold_arabic
from resolver.names.readings import Reading
from resolver.names.tokens import kind_of_role
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


@lru_cache(maxsize=100_000)
def _from_cyrillic(word: str, pack: TranslitLanguagePack, habit: str) -> str:
    """Return one word of a name; the names of a run share their words."""
    if habit == SHOWN:
        word = re.sub(r"[иыі]й\b", "й", re.sub(r"ья\b", "ия", word))
    return str(pack.translit(word, reversed=True))


def latin_of_reading(
    reading: Reading, words: Sequence[str], likeliest: Callable[[str, str], str], knowledge: Knowledge
) -> str:
    """Return a name read from a script without vowels as people write it: listed surnames and known names, the rest plainly.

    ``words`` are those of the name as written, which tell whether its surname has an article; ``likeliest`` gives the class of a word
    in a role, or nothing.
    """
    named = [
        _capitalised(likeliest(kind_of_role(role), word) or to_latin(word))
        for role in ("given", "father", "grandfather")
        if (word := getattr(reading, role)) is not None
    ]
    if reading.surname is None:
        return " ".join(named)
    surname = knowledge.latin_surnames.get(reading.surname) or _capitalised(
        likeliest("surname", reading.surname) or to_latin(reading.surname)
    )
    has_article = any(
        word.startswith(_ARTICLE) and fold_arabic(word, knowledge.alphabets) == reading.surname
        for word in words
        if not reading.surname.startswith(_ARTICLE)
    )
    return " ".join([*named, f"al-{surname}" if has_article else surname])


_ARTICLE = "ال"


def _capitalised(word: str) -> str:
    """Return a word with capitals; Arabic names of two words as they are mostly written: Abd al-Rahman, Abu Bakr, Sayf al-Din."""
    plain = "-".join(part.capitalize() for part in word.replace("_", "-").split("-"))
    return _LEADING.sub(r"\1 ", plain.replace("-Al-", " al-"))


_LEADING = re.compile(r"^(Abd|Abu|Umm)-")
