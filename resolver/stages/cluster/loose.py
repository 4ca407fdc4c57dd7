"""SCORES between persons of no common component -> the chance that two such persons are one after all.

Each of these pairs is too unlikely to be asked about; together they are not, and the number of people has to allow for them.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.doubts import LOOSE
from resolver.model.weights import probability_of
from resolver.stages.cluster.binding import Binding

IMPOSSIBLE = 1e-6


def loose_pairs(
    scores: pl.DataFrame,
    cluster_of: NDArray[np.int64],
    home: NDArray[np.int64],
    is_weak: NDArray[np.bool_],
    binding: Binding,
) -> pl.DataFrame:
    """Return one row per pair of persons: the rows that stand for them, and the chance that they are one.

    As within a cluster the best that speaks for two persons is weighed against the worst that contradicts them.
    """
    left, right = scores["left"].to_numpy(), scores["right"].to_numpy()
    across = (cluster_of[left] != cluster_of[right]) & ~is_weak[left] & ~is_weak[right]
    across &= (home[left] < 0) | (home[left] != home[right])
    ends = np.sort(np.stack([cluster_of[left], cluster_of[right]], axis=1), axis=1)
    pairs = scores.with_columns(one=pl.Series(ends[:, 0]), other=pl.Series(ends[:, 1])).filter(
        pl.Series(across, dtype=pl.Boolean)
    )
    possible = pairs.filter(pl.col("match_probability") >= IMPOSSIBLE).select("one", "other").unique()
    found = (
        pairs.join(possible, on=["one", "other"], how="semi")
        .sort("match_weight", "left", "right", descending=[True, False, False])
        .group_by("one", "other", maintain_order=True)
        .agg(
            pl.col("left", "right").first(),
            support=(pl.col("match_weight") - pl.col("against")).max(),
            against=pl.col("against").min(),
        )
    )
    weight = (found["support"] + found["against"]).to_numpy().astype(np.int64)
    likely = found.with_columns(probability=pl.Series(probability_of(weight))).filter(
        pl.col("probability") >= IMPOSSIBLE
    )
    allowed = _allowed(likely, cluster_of, binding)
    return (
        likely.filter(allowed)
        .select(pl.col(name).cast(kind) for name, kind in LOOSE.items())
        .sort("left", "right")
    )


def _allowed(likely: pl.DataFrame, cluster_of: NDArray[np.int64], binding: Binding) -> pl.Series:
    """Return for each pair of persons whether neither humans nor lists keep them apart."""
    told = {
        frozenset((int(cluster_of[one]), int(cluster_of[other])))
        for one, others in binding.different.items()
        for other in others
    }
    lists: dict[int, set[int]] = {}
    for row in np.flatnonzero(binding.one_row >= 0).tolist():
        lists.setdefault(int(cluster_of[row]), set()).add(int(binding.one_row[row]))
    nowhere: set[int] = set()
    kept = [
        frozenset((one, other)) not in told and lists.get(one, nowhere).isdisjoint(lists.get(other, nowhere))
        for one, other in likely.select("one", "other").iter_rows()
    ]
    return pl.Series(kept, dtype=pl.Boolean)


def expected_pairs(scores: pl.DataFrame, is_weak: NDArray[np.bool_], binding: Binding) -> tuple[float, float]:
    """Return how many pairs of fully named rows are expected to be one person, weighed one by one, and the variance of that.

    What humans or lists said of a pair is no matter of chance.
    """
    left, right = scores["left"].to_numpy(), scores["right"].to_numpy()
    chance = np.where(is_weak[left] | is_weak[right], 0.0, scores["match_probability"].to_numpy())
    one, other = binding.root[left], binding.root[right]
    lists = binding.one_row
    chance = np.where((lists[left] >= 0) & (lists[left] == lists[right]), 0.0, chance)
    if binding.different:
        told = [one_root << 32 | two for one_root, others in binding.different.items() for two in others]
        chance = np.where(np.isin(one << 32 | other, told), 0.0, chance)
    chance = np.where(one == other, 1.0, chance)
    return float(chance.sum()), float((chance * (1 - chance)).sum())
