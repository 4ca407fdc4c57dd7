"""corrections.csv: what holds of it, where it is placed, how it is kept, and what of it may be told."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.corrections import (
    Action,
    Correction,
    Corrections,
    PersonMarks,
    append_corrections,
    corrections_in,
    corrections_of,
    obeyed_corrections,
    placed,
)
from resolver.errors import InputError
from resolver.judgements import copy_of
from resolver.tables import TOMBSTONES

PERSON_OF = {"m1": "P-A", "m2": "P-A", "m3": "P-B", "P-A": "P-A", "P-B": "P-B"}
ROWS = pl.DataFrame({"mention_id": ["m1", "m2"], "age": ["83", "20"], "name": ["Тестов Илья", "Пробин Ян"]})


def said(number: int, target: str, action: Action, **more: str | bool | None) -> Correction:
    """Return one correction; later numbers are later days."""
    cells = {"by": "AK", "date": f"2025-03-{number:02d}", **more}
    return Correction(correction_id=f"c-{number}", target=target, action=action, **cells)  # type: ignore[arg-type]


def test_the_latest_word_on_a_cell_holds() -> None:
    """Of two corrections of one cell the later one is read, wherever it stands in the file."""
    first = said(1, "m1", Action.SET, field="age", new_value="38")
    second = said(2, "m1", Action.SET, field="age", new_value="39")

    for order in ((first, second), (second, first)):
        assert ["39", "20"] == Corrections(given=order).on_cells(ROWS)["age"].to_list()


def test_a_field_that_is_taken_back_is_silent() -> None:
    """``retract`` of a field makes the cell silent; the frame that was given keeps what the list says."""
    taken = Corrections(given=(said(1, "m1", Action.RETRACT, field="age"),))

    assert [None, "20"] == taken.on_cells(ROWS)["age"].to_list()
    assert ["83", "20"] == ROWS["age"].to_list()
    assert {} == dict(taken.retracted)


def test_a_correction_can_be_taken_back() -> None:
    """``retract`` of a correction's id undoes it; taking that back makes it hold again."""
    alive = said(1, "P-A", Action.ALIVE)
    undo = said(2, "c-1", Action.RETRACT)
    undo_undo = said(3, "c-2", Action.RETRACT)

    assert {"P-A": PersonMarks(alive="c-1")} == Corrections(given=(alive,)).on_persons(PERSON_OF)
    assert {} == Corrections(given=(alive, undo)).on_persons(PERSON_OF)
    assert {"P-A": PersonMarks(alive="c-1")} == Corrections(given=(alive, undo, undo_undo)).on_persons(
        PERSON_OF
    )


def test_a_person_is_found_by_a_mention_and_by_a_former_id() -> None:
    """A target may be a person, one of its mentions, or an id that the person bore before."""
    for target in ("P-B", "m3", "P-OLD"):
        marks = Corrections(given=(said(1, target, Action.SUPPRESS),)).on_persons(
            {**PERSON_OF, "P-OLD": "P-B"}
        )

        assert {"P-B": PersonMarks(suppressed="c-1")} == marks


def test_what_cannot_be_placed_is_told() -> None:
    """A correction of a row or person that the run lacks is named, all others are not."""
    given = (
        said(1, "m9", Action.SET, field="age", new_value="1"),
        said(2, "P-Z", Action.ALIVE),
        said(3, "m1", Action.ALIVE),
    )

    lost = within(given, LISTED).settled(PERSON_OF).lost

    assert [("c-1", "no row has the id m9"), ("c-2", "no such row or person")] == [
        (one.correction_id, because) for one, because in lost
    ]


LISTED = pl.DataFrame(
    {"mention_id": ["m1", "m2"], "list_id": "a", "name": ["Тестов Илья", "Пробин Ян"], "age": ["83", "20"]}
)
MOVED = pl.DataFrame(
    {
        "mention_id": ["m1", "m2", "m3"],
        "list_id": "a",
        "name": ["Новин Олег", "Тестов Илья", "Пробин Ян"],
        "age": ["41", "83", "20"],
    }
)


def within(
    given: tuple[Correction, ...], mentions: pl.DataFrame, stones: pl.DataFrame | None = None
) -> Corrections:
    """Return corrections, placed among the rows of a list."""
    return placed(Corrections(given=given), mentions, TOMBSTONES.to_frame() if stones is None else stones)


