"""FollowTheMoney: every value stands in an entity or in the table of what has no place there; in public nothing more than may leave."""

import io
import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.errors import FolderError, UsageError
from resolver.exports.ftm.held import held_value
from resolver.run import Run
from resolver.values.foreign_ids import LONGEST, entity_id, mention_id_of
from tests.exports.test_edition import SECRETS, text_of
from tests.exports.test_edition import run as edition_run

ROWS = """\
id,name,callsign,birth_date,age,death_date,status,rank,unit,death_place,origin_place,incident,url,via,group_size
m1,Тестов Мирон Глебович,,1985-01-02,,в ночь на 8 февраля 2018,killed (alleged),майор,1 рота,Хишам,Казань,battle,https://example.org/a,вдова,
m2,Miron Testov,Скала,1985,,2018-02,killed,,,,Kazan,battle,https://example.org/b,,
ряд 3,Пробный,,,34,2018-02-07,killed,,,,,battle,,,
m4,,,,,2018-02-07,killed,,,,,battle,,,2
"""


@cache
def run() -> Run:
    """Return a run of one man told twice, a surname alone, and two people without names."""
    judged = {"left_id": ["m1"], "right_id": ["m2"], "verdict": ["same"], "judge": ["AK"]}
    return resolver.dedupe(pl.read_csv(io.StringIO(ROWS)), estimate=False, judgements=pl.DataFrame(judged))


@cache
def exported(profile: str | None = None) -> dict[str, Any]:
    """Return the files of an export, read."""
    with TemporaryDirectory() as folder:
        run().export(folder, layout="ftm", profile=profile, sensitivity="internal")
        names = ("entities.ftm.json", "statements.ftm.json")
        lines = {
            name: [json.loads(line) for line in (Path(folder) / name).read_text("utf-8").splitlines()]
            for name in names
        }
        left = pl.read_csv(Path(folder) / "not_in_ftm.csv", infer_schema=False)
        return {**lines, "left_out": left, "told": json.loads((Path(folder) / "export.json").read_bytes())}


def entity(person: str) -> dict[str, list[str]]:
    """Return the properties of a person, given by a mention."""
    person_id = run().person(person)["person_id"]
    found: dict[str, list[str]] = next(
        row["properties"] for row in exported()["entities.ftm.json"] if row["id"] == person_id
    )
    return found


def test_a_person_with_every_spelling() -> None:
    """The shown name is the name, other whole spellings are aliases, a callsign is a weak alias; the patronymic is as written."""
    told = entity("m1")

    assert ["Тестов Мирон Глебович"] == told["name"]
    assert {"Miron Testov", "Testov Miron Glebovich"} == set(told["alias"])
    assert ["Скала"] == told["weakAlias"]
    assert (["Тестов"], ["Мирон"], ["Глебович"]) == tuple(
        told[one] for one in ("lastName", "firstName", "fatherName")
    )
    assert ["https://example.org/a", "https://example.org/b"] == told["sourceUrl"]
    assert 2 == len(told["proof"])


def test_a_date_is_never_more_exact_than_it_was_said() -> None:
    """A day stays a day, a year a year; a night becomes its month, and is told as lost; an age has no date at all."""
    lost = (
        exported()["left_out"]
        .filter(pl.col("statement_id").is_not_null())
        .select("mention_id", "field", "why")
        .rows()
    )

    assert {"1985-01-02", "1985"} == set(entity("m1")["birthDate"])
    assert ["2018-02"] == entity("m1")["deathDate"]
    intervals = exported()["left_out"].drop_nulls("interval").select("mention_id", "field", "interval").rows()

    assert ("m1", "death_date", "it has no intervals, and holds 2018-02") in lost
    assert ("m1", "death_date", "2018-02-07/2018-02-08") in intervals
    assert ("ряд 3", "age", "1983-02-08/1984-02-07") in intervals
    assert "birthDate" not in entity("ряд 3")
    assert ["ряд 3"] == [one for one, field, _ in lost if field == "age"]


def test_a_bare_name_is_a_weak_alias() -> None:
    """A surname alone never becomes a name by which others would match."""
    assert ["Пробный"] == entity("ряд 3")["weakAlias"]
    assert "name" not in entity("ряд 3")


