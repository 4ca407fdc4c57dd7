"""A citation rests on every document, says no more than is reported, and names the run; Wikidata and GeoNames ids stay with whom they are said of."""

import io
from functools import cache
from pathlib import Path

import polars as pl

import resolver
from resolver.citing import run_id
from resolver.exports.ftm.held import held_value
from resolver.run import Run
from tests.exports.test_edition import text_of

ROWS = """\
id,name,born,origin_place,geonames,wikidata,url,publisher,headline,reported_date,archive,accessed,status,via
a,Тестов Мирон Глебович,1985-01-02,Казань,551487,Q101,https://example.org/a,Gazette,A soldier is mourned,2018-02-09,https://archive.example/1,2018-03-01,killed,вдова
b,Miron Testov,1985-01-02,,,https://www.wikidata.org/wiki/Q101,https://example.org/b,,,,,,killed,
c,Тестов Мирон Глебович,1985-01-02,Казань,,Q102,,,,2019,,,killed,
d,,,,,,,,,,,,missing,
"""


@cache
def run() -> Run:
    """Return a run of three men of one name and birth, of whom one bears another Wikidata item, and of somebody unnamed."""
    return resolver.dedupe(pl.read_csv(io.StringIO(ROWS), infer_schema=False), estimate=False)


@cache
def judged() -> Run:
    """Return the same after somebody said that two of the men are one."""
    said = pl.DataFrame({"left_id": ["a"], "right_id": ["c"], "verdict": ["same"], "judge": ["AK"]})
    return resolver.dedupe(
        pl.read_csv(io.StringIO(ROWS), infer_schema=False), estimate=False, judgements=said
    )


def test_a_footnote_names_every_document() -> None:
    """Publisher, title, date, address, archived copy and day of access, as far as they are known; origins; run and person."""
    person = run().person("a")
    told = person.citation()

    assert (
        "Тестов Мирон Глебович (Testov Miron Glebovich). Reported killed by 1 known origin, at most 2. "
        "Gazette, A soldier is mourned, 2018-02-09, https://example.org/a, archived https://archive.example/1, accessed 2018-03-01; "
        f"https://example.org/b. resolver 0.1.0, run {run_id(run())}, {person['person_id']}."
    ) == told


def test_whoever_cites_less_says_less() -> None:
    """A row that cites nothing is its own document; the unnamed are unnamed; nobody is said to be dead."""
    told = [run().person(one).citation() for one in ("c", "d")]

    assert "Reported killed by 1 origin that is not named. 2019. resolver" in told[0]
    assert told[1].startswith("An unnamed person. Reported missing")


def test_a_citation_stays_with_its_run(tmp_path: Path) -> None:
    """The same rows give the same run id, from a folder too; other answers give another."""
    run().write(tmp_path / "out", report=False)

    assert run_id(run()) == run_id(resolver.open(tmp_path / "out"))
    assert run_id(run()) != run_id(judged())


def test_two_wikidata_items_are_two_people() -> None:
    """One name and one day of birth link where the items are one, in whatever form, and are a question where they are not."""
    persons = {one: run().person(one)["person_id"] for one in "abc"}
    asked = run().questions
    told = str(run().explain("a", "c"))

    assert persons["a"] == persons["b"] != persons["c"]
    assert {persons["a"], persons["c"]} in [
        {row["left_person_id"], row["right_person_id"]} for row in asked.iter_rows(named=True)
    ]
    assert any("Wikidata items" in one for one in asked["reason"])
    assert "other item" in told
    assert "Q101" in told


def test_a_human_may_say_that_two_items_are_one() -> None:
    """Then they are one person, and the contradiction is told: as a conflict, with both items."""
    person = judged().person("a")

    assert "c" in person["mention_ids"].split()
    assert "wikidata: Q101 (a)" in person["conflicts"]
    assert "Q102 (c)" in person["conflicts"]


def test_ids_are_statements_and_leave_where_they_may(tmp_path: Path) -> None:
    """Each id is a statement of its mention; it leaves for FollowTheMoney as an item; in public only where own rules say so."""
    said = run().statements.filter(pl.col("field").is_in(["wikidata", "origin_geonames"]))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "privacy.toml").write_text('[cells]\nwikidata = "as_said"\n', "utf-8")
    frame = pl.read_csv(io.StringIO(ROWS), infer_schema=False)
    open_run = resolver.dedupe(frame, estimate=False, rules=tmp_path / "mine")
    for name, of in (("shut", run()), ("open", open_run)):
        of.export(tmp_path / name, layout="ftm", profile="public", sensitivity="internal")

    assert {("a", "wikidata", "Q101"), ("c", "wikidata", "Q102"), ("a", "origin_geonames", "551487")} < set(
        said.select("mention_id", "field", "value").iter_rows()
    )
    assert ("wikidataId", ("Q101",)) == _held("https://www.wikidata.org/wiki/Q101")
    assert ([], ["wikidataId"]) == (
        [one for one in ("Q10", "551487") if one in text_of(tmp_path / "shut")],
        [one for one in ("wikidataId", "551487") if one in text_of(tmp_path / "open")],
    )


def _held(cell: str) -> tuple[str | None, tuple[str, ...]]:
    held = held_value("wikidata", cell, None, None, is_full=True, is_shown=False)
    return held.prop, held.values
