"""The summary: what it says of those who are not counted."""

import polars as pl
import pytest

from resolver import dedupe
from resolver.report import summarise


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (
            ["killed", "zzq", None],
            [
                "Not in these numbers: 1 named, status not stated · 1 whose status is stated but not understood"
            ],
        ),
        (
            ["zzq", "zzq"],
            [
                "Not in these numbers: 2 whose status is stated but not understood",
                "What rows say happened to anybody was not understood, so that nobody is counted: see the words below",
            ],
        ),
        (
            ["unconfirmed", None],
            [
                "Not in these numbers: 2 named, status not stated",
                "No row says what happened to anybody. Say what these are lists of: --default status=killed",
            ],
        ),
    ],
)
def test_a_status_that_nobody_understood_is_not_one_that_nobody_stated(
    cells: list[str | None], lines: list[str]
) -> None:
    """Whose status was stated is told apart, for the mend is another."""
    names = ["Тестов Иван", "Пробов Пётр", "Макетов Олег"][: len(cells)]
    said = summarise(dedupe(pl.DataFrame({"name": names, "status": cells}), estimate=False)).splitlines()
    told = [line for line in said if line.startswith(("Not in", "No row", "What rows"))]

    assert lines == told
