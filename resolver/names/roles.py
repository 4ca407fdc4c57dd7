"""Words in order -> ways to give each a role, with a cost: what is known of a word decides, then where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from resolver.names.articles import SurnameStands
from resolver.names.brackets import generation_of
from resolver.names.chains import assign_chain
from resolver.names.kinds import Kind, Part, Roles, joined, kind_of_word
from resolver.names.knowledge import Knowledge
from resolver.names.particles import ANCESTORS, words_of_part
from resolver.names.remembering import remembered
from resolver.names.unnamed import with_one_apostrophe
from resolver.values.text import fold

Assignment = tuple[dict[str, str], int]


_NOBODY: Mapping[str, str] = {}


def assign_roles(
    words: Sequence[str],
    stands: SurnameStands,
    knowledge: Knowledge,
    ancestors: Mapping[str, str] = _NOBODY,
) -> list[Assignment]:
    """Return ways to give each word a role, with a cost; the order of words and what is known about them decide.

    ``ancestors`` are the words for the father and his father that stand beside the name in columns of their own.
    """
    kinds = tuple(kind_of_word(word, knowledge) for word in words)
    all_words = [*words, *ancestors.values()]
    first = [all_words.index(word) for word in all_words]
    return [
        ({role: part.spell(all_words) for role, part in roles.items()}, cost)
        for roles, cost in with_ancestors(assign_parts(kinds, stands), tuple(ancestors), first)
    ]


def with_ancestors(
    ways: Sequence[tuple[Roles, int]], ancestors: Sequence[str], first: Sequence[int]
) -> list[tuple[Roles, int]]:
    """Return ways to give words their roles, with those of ancestors that stand behind them, in columns of their own.

    ``first`` is the place of each word, or of the first that is the same. Whom a name itself calls the father, by a patronymic or by the same
    word, stays; another word that was only taken for his is one more given name.
    """
    if not ancestors:
        return list(ways)
    found = [(_with_ancestors(roles, ancestors, first), cost) for roles, cost in ways]
    if len(first) - len(ancestors) != _OF_TWO_WORDS:
        return found
    return [(roles, cost + NAMESAKE * _bears_fathers_name(roles, first)) for roles, cost in found]


_OF_TWO_WORDS = 2
NAMESAKE = 2
"""What it costs to hold that somebody bears the father's name, where the other word of the name may be the given name."""


def _bears_fathers_name(roles: Roles, first: Sequence[int]) -> bool:
    given, father = (roles[role].places[0][0] if role in roles else -1 for role in ("given", "father"))
    return given >= 0 and father >= 0 and "surname" in roles and first[given] == first[father]


def _with_ancestors(roles: Roles, ancestors: Sequence[str], first: Sequence[int]) -> Roles:
    behind = len(first) - len(ancestors)
    some = next(iter(roles.values()))
    told = {role: replace(some, places=((behind + at, ""),)) for at, role in enumerate(ancestors)}
    father = roles.get("father")
    is_assumed = father is not None and "father" in told and not father.kind.is_patronymic
    if father is not None and is_assumed:
        is_assumed = first[father.places[0][0]] != first[told["father"].places[0][0]]
    given_names = ("given", "second", "third", *(("father", "grandfather") if is_assumed else ()))
    named = [roles[role] for role in given_names if role in roles]
    others = {role: part for role, part in roles.items() if role not in given_names}
    return {**told, **others, **({"given": joined(named)} if named else {})}


@remembered(100_000)
def assign_parts(kinds: tuple[Kind, ...], stands: SurnameStands) -> list[tuple[Roles, int]]:
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
        return _assign_two(words, stands)
    if are_own(words):
        return [({"given": joined(words[:-1]), "surname": words[-1]}, 0)]
    return assign_chain(words, stands)


def are_own(words: Sequence[Part]) -> bool:
    """Say whether all words of a name are its bearer's own: no other order of them is that name (Aung Myint, Myint Aung)."""
    return all(word.kind.follows == "own" for word in words)


def _ends_with_father(words: Sequence[Part]) -> bool:
    """Say whether an Armenian name of three words has its surname before the last: what follows is the father's name."""
    endings = [word.kind.surnameness >= 2 for word in words]
    return len(words) == 3 and words[0].kind.script == "armenian" and any(endings[:2]) and not endings[2]


