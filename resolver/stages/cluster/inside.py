"""SCORES + components -> what is known of every pair inside a component, as small square tables."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.linking import LinkRule
from resolver.model.partitions import Partitions, partitions_of
from resolver.model.weighing import FORBIDDEN, PairWeights
from resolver.model.weights import MILLIBITS
from resolver.stages.cluster.binding import Binding

Bits = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inside:
    """One component: its rows, and for every two of them what speaks for and against, and what is not allowed.

    ``row_of`` is the place in SCORES of each pair, -1 where it was never scored; ``may_link`` says that a link may rest on the pair;
    ``closed`` that no program may link it, ``held`` that it would join two published persons; ``published`` that it is one.
    """

    members: tuple[int, ...]
    weights: PairWeights
    row_of: NDArray[np.int64]
    may_link: Flags
    closed: Flags
    must: Flags
    held: Flags
    published: Flags

    def partitions(self, mention_ids: Sequence[str], rule: LinkRule, *, obedient: bool = False) -> Partitions:
        """Return how the component may be cut; ``obedient`` leaves out what no program may do.

        Chance is seeded by what the component holds, not by its number.
        """
        names = "\n".join(mention_ids[row] for row in self.members)
        seed = int.from_bytes(hashlib.sha256(f"{rule.seed}\n{names}".encode()).digest()[:8], "big")
        weights = self.weights
        if obedient:
            barred = self.closed | self.held
            support = np.where(barred, 0.0, weights.support)
            weights = PairWeights(support=support, against=np.where(barred, FORBIDDEN, weights.against))
        return partitions_of(weights, exact_up_to=rule.exact_up_to, draws=rule.draws, seed=seed)


def insides(
    scores: pl.DataFrame, components: Sequence[tuple[int, ...]], binding: Binding, rule: LinkRule
) -> Iterator[Inside]:
    """Yield what is known of each component's pairs, component by component."""
    count = len(binding.root)
    home, place = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for number, members in enumerate(components):
        home[list(members)] = number
        place[list(members)] = np.arange(len(members))
    left, right = scores["left"].to_numpy(), scores["right"].to_numpy()
    at = np.flatnonzero((home[left] >= 0) & (home[left] == home[right]))
    at = at[np.argsort(home[left[at]], kind="stable")]
    ends = np.searchsorted(home[left[at]], np.arange(len(components) + 1))
    columns = _Columns(scores, rule)
    for number, members in enumerate(components):
        rows = at[ends[number] : ends[number + 1]]
        yield columns.inside(members, rows, place[left[rows]], place[right[rows]], binding)


class _Columns:
    """What is asked of SCORES, as arrays."""

    def __init__(self, scores: pl.DataFrame, rule: LinkRule) -> None:
        weight = scores["match_weight"].to_numpy().astype(np.float64) / MILLIBITS
        against = scores["against"].to_numpy().astype(np.float64) / MILLIBITS
        speaks = weight - against
        rare = ~scores["is_name_alone"].to_numpy() | (scores["namesakes"].to_numpy() < rule.namesakes_at_most)
        likely = scores["match_probability"].to_numpy() >= rule.link_threshold
        self.support = np.maximum(speaks, 0.0)
        self.against = against + np.minimum(speaks, 0.0)
        self.forbidden = scores["is_forbidden"].to_numpy()
        self.may_link = likely & rare & ~self.forbidden & ~scores["names_fall_short"].to_numpy()

    def inside(
        self,
        members: tuple[int, ...],
        rows: NDArray[np.int64],
        one: NDArray[np.int64],
        other: NDArray[np.int64],
        binding: Binding,
    ) -> Inside:
        """Lay out the pairs of one component; one that was never scored, or that somebody told apart, is out of the question."""
        size = len(members)
        must, apart = binding.bind(members)
        support, against = np.zeros((size, size)), np.full((size, size), FORBIDDEN)
        np.fill_diagonal(against, 0.0)
        may_link, closed = np.zeros((2, size, size), dtype=np.bool_)
        row_of = np.full((size, size), -1, dtype=np.int64)
        for first, second in ((one, other), (other, one)):
            support[first, second], against[first, second] = self.support[rows], self.against[rows]
            may_link[first, second], closed[first, second] = self.may_link[rows], self.forbidden[rows]
            row_of[first, second] = rows
        support[apart], against[apart] = 0.0, FORBIDDEN
        several = binding.is_several[list(members)]
        held, published = binding.published_in(members, may_not=closed | apart)
        together = must & ~np.eye(size, dtype=np.bool_)
        support[together], against[together] = -FORBIDDEN, 0.0
        return Inside(
            members=members,
            weights=PairWeights(support=support, against=against),
            row_of=row_of,
            may_link=may_link & ~apart & ~several[:, None] & ~several[None, :],
            closed=(closed | apart | binding.left_open_in(members)) & ~must,
            must=must,
            held=held & ~must,
            published=published,
        )
