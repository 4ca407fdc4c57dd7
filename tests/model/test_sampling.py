"""The kernel draws what the steps in Python draw, to the last bit."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model import sampling
from resolver.model.sampling import sample
from resolver.model.weighing import FORBIDDEN, Atoms, PairWeights
from tests.forms import needs_kernel, without_kernel


def component(size: int, seed: int) -> PairWeights:
    """Make pair weights of a few people with several mentions each; some whole numbers, so that many weigh the same."""
    chance = np.random.default_rng(seed)
    home = chance.integers(0, max(size // int(chance.integers(1, 8)), 1), size)
    alike = home[:, None] == home[None, :]
    net = np.where(alike, chance.choice([0, 3, 8, 15]), -chance.choice([2, 8, 25]))
    net = net + chance.normal(size=(size, size)) * chance.choice([0.0, 0.5, 4, 10])
    if chance.random() < 0.4:
        net = np.round(net)
    decided = chance.random((size, size))
    net[decided < 0.05], net[decided > 0.99] = FORBIDDEN, -FORBIDDEN
    both = np.triu(chance.random((size, size)) * chance.choice([0, 3]), 1)
    net = np.triu(net, 1)
    net, both = net + net.T, both + both.T
    return PairWeights(support=np.maximum(net, 0) + both, against=np.minimum(net, 0) - both)


def atoms_among(size: int, count: int, seed: int) -> Atoms:
    """Deal mentions to so many atoms, or fewer."""
    atom = np.random.default_rng(seed).integers(0, count, size)
    return tuple(tuple(np.flatnonzero(atom == one).tolist()) for one in dict.fromkeys(atom.tolist()))


@needs_kernel
@given(size=st.integers(2, 50), most=st.integers(1, 50), seed=st.integers(0, 2**32 - 1))
def test_both_forms_draw_the_same(size: int, most: int, seed: int) -> None:
    """Whatever speaks for and against, is forbidden or beyond doubt, weighs the same, or is one atom of several mentions."""
    weights, atoms = component(size, seed), atoms_among(size, most, seed)

    by_kernel = sample(weights, atoms, draws=40, seed=seed)
    with without_kernel():
        assert sample(weights, atoms, draws=40, seed=seed) == by_kernel


@needs_kernel
@pytest.mark.parametrize("size", [64, 65, 80])
def test_both_forms_draw_the_same_of_many_atoms(size: int) -> None:
    """More atoms than a machine word has bits are no different."""
    weights, atoms = component(size, seed=size), tuple((member,) for member in range(size))

    by_kernel = sample(weights, atoms, draws=10, seed=1)
    with without_kernel():
        assert sample(weights, atoms, draws=10, seed=1) == by_kernel


@needs_kernel
@pytest.mark.parametrize("size", [20, 70])
def test_forgetting_clusters_is_never_seen(size: int) -> None:
    """The kernel draws the same when it keeps no more than one move needs."""
    weights, atoms = component(size, seed=2), tuple((member,) for member in range(size))

    drawn = sample(weights, atoms, draws=60, seed=1)
    with mock.patch.object(sampling, "MOST_KEPT_WORDS", 0):
        assert sample(weights, atoms, draws=60, seed=1) == drawn
