"""How far two partitions agree: against a plain count of every pair, and what holds for all partitions."""

from collections.abc import Sequence, Sized
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.agreement import (
    View,
    agree,
    as_plain,
    codes_of,
    differ,
    knots_of,
    merged_and_split,
    pairs_between,
    pairs_within,
)

LABELS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=25)
Plain = dict[str, dict[str, float]]


def pairs_of(labels: Sequence[int]) -> set[tuple[int, int]]:
    """Return every pair of positions with one label: the slow, sure way."""
    return {
        (one, other) for one, other in combinations(range(len(labels)), 2) if labels[one] == labels[other]
    }


def clusters_of(labels: Sequence[int], smallest: int = 1) -> set[frozenset[int]]:
    """Return the clusters of a partition as sets."""
    sets = {frozenset(at for at, label in enumerate(labels) if label == wanted) for wanted in set(labels)}
    return {one for one in sets if len(one) >= smallest}


def naive(truth: Sequence[int], found: Sequence[int]) -> Plain:
    """Return every view by going through all pairs, mentions and clusters."""
    mine, theirs = clusters_of(found), clusters_of(truth)
    home = {
        at: (next(c for c in mine if at in c), next(c for c in theirs if at in c)) for at in range(len(truth))
    }
    bcubed = [
        sum(len(ours & true) / len((ours, true)[side]) for ours, true in home.values()) / len(truth)
        for side in (0, 1)
    ]
    both = pairs_of(truth) & pairs_of(found)
    views = {
        View.PAIRS: (over(both, pairs_of(found)), over(both, pairs_of(truth))),
        View.BCUBED: (bcubed[0], bcubed[1]),
        View.EXACT: (over(mine & theirs, mine), over(mine & theirs, theirs)),
    }
    several = clusters_of(found, 2), clusters_of(truth, 2)
    right = several[0] & several[1]
    views[View.EXACT_SEVERAL] = (over(right, several[0]), over(right, several[1]))
    return {
        str(view): {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}
        for view, (p, r) in views.items()
    }


def over(part: Sized, whole: Sized) -> float:
    """Return a share; of nothing, all is right."""
    return len(part) / len(whole) if whole else 1.0


@given(LABELS)
def test_every_view_is_what_a_plain_count_gives(labels: list[tuple[int, int]]) -> None:
    """The sums over cells say the same as going through every pair of mentions."""
    truth, found = zip(*labels, strict=True)
    ours, slow = as_plain(agree(truth, found)), naive(truth, found)

    assert set(slow) == set(ours)
    for view, rates in slow.items():
        assert pytest.approx(rates) == ours[view], view


@given(LABELS)
def test_the_truth_agrees_with_itself(labels: list[tuple[int, int]]) -> None:
    """Every figure of the truth against itself is 1."""
    truth = [one for one, _ in labels]

    for rates in agree(truth, truth).values():
        assert (1.0, 1.0, 1.0) == (rates.precision.value, rates.recall.value, rates.f1.value)


@given(LABELS)
def test_precision_and_recall_change_places(labels: list[tuple[int, int]]) -> None:
    """Who calls the found partition the truth swaps precision and recall, and keeps F1."""
    truth, found = zip(*labels, strict=True)
    there, back = as_plain(agree(truth, found)), as_plain(agree(found, truth))

    for view in there:
        swapped = {
            "precision": back[view]["recall"],
            "recall": back[view]["precision"],
            "f1": back[view]["f1"],
        }
        assert pytest.approx(swapped) == there[view]


@given(LABELS)
def test_singletons_are_precise_and_one_heap_misses_nothing(labels: list[tuple[int, int]]) -> None:
    """Linking nothing makes no wrong link; linking everything misses none."""
    truth = [one for one, _ in labels]
    alone, heap = agree(truth, range(len(truth))), agree(truth, [0] * len(truth))

    assert 1.0 == alone[View.PAIRS].precision.value == alone[View.BCUBED].precision.value
    assert 1.0 == heap[View.PAIRS].recall.value == heap[View.BCUBED].recall.value


