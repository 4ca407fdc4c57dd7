"""SCORES -> components: the rows that pairs worth a look connect. A giant is cut where it hangs together by a thread."""

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.constraints import groups_of
from resolver.model.linking import LinkRule
from resolver.packed import Packed
from resolver.stages.cluster.binding import Clusterable, Rows

LARGEST_COMPONENT = 400
BY_HAND = 2**31
"""The weight of a link that a human made: it is cut last."""
Edges = NDArray[np.int64]
"""Pairs of rows with their weights: left, right and weight are columns."""


def components_of(scores: Packed, clusterable: Clusterable, rule: LinkRule) -> list[tuple[int, ...]]:
    """Return the groups of rows (two or more, none with a bare name) that pairs worth a look connect."""
    weak = clusterable.is_weak
    likely = scores.matching(
        pl.col("match_probability") >= rule.review_threshold, "left", "right", "match_weight"
    )
    said = np.stack([likely[name].to_numpy() for name in likely.columns], axis=1).astype(np.int64)
    said = said[~weak[said[:, 0]] & ~weak[said[:, 1]]]
    by_hand = [(one, other, BY_HAND) for one, other in (*_chained(clusterable), *_published(clusterable))]
    edges = np.concatenate([said, np.array(by_hand, dtype=np.int64).reshape(-1, 3)])
    root = roots_of(edges[:, :2], len(weak))
    rows = distinct(edges[:, :2].ravel())
    found = _apart(rows, root[rows])
    giants = [members for members in found if len(members) > LARGEST_COMPONENT]
    inside = edges[np.isin(root[edges[:, 0]], [members[0] for members in giants])]
    whole = [tuple(members.tolist()) for members in found if len(members) <= LARGEST_COMPONENT]
    return sorted([*whole, *_cut(inside)])


def roots_of(pairs: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
    """Return for each of so many rows the smallest one that pairs join it to, directly or through others.

    >>> roots_of(np.array([[1, 4], [2, 4]]), 6).tolist()
    [0, 1, 1, 3, 1, 5]
    """
    root = np.arange(rows)
    while len(pairs):
        ends = np.sort(root[pairs], axis=1)
        pairs = ends[ends[:, 0] != ends[:, 1]]
        np.minimum.at(root, pairs[:, 1], pairs[:, 0])
        while not np.array_equal(root, nearer := root[root]):
            root = nearer
    return root


def _chained(clusterable: Clusterable) -> Iterator[tuple[int, int]]:
    """Yield pairs that connect the fully named rows which humans said are one person, directly or through others."""
    groups: dict[int, list[int]] = {}
    for row, root in sorted(groups_of(clusterable.constraints.must).items()):
        if not clusterable.is_weak[row]:
            groups.setdefault(root, []).append(row)
    for rows in groups.values():
        yield from itertools.pairwise(rows)


def _published(clusterable: Clusterable) -> Iterator[tuple[int, int]]:
    """Yield pairs that connect the fully named mentions of each published person."""
    for rows in clusterable.published.rows_of().values():
        yield from itertools.pairwise(row for row in rows if not clusterable.is_weak[row])


def _cut(edges: Edges) -> Iterator[tuple[int, ...]]:
    """Yield connected rows; a giant is cut at its weakest bridges, and where it has too few, at its weaker half of edges."""
    for members, inside in _connected(edges):
        if len(members) <= LARGEST_COMPONENT:
            yield tuple(members.tolist())
            continue
        kept, weight = _without_bridges(inside), inside[:, 2]
        if len(kept) == len(inside):
            kept = inside[weight > np.sort(weight)[len(weight) // 2]]
        yield from _cut(kept) if len(kept) else _pieces(members.tolist())


def _pieces(members: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(members), LARGEST_COMPONENT):
        yield tuple(members[start : start + LARGEST_COMPONENT])


def _without_bridges(edges: Edges) -> Edges:
    """Leave out as many bridges, weakest first, as it takes until no piece is too large, or all of them."""
    pairs = [(one, other) for one, other in edges[:, :2].tolist()]
    threads = bridges(pairs)
    is_thread, weight = np.array([pair in threads for pair in pairs]), edges[:, 2]
    weights = distinct(weight[is_thread]).tolist()

    def without(heaviest: int) -> Edges:
        return edges[~is_thread | (weight > heaviest)]

    def is_enough(heaviest: int) -> bool:
        pieces = _connected(without(heaviest))
        return max((len(members) for members, _ in pieces), default=0) <= LARGEST_COMPONENT

    least = bisect_left(weights, True, key=is_enough)
    return without(weights[min(least, len(weights) - 1)]) if weights else edges


def _connected(edges: Edges) -> Iterator[tuple[Rows, Edges]]:
    """Return each connected group of rows with its edges."""
    rows = distinct(edges[:, :2].ravel())
    ends = np.searchsorted(rows, edges[:, :2])
    root = roots_of(ends, len(rows))
    return zip(_apart(rows, root), _apart(edges, root[ends[:, 0]]), strict=True)


def _apart(values: NDArray[np.int64], home: Rows) -> list[NDArray[np.int64]]:
    """Return what belongs to each home, in its order, the smallest home first."""
    order = np.argsort(home, kind="stable")
    return np.split(values[order], np.flatnonzero(np.diff(home[order])) + 1) if len(home) else []


def bridges(edges: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Return the edges without which a graph falls into more pieces (Tarjan 1974).

    >>> sorted(bridges([(0, 1), (1, 2), (0, 2), (2, 3)]))
    [(2, 3)]
    """
    near: dict[int, list[int]] = {}
    for left, right in sorted(set(edges)):
        near.setdefault(left, []).append(right)
        near.setdefault(right, []).append(left)
    entered: dict[int, int] = {}
    lowest: dict[int, int] = {}
    found = []
    for start in sorted(near):
        for row, parent in _by_depth(start, near, entered):
            lowest[row] = min(
                [entered[row]]
                + [entered[other] for other in near[row] if other != parent]
                + [lowest[other] for other in near[row] if other in lowest and entered[other] > entered[row]]
            )
            if parent is not None and lowest[row] > entered[parent]:
                found.append((min(row, parent), max(row, parent)))
    return frozenset(found)


def _by_depth(
    start: int, near: dict[int, list[int]], entered: dict[int, int]
) -> Iterator[tuple[int, int | None]]:
    """Yield rows with the one they were reached from, every row after all that were reached through it."""
    waiting: list[tuple[int, int | None, int]] = [] if start in entered else [(start, None, 0)]
    entered.setdefault(start, len(entered))
    while waiting:
        row, parent, place = waiting.pop()
        ahead = near[row]
        while place < len(ahead) and ahead[place] in entered:
            place += 1
        if place == len(ahead):
            yield row, parent
            continue
        waiting.append((row, parent, place + 1))
        entered[ahead[place]] = len(entered)
        waiting.append((ahead[place], row, 0))
