"""A word in a role -> the nominatives it may come from: Russian and Ukrainian names are declined in sentences."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from resolver.names.forms import GivenForm
from resolver.names.knowledge import Knowledge
from resolver.names.remembering import remembered
from resolver.values.text import script_of


class Analysis(NamedTuple):
    """One way a word may play one role."""

    nominative: str
    case: str
    gender: str
    cost: int


@remembered()
def analyses(role: str, word: str, knowledge: Knowledge) -> tuple[Analysis, ...]:
    """Return every way a word may play a role."""
    return tuple(_analyse(role, word, knowledge))


def heard_of(role: str, word: str, knowledge: Knowledge) -> list[str]:
    """Return the words of which ``analyses`` asks what they sound like, where no letters tell."""
    if role != "father":
        return [word] if role == "given" else []
    stem = _stem(word, knowledge)
    return [stem[0] + end for end in _HEARD_ENDS] if stem else []


def _analyse(role: str, word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    if word.endswith("."):
        yield Analysis(nominative=word, case="any", gender="u", cost=0)
    elif role == "given":
        yield from _analyse_given(word, knowledge)
    elif role == "surname":
        yield from _analyse_surname(word, knowledge)
    else:
        yield from _analyse_father(word, knowledge)


def _analyse_given(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    if word.startswith(("abu-", "umm-")):
        yield Analysis(nominative=word, case="nom", gender="m" if word.startswith("abu-") else "f", cost=0)
        return
    known = knowledge.given(word)
    declined = list(declined_given(word, knowledge))
    listed = known if script_of(word) != "cyrillic" else knowledge.given_by_form.get(word, ())
    commonest = max((form.weight for form in declined), default=0)
    for gender in _sexes(word, known, knowledge):
        heavy = max((form.weight for form in listed if form.gender == gender), default=0)
        yield Analysis(nominative=word, case="nom", gender=gender, cost=2 if commonest > 20 * heavy else 0)
    if not known and not declined:
        yield from _declined_unlisted(word, knowledge)
    as_it_stands = max((form.weight for form in listed), default=0)
    for form in declined:
        cost = 3 if as_it_stands > form.weight else 1 if as_it_stands * 10 > form.weight else 0
        yield Analysis(nominative=form.nominative, case=form.case, gender=form.gender, cost=cost)


def _sexes(word: str, known: Iterable[GivenForm], knowledge: Knowledge) -> list[str]:
    """Return of which sexes a given name is, in the order of their letters; "u" where nothing tells.

    In Latin letters a name also sounds like others (Mario like Maro, a woman): one listed letter by letter is of their sex only where
    they are commoner. Of one that no table lists so, its ending tells where the other sex has the other ending.
    """
    sexes = {form.gender for form in known}
    if script_of(word) == "latin":
        written = knowledge.given_by_form.get(word, ())
        heaviest = max((form.weight for form in written), default=0)
        told = {form.gender for form in written} or _sex_by_ending(word, knowledge)
        heavier = {form.gender for form in known if form.weight > heaviest} if written else set()
        sexes = told | heavier if told else sexes
    return sorted(sexes) or ["u"]


_HERS, _HIS = ("ina", "iana"), ("ino", "iano", "ito", "icio", "orio")
_OF_INDIA = ("kumar", "kumari")
_SHORTEST_WITH_ENDING = 6
_HERS_OF_HIS = re.compile(r"..+[^aeiouyëıöü'’](?<![ou][dnr])(?<!ull)a")
"""A woman's name that may be a man's with an a: Mirsada of Mirsad, but Hammouda and Abdula are men."""


def _sex_by_ending(word: str, knowledge: Knowledge) -> set[str]:
    """Return the sex that the ending of a Latin given name tells: Saturnina and Saturnino, Vicenta beside Vicente, Mirsada beside Mirsad.

    Of names that tables list 143 in 146 end so in -ina and -iana are women's, 48 in 49 with the other endings are men's; 67 in 83 whose
    other ending is a man's and that are no «Abdulla» are women's, 67 in 71 men's; 504 in 562 that are a man's with an a are women's.
    """

    def is_of(sex: str, other: str) -> bool:
        return {form.gender for form in knowledge.given_by_form.get(other, ())} == {sex}

    is_long = len(word) >= _SHORTEST_WITH_ENDING
    stem = word[:-1]
    if word.endswith(_OF_INDIA):
        return {"f"} if word.endswith("i") else {"m"}
    if word.endswith(("as", "os")):
        is_hers = word.endswith("as")
        other = f"{word[:-2]}{'os' if is_hers else 'as'}"
        return {"f" if is_hers else "m"} if is_of("m" if is_hers else "f", other) else set()
    if word.endswith("a") and not word.endswith("ulla"):
        beside = [f"{stem}o", *([f"{stem}e"] if word.endswith("nta") else [])]
        beside += [stem] if _HERS_OF_HIS.fullmatch(word) else []
        is_hers = (is_long and word.endswith(_HERS)) or any(is_of("m", other) for other in beside)
        return {"f"} if is_hers else set()
    if word.endswith("o"):
        return {"m"} if (is_long and word.endswith(_HIS)) or is_of("f", f"{stem}a") else set()
    return set()


UNLISTED_COST = 2
"""What it costs to take a name that nobody listed for a declined one."""


def _declined_unlisted(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    """Yield the nominatives that a name nobody listed would have, were it declined."""
    if script_of(word) != "cyrillic":
        return
    for ending in knowledge.endings_of("given", word):
        nominative = ending.undo(word)
        if nominative is not None and len(nominative) > 2:
            yield Analysis(nominative=nominative, case=ending.case, gender=ending.gender, cost=UNLISTED_COST)


def declined_given(word: str, knowledge: Knowledge) -> Iterator[GivenForm]:
    """Yield the listed names whose declined form this word is."""
    if script_of(word) != "cyrillic":
        return
    for ending in knowledge.endings_of("given", word):
        nominative = ending.nominative if ending.ending == word else ending.undo(word)
        for form in knowledge.given_by_form.get(nominative or "", ()):
            if ending.gender in ("u", form.gender) or form.gender == "u":
                gender = form.gender if form.gender != "u" else ending.gender
                yield form._replace(case=ending.case, gender=gender)


def _analyse_father(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    name, plus, gender = word.partition("+")
    if not plus and word in _OF_INDIA:
        gender = "f" if word.endswith("i") else "m"
    if gender:
        yield Analysis(nominative=name, case="any", gender=gender, cost=0)
        return
    fathers = knowledge.father_of.get(word)
    if fathers:
        yield Analysis(
            nominative=fathers[0].nominative, case="nom", gender=_patronymic_gender(word, knowledge), cost=0
        )
        return
    declined = [
        (ending, found[0])
        for ending in knowledge.endings_of("patronymic", word)
        if (found := knowledge.father_of.get(ending.undo(word) or "", ()))
    ]
    for ending, form in declined:
        yield Analysis(nominative=form.nominative, case=ending.case, gender=ending.gender, cost=0)
    if not declined:
        yield from _unlisted_father(word, knowledge)


def _unlisted_father(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    """Yield what a patronymic that no listed name gives may come from, as it stands or declined; else the word itself."""
    as_it_stands = _father_by_suffix(word, "nom", knowledge)
    declined = [
        _father_by_suffix(undone, ending.case, knowledge)
        for ending in knowledge.endings_of("patronymic", word)
        if (undone := ending.undo(word))
    ]
    found = [as_it_stands] if as_it_stands else [one for one in declined if one]
    yield from found or [Analysis(nominative=word, case="any", gender="u", cost=0)]


def _father_by_suffix(word: str, case: str, knowledge: Knowledge) -> Analysis | None:
    found = _stem(word, knowledge)
    if not found:
        return None
    stem, gender = found
    return Analysis(nominative=_father_by_stem(stem, knowledge), case=case, gender=gender, cost=0)


def _stem(word: str, knowledge: Knowledge) -> tuple[str, str] | None:
    """Return what is left of a word without the longest suffix of patronymics, two letters at least, and the sex that this tells."""
    genders, longest = _genders_of_fathers(knowledge)
    lengths = range(min(longest, len(word) - 2), 0, -1)
    found = next((length for length in lengths if word[-length:] in genders), 0)
    return (word[:-found], genders[word[-found:]]) if found else None


@lru_cache(maxsize=4)
def _genders_of_fathers(knowledge: Knowledge) -> tuple[dict[str, str], int]:
    """Return the sex that each suffix of patronymics tells, and the length of the longest."""
    return _longest_of(knowledge.patronymic_suffixes)


_HEARD_ENDS = ("", "i", "y")


def _father_by_stem(stem: str, knowledge: Knowledge) -> str:
    """Return the listed name a patronymic's stem belongs to, else the stem."""
    for end in ("", "й", "ь", "a", "y", "ey", "i", "iy", "ei", "յ"):
        if knowledge.given_by_form.get(stem + end):
            return stem + end
    for end in _HEARD_ENDS:
        if knowledge.given(stem + end):
            return stem + end
    return stem


