"""The public edition: what may be published stands in it, and nothing else stands in any of its files."""

import io
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.corrections import Action, Correction, Corrections
from resolver.errors import FolderError, UsageError
from resolver.exports import reported_alive
from resolver.pipeline import cross_check
from resolver.run import Run
from tests.strategies import few
from tests.test_crosscheck import mine, register

KILLED = {"status": "killed"}
SETTINGS = """
[[list]]
file = "a.csv"
id = "open"
title = "Open list"
sensitivity = "public"

[[list]]
file = "b.csv"
id = "inside"
title = "BTITLE"

[[list]]
file = "secretfile.csv"
id = "hushed"
title = "STITLE"
sensitivity = "restricted"
"""
HEADER = "id,name,role,status,birth_date,death_date,origin_place,unit,via,url,publisher,identifiers,quote,note,my own\n"
OPEN = """\
a1,Макетов Олег Петрович,,killed,1985-01-02,2018-02-07,Казань,тел +7 900 123-45-67,Outlet <- Свидетелева Анна,https://example.org/a,Daily,AIDENT1,AQUOTE,ANOTE,AOWN1
a2,Пробный Илья Сергеевич,,killed,1990-03-04,2018-02-08,Омск,,,tel:+79001234567,Свидетелева Анна,AIDENT2,,,AOWN2
a3,Свидетелева Анна,source,,,,,,,,,,,,
a4,Выдумкин Пётр Ильич,,killed,1979-05-14,2018-02-09,Тула,,,,,,,,
"""
INSIDE = """\
b1,Олег Петрович Макетов,,killed,1985-01-02,2018-02-07,BPLACE,BUNIT,BVIA,https://example.org/b,BPUBLISHER,BIDENT,BQUOTE,BNOTE,BOWN
b2,Эскизов Фома Нилович,,killed,1971-01-02,2018-02-07,,,,,,,,,
"""
HUSHED = """\
s1,Oleg Maketov,,missing,1985-01-02,2018-02-07,SPLACE,SUNIT,SVIA,https://example.org/a,SPUBLISHER,SIDENT,SQUOTE,SNOTE,SOWN
"""
SECRETS = (
    *(
        "AIDENT",
        "AQUOTE",
        "ANOTE",
        "AOWN",
        "my own",
        "Свидетелева",
        "свидетелева",
        "123-45-67",
        "9001234567",
        "BTITLE",
        "STITLE",
        "secretfile",
    ),
    *(
        "BPLACE",
        "BUNIT",
        "BVIA",
        "example.org/b",
        "BPUBLISHER",
        "BIDENT",
        "BQUOTE",
        "BNOTE",
        "BOWN",
        "b.csv",
        "Эскизов",
    ),
    *("SPLACE", "SUNIT", "SVIA", "SPUBLISHER", "SIDENT", "SQUOTE", "SNOTE", "SOWN", "hushed", "Oleg Maketov"),
)


@cache
def run() -> Run:
    """Return a run of three lists, one of each sensitivity, that all name one man."""
    with TemporaryDirectory() as folder:
        files = {"a.csv": OPEN, "b.csv": INSIDE, "secretfile.csv": HUSHED}
        for name, text in files.items():
            (Path(folder) / name).write_text(HEADER + text, "utf-8")
        (Path(folder) / "resolver.toml").write_text(SETTINGS, "utf-8")
        return resolver.dedupe([Path(folder) / name for name in files], estimate=False)


