"""Count claims held beside named people: what is compared, what is counted, what is flagged, what drifted."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import resolver
from resolver.claims import Reconciled, read_claims, reconcile
from resolver.errors import UsageError
from resolver.rulebook import load_rulebook
from resolver.ruleset import compile_rules
from resolver.run import Run
from resolver.settings import Settings
from tests.claims.made import made_claims

RULES = compile_rules(load_rulebook(), Settings())
COLUMNS = (
    "id", "document_id", "publisher", "low", "high", "unit", "population", "incident", "via", "reported_date", "as_of", "part_of", "supersedes",
)  # fmt: skip


@cache
def five_named() -> Run:
    """Return a run of five people named dead in one battle, three of them of Wagner, and one of another incident."""
    frame = pl.DataFrame(
        {
            "name": ["Тестов Илья", "Образцов Пётр", "Примеров Олег", "Пробин Ян", "Макетов Глеб", "Выдумкин Лев"],
            "affiliation": ["ЧВК Вагнера", "Wagner", "Wagner Group", "navy", None, "Wagner"],
            "citizenship": ["Россия", None, None, "Russia", None, None],
            "origin_place": [None, None, None, None, "Асбест", None],
            "incident": ["battle"] * 5 + ["other"],
            "reported_date": ["2018-02-08", "2018-02-10", "2018-02-12", "2018-02-20", "2018-03-01", "2018-03-01"],
        }
    )  # fmt: skip
    first = pl.DataFrame({"low": ["1"], "unit": ["killed"]})
    return resolver.dedupe(frame, defaults={"status": "killed"}, counts=first)


def held(*rows: dict[str, str]) -> Reconciled:
    """Return claims held beside the five."""
    return reconcile(with_claims(rows))


def with_claims(rows: Sequence[dict[str, Any]]) -> Run:
    """Return the run of the five with other claims: killed of the battle unless they say otherwise."""
    usual = {"unit": "killed", "incident": "battle"}
    frame = pl.DataFrame([usual | row for row in rows], schema=dict.fromkeys(COLUMNS, pl.String))
    return replace(five_named(), count_claims=read_claims([frame], RULES, Settings()).claims)


# --- what is compared -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("population", "fewest"),
    [("all", 5), ("Wagner", 3), ("russians", 2), ("men in green", None), (None, None)],
)
def test_the_floor_of_a_population_is_who_surely_belongs_to_it(population: str, fewest: int | None) -> None:
    """All named dead of the incident, those whose documents say so, or nobody we could name: never all by default."""
    row = held({"id": "k", "low": "9", "population": population}).counts.row(0, named=True)

    assert fewest == row["named_fewest"]


@pytest.mark.parametrize("unit", ["injured", "captured", "missing"])
def test_the_dead_are_never_held_beside_others(unit: str) -> None:
    """The named dead are no floor of the injured, the captured or the missing, and nothing there is flagged."""
    found = held({"id": "k", "low": "1", "high": "1", "unit": unit, "population": "all"})

    assert (None, 0) == found.counts.select("named_fewest", "flagged").row(0)


def test_units_and_populations_stay_apart() -> None:
    """Killed, injured, and both together are three rows; so are two populations whose words are near one another."""
    found = held(
        {"id": "a", "low": "5", "population": "Russian soldiers"},
        {"id": "b", "low": "7", "population": "Russian fighters"},
        {"id": "c", "low": "9", "population": "Russian soldiers", "unit": "injured"},
        {"id": "d", "low": "14", "population": "Russian soldiers", "unit": "killed or injured"},
    )

    assert [("b", 7), ("a", 5), ("c", 9), ("d", 14)] == found.counts.select("claim_ids", "claimed_low").rows()


def test_a_claim_without_an_incident_is_compared_with_nobody_where_lists_have_incidents() -> None:
    """Whose number it is nobody said."""
    run = with_claims([{"id": "k", "low": "1", "high": "1", "population": "all"}])
    claims = run.count_claims.with_columns(incident=pl.lit(None, dtype=pl.String))

    row = reconcile(replace(run, count_claims=claims)).counts.row(0, named=True)

    assert (None, "the claim names no incident, and the lists do") == (
        row["named_fewest"],
        row["named_because"],
    )


# --- what is counted --------------------------------------------------------------------------------------------------


def test_a_replaced_claim_is_shown_and_not_counted() -> None:
    """Through two replacements only the last counts; a circle replaces nobody."""
    found = held(
        {"id": "a", "low": "90"},
        {"id": "b", "low": "50", "supersedes": "a"},
        {"id": "c", "low": "20", "supersedes": "b"},
        {"id": "d", "low": "30", "supersedes": "e"},
        {"id": "e", "low": "40", "supersedes": "d"},
    )

    assert [False, False, True, True, True] == found.claims.sort("claim_id")["is_counted"].to_list()
    assert (5, 3, 20, 40) == found.counts.select(
        "claims", "claims_counted", "claimed_low", "claimed_low_most"
    ).row(0)


def test_a_part_is_never_added_to_its_whole() -> None:
    """A part that counts the same people is no claim against the whole; one of other people is a claim of its own."""
    found = held(
        {"id": "a", "low": "55", "high": "55"},
        {"id": "b", "low": "10", "high": "10", "part_of": "a"},
        {"id": "c", "low": "12", "high": "12", "part_of": "a", "population": "russians"},
    )

    assert [(55, 55, 2, 1), (12, 12, 1, 1)] == found.counts.select(
        "claimed_low", "claimed_high", "claims", "claims_counted"
    ).rows()


def test_origins_without_a_name_are_never_counted_as_independent() -> None:
    """Sources of two papers may be one man, or the one who is named elsewhere; a page that names nobody likewise."""
    found = held(
        {"id": "a", "low": "1", "via": "A <- a monitor"},
        {"id": "b", "low": "2", "via": "B <- unnamed sources"},
        {"id": "c", "low": "3", "via": "C <- unnamed sources"},
        {"id": "d", "low": "4"},
    )

    assert (1, 4) == found.counts.select("origin_count_low", "origin_count_high").row(0)


# --- what is flagged --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("high", "population", "flag"),
    [
        ("4", "all", "fewer than named"),
        ("5", "all", None),
        ("2", "Wagner", "fewer than named"),
        ("4", "Wagner", "fewer than all named"),
        ("5", "Wagner", None),
        ("4", "men in green", "fewer than all named"),
    ],
)
def test_a_claim_below_the_named_is_flagged(high: str, population: str, flag: str | None) -> None:
    """Impossible where more surely belong to its population; a doubt where they only may."""
    claim = held({"id": "k", "low": "1", "high": high, "population": population}).claims.row(0, named=True)

    assert flag == claim["flag"]


def test_a_flag_says_what_may_be_the_reason() -> None:
    """By the day it speaks for fewer had been named; a list of names has a length; it may count fewer people."""
    row = {"low": "2", "high": "2", "population": "all", "unit": "named killed"}
    early, late = held({"id": "a", "as_of": "2018-02-10", **row}, {"id": "b", "as_of": "2019", **row}).claims[
        "why"
    ]

    assert "it may be earlier: by 2018-02-10 dated pages named 2 of them" in early
    assert "it is the length of somebody's list" in early
    assert "earlier" not in late


# --- drift ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({"low": "60", "high": "60"}, ("same origin", "number")),
        ({"population": "syrians"}, ("same origin", "population")),
        ({"unit": "injured"}, ("same origin", "unit")),
        ({"unit": "injured", "low": "60", "high": "60"}, None),
        ({"population": "syrians", "low": "60", "high": "60"}, None),
        ({"document_id": "1", "low": "60", "high": "60"}, None),
        ({"part_of": "a", "low": "6"}, None),
        ({"via": "X <- the ministry", "low": "60", "high": "60"}, None),
        ({"via": "Russian press", "population": "syrians"}, ("same number", "population")),
        ({"via": "Russian press", "low": "60", "high": "60"}, None),
        (
            {"supersedes": "a", "unit": "killed or injured", "low": "60", "high": "60"},
            ("superseded", "number, unit"),
        ),
    ],
)
def test_one_claim_told_on_and_changed(second: dict[str, str], expected: tuple[str, str] | None) -> None:
    """The same word with another number of the same people, or the same number of others, is told; another claim is none."""
    first = {"id": "a", "document_id": "1", "low": "40", "high": "40", "via": "A <- an officer"}
    told = held(first, {**first, "id": "b", "document_id": "2", **second}).drift

    assert ([expected] if expected else []) == told.select("relation", "changed").rows()


def test_drift_runs_from_the_earlier_to_the_later() -> None:
    """Dates decide; where they do not, ids do."""
    first = {
        "id": "b",
        "document_id": "1",
        "low": "40",
        "via": "A <- an officer",
        "reported_date": "2018-02-13",
    }
    second = {**first, "id": "a", "document_id": "2", "low": "60", "reported_date": "2018-02-14"}
    third = {**first, "id": "c", "document_id": "3", "low": "70", "reported_date": "2018-02"}

    told = held(first, second, third).drift.select("earlier_id", "later_id").rows()

    assert [("a", "c"), ("b", "a"), ("b", "c")] == told


# --- filters ----------------------------------------------------------------------------------------------------------


def test_filters_keep_what_was_asked_for() -> None:
    """A population as it is shown, a unit with or without underlines; a word that fits nothing is told with those that do."""
    run = with_claims(
        [
            {"id": "a", "low": "5", "population": "Wagner"},
            {"id": "b", "low": "9", "unit": "killed or injured"},
        ]
    )

    assert ["a"] == run.counts(population="wagner").claims["claim_id"].to_list()
    assert ["b"] == run.counts(unit="killed_or_injured", incident="battle").claims["claim_id"].to_list()
    with pytest.raises(
        UsageError, match="no count claim with population 'navy'; there are Wagner, not stated"
    ):
        run.counts(population="navy")


# --- what holds for all claims ----------------------------------------------------------------------------------------

NUMBERS = st.tuples(st.integers(0, 12), st.none() | st.integers(0, 6))
VIA = st.sampled_from([None, "A", "A <- B", "C <- A <- B", "D", "E <- unnamed sources", "press", "A <- B; D"])


@st.composite
def claims(draw: st.DrawFn) -> list[dict[str, str | None]]:
    """Return claims of one battle, of some populations and units, that lead to one another anyhow."""
    rows = []
    count = draw(st.integers(1, 7))
    ids = st.none() | st.sampled_from([f"k{at}" for at in range(count)])
    for at in range(count):
        low, more = draw(NUMBERS)
        rows.append(
            {
                "id": f"k{at}",
                "document_id": (page := draw(st.sampled_from(["1", "2", "3"]))),
                "publisher": f"paper {page}",
                "low": str(low),
                "high": None if more is None else str(low + more),
                "unit": draw(st.sampled_from(["killed", "injured", "named killed"])),
                "population": draw(st.sampled_from(["all", "Wagner", "men in green"])),
                "via": draw(VIA),
                "part_of": draw(ids),
                "supersedes": draw(ids),
            }
        )
    return rows


TABLES = ("claims", "counts", "origins", "drift")


@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(rows: list[dict[str, str | None]], chance: Any) -> None:
    """The same claims in another order give the same tables; only the line they stand on is another."""
    shuffled = chance.sample(rows, len(rows))
    one, other = reconcile(with_claims(rows)), reconcile(with_claims(shuffled))

    for name in TABLES:
        left, right = (getattr(found, name) for found in (one, other))
        assert_frame_equal(left.drop("line", strict=False), right.drop("line", strict=False))


@given(claims(), st.data())
def test_a_repost_never_adds_an_origin(rows: list[dict[str, str | None]], data: st.DataObject) -> None:
    """Another page that has a claim from where somebody else had it makes it no more independent."""
    row = data.draw(st.sampled_from([one for one in rows if one["via"]] or rows))
    if row["via"] is None:
        return
    via = "; ".join(f"{row['publisher']} <- {chain}" for chain in row["via"].split("; "))
    again = {
        **row,
        "id": "zz",
        "document_id": "9",
        "publisher": "paper 9",
        "via": via,
        "part_of": None,
        "supersedes": None,
    }
    columns = ["counts_whom", "unit", "origin_count_low", "origin_count_high"]
    # What a replaced claim's repost revives is its word, which was left out with it: reposts are looked at among standing claims.
    standing = [{**one, "part_of": None, "supersedes": None} for one in rows]

    before, after = (
        reconcile(with_claims(given)).counts.select(columns) for given in (standing, [*standing, again])
    )

    assert_frame_equal(before, after)


@given(claims())
def test_ranges_are_in_order_and_nothing_below_the_named_is_silent(rows: list[dict[str, str | None]]) -> None:
    """The least never lies above the most; a claim below the named floor of its population always bears a flag."""
    found = reconcile(with_claims(rows))
    counts = found.counts.filter(pl.col("claims_counted") > 0)
    floor = found.counts.select("counts_whom", "unit", "named_fewest")
    below = found.claims.join(floor, on=["counts_whom", "unit"]).filter(
        pl.col("high") < pl.col("named_fewest")
    )

    assert counts.filter(pl.col("claimed_low") > pl.col("claimed_low_most")).is_empty()
    assert counts.filter(pl.col("claimed_low") > pl.col("claimed_high")).is_empty()
    assert counts.filter(pl.col("origin_count_low") > pl.col("origin_count_high")).is_empty()
    assert {"fewer than named"} >= set(below["flag"])
    assert len(rows) == found.claims.height == found.counts["claims"].sum()


# --- made claims with known answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [0.0, 0.5])
def test_the_true_number_of_origins_lies_in_the_range(cut: float) -> None:
    """Of made claims, whole chains or chains cut to the paper that was copied, origins are at least and at most as told."""
    made = [made_claims(seed, cut=cut) for seed in range(25)]
    told = [held(*one.rows).counts.row(0, named=True) for one in made]

    assert [True] * len(made) == [
        row["origin_count_low"] <= one.origin_count <= row["origin_count_high"]
        for one, row in zip(made, told, strict=True)
    ]


def test_every_changed_repost_is_told() -> None:
    """Where chains are whole, each repost that changed the number is drift; where none did, nothing is, on one origin."""
    for made in (made_claims(seed, cut=0.0) for seed in range(25)):
        drift = held(*made.rows).drift
        pairs = {frozenset(pair) for pair in drift.select("earlier_id", "later_id").iter_rows()}

        assert {frozenset(pair) for pair in made.changed} <= pairs
        assert made.changed or drift.is_empty()
