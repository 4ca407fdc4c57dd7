"""A run and a Truth -> Measured: what every measure is worked out from, put side by side once."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from resolver.analysis.scored import ScoredPairs, scored_pairs
from resolver.analysis.truth import Aligned, Truth, align
from resolver.model.agreement import Codes, knots_of
from resolver.model.bootstrap import Numbers, resample
from resolver.outcome import Outcome


@dataclass(frozen=True, kw_only=True, eq=False)
class Measured:
    """The mentions that run and truth know, the knot of each, and their scored pairs by place among those mentions.

    ``draws`` and ``seed`` are what intervals are drawn with.
    """

    run: Outcome
    aligned: Aligned
    knot: Codes
    pairs: ScoredPairs
    draws: int
    seed: int

    @property
    def truth(self) -> Codes:
        """Return the number of the true person of each mention."""
        return self.aligned.truth

    @property
    def found(self) -> Codes:
        """Return the number of the found person of each mention."""
        return self.aligned.found

    @cached_property
    def true_blocked(self) -> tuple[Codes, Codes]:
        """Return both ends of the true pairs that a blocking rule brought together."""
        truth, pairs = self.truth, self.pairs
        kept = pairs.is_blocked & (truth[pairs.left] == truth[pairs.right])
        return pairs.left[kept], pairs.right[kept]

    def drawn(self, sums: Numbers) -> Numbers:
        """Return the totals of sums by unit over samples of the units."""
        return resample(sums, draws=self.draws, seed=self.seed)


def measure(run: Outcome, truth: Truth, *, draws: int, seed: int) -> Measured:
    """Put a run beside the truth; raise UsageError when they have no mention in common."""
    aligned = align(run, truth)
    return Measured(
        run=run,
        aligned=aligned,
        knot=knots_of(aligned.truth, aligned.found),
        pairs=_of_known(scored_pairs(run), aligned),
        draws=draws,
        seed=seed,
    )


def _of_known(pairs: ScoredPairs, aligned: Aligned) -> ScoredPairs:
    place = np.full(len(aligned.code_of_row), -1, dtype=np.int64)
    place[aligned.rows] = np.arange(len(aligned.rows))
    kept = pairs.keep((place[pairs.left] >= 0) & (place[pairs.right] >= 0))
    return replace(kept, left=place[kept.left], right=place[kept.right])
