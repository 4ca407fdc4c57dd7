"""cluster under constraints: humans are never broken, lists keep their promise, families stay apart, strangers change nothing."""

import itertools
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.constraints import Pair, constraints_of, groups_of
from resolver.model.linking import LinkRule
from resolver.packed import Packed
from resolver.run import Run
from resolver.stages.cluster import Clusterable, Clusters, cluster, components_of
from resolver.stages.cluster.components import LARGEST_COMPONENT, bridges
from tests.scored import Weights, scores_of

Row = dict[str, str | None]
Resolved = Callable[[Sequence[Row]], Run]
COUNT = 6
IDS = ("m0", "m1", "m2", "m3", "m4", "m5")
PAIRS = list(itertools.combinations(range(COUNT), 2))


def clustered(
    scores: Packed,
    rule: LinkRule,
    *,
    ids: Sequence[str] = IDS,
    fits: Mapping[int, Mapping[int, str]] | None = None,
    same: frozenset[Pair] = frozenset(),
    different: frozenset[Pair] = frozenset(),
    one_row: Sequence[int] | None = None,
) -> Clusters:
    """Cluster mentions with what humans and lists said."""
    clusterable = Clusterable(
        mention_ids=list(ids),
        is_weak=np.array([row in (fits or {}) for row in range(len(ids))], dtype=np.bool_),
        fits=fits or {},
        constraints=constraints_of(same, different),
        one_row=None if one_row is None else np.array(one_row, dtype=np.int32),
    )
    return cluster(scores, components_of(scores, clusterable, rule), clusterable, rule)


def persons(clusters: Clusters) -> list[str]:
    """Return the person of each row."""
    return clusters.memberships["person_id"].to_list()


def asked(clusters: Clusters) -> dict[Pair, str]:
    """Return the pairs of rows that a human is asked about, with the reason."""
    return {
        (left, right): reason
        for left, right, reason in clusters.questions.select("left", "right", "reason").rows()
    }


some_pairs = st.frozensets(st.sampled_from(PAIRS), max_size=5)
weights = st.lists(st.floats(-20, 25), min_size=len(PAIRS), max_size=len(PAIRS)).map(
    lambda bits: dict(zip(PAIRS, bits, strict=True))
)
fits_of = st.dictionaries(
    st.integers(0, 1),
    st.dictionaries(st.integers(2, COUNT - 1), st.sampled_from(["same", "short", "near"]), max_size=2),
    max_size=2,
)
lists_of = st.lists(st.integers(-1, 1), min_size=COUNT, max_size=COUNT)

# Humans -----------------------------------------------------------------------------------------------


@given(weights, some_pairs, some_pairs, some_pairs, fits_of, lists_of)
def test_humans_are_never_broken(
    rule: LinkRule,
    weights: Weights,
    forbidden: frozenset[Pair],
    same: frozenset[Pair],
    different: frozenset[Pair],
    fits: dict[int, dict[int, str]],
    lists: list[int],
) -> None:
    """Whatever the evidence, other answers, lists and bare names are: ``same`` is together and ``different`` apart, unless unsure."""
    scores = scores_of(weights, forbidden=forbidden)
    found = clustered(scores, rule, same=same, different=different, fits=fits, one_row=lists)
    person = persons(found)
    said = constraints_of(same, different)

    assert not [pair for pair in said.must if person[pair[0]] != person[pair[1]]]
    assert not [pair for pair in said.cannot if person[pair[0]] == person[pair[1]]]


@given(weights, some_pairs, some_pairs)
def test_contradicting_judges_are_asked_again(
    rule: LinkRule, weights: Weights, same: frozenset[Pair], different: frozenset[Pair]
) -> None:
    """A pair about which humans contradict one another is never joined by the program; it is a question with its chain."""
    found = clustered(scores_of(weights), rule, same=same, different=different)
    person = persons(found)
    said = constraints_of(same, different)
    told = {frozenset(ends) for ends in found.questions.select("left_person_id", "right_person_id").rows()}

    assert said.contradictions == found.contradictions
    for pair in set(said.unsure) - said.cannot:
        by_hand = groups_of(said.must)
        if by_hand.get(pair[0], pair[0]) != by_hand.get(pair[1], pair[1]):
            assert person[pair[0]] != person[pair[1]]
            ends = frozenset((person[pair[0]], person[pair[1]]))
            apart = {frozenset((person[one], person[two])) for one, two in found.told_apart}
            assert ends in told | apart