def copy(mention_id: str) -> str:
    """Return a row of the list as a correction keeps it."""
    return copy_of(LISTED.row(by_predicate=pl.col("mention_id") == mention_id, named=True))


def test_a_correction_follows_its_row() -> None:
    """Where a list was numbered anew, a correction is about the row that says what it was made on, and this is told."""
    one = said(1, "m2", Action.SET, field="age", new_value="21", target_copy=copy("m2"))

    found = within((one,), MOVED)

    assert ["41", "83", "21"] == found.on_cells(MOVED)["age"].to_list()
    assert [(("m2", "m3"),)] == [place.moves for _, place in found.moved]
    assert () == within((one,), LISTED).moved


@pytest.mark.parametrize(
    ("names", "because"),
    [
        (["Новин Олег", "Тестов Илья"], "the row m2 says something else now"),
        (
            ["Новин Олег", "Тестов Илья", "Пробин Ян", "Пробин Ян"],
            "2 rows could be what was corrected: m3, m4",
        ),
    ],
)
def test_a_correction_whose_row_is_not_beyond_doubt_changes_nothing(names: list[str], because: str) -> None:
    """Where the row is gone, or several say the same, nobody else is changed in its place."""
    ids = [f"m{number}" for number, _ in enumerate(names, start=1)]
    rows = pl.DataFrame({"mention_id": ids, "list_id": "a", "name": names, "age": "20"})
    one = said(1, "m2", Action.RETRACT, field="age", target_copy=copy("m2"))

    found = within((one,), rows)

    assert rows["age"].to_list() == found.on_cells(rows)["age"].to_list()
    assert [because] == [why for _, why in found.lost]


def test_without_a_copy_the_old_value_tells() -> None:
    """A file of before is held against the value that was corrected; a correction that keeps none is believed its id."""
    one = said(1, "m2", Action.SET, field="age", old_value="20", new_value="21")
    bare = said(2, "m2", Action.SET, field="age", new_value="21")

    assert ["83", "21"] == within((one,), LISTED).on_cells(LISTED)["age"].to_list()
    assert ["41", "83", "20"] == within((one,), MOVED).on_cells(MOVED)["age"].to_list()
    assert ["the row m2 says something else now"] == [why for _, why in within((one,), MOVED).lost]
    assert ["41", "21", "20"] == within((bare,), MOVED).on_cells(MOVED)["age"].to_list()


def test_a_row_that_a_newer_version_changed_is_still_that_row() -> None:
    """Where the run knows what a row said before, no namesake is taken for it."""
    now = LISTED.with_columns(name=pl.Series(["Пробин Ян", "Выдумкина Анна"]), age=pl.Series(["20", "34"]))
    stones = LISTED.filter(pl.col("mention_id") == "m2").with_columns(
        state=pl.lit("superseded"), person_id=pl.lit("P-B"), reason=pl.lit("")
    )
    one = said(1, "m2", Action.RETRACT, target_copy=copy("m2"))

    assert ["m2"] == list(within((one,), now, stones).retracted)


def test_a_row_that_the_lists_have_is_meant_before_one_that_is_gone() -> None:
    """A row that moved is followed to where it is, not to one that said the same and was withdrawn."""
    gone = LISTED.filter(pl.col("mention_id") == "m2").with_columns(
        mention_id=pl.lit("m9"), state=pl.lit("withdrawn"), person_id=pl.lit("P-B"), reason=pl.lit("")
    )
    one = said(1, "m2", Action.RETRACT, target_copy=copy("m2"))

    assert ["m3"] == list(within((one,), MOVED, gone).retracted)
    assert () == within((one,), MOVED.head(2), gone).lost


def test_a_person_is_known_by_its_rows() -> None:
    """Under an id that somebody else has now, a correction is about the person who has the rows it was made on."""
    rows = f"[{copy('m1')}, {copy('m2')}]"
    one = said(1, "P-A", Action.ALIVE, target_copy=rows)
    found = within((one,), MOVED)
    together = {"m1": "P-A", "m2": "P-C", "m3": "P-C", "P-A": "P-A", "P-C": "P-C"}
    apart = {"m1": "P-A", "m2": "P-C", "m3": "P-D", "P-A": "P-A", "P-C": "P-C"}

    assert {"P-C": PersonMarks(alive="c-1")} == found.settled(together).on_persons(together)
    assert {} == found.settled(apart).on_persons(apart)
    assert ["its rows are 2 persons now: P-C, P-D"] == [why for _, why in found.settled(apart).lost]
    assert {"P-C": PersonMarks(alive="c-1")} == found.settled({**apart, "P-A": "P-C"}).on_persons(apart)


