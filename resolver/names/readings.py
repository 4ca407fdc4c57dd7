"""A clean name -> its readings: which word plays which role, in the nominative, and what that assumption costs.

A name has at most four readings. «Матвеева Станислава» is Матвеев Станислав in the genitive or a woman called
Станислава; both are kept, and only the comparison with another name may choose between them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from resolver.names.clean import CleanName, clean_name
from resolver.names.forms import GivenForm
from resolver.names.knowledge import KEPT_WORDS, SHORT, Knowledge, fold_arabic
from resolver.values.text import script_of

MAX_READINGS = 4
ROLES = ("surname", "given", "father", "grandfather")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Reading:
    """One way to understand a name: folded words in the nominative, by role; None where the name has no such part.

    ``father`` holds the father's name, or the patronymic itself where no name is known to give it. ``cost`` counts
    assumptions: 0 is the name as it stands.
    """

    cost: int
    surname: str | None = None
    given: str | None = None
    father: str | None = None
    grandfather: str | None = None
    gender: str = "u"
    case: str = "nom"

    @property
    def words(self) -> str:
        """Return the words by role as one text, for putting readings in order."""
        return "|".join(
            word or "" for word in (self.surname, self.given, self.father, self.grandfather, self.gender)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One way a word may play one role."""

    nominative: str
    case: str
    gender: str
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParts:
    """A name already cut into parts by whoever kept the list."""

    surname: str | None = None
    given_name: str | None = None
    patronymic: str | None = None


def read_name(text: str, knowledge: Knowledge) -> tuple[Reading, ...]:
    """Return the readings of a written name, cheapest first; none when no word is left.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [(r.surname, r.given, r.case) for r in read_name("Игорем Косотуровым", load_knowledge())][0]
    ('косотуров', 'игорь', 'ins')
    """
    return readings_of(clean_name(text, knowledge), knowledge)


def read_parts(parts: NameParts, knowledge: Knowledge) -> tuple[Reading, ...]:
    """Return the readings of a name whose parts stand in columns of their own."""
    words = {
        "surname": clean_name(parts.surname or "", knowledge).tokens,
        "given": clean_name(parts.given_name or "", knowledge).tokens,
        "father": clean_name(parts.patronymic or "", knowledge).tokens,
    }
    filled = {role: "-".join(tokens) for role, tokens in words.items() if tokens}
    if not filled:
        return ()
    return _cheapest(_read_roles([(filled, 0)], knowledge))


def readings_of(name: CleanName, knowledge: Knowledge) -> tuple[Reading, ...]:
    """Return the readings of a name already taken apart into words."""
    words = _join_particles(name.tokens, knowledge)
    if not words:
        return ()
    return _cheapest(_read_roles(_assign(words, name.surname_first, knowledge), knowledge))


