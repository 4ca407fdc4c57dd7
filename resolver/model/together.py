"""Levels of names -> by how much oftener the names of one person differ together than each on its own, and how much less often alone.

Who is listed by another name, or whose name was misread or read in another order, differs in several parts of it at once. The model of
Fellegi and Sunter takes comparisons to be independent among matches; here m of a level that differs goes with how many names do.
Of one name that differs alone nothing is counted: that is what brothers look like, and a fit would take some for one person. It
follows from the others: m of each name says how often it differs at all, and what differs with others does not differ alone.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from resolver.model.chances import Bits, Chances
from resolver.model.comparisons import Comparison
from resolver.model.linking import Terms

DIFFERING = ("different", "unlisted")
"""Levels of a name at which two words are two names."""
LEAST, MOST = 0.2, 100.0
"""Names are never taken to differ together less often or oftener than this, whatever a short list seems to show."""
Levels = Mapping[str, NDArray[np.uint8]]


def names_of(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Return the comparisons of names."""
    return [one for one in comparisons if one.kind == "name"]


def differs(comparison: Comparison) -> NDArray[np.bool_]:
    """Return, by level number, whether two names differ there; silence does not."""
    return np.array([False, *(level.label in DIFFERING for level in comparison.levels)])


def differing(levels: Levels, comparisons: Sequence[Comparison]) -> NDArray[np.uint8]:
    """Return in how many names each pair differs.

    >>> from resolver.model.comparisons import ComparisonLevel
    >>> told = [ComparisonLevel(label=label, m=0.5, u=0.5, r=0.5) for label in ("same", "different")]
    >>> names = [Comparison(name=one, kind="name", column="", role=one, levels=tuple(told)) for one in ("surname", "given")]
    >>> differing({"surname": np.array([1, 2, 2]), "given": np.array([2, 2, 0])}, names).tolist()
    [1, 2, 1]
    """
    found = np.zeros(len(next(iter(levels.values()), ())), dtype=np.uint8)
    for one in names_of(comparisons):
        found += differs(one)[levels[one.name]]
    return found


def with_together(
    chances: Mapping[str, Chances],
    levels: Levels,
    count: NDArray[np.uint8],
    comparisons: Sequence[Comparison],
    terms: Terms,
) -> dict[str, Chances]:
    """Return chances with the m of each name that differs as it is where so many do; ``count`` is how many, pair by pair."""
    found = dict(chances)
    if not terms.together:
        return found
    bits = _bits_of_one(terms, int(count.max(initial=0)))[count]
    for one in names_of(comparisons):
        more = np.where(differs(one)[levels[one.name]], bits, 0.0)
        found[one.name] = dataclasses.replace(found[one.name], m=found[one.name].m + more)
    return found


def _bits_of_one(terms: Terms, most: int) -> Bits:
    """Return, by how many names differ, what that adds to log2 of the m of each of them: they share it evenly."""
    oftener = np.log2(terms.together)
    together = (oftener[min(count - 2, len(oftener) - 1)] / count for count in range(2, most + 1))
    return np.array([0.0, np.log2(terms.alone), *together])


def oftener(
    spoken: NDArray[np.uint8],
    count: NDArray[np.uint8],
    matches: NDArray[np.float64],
    comparisons: Sequence[Comparison],
    prior: Sequence[float],
    strength: float,
) -> tuple[float, tuple[float, ...]]:
    """Return by how much oftener one name of a match differs alone, and two, three … together, than if each went its own way.

    Per cell, bit ``n`` of ``spoken`` says that name ``n`` was compared, ``count`` is how many differ, ``matches`` how many matches are
    expected there. ``prior`` counts for as many pairs as ``strength`` says would differ so by chance. One more name that differs never
    speaks for a match, whatever was met. One name never differs alone oftener than on its own.

    >>> from resolver.model.comparisons import ComparisonLevel
    >>> told = (ComparisonLevel(label="same", m=0.9, u=0.1, r=0.1), ComparisonLevel(label="different", m=0.1, u=0.9, r=0.9))
    >>> names = [Comparison(name=one, kind="name", column="", role=one, levels=told) for one in ("surname", "given")]
    >>> cells = {"spoken": np.array([3, 3], dtype=np.uint8), "count": np.array([0, 2], dtype=np.uint8)}
    >>> alone, [two] = oftener(**cells, matches=np.array([940.0, 60.0]), comparisons=names, prior=[1.0], strength=2.0)
    >>> round(alone, 3), round(two, 3)
    (0.517, 5.167)
    """
    chances = [_chance_to_differ(one) for one in names_of(comparisons)]
    most = len(prior) + 1
    seen = np.bincount(np.minimum(count, most), matches, most + 1).astype(np.float64)
    foreseen = np.zeros(most + 1)
    for which, weight in enumerate(np.bincount(spoken, matches).tolist()):
        if weight:
            there = _numbers([chance for at, chance in enumerate(chances) if which >> at & 1])
            np.add.at(foreseen, np.minimum(np.arange(len(there)), most), weight * there)
    step = 1.0 / max(chances, default=1.0)
    found, before = [], 1.0
    for number, expected in enumerate(prior, start=2):
        value = (strength * expected + seen[number]) / (strength + foreseen[number])
        before = float(min(max(value, LEAST), MOST, before * step))
        found.append(before)
    return _alone(seen, foreseen, strength, least=found[0] / step), tuple(found)


def _alone(
    seen: NDArray[np.float64], foreseen: NDArray[np.float64], strength: float, *, least: float
) -> float:
    """Return how often one name differs alone beside what was foreseen: as many names differ in all, and these differ with others.

    Both hold, by number, how many matches differ in so many names. Two names that differ would speak for a match, where one speaks
    against it, if one differed alone less often than ``least``.
    """
    number = np.arange(len(seen))
    with_others = float(number[2:] @ seen[2:])
    left = (strength + float(number @ foreseen) - with_others) / (strength + foreseen[1])
    return float(min(max(left, LEAST, least), 1.0))


def _chance_to_differ(comparison: Comparison) -> float:
    return float(
        sum(level.m for level, apart in zip(comparison.levels, differs(comparison)[1:], strict=True) if apart)
    )


def _numbers(chances: Sequence[float]) -> NDArray[np.float64]:
    """Return the chance that none, one, two … of independent events happen (the Poisson binomial distribution).

    >>> _numbers([0.5, 0.5]).tolist()
    [0.25, 0.5, 0.25]
    """
    found = np.ones(1)
    for chance in chances:
        found = np.convolve(found, [1.0 - chance, chance])
    return found