@pytest.mark.parametrize("profile", [None, "public"])
def test_an_origin_is_a_birthplace_where_its_header_says_so(tmp_path: Path, profile: str | None) -> None:
    """Where somebody is from is an address, unless the list has it under «Место рождения», in whatever languages; in public too."""
    said = {"Место рождения": "Казань", "Рождение, место / Place of birth": "Омск", "Откуда": "Пермь"}
    for at, (header, place) in enumerate(said.items()):
        frame = pl.DataFrame({"ФИО": [f"{'ТМП'[at]}естов Илья"], header: [place], "status": ["killed"]})
        frame.write_csv(tmp_path / f"{at}.csv")
    run = resolver.dedupe([tmp_path / f"{at}.csv" for at in range(3)], estimate=False)
    run.export(tmp_path / "out", layout="ftm", profile=profile, sensitivity="internal")
    told = [
        (prop, *json.loads(line)["properties"][prop])
        for line in (tmp_path / "out" / "entities.ftm.json").read_text("utf-8").splitlines()
        for prop in ("address", "birthPlace")
        if prop in json.loads(line)["properties"]
    ]

    assert [("address", "Пермь"), ("birthPlace", "Казань"), ("birthPlace", "Омск")] == sorted(told)


def test_the_date_of_a_document_is_read_as_its_list_writes_dates(tmp_path: Path) -> None:
    """02/08/2018 is February on a list that writes the month first; where lists that cite one page differ, its date stays behind."""
    head = "id,name,status,url,reported_date\n"
    (tmp_path / "a.csv").write_text(
        f"{head}m1,Тестов Илья,killed,https://example.org/a,02/08/2018\nm2,Пробный Олег,killed,https://example.org/b,02/09/2018\n"
    )
    (tmp_path / "b.csv").write_text(f"{head}m3,Пробный Олег,killed,https://example.org/b,02/09/2018\n")
    said = '[[list]]\nfile = "{}.csv"\nsensitivity = "public"\nday_first = {}\n'
    (tmp_path / "resolver.toml").write_text(said.format("a", "false") + said.format("b", "true"))
    run = resolver.dedupe([tmp_path / "a.csv", tmp_path / "b.csv"], estimate=False)
    told = []
    for profile in (None, "public"):
        run.export(tmp_path / "out", layout="ftm", profile=profile)
        lines = (tmp_path / "out" / "entities.ftm.json").read_text("utf-8").splitlines()
        told += [one for line in lines for one in json.loads(line)["properties"].get("date", ())]
    left = pl.read_csv(tmp_path / "out" / "not_in_ftm.csv").filter(pl.col("field") == "reported_date")

    assert ["02/08/2018", "02/09/2018"] == run.documents["reported_date"].to_list()
    assert ["2018-02-08"] * 2 == told
    assert ["02/09/2018"] == left["value"].to_list()


def test_the_date_of_a_document_by_another_calendar_stays_behind(tmp_path: Path) -> None:
    """10/06/2013 below a header that names the Ethiopian calendar is no day of June, nor of 2013."""
    row = "m1,Тестов Илья,killed,https://example.org/a,10/06/2013"
    (tmp_path / "a.csv").write_text(f"id,name,status,url,report date (E.C.)\n{row}\n")
    run = resolver.dedupe(
        [tmp_path / "a.csv"], mapping={"reported_date": "report date (E.C.)"}, estimate=False
    )
    run.export(tmp_path / "out", layout="ftm")
    lines = (tmp_path / "out" / "entities.ftm.json").read_text("utf-8").splitlines()

    assert [] == [one for line in lines for one in json.loads(line)["properties"].get("date", ())]
    assert "10/06/2013" in pl.read_csv(tmp_path / "out" / "not_in_ftm.csv")["value"]


def test_a_title_too_long_stays_behind_and_is_told(tmp_path: Path) -> None:
    """Where the publisher stands in for the title of a page, the title is not lost in silence."""
    page = {
        "name": "Тестов Илья",
        "headline": "т" * 1025,
        "publisher": "Gazette",
        "url": "https://example.org/a",
    }
    run = resolver.dedupe(pl.DataFrame([page]), estimate=False)
    run.export(tmp_path, layout="ftm")

    assert '"title": ["Gazette"]' in (tmp_path / "entities.ftm.json").read_text("utf-8")
    assert "document_title" in pl.read_csv(tmp_path / "not_in_ftm.csv")["field"]


def test_nothing_is_lost_in_silence() -> None:
    """Every statement of the run is a statement there, or stands with its reason in the table of what has no place."""
    told = exported()
    mentions = {entity_id(one): one for one in run().memberships["mention_id"]}
    held = {
        (mentions.get(row["entity_id"]), value)
        for row in told["statements.ftm.json"]
        for value in (row["value"], row["original_value"])
    }
    left = set(told["left_out"]["statement_id"].drop_nulls())
    incidents = {
        row["properties"]["name"][0] for row in told["entities.ftm.json"] if row["schema"] == "Event"
    }
    lost = [
        row["statement_id"]
        for row in run().statements.iter_rows(named=True)
        if (row["mention_id"], row["value"]) not in held
        and row["value"] not in incidents
        and row["statement_id"] not in left
        and row["field"] not in ("birth_date", "death_date")
    ]
    fields = set(told["left_out"]["field"])

    assert [] == lost
    assert {"rank", "unit", "death_place", "via", "same_person_min", "origin_count_low", "role"} <= fields
    assert told["told"]["not_in_ftm"] == told["left_out"].height
    assert "m4" in set(told["left_out"]["mention_id"])


