"""SCORES between persons of no common component -> the chance that two such persons are one after all.

Each of these pairs is too unlikely to be asked about; together they are not, and the number of people has to allow for them.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import are_among, distinct
from resolver.model.doubts import LOOSE
from resolver.model.weights import probability_of
from resolver.packed import Packed
from resolver.stages.cluster.binding import Binding

IMPOSSIBLE = 1e-6
_WEIGHED = ("left", "right", "match_weight", "against")
_MANY, _SHARES = 2_000_000, 8
"""Of more scored pairs than this, pairs of persons are weighed in so many shares: what is worked out on the way is large."""


def loose_pairs(
    scores: Packed,
    cluster_of: NDArray[np.int64],
    home: NDArray[np.int64],
    is_weak: NDArray[np.bool_],
    binding: Binding,
) -> pl.DataFrame:
    """Return one row per pair of persons: the rows that stand for them, and the chance that they are one.

    As within a cluster the best that speaks for two persons is weighed against the worst that contradicts them.
    """
    person = cluster_of.astype(np.uint32)
    likely = scores.matching(pl.col("match_probability") >= IMPOSSIBLE, "left", "right")
    possible = distinct(_persons_of(likely.filter(_are_across(likely, person, home, is_weak)), person))
    shares = 1 if scores.height < _MANY else _SHARES
    shared: list[list[pl.DataFrame]] = [[] for _ in range(shares)]
    for some in scores.batches(*_WEIGHED):
        found = some.filter(_are_across(some, person, home, is_weak))
        found = found.with_columns(pair=_persons_of(found, person))
        found = found.filter(pl.Series(are_among(found["pair"].to_numpy(), possible), dtype=pl.Boolean))
        for share, parts in enumerate(shared):
            parts.append(found.filter(pl.col("pair") % shares == share) if shares > 1 else found)
    persons = pl.concat([_weighed(pl.concat(shared.pop())) for _ in range(shares)])
    one, other = np.divmod(persons["pair"].to_numpy(), len(cluster_of))
    return (
        persons.filter(_allowed(one, other, cluster_of, binding))
        .select(pl.col(name).cast(kind) for name, kind in LOOSE.items())
        .sort("left", "right")
    )


def _are_across(
    scores: pl.DataFrame, person: NDArray[np.uint32], home: NDArray[np.int64], is_weak: NDArray[np.bool_]
) -> pl.Series:
    """Return which scored pairs are of two persons of no common component."""
    left, right = scores["left"].to_numpy(), scores["right"].to_numpy()
    across = (person[left] != person[right]) & ~is_weak[left] & ~is_weak[right]
    across &= (home[left] < 0) | (home[left] != home[right])
    return pl.Series(across, dtype=pl.Boolean)


def _persons_of(scores: pl.DataFrame, person: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the two persons of each scored pair as one number."""
    ends = person[scores["left"].to_numpy()], person[scores["right"].to_numpy()]
    pairs: NDArray[np.int64] = np.minimum(*ends).astype(np.int64) * len(person) + np.maximum(*ends)
    return pairs


def _weighed(scores: pl.DataFrame) -> pl.DataFrame:
    """Return for each pair of persons that may be one its likeliest pair of rows, the first of them, and the chance of all together."""
    left, right, heaviness, against, pair = (scores[name].to_numpy() for name in (*_WEIGHED, "pair"))
    order = np.argsort(pair, kind="stable")
    pair, heaviness, against = pair[order], heaviness[order], against[order]
    first = np.flatnonzero(np.append(-1, pair[:-1]) != pair)
    if not len(first):
        return pl.DataFrame(schema={**LOOSE, "pair": pl.Int64})
    support = np.maximum.reduceat(heaviness - against, first)
    weight = (support + np.minimum.reduceat(against, first)).astype(np.int64)
    most = np.repeat(np.maximum.reduceat(heaviness, first), np.diff(np.append(first, len(pair))))
    heaviest = np.flatnonzero(heaviness == most)
    best = order[heaviest[np.searchsorted(heaviest, first)]]
    found = {"left": left[best], "right": right[best], "pair": pair[first]}
    told = pl.DataFrame({**found, "probability": probability_of(weight)}).select(*LOOSE, "pair")
    return told.filter(pl.col("probability") >= IMPOSSIBLE)


def _allowed(
    left: NDArray[np.int64], right: NDArray[np.int64], cluster_of: NDArray[np.int64], binding: Binding
) -> pl.Series:
    """Return for each pair of persons whether neither humans nor lists keep them apart."""
    told = {
        frozenset((int(cluster_of[one]), int(cluster_of[other])))
        for one, others in binding.different.items()
        for other in others
    }
    lists: dict[int, set[int]] = {}
    for row in np.flatnonzero(binding.one_row >= 0).tolist():
        lists.setdefault(int(cluster_of[row]), set()).add(int(binding.one_row[row]))
    if not told and not lists:
        return pl.repeat(True, len(left), dtype=pl.Boolean, eager=True)
    nowhere: set[int] = set()
    kept = [
        frozenset((one, other)) not in told and lists.get(one, nowhere).isdisjoint(lists.get(other, nowhere))
        for one, other in zip(left.tolist(), right.tolist(), strict=True)
    ]
    return pl.Series(kept, dtype=pl.Boolean)


def expected_pairs(scores: Packed, is_weak: NDArray[np.bool_], binding: Binding) -> tuple[float, float]:
    """Return how many pairs of fully named rows are expected to be one person, weighed one by one, and the variance of that.

    What humans or lists said of a pair is no matter of chance.
    """
    expected = variance = 0
    for some in scores.batches("left", "right", "match_probability"):
        chance = _chance_of(some, is_weak, binding)
        expected += _summed(chance)
        variance += _summed(chance * (1 - chance))
    return expected / _UNIT, variance / _UNIT


_UNIT = 1 << 32


def _summed(chances: NDArray[np.float64]) -> int:
    """Return the sum in units of 2 to the power of -32: whole numbers add up to the same in any order."""
    return int(np.rint(chances * _UNIT).astype(np.int64).sum())


def _chance_of(scores: pl.DataFrame, is_weak: NDArray[np.bool_], binding: Binding) -> NDArray[np.float64]:
    """Return the chance that each pair of rows is one person; 0 where one is not fully named."""
    left, right = scores["left"].to_numpy(), scores["right"].to_numpy()
    chance = np.where(is_weak[left] | is_weak[right], 0.0, scores["match_probability"].to_numpy())
    one, other = binding.root[left], binding.root[right]
    lists = binding.one_row
    chance = np.where((lists[left] >= 0) & (lists[left] == lists[right]), 0.0, chance)
    if binding.different:
        told = [one_root << 32 | two for one_root, others in binding.different.items() for two in others]
        chance = np.where(np.isin(one << 32 | other, told), 0.0, chance)
    return np.where(one == other, 1.0, chance)
