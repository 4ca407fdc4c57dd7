"""A token in any script -> its keys: the same sound written in one small alphabet.

A Latin token is read once per convention (English, scholarly, German, French, Polish, Turkish, Ukrainian), so it has up to
seven keys; two tokens agree when they share one. The skeleton keeps consonants only: the one thing that survives
a passage through Arabic script. Facts: ISO 9, GOST 7.79, ICAO Doc 9303, BGN/PCGN, as listed in ``rules/names/scripts.toml``.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from resolver.values.text import script_of, to_ascii

LONGEST_WORD = 60
"""No name has more letters; what follows in a damaged cell is kept as written and not compared."""

_IE, _IO = re.compile("i+e"), re.compile("i+o")
_DOUBLE = re.compile(r"(.)\1+")
_ASCII = re.compile("[A-Za-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alphabets:
    """How letters become keys: compiled once from ``rules/names/scripts.toml``."""

    cyrillic: tuple["_Rewrite", ...]
    latin: tuple["_Rewrite", ...]
    listed: frozenset[str]
    arabic: "_Rewrite"
    arabic_same: Mapping[int, str]
    skeleton: "_Rewrite"
    to_cyrillic: Mapping[int, str]
    to_latin: Mapping[int, str]

    @classmethod
    def from_toml(cls, scripts: Mapping[str, Any]) -> "Alphabets":
        """Compile the rewriting tables; the order of conventions is the order of keys."""
        cyrillic = {**scripts["cyrillic"]["letters"], **scripts["cyrillic"]["digraphs"]}
        common = scripts["latin"]["common"]
        silent = dict.fromkeys(scripts["skeleton"]["dropped"], "")
        return cls(
            cyrillic=(_rewrite(cyrillic), _rewrite(cyrillic | scripts["cyrillic"]["second"])),
            latin=tuple(_rewrite({**common, **one["letters"]}) for one in scripts["latin"]["convention"]),
            listed=frozenset(common).union(*(one["letters"] for one in scripts["latin"]["convention"])),
            arabic=_rewrite(scripts["arabic"]["letters"]),
            arabic_same=str.maketrans(scripts["arabic"]["same_letter"]),
            skeleton=_rewrite({**scripts["skeleton"]["letters"], **silent}),
            to_cyrillic=str.maketrans(scripts["homoglyphs"]["latin_to_cyrillic"]),
            to_latin=str.maketrans(scripts["homoglyphs"]["cyrillic_to_latin"]),
        )

    def keys(self, token: str, at_most: int = 99) -> tuple[str, ...]:
        """Return the token's keys, likeliest first, without repeats; of at most so many conventions.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> alphabets.keys("щербаков"), alphabets.keys("shcherbakov")[0], alphabets.keys("schtscherbakow")[2]
        (('Serbakov',), 'Serbakov', 'Serbakov')
        """
        token = token[:LONGEST_WORD]
        script = script_of(token)
        if script == "cyrillic":
            found = [rewrite(token) for rewrite in self.cyrillic[: 2 if "ё" in token else 1]]
        elif script == "arabic":
            found = [self.arabic(token)]
        else:
            plain = self._without_odd_marks(token) if script == "latin" else to_ascii(token).lower()
            found = [_strip_marks(rewrite(plain)) for rewrite in self.latin[:at_most]]
        settled = [_settle(key) for key in dict.fromkeys(found)]
        return tuple(dict.fromkeys(key for key in settled if key))

    def _without_odd_marks(self, token: str) -> str:
        """Take the marks off letters that no convention lists, before letters are rewritten."""
        if token.isascii():
            return token
        return "".join(letter if letter in self.listed else _strip_marks(letter) for letter in token)

    def bones(self, token: str, keys: tuple[str, ...]) -> str:
        """Return the consonant skeleton of a token, empty when fewer than two consonants are left."""
        token = token[:LONGEST_WORD]
        script = script_of(token)
        source = (
            _without_semivowels(token, script) if script in ("arabic", "latin") else keys[0] if keys else ""
        )
        key = self.arabic(source) if script == "arabic" else source
        if script == "latin":
            key = _strip_marks(self.latin[0](source))
        bare = re.sub(r"(.)\1+", r"\1", self.skeleton(key))
        if len(bare) > 2 and bare.endswith("h") and script != "cyrillic":
            bare = bare[:-1]
        return bare if len(bare) >= 2 else ""


_Rewrite = Callable[[str], str]


def _rewrite(table: Mapping[str, str]) -> _Rewrite:
    """Return a function that replaces the longest letters first, in one pass."""
    longest_first = sorted(table, key=lambda letters: (-len(letters), letters))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return lambda text: pattern.sub(lambda found: table[found.group()], text)


def _without_semivowels(token: str, script: str) -> str:
    """Drop w, y and their Arabic letters: they may be consonant or long vowel, and writers differ."""
    letters = "ويىؤئ" if script == "arabic" else "wy"
    return token[:1] + "".join(letter for letter in token[1:] if letter not in letters)


@lru_cache(maxsize=65536)
def _strip_marks(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _settle(key: str) -> str:
    """Fold what writers never agree on: ie and e, io and o, double letters."""
    if "i" in key:
        key = _IO.sub("o", _IE.sub("e", key))
    key = _DOUBLE.sub(r"\1", key)
    if key.isascii() and key.isalnum():
        return key
    plain = "".join(letter if letter.isascii() else to_ascii(letter).lower() for letter in key)
    return "".join(_ASCII.findall(plain))
