"""A token in any script -> its keys: the same sound written in one small alphabet.

A Latin token is read once per convention (English, scholarly, German, French, Polish, Turkish, Ukrainian …), so it has several
keys; two tokens agree when they share one. Other scripts are read letter by letter. A *sound* is a key without what neighbouring languages write differently
(Belarusian akanne, г as g or h). A *skeleton* keeps consonants only: the one thing that survives a passage through Arabic or
Hebrew letters; letters that stand for two sounds give two. Facts: ISO 9, GOST 7.79, ICAO Doc 9303, BGN/PCGN, as listed in
``rules/names/scripts.toml``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from resolver.values.text import script_of, to_ascii

LONGEST_WORD = 60
"""No name has more letters; what follows in a damaged cell is kept as written and not compared."""

MOST_SKELETONS = 16
"""A word whose letters could stand for more combinations of sounds is read by the first of each letter from there on."""

_BY_LETTER = ("arabic", "armenian", "georgian", "hebrew")
"""Scripts that have one reading, letter by letter."""
_START = "^"
"""Stands before the first letter of a word: some letters sound different there."""

_IE, _IO = re.compile("i+e"), re.compile("i+o")
_DOUBLE = re.compile(r"(.)\1+")
_ASCII = re.compile("[A-Za-z0-9]")
_PLAIN = re.compile(r"[a-z'-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alphabets:
    """How letters become keys: compiled once from ``rules/names/scripts.toml``."""

    cyrillic: tuple["_Rewrite", ...]
    latin: tuple["_Rewrite", ...]
    listed: frozenset[str]
    by_letter: Mapping[str, "_Rewrite"]
    arabic_same: Mapping[int, str]
    sound: tuple[tuple[re.Pattern[str], str], ...]
    skeleton: "_Rewrite"
    skeletons_of: Mapping[str, Mapping[str, str]]
    echoed: "_Rewrite"
    to_cyrillic: Mapping[int, str]
    to_latin: Mapping[int, str]
    _learnt: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

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
            by_letter={script: _rewrite({_START: "", **scripts[script]["letters"]}) for script in _BY_LETTER},
            arabic_same=str.maketrans(scripts["arabic"]["same_letter"]),
            sound=tuple((re.compile(one["pattern"]), one["replace"]) for one in scripts["sound"]["rewrite"]),
            skeleton=_rewrite({**scripts["skeleton"]["letters"], **silent}),
            echoed=_rewrite(scripts["echo"]["letters"]),
            skeletons_of={script: scripts["skeleton"][script] for script in ("arabic", "hebrew")},
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
        return _keys(self, token, at_most)

    def _find_keys(self, token: str, at_most: int) -> tuple[str, ...]:
        token = token[:LONGEST_WORD]
        if (learnt := self._learnt.get(token)) is not None:
            return tuple(dict.fromkeys(key for key in learnt[:at_most] if key))
        script = script_of(token)
        if script == "cyrillic":
            found = [rewrite(token) for rewrite in self.cyrillic[: 2 if "ё" in token else 1]]
        elif script in self.by_letter:
            found = [self.by_letter[script](_START + token)]
        else:
            plain = self._without_odd_marks(token) if script == "latin" else to_ascii(token).lower()
            found = [_strip_marks(rewrite(plain)) for rewrite in self.latin[:at_most]]
        settled = [_settle(key) for key in dict.fromkeys(found)]
        return tuple(dict.fromkeys(key for key in settled if key))

    def learn(self, words: Iterable[str]) -> None:
        """Work out the keys of many words at once, in a third of the time; those of plain Latin words, which have the most.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> alphabets.learn(["schtscherbakow"])
        >>> alphabets.keys("schtscherbakow")[2]
        'Serbakov'
        """
        new = sorted({word for word in words if _PLAIN.fullmatch(word)} - self._learnt.keys())
        if len(new) + len(self._learnt) > KEPT_KEYS:
            self._learnt.clear()
        text = "\n".join(new[:KEPT_KEYS])
        keys = (_settle_lines(_strip_marks_of(rewrite(text))) for rewrite in self.latin)
        self._learnt.update(zip(new, zip(*keys, strict=True), strict=False) if new else ())

    def _without_odd_marks(self, token: str) -> str:
        """Take the marks off letters that no convention lists, before letters are rewritten."""
        if token.isascii():
            return token
        return "".join(letter if letter in self.listed else _strip_marks(letter) for letter in token)

    def sounds(self, keys: Iterable[str]) -> frozenset[str]:
        """Return keys without what writers of neighbouring languages spell differently.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> sorted(alphabets.sounds(["arcomenka"]) & alphabets.sounds(["artemenko"]))
        ['artamanka']
        """
        return frozenset(sound for key in keys if (sound := _sound(self, key)))

    def echo(self, keys: tuple[str, ...]) -> str:
        """Return the consonants of a word as a language of few sounds keeps them: l is r, v and f go, hard and soft fall together.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> alphabets.echo(("roginofu",)), alphabets.echo(("loginov",))
        ('rkn', 'rkn')
        """
        return self.echoed(keys[0]) if keys else ""

    def skeletons(self, token: str, keys: tuple[str, ...], before: str = "") -> frozenset[str]:
        """Return the consonants of a token, once for each sound its letters may stand for; those of two or more.

        ``before`` are consonants that stand before them in the whole word: the b of Abu.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> sorted(alphabets.skeletons("قرضاي", ()) & alphabets.skeletons("karzai", alphabets.keys("karzai")))
        ['krz']
        >>> sorted(alphabets.skeletons("عيسى", ()) | alphabets.skeletons("חיים", ()))
        ['hm']
        """
        token = token[:LONGEST_WORD]
        script = script_of(token)
        if script in self.skeletons_of:
            bare = self._by_letter(token, self.skeletons_of[script])
        else:
            bare = [self.skeleton(key) for key in self._keys_of_consonants(token, script, keys)]
        breathless = [one[:1] + one[1:].replace("h", "") for one in bare]
        whole = (before + one for one in (*bare, *breathless))
        return frozenset(one for one in whole if len(one) >= 2)

    def _keys_of_consonants(self, token: str, script: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Return the keys a skeleton is made from: w is a vowel as often as not, so it goes."""
        if script != "latin" or "w" not in token:
            return keys
        return self.keys(token.replace("w", "u") if token.startswith("w") else token.replace("w", ""))

    def _by_letter(self, token: str, letters: Mapping[str, str]) -> list[str]:
        """Return the consonants of a token letter by letter; a letter of two sounds doubles them, up to a bound.

        Two of one letter may be two consonants with an unwritten vowel between (ببوح is Babuh) or one that is long (قسّور).
        """
        found = [""]
        for letter, run in groupby(_letters_of(token.replace("׳", "'"), letters)):
            sounds = letters.get(letter, "").split("/")
            if len([*run]) > 1:
                sounds = [*sounds, *(sound * 2 for sound in sounds if sound)]
            grown = [start + sound for start in found for sound in sounds]
            found = grown if len(grown) <= MOST_SKELETONS else [start + sounds[0] for start in found]
        return found


