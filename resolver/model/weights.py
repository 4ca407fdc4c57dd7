"""Levels and shares -> match weights: Fellegi-Sunter with a third class, the relatives.

The weight of a pair is log2 of the odds that both mentions are one person (Fellegi & Sunter 1969; match weights as in Winkler 1988).
Beside matches and strangers stands a third class: relatives share a surname, a village, an event, and differ in the given name.
Without it a rare surname would outweigh a different given name, and brothers would become one man.
Weights are kept in thousandths of a bit, so that sums are the same on every machine.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.chances import Bits, Chances
from resolver.model.comparisons import (
    FREQUENCY,
    SCOPE,
    SPELT_OTHERWISE,
    Chance,
    Comparison,
    ComparisonLevel,
    Dependence,
)
from resolver.model.full_names import agreeing, with_full_names
from resolver.model.linking import LinkRule, Terms
from resolver.model.scaling import calibrated, steepness
from resolver.model.together import differing, names_of, with_together
from resolver.names.scripts import code_of_scripts

Rows = NDArray[np.int64] | slice
EVERY = slice(None)
MILLIBITS = 1000
MOST_COMMON_BITS = 3.0
"""However common a name, another spelling of it is not met by chance more often than this over the average, in bits."""
NOT_RAISED = -32_000
"""Stands for a share that is no higher among fellows than among all people, in thousandths of a bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one comparison adds to the weight of a pair, and what that rests on.

    ``among_fellows`` says that u is the share among those they share a day or a place with, where the name is commoner.
    """

    comparison: str
    level: str
    m: float
    u: float
    bits: float
    among_fellows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """The weights of pairs in bits: the total and its parts, which add up to it. ``steepness`` is that of the calibration."""

    prior: float
    by_comparison: Mapping[str, Bits]
    relatives: Bits
    calibration: Bits
    steepness: float

    @property
    def total(self) -> NDArray[np.int64]:
        """Return the match weight of each pair in thousandths of a bit, prior included."""
        bits = self.prior + sum(self.by_comparison.values()) + self.relatives + self.calibration
        return np.rint(bits * MILLIBITS).astype(np.int64)

    @property
    def against(self) -> NDArray[np.int64]:
        """Return the sum of what contradicts each pair, in thousandths of a bit; 0 or less."""
        bits = sum(np.minimum(share, 0.0) for share in self.by_comparison.values())
        return np.rint(bits * self.steepness * MILLIBITS).astype(np.int64)


def weigh(compared: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule) -> Weighed:
    """Return the weights of compared pairs: a level column per comparison, ``<name>_share`` where one is asked for."""
    chances = chances_of(compared, comparisons, rule)
    terms = rule.terms
    strangers = sum((one.u for one in chances.values()), start=np.zeros(compared.height))
    kin = sum((one.r for one in chances.values()), start=np.zeros(compared.height))
    by_comparison = {name: one.m - one.u for name, one in chances.items()}
    prior = float(np.log2(terms.prior / (1 - terms.prior)))
    relatives = strangers - others(strangers, kin, terms)
    weight = prior + sum(by_comparison.values()) + relatives
    return Weighed(
        prior=prior,
        by_comparison=by_comparison,
        relatives=relatives,
        calibration=calibrated(weight, terms.curve) - weight,
        steepness=steepness(terms.curve),
    )


def others(strangers: Bits, kin: Bits, terms: Terms) -> Bits:
    """Return log2 of the chance of a pair among all who are not one person: strangers, and a few relatives."""
    return np.asarray(np.logaddexp2(np.log2(1 - terms.kin) + strangers, np.log2(terms.kin) + kin))


def chances_of(
    compared: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule
) -> dict[str, Chances]:
    """Return the chances of each pair's levels; of two comparisons that tell much the same the weaker counts in part."""
    return lessened(full_chances(compared, comparisons, rule), comparisons)


def full_chances(
    compared: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule
) -> dict[str, Chances]:
    """Return the chances of each pair's levels, whatever other comparisons tell the same."""
    own = {one.name: own_chances(compared, one, rule) for one in comparisons}
    levels = {one.name: compared[one.name].to_numpy() for one in names_of(comparisons)}
    own = with_together(own, levels, differing(levels, comparisons), comparisons, rule.terms)
    return with_full_names(own, agreeing(levels, comparisons), comparisons, rule.terms)