def test_statements_name_mention_and_list() -> None:
    """A statement is about a person, from a mention, on a list; ids that FollowTheMoney refuses are written out."""
    told = exported()
    rows = [row for row in told["statements.ftm.json"] if row["prop"] == "weakAlias"]

    assert {"m2", entity_id("ряд 3")} == {row["entity_id"] for row in rows}
    assert {run().person("m2")["person_id"], run().person("ряд 3")["person_id"]} == {
        row["canonical_id"] for row in rows
    }
    assert set(told["told"]["datasets"].values()) >= {row["dataset"] for row in rows}
    assert "killed (alleged)" in {row["original_value"] for row in told["statements.ftm.json"]}


def test_the_public_export_leaks_nothing(tmp_path: Path) -> None:
    """Of three lists, one public, no secret planted in what must not leave stands in any file; what may leave does."""
    edition = edition_run().export(tmp_path / "public", layout="ftm", profile="public")
    text = text_of(tmp_path / "public")

    assert [] == [one for one in SECRETS if one in text]
    assert edition.persons["shown_name"].drop_nulls().to_list() != []
    assert [] == [name for name in edition.persons["shown_name"].drop_nulls() if name not in text]
    assert ["public", "internal"] == [
        json.loads((folder / "export.json").read_bytes())["profile"]
        for folder in (tmp_path / "public", _internal(tmp_path))
    ]


def _internal(folder: Path) -> Path:
    edition_run().export(folder / "internal", layout="ftm")
    return folder / "internal"


def test_a_column_that_may_not_leave_does_not_come_back(tmp_path: Path) -> None:
    """Where own rules take a column off the list, FollowTheMoney has it neither; without the ids nothing leaves at all."""
    rows = [
        {
            "id": "m1",
            "name": "Тестов Мирон Глебович",
            "status": "killed",
            "origin_place": "PLACEZ",
            "url": "https://pagez.org/a",
        }
    ]
    (tmp_path / "mine").mkdir()
    cells = 'origin_place = "never"\n'
    columns = 'persons = ["person_id", "shown_name"]\nstatements = ["person_id", "mention_id", "field", "value"]\ndocuments = ["publisher"]\n'
    (tmp_path / "mine" / "privacy.toml").write_text(f"[cells]\n{cells}[columns]\n{columns}", "utf-8")
    run = resolver.dedupe(pl.DataFrame(rows), estimate=False, rules=tmp_path / "mine")
    run.export(tmp_path / "out", layout="ftm", profile="public", sensitivity="internal")
    text = text_of(tmp_path / "out")

    assert "Мирон" in text
    assert [] == [one for one in ("PLACEZ", "pagez", "document-", "origin_count_low") if one in text]


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    """Another layout, another profile and a folder with other files are refused; nothing is written."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").touch()

    for layout, profile in (("rdf", None), ("ftm", "secret")):
        with pytest.raises(UsageError, match=r"there (is|are)"):
            run().export(tmp_path / "new", layout=layout, profile=profile)
    with pytest.raises(FolderError, match="no export"):
        run().export(tmp_path / "letters", layout="ftm")
    assert not (tmp_path / "new").exists()


IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30) | st.from_regex(
    r"\A(?:Q\d{1,5}|NK-\w{1,5}|P-[0-9A-HJKMNP-TV-Z]{6}|m\.\.?[0-9a-f.]{1,8})\Z"
)


@given(st.lists(IDS, min_size=1, max_size=6))
def test_ids_go_out_and_come_back(ids: list[str]) -> None:
    """Any id becomes one that others accept, is never one of theirs, and is read back as it was."""
    from re import fullmatch

    written = {one: entity_id(one) for one in ids}

    assert [] == [
        one for one in written.values() if not fullmatch(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?", one)
    ]
    assert [] == [one for one in written.values() if fullmatch(r"[Qq]\d+|NK-.*", one) or len(one) > LONGEST]
    assert set(ids) == {
        mention_id_of(one) for one in written.values() if len(one) < 42 or one.startswith("m..")
    }


@given(st.dates(date(1000, 1, 1), date(2100, 1, 1)), st.integers(0, 900))
def test_a_date_there_holds_every_day_that_is_possible(low: date, days: int) -> None:
    """Whatever interval a list gives, the date that FollowTheMoney gets begins all of its days."""
    high = low + timedelta(days=days)
    held = held_value("death_date", "", low, high, is_full=True, is_shown=True)

    for value in held.values:
        assert low.isoformat().startswith(value)
        assert high.isoformat().startswith(value)
    assert held.lost is not None or held.values
