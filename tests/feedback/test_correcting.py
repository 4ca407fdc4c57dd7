"""A letter from the family, and other corrections: obeyed by every later run, told everywhere, their reasons nowhere."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.errors import UnknownIdError, UsageError
from resolver.feedback import Asked, correct, corrections_for
from resolver.run import Run

LETTER = "письмо вдовы от третьего марта"
FAMILY = Asked(by="AK", date="2025-03-09", asked_by="family", basis=LETTER, confidential=True)
CHECK = Asked(by="AK", date="2025-03-10", asked_by="own check", basis="registry office")


def row(number: int, list_id: str, name: str, born: str, **more: str) -> dict[str, str | None]:
    """Return one row of a list that says killed."""
    cells = {"id": f"{list_id}{number}", "list_id": list_id, "name": name, "birth_date": born}
    return {**cells, "origin_place": "Казань", "status": "killed", **more}


HIM = ("Тестов Станислав Игоревич", "1979-05-14")
NAMES = ("Пробин Ян Маркович", "Макетов Олег Ильич", "Образцов Пётр Львович", "Шаблонов Глеб Юрьевич")
OTHERS = [row(at, "a", name, f"19{6 + at}{at}-0{at + 1}-1{at}") for at, name in enumerate(NAMES)]
LISTS = [row(7, one, *HIM) for one in ("a", "b", "c")] + OTHERS
WEEK = [row(8, "d", *HIM), row(9, "d", "Выдумкин Пётр Олегович", "1991-02-02")]


def first(folder: Path) -> Run:
    """Return a run on three lists, written into a folder."""
    run = resolver.dedupe(pl.DataFrame(LISTS), estimate=False)
    run.write(folder, report=False)
    return run


def after(folder: Path, rows: list[dict[str, str | None]] | None = None, *, list_id: str = "frame") -> Run:
    """Return the run that goes on from a folder, obeying what lies in it."""
    source = pl.DataFrame(rows) if rows else ()
    run = resolver.dedupe(source, previous=folder, corrections=corrections_for(folder), list_id=list_id)
    run.write(folder)
    return run


def texts(folder: Path) -> str:
    """Return everything that a run wrote, as one text; the user's own file of corrections left out."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "corrections.csv"]
    tables = [pl.read_parquet(path) for path in files if path.suffix == ".parquet"]
    cells = [str(cell) for table in tables for line in table.iter_rows() for cell in line]
    return "\n".join([*cells, *(path.read_bytes().decode("utf-8", "replace") for path in files)])


def test_a_letter_from_the_family(tmp_path: Path) -> None:
    """Killed in three lists, alive by a confidential letter, killed again next week: not counted, all that lists say is kept."""
    person = first(tmp_path).person("a7")["person_id"]
    correct(tmp_path, person, "alive", asked=FAMILY)

    run = after(tmp_path, WEEK, list_id="d")
    him = run.person(person)
    said = run.statements.filter(pl.col("person_id") == person, pl.col("field") == "status")

    assert (4, "no", "alive", "alive") == (
        him["mention_count"],
        him["counted"],
        him["status"],
        him["withheld"],
    )
    assert him["not_counted_because"] == f"alive: correction {him['correction_ids']}"
    assert (["killed"] * 4, [False] * 4) == (said["original_value"].to_list(), said["is_shown"].to_list())
    assert 5 == run.count.most
    assert "1 reported alive (were on a list)" in run.summary()


def test_a_confidential_reason_is_written_nowhere(tmp_path: Path) -> None:
    """Neither the ground nor who asked stands in any file of the run but corrections.csv, report and Parquet included."""
    first(tmp_path)
    correct(tmp_path, "a7", "alive", asked=FAMILY)
    correct(tmp_path, "a0", "suppress", asked=CHECK)

    after(tmp_path, WEEK, list_id="d")
    written = texts(tmp_path)

    assert LETTER not in written
    assert "asked by family" not in written
    assert "asked by own check" in written
    assert LETTER in (tmp_path / "corrections.csv").read_text("utf-8-sig")


