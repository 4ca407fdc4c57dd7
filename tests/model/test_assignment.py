"""Chances of a matching: compared with every possible matching, counted out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.assignment import one_to_one

pairs = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(0.01, 1000.0)),
    min_size=1,
    max_size=8,
    unique_by=lambda pair: pair[:2],
)


def chances(found: list[tuple[int, int, float]]) -> list[float]:
    """Return what ``one_to_one`` says of (person, row, odds)."""
    people, rows, odds = (np.array(side) for side in zip(*found, strict=True))
    return [float(one) for one in one_to_one(people, rows, odds)]


def counted_out(found: list[tuple[int, int, float]]) -> list[float]:
    """Add up the weights of all matchings that hold each pair."""
    total, holding = 0.0, [0.0] * len(found)
    for chosen in product((False, True), repeat=len(found)):
        used = [pair for pair, is_in in zip(found, chosen, strict=True) if is_in]
        if len({pair[0] for pair in used}) == len({pair[1] for pair in used}) == len(used):
            weight = float(np.prod([pair[2] for pair in used]))
            total += weight
            holding = [held + weight * is_in for held, is_in in zip(holding, chosen, strict=True)]
    return [held / total for held in holding]


@given(pairs)
def test_chances_share_one(found: list[tuple[int, int, float]]) -> None:
    """The chances of one person, and those of one row, add up to no more than 1."""
    told = chances(found)

    assert all(0 <= one <= 1 for one in told)
    for side in (0, 1):
        sums = np.bincount([pair[side] for pair in found], told)
        assert sums.max() <= 1 + 1e-6


@given(st.lists(st.floats(0.01, 1000.0), min_size=1, max_size=7), st.booleans())
def test_exact_without_circles(odds: list[float], is_one_person: bool) -> None:
    """A person with several rows, or a row with several people: as counted out."""
    found = [(0, at, one) if is_one_person else (at, 0, one) for at, one in enumerate(odds)]

    assert counted_out(found) == pytest.approx(chances(found), abs=1e-6)


@given(pairs)
def test_never_too_sure(found: list[tuple[int, int, float]]) -> None:
    """No chance is above the one that all matchings give when they are counted out."""
    for counted, told in zip(counted_out(found), chances(found), strict=True):
        assert told <= counted + 1e-9


@given(pairs, st.permutations(range(8)))
def test_order_of_pairs_does_not_matter(found: list[tuple[int, int, float]], order: list[int]) -> None:
    """Pairs in another order have the same chances."""
    places = [at for at in order if at < len(found)]

    assert [chances(found)[at] for at in places] == pytest.approx(
        chances([found[at] for at in places]), abs=1e-9
    )


def test_two_people_of_one_name_and_one_row() -> None:
    """One row that fits two people well goes to neither for sure."""
    assert [0.5, 0.5] == pytest.approx(chances([(0, 0, 1e6), (1, 0, 1e6)]), abs=1e-5)


def test_nothing_by_elimination() -> None:
    """A person who could be two rows stays open, even where another person wants one of them."""
    told = chances([(0, 0, 1e6), (1, 0, 1e6), (1, 1, 1e6)])

    assert [0.5, 0.5] == pytest.approx([told[0], told[2]], abs=1e-5)
    assert told[1] < 1e-5


def test_nothing_to_match() -> None:
    """No pair, no chance."""
    none = np.zeros(0, dtype=np.int64)
    assert 0 == len(one_to_one(none, none, np.zeros(0)))
