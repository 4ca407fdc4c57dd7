"""Counts of levels -> chances: the shipped ones as a prior, and a stronger level never below a weaker one."""

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from resolver.model.comparisons import Chance, Comparison, ComparisonLevel
from resolver.model.estimation.rules import EstimationRules

Numbers = NDArray[np.float64]
SMALLEST = 1e-12


def groups_of(comparison: Comparison, rules: EstimationRules) -> list[list[int]]:
    """Return the levels of a comparison, by number, that share out their pairs; a level of a group of its own has nobody to share with.

    >>> from resolver.model.comparisons import read_comparisons
    >>> from resolver.model.estimation.rules import read_estimation_rules
    >>> from resolver.rulebook import load_rulebook
    >>> book = load_rulebook()
    >>> birth = next(one for one in read_comparisons(book.setting("comparisons.toml")) if one.name == "birth")
    >>> groups = groups_of(birth, read_estimation_rules(book.setting("estimation.toml")))
    >>> [[birth.label(level) for level in group] for group in groups][0]
    ['age_fits', 'age_near', 'age_apart']
    >>> [birth.label(level) for group in groups for level in group if len(group) == 1]
    ['dates_meet']
    """
    if comparison.kind in rules.fixed:
        return []
    numbers = {level.label: at for at, level in enumerate(comparison.levels, start=1)}
    listed = [
        [numbers[label] for label in group if label in numbers]
        for group in rules.groups.get(comparison.kind, ())
    ]
    used = {level for group in listed for level in group}
    rest = [level for level in numbers.values() if level not in used]
    found = [group for group in (*listed, rest) if group]
    return sorted(found, key=lambda group: len(group) == 1)


def fitted_comparison(
    shipped: Comparison, counts: tuple[Numbers, Numbers, Numbers], rules: EstimationRules
) -> Comparison:
    """Return a comparison with chances fitted to how often each level was met among matches, strangers and relatives.

    Counts are by level number, 0 being missing. Maximum a posteriori: a shipped chance counts for so many pairs as the rules
    say. Where "frequency" or "scope" stands it stays; the other levels of its group share out what is left.
    """
    of_relatives = max(rules.prior.r, rules.prior.r_part * float(counts[2][1:].sum()))
    strengths = (rules.prior.m, rules.prior.u, of_relatives)
    if shipped.kind == "list":
        return _fitted_list(shipped, counts, strengths, rules.prior.least)
    levels = list(shipped.levels)
    for group in groups_of(shipped, rules):
        old = [levels[at - 1] for at in group]
        if len(group) == 1:
            levels[group[0] - 1] = _fitted_alone(old[0], group[0], counts, strengths, rules.prior.least)
            continue
        parts = [
            _posterior([_chance(level, part) for level in old], met[group], strength, rules.prior.least)
            for part, met, strength in zip("mur", counts, strengths, strict=True)
        ]
        for at, level in zip(group, _monotone(old, *parts), strict=True):
            levels[at - 1] = level
    missing = _silence(shipped, counts, strengths)
    return dataclasses.replace(shipped, levels=tuple(levels), missing=missing)


def _fitted_alone(
    shipped: ComparisonLevel,
    at: int,
    counts: tuple[Numbers, Numbers, Numbers],
    strengths: tuple[float, float, float],
    least: float,
) -> ComparisonLevel:
    """Return a level that only some pairs can reach, and that has no other to share them out with.

    Which pairs can reach it is not told, but they are as large a part of matches as of strangers: so what can be seen is by how much
    oftener matches reach it, silent pairs counted in. What spoke for a match does not come to speak against it.
    """
    if isinstance(shipped.u, str) or isinstance(shipped.r, str):
        return shipped
    of_matches, of_relatives = (
        _ratio(before / shipped.u, (seen, counts[1]), at, max(strength * before, least), strengths[1])
        for before, seen, strength in zip(
            (shipped.m, shipped.r), (counts[0], counts[2]), (strengths[0], strengths[2]), strict=True
        )
    )
    of_matches = max(of_matches, 1.0) if shipped.m >= shipped.u else min(of_matches, 1.0)
    u = min(shipped.u, shipped.m / of_matches)
    return dataclasses.replace(shipped, m=u * of_matches, u=u, r=min(u * of_relatives, 1.0))


def _ratio(
    shipped: float, met: tuple[Numbers, Numbers], at: int, belief: float, belief_of_strangers: float
) -> float:
    """Return how much oftener than strangers a class reaches a level, given the counts of both.

    The shipped ratio counts for ``belief`` pairs of the class at this level, and for so many strangers in all.
    """
    seen, strangers = met
    whole, reached = float(seen.sum()), float(seen[at])
    as_shipped = reached / whole / shipped if whole else 0.0
    share = (belief_of_strangers * as_shipped + float(strangers[at])) / (
        belief_of_strangers + float(strangers.sum())
    )
    return max(shipped * (belief + reached) / (belief + shipped * whole * share), SMALLEST)


