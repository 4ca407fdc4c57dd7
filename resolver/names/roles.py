"""Words in order -> ways to give each a role, with a cost: what is known of a word decides, then where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from resolver.names.cases import declined_given
from resolver.names.knowledge import KEPT_WORDS, SHORT, Knowledge
from resolver.names.particles import is_nobiliary
from resolver.values.text import script_of

Assignment = tuple[dict[str, str], int]


class Kind(NamedTuple):
    """Everything about a word that decides its role: words of one kind are given the same roles.

    ``givenness`` says how surely it is a given name: 3 listed in full, 2 listed short or declined, 1 sounds like one, 0 unknown;
    ``surnameness`` how surely a surname: 3 a listed surname with its ending, 2 ending, 1 listed, 0 neither; ``child`` is m or f
    for a word like оглы and кызы.
    """

    script: str
    givenness: int
    surnameness: int
    is_patronymic: bool
    is_initial: bool
    is_kunya: bool
    child: str


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


def assign_roles(words: Sequence[str], surname_first: bool, knowledge: Knowledge) -> list[Assignment]:
    """Return ways to give each word a role, with a cost; the order of words and what is known about them decide."""
    kinds = tuple(kind_of_word(word, knowledge) for word in words)
    return [
        ({role: part.spell(words) for role, part in roles.items()}, cost)
        for roles, cost in assign_parts(kinds, surname_first)
    ]


@lru_cache(maxsize=100_000)
def assign_parts(kinds: tuple[Kind, ...], surname_first: bool) -> list[tuple[Roles, int]]:
    """Return ways to give words of these kinds their roles, with a cost, whatever the words are."""
    words = _fold_sons([Part(places=((place, ""),), kind=kind) for place, kind in enumerate(kinds)])
    if len(words) == 1:
        return _assign_one(words[0])
    if len(words) >= 3 and words[1].kind.child:
        return _assign_son_of(words)
    father_at = next((at for at, word in enumerate(words) if at and word.kind.is_patronymic), None)
    if father_at is None and _ends_with_father(words):
        father_at = 2
    if all(word.kind.is_initial for word in words[1:]) or all(word.kind.is_initial for word in words[:-1]):
        return _assign_initials(words)
    if father_at is not None:
        return _assign_with_patronymic(words, father_at)
    if len(words) == 2:
        return _assign_two(words, surname_first)
    return _assign_chain(words, surname_first)


def _ends_with_father(words: Sequence[Part]) -> bool:
    """Say whether an Armenian name of three words has its surname before the last: what follows is the father's name."""
    endings = [word.kind.surnameness >= 2 for word in words]
    return len(words) == 3 and words[0].kind.script == "armenian" and any(endings[:2]) and not endings[2]


def _fold_sons(words: list[Part]) -> list[Part]:
    """«Гасан оглы» is a patronymic in two words."""
    for at in range(2, len(words)):
        if words[at].kind.child:
            before = words[at - 1].kind
            kind = before._replace(givenness=0, surnameness=0, is_patronymic=True, is_initial=False)
            ((place, _),) = words[at - 1].places
            father = Part(places=((place, f"+{words[at].kind.child}"),), kind=kind)
            return [*words[: at - 1], father, *words[at + 1 :]]
    return words


def _assign_son_of(words: list[Part]) -> list[tuple[Roles, int]]:
    """«Курманбек уулу Эгемберди» is Эгемберди, son of Курманбек."""
    father = replace(words[0], places=((words[0].places[0][0], f"+{words[1].kind.child}"),))
    return [
        ({"given": words[2], "father": father, **({"surname": _joined(words[3:])} if words[3:] else {})}, 0)
    ]


def _joined(words: Sequence[Part]) -> Part:
    """Return words as one; no rule asks what kind that is."""
    return replace(words[0], places=tuple(place for word in words for place in word.places))


def _assign_one(word: Part) -> list[tuple[Roles, int]]:
    if word.kind.givenness > word.kind.surnameness:
        return [({"given": word}, 0), ({"surname": word}, 2)]
    return [({"surname": word}, 0), *([({"given": word}, 1)] if word.kind.givenness else [])]


def _assign_initials(words: list[Part]) -> list[tuple[Roles, int]]:
    full = [word for word in words if not word.kind.is_initial]
    initials = [word for word in words if word.kind.is_initial]
    roles = dict(zip(("given", "father"), initials, strict=False))
    if len(full) == 1:
        return [({"surname": full[0], **roles}, 0)]
    return [({"surname": initials[-1], "given": initials[0]}, 0)] if len(initials) > 1 else []


