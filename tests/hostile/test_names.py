"""Hostile text in every place where text can stand: nothing of it runs in a spreadsheet, a browser or a terminal, and none is lost."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import resolver
from resolver.cli.screen import harmless
from resolver.exports import workbook_of
from resolver.report import person_text, render_report
from resolver.run import Run
from resolver.tables import FIELDS
from resolver.values.formulas import RISKY, restore

HOSTILE = {
    "formula": "=1+1",
    "call": "=cmd|' /C calc'!A0",
    "sign": "+1-2",
    "at": "@SUM(A1)",
    "wide": "＝1+1",
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "drawing": "<svg onload=alert(1)>",
    "link": "javascript:alert(1)",
    "page": "data:text/html,<script>alert(1)</script>",
    "escape": "\x1b]0;title\x07\x1b[31mTestov",
    "turned": "\u202eTestov Ivan\u2066",
    "marks": "\u0301" * 400,
    "unseen": "\u200b\u200f",
    "template": "{{ 7*7 }}{% raw %}",
    "markup": "[red]Testov[/red]",
    "lines": "Testov\n=1+1",
    "path": "../../etc/passwd",
    "long": "т" * 1_000_000,
}
_OURS = ("mention_id", "list_id", "document_id", "role", "status", "group_size")
_LONG_ENOUGH = ("name", "url", "note")
"""Places in which a text of a million letters stands; in the others three thousand must do."""
_PLACES = [name for name in FIELDS if name not in _OURS]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run in which every field of every row is hostile, as are headers, the file, the list and its title."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "=1+1 <script>alert(1)<b>\u202e.csv"
    headers = ["mention_id", "status", *_PLACES, "=header", "<script>own</script>", "\u202eown"]
    rows = [
        [
            kind,
            "killed",
            *(text if place in _LONG_ENOUGH else text[:3000] for place in _PLACES),
            *[text[:3000]] * 3,
        ]
        for kind, text in HOSTILE.items()
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headers)
        writer.writerows(rows)
    (folder / "resolver.toml").write_text(
        "[[list]]\nfile = '*.csv'\nid = '=<script>list</script>'\ntitle = '<img src=x onerror=alert(1)>'\n",
        "utf-8",
    )
    made = resolver.dedupe(path)
    made.write(folder / "out")
    return resolver.open(folder / "out")


def test_every_row_is_there_letter_for_letter(run: Run) -> None:
    """Names that are formulas of a function are rejects, with the row as it was; all others are mentions."""
    assert len(HOSTILE) == run.mentions.height + run.rejects.height
    urls = dict(run.mentions.select("mention_id", "url").iter_rows())
    blank = ("unseen", "escape")
    assert {kind: text for kind, text in HOSTILE.items() if kind in urls and kind not in blank} == {
        kind: url for kind, url in urls.items() if kind not in blank
    }


def _folder_of(run: Run, tmp_path: Path, **wishes: str) -> Path:
    run.write(tmp_path / "again", **wishes)  # type: ignore[arg-type]
    return tmp_path / "again"


def test_no_cell_of_any_csv_is_run(run: Run, tmp_path: Path) -> None:
    """Each text cell, headers too, is harmless in a spreadsheet, and comes back as it was."""
    folder = _folder_of(run, tmp_path)
    csv.field_size_limit(2**31 - 1)
    for path in sorted(folder.glob("*.csv")):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        risky = [cell for row in rows for cell in row if re.match(RISKY, cell) and not cell.startswith("'")]
        assert [] == [cell[:40] for cell in risky if not re.fullmatch(r"-?[\d.]+(?:e-?\d+)?", cell)], (
            path.name
        )
    mentions = list(csv.DictReader(io.StringIO((folder / "mentions.csv").read_text("utf-8-sig"), newline="")))
    names = {row["mention_id"]: restore(row["note"]) for row in mentions}
    assert {
        kind: HOSTILE[kind] for kind in names if kind in ("formula", "wide", "at", "lines", "script")
    } == {kind: name for kind, name in names.items() if kind in ("formula", "wide", "at", "lines", "script")}


def test_no_cell_of_any_workbook_is_run(run: Run) -> None:
    """No formula, and no link out of an exported workbook."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(run)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [] == [cell.coordinate for cell in cells if cell.data_type == "f" or _leads_out(cell)]


def _leads_out(cell: Any) -> bool:
    return bool(cell.hyperlink and cell.hyperlink.target)


class Page(HTMLParser):
    """Collects what a browser would run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note attributes that run or load, and elements that no report has."""
        said = {name: value or "" for name, value in attrs}
        if tag == "meta" and said.get("http-equiv") == "Content-Security-Policy":
            self.policy = said["content"]
        if tag in ("img", "iframe", "object", "embed", "base", "link"):
            self.found.append(tag)
        for name, value in said.items():
            if name.startswith("on") or re.match(r"(?i)\s*(?:javascript|data|vbscript|file):", value):
                self.found.append(f"{tag} {name}={value[:40]}")
            if name in ("href", "src") and not re.match(r"#|https?://", value):
                self.found.append(f"{tag} {name}={value[:40]}")


def test_nothing_runs_in_the_report(run: Run) -> None:
    """No foreign element, no handler, no link that runs, a policy that forbids every remote load."""
    html = render_report(run)
    page = Page()
    page.feed(html)

    assert [] == page.found
    assert "default-src 'none'" in page.policy
    assert "<script>alert" not in html
    assert "<script>own" not in html


def test_nothing_steers_the_terminal(run: Run) -> None:
    """Summary and persons show no sign that a terminal obeys or that turns text around."""
    told = [run.summary(), *(person_text(run, one) for one in run.persons["person_id"].head(30))]
    for text in map(harmless, told):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
