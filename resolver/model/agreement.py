"""Two partitions of the same mentions -> how far they agree: over pairs, over mentions (B-cubed), over whole clusters.

Everything is counted from the cells of the table (true cluster, found cluster), so that a million mentions take a second and no
pair is listed. Each figure is a ratio of sums, and the sums are kept by knot: people whom some found cluster ties together stand
in one knot. Knots share neither a true nor a found cluster, so they can be drawn again, whole, for intervals.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from resolver.distinct import distinct
from resolver.model.bootstrap import Estimate, Numbers, estimate, resample

Codes = NDArray[np.int64]
Labels = Sequence[Any] | pl.Series | NDArray[Any]


class View(StrEnum):
    """One way to ask whether two partitions agree."""

    PAIRS = "pairs"
    BCUBED = "bcubed"
    EXACT = "exact"
    EXACT_SEVERAL = "exact_several"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Of what was found, how much is right (precision); of what is true, how much was found (recall)."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


def codes_of(labels: Labels) -> Codes:
    """Return labels numbered 0, 1, 2 … in their own order.

    >>> codes_of(["b", "a", "b"]).tolist()
    [1, 0, 1]
    """
    ranks = pl.Series("label", labels).rank("dense")
    return (ranks.to_numpy().astype(np.int64) - 1) if len(ranks) else np.zeros(0, dtype=np.int64)


def agree(truth: Labels, found: Labels, *, draws: int = 0, seed: int = 1) -> dict[View, Rates]:
    """Return every view of how a found partition agrees with the true one, with intervals when ``draws`` are asked for.

    An empty side counts as perfect: where nothing was linked, nothing was linked wrongly.

    >>> rates = agree(["a", "a", "b", "b"], [1, 1, 1, 2])
    >>> rates[View.PAIRS].precision.value, rates[View.PAIRS].recall.value
    (0.3333333333333333, 0.5)
    >>> rates[View.BCUBED].recall.value, rates[View.EXACT].f1.value
    (0.75, 0.0)
    """
    true, ours = codes_of(truth), codes_of(found)
    sums = tally(true, ours, knots_of(true, ours))
    return rates_of(sums, resample(sums, draws=draws, seed=seed))


def differ(
    truth: Labels, one: Labels, other: Labels, *, draws: int = 1000, seed: int = 1
) -> dict[View, Rates]:
    """Return by how much the first of two found partitions is better, with paired intervals: the same knots for both.

    >>> truth = ["a", "a", "b", "b"] * 10
    >>> better = differ(truth, truth, range(40), draws=100)
    >>> better[View.PAIRS].f1
    Estimate(value=1.0, low=1.0, high=1.0)
    """
    true, first, second = codes_of(truth), codes_of(one), codes_of(other)
    knots = knots_of(true, first, second)
    both = np.stack([tally(true, first, knots), tally(true, second, knots)], axis=1)
    totals, drawn = ratios(both.sum(axis=0)), ratios(resample(both, draws=draws, seed=seed))
    return {
        view: Rates(
            precision=estimate(*_gain(totals, drawn, at, 0)),
            recall=estimate(*_gain(totals, drawn, at, 1)),
            f1=estimate(*_gain(totals, drawn, at, 2)),
        )
        for at, view in enumerate(View)
    }


def _gain(totals: Numbers, drawn: Numbers, view: int, rate: int) -> tuple[float, Numbers]:
    return (
        float(totals[0, view, rate] - totals[1, view, rate]),
        drawn[:, 0, view, rate] - drawn[:, 1, view, rate],
    )


def knots_of(truth: Codes, *found: Codes) -> Codes:
    """Return the knot of each mention: true people whom some found cluster ties together, directly or through others.

    >>> knots_of(np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 2, 3])).tolist()
    [0, 0, 0, 0, 1]
    """
    if not len(truth):
        return truth
    offset = int(truth.max()) + 1
    ends: list[Codes] = []
    for labels in found:
        ends.append(labels + offset)
        offset += int(labels.max()) + 1
    starts = np.tile(truth, len(found))
    return components_of(offset, starts, np.concatenate(ends) if ends else truth[:0])[truth]


def components_of(count: int, left: NDArray[Any], right: NDArray[Any]) -> Codes:
    """Return the connected component of each of ``count`` nodes.

    >>> components_of(4, np.array([0]), np.array([2])).tolist()
    [0, 1, 0, 2]
    """
    edges = (np.ones(len(left), dtype=np.int8), (left, right))
    found = connected_components(coo_array(edges, shape=(count, count)), directed=False)[1]
    return np.asarray(found, dtype=np.int64)


def tally(truth: Codes, found: Codes, knot: Codes) -> Numbers:
    """Return, by knot and view, four sums: right among found, found, right among true, true.

    Precision is the first over the second, recall the third over the fourth.
    """
    size = int(knot.max(initial=-1)) + 1
    first, cells = _cells(truth, found)
    true_size, found_size = np.bincount(truth), np.bincount(found)
    of_true, of_found = true_size[truth[first]], found_size[found[first]]
    at = knot[first]
    one_true, one_found = _first_of(truth), _first_of(found)

    def by_knot(where: Codes, values: NDArray[Any]) -> Numbers:
        return np.bincount(where, weights=values, minlength=size).astype(np.float64)

    whole = (cells == of_true) & (cells == of_found)
    mentions = by_knot(at, cells)
    pairs = by_knot(at, pairs_in(cells))
    exact, several = by_knot(at, whole), by_knot(at, whole & (cells > 1))
    in_true, in_found = knot[one_true], knot[one_found]
    views = [
        [pairs, by_knot(in_found, pairs_in(found_size)), pairs, by_knot(in_true, pairs_in(true_size))],
        [by_knot(at, cells**2 / of_found), mentions, by_knot(at, cells**2 / of_true), mentions],
        [exact, by_knot(in_found, found_size > 0), exact, by_knot(in_true, true_size > 0)],
        [several, by_knot(in_found, found_size > 1), several, by_knot(in_true, true_size > 1)],
    ]
    return np.moveaxis(np.array(views, dtype=np.float64), -1, 0)


def _cells(truth: Codes, found: Codes) -> tuple[Codes, Codes]:
    """Return, for each pair of a true and a found cluster that share mentions, its first mention and how many they share."""
    cell = truth * (int(found.max(initial=0)) + 1) + found
    _, first, sizes = np.unique(cell, return_index=True, return_counts=True)
    return first.astype(np.int64), sizes.astype(np.int64)


def _first_of(labels: Codes) -> Codes:
    return np.unique(labels, return_index=True)[1].astype(np.int64)


def pairs_in(sizes: Codes) -> Codes:
    """Return how many pairs groups of these sizes hold.

    >>> pairs_in(np.array([1, 2, 4])).tolist()
    [0, 1, 6]
    """
    return sizes * (sizes - 1) // 2


def ratios(sums: Numbers) -> Numbers:
    """Return precision, recall and F1 along the last axis, for sums as ``tally`` makes them.

    >>> ratios(np.array([1.0, 2.0, 1.0, 4.0])).round(2).tolist()
    [0.5, 0.25, 0.33]
    """
    precision, recall = _over(sums[..., 0], sums[..., 1]), _over(sums[..., 2], sums[..., 3])
    both = precision + recall
    f1 = np.divide(2 * precision * recall, both, out=np.zeros_like(both), where=both > 0)
    return np.stack([precision, recall, f1], axis=-1)


def _over(part: Numbers, whole: Numbers) -> Numbers:
    return np.divide(part, whole, out=np.ones_like(whole), where=whole > 0)


def rates_of(sums: Numbers, drawn: Numbers) -> dict[View, Rates]:
    """Return the rates of every view from sums by knot and from resampled totals."""
    totals, outcomes = ratios(sums.sum(axis=0)), ratios(drawn)
    return {
        view: Rates(
            precision=estimate(totals[at, 0], outcomes[:, at, 0]),
            recall=estimate(totals[at, 1], outcomes[:, at, 1]),
            f1=estimate(totals[at, 2], outcomes[:, at, 2]),
        )
        for at, view in enumerate(View)
    }


def pairs_within(labels: Codes) -> tuple[Codes, Codes]:
    """Return every pair of positions that share a label, smaller position left.

    >>> [side.tolist() for side in pairs_within(np.array([7, 8, 7, 7]))]
    [[0, 0, 2], [2, 3, 3]]
    """
    order = np.argsort(labels, kind="stable")
    sizes = np.unique(labels, return_counts=True)[1]
    place = np.arange(len(labels)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    partners = np.repeat(sizes, sizes) - place - 1
    left = np.repeat(np.arange(len(labels)), partners)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners)
    return order[left], order[right]


def pairs_between(
    cluster: Codes, group: Codes, unit: Codes, units: int
) -> Iterator[tuple[int, int, Numbers]]:
    """Yield, for every two groups, how many pairs of one cluster fall between them, in all and by unit.

    ``unit`` says which of ``units`` rows the pairs of a mention's cluster are counted in.

    >>> counted = pairs_between(np.array([0, 0, 0]), np.array([0, 0, 1]), np.array([0, 0, 0]), 1)
    >>> [(one, other, count.tolist()) for one, other, count in counted]
    [(0, 0, [1.0]), (0, 1, [2.0]), (1, 1, [0.0])]
    """
    several = np.bincount(cluster)[cluster] > 1 if len(cluster) else np.zeros(0, dtype=np.bool_)
    clusters, first, row = np.unique(cluster[several], return_index=True, return_inverse=True)
    groups = int(group.max(initial=-1)) + 1
    sizes = np.bincount(row * groups + group[several], minlength=len(clusters) * groups)
    sizes = sizes.reshape(len(clusters), groups)
    at = unit[several][first]
    for one, other in combinations_with_replacement(range(groups), 2):
        count = pairs_in(sizes[:, one]) if one == other else sizes[:, one] * sizes[:, other]
        yield one, other, np.bincount(at, weights=count, minlength=units).astype(np.float64)


def merged_and_split(truth: Codes, found: Codes) -> tuple[int, int]:
    """Return how many merges of true people are wrong, and how many are missing: what the count is too low, too high by.

    >>> merged_and_split(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]))
    (1, 1)
    """
    cells = len(_cells(truth, found)[0])
    return cells - len(distinct(found)), cells - len(distinct(truth))


def as_plain(rates: Mapping[View, Rates]) -> dict[str, dict[str, float]]:
    """Return rates without intervals, as one compares them side by side."""
    return {
        str(view): {"precision": one.precision.value, "recall": one.recall.value, "f1": one.f1.value}
        for view, one in rates.items()
    }


def join_codes(columns: Iterable[Codes]) -> Codes:
    """Return one label for each combination of labels.

    >>> join_codes([np.array([0, 0, 1]), np.array([5, 6, 5])]).tolist()
    [0, 1, 2]
    """
    joined = np.zeros(0, dtype=np.int64)
    for column in columns:
        joined = column if not len(joined) else joined * (int(column.max(initial=0)) + 1) + column
        joined = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    return joined
