"""An Outcome -> persons.xlsx: persons, statements, review and documents on a sheet each, to sort and filter by hand.

Text stays text: nothing becomes a formula, a number or a link but what is meant to. Values that contradict one another are coloured;
a person id leads to its statements, a document to its address.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import polars as pl

from resolver.errors import UsageError
from resolver.outcome import Outcome
from resolver.stages.write import review_table
from resolver.values.urls import safe_href
from resolver.workbooks import fitting_text, new_workbook, offer_verdicts

BANNER = "INTERNAL - contains unpublished material: not for publication as it stands"
MOST_ROWS = 1_048_575
"""So many rows a sheet holds below its header."""
MOST_LINKS = 65_000
"""So many links a sheet may hold; Excel refuses a workbook with more than 65,530."""
_WIDE, _NARROW = 40, 12
_ANSWERS = frozenset({"verdict", "reason"})
"""The cells of the sheet of questions that are there to be filled in."""
_COLOURS = {
    "head": {"bold": True, "bg_color": "#E3EFF2", "bottom": 1, "text_wrap": True, "valign": "top"},
    "plain": {"num_format": "@"},
    "conflict": {"num_format": "@", "bg_color": "#FBE9E7", "font_color": "#9B1C1C"},
    "open": {"num_format": "@", "bg_color": "#FBEEDB"},
    "link": {"num_format": "@", "font_color": "#155E75", "underline": 1},
    "answer": {"num_format": "@", "bg_color": "#FFFFE0", "border": 1},
}
_SHOWN_BY_FIELD = {
    "birth_date": ("born_low", "born_high"),
    "age": ("born_low", "born_high"),
    "death_date": ("died_low", "died_high"),
}


class _Sheet(Protocol):
    """What is asked of a sheet of the library."""

    def write_string(self, row: int, column: int, text: str, form: object = ...) -> int: ...
    def write_number(self, row: int, column: int, number: float, form: object = ...) -> int: ...
    def write_boolean(self, row: int, column: int, value: bool, form: object = ...) -> int: ...
    def write_url(self, row: int, column: int, url: str, form: object = ..., string: str = ...) -> int: ...


def workbook_of(outcome: Outcome) -> bytes:
    """Return persons.xlsx. The same outcome gives the same bytes. Raises UsageError when a table is too long for a sheet.

    >>> from resolver.pipeline import demo
    >>> workbook_of(demo())[:2]
    b'PK'
    """
    persons, statements = outcome.persons, outcome.statements.sort("person_id", maintain_order=True)
    tables = {
        "persons": persons,
        "statements": statements,
        "review": review_table(outcome),
        "documents": outcome.documents,
    }
    _check_lengths(tables)
    buffer = io.BytesIO()
    with new_workbook(buffer, title="resolver: persons", comments=BANNER) as book:
        forms = {name: book.add_format(form) for name, form in _COLOURS.items()}
        first_row = dict(
            statements.with_row_index("at", 2).group_by("person_id").agg(pl.col("at").min()).iter_rows()
        )
        conflicts = {person: set(fields) for person, fields in _conflicts(persons)}
        for name, table in tables.items():
            sheet = _laid_out(book, name, table, forms)
            paint = _Paint(forms=forms, first_row=first_row, conflicts=conflicts, sheet=name)
            for at, row in enumerate(table.iter_rows(named=True), 1):
                for column, (field, value) in enumerate(row.items()):
                    if value is not None or field in paint.answers:
                        paint.cell(sheet, at, column, field, value, row)
    return buffer.getvalue()


def _check_lengths(tables: Mapping[str, pl.DataFrame]) -> None:
    for name, table in tables.items():
        if table.height > MOST_ROWS:
            raise UsageError(
                f"{name}: {table.height:,} rows do not fit on a sheet ({MOST_ROWS:,} do); use {name}.csv of the run"
            )


def _conflicts(persons: pl.DataFrame) -> Iterator[tuple[str, list[str]]]:
    kept = persons.filter(pl.col("conflicts").is_not_null()).select("person_id", "conflicts")
    for person_id, conflicts in kept.iter_rows():
        yield person_id, [piece.partition(":")[0] for piece in conflicts.split("; ")]


def _laid_out(book: Any, name: str, table: pl.DataFrame, forms: Mapping[str, object]) -> Any:
    """Return a sheet with its header frozen, filters on, and columns wide enough to read."""
    sheet = book.add_worksheet(name)
    for column, field in enumerate(table.columns):
        sheet.write_string(0, column, field, forms["head"])
        sheet.set_column(column, column, _width(table[field]))
    sheet.freeze_panes(1, 2 if name == "persons" else 1)
    sheet.autofilter(0, 0, max(table.height, 1), max(table.width - 1, 0))
    sheet.set_header(f"&L{BANNER}")
    sheet.repeat_rows(0)
    if name == "review" and table.height:
        offer_verdicts(sheet, table.columns.index("verdict"), table.height)
    return sheet


def _width(column: pl.Series) -> int:
    if column.dtype != pl.String:
        return _NARROW
    longest = column.head(1_000).str.len_chars().max()
    letters = longest if isinstance(longest, int) else 0
    return min(_WIDE, max(_NARROW, letters + 2))


class _Paint:
    """Writes one cell after the other of one sheet, each as what it is."""

    def __init__(
        self,
        *,
        forms: Mapping[str, object],
        first_row: Mapping[str, int],
        conflicts: Mapping[str, set[str]],
        sheet: str,
    ) -> None:
        self.forms = forms
        self.first_row = first_row
        self.conflicts = conflicts
        self.sheet = sheet
        self.answers = _ANSWERS if sheet == "review" else frozenset()
        self.links = 0

    def cell(
        self, sheet: _Sheet, at: int, column: int, field: str, value: Any, row: Mapping[str, Any]
    ) -> None:
        """Write one value: numbers as numbers, everything else as text, ids and addresses as links; of silence only the cells to fill in."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            sheet.write_number(at, column, value)
            return
        form = self.forms[self._form(field, row)]
        if value is None:
            sheet.write_string(at, column, "", form)
        elif isinstance(value, bool):
            sheet.write_boolean(at, column, value, form)
        else:
            text = value.isoformat() if isinstance(value, date) else fitting_text(str(value))
            target = self._target(field, text)
            if target is None:
                sheet.write_string(at, column, text, form)
            else:
                self.links += 1
                sheet.write_url(at, column, target, self.forms["link"], text)

    def _target(self, field: str, text: str) -> str | None:
        """Return where a cell leads: a person to the statements about them, an address to its page."""
        if self.links >= MOST_LINKS:
            return None
        if self.sheet == "persons" and field == "person_id" and text in self.first_row:
            return f"internal:'statements'!A{self.first_row[text]}"
        if field == "url" and len(text) < 2_000:
            return safe_href(text)
        return None

    def _form(self, field: str, row: Mapping[str, Any]) -> str:
        if field in self.answers:
            return "answer"
        person = row.get("person_id")
        fields = self.conflicts.get(person, set()) if person is not None else set()
        if self.sheet == "statements":
            return (
                "conflict"
                if row["field"] in fields and field in ("field", "value", "original_value")
                else "plain"
            )
        if self.sheet != "persons":
            return "plain"
        if fields and (field == "conflicts" or field in self._shown(fields)):
            return "conflict"
        return "open" if field == "counted" and row["counted"] == "open" else "plain"

    @staticmethod
    def _shown(fields: Sequence[str] | set[str]) -> set[str]:
        return {shown for field in fields for shown in _SHOWN_BY_FIELD.get(field, (field,))}
