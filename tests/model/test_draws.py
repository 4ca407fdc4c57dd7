"""Samples of how many people there are: components, loose pairs, bare names and missed matches, in all and by value."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model import draws
from resolver.model.balance import balance
from resolver.model.constraints import groups_of
from resolver.model.doubts import LOOSE, Doubts
from resolver.model.draws import People, Values, draw_people, draw_values
from resolver.model.partitions import Partitions, partitions_of
from resolver.model.recall import RecallEstimate
from resolver.model.weighing import PairWeights

Component = tuple[tuple[int, ...], Partitions]
SINGLES = People(rows=tuple((row,) for row in range(6)))


def component(rows: list[int], bits: list[float]) -> Component:
    """Return the partitions of some rows with pair weights in bits."""
    weights = np.zeros((len(rows), len(rows)))
    weights[np.triu_indices(len(rows), 1)] = bits
    found = partitions_of(PairWeights.from_net(weights + weights.T), exact_up_to=8, draws=100, seed=1)
    return tuple(rows), found


def loose(*pairs: tuple[int, int, float]) -> pl.DataFrame:
    """Return loose pairs of rows."""
    return pl.DataFrame(list(pairs), schema=LOOSE, orient="row")


# People -----------------------------------------------------------------------------------------------


def test_loose_pairs_take_off_what_they_are_worth() -> None:
    """A thousand pairs of one in a hundred are ten people fewer, give or take."""
    people = People(rows=tuple((row,) for row in range(2000)))
    pairs = loose(*((2 * row, 2 * row + 1, 0.01) for row in range(1000)))
    drawn = draw_people(people, Doubts(loose=pairs), draws=2000, seed=1)
    low, middle, high = drawn.interval()

    assert pytest.approx(1990.0) == drawn.expected
    assert (1990, 6) == (middle, high - middle)
    assert 1982 < low < 1986
    assert pytest.approx(10.0, abs=0.5) == drawn.unasked.mean()


def test_a_pair_that_is_asked_about_is_no_unasked_merge() -> None:
    """What a human will answer needs no room below the fewest."""
    people = People(rows=((0,), (1,)), asked=frozenset({(0, 1)}))
    for doubts in (Doubts(loose=loose((0, 1, 0.5))), Doubts(components=(component([0, 1], [0.0]),))):
        drawn = draw_people(people, doubts, draws=500, seed=1)

        assert 0 == drawn.unasked.sum()
        assert 0.4 < drawn.people.mean() - 1 < 0.6


def test_what_was_joined_may_be_several() -> None:
    """A person whose mentions hang together with a chance of nine tenths is two in a tenth of the draws."""
    people = People(rows=((0, 1),))
    drawn = draw_people(people, Doubts(components=(component([0, 1], [np.log2(9)]),)), draws=5000, seed=1)

    assert pytest.approx(1.1, abs=0.001) == drawn.expected
    assert pytest.approx(0.1, abs=0.02) == drawn.splits.mean()


def test_missed_matches_take_people_off() -> None:
    """Where one match of ten is missed, pairs of mentions are counted twice by a ninth of the merges that were made; and as blocking does not see
    a tenth, a tenth of the people have a mention besides that looks like nobody's.
    """
    people = People(rows=tuple((2 * at, 2 * at + 1) for at in range(900)))
    recall = RecallEstimate(found=900.0, missed=100.0, log_error=0.0)
    drawn = draw_people(people, Doubts(recall=recall), draws=2000, seed=1)

    assert pytest.approx(900.0 - 100.0 - 90.0) == drawn.expected
    assert pytest.approx(710.0, abs=2.0) == drawn.people.mean()


def test_a_common_error_widens_the_interval() -> None:
    """If all weights may be off together, the number of people is less sure."""
    doubts = [component([2 * at, 2 * at + 1], [0.0]) for at in range(200)]
    people = People(rows=tuple((row,) for row in range(400)))
    widths = []
    for bits in (0.0, 1.0):
        low, _, high = draw_people(
            people, Doubts(components=doubts, common_error=bits), draws=1000, seed=1
        ).interval()
        widths.append(high - low)

    assert widths[0] * 2 < widths[1]


@given(st.lists(st.floats(-8, 8), min_size=6, max_size=6), st.floats(0.001, 0.999), st.integers(0, 2**31))
def test_draws_lie_between_one_and_all(bits: list[float], chance: float, seed: int) -> None:
    """No draw has fewer than one or more than all mentions, and unasked merges and splits add up."""
    doubts = Doubts(
        components=(component([0, 1, 2, 3], bits),), loose=loose((4, 5, chance)), common_error=1.0
    )
    drawn = draw_people(SINGLES, doubts, draws=50, seed=seed)

    assert (drawn.people >= 1).all()
    assert (drawn.people + drawn.unasked == 6).all()
    assert not drawn.splits.any()


# By value ---------------------------------------------------------------------------------------------


def test_values_add_up_to_everybody() -> None:
    """Shares of persons with two values, and those who state none, add up to the number of all people in every draw."""
    values = Values(rows=((0, 1), (2,), (3,), (4,), (5,)), value_of={0: 0, 1: 1, 2: 0, 4: 1}, count=2)
    doubts = Doubts(components=(component([2, 3], [0.0]),), loose=loose((4, 5, 0.3)))
    drawn, expected = draw_values(values, doubts, draws=200, seed=1)

    assert np.allclose(drawn[:-1].sum(axis=0), drawn[-1])
    assert pytest.approx(expected[-1]) == expected[:-1].sum()
    assert pytest.approx(4.2) == expected[-1]
    assert pytest.approx([0.5 + 1.0, 0.5 + 1.0]) == expected[:2].tolist()


def test_on_lists_a_person_counts_in_full() -> None:
    """A person on two lists counts on each, once among everybody."""
    values = Values(rows=((0, 1),), value_of={0: 0, 1: 1}, count=2, is_whole=True)
    _, expected = draw_values(values, Doubts(), draws=10, seed=1)

    assert [1.0, 1.0, 0.0, 1.0] == expected.tolist()


def test_everybody_is_the_same_number_either_way() -> None:
    """Counting by value expects as many people in all as counting people does."""
    doubts = Doubts(
        components=(component([0, 1, 2], [1.0, -2.0, 0.5]),),
        loose=loose((3, 4, 0.2)),
        attachments={5: 0.25},
        recall=RecallEstimate(found=9.0, missed=1.0, log_error=0.3),
    )
    values = Values(rows=SINGLES.rows, value_of={row: row % 2 for row in range(6)}, count=2)
    _, expected = draw_values(values, doubts, draws=10, seed=1)

    assert pytest.approx(draw_people(SINGLES, doubts, draws=10, seed=1).expected) == expected[-1]


# Balance ----------------------------------------------------------------------------------------------


def test_isolated_pairs_are_balanced() -> None:
    """Where no pair competes with another, partitions expect what pairs do, and nothing shifts."""
    components = [component([0, 1], [bits])[1] for bits in (-3.0, 0.0, 2.0)] * 40
    chances = [float(1 / (1 + 2.0**-bits)) for bits in (-3.0, 0.0, 2.0)] * 40
    doubt = sum(chance * (1 - chance) for chance in chances)

    assert pytest.approx(0.0, abs=1e-6) == balance(
        sum(chances), doubt, 0.0, components, (np.zeros(0), np.zeros(0, dtype=np.int64))
    )


def test_pairs_that_compete_lift_the_others() -> None:
    """Where each mention may be either of two who are apart, partitions join too little and are lifted."""
    crowd = [component([0, 1, 2], [0.0, 0.0, -30.0])[1] for _ in range(100)]

    assert 0.3 < balance(100.0, 50.0, 0.0, crowd, (np.zeros(0), np.zeros(0, dtype=np.int64)))


def test_people_of_several_mentions_may_have_one_more() -> None:
    """Of four hundred people of two mentions, one in fifty is counted once more: eight are expected, give or take a factor of seven."""
    people = People(rows=tuple((2 * at, 2 * at + 1) for at in range(400)))
    drawn = draw_people(people, Doubts(unrecognised=0.02), draws=1000, seed=1)
    low, middle, high = drawn.interval()

    assert pytest.approx(392.0) == drawn.expected
    assert pytest.approx(8.0, abs=0.7) == drawn.unasked.mean()
    assert low < 380 < 390 < middle < high <= 400


def test_people_of_one_mention_are_not_counted_again() -> None:
    """Nobody named once is taken for a double because doubles are hard to see elsewhere."""
    assert (6, 6, 6) == draw_people(SINGLES, Doubts(unrecognised=0.5), draws=100, seed=1).interval()


@given(st.lists(st.lists(st.floats(-6, 6), min_size=3, max_size=3), min_size=1, max_size=6))
def test_components_are_drawn_alike_one_by_one_and_together(bits: list[list[float]]) -> None:
    """How many components are drawn at once changes no draw."""
    made = [component([3 * at, 3 * at + 1, 3 * at + 2], one) for at, one in enumerate(bits)]
    pairs = [component([100 + 2 * at, 101 + 2 * at], one[:1]) for at, one in enumerate(bits)]
    doubts = Doubts(components=tuple(one for both in zip(made, pairs, strict=True) for one in both))
    people = People(rows=tuple((row,) for rows, _ in doubts.components for row in rows))
    with pytest.MonkeyPatch.context() as patch:
        together = draw_people(people, doubts, draws=50, seed=1)
        patch.setattr(draws, "AT_ONCE", 1)
        patch.setattr(draws, "CELLS_AT_ONCE", 1)
        alone = draw_people(people, doubts, draws=50, seed=1)

    assert together.people.tolist() == alone.people.tolist()
    assert together.splits.tolist() == alone.splits.tolist()
    assert pytest.approx(together.expected) == alone.expected


@given(
    st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(0, 3)), min_size=2, max_size=7),
    st.frozensets(st.sampled_from([(0, 1), (0, 2), (1, 2), (2, 3)])),
)
def test_one_way_to_cut_says_what_it_joins_and_parts(
    mentions: list[tuple[int, int | None]], questions: frozenset[tuple[int, int]]
) -> None:
    """Given the cluster of each mention and whose we hold it for: people, merges that no question leads to, and pieces too many."""
    held = sorted({person for _, person in mentions if person is not None})
    rows = [tuple(row for row, (_, mine) in enumerate(mentions) if mine == person) for person in held]
    asked = frozenset(
        (held.index(one), held.index(other)) for one, other in questions if {one, other} <= set(held)
    )
    cut = Partitions(
        labels=np.array([[label for label, _ in mentions]], dtype=np.int16), probability=np.ones(1)
    )
    doubts = Doubts(components=((tuple(range(len(mentions))), cut),))
    drawn = draw_people(People(rows=tuple(rows), asked=asked), doubts, draws=1, seed=1)
    counted = [(label, held.index(person)) for label, person in mentions if person is not None]

    def pieces(more: list[tuple[int, int]]) -> int:
        joined = groups_of([*asked, *more])
        return len({joined.get(place, place) for place in range(len(held))})

    joined = [(mine, theirs) for one, mine in counted for other, theirs in counted if one == other]
    assert len({label for label, _ in counted}) == drawn.people[0]
    assert pieces([]) - pieces(joined) == drawn.unasked[0]
    assert len(set(counted)) - len(held) == drawn.splits[0]
