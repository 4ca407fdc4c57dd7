"""SCORES -> components: the rows that pairs worth a look connect. A giant is cut where it hangs together by a thread."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.constraints import DisjointSets, groups_of
from resolver.model.linking import LinkRule
from resolver.stages.cluster.binding import Clusterable

LARGEST_COMPONENT = 400
BY_HAND = 2**31
"""The weight of a link that a human made: it is cut last."""
Edge = tuple[int, int, int]


def components_of(scores: pl.DataFrame, clusterable: Clusterable, rule: LinkRule) -> list[tuple[int, ...]]:
    """Return the groups of rows (two or more, none with a bare name) that pairs worth a look connect."""
    weak = clusterable.is_weak
    left, right, weight, chance = (
        scores[name].to_numpy() for name in ("left", "right", "match_weight", "match_probability")
    )
    likely = np.flatnonzero((chance >= rule.review_threshold) & ~weak[left] & ~weak[right])
    said = np.stack([left[likely], right[likely], weight[likely]], axis=1).astype(np.int64)
    by_hand = [(one, other, BY_HAND) for one, other in (*_chained(clusterable), *_published(clusterable))]
    edges = np.concatenate([said, np.array(by_hand, dtype=np.int64).reshape(-1, 3)])
    root = roots_of(edges[:, :2], len(weak))
    rows = distinct(edges[:, :2].ravel())
    rows = rows[np.argsort(root[rows], kind="stable")]
    found = np.split(rows, np.flatnonzero(np.diff(root[rows])) + 1) if len(rows) else []
    giants = [members for members in found if len(members) > LARGEST_COMPONENT]
    inside = edges[np.isin(root[edges[:, 0]], [members[0] for members in giants])]
    whole = [tuple(members.tolist()) for members in found if len(members) <= LARGEST_COMPONENT]
    return sorted([*whole, *_cut([(one, other, bits) for one, other, bits in inside.tolist()])])


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


def _cut(edges: Sequence[Edge]) -> Iterator[tuple[int, ...]]:
    """Yield connected rows; a giant is cut at its weakest bridges, and where it has too few, at its weaker half of edges."""
    for members, inside in connected(edges):
        if len(members) <= LARGEST_COMPONENT:
            yield members
            continue
        kept = _without_bridges(inside)
        if len(kept) == len(inside):
            middle = sorted(weight for _, _, weight in inside)[len(inside) // 2]
            kept = [edge for edge in inside if edge[2] > middle]
        yield from _cut(kept) if kept else _pieces(members)


def _pieces(members: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(members), LARGEST_COMPONENT):
        yield tuple(members[start : start + LARGEST_COMPONENT])


def _without_bridges(edges: Sequence[Edge]) -> list[Edge]:
    """Leave out as many bridges, weakest first, as it takes until no piece is too large, or all of them."""
    threads = bridges([edge[:2] for edge in edges])
    weights = sorted({edge[2] for edge in edges if edge[:2] in threads})
    low, high = 0, len(weights)
    while low < high:
        middle = (low + high) // 2
        pieces = connected(_lighter_gone(edges, threads, weights[middle]))
        if max((len(members) for members, _ in pieces), default=0) <= LARGEST_COMPONENT:
            high = middle
        else:
            low = middle + 1
    return _lighter_gone(edges, threads, weights[min(low, len(weights) - 1)]) if weights else list(edges)


def _lighter_gone(edges: Sequence[Edge], threads: frozenset[tuple[int, int]], weight: int) -> list[Edge]:
    return [edge for edge in edges if edge[2] > weight or edge[:2] not in threads]


def connected(edges: Iterable[Edge]) -> list[tuple[tuple[int, ...], list[Edge]]]:
    """Return each connected group of rows with its edges.

    >>> connected([(4, 7, 1), (1, 2, 9), (2, 7, 3)])
    [((1, 2, 4, 7), [(4, 7, 1), (1, 2, 9), (2, 7, 3)])]
    """
    edges = list(edges)
    sets = DisjointSets()
    for left, right, _ in edges:
        sets.join(left, right)
    inside: dict[int, list[Edge]] = {}
    for edge in edges:
        inside.setdefault(sets.root(edge[0]), []).append(edge)
    return [
        (tuple(sorted({row for edge in found for row in edge[:2]})), found)
        for _, found in sorted(inside.items())
    ]


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
