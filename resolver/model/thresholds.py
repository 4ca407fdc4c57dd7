"""Scored pairs and the truth -> the threshold that would have been best, had one known the truth: an oracle, not a setting.

At a threshold every pair that reaches it is a link, and links are closed transitively, as connected components are. All
thresholds are tried: a maximum spanning forest holds every component at every threshold (Kruskal 1956), so that one walk down
its at most n - 1 links shows them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree

from resolver.model.agreement import Codes, components_of

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class BestThreshold:
    """The lowest score of a link at which F1 is highest, over pairs and over mentions; None where no link is better than any."""

    pairs_threshold: float | None
    pairs_f1: float
    bcubed_threshold: float | None
    bcubed_f1: float


def best_threshold(
    truth: Codes, left: NDArray[Any], right: NDArray[Any], score: NDArray[Any]
) -> BestThreshold:
    """Return the best thresholds of all. ``truth`` numbers the true person of each mention, from 0.

    >>> truth = np.array([0, 0, 0, 1])
    >>> best_threshold(truth, np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([9.0, 5.0, 1.0])).pairs_threshold
    5.0
    """
    sweep = _Sweep(truth)
    best = {"pairs": (sweep.pairs_f1(), None), "bcubed": (sweep.bcubed_f1(), None)}
    found: dict[str, tuple[float, float | None]] = dict(best)
    for cut, links in groupby(_strongest_links(len(truth), left, right, score), key=lambda link: link[2]):
        for one, other, _ in links:
            sweep.join(one, other)
        for view, f1 in (("pairs", sweep.pairs_f1()), ("bcubed", sweep.bcubed_f1())):
            if f1 > found[view][0] + 1e-12:
                found[view] = (f1, cut)
        if sweep.is_past(found["pairs"][0], found["bcubed"][0]):
            break
    return BestThreshold(
        pairs_threshold=found["pairs"][1],
        pairs_f1=found["pairs"][0],
        bcubed_threshold=found["bcubed"][1],
        bcubed_f1=found["bcubed"][0],
    )


def closed_at(
    threshold: float | None, count: int, left: NDArray[Any], right: NDArray[Any], score: NDArray[Any]
) -> Codes:
    """Return the clusters that the pairs from a threshold on make when links are closed transitively.

    >>> closed_at(5.0, 3, np.array([0, 1]), np.array([1, 2]), np.array([9.0, 1.0])).tolist()
    [0, 0, 1]
    """
    kept = np.zeros(len(score), dtype=np.bool_) if threshold is None else score >= threshold
    return components_of(count, left[kept], right[kept])


def _strongest_links(
    count: int, left: NDArray[Any], right: NDArray[Any], score: NDArray[Any]
) -> Iterator[tuple[int, int, float]]:
    """Yield the links of a maximum spanning forest, strongest first."""
    if not len(score):
        return
    order = np.argsort(-score.astype(np.float64), kind="stable")
    # A link's length is its rank, from 1: a sparse graph has no links of length 0, and ranks lead back to the link.
    length = np.empty(len(order))
    length[order] = np.arange(1, len(order) + 1)
    forest = minimum_spanning_tree(_graph(count, left, right, length))
    chosen = order[np.sort(forest.data).astype(np.int64) - 1]
    yield from zip(left[chosen].tolist(), right[chosen].tolist(), score[chosen].tolist(), strict=True)


def _graph(count: int, left: NDArray[Any], right: NDArray[Any], length: Scores) -> csr_array:
    """Return links as a graph row by row; a pair that stands twice keeps both lengths, where sparse formats would add them up."""
    by_row = np.argsort(left, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(left, minlength=count))])
    return csr_array((length[by_row], right[by_row].astype(np.int64), starts), shape=(count, count))


class _Sweep:
    """Clusters that only grow, and the sums that their F1 is made of.

    ``people`` counts the true people of a cluster, by its root; None says that all of it is the person of the root.
    """

    def __init__(self, truth: Codes) -> None:
        sizes = np.bincount(truth) if len(truth) else np.zeros(0, dtype=np.int64)
        self.truth: list[int] = truth.tolist()
        self.true_size: list[int] = sizes.tolist()
        self.true_pairs = int((sizes * (sizes - 1) // 2).sum())
        self.parent = list(range(len(truth)))
        self.size = [1] * len(truth)
        self.squares = [1] * len(truth)
        self.people: list[dict[int, int] | None] = [None] * len(truth)
        self.found_pairs = self.right_pairs = 0
        self.largest = int(sizes.max(initial=1))
        self.at_most_right = len(truth)
        self.precision_sum = float(len(truth))
        self.recall_sum = float(np.count_nonzero(sizes))

    def join(self, one: int, other: int) -> None:
        """Make one cluster of two; the smaller is taken into the larger."""
        mine, theirs = self._root(one), self._root(other)
        if self.size[mine] < self.size[theirs]:
            mine, theirs = theirs, mine
        shared = self._take_in(mine, theirs)
        self.parent[theirs] = mine
        self._count(mine, theirs, shared)

    def _take_in(self, mine: int, theirs: int) -> int:
        """Bring together the people of two clusters; return how many pairs of the two are one person."""
        person, people, taken = self.truth[mine], self.people[mine], self.people[theirs]
        if people is None and taken is None and person == self.truth[theirs]:
            shared = self.size[mine] * self.size[theirs]
            self.recall_sum += 2 * shared / self.true_size[person]
            return shared
        people = people or {person: self.size[mine]}
        shared = 0
        for person, count in (taken or {self.truth[theirs]: self.size[theirs]}).items():
            known = people.get(person, 0)
            people[person] = known + count
            if known:
                shared += count * known
                self.recall_sum += 2 * count * known / self.true_size[person]
        self.people[mine], self.people[theirs] = people, None
        return shared

    def _count(self, mine: int, theirs: int, shared: int) -> None:
        """Bring sizes and sums up to date; ``shared`` pairs of the two clusters are one person."""
        large, small = self.size[mine], self.size[theirs]
        squares = self.squares[mine] + self.squares[theirs] + 2 * shared
        before = self.squares[mine] / large + self.squares[theirs] / small
        self.found_pairs += large * small
        top = self.largest
        self.at_most_right -= min(large, top) + min(small, top) - min(large + small, top)
        self.right_pairs += shared
        self.precision_sum += squares / (large + small) - before
        self.size[mine], self.squares[mine] = large + small, squares

    def _root(self, row: int) -> int:
        parent = self.parent
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    def is_past(self, pairs_f1: float, bcubed_f1: float) -> bool:
        """Say whether no further join can reach these: clusters only grow, and no cluster holds more of one person than there is.

        So the found pairs never fall again, and a cluster larger than the largest true person has so many mentions right at most.
        """
        mentions = len(self.truth)
        pairs = _f1(self.true_pairs, self.found_pairs, self.true_pairs, self.true_pairs)
        return pairs < pairs_f1 and _f1(self.at_most_right, mentions, mentions, mentions) < bcubed_f1

    def pairs_f1(self) -> float:
        return _f1(self.right_pairs, self.found_pairs, self.right_pairs, self.true_pairs)

    def bcubed_f1(self) -> float:
        mentions = len(self.truth)
        return _f1(self.precision_sum, mentions, self.recall_sum, mentions)


def _f1(right: float, found: int, recalled: float, true: int) -> float:
    precision = right / found if found else 1.0
    recall = recalled / true if true else 1.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
