"""A fitted model: the chances, prior and calibration that a run weighs by, and the file that carries them to the next run.

A model file is plain JSON, checked on reading. It names the rules it was fitted under and holds numbers, and of a trained model how many names each word stands in that
stands in several: nothing in it runs.
"""

import dataclasses
import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from resolver.errors import RuleError
from resolver.model.comparisons import Chance, Comparison, ComparisonLevel
from resolver.model.linking import LinkRule, Terms
from resolver.names.frequencies import NameCounts
from resolver.names.scripts import are_scripts

FORMAT = "resolver model 1"
DIGITS = 6
"""Fitted numbers keep so many significant digits."""

Origin = Literal["shipped", "estimated", "trained"]


@dataclass(frozen=True, kw_only=True)
class Model:
    """What a run weighs by. ``origin`` says where the numbers come from and ``reason`` why they were not fitted, if so.

    ``counts_names`` says whether the names of the lists moved how common names are thought to be when it was fitted: whoever uses
    it has to do the same. ``names`` is what was counted in those lists, where it is the model that carries it. ``mentions`` and ``pairs`` are what it was fitted to, ``matches`` and ``relatives`` how many pairs of each are expected among
    them, ``answers`` how many pairs humans or a truth file had settled. Of ``known_apart`` candidate pairs that lists of one row
    per person settle, ``known_linked`` would have been linked.
    """

    comparisons: tuple[Comparison, ...]
    terms: Terms
    origin: Origin = "shipped"
    reason: str = ""
    counts_names: bool = False
    mentions: int = 0
    pairs: int = 0
    matches: float = 0.0
    relatives: float = 0.0
    known_apart: int = 0
    known_linked: int = 0
    answers: int = 0
    rules_sha256: str = ""
    names: NameCounts | None = None

    @cached_property
    def model_id(self) -> str:
        """Return a short name for exactly these numbers."""
        return hashlib.sha256(model_json(self).encode()).hexdigest()[:12]


def shipped_model(
    comparisons: Sequence[Comparison], rule: LinkRule, *, reason: str = "", rules_sha256: str = ""
) -> Model:
    """Return the model that the rules alone give."""
    return Model(comparisons=tuple(comparisons), terms=rule.terms, reason=reason, rules_sha256=rules_sha256)


def for_further_lists(model: Model, least: float) -> Model:
    """Return the model of a run for a run with further lists; ``least`` is the prior of the rules.

    How many pairs match was fitted within the lists of that time. Where hardly anybody stood twice in them, that says nothing of
    lists that come later: two mentions of different lists are one person at least as often as two people of the population meet.
    Of two mentions of one list it still says all there is to say.
    """
    if model.origin != "estimated" or model.terms.prior >= least:
        return model
    return dataclasses.replace(
        model,
        comparisons=tuple(_seldom_within_a_list(one, model.terms.prior / least) for one in model.comparisons),
        terms=dataclasses.replace(model.terms, prior=least),
        reason="the share of matches was raised to that of the rules: the first lists held hardly anybody twice",
    )


def _seldom_within_a_list(comparison: Comparison, part: float) -> Comparison:
    """Return the comparison of lists with matches met on one list by this part as often; any other as it is."""
    if comparison.kind != "list":
        return comparison
    levels = (
        dataclasses.replace(level, m=level.m * part) if level.label == "same" else level
        for level in comparison.levels
    )
    return dataclasses.replace(comparison, levels=tuple(levels))


def rounded(value: float) -> float:
    """Return a number with the digits that a model keeps.

    >>> rounded(0.123456789)
    0.123457
    """
    return float(f"{value:.{DIGITS}g}")


