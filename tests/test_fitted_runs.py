"""Runs that fit their chances: nobody is merged where nobody stands twice, models are kept, reused and refused."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import resolver
from resolver.errors import InputError, RuleError, UsageError
from resolver.filled import filled
from resolver.model.fitted import model_json
from resolver.model.weights import share_step
from resolver.run import Run
from resolver.synthesis.made import Wishes, make_list
from tests.lists import people, twice

DEFAULTS = {"status": "killed"}
GIVEN = ["Elşən", "Vüqar", "Rauf", "Tural", "Orxan", "Kənan", "Fuad", "Nicat", "Samir", "Zaur"]
FAMILY = ["Sınaqlı", "Nümunəli", "Uydurmalı", "Qaralamalı", "Mücərrədli", "Boşluqlu"]
COPIES, WHO = twice(people(240, seed=7), seed=7)


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a run on a list in which four in ten people stand twice."""
    return resolver.dedupe(COPIES, defaults=DEFAULTS)


def groups(run: Run) -> set[frozenset[str]]:
    """Return the persons of a run as sets of mention ids."""
    return {frozenset(ids.split()) for ids in run.persons["mention_ids"]}


def quality(run: Run, who: Mapping[str, str]) -> tuple[float, float]:
    """Return precision and recall of the linked pairs."""
    person = dict(run.memberships.select("mention_id", "person_id").iter_rows())
    linked, true, both = 0, 0, 0
    ids = sorted(person)
    for at, one in enumerate(ids):
        for other in ids[at + 1 :]:
            is_linked, is_true = person[one] == person[other], who[one] == who[other]
            linked, true, both = linked + is_linked, true + is_true, both + (is_linked and is_true)
    return both / max(linked, 1), both / max(true, 1)


# Nobody twice ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "dated"), [(400, 1.0), (400, 0.5), (400, 0.0)])
def test_a_list_without_duplicates_yields_none(count: int, dated: float) -> None:
    """Several hundred different people, hundreds of pairs of namesakes among them, are several hundred people."""
    found = resolver.dedupe(people(count, seed=1, dated=dated), defaults=DEFAULTS)

    assert "estimated" == found.model.origin
    assert count == found.persons.height


def test_a_made_list_without_duplicates_yields_none() -> None:
    """The same of a made list of several peoples, with families, villages and damaged names."""
    made = make_list(Wishes(mentions=400, repeat_share=0.0, seed=3))

    assert 400 == resolver.dedupe(made.mentions, defaults=DEFAULTS).persons.height


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_never_worse_than_exact_match_where_few_stand_twice(share: float) -> None:
    """Where hardly anybody stands twice no link is wrong, and no fewer are found than by equal names and dates."""
    frame, who = twice(people(400, seed=2), seed=2, share=share)
    exact = frame.group_by("name", "birth_date").agg("mention_id").filter(pl.col("mention_id").list.len() > 1)
    found = resolver.dedupe(frame, defaults=DEFAULTS)

    precision, recall = quality(found, who)
    assert 1.0 == precision
    assert recall >= exact.height / sum(one.endswith("x") for one in frame["mention_id"])


def test_namesakes_of_one_massacre_are_no_one_person_because_others_have_no_day() -> None:
    """Two in five of two lists died on one day, a third of the second have a year alone: two of one name, 22 and 27, are a question."""
    random = np.random.default_rng(5)
    first = people(120, seed=5, dated=0.0).with_columns(
        age=pl.Series(random.integers(12, 70, 120).astype(str)),
        death_date=pl.Series(
            ["2000-02-16" if at % 5 < 2 else f"1999-0{1 + at % 9}-{1 + at % 27:02}" for at in range(120)]
        ),
    )
    days = pl.Series([day if at % 3 else "2000" for at, day in enumerate(first["death_date"])])
    again = first.head(90).with_columns(
        filled("{}x", "mention_id").alias("mention_id"), death_date=days.head(90)
    )
    two = first.head(2).with_columns(
        mention_id=pl.Series(["one", "other"]),
        name=pl.lit("Эскизов Андрей"),
        age=pl.Series(["22", "27"]),
        death_date=pl.lit("2000-02-16"),
    )
    rows = pl.concat([first, again, two]).drop("birth_date", "origin_place")
    found = resolver.dedupe(rows, defaults=DEFAULTS)

    death = next(one for one in found.model.comparisons if one.name == "death_date")
    assert "estimated" == found.model.origin
    assert 0.5 < death.scale[share_step(np.array([np.log2(0.35)]), len(death.scale))[0]] < 2
    assert not any({"one", "other"} <= group for group in groups(found))