def test_a_chain_of_two_judges_is_told(rule: LinkRule) -> None:
    """x1 = x2 says one, x2 = x3 and x1 ≠ x3 the other: three people for now, three questions that show the chain."""
    strong = scores_of({(0, 1): 20.0, (0, 2): 20.0, (1, 2): 20.0})
    found = clustered(
        strong, rule, ids=["x1", "x2", "x3"], same=frozenset({(0, 1), (1, 2)}), different=frozenset({(0, 2)})
    )

    assert 3 == len(set(persons(found)))
    assert {(0, 1), (0, 2), (1, 2)} == set(asked(found))
    assert all("x1 = x2 = x3" in reason for reason in asked(found).values())


def test_a_person_told_apart_is_told_apart_as_a_whole(rule: LinkRule) -> None:
    """Who is the same as somebody called different is different too, and is not asked about again."""
    scores = scores_of({(0, 1): 20.0, (0, 2): 20.0, (1, 2): 20.0})
    found = clustered(
        scores, rule, ids=["a", "b", "c"], same=frozenset({(0, 1)}), different=frozenset({(0, 2)})
    )
    person = persons(found)

    assert person[0] == person[1] != person[2]
    assert {} == asked(found)


def test_a_bare_name_is_kept_from_the_whole_person(rule: LinkRule) -> None:
    """A human said the bare name is not this mention; then it is not that person through another mention either."""
    scores = scores_of({(1, 2): 20.0})
    told = frozenset({(0, 1)})

    apart = clustered(scores, rule, ids=["bare", "a", "b"], fits={0: {2: "same"}}, different=told)
    free = clustered(scores, rule, ids=["bare", "a", "b"], fits={0: {2: "same"}})

    assert (2, 1) == (len(set(persons(apart))), len(set(persons(free))))


# Lists ------------------------------------------------------------------------------------------------


@given(weights, lists_of, some_pairs)
def test_a_list_of_one_row_per_person_keeps_its_rows_apart(
    rule: LinkRule, weights: Weights, lists: list[int], same: frozenset[Pair]
) -> None:
    """No program joins two rows of such a list; a human may."""
    person = persons(clustered(scores_of(weights), rule, one_row=lists, same=same))
    by_hand = groups_of(same)

    for one, other in PAIRS:
        if lists[one] == lists[other] >= 0 and person[one] == person[other]:
            assert by_hand.get(one, -1) == by_hand.get(other, -2) or {one, other} & set(by_hand)


def test_a_strong_pair_inside_such_a_list_is_asked(rule: LinkRule) -> None:
    """Either the list or the evidence is wrong: a human looks, and it comes first."""
    found = clustered(scores_of({(0, 1): 15.0, (2, 3): 1.0}), rule, one_row=[0, 0, -1, -1, -1, -1])

    assert "one row per person" in asked(found)[0, 1]
    assert (0, 1) == found.questions.select("left", "right").row(0)


def test_a_third_row_belongs_to_one_of_two_at_most(rule: LinkRule) -> None:
    """Two rows of one list fit a row of another equally: it joins neither, and both are asked."""
    found = clustered(
        scores_of({(0, 1): 12.0, (0, 2): 12.0, (1, 2): 12.0}), rule, ids=["a", "b", "c"], one_row=[0, 0, -1]
    )

    assert 3 == len(set(persons(found)))
    assert {(0, 2), (1, 2)} <= set(asked(found))


# What no program may do -------------------------------------------------------------------------------


def test_a_contradiction_is_believed_unless_all_else_speaks_against_it(rule: LinkRule) -> None:
    """Dates that contradict are no question at even odds; where all else is overwhelming they are, and never a link."""
    even = clustered(scores_of({(0, 1): 0.0}, forbidden=frozenset({(0, 1)})), rule)
    strong = clustered(scores_of({(0, 1): 20.0}, forbidden=frozenset({(0, 1)})), rule)

    assert ({}, COUNT) == (asked(even), len(set(persons(even))))
    assert COUNT == len(set(persons(strong)))
    assert "contradict" in asked(strong)[0, 1]


def test_who_contradict_each_other_share_nobody(rule: LinkRule) -> None:
    """A mention that fits two who contradict one another joins neither, however sure either pair is."""
    scores = scores_of({(0, 1): 9.0, (0, 2): 12.0, (1, 2): 12.0}, forbidden=frozenset({(0, 1)}))
    found = clustered(scores, rule, ids=["a", "b", "c"])

    assert 3 == len(set(persons(found)))
    assert {(0, 2), (1, 2)} <= set(asked(found))


# Strangers --------------------------------------------------------------------------------------------


