"""Which lists share whom: by pair, exactly, by group; copies taken as one; draws; and estimates of made people whose number is known."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.errors import UsageError
from resolver.model.capture import Estimate, Histories, Refused, estimate_population
from resolver.model.draws import People
from resolver.origins.judged import Reposts
from resolver.overlap.captures import Captures, captures_of
from resolver.overlap.copying import COPIED_SHARE, Told, copied_lists, groups_of
from resolver.overlap.listed import Listed
from resolver.overlap.unseen import estimates_of
from resolver.report.overlap import overlap_of as shown_overlap
from resolver.report.overlap import upset_of
from resolver.report.upset import upset_drawing, upset_file
from resolver.run import Run
from resolver.tables import REPOSTS
from tests.called import Program, program
from tests.overlap.made import MadeLists, made_lists

NAMES = ["Косотуров Игорь", "Макетов Олег", "Igor Kosoturov", "Oleg Maketov", "Пробный Илья"]


def run_of(**columns: list[str | None]) -> Run:
    """Return a run of five rows: three people, all of one battle."""
    frame = pl.DataFrame({"name": NAMES, "incident": ["battle"] * 5, **columns})
    return resolver.dedupe(frame, defaults={"status": "killed"})


@cache
def two_lists() -> Run:
    """Return Косотуров and Макетов on lists a and b, Пробный on a alone."""
    return run_of(
        list_id=["a", "a", "b", "b", "a"],
        affiliation=["north", "south", None, "south", "north"],
        death_date=["2018-02-07", "2018-02-07", "2018-02-08", None, None],
    )


def listed(lists: list[list[str]], via: bool = False) -> Listed:
    """Return people by the lists of each of their rows."""
    names = tuple(sorted({name for rows in lists for name in rows}))
    flat = [names.index(name) for rows in lists for name in rows]
    ends = np.cumsum([0, *map(len, lists)]).tolist()
    rows = tuple(tuple(range(low, high)) for low, high in itertools.pairwise(ends))
    return Listed(
        people=People(rows=rows),
        person_ids=tuple(f"P-{at}" for at in range(len(rows))),
        lists=names,
        names=tuple(frozenset({name}) for name in names),
        list_of=np.array(flat, dtype=np.int64),
        groups={},
    )


# Pairs, combinations, groups --------------------------------------------------------------------------


def test_pairs_and_combinations_count_people() -> None:
    """Two people stand on both lists, one on the first alone."""
    found = two_lists().overlap()
    assert 3 == found.people
    assert [("a", "b", 2)] == found.pairs.rows()
    assert {"a + b": 2, "a": 1} == dict(found.combinations.select("lists", "people").iter_rows())


@pytest.mark.parametrize(
    ("field", "groups"),
    [
        ("affiliation", {"north": (2, 1), "south": (1, 1)}),
        ("death_month", {"2018-02": (2, 2), "not stated": (1, 0)}),
    ],
)
def test_groups_are_people_by_what_most_of_their_rows_say(
    field: str, groups: Mapping[str, tuple[int, int]]
) -> None:
    """A person is in one group: that of most rows, of equals the first; how many of a group are on several lists is told."""
    found = two_lists().overlap(by=[field])
    told = {group: (people, several) for group, people, _, several, _ in found.groups.iter_rows()}
    assert groups == told


def test_lists_may_be_the_values_of_a_field() -> None:
    """With as_lists any column is what lists are; people who state nothing are left out, and told."""
    found = two_lists().overlap(as_lists="affiliation")
    assert ("north", "south") == found.lists
    assert found.people == 3


def test_a_list_asked_for_twice_is_one_list() -> None:
    """Who names a list twice looks at it once."""
    assert ("a", "b") == two_lists().overlap(lists=["b", "a", "b"]).lists


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (((), ["c"]), 'no list "c" in this run'),
        ((["colour"], ()), 'no field "colour" in this run'),
    ],
)
def test_what_is_not_there_is_told(asked: tuple[Sequence[str], Sequence[str]], told: str) -> None:
    """A list or a field that the run does not have is a fault of the question, with what there is."""
    with pytest.raises(UsageError, match=told):
        two_lists().overlap(by=asked[0], lists=asked[1])


def test_the_layout_of_capture_tools() -> None:
    """A row per person, in_ columns of 0 and 1, a column per field."""
    table = two_lists().captures(by=["affiliation"])
    assert ["person_id", "in_a", "in_b", "affiliation"] == table.columns
    assert [(1, 0), (1, 1), (1, 1)] == sorted(table.select("in_a", "in_b").rows())


def test_draws_repeat_the_layout() -> None:
    """With draws the table stands there so many times; the same seed draws the same."""
    run = two_lists()
    drawn, again = (run.captures(draws=5) for _ in range(2))
    assert [1, 2, 3, 4, 5] == drawn["draw"].unique().sort().to_list()
    assert drawn.equals(again)
    assert all(3 <= people <= 5 for people in drawn.group_by("draw").len()["len"])


# Origins ----------------------------------------------------------------------------------------------


def test_lists_that_share_a_root_are_one() -> None:
    """Both lists have it from one witness: they are taken as one, it is told, and one list cannot be estimated from."""
    run = run_of(
        list_id=["a", "a", "b", "b", "a"], via=["Agency <- Widow", "Widow", "Widow", "Paper <- Widow", None]
    )
    found = run.estimate(draws=0)
    assert (("a", "b"),) == found.taken_as_one
    assert isinstance(found.whole, Refused)
    assert "one list alone (a + b)" in found.whole.reason
    assert ["in_a+b"] == [name for name in run.captures().columns if name.startswith("in_")]
    assert ["in_a", "in_b"] == [
        name for name in run.captures(keep_copies=True).columns if name.startswith("in_")
    ]


def test_a_list_that_cites_another_is_one_with_it() -> None:
    """List b says that it has its people from list a; that a names nobody makes a the origin."""
    run = run_of(list_id=["a", "a", "b", "b", "a"], via=[None, None, "a", "a", None])
    assert (("a", "b"),) == run.estimate(draws=0).taken_as_one


def test_lists_that_cite_the_same_pages_are_one() -> None:
    """Both lists have their people from the same pages: what overlaps is the pages."""
    pages = ["https://a.example/1", "https://a.example/2", "https://a.example/1", "https://a.example/2", None]
    found = run_of(list_id=["a", "a", "b", "b", "a"], url=pages).estimate(draws=0)
    assert (("a", "b"),) == found.taken_as_one


def test_accepted_reposts_are_one_origin() -> None:
    """Pages that somebody called reposts of one another are one origin: lists that cite them are one; until then they are two."""
    columns = {"list_id": ["a", "a", "b", "b", "a"], "document_id": ["d1", "d2", "d3", "d4", "d5"]}
    frame = pl.DataFrame({"name": NAMES, "incident": ["battle"] * 5, **columns})
    said = [("d3", "d1"), ("d4", "d2")]
    rows = [
        {"repost_id": f"o-{at}", "copy_id": copy, "original_id": original, "verdict": "repost", "judge": "AK",
         "judged_at": f"2025-03-0{at + 1}T10:00:00Z"}
        for at, (copy, original) in enumerate(said)
    ]  # fmt: skip
    accepted = Reposts(given=pl.DataFrame(rows, schema=REPOSTS))
    before, after = (
        resolver.dedupe(frame, defaults={"status": "killed"}, reposts=given) for given in (None, accepted)
    )
    assert () == before.estimate(draws=0).taken_as_one
    assert (("a", "b"),) == after.estimate(draws=0).taken_as_one


def test_words_for_nothing_are_no_origin() -> None:
    """Two lists that both say «n/a» or «?» do not rest on one origin for it."""
    run = run_of(list_id=["a", "a", "b", "b", "a"], via=["n/a", "Widow <- ?", "n/a", "?", "n/a"])
    assert () == run.estimate(draws=0).taken_as_one


def test_lists_of_different_origins_stay_two() -> None:
    """Who names different witnesses, or none, is not taken for a copy."""
    run = run_of(list_id=["a", "a", "b", "b", "a"], via=["Widow", None, "Brother", None, None])
    assert () == run.estimate(draws=0).taken_as_one
    assert () == run.overlap().copied


def test_few_shared_origins_do_not_make_one_list() -> None:
    """Where one person in twenty rests on a common origin, two lists stay two, and it is told."""
    people = listed([["a", "b"]] * 20)
    via = ["Widow", "Widow", *[None] * 38]
    found = copied_lists(people, Told(via=via))
    assert [(20, 1)] == [(one.shared, one.copied) for one in found]
    assert () == groups_of(found)
    assert 1 / 20 < COPIED_SHARE


def test_lists_are_merged_by_hand() -> None:
    """--merge takes lists as one besides, by id or title; one that is not there is told."""
    run = two_lists()
    assert (("a", "b"),) == run.estimate(merge=[["a", "b"]], draws=0).taken_as_one
    with pytest.raises(UsageError, match='no list "z" to merge'):
        run.estimate(merge=[["a", "z"]])


@given(st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4), min_size=1, max_size=30))
def test_histories_sum_to_the_people_and_merging_never_adds(lists: list[list[str]]) -> None:
    """Everybody is in one history; with two lists as one nobody is lost, and never more people are on several."""
    people = listed(lists)
    whole = captures_of(people).histories()
    merged = captures_of(people.merged([people.lists[:2]])).histories()
    assert len(lists) == whole.people == merged.people
    assert merged.by_number()[1:].sum() <= whole.by_number()[1:].sum()


# Khusham ----------------------------------------------------------------------------------------------


def test_khusham_is_refused_honestly() -> None:
    """Thirty publishers of one battle rest on few origins: most are taken as one, and too few people are shared to estimate."""
    found = resolver.demo().estimate(as_lists="publisher", draws=10)
    assert any(
        {"Newsweek", "REGNUM", "The Moscow Times", "LB.ua"} <= set(group) for group in found.taken_as_one
    )
    assert isinstance(found.whole, Refused)
    assert found.whole.reason.startswith("no two lists share enough people")
    assert "No estimate" in str(found)
    assert "refused" in found.to_dict()


# Made people ------------------------------------------------------------------------------------------


@cache
def made() -> tuple[MadeLists, Run]:
    """Return made lists of people whose number is known, and their run."""
    lists = made_lists(2_000, seed=2)
    return lists, resolver.dedupe(lists.mentions, defaults={"status": "killed"})


def test_made_people_are_estimated_with_those_on_no_list() -> None:
    """The interval holds how many people there are, also those on no list; nothing but chance parts the lists."""
    lists, run = made()
    found = run.estimate()
    assert isinstance(found.whole, Estimate)
    assert found.whole.low <= lists.people <= found.whole.high
    assert () == found.taken_as_one
    assert 200 == found.whole.draws


def test_draws_share_more_people_than_our_best_linkage() -> None:
    """Links are made with care, so people on several lists are missed: draws of who is who find some of them."""
    lists, run = made()
    on = lists.truth.group_by("person_id").agg(pl.col("list_id").n_unique().alias("lists"))
    truly = on.filter(pl.col("lists") > 1).height
    linked = captured_on_several(run.captures())
    drawn = [captured_on_several(one.drop("draw")) for one in run.captures(draws=20).partition_by("draw")]
    assert linked < truly
    assert linked < np.mean(drawn)
    assert abs(np.mean(drawn) - truly) < truly - linked


def captured_on_several(table: pl.DataFrame) -> int:
    """Return how many people of a capture table stand on several lists."""
    return table.filter(pl.sum_horizontal(pl.col("^in_.*$").cast(pl.Int64)) > 1).height


def test_groups_add_up() -> None:
    """Estimates by group come with their sum, where none is refused; its people on lists are everybody's."""
    _, run = made()
    found = run.estimate(by=["sex"], draws=20)
    assert found.whole.histories.people >= sum(one.histories.people for _, one in found.groups)
    assert (found.summed is None) == any(isinstance(one, Refused) for _, one in found.groups)


