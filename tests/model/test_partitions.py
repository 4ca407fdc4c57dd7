"""A component is cut in every way or in sampled ways, and the answer does not depend on how its mentions are numbered."""

import itertools
import math
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from resolver.model import cutting, partitions, sampling, weighing
from resolver.model.partitions import Partitions, cut, pairs_in, partitions_of, stacked
from resolver.model.weighing import FORBIDDEN, PairWeights, Weigher, cluster_weight
from tests.forms import without_kernel

Matrix = NDArray[np.float64]
BELL = {1: 1, 2: 2, 3: 5, 4: 15, 5: 52, 6: 203}


def symmetric(size: int, weights: list[float]) -> Matrix:
    """Return one number per pair as a symmetric matrix."""
    matrix = np.zeros((size, size))
    matrix[np.triu_indices(size, 1)] = weights
    return matrix + matrix.T


def net(size: int, weights: list[float]) -> PairWeights:
    """Return pair weights that either speak for a pair or against it."""
    return PairWeights.from_net(symmetric(size, weights))


def components(least: int = 1, most: int = 6, bits: float = 12.0) -> st.SearchStrategy[PairWeights]:
    """Make pair weights of a small component; about one pair in ten is forbidden, a third are for and against at once."""
    contradiction = st.one_of([st.floats(-bits, 0)] * 4 + [st.just(0.0)] * 5 + [st.just(FORBIDDEN)])

    def of(size: int) -> st.SearchStrategy[PairWeights]:
        pairs = size * (size - 1) // 2
        support = st.lists(st.just(0.0) | st.floats(0, bits), min_size=pairs, max_size=pairs)
        against = st.lists(contradiction, min_size=pairs, max_size=pairs)
        return st.builds(
            lambda plus, minus: PairWeights(support=symmetric(size, plus), against=symmetric(size, minus)),
            support,
            against,
        )

    return st.integers(least, most).flatmap(of)


def size_of(weights: PairWeights) -> int:
    """Return how many mentions a component has."""
    return len(weights.support)


def reordered(weights: PairWeights, order: list[int]) -> PairWeights:
    """Return the same component with its mentions in another order."""
    place = np.ix_(order, order)
    return PairWeights(support=weights.support[place], against=weights.against[place])


def exactly(weights: PairWeights) -> Partitions:
    """Weigh every partition."""
    return partitions_of(weights, exact_up_to=8, draws=100, seed=1)


def sampled(weights: PairWeights, *, seed: int = 1) -> Partitions:
    """Draw partitions, however small the component is."""
    return partitions_of(weights, exact_up_to=1, draws=1000, seed=seed)


def clusters(labels: NDArray[np.int16]) -> frozenset[frozenset[int]]:
    """Return a partition as the set of its clusters."""
    return frozenset(frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist()))


def heaviest_tree(weights: Matrix) -> float:
    """Return the weight of the heaviest spanning tree, by trying every set of edges."""
    size = len(weights)
    edges = list(itertools.combinations(range(size), 2))
    best = 0.0
    for chosen in itertools.combinations(edges, size - 1):
        home = list(range(size))
        for one, other in chosen:
            home = [home[one] if at == home[other] else at for at in home]
        if len(set(home)) == 1:
            best = max(best, sum(float(weights[edge]) for edge in chosen))
    return best


# One cluster ------------------------------------------------------------------------------------------


@given(components(most=5))
def test_cluster_weight_counts_links_not_pairs(weights: PairWeights) -> None:
    """A cluster weighs its heaviest spanning tree, its contradictions, and the prior of Ewens; checked by brute force."""
    size = size_of(weights)
    pairs = [float(weights.against[pair]) for pair in itertools.combinations(range(size), 2)]
    expected = 0.0
    if size > 1:
        contradictions = min(min(pairs), sum(pairs) / (size / 2))
        expected = heaviest_tree(weights.support) + contradictions + math.log2(math.factorial(size - 1))

    assert pytest.approx(expected) == cluster_weight(weights, list(range(size)))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([5.0], 5.0),
        ([-5.0], -5.0),
        ([5.0, 5.0, 5.0], 11.0),
        ([5.0, -2.0, 5.0], 9.0),
        ([0.0, 0.0, 0.0], 1.0),
        ([-3.0, -3.0, -3.0], -5.0),
    ],
)
def test_cluster_weight_by_hand(pairs: list[float], expected: float) -> None:
    """Three mentions are joined by two links, however many pairs agree; three of one name are likelier than chance."""
    size = 2 if len(pairs) == 1 else 3

    assert pytest.approx(expected) == cluster_weight(net(size, pairs), list(range(size)))


