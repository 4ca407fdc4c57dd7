"""Slips between short texts in columns: as the one pair at a time says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.names.slips import LONGEST, Letters
from resolver.values.similarity import edit_distance

texts = st.lists(
    st.text(alphabet="abc", max_size=9) | st.text(alphabet="ab", min_size=60, max_size=66),
    min_size=1,
    max_size=8,
)


@given(texts, st.integers(0, 3))
def test_slips_in_columns_are_those_of_each_pair(texts: list[str], allowed: int) -> None:
    """Of texts that fit a machine word it is told exactly; of longer ones nothing is ruled out."""
    count = len(texts)
    left, right = np.repeat(np.arange(count), count), np.tile(np.arange(count), count)
    found = Letters.of(texts).within(left, right, np.full(count**2, allowed))
    expected = [
        max(len(one), len(other)) > LONGEST or edit_distance(one, other, allowed) <= allowed
        for one in texts
        for other in texts
    ]

    assert expected == found.tolist()
