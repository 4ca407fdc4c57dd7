"""Chance says what numpy's generator of the same seed says, whatever is asked in which order."""

from collections.abc import Callable
from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.model import chance
from resolver.model.chance import Chance

asked = st.lists(
    st.tuples(st.just("shares"), st.integers(0, 7))
    | st.tuples(st.just("coins"), st.integers(0, 7))
    | st.tuples(st.just("below"), st.sampled_from([1, 2, 3, 10, 1000, 2**31 + 1, 2**32 - 1])),
    max_size=40,
)


@given(st.integers(0, 2**64 - 1), asked)
def test_it_says_what_numpy_says(seed: int, questions: list[tuple[str, int]]) -> None:
    """The same numbers in the same order, also where few are at hand: what a sampler draws is what it always drew."""
    generator = np.random.default_rng(seed)
    expected: dict[str, Callable[[int], object]] = {
        "shares": lambda count: [float(generator.random()) for _ in range(count)],
        "coins": lambda count: [int(generator.integers(2)) for _ in range(count)],
        "below": lambda limit: int(generator.integers(limit)),
    }
    with mock.patch.object(chance, "AT_ONCE", 3):
        drawn = Chance(seed)
        found = [getattr(drawn, what)(number) for what, number in questions]

    assert [expected[what](number) for what, number in questions] == found
