"""How common a name is: counted over different names, never over repeats, and laid over what is known beforehand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.names.frequencies import Bearers, NameFrequencies, count_bearers
from resolver.names.knowledge import load_knowledge
from resolver.names.tokens import make_token
from resolver.names.wordshares import WordShares

SHARES = NameFrequencies(
    unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1, background_names=1000
)
labels = st.integers(min_value=-1, max_value=4)
tables = st.lists(st.tuples(labels, labels, labels), max_size=30)


def bearers(rows: list[tuple[int, int, int]]) -> list[int]:
    """Return how many different names each label of the first part stands in."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return [int(count) for count in count_bearers(columns[0], list(columns[1:]), 5)]


@given(tables)
def test_repeats_do_not_count(rows: list[tuple[int, int, int]]) -> None:
    """A list in which every name stands three times says what it says when each stands once."""
    assert bearers(rows) == bearers(rows * 3) == bearers(sorted(set(rows)))


@given(tables)
def test_every_name_with_the_part_counts_once(rows: list[tuple[int, int, int]]) -> None:
    """The counts add up to the number of different names that have the part."""
    assert len({row for row in rows if row[0] >= 0}) == sum(bearers(rows))


@given(st.floats(1e-6, 0.1), st.integers(0, 1000), st.integers(0, 100_000))
def test_a_share_lies_between_what_was_known_and_what_was_counted(
    background: float, count: int, more: int
) -> None:
    """Counting moves a share up towards the count, never past it, and a name missing from a list down not at all."""
    total = count + more
    share = float(SHARES.smoothed(np.array([background]), np.array([float(count)]), total)[0])
    counted = count / total if total else background

    assert background <= share
    assert share <= max(background, counted) * (1 + 1e-9)
    assert (share > background) == (counted > background * (1 + 1e-9)) or counted == pytest.approx(background)


def test_a_short_name_weighs_as_the_commonest_it_stands_for() -> None:
    """Слава is met by chance beside Ярослав as often as beside Вячеслав, though fewer are called Ярослав in full."""
    words = ("слава", "вячеслав", "ярослав")
    tokens = [make_token(word, "given", load_knowledge()) for word in words]
    shares = WordShares("given", tokens, load_knowledge(), SHARES, Bearers())

    common, rare = shares.of(np.array([0, 0]), np.array([1, 2])).tolist()
    assert common == rare
    assert rare > shares.of(np.array([2]), np.array([2]))[0]