def test_a_corrected_date_is_read_and_the_original_kept(tmp_path: Path) -> None:
    """The row is read as corrected; the statement keeps the list's own text and names the correction."""
    first(tmp_path)
    [one] = correct(tmp_path, "a0", "set", asked=CHECK, field="birth_date", value="1960-01-20").given

    run = after(tmp_path)
    said = run.statements.filter(pl.col("mention_id") == "a0", pl.col("field") == "birth_date").row(
        0, named=True
    )
    mention = run.mentions.filter(pl.col("mention_id") == "a0")

    assert ("1960-01-20", "1960-01-10", one.correction_id) == tuple(
        said[name] for name in ("value", "original_value", "correction_id")
    )
    assert ["1960-01-10"] == mention["birth_date"].to_list()
    assert "1960-01-20" == str(run.person("a0")["born_low"])
    assert "1960-01-10" == one.old_value
    assert ("correction", one.told) == run.changes.select("change", "reason").row(0)
    assert f"by correction {one.correction_id}" in str(run.person("a0"))


def test_a_field_of_a_person_is_corrected_in_each_row(tmp_path: Path) -> None:
    """A person is corrected row by row, where a row says otherwise; later rows say for themselves."""
    person = first(tmp_path).person("a7")["person_id"]

    new = correct(tmp_path, person, "set", asked=CHECK, field="origin_place", value="Пермь")

    assert ["a7", "b7", "c7"] == [one.target for one in new.given]
    assert "Пермь" == after(tmp_path).person(person)["origin_place"]


def test_a_run_opened_again_reads_what_was_corrected(tmp_path: Path) -> None:
    """Why two rows are one is explained from corrected values, also when the run is opened from its folder."""
    first(tmp_path)
    correct(tmp_path, "b7", "set", asked=CHECK, field="birth_date", value="1999-01-01")
    run = after(tmp_path)

    told, again = (one.explain("a7", "b7") for one in (run, resolver.open(tmp_path)))

    assert told.match_weight == again.match_weight
    assert any(share.comparison == "birth" and share.bits < 0 for share in again.shares)


def test_a_run_of_before_copies_were_kept_is_opened(tmp_path: Path) -> None:
    """A folder whose corrections know neither copies nor places reads them by their ids, as it was made."""
    first(tmp_path)
    correct(tmp_path, "a0", "set", asked=CHECK, field="birth_date", value="1960-01-20")
    after(tmp_path)
    kept = tmp_path / ".resolver" / "corrections.parquet"
    pl.read_parquet(kept).drop("target_copy", "stands_at", "unapplied_because").write_parquet(kept)

    run = resolver.open(tmp_path)

    born = run.normalised.values.filter(pl.col("mention_id") == "a0")["birth_low"]
    assert ["1960-01-20"] == [str(one) for one in born]


def test_a_withdrawn_person_stays_and_is_not_counted(tmp_path: Path) -> None:
    """The row of the person stays, says why it is not counted, and has a line of the summary."""
    first(tmp_path)
    correct(tmp_path, "a0", "withdraw_person", asked=CHECK)

    run = after(tmp_path)

    assert ("no", "withdrawn") == (run.person("a0")["counted"], run.person("a0")["withheld"])
    assert run.person("a0")["not_counted_because"].startswith("withdrawn: correction c-")
    assert "1 withdrawn by a correction" in run.summary()
    assert 4 == run.count.most


def test_a_suppressed_person_is_counted_and_marked(tmp_path: Path) -> None:
    """Who must not be named is still somebody who died: counted, and marked for what is published."""
    first(tmp_path)
    correct(tmp_path, "a0", "suppress", asked=CHECK)

    person = after(tmp_path).person("a0")

    assert ("yes", "suppressed") == (person["counted"], person["withheld"])


def test_a_retracted_row_is_a_tombstone_until_it_is_given_back(tmp_path: Path) -> None:
    """The row leaves the persons and stands in withdrawn.csv; undoing the correction brings it back under its old id."""
    person = first(tmp_path).person("a0")["person_id"]
    [one] = correct(tmp_path, "a0", "retract", asked=CHECK).given

    gone = after(tmp_path)
    stones = pl.read_csv(tmp_path / "withdrawn.csv").select("mention_id", "person_id", "state").rows()
    with pytest.raises(UnknownIdError, match="was withdrawn"):
        resolver.open(tmp_path).person(person)
    correct(tmp_path, one.correction_id, "retract", asked=CHECK)
    back = after(tmp_path)

    assert ([("a0", person, "retracted")], 4) == (stones, gone.count.most)
    assert [(person, "withdrawn")] == gone.changes.filter(pl.col("change") == "withdrawn").select(
        "person_id", "change"
    ).rows()
    assert (person, 5) == (back.person("a0")["person_id"], back.count.most)
    assert "reinstated" in back.changes["change"].to_list()


