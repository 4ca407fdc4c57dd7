"""Hostile text in what people answer and correct, and in the name of a sheet: harmless wherever it is written or told, never lost."""

import csv
import io
import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

import resolver
from resolver.exports import workbook_of
from resolver.report import render_report
from resolver.run import Run
from resolver.values.formulas import RISKY, restore
from tests.called import Program, program
from tests.hostile.test_names import HOSTILE, Page

call = pytest.fixture(program, name="call")
TEXTS = {kind: text[:300] for kind, text in HOSTILE.items() if kind not in ("unseen", "marks", "long")}
SHEET = "=1+1 <b>\u202e"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def answered(call: Program, folder: Path) -> Run:
    """Make a run of a sheet with pairs in doubt, answer and correct with hostile words, and make it again."""
    with xlsxwriter.Workbook(folder / "list.xlsx") as book:
        sheet = book.add_worksheet(SHEET)
        for row, cells in enumerate([("id", "name", "status"), *_rows()]):
            sheet.write_row(row, 0, cells)
    assert 0 == call("dedupe", "list.xlsx", "-o", "out").code
    review = pl.read_csv(folder / "out" / "review.csv", infer_schema=False)
    texts = [*TEXTS.values()]
    said = pl.Series([texts[at % len(texts)] for at in range(review.height)])
    review.with_columns(verdict=pl.lit("unsure"), reason=said, judge=said).write_csv(folder / "said.csv")
    added = call("judgements", "add", "out", "said.csv")
    assert 0 == added.code, added.err
    for kind, text in TEXTS.items():
        wish = (
            "--set",
            f"{kind}-1",
            "--field",
            "origin_place",
            "--value",
            text,
            "--basis",
            text,
            "--by",
            text,
        )
        done = call("correct", "out", *wish)
        assert 0 == done.code, done.err
        assert not STEERING.search(done.out + done.err)
    assert 0 == call("dedupe", "list.xlsx", "-o", "out").code
    return resolver.open(folder / "out")


def _rows() -> list[tuple[str, str, str]]:
    surnames = (
        "Тестов",
        "Пробников",
        "Макетов",
        "Образцов",
        "Эскизов",
        "Черновиков",
        "Набросков",
        "Примеров",
    )
    names = [f"{surname} {given}" for surname in surnames for given in ("Иван Петрович", "Пётр Иванович")]
    return [
        (f"{kind}-{copy}", name, "killed") for kind, name in zip(TEXTS, names, strict=True) for copy in (1, 2)
    ]


def test_answers_and_corrections_are_harmless(call: Program, tmp_path: Path) -> None:
    """No cell is a formula, nothing runs in the report, nothing steers the terminal, and each word comes back as it was said, on one line."""
    run = answered(call, tmp_path)
    for path in sorted((tmp_path / "out").glob("*.csv")):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        risky = [cell for row in rows for cell in row if re.match(RISKY, cell) and not cell.startswith("'")]
        assert [] == [cell for cell in risky if not re.fullmatch(r"-?[\d.]+(?:e-?\d+)?", cell)], path.name
    page = Page()
    page.feed(render_report(run))
    assert [] == page.found
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(run)))
    assert [] == [cell.coordinate for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    for told in (
        call("correct", "out"),
        call("show", "out", "escape-1"),
        call("explain", "out", "formula-1", "formula-2"),
    ):
        assert 0 == told.code, told.err
        assert not STEERING.search(told.out + told.err)
    judged = list(
        csv.DictReader(io.StringIO((tmp_path / "out" / "judgements.csv").read_text("utf-8-sig"), newline=""))
    )
    assert {text.replace("\n", " ") for text in TEXTS.values()} == {restore(row["reason"]) for row in judged}
    assert len(judged) == len(TEXTS)
