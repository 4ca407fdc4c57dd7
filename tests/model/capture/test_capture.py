"""Capture histories: what holds for all of them, what is refused, what is warned of, and how often intervals hold the truth."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolver.model.capture import (
    Criterion,
    Estimate,
    Histories,
    Refused,
    chao_bound,
    chapman,
    estimate_population,
)
from tests.model.capture.populations import population

Counts = Mapping[tuple[str, ...], int]


@st.composite
def histories(draw: st.DrawFn, lists: Sequence[int] = (2, 3, 4), least: int = 0) -> Histories:
    """Return histories of a few lists."""
    count = draw(st.sampled_from(list(lists)))
    cells = draw(st.lists(st.integers(least, 60), min_size=(1 << count) - 1, max_size=(1 << count) - 1))
    return Histories(lists=tuple("ABCD"[:count]), cells=np.array([0, *cells], dtype=np.int64))


def outcome(found: Estimate | Refused) -> tuple[object, ...]:
    """Return what an estimate says, rounded."""
    if isinstance(found, Refused):
        return ("refused", found.reason)
    return tuple(round(number, 3) for number in (found.low, found.total, found.high, found.best.total))


# Properties -------------------------------------------------------------------------------------------


@given(histories())
def test_histories_sum_to_the_people_counted(table: Histories) -> None:
    """Nobody is lost: by number of lists, and by combination, the same people."""
    assert table.people == int(table.by_number().sum())
    assert sum(table.sizes()) == int((table.by_number() * np.arange(1, len(table.lists) + 1)).sum())


@given(histories(), st.data())
def test_merging_lists_never_adds_to_what_is_shared(table: Histories, data: st.DataObject) -> None:
    """With two lists as one, the same people stand on lists, and never more of them on several."""
    pair = data.draw(st.permutations(table.lists))[:2]
    merged = table.merged([pair])
    assert table.people == merged.people
    assert merged.by_number()[1:].sum() <= table.by_number()[1:].sum()


FOUR = Histories(lists=tuple("ABCD"), cells=np.array([0, *range(40, 10, -2)], dtype=np.int64))


@given(histories(lists=(2, 3)), st.permutations(range(4)))
@example(FOUR, [2, 0, 3, 1])
def test_keeping_all_lists_in_another_order_changes_nothing(table: Histories, order: Sequence[int]) -> None:
    """The order of the lists makes no difference to any number."""
    turned = table.keeping([table.lists[at] for at in order if at < len(table.lists)])
    assert outcome(estimate_population(table)) == outcome(estimate_population(turned))


@given(histories(lists=(3,), least=5), st.permutations("ABC"))
def test_the_names_of_lists_do_not_matter(table: Histories, names: Sequence[str]) -> None:
    """Lists under other names, and so in another order inside, give the same estimate."""
    other = Histories(lists=tuple(names), cells=table.cells)
    one, two = (estimate_population(each) for each in (table, other))
    assert isinstance(one, Estimate)
    assert isinstance(two, Estimate)
    assert one.total == pytest.approx(two.total, rel=1e-4)


@given(histories())
def test_nobody_on_a_list_is_denied(table: Histories) -> None:
    """An estimate never falls below the people who stand on lists, and its ends are in order."""
    found = estimate_population(table)
    if isinstance(found, Estimate):
        assert found.histories.people <= found.low <= found.total <= found.high
        assert sum(found.weights) == pytest.approx(1.0)
    bound = chao_bound(table)
    assert bound is not None
    assert table.people <= bound.low <= bound.estimate <= bound.high


@given(histories(lists=(2,), least=7))
def test_chaos_bound_of_two_lists_is_chapmans_estimate(table: Histories) -> None:
    """With two lists, the lower bound and Chapman's estimate are one number."""
    bound = chao_bound(table)
    assert bound is not None
    assert chapman(table).estimate == pytest.approx(bound.estimate)


@given(histories(lists=(3,), least=5))
def test_draws_that_all_agree_add_no_doubt(table: Histories) -> None:
    """When every draw of the linkage is the same table, the interval is that of the table."""
    alone, drawn = estimate_population(table), estimate_population(table, [table] * 3)
    assert outcome(alone) == outcome(drawn)
    assert isinstance(drawn, Estimate)
    assert drawn.linkage[0] == pytest.approx(drawn.linkage[1])


# Refusals and warnings --------------------------------------------------------------------------------

