"""Capture histories and what models make of them -> why nothing can be estimated, or what speaks against an estimate, in plain words."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from resolver.model.capture.bounds import Bound, chao_bound
from resolver.model.capture.histories import Histories
from resolver.model.capture.loglinear import Candidate

FEWEST_SHARED = 7
"""Fewer than seven shared people leave the bias of a two-list estimate large (Robson & Regier 1964, in Seber 1982)."""
COPIED = 0.9
"""A list of which this share stands on another looks like a copy of it."""
FEWEST_TO_CALL_A_COPY = 10
SPEAKS = 0.05
"""A model with a weight below this does not count when models are said to disagree."""
FAR_APART = 1.5
POOR_FIT = 0.01
WIDE = 3.0
FEW_PEOPLE = 100


def uninformative(table: Histories) -> tuple[str, ...]:
    """Return the lists that share nobody with any other: they say nothing of who is missed.

    >>> uninformative(Histories.of({("A", "B"): 3, ("A",): 5, ("C",): 9}))
    ('C',)
    """
    shared = table.shared()
    np.fill_diagonal(shared, 0)
    return tuple(name for name, others in zip(table.lists, shared.sum(axis=1), strict=True) if not others)


def refusal(table: Histories) -> str | None:
    """Return why nothing can be estimated from these lists, or None.

    >>> refusal(Histories.of({("A",): 60}))
    'one list alone (A) cannot show whom it misses'
    """
    if len(table.lists) < 2:
        named = f" ({table.lists[0]})" if table.lists else ""
        return f"one list alone{named} cannot show whom it misses"
    most = max(_pairs(table).values())
    if most < FEWEST_SHARED:
        return f"no two lists share enough people (most: {most}; at least {FEWEST_SHARED} are needed)"
    if len(table.lists) == 2:
        for at, other in ((0, 1), (1, 0)):
            if not table.cells[1 << at]:
                return f"{table.lists[other]} holds everybody of {table.lists[at]}: two such lists are not independent"
    return None


def _pairs(table: Histories) -> dict[tuple[int, int], int]:
    shared = table.shared()
    return {pair: int(shared[pair]) for pair in combinations(range(len(table.lists)), 2)}


def doubts_about(
    table: Histories,
    candidates: Sequence[Candidate],
    weights: Sequence[float],
    interval: tuple[float, float, float],
) -> tuple[str, ...]:
    """Return what a reader must know before they quote an estimate."""
    return (
        *_of_lists(table),
        *_of_models(candidates, weights),
        *_of_dependence(candidates, chao_bound(table)),
        *_of_people(table, interval),
    )


def _of_lists(table: Histories) -> list[str]:
    told = []
    if len(table.lists) == 2:
        told.append(
            "two lists cannot show whether they depend on one another: if who is on one is likelier to be on the other, there are more people; if less likely, fewer"
        )
    told += list(_copies(table))
    nobody = [pair for pair, people in _pairs(table).items() if not people]
    if nobody:
        named = ", ".join(f"{table.lists[one]} and {table.lists[other]}" for one, other in nobody)
        told.append(f"nobody is shared by {named}: lists that avoid one another make an estimate too high")
    return told


def _copies(table: Histories) -> list[str]:
    sizes, told = table.sizes(), []
    for (one, other), people in _pairs(table).items():
        small, large = sorted((one, other), key=lambda at: sizes[at])
        if sizes[small] >= FEWEST_TO_CALL_A_COPY and people >= COPIED * sizes[small]:
            told.append(
                f"{people} of {sizes[small]} on {table.lists[small]} stand on {table.lists[large]} too: if one copies the other, merge them (--merge)"
            )
    return told


def _of_models(candidates: Sequence[Candidate], weights: Sequence[float]) -> list[str]:
    told = []
    heard = [one for one, weight in zip(candidates, weights, strict=True) if weight >= SPEAKS]
    if heard:
        few, many = (pick(heard, key=lambda one: one.total) for pick in (min, max))
        if many.unseen > FAR_APART * few.unseen:
            told.append(
                f"models that fit about as well disagree: {few.total:,.0f} ({few.name}) to {many.total:,.0f} ({many.name})"
            )
    best = candidates[0]
    if best.fits is not None and best.fits < POOR_FIT:
        told.append(
            f"even the best model does not fit (chance of so large a deviance: {best.fits:.2g}): the number rests on a form that is wrong"
        )
    if best.degrees == 0 and len(candidates) > 1:
        told.append("the best model leaves nothing to test it by")
    return told


def _of_dependence(candidates: Sequence[Candidate], bound: Bound | None) -> list[str]:
    """Return warnings where lists share more people than independent lists would."""
    independent = next((one for one in candidates if not one.model), None)
    if bound is None or independent is None or independent.total >= bound.low:
        return []
    told = [
        "who is on one list is likelier to be on others: lists draw on one another, or some people are more visible; estimates then err low"
    ]
    if candidates[0].total < bound.low:
        told.append(f"the best model finds fewer people than Chao's lower bound ({bound.estimate:,.0f})")
    return told


def _of_people(table: Histories, interval: tuple[float, float, float]) -> list[str]:
    told = []
    low, _, high = interval
    if high - table.people > WIDE**2 * max(low - table.people, 1.0):
        told.append("the ends of the interval lie far apart: these lists say little about whom they miss")
    if table.people < FEW_PEOPLE:
        told.append(f"only {table.people} people stand on these lists")
    empty = int((table.cells[1:] == 0).sum())
    if empty:
        told.append(f"{empty} of {len(table.cells) - 1} combinations of lists hold nobody")
    return told
