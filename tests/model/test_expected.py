"""The threshold of the best expected F1 is the best of all thresholds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.expected import best_expected_f1


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=40))
def test_no_other_threshold_promises_more(chances: list[float]) -> None:
    """Linking from any other probability on has an expected F1 that is no higher."""
    probability = np.array(chances)
    threshold, best = best_expected_f1(probability)
    for other in chances:
        linked = probability >= other
        assert 2 * probability[linked].sum() / (linked.sum() + probability.sum()) <= best + 1e-9
    linked = probability >= threshold
    assert pytest.approx(best) == 2 * probability[linked].sum() / (linked.sum() + probability.sum())


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=40))
def test_the_threshold_is_not_below_half_the_best(chances: list[float]) -> None:
    """The best threshold is half of the F1 that it reaches, rounded up to the next pair."""
    threshold, best = best_expected_f1(np.array(chances))

    assert threshold >= best / 2 - 1e-9


def test_without_pairs_there_is_nothing_to_expect() -> None:
    """No pairs, or impossible ones, give a threshold in the middle and no F1."""
    assert (0.5, 0.0) == best_expected_f1(np.zeros(0)) == best_expected_f1(np.zeros(3))
