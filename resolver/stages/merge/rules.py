"""rules/merging.toml -> MergingRules: which of several statements a person is shown with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from resolver.errors import RuleError
from resolver.sections import Section

_Said = Literal["most_origins", "latest"]
_Day = Literal["most_origins", "most_precise"]
_Status = Literal["killed", "died_of_wounds", "missing", "captured", "wounded", "alive", "unknown"]


class _Shown(Section):
    name: Literal["fullest"]
    birth_date: _Day
    death_date: _Day
    origin_place: _Said
    unit: _Said
    rank: _Said
    incident: _Said


def _once(order: list[_Status]) -> list[_Status]:
    if len(set(order)) < len(order):
        raise ValueError("a status stands here twice")
    return order


class _StatusSection(Section):
    rule: Literal["strongest", "latest", "most_origins"] = "strongest"
    order: Annotated[list[_Status], Field(min_length=7), AfterValidator(_once)]


class _File(Section):
    shown: _Shown
    status: _StatusSection


@dataclass(frozen=True, slots=True, kw_only=True)
class MergingRules:
    """The rule by which each field is shown, by its name, that for the status, and every status, the first to be shown first."""

    shown: Mapping[str, str]
    status_order: tuple[str, ...]
    status_rule: str = "strongest"


def read_merging_rules(settings: Mapping[str, Any]) -> MergingRules:
    """Return the merging rules of a rulebook; raise one RuleError that tells every fault.

    >>> from resolver.rulebook import load_rulebook
    >>> read_merging_rules(load_rulebook().setting("merging.toml")).shown["birth_date"]
    'most_precise'
    """
    try:
        file = _File.model_validate(settings)
    except ValidationError as fault:
        raise RuleError.of_file("merging.toml", fault.errors()) from None
    return MergingRules(
        shown=file.shown.model_dump(), status_order=tuple(file.status.order), status_rule=file.status.rule
    )
