"""Human answers bind, unless they contradict one another: then none of them does, and the chain is told."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.constraints import Contradiction, Pair, constraints_of, groups_of

PAIRS = list(itertools.combinations(range(6), 2))
answers = st.frozensets(st.sampled_from(PAIRS), max_size=8)


@pytest.mark.parametrize(
    ("same", "different", "chains"),
    [
        ([(0, 1)], [(1, 2)], []),
        ([(0, 1)], [(0, 1)], [(0, 1)]),
        ([(0, 1), (1, 2)], [(0, 2)], [(0, 1, 2)]),
        ([(0, 1), (1, 2), (3, 4)], [(0, 2), (0, 3)], [(0, 1, 2)]),
        ([(0, 1), (1, 3), (0, 2), (2, 3)], [(0, 3)], [(0, 1, 3), (0, 2, 3)]),
        ([(0, 1), (0, 2)], [(0, 3)], []),
    ],
)
def test_a_contradiction_is_told_with_its_chain(
    same: list[Pair], different: list[Pair], chains: list[tuple[int, ...]]
) -> None:
    """Wherever ``same`` leads to two who are ``different``, every such way is listed from end to end."""
    found = constraints_of(same, different)

    assert chains == [one.chain for one in found.contradictions]


@given(answers, answers)
def test_what_binds_can_be_obeyed(same: frozenset[Pair], different: frozenset[Pair]) -> None:
    """No pair that must be apart is joined by those that must be together, directly or over others."""
    found = constraints_of(same, different)
    group = groups_of(found.must)

    assert not [pair for pair in found.cannot if group.get(pair[0], -1) == group.get(pair[1], -2)]


@given(answers, answers)
def test_every_answer_binds_or_is_unsure(same: frozenset[Pair], different: frozenset[Pair]) -> None:
    """Nothing that a human said is lost: it binds as it was said, or it is part of a contradiction."""
    found = constraints_of(same, different)

    assert same <= found.must | set(found.unsure)
    assert different <= found.cannot | set(found.unsure)
    assert not (found.must | found.cannot) - (same | different)


@given(answers, answers)
def test_answers_without_contradiction_bind_as_they_are(
    same: frozenset[Pair], different: frozenset[Pair]
) -> None:
    """Where nothing contradicts, nothing is changed."""
    found = constraints_of(same, different)

    if not found.contradictions:
        assert (same, different) == (found.must, found.cannot)


def test_a_chain_names_its_pairs_smaller_row_first() -> None:
    """The links of a chain and its two ends are pairs like any other."""
    assert ((2, 5), (1, 2), (1, 5)) == Contradiction(chain=(5, 2, 1)).pairs
