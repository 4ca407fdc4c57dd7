"""Evidence -> Model: expectation and maximisation over all pairs of some lists, with matches, relatives and strangers.

Candidate pairs are all there; of the others a random sample stands for all. Matches are looked for among candidates, strangers
in the sample alone: strangers among candidates were brought together by what they share, and share more than strangers do. The
method is that of Dempster, Laird and Rubin (1977) for the model of Fellegi and Sunter, with four mendings:

- a comparison learns m from pairs that its own keys did not bring together and that all other comparisons are sure of, so
  that it does not teach itself;
- names of one person may differ together oftener than each on its own (``together``), and alone less often: they are not independent;
- the shipped chances are the prior of all of them (maximum a posteriori), so that few pairs move them little;
- a fit that has found families where it should find people is refused; m then stays as shipped, and only how rare matches are and
  what strangers share is fitted.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.comparisons import Comparison
from resolver.model.estimation.evidence import DIFFERENT, UNKNOWN, Evidence, thinned
from resolver.model.estimation.expecting import Cells, Expected, Fit, expect
from resolver.model.estimation.maximising import maximise
from resolver.model.estimation.rules import EstimationRules
from resolver.model.estimation.training import Block, learners
from resolver.model.fitted import Model, rounded, rounded_comparison, shipped_model
from resolver.model.full_names import full_names
from resolver.model.linking import LinkRule, Terms
from resolver.model.together import oftener
from resolver.model.weights import probability_of, weigh


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
        start = Fit(comparisons=tuple(shipped), terms=rule.terms)
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
    return dataclasses.replace(
        rules,
        prior=dataclasses.replace(rules.prior, m=_UNMOVED),
        together=(1.0,) * len(rules.together),
        together_pairs=_UNMOVED,
    )


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
    limits = {("name", "different"): rules.different_names, ("birth", "apart"): rules.different_births}
    for one in model.comparisons:
        for level in one.levels:
            if level.m > limits.get((one.kind, level.label), 1.0):
                told = f"{level.m:.0%} of what it takes for one person"
                return f"the lists do not carry an estimate: {told} is {level.label} in {one.name.replace('_', ' ')}"
    return ""


def _settle(
    fit: Fit,
    evidence: Evidence,
    shipped: Sequence[Comparison],
    rule: LinkRule,
    rules: EstimationRules,
    blocks: Sequence[Block],
) -> Fit:
    """Expect and maximise in turn until nothing moves; when little does, the pairs that teach are no longer looked for."""
    blocked, sample = Cells.of(evidence.blocked, shipped), Cells.of(evidence.random, shipped)
    flags = learners(evidence.blocked, shipped, blocks, rules)
    may_learn = {name: np.flatnonzero(found) for name, found in flags.items()}
    sure: Mapping[str, NDArray[np.int64]] | None = None
    for _ in range(rules.rounds):
        now = dataclasses.replace(rule, fitted=fit.terms)
        candidates = expect(blocked, fit, now, rules, may_learn if sure is None else {})
        if sure is not None:
            candidates = dataclasses.replace(candidates, sure=sure)
        strangers = expect(sample, fit, now, rules, {})
        comparisons = tuple(
            maximise(one, (blocked, candidates, may_learn[one.name]), (sample, strangers), evidence, rules)
            for one in shipped
        )
        before, fit = (
            fit,
            _with_terms(comparisons, (blocked, candidates), (sample, strangers), evidence, rule, rules),
        )
        moved = _moved(before, fit)
        if moved < rules.settled:
            break
        if moved < rules.sure_from:
            sure = candidates.sure
    return fit


def _with_terms(
    comparisons: tuple[Comparison, ...],
    candidates: tuple[Cells, Expected],
    sample: tuple[Cells, Expected],
    evidence: Evidence,
    rule: LinkRule,
    rules: EstimationRules,
) -> Fit:
    """Return the fit with the chances that two random mentions are one person, or relatives, and with how names go together."""
    cells, expected = candidates
    shipped = dataclasses.replace(rule, fitted=None).terms
    matches, relatives = float(expected.matches.sum()), float(expected.relatives.sum())
    seen = min(rules.prior.pairs, rules.prior.pairs_part * evidence.pair_total) + evidence.pair_total
    prior = (rules.prior.pairs * shipped.prior + matches) / seen
    kin = (rules.prior.pairs * shipped.kin + relatives) / seen
    alone, together = oftener(
        cells.spoken,
        cells.differing,
        expected.matches,
        comparisons,
        rules.together,
        rules.together_pairs,
    )
    terms = Terms(
        prior=min(prior, 0.5),
        kin=min(kin, 0.5),
        together=together,
        alone=alone,
        full_names=_full_names(candidates, sample, evidence.pair_total, rules.prior.full_names),
    )
    return Fit(comparisons=comparisons, terms=terms, matches=matches, relatives=relatives)


def _full_names(
    candidates: tuple[Cells, Expected], sample: tuple[Cells, Expected], pairs: int, strength: float
) -> tuple[float, float]:
    """Return by how much oftener strangers share both names than by chance; pairs of which something is known are left out."""
    at_hand, at_random = (
        (cells.agreeing, np.where(cells.known == UNKNOWN, expected.relatives + expected.strangers, 0.0))
        for cells, expected in (candidates, sample)
    )
    return full_names(at_hand, at_random, pairs, strength)


def _moved(before: Fit, after: Fit) -> float:
    """Return by how many bits the prior or any chance moved at most."""
    moves = [abs(math.log2(after.terms.prior / before.terms.prior))]
    for old, new in zip(before.comparisons, after.comparisons, strict=True):
        for was, now in zip((*old.levels, old.missing), (*new.levels, new.missing), strict=True):
            if was is None or now is None:
                continue
            moves.append(abs(math.log2(now.m / was.m)))
    return max(moves)


def _model(fit: Fit, evidence: Evidence, rule: LinkRule) -> Model:
    """Round the fit, and count which pairs known to be two people it would have linked."""
    terms = Terms(
        prior=rounded(fit.terms.prior),
        kin=rounded(fit.terms.kin),
        together=tuple(map(rounded, fit.terms.together)),
        alone=rounded(fit.terms.alone),
        full_names=tuple(map(rounded, fit.terms.full_names)),
    )
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