def test_a_run_keeps_where_its_corrections_stand() -> None:
    """What a run kept is read again with the rows that were meant, and with what found none."""
    given = (
        said(1, "m2", Action.RETRACT, target_copy=copy("m2")),
        said(2, "m9", Action.RETRACT, field="age"),
    )
    found = within(given, MOVED)

    again = obeyed_corrections(found.obeyed())

    assert given == again.given
    assert found.standing == again.standing
    assert found.lost == again.lost


def test_a_confidential_reason_is_in_no_table_of_a_run() -> None:
    """The table that a run keeps has neither ground nor asker of a confidential correction."""
    secret = said(1, "m1", Action.ALIVE, asked_by="family", basis="письмо вдовы", confidential=True)

    table = Corrections(given=(secret,)).table()

    assert (None, None) == table.select("basis", "asked_by").row(0)
    assert "family" not in secret.told
    assert "письмо вдовы" == Corrections(given=(secret,)).table(with_reasons=True)["basis"][0]


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=12
)


@given(basis=TEXTS, value=TEXTS, confidential=st.booleans())
def test_written_and_read_again(
    tmp_path_factory: pytest.TempPathFactory, basis: str, value: str, confidential: bool
) -> None:
    """Whatever a correction says is read again letter for letter, also what a spreadsheet would run."""
    folder = tmp_path_factory.mktemp("out")
    one = said(1, "m1", Action.SET, field="note", new_value=value, basis=basis, confidential=confidential)
    two = said(2, "m2", Action.RETRACT)

    append_corrections(folder, Corrections(given=(one,)))
    append_corrections(folder, Corrections(given=(two,)))

    assert (one, two) == corrections_in(folder).given


def test_a_file_that_a_spreadsheet_saved_is_still_appended_to(tmp_path: Path) -> None:
    """cp1251 and semicolons are read, brought back into our form, and no row is lost."""
    append_corrections(tmp_path, Corrections(given=(said(1, "m1", Action.ALIVE, basis="письмо"),)))
    file = tmp_path / "corrections.csv"
    file.write_bytes(file.read_text("utf-8-sig").replace(",", ";").replace("\n", "\r\n").encode("cp1251"))

    append_corrections(tmp_path, Corrections(given=(said(2, "m2", Action.SUPPRESS),)))

    assert [("c-1", "письмо"), ("c-2", None)] == [
        (one.correction_id, one.basis) for one in corrections_in(tmp_path).given
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "holds no correction any more"),
        (b"\xef\xbb\xbf\r\n", "holds no correction any more"),
        (b"correction_id,target,action\n", "holds no correction any more"),
        (b"correction_id,target,action\n,,\n", "holds no correction any more"),
        (b"id,name\n", 'no column correction_id, target, action; it has "id", "name"'),
        (b"id,name\n1,x\n", "Put its header back: correction_id,target,"),
    ],
)
def test_a_file_that_was_emptied_takes_nothing_back(tmp_path: Path, data: bytes, told: str) -> None:
    """The file is only ever added to: emptied, or under another header, it is refused with the mend, and nothing is added to it."""
    (tmp_path / "corrections.csv").write_bytes(data)

    with pytest.raises(InputError) as fault:
        corrections_in(tmp_path)
    with pytest.raises(InputError):
        append_corrections(tmp_path, Corrections(given=(said(1, "m1", Action.ALIVE),)))

    assert told in str(fault.value)
    assert data == (tmp_path / "corrections.csv").read_bytes()


def test_all_faults_of_the_file_are_told_at_once() -> None:
    """An unknown action, a field that may not change and an unknown asker are named with their rows."""
    table = pl.DataFrame(
        {
            "correction_id": ["c-1", "c-2", "c-3"],
            "target": ["m1", "m2", "m3"],
            "action": ["revive", "set", "alive"],
            "field": [None, "mention_id", None],
            "new_value": [None, "x", None],
            "asked_by": [None, None, "police"],
        }
    )

    with pytest.raises(InputError) as fault:
        corrections_of(table)

    told = str(fault.value).splitlines()
    assert 3 == len(told)
    assert all(f"row {row}" in line for row, line in zip((2, 3, 4), told, strict=True))
