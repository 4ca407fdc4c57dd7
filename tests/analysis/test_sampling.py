"""Pairs drawn to be judged: more where the run is in doubt, each with what it stands for, and nothing that leads the judge."""

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.analysis.sampling import allot
from resolver.analysis.strata import STRATA, frame_of
from resolver.errors import UsageError
from tests.analysis.made import Pair, made_run

SIZES = st.lists(st.integers(0, 400), min_size=len(STRATA), max_size=len(STRATA))


@given(st.integers(1, 500), SIZES)
def test_as_many_as_asked_or_all_there_are(count: int, sizes: list[int]) -> None:
    """No stratum gives more than it holds, and what small ones lack comes from the others."""
    by_number = {one.number: size for one, size in zip(STRATA, sizes, strict=True)}
    taken = allot(count, by_number)

    assert min(count, sum(sizes)) == sum(taken.values())
    assert all(0 <= taken[number] <= by_number[number] for number in taken)


def test_shares_are_a_whole() -> None:
    """The shares of the strata are one sample."""
    assert pytest.approx(1.0) == sum(one.share for one in STRATA)


def run_of_all_kinds() -> resolver.Run:
    """Return a run with a pair of each stratum."""
    bits = {
        (0, 1): 9.0,
        (2, 3): 2.0,
        (4, 5): -1.0,
        (6, 8): 9.0,
        (7, 9): 2.0,
        (0, 2): -1.0,
        (1, 3): -4.5,
        (0, 9): -9.0,
    }
    found = ["P-A", "P-A", "P-B", "P-B", "P-C", "P-C", "P-C", "P-D", "P-E", "P-F"]
    return made_run(
        found, [Pair(left=left, right=right, bits=weight) for (left, right), weight in bits.items()]
    )


def test_every_pair_stands_in_one_stratum() -> None:
    """The strata together hold every pair of the run, and each kind is where it belongs."""
    sizes = frame_of(run_of_all_kinds()).sizes()

    assert len(list(combinations(range(10), 2))) == sum(sizes.values())
    assert {1: 1, 2: 1, 3: 3, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 35} == sizes


def test_a_sample_of_everything_is_everything() -> None:
    """Asked for more pairs than there are, it gives each pair once."""
    sheet = resolver.sample(run_of_all_kinds(), 1000)
    pairs = {tuple(sorted(pair)) for pair in sheet.select("left_mention_id", "right_mention_id").rows()}

    assert (45, 45) == (sheet.height, len(pairs))
    assert [1.0] == sheet["weight"].unique().to_list()


def test_weights_speak_for_all_pairs() -> None:
    """The weights of a stratum's rows add up to its size."""
    sheet = resolver.sample(run_of_all_kinds(), 20)
    sums = sheet.group_by("stratum").agg(pl.col("weight").sum(), pl.col("stratum_pairs").first())

    assert 20 == sheet.height
    assert sums["weight"].round(9).to_list() == sums["stratum_pairs"].to_list()


def test_the_same_seed_draws_the_same() -> None:
    """A colleague can draw the sheet again."""
    run = run_of_all_kinds()

    assert resolver.sample(run, 20).equals(resolver.sample(run, 20))
    assert not resolver.sample(run, 20).equals(resolver.sample(run, 20, seed=2))


def test_the_sheet_does_not_lead_the_judge() -> None:
    """It shows both sides and neither what the run decided nor how likely it holds the pair."""
    sheet = resolver.sample(run_of_all_kinds(), 30)
    names = " ".join(sheet.columns)

    assert not [word for word in ("probability", "weight_", "linked", "person_id") if word in names]
    assert sheet["stratum"].to_list() != sorted(sheet["stratum"].to_list())
    assert sheet["verdict"].null_count() == sheet.height
    assert {"left_name", "right_name", "left_born", "left_died", "left_from", "left_document"} <= set(
        sheet.columns
    )


def test_pairs_that_cannot_be_one_are_not_asked() -> None:
    """A source is never a casualty, and an unnamed mention tells a judge nothing."""
    run = made_run(["P-A", "P-B", "P-C"], columns={"role": ["casualty", "casualty", "source"]})
    sheet = resolver.sample(run, 10)

    assert [("m00", "m01")] == [
        tuple(sorted(pair)) for pair in sheet.select("left_mention_id", "right_mention_id").rows()
    ]


@pytest.mark.parametrize("count", [0, -3])
def test_at_least_one_pair(count: int) -> None:
    """A sample of nothing is a slip."""
    with pytest.raises(UsageError, match="at least one"):
        resolver.sample(run_of_all_kinds(), count)


def test_nothing_to_judge() -> None:
    """A run of one mention has no pair."""
    with pytest.raises(UsageError, match="nothing to judge"):
        resolver.sample(made_run(["P-A"]))


def test_linked_lists_are_sampled_across(tmp_path: pytest.TempPathFactory) -> None:
    """Where two lists are linked no pair within one of them was ever in question."""
    from pathlib import Path

    folder = Path(str(tmp_path))
    for name in ("mine", "theirs"):
        rows = "\n".join(f"{name}{at},Выдумкин{chr(0x430 + at)} Тест" for at in range(4))
        (folder / f"{name}.csv").write_text(f"id,name\n{rows}\n", "utf-8")
    run = resolver.link(folder / "mine.csv", folder / "theirs.csv", defaults={"status": "killed"})
    sheet = resolver.sample(run, 100)

    assert 16 == sheet.height
    assert (sheet["left_list_id"] != sheet["right_list_id"]).all()