def text_of(folder: Path) -> str:
    """Return everything in a folder, names of files included."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "\n".join(f"{path.name}\n{path.read_bytes().decode('utf-8-sig')}" for path in files)


def table(folder: Path, name: str) -> pl.DataFrame:
    """Return a table of an export."""
    return pl.read_csv(io.BytesIO((folder / name).read_bytes()), infer_schema=False)


def test_what_stands_in_an_export(tmp_path: Path) -> None:
    """Casualties of public lists with what those lists say, worked out from it alone; the numbers are of these people."""
    run().publish(tmp_path / "public")
    persons = table(tmp_path / "public", "persons.csv")
    found = {path.name for path in (tmp_path / "public").iterdir() if not path.name.startswith(".")}

    assert {"Макетов Олег Петрович", "Пробный Илья Сергеевич", "Выдумкин Пётр Ильич"} == set(
        persons["shown_name"]
    )
    assert {"1"} == set(persons["mention_count"]) == set(persons["list_count"])
    assert {"killed 1"} == set(persons["status_basis"])
    assert set(persons["person_id"]) < set(run().persons["person_id"])
    tables = {f"{name}.csv" for name in ("persons", "statements", "documents")}
    assert {*tables, "summary.txt", "report.html", "codebook.txt", "datapackage.json", "export.json"} == found
    assert {"a1", "a2", "a4"} == set(table(tmp_path / "public", "statements.csv")["mention_id"])
    summary = (tmp_path / "public" / "summary.txt").read_text("utf-8")
    assert "our best reading                  3" in summary
    assert "3 of 5 person records and 3 of 7 mentions" in summary
    assert "Lists left out: 1 internal · 1 restricted" in summary


def test_nothing_else_stands_in_it(tmp_path: Path) -> None:
    """No cell of other lists, no column of one's own, identifier, note, quote, telephone or source is in any file."""
    run().publish(tmp_path / "public")
    text = text_of(tmp_path / "public")

    assert [] == [secret for secret in SECRETS if secret in text]
    assert "INTERNAL" not in text
    assert "source 1 &lt;- source 2" in text or "source 1 <- source 2" in text


def test_internal_lists_only_on_demand(tmp_path: Path) -> None:
    """With internal lists the same man has two mentions; the restricted one stays out."""
    run().publish(tmp_path / "wider", sensitivity="internal")
    persons = table(tmp_path / "wider", "persons.csv").filter(pl.col("born_low") == "1985-01-02")
    text = text_of(tmp_path / "wider")

    assert ["2"] == persons["mention_count"].to_list()
    assert "BPLACE" in text
    assert [] == [
        secret for secret in ("BOWN", "BIDENT", "BNOTE", "BQUOTE", *SECRETS[-10:]) if secret in text
    ]


def test_a_letter_from_the_family(tmp_path: Path) -> None:
    """Killed on three lists, alive by a confidential correction: the person is in no file, nor is the reason or who asked."""
    frame = pl.DataFrame(
        {
            "id": ["m1", "m2", "m3", "m4"],
            "name": ["Тестов Мирон Глебович", "Miron Testov", "Тестов Мирон Глебович", "Пробный Илья"],
            "birth_date": ["1985-01-02"] * 3 + ["1990-03-04"],
            "origin_place": ["Казань"] * 4,
        }
    )
    first = resolver.dedupe(frame, defaults=KILLED)
    person_id = first.person("m1")["person_id"]
    letter = Correction(
        correction_id="c-1",
        target=person_id,
        action=Action.ALIVE,
        asked_by="family",
        basis="TELEPHONEDUS",
        confidential=True,
        by="AKJUDGE",
        date="2025-03-09",
    )
    run = resolver.dedupe(frame, defaults=KILLED, corrections=Corrections(given=(letter,)))
    run.publish(tmp_path / "public", sensitivity="internal")
    text = text_of(tmp_path / "public")

    assert "alive" == run.person("m1")["withheld"]
    assert [] == [
        one
        for one in (person_id, "Мирон", "Miron", "TELEPHONEDUS", "AKJUDGE", "c-1", "asked by")
        if one in text
    ]
    assert "Пробный Илья" in text
    assert "1 withheld after a correction" in text


