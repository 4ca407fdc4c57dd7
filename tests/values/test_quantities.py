"""The words of a count claim -> the least and the most people they can mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.claims import read_claim_rules
from resolver.rulebook import load_rulebook
from resolver.values.quantities import Quantity

WORDS = read_claim_rules(load_rulebook().setting("counts.toml")).quantities


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("dozens", 24, None),
        ("scores", 40, None),
        ("hundreds", 200, None),
        ("several dozen", 24, None),
        ("десятки", 20, None),
        ("несколько десятков погибших", 20, None),
        ("عشرات القتلى", 20, None),
        ("onlarca", 20, None),
        ("more than 100", 101, None),
        ("более ста", 101, None),
        ("أكثر من ٣٠٠", 301, None),
        ("mehr als 100", 101, None),
        ("понад 80", 81, None),
        ("at least 40", 40, None),
        ("не менее сорока", 40, None),
        ("ما لا يقل عن 40", 40, None),
        ("100+", 100, None),
        ("about 100", 90, 110),
        ("около трёхсот", 270, 330),
        ("up to 30", 0, 30),
        ("fewer than 30", 0, 29),
        ("20 to 25", 20, 25),
        ("20–25", 20, 25),
        ("between five and ten", 5, 10),
        ("от 20 до 25", 20, 25),
        ("25", 25, 25),
        ("1,200 dead", 1200, 1200),
        ("3 тысячи", 3000, 3000),
        ("twenty five", 25, 25),
        ("двадцать пять", 25, 25),
        ("خمسة وعشرون", 25, 25),
        ("two hundred and fifty", 250, 250),
        ("two dozen", 24, 24),
    ],
)
def test_words_become_numbers(text: str, low: int, high: int | None) -> None:
    """Vague words, words beside numbers and numbers in words are read in several languages."""
    assert Quantity(low=low, high=high) == WORDS.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "many",
        "196 of 253",
        "four, perhaps dozens more",
        "five six",
        "2018-02-07",
        "50 %",
        "2.5 thousand",
        "9" * 30,
    ],
)
def test_what_is_not_plain_is_not_guessed(text: str) -> None:
    """No number, several numbers, a date, a share, a number that counts no people: only a human can say."""
    assert WORDS.read(text) is None


@given(st.text(max_size=60))
def test_any_text_is_read_or_not(text: str) -> None:
    """Whatever stands in a cell, the least is never above the most, and never below none."""
    found = WORDS.read(text)

    assert found is None or 0 <= found.low <= (found.low if found.high is None else found.high)


@given(
    st.integers(0, 99_999),
    st.sampled_from(["", "about ", "more than ", "at least ", "up to ", "nearly ", "до ", "نحو "]),
)
def test_the_number_itself_is_allowed_by_what_stands_beside_it(number: int, beside: str) -> None:
    """Only "more than" and "fewer than" shut out the number they name."""
    found = WORDS.read(f"{beside}{number}")

    assert found is not None
    assert found.low <= number + (beside == "more than ")
    assert found.high is None or number <= found.high


@given(st.integers(0, 9_999), st.integers(0, 9_999))
def test_a_range_holds_its_ends(one: int, other: int) -> None:
    """A range reads from the smaller to the greater; the other way round it is no range."""
    found = WORDS.read(f"{one} to {other}")

    assert (Quantity(low=one, high=other) if one <= other else None) == found
