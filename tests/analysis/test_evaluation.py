"""A run against the truth: each mistake is counted once, found in its place, and told with its ids."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resolver
from resolver.analysis import mistakes
from resolver.analysis.mistakes import Lost
from resolver.errors import UsageError
from resolver.files import seeds_folder
from resolver.model.agreement import View, agree, pairs_in
from tests.analysis.made import Pair, made_run, truth_of

PEOPLE = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(("P-A", "P-B", "P-C"))), min_size=8, max_size=8
)


def test_a_run_is_right_against_itself() -> None:
    """Whoever takes the run for the truth finds nothing to mend."""
    run = made_run(["P-A", "P-A", "P-B"], [Pair(left=0, right=1, bits=9.0)])
    found = resolver.evaluate(run, truth_of("aab"))

    assert [1.0] * 4 == [found.rates[view].f1.value for view in View]
    assert (0, 0, 0) == (found.wrong_merges, found.missing_merges, found.lost.table.height)
    assert found.torn.over_merged.is_empty()
    assert found.torn.under_merged.is_empty()


@settings(max_examples=15)
@given(PEOPLE)
def test_every_true_pair_is_right_or_lost_once(people: list[tuple[str, str]]) -> None:
    """Right pairs and lost pairs together are the true pairs, and the rates are those of the two partitions."""
    truth, found = (list(side) for side in zip(*people, strict=True))
    told = resolver.evaluate(made_run(found), truth_of("".join(truth)), draws=0)
    plain = agree(truth, found)
    right = round(plain[View.PAIRS].recall.value * told.true_pairs)

    assert told.true_pairs == right + sum(told.lost.counts().values())
    assert plain == told.rates
    assert told.coverage.found_people == told.coverage.true_people - told.wrong_merges + told.missing_merges


def test_where_each_true_pair_was_lost() -> None:
    """Six pairs of one person each, lost at six places; an open question comes before any other place."""
    names = [f"P-{letter}" for letter in "ABCDEFGHIJKL"]
    pairs = [
        Pair(left=0, right=1, bits=-9.0),
        Pair(left=6, right=7, bits=2.0, is_forbidden=True),
        Pair(left=8, right=9, bits=-9.0),
        Pair(left=10, right=11, bits=5.0),
    ]
    roles = ["casualty"] * 3 + ["official"] + ["casualty"] * 8
    run = made_run(names, pairs, columns={"role": roles}, asked=[("P-B", "P-A")])
    found = resolver.evaluate(run, truth_of("aabbccddeeff"))
    where = dict(found.lost.table.select("left_id", "lost_at").iter_rows())

    assert dict.fromkeys(map(str, Lost), 1) == found.lost.counts()
    assert {
        "m00": "asked",
        "m02": "not_allowed",
        "m04": "not_compared",
        "m06": "forbidden",
        "m08": "below_review",
        "m10": "left_apart",
    } == where
    assert "r-0" == found.lost.table["question_id"][0]


def test_blocking_and_comparing_are_two_things() -> None:
    """A pair scored only because it fell into a component was compared, and no blocking rule may boast of it."""
    run = made_run(
        ["P-A", "P-A", "P-B", "P-B"],
        [Pair(left=0, right=1, bits=9.0), Pair(left=2, right=3, bits=9.0, is_blocked=False)],
    )
    found = resolver.evaluate(run, truth_of("aabb"))

    assert (0.5, 1.0) == (found.blocked_recall.value, found.compared_recall)


def test_wrong_merges_and_split_people_are_told_by_id() -> None:
    """One row for each true person in a person, and for each person that a true one is in."""
    run = made_run(["P-A", "P-A", "P-A", "P-B", "P-C"])
    found = resolver.evaluate(run, truth_of("aabbc"))

    over = found.torn.over_merged.select("person_id", "true_person", "mention_count", "mention_ids").rows()
    assert [("P-A", "a", 2, "m00 m01"), ("P-A", "b", 1, "m02")] == over
    under = found.torn.under_merged.select("true_person", "person_id", "mention_ids").rows()
    assert [("b", "P-A", "m02"), ("b", "P-B", "m03")] == under
    assert all(found.torn.over_merged["names"].str.contains("Выдумкин"))
    assert (1, 1) == (found.wrong_merges, found.missing_merges)


def test_mentions_that_the_truth_does_not_know_count_nowhere() -> None:
    """A wrong merge with a mention of which nothing is known is no mistake one could name; both sides are told."""
    run = made_run(["P-A", "P-A", "P-A", "P-B"], [Pair(left=0, right=2, bits=1.0)])
    found = resolver.evaluate(run, {**truth_of("aa.b"), "elsewhere": "x"})

    assert (3, 4, ("elsewhere",)) == (
        found.coverage.mentions,
        found.coverage.of_mentions,
        found.coverage.not_in_run,
    )
    assert 1.0 == found.rates[View.PAIRS].f1.value
    assert 0 == found.probabilities.doubtful.pair_count
    assert found.people.true is None
    assert "1 mention it does not know" in str(found)


def test_the_best_threshold_takes_no_forbidden_pair() -> None:
    """A threshold is a bar for links that may be made: contradicted pairs are none, and pairs of the unknown are left out."""
    run = made_run(
        ["P-A", "P-B", "P-C", "P-D"],
        [
            Pair(left=0, right=1, bits=3.0),
            Pair(left=1, right=2, bits=9.0, is_forbidden=True),
            Pair(left=2, right=3, bits=8.0),
        ],
    )
    found = resolver.evaluate(run, truth_of("aab."))

    assert (3.0, 1.0) == (found.best.threshold.pairs_threshold, found.best.threshold.pairs_f1)


def test_calibration_is_asked_of_doubtful_pairs() -> None:
    """Certain pairs would drown the doubtful ones: they are counted apart, at both ends."""
    pairs = [
        Pair(left=0, right=1, bits=12.0),
        Pair(left=2, right=3, bits=0.0),
        Pair(left=0, right=2, bits=-12.0),
        Pair(left=1, right=3, bits=-12.0),
    ]
    told = resolver.evaluate(made_run(["P-A", "P-A", "P-B", "P-C"], pairs), truth_of("aabb")).probabilities

    assert (1, 0.5) == (told.doubtful.pair_count, told.doubtful.error.value)
    assert ((1, 1), (2, 0)) == (told.surely_same, told.surely_different)


def test_error_rates_by_script_and_language() -> None:
    """A man found again within a script and not across is a gap between two groups, not an average."""
    names = ["Выдумкин Тест", "Выдумкин Тест", "Vydumkin Test", "Vydumkin Test"]
    columns = {"name": names, "language": ["ru", "ru", "en", "en"], "desk": ["x", "", "x", "x"]}
    run = made_run(["P-A", "P-A", "P-B", "P-B"], columns=columns)
    found = resolver.evaluate(run, truth_of("aaaa"), by=["Desk"])
    script, language, desk = found.groups

    assert ("script", "language", "desk") == tuple(one.field for one in found.groups)
    recall = {(row["one"], row["other"]): row["recall"] for row in script.pairs.to_dicts()}
    assert {("cyrillic", "latin"): 0.0, ("cyrillic", "cyrillic"): 1.0, ("latin", "latin"): 1.0} == recall
    assert [0.5, 0.5] == language.mentions["bcubed_recall"].to_list()
    assert ["x", "(empty)"] == desk.mentions["group"].to_list()
    assert all(found.true_pairs == one.pairs["true_pairs"].sum() for one in found.groups)


def test_rare_values_are_one_group() -> None:
    """A column of many values does not make a table nobody reads."""
    run = made_run(["P-A"] * 25, columns={"desk": [f"d{at}" for at in range(25)]})
    [_, desk] = resolver.evaluate(run, truth_of("a" * 25), by=["desk"], draws=10).groups

    assert 21 == desk.mentions.height
    assert ("(others)", 5) == desk.mentions.select("group", "mention_count").row(-1)
    assert pairs_in(pl.Series([25]).to_numpy())[0] == desk.pairs["true_pairs"].sum()


def test_an_unknown_column_is_told() -> None:
    """A slip in --by names the columns there are."""
    with pytest.raises(UsageError, match='did you mean "language"'):
        resolver.evaluate(made_run(["P-A"]), truth_of("a"), by=["langage"])


def test_people_with_very_many_mentions_are_not_listed_pair_by_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs of a true person too large to list are counted, and nothing is lost from the sum."""
    monkeypatch.setattr(mistakes, "MOST_TRUE_PAIRS", 3)
    found = resolver.evaluate(made_run([f"P-{at}" for at in range(6)]), truth_of("aabbbb"))

    assert (1, 6) == (found.lost.table.height, found.lost.not_looked_at)
    assert "not looked into" in str(found)


