"""rules/estimation.toml -> EstimationRules: what the shipped chances count for, and from which pairs is learnt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, ValidationError

from resolver.errors import RuleError
from resolver.sections import Section


class _Start(Section):
    fewest_mentions: int = Field(ge=2)
    fewest_pairs: int = Field(ge=1)


class _Sample(Section):
    random_pairs: int = Field(ge=100)
    pairs_per_mention: int = Field(ge=1)
    mentions: int = Field(ge=100)
    most_pairs: int = Field(ge=1_000)
    most_cells: int = Field(ge=1_000)
    seed: int


class _Prior(Section):
    m: float = Field(gt=0)
    u: float = Field(gt=0)
    r: float = Field(gt=0)
    # A run of an earlier version is gone on from with the rules in its folder, which do not name this, nor what else has a default here.
    r_part: float = Field(default=0.0, ge=0, lt=1)
    least: float = Field(gt=0)
    pairs: float = Field(gt=0)
    pairs_part: float = Field(default=1e12, gt=0)
    frequency: float = Field(gt=0)
    full_names: float = Field(default=1e12, gt=0)


class _Training(Section):
    sure: float = Field(gt=0, lt=1)
    rounds: int = Field(ge=1)
    settled: float = Field(gt=0)
    sure_from: float = Field(default=0.0, ge=0)


class _Together(Section):
    oftener: list[Annotated[float, Field(gt=0)]] = Field(min_length=1)
    pairs: float = Field(gt=0)


class _Refusal(Section):
    different_names: float = Field(gt=0, le=1)
    different_births: float = Field(gt=0, le=1)
    mentions_per_person: float = Field(gt=1)


class _Answers(Section):
    calibration: float = Field(gt=0)


class _Fixed(Section):
    kinds: list[str]


class _Key(Section):
    comparison: str
    levels: list[str]


class _File(Section):
    start: _Start
    sample: _Sample
    prior: _Prior
    training: _Training
    together: _Together
    refusal: _Refusal
    answers: _Answers
    groups: dict[str, list[list[str]]]
    fixed: _Fixed
    keys: dict[str, _Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorStrength:
    """So many pairs does each shipped value count for."""

    m: float
    u: float
    r: float
    r_part: float
    least: float
    pairs: float
    pairs_part: float
    frequency: float
    full_names: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimationRules:
    """How chances are fitted. ``keys`` holds, for a key of blocking, the comparison it is about and the levels that imply it."""

    fewest_mentions: int
    fewest_pairs: int
    random_pairs: int
    pairs_per_mention: int
    mentions: int
    most_pairs: int
    most_cells: int
    seed: int
    prior: PriorStrength
    sure: float
    rounds: int
    settled: float
    sure_from: float
    together: tuple[float, ...]
    together_pairs: float
    different_names: float
    different_births: float
    mentions_per_person: float
    calibration: float
    groups: Mapping[str, tuple[tuple[str, ...], ...]]
    fixed: frozenset[str]
    keys: Mapping[str, tuple[str, tuple[str, ...]]]


def read_estimation_rules(settings: Mapping[str, Any]) -> EstimationRules:
    """Return the estimation rules of a rulebook; raise one RuleError that tells every fault.

    >>> from resolver.rulebook import load_rulebook
    >>> read_estimation_rules(load_rulebook().setting("estimation.toml")).keys["birth_day"]
    ('birth', ('same_day',))
    """
    try:
        file = _File.model_validate(settings)
    except ValidationError as fault:
        raise RuleError.of_file("estimation.toml", fault.errors()) from None
    return EstimationRules(
        **file.start.model_dump(),
        **file.sample.model_dump(),
        prior=PriorStrength(**file.prior.model_dump()),
        **file.training.model_dump(),
        together=tuple(file.together.oftener),
        together_pairs=file.together.pairs,
        **file.refusal.model_dump(),
        calibration=file.answers.calibration,
        groups={kind: tuple(map(tuple, groups)) for kind, groups in file.groups.items()},
        fixed=frozenset(file.fixed.kinds),
        keys={name: (key.comparison, tuple(key.levels)) for name, key in file.keys.items()},
    )
