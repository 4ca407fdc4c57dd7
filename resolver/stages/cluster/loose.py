"""SCORES between persons of no common component -> the chance that two such persons are one after all.

Each of these pairs is too unlikely to be asked about; together they are not, and the number of people has to allow for them.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.weights import probability_of
from resolver.stages.cluster.binding import Binding

IMPOSSIBLE = 1e-6
LOOSE = pl.Schema({"left": pl.UInt32, "right": pl.UInt32, "probability": pl.Float64})


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
