"""Chance draws numbers of the right kind, the same for one seed however many are drawn at once."""

from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.model import chance
from resolver.model.chance import Chance

asked = st.lists(
    st.tuples(st.sampled_from(["shares", "coins"]), st.integers(0, 7))
    | st.tuples(st.just("below"), st.sampled_from([1, 2, 3, 10, 1000, 2**31 + 1])),
    max_size=40,
)


@given(st.integers(0, 2**64 - 1), asked)
def test_how_many_are_drawn_at_once_does_not_show(seed: int, questions: list[tuple[str, int]]) -> None:
    """The same numbers come in the same order, also where few are at hand."""
    many = Chance(seed)
    expected = [getattr(many, what)(number) for what, number in questions]
    with mock.patch.object(chance, "AT_ONCE", 3):
        few = Chance(seed)
        found = [getattr(few, what)(number) for what, number in questions]

    assert expected == found


@given(st.integers(0, 2**64 - 1), st.integers(1, 2**31), st.integers(0, 9))
def test_numbers_lie_where_they_should(seed: int, limit: int, count: int) -> None:
    """Shares are those of numpy's generator, coins 0 or 1, whole numbers below their limit."""
    drawn = Chance(seed)

    assert np.random.default_rng(seed).random(count).tolist() == drawn.shares(count)
    assert {0, 1} >= set(drawn.coins(count))
    assert 0 <= drawn.below(limit) < limit


def test_whole_numbers_are_as_likely() -> None:
    """Of 6,000 throws of a die each face comes up a thousand times, give or take four standard deviations."""
    drawn = Chance(7)
    counts = np.bincount([drawn.below(6) for _ in range(6_000)], minlength=6)

    assert np.abs(counts - 1_000).max() < 4 * np.sqrt(6_000 * 5 / 36)
