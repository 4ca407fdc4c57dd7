"""Answers about pairs make probabilities mean what they say; the model of a training is one that runs can use."""

from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.errors import InputError, UsageError
from resolver.model.fitted import model_json
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

    assert wrong.shift + wrong.slope * 8 < right.shift + right.slope * 8
    assert wrong.slope > 0


def test_a_trained_model_is_used(run: Run, tmp_path: Path) -> None:
    """A run with a trained model shows its calibration as a share of its own, and the shares add up."""
    model = resolver.train([run], judgements=judged(run, 60))
    (tmp_path / "model.json").write_text(model_json(model), encoding="utf-8")
    again = resolver.dedupe(COPIES, defaults=DEFAULTS, model=tmp_path / "model.json")
    row = again.pairs.row(0, named=True)
    why = again.explain(row["left_id"], row["right_id"])
    parts = why.prior_bits + why.relatives_bits + why.calibration_bits + sum(one.bits for one in why.shares)

    assert model == again.model
    assert why.calibration_bits != 0
    assert pytest.approx(why.match_weight, abs=0.002) == parts


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
