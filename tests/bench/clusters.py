"""Two partitions of the same mentions, the true one and another -> pairwise and B-cubed precision, recall and F1, and differences.

Everything is a sum over true people: of each person, the pairs rightly put together, the pairs put together at all (half of each pair
for either side), the pairs there are, and the B-cubed precision and recall of the person's mentions. So a bootstrap that draws
people with replacement costs one multiplication, and two tools are compared on the same draws.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tests.bench.curves import SEED, Codes, Figure, Floats, interval

DRAWS = 1000
FEW = 200
"""So many thresholds are tried one by one."""

RIGHT, MADE, TRUE, PRECISE, FOUND, MENTIONS = range(6)


def codes(labels: NDArray[np.object_] | Codes | list[str]) -> Codes:
    """Number labels 0, 1, 2 in the order of the alphabet.

    >>> codes(["b", "a", "b"]).tolist()
    [1, 0, 1]
    """
    return np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64)


def sums_by_person(truth: Codes, found: Codes) -> Floats:
    """Return one row of sums per true person, in the order of the constants above.

    >>> sums_by_person(np.array([0, 0, 1]), np.array([0, 0, 0])).tolist()
    [[1.0, 2.0, 1.0, 1.3333333333333333, 2.0, 2.0], [0.0, 1.0, 0.0, 0.3333333333333333, 1.0, 1.0]]
    """
    cell = codes(truth * (found.max(initial=0) + 1) + found)
    shared, made, true = (np.bincount(one)[one] for one in (cell, found, truth))
    of_mention = [
        (shared - 1) / 2,
        (made - 1) / 2,
        (true - 1) / 2,
        shared / made,
        shared / true,
        np.ones(len(truth)),
    ]
    return np.stack([np.bincount(truth, weights=one) for one in of_mention], axis=1)


def rates(sums: Floats) -> dict[str, Floats]:
    """Return precision, recall and F1, pairwise and B-cubed, of sums over people (last axis)."""
    right, made, true, precise, found, mentions = np.moveaxis(sums, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        pair_p = np.where(made > 0, right / made, 1.0)
        pair_r = np.where(true > 0, right / true, 1.0)
        pair_f = np.where(made + true > 0, 2 * right / (made + true), 1.0)
        b3_p, b3_r = precise / mentions, found / mentions
        b3_f = 2 * b3_p * b3_r / (b3_p + b3_r)
    return {
        "pair_precision": pair_p,
        "pair_recall": pair_r,
        "pair_f1": pair_f,
        "b3_precision": b3_p,
        "b3_recall": b3_r,
        "b3_f1": b3_f,
    }


def rates_of(truth: Codes, found: Codes) -> dict[str, float]:
    """Return the rates of one partition.

    >>> rates_of(np.array([0, 0, 1]), np.array([0, 0, 0]))["pair_f1"]
    0.5
    """
    return {name: float(value) for name, value in rates(sums_by_person(truth, found).sum(axis=0)).items()}


def exact_share(truth: Codes, found: Codes) -> float:
    """Return F1 of clusters of two or more mentions that are right to the last one.

    >>> exact_share(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2]))
    0.6666666666666666
    """
    cell = codes(truth * (found.max(initial=0) + 1) + found)
    shared, made, true = (np.bincount(one)[one] for one in (cell, found, truth))
    whole = len(np.unique(truth[(shared == made) & (shared == true) & (true > 1)]))
    wanted = int((np.bincount(truth) > 1).sum()) + int((np.bincount(found) > 1).sum())
    return 2 * whole / wanted if wanted else 1.0


def difference(truth: Codes, ours: Codes, other: Codes) -> dict[str, Figure]:
    """Return how much better ours is than another partition of the same mentions, by F1, with paired intervals."""
    people = int(truth.max(initial=0)) + 1
    chance = np.random.default_rng(SEED)
    both = [sums_by_person(truth, one) for one in (ours, other)]
    weights = chance.multinomial(people, np.full(people, 1 / people), size=DRAWS).astype(np.float64)
    drawn = [rates(weights @ sums) for sums in both]
    point = [rates(sums.sum(axis=0)) for sums in both]
    return {
        name: interval(float(point[0][name] - point[1][name]), drawn[0][name] - drawn[1][name])
        for name in ("pair_f1", "b3_f1")
    }


def components(count: int, left: Codes, right: Codes) -> Codes:
    """Return the connected components of pairs among so many mentions.

    >>> components(3, np.array([0]), np.array([2])).tolist()
    [0, 1, 0]
    """
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Best:
    """The threshold with the highest pairwise F1, found with the truth in hand, and its clusters."""

    threshold: float
    clusters: Codes


def best_threshold(truth: Codes, left: Codes, right: Codes, score: Floats) -> Best | None:
    """Return the best threshold on scored pairs, clusters being connected components; no user can reach it on purpose.

    Every distinct score is tried where there are few; else coarse steps in the number of pairs taken, then fine ones around the
    best of them.
    """
    if len(score) == 0:
        return None
    ranked = np.sort(score)[::-1]
    distinct = np.unique(score)
    tried: dict[float, float] = {}
    cuts = (
        distinct if len(distinct) <= FEW else ranked[np.geomspace(1, len(ranked), FEW // 2).astype(int) - 1]
    )
    for _ in range(2):
        for cut in {*cuts.tolist()} - set(tried):
            tried[cut] = _pair_f1(truth, left, right, score, cut)
        best = max(tried, key=lambda cut: (tried[cut], cut))
        middle = int((score >= best).sum())
        span = np.linspace(max(middle * 0.8, 1), min(middle * 1.25, len(ranked)), FEW // 4)
        cuts = ranked[span.astype(int) - 1]
    kept = score >= best
    return Best(threshold=best, clusters=components(len(truth), left[kept], right[kept]))


def _pair_f1(truth: Codes, left: Codes, right: Codes, score: Floats, cut: float) -> float:
    kept = score >= cut
    return rates_of(truth, components(len(truth), left[kept], right[kept]))["pair_f1"]
