"""A clean name -> its readings: which word plays which role, in the nominative, and what that assumption costs.

A name has at most four readings. «Матвеева Станислава» is Матвеев Станислав in the genitive or a woman called
Станислава; both are kept, and only the comparison with another name may choose between them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from resolver.names.cases import Analysis, analyses
from resolver.names.clean import CleanName, clean_name
from resolver.names.doubles import with_doubles
from resolver.names.kinds import kind_of_word
from resolver.names.knowledge import Knowledge
from resolver.names.particles import join_particles
from resolver.names.roles import Assignment, assign_roles, exchange_cost, roles_in_column
from resolver.names.tokens import kind_of_role

MAX_READINGS = 4
ROLES = ("surname", "given", "father", "grandfather")
ROLE_WORDS = {
    "surname": "surname",
    "given": "given name",
    "father": "father's name",
    "grandfather": "grandfather's name",
}
_GIVEN_NAMES = {"father": "second given name", "grandfather": "third given name"}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Reading:
    """One way to understand a name: folded words in the nominative, by role; None where the name has no such part.

    ``father`` holds the father's name, or the patronymic itself where no name is known to give it. Where ``has_second_names``,
    ``father`` and ``grandfather`` are no ancestors but a second and a third given name («Карлос Андрес»). One that ``is_exchanged`` takes
    it that surname and given name stand in one another's columns. ``cost`` counts assumptions: 0 is the name as it stands.
    """

    cost: int
    surname: str | None = None
    given: str | None = None
    father: str | None = None
    grandfather: str | None = None
    gender: str = "u"
    case: str = "nom"
    has_second_names: bool = False
    is_exchanged: bool = False

    def called(self, role: str) -> str:
        """Return what the word in a role is, in words.

        >>> reading = Reading(cost=0, given="карлос", father="андрес", has_second_names=True)
        >>> reading.called("given"), reading.called("father")
        ('given name', 'second given name')
        """
        return (_GIVEN_NAMES if self.has_second_names else {}).get(role, ROLE_WORDS[role])

    def assumes_more_than(self, cheapest: "Reading") -> bool:
        """Say whether a reading assumes what its name does not need; that a name is declined is no such assumption.

        >>> [Reading(cost=1, case=case).assumes_more_than(Reading(cost=0)) for case in ("nom", "ins")]
        [True, False]
        """
        return self.cost > cheapest.cost and self.case == "nom"

    @property
    def told(self) -> str:
        """Return what each word is, in words.

        >>> Reading(cost=0, surname="матвеев", given="стас").told
        'surname матвеев, given name стас'
        """
        said = ", ".join(
            f"{self.called(role)} {word}" for role in ROLES if (word := getattr(self, role)) is not None
        )
        return f"{said} (exchanged in their columns)" if self.is_exchanged else said

    @property
    def words(self) -> str:
        """Return the words by role as one text, for putting readings in order."""
        return "|".join(
            word or "" for word in (self.surname, self.given, self.father, self.grandfather, self.gender)
        )


def whole_given(reading: Reading) -> str | None:
    """Return the given name and the second one in one word, as a column of given names has them; None where there is no second in full.

    >>> whole_given(Reading(cost=0, given="карлос", father="андрес", has_second_names=True))
    'карлос-андрес'
    """
    second = reading.father or reading.grandfather
    if not reading.has_second_names or reading.given is None or second is None:
        return None
    return None if reading.given.endswith(".") or second.endswith(".") else f"{reading.given}-{second}"


def called_in_both(role: str, left: Reading, right: Reading) -> str:
    """Return what the words in a role of two readings are, both ways where one takes for a father's name what is a second one to the other."""
    called = [one.called(role) for one in (left, right) if getattr(one, role) is not None]
    return " / ".join(dict.fromkeys(called)) or ROLE_WORDS[role]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParts:
    """A name already cut into parts by whoever kept the list."""

    surname: str | None = None
    given_name: str | None = None
    patronymic: str | None = None
    grandfather: str | None = None


def read_name(text: str, knowledge: Knowledge) -> tuple[Reading, ...]:
    """Return the readings of a written name, cheapest first; none when no word is left.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [(r.surname, r.given, r.case) for r in read_name("Игорем Косотуровым", load_knowledge())][0]
    ('косотуров', 'игорь', 'ins')
    """
    return readings_of(clean_name(text, knowledge), knowledge)


