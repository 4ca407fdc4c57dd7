"""Answers about pairs make probabilities mean what they say; the model of a training is one that runs can use."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import resolver
from resolver.analysis.strata import pairs_stood_for
from resolver.errors import InputError, UsageError
from resolver.model.fitted import model_json
from resolver.model.scaling import calibrated
from resolver.run import Run
from tests.lists import people, twice

DEFAULTS = {"status": "killed"}
COPIES, WHO = twice(people(200, seed=5), seed=5)


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a run on a list in which four in ten people stand twice."""
    return resolver.dedupe(COPIES, defaults=DEFAULTS)


def judged(run: Run, count: int, *, wrong: bool = False) -> pl.DataFrame:
    """Return a sample of pairs judged by the truth, or by its contrary."""
    sheet = run_sample(run, count)
    ends = zip(sheet["left_mention_id"], sheet["right_mention_id"], strict=True)
    verdicts = ["same" if (WHO[one] == WHO[other]) != wrong else "different" for one, other in ends]
    return sheet.with_columns(verdict=pl.Series(verdicts))


def run_sample(run: Run, count: int) -> pl.DataFrame:
    """Return the sheet that ``resolver sample`` draws."""
    return resolver.sample(run, count, seed=1)


def test_a_truth_file_teaches(run: Run) -> None:
    """With everybody known the expected matches are the true candidate pairs, and the model says that it was trained."""
    model = resolver.train([run], truth=WHO)
    ids = run.memberships["mention_id"]
    ends = zip(ids.gather(run.scores["left"]), ids.gather(run.scores["right"]), strict=True)
    true = sum(WHO[one] == WHO[other] for one, other in ends)

    assert "trained" == model.origin
    assert run.rulebook.sha256 == model.rules_sha256
    assert pytest.approx(true, abs=0.5) == model.matches


def test_answers_against_the_weights_lower_them(run: Run) -> None:
    """Who answers the contrary of the truth takes certainty away; who answers the truth does not."""
    right, wrong = (
        resolver.train([run], judgements=judged(run, 60, wrong=one)).terms for one in (False, True)
    )

    at_four = [calibrated(np.array([4.0]), one.curve)[0] for one in (wrong, right)]
    assert at_four[0] < at_four[1]


def test_a_trained_model_is_used(run: Run, tmp_path: Path) -> None:
    """A run with a trained model shows its calibration as a share of its own, and the shares add up."""
    model = resolver.train([run], judgements=judged(run, 60))
    (tmp_path / "model.json").write_text(model_json(model), encoding="utf-8")
    again = resolver.dedupe(COPIES, defaults=DEFAULTS, model=tmp_path / "model.json")
    row = again.pairs.sort(pl.col("match_weight").abs()).row(0, named=True)
    why = again.explain(row["left_id"], row["right_id"])
    parts = why.prior_bits + why.relatives_bits + why.calibration_bits + sum(one.bits for one in why.shares)

    assert model == again.model
    assert why.calibration_bits != 0
    assert pytest.approx(why.match_weight, abs=0.002) == parts


def test_answers_never_teach_less_than_none(run: Run) -> None:
    """On the lists that were judged the log loss of all pairs is no higher with the answers than by the model of the run."""
    losses = []
    for model in (run.model, resolver.train([run], judgements=judged(run, 100))):
        again = resolver.dedupe(COPIES, defaults=DEFAULTS, model=model)
        losses.append(resolver.evaluate(again, WHO).probabilities.log_loss.value)

    assert losses[1] <= losses[0] * 1.02


def test_the_truth_moves_what_strangers_share(run: Run) -> None:
    """Random pairs that the truth tells to be one person are no strangers: without them two people agree less often."""
    one_person = dict.fromkeys(WHO, "x") | {one: str(at) for at, one in enumerate(sorted(WHO)) if at % 2}
    fits = [resolver.train([run], truth=one) for one in (WHO, one_person)]
    shared = [
        next(level.u for one in fit.comparisons if one.name == "birth" for level in one.levels[-1:])
        for fit in fits
    ]

    assert shared[0] != shared[1]


def test_the_model_carries_how_common_names_are(run: Run, tmp_path: Path) -> None:
    """What is carried are words that stand in several names; it comes back from the file, and can be left out."""
    model = resolver.train([run], judgements=judged(run, 60))
    (tmp_path / "model.json").write_text(model_json(model), encoding="utf-8")
    again = resolver.dedupe(COPIES, defaults=DEFAULTS, model=tmp_path / "model.json")
    without = resolver.train([run], judgements=judged(run, 60), names=False)

    assert model.names is not None
    assert min(count for words in model.names.bearers.values() for count in words.values()) >= 2
    assert model.names == again.model.names
    assert without.names is None
    assert '"names"' not in model_json(without)


