"""Three words or more without a patronymic -> ways to give them roles: a chain of ancestors, or given names and surnames.

Arabs and their neighbours write (given, father, grandfather, …, family name). Cyrillic lists of the dead also hold Colombians
(two given names, two surnames), Nepalis and Koreans (the surname first): there the words themselves tell which of them are surnames.
"""

from collections.abc import Collection, Sequence

from resolver.names.articles import SurnameStands
from resolver.names.kinds import LISTED, Part, Roles, joined

Choice = tuple[Roles, int]
_IN_ORDER = ("given", "father", "grandfather")
_SURNAME_IN_ORDER = ("surname", *_IN_ORDER)
_SECOND = {"father": "second", "grandfather": "third"}
"""What a given name after another is where it is not the father's."""
_ENDS_SO = 2
"""The ``surnameness`` of a word that ends as surnames do."""


def assign_chain(words: Sequence[Part], stands: SurnameStands) -> list[Choice]:
    """Return ways to give roles to three words or more of which none is a patronymic."""
    choices = _after_surname(words) if stands == SurnameStands.FIRST else _assign(words)
    if stands == SurnameStands.LAST:
        choices = [(roles, cost) for roles, cost in choices if _ends_with_surname(roles, words)]
    return [(_with_seconds(roles, words), cost) for roles, cost in choices]


def _ends_with_surname(roles: Roles, words: Sequence[Part]) -> bool:
    return "surname" in roles and roles["surname"].places[-1:] == words[-1].places


def _with_seconds(roles: Roles, words: Sequence[Part]) -> Roles:
    """Call what follows a given name a second one where it is not the father's: «Карлос Андрес», "Anna Maria"."""
    following = roles.get("father") or roles.get("grandfather")
    if following is None:
        return roles
    named = {place for role in _IN_ORDER if role in roles for place in roles[role].places}
    customs = {word.kind.custom for word in words if named.isdisjoint(word.places)}
    if not _is_second(roles.get("given"), following, customs):
        return roles
    return {_SECOND.get(role, role): part for role, part in roles.items()}


def _is_second(first: Part | None, following: Part, customs: Collection[str]) -> bool:
    """Say whether a word after a given name is another given name of the same person: those who bear both names tell.

    Where two surnames are written, or the surname first and then given names, the father's name is not. A patronymic has an ending,
    so that a name without one is none; a word that no table knows may be one with slips.
    """
    told, follows = first.kind.follows if first else "", following.kind.follows
    if "two" in customs or ("first" in customs and told != "father"):
        return True
    if not follows:
        return told == "given" and not following.kind.is_initial
    return follows != "father" and told != "father"


def _assign(words: Sequence[Part]) -> list[Choice]:
    chain = {"given": words[0], "father": words[1], "surname": words[-1]}
    if len(words) > 3:
        chain["grandfather"] = words[2]
    plain = _by_people(words)
    choices: list[Choice] = [*((roles, 0) for roles in plain), (chain, 1 if plain else 0)]
    if len(words) == 3 and words[0].kind.script != "arabic":
        choices += _doubles(words)
        if words[1].kind.givenness and not plain:
            choices.append((dict(zip(_SURNAME_IN_ORDER, words, strict=False)), 1))
    if len(words) == 3 and all(word.kind.givenness for word in words) and not words[-1].kind.is_kunya:
        choices.append((dict(zip(_IN_ORDER, words, strict=False)), 1))
    return [*choices, *_shorter(words)]


def _after_surname(words: Sequence[Part]) -> list[Choice]:
    """A surname that stands first for certain, then a chain or a given name in two words."""
    chain = dict(zip(_SURNAME_IN_ORDER, words, strict=False))
    return [(chain, 0), ({"surname": words[0], "given": joined(words[1:3])}, 1)]


def _doubles(words: Sequence[Part]) -> list[Choice]:
    """Two of three words are one surname, unless both are listed given names."""
    sides = ((words[:-1], words[-1]), (words[1:], words[0]))
    return [
        ({"given": given, "surname": joined(double)}, _cost_of_double(double, given))
        for double, given in sides
        if not all(word.kind.is_given for word in double)
    ]


