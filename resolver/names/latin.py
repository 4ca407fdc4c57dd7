"""A name in any script -> how to show it in Latin letters. For the eye only: nothing is compared by it."""

import re
from collections.abc import Callable
from functools import cache
from typing import ClassVar

from transliterate.base import TranslitLanguagePack, registry
from transliterate.utils import get_available_language_codes

from resolver.names.readings import Reading
from resolver.values.text import script_of, to_ascii

_LANGUAGE = "resolver_cyrillic"


class _CyrillicPack(TranslitLanguagePack):  # type: ignore[misc]
    """East Slavic and Turkic Cyrillic as English-language news write it (after BGN/PCGN, without signs)."""

    language_code = _LANGUAGE
    language_name = "Cyrillic of many languages"
    character_ranges = ((0x0400, 0x052F),)
    mapping = (
        "abvgdezijklmnoprstufhyABVGDEZIJKLMNOPRSTUFHY",
        "абвгдезийклмнопрстуфхыАБВГДЕЗИЙКЛМНОПРСТУФХЫ",
    )
    reversed_specific_mapping = ("эЭіґІҐәөүұқғңһҙӘӨҮҰҚҒҢҺҘ", "eEigIGaouukgnhzAOUUKGNHZ")
    reversed_specific_pre_processor_mapping: ClassVar[dict[str, str]] = {
        "ё": "yo", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "х": "kh",
        "ь": "", "ъ": "", "ї": "yi", "є": "ye", "ў": "w", "җ": "j", "Җ": "J",
        "Ё": "Yo", "Ж": "Zh", "Ц": "Ts", "Ч": "Ch", "Ш": "Sh", "Щ": "Shch", "Ю": "Yu", "Я": "Ya", "Х": "Kh",
        "Ь": "", "Ъ": "", "Ї": "Yi", "Є": "Ye", "Ў": "W",
    }  # fmt: skip


@cache
def _pack() -> _CyrillicPack:
    if _LANGUAGE not in get_available_language_codes():
        registry.register(_CyrillicPack)
    return _CyrillicPack()


def to_latin(name: str) -> str:
    """Return a name in Latin letters.

    >>> to_latin("Косотуров Игорь"), to_latin("Хашам")
    ('Kosoturov Igor', 'Khasham')
    """
    if script_of(name) in ("latin", "none"):
        return name
    if script_of(name) == "cyrillic":
        plain = re.sub(r"[иыі]й\b|й\b", "y", re.sub(r"ья\b", "ия", name))
        return str(_pack().translit(plain, reversed=True)).replace("j", "y")
    return " ".join(word[:1].upper() + word[1:] for word in to_ascii(name).split())


def latin_of_reading(reading: Reading, likeliest: Callable[[str, str], str]) -> str:
    """Return a name read from a script without vowels as people write it: known names by their class, the rest plainly.

    ``likeliest`` gives the class of a word in a role, or nothing.
    """
    parts = []
    for role in ("given", "father", "grandfather", "surname"):
        word = getattr(reading, role)
        if word is not None:
            known = likeliest("father" if role == "grandfather" else role, word)
            parts.append(
                "-".join(part.capitalize() for part in (known or to_latin(word)).replace("_", "-").split("-"))
            )
    return " ".join(parts)