def test_lists_of_others_change_nobody_at_a_fixed_model(run: Run) -> None:
    """How common names are is the model's: with a further list of other people the same names have the same weights.

    (How common a place is goes by the lists at hand, so that places are left out here.)
    """
    model = resolver.train([run], judgements=judged(run, 60))
    mine = COPIES.drop("origin_place")
    others = people(150, seed=77).with_columns(mention_id=pl.lit("z") + pl.col("mention_id"))
    alone = resolver.dedupe(mine, defaults=DEFAULTS, model=model)
    beside = resolver.dedupe(pl.concat([mine, others.drop("origin_place")]), defaults=DEFAULTS, model=model)

    def weights(of: Run) -> dict[frozenset[str], int]:
        ids = of.mentions.sort("row")["mention_id"].to_list()
        scores = of.scores.select("left", "right", "match_weight")
        found = {frozenset((ids[one], ids[other])): weight for one, other, weight in scores.iter_rows()}
        return {
            pair: weight for pair, weight in found.items() if not any(one.startswith("z") for one in pair)
        }

    shared = weights(alone).keys() & weights(beside).keys()
    assert len(shared) > 50
    assert {pair: weights(alone)[pair] for pair in shared} == {pair: weights(beside)[pair] for pair in shared}


def test_a_line_of_an_older_model_is_still_a_line(run: Run, tmp_path: Path) -> None:
    """Models that scaled weights by shift and slope weigh as they did."""
    text = model_json(run.model).replace('"curve": []', '"shift": 0.5, "slope": 0.8')
    (tmp_path / "model.json").write_text(text, encoding="utf-8")
    again = resolver.dedupe(COPIES, defaults=DEFAULTS, model=tmp_path / "model.json")
    weight = np.array([-30.0, 0.0, 2.0, 30.0])

    assert (
        pytest.approx((0.5 + 0.8 * weight).tolist()) == calibrated(weight, again.model.terms.curve).tolist()
    )


def test_settled_pairs_stand_for_those_of_the_run(run: Run) -> None:
    """Linked pairs and those apart have the part of the run in each band of probabilities, and all together count as many as they are."""
    scores = run.scores.filter(pl.col("match_probability") > 0.1)
    person = run.memberships.sort("row")["person_id"]
    linked = scores.with_columns(is_linked=person.gather(scores["left"]) == person.gather(scores["right"]))
    some = linked.filter(pl.col("is_linked") | (pl.int_range(pl.len()) % 3 == 0))
    some = some.with_columns(mass=pl.Series(pairs_stood_for(run, some.select("left", "right"))))
    sure = pl.col("match_probability") >= 0.98
    parts = [
        one.filter(sure).select((pl.col("is_linked") * weight).sum() / weight.sum()).item()
        for one, weight in ((linked.with_columns(one=1.0), pl.col("one")), (some, pl.col("mass")))
    ]

    assert pytest.approx(some.height) == some["mass"].sum()
    assert pytest.approx(1.0, abs=1e-9) == pairs_stood_for(run, linked.select("left", "right"))
    assert pytest.approx(parts[0]) == parts[1]


def test_two_runs_teach_together(run: Run) -> None:
    """Counts of two runs are added: the same run twice has twice the pairs and the same prior."""
    once, twofold = resolver.train([run], truth=WHO), resolver.train([run, run], truth=WHO)

    assert 2 * once.pairs == twofold.pairs
    assert pytest.approx(once.terms.prior, rel=0.3) == twofold.terms.prior


def test_a_table_of_two_ids_and_a_verdict_is_enough(run: Run) -> None:
    """Any table with left_id, right_id and verdict is read; what is unsure, empty or of another run is left out."""
    same = next(one for one in WHO if one.endswith("x"))
    sheet = pl.DataFrame(
        {
            "left_id": [same, same, same, "elsewhere"],
            "right_id": [WHO[same], "m00001", "m00002", "m00003"],
            "verdict": ["same", "unsure", None, "same"],
        }
    )

    assert 1 == resolver.train([run], judgements=sheet).answers


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ({"left_id": ["m00001"], "right_id": ["m00002"]}, "no column verdict"),
        ({"left_id": ["m00001"], "right_id": ["m00002"], "verdict": ["perhaps"]}, "line 1: verdict"),
    ],
)
def test_faults_of_a_sheet_are_told(run: Run, sheet: dict[str, list[str]], told: str) -> None:
    """A sheet without verdicts, or with one that nobody understands, is refused."""
    with pytest.raises(InputError, match=told):
        resolver.train([run], judgements=pl.DataFrame(sheet))


def test_nothing_known_is_told(run: Run) -> None:
    """Answers about other lists teach nothing about this one."""
    strangers = pl.DataFrame({"left_id": ["x"], "right_id": ["y"], "verdict": ["same"]})

    with pytest.raises(UsageError, match="no pair of these runs is settled"):
        resolver.train([run], judgements=strangers)