def test_the_same_seed_gives_the_same_figures() -> None:
    """Intervals are drawn by a seed."""
    run = made_run(["P-A", "P-A", "P-B", "P-C", "P-D", "P-D"])
    truth = truth_of("aabbcd")

    assert resolver.evaluate(run, truth).to_dict() == resolver.evaluate(run, truth).to_dict()


def test_everything_can_be_written_as_json() -> None:
    """What is told to a program is plain numbers, lists and words."""
    found = resolver.evaluate(made_run(["P-A", "P-B"]), truth_of("ab"))
    told = json.loads(json.dumps(found.to_dict()))

    assert {
        "truth",
        "coverage",
        "rates",
        "people",
        "pairs",
        "best_threshold",
        "probabilities",
        "groups",
    } <= set(told)
    assert 1.0 == told["rates"]["pairs"]["precision"]["value"]


def test_the_worked_example() -> None:
    """The run of the seed makes no wrong merge, and its count lies within its range."""
    run = resolver.demo()
    found = resolver.evaluate(run, seeds_folder() / "khasham-2018" / "truth.csv")

    assert (82, 82) == (found.coverage.mentions, found.coverage.of_mentions)
    assert (0, 1.0) == (found.wrong_merges, found.rates[View.PAIRS].precision.value)
    assert found.people.true is not None
    assert run.count.fewest <= found.people.true <= run.count.most
    assert found.best.threshold.pairs_f1 >= found.rates[View.PAIRS].f1.value


def test_a_run_opened_again_gives_the_same(tmp_path: Path) -> None:
    """Everything that evaluation needs is kept with the run."""
    run = resolver.demo()
    run.write(tmp_path / "run", report=False)
    truth = seeds_folder() / "khasham-2018" / "truth.csv"

    assert (
        resolver.evaluate(run, truth).to_dict()
        == resolver.evaluate(resolver.open(tmp_path / "run"), truth).to_dict()
    )
