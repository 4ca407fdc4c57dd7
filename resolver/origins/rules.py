"""rules/origins.toml -> RepostRules: how many bits each sign of a repost is worth, and from how many on it is suggested."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, ValidationError

from resolver.errors import RuleError
from resolver.sections import Section

_Bits = Annotated[float, Field(ge=0, le=50)]


class _Suggest(Section):
    least_score: _Bits
    largest_block: Annotated[int, Field(ge=2)]


class _BitsSection(Section):
    same_day: _Bits
    near_day: _Bits
    near_days: Annotated[int, Field(ge=0)]
    misspelling: _Bits
    misspelling_elsewhere: _Bits
    cell: _Bits
    cells: _Bits
    differing_cell: _Bits
    wording: _Bits
    person: _Bits
    people: _Bits


class _File(Section):
    suggest: _Suggest
    bits: _BitsSection


@dataclass(frozen=True, slots=True, kw_only=True)
class RepostRules:
    """What each sign of a repost is worth, in bits, as ``rules/origins.toml`` says it."""

    least_score: float
    largest_block: int
    same_day: float
    near_day: float
    near_days: int
    misspelling: float
    misspelling_elsewhere: float
    cell: float
    cells: float
    differing_cell: float
    wording: float
    person: float
    people: float


def read_repost_rules(settings: Mapping[str, Any]) -> RepostRules:
    """Return the rules for suggesting reposts; raise one RuleError that tells every fault.

    >>> from resolver.rulebook import load_rulebook
    >>> read_repost_rules(load_rulebook().setting("origins.toml")).least_score
    3.0
    """
    try:
        file = _File.model_validate(settings)
    except ValidationError as fault:
        raise RuleError.of_file("origins.toml", fault.errors()) from None
    return RepostRules(**file.suggest.model_dump(), **file.bits.model_dump())