def test_a_correction_that_fits_nothing_is_told(tmp_path: Path) -> None:
    """A correction of a row that a later run lacks is named on screen; nothing else stops."""
    first(tmp_path)
    correct(tmp_path, "a0", "set", asked=CHECK, field="age", value="30")

    run = resolver.dedupe(pl.DataFrame(LISTS[:3]), estimate=False, corrections=tmp_path)

    assert any("1 correction could not be applied" in note and "(a0)" in note for note in run.notes)


SMALL = pl.DataFrame(
    {
        "id": ["1", "2"],
        "name": ["Акимов Илья Макетович", "Бобров Олег Петрович"],
        "status": ["killed", "killed"],
    }
)
ON_TOP = pl.DataFrame({"id": ["1"], "name": ["Новый Семён Ильич"], "status": ["killed"]})
RENUMBERED = pl.concat([ON_TOP, SMALL]).with_columns(id=pl.Series(["1", "2", "3"]))


@pytest.mark.parametrize("as_person", [False, True])
def test_a_list_numbered_anew_moves_no_correction_to_another(tmp_path: Path, *, as_person: bool) -> None:
    """A row on top moves every id by one: whom the family reported alive stays alive, nobody else becomes so, and it is told."""
    run = resolver.dedupe(SMALL, estimate=False)
    run.write(tmp_path, report=False)
    target = run.person("2")["person_id"] if as_person else "2"
    correct(tmp_path, target, "alive", asked=FAMILY)

    now = resolver.dedupe(RENUMBERED, estimate=False, corrections=tmp_path)
    now.write(tmp_path, report=False)

    assert ["killed", "killed", "alive"] == [now.person(one)["status"] for one in "123"]
    assert any("1 correction followed to other ids" in note and "2 is 3 now" in note for note in now.notes)
    assert resolver.open(tmp_path).verify().holds


def test_a_correction_whose_row_is_gone_is_about_nobody(tmp_path: Path) -> None:
    """Under the id of a row that is gone stands somebody else: nobody is alive, it is told, and the run does not say it obeyed."""
    resolver.dedupe(SMALL, estimate=False).write(tmp_path, report=False)
    correct(tmp_path, "2", "alive", asked=FAMILY)

    run = resolver.dedupe(RENUMBERED.head(2), estimate=False, corrections=tmp_path)
    run.write(tmp_path, report=False)
    law = next(one for one in resolver.open(tmp_path).verify().checks if one.law == "corrections")

    assert {"killed"} == set(run.persons["status"])
    assert any("1 correction could not be applied" in note and "(2)" in note for note in run.notes)
    assert "0 of 1 obeyed" == law.looked_at


def test_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    """An unknown target, a whole person retracted, a value that is there already: told, and nothing is written."""
    person = first(tmp_path).person("a7")["person_id"]

    with pytest.raises(UnknownIdError, match="no mention, person or correction 'zz'"):
        correct(tmp_path, "zz", "alive", asked=CHECK)
    with pytest.raises(UsageError, match="--withdraw-person"):
        correct(tmp_path, person, "retract", asked=CHECK)
    with pytest.raises(UsageError, match="nothing to correct"):
        correct(tmp_path, "a0", "set", asked=CHECK, field="origin_place", value="Казань")

    assert () == corrections_for(tmp_path).given


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("birth_date", "foo", '--value "foo": is not read as birth_date'),
        ("birth_date", "14 мая 1979", None),
        ("death_date", "night of 7 to 8 Feb 2018", None),
        ("age", "zzz", "is not read as age"),
        ("age", "1985 г.р.", None),
        ("age_on", "zzz", "is not read as age_on"),
        ("age_on", "2018-02-07", None),
        ("status", "lost", "is not read as status; use one of killed, "),
        ("status", "погиб в бою", None),
        ("sex", "x", "is not read as sex; use one of m, f"),
        ("unit", "foo", None),
    ],
)
def test_a_value_that_nothing_reads_is_refused(
    tmp_path: Path, field: str, value: str, told: str | None
) -> None:
    """A date that is none and a word of no closed list would say nothing in every later run: they are not written down."""
    first(tmp_path)

    if told is None:
        assert (
            value == correct(tmp_path, "a0", "set", asked=CHECK, field=field, value=value).given[0].new_value
        )
        return
    with pytest.raises(UsageError) as fault:
        correct(tmp_path, "a0", "set", asked=CHECK, field=field, value=value)
    assert told in str(fault.value)
    assert () == corrections_for(tmp_path).given


