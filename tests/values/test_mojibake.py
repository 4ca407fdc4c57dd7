"""A text that was decoded wrongly is found in its column, and mended where it is certain what was meant."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.values.mojibake import GARBLED, repaired

PAGES = ("cp1251", "cp1252", "cp1256", "koi8-r")


def as_page_shows(text: str, page: str) -> str:
    """Return the UTF-8 of a text read as an old code page; a byte that the page has no sign for is a control character."""
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in text.encode())


@given(
    st.text(st.sampled_from("Тестов Ёжикй JoséŞûß محمدة ’«— 中😀\x81"), max_size=12),
    st.lists(st.sampled_from(PAGES), max_size=2),
    st.text(st.sampled_from("ÃР\x98éа "), max_size=1),
)
def test_whatever_is_mended_is_looked_for(meant: str, pages: list[str], after: str) -> None:
    """No text that would be mended is passed over where a column is looked through."""
    shown = meant
    for page in pages:
        shown = as_page_shows(shown, page)
    shown += after

    assert repaired(shown) is None or pl.Series([shown]).str.contains(GARBLED).all()


@pytest.mark.parametrize("page", PAGES)
def test_every_byte_of_a_page_is_read_again(page: str) -> None:
    """Letters that UTF-8 writes with bytes a page has no sign for are mended as well."""
    meant = "Тестов Илья, рядовой" if page != "cp1256" else "محمد الخطيب"

    assert meant == repaired(as_page_shows(meant, page))


@pytest.mark.parametrize("text", ["Тестов", "Łódź", "محمد", "Рёв", "Müller", "", "Testov\nIvan"])
def test_names_are_not_garbled(text: str) -> None:
    """What languages write is not looked at twice."""
    assert [False] == pl.Series([text]).str.contains(GARBLED).to_list()
