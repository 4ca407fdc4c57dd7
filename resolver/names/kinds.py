"""A word -> its Kind: everything about it that decides which role it plays in a name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from resolver.names.cases import declined_given
from resolver.names.forms import GivenForm
from resolver.names.knowledge import SHORT, Knowledge
from resolver.names.particles import COMPOUND_ENDS, is_nobiliary
from resolver.names.remembering import remembered
from resolver.names.syllables import is_syllable
from resolver.values.text import script_of


class Kind(NamedTuple):
    """Everything about a word that decides its role: words of one kind are given the same roles.

    ``givenness`` says how surely it is a given name: 3 listed in full, 2 listed short or declined, 1 sounds like one, or is far
    commoner as a surname, 0 unknown; ``surnameness`` how surely a surname: 3 a listed surname with its ending, 2 ending, 1 listed,
    0 neither; ``custom`` how the people of a listed surname write names: "first" the surname first, "syllables" the same, in
    words of one syllable, "two" with two surnames.
    ``is_common`` says that it is a common given name, ``names_father`` that it is the patronymic of a listed full name,
    ``syllables`` how many words of one syllable it is, joined by hyphens, 0 for any other word and for a common name; ``child`` is
    m or f for a word like оглы and кызы; ``follows`` says what comes after a given name among those who bear it: the "father"'s,
    a "patronymic", "given" names, or as much of one's "own"; nothing of a word that is no given name.
    """

    script: str
    givenness: int
    surnameness: int
    custom: str
    is_common: bool
    is_patronymic: bool
    names_father: bool
    is_initial: bool
    is_kunya: bool
    syllables: int
    child: str
    follows: str

    @property
    def is_given(self) -> bool:
        """Say whether a word is known as a given name rather than a surname."""
        return self.givenness >= LISTED

    @property
    def is_listed_surname(self) -> bool:
        """Say whether a table of surnames has a word, however it ends."""
        return self.surnameness in (1, 3)


LISTED = 2
"""A word at least this much of a given name is listed as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words of a name that are one word in a role: their places, each with an ending («Гасан оглы» has one), joined by hyphens."""

    places: tuple[tuple[int, str], ...]
    kind: Kind

    @property
    def has_ending(self) -> bool:
        """Say whether a word like оглы was folded into this part."""
        return any(ending for _, ending in self.places)

    def spell(self, words: Sequence[str]) -> str:
        """Return the text of this part of a name."""
        return "-".join(words[place] + ending for place, ending in self.places)


Roles = dict[str, Part]


def joined(words: Sequence[Part]) -> Part:
    """Return words as one; no rule asks what kind that is."""
    return replace(words[0], places=tuple(place for word in words for place in word.places))


@remembered()
def kind_of_word(word: str, knowledge: Knowledge) -> Kind:
    """Return what decides the role of a word.

    >>> from resolver.names.knowledge import load_knowledge
    >>> kind_of_word("иван", load_knowledge()) == kind_of_word("олег", load_knowledge())
    True
    """
    particle = knowledge.particles.get(word, frozenset())
    is_common = _is_common_given(word, knowledge)
    return Kind(
        script=script_of(word),
        givenness=_givenness(word, knowledge),
        surnameness=_surnameness(word, knowledge, is_common=is_common),
        custom=knowledge.surname_customs.get(word, ""),
        is_common=is_common,
        is_patronymic=is_patronymic(word, knowledge),
        names_father=any(form.kind != SHORT for form in knowledge.father_of.get(word, ())),
        is_initial=word.endswith("."),
        is_kunya=word.startswith(("abu-", "umm-")) and not knowledge.given(word),
        syllables=0 if is_common else _count_syllables(word),
        child="m" if "son" in particle else "f" if "daughter" in particle else "",
        follows=_follows(word, knowledge),
    )


_FATHERS_IN_LETTERS = frozenset({"arabic", "hebrew", "armenian", "georgian"})
"""Scripts whose peoples write the father's name, if any, after the given name."""


def _follows(word: str, knowledge: Knowledge) -> str:
    """Return what comes after a given name, by the commonest name that a word may be."""
    is_chained = word.startswith(("abu-", "umm-", "abd-"))
    if is_chained or _is_compound(word) or script_of(word) in _FATHERS_IN_LETTERS:
        return "father"
    names = knowledge.given(word)
    if not names:
        return ""
    return knowledge.given_customs.get(names[0].name_class, "given")


