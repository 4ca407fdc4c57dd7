"""What became of somebody is claimed by documents on days; what is shown follows a stated rule, and no claim is lost."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.corrections import Action, Correction, Corrections
from resolver.run import Run, open_run
from resolver.statuses import STANDINGS, status_claims
from resolver.tables import DOCUMENTS, STATEMENTS, TOMBSTONES

STATUSES = ("killed", "died_of_wounds", "missing", "captured", "wounded", "alive")
WORDS = {"died_of_wounds": "died of wounds"}


def _run(
    claims: list[tuple[str, str]], rules: Path | None = None, corrections: Corrections | None = None
) -> Run:
    """Run one man, of whom each document claims a status on a day."""
    frame = pl.DataFrame(
        {
            "mention_id": [f"m{at}" for at in range(len(claims))],
            "document_id": [f"d{at}" for at in range(len(claims))],
            "name": ["Косотуров Игорь Тестович"] * len(claims),
            "birth_date": ["1979-05-14"] * len(claims),
            "status": [WORDS.get(status, status) for status, _ in claims],
            "reported_date": [day for _, day in claims],
        }
    )
    return resolver.dedupe(frame, rules=rules, corrections=corrections)


def _standings(run: Run) -> dict[str, str]:
    return dict(run.status_claims.drop_nulls("mention_id").select("mention_id", "standing").iter_rows())


def test_missing_first_and_killed_later() -> None:
    """Who was missing and is killed now is shown as killed; the earlier word stays, with its day."""
    run = _run([("missing", "2018-02-12"), ("killed", "2018-02-20"), ("died_of_wounds", "2018-02-21")])

    assert ["killed"] == run.persons["status"].to_list()
    assert {"m0": "earlier", "m1": "shown", "m2": "agrees"} == _standings(run)


def test_a_claim_of_life_after_a_claim_of_death_is_kept_beside_it() -> None:
    """A contradiction is not settled in silence: it is later, meanwhile or undated, and stands among the conflicts."""
    run = _run(
        [
            ("killed", "2018-02-12"),
            ("killed", "2018-02-20"),
            ("alive", "2018-03-01"),
            ("captured", "2018-02-15"),
            ("wounded", ""),
        ]
    )

    assert {"m0": "shown", "m1": "shown", "m2": "later", "m3": "meanwhile", "m4": "undated"} == _standings(
        run
    )
    assert "status: killed (m0, m1)" in run.persons["conflicts"][0]


@pytest.mark.parametrize(
    ("rule", "expected"), [("strongest", "killed"), ("latest", "alive"), ("most_origins", "missing")]
)
def test_the_rule_for_what_is_shown_can_be_changed(rule: str, expected: str, tmp_path: Path) -> None:
    """Strongest, latest or said by the most origins: one line of a rule file."""
    (tmp_path / "merging.toml").write_text(f'[status]\nrule = "{rule}"\n', "utf-8")

    run = _run(
        [
            ("killed", "2018-02-12"),
            ("missing", "2018-02-11"),
            ("missing", "2018-02-12"),
            ("alive", "2018-03-01"),
        ],
        rules=tmp_path,
    )

    assert [expected] == run.persons["status"].to_list()
    assert 4 == run.status_claims.height


def test_what_a_correction_takes_back_is_kept(tmp_path: Path) -> None:
    """A retracted claim no longer speaks, and can still be read; life by a correction is a claim of its own."""
    said = [
        Correction(correction_id="c-1", target="m0", action=Action.RETRACT, field="status", by="AK"),
        Correction(correction_id="c-2", target="m1", action=Action.ALIVE, by="AK"),
    ]
    run = _run(
        [("killed", "2018-02-12"), ("missing", "2018-02-20")], corrections=Corrections(given=tuple(said))
    )

    assert {"m0": "taken back", "m1": "undated"} == _standings(run)
    assert [("alive", "shown", "c-2")] == run.status_claims.filter(pl.col("mention_id").is_null()).select(
        "status", "standing", "correction_id"
    ).rows()
    run.write(tmp_path / "run", report=False)
    assert open_run(tmp_path / "run").status_claims.equals(run.status_claims)


def test_rows_that_a_list_no_longer_has_are_kept(tmp_path: Path) -> None:
    """The list said killed, then took the row out: the claim stays, as withdrawn."""
    list_a, list_b = tmp_path / "a.csv", tmp_path / "b.csv"
    man = "Косотуров Игорь Тестович,1979-05-14"
    others = "".join(f"b{at},Пробов Иван Иванович,19{at},killed\n" for at in range(40, 70))
    list_a.write_text(f"mention_id,name,birth_date,status\na1,{man},killed\n", "utf-8")
    list_b.write_text(f"mention_id,name,birth_date,status\nb1,{man},missing\n{others}", "utf-8")
    first = resolver.dedupe([list_a, list_b])
    newer = tmp_path / "b2.csv"
    newer.write_text(f"mention_id,name,birth_date,status\n{others}", "utf-8")

    run = resolver.dedupe(previous=first, replaced={"b": newer}, confirm_withdrawals=True)

    his = run.status_claims.filter(pl.col("person_id") == run.person("a1")["person_id"])
    assert {("killed", "shown"), ("missing", "withdrawn")} == set(his.select("status", "standing").rows())


days = st.one_of(st.none(), st.dates())


@given(
    st.lists(st.tuples(st.sampled_from([*STATUSES, "unknown"]), days), min_size=1, max_size=8),
    st.sampled_from([*STATUSES, "unknown"]),
    st.randoms(use_true_random=False),
)
def test_no_claim_is_lost_whatever_is_shown(
    said: list[tuple[str, object]], shown: str, random: object
) -> None:
    """Every status that was said stands there once, in any order of rows, with one of the words for what it is."""
    ids = [f"m{at}" for at in range(len(said))]
    statements = pl.DataFrame(
        {"person_id": "P", "mention_id": ids, "field": "status", "value": [status for status, _ in said]}
    )
    whole = statements.with_columns(
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in STATEMENTS.items()
        if name not in statements.columns
    )
    reported = [day for _, day in said]
    values = pl.DataFrame(
        {"mention_id": ids, "reported_low": reported, "reported_high": reported},
        schema_overrides={"reported_low": pl.Date, "reported_high": pl.Date},
    )
    persons = pl.DataFrame({"person_id": ["P"], "status": [shown], "status_basis": [""]})
    order = sorted(range(len(said)), key=lambda one: random.random())  # type: ignore[attr-defined]

    found, again = (
        status_claims(one, values, persons, DOCUMENTS.to_frame(), TOMBSTONES.to_frame(), str)
        for one in (whole, whole[order])
    )

    claimed = [one for one, (status, _) in zip(ids, said, strict=True) if status != "unknown"]
    assert sorted(found["mention_id"].to_list()) == claimed
    assert found.equals(again)
    assert set(found["standing"]) <= set(STANDINGS)
