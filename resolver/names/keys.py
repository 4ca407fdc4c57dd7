"""A token in any script -> its keys: the same sound written in one small alphabet.

A Latin token is read once per convention (English, scholarly, German, French, Polish, Turkish, Ukrainian …), so it has several
keys; two tokens agree when they share one. Other scripts are read letter by letter. A *sound* is a key without what neighbouring languages write differently
(Belarusian akanne, г as g or h). A *skeleton* keeps consonants only: the one thing that survives a passage through Arabic or
Hebrew letters; letters that stand for two sounds give two. Facts: ISO 9, GOST 7.79, ICAO Doc 9303, BGN/PCGN, as listed in
``rules/names/scripts.toml``.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby, islice
from typing import Any, TypeVar

import numpy as np
import polars as pl

from resolver.errors import RuleError
from resolver.values.text import script_of, to_ascii

LONGEST_WORD = 60
"""No name has more letters; what follows in a damaged cell is kept as written and not compared."""

MOST_SKELETONS = 16
"""A word whose letters could stand for more combinations of sounds is read by the first of each letter from there on."""

_BY_LETTER = ("arabic", "armenian", "georgian", "hebrew")
"""Scripts that have one reading, letter by letter."""
_START = "^"
"""Stands before the first letter of a word: some letters sound different there."""

Thing = TypeVar("Thing")

_IE, _IO = re.compile("i+e"), re.compile("i+o")
_DOUBLE = re.compile(r"(.)\1+")
_ASCII = re.compile("[A-Za-z0-9]")


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
    _learnt: dict[str, Sequence[str]] = field(default_factory=dict, init=False, repr=False)
    _heard: dict[str, tuple[str, str, str]] = field(default_factory=dict, init=False, repr=False)

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
            sound=tuple(
                (re.compile(one["pattern"], re.MULTILINE), one["replace"])
                for one in scripts["sound"]["rewrite"]
            ),
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
        found = self._learnt.get(token)
        if found is None:
            script, rewrites, text = self._spelt(token)
            plain = (rewrite(text) for rewrite in rewrites[:at_most])
            found = [_settle(_strip_marks(key) if script == "latin" else key) for key in plain]
        return tuple(key for key in dict.fromkeys(found[:at_most]) if key)

    def _spelt(self, token: str) -> tuple[str, tuple["_Rewrite", ...], str]:
        """Return as what script a word is read, how its letters become keys, and the text to do that to."""
        script = script_of(token)
        if script == "cyrillic":
            return script, self.cyrillic[: 2 if "ё" in token else 1], token
        if script in self.by_letter:
            return script, (self.by_letter[script],), _START + token
        is_latin = script == "latin"
        return (
            "latin",
            self.latin,
            self._without_odd_marks(token) if is_latin else to_ascii(token).lower(),
        )

    def ahead(self, things: Iterable[Thing], words_of: Callable[[Thing], Iterable[str]]) -> Iterator[Thing]:
        """Yield things, the sound of whose words will be asked for; many at once are learnt before the first of them is given."""
        left = iter(things)
        while some := list(islice(left, LEARNT_AT_ONCE)):
            self.learn(word for one in some for word in words_of(one))
            yield from some

    def learn(self, words: Iterable[str]) -> None:
        """Work out what many words sound like at once, in a tenth of the time that it takes one by one.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> alphabets.learn(["schtscherbakow"])
        >>> alphabets.keys("schtscherbakow")[2]
        'Serbakov'
        """
        new = {word for word in words if len(word) <= LONGEST_WORD}
        new |= {_without_w(word) for word in new if "w" in word}
        new -= self._learnt.keys()
        if len(new) + len(self._learnt) > KEPT_KEYS:
            self._learnt.clear()
            self._heard.clear()
        spelt = defaultdict(list)
        for word in islice(new, KEPT_KEYS):
            script, rewrites, text = self._spelt(word)
            if "\n" not in text:
                spelt[script, rewrites].append((word, text))
        for (script, rewrites), found in spelt.items():
            learnt, texts = zip(*found, strict=True)
            keys = _keys_of("\n".join(texts), rewrites, script)
            self._learnt.update(zip(learnt, zip(*keys, strict=True), strict=True))
            unheard = list(set().union(*keys) - self._heard.keys())
            self._heard.update(zip(unheard, self._hear(unheard), strict=True))

    def _hear(self, keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """Return the sound, the consonants and the echo of each key."""
        lines = "\n".join(keys)
        found = (self._sound(lines), self.skeleton.all_of(lines), self.echoed.all_of(lines))
        return zip(*(one.split("\n") for one in found), strict=True) if keys else iter(())

    def _sound(self, lines: str) -> str:
        """Return what keys sound like, one to a line; a pattern sees each between two ends of lines."""
        text = f"\n{lines}\n"
        for pattern, replacement in self.sound:
            text = pattern.sub(replacement, text)
        if text.count("\n") != lines.count("\n") + 2:
            raise RuleError(
                "names/scripts.toml: a pattern of [sound] takes away the end of a key; name letters only"
            )
        return text[1:-1]

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
        heard = self._heard
        found = {heard[key][0] if key in heard else self._sound(key) for key in keys}
        return frozenset(found - _NOTHING)

    def echo(self, keys: tuple[str, ...]) -> str:
        """Return the consonants of a word as a language of few sounds keeps them: l is r, v and f go, hard and soft fall together.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> alphabets.echo(("roginofu",)), alphabets.echo(("loginov",))
        ('rkn', 'rkn')
        """
        if not keys:
            return ""
        return self._heard[keys[0]][2] if keys[0] in self._heard else self.echoed(keys[0])

    def skeletons(self, token: str, keys: tuple[str, ...]) -> frozenset[str]:
        """Return the consonants of a token, once for each sound its letters may stand for; those of two or more.

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
            bare = set(self._by_letter(token, self.skeletons_of[script]))
        else:
            if script == "latin" and "w" in token:
                keys = self.keys(_without_w(token))
            heard = self._heard
            bare = {heard[key][1] if key in heard else self.skeleton(key) for key in keys}
        breathless = {one[:1] + one[1:].replace("h", "") for one in bare}
        return frozenset(one for one in bare | breathless if len(one) >= 2)

    def _by_letter(self, token: str, letters: Mapping[str, str]) -> list[str]:
        """Return the consonants of a token letter by letter; a letter of two sounds doubles them, up to a bound."""
        found = [""]
        for letter, _ in groupby(_letters_of(token.replace("׳", "'"), letters)):
            sounds = letters.get(letter, "").split("/")
            grown = [start + sound for start in found for sound in sounds]
            found = grown if len(grown) <= MOST_SKELETONS else [start + sounds[0] for start in found]
        return found


