"""Who stands on which lists, draw by draw -> how many people there are, those on no list among them, in all and by group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from resolver.distinct import distinct
from resolver.model.capture import Bound, Criterion, Estimate, Histories, Refused, estimate_population
from resolver.overlap.captures import Captures
from resolver.overlap.copying import Copied
from resolver.tally import EVERYBODY

MODELS = pl.Schema(
    {
        "group": pl.String,
        "model": pl.String,
        "weight": pl.Float64,
        "total": pl.Float64,
        "unseen": pl.Float64,
        "parameters": pl.Int64,
        "aic": pl.Float64,
        "bic": pl.Float64,
        "deviance": pl.Float64,
        "degrees_of_freedom": pl.Int64,
        "fit": pl.Float64,
    }
)
"""A model fitted to one group: its weight, whom it finds, and how well it fits (``fit``: the chance of so large a deviance)."""
MOST_SHOWN = 8
FEWEST_EXPECTED = 5.0
"""A list that holds nobody of a group, though by its share of all people it should hold so many, does not cover it."""
MOST_ORIGINS = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Estimates:
    """How many people there are, those on no list among them: of everybody, and of each group.

    ``summed`` adds the groups up where none is refused: groups that are captured in different ways hide in the number of everybody.
    ``taken_as_one`` are lists that were merged before estimating, and ``copied`` why.
    """

    whole: Estimate | Refused
    groups: tuple[tuple[str, Estimate | Refused], ...]
    fields: tuple[str, ...]
    summed: Bound | None
    taken_as_one: tuple[tuple[str, ...], ...]
    copied: tuple[Copied, ...]
    notes: tuple[str, ...]

    @property
    def models(self) -> pl.DataFrame:
        """Return MODELS: every model that was fitted, with everybody first, best first."""
        rows = [
            row for name, found in ((EVERYBODY, self.whole), *self.groups) for row in _models(name, found)
        ]
        return pl.DataFrame(rows, schema=MODELS, orient="row")

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the models that hardly weigh as plain values, for JSON."""
        return {
            **_told(self.whole),
            "by": list(self.fields),
            "groups": [{"group": name, **_told(found)} for name, found in self.groups],
            "sum_of_groups": None if self.summed is None else _bound(self.summed),
            "taken_as_one": [list(group) for group in self.taken_as_one],
            "same_origin": [str(one) for one in self.copied],
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def estimates_of(
    captures: Captures,
    drawn: Sequence[Captures],
    *,
    fields: Sequence[str] = (),
    criterion: Criterion = Criterion.AIC,
    seed: int = 1,
    taken_as_one: tuple[tuple[str, ...], ...] = (),
    copied: tuple[Copied, ...] = (),
    notes: tuple[str, ...] = (),
) -> Estimates:
    """Return what captures, as we link them and as they are drawn, say of all people."""
    there = distinct(captures.group).tolist() if fields else []
    found = tuple(
        (captures.group_name(group), _estimated(captures, drawn, group, criterion, seed)) for group in there
    )
    return Estimates(
        whole=_estimated(captures, drawn, None, criterion, seed),
        groups=found,
        fields=tuple(fields),
        summed=_summed([one for _, one in found]),
        taken_as_one=taken_as_one,
        copied=copied,
        notes=(*notes, *_uncovered(captures, there)),
    )


def _uncovered(captures: Captures, groups: Sequence[int]) -> Iterator[str]:
    """Yield which lists hold nobody of a group of which others hold many: who is in it had hardly a chance to be on them."""
    on = captures.on
    for group in groups:
        inside = on[captures.group == group]
        expected = on.mean(axis=0) * len(inside)
        for at in np.flatnonzero((inside.sum(axis=0) == 0) & (expected >= FEWEST_EXPECTED)).tolist():
            yield f"{captures.lists[at]} holds nobody of {captures.group_name(group)}, others hold {len(inside):,}: it does not cover it, and no model of everybody knows that"


def _estimated(
    captures: Captures, drawn: Sequence[Captures], group: int | None, criterion: Criterion, seed: int
) -> Estimate | Refused:
    tables: list[Histories] = [one.histories(group) for one in drawn]
    own_seed = seed if group is None else seed + 1 + group
    return estimate_population(captures.histories(group), tables, criterion=criterion, seed=own_seed)


def _summed(found: Sequence[Estimate | Refused]) -> Bound | None:
    estimated = [one for one in found if isinstance(one, Estimate)]
    if len(found) < 2 or len(estimated) < len(found):
        return None
    total = np.sum([one.sampled for one in estimated], axis=0)
    low, middle, high = np.percentile(total, [2.5, 50, 97.5], method="nearest")
    return Bound(estimate=float(middle), low=float(low), high=float(high))


def _models(group: str, found: Estimate | Refused) -> Iterator[tuple[object, ...]]:
    if isinstance(found, Refused):
        return
    for one, weight in zip(found.candidates, found.weights, strict=True):
        yield (
            group, one.name, weight, one.total, one.unseen, one.parameters, one.aic, one.bic, one.deviance,
            one.degrees, one.fits,
        )  # fmt: skip


# --- words ------------------------------------------------------------------------------------------------------------


def _bound(bound: Bound) -> dict[str, Any]:
    """Return a bound as plain values; JSON has no infinity."""
    return {
        name: round(value, 1) if np.isfinite(value) else None
        for name, value in (("estimate", bound.estimate), ("low", bound.low), ("high", bound.high))
    }


def _told(found: Estimate | Refused) -> dict[str, Any]:
    on_lists = {
        "people_on_lists": found.histories.people,
        "lists": dict(zip(found.histories.lists, found.histories.sizes(), strict=True)),
        "lower_bound": None if found.lower_bound is None else _bound(found.lower_bound),
        "warnings": list(found.warnings),
    }
    if isinstance(found, Refused):
        return {"refused": found.reason, **on_lists}
    return {
        "estimate": round(found.total),
        "low": round(found.low),
        "high": round(found.high),
        "linkage_alone": [round(end) for end in found.linkage],
        "best_model": {"model": found.best.name, **_bound(found.sampling)},
        "models": len(found.candidates),
        "criterion": found.criterion.value,
        "draws": found.draws,
        **on_lists,
    }


def _lines(estimates: Estimates) -> Iterator[str]:
    yield from _of_merged(estimates)
    yield from (f"Note: {told}" for told in estimates.notes)
    yield from _of_one(estimates.whole)
    if estimates.fields:
        yield ""
        yield from _of_groups(estimates)
    yield (
        "An estimate of people nobody listed rests on assumptions that lists cannot prove: every person has some chance to be on each list,"
    )
    yield "and who is on one list is there neither more nor less likely for being on another, but as the model says. Quote its warnings with it."


def _of_merged(estimates: Estimates) -> Iterator[str]:
    for group in estimates.taken_as_one:
        inside = [one for one in estimates.copied if {one.one, one.other} <= set(group)]
        origins = sorted({origin for one in inside for origin in one.origins})
        more = f" and {len(origins) - MOST_ORIGINS} more" if len(origins) > MOST_ORIGINS else ""
        why = f" (same origins: {', '.join(origins[:MOST_ORIGINS])}{more})" if origins else ""
        yield f"Taken as one list: {', '.join(group)}{why}"


def _of_one(found: Estimate | Refused) -> Iterator[str]:
    table = found.histories
    sizes = ", ".join(f"{name} {size:,}" for name, size in zip(table.lists, table.sizes(), strict=True))
    several = int(table.by_number()[1:].sum()) if len(table.lists) > 1 else 0
    yield f"On lists            {table.people:>9,}  named people reported killed ({sizes}); {several:,} on several"
    if isinstance(found, Refused):
        yield f"No estimate: {found.reason}."
    else:
        yield from _of_estimate(found)
    if found.lower_bound is not None:
        yield f"At least            {_spread(found.lower_bound)}  Chao's lower bound"
    yield from (f"Warning: {told}." for told in found.warnings)


def _of_estimate(found: Estimate) -> Iterator[str]:
    whole = Bound(estimate=found.total, low=found.low, high=found.high)
    yield f"In all              {_spread(whole)}  95 %: models, chance and linkage together"
    if found.draws:
        low, high = found.linkage
        yield f"                               ({low:,.0f} to {high:,.0f} from linkage alone, {found.draws:,} draws)"
    name = "two lists (Chapman)" if found.two_lists else f"best model: {found.best.name}"
    yield f"                    {_spread(found.sampling)}  {name}, with our best linkage"
    if found.two_lists:
        return
    few = found.candidates[:MOST_SHOWN]
    width = max(len("model"), *(len(one.name) for one in few))
    yield f"{len(found.candidates):,} models that can tell, the best by {found.criterion.value.upper()}:"
    yield f"  {'model':<{width}}  weight      total       AIC       BIC  deviance  df    fit"
    for one, weight in zip(few, found.weights, strict=False):
        fit = "-" if one.fits is None else f"{one.fits:.3f}"
        yield (
            f"  {one.name:<{width}}  {weight:>6.3f}  {one.total:>9,.0f}  {one.aic:>8.1f}  {one.bic:>8.1f}  {one.deviance:>8.1f}  "
            f"{one.degrees:>2}  {fit:>5}"
        )


def _spread(bound: Bound) -> str:
    high = f"{bound.high:,.0f}" if np.isfinite(bound.high) else "any number"
    return f"{bound.estimate:>9,.0f}  ({bound.low:,.0f} to {high})"


def _of_groups(estimates: Estimates) -> Iterator[str]:
    title = " / ".join(estimates.fields)
    width = max([len(title), len("sum of groups"), *(len(name) for name, _ in estimates.groups)])
    yield f"{title:<{width}}  on lists     in all  (95 %)"
    for name, found in estimates.groups:
        on_lists = f"{name:<{width}}  {found.histories.people:>8,}"
        if isinstance(found, Refused):
            yield f"{on_lists}  no estimate: {found.reason}"
            continue
        yield f"{on_lists}  {_spread(Bound(estimate=found.total, low=found.low, high=found.high))}"
        yield from (f"{'':<{width}}  Warning: {told}." for told in found.warnings)
    if estimates.summed is not None:
        seen = sum(found.histories.people for _, found in estimates.groups)
        yield f"{'sum of groups':<{width}}  {seen:>8,}  {_spread(estimates.summed)}"
    else:
        yield "No sum of groups: every group would have to be estimated."