def _assign_with_patronymic(words: list[Part], at: int) -> list[tuple[Roles, int]]:
    others = [word for place, word in enumerate(words) if place != at]
    given = words[at - 1]
    if len(words) == 2 and words[at].has_ending and given.kind.surnameness > given.kind.givenness:
        return [({"surname": given, "father": words[at]}, 0)]
    if len(words) == 3 and at == 2:
        return [
            ({**roles, "father": words[at]}, cost) for roles, cost in _before_father(others[0], others[1])
        ]
    rest = [word for place, word in enumerate(words) if place not in (at, at - 1)]
    first = {"given": given, "father": words[at], **({"surname": _joined(rest)} if rest else {})}
    choices: list[tuple[Roles, int]] = [(first, 0)]
    if len(words) == 2 and words[1].kind.surnameness >= 2:
        choices += _assign_two(words, False)
    return choices


def _before_father(first: Part, second: Part) -> list[tuple[Roles, int]]:
    """Two words before a patronymic: the surname stands first, but in Armenian; unless only the second can be a surname."""
    given_first = {"given": first, "surname": second}
    surname_first = {"surname": first, "given": second}
    if first.kind.script == "armenian":
        lead = _lead(first) - _lead(second)
        likelier, other = (given_first, surname_first) if lead >= 0 else (surname_first, given_first)
        return [(likelier, 0), *([(other, 1)] if abs(lead) < _SURE else [])]
    if _is_surname(second) and not _is_surname(first):
        return [(given_first, 0), (surname_first, 1)]
    is_doubtful = first.kind.givenness > second.kind.givenness
    return [(surname_first, 0), *([(given_first, 1)] if is_doubtful else [])]


COMMON = 50
"""A given name this frequent (per 10,000) is seldom a surname, whatever it ends in."""
_SURE = 3
"""So much more like a given name than another a word must be, to be taken for the given name without a doubt."""


def _lead(word: Part) -> int:
    """Return how much more like a given name than like a surname a word is."""
    return word.kind.givenness - word.kind.surnameness


def _is_surname(word: Part) -> bool:
    """Say whether a word ends as surnames do and is no listed given name."""
    return word.kind.surnameness >= 2 and word.kind.givenness <= 1


def _assign_two(words: list[Part], surname_first: bool) -> list[tuple[Roles, int]]:
    first, second = words
    given_first = {"given": first, "surname": second}
    given_second = {"given": second, "surname": first}
    if surname_first:
        return [(given_second, 0)]
    lead = _lead(first) - _lead(second)
    if lead == 0:
        lead = -1 if first.kind.script == "cyrillic" else 1
        return [(given_first, 0), (given_second, 1)] if lead > 0 else [(given_second, 0), (given_first, 1)]
    choices = [(given_first, 0), (given_second, 1 + min(abs(lead), 3))]
    if lead < 0:
        choices = [(given_second, 0), (given_first, 1 + min(abs(lead), 3))]
    surname = choices[0][0]["surname"]
    is_sure = abs(lead) >= _SURE and (surname.kind.script == "cyrillic" or surname.kind.surnameness >= 2)
    return choices[:1] if is_sure else choices


def _assign_chain(words: list[Part], surname_first: bool) -> list[tuple[Roles, int]]:
    """Three words or more without a patronymic: a chain (given, father, grandfather, …, family name) or a double name."""
    if surname_first:
        return _assign_after_surname(words)
    chain = {"given": words[0], "father": words[1], "surname": words[-1]}
    if len(words) > 3:
        chain["grandfather"] = words[2]
    likelier = _surnames_together(words)
    choices: list[tuple[Roles, int]] = [*likelier, (chain, 1 if likelier else 0)]
    if len(words) == 3 and words[0].kind.script != "arabic":
        doubles = ((words[:-1], words[-1]), (words[1:], words[0]))
        choices += [
            ({"given": given, "surname": _joined(double)}, _double_surname_cost(double, given))
            for double, given in doubles
            if not all(word.kind.givenness >= 2 for word in double)
        ]
        if words[1].kind.givenness and not likelier:
            choices.append(({"surname": words[0], "given": words[1], "father": words[2]}, 1))
    if all(word.kind.givenness for word in words):
        choices.append((dict(zip(("given", "father", "grandfather"), words, strict=False)), 1))
    return [*choices, *_shorter_chains(words)]


