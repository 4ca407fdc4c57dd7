"""A date and a place in one cell are parted only where nothing of the place may belong to the date."""

import pytest

from resolver.rulebook import load_rulebook
from resolver.values.dates import DateWords, without_place

WORDS = DateWords.from_toml(load_rulebook().setting("dates.toml"))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12/03/1965 à Testville", "12/03/1965"),
        ("né le 5 juillet 1931 à Testville", "né le 5 juillet 1931"),
        ("12 Mart 1990 / Deneköy", "12 Mart 1990"),
        ("Deneköy, 12.03.1990", "12.03.1990"),
        ("1990, г. Макетовка", "1990"),
        ("1990, or later", None),
        ("1990, Approx", None),
        ("1990, Julian", None),
        ("After 1990", None),
        ("12.03.1990 Deneköy", None),
        ("1990, 1991", None),
    ],
)
def test_a_date_beside_a_place(text: str, date: str | None) -> None:
    """A sign or a word for "in" parts them; what may be said of the date is no place."""
    assert date == without_place(text, WORDS)
