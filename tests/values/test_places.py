"""A place as written finds the places a gazetteer knows, and a town does not contradict the region around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.values.places import Gazetteer, place_level, read_place

ROWS: list[tuple[str, str, str | None, str]] = [
    ("russia", "country", None, "Россия"),
    ("sverdlovsk", "region", "russia", "Свердловская область"),
    ("sverdlovsk", "region", "russia", "Sverdlovsk Oblast"),
    ("asbest", "town", "sverdlovsk", "Асбест"),
    ("asbest", "town", "sverdlovsk", "Asbest"),
    ("kedrovka", "village", "sverdlovsk", "Кедровка"),
    ("kedrovoye", "village", "sverdlovsk", "пос. Кедровое"),
    ("ryazan", "town", "ryazan_oblast", "Рязань"),
    ("ryazan_oblast", "region", "russia", "Рязанская область"),
    ("novy-ryazan", "village", "ryazan_oblast", "Новый"),
    ("novy-sverdlovsk", "village", "sverdlovsk", "Новый"),
    ("lower", "town", "sverdlovsk", "Нижний Тест"),
]
PLACES = Gazetteer.from_rows(ROWS)
LEVELS = {"same", "inside", "near", "same_region", "different", "missing"}
PIECES = [*(form for *_, form in ROWS), "г.", "деревня", "Макетовка", "Выдумово", ",", "(", ")", "/", "", "1"]
texts = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("text", "known", "words"),
    [
        ("Асбест", ("asbest",), ""),
        ("г. Асбест, Свердловская область", ("asbest",), ""),
        ("Asbest (Sverdlovsk Oblast)", ("asbest",), ""),
        ("СВЕРДЛОВСКАЯ ОБЛАСТЬ", ("sverdlovsk",), ""),
        ("Россия", ("russia",), ""),
        ("Россия, Асбест", ("asbest",), ""),
        ("Кедровое", ("kedrovoye",), ""),
        ("нижний тест", ("lower",), ""),
        ("Новый", ("novy-ryazan", "novy-sverdlovsk"), ""),
        ("Новый, Рязанская область", ("novy-ryazan",), ""),
        ("д. Макетовка", (), "макетовка"),
        ("д. Макетовка, Рязанская область", ("ryazan_oblast",), "макетовка"),
        ("", (), ""),
    ],
)
def test_read_place(text: str, known: tuple[str, ...], words: str) -> None:
    """The smallest place named is the one that is compared; what no gazetteer knows stays as words."""
    place = read_place(text, PLACES)

    assert (known, words) == (place.known, place.words)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Асбест", "Asbest", "same"),
        ("Асбест", "г. Асбест, Свердловская область", "same"),
        ("Асбест", "Свердловская область", "inside"),
        ("Асбест", "Россия", "inside"),
        ("Кедровка", "Кедровое", "same_region"),
        ("Асбест", "Рязань", "different"),
        ("Новый", "Рязанская область", "inside"),
        ("Макетовка", "д. Макетовка", "same"),
        ("Макетовка", "Макетавка", "near"),
        ("Верхняя Макетовка", "Макетовка", "near"),
        ("Макетовка", "Выдумово", "different"),
        ("Макетовка", "Асбест", "missing"),
        ("Макетовка", "Maketovka", "missing"),
        ("5", "Maketovka", "different"),
        ("Асбест", "", "missing"),
        ("", "", "missing"),
    ],
)
def test_place_level(left: str, right: str, expected: str) -> None:
    """A town lies within its region and contradicts another town; an unknown village says nothing about a known one, nor about one in
    another script.
    """
    assert expected == place_level(read_place(left, PLACES), read_place(right, PLACES), PLACES)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Асбест, Свердловская область", "Асбест, Рязанская область", "different"),
        ("Свердловская область, Асбест", "Рязанская область, Асбест", "different"),
        ("г. Асбест Свердловской обл.", "г. Асбест Рязанской обл.", "different"),
        ("г. Асбест Свердловской области", "Asbest, Sverdlovsk Oblast", "same"),
        ("Асбест", "Асбест, Рязанская область", "same"),
        ("Асбест, Россия", "Асбест, Рязанская область", "same"),
        ("Асбест, Макетовский район", "Асбест, Рязанская область", "same"),
        ("Новый Свердловской обл.", "Новый Рязанской обл.", "different"),
        ("д. Макетовка Рязанской обл.", "д. Макетовка, Свердловская область", "different"),
        ("Тестовский район Рязанской области", "Тестовский район Свердловской области", "different"),
        ("Asbest, Testland Province", "Asbest, Mockshire Province", "different"),
        ("Asbest, Province of Testland", "Testland Province, Asbest", "same"),
        ("Asbest, Testland Province", "Асбест, Макетская область", "same"),
        ("12 State Street, Asbest", "7 State Street, Asbest", "same"),
        ("Testville, Testland", "Testville, Mockshire", "missing"),
        ("Testville", "Testville, Mockshire", "near"),
        ("Макетовка Рязанской обл.", "Выдумово Рязанской обл.", "same_region"),
        ("Макетовка Рязанской обл.", "Рязань", "same_region"),
        ("Асбест Рязанской обл.", "Рязань", "same_region"),
        ("Асбест Рязанской обл.", "Кедровка Рязанской обл.", "same_region"),
        ("Макетовка, Россия", "Рязань", "missing"),
        ("Макетовка Рязанской обл.", "Рязанская область", "same"),
        ("Рязань, ул. Тестовая", "Рязань, ул. Макетная", "same"),
    ],
)
def test_towns_of_two_regions_are_two(left: str, right: str, expected: str) -> None:
    """Where both tell a region and these differ, one name is that of two towns; where one is silent, or tells another depth, it is one."""
    assert expected == place_level(read_place(left, PLACES), read_place(right, PLACES), PLACES)


@given(texts, texts)
def test_places_have_no_first_and_second(left: str, right: str) -> None:
    """It does not matter which place comes first."""
    one, other = read_place(left, PLACES), read_place(right, PLACES)
    level = place_level(one, other, PLACES)

    assert level == place_level(other, one, PLACES)
    assert level in LEVELS


@given(texts)
def test_a_place_agrees_with_itself(text: str) -> None:
    """A place is the same as itself, unless it says nothing."""
    place = read_place(text, PLACES)
    expected = "same" if place.known or place.words else "missing"

    assert expected == place_level(place, place, PLACES)
    assert not set(place.known) & place.around


def test_around_ends_in_a_circle_of_places() -> None:
    """A gazetteer whose places lie within one another does not hang."""
    rows: list[tuple[str, str, str | None, str]] = [
        ("a", "town", "b", "Один"),
        ("b", "region", "a", "Другой"),
    ]

    assert ("a", "b") == Gazetteer.from_rows(rows).around("a")
