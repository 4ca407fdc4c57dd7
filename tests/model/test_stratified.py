"""Judged strata speak for all pairs: the estimate lies within its limits, and the limits hold as often as they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.stratified import Strata, part_of, share_limits, share_of


@st.composite
def strata(draw: st.DrawFn) -> Strata:
    """Return a few strata, some of them judged whole."""
    rows = draw(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 1000), st.integers(0, 40)), max_size=5))
    judged = np.array([one for one, _, _ in rows], dtype=np.int64)
    more = np.array([two for _, two, _ in rows], dtype=np.float64)
    same = np.minimum(np.array([three for _, _, three in rows], dtype=np.int64), judged)
    return Strata(pairs=judged + more, judged=judged, same=same)


@given(strata(), strata())
def test_an_estimate_lies_within_its_limits(one: Strata, other: Strata) -> None:
    """Shares lie between 0 and 1, and no interval leaves out its own figure."""
    for found in (share_of(one), part_of(one, other)):
        assert -1e-9 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 1 + 1e-9


@given(strata())
def test_what_was_judged_whole_is_known(one: Strata) -> None:
    """Where every pair was judged nothing is left to doubt."""
    whole = Strata(pairs=one.judged.astype(np.float64), judged=one.judged, same=one.same)
    share, low, high = share_limits(whole)

    assert share.tolist() == low.tolist() == high.tolist()
    assert share_of(whole).low == pytest.approx(share_of(whole).value) == share_of(whole).high


def test_the_parts_are_added_by_size() -> None:
    """Nine right in ten of 1,000 pairs and none right of 100 are 900 of 1,100."""
    found = Strata(pairs=np.array([1000.0, 100.0]), judged=np.array([10, 10]), same=np.array([9, 0]))

    assert pytest.approx(900 / 1100) == share_of(found).value


def test_nothing_judged() -> None:
    """Where nothing is known nothing is wrong, and a stratum without a judged pair is left out."""
    some = Strata(pairs=np.array([5.0, 7.0]), judged=np.array([0, 7]), same=np.array([0, 7]))

    assert [7.0] == some.only(np.array([True, True])).pairs.tolist()
    assert (1.0, 1.0, 1.0) == share_of(some.only(np.array([True, False])))


CASES = {
    "nearly all right": ((592_626, 207_296, 29_020), (0.9999, 0.99, 0.8), (30, 30, 20)),
    "a bad stratum": ((500, 300, 200), (0.98, 0.9, 0.6), (30, 30, 20)),
    "bad all over": ((500, 300, 200), (0.9, 0.8, 0.5), (30, 30, 20)),
}
OTHERS = ((50, 100, 300, 1000), (0.9, 0.6, 0.2, 0.02), (20, 30, 30, 20))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_limits_hold_as_often_as_they_say(case: tuple[tuple[int, ...], ...]) -> None:
    """Of 400 samples at least nine in ten have the true precision, and the true recall, within their limits."""
    random = np.random.default_rng(2)
    (sizes, shares), (rest, rare) = (np.array(one[:2], dtype=np.float64) for one in (case, OTHERS))
    precision = float(sizes @ shares / sizes.sum())
    recall = float(sizes @ shares / (sizes @ shares + rest @ rare))
    held = np.zeros(2)
    for _ in range(400):
        links, others = drawn(case, random), drawn(OTHERS, random)
        one, other = share_of(links), part_of(links, others)
        held += [one.low <= precision <= one.high, other.low <= recall <= other.high]

    assert [at >= 360 for at in held] == [True, True]


def drawn(case: tuple[tuple[float, ...], ...], random: np.random.Generator) -> Strata:
    """Return what judging a sample would find, the strata being so large that drawing empties none."""
    sizes, shares, judged = (np.array(one) for one in case)
    same = random.binomial(judged.astype(np.int64), shares)
    return Strata(pairs=sizes * 1000.0, judged=judged.astype(np.int64), same=same)
