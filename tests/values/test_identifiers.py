"""identifiers.py: numbers and addresses that are one person's own, in cells and, where certain, in notes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.rulebook import load_rulebook
from resolver.values.identifiers import (
    chance_of,
    identifier_label,
    identifiers_in_note,
    read_identifiers,
)

WORDS = load_rulebook().setting("vocabulary.toml")["identifier"]["words"]
made = st.lists(
    st.sampled_from(["ab123456", "ab123457", "x@y.org", "xx@y.org", "4711", "99"]), min_size=1, max_size=3
)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("жетон № А-123456, рост 180", ("а123456",)),
        ("паспорт 45 09 123456; звонить 89991234567", ("4509123456",)),
        ("Dog tag AB-12345. See a.testov@example.org", ("a.testov@example.org", "ab12345")),
        ("رقم الهوية: 900123456", ("900123456",)),
        ("buried 12.05.2022, row 17, 120 people, tel 555-1234", ()),
        ("tagged 12345", ()),
        ("паспорт утерян в 2019", ()),
        ("https://example.org/people/123456", ()),
    ],
)
def test_only_what_is_certain_is_taken_from_a_note(note: str, expected: tuple[str, ...]) -> None:
    """An e-mail address, or a number right behind the word for a document; no date, telephone, year or page."""
    assert expected == identifiers_in_note(note, WORDS)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("AB-123 456", ("ab123456",)),
        ("1234; 1234|X-9", ("1234", "x9")),
        (" - ", ()),
        ("A@B.org.", ("a@b.org",)),
    ],
)
def test_a_cell_holds_several(cell: str, expected: tuple[str, ...]) -> None:
    """Parted by ; or |, each once, without spaces and dashes."""
    assert expected == read_identifiers(cell)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (["ab123456"], ["x", "ab123456"], "same"),
        (["ab123456"], ["ab123465"], "one_digit_off"),
        (["4711"], ["4712"], "different"),
        (["i.testov90@example.org"], ["i.tsetov9@exampel.org"], "near"),
        (["i.testov90@example.org"], ["olga@another.net"], "different"),
        (["ab123456"], ["cd987654"], "different"),
        (["ab123456"], ["77100"], "missing"),
        (["ab123456"], ["i@example.org"], "missing"),
    ],
)
def test_only_what_is_of_a_kind_is_compared(mine: list[str], theirs: list[str], expected: str) -> None:
    """A passport beside a tag or an address says nothing; short numbers have no slips."""
    assert expected == identifier_label(mine, theirs)


@given(made, made)
def test_order_and_side_do_not_matter(mine: list[str], theirs: list[str]) -> None:
    """Two mentions agree the same way whichever stands left and in whatever order numbers are listed."""
    assert identifier_label(mine, theirs) == identifier_label(theirs[::-1], mine[::-1])


def test_a_short_number_tells_few_people_apart() -> None:
    """Row number 17 on two lists is no proof of anything."""
    assert [0.1, 0.01, 1e-6] == [chance_of(one) for one in ("7", "17", "4509123456")]


@pytest.mark.parametrize("cell", ["sin DNI", "indocumentado", "no tiene", "нет паспорта", "none; sin cédula"])
def test_words_without_a_digit_are_nobodys_number(cell: str) -> None:
    """Who has no document shares none with others who have none."""
    assert () == read_identifiers(cell)
