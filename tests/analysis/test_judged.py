"""Judged pairs speak for all pairs: exactly when all were judged, with honest intervals when few were."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import resolver
from resolver.analysis import evaluate_judgements
from resolver.errors import InputError, UsageError
from resolver.model.agreement import View
from tests.analysis.made import Pair, made_run, truth_of

FOUND = ["P-A", "P-A", "P-A", "P-B", "P-B", "P-C", "P-D", "P-E"]
TRUTH = truth_of("aabbbccd")
PAIRS = [
    Pair(left=0, right=1, bits=9.0),
    Pair(left=0, right=2, bits=2.0),
    Pair(left=3, right=4, bits=3.0),
    Pair(left=2, right=3, bits=1.0),
    Pair(left=5, right=6, bits=-1.0),
    Pair(left=0, right=7, bits=-9.0),
]


def judged(
    sheet: pl.DataFrame, truth: Mapping[str, str], words: tuple[str, str] = ("да", "нет")
) -> pl.DataFrame:
    """Return a sheet with the verdicts that the truth gives."""
    rows = sheet.select("left_mention_id", "right_mention_id").rows()
    return sheet.with_columns(
        verdict=pl.Series([words[0] if truth[left] == truth[right] else words[1] for left, right in rows])
    )


def test_all_pairs_judged_give_what_the_truth_gives() -> None:
    """A sample of everything has no doubt left: precision and recall are those of the truth, interval and all."""
    run = made_run(FOUND, PAIRS)
    found = evaluate_judgements(run, judged(resolver.sample(run, 100), TRUTH))
    truth = resolver.evaluate(run, TRUTH)
    right = truth.true_pairs * truth.rates[View.PAIRS].recall.value
    compared = truth.true_pairs * truth.compared_recall

    assert pytest.approx([truth.rates[View.PAIRS].precision.value] * 3) == list(found.precision)
    # m02 and m04 are one person and were never compared.
    assert compared < truth.true_pairs
    assert pytest.approx([right / compared] * 3) == list(found.recall_compared)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Over many samples the interval of precision holds the true precision about 95 times in 100."""
    random = np.random.default_rng(1)
    found: list[str] = []
    truth: dict[str, str] = {}
    pairs: list[Pair] = []
    for person in range(15):
        found += [f"P-{person:02d}"] * 2
        is_one = person not in (3, 8)
        truth |= {
            f"m{2 * person:02d}": f"{person}",
            f"m{2 * person + 1:02d}": f"{person}" if is_one else f"{person}x",
        }
        pairs.append(Pair(left=2 * person, right=2 * person + 1, bits=float(random.uniform(0.5, 9))))
    run = made_run(found, pairs)
    held = 0
    for seed in range(60):
        told = evaluate_judgements(run, judged(resolver.sample(run, 22, seed=seed), truth), draws=400)
        held += told.precision.low <= 13 / 15 <= told.precision.high

    assert held >= 54


def test_a_share_without_a_mistake_is_not_certain() -> None:
    """Three right out of three leave room for mistakes among the other links."""
    run = made_run(
        [f"P-{at // 2}" for at in range(30)],
        [Pair(left=2 * at, right=2 * at + 1, bits=9.0) for at in range(15)],
    )
    told = evaluate_judgements(
        run, judged(resolver.sample(run, 8), truth_of("aabbccddeeffgghhiijjkkllmmnnoo"))
    )

    assert 1.0 == told.precision.value == told.precision.high
    assert told.precision.low < 0.95


def test_unsure_and_empty_are_taken_out_and_told() -> None:
    """Who does not know says nothing; the rest of the stratum speaks for the pair."""
    run = made_run(FOUND, PAIRS)
    sheet = judged(resolver.sample(run, 100), TRUTH)
    verdicts = sheet["verdict"].to_list()
    verdicts[0], verdicts[1] = "?", None
    told = evaluate_judgements(run, sheet.with_columns(verdict=pl.Series(verdicts)))

    assert (26, 1, 1) == (told.judged, told.unsure, told.empty)
    assert "unsure" in str(told)


