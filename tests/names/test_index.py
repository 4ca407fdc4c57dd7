"""The names of a list are read once; their keys and shares are looked up by code."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.names.frequencies import NameFrequencies
from resolver.names.index import (
    NameIndex,
    index_names,
    name_keys,
)
from resolver.names.likeness import APART, Level
from resolver.names.reader import SEPARATOR, read_any
from resolver.names.readings import read_name
from tests.strategies import any_names, any_text, known

SHARES = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
NAMED_PARTS = frozenset(
    {
        "surname",
        "surname_typo",
        "surname_start",
        "skeleton",
        "given",
        "given_start",
        "father",
        "two_words",
        "echo",
        "two_skeletons",
    }
)


def index_of(*names: str) -> NameIndex:
    """Return an index of a few names by the shipped rules."""
    return index_names(names, known(), SHARES)


@pytest.mark.parametrize(("word", "is_common"), [("عبد الرحمن", True), ("الطفيص", False), ("Иван", False)])
def test_an_ancestors_name_is_no_rare_surname(word: str, is_common: bool) -> None:
    """Where the father's name follows, a given name that stands last is as common as ancestors make it; no table lists these surnames."""
    shares = replace(SHARES, given_as_surname=0.1)
    names = index_names([f"رشا {word}", f"منى {word}"], known(), shares)
    surname = names.readings[0][0].surname

    assert is_common == (names.frequency("surname", surname, surname, Level.SAME) > SHARES.unlisted_surname)


def keys_of(name: str, part: str) -> set[str]:
    """Return all values of one part of a key, over all readings of a name."""
    return {value for keys in name_keys(index_of(name), 0) for value in keys.get(part, frozenset())}


@given(st.lists(any_names(), min_size=1, max_size=5), st.data())
def test_some_names_alone_are_what_they_are_among_all(names: list[str], data: st.DataObject) -> None:
    """Of some names of a list everything is said that the whole list says of them: readings, keys, levels and shares."""
    index = index_names(names, known(), replace(SHARES, background_names=1000.0))
    codes = data.draw(st.lists(st.sampled_from(range(len(names))), min_size=1, unique=True))
    some = index.only(codes)

    for code in range(len(names)):
        assert some.readings[code] == (index.readings[code] if code in codes else ())
    pairs = np.array([(one, other) for one in codes for other in codes]).T
    mine, whole = (each.compare_many(*pairs) for each in (some, index))
    assert mine.levels.tolist() == whole.levels.tolist()
    assert mine.shares.tolist() == whole.shares.tolist()
    for code in codes:
        assert list(name_keys(some, code)) == list(name_keys(index, code))


@given(st.lists(any_names(), max_size=5))
def test_a_code_is_a_place(names: list[str]) -> None:
    """A name's code is its place in the list, and nothing about a name depends on the others."""
    index = index_of(*names)

    assert tuple(names) == index.names
    assert [read_name(name, known()) for name in names] == list(index.readings)


@given(any_names())
def test_every_word_of_a_reading_is_a_token(name: str) -> None:
    """Each word that a reading holds can be looked up under its role."""
    index = index_of(name)
    wanted = {
        ("father" if role == "grandfather" else role, word)
        for reading in index.readings[0]
        for role in ("surname", "given", "father", "grandfather")
        if (word := getattr(reading, role)) is not None
    }

    assert wanted == set(index.tokens)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Матвеев Станислав", "full"),
        ("И. Матвеев", "full"),
        ("Игорь Юрьевич", "full"),
        ("Матвеев", "surname"),
        ("Loginov", "surname"),
        ("Стаса", "given"),
        ("محمد", "given"),
        ("1979", "none"),
        ("", "none"),
    ],
)
def test_completeness(name: str, expected: str) -> None:
    """A name is whole, a surname alone, a given name alone, or none."""
    assert [expected] == index_of(name).readings.completeness().tolist()


@pytest.mark.parametrize(
    ("joined", "surname", "given_name", "father"),
    [
        (("Матвеев", "Станислав", "Игоревич", ""), "матвеев", "станислав", "игорь"),
        (("Иван", "Матвеев", "", ""), "иван", "матвеев", None),
        (("", "Станислав", "", ""), None, "станислав", None),
    ],
)
def test_columns_joined(
    joined: tuple[str, str, str, str], surname: str | None, given_name: str | None, father: str | None
) -> None:
    """A name joined from columns is read by its columns."""
    _, readings = read_any(SEPARATOR.join(joined), known())

    assert (surname, given_name, father) == (readings[0].surname, readings[0].given, readings[0].father)


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ("Матвеев Станислав", "Matveyev Stanislav", "surname"),
        ("Матвеев Станислав", "Матвееву Станиславу", "surname"),
        ("Матвеев Станислав", "Стас Матвеев", "given"),
        ("Матвеев Станислав", "Metveev Stas", "surname_typo"),
        ("Матвеев Станислав", "Матвев Станислав", "surname_typo"),
        ("Логинов Игорь", "Логиноов Игорь", "surname"),
        ("Петров-Водкин Кузьма", "Водкин Кузьма", "surname"),
        ("خالد الخطيب", "Khalid al-Khateeb", "skeleton"),
        ("Матвеев И.", "Игорь Матвеев", "given_start"),
        ("Ахмад Халил", "Khalil Ahmad", "two_words"),
        ("Матвеев Станислав Игоревич", "Matveev S. Igorevich", "father"),
        ("Метелёв Аркадий", "متيليوف أركادي", "given"),
        ("مزاحم تبان", "Mizahem Taban", "two_skeletons"),
        ("قدور قسور", "Qeddoor Qessoor", "two_skeletons"),
        ("نوار الرنتي", "Renti Niwar", "two_skeletons"),
    ],
)
def test_likely_pairs_share_a_key(one: str, other: str, part: str) -> None:
    """Two ways to write a name meet under some key."""
    assert keys_of(one, part) & keys_of(other, part)


