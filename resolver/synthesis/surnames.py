"""Grammars and tables of surnames -> Surnames: every surname is a number until it is written.

Common surnames come from names/surname_frequencies.csv, the others are composed of parts and stand in no table, as most surnames of
a real list do.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from resolver.errors import RuleError
from resolver.rulebook import Rulebook
from resolver.synthesis.chance import Chance, Numbers
from resolver.synthesis.given import GivenNames, sounds_of_arabic
from resolver.synthesis.letters import Letters
from resolver.synthesis.recipe import Grammar, Recipe

_SLOT = re.compile(r"{(\w+)}")
_LARGEST = 1 << 30
_TRIES = 40
_PEOPLE, _PATTERN = 1 << 44, 1 << 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Surname:
    """One surname in the letters its people's names are kept in."""

    base: str
    letters: str
    arabic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One pattern of a grammar, its slots numbered, with the parts that each may hold."""

    text: str
    slots: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        """Return how many surnames the pattern makes."""
        return min(prod(len(parts) for parts in self.slots), _LARGEST)

    def made(self, number: int) -> str:
        """Return the surname of a number below ``size``; the first slot changes slowest.

        >>> Pattern(text="{0}{1}", slots=(("Лес", "Дуб"), ("ов", "ин"))).made(3)
        'Дубин'
        """
        chosen = []
        for parts in reversed(self.slots):
            number, place = divmod(number, len(parts))
            chosen.append(parts[place])
        return self.text.format(*reversed(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surnames:
    """The surnames of all peoples, by number."""

    peoples: tuple[str, ...]
    listed: Mapping[str, tuple[tuple[Surname, int], ...]]
    known: Mapping[str, frozenset[str]]
    patterns: Mapping[str, tuple[Pattern, ...]]
    letters: Mapping[str, str]

    def draw(self, chance: Chance, rows: Numbers, people: Numbers, new_share: float) -> Numbers:
        """Return the number of a surname for each row; ``new_share`` of them stand in no table."""
        drawn = np.zeros(len(rows), dtype=np.int64)
        is_new = chance.happens("surname is new", rows, new_share)
        for place, key in enumerate(self.peoples):
            listed, patterns = self.listed[key], self.patterns[key]
            here = people == place
            new = here & (is_new | (not listed))
            old = here & ~new
            if listed:
                weights = [weight for _, weight in listed]
                drawn[old] = place * _PEOPLE + chance.pick("listed surname", rows[old], weights)
            which = chance.below("pattern", rows[new], len(patterns))
            sizes = np.array([one.size for one in patterns], dtype=np.int64)
            number = chance.steep("made surname", rows[new], sizes[which])
            drawn[new] = place * _PEOPLE + (which + 1) * _PATTERN + number
        return drawn

    def surname(self, number: int) -> Surname:
        """Return the surname of a number that ``draw`` gave."""
        place, rest = divmod(number, _PEOPLE)
        key = self.peoples[place]
        which, at = divmod(rest, _PATTERN)
        if which == 0:
            return self.listed[key][at][0]
        pattern, letters = self.patterns[key][which - 1], self.letters[key]
        made = (_tidy(pattern.made((at + step) % pattern.size), letters) for step in range(_TRIES))
        base = next((one for one in made if one not in self.known[key]), "")
        return Surname(base=base or _tidy(pattern.made(at), letters), letters=letters)


def _tidy(name: str, letters: str) -> str:
    return name if letters == "spoken" else name[:1].upper() + name[1:]


def read_surnames(
    rules: Rulebook, recipe: Recipe, given: GivenNames, letters: Letters, peoples: Iterable[str]
) -> Surnames:
    """Read the surnames of some peoples out of the tables and grammars.

    >>> from resolver.rulebook import load_rulebook
    >>> from resolver.synthesis.given import read_given
    >>> from resolver.synthesis.recipe import read_recipe
    >>> recipe, rules = read_recipe(), load_rulebook()
    >>> letters = Letters(tables=recipe.letters)
    >>> given = read_given(rules, recipe, letters, ["russian"])
    >>> surnames = read_surnames(rules, recipe, given, letters, ["russian"])
    >>> surnames.surname(0).base
    'Иванов'
    """
    keys = tuple(peoples)
    listed = {key: _listed(rules, recipe, letters, key) for key in keys}
    everywhere = frozenset(rules.table("names/surname_frequencies.csv")["surname"])
    return Surnames(
        peoples=keys,
        listed=listed,
        known={key: frozenset(one.base for one, _ in listed[key]) | everywhere for key in keys},
        patterns={key: tuple(_patterns(recipe, given, key)) for key in keys},
        letters={key: recipe.peoples[key].letters for key in keys},
    )


def _listed(rules: Rulebook, recipe: Recipe, letters: Letters, key: str) -> tuple[tuple[Surname, int], ...]:
    people = recipe.peoples[key]
    rows = rules.table("names/surname_frequencies.csv")
    found: dict[str, tuple[Surname, int]] = {}
    for surname, lang, weight in rows.select("surname", "lang", "per_million").iter_rows():
        if lang == people.surnames and _is_written_in(surname, people.letters):
            one = _surname(surname, people.letters, recipe, letters)
            found.setdefault(one.base, (one, weight))
    # The table also lists what women are called: a family is named as its men are.
    for family in [*found]:
        woman = feminine(family, people.letters)
        if woman != family:
            found.pop(woman, None)
    return tuple(sorted(found.values(), key=lambda one: (-one[1], one[0].base)))


def _is_written_in(surname: str, letters: str) -> bool:
    """Return whether a listed surname is in letters that those its people's names are kept in can be told from."""
    return "\u0621" <= surname[:1] <= "\u064a" if letters == "spoken" else not surname.isascii()


