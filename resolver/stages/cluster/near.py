"""SCORES -> the pairs that decisions are made on. Of those that were brought together nine in ten are neither likely nor inside a component."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import are_among
from resolver.model.linking import LinkRule
from resolver.names.ragged import Ragged
from resolver.packed import Packed
from resolver.rowpairs import as_numbers
from resolver.stages.cluster.binding import Clusterable


def near_pairs(
    scores: Packed, components: Sequence[tuple[int, ...]], clusterable: Clusterable, rule: LinkRule
) -> pl.DataFrame:
    """Return the scored pairs inside components, likely ones, those of bare names or of a disputed identifier, and those that humans left open."""
    weak, home = clusterable.is_weak, _home_of(components, len(clusterable.is_weak))
    open_pairs = sorted({*clusterable.constraints.unsure, *clusterable.constraints.doubted})
    left_open = as_numbers(*np.array(open_pairs, dtype=np.int64).reshape(-1, 2).T)

    def is_near(batch: pl.DataFrame) -> pl.Series:
        left, right = batch["left"].to_numpy(), batch["right"].to_numpy()
        near = (home[left] >= 0) & (home[left] == home[right])
        near |= weak[left] | weak[right]
        near |= batch["match_probability"].to_numpy() >= rule.review_threshold
        near |= batch["is_disputed"].to_numpy()
        if len(left_open):
            near |= are_among(as_numbers(left, right), left_open)
        return pl.Series(near, dtype=pl.Boolean)

    return scores.matching(is_near)


def _home_of(components: Sequence[tuple[int, ...]], rows: int) -> NDArray[np.int32]:
    """Return the number of the component of each row, -1 where it is of none."""
    members = Ragged.of(components)
    home = np.full(rows, -1, dtype=np.int32)
    home[members.values] = np.repeat(np.arange(len(components), dtype=np.int32), members.sizes)
    return home