# The model of a run -----------------------------------------------------------------------------------------


def test_who_has_no_name_teaches_nothing(run: Run) -> None:
    """Bodies without a name, many of one day of birth and one number, change neither the model of named people nor their number."""
    bodies = pl.DataFrame(
        {"mention_id": [f"z{at}" for at in range(60)], "birth_date": "1980-02-03", "identifiers": "А-123456"}
    )
    found = resolver.dedupe(pl.concat([COPIES, bodies], how="diagonal"), defaults=DEFAULTS)

    assert model_json(run.model) == model_json(found.model)
    assert run.doubts.recall == found.doubts.recall
    assert (run.count.fewest, run.count.most) == (found.count.fewest, found.count.most)


def test_estimation_finds_the_copies(run: Run) -> None:
    """Nobody is merged wrongly, nearly all copies are found, and about as many matches are expected as there are."""
    precision, recall = quality(run, WHO)
    copies = sum(one.endswith("x") for one in WHO)

    assert (1.0, "estimated") == (precision, run.model.origin)
    assert recall > 0.9
    assert pytest.approx(copies, rel=0.1) == run.model.matches


def test_the_model_is_kept(run: Run, tmp_path: Path) -> None:
    """An opened run weighs as it did, and says which model that was."""
    run.write(tmp_path / "run", report=False)
    again = resolver.open(tmp_path / "run")
    left, right = run.pairs.row(0, named=True)["left_id"], run.pairs.row(0, named=True)["right_id"]

    assert run.model == again.model
    assert run.explain(left, right).shares == again.explain(left, right).shares
    told = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))["model"]
    assert {"model_id": run.model.model_id, "origin": "estimated", "reason": ""} == told


def test_what_explains_a_pair_is_what_weighed_it(run: Run) -> None:
    """The shares of an explanation are fitted ones, and add up to the weight in SCORES."""
    row = run.pairs.row(0, named=True)
    why = run.explain(row["left_id"], row["right_id"])
    total = why.prior_bits + why.relatives_bits + why.calibration_bits + sum(one.bits for one in why.shares)

    assert pytest.approx(row["match_weight"], abs=0.002) == total
    fitted = {one.name: {level.m for level in one.levels} for one in run.model.comparisons}
    assert all(one.m in fitted[one.comparison] for one in why.shares if one.level != "missing")


@pytest.mark.parametrize("rows", [8, 80])
def test_a_short_list_is_weighed_as_shipped(rows: int) -> None:
    """With a few mentions nothing is fitted, and the reason is told."""
    found = resolver.dedupe(people(rows, seed=1), defaults=DEFAULTS)

    assert "shipped" == found.model.origin
    assert f"{rows} named mentions are too few" in found.model.reason


def test_estimation_can_be_switched_off() -> None:
    """Without estimation the chances are those of the rules."""
    found = resolver.dedupe(COPIES.head(120), defaults=DEFAULTS, estimate=False)

    assert ("shipped", "estimation was switched off") == (found.model.origin, found.model.reason)