def read_parts(parts: NameParts, knowledge: Knowledge) -> tuple[Reading, ...]:
    """Return the readings of a name whose parts stand in columns of their own."""
    told = (parts.surname, parts.given_name, parts.patronymic, parts.grandfather)
    filled: dict[str, str] = {}
    for role, text in zip(ROLES, told, strict=True):
        filled |= roles_in_column(role, clean_name(text or "", knowledge).tokens, knowledge)
    if not filled:
        return ()
    return cheapest(_read_roles([(filled, 0), *_exchanged(filled, knowledge)], knowledge))


def _exchanged(filled: Mapping[str, str], knowledge: Knowledge) -> Iterator[Assignment]:
    """Yield the same with surname and given name in one another's place, where a row may have them so."""
    surname, given = filled.get("surname"), filled.get("given")
    if surname is None or given is None:
        return
    cost = exchange_cost(kind_of_word(surname, knowledge), kind_of_word(given, knowledge))
    if cost is not None:
        rest = {role: word for role, word in filled.items() if role not in EXCHANGED.values()}
        yield {**rest, "exchanged given": surname, "exchanged surname": given}, cost


_NOBODY: Mapping[str, str] = {}


def readings_of(
    name: CleanName, knowledge: Knowledge, ancestors: Mapping[str, str] = _NOBODY
) -> tuple[Reading, ...]:
    """Return the readings of a name already taken apart into words; ``ancestors`` are words that stand beside it, by their role."""
    words, ancestors = join_particles(name.tokens, knowledge), {**_fathers_of(name, knowledge), **ancestors}
    if not words:
        return cheapest(_read_roles([(dict(ancestors), 0)], knowledge)) if ancestors else ()
    assignments = assign_roles(words, name.surname_stands, knowledge, ancestors)
    others = [
        *_under_former_names(name, assignments, knowledge),
        *_with_doubles(name, words, knowledge, ancestors),
        *_with_style(name, knowledge, ancestors),
    ]
    readings = cheapest(_read_roles([*assignments, *others], knowledge))
    return tuple(replace(one, gender="f") for one in readings) if _is_a_lady(name, knowledge) else readings


STYLE = 1
"""What it costs to take a style before a name for a part of it: Md Yusuf Ali is Mohammad Yusuf Ali, and Yusuf Ali."""


def _with_style(name: CleanName, knowledge: Knowledge, ancestors: Mapping[str, str]) -> Iterator[Assignment]:
    """Yield the likeliest roles of the words with the style that was taken off before them."""
    styles = [word.casefold().rstrip(".") for text in name.of_kind("style") for word in text.split()]
    if styles:
        words = join_particles([*styles, *name.tokens], knowledge)
        ways = assign_roles(words, name.surname_stands, knowledge, ancestors)
        yield from ((roles, cost + STYLE) for roles, cost in ways)


def _is_a_lady(name: CleanName, knowledge: Knowledge) -> bool:
    """Say whether a title before the name is a woman's, or a husband is named behind it: Mrs. Ivan Testov is no man."""
    if name.of_kind("husband"):
        return True
    titles = (*name.of_kind("honorific"), *name.of_kind("style"), *name.of_kind("lady"))
    return any(
        tuple(word.casefold().rstrip(".") for word in text.split()) in knowledge.ladies for text in titles
    )


DOUBLE = 1
"""What it costs to take two words for one given name, of which the second may be the father's: Arabs and Persians bear both."""


def _with_doubles(
    name: CleanName, words: Sequence[str], knowledge: Knowledge, ancestors: Mapping[str, str]
) -> Iterator[Assignment]:
    """Yield the likeliest roles of the words where two of them are one given name."""
    for joined in with_doubles(words, knowledge):
        doubles = {*joined} - {*words}
        for roles, cost in assign_roles(joined, name.surname_stands, knowledge, ancestors):
            if roles.get("given") in doubles:
                yield roles, cost + DOUBLE


def _fathers_of(name: CleanName, knowledge: Knowledge) -> dict[str, str]:
    """Return the words for the father, and for his father, that a name holds in brackets."""
    words = (clean_name(text, knowledge).tokens for text in name.of_kind("father"))
    return next((roles_in_column("father", tokens, knowledge) for tokens in words), {})


