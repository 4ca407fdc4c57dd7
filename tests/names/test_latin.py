"""A name is shown in Latin letters: for the eye, in every script, without failing."""

import pytest
from hypothesis import given

from resolver.errors import UsageError
from resolver.names.latin import to_latin
from resolver.values.text import script_of
from tests.strategies import any_text, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Косотуров Игорь", "Kosoturov Igor"),
        ("Хашам", "Khasham"),
        ("Щербаков Юрий", "Shcherbakov Yury"),
        ("Бережной Алексей", "Berezhnoy Aleksey"),
        ("Подъячев", "Podyachev"),
        ("Цой", "Tsoy"),
        ("Ольга Чернышёва", "Olga Chernyshyova"),
        ("Олексій Їжак", "Oleksy Yizhak"),
        ("Stanislav Matveev", "Stanislav Matveev"),
        ("Doğan Aydın", "Doğan Aydın"),
        ("Հակոբյան", "Hakobyan"),
        ("გიორგი", "Giorgi"),
        ("متيليوف أركادي", "Mtiliuf Arkadi"),
        ("خوزوكي", "Khuzuki"),
        ("حكازة", "Hkaza"),
        ("يعيش", "Yaish"),
        ("1979", "1979"),
        ("", ""),
    ],
)
def test_to_latin(name: str, expected: str) -> None:
    """Cyrillic as English-language news write it, other scripts by sound, Latin untouched."""
    assert expected == to_latin(name)


@given(any_text())
def test_any_text_can_be_shown(text: str) -> None:
    """Showing never fails, and asking again gives the same."""
    assert to_latin(text) == to_latin(text)


@given(words("arabic", min_size=2))
def test_arabic_is_shown_in_plain_letters(word: str) -> None:
    """A word in Arabic letters is shown in letters that every keyboard has."""
    assert to_latin(word).isascii()


@given(words("latin"))
def test_latin_stays_as_it_is(word: str) -> None:
    """What is written in Latin letters is shown as written, marks and all."""
    assert "latin" == script_of(word)
    assert word == to_latin(word)


def test_an_unknown_habit_is_told() -> None:
    """A romanisation that the rules do not list is refused, and those they list are named."""
    with pytest.raises(UsageError, match="german, scholarly, shown"):
        to_latin("Хашам", habit="klingon")
