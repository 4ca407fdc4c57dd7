"""A token in any script -> its keys: the same sound written in one small alphabet.

A Latin token is read once per convention (English, scholarly, German, French, Polish, Turkish, Ukrainian, Balkan …), so it has several
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
from itertools import groupby, islice
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import FEW
from resolver.names.hearing import Hearing
from resolver.names.remembering import remembered
from resolver.names.rewriting import Rewrite
from resolver.values.text import script_of, to_ascii

LONGEST_WORD = 60
"""No name has more letters; what follows in a damaged cell is kept as written and not compared."""

MOST_SKELETONS = 16
"""A word whose letters could stand for more combinations of sounds is read by the first of each letter from there on."""

_BY_LETTER = ("arabic", "armenian", "georgian", "hebrew")
"""Scripts that have one reading, letter by letter."""
_START = "^"
"""Stands before the first letter of a word: some letters sound different there."""
_END = "$"
"""Stands behind the last letter of a word in Latin letters: -ic is -ić there, and seldom elsewhere."""
_GAJ = re.compile("[ćđ]|ic$")
"""What is written in Gaj's alphabet, the last convention: it comes first there, and j is never the English one (Jurić is not Đurić)."""
_GAJ_J = re.compile("(?<![dgln])j")

Thing = TypeVar("Thing")