@pytest.mark.parametrize(("encoding", "sign"), [("cp1251", ";"), ("utf-8-sig", ","), ("utf-16", "\t")])
def test_a_sheet_comes_back_as_a_spreadsheet_leaves_it(encoding: str, sign: str, tmp_path: Path) -> None:
    """Re-sorted, under another separator and encoding, with capitals and large numbers in short: it is read all the same."""
    run = made_run(FOUND, PAIRS)
    sheet = judged(resolver.sample(run, 100), TRUTH, ("ДА", "Нет")).sort("left_name", descending=True)
    told = sheet.with_columns(pl.col("stratum_pairs").cast(pl.Float64))
    (tmp_path / "back.csv").write_bytes(told.write_csv(separator=sign).encode(encoding))

    before = evaluate_judgements(run, sheet).to_dict()
    after = evaluate_judgements(run, tmp_path / "back.csv").to_dict()
    assert {**before, "judgements": "back.csv"} == after


def test_numbers_with_a_comma() -> None:
    """5,00E+03 is five thousand."""
    run = made_run(FOUND, PAIRS)
    sheet = judged(resolver.sample(run, 100), TRUTH).with_columns(stratum_pairs=pl.lit("5,00E+03"))

    assert 5000 * sheet["stratum"].n_unique() == evaluate_judgements(run, sheet).strata["pairs"].sum()


FAULTS = {
    "unknown words": ({"verdict": "perhaps so"}, ("perhaps so", "same: same, s, yes, да", "line")),
    "a lost number": ({"stratum_pairs": "many"}, ("stratum_pairs", "as it was drawn")),
    "a lost id": ({"left_mention_id": None}, ("left_mention_id",)),
}


@pytest.mark.parametrize(("change", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_faults_are_told_by_line(change: dict[str, str | None], words: tuple[str, ...]) -> None:
    """What cannot be read is told with its rows and with what to write."""
    run = made_run(FOUND, PAIRS)
    sheet = judged(resolver.sample(run, 100), TRUTH)
    with pytest.raises(InputError) as caught:
        evaluate_judgements(run, sheet.with_columns(**{name: pl.lit(cell) for name, cell in change.items()}))

    assert [word for word in words if word not in str(caught.value)] == []


def test_a_pair_stands_once() -> None:
    """A pair judged twice, the other way round too, would count double."""
    run = made_run(FOUND, PAIRS)
    sheet = judged(resolver.sample(run, 100), TRUTH)
    turned = sheet.head(1).rename(
        {"left_mention_id": "right_mention_id", "right_mention_id": "left_mention_id"}
    )
    with pytest.raises(InputError, match="stand here twice"):
        evaluate_judgements(run, pl.concat([sheet, turned.select(sheet.columns)]))


def test_a_sheet_that_is_none() -> None:
    """A table without weights says what is missing; a sheet without verdicts says what to fill in."""
    run = made_run(FOUND, PAIRS)

    with pytest.raises(InputError, match="no column stratum, stratum_pairs"):
        evaluate_judgements(run, judged(resolver.sample(run, 10), TRUTH).drop("stratum", "stratum_pairs"))
    with pytest.raises(UsageError, match="no pair of this run has a verdict"):
        evaluate_judgements(run, resolver.sample(run, 10))


def test_a_sheet_may_be_older_than_the_run() -> None:
    """What is linked is asked of the run at hand: a sheet drawn before rules changed still measures it."""
    before, after = made_run(FOUND, PAIRS), made_run([f"P-{at}" for at in range(8)], PAIRS)
    sheet = judged(resolver.sample(before, 100), {**TRUTH, "m07": "gone"})
    told = evaluate_judgements(after, sheet)

    assert 0.0 == told.recall_compared.value
    assert 1.0 == told.precision.value
    assert ("m07",) == evaluate_judgements(made_run(FOUND[:7], PAIRS[:5]), sheet).not_in_run
