"""Evidence -> Model: expectation and maximisation over all pairs of some lists, with matches, relatives and strangers.

Candidate pairs are all there; of the others a random sample stands for all. Matches are looked for among candidates, strangers among
both. The method is that of Dempster, Laird and Rubin (1977) for the model of Fellegi and Sunter, with three mendings:

- a comparison learns m from pairs that its own keys did not bring together and that all other comparisons are sure of, so
  that it does not teach itself;
- the shipped chances are the prior of all of them (maximum a posteriori), so that few pairs move them little;
- a fit that has found families where it should find people is refused; m then stays as shipped, and only how rare matches are and
  what strangers share is fitted.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.comparisons import FREQUENCY, Comparison
from resolver.model.estimation.evidence import DIFFERENT, RAREST_BITS, SAME, Evidence, thinned
from resolver.model.estimation.levels import fitted_comparison
from resolver.model.estimation.rules import EstimationRules
from resolver.model.estimation.training import Block, learners
from resolver.model.fitted import Model, rounded, rounded_comparison, shipped_model
from resolver.model.linking import LinkRule, Terms
from resolver.model.weights import (
    Chances,
    lessened,
    others,
    own_chances,
    probability_of,
    share_step,
    shares_of,
    weigh,
)

Numbers = NDArray[np.float64]
STEPS = RAREST_BITS // 2
"""Corrections of frequencies go by steps of two bits."""


def estimate(
    evidence: Evidence,
    shipped: Sequence[Comparison],
    rule: LinkRule,
    rules: EstimationRules,
    blocks: Sequence[Block],
) -> Model:
    """Return the model that fits the evidence, or the shipped one with the reason why none was fitted.

    ``blocks`` are the keys of each blocking rule that brought candidate pairs together.
    """
    refused = _too_little(evidence, rules)
    if refused:
        return shipped_model(shipped, rule, reason=refused)
    some = dataclasses.replace(evidence, blocked=thinned(evidence.blocked, rules.most_cells))
    for trusted in (rules, _trusting_m(rules)):
        start = _Fit(comparisons=tuple(shipped), terms=rule.terms)
        model = _model(_settle(start, some, shipped, rule, trusted, blocks), evidence, rule)
        found = _found_families(model, rules)
        if not found:
            return dataclasses.replace(model, reason=refused and f"{refused}; the shipped m was kept")
        refused = found
    return shipped_model(shipped, rule, reason=refused)


_UNMOVED = 1e12
"""A belief that counts for more pairs than any lists have."""


def _trusting_m(rules: EstimationRules) -> EstimationRules:
    """Return rules by which no data move the shipped m: what is left to learn is how rare matches are, and what strangers share."""
    return dataclasses.replace(rules, prior=dataclasses.replace(rules.prior, m=_UNMOVED))


def _too_little(evidence: Evidence, rules: EstimationRules) -> str:
    if evidence.mention_total < rules.fewest_mentions:
        return f"{evidence.mention_total:,} mentions are too few to estimate from ({rules.fewest_mentions} are needed)"
    if evidence.blocked_total < rules.fewest_pairs:
        return f"{evidence.blocked_total:,} candidate pairs are too few to estimate from ({rules.fewest_pairs} are needed)"
    return ""


def _found_families(model: Model, rules: EstimationRules) -> str:
    """Return why a fit is not to be believed, or nothing."""
    size = 2 * model.matches / max(model.mentions, 1) + 1
    if size > rules.mentions_per_person:
        return f"the lists do not carry an estimate: it would find {size:,.0f} mentions of each person"
    for one in model.comparisons:
        different = next((level for level in one.levels if level.label == "different"), None)
        if one.kind == "name" and different is not None and different.m > rules.different_names:
            told = one.name.replace("_", " ")
            return f"the lists do not carry an estimate: most of what it takes for one person differs in the {told}"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """Where the fit stands."""

    comparisons: tuple[Comparison, ...]
    terms: Terms
    matches: float = 0.0
    relatives: float = 0.0


def _settle(
    fit: _Fit,
    evidence: Evidence,
    shipped: Sequence[Comparison],
    rule: LinkRule,
    rules: EstimationRules,
    blocks: Sequence[Block],
) -> _Fit:
    """Expect and maximise in turn until nothing moves."""
    blocked, sample = _Cells.of(evidence.blocked, shipped), _Cells.of(evidence.random, shipped)
    flags = learners(evidence.blocked, shipped, blocks, rules)
    may_learn = {name: np.flatnonzero(found) for name, found in flags.items()}
    for _ in range(rules.rounds):
        now = dataclasses.replace(rule, fitted=fit.terms)
        candidates = _expect(blocked, fit, now, rules, may_learn)
        strangers = _expect(sample, fit, now, rules, {})
        comparisons = tuple(
            _maximise(one, (blocked, candidates, may_learn[one.name]), (sample, strangers), evidence, rules)
            for one in shipped
        )
        before, fit = fit, _with_terms(comparisons, candidates, evidence, rule, rules)
        if _moved(before, fit) < rules.settled:
            break
    return fit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cells:
    """CELLS as arrays. ``kinds`` holds, per comparison, its distinct levels with their shares, and which of them each cell has."""

    count: Numbers
    known: NDArray[np.uint8]
    levels: Mapping[str, NDArray[np.uint8]]
    kinds: Mapping[str, tuple[pl.DataFrame, NDArray[np.int64]]]

    @classmethod
    def of(cls, cells: pl.DataFrame, comparisons: Sequence[Comparison]) -> "_Cells":
        return cls(
            count=cells["pair_count"].to_numpy().astype(np.float64),
            known=cells["known"].to_numpy(),
            levels={one.name: cells[one.name].to_numpy() for one in comparisons},
            kinds={one.name: _kinds(cells, one.name) for one in comparisons},
        )

    def chances(self, comparisons: Sequence[Comparison], rule: LinkRule) -> dict[str, Chances]:
        """Return the chances of each cell: worked out once per distinct level and share."""
        found = {}
        for one in comparisons:
            table, which = self.kinds[one.name]
            own = own_chances(table, one, rule)
            found[one.name] = Chances(m=own.m[which], u=own.u[which], r=own.r[which])
        return lessened(found, comparisons)


def _kinds(cells: pl.DataFrame, name: str) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    columns = [column for column in (name, f"{name}_share") if column in cells.columns]
    table = cells.select(columns).unique().sort(columns).with_row_index("which")
    which = cells.select(columns).join(table, on=columns, how="left", maintain_order="left")["which"]
    return table, which.cast(pl.Int64).to_numpy()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Expected:
    """How many pairs of each cell are expected to be matches, relatives, strangers; and which may teach a comparison m."""

    matches: Numbers
    relatives: Numbers
    strangers: Numbers
    sure: Mapping[str, NDArray[np.int64]]


def _expect(
    cells: _Cells,
    fit: _Fit,
    rule: LinkRule,
    rules: EstimationRules,
    may_learn: Mapping[str, NDArray[np.int64]],
) -> _Expected:
    """Share out each cell between the three classes (the E step)."""
    chances = cells.chances(fit.comparisons, rule)
    zero = np.zeros(len(cells.count))
    m, u, r = (sum((getattr(one, part) for one in chances.values()), start=zero) for part in "mur")
    prior = math.log2(fit.terms.prior / (1 - fit.terms.prior))
    other = others(u, r, fit.terms)
    is_match = _probability(prior + m - other)
    is_match = np.where(cells.known == SAME, 1.0, np.where(cells.known == DIFFERENT, 0.0, is_match))
    is_kin = np.exp2(np.minimum(math.log2(fit.terms.kin) + r - other, 0.0))
    least = math.log2(rules.sure / (1 - rules.sure)) - prior
    return _Expected(
        matches=cells.count * is_match,
        relatives=cells.count * (1 - is_match) * is_kin,
        strangers=cells.count * (1 - is_match) * (1 - is_kin),
        sure={
            name: at[_without(chances[name], (m, u, r), at, fit.terms) >= least]
            for name, at in may_learn.items()
        },
    )


def _without(
    one: Chances, whole: tuple[Numbers, Numbers, Numbers], at: NDArray[np.int64], terms: Terms
) -> Numbers:
    """Return what all comparisons but one say together of the cells named."""
    m, u, r = (part[at] - own[at] for part, own in zip(whole, (one.m, one.u, one.r), strict=True))
    return np.asarray(m - others(u, r, terms), dtype=np.float64)


def _probability(bits: Numbers) -> Numbers:
    return 1.0 / (1.0 + np.exp2(-np.clip(bits, -300, 300)))


def _maximise(
    shipped: Comparison,
    candidates: tuple[_Cells, _Expected, NDArray[np.int64]],
    sample: tuple[_Cells, _Expected],
    evidence: Evidence,
    rules: EstimationRules,
) -> Comparison:
    """Fit the chances of one comparison to the cells as they are shared out (the M step)."""
    blocked, expected, may_learn = candidates
    at_random, at_random_expected = sample
    size = len(shipped.levels) + 1
    levels, sure = blocked.levels[shipped.name], expected.sure[shipped.name]
    met = np.bincount(levels[sure], expected.matches[sure], size)
    kin = np.bincount(levels[may_learn], expected.relatives[may_learn], size)
    apart = np.bincount(levels[may_learn], expected.strangers[may_learn], size) + np.bincount(
        at_random.levels[shipped.name], at_random_expected.strangers, size
    )
    counted = tuple(np.asarray(one, dtype=np.float64) for one in (met, apart, kin))
    fitted = fitted_comparison(shipped, (counted[0], counted[1], counted[2]), rules)
    if shipped.name in evidence.own and any(level.u == FREQUENCY for level in shipped.levels):
        scale = _scale(shipped, at_random, at_random_expected, evidence.own[shipped.name], rules)
        fitted = dataclasses.replace(fitted, scale=scale)
    return fitted


def _scale(
    shipped: Comparison,
    sample: _Cells,
    expected: _Expected,
    own: NDArray[np.int64],
    rules: EstimationRules,
) -> tuple[float, ...]:
    """Return how much commoner than thought names are, by steps of how common they are thought to be.

    Two people agree on a value as often as its share says. Where they agree more often, the tables do not know these people.
    """
    table, which = sample.kinds[shipped.name]
    levels = sample.levels[shipped.name]
    asks = np.array([False, *(level.u == FREQUENCY for level in shipped.levels)])[levels]
    apart = expected.relatives + expected.strangers
    bits = np.log2(shares_of(table, shipped))[which]
    agreed = np.bincount(share_step(bits[asks], STEPS), apart[asks], STEPS)
    shares = -np.arange(len(own), dtype=np.float64)
    of_own = np.bincount(share_step(shares, STEPS), own * np.exp2(shares), STEPS)
    foreseen = of_own / max(int(own.sum()), 1) * float(apart[levels > 0].sum())
    strength = rules.prior.frequency
    return tuple(((strength + agreed) / (strength + foreseen)).tolist())


def _with_terms(
    comparisons: tuple[Comparison, ...],
    expected: _Expected,
    evidence: Evidence,
    rule: LinkRule,
    rules: EstimationRules,
) -> _Fit:
    """Return the fit with the chances that two random mentions are one person, or relatives."""
    shipped = dataclasses.replace(rule, fitted=None).terms
    matches, relatives = float(expected.matches.sum()), float(expected.relatives.sum())
    seen = rules.prior.pairs + evidence.pair_total
    prior = (rules.prior.pairs * shipped.prior + matches) / seen
    kin = (rules.prior.pairs * shipped.kin + relatives) / seen
    terms = Terms(prior=min(prior, 0.5), kin=min(kin, 0.5))
    return _Fit(comparisons=comparisons, terms=terms, matches=matches, relatives=relatives)


def _moved(before: _Fit, after: _Fit) -> float:
    """Return by how many bits the prior or any chance moved at most."""
    moves = [abs(math.log2(after.terms.prior / before.terms.prior))]
    for old, new in zip(before.comparisons, after.comparisons, strict=True):
        for was, now in zip((*old.levels, old.missing), (*new.levels, new.missing), strict=True):
            if was is None or now is None:
                continue
            moves.append(abs(math.log2(now.m / was.m)))
    return max(moves)


def _model(fit: _Fit, evidence: Evidence, rule: LinkRule) -> Model:
    """Round the fit, and count which pairs known to be two people it would have linked."""
    terms = Terms(prior=rounded(fit.terms.prior), kin=rounded(fit.terms.kin))
    comparisons = tuple(rounded_comparison(one) for one in fit.comparisons)
    apart = evidence.blocked.filter(pl.col("known") == DIFFERENT)
    return Model(
        comparisons=comparisons,
        terms=terms,
        origin="estimated",
        mentions=evidence.mention_total,
        pairs=evidence.blocked_total,
        matches=rounded(fit.matches),
        relatives=rounded(fit.relatives),
        known_apart=int(apart["pair_count"].sum()),
        known_linked=_linked(apart, comparisons, dataclasses.replace(rule, fitted=terms)),
    )


def _linked(apart: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule) -> int:
    """Return how many of these pairs the weights alone would link."""
    likely = probability_of(weigh(apart, comparisons, rule).total) >= rule.link_threshold
    return int(apart["pair_count"].to_numpy()[likely].sum())
