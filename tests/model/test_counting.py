"""Three numbers say how many people there are: the fewest that open questions allow, our best reading, the most."""

import itertools
import math
from collections.abc import Iterable

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.counting import Countable, PeopleCount, count_people, reason_not_counted, settle
from resolver.model.doubts import LOOSE, Doubts
from resolver.model.partitions import Partitions, partitions_of
from resolver.model.weighing import PairWeights

Component = tuple[tuple[int, ...], Partitions]
Pairs = list[tuple[str, str]]
ROLES = ("casualty", "relative", "source", "official", "author", "witness", "perpetrator", "unknown")
STATUSES = ("killed", "died_of_wounds", "missing", "captured", "wounded", "alive", "unknown")


def person(
    person_id: str,
    *rows: int,
    role: str = "casualty",
    status: str = "killed",
    is_named: bool = True,
    is_bare: bool = False,
) -> Countable:
    """Return one person; without rows, one of its own."""
    return Countable(
        person_id=person_id,
        rows=rows or (hash(person_id) % 1_000_000,),
        role=role,
        status=status,
        is_named=is_named,
        is_bare=is_bare,
        people_count=1,
        incident=None,
    )


def component(rows: Iterable[int], bits: list[float]) -> Component:
    """Return a component of rows with pair weights in bits."""
    members = tuple(rows)
    weights = np.zeros((len(members), len(members)))
    weights[np.triu_indices(len(members), 1)] = bits
    found = partitions_of(PairWeights.from_net(weights + weights.T), exact_up_to=8, draws=100, seed=1)
    return members, found


# Who is counted ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, None),
        ({"status": "died_of_wounds"}, None),
        ({"is_bare": True}, None),
        ({"role": "official"}, "role: official"),
        ({"role": "relative", "is_named": False}, "role: relative"),
        ({"is_named": False}, "unnamed"),
        ({"status": "missing"}, "status: missing"),
        ({"status": "unknown"}, "status: unknown"),
        ({"status": "alive"}, "status: alive"),
    ],
)
def test_reason_not_counted(said: dict[str, object], expected: str | None) -> None:
    """Only casualties who are named and reported dead are counted, and the reason is told."""
    assert expected == reason_not_counted(person("a", **said))  # type: ignore[arg-type]


@given(
    st.lists(
        st.tuples(st.sampled_from(ROLES), st.sampled_from(STATUSES), st.booleans(), st.booleans()), max_size=8
    ),
    st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=8),
)
def test_nobody_else_is_ever_counted(
    said: list[tuple[str, str, bool, bool]], questions: set[tuple[int, int]]
) -> None:
    """Unnamed people, the living, relatives, officials and sources are never counted, whatever is asked about them."""
    persons = [
        person(str(at), role=role, status=status, is_named=named, is_bare=bare)
        for at, (role, status, named, bare) in enumerate(said)
    ]
    asked = [(str(one), str(other)) for one, other in questions if one < other < len(said)]

    counted = settle(persons, asked)

    assert {one.person_id for one in persons} == set(counted)
    for one in persons:
        assert (reason_not_counted(one) is not None) == (counted[one.person_id] == "no")


@pytest.mark.parametrize(
    ("questions", "apart", "certain"),
    [
        ([], [], 3),
        ([("a", "b")], [], 2),
        ([("a", "b"), ("b", "c")], [("a", "c")], 2),
        ([("a", "b"), ("b", "c"), ("a", "c")], [], 1),
        ([("a", "b"), ("b", "c"), ("a", "c")], [("a", "b")], 2),
        ([("a", "b"), ("b", "c"), ("a", "c")], [("a", "b"), ("a", "c"), ("b", "c")], 3),
    ],
)
def test_settle(questions: Pairs, apart: Pairs, certain: int) -> None:
    """Certain are as many as are left when every open question is answered "same", as far as contradictions let them."""
    never = np.array(["abc".index(one) for pair in apart for one in pair], dtype=np.int64).reshape(-1, 2)

    counted = settle([person(one) for one in "abc"], questions, never)

    assert certain == sum(answer == "yes" for answer in counted.values())
    assert {"yes", "open"} >= set(counted.values())


