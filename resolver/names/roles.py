"""Words in order -> ways to give each a role, with a cost: what is known of a word decides, then where it stands."""

from collections.abc import Sequence
from functools import lru_cache

from resolver.names.cases import declined_given
from resolver.names.knowledge import KEPT_WORDS, SHORT, Knowledge
from resolver.values.text import script_of

Assignment = tuple[dict[str, str], int]


def assign_roles(words: list[str], surname_first: bool, knowledge: Knowledge) -> list[Assignment]:
    """Return ways to give each word a role, with a cost; the order of words and what is known about them decide."""
    words = _fold_sons(words, knowledge)
    if len(words) == 1:
        return _assign_one(words[0], knowledge)
    father_at = next((at for at, word in enumerate(words) if at and _is_patronymic(word, knowledge)), None)
    if all(word.endswith(".") for word in words[1:]) or all(word.endswith(".") for word in words[:-1]):
        return _assign_initials(words)
    if father_at is not None:
        return _assign_with_patronymic(words, father_at, knowledge)
    if len(words) == 2:
        return _assign_two(words, surname_first, knowledge)
    return _assign_chain(words, surname_first, knowledge)


def _fold_sons(words: list[str], knowledge: Knowledge) -> list[str]:
    """«Гасан оглы» is a patronymic in two words."""
    for at in range(1, len(words)):
        if knowledge.particles.get(words[at], frozenset()) & {"son", "daughter"} and at >= 2:
            gender = "m" if "son" in knowledge.particles[words[at]] else "f"
            return [*words[: at - 1], f"{words[at - 1]}+{gender}", *words[at + 1 :]]
    return words


@lru_cache(maxsize=KEPT_WORDS)
def _is_patronymic(word: str, knowledge: Knowledge) -> bool:
    if "+" in word or word in knowledge.father_of:
        return True
    return any(
        word.endswith(suffix) and len(word) > len(suffix) + 1 for suffix, _ in knowledge.patronymic_suffixes
    ) or any(
        (ending.undo(word) or "") in knowledge.father_of
        for ending in knowledge.endings_of("patronymic", word)
    )


def _assign_one(word: str, knowledge: Knowledge) -> list[Assignment]:
    known = _givenness(word, knowledge)
    as_surname = _surnameness(word, knowledge)
    if known > as_surname:
        return [({"given": word}, 0), ({"surname": word}, 2)]
    return [({"surname": word}, 0), *([({"given": word}, 1)] if known else [])]


def _assign_initials(words: list[str]) -> list[Assignment]:
    full = [word for word in words if not word.endswith(".")]
    initials = [word for word in words if word.endswith(".")]
    roles = dict(zip(("given", "father"), initials, strict=False))
    if len(full) == 1:
        return [({"surname": full[0], **roles}, 0)]
    return [({"surname": initials[-1], "given": initials[0]}, 0)] if len(initials) > 1 else []


def _assign_with_patronymic(words: list[str], at: int, knowledge: Knowledge) -> list[Assignment]:
    others = [word for place, word in enumerate(words) if place != at]
    given = words[at - 1]
    if len(words) == 2 and "+" in words[at] and _surnameness(given, knowledge) > _givenness(given, knowledge):
        return [({"surname": given, "father": words[at]}, 0)]
    rest = [word for place, word in enumerate(words) if place not in (at, at - 1)]
    first = {"given": given, "father": words[at], **({"surname": "-".join(rest)} if rest else {})}
    choices: list[Assignment] = [(first, 0)]
    if len(words) == 2 and _surnameness(words[1], knowledge) >= 2:
        choices += _assign_two(words, False, knowledge)
    if len(others) == 2 and at == 2 and _givenness(others[0], knowledge) > _givenness(others[1], knowledge):
        choices.append(({"given": others[0], "surname": others[1], "father": words[at]}, 1))
    return choices