@pytest.mark.parametrize("day", ["foo", "9.3.2025", "2025-02-30", ""])
def test_a_day_that_is_none_is_refused(tmp_path: Path, day: str) -> None:
    """The later of two corrections holds: what they are ordered by has to be a day."""
    first(tmp_path)

    with pytest.raises(UsageError, match="is no day; write it as 2025-03-09"):
        correct(tmp_path, "a0", "alive", asked=replace(CHECK, date=day))


def test_a_rank_taken_back_is_not_shown_from_within_the_name(tmp_path: Path) -> None:
    """Who takes back what a list says of a rank means the person's rank, wherever in the row it stands."""
    said = row(1, "a", "сержант Пробин Ян Маркович", "1960-01-10", rank="рядовой")
    resolver.dedupe(pl.DataFrame([said]), estimate=False).write(tmp_path, report=False)
    correct(tmp_path, "a1", "retract", asked=CHECK, field="rank")
    run = resolver.dedupe((), previous=tmp_path, corrections=corrections_for(tmp_path))

    assert [None] == run.persons["rank"].to_list()


def test_a_correction_says_nothing_of_how_its_list_writes_dates(tmp_path: Path) -> None:
    """A list that proves to write the month first is read so, in whatever order somebody corrects a date of it."""
    rows = [
        {"id": "a1", "name": "Тестов Илья", "death_date": "2/6/2015"},
        {"id": "a2", "name": "Пробин Ян", "death_date": "4/16/2015"},
        {"id": "a3", "name": "Образцов Лев", "death_date": "4/18/2015"},
    ]
    run = resolver.dedupe(pl.DataFrame(rows), estimate=False)
    run.write(tmp_path, report=False)
    correct(tmp_path, "a2", "set", field="death_date", value="17/04/2015", asked=CHECK)
    again = resolver.dedupe(pl.DataFrame(rows), estimate=False, corrections=corrections_for(tmp_path))

    assert {"frame": False} == run.options["day_first"] == again.options["day_first"]
    assert ["2015-02-06", "2015-04-17", "2015-04-18"] == again.statements.filter(field="death_date")[
        "value"
    ].sort().to_list()


PEOPLE: list[dict[str, str | None]] = [
    {"id": "1", "name": "Зубков Ленар", "age": "31", "death_date": "2022-03-05", "status": "killed"},
    {"id": "3", "name": "Коваль Т.", "age": None, "death_date": "2022-03-07", "status": "killed"},
]


@pytest.mark.parametrize(("action", "counted"), [("alive", 1), ("suppress", 2)])
def test_a_row_that_its_list_completed_is_still_that_row(tmp_path: Path, action: str, counted: int) -> None:
    """Name, age and day of death of a row are other ones now: what a human said of the man holds."""
    resolver.dedupe(pl.DataFrame(PEOPLE), estimate=False).write(tmp_path, report=False)
    correct(tmp_path, "3", action, asked=CHECK)
    completed = [PEOPLE[0], {**PEOPLE[1], "name": "Коваль Тарас", "age": "28", "death_date": "2022-03-08"}]

    again = resolver.dedupe(pl.DataFrame(completed), estimate=False, corrections=corrections_for(tmp_path))

    marked = again.person("3")
    assert counted == again.count.most
    assert marked["withheld"]


def test_nothing_is_published_while_nobody_knows_who_is_meant(tmp_path: Path) -> None:
    """The row of somebody who must not be published says something else altogether, and no other row says what it said."""
    path = tmp_path / "list.csv"
    pl.DataFrame(PEOPLE).write_csv(path)
    (tmp_path / "resolver.toml").write_text('[[list]]\nfile = "list.csv"\nsensitivity = "public"\n', "utf-8")
    resolver.dedupe(path).write(tmp_path / "run", report=False)
    correct(tmp_path / "run", "3", "suppress", asked=CHECK)
    pl.DataFrame([PEOPLE[0], {**PEOPLE[1], "name": "Пробин Ян"}]).write_csv(path)
    again = resolver.dedupe(path, corrections=corrections_for(tmp_path / "run"))

    with pytest.raises(UsageError, match="nothing may be published while a correction"):
        again.publish(tmp_path / "public")
