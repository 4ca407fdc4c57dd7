"""Distinct words of readings -> Tokens: what likeness needs to know of each, computed once per word.

Words are compared many million times and read once; everything that can be known of a word alone is known here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from resolver.names.damage import mended_forms
from resolver.names.forms import GivenForm
from resolver.names.keys import Alphabets
from resolver.names.knowledge import SHORT, Knowledge
from resolver.names.particles import COMPOUND_ENDS, is_nobiliary
from resolver.names.remembering import remembered
from resolver.values.text import script_of

DOMINANT = 2
"""How many times as common as the next the likeliest name of a spelling must be, to be taken for it."""


class Token(NamedTuple):
    """One word in one kind of role: its letters, script, keys, sounds, skeletons and the names it may be.

    ``classes`` are the given-name classes it belongs to by a full form or a variant, ``likeliest`` the one that
    is by far the commonest of them (none for an ambiguous spelling: Salem is سالم or سليم),
    ``short_classes`` those by a short form only, ``usual`` those of them it mostly stands for. ``name_starts`` are the beginnings of these names. ``mended`` are the keys of
    what a word damaged by extraction may have been. ``echo`` is what is left of its consonants when it comes back through a language
    of few sounds, ``is_syllabic`` says that it looks like it did (Roginofu). ``known_by_letters`` says that a table of given names has it as it
    is written, not only something that sounds like it. ``is_attested`` says that a table of surnames lists it. ``parts`` are the keys of the words of a double name by
    the likeliest convention, ``part_keys`` those by any. ``first_names`` and ``second_names`` are what the two given names may be that a
    word is made of (Amirhossein): classes of theirs and, behind a sign, keys; nothing of one that no table has.
    """

    text: str
    script: str
    keys: tuple[str, ...]
    sounds: frozenset[str]
    skeletons: frozenset[str]
    mended: frozenset[str]
    echo: str
    is_syllabic: bool
    is_attested: bool
    known_by_letters: bool
    classes: frozenset[str]
    likeliest: str
    short_classes: frozenset[str]
    usual: frozenset[str]
    name_starts: frozenset[str]
    is_initial: bool
    parts: tuple[str, ...]
    part_keys: frozenset[str]
    first_names: frozenset[str]
    second_names: frozenset[str]

    @property
    def starts(self) -> frozenset[str]:
        """Return the beginnings that an initial must fit: those of the word, and of the names it may be."""
        return self.name_starts.union(self.keys)

    @property
    def is_known(self) -> bool:
        """Say whether the word belongs to a class of given names, in full or short."""
        return bool(self.classes or self.short_classes)


@remembered()
def make_token(text: str, role: str, knowledge: Knowledge) -> Token:
    """Return all that is known of a word in a role.

    >>> from resolver.names.knowledge import load_knowledge
    >>> make_token("ю.", "given", load_knowledge()).starts
    frozenset({'iu'})
    """
    word, _, _, bare, _, mended = _spelling(text, knowledge)
    heard = _heard(text, role == "surname" and _has_article(bare), knowledge)
    named = _NOBODY if heard.is_initial else _classes_of(word, role, knowledge)
    if mended and role != "surname":
        named = _either(named, _classes_of_mended(mended, role, knowledge))
    parts = _parts(word, knowledge) if "-" in word and (role == "surname" or named.is_double) else ()
    first, second = (
        (_NONE, _NONE) if heard.is_initial or role == "surname" else _names_of_halves(word, knowledge)
    )
    if named is _NOBODY and not parts and not first and not second:
        return heard
    alphabets = knowledge.alphabets
    return heard._replace(
        classes=_set(named.full),
        likeliest=named.likeliest,
        short_classes=_besides(named.short, named.full),
        usual=_besides(named.usual, named.full),
        name_starts=heard.name_starts | named.starts if named.starts else heard.name_starts,
        parts=tuple([key for part in parts for key in alphabets.keys(part)[:1]]),
        part_keys=_set([key for part in parts for key in alphabets.keys(part)]),
        first_names=first,
        second_names=second,
    )


class _Spelling(NamedTuple):
    """A word without a dot behind it, parted into Abu and what follows, as others would spell that, and what it may be a damage of."""

    word: str
    is_initial: bool
    kunya: str
    bare: str
    said: tuple[str, ...]
    mended: tuple[str, ...]


def _has_article(word: str) -> bool:
    """Say whether a surname may begin with an article that is written in one word with it: Elwood and Albert do not."""
    return word.startswith(("al", "el")) and len(word) > _LONGEST_NAME and "-" not in word


_LONGEST_NAME = 6
"""A word with more letters than this may hold an article."""


@remembered()
def _spelling(text: str, knowledge: Knowledge) -> _Spelling:
    is_initial = text.endswith(".")
    word = text.rstrip(".")
    kunya, bare = _kunya(word)
    said = knowledge.alphabets.as_said(bare) if bare.isascii() and not is_initial else bare
    return _Spelling(
        word=word,
        is_initial=is_initial,
        kunya=kunya,
        bare=bare,
        said=() if said == bare else (said,),
        mended=() if is_initial or script_of(bare) != "arabic" else _mended(word, knowledge),
    )


def _words_heard(role: str, text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the words of which ``make_token`` asks what they sound like."""
    word, _, _, bare, said, mended = _spelling(text, knowledge)
    if role != "surname":
        return (word, bare, *said, *mended, _in_kurdish(word))
    return (word, bare, *said, *mended, bare[2:]) if _has_article(bare) else (word, bare, *said, *mended)