def _cost_of_double(double: Sequence[Part], given: Part) -> int:
    unknown = not any(word.kind.givenness for word in double)
    return 0 if unknown and given.kind.givenness else 2


def _shorter(words: Sequence[Part]) -> list[Choice]:
    """Readings of a chain of which another list leaves a link out: the kunya before it, or the father's name."""
    choices: list[Choice] = []
    if words[0].kind.is_kunya:
        roles = ("given", "surname") if len(words) == 3 else _IN_ORDER
        rest = words[1:] if len(words) == 3 else words[1:4]
        choices.append((dict(zip(roles, rest, strict=False)) | {"surname": words[-1]}, 1))
        if len(words) > 3:
            choices.append((dict(zip(_SURNAME_IN_ORDER, words, strict=False)), 1))
    if len(words) == 3 and all(word.kind.is_given for word in words[:-1]):
        choices.append(({"given": words[0], "grandfather": words[1], "surname": words[2]}, 2))
    return choices


# --- peoples without patronymics, as Cyrillic lists write them --------------------------------------------------------


def _by_people(words: Sequence[Part]) -> list[Roles]:
    """Return the roles of words where it is plain which are given names and which surnames; else nothing."""
    if _are_syllables(words):
        return [{"surname": words[0], "given": joined(words[1:])}]
    are_told = words[0].kind.script == "cyrillic" or any(
        one(words) for one in (_has_two_surnames, _ends_with_given, _begins_with_given)
    )
    if not are_told:
        return []
    found = _given_first(words) if words[0].kind.is_given else _surname_first(words)
    return [found] if found else []


def _has_two_surnames(words: Sequence[Part]) -> bool:
    """Say whether a name in Latin letters has a surname of a people that writes two, where such surnames stand."""
    if words[0].kind.script != "latin":
        return False
    is_surname = [word.kind.custom == "two" and not word.kind.is_given for word in words]
    if len(words) > 3:
        return any(is_surname)
    _, second, third = (word.kind for word in words)
    return (
        is_surname[0]
        or (is_surname[1] and not third.is_given)
        or (is_surname[2] and second.surnameness > _ENDS_SO)
    )


def _ends_with_given(words: Sequence[Part]) -> bool:
    """Say whether two given names, such as stand one behind another, end a name in Latin letters that begins with two words that are none."""
    is_given = [word.kind.is_given for word in words]
    return (
        words[0].kind.script == "latin"
        and is_given == [False, False, *[True] * (len(words) - 2)]
        and len(words) > 3
        and words[2].kind.follows != "father"
    )


def _begins_with_given(words: Sequence[Part]) -> bool:
    """Say whether two given names or more, none of peoples that put the father's there, begin a name in Latin letters that ends with two words or more that are none."""
    run = _given_run(words)
    return (
        words[0].kind.script == "latin"
        and 1 < run < len(words) - 1
        and all(word.kind.follows != "father" for word in words[:run])
        and not any(word.kind.is_given for word in words[run:])
    )


def _are_syllables(words: Sequence[Part]) -> bool:
    """«Ким Чон Хун»: a surname of a people that writes it first, and a given name of which each syllable is a word."""
    rest = words[1:]
    are_short = len(rest) <= 3 and all(word.kind.syllables for word in rest)
    return words[0].kind.custom == "syllables" and are_short and not all(word.kind.is_given for word in rest)


def _is_given(word: Part, at: int) -> bool:
    """Say whether a word is a given name, standing at a place: the farther back, the likelier a short form is a surname."""
    kind = word.kind
    return kind.is_given and (kind.givenness > LISTED or not at or (at == 1 and not kind.surnameness))


def _may_be_surname(word: Part, after: Part) -> bool:
    """Say whether a given name after two others may be a surname: where another surname follows it, or it is a rare given name."""
    return word.kind.surnameness > 0 and (after.kind.custom == "two" or not word.kind.is_common)


