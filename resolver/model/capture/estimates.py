"""Capture histories, as we link and as they may be -> how many people there are, those on no list among them, or why nobody can say.

The interval holds three doubts at once: which model is right (each speaks by its weight), what chance made of the lists, and who is who:
every draw of the linkage is a table of its own. Its ends are worked out, not drawn, so the same tables give the same numbers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from resolver.model.capture.bounds import Bound, chao_unseen, chapman
from resolver.model.capture.histories import Histories
from resolver.model.capture.loglinear import (
    Candidate,
    extra_of,
    fit_candidates,
    fit_models,
    profile_interval,
)
from resolver.model.capture.warnings import doubts_about, refusal, uninformative

Floats = NDArray[np.float64]
MODELS_REDRAWN = 40
"""So many of the best models are fitted to every draw: the others hardly weigh (Silverman, Chan & Vincent 2024)."""
BISECTIONS = 80
ENDS = (0.025, 0.5, 0.975)
SAMPLED = 2_000


class Criterion(StrEnum):
    """By what models are ordered and weighed: how well they fit, less what they cost."""

    AIC = "aic"
    BIC = "bic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How many people there are, those on no list among them, if the warnings do not speak against it.

    ``total``, ``low`` and ``high`` are the middle and the ends of 95 % of everything together: models, chance and linkage.
    ``sampling`` is the best model alone with our best linkage; ``linkage`` how far the best estimate moves with who is who, alone.
    ``weights`` are those of ``candidates``. ``two_lists`` is there when just two lists are left. ``sampled`` are numbers of people, as
    likely as they are: to add groups up, draw by draw.
    """

    histories: Histories
    total: float
    low: float
    high: float
    sampling: Bound
    linkage: tuple[float, float]
    candidates: tuple[Candidate, ...]
    weights: tuple[float, ...]
    lower_bound: Bound | None
    two_lists: Bound | None
    criterion: Criterion
    draws: int
    warnings: tuple[str, ...]
    sampled: Floats = field(repr=False, compare=False)

    @property
    def best(self) -> Candidate:
        """Return the best model."""
        return self.candidates[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why nobody can say how many people no list has; ``lower_bound`` is there where at least that can be said."""

    histories: Histories
    reason: str
    lower_bound: Bound | None
    warnings: tuple[str, ...]


def estimate_population(
    table: Histories,
    drawn: Sequence[Histories] = (),
    *,
    criterion: Criterion = Criterion.AIC,
    seed: int = 1,
) -> Estimate | Refused:
    """Return how many people there are in all, or why that cannot be said.

    ``drawn`` are the same people as draws of the linkage have them. The order of the lists makes no difference.

    >>> kept = {("A",): 60, ("B",): 50, ("C",): 40, ("A", "B"): 20, ("A", "C"): 16, ("B", "C"): 13, ("A", "B", "C"): 5}
    >>> found = estimate_population(Histories.of(kept), criterion=Criterion.BIC)
    >>> isinstance(found, Estimate) and [round(number) for number in (found.low, found.total, found.high)]
    [303, 356, 438]
    >>> estimate_population(Histories.of({("A",): 60, ("B",): 50})).reason
    'no two lists share enough people (most: 0; at least 7 are needed)'
    """
    lists = sorted(table.lists)
    apart = uninformative(table.keeping(lists))
    told = tuple(
        f"{name} is set aside: it shares nobody with another list (its people, {size:,}, are among those estimated as unseen)"
        for name, size in zip(table.lists, table.sizes(), strict=True)
        if name in apart
    )
    kept = [name for name in lists if name not in apart]
    table = table.keeping(kept if len(kept) > 1 else lists)
    reason = refusal(table)
    candidates = () if reason else fit_candidates(table, criterion.value)
    if not reason and not candidates:
        reason = "no model can tell how many people are missed: too many combinations of lists are empty"
    if reason:
        bound = _bound([table])
        return Refused(histories=table, reason=reason, lower_bound=bound, warnings=told)
    redrawn = [one.keeping(table.lists) for one in drawn]
    return _estimate(table, redrawn, candidates, criterion, told, np.random.default_rng(seed))


def _bound(tables: Sequence[Histories]) -> Bound | None:
    """Return Chao's lower bound with its 95 % interval from chance and linkage together, or None where nothing bounds it from above."""
    told = [(one.people, chao_unseen(one)) for one in tables]
    known = [(people, *found) for people, found in told if found is not None and math.isfinite(found[1])]
    if not known:
        return None
    seen, unseen, error = (np.array(some, dtype=np.float64) for some in zip(*known, strict=True))
    mixture = _Mixture(
        seen=seen,
        unseen=unseen[:, None],
        log_error=error[:, None],
        weight=np.full((len(known), 1), 1.0 / len(known)),
    )
    low, middle, high = (mixture.quantile(share) for share in ENDS)
    return Bound(estimate=middle, low=low, high=high)


def _estimate(
    table: Histories,
    drawn: Sequence[Histories],
    candidates: tuple[Candidate, ...],
    criterion: Criterion,
    told: tuple[str, ...],
    random: np.random.Generator,
) -> Estimate | Refused:
    tables = [*drawn] or [table]
    mixture = _mixture(tables, candidates[:MODELS_REDRAWN], criterion, len(table.lists))
    if not len(mixture.seen):
        reason = "no model can tell how many people are missed in any draw of who is who"
        return Refused(histories=table, reason=reason, lower_bound=_bound(tables), warnings=told)
    if untold := len(tables) - len(mixture.seen):
        told = (
            *told,
            f"no model can tell how many are missed in {untold:,} of {len(tables):,} draws of who is who: they are left out",
        )
    low, middle, high = (mixture.quantile(share) for share in ENDS)
    scores = np.array([getattr(one, criterion.value) for one in candidates])
    weights = np.exp(-(scores - scores.min()) / 2.0)
    two_lists = chapman(table) if len(table.lists) == 2 else None
    weighed = tuple(float(one) for one in weights / weights.sum())
    return Estimate(
        histories=table,
        total=middle,
        low=low,
        high=high,
        sampling=two_lists or _profiled(table, candidates[0]),
        linkage=mixture.moved(),
        candidates=candidates,
        weights=weighed,
        lower_bound=_bound(tables),
        two_lists=two_lists,
        criterion=criterion,
        draws=len(drawn),
        warnings=(*told, *doubts_about(table, candidates, weighed, (low, middle, high))),
        sampled=mixture.sampled(random),
    )


def _profiled(table: Histories, best: Candidate) -> Bound:
    low, high = profile_interval(table, best.model)
    return Bound(estimate=best.total, low=low, high=high)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Mixture:
    """Log-normal numbers of unseen people, beside those seen: a row per draw of the linkage, a column per model."""

    seen: Floats
    unseen: Floats
    log_error: Floats
    weight: Floats

    def below(self, total: float) -> float:
        """Return the chance that there are at most so many people."""
        left = np.maximum(total - self.seen[:, None], 1e-12)
        return float((self.weight * ndtr((np.log(left) - np.log(self.unseen)) / self.log_error)).sum())

    def quantile(self, share: float) -> float:
        """Return the number of people that is not passed with this chance."""
        spread = np.exp(np.minimum(np.log(self.unseen) + 8.0 * self.log_error, 600.0))
        low, high = float(self.seen.min()), float((self.seen[:, None] + spread).max())
        for _ in range(BISECTIONS):
            middle = low + math.sqrt(max(high - low, 0.0) + 1.0) if high > 1e6 * low else (low + high) / 2.0
            low, high = (middle, high) if self.below(middle) < share else (low, middle)
        return high

    def sampled(self, random: np.random.Generator) -> Floats:
        """Return numbers of people, each from the draw of the linkage whose turn it is."""
        turn = np.resize(np.arange(len(self.seen)), SAMPLED)
        steps = np.cumsum(self.weight[turn], axis=1)
        model = (steps < (random.random(SAMPLED) * steps[:, -1])[:, None]).sum(axis=1)
        at = turn, np.minimum(model, self.unseen.shape[1] - 1)
        noise = random.standard_normal(SAMPLED) * self.log_error[at]
        return np.asarray(self.seen[turn] + np.exp(np.minimum(np.log(self.unseen[at]) + noise, 600.0)))

    def moved(self) -> tuple[float, float]:
        """Return the ends of 95 % of what the models together say from draw to draw."""
        each = self.weight / self.weight.sum(axis=1, keepdims=True)
        middle = self.seen + np.exp((each * np.log(self.unseen)).sum(axis=1))
        low, high = np.percentile(middle, [2.5, 97.5], method="nearest")
        return float(low), float(high)


def _mixture(
    tables: Sequence[Histories], candidates: Sequence[Candidate], criterion: Criterion, count: int
) -> _Mixture:
    """Return what models find in those tables where any of them can tell how many are missed."""
    fitted = fit_models(tables, [one.model for one in candidates], extra=extra_of(count))
    scores = np.where(fitted.usable, fitted.aic if criterion is Criterion.AIC else fitted.bic, np.inf)
    tells = np.isfinite(scores).any(axis=1)
    scores, usable = scores[tells], fitted.usable[tells]
    weight = np.where(usable, np.exp(-(scores - scores.min(axis=1, keepdims=True)) / 2.0), 0.0)
    return _Mixture(
        seen=np.array([one.people for one in tables], dtype=np.float64)[tells],
        unseen=np.where(usable, np.maximum(fitted.unseen[tells], 1e-6), 1.0),
        log_error=np.where(usable, np.maximum(fitted.log_error[tells], 1e-6), 1.0),
        weight=weight / (weight.sum(axis=1, keepdims=True) * max(len(scores), 1)),
    )
