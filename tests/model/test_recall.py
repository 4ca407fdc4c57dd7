"""What some nets catch together tells how much slips through all: an estimate from overlaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.recall import BY_ALL, bits_of, estimate_recall


def caught(chances: list[float], *, count: int, seed: int) -> np.ndarray:
    """Return which nets found each of so many matches, each net with a chance of its own."""
    random = np.random.default_rng(seed)
    bits = random.random((count, len(chances))) < np.array(chances)
    masks: np.ndarray = (bits * (1 << np.arange(len(chances)))).sum(axis=1).astype(np.uint64)
    return masks


@pytest.mark.parametrize("chances", [[0.9, 0.8, 0.7], [0.6, 0.6, 0.6, 0.6], [0.8, 0.8]])
def test_what_nets_miss_lies_within_the_error(chances: list[float]) -> None:
    """Whether nets miss by chance alone, or a tenth of the matches is hard to catch for all of them, the error allows for it."""
    for is_mixed in (False, True):
        held = []
        for seed in range(20):
            hard = caught([chance / 3 for chance in chances], count=200 if is_mixed else 0, seed=seed)
            masks = np.concatenate([caught(chances, count=1800, seed=seed), hard])
            told = estimate_recall(masks[masks > 0], np.ones((masks > 0).sum()))
            middle = told.missed * np.exp(-(told.log_error**2) / 2)
            held.append(abs(np.log((masks == 0).sum() / middle)) < 2.3 * told.log_error)

        assert 18 <= sum(held)


def test_strata_are_estimated_apart() -> None:
    """What is easily caught does not hide what is not: two kinds of matches are missed more often than their mixture says."""
    easy, hard = caught([0.95, 0.95], count=900, seed=1), caught([0.5, 0.5], count=400, seed=2)
    masks, kinds = np.concatenate([easy, hard]), np.repeat([0, 1], [900, 400])
    seen = masks > 0
    mixed = estimate_recall(masks[seen], np.ones(seen.sum()))
    told = estimate_recall(masks[seen], np.ones(seen.sum()), kinds[seen])

    assert mixed.missed < told.missed


def test_one_net_tells_nothing_of_itself() -> None:
    """With a single net there is no overlap to learn from: nothing is said to be missed but what shares no key of any net."""
    found = estimate_recall(np.full(50, 4, dtype=np.uint64), np.ones(50))

    assert (50.0, 50 * BY_ALL) == (found.found, found.missed)
    assert found.recall == pytest.approx(1 / (1 + BY_ALL))


def test_nothing_found_is_nothing_missed() -> None:
    """Without likely pairs recall is not in doubt."""
    assert 1.0 == estimate_recall(np.zeros(0, dtype=np.uint64), np.zeros(0)).recall


@given(
    st.lists(st.tuples(st.integers(0, 31), st.floats(0, 1)), max_size=40), st.randoms(use_true_random=False)
)
def test_order_does_not_count(pairs: list[tuple[int, float]], random: object) -> None:
    """Pairs in another order give the same estimate, and recall is a share."""
    shuffled = sorted(pairs, key=lambda _: random.random())  # type: ignore[attr-defined]
    one, other = (
        estimate_recall(
            np.array([m for m, _ in way], dtype=np.uint64), np.array([p for _, p in way], dtype=float)
        )
        for way in (pairs, shuffled)
    )

    assert pytest.approx(one.recall) == other.recall
    assert 0.0 <= one.recall <= 1.0


def test_unlikely_pairs_do_not_count() -> None:
    """Only likely matches tell of recall; a pair that no rule found (it was added inside a component) tells nothing."""
    masks = np.array([3, 3, 1, 1, 1, 0], dtype=np.uint64)
    chances = np.array([1.0, 1.0, 0.1, 0.2, 0.3, 1.0])

    assert (2.0, 2 * BY_ALL) == (
        estimate_recall(masks, chances).found,
        estimate_recall(masks, chances).missed,
    )


def test_bits_are_read_from_the_lowest() -> None:
    """Bit n stands for net n."""
    assert [1, 5] == np.flatnonzero(bits_of(np.array([34], dtype=np.uint64))[0]).tolist()