def rounded_comparison(comparison: Comparison) -> Comparison:
    """Return a comparison whose chances keep the digits of a model."""
    silent = comparison.missing
    if silent is not None:
        silent = dataclasses.replace(
            silent, m=rounded(silent.m), u=rounded(float(silent.u)), r=rounded(float(silent.r))
        )
    return dataclasses.replace(
        comparison,
        levels=_rounded_levels(comparison.levels),
        scale=tuple(rounded(one) for one in comparison.scale),
        typical=None if comparison.typical is None else rounded(comparison.typical),
        missing=silent,
        between={told: _rounded_levels(levels) for told, levels in comparison.between.items()},
    )


def _rounded_levels(levels: Sequence[ComparisonLevel]) -> tuple[ComparisonLevel, ...]:
    return tuple(
        dataclasses.replace(
            level,
            m=rounded(level.m),
            u=level.u if isinstance(level.u, str) else rounded(level.u),
            r=level.r if isinstance(level.r, str) else rounded(level.r),
        )
        for level in levels
    )


# --- the file ---------------------------------------------------------------------------------------------------------

_Chance = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Count = Annotated[int, Field(ge=0)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class _LevelRow(_Row):
    label: str
    m: _Chance
    u: _Chance | Literal["frequency", "scope"]
    r: _Chance | Literal["frequency", "scope"]


class _SilenceRow(_Row):
    m: Annotated[float, Field(gt=0, lt=1)]
    u: Annotated[float, Field(gt=0, lt=1)]
    r: Annotated[float, Field(gt=0, lt=1)]


class _ComparisonRow(_Row):
    name: str
    kind: str
    scale: list[Annotated[float, Field(gt=0, allow_inf_nan=False)]]
    typical: _Number | None = None
    levels: list[_LevelRow]
    missing: _SilenceRow | None = None
    between: dict[str, list[_LevelRow]] = {}


_Times = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _TermsRow(_Row):
    """``shift`` and ``slope`` stood where the curve is a line: older models have them."""

    prior: Annotated[float, Field(gt=0, lt=1)]
    kin: Annotated[float, Field(gt=0, lt=1)]
    curve: tuple[tuple[_Number, _Number], ...] = ()
    shift: _Number = 0.0
    slope: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    together: tuple[Annotated[float, Field(gt=0, allow_inf_nan=False)], ...] = ()
    alone: Annotated[float, Field(gt=0, le=1)] = 1.0
    full_names: tuple[()] | tuple[_Times, _Times] = ()


class _NamesRow(_Row):
    bearers: dict[Literal["surname", "given", "father"], dict[str, Annotated[int, Field(ge=2)]]]
    totals: dict[Literal["surname", "given", "father"], _Count]


class _File(_Row):
    format: Literal["resolver model 1"]
    origin: Origin
    reason: str
    counts_names: bool
    rules_sha256: str
    mentions: _Count
    pairs: _Count
    matches: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    relatives: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    known_apart: _Count
    known_linked: _Count
    answers: _Count
    terms: _TermsRow
    comparisons: list[_ComparisonRow]
    names: _NamesRow | None = None


def model_json(model: Model) -> str:
    """Return a model as the text of its file."""
    comparisons = [
        {
            "name": one.name,
            "kind": one.kind,
            "scale": list(one.scale),
            **({} if one.typical is None else {"typical": one.typical}),
            "levels": [dataclasses.asdict(level) for level in one.levels],
            **({} if one.missing is None else {"missing": _silence_told(one.missing)}),
            **({} if not one.between else {"between": _between_told(one)}),
        }
        for one in model.comparisons
    ]
    told = {
        field.name: getattr(model, field.name)
        for field in dataclasses.fields(model)
        if field.name not in ("comparisons", "terms", "names")
    }
    if model.names is not None:
        told["names"] = dataclasses.asdict(model.names)
    whole = {
        "format": FORMAT,
        **told,
        "terms": dataclasses.asdict(model.terms),
        "comparisons": comparisons,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _between_told(comparison: Comparison) -> dict[str, list[dict[str, Chance]]]:
    return {
        told: [dataclasses.asdict(level) for level in levels] for told, levels in comparison.between.items()
    }


def _silence_told(silent: ComparisonLevel) -> dict[str, Chance]:
    return {"m": silent.m, "u": silent.u, "r": silent.r}


def read_model(data: bytes, comparisons: Sequence[Comparison], *, file: str) -> Model:
    """Return the model of a file, laid over the comparisons of the rules; raise RuleError that tells every fault.

    >>> from resolver.model.comparisons import read_comparisons
    >>> from resolver.model.linking import read_link_rule
    >>> from resolver.rulebook import load_rulebook
    >>> rules = load_rulebook()
    >>> shipped = read_comparisons(rules.setting("comparisons.toml"))
    >>> model = shipped_model(shipped, read_link_rule(rules.setting("linking.toml")))
    >>> read_model(model_json(model).encode(), shipped, file="model.json") == model
    True
    """
    try:
        told = _File.model_validate_json(data)
    except ValidationError as fault:
        lines = [
            f"{file}: {'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in fault.errors()
        ]
        raise RuleError("\n".join([*lines[:10], f"{file}: make it anew with resolver train"])) from None
    faults = _faults(told, comparisons, file)
    if faults:
        raise RuleError("\n".join(faults))
    counts = told.model_dump(exclude={"format", "terms", "comparisons", "names"})
    return Model(
        **counts,
        names=None if told.names is None else NameCounts(**told.names.model_dump()),
        terms=_terms_of(told.terms),
        comparisons=tuple(
            _laid_over(one, row) for one, row in zip(comparisons, told.comparisons, strict=True)
        ),
    )


def _faults(told: _File, comparisons: Sequence[Comparison], file: str) -> list[str]:
    """Return why a model does not fit the rules at hand."""
    ours, theirs = [one.name for one in comparisons], [one.name for one in told.comparisons]
    mend = "make the model anew with resolver train, or run it with the rules it was made by (--rules)"
    steps = [(one[0] < two[0], one[1] <= two[1]) for one, two in itertools.pairwise(told.terms.curve)]
    if len(told.terms.curve) == 1 or not all(map(all, steps)):
        return [
            f"{file}: terms.curve: a curve has two points or more, each further right and none lower; {mend}"
        ]
    if ours != theirs:
        differing = ", ".join(sorted(set(ours) ^ set(theirs))) or "their order"
        return [f"{file}: its comparisons are not those of the rules ({differing}); {mend}"]
    unknown = [
        f"{file}: comparison {row.name}: between {scripts!r}: no two scripts are called so; {mend}"
        for row in told.comparisons
        for scripts in row.between
        if not are_scripts(scripts)
    ]
    return unknown + [
        f"{file}: comparison {one.name}: its levels are not those of the rules; {mend}"
        for one, row in zip(comparisons, told.comparisons, strict=True)
        if any(
            [level.label for level in one.levels] != [level.label for level in levels]
            for levels in (row.levels, *row.between.values())
        )
        or (one.missing is None) != (row.missing is None)
    ]


def _terms_of(row: _TermsRow) -> Terms:
    told = row.model_dump(exclude={"shift", "slope"})
    if (row.shift, row.slope) != (0.0, 1.0):
        told["curve"] = tuple((at, row.shift + row.slope * at) for at in (-1.0, 1.0))
    return Terms(**told)


def _laid_over(comparison: Comparison, row: _ComparisonRow) -> Comparison:
    silent = None if row.missing is None else ComparisonLevel(label="missing", **row.missing.model_dump())
    return dataclasses.replace(
        comparison,
        levels=_levels_of(row.levels),
        scale=tuple(row.scale),
        typical=row.typical,
        missing=silent,
        between={told: _levels_of(levels) for told, levels in row.between.items()},
    )


def _levels_of(rows: Sequence[_LevelRow]) -> tuple[ComparisonLevel, ...]:
    return tuple(ComparisonLevel(label=row.label, m=row.m, u=row.u, r=row.r) for row in rows)