@remembered()
def _heard(text: str, has_article: bool, knowledge: Knowledge) -> Token:
    """Return what is known of a word that is nobody's given name: the same in every role, but for the article of a surname."""
    word, is_initial, kunya, bare, said, mended = _spelling(text, knowledge)
    alphabets, script = knowledge.alphabets, script_of(bare)
    spelt = (bare, bare[2:]) if has_article else (bare,)
    keys = alphabets.keys(bare)
    if kunya or has_article:
        keys = tuple(dict.fromkeys([kunya + key for one in spelt for key in alphabets.keys(one)]))
    heard = [kunya + key for one in said for key in alphabets.keys(one)[:1]]
    is_silent = is_initial or script in CONSONANTAL
    return Token(
        text=word,
        script=script,
        keys=keys,
        sounds=_NONE if is_silent else alphabets.sounds((*keys, *heard)),
        skeletons=_NONE if is_initial else _skeletons(kunya, (*spelt, *said, *mended[:2]), alphabets),
        mended=_set([key for one in mended for key in alphabets.keys(one)]),
        echo="" if is_silent else alphabets.echo(keys),
        is_syllabic=script == "latin" and _SYLLABLES.fullmatch(word) is not None,
        is_attested=any(map(knowledge.surname_frequency.__contains__, keys[:2])),
        known_by_letters=bare in knowledge.given_by_form or bare in knowledge.father_of,
        classes=_NONE,
        likeliest="",
        short_classes=_NONE,
        usual=_NONE,
        name_starts=_first_letter(word[:1], alphabets),
        is_initial=is_initial,
        parts=(),
        part_keys=_NONE,
        first_names=_NONE,
        second_names=_NONE,
    )


@remembered()
def _first_letter(letter: str, alphabets: Alphabets) -> frozenset[str]:
    """Return the key of the letter that stands first, which may be half of a sound: Д. is Джихангир."""
    return _set(alphabets.keys(f"{letter}.")[:1])


def _set(texts: Iterable[str]) -> frozenset[str]:
    """Return texts as a set; where there are none, the one empty set: most sets of words are empty, and a set of its own takes 200 bytes."""
    return frozenset(texts) or _NONE


def _besides(texts: Sequence[str], others: Sequence[str]) -> frozenset[str]:
    """Return texts as a set without others."""
    return frozenset(texts).difference(others) or _NONE if texts else _NONE


_NONE: frozenset[str] = frozenset()
_SYLLABLES = re.compile("(?:[^aeiou]{0,2}[aeiou]n?){3,}")
CONSONANTAL = frozenset({"arabic", "hebrew"})
"""Scripts that leave most vowels unwritten."""


def _kunya(word: str) -> tuple[str, str]:
    """Part abu-X into abu and X, whatever script X is in, and ابوعيادة written in one word; nothing stands before another word."""
    found = _KUNYA.fullmatch(word)
    return ("abu" if found[1] == "ابو" else found[1].rstrip("-"), found[2]) if found else ("", word)