def test_a_question_with_a_living_man_leaves_the_count() -> None:
    """Who is asked about beside somebody who is not counted stays certain."""
    assert {"a": "yes", "b": "no"} == settle([person("a"), person("b", status="alive")], [("a", "b")])


def test_a_bare_name_is_never_certain() -> None:
    """A surname alone may be anybody: it is open even where nothing is asked."""
    assert {"a": "yes", "b": "open"} == settle([person("a"), person("b", is_bare=True)], [])


@given(
    st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=10), st.randoms(use_true_random=False)
)
def test_settle_sees_no_order(questions: set[tuple[int, int]], random: object) -> None:
    """The order of persons and questions, and of the two in a question, does not count."""
    persons = [person(str(at), at) for at in range(7)]
    asked = [(str(one), str(other)) for one, other in sorted(questions) if one < other]
    shuffled = sorted(persons, key=lambda _: random.random())  # type: ignore[attr-defined]

    assert settle(persons, asked) == settle(shuffled, [(b, a) for a, b in reversed(asked)])


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=10))
def test_a_question_never_raises_what_is_certain(questions: set[tuple[int, int]]) -> None:
    """Without a question everybody is certain; with questions nobody is who was not, and somebody always is."""
    persons = [person(str(at), at) for at in range(7)]
    asked = [(str(one), str(other)) for one, other in sorted(questions) if one < other]
    named = {one for pair in asked for one in pair}
    counted = settle(persons, asked)

    assert all(counted[one.person_id] == "yes" for one in persons if one.person_id not in named)
    assert "yes" in counted.values()


# Three numbers ----------------------------------------------------------------------------------------


def count_of(
    persons: list[Countable],
    questions: Pairs,
    doubts: Doubts | None = None,
    *,
    seed: int = 1,
    draws: int = 1000,
) -> PeopleCount:
    """Count persons with open questions and what else is doubtful."""
    counted = settle(persons, questions)
    return count_people(persons, counted, questions, doubts or Doubts(), draws=draws, seed=seed)