@given(weights, weights, some_pairs, st.randoms(use_true_random=False))
def test_an_unrelated_list_changes_nobody(
    rule: LinkRule, weights: Weights, others: Weights, forbidden: frozenset[Pair], random: object
) -> None:
    """With rows of another list in between, every person keeps id, members, probabilities, doubts and questions."""
    ids = list(IDS)
    alone = clustered(scores_of(weights, forbidden=forbidden), rule, ids=ids)
    order = sorted(range(2 * COUNT), key=lambda _: random.random())  # type: ignore[attr-defined]
    place = [*sorted(order[:COUNT]), *sorted(order[COUNT:])]
    both = {(place[a], place[b]): bits for (a, b), bits in weights.items()}
    both |= {tuple(sorted((place[a + COUNT], place[b + COUNT]))): bits for (a, b), bits in others.items()}  # type: ignore[misc]
    all_ids = [""] * (2 * COUNT)
    for at, name in enumerate([*ids, *(f"x{row}" for row in range(COUNT))]):
        all_ids[place[at]] = name
    told = frozenset((place[a], place[b]) for a, b in forbidden)
    beside = clustered(scores_of(both, forbidden=told), rule, ids=all_ids)
    mine = beside.memberships.filter(pl.col("mention_id").str.starts_with("m")).sort("mention_id")

    assert alone.memberships.drop("row").sort("mention_id").equals(mine.drop("row"))
    kept = set(alone.memberships["person_id"])
    assert alone.standing.equals(beside.standing.filter(pl.col("person_id").is_in(kept)))
    drop = ("left", "right")
    assert alone.questions.drop(drop).equals(
        beside.questions.filter(pl.col("left_person_id").is_in(kept)).drop(drop)
    )


# Giants -----------------------------------------------------------------------------------------------


@given(st.frozensets(st.sampled_from(list(itertools.combinations(range(7), 2))), max_size=12))
def test_a_bridge_is_what_holds_two_pieces_together(edges: frozenset[Pair]) -> None:
    """Without a bridge there is one piece more; without any other edge there is not."""

    def pieces(kept: frozenset[Pair]) -> int:
        return len({groups_of(kept).get(row, row) for row in range(7)})

    found = bridges(sorted(edges))

    assert {edge for edge in edges if pieces(edges - {edge}) > pieces(edges)} == set(found)


def test_a_giant_of_people_is_cut_between_them(rule: LinkRule) -> None:
    """Sixty people of eight mentions each in a row, hung together by weak pairs: each stays whole, the threads are asked about."""
    size, count = 8, 60
    inside = {
        pair: 20.0
        for at in range(count)
        for pair in itertools.combinations(range(at * size, at * size + size), 2)
    }
    threads = {(at * size - 1, at * size): -2.0 for at in range(1, count)}
    found = clustered(scores_of(inside | threads), rule, ids=[f"m{row:03}" for row in range(size * count)])

    assert size * count > LARGEST_COMPONENT
    assert count == len(set(persons(found)))
    assert set(threads) == set(asked(found))


# Through the pipeline ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        (
            [
                {"name": "Тестоев Магомед Магомедович", "birth_date": "1975-03-01", "origin_place": "Асбест"},
                {"name": "Тестоев Ахмед Магомедович", "birth_date": "2001-05-02", "origin_place": "Асбест"},
            ],
            2,
        ),
        (
            [
                {
                    "name": "Пробов Иван Петрович",
                    "birth_date": "1970",
                    "origin_place": "Асбест",
                    "unit": "в/ч 1",
                },
                {
                    "name": "Пробов Пётр Иванович",
                    "birth_date": "1995",
                    "origin_place": "Асбест",
                    "unit": "в/ч 1",
                },
            ],
            2,
        ),
        (
            [
                {"name": "Пробов Иван Петрович", "birth_date": "1990-01-02"},
                {"name": "Пробов Иван Петрович", "birth_date": "1971-11-20"},
            ],
            2,
        ),
        (
            [
                {"name": "سالم خالد محمد النموذجي", "birth_date": "2011-05-06"},
                {"name": "سليم خالد محمد النموذجي", "birth_date": "2011-05-06"},
            ],
            2,
        ),
    ],
    ids=["brothers", "father and son", "namesakes", "siblings of one day"],
)
def test_families_and_namesakes_stay_apart(resolved: Resolved, rows: list[Row], people: int) -> None:
    """Brothers, a father and his son, namesakes: as many people as rows."""
    named = [{"mention_id": f"m{at}", **row} for at, row in enumerate(rows)]

    assert people == resolved(named).persons.height