def has_other_names(name: CleanName) -> bool:
    """Say whether something that was taken out of a name may be another name of its bearer, is the father's name, or tells the sex."""
    return any(map(name.of_kind, ("former surname", "alias", "father", "style", "lady", "husband")))


def _under_former_names(
    name: CleanName, assignments: Sequence[Assignment], knowledge: Knowledge
) -> Iterator[Assignment]:
    """Yield the likeliest assignment with each surname that stood in brackets in place of the surname: people marry.

    What else stands there (Tiger, a town) is none: two people of one callsign would have one surname.
    """
    roles, cost = assignments[0] if assignments else (_NOBODY, 0)
    if not roles.keys() >= {"surname", "given"}:
        return
    for kind in ("former surname", "alias"):
        for text in name.of_kind(kind):
            word = surname_in(text, knowledge)
            if word and (kind == "former surname" or kind_of_word(word, knowledge).surnameness):
                yield {**roles, "surname": word}, cost + 1


def surname_in(text: str, knowledge: Knowledge) -> str | None:
    """Return the surname that a text besides a name is, if it is one word, particles joined.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [surname_in(text, load_knowledge()) for text in ("Foisson", "D.", "1950, Testgrad")]
    ['foisson', None, None]
    """
    words = join_particles(clean_name(text, knowledge).tokens, knowledge)
    is_one = len(words) == 1 and not words[0].endswith(".") and not any(map(str.isdigit, text))
    return words[0] if is_one else None


def cheapest(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return the cheapest reading of each combination of words; where both sexes cost the same, neither is assumed."""
    best: dict[tuple[str | None, ...], Reading] = {}
    for reading in sorted(readings, key=order_of):
        words = (reading.surname, reading.given, reading.father, reading.grandfather)
        known = best.setdefault(words, reading)
        if known.cost == reading.cost and known.gender != reading.gender:
            best[words] = replace(known, gender="u")
    return tuple(list(best.values())[:MAX_READINGS])


def order_of(reading: Reading) -> tuple[int, bool, str, str, str]:
    """Return what puts the readings of one name in order, cheapest first."""
    return (
        reading.cost,
        reading.case != "nom",
        reading.surname or "",
        reading.given or "",
        reading.gender,
    )


Played = tuple[Mapping[str, Sequence[Analysis]], int]
"""One way to give words their roles: every way each may play its role, and what the assignment costs."""


def _read_roles(assignments: Iterable[Assignment], knowledge: Knowledge) -> Iterator[Reading]:
    return agreeing(
        ({role: analyses(kind_of_role(role), word, knowledge) for role, word in roles.items()}, cost)
        for roles, cost in assignments
    )


def agreeing(played: Iterable[Played]) -> Iterator[Reading]:
    """Yield every reading whose parts agree in sex; "Anna Petrov" has none and is read as it stands, which costs."""
    for ways, cost in played:
        combinations = [dict(zip(ways, combination, strict=True)) for combination in product(*ways.values())]
        of_one_sex = [parts for parts in combinations if len(_genders(parts)) <= 1]
        for parts in of_one_sex or combinations:
            yield from _agree(parts, cost if of_one_sex else cost + DISAGREEMENT)


DISAGREEMENT = 2
"""What it costs to read a name whose parts are of two sexes."""


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
    yield Reading(
        cost=total,
        gender=min(genders) if len(genders) == 1 else "u",
        case=case,
        has_second_names=not parts.keys().isdisjoint(_FURTHER),
        is_exchanged=not parts.keys().isdisjoint(EXCHANGED),
        **{_PLACES.get(role, role): part.nominative for role, part in parts.items()},
    )


_FURTHER = {"second": "father", "third": "grandfather"}
"""Where a reading holds given names after the first."""
EXCHANGED = {"exchanged surname": "surname", "exchanged given": "given"}
"""Where it holds words that are taken to stand in one another's columns."""
_PLACES = _FURTHER | EXCHANGED


def _case_of(part: Analysis, genders: set[str]) -> str:
    """Return the case of a part; a man in the accusative is declined as in the genitive, whatever his name ends in."""
    return "gen" if part.case == "acc" and "f" not in genders else part.case
