"""addresses.py: how alike two texts of a column are; slips and spaces hardly part them, what all share hardly joins them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.values.addresses import Likeness, groups_of

STREETS = [
    "24 aston crescent loma langie 4305",
    "24 astoncrescent loma lnagie 4305",
    "24 aston crescent 4305",
    "7 wirraway crescent boxgrove 2111",
    "Асбест, ул. Мира, д. 7, кв. 12",
    "АСБЕСТ ул.Мира 7-12",
    "Асбест, ул. Чапаева, д. 30",
]
words = st.text(alphabet="абвabc 019", max_size=12)


@pytest.mark.parametrize(("one", "other"), [(0, 1), (0, 2), (4, 5)])
def test_slips_and_spaces_hardly_part(one: int, other: int) -> None:
    """A space lost, two letters swapped, the suburb left out: still more alike than two streets of one town."""
    alike = Likeness(STREETS)

    assert alike.between(one, other) > 0.6
    assert alike.between(0, 3) < 0.35
    assert alike.between(4, 6) < alike.between(4, 5)


@given(st.lists(words, min_size=2, max_size=6))
def test_likeness_is_a_likeness(texts: list[str]) -> None:
    """Symmetric, between 0 and 1, and 1 with itself, whatever the texts."""
    alike = Likeness(texts)
    for one in range(len(texts)):
        assert 1.0 == alike.between(one, one)
        for other in range(len(texts)):
            assert alike.between(one, other) == alike.between(other, one)
            assert 0.0 <= alike.between(one, other) <= 1.0


@given(words, st.integers(0, 12))
def test_spaces_do_not_count(text: str, at: int) -> None:
    """A space more or less changes no group of letters."""
    assert groups_of(text) == groups_of(text[:at] + " " + text[at:])