def _cheapest(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return the cheapest reading of each combination of words; where both sexes cost the same, neither is assumed."""
    best: dict[tuple[str | None, ...], Reading] = {}
    for reading in sorted(readings, key=_order):
        words = (reading.surname, reading.given, reading.father, reading.grandfather)
        known = best.setdefault(words, reading)
        if known.cost == reading.cost and known.gender != reading.gender:
            best[words] = replace(known, gender="u")
    return tuple(list(best.values())[:MAX_READINGS])


def _order(reading: Reading) -> tuple[int, str, str, str, str]:
    return (
        reading.cost,
        (reading.case != "nom" and "1") or "0",
        reading.surname or "",
        reading.given or "",
        reading.gender,
    )


# --- words ------------------------------------------------------------------------------------------------------------


def _join_particles(tokens: Sequence[str], knowledge: Knowledge) -> list[str]:
    """Join what is one name written in several words: al-X, Abd al-X, X al-Din, Abu X; drop bin and ibn."""
    folded = [part for token in tokens for part in _fold_word(token, knowledge)]
    words = _without_articles(folded, knowledge)
    joined: list[str] = []
    for word in words:
        kinds = knowledge.particles.get(word, frozenset())
        before = joined[-1] if joined else ""
        if "din" in kinds and joined and not before.startswith("abu-"):
            joined[-1] = f"{before}-din" if before != "abd" else "abd-allah"
        elif before == "abd":
            joined[-1] = f"abd-{word}"
        elif before in ("abu", "umm"):
            joined[-1] = f"{before}-{word}"
        elif "nasab" in kinds and joined:
            continue
        elif "abd" in kinds:
            joined.append("abd")
        elif "kunya" in kinds:
            joined.append("umm" if word in ("ام", "umm", "um", "oum", "умм") else "abu")
        else:
            joined.append(word)
    return [_known_compound(word, knowledge) for word in joined]


def _fold_word(token: str, knowledge: Knowledge) -> list[str]:
    """Fold an Arabic word and part «عبدالرحمن»; other scripts are folded already."""
    if script_of(token) != "arabic":
        return [token]
    word = fold_arabic(token, knowledge.alphabets, keep_article=True)
    if word.startswith("عبدال") and len(word) > 6:
        return ["عبد", word.removeprefix("عبد")]
    return [word]


def _without_articles(words: Sequence[str], knowledge: Knowledge) -> list[str]:
    kept: list[str] = []
    for word in words:
        head, _, rest = word.partition("-")
        if script_of(word) == "arabic" and not knowledge.particles.get(word):
            word = word.removeprefix("ال") if len(word) > 4 else word
        elif "article" in knowledge.particles.get(head, ()) and rest:
            word = rest
        elif "article" in knowledge.particles.get(word, ()) and (kept or len(words) > 1):
            continue
        kept.extend(_split_kunya(word, knowledge))
    return kept


def _split_kunya(word: str, knowledge: Knowledge) -> list[str]:
    """Split Abu-Bakr, Абу-Бакаров stays whole when its rest is not a known name."""
    head, _, rest = word.partition("-")
    kinds = knowledge.particles.get(head, frozenset())
    if (
        rest
        and kinds & {"abd", "kunya"}
        and (script_of(word) != "cyrillic" or knowledge.given_by_form.get(rest))
    ):
        return [head, *_without_articles([rest], knowledge)]
    return [word]


def _known_compound(word: str, knowledge: Knowledge) -> str:
    """Write a compound of two scripts' particles in the script of its name, as listed forms are folded."""
    inner = word.removeprefix("abd-").removesuffix("-din")
    if inner == word or script_of(inner) != "arabic":
        return "عبد-الله" if word == "abd-الله" else word
    return word.replace("abd-", "عبد-").replace("-din", "-دين")


# --- roles ------------------------------------------------------------------------------------------------------------

Assignment = tuple[dict[str, str], int]


def _assign(words: list[str], surname_first: bool, knowledge: Knowledge) -> list[Assignment]:
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
    return choices if abs(lead) < 3 else choices[:1]


def _assign_chain(words: list[str], surname_first: bool, knowledge: Knowledge) -> list[Assignment]:
    """Three words or more without a patronymic: a chain (given, father, grandfather, …, family name) or a double name."""
    chain = {"given": words[0], "father": words[1], "surname": words[-1]}
    if len(words) > 3:
        chain["grandfather"] = words[2]
    choices: list[Assignment] = [(chain, 0)]
    if len(words) == 3 and script_of(words[0]) != "arabic":
        choices.append(
            (
                {"given": words[-1], "surname": "-".join(words[:-1])},
                _double_surname_cost(words[:-1], words[-1], knowledge),
            )
        )
        choices.append(
            (
                {"given": words[0], "surname": "-".join(words[1:])},
                _double_surname_cost(words[1:], words[0], knowledge),
            )
        )
        if _givenness(words[1], knowledge):
            choices.append(
                ({"surname": words[0], "given": words[1], "father": words[2]}, 0 if surname_first else 1)
            )
    if all(_givenness(word, knowledge) for word in words):
        roles = ("given", "father", "grandfather")
        choices.append((dict(zip(roles, words, strict=False)), 1))
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
    if any(_declined_given(word, knowledge)):
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


# --- cases ------------------------------------------------------------------------------------------------------------


def _read_roles(assignments: Iterable[Assignment], knowledge: Knowledge) -> Iterator[Reading]:
    """Yield every reading whose parts agree in sex; "Anna Petrov" has none and is read as it stands."""
    combinations = [
        (dict(zip(roles, combination, strict=True)), cost)
        for roles, cost in assignments
        for combination in product(*(_analyses(role, word, knowledge) for role, word in roles.items()))
    ]
    agreeing = [(parts, cost) for parts, cost in combinations if len(_genders(parts)) <= 1]
    for parts, cost in agreeing or combinations:
        yield from _agree(parts, cost)


def _genders(parts: dict[str, Analysis]) -> set[str]:
    return {part.gender for part in parts.values()} - {"u"}


def _agree(parts: dict[str, Analysis], cost: int) -> Iterator[Reading]:
    """Yield the reading; dearer when its parts do not agree in case, of no sex when they do not agree in that."""
    genders = _genders(parts)
    cases = {_case_of(part, genders) for part in parts.values() if part.case != "any"}
    if len(cases) > 1 and "nom" not in cases:
        return
    mixed = len(cases) > 1
    oblique = bool(cases - {"nom"})
    total = cost + sum(part.cost for part in parts.values()) + oblique + 2 * mixed
    case = "mixed" if mixed else next(iter(cases), "nom")
    words = {role: part.nominative for role, part in parts.items()}
    yield Reading(cost=total, gender=min(genders) if len(genders) == 1 else "u", case=case, **words)


def _case_of(part: Analysis, genders: set[str]) -> str:
    """Return the case of a part; a man in the accusative is declined as in the genitive, whatever his name ends in."""
    return "gen" if part.case == "acc" and "f" not in genders else part.case


@lru_cache(maxsize=KEPT_WORDS)
def _analyses(role: str, word: str, knowledge: Knowledge) -> tuple[Analysis, ...]:
    """Return every way a word may play a role."""
    return tuple(_analyse(role, word, knowledge))


def _analyse(role: str, word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    if word.endswith("."):
        yield Analysis(nominative=word, case="any", gender="u", cost=0)
    elif role == "given":
        yield from _analyse_given(word, knowledge)
    elif role in ("father", "grandfather"):
        yield from _analyse_father(word, knowledge)
    else:
        yield from _analyse_surname(word, knowledge)


def _analyse_given(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    if word.startswith(("abu-", "umm-")):
        yield Analysis(nominative=word, case="nom", gender="m" if word.startswith("abu-") else "f", cost=0)
        return
    known = knowledge.given(word)
    declined = list(_declined_given(word, knowledge))
    listed = known if script_of(word) != "cyrillic" else knowledge.given_by_form.get(word, ())
    commonest = max((form.weight for form in declined), default=0)
    for gender in sorted({form.gender for form in known}) or ["u"]:
        heavy = max((form.weight for form in listed if form.gender == gender), default=0)
        yield Analysis(nominative=word, case="nom", gender=gender, cost=2 if commonest > 20 * heavy else 0)
    as_it_stands = max((form.weight for form in listed), default=0)
    for form in declined:
        cost = 3 if as_it_stands > form.weight else 1 if as_it_stands * 10 > form.weight else 0
        yield Analysis(nominative=form.nominative, case=form.case, gender=form.gender, cost=cost)


def _declined_given(word: str, knowledge: Knowledge) -> Iterator[GivenForm]:
    """Yield the listed names whose declined form this word is."""
    if script_of(word) != "cyrillic":
        return
    for ending in knowledge.endings_of("given", word):
        nominative = ending.nominative if ending.ending == word else ending.undo(word)
        for form in knowledge.given_by_form.get(nominative or "", ()):
            if ending.gender in ("u", form.gender) or form.gender == "u":
                gender = form.gender if form.gender != "u" else ending.gender
                yield replace(form, case=ending.case, gender=gender)


def _analyse_father(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    name, plus, gender = word.partition("+")
    if plus:
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
        yield _unlisted_father(word, knowledge)


def _unlisted_father(word: str, knowledge: Knowledge) -> Analysis:
    for suffix, gender in knowledge.patronymic_suffixes:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) >= 2:
            return Analysis(nominative=_father_by_stem(stem, knowledge), case="nom", gender=gender, cost=0)
    return Analysis(nominative=word, case="any", gender="u", cost=0)


def _father_by_stem(stem: str, knowledge: Knowledge) -> str:
    """Return the listed name a patronymic's stem belongs to, else the stem."""
    for end in ("", "й", "ь", "a", "y", "ey", "i", "iy", "ei"):
        if knowledge.given_by_form.get(stem + end):
            return stem + end
    for end in ("", "i", "y"):
        known = knowledge.given(stem + end)
        if known:
            return known[0].nominative
    return stem


def _patronymic_gender(word: str, knowledge: Knowledge) -> str:
    if word.endswith(("ич", "іч", "ыч")):
        return "m"
    return next((gender for suffix, gender in knowledge.patronymic_suffixes if word.endswith(suffix)), "f")


def _analyse_surname(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    gender = _surname_gender(word, knowledge)
    declined = list(_declined_surname(word, knowledge)) if script_of(word) == "cyrillic" else []
    looks_declined = gender == "u" and any(one.cost == 0 for one in declined)
    yield Analysis(nominative=word, case="nom", gender=gender, cost=2 if looks_declined else 0)
    yield from declined


def _surname_gender(word: str, knowledge: Knowledge) -> str:
    return next((gender for suffix, gender, _ in knowledge.surname_suffixes if word.endswith(suffix)), "u")


def _declined_surname(word: str, knowledge: Knowledge) -> Iterator[Analysis]:
    """Yield the nominatives a surname may come from; sure ones, with a surname's ending, cost nothing."""
    parts = word.split("-")
    for ending in knowledge.endings_of("surname", word):
        undone = [ending.undo(part) for part in parts]
        if undone[-1] is not None:
            nominative = "-".join(done or part for done, part in zip(undone, parts, strict=True))
            sure = len(ending.ending) >= 2 and _surname_gender(nominative, knowledge) == ending.gender
            yield Analysis(
                nominative=nominative, case=ending.case, gender=ending.gender, cost=0 if sure else 1
            )
