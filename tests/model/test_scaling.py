"""A line through answers: recovered when there are many, near what was believed when there are few, always rising."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.scaling import fit_line


def answered(shift: float, slope: float, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw weights, and whether each pair is one person if the truth is a line through them."""
    random = np.random.default_rng(seed)
    weight = random.normal(0, 6, count)
    return weight, random.random(count) < 1 / (1 + np.exp2(-(shift + slope * weight)))


@pytest.mark.parametrize(("shift", "slope"), [(0.0, 1.0), (1.0, 0.5), (-2.0, 0.8), (0.5, 1.5)])
def test_a_planted_line_comes_back(shift: float, slope: float) -> None:
    """From 5,000 answers shift comes back within .3 bits and slope within .08."""
    found = fit_line(*answered(shift, slope, 5_000, 1), belief=20)

    assert pytest.approx((shift, slope), abs=0.3) == found
    assert pytest.approx(slope, abs=0.08) == found[1]


def test_a_few_answers_move_little() -> None:
    """Three answers, one of them against ten bits, leave those above four."""
    weight, same = np.array([8.0, 9.0, 10.0]), np.array([True, True, False])
    shift, slope = fit_line(weight, same, belief=20)

    assert 4 < shift + slope * 10 < 10


@given(st.lists(st.tuples(st.floats(-60, 60), st.booleans()), min_size=1, max_size=60), st.floats(0.5, 100))
def test_more_evidence_is_never_less_likely(rows: list[tuple[float, bool]], belief: float) -> None:
    """The line rises whatever was answered, and is a number."""
    shift, slope = fit_line(
        np.array([one for one, _ in rows]), np.array([two for _, two in rows]), belief=belief
    )

    assert slope > 0
    assert np.isfinite(shift)
