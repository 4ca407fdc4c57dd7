"""Levels of two names -> what they weigh when nothing but the names is known.

In a run the weights of names belong to the whole pair (``rules/comparisons.toml``); here two names stand alone, side by side because
somebody thought them alike. So the chance of a level among different people is that of lookalikes, not of strangers, and the
share of people who bear a name is added to it: a common name says less (Fellegi & Sunter 1969; Winkler 1988 on frequency).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field, ValidationError

from resolver.errors import RuleError
from resolver.names.likeness import Level
from resolver.names.readings import ROLES
from resolver.sections import Section


class _LevelRow(Section):
    m: float = Field(gt=0, le=1)
    u: float = Field(gt=0, le=1)
    common: bool = False


class _RoleRow(Section):
    same: _LevelRow
    short: _LevelRow
    shared: _LevelRow
    sound: _LevelRow
    near: _LevelRow
    lookalike: _LevelRow
    initial: _LevelRow
    part: _LevelRow
    unlisted: _LevelRow
    different: _LevelRow


class _File(Section):
    prior: float = Field(gt=0, lt=1)
    cost_bits: float = Field(ge=0)
    population: int = Field(ge=1)
    surname: _RoleRow
    given: _RoleRow
    father: _RoleRow
    grandfather: _RoleRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NameScoring:
    """The weights of names alone: (m, u, whether commonness counts) by role and level, and what assumptions cost."""

    prior_bits: float
    cost_bits: float
    population: int
    chances: Mapping[str, tuple[tuple[float, float, bool], ...]]

    def weight(self, levels: Sequence[Level], shares: Sequence[float], cost: int) -> float:
        """Return the match weight of a pair in bits, prior included.

        ``levels`` and ``shares`` (of people who bear what is agreed on) come by role, in the order of ``ROLES``.
        """
        bits = sum(
            self.bits(role, level, share) for role, level, share in zip(ROLES, levels, shares, strict=True)
        )
        return self.prior_bits + bits - self.cost_bits * cost

    def bits(self, role: str, level: Level, share: float) -> float:
        """Return what one role adds to the weight: above 0 speaks for one person, below 0 against.

        >>> from resolver.rulebook import load_rulebook
        >>> scoring = read_scoring(load_rulebook().setting("names/scoring.toml"))
        >>> scoring.bits("surname", Level.SAME, 1e-5) > scoring.bits("surname", Level.SAME, 0.01) > 0
        True
        """
        m, u, counts_commonness = self.chances[role][level]
        return math.log2(m / min(u + share * counts_commonness, 1.0))


def read_scoring(settings: Mapping[str, Any]) -> NameScoring:
    """Return the weights of a rulebook; raise one RuleError that tells every fault."""
    try:
        file = _File.model_validate(settings)
    except ValidationError as fault:
        raise RuleError.of_file("names/scoring.toml", fault.errors()) from None
    return NameScoring(
        prior_bits=math.log2(file.prior / (1 - file.prior)),
        cost_bits=file.cost_bits,
        population=file.population,
        chances={role: _chances(getattr(file, role)) for role in ROLES},
    )


def _chances(role: _RoleRow) -> tuple[tuple[float, float, bool], ...]:
    rows = [getattr(role, level.name.lower()) for level in Level if level is not Level.MISSING]
    return ((1.0, 1.0, False), *((row.m, row.u, row.common) for row in rows))


def probability(weight: float) -> float:
    """Return the match probability of a weight in bits.

    >>> probability(0.0), round(probability(1.0), 3)
    (0.5, 0.667)
    """
    return 1.0 / (1.0 + math.exp2(-min(max(weight, -300.0), 300.0)))
