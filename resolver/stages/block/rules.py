"""rules/blocking.toml -> BlockingRules: which keys two mentions must share to be compared at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, ValidationError

from resolver.errors import RuleError
from resolver.sections import Section

NAME_PARTS = frozenset(
    {
        "surname",
        "surname_typo",
        "surname_start",
        "skeleton",
        "given",
        "given_start",
        "father",
        "two_words",
        "echo",
        "two_skeletons",
    }
)
ROW_PARTS = frozenset(
    {
        "document",
        "incident",
        "birth_year",
        "birth_day",
        "death_day",
        "origin_place",
        "callsign",
        "identifier",
    }
)
MOST_RULES = 63
"""Which rules found a pair is kept as one bit each of a whole number."""


class _RuleRow(Section):
    name: str
    keys: list[str] = Field(min_length=1)
    refine: list[str] = Field(default_factory=list)
    weak_only: bool = False
    largest_block: int | None = Field(default=None, ge=2)


class _File(Section):
    largest_block: int = Field(ge=2)
    rule: list[_RuleRow] = Field(min_length=1, max_length=MOST_RULES)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockingRule:
    """One rule: two mentions with all of these keys in common become a candidate pair.

    A block of more than ``largest_block`` mentions (by default that of all rules) is cut by the keys of ``refine``.
    """

    name: str
    keys: tuple[str, ...]
    refine: tuple[str, ...]
    weak_only: bool
    largest_block: int | None = None

    @property
    def ground(self) -> str:
        """Return what the rule rests on most: a surname, else a birth, else a given name, else its first key.

        What breaks one rule (a surname read wrongly) breaks others of the same ground with it.

        >>> BlockingRule(name="birth day", keys=("given", "birth_day"), refine=(), weak_only=False).ground
        'birth'
        """
        return next((ground for ground, keys in _GROUNDS if keys & set(self.keys)), self.keys[0])


_GROUNDS = (
    (
        "surname",
        frozenset(
            {"surname", "surname_typo", "surname_start", "skeleton", "two_words", "echo", "two_skeletons"}
        ),
    ),
    ("birth", frozenset({"birth_year", "birth_day"})),
    ("given name", frozenset({"given", "given_start", "father"})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockingRules:
    """The rules of ``blocking.toml``, in order."""

    rules: tuple[BlockingRule, ...]
    largest_block: int


def read_blocking_rules(settings: Mapping[str, Any]) -> BlockingRules:
    """Return the rules of a rulebook; raise one RuleError that tells every fault."""
    try:
        file = _File.model_validate(settings)
    except ValidationError as fault:
        raise RuleError.of_file("blocking.toml", fault.errors()) from None
    known = NAME_PARTS | ROW_PARTS
    faults = [
        f"blocking.toml: rule {rule.name!r}: unknown key {key!r}; use one of {', '.join(sorted(known))}"
        for rule in file.rule
        for key in [*rule.keys, *rule.refine]
        if key not in known
    ]
    if faults:
        raise RuleError("\n".join(faults))
    rules = tuple(
        BlockingRule(
            name=one.name,
            keys=tuple(one.keys),
            refine=tuple(one.refine),
            weak_only=one.weak_only,
            largest_block=one.largest_block,
        )
        for one in file.rule
    )
    return BlockingRules(rules=rules, largest_block=file.largest_block)