def roles_in_column(role: str, tokens: Sequence[str], knowledge: Knowledge) -> dict[str, str]:
    """Return the one word that a part in a column of its own is; of a father's name, where a grandfather's follows it, both.

    Where peoples write one after another, what follows a grandfather's name is the name of his father, and is left.

    >>> from resolver.names.knowledge import load_knowledge
    >>> roles_in_column("father", ["فهد", "صابر"], load_knowledge())
    {'father': 'فهد', 'grandfather': 'صابر'}
    >>> [roles_in_column(role, ["anna", "maria"], load_knowledge()) for role in ("given", "father")]
    [{'given': 'anna-maria'}, {'father': 'anna-maria'}]

    What the dead are called («الشهيد», «загиблий», "victim") is nobody's given name; as a surname it may be.

    >>> [roles_in_column(role, ["полеглий"], load_knowledge()) for role in ("given", "surname")]
    [{}, {'surname': 'полеглий'}]
    """
    if role != "surname" and names_nobody(tokens, knowledge):
        return {}
    if role == "surname" and len(tokens) > 1:
        tokens = [token for token in tokens if not generation_of(token, knowledge)] or tokens
    words = words_of_part(role, tokens, knowledge)
    ancestors = ANCESTORS[ANCESTORS.index(role) :] if role in ANCESTORS else ()
    if ancestors and len(words) > 1 and kind_of_word(words[0], knowledge).follows == "father":
        return dict(zip(ancestors, words, strict=False))
    return {role: "-".join(words)} if words else {}


def names_nobody(tokens: Sequence[str], knowledge: Knowledge) -> bool:
    """Say whether a part is a word for the dead or for somebody unnamed, and no given name besides.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [names_nobody([word], load_knowledge()) for word in ("الشهيد", "زيد")]
    [True, False]
    """
    text = fold(" ".join(tokens))
    kind, _ = knowledge.unnamed.get(with_one_apostrophe(text), ("", 0))
    return kind in ("dead", "unnamed") and text not in knowledge.given_by_form


def exchange_cost(surname: Kind, given: Kind) -> int | None:
    """Return what it costs to hold that a row has its surname and its given name in one another's columns; None where that is not to be held.

    Of two given names either may be the father's: exchanged they are another man. Where the words bear the columns out they are
    believed.

    >>> from resolver.names.knowledge import load_knowledge
    >>> kinds = [kind_of_word(word, load_knowledge()) for word in ("щукобор", "тамрик", "иван", "иванов")]
    >>> exchange_cost(kinds[0], kinds[1]), exchange_cost(kinds[2], kinds[3]), exchange_cost(kinds[3], kinds[2])
    (2, 1, None)
    """
    words = (surname, given)
    if any(word.is_initial or word.is_patronymic or word.is_kunya or word.child for word in words):
        return None
    if all(word.is_given for word in words):
        return None
    if bear_out(surname, given):
        return None
    return DOUBTED if bear_out(given, surname) else DOUBTED + 1


def bear_out(surname: Kind, given: Kind) -> bool:
    """Say whether two words bear out that they are a surname and a given name.

    >>> from resolver.names.knowledge import load_knowledge
    >>> kinds = [kind_of_word(word, load_knowledge()) for word in ("иванов", "иван")]
    >>> bear_out(*kinds), bear_out(*reversed(kinds))
    (True, False)
    """
    return _lead(given) - _lead(surname) >= _BORNE_OUT


DOUBTED = 1
"""What it costs to hold two words for exchanged where they speak against their columns."""
_BORNE_OUT = 2
"""So much more like a given name than the other a word must be, for the column it stands in to be believed, or doubted."""


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
        ({"given": words[2], "father": father, **({"surname": joined(words[3:])} if words[3:] else {})}, 0)
    ]


def _assign_one(word: Part) -> list[tuple[Roles, int]]:
    if word.kind.givenness > word.kind.surnameness:
        return [({"given": word}, 0), ({"surname": word}, 2)]
    return [({"surname": word}, 0), *([({"given": word}, 1)] if word.kind.givenness else [])]


def _assign_initials(words: list[Part]) -> list[tuple[Roles, int]]:
    full = [word for word in words if not word.kind.is_initial]
    initials = [word for word in words if word.kind.is_initial]
    roles = dict(zip(("given", "father"), initials, strict=False))
    if len(full) == 1:
        surname_full = ({"surname": full[0], **roles}, 0)
        if len(initials) > 1 or _lead(full[0].kind) < _SURE:
            return [surname_full]
        return [({"given": full[0], "surname": initials[0]}, 0), (surname_full[0], 1)]
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
    first = {"given": given, "father": words[at], **({"surname": joined(rest)} if rest else {})}
    choices: list[tuple[Roles, int]] = [(first, 0)]
    if len(words) == 2 and words[1].kind.surnameness >= 2:
        is_surname = not words[1].kind.names_father
        two = _assign_two(words, SurnameStands.ANYWHERE)
        return [*two, (first, 1)] if is_surname else [*choices, *two]
    return choices


