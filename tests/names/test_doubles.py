"""Two words that tables list as one given name may be one; whoever looks at all names at once finds the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.names.doubles import hold_doubles, with_doubles
from resolver.names.frequencies import NameFrequencies
from resolver.names.index import index_names
from resolver.names.ragged import Numbers, Ragged
from resolver.names.readings import read_name
from tests.strategies import known

WORDS = st.sampled_from(("amir", "hossein", "mohammad", "reza", "ali", "karimi", "محمد", "رضا", "x"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amir Hossein Golmohammadi", "Amirhossein Golmohammadi"),
        ("Mohammad Reza Pourmadeup", "محمدرضا پورمادوپ"),
        ("Ali-Asghar Karimipanah", "علی اصغر کریمی‌پناه"),
        ("محمد رضا پورقنبری", "محمدرضا پورقنبری"),
    ],
)
def test_one_given_name_in_two_words_and_in_one(one: str, other: str) -> None:
    """They agree, whatever the script."""
    shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    levels = index_names([one, other], known(), shares).compare(0, 1)

    assert levels is not None
    assert "SAME" == levels.given.name


def test_the_second_may_be_the_fathers_all_the_same() -> None:
    """Arabs bear both, the father's last: that stays the likelier reading."""
    first, *others = read_name("Mohammad Ali Hassan", known())

    assert ("mohammad", "ali") == (first.given, first.father)
    assert "mohammad-ali" in {one.given for one in others}


@given(st.lists(st.lists(WORDS, max_size=5), max_size=6))
def test_all_names_at_once_are_asked_as_each_alone(names: list[list[str]]) -> None:
    """A name is read as double where it holds one."""
    numbers = Numbers[str]()
    held = hold_doubles(Ragged.numbered(names, numbers), numbers, known())

    assert held.tolist() == [any(with_doubles(words, known())) for words in names]
