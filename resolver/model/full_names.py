"""Levels of names -> by how much oftener, or less often, strangers of one surname share a given name, too, than by chance.

Comparisons are taken to be independent among strangers, but names are not: who bears one surname is often of one family, which gives
a name but once; and where lists hold several peoples, names of one people meet. How many strangers agree in both can be seen, as
blocking brings nearly all of them together: the candidates that are not one person, beside how many there would be by chance.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from resolver.model.chances import Chances
from resolver.model.comparisons import Comparison
from resolver.model.linking import Terms
from resolver.model.together import Levels, names_of

AGREEING = ("same", "short", "shared")
"""Levels of a name at which two words are one name. Families share it; a name that sounds alike in another script may be another family's."""
LEAST, MOST = 0.1, 10.0
"""Strangers of one full name are never taken to be rarer or commoner than this beside what chance gives, whatever a list seems to show."""
SURNAME, LIKE, GIVEN = np.uint8(1), np.uint8(2), np.uint8(4)
"""The bits of what agrees: the surname, or its sound alone; the given name, or its sound. Blocking misses much of what is only near."""


def agreeing(levels: Levels, comparisons: Sequence[Comparison]) -> NDArray[np.uint8]:
    """Return whether each pair agrees in its surnames, or in their sound, and in its given names, as bits.

    >>> from resolver.model.comparisons import ComparisonLevel
    >>> told = tuple(ComparisonLevel(label=label, m=0.5, u=0.5, r=0.5) for label in ("same", "sound", "different"))
    >>> names = [Comparison(name=one, kind="name", column="", role=one, levels=told) for one in ("surname", "given")]
    >>> agreeing({"surname": np.array([1, 3, 2]), "given": np.array([1, 2, 0])}, names).tolist()
    [5, 4, 2]
    """
    found = np.zeros(len(next(iter(levels.values()), ())), dtype=np.uint8)
    for role, same, sound in (("surname", SURNAME, LIKE), ("given", GIVEN, GIVEN)):
        for one in names_of(comparisons):
            if one.role == role:
                bits = [
                    same * (level.label in AGREEING) + sound * (level.label == "sound")
                    for level in one.levels
                ]
                found |= np.array([0, *bits], dtype=np.uint8)[levels[one.name]]
    return found


def with_full_names(
    chances: Mapping[str, Chances], agreed: NDArray[np.uint8], comparisons: Sequence[Comparison], terms: Terms
) -> dict[str, Chances]:
    """Return chances with u of the given name as it is where the surname agrees, too."""
    found = dict(chances)
    if terms.full_names:
        bits = np.zeros(1 + (SURNAME | LIKE | GIVEN))
        bits[[SURNAME | GIVEN, LIKE | GIVEN]] = np.log2(terms.full_names)
        for one in names_of(comparisons):
            if one.role == "given":
                own = found[one.name]
                found[one.name] = dataclasses.replace(own, u=own.u + bits[agreed])
    return found


def full_names(
    candidates: tuple[NDArray[np.uint8], NDArray[np.float64]],
    sample: tuple[NDArray[np.uint8], NDArray[np.float64]],
    pairs: float,
    strength: float,
) -> tuple[float, float]:
    """Return by how much oftener than by chance strangers of one surname, and of surnames that sound alike, share a given name.

    ``candidates`` and a ``sample`` of all ``pairs`` say what agrees in each cell, and how many of its pairs are not one person. The belief that
    it is as by chance counts for ``strength`` pairs.

    >>> both, one = np.array([5], dtype=np.uint8), np.array([1, 4, 0], dtype=np.uint8)
    >>> same, like = full_names((both, np.array([49.0])), (one, np.array([10.0, 10.0, 80.0])), pairs=10_000, strength=1.0)
    >>> round(same, 3), like
    (0.495, 1.0)
    """
    agreed, met = candidates
    alike, count = sample
    whole = max(float(count.sum()), 1.0)
    given = float(count[alike & GIVEN > 0].sum()) / whole

    def oftener(surname: np.uint8) -> float:
        by_chance = float(count[alike & surname > 0].sum()) / whole * given
        seen = float(met[agreed == surname | GIVEN].sum())
        return min(max((strength + seen) / (strength + by_chance * pairs), LEAST), MOST)

    return oftener(SURNAME), oftener(LIKE)