def _letters_of(token: str, letters: Mapping[str, str]) -> Iterator[str]:
    """Yield the letters of a token, two as one where they are listed so: ג' is no ג."""
    at = 0
    while at < len(token):
        size = 2 if token[at : at + 2] in letters else 1
        yield token[at : at + size]
        at += size


KEPT_KEYS = 100_000
"""How many words are remembered with their keys: each is asked for several times."""


@lru_cache(maxsize=KEPT_KEYS)
def _keys(alphabets: Alphabets, token: str, at_most: int) -> tuple[str, ...]:
    return alphabets._find_keys(token, at_most)


@lru_cache(maxsize=KEPT_KEYS)
def _sound(alphabets: Alphabets, key: str) -> str:
    for pattern, replacement in alphabets.sound:
        key = pattern.sub(replacement, key)
    return key


_Rewrite = Callable[[str], str]


def _rewrite(table: Mapping[str, str]) -> _Rewrite:
    """Return a function that replaces the longest letters first, in one pass."""
    several = sorted((letters for letters in table if len(letters) > 1), key=lambda one: (-len(one), one))
    pattern = re.compile("|".join(map(re.escape, several)) or "(?!)")
    # What several letters become is no letter itself until all are found: a kh that is h must not go on to be g.
    sign_of = {letters: chr(_FIRST_SIGN + at) for at, letters in enumerate(several)}
    single = {
        sign_of.get(letters, letters): by
        for letters, by in table.items()
        if letters in sign_of or len(letters) == 1
    }
    translation = str.maketrans(single)

    def sign(found: re.Match[str]) -> str:
        return sign_of[found.group()]

    return lambda text: pattern.sub(sign, text).translate(translation)


_FIRST_SIGN = 0xD800
"""From here on stand characters that no text can hold (surrogates)."""


@lru_cache(maxsize=65536)
def _strip_marks(text: str) -> str:
    return _strip_marks_of(text)


def _strip_marks_of(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _single(found: re.Match[str]) -> str:
    return found[1]


def _settle(key: str) -> str:
    """Fold what writers never agree on: ie and e, io and o, double letters."""
    return _lettered(_folded(key))


def _settle_lines(keys: str) -> list[str]:
    """Settle many keys, one to a line."""
    return [_lettered(key) for key in _folded(keys).split("\n")]


def _folded(text: str) -> str:
    if "ie" in text or "io" in text:
        text = _IO.sub("o", _IE.sub("e", text))
    return _DOUBLE.sub(_single, text)


def _lettered(key: str) -> str:
    """Return a key in ASCII letters and digits alone."""
    if key.isascii() and key.isalnum():
        return key
    plain = "".join(letter if letter.isascii() else to_ascii(letter).lower() for letter in key)
    return "".join(_ASCII.findall(plain))