@pytest.mark.parametrize(
    ("name", "part"), [("И. Матвеев", "given"), ("Матвеев", "given_start"), ("1979", "surname")]
)
def test_no_key_for_what_is_not_said(name: str, part: str) -> None:
    """An initial is no given name, and a part that a name lacks gives no key."""
    assert set() == keys_of(name, part)


@given(any_text())
def test_keys_are_words(text: str) -> None:
    """Any text gives only keys that blocking knows, one set per reading, and no key is empty."""
    index = index_of(text.replace(SEPARATOR, ""))
    found = list(name_keys(index, 0))

    assert len(index.readings[0]) == len(found)
    assert NAMED_PARTS >= {part for keys in found for part in keys}
    assert all(value for keys in found for values in keys.values() for value in values)


@given(st.lists(any_names(), max_size=5))
def test_keys_in_columns(names: list[str]) -> None:
    """The keys of all readings at once are those of each name, and no value stands twice."""
    index = index_of(*names)
    for part in NAMED_PARTS:
        column = index.key_column(part)
        expected = [
            sorted(keys.get(part, ())) for code in range(len(names)) for keys in name_keys(index, code)
        ]

        assert expected == [[column.texts[at] for at in values] for values in column.of_reading.lists()]
        assert sorted({*column.texts}) == list(column.texts)


def test_an_exchanged_name_is_found_as_it_stands() -> None:
    """Nobody is found by a given name as if it were a surname; keys of both words bring exchanged names together."""
    left, right = (list(name_keys(index_of(SEPARATOR.join(parts)), 0)) for parts in (LEFT, RIGHT))

    assert [set(), set()] == [set(keys) for keys in (left[1], right[1])]
    assert left[0]["two_words"] & right[0]["two_words"]
    assert not left[0]["surname"] & right[0]["surname"]

    index = index_of(SEPARATOR.join(LEFT), SEPARATOR.join(RIGHT))
    for part in NAMED_PARTS:
        expected = [sorted(keys.get(part, ())) for keys in (*left, *right)]
        column = index.key_column(part)
        assert expected == [[column.texts[at] for at in values] for values in column.of_reading.lists()]
    found = index.compare(0, 1)
    assert found is not None
    assert ("SAME", "SAME") == (found.surname.name, found.given.name)


LEFT, RIGHT = ("Shchukobor", "Tamrik", "", ""), ("Tamrik", "Shchukobor", "", "")


@given(any_names())
def test_a_name_meets_itself(name: str) -> None:
    """A name has the same keys whenever it is read."""
    assert list(name_keys(index_of(name), 0)) == list(name_keys(index_of("Матвеев", name), 1))


@pytest.mark.parametrize(
    ("role", "left", "right", "expected"),
    [
        ("surname", "иванов", "ivanov", 0.012),
        ("surname", "косотуров", "kosoturov", 1e-5),
        ("given", "игорь", "kosoturov", 1.0),
        ("given", "игорь", None, 1.0),
    ],
)
def test_frequency(role: str, left: str, right: str | None, expected: float) -> None:
    """What is agreed on is as common as the rules say; unlisted surnames are rare; silence and difference say nothing."""
    index = index_names(["Иванов Игорь", "Ivanov Igor", "Косотуров Игорь", "Igor Kosoturov"], known(), SHARES)
    level = Level.SAME if expected < 1 else Level.MISSING if right is None else Level.DIFFERENT

    assert expected == index.frequency(role, left, right, level)


@given(any_names(), any_names())
def test_a_share_is_a_share(left: str, right: str) -> None:
    """How many bear what two names agree on lies between the rarest and all, and never above the cap for given names."""
    index = index_of(left, right)
    levels = index.compare(0, 1)
    if levels is None:
        return
    mine, other = index.readings[0][levels.left], index.readings[1][levels.right]
    for role in ("surname", "given", "father", "grandfather"):
        level = getattr(levels, role)
        share = index.frequency(role, getattr(mine, role), getattr(other, role), level)
        assert 1e-5 <= share <= 1
        assert role == "surname" or level in {Level.MISSING, *APART} or share <= 0.1