def _surname(text: str, kept_in: str, recipe: Recipe, letters: Letters) -> Surname:
    if kept_in == "spoken":
        return Surname(base=sounds_of_arabic(text, recipe.heard), letters=kept_in, arabic=text)
    is_cyrillic = "\u0400" <= text[:1] <= "\u04ff"
    base = letters.russian_armenian(text) if kept_in == "armenian" and is_cyrillic else text
    return Surname(base=base, letters=kept_in)


def _patterns(recipe: Recipe, given: GivenNames, key: str) -> Iterable[Pattern]:
    """Yield the patterns of all grammars of a people."""
    pool = given.pools[key, "m"]
    men = [given.names[number].base for number in pool.numbers]
    stems = [one.rstrip("аяеиоуьйыա") for one in men]
    own = {
        "given": men,
        "stem": [one for one in stems if len(one) > 1],
        "house": [_house(one) for one in men],
    }
    for name in recipe.peoples[key].made:
        grammar = recipe.grammars[name]
        for text in grammar.patterns:
            yield _pattern(text, grammar, own, recipe)


def _pattern(text: str, grammar: Grammar, own: Mapping[str, Sequence[str]], recipe: Recipe) -> Pattern:
    """Return a pattern with its slots numbered; a slot named by a digit is one wherever it stands, any other is drawn anew."""
    slots: list[tuple[str, ...]] = []
    numbers: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        slot = found[1]
        if slot not in numbers or not slot.isdigit():
            numbers[slot] = len(slots)
            slots.append(_parts(slot, grammar, own, recipe))
        return f"{{{numbers[slot]}}}"

    return Pattern(text=_SLOT.sub(numbered, text), slots=tuple(slots))


def _parts(slot: str, grammar: Grammar, own: Mapping[str, Sequence[str]], recipe: Recipe) -> tuple[str, ...]:
    parts = own.get(slot) or grammar.parts(slot) or recipe.slots.get(slot)
    if not parts:
        raise RuleError(
            f"rules/synthesis/surnames.toml: a pattern has no parts for {slot}; add a line {slot} = [...]"
        )
    return tuple(dict.fromkeys(parts)) if slot in own else tuple(parts)


def _house(given: str) -> str:
    """Return the Russian surname that means of the house of a man."""
    if given.endswith(("а", "я")):
        return given[:-1] + "ин"
    if given.endswith(("й", "ь")):
        return given[:-1] + "ев"
    return given + ("ев" if given[-1:] in "еиоуыэю" else "ов")


def feminine(surname: str, letters: str) -> str:
    """Return what a woman of the family is called, in Russian and Ukrainian letters.

    >>> [feminine(name, "russian") for name in ("Петров", "Заболотский", "Толстых", "Вялый")]
    ['Петрова', 'Заболотская', 'Толстых', 'Вялая']
    """
    if letters == "russian":
        if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
            return surname + "а"
        return surname[:-2] + "ая" if surname.endswith(("ский", "цкий", "ый", "ой")) else surname
    if letters == "ukrainian":
        if surname.endswith(("ов", "ев", "єв", "ін", "ин")):
            return surname + "а"
        return surname[:-2] + "а" if surname.endswith("ий") else surname
    return surname
