"""The workbook: four sheets that a spreadsheet opens, text that stays text, conflicts that show."""

import io
from functools import cache
from typing import Any

import openpyxl
import polars as pl

import resolver
from resolver.exports import workbook_of
from resolver.run import Run


@cache
def run() -> Run:
    """Return a run with a conflict, a question, and cells that a spreadsheet would run or change."""
    frame = pl.DataFrame(
        {
            "id": ["m1", "m2", "m3", "m4"],
            "name": ["Макетов Олег Петрович", "Oleg Maketov", "Пробный Илья Сергеевич", "Ilya Probny"],
            "birth_date": ["1985-01-02", "1985-01-02", "1890-03-04", None],
            "death_date": ["2018-02-07", "2018-03-09", None, None],
            "rank": ["=1+1", "007", "3E10", "@cmd"],
            "url": ["https://example.org/a", "javascript:alert(1)", None, None],
        }
    )
    return resolver.dedupe(frame, defaults={"status": "killed"})


@cache
def book() -> Any:
    """Return its workbook as a spreadsheet reads it."""
    return openpyxl.load_workbook(io.BytesIO(workbook_of(run())))


def column(sheet: str, name: str) -> list[Any]:
    """Return the cells of a column below its header."""
    cells = next(cells for cells in book()[sheet].iter_cols() if cells[0].value == name)
    return list(cells[1:])


def test_each_sheet_holds_its_table_under_a_frozen_header_with_filters() -> None:
    """Four sheets, every row of their tables on them, header frozen, filters on."""
    assert ["persons", "statements", "review", "documents"] == book().sheetnames
    assert run().persons.height == len(column("persons", "person_id"))
    assert run().statements.height == len(column("statements", "statement_id"))
    assert run().questions.height == len(column("review", "question_id"))
    assert all(sheet.freeze_panes and sheet.auto_filter.ref for sheet in book())


def test_text_stays_text() -> None:
    """No cell is a formula; what looks like one, or like a number, is kept letter for letter."""
    cells = [cell for sheet in book() for row in sheet.iter_rows() for cell in row]
    ranks = {cell.value for cell in column("statements", "original_value")}

    assert [] == [cell.value for cell in cells if cell.data_type == "f"]
    assert {"=1+1", "007", "3E10", "@cmd", "1890-03-04"} <= ranks


def test_conflicts_are_coloured_and_nothing_else_is() -> None:
    """The dates of death that contradict are coloured on both sheets."""
    fields = {cell.value for cell in column("statements", "field") if cell.fill.fgColor.rgb == "FFFBE9E7"}
    shown = [cell.fill.fgColor.rgb == "FFFBE9E7" for cell in column("persons", "died_low")]

    assert {"death_date", "rank"} >= fields >= {"death_date"}
    assert [one is not None and "death_date" in one for one in run().persons["conflicts"]] == shown


def test_links_lead_to_statements_and_safe_pages_only() -> None:
    """A person leads to the statements about them; an address that is no web page is text."""
    for cell in column("persons", "person_id"):
        row = int(cell.hyperlink.location.rpartition("A")[2])
        statements = book()["statements"]
        place = next(one.column for one in statements[1] if one.value == "person_id")
        assert cell.value == statements.cell(row, place).value
    targets = {cell.value: cell.hyperlink for cell in column("documents", "url") if cell.value}

    assert all((link is not None) == url.startswith("https://") for url, link in targets.items())


def test_the_verdict_is_chosen_from_a_list() -> None:
    """The review sheet offers the three verdicts."""
    validation = book()["review"].data_validations.dataValidation

    assert ['"same,different,unsure"'] == [one.formula1 for one in validation]


def test_the_same_run_gives_the_same_bytes() -> None:
    """A workbook can be made again."""
    assert workbook_of(run()) == workbook_of(run())