@pytest.mark.parametrize("case", range(40))
def test_the_three_numbers_are_in_order(case: int) -> None:
    """Fewest, the interval, the best reading and the most never cross."""
    random = np.random.default_rng(case)
    components, persons, questions = [], [], []
    for number in range(int(random.integers(1, 5))):
        size = int(random.integers(2, 6))
        rows = range(number * 10, number * 10 + size)
        members, found = component(rows, random.uniform(-3, 3, size * (size - 1) // 2).tolist())
        components.append((members, found))
        persons += [person(f"p{row:03}", row) for row in rows]
        together = found.together()
        questions += [
            (f"p{members[one]:03}", f"p{members[other]:03}")
            for one, other in itertools.combinations(range(size), 2)
            if together[one, other] >= 0.05
        ]
    count = count_of(persons, questions, Doubts(components=components), seed=case)
    certain = sum(answer == "yes" for answer in settle(persons, questions).values())

    assert count.fewest <= count.low <= count.median <= count.high <= count.most == len(persons)
    assert count.low <= count.best <= count.high
    assert count.fewest <= certain


def test_certain_people_are_counted_once() -> None:
    """People whom nobody doubts are all three numbers."""
    persons = [person("a", 1, 2, 3), person("b", 4), person("c", 5, status="missing")]
    count = count_of(persons, [])

    assert (2, 2.0, 2, 2, 2) == (count.fewest, count.best, count.low, count.high, count.most)


def test_the_best_reading_is_the_expected_number() -> None:
    """Two mentions that are one person with a chance of two thirds are 1 1/3 people."""
    persons = [person("a", 0), person("b", 1), person("c", 9)]
    count = count_of(persons, [("a", "b")], Doubts(components=[component([0, 1], [1.0])]))

    assert (2, 2, 3, 3) == (count.fewest, count.low, count.high, count.most)
    assert pytest.approx(2 + 1 / 3) == count.best


@pytest.mark.parametrize(("chance", "expected"), [(0.0, 2.0), (0.25, 1.75), (1.0, 1.0)])
def test_a_bare_name_counts_as_far_as_it_is_somebody_new(chance: float, expected: float) -> None:
    """A bare name that is somebody already counted with some chance adds the rest of it."""
    persons = [person("a", 0), person("b", 1, is_bare=True)]
    count = count_of(persons, [], Doubts(attachments={1: chance}))

    assert (1, 2) == (count.fewest, count.most)
    assert pytest.approx(expected) == count.best


def test_the_fewest_leave_room_for_doubles_nobody_is_asked_about() -> None:
    """A thousand pairs of one in a hundred, none of them asked: ten doubles are expected, and six more allowed for."""
    persons = [person(f"p{row:04}", row) for row in range(2000)]
    rows = [(2 * at, 2 * at + 1, 0.01) for at in range(1000)]
    doubts = Doubts(loose=pl.DataFrame(rows, schema=LOOSE, orient="row"))
    count = count_of(persons, [], doubts)

    assert pytest.approx(1990.0) == count.best
    assert 1982 <= count.fewest <= 1985
    assert count.low < 1990 < count.high <= count.most == 2000


def test_one_unlikely_double_takes_nobody_off() -> None:
    """Room is made in whole people: a single pair of one in ten leaves two people certain."""
    pair = pl.DataFrame([(0, 1, 0.1)], schema=LOOSE, orient="row")
    count = count_of([person("a", 0), person("b", 1)], [], Doubts(loose=pair))

    assert (2, 2) == (count.fewest, count.most)


def test_the_most_leave_room_for_wrong_links() -> None:
    """A hundred persons of two mentions, each joined with a chance of nine tenths: there may be ten people more, and six beyond."""
    components = [component([2 * at, 2 * at + 1], [math.log2(9)]) for at in range(100)]
    persons = [person(f"p{at:03}", 2 * at, 2 * at + 1) for at in range(100)]
    count = count_of(persons, [], Doubts(components=components))

    assert pytest.approx(110.0, abs=0.1) == count.best
    assert 114 <= count.most <= 118
    assert 100 == count.fewest


@given(
    st.lists(st.floats(-6, 6), min_size=3, max_size=3),
    st.sampled_from([role for role in ROLES if role != "casualty"]),
)
def test_doubts_about_others_change_no_number(bits: list[float], role: str) -> None:
    """Whether three officials are one man does not touch the number of the dead."""
    dead = [person("a", 7)]
    others = [person(str(row), row, role=role) for row in range(3)]
    doubts = Doubts(components=[component(range(3), bits)], common_error=0.5)
    count = count_of([*dead, *others], [("0", "1")], doubts, draws=100)

    assert (1, 1.0, 1, 1, 1) == (count.fewest, count.best, count.low, count.high, count.most)


def test_nobody_is_zero() -> None:
    """An empty list counts nobody."""
    count = count_of([], [], draws=100)

    assert (0, 0.0, 0, 0, 0) == (count.fewest, count.best, count.low, count.high, count.most)


@given(st.lists(st.floats(-6, 6), min_size=6, max_size=6), st.integers(0, 2**32))
def test_the_same_seed_counts_the_same(bits: list[float], seed: int) -> None:
    """A count is repeated to the last bit."""
    persons = [person(str(row), row) for row in range(4)]
    doubts = Doubts(components=[component(range(4), bits)], common_error=0.5)
    one, other = (count_of(persons, [("0", "1"), ("2", "3")], doubts, seed=seed, draws=200) for _ in range(2))

    assert one == other