def _assign_two(words: list[str], surname_first: bool, knowledge: Knowledge) -> list[Assignment]:
    first, second = words
    as_first = _givenness(first, knowledge) - _surnameness(first, knowledge)
    as_second = _givenness(second, knowledge) - _surnameness(second, knowledge)
    given_first: dict[str, str] = {"given": first, "surname": second}
    given_second: dict[str, str] = {"given": second, "surname": first}
    if surname_first:
        return [(given_second, 0)]
    lead = as_first - as_second
    if lead == 0:
        lead = -1 if script_of(first) == "cyrillic" else 1
        return [(given_first, 0), (given_second, 1)] if lead > 0 else [(given_second, 0), (given_first, 1)]
    choices = [(given_first, 0), (given_second, 1 + min(abs(lead), 3))]
    if lead < 0:
        choices = [(given_second, 0), (given_first, 1 + min(abs(lead), 3))]
    return choices[:1] if abs(lead) >= 3 and script_of(first) == "cyrillic" else choices


def _assign_chain(words: list[str], surname_first: bool, knowledge: Knowledge) -> list[Assignment]:
    """Three words or more without a patronymic: a chain (given, father, grandfather, …, family name) or a double name."""
    if surname_first:
        return _assign_after_surname(words)
    chain = {"given": words[0], "father": words[1], "surname": words[-1]}
    if len(words) > 3:
        chain["grandfather"] = words[2]
    choices: list[Assignment] = [(chain, 0)]
    if len(words) == 3 and script_of(words[0]) != "arabic":
        for double, given in ((words[:-1], words[-1]), (words[1:], words[0])):
            roles = {"given": given, "surname": "-".join(double)}
            choices.append((roles, _double_surname_cost(double, given, knowledge)))
        if _givenness(words[1], knowledge):
            choices.append(({"surname": words[0], "given": words[1], "father": words[2]}, 1))
    if all(_givenness(word, knowledge) for word in words):
        roles = dict(zip(("given", "father", "grandfather"), words, strict=False))
        choices.append((roles, 1))
    return [*choices, *_shorter_chains(words, knowledge)]


def _assign_after_surname(words: list[str]) -> list[Assignment]:
    """A surname that stands first for certain, then a chain or a given name in two words."""
    chain = dict(zip(("surname", "given", "father", "grandfather"), words, strict=False))
    return [(chain, 0), ({"surname": words[0], "given": "-".join(words[1:3])}, 1)]


def _shorter_chains(words: list[str], knowledge: Knowledge) -> list[Assignment]:
    """Readings of a chain of which another list leaves a link out: the kunya before it, or the father's name."""
    choices: list[Assignment] = []
    if words[0].startswith(("abu-", "umm-")):
        roles = ("given", "surname") if len(words) == 3 else ("given", "father", "grandfather")
        rest = words[1:] if len(words) == 3 else words[1:4]
        choices.append((dict(zip(roles, rest, strict=False)) | {"surname": words[-1]}, 1))
    if len(words) == 3 and all(_givenness(word, knowledge) >= 2 for word in words[:-1]):
        choices.append(({"given": words[0], "grandfather": words[1], "surname": words[2]}, 2))
    return choices


def _double_surname_cost(double: Sequence[str], given: str, knowledge: Knowledge) -> int:
    unknown = not any(_givenness(word, knowledge) for word in double)
    return 0 if unknown and _givenness(given, knowledge) else 2


@lru_cache(maxsize=KEPT_WORDS)
def _givenness(word: str, knowledge: Knowledge) -> int:
    """Return how surely a word is a given name: 3 listed in full, 2 listed short or declined, 1 sounds like one, 0 unknown."""
    bare = word.removeprefix("abu-").removeprefix("umm-")
    if bare != word or word.startswith(("abd-", "عبد-")) or word.endswith(("-din", "-دين")):
        return 3
    exact = knowledge.given_by_form.get(word)
    if exact:
        return 3 if any(form.kind != SHORT for form in exact) else 2
    if any(declined_given(word, knowledge)):
        return 2
    return 1 if knowledge.given(word) else 0


@lru_cache(maxsize=KEPT_WORDS)
def _surnameness(word: str, knowledge: Knowledge) -> int:
    """Return how surely a word is a surname: 3 a listed surname with its ending, 2 ending or listed, 0 neither."""
    ends = any(
        word.endswith(suffix) and len(word) > len(suffix) + 1 for suffix, _, _ in knowledge.surname_suffixes
    )
    listed = any(key in knowledge.surname_frequency for key in knowledge.alphabets.keys(word)[:2])
    oblique = any(
        ending.undo(word) is not None
        for ending in knowledge.endings_of("surname", word)
        if len(ending.ending) >= 3
    )
    return (2 if ends or oblique else 0) + (1 if listed else 0)