def lessened(chances: Mapping[str, Chances], comparisons: Sequence[Comparison]) -> dict[str, Chances]:
    """Return chances with a part of the weaker of two dependent comparisons that point one way."""
    told_of = [(one.name, told) for one in comparisons for told in one.dependent if one.name in chances]
    both = [(name, told) for name, told in told_of if told.on in chances]
    moved = {name for one, told in both for name in (one, told.on)}
    found = {name: _copied(one) if name in moved else one for name, one in chances.items()}
    for name, told in both:
        _lessen(found[name], found[told.on], told)
    return found


def _copied(one: Chances) -> Chances:
    return Chances(m=one.m.copy(), u=one.u.copy(), r=one.r.copy())


def own_chances(compared: pl.DataFrame, comparison: Comparison, rule: LinkRule) -> Chances:
    """Return the chances of each pair's level in one comparison, whatever the others say."""
    levels = compared[comparison.name].to_numpy()
    if comparison.missing is None and not levels.any():
        nothing = np.zeros(len(levels))
        return Chances(m=nothing, u=nothing, r=nothing)
    shares = _asked_shares(compared, levels, comparison, rule)
    m, u, r = (_log_chances(levels, comparison, part, shares, rule) for part in ("m", "u", "r"))
    found = Chances(m=m, u=u, r=r)
    for at, levels_there in _between_scripts(compared, comparison):
        there = dataclasses.replace(comparison, levels=levels_there, between={})
        for part in ("m", "u", "r"):
            getattr(found, part)[at] = _log_chances(levels[at], there, part, shares[at], rule)
    return dataclasses.replace(found, u=found.u + rarity_bits(levels, comparison, shares))


def _asked_shares(
    compared: pl.DataFrame, levels: NDArray[np.uint8], comparison: Comparison, rule: LinkRule
) -> Bits:
    """Return log2 of the shares of pairs whose level asks for it, which few do; 0 of the others."""
    asked = np.zeros(len(comparison.levels) + 1, dtype=np.bool_)
    for told in (comparison.levels, *comparison.between.values()):
        asked[1:] |= [_asks_share(level, comparison) for level in told]
    shares = np.zeros(len(levels))
    at = np.flatnonzero(asked.take(levels))
    if len(at):
        shares[at] = np.log2(shares_of(compared, comparison, at))
        if comparison.kind == SCOPE:
            shares[at] = np.minimum(shares[at] + np.log2(rule.population / rule.people), 0.0)
    return shares


def _asks_share(level: ComparisonLevel, comparison: Comparison) -> bool:
    if comparison.rarity and level.label in SPELT_OTHERWISE:
        return True
    return any(chance in (FREQUENCY, SCOPE) for chance in (level.m, level.u, level.r))


def rarity_bits(levels: NDArray[np.uint8], comparison: Comparison, shares: Bits) -> Bits:
    """Return how much rarer (below 0) or commoner than on average chance brings these names together in another spelling, in bits.

    ``shares`` are log2. Nobody meets a rare name often, in whatever letters; but who meets two that look alike has often met two
    names, so that the chance goes with a power of the share (``rarity``) and not with the share itself. Without lists that have shown
    how common names are there, it is nothing.

    >>> surname = Comparison(
    ...     name="surname", kind="name", column="", role="surname", rarity=0.5, typical=-5.0,
    ...     levels=tuple(ComparisonLevel(label=label, m=0.5, u=0.5, r=0.5) for label in ("same", "sound")),
    ... )
    >>> rarity_bits(np.array([2, 2, 1], dtype=np.uint8), surname, np.array([-8.0, -16.0, -16.0])).tolist()
    [1.0, -3.0, 0.0]
    """
    if not comparison.rarity or comparison.typical is None:
        return np.zeros(len(levels))
    spelt = [at for at, level in enumerate(comparison.levels, start=1) if level.label in SPELT_OTHERWISE]
    bits = comparison.rarity * shares - comparison.typical
    return np.where(np.isin(levels, spelt), np.minimum(bits, MOST_COMMON_BITS), 0.0)


def _between_scripts(
    compared: pl.DataFrame, comparison: Comparison
) -> Iterator[tuple[NDArray[np.int64], tuple[ComparisonLevel, ...]]]:
    """Yield the pairs of each two scripts between which levels are worth something else, with the levels as they are there."""
    if comparison.between and "scripts" in compared.columns:
        scripts = compared["scripts"].to_numpy()
        for told, levels in comparison.between.items():
            yield np.flatnonzero(scripts == code_of_scripts(told)), levels