_NOTHING = frozenset({""})


def _without_w(word: str) -> str:
    """Return the word whose consonants are a word's: w is a vowel as often as not, so it goes."""
    return word.replace("w", "u") if word.startswith("w") else word.replace("w", "")


def _letters_of(token: str, letters: Mapping[str, str]) -> Iterator[str]:
    """Yield the letters of a token, two as one where they are listed so: ג' is no ג."""
    at = 0
    while at < len(token):
        size = 2 if token[at : at + 2] in letters else 1
        yield token[at : at + size]
        at += size


KEPT_KEYS = 100_000
"""How many words are remembered with their keys: each is asked for several times."""
LEARNT_AT_ONCE = 20_000
"""How many things are taken together to learn what their words sound like."""


@lru_cache(maxsize=KEPT_KEYS)
def _keys(alphabets: Alphabets, token: str, at_most: int) -> tuple[str, ...]:
    return alphabets._find_keys(token, at_most)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rewrite:
    """What replaces letters by others, the longest first, in one pass."""

    table: Mapping[str, str]
    several: re.Pattern[str]
    sign_of: Mapping[str, str]
    single: Mapping[int, str]

    def __call__(self, text: str) -> str:
        return self.several.sub(self._sign, text).translate(self.single)

    def _sign(self, found: re.Match[str]) -> str:
        return self.sign_of[found.group()]

    def all_of(self, lines: str) -> str:
        """Rewrite many words, one to a line."""
        text = pl.Series([lines], dtype=pl.String)
        return str(text.str.replace_many([*self.table], [*self.table.values()], leftmost=True)[0])


def _rewrite(table: Mapping[str, str]) -> _Rewrite:
    several = sorted((letters for letters in table if len(letters) > 1), key=lambda one: (-len(one), one))
    pattern = re.compile("|".join(map(re.escape, several)) or "(?!)")
    # What several letters become is no letter itself until all are found: a kh that is h must not go on to be g.
    sign_of = {letters: chr(_FIRST_SIGN + at) for at, letters in enumerate(several)}
    single = {
        sign_of.get(letters, letters): by
        for letters, by in table.items()
        if letters in sign_of or len(letters) == 1
    }
    longest_first = sorted(table, key=lambda one: (-len(one), one))
    return _Rewrite(
        table={letters: table[letters] for letters in longest_first},
        several=pattern,
        sign_of=sign_of,
        single=str.maketrans(single),
    )


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


def _keys_of(lines: str, rewrites: Iterable[_Rewrite], script: str) -> list[list[str]]:
    """Return the keys of many words, one to a line, by each way to rewrite them."""
    plain = (rewrite.all_of(lines) for rewrite in rewrites)
    return [_settle_lines(_strip_marks_of(keys) if script == "latin" else keys) for keys in plain]


def _settle_lines(keys: str) -> list[str]:
    """Settle many keys, one to a line."""
    text = pl.Series([keys], dtype=pl.String).str.replace_all("i+([eo])", "$1")[0]
    letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    is_kept = np.ones(len(letters), dtype=np.bool_)
    is_kept[1:] = (letters[1:] != letters[:-1]) | (letters[1:] == ord("\n"))
    single = letters[is_kept]
    if text.isascii():
        return single[_STAYS[single]].tobytes().decode("utf-32-le").split("\n")
    return [_lettered(key) for key in single.tobytes().decode("utf-32-le").split("\n")]


_STAYS = np.array([chr(code).isalnum() or chr(code) == "\n" for code in range(128)], dtype=np.bool_)
"""Which ASCII characters are left in keys, and between them."""


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
