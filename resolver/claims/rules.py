"""counts.toml -> ClaimRules: how words become numbers, what is counted, whom, and which origins have no name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from resolver.errors import RuleError
from resolver.rulebook import COUNT_RULES, Rulebook
from resolver.tables import COUNTS
from resolver.values.quantities import LARGEST, Beside, Quantity, QuantityWords
from resolver.values.text import plain

People = Annotated[int, Field(ge=0, le=LARGEST)]
Words = Annotated[list[str], Field(min_length=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class _Vague(_Section):
    words: Words
    low: People
    high: People | None = None
    source: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "_Vague":
        if self.high is not None and self.high < self.low:
            raise ValueError(
                f"high = {self.high} lies below low = {self.low}; make it the greater of the two"
            )
        return self


class _Beside(_Section):
    before: list[str] = []
    after: list[str] = []
    low_factor: Annotated[float, Field(ge=0)] = 0.0
    low_add: int = 0
    high_factor: Annotated[float, Field(ge=0)] | None = None
    high_add: int = 0
    source: str = ""


class _Range(_Section):
    between: list[str] = []
    both: list[str] = []
    opens: list[str] = []


class _Unit(_Section):
    words: Words
    holds_the_dead: bool
    is_a_list: bool = False


class _Population(_Section):
    words: Words
    shown: str = ""
    everybody: bool = False
    affiliation: list[str] = []
    nationality: list[str] = []
    from_: Annotated[list[str], Field(alias="from")] = []
    within: list[str] = []


class _Unnamed(_Section):
    words: list[str]


class _Evidence(_Section):
    nationality: list[str] = []


class _Public(_Section):
    columns: list[str] = []


class _File(_Section):
    vague: dict[str, _Vague]
    beside: dict[str, _Beside]
    range: _Range
    numeral: dict[str, dict[str, People]]
    unit: dict[str, _Unit]
    population: dict[str, _Population]
    unnamed: _Unnamed
    columns: dict[str, list[str]]
    evidence: _Evidence = _Evidence()
    public: _Public = _Public()

    @model_validator(mode="after")
    def _known(self) -> "_File":
        unknown = {
            f"population.{name}.within: there is no population {one}"
            for name, said in self.population.items()
            for one in said.within
            if one not in self.population
        }
        unknown |= {
            f"public.columns: {one} is no column of counts.csv that may leave"
            for one in self.public.columns
            if one not in COUNTS or one == "claim_ids"
        }
        if unknown:
            raise ValueError("; ".join(sorted(unknown)))
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What claims count. ``holds_the_dead``: the named dead are among them; ``is_a_list``: the length of somebody's list."""

    name: str
    holds_the_dead: bool
    is_a_list: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Whom claims count, and what shows that somebody is one of them."""

    name: str
    shown: str = ""
    everybody: bool = False
    affiliation: re.Pattern[str] | None = None
    nationality: frozenset[str] = frozenset()
    from_: frozenset[str] = frozenset()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRules:
    """What ``counts.toml`` says, compiled."""

    quantities: QuantityWords
    units: Mapping[str, Unit]
    unit_of: Mapping[str, str]
    populations: Mapping[str, Population]
    population_of: Mapping[str, str]
    unnamed: re.Pattern[str]
    columns: Mapping[str, tuple[str, ...]]
    nationality_columns: frozenset[str] = frozenset()
    public_columns: tuple[str, ...] = ()

    def unit(self, text: str) -> Unit | None:
        """Return what a text says is counted, or None where it is none of the units.

        >>> from resolver.rulebook import load_rulebook
        >>> rules = read_claim_rules(load_rulebook().setting("counts.toml"))
        >>> rules.unit("убитых").name, rules.unit("killed or injured").name, rules.unit("slain") is None
        ('killed', 'killed_or_injured', True)
        """
        name = self.unit_of.get(plain(text).replace("_", " "))
        return None if name is None else self.units[name]

    def population(self, text: str | None) -> Population:
        """Return whom a text says is counted; what stands in no rule is a population of its own.

        >>> from resolver.rulebook import load_rulebook
        >>> rules = read_claim_rules(load_rulebook().setting("counts.toml"))
        >>> rules.population("Russian mercenaries").name, rules.population("Russian fighters").name
        ('russian_contractors', 'russian fighters')
        """
        folded = plain(text or "")
        name = self.population_of.get(folded)
        return Population(name=folded or NOT_STATED) if name is None else self.populations[name]

    def is_unnamed(self, source: str) -> bool:
        """Say whether an origin has no name: it may be anybody.

        >>> from resolver.rulebook import load_rulebook
        >>> rules = read_claim_rules(load_rulebook().setting("counts.toml"))
        >>> rules.is_unnamed("three unnamed sources"), rules.is_unnamed("SBU")
        (True, False)
        """
        return self.unnamed.search(plain(source)) is not None


NOT_STATED = "not stated"
"""The population of a claim that does not say whom it counts."""


@lru_cache(maxsize=4)
def claim_rules_of(rulebook: Rulebook) -> ClaimRules:
    """Return what the ``counts.toml`` of a rulebook says, compiled once; see ``read_claim_rules``.

    >>> from resolver.rulebook import load_rulebook
    >>> claim_rules_of(load_rulebook()) is claim_rules_of(load_rulebook())
    True
    """
    return read_claim_rules(rulebook.setting(COUNT_RULES))


def read_claim_rules(settings: Mapping[str, Any]) -> ClaimRules:
    """Return what ``counts.toml`` says, or raise one RuleError that tells every fault of it.

    >>> read_claim_rules({})
    Traceback (most recent call last):
    resolver.errors.RuleError: these rules have no counts.toml, so no count claims can be read
    """
    if not settings:
        raise RuleError(f"these rules have no {COUNT_RULES}, so no count claims can be read")
    try:
        file = _File.model_validate(settings)
    except ValidationError as fault:
        raise RuleError.of_file(COUNT_RULES, fault.errors()) from None
    faults: list[str] = []
    rules = ClaimRules(
        quantities=_quantities(file, faults),
        units={
            name: Unit(name=name, holds_the_dead=one.holds_the_dead, is_a_list=one.is_a_list)
            for name, one in file.unit.items()
        },
        unit_of=_by_phrase("unit", {name: one.words for name, one in file.unit.items()}, faults),
        populations={name: _population(name, one) for name, one in file.population.items()},
        population_of=_by_phrase(
            "population", {name: one.words for name, one in file.population.items()}, faults
        ),
        unnamed=_any_of(file.unnamed.words),
        columns={name: tuple(words) for name, words in file.columns.items()},
        nationality_columns=frozenset(map(plain, file.evidence.nationality)),
        public_columns=tuple(file.public.columns),
    )
    if faults:
        raise RuleError("\n".join(f"{COUNT_RULES}: {one}" for one in faults))
    return rules


def _quantities(file: _File, faults: list[str]) -> QuantityWords:
    vague = _by_phrase("vague", {name: one.words for name, one in file.vague.items()}, faults)
    before = _by_phrase("beside", {name: one.before for name, one in file.beside.items()}, faults)
    after = _by_phrase("beside", {name: one.after for name, one in file.beside.items()}, faults)
    makes = {
        name: Beside(
            low_factor=one.low_factor, low_add=one.low_add, high_factor=one.high_factor, high_add=one.high_add
        )
        for name, one in file.beside.items()
    }
    numerals = [
        (word, value)
        for lang in file.numeral
        if lang != "times"
        for word, value in file.numeral[lang].items()
    ]
    return QuantityWords(
        vague={
            phrase: Quantity(low=file.vague[name].low, high=file.vague[name].high)
            for phrase, name in vague.items()
        },
        before={phrase: makes[name] for phrase, name in before.items()},
        after={phrase: makes[name] for phrase, name in after.items()},
        numerals={plain(word): value for word, value in numerals},
        times={plain(word): value for word, value in file.numeral.get("times", {}).items()},
        between=tuple(map(plain, file.range.between)),
        both=tuple(map(plain, file.range.both)),
        opens=tuple(map(plain, file.range.opens)),
    )


def _by_phrase(section: str, words: Mapping[str, Sequence[str]], faults: list[str]) -> dict[str, str]:
    """Return which name each phrase stands for; one that stands for two is a fault."""
    found: dict[str, str] = {}
    for name, listed in words.items():
        for phrase in map(plain, (name.replace("_", " "), *listed) if section in _NAMED else listed):
            if found.setdefault(phrase, name) != name:
                faults.append(f'{section}: "{phrase}" stands for {found[phrase]} and {name}; keep one')
    return found


_NAMED = ("unit", "population")
"""Sections whose names are words for themselves."""


def _population(name: str, said: _Population) -> Population:
    return Population(
        name=name,
        shown=said.shown or name.replace("_", " "),
        everybody=said.everybody,
        affiliation=_any_of(said.affiliation) if said.affiliation else None,
        nationality=frozenset(map(plain, said.nationality)),
        from_=frozenset(said.from_),
        within=tuple(said.within),
    )


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    folded = sorted({plain(word) for word in words if word.strip()}, key=lambda word: (-len(word), word))
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in folded) or r"(?!)")
