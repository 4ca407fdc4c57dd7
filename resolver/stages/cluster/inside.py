"""SCORES + components -> what is known of every pair inside each component, as small square tables, those of one size together."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.linking import LinkRule
from resolver.model.partitions import Stack, cut
from resolver.model.weighing import FORBIDDEN, PairWeights
from resolver.model.weights import MILLIBITS
from resolver.names.ragged import Ragged, place_in_list, ranges
from resolver.stages.cluster.binding import Binding, Flags, Rows

CELLS_AT_ONCE = 200_000
"""About so many cells the tables of components have that are laid out together: memory does not grow with their number."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Insides:
    """Components of one size: the rows of each, and for every two of them what speaks for and against, and what is not allowed.

    ``row_of`` is the place in SCORES of each pair, -1 where it was never scored; ``may_link`` says that a link may rest on the pair;
    ``closed`` that no program may link it, ``held`` that it would join two published persons; ``published`` that it is one; ``unread`` that it is closed for
    births that nobody understood, ``short`` that it is for names, days or ages that differ.
    """

    members: Rows
    weights: PairWeights
    row_of: NDArray[np.int64]
    may_link: Flags
    closed: Flags
    must: Flags
    held: Flags
    published: Flags
    unread: Flags
    short: Flags

    def __len__(self) -> int:
        return len(self.members)

    def take(self, numbers: NDArray[np.int64]) -> "Insides":
        """Return some of these components."""
        sides = (self.weights.support[numbers], self.weights.against[numbers])
        tables = {name: getattr(self, name)[numbers] for name in ("members", *_TABLES)}
        return Insides(weights=PairWeights(support=sides[0], against=sides[1]), **tables)

    def partitions(self, mention_ids: Sequence[str], rule: LinkRule, *, obedient: bool = False) -> Stack:
        """Return how each component may be cut; ``obedient`` leaves out what no program may do.

        Chance is seeded by what the component holds, not by its number.
        """

        def seed_of(number: int) -> int:
            names = "\n".join(mention_ids[row] for row in self.members[number].tolist())
            return int.from_bytes(hashlib.sha256(f"{rule.seed}\n{names}".encode()).digest()[:8], "big")

        weights = self.weights
        if obedient:
            barred = self.closed | self.held
            support = np.where(barred, 0.0, weights.support)
            weights = PairWeights(support=support, against=np.where(barred, FORBIDDEN, weights.against))
        return cut(weights, exact_up_to=rule.exact_up_to, draws=rule.draws, seed_of=seed_of)


_TABLES = ("row_of", "may_link", "closed", "must", "held", "published", "unread", "short")


