"""Chance draws the same numbers for one seed however many are drawn at once."""

from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.model import chance
from resolver.model.chance import Chance


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(0, 7), max_size=40))
def test_how_many_are_drawn_at_once_does_not_show(seed: int, counts: list[int]) -> None:
    """The numbers are those of numpy's generator, in the same order also where few are at hand."""
    generator = np.random.default_rng(seed)
    expected = [generator.random(count).tolist() for count in counts]
    many = Chance(seed)
    with mock.patch.object(chance, "AT_ONCE", 3):
        few = Chance(seed)
        found = [few.shares(count) for count in counts]

    assert expected == [many.shares(count) for count in counts]
    assert expected == found
