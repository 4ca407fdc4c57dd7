"""Tables -> workbooks in which text stays text: nothing becomes a formula, a link or a number by itself. The only door to xlsxwriter."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import polars as pl

VERDICTS = ("same", "different", "unsure")
LONGEST_CELL = 32_767
"""So many letters a cell of a workbook holds."""
_CUT = " … (cut: too long for a workbook; the run keeps it whole)"
_WIDTHS = {"verdict": 12, "reason": 30, "effect": 30, "for_": 40, "against": 40, "why_asked": 30}


@contextmanager
def new_workbook(buffer: io.BytesIO, **properties: str) -> Iterator[Any]:
    """Give a workbook to fill, and write it into ``buffer``; what is filled in alike is the same to the byte."""
    import xlsxwriter

    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    # Else every sheet lies in the folder for temporary files until it is done, for whoever looks after a crash.
    options["in_memory"] = True
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1), **properties})
        yield workbook


def offer_verdicts(sheet: Any, column: int, rows: int) -> None:
    """Let the cells of a column be chosen from the verdicts. Other words (да, нет, نعم) are read as well, so it warns and does not forbid."""
    choice = {"validate": "list", "source": list(VERDICTS), "error_type": "information", "ignore_blank": True}
    sheet.data_validation(1, column, max(rows, 1), column, choice)


def fitting_text(text: str) -> str:
    """Return a text as a cell of a workbook can hold it; what is cut off is told in the cell.

    >>> len(fitting_text("x" * 40_000)), fitting_text("short")
    (32767, 'short')
    """
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(_CUT)] + _CUT


def table_workbook(table: pl.DataFrame) -> bytes:
    """Return one table as a workbook of one sheet.

    >>> table_workbook(pl.DataFrame({"name": ["=1+1"]}))[:2]
    b'PK'
    """
    buffer = io.BytesIO()
    with new_workbook(buffer) as workbook:
        whole = table.with_columns(_fitting_cell(name, dtype) for name, dtype in table.schema.items())
        whole.write_excel(workbook, worksheet="resolver", freeze_panes=(1, 0), autofilter=True, autofit=False)
    return buffer.getvalue()


def _fitting_cell(name: str, dtype: pl.DataType) -> pl.Expr:
    """Cut a text that no workbook can hold, and say so in the cell."""
    column = pl.col(name)
    if dtype != pl.String:
        return column
    cut = column.str.slice(0, LONGEST_CELL - len(_CUT)) + pl.lit(_CUT)
    return pl.when(column.str.len_chars() > LONGEST_CELL).then(cut).otherwise(column).alias(name)


def review_workbook(questions: pl.DataFrame) -> bytes:
    """Return open questions as a workbook to fill in: verdicts are chosen from a list, and further words are accepted.

    >>> review_workbook(pl.DataFrame({"question_id": ["r-1"], "verdict": [None]}))[:2]
    b'PK'
    """
    buffer = io.BytesIO()
    with new_workbook(buffer) as workbook:
        text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        asked = workbook.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#FFF4CC"}
        )
        head = workbook.add_format({"bold": True})
        sheet = workbook.add_worksheet("review")
        for at, name in enumerate(questions.columns):
            sheet.set_column(at, at, _WIDTHS.get(name, 18), asked if name in ("verdict", "reason") else text)
            sheet.write_string(0, at, name, head)
            for line, cell in enumerate(questions[name].to_list(), start=1):
                _write_cell(sheet, line, at, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, questions.height, len(questions.columns) - 1)
        offer_verdicts(sheet, questions.columns.index("verdict"), questions.height)
    return buffer.getvalue()


def _write_cell(sheet: Any, line: int, at: int, cell: Any) -> None:
    if isinstance(cell, (int, float)):
        sheet.write_number(line, at, cell)
    elif cell is not None:
        sheet.write_string(line, at, fitting_text(cell))