def _patronymic_gender(word: str, knowledge: Knowledge) -> str:
    if word.endswith(("ич", "іч", "ыч")):
        return "m"
    unlisted = "f" if script_of(word) == "cyrillic" else "u"
    return next(
        (gender for suffix, gender in knowledge.patronymic_suffixes if word.endswith(suffix)), unlisted
    )


def _analyse_surname(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    gender = _surname_gender(word, knowledge)
    declined = list(_declined_surname(word, knowledge)) if script_of(word) == "cyrillic" else []
    looks_declined = gender == "u" and any(one.cost == 0 for one in declined)
    yield Analysis(nominative=word, case="nom", gender=gender, cost=2 if looks_declined else 0)
    yield from declined


def _surname_gender(word: str, knowledge: Knowledge) -> str:
    """Return the sex that a surname's ending tells; Hussein ends like Pushkin and tells nothing."""
    last = word.rpartition("-")[2]
    if last in knowledge.given_by_form or knowledge.surname_customs.get(last) == "two":
        return "u"
    if last != word and (word in knowledge.given_by_form or word.startswith(("abu-", "umm-"))):
        return "u"
    genders, longest = _genders_by_suffix(knowledge)
    ends = (word[-length:] for length in range(min(longest, len(word)), 0, -1))
    return next((genders[end] for end in ends if end in genders), "u")


@lru_cache(maxsize=4)
def _genders_by_suffix(knowledge: Knowledge) -> tuple[dict[str, str], int]:
    """Return the sex that each surname suffix tells, and the length of the longest."""
    return _longest_of((suffix, gender) for suffix, gender, _ in knowledge.surname_suffixes)


def _longest_of(suffixes: Iterable[tuple[str, str]]) -> tuple[dict[str, str], int]:
    genders: dict[str, str] = {}
    for suffix, gender in suffixes:
        genders.setdefault(suffix, gender)
    return genders, max(map(len, genders), default=0)


def _declined_surname(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    """Yield the nominatives a surname may come from; sure ones, with a surname's ending, cost nothing."""
    parts = word.split("-")
    for ending in knowledge.endings_of("surname", word):
        undone = [ending.undo(part) for part in parts]
        if undone[-1] is not None:
            nominative = "-".join(done or part for done, part in zip(undone, parts, strict=True))
            whole = all(done is not None for done in undone)
            sure = (
                whole and len(ending.ending) >= 2 and _surname_gender(nominative, knowledge) == ending.gender
            )
            yield Analysis(
                nominative=nominative, case=ending.case, gender=ending.gender, cost=0 if sure else 1
            )
