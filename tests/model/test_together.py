"""Names that differ together: what so many of them add is what was fitted, and no name that differs comes to speak for a match."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.chances import Chances
from resolver.model.comparisons import Comparison, ComparisonLevel
from resolver.model.linking import Terms
from resolver.model.together import LEAST, MOST, differing, oftener, with_together

LABELS = ("same", "unlisted", "different")
ROLES = ("surname", "given", "father", "grandfather")


def names(chances: Sequence[float]) -> list[Comparison]:
    """Return comparisons of names that differ, among matches, with these chances."""
    return [
        Comparison(
            name=role,
            kind="name",
            column="",
            role=role,
            levels=tuple(
                ComparisonLevel(label=label, m=m, u=0.5, r=0.5)
                for label, m in zip(LABELS, (1 - chance, chance / 4, chance * 3 / 4), strict=True)
            ),
        )
        for role, chance in zip(ROLES, chances, strict=False)
    ]


patterns = st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=1, max_size=8)
chances = st.lists(st.floats(0.001, 0.5), min_size=4, max_size=4)


def columns(rows: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
    """Return the levels of each name, row by row."""
    return {role: np.array(column, dtype=np.uint8) for role, *column in zip(ROLES, *rows, strict=True)}


@given(patterns, st.lists(st.floats(0.25, 90.0), min_size=1, max_size=3), st.floats(LEAST, 1.0))
def test_names_that_differ_share_what_was_fitted(
    rows: list[tuple[int, ...]], together: list[float], alone: float
) -> None:
    """Whatever names differ, m of the whole pair moves by what so many of them do, and by what one does alone."""
    told, levels = names([0.1] * 4), columns(rows)
    before = {role: Chances(**{part: np.zeros(len(rows)) for part in "mur"}) for role in ROLES}
    count = differing(levels, told)
    terms = Terms(prior=0.1, kin=0.1, together=tuple(together), alone=alone)
    after = with_together(before, levels, count, told, terms)
    found = np.sum([after[role].m for role in ROLES], axis=0)
    moved = [1.0, alone, *together]
    expected = [np.log2(moved[min(many, len(together) + 1)]) for many in count]

    assert [sum(level > 1 for level in row) for row in rows] == count.tolist()
    assert expected == pytest.approx(found.tolist())
    assert all((after[role].u == 0).all() and (after[role].m[levels[role] < 2] == 0).all() for role in ROLES)


@given(patterns)
def test_a_model_that_says_nothing_changes_nothing(rows: list[tuple[int, ...]]) -> None:
    """Where nothing was fitted the names of a person differ each on its own."""
    told, levels = names([0.1] * 4), columns(rows)
    before = {role: Chances(**{part: np.zeros(len(rows)) for part in "mur"}) for role in ROLES}

    assert before == with_together(before, levels, differing(levels, told), told, Terms(prior=0.1, kin=0.1))


@given(
    chances,
    st.lists(st.tuples(st.integers(0, 15), st.integers(0, 4), st.floats(0, 1e6)), min_size=1, max_size=20),
)
def test_one_more_name_that_differs_never_speaks_for_a_match(
    differ: list[float], cells: list[tuple[int, int, float]]
) -> None:
    """However many pairs differ in everything, a further name that differs makes a pair no likelier among matches."""
    spoken, count, matches = (np.array(column) for column in zip(*cells, strict=True))
    told = names(differ)
    alone, found = oftener(
        spoken.astype(np.uint8), count.astype(np.uint8), matches.astype(float), told, [3.0, 20.0], 2.0
    )

    assert min(LEAST, found[0] * max(differ)) <= alone <= 1
    assert found[0] * max(differ) <= alone * (1 + 1e-9)
    assert all(LEAST * (1 - 1e-9) <= one <= MOST for one in found) or max(differ) > LEAST
    for before, after in zip((1.0, *found), found, strict=False):
        assert after * max(differ) <= before * (1 + 1e-9)


def test_what_was_planted_comes_back() -> None:
    """A hundredth of a million people are listed under other names altogether: names that differ together are as many as there are."""
    random = np.random.default_rng(3)
    differ = np.array([0.02, 0.01, 0.015])
    other = random.random(1_000_000) < 0.01
    apart = random.random((1_000_000, 3)) < np.where(other[:, None], 0.6, differ)
    told = names(apart.mean(axis=0).tolist())
    count = apart.sum(axis=1).astype(np.uint8)
    lonely, found = oftener(
        np.full(len(count), 7, dtype=np.uint8), count, np.ones(len(count)), told, [1.0, 1.0], 1.0
    )
    alone = apart.mean(axis=0)
    two = sum(alone[one] * alone[two] * (1 - alone[3 - one - two]) for one, two in ((0, 1), (0, 2), (1, 2)))
    one = (alone * (1 - alone).prod() / (1 - alone)).sum()

    assert lonely == pytest.approx((count == 1).mean() / one, rel=0.05)
    assert found == pytest.approx(
        ((count == 2).mean() / two, min((count == 3).mean() / alone.prod(), MOST)), rel=0.05
    )