def test_whoever_is_reported_alive_elsewhere_stays_out(tmp_path: Path) -> None:
    """Killed on a public list, alive on an internal one: in no file. Where own rules let such people out, the publisher is told."""
    for name, status in (("open", "killed"), ("inside", "alive")):
        frame = pl.DataFrame(
            {"name": ["Тестов Мирон Глебович"], "birth_date": ["1985-01-02"], "status": [status]}
        )
        frame.write_csv(tmp_path / f"{name}.csv")
    (tmp_path / "resolver.toml").write_text('[[list]]\nfile = "open.csv"\nsensitivity = "public"\n')
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "privacy.toml").write_text("[people]\nnever_if_anyone_says = []\n")
    files = [tmp_path / "open.csv", tmp_path / "inside.csv"]
    edition = resolver.dedupe(files).publish(tmp_path / "public")

    assert edition.persons.is_empty()
    assert "Мирон" not in text_of(tmp_path / "public")
    assert "1 reported alive by somebody" in text_of(tmp_path / "public")

    run = resolver.dedupe(files, rules=tmp_path / "mine")
    edition = run.publish(tmp_path / "wider")
    assert edition.persons["person_id"].to_list() == reported_alive(run, edition)
    assert ["killed"] == edition.persons["status"].to_list()
    assert "alive 1" not in text_of(tmp_path / "wider")


def test_each_file_of_a_list_has_its_own_hash(tmp_path: Path) -> None:
    """Of a list of two files the rows of each stand under its number, with the hash of that file."""
    for at, name in enumerate(("Тестов Мирон Глебович", "Пробный Илья Сергеевич"), 1):
        pl.DataFrame({"name": [name]}).write_csv(tmp_path / f"PRIVATE{at}.csv")
    (tmp_path / "resolver.toml").write_text(
        '[[list]]\nfile = "PRIVATE*.csv"\nid = "weekly"\nsensitivity = "public"\n'
    )
    run = resolver.dedupe(sorted(tmp_path.glob("*.csv")), defaults=KILLED)
    edition = run.publish(tmp_path / "public")

    assert ["weekly (1)", "weekly (2)"] == edition.lists["file"].to_list()
    assert run.lists["sha256"].to_list() == edition.lists["sha256"].to_list()
    assert "PRIVATE" not in text_of(tmp_path / "public")


def test_nothing_of_a_register(tmp_path: Path) -> None:
    """An export of a run that looked people up holds no id of the register, no telephone, no relative."""
    of = register(300, seed=2)
    run = cross_check(mine(of, 20), of, defaults=KILLED)
    run.publish(tmp_path / "public", sensitivity="internal")
    text = text_of(tmp_path / "public")

    assert run.link_candidates.height > 0
    assert [] == [one for one in (*of["mention_id"], *of["telephone"], "+7900", "Свидетелева") if one in text]


def test_what_was_corrected_or_judged(tmp_path: Path) -> None:
    """A corrected cell is published as corrected, a retracted one not at all; judges have no names."""
    frame = pl.DataFrame(
        {
            "id": ["m1", "m2"],
            "name": ["Тестов Мирон Глебович", "Тестов Мирон Глебович"],
            "rank": ["WRONGRANK", "майор"],
            "unit": ["GONEUNIT", None],
        }
    )
    given = (
        Correction(
            correction_id="c-1",
            target="m1",
            action=Action.SET,
            field="rank",
            new_value="капитан",
            basis="BASIS",
        ),
        Correction(correction_id="c-2", target="m1", action=Action.RETRACT, field="unit", by="BYWHOM"),
    )
    said = {
        "left_id": ["m1"],
        "right_id": ["m2"],
        "verdict": ["same"],
        "judge": ["JUDGENAME"],
        "reason": ["JREASON"],
    }
    run = resolver.dedupe(
        frame, defaults=KILLED, corrections=Corrections(given=given), judgements=pl.DataFrame(said)
    )
    run.publish(tmp_path / "public", sensitivity="internal")
    text = text_of(tmp_path / "public")
    corrected = table(tmp_path / "public", "statements.csv").filter(pl.col("is_corrected") == "true")
    secrets = ("WRONGRANK", "GONEUNIT", "BASIS", "BYWHOM", "JUDGENAME", "JREASON", "c-1", "c-2")

    assert [("m1", "rank", "капитан", None)] == corrected.select(
        "mention_id", "field", "value", "original_value"
    ).rows()
    assert ["2"] == table(tmp_path / "public", "persons.csv")["judged_by_hand"].to_list()
    assert [] == [one for one in secrets if one in text]


