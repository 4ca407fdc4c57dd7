"""cluster: each mention in exactly one cluster, humans obeyed, bare names join nobody, and doubt becomes a question."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.constraints import Pair, constraints_of, groups_of
from resolver.model.linking import LinkRule
from resolver.model.published import Published
from resolver.packed import Packed
from resolver.pipeline import dedupe
from resolver.run import Run
from resolver.stages.cluster import (
    LARGEST_COMPONENT,
    Clusterable,
    Clusters,
    cluster,
    components_of,
    inside,
    loose,
    person_ids,
    question_id,
)
from resolver.stages.cluster.binding import Binding
from resolver.stages.cluster.decide import Chances, persons_of
from resolver.stages.cluster.inside import Insides, insides
from resolver.synthesis import Wishes, make_list
from resolver.tables import MEMBERSHIPS, QUESTIONS
from tests.scored import Weights, scores_of

Row = dict[str, str | None]
Resolved = Callable[[Sequence[Row]], Run]
CASES = Path(__file__).parents[1] / "cases"
COUNT = 7


def clustered(
    scores: Packed,
    rule: LinkRule,
    *,
    count: int = COUNT,
    fits: Mapping[int, Mapping[int, str]] | None = None,
    must: frozenset[Pair] = frozenset(),
    cannot: frozenset[Pair] = frozenset(),
    one_row: Sequence[int] | None = None,
    published: Sequence[str | None] = (),
    several: Sequence[int] = (),
) -> Clusters:
    """Cluster so many mentions; those in ``fits`` are bare names."""
    weak = np.array([row in (fits or {}) for row in range(count)], dtype=np.bool_)
    clusterable = Clusterable(
        mention_ids=[f"m{row:03}" for row in range(count)],
        is_weak=weak,
        fits=fits or {},
        constraints=constraints_of(must, cannot),
        one_row=None if one_row is None else np.array(one_row, dtype=np.int32),
        published=Published(person_of=published, issued=dict.fromkeys(filter(None, published), "m")),
        is_several=np.isin(np.arange(count), several),
    )
    return cluster(scores, components_of(scores, clusterable, rule), clusterable, rule)


def nobody_weak(count: int) -> Clusterable:
    """Return so many mentions, all of them named in full."""
    ids = [f"m{row:03}" for row in range(count)]
    return Clusterable(mention_ids=ids, is_weak=np.zeros(count, dtype=np.bool_), fits={})


def persons(clusters: Clusters) -> list[str]:
    """Return the person of each row."""
    return clusters.memberships["person_id"].to_list()


def groups(clusters: Clusters) -> list[tuple[int, ...]]:
    """Return clusters as sorted rows."""
    found: dict[str, list[int]] = {}
    for row, person in enumerate(persons(clusters)):
        found.setdefault(person, []).append(row)
    return sorted(map(tuple, found.values()))


def asked(clusters: Clusters) -> set[Pair]:
    """Return the pairs of rows that a human is asked about."""
    return set(clusters.questions.select("left", "right").rows())


PAIRS = list(itertools.combinations(range(COUNT), 2))
some_pairs = st.frozensets(st.sampled_from(PAIRS), max_size=4)
weights = st.lists(st.floats(-20, 20), min_size=len(PAIRS), max_size=len(PAIRS)).map(
    lambda bits: dict(zip(PAIRS, bits, strict=True))
)
fits_of = st.dictionaries(
    st.integers(0, 2),
    st.dictionaries(st.integers(3, COUNT - 1), st.sampled_from(["same", "short", "near"]), max_size=3),
    max_size=3,
)


@given(weights, some_pairs, fits_of)
def test_each_mention_in_exactly_one_cluster(
    rule: LinkRule, weights: Weights, forbidden: frozenset[Pair], fits: dict[int, dict[int, str]]
) -> None:
    """Every mention has one membership with a chance and a reason; who is alone is surely oneself."""
    found = clustered(scores_of(weights, forbidden=forbidden), rule, fits=fits).memberships

    assert (MEMBERSHIPS, list(range(COUNT))) == (found.schema, found["row"].to_list())
    assert found["membership_probability"].is_between(0, 1).all()
    assert found.select(pl.any_horizontal(pl.all().is_null())).to_series().sum() == 0
    alone = found.filter(pl.len().over("person_id") == 1, pl.col("why") == "alone")
    assert alone["membership_probability"].eq(1.0).all()


@given(weights, some_pairs, some_pairs)
def test_cannot_links_are_apart(
    rule: LinkRule, weights: Weights, cannot: frozenset[Pair], forbidden: frozenset[Pair]
) -> None:
    """Two mentions that a human told apart, or whose births contradict, are two people; nobody is asked again."""
    found = clustered(scores_of(weights, forbidden=forbidden), rule, cannot=cannot)
    person = persons(found)

    assert not [pair for pair in cannot | forbidden if person[pair[0]] == person[pair[1]]]
    assert not cannot & asked(found)


@given(weights, st.lists(st.integers(0, COUNT - 1), max_size=2))
def test_a_cell_that_names_several_is_joined_by_humans_alone(
    rule: LinkRule, weights: Weights, several: list[int]
) -> None:
    """No program links it with anybody, however much agrees; what a human joined is one person."""
    alone = persons(clustered(scores_of(weights), rule, several=several))
    joined = persons(clustered(scores_of(weights), rule, several=several, must=frozenset({(0, 1)})))

    assert [1] * len(several) == [alone.count(alone[row]) for row in several]
    assert joined[0] == joined[1]


@given(weights, some_pairs)
def test_must_links_are_together(rule: LinkRule, weights: Weights, must: frozenset[Pair]) -> None:
    """Two mentions that a human joined are one person, whatever the program thinks."""
    found = clustered(scores_of(weights), rule, must=must)
    person = persons(found)

    assert not [pair for pair in must if person[pair[0]] != person[pair[1]]]
    for pair in must:
        assert {"judged the same by hand"} == set(found.memberships["why"].gather(list(pair)))


@given(
    weights,
    some_pairs,
    some_pairs,
    fits_of,
    st.lists(st.sampled_from([-1, -1, 0]), min_size=COUNT, max_size=COUNT),
)
def test_whatever_humans_say_is_obeyed_or_listed(
    rule: LinkRule,
    weights: Weights,
    must: frozenset[Pair],
    cannot: frozenset[Pair],
    fits: dict[int, dict[int, str]],
    one_row: list[int],
) -> None:
    """Any answers, contradicting ones among them, on bare names and in lists of one row per person: what binds is never broken, what
    contradicts joins nobody by itself and is asked.
    """
    limits = constraints_of(must, cannot)
    found = clustered(scores_of(weights), rule, fits=fits, must=must, cannot=cannot, one_row=one_row)
    person, by_hand = persons(found), groups_of(limits.must)

    assert not [pair for pair in limits.must if person[pair[0]] != person[pair[1]]]
    assert not [pair for pair in limits.cannot if person[pair[0]] == person[pair[1]]]
    assert not limits.cannot & asked(found)
    assert (must | cannot) - limits.must - limits.cannot <= set(limits.unsure)
    people_asked = {frozenset((person[one], person[other])) for one, other in asked(found)}
    for one, other in limits.unsure:
        is_by_hand = by_hand.get(one, -1) == by_hand.get(other, -2)
        assert is_by_hand == (person[one] == person[other])
        if not is_by_hand:
            told_apart = {frozenset((person[a], person[b])) for a, b in limits.cannot}
            assert frozenset((person[one], person[other])) in people_asked | told_apart


earlier = st.lists(st.sampled_from([None, "P-AAAAAA", "P-BBBBBB"]), min_size=COUNT, max_size=COUNT)


@given(weights, fits_of, earlier)
def test_published_persons_stay_as_they_are(
    rule: LinkRule, weights: Weights, fits: dict[int, dict[int, str]], earlier: list[str | None]
) -> None:
    """Whatever the evidence says: who was published as one stays one under that id, and no two published persons are joined."""
    found = clustered(scores_of(weights), rule, fits=fits, published=earlier)

    assert earlier == [new if old else None for old, new in zip(earlier, persons(found), strict=True)]


@given(weights, some_pairs, some_pairs, earlier)
def test_only_humans_join_and_part_published_persons(
    rule: LinkRule,
    weights: Weights,
    must: frozenset[Pair],
    cannot: frozenset[Pair],
    earlier: list[str | None],
) -> None:
    """Two published persons are one only where ``same`` leads from one to the other; ``different`` parts one that was published."""
    limits = constraints_of(must, cannot)
    found = clustered(scores_of(weights), rule, must=must, cannot=cannot, published=earlier)
    person = persons(found)
    chained = groups_of(
        [*limits.must, *((a, b) for a, b in PAIRS if earlier[a] and earlier[a] == earlier[b])]
    )

    assert not [pair for pair in limits.must if person[pair[0]] != person[pair[1]]]
    assert not [pair for pair in limits.cannot if person[pair[0]] == person[pair[1]]]
    for one, other in PAIRS:
        if (
            person[one] == person[other]
            and earlier[one]
            and earlier[other]
            and earlier[one] != earlier[other]
        ):
            assert chained[one] == chained[other]


def test_a_bridge_between_published_persons_is_proposed(rule: LinkRule) -> None:
    """Somebody new who fits two published persons joins neither in doubt; the two are proposed to be one, and asked about."""
    strong = {(0, 2): 14.0, (1, 2): 14.0, (0, 1): 12.0}
    found = clustered(scores_of(strong), rule, count=3, published=["P-AAAAAA", "P-BBBBBB", None])

    assert [("P-AAAAAA", "P-BBBBBB")] == [pair[:2] for pair in found.proposed]
    assert (0, 1) in asked(found)
    assert persons(found)[:2] == ["P-AAAAAA", "P-BBBBBB"]


@given(weights, fits_of)
def test_bare_names_join_no_two_people(
    rule: LinkRule, weights: Weights, fits: dict[int, dict[int, str]]
) -> None:
    """Without its bare names a list falls into the same people: a surname alone never brings two together."""
    strong = {pair: bits for pair, bits in weights.items() if not set(pair) & set(fits)}
    with_bare = clustered(scores_of(weights), rule, fits=fits)
    without = clustered(scores_of(strong), rule, fits=fits)

    def of_strong(found: Clusters) -> list[tuple[int, ...]]:
        kept = [tuple(row for row in group if row not in fits) for group in groups(found)]
        return sorted(group for group in kept if group)

    assert of_strong(without) == of_strong(with_bare)


@given(weights)
def test_who_is_asked_about_is_two_people(rule: LinkRule, weights: Weights) -> None:
    """A question is about two persons, comes once per pair of persons, what is worth most first."""
    found = clustered(scores_of(weights), rule)
    questions = found.questions
    person = persons(found)
    ends = [frozenset(pair) for pair in questions.select("left_person_id", "right_person_id").rows()]

    assert QUESTIONS == questions.schema
    assert all(len(pair) == 2 for pair in ends)
    assert len(ends) == len(set(ends))
    assert [
        frozenset((person[left], person[right])) for left, right in questions.select("left", "right").rows()
    ] == ends
    assert questions["value"].to_list() == sorted(questions["value"], reverse=True)
    assert (questions["probability"] >= rule.review_threshold).all()


@given(weights, some_pairs)
def test_clustering_twice_is_the_same(rule: LinkRule, weights: Weights, forbidden: frozenset[Pair]) -> None:
    """The same scores in another order give the same people, chances and questions."""
    scores = scores_of(weights, forbidden=forbidden)
    one, other = clustered(scores, rule), clustered(Packed.of([scores.whole().reverse()]), rule)

    assert one.memberships.equals(other.memberships)
    assert one.questions.equals(other.questions)


@given(weights, some_pairs, some_pairs, earlier, st.randoms(use_true_random=False))
def test_the_order_of_components_does_not_matter(
    rule: LinkRule,
    weights: Weights,
    must: frozenset[Pair],
    cannot: frozenset[Pair],
    earlier: list[str | None],
    random: Random,
) -> None:
    """Whichever component is settled first: the same people, doubts, questions and proposals."""
    few = {pair: bits for pair, bits in weights.items() if sum(pair) % 3}
    clusterable = replace(
        nobody_weak(COUNT),
        constraints=constraints_of(must, cannot),
        published=Published(person_of=earlier, issued=dict.fromkeys(filter(None, earlier), "m")),
    )
    scores = scores_of(few)
    components = components_of(scores, clusterable, rule)
    one = cluster(scores, components, clusterable, rule)
    other = cluster(scores, random.sample(components, len(components)), clusterable, rule)

    for table in ("memberships", "questions", "standing", "loose"):
        assert getattr(one, table).equals(getattr(other, table), null_equal=True)
    assert (one.proposed, [rows for rows, _ in one.components]) == (
        other.proposed,
        [rows for rows, _ in other.components],
    )


def joined_one_by_one(inside: Insides, together: Chances, rule: LinkRule) -> list[int]:
    """Return the first place of the person of each place of one component, joined pair by pair."""
    size = together.shape[1]
    home = list(range(size))
    groups = {place: [place] for place in home}
    likely = [
        pair for pair in itertools.combinations(range(size), 2) if together[0][pair] >= rule.link_threshold
    ]
    for one, other in sorted(likely, key=lambda pair: (-together[0][pair], pair)):
        mine, theirs = sorted((home[one], home[other]))
        across = np.ix_([0], groups.get(mine, []), groups.get(theirs, []))
        if (
            mine != theirs
            and together[across].mean() >= rule.link_threshold
            and together[across].min() >= 0.5
            and inside.may_link[across].any()
            and not (inside.closed | inside.held)[across].any()
        ):
            groups[mine] += groups.pop(theirs)
            home = [mine if at == theirs else at for at in home]
    return home


@given(st.lists(weights, min_size=1, max_size=3), some_pairs, st.data())
def test_persons_are_joined_pair_by_pair(
    rule: LinkRule, several: list[Weights], forbidden: frozenset[Pair], data: st.DataObject
) -> None:
    """Components of one size are decided together as each is alone, likeliest pairs first."""
    shifted = {
        (left + COUNT * at, right + COUNT * at): bits
        for at, weights in enumerate(several)
        for (left, right), bits in weights.items()
    }
    rows = range(COUNT * len(several))
    members = [tuple(rows[start : start + COUNT]) for start in rows[::COUNT]]
    [found] = insides(
        scores_of(shifted, forbidden=forbidden).whole(), members, Binding(nobody_weak(len(rows))), rule
    )
    chance = st.sampled_from([0.2, 0.55, 0.9, 0.93, 0.97, 0.99])
    chances = [data.draw(st.lists(chance, min_size=len(PAIRS), max_size=len(PAIRS))) for _ in several]
    together = np.ones((len(several), COUNT, COUNT))
    for number, drawn in enumerate(chances):
        for (one, other), value in zip(PAIRS, drawn, strict=True):
            together[number, one, other] = together[number, other, one] = value

    alone = [
        joined_one_by_one(found.take(np.array([number])), together[[number]], rule)
        for number in range(len(several))
    ]
    assert alone == persons_of(found, together, rule).tolist()


def test_components_are_laid_out_alike_one_by_one_and_together(rule: LinkRule) -> None:
    """How many components are laid out at once changes nobody: pairs and threes, contradicted, told apart, published."""
    weights = {(0, 1): 9.0, (2, 3): 4.0, (4, 5): 8.0, (5, 6): 7.0, (4, 6): -2.0, (7, 8): 6.0, (9, 10): 9.0}
    scores = scores_of(weights, forbidden=frozenset({(2, 3)}))
    cannot, published = frozenset({(7, 8)}), [None] * 9 + ["P-A", "P-B"]
    together = clustered(scores, rule, count=11, cannot=cannot, published=published)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside, "CELLS_AT_ONCE", 1)
        alone = clustered(scores, rule, count=11, cannot=cannot, published=published)

    assert together.memberships.equals(alone.memberships)
    assert together.questions.equals(alone.questions)
    assert 8 == together.memberships["person_id"].n_unique()


@given(weights)
def test_components_do_not_overlap(rule: LinkRule, weights: Weights) -> None:
    """A row lies in one component at most, and each component has two rows or more."""
    found = components_of(scores_of(weights), nobody_weak(COUNT), rule)
    rows = [row for members in found for row in members]

    assert len(rows) == len(set(rows))
    assert all(len(members) >= 2 for members in found)


def test_a_giant_component_is_cut(rule: LinkRule) -> None:
    """A chain longer than the limit is cut at its weaker links, never dropped: what is cut is asked about."""
    count = LARGEST_COMPONENT + 50
    weights = {(row, row + 1): 4.0 + row % 10 for row in range(count - 1)}
    found = components_of(scores_of(weights), nobody_weak(count), rule)
    home = {row: number for number, members in enumerate(found) for row in members}
    cut = {pair for pair in weights if home.get(pair[0], -1) != home.get(pair[1], -2)}

    assert max(map(len, found)) <= LARGEST_COMPONENT
    assert cut
    assert max(weights[pair] for pair in cut) < min(weights[pair] for pair in set(weights) - cut)
    assert cut <= asked(clustered(scores_of(weights), rule, count=count))


# By hand ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "people", "questions"),
    [
        ({}, [(0,), (1,), (2,)], set()),
        ({(0, 1): 20.0}, [(0, 1), (2,)], set()),
        ({(0, 1): 20.0, (0, 2): 20.0, (1, 2): 20.0}, [(0, 1, 2)], set()),
        ({(0, 1): -20.0}, [(0,), (1,), (2,)], set()),
        ({(0, 1): 0.0}, [(0,), (1,), (2,)], {(0, 1)}),
    ],
)
def test_clear_cases(
    rule: LinkRule, weights: Weights, people: list[tuple[int, ...]], questions: set[Pair]
) -> None:
    """Above the upper threshold linked, below the lower apart, between them asked."""
    found = clustered(scores_of(weights), rule, count=3)

    assert (people, questions) == (groups(found), asked(found))


def test_a_common_name_links_nobody(rule: LinkRule) -> None:
    """However sure a pair is by its weight, a name that others bear too is a question."""
    found = clustered(scores_of({(0, 1): 10.0}, namesakes=0.5), rule, count=2)

    assert ([(0,), (1,)], {(0, 1)}) == (groups(found), asked(found))
    assert "0.5 other people of that name" in found.questions["reason"][0]


@pytest.mark.parametrize(
    ("fits", "person", "questions"),
    [
        ({}, (0,), set()),
        ({1: "same"}, (0, 1), set()),
        ({1: "near"}, (0, 1), set()),
        ({1: "same", 3: "near"}, (0, 1), set()),
        ({1: "short", 3: "same"}, (0, 3, 4), set()),
        ({3: "same", 4: "same"}, (0, 3, 4), set()),
        ({1: "same", 2: "same"}, (0,), {(0, 1), (0, 2)}),
        ({1: "same", 3: "same", 4: "same"}, (0,), {(0, 1), (0, 3)}),
    ],
)
def test_a_bare_name_attaches_to_the_only_one_it_fits(
    rule: LinkRule, fits: dict[int, str], person: tuple[int, ...], questions: set[Pair]
) -> None:
    """A bare name is the one person of its document that it fits best; when several fit as well it is asked about."""
    found = clustered(scores_of({(3, 4): 20.0}), rule, count=5, fits={0: fits})

    assert person in groups(found)
    assert questions == asked(found)
    assert (0 in found.attachments) == bool(questions)


def test_a_bare_name_keeps_away_from_whom_it_contradicts(rule: LinkRule) -> None:
    """Where births contradict the name does not fit, so the other is the only one."""
    scores = scores_of({(0, 1): 5.0}, forbidden=frozenset({(0, 1)}))

    assert (0, 2) in groups(clustered(scores, rule, count=3, fits={0: {1: "same", 2: "same"}}))


# Through the pipeline ---------------------------------------------------------------------------------


def test_a_contested_blank_stays_open(resolved: Resolved) -> None:
    """Between two namesakes with different birth years a mention without one is a question to both, and joins neither."""
    rows = pl.read_csv(CASES / "01_namesakes.csv", infer_schema=False).rename({"id": "mention_id"}).to_dicts()
    run = resolved(rows)
    first, second, blank = (run.person(one) for one in ("a1", "a2", "a3"))
    ends = {frozenset(pair) for pair in run.questions.select("left_person_id", "right_person_id").rows()}

    assert 3 == run.persons.height
    assert ("yes", "yes", "open") == (first["counted"], second["counted"], blank["counted"])
    assert {frozenset((blank["person_id"], one["person_id"])) for one in (first, second)} == ends
    assert 2 == blank["open_questions"]
    assert blank["nearest_other_person"] in {first["person_id"], second["person_id"]}
    assert (2, 3) == (run.count.fewest, run.count.most)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (["Петр Выдумкин"], 2),
        (["Петр Выдумкин", "Олег Выдумкин"], 1),
        (["Петр Выдумкин", "Олег Пробов"], 2),
        (["Олег Пробов"], 1),
        ([], 1),
    ],
)
def test_a_surname_alone_on_one_page(resolved: Resolved, others: list[str], expected: int) -> None:
    """A surname attaches only when exactly one person of its own page bears it."""
    page = "https://example.org/a"
    rows: list[Row] = [{"mention_id": "bare", "name": "Выдумкин", "url": page}]
    rows += [{"mention_id": f"m{at}", "name": name, "url": page} for at, name in enumerate(others)]

    assert expected == resolved(rows).person("bare")["mention_count"]


def test_a_surname_on_another_page_joins_nobody(resolved: Resolved) -> None:
    """The same surname on another page is somebody of its own until a human says otherwise."""
    run = resolved(
        [
            {"mention_id": "a", "name": "Петр Выдумкин", "url": "https://example.org/a"},
            {"mention_id": "b", "name": "Выдумкин", "url": "https://example.org/b"},
        ]
    )

    assert (1, "open") == (run.person("b")["mention_count"], run.person("b")["counted"])


# Ids --------------------------------------------------------------------------------------------------

ids = st.lists(
    st.text(alphabet="abm0123456789", min_size=1, max_size=6), min_size=1, max_size=30, unique=True
)


@given(ids, st.data())
def test_person_ids_are_no_numbers(mention_ids: list[str], data: st.DataObject) -> None:
    """One id per cluster, in letters that a spreadsheet cannot take for a number."""
    count = len(mention_ids)
    roots = data.draw(st.lists(st.integers(0, count - 1), min_size=count, max_size=count))
    found = person_ids(roots, mention_ids)

    assert len(set(roots)) == len(set(found)) == len(set(zip(roots, found, strict=True)))
    for person_id in found:
        assert re.fullmatch(r"P-[0-9A-HJKMNP-TV-Z]{6,}", person_id)
        assert not re.fullmatch(r"[0-9]+E?[0-9]*", person_id.removeprefix("P-"))


@given(ids)
def test_person_ids_outlive_growth(mention_ids: list[str]) -> None:
    """A cluster that grows by a later mention keeps its id, and so do all others."""
    ordered = sorted(mention_ids)
    alone = person_ids(range(len(ordered)), ordered)
    grown = person_ids([*range(len(ordered)), 0], [*ordered, "z"])

    assert alone == grown[:-1]
    assert alone[0] == grown[-1]


@given(st.text(), st.text())
def test_a_question_has_one_id(one: str, other: str) -> None:
    """It does not matter which mention we asked about first."""
    assert question_id(one, other) == question_id(other, one)


def test_pairs_of_persons_weighed_in_shares_are_weighed_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many shares the pairs of persons of a long list are weighed in does not show; a share may be empty."""
    made = make_list(Wishes(mentions=300, seed=7, profile="syria", repeat_share=0.4)).mentions
    at_once = dedupe(made)
    monkeypatch.setattr(loose, "_MANY", 0)
    for shares in (8, 1_000):
        monkeypatch.setattr(loose, "_SHARES", shares)
        in_shares = dedupe(made)
        assert at_once.doubts.loose.height > 0
        assert at_once.doubts.loose.equals(in_shares.doubts.loose)