def _fitted_list(
    shipped: Comparison,
    counts: tuple[Numbers, Numbers, Numbers],
    strengths: tuple[float, float, float],
    least: float,
) -> Comparison:
    """Return how often matches, strangers and relatives stand on one list.

    How often two people do follows from the lists at hand alone, so that it is the prior of the two others. Matches are not held to do
    so more often: what looks like it is families, and people of one day, that one list names together.
    """
    met, apart, kin = (one[1:] for one in counts)
    u = _posterior([_chance(level, "u") for level in shipped.levels], apart, strengths[1], least)
    m, r = (
        _posterior(u, seen, strength, least) for seen, strength in ((met, strengths[0]), (kin, strengths[2]))
    )
    at = shipped.level("same") - 1
    same = min(float(m[at]), float(u[at]))
    levels = [
        dataclasses.replace(level, m=same if number == at else 1.0 - same, u=u[number], r=r[number])
        for number, level in enumerate(shipped.levels)
    ]
    return dataclasses.replace(shipped, levels=tuple(levels))


def _silence(
    shipped: Comparison, counts: tuple[Numbers, Numbers, Numbers], strengths: tuple[float, float, float]
) -> ComparisonLevel | None:
    """Return the chances that a side is silent, where that speaks."""
    if shipped.missing is None:
        return None
    m, u, r = (
        float((strength * getattr(shipped.missing, part) + met[0]) / (strength + met.sum()))
        for part, met, strength in zip("mur", counts, strengths, strict=True)
    )
    return dataclasses.replace(shipped.missing, m=m, u=u, r=r)


def _chance(level: ComparisonLevel, part: str) -> Chance:
    chance: Chance = getattr(level, part)
    return chance


def _posterior(shipped: Sequence[Chance], met: Numbers, strength: float, least: float) -> list[Chance]:
    """Return the chances of a group after what was met; they keep the shipped sum where all are numbers.

    A level so rare that it would hardly be met among ``strength`` pairs counts for as many as it takes to meet it ``least``
    times: that a few thousand pairs never agreed on an identifier does not make it rarer than one in a million.
    """
    numbers = np.array([np.nan if isinstance(one, str) else one for one in shipped])
    is_number = ~np.isnan(numbers)
    whole = bool(is_number.all())
    total = float(numbers.sum()) if whole else 1.0
    before = np.maximum(strength * numbers / total, least)
    found = (before + met) / (before * total / numbers + met.sum())
    found *= min(total, 1.0) / found.sum() if whole else 1.0
    return [
        max(float(value), SMALLEST) if number else old
        for old, value, number in zip(shipped, found, is_number, strict=True)
    ]


def _monotone(
    shipped: Sequence[ComparisonLevel],
    m: Sequence[float | str],
    u: Sequence[Chance],
    r: Sequence[Chance],
) -> Iterator[ComparisonLevel]:
    """Yield the levels of a group so that what the rules hold to be stronger weighs no less, and what speaks against never speaks for.

    Levels out of order are pooled at their common m/u (the pool-adjacent-violators of isotonic regression); m keeps its sum. A level
    that the rules hold to speak against a match (m < u) is met so seldom among the few matches of a list that its m stays near the
    shipped one while its u falls: two fathers' names that differ, and are rare, would speak for one person. What that takes from m
    goes to the levels that speak for a match (m > u), not to those that say nothing; where there is none, m has a smaller sum.
    """
    ratio = [float(one.m) / one.u if isinstance(one.u, float) else np.nan for one in shipped]
    ordered = sorted((at for at in range(len(shipped)) if not np.isnan(ratio[at])), key=lambda at: -ratio[at])
    mended = [float(one) for one in m]
    sizes = [float(u[at]) for at in ordered]
    for at, value in zip(ordered, falling([mended[at] for at in ordered], sizes), strict=True):
        mended[at] = value * float(u[at])
    kept = [
        min(chance, float(mine)) if was < 1 else chance
        for chance, was, mine in zip(mended, ratio, u, strict=True)
    ]
    speaks_for = [was > 1 or np.isnan(was) for was in ratio]
    rest = sum(chance for chance, speaks in zip(kept, speaks_for, strict=True) if speaks)
    freed = sum(was - now for was, now in zip(mended, kept, strict=True))
    raised = 1.0 + (freed / rest if rest else 0.0)
    for level, chance, speaks, mine, theirs in zip(shipped, kept, speaks_for, u, r, strict=True):
        yield dataclasses.replace(level, m=chance * raised if speaks else chance, u=mine, r=theirs)


def falling(parts: Sequence[float], wholes: Sequence[float]) -> list[float]:
    """Return the ratios of parts to wholes, neighbours pooled until none rises.

    >>> falling([1.0, 3.0, 1.0], [1.0, 1.0, 2.0])
    [2.0, 2.0, 0.5]
    """
    pools: list[tuple[float, float, int]] = []
    for part, whole in zip(parts, wholes, strict=True):
        pools.append((part, whole, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] < pools[-1][0] / pools[-1][1]:
            (one, size, count), (other, more, further) = pools[-2:]
            pools[-2:] = [(one + other, size + more, count + further)]
    return [part / whole for part, whole, count in pools for _ in range(count)]
