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
)
from resolver.errors import InputError

MEMBERS = pl.DataFrame({"mention_id": ["m1", "m2", "m3"], "person_id": ["P-A", "P-A", "P-B"]})
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

    assert {"P-A": PersonMarks(alive="c-1")} == Corrections(given=(alive,)).on_persons(MEMBERS)
    assert {} == Corrections(given=(alive, undo)).on_persons(MEMBERS)
    assert {"P-A": PersonMarks(alive="c-1")} == Corrections(given=(alive, undo, undo_undo)).on_persons(
        MEMBERS
    )


def test_a_person_is_found_by_a_mention_and_by_a_former_id() -> None:
    """A target may be a person, one of its mentions, or an id that the person bore before."""
    for target in ("P-B", "m3", "P-OLD"):
        marks = Corrections(given=(said(1, target, Action.SUPPRESS),)).on_persons(MEMBERS, {"P-OLD": "P-B"})

        assert {"P-B": PersonMarks(suppressed="c-1")} == marks


def test_what_cannot_be_placed_is_told() -> None:
    """A correction of a row or person that the run lacks is named, all others are not."""
    given = (
        said(1, "m9", Action.SET, field="age", new_value="1"),
        said(2, "P-Z", Action.ALIVE),
        said(3, "m1", Action.ALIVE),
    )

    lost = Corrections(given=given).unapplied(MEMBERS["mention_id"], MEMBERS["person_id"])

    assert ["c-1", "c-2"] == [one.correction_id for one in lost]


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