THREE: Counts = {
    ("A",): 300, ("B",): 250, ("C",): 200, ("A", "B"): 75, ("A", "C"): 60, ("B", "C"): 50, ("A", "B", "C"): 15
}  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({("A",): 50}, "one list alone (A) cannot show whom it misses"),
        ({("A",): 50, ("B",): 40}, "no two lists share enough people (most: 0; at least 7 are needed)"),
        (
            {("A",): 50, ("B",): 40, ("A", "B"): 6},
            "no two lists share enough people (most: 6; at least 7 are needed)",
        ),
        (
            {("A",): 50, ("A", "B"): 20},
            "A holds everybody of B: two such lists are not independent",
        ),
        (
            {("A", "B", "C"): 30},
            "no model can tell how many people are missed: too many combinations of lists are empty",
        ),
    ],
)
def test_what_cannot_be_known_is_refused(counts: Counts, told: str) -> None:
    """Too few lists, too little overlap and lists inside one another give a reason, not a number."""
    found = estimate_population(Histories.of(counts))
    assert isinstance(found, Refused)
    assert told == found.reason


def test_a_list_that_shares_nobody_is_set_aside() -> None:
    """A list apart says nothing of who is missed: the others are estimated, and it is told."""
    found = estimate_population(Histories.of({**THREE, ("D",): 90}))
    alone = estimate_population(Histories.of(THREE))
    assert outcome(alone) == outcome(found)
    assert found.warnings[0].startswith("D is set aside: it shares nobody with another list (its people, 90,")


def test_a_copy_is_told() -> None:
    """A list of which nine in ten stand on another is said to look like a copy."""
    copied = {**THREE, ("A", "C"): 60 + 900, ("C",): 20}
    found = estimate_population(Histories.of(copied))
    assert any("if one copies the other" in told for told in found.warnings)


def test_two_lists_come_with_their_caveat() -> None:
    """Two lists are estimated, and it is told that they cannot show whether they depend on one another."""
    found = estimate_population(Histories.of({("A",): 781, ("B",): 254, ("A", "B"): 167}))
    assert isinstance(found, Estimate)
    assert found.two_lists is not None
    assert "two lists cannot show" in found.warnings[0]
    assert (2160, 2674) == (round(found.two_lists.low), round(found.two_lists.high))


def test_independent_lists_are_not_warned_of() -> None:
    """Three lists that share as many people as chance has them share bring no warning."""
    assert () == estimate_population(Histories.of(THREE)).warnings


def test_dependence_is_told() -> None:
    """Where people differ in how visible they are, it is told that estimates err low."""
    table = population(2000, (0.3, 0.3, 0.3), visibility=1.5, seed=3)
    assert any("likelier to be on others" in told for told in estimate_population(table).warnings)


# Draws and coverage -----------------------------------------------------------------------------------


def test_linkage_doubt_widens_the_interval() -> None:
    """Where draws differ in who is shared, the interval is wider than with any one of them."""
    base = Histories.of(THREE)
    fewer = Histories.of({**THREE, ("A", "B"): 45, ("A",): 330, ("B",): 280})
    alone, both = estimate_population(base), estimate_population(base, [base, fewer])
    assert isinstance(alone, Estimate)
    assert isinstance(both, Estimate)
    assert both.high - both.low > alone.high - alone.low
    assert both.linkage[1] > both.linkage[0]


def test_draws_that_cannot_tell_are_left_out() -> None:
    """A draw in which lists share nobody says nothing of who is missed: it is left out and told; where all are like that, refused."""
    base, nothing = Histories.of(THREE), Histories.of({("A",): 400, ("B",): 300, ("C",): 260})
    alone, some = estimate_population(base, [base]), estimate_population(base, [base, nothing])
    assert isinstance(alone, Estimate)
    assert isinstance(some, Estimate)
    assert outcome(alone) == outcome(some)
    assert alone.linkage == pytest.approx(some.linkage)
    assert alone.sampled == pytest.approx(some.sampled)
    assert some.warnings[0].startswith("no model can tell how many are missed in 1 of 2 draws")
    assert isinstance(estimate_population(base, [nothing]), Refused)


@pytest.mark.parametrize(
    ("chances", "dependence"), [((0.4, 0.3), 0.0), ((0.4, 0.3, 0.25), 0.0), ((0.4, 0.3, 0.25), 1.0)]
)
def test_intervals_hold_the_truth(chances: tuple[float, ...], dependence: float) -> None:
    """Of 40 made populations of 1,000, at least 35 lie in their interval; ``make trials`` tries many more."""
    held = 0
    for seed in range(40):
        found = estimate_population(population(1000, chances, dependence=dependence, seed=seed))
        held += isinstance(found, Estimate) and found.low <= 1000 <= found.high
    assert held >= 35


def test_bic_is_a_choice() -> None:
    """The criterion is told with the estimate, and orders the candidates."""
    found = estimate_population(Histories.of(THREE), criterion=Criterion.BIC)
    assert isinstance(found, Estimate)
    assert [one.bic for one in found.candidates] == sorted(one.bic for one in found.candidates)