def _before_father(first: Part, second: Part) -> list[tuple[Roles, int]]:
    """Two words before a patronymic: the surname stands first, but in Armenian; unless only the second can be a surname."""
    given_first = {"given": first, "surname": second}
    surname_first = {"surname": first, "given": second}
    if first.kind.script == "armenian":
        lead = _lead(first.kind) - _lead(second.kind)
        likelier, other = (given_first, surname_first) if lead >= 0 else (surname_first, given_first)
        return [(likelier, 0), *([(other, 1)] if abs(lead) < _SURE else [])]
    if _is_surname(second) and not _is_surname(first):
        return [(given_first, 0), (surname_first, 1)]
    is_doubtful = first.kind.givenness > second.kind.givenness
    return [(surname_first, 0), *([(given_first, 1)] if is_doubtful else [])]


_SURE = 3
"""So much more like a given name than another a word must be, to be taken for the given name without a doubt."""


def _lead(word: Kind) -> int:
    """Return how much more like a given name than like a surname a word is."""
    return word.givenness - word.surnameness - (word.custom in ("first", "syllables"))


def _is_surname(word: Part) -> bool:
    """Say whether a word ends as surnames do and is no listed given name."""
    return word.kind.surnameness >= 2 and word.kind.givenness <= 1


def _break_tie(first: Kind, second: Kind) -> int:
    """Say which of two words that are equally like given names is the given name: above 0 the first, below 0 the second.

    A listed name rather than an unknown word, a common name rather than a rare one, any rather than the surname of a people that
    writes it first; else a surname stands first in Cyrillic. In other letters the order of words says more.
    """
    if first.script != "cyrillic":
        return 1
    for one, other in (
        (first.is_given, second.is_given),
        (first.is_common, second.is_common),
        (not first.custom, not second.custom),
    ):
        if one != other:
            return 1 if one else -1
    return -1


def _are_syllables(first: Kind, second: Kind) -> bool:
    """Say whether a surname of a people that writes it first stands before syllables that no table lists: «Ким Сон-Ман»."""
    is_new = second.syllables > 0 and not second.is_given and not second.surnameness
    are_several = second.syllables > 1
    return first.script == "cyrillic" and first.custom == "syllables" and (is_new or are_several)


def _stand_in_chain(first: Kind, second: Kind) -> bool:
    """Say whether a given name stands before its father's or a family's as Arabs and their neighbours write them: an ancestor's name, or Abu X.

    That the last word is a listed given name says nothing there, however rare the first one is, unless that is a surname by its ending or a table.
    """
    if second.is_kunya:
        return not first.is_kunya
    is_surname = first.surnameness > 0 and not first.givenness
    return first.script != "cyrillic" and second.follows == "father" and not is_surname


def _assign_two(words: list[Part], stands: SurnameStands) -> list[tuple[Roles, int]]:
    first, second = words
    given_first = {"given": first, "surname": second}
    given_second = {"given": second, "surname": first}
    if stands != SurnameStands.ANYWHERE:
        return [(given_second if stands == SurnameStands.FIRST else given_first, 0)]
    if _are_syllables(first.kind, second.kind):
        return [(given_second, 0), (given_first, 1)]
    if are_own(words):
        return [(given_first, 0)]
    if _stand_in_chain(first.kind, second.kind):
        return [(given_first, 0), (given_second, 2)]
    lead = _lead(first.kind) - _lead(second.kind)
    if lead == 0:
        lead = _break_tie(first.kind, second.kind)
        return [(given_first, 0), (given_second, 1)] if lead > 0 else [(given_second, 0), (given_first, 1)]
    choices = [(given_first, 0), (given_second, 1 + min(abs(lead), 3))]
    if lead < 0:
        choices = [(given_second, 0), (given_first, 1 + min(abs(lead), 3))]
    surname = choices[0][0]["surname"]
    is_sure = abs(lead) >= _SURE and (surname.kind.script == "cyrillic" or surname.kind.surnameness >= 2)
    return choices[:1] if is_sure else choices
