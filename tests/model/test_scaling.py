"""A curve through answers: recovered when there are many, near what was believed when there are few, never falling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.scaling import Curve, Numbers, calibrated, fit_curve

UNCHANGED: Curve = ()


def raised(weight: Numbers, by: float, at: float) -> Numbers:
    """Return weights raised most at one bend, and less towards its neighbours."""
    return weight + by * np.maximum(1 - np.abs(weight - at) / 4, 0)


def answered(by: float, at: float, count: int, seed: int) -> tuple[Numbers, np.ndarray]:
    """Draw weights, and whether each pair is one person if the truth is a bent curve of them."""
    random = np.random.default_rng(seed)
    weight = random.normal(0, 6, count)
    return weight, random.random(count) < 1 / (1 + np.exp2(-raised(weight, by, at)))


def fitted(weight: Numbers, is_same: np.ndarray, belief: float = 40) -> Curve:
    """Return the curve of answers each of which stands for itself."""
    return fit_curve(weight, is_same, np.ones(len(weight)), belief=belief)


@pytest.mark.parametrize(("by", "at"), [(0.0, 0.0), (2.0, 0.0), (-1.5, 0.0), (1.5, 4.0), (-2.0, -4.0)])
def test_a_planted_curve_comes_back(by: float, at: float) -> None:
    """From 20,000 answers the curve comes back within .4 bits wherever pairs are in doubt."""
    curve = fitted(*answered(by, at, 20_000, 1))
    doubtful = np.linspace(-5, 5, 41)

    assert pytest.approx(raised(doubtful, by, at).tolist(), abs=0.4) == calibrated(doubtful, curve).tolist()


def test_a_few_answers_move_little() -> None:
    """Three answers, one of them against eight bits, leave those above four."""
    curve = fitted(np.array([8.0, 8.0, 8.0]), np.array([True, True, False]))

    assert 4 < calibrated(np.array([8.0]), curve)[0] < 8


@given(st.lists(st.tuples(st.floats(-60, 60), st.booleans()), min_size=1, max_size=60))
def test_answers_about_some_weights_leave_those_far_from_them(rows: list[tuple[float, bool]]) -> None:
    """Beyond twelve bits nothing moves: neither who is sure, nor the many pairs that are hardly possible."""
    curve = fitted(np.array([one for one, _ in rows]), np.array([two for _, two in rows]))
    far = np.array([-90.0, -30.0, -12.0, 12.0, 30.0, 90.0])

    assert pytest.approx(far.tolist()) == calibrated(far, curve).tolist()


def test_a_pair_that_stands_for_many_counts_for_many() -> None:
    """One answer with the mass of a hundred is a hundred answers."""
    weight, is_same = np.array([0.0, 1.0]), np.array([False, True])
    heavy = fit_curve(weight, is_same, np.array([100.0, 1.0]), belief=40)
    many = fitted(np.array([0.0] * 100 + [1.0]), np.array([False] * 100 + [True]))

    assert pytest.approx(np.array(many)) == np.array(heavy)


@given(st.lists(st.tuples(st.floats(-60, 60), st.booleans()), min_size=1, max_size=60), st.floats(0.5, 100))
def test_more_evidence_is_never_less_likely(rows: list[tuple[float, bool]], belief: float) -> None:
    """The curve never falls, whatever was answered, and is made of numbers."""
    curve = fitted(np.array([one for one, _ in rows]), np.array([two for _, two in rows]), belief)
    along = calibrated(np.linspace(-40, 40, 161), curve)

    assert np.isfinite(along).all()
    assert (np.diff(along) >= -1e-9).all()


def test_nothing_answered_leaves_all() -> None:
    """Without answers there is no curve, and without a curve weights are what they are."""
    weight = np.array([-3.0, 0.5])

    assert UNCHANGED == fitted(np.zeros(0), np.zeros(0, dtype=bool))
    assert weight.tolist() == calibrated(weight, UNCHANGED).tolist()