@given(components(least=2, most=5), st.floats(0, 12))
def test_a_mention_alone_weighs_nothing(weights: PairWeights, bits: float) -> None:
    """A cluster of one or of nobody has no weight; adding support to a pair never makes a cluster lighter."""
    everybody = list(range(size_of(weights)))
    support = weights.support.copy()
    support[0, 1] = support[1, 0] = support[0, 1] + bits
    heavier = PairWeights(support=support, against=weights.against)

    assert 0.0 == cluster_weight(weights, [1]) == cluster_weight(weights, [])
    assert cluster_weight(heavier, everybody) >= cluster_weight(weights, everybody)


# All partitions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "expected"), BELL.items())
def test_every_partition_is_weighed(size: int, expected: int) -> None:
    """Where nothing is known no partition is left out and none comes twice: there are as many as Bell's number says."""
    found = exactly(net(size, [0.0] * (size * (size - 1) // 2)))

    assert expected == len(found.probability) == len({clusters(labels) for labels in found.labels})


@pytest.mark.parametrize("size", BELL)
def test_without_evidence_the_prior_speaks(size: int) -> None:
    """Zero weights leave the distribution of Ewens: each partition as likely as permutations have its cycles."""
    found = exactly(net(size, [0.0] * (size * (size - 1) // 2)))
    expected = [
        math.prod(math.factorial(len(cluster) - 1) for cluster in clusters(labels)) / math.factorial(size)
        for labels in found.labels
    ]

    assert pytest.approx(expected) == found.probability.tolist()


@given(components())
def test_probabilities_add_up(weights: PairWeights) -> None:
    """Probabilities add up to one and the likeliest partition comes first."""
    found = exactly(weights)

    assert pytest.approx(1.0) == found.probability.sum()
    assert sorted(found.probability.tolist(), reverse=True) == found.probability.tolist()
    assert len(found.probability) == len({clusters(labels) for labels in found.labels})


@given(components())
def test_likelier_by_weight(weights: PairWeights) -> None:
    """Two partitions stand to one another as the weights of their clusters say."""
    found = exactly(weights)
    bits = [
        sum(cluster_weight(weights, sorted(cluster)) for cluster in clusters(labels))
        for labels in found.labels
    ]
    expected = np.exp2(np.array(bits) - max(bits))

    assert pytest.approx((expected / expected.sum()).tolist(), abs=1e-6) == found.probability.tolist()


@given(components(least=2))
def test_together_is_a_chance(weights: PairWeights) -> None:
    """The chance of being one person is symmetric, lies between 0 and 1, and is 1 with oneself."""
    found = exactly(weights).together()

    assert np.array_equal(found, found.T)
    assert pytest.approx(np.ones(size_of(weights)).tolist()) == np.diag(found).tolist()
    assert found.min() >= 0
    assert found.max() <= 1


@given(components(least=2), st.randoms(use_true_random=False))
def test_permuting_mentions_permutes_the_answer(weights: PairWeights, random: object) -> None:
    """It does not matter in which order mentions are numbered."""
    order = sorted(range(size_of(weights)), key=lambda _: random.random())  # type: ignore[attr-defined]
    expected = exactly(weights).together()[np.ix_(order, order)]

    assert np.allclose(expected, exactly(reordered(weights, order)).together(), atol=1e-6)


@given(components(least=2), st.booleans())
def test_forbidden_pairs_are_never_together(weights: PairWeights, is_exact: bool) -> None:
    """No evidence joins what may not be joined, neither directly nor through a third."""
    found = exactly(weights) if is_exact else sampled(weights)

    assert not found.together()[weights.against == FORBIDDEN].any()


@given(components(least=3, most=3, bits=20))
def test_more_evidence_never_parts(weights: PairWeights) -> None:
    """Adding to what speaks for a pair makes these two more likely to be one person, never less."""
    support = weights.support.copy()
    support[0, 1] = support[1, 0] = support[0, 1] + 2
    heavier = PairWeights(support=support, against=weights.against)

    assert exactly(heavier).together()[0, 1] >= exactly(weights).together()[0, 1] - 1e-6


def test_a_must_link_beats_contradictions() -> None:
    """A pair that has to be together is, whatever speaks against it."""
    weights = net(3, [-FORBIDDEN, -30.0, 20.0])

    assert pytest.approx(1.0) == exactly(weights).together()[0, 1]
    assert pytest.approx(1.0) == sampled(weights).together()[0, 1]


# Many components at once ------------------------------------------------------------------------------


def alike(least: int, most: int) -> st.SearchStrategy[list[PairWeights]]:
    """Make several components of one size."""
    return st.integers(least, most).flatmap(
        lambda size: st.lists(components(size, size, bits=20.0), min_size=1, max_size=5)
    )


@pytest.mark.parametrize(
    ("exact_up_to", "most"), [(8, 5_000), (8, 3), (2, 5_000)], ids=["weighed", "too many", "sampled"]
)
@given(several=alike(2, 5))
def test_components_are_cut_alike_alone_and_together(
    several: list[PairWeights], exact_up_to: int, most: int
) -> None:
    """Which other components are cut with one changes nothing about it, to the last bit; nor does how many are worked on at once."""
    sides = (np.stack([getattr(weights, side) for weights in several]) for side in ("support", "against"))
    together = PairWeights(support=next(sides), against=next(sides))
    how = {"exact_up_to": exact_up_to, "draws": 20}
    with (
        mock.patch.object(cutting, "MOST_PARTITIONS", most),
        mock.patch.object(sampling, "FEWEST_SWEEPS", 5),
    ):
        stack = cut(together, **how, seed_of=range(len(several)).__getitem__)
        alone = [partitions_of(weights, **how, seed=seed) for seed, weights in enumerate(several)]
        with (
            mock.patch.object(partitions, "CELLS_AT_ONCE", 1),
            mock.patch.object(weighing, "CELLS_AT_ONCE", 1),
            mock.patch.object(cutting, "BRANCHES_AT_ONCE", 1),
        ):
            little = cut(together, **how, seed_of=range(len(several)).__getitem__)
            chances = little.together()

    for number, expected in enumerate(alone):
        found = stack.of(number)
        assert expected.labels.tolist() == found.labels.tolist()
        assert expected.probability.tolist() == found.probability.tolist()
        assert expected.together().tolist() == stack.together()[number].tolist()
    assert stack.labels.tolist() == little.labels.tolist()
    assert stack.probability.tolist() == little.probability.tolist()
    assert stack.together().tolist() == chances.tolist()


@given(components(least=3, most=5))
def test_too_many_partitions_are_drawn(weights: PairWeights) -> None:
    """Where more partitions are worth keeping than there is room for, as many are drawn as were asked for."""
    with mock.patch.object(cutting, "MOST_PARTITIONS", 3):
        found = partitions_of(weights, exact_up_to=8, draws=64, seed=1)
    times = found.probability * 64

    assert len(found.probability) <= 3 or np.array_equal(times, np.rint(times))
    assert pytest.approx(1.0) == found.probability.sum()


# Counting clusters ------------------------------------------------------------------------------------


@given(components(least=2))
def test_counts_stand_beside_partitions(weights: PairWeights) -> None:
    """Each partition has a count; only clusters that hold a counted mention are in it."""
    found = exactly(weights)
    everybody, nobody = np.ones(size_of(weights), dtype=np.bool_), np.zeros(size_of(weights), dtype=np.bool_)

    assert [len(clusters(labels)) for labels in found.labels] == found.counts(everybody).tolist()
    assert not found.counts(nobody).any()


# Samples ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", range(6))
def test_sampling_agrees_with_enumeration_on_pairs(case: int) -> None:
    """Where each mention has one partner at most, drawing comes to the chances that counting all partitions gives."""
    random = np.random.default_rng(case)
    size = 4 + case % 3
    bits = symmetric(size, (-random.uniform(6, 12, size * (size - 1) // 2)).tolist())
    for one in range(0, size - 1, 2):
        bits[one, one + 1] = bits[one + 1, one] = random.uniform(-2, 4)
    weights = PairWeights.from_net(bits)

    found = np.mean([sampled(weights, seed=seed).together() for seed in range(8)], axis=0)

    assert np.abs(found - exactly(weights).together()).max() < 0.05


@pytest.mark.parametrize("case", range(6))
def test_sampling_agrees_with_enumeration_on_clear_cases(case: int) -> None:
    """Where the evidence is clear both ways say the same."""
    random = np.random.default_rng(case)
    home = random.integers(0, 3, 7)
    noise = symmetric(7, random.uniform(-2, 2, 21).tolist())
    weights = PairWeights.from_net(np.where(home[:, None] == home[None, :], 13.0, -13.0) + noise)

    assert np.abs(sampled(weights).together() - exactly(weights).together()).max() < 0.05


@given(components(least=2, most=5), st.integers(0, 2**63 - 1), st.booleans())
def test_the_same_seed_gives_the_same_partitions(weights: PairWeights, seed: int, is_exact: bool) -> None:
    """The same weights and seed give the same answer to the last bit."""
    up_to = 8 if is_exact else 1
    one, other = (partitions_of(weights, exact_up_to=up_to, draws=100, seed=seed) for _ in range(2))

    assert np.array_equal(one.labels, other.labels)
    assert np.array_equal(one.probability, other.probability)


def told(found: Partitions) -> tuple[list[list[int]], list[float]]:
    """Return partitions and their probabilities as they can be compared to the last bit."""
    return found.labels.tolist(), found.probability.tolist()


@pytest.mark.parametrize(
    ("name", "value"),
    [("MOST_KEPT", 1), ("ROUNDING", 1.0)],
    ids=["nothing is remembered", "nobody surely stays"],
)
@given(weights=components(least=3, most=7, bits=20.0), seed=st.integers(0, 2**63 - 1), is_bound=st.booleans())
def test_what_saves_a_sampler_work_is_never_seen_in_what_it_draws(
    weights: PairWeights, seed: int, is_bound: bool, name: str, value: float
) -> None:
    """It draws the same partitions when it forgets all that it met, and when it always works out where an atom may go."""
    if is_bound:
        weights.support[0, 1] = weights.support[1, 0] = -FORBIDDEN
    with mock.patch.object(partitions, "MOST_KEPT_MEMBERS", 0), without_kernel():
        quickly = partitions_of(weights, exact_up_to=1, draws=60, seed=seed)
        with mock.patch.object(sampling, name, value):
            slowly = partitions_of(weights, exact_up_to=1, draws=60, seed=seed)

    assert told(slowly) == told(quickly)


@given(components(least=2, most=5))
def test_samples_are_distinct_partitions(weights: PairWeights) -> None:
    """Drawn partitions come once each, likeliest first, and their probabilities add up to one."""
    found = partitions_of(weights, exact_up_to=1, draws=100, seed=3)

    assert len(found.probability) == len({clusters(labels) for labels in found.labels})
    assert pytest.approx(1.0) == found.probability.sum()
    assert sorted(found.probability.tolist(), reverse=True) == found.probability.tolist()


def test_forty_certain_mentions_are_one_person() -> None:
    """A large component whose every pair is certain has one partition and takes no time."""
    found = partitions_of(net(40, [30.0] * 780), exact_up_to=8, draws=1000, seed=1)

    assert [1] == found.counts(np.ones(40, dtype=np.bool_)).tolist()
    assert [1.0] == found.probability.tolist()


@given(components(least=2, most=5))
def test_pairs_of_a_partition_are_those_of_its_clusters(weights: PairWeights) -> None:
    """A cluster of n mentions joins n (n - 1) / 2 pairs."""
    found = exactly(weights)

    assert [
        sum(len(cluster) * (len(cluster) - 1) // 2 for cluster in clusters(labels)) for labels in found.labels
    ] == pairs_in(found.labels).tolist()


@given(st.lists(components(least=2, most=4), min_size=1, max_size=5))
def test_a_stack_holds_every_component(several: list[PairWeights]) -> None:
    """Components of one size lie end to end, and each is found again whole."""
    made = [exactly(weights) for weights in several]
    again: dict[int, list[list[int]]] = {}
    for places, stack in stacked(made):
        for place, labels in zip(places, np.split(stack.labels, stack.starts[1:]), strict=True):
            again[place] = labels.tolist()

    assert {place: one.labels.tolist() for place, one in enumerate(made)} == again


@given(components(least=2, most=6))
def test_clusters_weigh_the_same_at_once_and_one_by_one(weights: PairWeights) -> None:
    """Once many clusters of a component were asked for all are weighed together, to the last bit as each alone."""
    weights = weights.stepped()
    atoms = tuple((member,) for member in range(size_of(weights)))
    clusters = range(1 << len(atoms))
    with mock.patch.object(weighing, "MOST_AT_ONCE", 0):
        alone = Weigher(weights, atoms)
    together = Weigher(weights, atoms)

    assert [alone.of(one) for one in clusters] == [together.of(one) for one in clusters]


def test_costly_partitions_are_kept_and_never_mixed_up() -> None:
    """A component that was cut before is not cut again; another, or another seed, is; what was handed out may be changed."""
    chance = np.random.default_rng(1)
    one, other = (net(14, (chance.normal(size=91) * 6).tolist()) for _ in range(2))

    def drawn(weights: PairWeights, seed: int) -> Partitions:
        return partitions_of(weights, exact_up_to=8, draws=60, seed=seed)

    first = drawn(one, 1)
    with mock.patch.object(partitions, "MOST_KEPT_MEMBERS", 0):
        anew = {
            name: drawn(weights, seed)
            for name, weights, seed in (("a", one, 1), ("b", other, 1), ("c", one, 2))
        }

    for name, found in {"a": first, "b": drawn(other, 1), "c": drawn(one, 2)}.items():
        assert anew[name].labels.tolist() == found.labels.tolist()
        assert anew[name].probability.tolist() == found.probability.tolist()
    first.labels[0, 0] = 1
    with mock.patch.object(partitions, "sample", side_effect=AssertionError):
        assert anew["a"].labels.tolist() == drawn(one, 1).labels.tolist()