_IE, _IO = re.compile("i+e"), re.compile("i+o")
_DOUBLE = re.compile(r"(.)\1+")
_ASCII = re.compile("[A-Za-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alphabets:
    """How letters become keys: compiled once from ``rules/names/scripts.toml``."""

    cyrillic: tuple[Rewrite, ...]
    latin: tuple[Rewrite, ...]
    listed: frozenset[str]
    by_letter: Mapping[str, Rewrite]
    arabic_same: Mapping[int, str]
    hearing: Hearing
    said: tuple[tuple[re.Pattern[str], str], ...]
    skeletons_of: Mapping[str, Mapping[str, str]]
    to_cyrillic: Mapping[int, str]
    to_latin: Mapping[int, str]
    _learnt: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def from_toml(cls, scripts: Mapping[str, Any]) -> "Alphabets":
        """Compile the rewriting tables; the order of conventions is the order of keys."""
        cyrillic = {**scripts["cyrillic"]["letters"], **scripts["cyrillic"]["digraphs"]}
        common = scripts["latin"]["common"]
        return cls(
            cyrillic=(Rewrite.by(cyrillic), Rewrite.by(cyrillic | scripts["cyrillic"]["second"])),
            latin=tuple(Rewrite.by({**common, **one["letters"]}) for one in scripts["latin"]["convention"]),
            listed=frozenset(common).union(*(one["letters"] for one in scripts["latin"]["convention"])),
            by_letter={
                script: Rewrite.by({_START: "", **scripts[script]["letters"]}) for script in _BY_LETTER
            },
            arabic_same=str.maketrans(scripts["arabic"]["same_letter"]),
            hearing=Hearing(scripts),
            said=tuple((re.compile(one["pattern"]), one["replace"]) for one in scripts["sound"]["said"]),
            skeletons_of={script: scripts["skeleton"][script] for script in ("arabic", "hebrew")},
            to_cyrillic=str.maketrans(scripts["homoglyphs"]["latin_to_cyrillic"]),
            to_latin=str.maketrans(scripts["homoglyphs"]["cyrillic_to_latin"]),
        )

    def keys(self, token: str, at_most: int | None = None) -> tuple[str, ...]:
        """Return the token's keys, likeliest first, without repeats; of at most so many conventions.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> alphabets.keys("щербаков"), alphabets.keys("shcherbakov")[0], alphabets.keys("schtscherbakow")[2]
        (('Serbakov',), 'Serbakov', 'Serbakov')
        """
        learnt = self._learnt.get(token) if at_most is None else None
        return _keys(self, token, at_most) if learnt is None else learnt

    def _find_keys(self, token: str, at_most: int | None) -> tuple[str, ...]:
        script, rewrites, text = self._spelt(token[:LONGEST_WORD])
        plain = (rewrite(text) for rewrite in rewrites[:at_most])
        found = [_settle(_strip_marks(key) if script == "latin" else key) for key in plain]
        return tuple(filter(None, dict.fromkeys(found)))

    def _spelt(self, token: str) -> tuple[str, tuple[Rewrite, ...], str]:
        """Return as what script a word is read, how its letters become keys, and the text to do that to."""
        script = script_of(token)
        if script == "cyrillic":
            return script, self.cyrillic[: 2 if "ё" in token else 1], token
        if script in self.by_letter:
            return script, (self.by_letter[script],), _START + token
        text = self._without_odd_marks(token) if script == "latin" else to_ascii(token).lower()
        is_gaj = _GAJ.search(text) is not None
        rewrites = (*self.latin[-1:], *self.latin[:-1]) if is_gaj else self.latin
        return "latin", rewrites, (_GAJ_J.sub("i", text) if is_gaj and "j" in text else text) + _END

    def ahead(
        self,
        things: Iterable[Thing],
        words_of: Callable[[Thing], Iterable[str]],
        *,
        are_heard: bool = False,
    ) -> Iterator[Thing]:
        """Yield things, the keys of whose words will be asked for; many at once are learnt before the first of them is given.

        ``are_heard`` says that it will also be asked what is heard of the keys.
        """
        left = iter(things)
        while some := list(islice(left, LEARNT_AT_ONCE)):
            if len(some) > FEW:
                keys = self.learn([word for one in some for word in words_of(one)])
                if are_heard:
                    self.hearing.learn(keys)
            yield from some

    def learn(self, words: Iterable[str]) -> set[str]:
        """Work out the keys of many words at once, in a tenth of the time that it takes one by one; return them.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> "Serbakov" in alphabets.learn(["schtscherbakow"])
        True
        >>> alphabets.keys("schtscherbakow")[2]
        'Serbakov'
        """
        wanted = {word for word in words if len(word) <= LONGEST_WORD}
        wanted |= {_without_w(word) for word in wanted if "w" in word}
        new = wanted - self._learnt.keys()
        if len(new) + len(self._learnt) > KEPT_KEYS:
            self._learnt.clear()
            self.hearing.forget()
            new = wanted
        spelt = defaultdict(list)
        for word in islice(new, KEPT_KEYS):
            script, rewrites, text = self._spelt(word)
            if "\n" not in text:
                # Apart, so that signs of few words are not looked for in all.
                spelt[script, rewrites, text.isascii()].append((word, text))
        for (script, rewrites, _), found in spelt.items():
            learnt, texts = zip(*found, strict=True)
            keys = _keys_of("\n".join(texts), rewrites, script)
            apart = (tuple(filter(None, dict.fromkeys(of_word))) for of_word in zip(*keys, strict=True))
            self._learnt.update(zip(learnt, apart, strict=True))
        return set().union(*(self._learnt.get(word, ()) for word in wanted))

    def _without_odd_marks(self, token: str) -> str:
        """Take the marks off letters that no convention lists, before letters are rewritten."""
        if token.isascii():
            return token
        return "".join(letter if letter in self.listed else _strip_marks(letter) for letter in token)

    def sounds(self, keys: Sequence[str]) -> frozenset[str]:
        """Return keys without what writers of neighbouring languages spell differently.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> sorted(alphabets.sounds(["arcomenka"]) & alphabets.sounds(["artemenko"]))
        ['artamanka']
        """
        return frozenset([sound for sound, _, _, _ in self.hearing.of(keys) if sound])

    def as_said(self, token: str) -> str:
        """Return a word in Latin letters as others would write the same Arabic sounds.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> [alphabets.as_said(word) for word in ("haydar", "jawhar", "awad", "huthaifa")]
        ['hedar', 'johar', 'awad', 'hudhefa']
        """
        for pattern, letters in self.said:
            token = pattern.sub(letters, token)
        return token

    def echo(self, keys: tuple[str, ...]) -> str:
        """Return the consonants of a word as a language of few sounds keeps them: l is r, v and f go, hard and soft fall together.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> alphabets.echo(("roginofu",)), alphabets.echo(("loginov",))
        ('rkn', 'rkn')
        """
        return self.hearing.of(keys[:1])[0][3] if keys else ""

    def skeletons(self, token: str, keys: tuple[str, ...], before: str = "") -> frozenset[str]:
        """Return the consonants of a token, once for each sound its letters may stand for; those of two or more.

        ``before`` are consonants that stand before them in the whole word: the b of Abu.

        >>> from resolver.rulebook import load_rulebook
        >>> alphabets = Alphabets.from_toml(load_rulebook().setting("names/scripts.toml"))
        >>> sorted(alphabets.skeletons("قرضاي", ()) & alphabets.skeletons("karzai", alphabets.keys("karzai")))
        ['krz']
        >>> sorted(alphabets.skeletons("عيسى", ()) | alphabets.skeletons("חיים", ()))
        ['hm']
        >>> sorted(alphabets.skeletons("راوي", ()) & alphabets.skeletons("rawi", alphabets.keys("rawi")))
        ['rf']
        >>> bayaa, other = (alphabets.skeletons(word, alphabets.keys(word)) for word in ("bayaa", "بياع"))
        >>> sorted(bayaa & other)
        ['bi']
        """
        token = token[:LONGEST_WORD]
        script = script_of(token)
        bare: set[str] = set()
        if script in self.skeletons_of:
            bare.update(self._by_letter(token, self.skeletons_of[script]))
            bare.update([one[:1] + one[1:].replace("h", "") for one in bare])
        else:
            has_w = script == "latin" and "w" in token
            bare.update(self._consonants(self.keys(_without_w(token)) if has_w else keys))
            if has_w and min(map(len, bare), default=2) < 2:
                bare.update(self._consonants(keys))
        shortest = min(map(len, bare), default=0)
        if shortest > 1 and not before:
            return frozenset(bare)
        if 1 in map(len, bare):
            bare.update([key.rstrip("i").translate(_FULL_VOWELS) for key in keys[:2]])
        return frozenset([before + one for one in bare if len(before) + len(one) >= 2])

    def _consonants(self, keys: Sequence[str]) -> list[str]:
        """Return the consonants of keys with every h and without."""
        return [one for heard in self.hearing.of(keys) for one in heard[1:3]]

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


_FULL_VOWELS = str.maketrans("", "", "aeou")
"""What goes where a word has one consonant: its y stays, unless it ends the word, as that is one as often as not."""


def _without_w(word: str) -> str:
    """Return the word whose consonants are a word's: w is a vowel as often as not, so it goes unless too little is left."""
    return word.replace("w", "u") if word.startswith("w") else word.replace("w", "")


def _letters_of(token: str, letters: Mapping[str, str]) -> Iterator[str]:
    """Yield the letters of a token, two as one where they are listed so: ג' is no ג."""
    at = 0
    while at < len(token):
        size = 2 if token[at : at + 2] in letters else 1
        yield token[at : at + size]
        at += size


KEPT_KEYS = 50_000
"""How many words are remembered with their keys: each is asked for several times."""
LEARNT_AT_ONCE = 10_000
"""How many things are taken together to learn what their words sound like; as many as what else is found of them is remembered."""


@remembered(KEPT_KEYS)
def _keys(alphabets: Alphabets, token: str, at_most: int | None) -> tuple[str, ...]:
    return alphabets._find_keys(token, at_most)


@remembered(65536)
def _strip_marks(text: str) -> str:
    return _strip_marks_of(text)


def _strip_marks_of(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return decomposed.translate({ord(sign): None for sign in set(decomposed) if unicodedata.combining(sign)})


def _single(found: re.Match[str]) -> str:
    return found[1]


def _settle(key: str) -> str:
    """Fold what writers never agree on: ie and e, io and o, double letters."""
    return _lettered(_folded(key))


def _keys_of(lines: str, rewrites: Iterable[Rewrite], script: str) -> list[list[str]]:
    """Return the keys of many words, one to a line, by each way to rewrite them."""
    plain = (rewrite.lines(lines) for rewrite in rewrites)
    return [_settle_lines(_strip_marks_of(keys) if script == "latin" else keys) for keys in plain]


def _settle_lines(keys: str) -> list[str]:
    """Settle many keys, one to a line."""
    text = pl.Series([keys], dtype=pl.String).str.replace_all("i+([eo])", "$1")[0]
    encoding, size = ("ascii", np.uint8) if text.isascii() else ("utf-32-le", np.uint32)
    letters: NDArray[Any] = np.frombuffer(text.encode(encoding), dtype=size)
    is_kept = np.ones(len(letters), dtype=np.bool_)
    is_kept[1:] = (letters[1:] != letters[:-1]) | (letters[1:] == ord("\n"))
    single = letters[is_kept].tobytes().decode(encoding)
    plain = np.frombuffer(_in_ascii(single).encode(), dtype=np.uint8)
    return plain[_STAYS[plain]].tobytes().decode().split("\n")


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
    return "".join(_ASCII.findall(_in_ascii(key)))


def _in_ascii(text: str) -> str:
    """Return text with each letter that is not ASCII in letters and digits that are."""
    if text.isascii():
        return text
    others = (sign for sign in set(text) if not sign.isascii())
    return text.translate({ord(sign): "".join(_ASCII.findall(to_ascii(sign).lower())) for sign in others})
