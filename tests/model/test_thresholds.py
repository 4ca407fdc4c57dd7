"""The best threshold is the best of all: against trying every one by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.agreement import View, agree
from resolver.model.thresholds import best_threshold, closed_at

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(-4, 9)), max_size=30)


@given(st.lists(st.integers(0, 4), min_size=10, max_size=10), PAIRS)
def test_no_threshold_is_better(people: list[int], pairs: list[tuple[int, int, int]]) -> None:
    """One walk down a spanning forest finds what trying every threshold finds; repeated pairs count once, at their best."""
    truth = np.unique(people, return_inverse=True)[1].astype(np.int64)
    kept = [pair for pair in pairs if pair[0] != pair[1]]
    left, right, score = (np.array([pair[at] for pair in kept], dtype=np.int64) for at in range(3))
    best = best_threshold(truth, left, right, score.astype(np.float64))
    tried = [
        agree(truth, closed_at(cut, len(truth), left, right, score)) for cut in (None, *set(score.tolist()))
    ]

    assert pytest.approx(max(one[View.PAIRS].f1.value for one in tried)) == best.pairs_f1
    assert pytest.approx(max(one[View.BCUBED].f1.value for one in tried)) == best.bcubed_f1
    reached = agree(truth, closed_at(best.pairs_threshold, len(truth), left, right, score))
    assert pytest.approx(best.pairs_f1) == reached[View.PAIRS].f1.value


def test_where_nobody_is_twice_no_link_is_best() -> None:
    """On a list without duplicates every threshold makes mistakes, and None says so."""
    best = best_threshold(np.arange(3), np.array([0]), np.array([1]), np.array([3.0]))

    assert (None, 1.0) == (best.pairs_threshold, best.pairs_f1)


def test_links_chain() -> None:
    """Links are closed transitively: a bridge below the threshold of its ends joins four mentions at once."""
    truth = np.array([0, 0, 1, 1])
    left, right, score = np.array([0, 2, 1]), np.array([1, 3, 2]), np.array([5.0, 5.0, 4.0])

    assert [0, 0, 1, 1] == closed_at(5.0, 4, left, right, score).tolist()
    assert [0, 0, 0, 0] == closed_at(4.0, 4, left, right, score).tolist()
    assert 5.0 == best_threshold(truth, left, right, score).pairs_threshold
