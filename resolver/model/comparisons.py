"""rules/comparisons.toml -> Comparisons: the fields of a pair, their levels and what each level is worth."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from resolver.errors import RuleError
from resolver.sections import Section

FREQUENCY, SCOPE = "frequency", "scope"
Chance = float | Literal["frequency", "scope"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonLevel:
    """One step of agreement: m among matches, u among others, r among relatives; "frequency" asks the agreed value."""

    label: str
    m: float
    u: Chance
    r: Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """Another comparison that tells much the same: where both speak for a pair only this part of the weaker is kept, or ``against`` it."""

    on: str
    kept: float
    against: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One field of a pair. Level 0 is *missing*; level n is ``levels[n - 1]``, strongest first.

    ``scale`` corrects how common agreed values are where "frequency" asks: one factor per step of two bits of the share.
    ``dependent`` names comparisons that tell much the same: of two that point one way only a part of the weaker counts.
    ``tolerance`` is how far apart numbers, or dates in days, may lie to be near. ``missing`` holds the chances that a side is
    silent, where silence speaks; elsewhere it weighs nothing. ``between`` holds the levels as they are between names of two
    scripts (``arabic-latin``), where the lists at hand have shown them. ``rarity`` says by which power of its share a name is less
    often met by chance in another spelling, ``typical`` is log2 of the mean of that power among the people of the lists at hand.
    """

    name: str
    kind: str
    column: str
    role: str
    levels: tuple[ComparisonLevel, ...]
    scale: tuple[float, ...] = ()
    dependent: tuple[Dependence, ...] = ()
    tolerance: float = 0.0
    missing: ComparisonLevel | None = None
    between: Mapping[str, tuple[ComparisonLevel, ...]] = field(default_factory=dict)
    rarity: float = 0.0
    typical: float | None = None

    @property
    def asks_frequency(self) -> bool:
        """Return whether the chance of some level follows from how common the agreed value is."""
        return any(FREQUENCY in (level.u, level.r) for level in self.levels)

    def level(self, label: str) -> int:
        """Return the number of a level by its label.

        >>> levels = tuple(ComparisonLevel(label=word, m=0.9, u=0.1, r=0.1) for word in ("same", "different"))
        >>> Comparison(name="sex", kind="exact", column="sex", role="", levels=levels).level("different")
        2
        """
        return 1 + next(at for at, level in enumerate(self.levels) if level.label == label)

    def label(self, level: int) -> str:
        """Return the label of a level by its number; 0 is missing."""
        return "missing" if level == 0 else self.levels[level - 1].label


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumn:
    """How a column of the user's own is compared: the kind, and what the user asked for besides."""

    kind: str
    tolerance: float = 0.0
    missing_speaks: bool = False


_NAME_LEVELS = (
    "same",
    "short",
    "shared",
    "sound",
    "near",
    "lookalike",
    "initial",
    "part",
    "unlisted",
    "different",
)
LABELS: Mapping[str, tuple[str, ...]] = {
    "name": _NAME_LEVELS,
    "scope": ("same_document", "same_origin", "same_incident", "other_incident"),
    "list": ("different", "same"),
    "birth": (
        "same_day", "dates_meet", "age_fits", "day_and_month_swapped", "one_digit_off", "same_year", "year_off", "age_near",
        "age_apart", "apart",
    ),
    "death": (
        "same_day", "dates_meet", "near", "day_and_month_swapped", "same_month_other_year", "after_report", "apart",
    ),
    "place": ("same_address", "same", "inside", "near", "same_region", "different"),
    "text": ("same", "near", "different"),
    "exact": ("same", "different"),
    "former": ("same", "near", "different"),
    "generation": ("same", "one_told", "different"),
    "number": ("same", "near", "different"),
    "date": ("same", "dates_meet", "near", "different"),
    "words": ("same", "shared", "different"),
    "identifiers": ("same", "one_digit_off", "near", "different", "other_item"),
}  # fmt: skip
"""The levels that each kind of comparison can find, by label."""

SPELT_OTHERWISE = ("sound", "near", "lookalike")
"""Levels of a name at which two words are one name, or alike, in other letters."""

OWN_KINDS = ("exact", "text", "number", "date", "place", "words")
"""The kinds that a column of the user's own can be compared by."""
_TAKEN = frozenset(
    (
        "left",
        "right",
        "rule",
        "pattern",
        "known",
        "pair_count",
        "prior",
        "relatives",
        "calibration",
        "former_surname",
        "generation",
    )
)