def _lessen(one: Chances, other: Chances, told: Dependence) -> None:
    """Where two comparisons point one way, keep only a part of the weaker."""
    mine, theirs = one.m - one.u, other.m - other.u
    at = np.flatnonzero(mine * theirs > 0)
    mine, theirs = mine[at], theirs[at]
    kept = np.where(mine > 0, told.kept, told.against)
    is_weaker = np.abs(mine) <= np.abs(theirs)
    for chances, less in ((one, is_weaker), (other, ~is_weaker)):
        places, part = at[less], kept[less]
        for bits in (chances.m, chances.u, chances.r):
            bits[places] *= part


def shares_of(compared: pl.DataFrame, comparison: Comparison, at: Rows = EVERY) -> NDArray[np.float64]:
    """Return the share of people who bear the agreed value, one per pair, or of those they share a day or place with; 1 where no one asked.

    ``at`` are the pairs that it is asked of.
    """
    bits = np.maximum(_among_all(compared, comparison, at), _among_fellows(compared, comparison, at))
    return np.asarray(np.exp2(bits), dtype=np.float64)


def commoner_among_fellows(compared: pl.DataFrame, comparison: Comparison) -> NDArray[np.bool_]:
    """Return for which pairs the agreed name is commoner among those they share a day or place with than among all people.

    >>> pairs = pl.DataFrame({"surname_share": [-9000, -9000], "surname_fellows": [-5000, NOT_RAISED]})
    >>> commoner_among_fellows(pairs, Comparison(name="surname", kind="name", column="", role="surname", levels=())).tolist()
    [True, False]
    """
    return np.asarray(_among_fellows(compared, comparison) > _among_all(compared, comparison))


def _among_all(compared: pl.DataFrame, comparison: Comparison, at: Rows = EVERY) -> Bits:
    """Return log2 of the share of all people who bear the agreed value, as the lists at hand have moved it."""
    column, _ = _share_columns(comparison)
    if column not in compared.columns:
        return np.zeros(compared.height)[at]
    bits: Bits = compared[column].to_numpy()[at] / MILLIBITS
    if comparison.scale:
        bits = np.minimum(bits + np.log2(comparison.scale)[share_step(bits, len(comparison.scale))], 0.0)
    return bits


def _among_fellows(compared: pl.DataFrame, comparison: Comparison, at: Rows = EVERY) -> Bits:
    _, column = _share_columns(comparison)
    if column not in compared.columns:
        return np.full(compared.height, -np.inf)[at]
    return np.asarray(compared[column].to_numpy()[at] / MILLIBITS)


def _share_columns(comparison: Comparison) -> tuple[str, str]:
    return f"{comparison.name}_share", f"{comparison.name}_fellows"


def share_step(bits: Bits, steps: int) -> NDArray[np.int64]:
    """Return in which step of two bits a share lies: 0 for the commonest values. It goes by whole bits, as agreements are counted.

    >>> share_step(np.array([-0.5, -1.4, -1.75, -3.0, -40.0]), 13).tolist()
    [0, 0, 1, 1, 12]
    """
    whole = np.floor(bits + 0.5)
    return np.clip(np.floor(-whole / 2), 0, steps - 1).astype(np.int64)


def _log_chances(
    levels: NDArray[np.uint8], comparison: Comparison, part: str, shares: Bits, rule: LinkRule
) -> Bits:
    """Return log2 of m, u or r of each pair's level; silence says nothing unless asked to. ``shares`` are log2, too."""
    silent = 1.0 if comparison.missing is None else float(getattr(comparison.missing, part))
    spoken = 0.0 if comparison.missing is None else np.log2(1.0 - silent)
    fixed, by_share = [silent], [False]
    for level in comparison.levels:
        chance: Chance = getattr(level, part)
        by_share.append(chance in (FREQUENCY, SCOPE))
        fixed.append(fixed_chance(chance, level.label, rule))
    bits = np.log2(fixed)
    bits[1:] += spoken
    said: Bits = bits.take(levels)
    if any(by_share):
        at = np.flatnonzero(np.array(by_share).take(levels))
        said[at] = shares.take(at) + spoken
    return said


def fixed_chance(chance: Chance, label: str, rule: LinkRule) -> float:
    """Return a chance as a number; "scope" is the share of the people at hand that it speaks of."""
    if chance == SCOPE:
        return min(rule.people_in(label) / rule.people, 1.0)
    return 1.0 if chance == FREQUENCY else float(chance)


def probability_of(weight: NDArray[np.int64]) -> Bits:
    """Return the match probability of weights in thousandths of a bit.

    >>> probability_of(np.array([0, 1000])).round(3).tolist()
    [0.5, 0.667]
    """
    bits = np.clip(weight / MILLIBITS, -300, 300)
    return 1.0 / (1.0 + np.exp2(-bits))