@given(LABELS, st.randoms())
def test_order_and_names_do_not_matter(labels: list[tuple[int, int]], random: st.DataObject) -> None:
    """Figures are about who is together, not about ids or rows."""
    truth, found = zip(*labels, strict=True)
    shuffled = list(labels)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = [(f"t{9 - one}", f"p{9 - other}") for one, other in shuffled]
    renamed = agree([one for one, _ in turned], [other for _, other in turned])

    before, after = as_plain(agree(truth, found)), as_plain(renamed)
    assert {view: pytest.approx(rates) for view, rates in before.items()} == after


def test_a_known_example() -> None:
    """Five mentions of three people in three persons: worked out by hand."""
    rates = as_plain(agree(["a", "a", "a", "b", "c"], [1, 1, 2, 2, 3]))

    assert {"precision": 0.5, "recall": pytest.approx(1 / 3), "f1": pytest.approx(0.4)} == rates["pairs"]
    assert {"precision": pytest.approx(0.8), "recall": pytest.approx(11 / 15)}.items() <= rates[
        "bcubed"
    ].items()
    assert pytest.approx(1 / 3) == rates["exact"]["f1"]
    assert 0.0 == rates["exact_several"]["f1"]


@given(LABELS)
def test_knots_share_no_cluster(labels: list[tuple[int, int]]) -> None:
    """Two mentions that are together in the truth or in what was found stand in one knot."""
    truth, found = (codes_of(side) for side in zip(*labels, strict=True))
    knot = knots_of(truth, found)

    for one, other in pairs_of(truth.tolist()) | pairs_of(found.tolist()):
        assert knot[one] == knot[other]


@given(LABELS)
def test_merges_wrong_and_missing_explain_the_count(labels: list[tuple[int, int]]) -> None:
    """The found number of people is the true one, less wrong merges, plus missing ones."""
    truth, found = (codes_of(side) for side in zip(*labels, strict=True))
    wrong, missing = merged_and_split(truth, found)

    assert len(set(found.tolist())) == len(set(truth.tolist())) - wrong + missing


@given(st.lists(st.integers(0, 5), max_size=20))
def test_pairs_within(labels: list[int]) -> None:
    """Every pair of one label once, smaller position left."""
    left, right = pairs_within(np.array(labels, dtype=np.int64))

    assert pairs_of(labels) == set(zip(left.tolist(), right.tolist(), strict=True))
    assert len(pairs_of(labels)) == len(left)


@given(LABELS)
def test_pairs_between_groups(labels: list[tuple[int, int]]) -> None:
    """Counting by group gives what going through all pairs gives."""
    cluster, group = zip(*labels, strict=True)
    slow: dict[tuple[int, int], int] = {}
    for one, other in pairs_of(cluster):
        key = min(group[one], group[other]), max(group[one], group[other])
        slow[key] = slow.get(key, 0) + 1
    counted = pairs_between(np.array(cluster), np.array(group), np.zeros(len(group), dtype=np.int64), 1)

    assert slow == {(one, other): int(count[0]) for one, other, count in counted if count[0]}


def test_an_interval_holds_its_figure() -> None:
    """Intervals lie around the figure, and the same seed gives the same interval."""
    random = np.random.default_rng(5)
    truth = random.integers(0, 200, 400)
    found = np.where(random.random(400) < 0.9, truth, random.integers(0, 200, 400))
    rates, again = agree(truth, found, draws=200), agree(truth, found, draws=200)

    for one in rates.values():
        assert one.f1.low < one.f1.value < one.f1.high
    assert rates == again


def test_a_paired_difference_is_narrower() -> None:
    """Two methods that err alike differ by little, and the pairs of one knot are drawn together for both."""
    random = np.random.default_rng(5)
    truth = np.repeat(np.arange(300), 2)
    first = np.where(random.random(600) < 0.85, truth, np.arange(600) + 1000)
    second = np.where(random.random(600) < 0.98, first, np.arange(600) + 1000)
    apart = differ(truth, first, second, draws=200)[View.PAIRS].f1
    alone = agree(truth, first, draws=200)[View.PAIRS].f1

    assert apart.value > 0
    assert apart.high - apart.low < alone.high - alone.low
    assert pytest.approx(-apart.value) == differ(truth, second, first, draws=200)[View.PAIRS].f1.value