class _LevelRow(Section):
    label: str
    m: float = Field(gt=0, le=1)
    u: Annotated[float, Field(gt=0, le=1)] | Literal["frequency", "scope"]
    r: Annotated[float, Field(gt=0, le=1)] | Literal["frequency", "scope"]


class _SilenceRow(Section):
    m: float = Field(gt=0, lt=1)
    u: float = Field(gt=0, lt=1)
    r: float = Field(gt=0, lt=1)


class _DependentRow(Section):
    on: str
    kept: float = Field(ge=0, le=1)
    against: float | None = Field(default=None, ge=0, le=1)


class _ComparisonRow(Section):
    name: str
    kind: Literal[
        "name",
        "scope",
        "list",
        "birth",
        "death",
        "place",
        "text",
        "exact",
        "former",
        "generation",
        "number",
        "date",
        "words",
        "identifiers",
    ]
    column: str = ""
    role: str = ""
    levels: list[_LevelRow] = Field(min_length=1)
    dependent: list[_DependentRow] = Field(default_factory=list)
    rarity: float = Field(default=0.0, ge=0, le=1)
    tolerance: float = Field(default=0.0, ge=0)
    missing: _SilenceRow | None = None


def read_comparisons(
    settings: Mapping[str, Any], own: Mapping[str, OwnColumn] | None = None
) -> tuple[Comparison, ...]:
    """Return the comparisons of a rulebook, then those of the user's own columns; raise one RuleError that tells every fault.

    What the levels of an own column are worth to begin with stands under ``[own.<kind>]``.
    """
    faults: list[str] = []
    rows = [*settings.get("comparison", []), *_own_rows(settings.get("own", {}), own or {})]
    found = [_read_one(row, at, faults) for at, row in enumerate(rows, start=1)]
    if not found and not faults:
        faults.append("no comparison is left; a pair needs at least one")
    faults.extend(_own_dependents(found))
    if faults:
        raise RuleError("comparisons.toml has faults:\n  " + "\n  ".join(faults))
    return tuple(one for one in found if one is not None)


def _own_rows(templates: Mapping[str, Any], own: Mapping[str, OwnColumn]) -> Iterator[Mapping[str, Any]]:
    for column, one in sorted(own.items()):
        silence = {"missing": templates.get("missing")} if one.missing_speaks else {}
        yield {
            "name": f"own {column}" if column in _TAKEN else column,
            "kind": one.kind,
            "column": column,
            "tolerance": one.tolerance,
            "levels": templates.get(one.kind, {}).get("levels", []),
            **silence,
        }


def _read_one(row: Mapping[str, Any], at: int, faults: list[str]) -> Comparison | None:
    name = row.get("name", f"number {at}")
    try:
        checked = _ComparisonRow.model_validate(row)
    except ValidationError as fault:
        faults.extend(
            f"comparison {name}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors()
        )
        return None
    labels = [level.label for level in checked.levels]
    if sorted(labels) != sorted(LABELS[checked.kind]):
        faults.append(f"comparison {name}: {_mend_of_levels(labels, LABELS[checked.kind])}")
        return None
    levels = tuple(
        ComparisonLevel(label=level.label, m=level.m, u=level.u, r=level.r) for level in checked.levels
    )
    return Comparison(
        name=checked.name,
        kind=checked.kind,
        column=checked.column,
        role=checked.role,
        levels=levels,
        dependent=tuple(map(_dependence, checked.dependent)),
        tolerance=checked.tolerance,
        rarity=checked.rarity,
        missing=_silence(checked.missing),
    )


def _dependence(row: _DependentRow) -> Dependence:
    return Dependence(on=row.on, kept=row.kept, against=row.kept if row.against is None else row.against)


def _mend_of_levels(labels: Sequence[str], wanted: Sequence[str]) -> str:
    """Return what to do so that a comparison has the levels that its kind can find, each once."""
    add = [label for label in wanted if label not in labels]
    drop = [label for at, label in enumerate(labels) if label not in wanted or label in labels[:at]]
    steps = [f"{verb} {', '.join(named)}" for verb, named in (("add", add), ("take out", drop)) if named]
    return f"its levels must be {', '.join(wanted)}: {' and '.join(steps)}"


def _silence(row: _SilenceRow | None) -> ComparisonLevel | None:
    return None if row is None else ComparisonLevel(label="missing", m=row.m, u=row.u, r=row.r)


def _own_dependents(found: Sequence[Comparison | None]) -> Iterator[str]:
    """Yield a fault for each comparison that depends on itself."""
    for one in found:
        if one is not None and one.name in (told.on for told in one.dependent):
            yield f"comparison {one.name}: it cannot depend on itself; name another comparison"
