"""What estimation looks at: every pair that could be one person is counted once, and what lists promise is known."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import resolver
from resolver.engines.local import LocalEngine
from resolver.evidence import evidence_of, known_apart, pair_total, promised_lists
from resolver.handover import gather_comparable
from resolver.model.comparisons import Comparison
from resolver.model.estimation import (
    DIFFERENT,
    UNKNOWN,
    Evidence,
    bearing,
    cell_keys,
    cells_of,
    every_nth,
    own_shares,
    random_pairs,
)
from resolver.model.estimation.expecting import Cells, Expected
from resolver.model.estimation.maximising import maximise
from resolver.model.weights import MILLIBITS, share_step, shares_of
from resolver.pairs import compare_pairs
from resolver.ruleset import Ruleset, compile_rules
from resolver.run import Run
from resolver.settings import ListSettings, Settings
from resolver.stages.normalise import Normalised
from resolver.tables import PAIRS
from tests.lists import people


class _Values:
    """The two columns that counting pairs asks of what was understood."""

    def __init__(self, role: Sequence[str], file: Sequence[str]) -> None:
        self.values = pl.DataFrame({"role": role})
        self.mentions = pl.DataFrame({"file": file})


rows = st.lists(
    st.tuples(
        st.sampled_from(("casualty", "official")), st.sampled_from(("a", "b", "c")), st.integers(-1, 1)
    ),
    min_size=2,
    max_size=9,
)


@given(rows, st.booleans())
def test_pairs_that_could_be_one_person_are_counted(
    rows: list[tuple[str, str, int]], across_files: bool
) -> None:
    """The number of pairs is that of one role, across files where asked, and never within a list that promises."""
    roles, files, promised = (list(column) for column in zip(*rows, strict=True))
    expected = sum(
        roles[one] == roles[other]
        and not (across_files and files[one] == files[other])
        and not (promised[one] >= 0 and promised[one] == promised[other])
        for one, other in combinations(range(len(rows)), 2)
    )
    table: Normalised = _Values(roles, files)  # type: ignore[assignment]
    named = np.arange(len(rows), dtype=np.uint32)

    assert expected == pair_total(table, np.array(promised), named, across_files)


@given(st.integers(2, 60), st.integers(100, 300), st.integers(0, 5))
def test_random_pairs_are_pairs(size: int, at_most: int, seed: int) -> None:
    """Each random pair stands once, smaller row left, of the rows given; few rows give all their pairs."""
    mentions = np.arange(10, 10 + 3 * size, 3, dtype=np.uint32)
    found = random_pairs(mentions, at_most=at_most, seed=seed).select("left", "right").rows()

    assert len(set(found)) == len(found) <= max(at_most, size)
    assert all(left < right and {left, right} <= set(mentions.tolist()) for left, right in found)
    if size * (size - 1) // 2 <= at_most:
        assert size * (size - 1) // 2 == len(found)


def test_random_pairs_are_those_of_their_seed() -> None:
    """The same seed draws the same pairs, another seed others."""
    mentions = np.arange(500, dtype=np.uint32)
    one, again, other = (random_pairs(mentions, at_most=100, seed=seed) for seed in (1, 1, 2))

    assert one.equals(again)
    assert not one.equals(other)


def prepared(count: int, days: Sequence[str] = ()) -> tuple[Run, Ruleset, Normalised]:
    """Return a run of distinct people, who died on these days if any are given, and what it understood."""
    listed = people(count, seed=1)
    told = listed.with_columns(death_date=pl.Series(days)) if days else listed
    run = resolver.dedupe(told, estimate=False)
    return run, compile_rules(run.rulebook, run.settings), run.normalised


@pytest.mark.parametrize("batch_size", [7, 100, 1_000_000])
def test_batches_do_not_matter(batch_size: int) -> None:
    """Counted in batches of any size the evidence is the same."""
    run, ruleset, normalised = prepared(60)
    comparable = gather_comparable(normalised, ruleset)
    promised = promised_lists(normalised, run.lists)

    def gathered(engine: LocalEngine) -> list[pl.DataFrame]:
        compared = compare_pairs(run.scores.select("left", "right", "rule"), comparable, ruleset, engine)
        known_of = partial(known_apart, promised=promised)
        evidence = evidence_of(compared, known_of, comparable, normalised, promised, ruleset, engine, False)
        return [evidence.blocked, evidence.random]

    whole, parts = gathered(LocalEngine()), gathered(LocalEngine(batch_size=batch_size))
    assert all(one.equals(other) for one, other in zip(whole, parts, strict=True))


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 9))
def test_every_nth_stands_for_n(flags: list[bool], at_most: int) -> None:
    """No more are left than asked for, all of them were there, and n times as many are as many as there were, but for the last n."""
    kept, step = every_nth(np.array(flags, dtype=np.bool_), at_most)

    assert kept.sum() <= at_most
    assert not (kept & ~np.array(flags, dtype=np.bool_)).any()
    assert 0 <= int(kept.sum()) * step - sum(flags) < step


def test_of_very_many_pairs_a_part_stands_for_all_and_what_is_known_stays() -> None:
    """Of the pairs of which nobody said anything every third is looked at and counts for three; those that are settled all count for one."""
    run, ruleset, normalised = prepared(60)
    comparable, engine = gather_comparable(normalised, ruleset), LocalEngine()
    compared = compare_pairs(run.scores.select("left", "right", "rule"), comparable, ruleset, engine)

    def known_of(pairs: pl.DataFrame) -> NDArray[np.uint8]:
        return np.where(np.arange(pairs.height) % 7 == 0, DIFFERENT, UNKNOWN).astype(np.uint8)

    unknown = int((known_of(compared.whole()) == UNKNOWN).sum())
    few = replace(ruleset, estimation=replace(ruleset.estimation, most_pairs=-(-unknown // 3)))
    whole, part = (
        evidence_of(compared, known_of, comparable, normalised, np.full(60, -1), rules, engine, False).blocked
        for rules in (ruleset, few)
    )

    settled = [cells.filter(pl.col("known") == DIFFERENT) for cells in (whole, part)]
    assert settled[0].equals(settled[1])
    assert {0} == set(part.filter(pl.col("known") == UNKNOWN)["pair_count"] % 3)
    assert 0 <= int(part["pair_count"].sum()) - int(whole["pair_count"].sum()) < 3


def test_a_list_that_promises_settles_its_pairs() -> None:
    """Two rows of one list with one row per person are known to be two people; of other pairs nothing is known."""
    pairs = pl.DataFrame({"left": [0, 0, 2, 2], "right": [1, 2, 3, 4]})

    assert [DIFFERENT, UNKNOWN, UNKNOWN, UNKNOWN] == known_apart(pairs, np.array([5, 5, 6, -1, -1])).tolist()


def test_what_a_list_promises_is_read_off_its_settings(tmp_path: Path) -> None:
    """Rows of a list that promises one row per person have its number, those of others none."""
    for name, seed in (("register", 1), ("posts", 2)):
        ids = pl.concat_str(pl.lit(name), "mention_id")
        people(5, seed=seed).with_columns(mention_id=ids).write_csv(tmp_path / f"{name}.csv")
    said = Settings(lists=(ListSettings(file="register.csv", one_row_per_person=True),))
    run = resolver.dedupe([tmp_path / "register.csv", tmp_path / "posts.csv"], settings=said)

    promised = promised_lists(run.normalised, run.lists)
    of_register = [one.startswith("register") for one in run.mentions.sort("row")["mention_id"]]
    assert of_register == (promised >= 0).tolist()


def test_cells_count_every_pair() -> None:
    """The counts of cells sum to the pairs that were compared."""
    run, ruleset, normalised = prepared(60)
    engine = LocalEngine()
    compared = compare_pairs(
        run.scores.select("left", "right", "rule"), gather_comparable(normalised, ruleset), ruleset, engine
    )
    keys = cell_keys(compared.columns, ruleset.comparisons)
    cells = engine.sum_counts(
        compared, keys, "pair_count", lambda batch: cells_of(batch, ruleset.comparisons)
    )

    assert compared.height == cells["pair_count"].sum()
    assert cells.height == cells.select(keys).n_unique()


def test_own_shares_are_told_of_every_value_that_goes_by_its_share() -> None:
    """Names, places and days of death are counted by how common they are; a comparison with fixed chances is not."""
    run, ruleset, normalised = prepared(60)
    comparable, engine = gather_comparable(normalised, ruleset), LocalEngine()
    promised = promised_lists(normalised, run.lists)
    compared = compare_pairs(run.scores.select("left", "right", "rule"), comparable, ruleset, engine)
    known_of = partial(known_apart, promised=promised)
    own = evidence_of(compared, known_of, comparable, normalised, promised, ruleset, engine, False).own
    spoken = {
        name: normalised.mentions[column].is_not_null().sum()
        for name, column in (("origin_place", "origin_place"), ("surname", "name"))
    }

    assert spoken == {name: own[name].sum() for name in spoken}
    assert {"given_name", "death_date"} <= set(own)
    assert not {"birth", "sex", "unit"} & set(own)


def of_all_pairs(days: Sequence[str]) -> tuple[Evidence, Ruleset]:
    """Return the evidence of people who died on these days, every pair of them drawn."""
    run, ruleset, normalised = prepared(len(days), days)
    ruleset = replace(ruleset, estimation=replace(ruleset.estimation, pairs_per_mention=len(days)))
    comparable, engine = gather_comparable(normalised, ruleset), LocalEngine()
    compared = compare_pairs(run.scores.select("left", "right", "rule"), comparable, ruleset, engine)
    promised = promised_lists(normalised, run.lists)
    known_of = partial(known_apart, promised=promised)
    return evidence_of(compared, known_of, comparable, normalised, promised, ruleset, engine, False), ruleset


def test_who_bears_no_day_bears_none_that_two_may_share() -> None:
    """Of ten dead with a day and five with a year alone ten bear a day; of their pairs those count in which both do."""
    days = ["2000-02-16"] * 6 + [f"2000-05-{at:02}" for at in range(1, 5)] + ["2000"] * 5
    evidence, _ = of_all_pairs(days)

    assert 10 == evidence.own["death_date"].sum()
    assert [15 * 14 // 2, 10 * 9 // 2] == evidence.able["death_date"].tolist()


def test_an_initial_is_no_name_that_two_may_share() -> None:
    """Who is listed with an initial bears a surname of a certain commonness, and no given name."""
    run = resolver.dedupe(pl.DataFrame({"name": ["Тестов Илья", "Пробин И."]}), estimate=False)
    ruleset = compile_rules(run.rulebook, run.settings)
    itself = pl.DataFrame({"left": [0, 1], "right": [0, 1], "rule": [0, 0]}, schema=PAIRS)
    compared = compare_pairs(
        itself, gather_comparable(run.normalised, ruleset), ruleset, LocalEngine()
    ).whole()

    borne = bearing(compared, ruleset.comparisons)
    assert [2, 1] == [borne[name].sum() for name in ("surname", "given_name")]
    assert 1 == own_shares(compared, ruleset.comparisons)["given_name"].sum()


@given(st.integers(-32_000, 0))
def test_a_share_is_counted_in_the_step_that_corrects_it(share: int) -> None:
    """Rounded to whole bits, as agreements are counted, a share lies in the same step as it does when a pair is weighed."""
    table = pl.DataFrame({"sex": [1], "sex_share": [share]}, schema={"sex": pl.UInt8, "sex_share": pl.Int16})
    one = Comparison(name="sex", kind="exact", column="sex", role="", levels=())
    counted = cells_of(table, [one])["sex_share"].to_numpy() / MILLIBITS

    assert share_step(counted, 13).tolist() == share_step(np.array([share / MILLIBITS]), 13).tolist()


@settings(max_examples=15)
@given(st.integers(12, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_day_of_a_massacre_stays_common(on_it: int, on_others: int, by_year: int) -> None:
    """However many rows tell a year alone, u of the commonest day is not below half the chance that two with a day share it."""
    others = [str(np.datetime64("1999-01-01") + 3 * at) for at in range(on_others)]
    days = ["2000-02-16"] * on_it + others + ["1999"] * by_year
    evidence, ruleset = of_all_pairs(days)
    death = next(one for one in ruleset.comparisons if one.name == "death_date")
    cells = Cells.of(evidence.random, ruleset.comparisons)
    none = np.zeros(len(cells.count))
    at = {one.name: np.zeros(0, dtype=np.int64) for one in ruleset.comparisons}
    strangers = Expected(matches=none, relatives=none, strangers=cells.count, sure=at)
    sample, blocked = (cells, strangers), (cells, strangers, at["death_date"])
    fitted = maximise(death, blocked, sample, evidence, ruleset.estimation)

    share = round(float(np.log2((on_it + 1) / (on_it + on_others + 20))) * MILLIBITS)
    u = shares_of(pl.DataFrame({"death_date_share": [share]}), fitted)[0]
    chance = on_it * (on_it - 1) / ((on_it + on_others) * (on_it + on_others - 1))
    assert chance / 2 <= u <= 1
