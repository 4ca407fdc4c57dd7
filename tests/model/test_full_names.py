"""Strangers of one surname who share a given name, too: as many as candidates show, and nothing else moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.chances import Chances
from resolver.model.comparisons import Comparison, ComparisonLevel
from resolver.model.full_names import GIVEN, LEAST, MOST, SURNAME, agreeing, full_names, with_full_names
from resolver.model.linking import Terms

LABELS = ("same", "short", "shared", "sound", "near", "different")
ROLES = ("surname", "given", "father")
NAMES = [
    Comparison(
        name=role,
        kind="name",
        column="",
        role=role,
        levels=tuple(ComparisonLevel(label=label, m=0.5, u=0.5, r=0.5) for label in LABELS),
    )
    for role in ROLES
]

rows = st.lists(st.tuples(*[st.integers(0, len(LABELS))] * len(ROLES)), min_size=1, max_size=8)


@given(rows, st.floats(LEAST, MOST), st.floats(LEAST, MOST))
def test_only_full_names_are_met_oftener(found: list[tuple[int, ...]], same: float, like: float) -> None:
    """Where surname and given name are the same names, u of the given name moves; nowhere else does anything."""
    levels = {
        role: np.array(column, dtype=np.uint8)
        for role, column in zip(ROLES, zip(*found, strict=True), strict=True)
    }
    before = {role: Chances(**{part: np.zeros(len(found)) for part in "mur"}) for role in ROLES}
    terms = Terms(prior=0.1, kin=0.1, full_names=(same, like))
    after = with_full_names(before, agreeing(levels, NAMES), NAMES, terms)
    times = [0, same, same, same, like]
    expected = [
        np.log2(times[surname]) if 1 <= surname <= 4 and 1 <= own <= 4 else 0.0 for surname, own, _ in found
    ]

    assert after["given"].u.tolist() == pytest.approx(expected)
    assert not any(getattr(after[role], part).any() for role in ROLES for part in "mr")
    assert not any(after[role].u.any() for role in ("surname", "father"))


def test_what_was_planted_comes_back() -> None:
    """In families no two share a given name: of strangers of one surname fewer share both names than by chance, by as much as is found."""
    random = np.random.default_rng(5)
    pairs = 4_000_000
    surname = random.random(pairs) < 0.01
    own = random.random(pairs) < np.where(surname, 0.004, 0.02)
    bits = surname * SURNAME + own * GIVEN
    sample, candidates = bits[:400_000], bits[bits == SURNAME | GIVEN]
    found = full_names(
        (candidates, np.ones(len(candidates))), (sample, np.ones(len(sample))), pairs=pairs, strength=5.0
    )

    assert found[0] == pytest.approx(0.2, rel=0.15)
    assert found[1] == 1.0


@given(st.floats(0, 1e6), st.floats(0, 1e3), st.integers(0, 10**9), st.floats(0.1, 100))
def test_few_pairs_move_it_little(met: float, alike: float, pairs: int, strength: float) -> None:
    """It stays within bounds, and where nothing was met nor is to be expected it is as by chance."""
    bits = np.array([SURNAME | GIVEN], dtype=np.uint8)
    found = full_names((bits, np.array([met])), (bits, np.array([alike])), pairs, strength)

    assert LEAST <= found[0] <= MOST
    assert found[1] == 1.0
    assert full_names((bits, np.zeros(1)), (bits, np.zeros(1)), pairs, strength) == (1.0, 1.0)