def test_a_list_that_does_not_cover_a_group_is_told() -> None:
    """A list that holds nobody of a group of which the other holds many cannot say whom it misses there."""
    history = np.array([1] * 40 + [3] * 40 + [2] * 40 + [1] * 30, dtype=np.int64)
    group = np.array([0] * 120 + [1] * 30, dtype=np.int64)
    captures = Captures(
        lists=("a", "b"), groups=(("north",), ("south",)), history=history, group=group, row=np.arange(150)
    )
    found = estimates_of(captures, [], fields=["region"])
    assert (
        "b holds nobody of south, others hold 30: it does not cover it, and no model of everybody knows that",
    ) == found.notes
    assert found.summed is None


def test_models_are_a_table() -> None:
    """Every model that was fitted can be read: its weight, whom it finds, how well it fits."""
    _, run = made()
    models = run.estimate(draws=0).models
    assert 8 == models.height
    assert models["weight"].sum() == pytest.approx(1.0)


def test_the_same_run_gives_the_same_estimate() -> None:
    """Nothing but the seed of the rules is drawn by."""
    _, run = made()
    one, two = (json.dumps(run.estimate(draws=10).to_dict()) for _ in range(2))
    assert one == two


# Pictures and the command line ------------------------------------------------------------------------


def test_an_upset_picture_has_a_column_per_combination() -> None:
    """A bar and its dots for each combination, largest first; names are harmless in it."""
    drawing = str(upset_drawing([("<b>A", 3), ("B", 2)], [(("<b>A",), 2), (("<b>A", "B"), 1)]))
    assert 2 == drawing.count('class="bar"')
    assert (3, 1) == (drawing.count('class="on"'), drawing.count('class="off"'))
    assert "<b>" not in drawing
    assert str(upset_of(shown_overlap(two_lists()))).startswith('<svg class="upset"')
    assert "<style>" in upset_file(two_lists().overlap())


