"""Levels and shares -> match weights: Fellegi-Sunter with a third class, the relatives.

The weight of a pair is log2 of the odds that both mentions are one person (Fellegi & Sunter 1969; match weights as in Winkler 1988).
Beside matches and strangers stands a third class: relatives share a surname, a village, an event, and differ in the given name.
Without it a rare surname would outweigh a different given name, and brothers would become one man.
Weights are kept in thousandths of a bit, so that sums are the same on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.comparisons import FREQUENCY, SCOPE, Chance, Comparison
from resolver.model.linking import LinkRule

MILLIBITS = 1000
Bits = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one comparison adds to the weight of a pair, and what that rests on."""

    comparison: str
    level: str
    m: float
    u: float
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """The weights of pairs in bits: the total and its parts, which add up to it."""

    prior: float
    by_comparison: Mapping[str, Bits]
    relatives: Bits

    @property
    def total(self) -> NDArray[np.int64]:
        """Return the match weight of each pair in thousandths of a bit, prior included."""
        bits = self.prior + sum(self.by_comparison.values()) + self.relatives
        return np.rint(bits * MILLIBITS).astype(np.int64)

    @property
    def against(self) -> NDArray[np.int64]:
        """Return the sum of what contradicts each pair, in thousandths of a bit; 0 or less."""
        bits = sum(np.minimum(share, 0.0) for share in self.by_comparison.values())
        return np.rint(bits * MILLIBITS).astype(np.int64)


def weigh(compared: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule) -> Weighed:
    """Return the weights of compared pairs: a level column per comparison, ``<name>_share`` where one is asked for."""
    by_comparison: dict[str, Bits] = {}
    strangers = np.zeros(compared.height)
    kin = np.zeros(compared.height)
    for one in comparisons:
        levels, shares = compared[one.name].to_numpy(), shares_of(compared, one)
        m, u, r = (_log_chances(levels, one, part, shares, rule) for part in ("m", "u", "r"))
        by_comparison[one.name] = m - u
        strangers += u
        kin += r
    chance_of_kin = min(max(rule.relatives_per_person / rule.population, 1e-300), 0.5)
    mixed = np.logaddexp2(np.log2(1 - chance_of_kin) + strangers, np.log2(chance_of_kin) + kin)
    return Weighed(
        prior=float(np.log2(1 / rule.population)), by_comparison=by_comparison, relatives=strangers - mixed
    )


def shares_of(compared: pl.DataFrame, comparison: Comparison) -> NDArray[np.float64]:
    """Return the share of people who bear the agreed value, one per pair; 1 where no one asked."""
    column = f"{comparison.name}_share"
    if column not in compared.columns:
        return np.ones(compared.height)
    return np.asarray(np.exp2(compared[column].to_numpy() / MILLIBITS), dtype=np.float64)


def _log_chances(
    levels: NDArray[np.uint8], comparison: Comparison, part: str, shares: NDArray[np.float64], rule: LinkRule
) -> Bits:
    """Return log2 of m, u or r of each pair's level; silence says nothing."""
    fixed, by_share = [1.0], [False]
    for level in comparison.levels:
        chance: Chance = getattr(level, part)
        by_share.append(chance in (FREQUENCY, SCOPE))
        fixed.append(fixed_chance(chance, level.label, rule))
    found = np.where(np.array(by_share)[levels], shares, np.array(fixed)[levels])
    return np.asarray(np.log2(found), dtype=np.float64)


def fixed_chance(chance: Chance, label: str, rule: LinkRule) -> float:
    """Return a chance as a number; "scope" is the share of the population it speaks of."""
    if chance == SCOPE:
        return rule.people_in(label) / rule.population
    return 1.0 if chance == FREQUENCY else float(chance)


def probability_of(weight: NDArray[np.int64]) -> Bits:
    """Return the match probability of weights in thousandths of a bit.

    >>> probability_of(np.array([0, 1000])).round(3).tolist()
    [0.5, 0.667]
    """
    bits = np.clip(weight / MILLIBITS, -300, 300)
    return 1.0 / (1.0 + np.exp2(-bits))
