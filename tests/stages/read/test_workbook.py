"""Spreadsheets: merged cells, zeros in front, sheets that reach too far."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from resolver.errors import InputError
from resolver.memory import limited
from tests.stages.test_read import column, read_paths


def made(path: Path, fill: Callable[[Any, Any], None]) -> Path:
    """Write a workbook of one sheet."""
    with xlsxwriter.Workbook(path) as book:
        fill(book, book.add_worksheet("Люди"))
    return path


def test_a_merged_cell_speaks_for_all_its_rows(tmp_path: Path) -> None:
    """Also where the table begins in another column than the first; a note says so."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(3, 2, ["Часть", "ФИО", "возраст"])
        sheet.merge_range(4, 2, 6, 2, "в/ч 12345", book.add_format())
        for at, name in enumerate(["Тестов Иван", "Пробов Пётр", "Макетов Олег", "Выдумкин Илья"]):
            sheet.write_row(4 + at, 3, [name, 20 + at])

    lists = read_paths(made(tmp_path / "a.xlsx", fill))

    assert ["в/ч 12345"] * 3 + [None] == column(lists, "unit")
    assert [5, 6, 7, 8] == column(lists, "line")
    assert ["a.xlsx, sheet Люди: 2 cells were filled from the merged cell above them"] == lists.notes


def test_a_title_merged_across_the_table_is_nobody(tmp_path: Path) -> None:
    """It is rejected with its line, wherever it stands."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["ФИО", "возраст", "часть"])
        sheet.write_row(1, 0, ["Тестов Иван", 20, "x"])
        sheet.merge_range(2, 0, 2, 2, "Рота 2", book.add_format())
        sheet.write_row(3, 0, ["Пробов Пётр", 21, "x"])

    lists = read_paths(made(tmp_path / "a.xlsx", fill))

    assert ["Тестов Иван", "Пробов Пётр"] == column(lists, "name")
    assert [(3, "is a title across the table")] == lists.rejects.select("line", "reason").rows()


def test_numbers_keep_the_zeros_that_their_format_shows(tmp_path: Path) -> None:
    """A spreadsheet stores 123 and shows 00123: the list says 00123."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["ФИО", "личный номер"])
        sheet.write(1, 0, "Тестов Иван")
        sheet.write(1, 1, 123, book.add_format({"num_format": "00000"}))
        sheet.write_row(2, 0, ["Пробов Пётр", 123])

    assert ["00123", "123"] == column(read_paths(made(tmp_path / "a.xlsx", fill)), "identifiers")


def test_a_cell_far_out_is_refused_before_memory_is_filled(tmp_path: Path) -> None:
    """A stray cell in the last corner would make a table of 17 thousand million cells."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["ФИО", "возраст"])
        sheet.write_row(1, 0, ["Тестов Иван", 20])
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(InputError, match=r"sheet Люди: reaches over 1,048,576 rows and 16,384 columns"):
        read_paths(made(tmp_path / "a.xlsx", fill))


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """Sixty-four megabytes of zeros in some sixty kilobytes."""
    path = made(tmp_path / "a.xlsx", lambda _, sheet: sheet.write_row(0, 0, ["name"]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/image1.bmp", bytes(2**26))

    with limited(2**27), pytest.raises(InputError, match=r"a\.xlsx: unpacks to 67,1.* bytes and would need"):
        read_paths(path)


def test_texts_that_are_said_a_thousand_times_are_counted(tmp_path: Path) -> None:
    """One long text that thousands of cells share takes the room of thousands."""
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 20_001))
    path = made(tmp_path / "a.xlsx", lambda _, sheet: sheet.write_row(0, 0, ["name" * 5000]))
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    start, end = sheet.index("<sheetData>"), sheet.index("</sheetData>")
    parts["xl/worksheets/sheet1.xml"] = f"{sheet[:start]}<sheetData>{rows}{sheet[end:]}".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    path.write_bytes(buffer.getvalue())

    with limited(2**30), pytest.raises(InputError, match="and would need about 2"):
        read_paths(path)