def test_lists_of_one_title_are_told_apart() -> None:
    """Two lists that go by one title have a row each in the report, with their ids."""
    run = two_lists()
    shown = shown_overlap(replace(run, lists=run.lists.with_columns(title=pl.lit("Weekly"))))
    assert ("Weekly (a)", "Weekly (b)") == shown.lists
    assert (("Weekly (a)", "Weekly (b)"), 2) == (shown.combinations[0].lists, shown.combinations[0].people)


@pytest.fixture
def resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return the program, in a folder of its own with a run of two lists."""
    called = program(tmp_path, monkeypatch, capsys)
    two_lists().write("run", report=False)
    return called


def test_overlap_from_the_command_line(resolve: Program) -> None:
    """The command prints tables or JSON, and writes the layout or the picture by the ending of the file."""
    done = resolve("overlap", "run", "--by", "affiliation", "--json", "-o", "people.csv")
    assert 3 == json.loads(done.out)["people"]
    assert pl.read_csv("people.csv").columns == ["person_id", "in_a", "in_b", "affiliation"]
    resolve("overlap", "run", "-o", "lists.svg")
    assert Path("lists.svg").read_text(encoding="utf-8").count('class="bar"') == 2
    assert 2 == resolve("overlap", "run", "-o", "people.txt").code


def test_estimate_from_the_command_line(resolve: Program) -> None:
    """Three people are too few: the command says so, with the reason, and is no fault."""
    done = resolve("estimate", "run", "--json")
    assert json.loads(done.out)["refused"].startswith("no two lists share enough people")
    assert "No estimate: no two lists share enough people" in resolve("estimate", "run", "--lists", "a,b").out
    assert 2 == resolve("estimate", "run", "--criterion", "r2").code


def test_histories_are_those_of_the_table() -> None:
    """What is exported and what is estimated from are the same people."""
    _, run = made()
    table = run.captures()
    counts = table.group_by("in_A", "in_B", "in_C").len()
    cells = {
        tuple(name for name in "ABC" if row[f"in_{name}"]): row["len"] for row in counts.iter_rows(named=True)
    }
    whole = run.estimate(draws=0).whole
    again = estimate_population(Histories.of(cells, "ABC"))
    assert isinstance(whole, Estimate)
    assert isinstance(again, Estimate)
    assert whole.total == pytest.approx(again.total)