def test_nothing_is_published_unless_marked(tmp_path: Path) -> None:
    """A run without a public list is refused with the line to write; nothing is left behind."""
    run = resolver.dedupe(pl.DataFrame({"name": ["Тестов Мирон"]}), defaults=KILLED)

    with pytest.raises(UsageError, match='sensitivity = "public"'):
        run.publish(tmp_path / "public")
    with pytest.raises(UsageError, match="restricted never"):
        run.publish(tmp_path / "public", sensitivity="restricted")
    assert [] == list(tmp_path.iterdir())


def test_only_an_export_is_replaced(tmp_path: Path) -> None:
    """Neither a run nor a folder with other files is written into; an export is, with the same bytes."""
    run().write(tmp_path / "run", report=False)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "judgements.csv").touch()
    for name in ("run", "letters"):
        before = sorted((tmp_path / name).rglob("*"))
        with pytest.raises(FolderError, match="no export"):
            run().publish(tmp_path / name)
        assert before == sorted((tmp_path / name).rglob("*"))
    run().publish(tmp_path / "public")
    first = text_of(tmp_path / "public")
    resolver.open(tmp_path / "run").publish(tmp_path / "public")

    assert first == text_of(tmp_path / "public")
    assert 3 == json.loads((tmp_path / "public" / "export.json").read_bytes())["persons"]


FIELDS = (
    "name",
    "origin_place",
    "unit",
    "rank",
    "incident",
    "affiliation",
    "publisher",
    "callsign",
    "burial_place",
)


@given(
    public=st.lists(st.sets(st.sampled_from(FIELDS[1:])), min_size=1, max_size=3),
    hushed=st.lists(st.sets(st.sampled_from(FIELDS)), min_size=1, max_size=3),
    shared=st.booleans(),
)
@few(8)
def test_no_cell_that_is_withheld_occurs_anywhere(
    public: list[set[str]], hushed: list[set[str]], *, shared: bool
) -> None:
    """Whatever restricted rows, notes, quotes, identifiers and own columns hold, no file of an export holds it."""
    person = {"birth_date": "1985-01-02", "death_date": "2018-02-07", "url": "https://example.org/page"}

    def row(list_id: str, at: int, fields: set[str]) -> dict[str, str]:
        cells = {name: f"ZQ{list_id}{name}{at}QZ" for name in fields}
        names = (
            {"name": "Макетов Олег Петрович"} if shared or list_id == "open" or "name" not in fields else {}
        )
        kept = ("note", "quote", "identifiers", "own")
        return {
            "list_id": list_id,
            **person,
            **cells,
            **names,
            **{name: f"ZW{list_id}{name}{at}WZ" for name in kept},
        }

    frame = pl.DataFrame(
        [row("open", at, one) for at, one in enumerate(public)]
        + [row("hushed", at, one) for at, one in enumerate(hushed)],
        infer_schema_length=None,
    )
    with TemporaryDirectory() as folder:
        files = []
        for list_id in ("open", "hushed"):
            files.append(Path(folder) / f"{list_id}.csv")
            frame.filter(pl.col("list_id") == list_id).drop("list_id").write_csv(files[-1])
        (Path(folder) / "resolver.toml").write_text(
            '[[list]]\nfile = "open.csv"\nsensitivity = "public"\n[[list]]\nfile = "hushed.csv"\nsensitivity = "restricted"\n'
        )
        run = resolver.dedupe(files, defaults=KILLED, estimate=False)
        run.publish(Path(folder) / "public")
        text = text_of(Path(folder) / "public")

    assert "ZQhushed" not in text
    assert "ZWopen" not in text
    assert "ZWhushed" not in text
    # A document has one publisher, whatever rows say.
    said = [(at, name) for at, fields in enumerate(public) for name in fields - {"publisher"}]
    assert [] == [one for one in said if f"ZQopen{one[1]}{one[0]}QZ" not in text]