def _surnames_together(words: list[Part]) -> list[tuple[Roles, int]]:
    """Names of peoples without patronymics as Cyrillic lists write them, where it is plain which words are given names.

    «Мартинес Эдуардо Хосе», «Мартинес Санчес Эдуардо Хосе», «Эдуардо Хосе Мартинес Санчес».
    """
    if words[0].kind.script != "cyrillic" or len(words) > 4:
        return []
    is_given = [word.kind.givenness >= 2 for word in words]
    are_surnames = [word.kind.givenness <= 1 for word in words]
    if len(words) == 4 and is_given[0] and all(are_surnames[1:3]):
        return [({"given": words[0], "surname": _joined(words[1:])}, 0)]
    begins_given = is_given[0] or (is_given[1] and not words[0].kind.surnameness)
    if len(words) == 4 and begins_given and (are_surnames[2] or words[2].kind.surnameness):
        return [({"given": words[0], "father": words[1], "surname": _joined(words[2:])}, 0)]
    if len(words) == 4 and all(are_surnames[:2]) and is_given[2]:
        return [({"surname": _joined(words[:2]), "given": words[2], "father": words[3]}, 0)]
    stands_second = words[1].kind.surnameness > 0 and not words[0].kind.surnameness
    if len(words) == 3 and are_surnames[1] and (is_given[0] or (stands_second and not is_given[2])):
        return [({"given": words[0], "surname": _joined(words[1:])}, 0)]
    if len(words) == 3 and all(are_surnames[:2]) and is_given[2] and words[1].kind.surnameness:
        return [({"surname": _joined(words[:2]), "given": words[2]}, 0)]
    is_plain = is_given[-1] or words[0].kind.surnameness > 0
    if are_surnames[0] and is_given[1] and is_plain:
        return [(dict(zip(("surname", "given", "father", "grandfather"), words, strict=False)), 0)]
    return []


def _assign_after_surname(words: list[Part]) -> list[tuple[Roles, int]]:
    """A surname that stands first for certain, then a chain or a given name in two words."""
    chain = dict(zip(("surname", "given", "father", "grandfather"), words, strict=False))
    return [(chain, 0), ({"surname": words[0], "given": _joined(words[1:3])}, 1)]


def _shorter_chains(words: list[Part]) -> list[tuple[Roles, int]]:
    """Readings of a chain of which another list leaves a link out: the kunya before it, or the father's name."""
    choices: list[tuple[Roles, int]] = []
    if words[0].kind.is_kunya:
        roles = ("given", "surname") if len(words) == 3 else ("given", "father", "grandfather")
        rest = words[1:] if len(words) == 3 else words[1:4]
        choices.append((dict(zip(roles, rest, strict=False)) | {"surname": words[-1]}, 1))
    if len(words) == 3 and all(word.kind.givenness >= 2 for word in words[:-1]):
        choices.append(({"given": words[0], "grandfather": words[1], "surname": words[2]}, 2))
    return choices


def _double_surname_cost(double: Sequence[Part], given: Part) -> int:
    unknown = not any(word.kind.givenness for word in double)
    return 0 if unknown and given.kind.givenness else 2


# --- what is known of a word ------------------------------------------------------------------------------------------


@lru_cache(maxsize=KEPT_WORDS)
def kind_of_word(word: str, knowledge: Knowledge) -> Kind:
    """Return what decides the role of a word.

    >>> from resolver.names.knowledge import load_knowledge
    >>> kind_of_word("иван", load_knowledge()) == kind_of_word("пётр", load_knowledge())
    True
    """
    particle = knowledge.particles.get(word, frozenset())
    return Kind(
        script=script_of(word),
        givenness=_givenness(word, knowledge),
        surnameness=_surnameness(word, knowledge),
        is_patronymic=_is_patronymic(word, knowledge),
        is_initial=word.endswith("."),
        is_kunya=word.startswith(("abu-", "umm-")),
        child="m" if "son" in particle else "f" if "daughter" in particle else "",
    )


def _is_patronymic(word: str, knowledge: Knowledge) -> bool:
    if word in knowledge.father_of:
        return True
    if word[2:].endswith(_suffixes(knowledge)[0]):
        return word not in knowledge.given_by_form
    endings = knowledge.endings_of("patronymic", word)
    return any((ending.undo(word) or "") in knowledge.father_of for ending in endings)


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


def _is_common_given(word: str, knowledge: Knowledge) -> bool:
    """Say whether a word is a common given name as it stands: Константин ends like a surname by chance."""
    return any(form.kind != SHORT and form.weight >= COMMON for form in knowledge.given_by_form.get(word, ()))


def _givenness(word: str, knowledge: Knowledge) -> int:
    if _has_nobiliary(word, knowledge):
        return 0
    bare = word.removeprefix("abu-").removeprefix("umm-")
    if bare != word or word.startswith(("abd-", "عبد-")) or word.endswith(("-din", "-دين")):
        return 3
    exact = knowledge.given_by_form.get(word)
    if exact:
        return 3 if any(form.kind != SHORT for form in exact) else 2
    if any(declined_given(word, knowledge)):
        return 2
    return 1 if knowledge.given(word) else 0


def _surnameness(word: str, knowledge: Knowledge) -> int:
    if _has_nobiliary(word, knowledge):
        return 3
    ends = word[2:].endswith(_suffixes(knowledge)[1]) and not _is_common_given(word, knowledge)
    listed = any(key in knowledge.surname_frequency for key in knowledge.alphabets.keys(word)[:2])
    oblique = any(
        ending.undo(word) is not None
        for ending in knowledge.endings_of("surname", word)
        if len(ending.ending) >= 3
    )
    return (2 if ends or oblique else 0) + (1 if listed else 0)