def test_rows_in_another_order_give_the_same_model(run: Run) -> None:
    """The order of rows changes no number of the model and no person."""
    turned = resolver.dedupe(COPIES.reverse(), defaults=DEFAULTS)

    assert run.model == turned.model
    assert groups(run) == groups(turned)


# A model from elsewhere ---------------------------------------------------------------------------------------


def test_an_unrelated_list_changes_no_other_cluster(run: Run) -> None:
    """At a fixed model the persons of a list are the same with and without a list of other people."""
    model = resolver.train([run], truth=WHO)
    strangers = pl.DataFrame(
        {
            "mention_id": [f"z{at}" for at in range(60)],
            "name": [f"{GIVEN[at % 10]} {FAMILY[at // 10]}" for at in range(60)],
            "birth_date": [f"1950-{1 + at // 28:02d}-{1 + at % 28:02d}" for at in range(60)],
            "origin_place": ["Bakı"] * 60,
        }
    )
    alone = resolver.dedupe(COPIES, defaults=DEFAULTS, model=model)
    beside = resolver.dedupe(pl.concat([COPIES, strangers]), defaults=DEFAULTS, model=model)

    ours = {group for group in groups(beside) if not any(one.startswith("z") for one in group)}
    assert groups(alone) == ours
    assert groups(alone) != {frozenset({one}) for one in WHO}


def test_a_model_file_is_used(run: Run, tmp_path: Path) -> None:
    """A run with the file of a model weighs by it, and finds what the run found that the model is from."""
    (tmp_path / "model.json").write_text(model_json(run.model), encoding="utf-8")
    again = resolver.dedupe(COPIES, defaults=DEFAULTS, model=tmp_path / "model.json")

    assert run.model == again.model
    assert run.scores.equals(again.scores)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"format": "resolver model 1"', '"format": "resolver model 9"', "format"),
        ('"curve": []', '"slope": -1.0', "terms.slope"),
        ('"curve": []', '"curve": [], "code": "print()"', "terms.code"),
        ('"curve": []', '"curve": [[0.0, 1.0], [1.0, 0.0]]', "terms.curve"),
        ('"curve": []', '"curve": [[0.0, 1.0]]', "terms.curve"),
        ('"name": "surname"', '"name": "family_name"', "its comparisons are not those of the rules"),
        ('"label": "same_day"', '"label": "that_day"', "its levels are not those of the rules"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(
    run: Run, tmp_path: Path, old: str, new: str, told: str
) -> None:
    """A model file is checked, key by key, against its form and against the rules."""
    text = model_json(run.model)
    assert old in text
    (tmp_path / "model.json").write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RuleError, match=told):
        resolver.dedupe(COPIES, defaults=DEFAULTS, model=tmp_path / "model.json")


def test_a_missing_model_is_told() -> None:
    """A model file that is not there is told before anything is read."""
    with pytest.raises(InputError, match="there is no such file"):
        resolver.dedupe(COPIES, model="no-such-model.json")


# Operating points -----------------------------------------------------------------------------------------------


def test_the_point_for_benchmarks_asks_nothing_and_finds_more(run: Run, tmp_path: Path) -> None:
    """At the best expected F1 there are no open questions, and recall is no lower than at the careful default."""
    eager = resolver.dedupe(COPIES, defaults=DEFAULTS, operating_point="for_benchmark")

    assert 0 == eager.questions.height
    assert quality(eager, WHO)[1] >= quality(run, WHO)[1]
    assert 0 < eager.options["link_threshold"] < 1
    eager.write(tmp_path / "run", report=False)
    row = eager.pairs.row(0, named=True)
    ends = row["left_id"], row["right_id"]
    assert eager.explain(*ends).match_weight == resolver.open(tmp_path / "run").explain(*ends).match_weight


def test_an_unknown_operating_point_is_told() -> None:
    """A point that the rules do not have is refused, with those they have."""
    with pytest.raises(UsageError, match="for_benchmark"):
        resolver.dedupe(COPIES, operating_point="reckless")