_KUNYA = re.compile("(abu-|umm-|ابو(?=...))(?:ال(?=..))?(.+)")


def _skeletons(kunya: str, words: Iterable[str], alphabets: Alphabets) -> frozenset[str]:
    """Return the consonants of a word as it may be spelt; Abu X keeps the b of abu, so that it is not X."""
    bare = (_kunya(word)[1] for word in words) if kunya else words
    first, *others = [alphabets.skeletons(word, alphabets.keys(word), kunya[1:2]) for word in bare]
    return first.union(*others) if others else first


def _mended(word: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return what a word may have been before it was damaged; nothing for a name as it is listed."""
    listed = knowledge.given_by_form.get(word, ())
    if any(form.weight >= COMMON for form in listed):
        return ()
    mended = mended_forms(word, knowledge.damages)
    return tuple(one for one in mended if knowledge.given_by_form.get(one)) or mended


COMMON = 5
"""A listed name at least this frequent (per 10,000) is taken as it stands."""


def _classes_of_mended(mended: Sequence[str], role: str, knowledge: Knowledge) -> "_Named | None":
    """Return the given names that a damaged word may have been: those of the nearest mended form that is listed as one."""
    listed = (word for word in mended if knowledge.given_by_form.get(word))
    return next((named for word in listed if (named := _classes_of(word, role, knowledge)).full), None)


def _either(listed: "_Named", mended: "_Named | None") -> "_Named":
    """Return what a word may be that stands in the tables and may also be a damaged commoner one: the listed name comes first."""
    if mended is None or not listed.full:
        return mended or listed
    return _Named(
        full=tuple(dict.fromkeys((*listed.full, *mended.full))),
        short=tuple(dict.fromkeys((*listed.short, *mended.short))),
        usual=tuple(dict.fromkeys((*listed.usual, *mended.usual))),
        starts=listed.starts | mended.starts,
        likeliest=listed.likeliest,
    )


_NOT_PARTS = frozenset({"abd", "abu", "umm", "عبد", *COMPOUND_ENDS})


def _parts(word: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the words of a double surname; Abd al-X is one word however it is written."""
    words = word.split("-")
    if _NOT_PARTS & set(words):
        return ()
    return tuple(part for part in words if not is_nobiliary(part, knowledge))


@remembered()
def _names_of_halves(word: str, knowledge: Knowledge) -> tuple[frozenset[str], frozenset[str]]:
    """Return what each of the two given names may be that a word is made of; nothing of a word that is not."""
    halves = _halves(word, knowledge)
    if not halves:
        return _NONE, _NONE
    first, second = (_names_of_half(half, knowledge) for half in halves)
    return first, second


def _halves(word: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the two given names that a word is made of, whether or not they are written in one; nothing where it is not.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [_halves(word, load_knowledge()) for word in ("amir-hossein", "غلامحسن", "mohammad", "nur-al-din")]
    [('amir', 'hossein'), ('غلام', 'حسن'), (), ()]
    """
    if "-" in word:
        parts = tuple(word.split("-"))
        return parts if len(parts) == _TWO and _NOT_PARTS.isdisjoint(parts) else ()
    places = range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)
    ways = ((word[:at], word[at:]) for at in places)
    return next((way for way in ways if all(_is_half(half, knowledge) for half in way)), ())


_TWO = 2
_SHORTEST_HALF = 3
"""Shorter names are found in words that are not made of two."""


def _is_half(word: str, knowledge: Knowledge) -> bool:
    """Say whether a word is a common given name of a people that writes two in one word: one of those that put the father's after it."""
    forms = (form for form in knowledge.given_by_form.get(word, ()) if form.kind != SHORT)
    return any(
        form.weight >= COMMON and knowledge.given_customs.get(form.name_class) == "father" for form in forms
    )


def _names_of_half(half: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the classes and, behind a sign, the keys of one of two given names; nothing where no table has it as it is written."""
    if half not in knowledge.given_by_form:
        return _NONE
    names = [form.name_class for form in knowledge.given(half)]
    return frozenset((*names, *(f"={key}" for key in knowledge.alphabets.keys(half))))


class _Named(NamedTuple):
    """The given-name classes of a word, commonest first, and the beginnings of their names."""

    full: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    starts: frozenset[str] = frozenset()
    likeliest: str = ""
    is_double: bool = False


_NOBODY = _Named()


def _classes_of(word: str, role: str, knowledge: Knowledge) -> _Named:
    prefix = word[:4] if word.startswith(("abu-", "umm-")) else ""
    forms = knowledge.given(word.removeprefix(prefix))
    if role == "surname":
        likeliest = _likeliest(forms, word, knowledge)
        full = tuple(prefix + form.name_class for form in forms if form.kind != SHORT)
        return _Named(full=full, likeliest=prefix + likeliest if likeliest else "") if forms else _NOBODY
    if not forms and "-" in word and not prefix and _NOT_PARTS.isdisjoint(word.split("-")):
        return _of_parts(word, role, knowledge)
    if role != "given":
        forms = tuple(form for form in forms if form.gender != "f")
        forms = (*knowledge.father_of.get(word, ()), *forms)
    kurdish = _from_kurdish(word, knowledge)
    if not forms and not kurdish:
        return _NOBODY
    likeliest = _likeliest(forms, word.removeprefix(prefix), knowledge)
    called = _called(word, knowledge)
    full = tuple(prefix + form.name_class for form in forms if form.kind != SHORT)
    return _Named(
        full=tuple(dict.fromkeys((*full, *kurdish))),
        short=(*(prefix + form.name_class for form in forms if form.kind == SHORT), *called),
        usual=(*(prefix + form.name_class for form in _usual(forms)), *called),
        starts=frozenset(_starts(forms, knowledge)),
        likeliest=prefix + likeliest if likeliest else "",
    )


def _from_kurdish(word: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the Arabic names that a word is where Kurdish letters write every short a as an e: Sena is سناء.

    One that is listed as the name of another people is that: Senad is no Sanad.
    """
    read = _in_kurdish(word)
    if read == word or _is_of_others(word, knowledge):
        return ()
    forms = knowledge.given(read)
    names = (form.name_class for form in forms if form.kind != SHORT)
    return tuple(name for name in names if knowledge.given_customs.get(name) == "father")


def _is_of_others(word: str, knowledge: Knowledge) -> bool:
    """Say whether a word is listed, and only as names of peoples that do not write the father's name behind their own."""
    forms = knowledge.given_by_form.get(word, ())
    return bool(forms) and not any(knowledge.given_customs.get(form.name_class) == "father" for form in forms)


def _in_kurdish(word: str) -> str:
    """Return a word with an a for each e where it may be written in Kurdish letters, else the word."""
    return word.replace("e", "a") if _FIRST_E.match(word) else word


_FIRST_E = re.compile("[^aeiou]?[^aeiou]?e(?![iey])[a-z]+$")
"""A word whose first vowel is a lone e."""


def _called(word: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the names that one of two words is called by: who is Alaa al-Din is Alaa, and Mutasim Billah is Mutasim."""
    before, _, ending = word.rpartition("-")
    is_left_out = ending in COMPOUND_ENDS or "billah" in knowledge.particles.get(ending, ())
    forms = knowledge.given(before) if before and is_left_out else ()
    return tuple(dict.fromkeys(form.name_class for form in forms if form.kind != SHORT))


def _starts(forms: Iterable[GivenForm], knowledge: Knowledge) -> Iterator[str]:
    """Yield what an initial may begin for these names: the name itself, and its first letter in neighbouring languages."""
    for form in forms:
        yield from knowledge.alphabets.keys(form.name_class)[:1]
        yield from knowledge.class_initials.get(form.name_class, "")


def _of_parts(word: str, role: str, knowledge: Knowledge) -> _Named:
    """Return the names that the parts of a double name are; it is none of them for certain."""
    parts = (part for part in word.split("-") if not is_nobiliary(part, knowledge))
    named = [_classes_of(part, role, knowledge) for part in parts]
    return _Named(
        full=tuple(dict.fromkeys(name for one in named for name in one.full)),
        short=tuple(dict.fromkeys(name for one in named for name in one.short)),
        starts=frozenset().union(*(one.starts for one in named)),
        is_double=True,
    )


def _usual(forms: Sequence[GivenForm]) -> Iterator[GivenForm]:
    """Yield the names a short form mostly stands for: Витя is Виктор before it is Виталий, Слава may be any of five."""
    short = [form for form in forms if form.kind == SHORT]
    heaviest = {sex: max((form.weight for form in short if form.gender == sex), default=0) for sex in "mfu"}
    return (form for form in short if form.weight * DOMINANT >= heaviest[form.gender])


def _likeliest(forms: Sequence[GivenForm], word: str, knowledge: Knowledge) -> str:
    """Return the class that is several times as common as any other a word may belong to, or nothing.

    A name that is listed as it is written comes before those it only sounds like.
    """
    full = [form for form in forms if form.kind != SHORT]
    if not full:
        return ""
    listed = {form.name_class for form in knowledge.given_by_form.get(word, ()) if form.kind != SHORT}
    full = [form for form in full if form.name_class in listed] or full
    first, rest = full[0], [form.weight for form in full[1:] if form.name_class != full[0].name_class]
    return first.name_class if first.weight >= DOMINANT * max(rest, default=0) else ""


class Tokens(Mapping[tuple[str, str], Token]):
    """What is known of each word in a kind of role; the words of a kind are in order, so that a word is found without a table.

    >>> from resolver.names.knowledge import load_knowledge
    >>> tokens = Tokens.of({"given": ["ю.", "юрий"]}, load_knowledge())
    >>> tokens["given", "ю."].starts, [token.text for token in tokens.of_kind["given"]], ("given", "а.") in tokens
    (frozenset({'iu'}), ['ю', 'юрий'], False)
    """

    __slots__ = ("_texts", "of_kind")

    def __init__(self, texts: Mapping[str, Sequence[str]], of_kind: Mapping[str, Sequence[Token]]) -> None:
        self._texts, self.of_kind = texts, of_kind

    @classmethod
    def of(cls, texts: Mapping[str, Sequence[str]], knowledge: Knowledge) -> "Tokens":
        """Return all that is known of many words, sorted by kind of role."""
        both = sorted(((kind, text) for kind, words in texts.items() for text in words), key=itemgetter(1))
        ahead = knowledge.alphabets.ahead(both, lambda one: _words_heard(*one, knowledge), are_heard=True)
        of_kind: dict[str, list[Token]] = {kind: [] for kind in texts}
        for kind, text in ahead:
            of_kind[kind].append(make_token(text, kind, knowledge))
        return cls(texts, of_kind)

    def __getitem__(self, word: tuple[str, str]) -> Token:
        kind, text = word
        texts = self._texts.get(kind, ())
        at = bisect_left(texts, text)
        if at == len(texts) or texts[at] != text:
            raise KeyError(word)
        return self.of_kind[kind][at]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((kind, text) for kind, texts in self._texts.items() for text in texts)

    def __len__(self) -> int:
        return sum(map(len, self._texts.values()))


class Unmade(Sequence[Token]):
    """Words in a kind of role of which what is known is worked out when it is asked for: of one, or of all that are gone through.

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = Unmade("given", ["ю.", "юрий"], load_knowledge())
    >>> words[1].likeliest, [word.is_initial for word in words]
    ('yuriy', [True, False])
    """

    def __init__(self, kind: str, texts: Sequence[str], knowledge: Knowledge) -> None:
        self._kind, self._texts, self._knowledge = kind, texts, knowledge

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, at: int) -> Token:  # type: ignore[override]
        return make_token(self._texts[at], self._kind, self._knowledge)

    def __iter__(self) -> Iterator[Token]:
        return iter(self._made)

    @cached_property
    def _made(self) -> Sequence[Token]:
        return Tokens.of({self._kind: self._texts}, self._knowledge).of_kind[self._kind]


def kind_of_role(role: str) -> str:
    """Return the role whose words are like those of a role: a grandfather's name is a father's, and a second given name stands there too.

    >>> kind_of_role("grandfather"), kind_of_role("second"), kind_of_role("exchanged given"), kind_of_role("given")
    ('father', 'father', 'given', 'given')
    """
    if role in ("grandfather", "second", "third"):
        return "father"
    return role.removeprefix("exchanged ")