def insides(
    scores: pl.DataFrame, components: Sequence[tuple[int, ...]], binding: Binding, rule: LinkRule
) -> Iterator[Insides]:
    """Yield what is known of the pairs of components, those of one size together: most are of two or three mentions."""
    layout = _Layout(scores, components, binding, rule)
    sizes = np.array([len(members) for members in components], dtype=np.int64)
    for size in distinct(sizes).tolist():
        numbers = np.flatnonzero(sizes == size)
        step = max(CELLS_AT_ONCE // size**2, 1)
        for start in range(0, len(numbers), step):
            yield layout.insides(numbers[start : start + step])


_ASKED = (
    "left",
    "right",
    "match_weight",
    "against",
    "match_probability",
    "namesakes",
    "is_name_alone",
    "is_forbidden",
    "names_fall_short",
    "keeps_apart",
)


SPEAKS_AGAINST = 6.0
"""Where names or days of death fall short of a link and so many bits speak against a pair, or nothing but the name speaks for it, or fathers are
called by two words that no table knows, no third mention joins the two either: who is called by the shorter name may be the one or the other.
"""


class _Layout:
    """What is asked of SCORES, as arrays, and which of its rows are pairs of which component."""

    def __init__(
        self, scores: pl.DataFrame, components: Sequence[tuple[int, ...]], binding: Binding, rule: LinkRule
    ) -> None:
        self.components = components
        self.binding = binding
        self.place = np.zeros(len(binding.root), dtype=np.int64)
        self.rows = self._pairs_of_components(scores)
        # Most pairs are of no component: what is asked of the others stands in the order of their components.
        inside = scores.select(_ASKED)[self.rows.values]
        weight = inside["match_weight"].to_numpy().astype(np.float64) / MILLIBITS
        against = inside["against"].to_numpy().astype(np.float64) / MILLIBITS
        speaks = weight - against
        rare = ~inside["is_name_alone"].to_numpy() | (inside["namesakes"].to_numpy() < rule.namesakes_at_most)
        likely = inside["match_probability"].to_numpy() >= rule.link_threshold
        self.support = np.maximum(speaks, 0.0)
        self.against = against + np.minimum(speaks, 0.0)
        self.forbidden = inside["is_forbidden"].to_numpy()
        self.short = inside["names_fall_short"].to_numpy()
        self.may_link = likely & rare & ~self.forbidden & ~self.short
        parted = inside["keeps_apart"].to_numpy() | inside["is_name_alone"].to_numpy()
        self.shut = self.short & (parted | (against <= -SPEAKS_AGAINST))
        self.left, self.right = inside["left"].to_numpy(), inside["right"].to_numpy()

    def _pairs_of_components(self, scores: pl.DataFrame) -> Ragged:
        """Return the rows of SCORES inside each component, and note the place of every mention in its component."""
        left, right = scores["left"].to_numpy(), scores["right"].to_numpy()
        home = np.full(len(self.place), -1, dtype=np.int32)
        members = Ragged.of(self.components)
        home[members.values] = np.repeat(np.arange(len(self.components)), members.sizes)
        self.place[members.values] = place_in_list(members.sizes)
        at = np.flatnonzero((home[left] >= 0) & (home[left] == home[right]))
        of = home[left[at]]
        order = np.argsort(of, kind="stable")
        return Ragged(
            starts=np.searchsorted(of[order], np.arange(len(self.components) + 1)), values=at[order]
        )

    def insides(self, numbers: NDArray[np.int64]) -> Insides:
        """Lay out the pairs of components of one size; one never scored, or that somebody told apart, is out of the question."""
        members = np.array([self.components[number] for number in numbers.tolist()])
        binding, shape = self.binding, (*members.shape, members.shape[1])
        must, apart = binding.bind(members)
        support, against = np.zeros(shape), np.full(shape, FORBIDDEN)
        itself = np.eye(shape[1], dtype=np.bool_)
        against[:, itself] = 0.0
        may_link, closed, short, shut = np.zeros((4, *shape), dtype=np.bool_)
        row_of = np.full(shape, -1, dtype=np.int64)
        sizes = self.rows.sizes[numbers]
        rows, which = (
            ranges(self.rows.starts[numbers], sizes),
            np.repeat(np.arange(len(numbers)), sizes),
        )
        one, other = self.place[self.left[rows]], self.place[self.right[rows]]
        for at in ((which, one, other), (which, other, one)):
            support[at], against[at] = self.support[rows], self.against[rows]
            may_link[at], closed[at] = self.may_link[rows], self.forbidden[rows]
            short[at], shut[at] = self.short[rows], self.shut[rows]
            row_of[at] = self.rows.values[rows]
        support[apart], against[apart] = 0.0, FORBIDDEN
        several = binding.is_several[members]
        unread = short & binding.unread_in(members) & ~must
        closed |= unread | shut
        left_open = binding.left_open_in(members) & ~must
        held, published = binding.published_in(members, may_not=closed | apart | left_open)
        together = must & ~itself
        support[together], against[together] = -FORBIDDEN, 0.0
        return Insides(
            members=members,
            weights=PairWeights(support=support, against=against),
            row_of=row_of,
            may_link=may_link & ~apart & ~several[:, :, None] & ~several[:, None, :],
            closed=(closed | apart | left_open) & ~must,
            must=must,
            held=held & ~must,
            published=published,
            unread=unread,
            short=shut & ~unread & ~must,
        )
