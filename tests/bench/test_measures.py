"""The measures of the benchmark say what their names say, whatever the partition or the scores."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.names.knowledge import load_knowledge
from resolver.names.tokens import make_token
from tests.bench.clusters import best_threshold, codes, components, difference, rates_of
from tests.bench.curves import Curve, curve_figures, measures, threshold_at_precision
from tests.bench.folds import cross_validate, families_of
from tests.bench.made import made_pairs, made_people
from tests.bench.names_speed import forget

LABELS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=25)
SCORED = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=30)


def test_a_name_is_read_cold_once_all_is_forgotten() -> None:
    """What functions remember of words is gone, so that reading is measured from nothing."""
    make_token("стас", "given", load_knowledge())
    forget()

    assert 0 == make_token.cache_info().currsize


@given(LABELS)
def test_pairwise_rates_are_those_of_listed_pairs(labels: list[tuple[int, int]]) -> None:
    """Precision and recall over pairs agree with counting every pair by hand."""
    both = list(combinations(labels, 2))
    true = {at for at, (one, other) in enumerate(both) if one[0] == other[0]}
    made = {at for at, (one, other) in enumerate(both) if one[1] == other[1]}

    found = rates_of(codes(np.array([one[0] for one in labels])), codes(np.array([one[1] for one in labels])))

    assert (len(true & made) / len(made) if made else 1.0) == pytest.approx(found["pair_precision"])
    assert (len(true & made) / len(true) if true else 1.0) == pytest.approx(found["pair_recall"])


@given(LABELS)
def test_bcubed_rates_are_means_over_mentions(labels: list[tuple[int, int]]) -> None:
    """B-cubed precision is the mean share of a mention's cluster that is the mention's own person."""
    shares = [
        sum(one == other for other in labels) / sum(one[1] == other[1] for other in labels) for one in labels
    ]

    found = rates_of(codes(np.array([one[0] for one in labels])), codes(np.array([one[1] for one in labels])))

    assert np.mean(shares) == pytest.approx(found["b3_precision"])


@given(LABELS)
def test_a_partition_is_no_better_than_itself(labels: list[tuple[int, int]]) -> None:
    """The difference of equal partitions is nothing, and so is its interval."""
    truth, made = (codes(np.array([one[side] for one in labels])) for side in (0, 1))

    found = difference(truth, made, made)

    assert [0.0, 0.0, 0.0] == found["pair_f1"].told()


@given(SCORED)
def test_area_is_the_chance_that_a_same_pair_scores_higher(scored: list[tuple[int, bool]]) -> None:
    """The area under the curve counts the pairs of pairs in the right order, ties for half."""
    same, others = ([score for score, is_same in scored if is_same is kind] for kind in (True, False))
    won = [1.0 if one > other else 0.5 if one == other else 0.0 for one in same for other in others]
    scores = np.array([float(score) for score, _ in scored])
    curve = Curve.of(scores, np.array([is_same for _, is_same in scored]))

    found = measures(curve, np.ones((1, len(scored))))["auc"][0]

    assert won == [] or np.mean(won) == pytest.approx(found)


@given(SCORED)
def test_the_threshold_keeps_its_precision(scored: list[tuple[int, bool]]) -> None:
    """What passes the threshold at precision .98 is at least so precise."""
    scores, same = (
        np.array([float(score) for score, _ in scored]),
        np.array([is_same for _, is_same in scored]),
    )

    taken = same[scores >= threshold_at_precision(scores, same)]

    assert len(taken) == 0 or taken.mean() >= 0.98


def test_best_threshold_finds_the_gap() -> None:
    """Of scored pairs the best threshold takes those that join one person, and no other."""
    truth = np.array([0, 0, 1, 1, 2])
    left, right = np.array([0, 2, 1, 3]), np.array([1, 3, 2, 4])

    best = best_threshold(truth, left, right, np.array([0.9, 0.8, 0.3, 0.2]))

    assert best is not None
    assert 0.8 == best.threshold
    assert components(5, left[:2], right[:2]).tolist() == best.clusters.tolist()


def test_folds_share_no_rare_word() -> None:
    """A threshold is chosen on pairs that share no word but the commonest with those it decides."""
    families = families_of(made_pairs(made_people(60)))
    fold = 0
    inside = frozenset[str]().union(
        *(families.words[at] for at in range(len(families.words)) if families.fold[at] == fold)
    )
    apart = [words for words in families.words if not (words & inside)]

    assert apart
    assert all(not (inside & words) for words in apart)


def test_cross_validation_is_perfect_where_scores_are() -> None:
    """Scores that part same from different pairs leave nothing to lose to the choice of a threshold."""
    pairs = made_pairs(made_people(60))
    same = (pairs["same"] == "1").to_numpy()

    found = cross_validate(same.astype(np.float64), same, families_of(pairs))

    assert 1.0 == found.f1.value


def test_made_pairs_are_the_same_again() -> None:
    """The same seed makes the same pairs, none twice and none of a name with itself."""
    pairs = made_pairs(made_people(60))

    assert pairs.equals(made_pairs(made_people(60)))
    assert pairs.height == pairs.select("a", "b").unique().height
    assert 0 == pairs.filter(pl.col("a") == pl.col("b")).height


def test_intervals_hold_the_value() -> None:
    """The interval of a figure holds the figure for scores that mean something."""
    chance = np.random.default_rng(1)
    same = chance.random(300) < 0.5
    found = curve_figures(chance.normal(size=300) + same, same, np.arange(300) // 3, draws=100)

    assert all(one.low <= one.value <= one.high for one in found.values())