def _is_compound(word: str) -> bool:
    """Say whether a word is X al-Din or X Allah."""
    before, _, ending = word.rpartition("-")
    return bool(before) and ending in COMPOUND_ENDS


def _count_syllables(word: str) -> int:
    parts = word.split("-")
    return len(parts) if all(map(is_syllable, parts)) else 0


def is_patronymic(word: str, knowledge: Knowledge) -> bool:
    """Say whether a word is a father's name by its ending, or one that a table knows.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [is_patronymic(word, load_knowledge()) for word in ("ильич", "ильичу", "илья")]
    [True, True, False]
    """
    if word in knowledge.father_of:
        return True
    if word[2:].endswith(_suffixes(knowledge)[0]):
        return word not in knowledge.given_by_form
    undone = [ending.undo(word) or "" for ending in knowledge.endings_of("patronymic", word)]
    return any(one in knowledge.father_of or one[2:].endswith(_suffixes(knowledge)[0]) for one in undone)


@lru_cache(maxsize=4)
def _suffixes(knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the suffixes of patronymics and of surnames; they follow a stem of two letters or more."""
    return (
        tuple(suffix for suffix, _ in knowledge.patronymic_suffixes),
        tuple(suffix for suffix, _, _ in knowledge.surname_suffixes),
    )


def _has_nobiliary(word: str, knowledge: Knowledge) -> bool:
    head, _, rest = word.partition("-")
    return bool(rest) and is_nobiliary(head, knowledge)


COMMON = 50
"""A given name this frequent (per 10,000) is seldom a surname, whatever it ends in."""
MOSTLY = 3
"""How many times as common as a surname a listed given name must be, to be taken for the surname."""


def _is_common_given(word: str, knowledge: Knowledge) -> bool:
    """Say whether a word is a common given name as it stands: Константин ends like a surname by chance."""
    return any(form.kind != SHORT and form.weight >= COMMON for form in knowledge.given_by_form.get(word, ()))


def _givenness(word: str, knowledge: Knowledge) -> int:
    if _has_nobiliary(word, knowledge):
        return 0
    bare = word.removeprefix("abu-").removeprefix("umm-")
    if bare != word or word.startswith(("abd-", "عبد-")) or _is_compound(word):
        return 3
    exact = knowledge.given_by_form.get(word)
    if exact:
        if _is_mostly_surname(word, exact, knowledge):
            return 1
        return 3 if any(form.kind != SHORT for form in exact) else LISTED
    if any(declined_given(word, knowledge)):
        return LISTED
    if _is_double_given(word, knowledge):
        return 3
    return 1 if knowledge.given(word) else 0


def _is_double_given(word: str, knowledge: Knowledge) -> bool:
    """Say whether a word is given names joined by hyphens: Рудольф-Эрвин."""
    return "-" in word and all(_givenness(part, knowledge) >= LISTED for part in word.split("-"))


def _is_mostly_surname(word: str, listed: Sequence[GivenForm], knowledge: Knowledge) -> bool:
    """Say whether far more people bear a word as a surname, where surnames are no fathers' names: Сингх, Диас."""
    commonest = max(form.weight for form in listed)
    if commonest >= COMMON or knowledge.surname_customs.get(word) not in ("first", "two"):
        return False
    share = max(knowledge.surname_frequency.get(key, 0.0) for key in knowledge.alphabets.keys(word)[:2])
    return share >= MOSTLY * commonest / 10_000


def _surnameness(word: str, knowledge: Knowledge, *, is_common: bool) -> int:
    if _has_nobiliary(word, knowledge):
        return 3
    if _is_double_given(word, knowledge):
        return 0
    ends = not is_common and word[2:].endswith(_suffixes(knowledge)[1])
    listed = any(key in knowledge.surname_frequency for key in knowledge.alphabets.keys(word)[:2])
    oblique = any(
        ending.undo(word) is not None
        for ending in knowledge.endings_of("surname", word)
        if len(ending.ending) >= 3
    )
    return (2 if ends or oblique else 0) + (1 if listed else 0)