def _given_run(words: Sequence[Part]) -> int:
    """Return how many given names a name begins with."""
    return next((at for at, word in enumerate(words) if not _is_given(word, at)), len(words))


def _given_first(words: Sequence[Part]) -> Roles | None:
    """«Эдуардо Хосе Мартинес Санчес»: given names, then surnames; a third given name that may be a surname is one."""
    run = _given_run(words)
    if run == 3 < len(words) and _may_be_surname(words[2], words[3]):
        run = 2
    if run == len(words) or (run == 2 and len(words) == 3):
        return None
    given, rest = words[:run][:3], words[run:]
    if run == 1 and _is_given(rest[1], 2) and (len(rest) > 2 or rest[0].kind.surnameness >= _ENDS_SO):
        later = 0 if rest[0].kind.givenness and not rest[0].kind.surnameness else 1
        given, rest = [words[0], rest[later]], [*rest[:later], *rest[later + 1 :]]
    return {**dict(zip(_IN_ORDER, given, strict=False)), "surname": joined(rest)}


def _surname_first(words: Sequence[Part]) -> Roles | None:
    """«Мартинес Санчес Эдуардо Хосе», «Мартинес Эдуардо Хосе»; or a given name that nobody listed, then the rest."""
    first = words[0].kind
    if words[1].kind.is_given:
        if not first.surnameness or _ends_with_two(words):
            return _unlisted_first(words)
        return _after_surnames(words[:1], words[1:])
    surnames = _surnames_before(words)
    if surnames:
        return _after_surnames(words[:surnames], words[surnames:])
    return {"given": words[0], "surname": joined(words[1:])}


def _ends_with_two(words: Sequence[Part]) -> bool:
    """Say whether a name ends with two surnames, as no name does that begins with one."""
    return len(words) > 3 and not words[2].kind.is_given and words[3].kind.custom == "two"


def _after_surnames(surnames: Sequence[Part], rest: Sequence[Part]) -> Roles:
    """Given names follow surnames; a last word that is no given name belongs to the surname where none is a father's name."""
    last = rest[-1].kind
    if len(rest) > 1 and not last.is_given and (last.custom or surnames[0].kind.custom == "two"):
        if len(surnames) > 1 and not last.custom:
            return {"surname": joined(surnames), "given": joined(rest)}
        surnames, rest = [*surnames, rest[-1]], rest[:-1]
    return {"surname": joined(surnames), **dict(zip(_IN_ORDER, rest, strict=False))}


def _unlisted_first(words: Sequence[Part]) -> Roles | None:
    """An unknown word, then a given name: most often a given name of two words, then surnames."""
    rest = words[2:]
    if all(word.kind.is_given for word in rest):
        return _after_surnames(words[:1], words[1:])
    if len(words) == 3:
        return _after_surnames(words[:1], words[1:]) if rest[0].kind.custom == "first" else None
    if rest[0].kind.is_given and not rest[0].kind.surnameness:
        last = [word for word in rest if not word.kind.is_given]
        return {"surname": joined([words[0], *last]), "given": words[1], "father": rest[0]}
    return {"given": words[0], "father": words[1], "surname": joined(rest)}


def _surnames_before(words: Sequence[Part]) -> int:
    """Return how many of the first words are surnames, where the second is no listed given name; 0 for none."""
    first, second, third = (word.kind for word in words[:3])
    sounds_given = first.surnameness > 0 and second.givenness > 0 and not second.surnameness
    ends_alone = first.surnameness >= _ENDS_SO and not second.surnameness
    if first.custom in ("first", "syllables") or sounds_given or ends_alone:
        return 1
    if third.is_given or (len(words) > 3 and words[3].kind.is_given and not first.givenness):
        return 2
    if second.surnameness and not first.surnameness:
        return 0
    if len(words) == 3 and first.surnameness and not third.surnameness:
        return 2 if second.surnameness or first.custom == "two" else 0
    return 2 if not first.surnameness and third.givenness > first.givenness else 0
