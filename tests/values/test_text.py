"""Text is cleaned so that no spelling habit hides a match, and no letter is lost."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.errors import RuleError
from resolver.values.text import (
    clean,
    fold,
    is_missing,
    join_phrases,
    listed_words,
    meanings_of,
    one_case,
    phrase_pattern,
    plain,
    raise_faults,
    script_of,
    western_digits,
)

NOTHING = frozenset({"n/a", "нет данных", "unknown", "غير معروف"})
ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Матвеев \t Станислав\r\n", "Матвеев Станислав"),
        ("\ufeffМат\u00adвеев", "Матвеев"),
        ("Мат\u200bвеев\u200e \u202eСтас\u202c", "Матвеев Стас"),
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("a\x00b\x07", "ab"),
        ("и\u0306", "й"),
        ("محمد\u200cعلي", "محمدعلي"),
        ("x\ud800y", "xy"),
        ("", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    """What nobody sees is taken off, every space is one space, letters are composed."""
    assert expected == clean(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("  Сергей   ПЕТРОВ ", "сергей петров"), ("Фёдор", "фёдор"), ("ЙОД", "йод"), ("Straße", "strasse")],
)
def test_fold(text: str, expected: str) -> None:
    """Case and spacing go; ё and й stay."""
    assert expected == fold(text)


@pytest.mark.parametrize(
    "forms",
    [
        ("HÜSEYİN", "Hüseyin", "hüseyi\u0307n"),
        ("IŞIK", "Işık"),
        ("ƏLİYEV", "Əliyev"),
        ("I\u0307ZZET", "İzzet"),
    ],
)
def test_turkish_capitals_are_those_of_the_small_letters(forms: tuple[str, ...]) -> None:
    """İ is the capital of i and I that of ı: no dot is left over, and both are one letter."""
    assert 1 == len(set(map(fold, forms)))
    assert fold(forms[0]).isalpha()


@pytest.mark.parametrize(
    ("text", "expected"), [("٣٨", "38"), ("۳۸", "38"), ("３８", "38"), ("38 лет", "38 лет"), ("", "")]
)
def test_western_digits(text: str, expected: str) -> None:
    """Digits of other scripts are written 0 to 9."""
    assert expected == western_digits(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ağustos KASIM Mayıs", "agustos kasim mayis"),
        ("İLK", "ilk"),
        ("آذار أيار شـباط", "اذار ايار شباط"),
        ("май Й", "май й"),
        ("7–8", "7-8"),
        ("2018'de Şubat’ta", "2018 subat"),
        ("п'ятниця пʼятниця", "пятниця пятниця"),
        ("'18", "'18"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    """A word is looked up without case, accents, hamza or a Turkish ending."""
    assert expected == plain(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        (" \u00a0 ", True),
        ("-", True),
        ("— —", True),
        ("...", True),
        ("N/A", True),
        ("(Нет данных).", True),
        ("غير معروف", True),
        ("0", False),
        ("†", False),
        ("Нет", False),
    ],
)
def test_is_missing(text: str, expected: bool) -> None:
    """Silence is empty, a dash, or one of the words for nothing; a mark or a nought says something."""
    assert expected == is_missing(text, NOTHING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Матвеев A.", "cyrillic"),
        ("Metveev", "latin"),
        ("ماتفييف", "arabic"),
        ("Մատվեև", "armenian"),
        ("მატვეევი", "georgian"),
        ("מטבייב", "hebrew"),
        ("Ματβέεφ", "greek"),
        ("马特维耶夫", "other"),
        ("1979 -", "none"),
        ("ab вг", "latin"),
    ],
)
def test_script_of(text: str, expected: str) -> None:
    """The majority of letters names the script; the first script wins a tie."""
    assert expected == script_of(text)


@given(st.one_of(ANY_TEXT, st.text(st.sampled_from("abÀÿ×ʹяЁіغيـڤΕ中 .’-1\n"), max_size=6)))
def test_the_script_of_a_text_is_that_of_its_letters(text: str) -> None:
    """Looking at a text of one script as a whole says what its letters say one by one."""
    of_letters = [script_of(letter) for letter in text if letter.isalpha()]

    assert max(of_letters, key=of_letters.count, default="none") == script_of(text)


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """Clean text stays as it is, and so do folded text and looked-up words."""
    assert clean(text) == clean(clean(text))
    assert fold(text) == fold(fold(text))
    assert one_case(text) == one_case(one_case(text))
    assert western_digits(text) == western_digits(western_digits(text))


@given(ANY_TEXT)
def test_letters_are_never_cleaned_away(text: str) -> None:
    """A text with letters does not become empty."""
    if any(unicodedata.category(letter) in ("Lu", "Ll", "Lo") for letter in text):
        assert clean(text)
        assert fold(text)


@given(ANY_TEXT)
def test_clean_text_is_composed_and_single_spaced(text: str) -> None:
    """No cleaned text holds two spaces, an outer space or an uncomposed letter."""
    cleaned = clean(text)

    assert " ".join(cleaned.split()) == cleaned
    assert unicodedata.normalize("NFC", cleaned) == cleaned


def test_phrases_become_words() -> None:
    """The longest phrase wins, and only whole words count."""
    phrases = phrase_pattern(["ночь", "ночь_на", "ночь_на_субботу"])

    assert "в ночь_на_субботу" == join_phrases("в ночь на субботу", phrases)
    assert "полночь на 8" == join_phrases("полночь на 8", phrases)
    assert re.compile("(?!)") == phrase_pattern(["ночь"])


def test_a_word_has_one_meaning() -> None:
    """A word in two lists is a fault that names both; twice in one meaning is none."""
    faults: list[RuleError] = []
    entries = [("a", 1, ["Май", "may"]), ("b", 2, ["май"]), ("c", 1, ["may"])]

    assert {"май": 1, "may": 1} == meanings_of(entries, file="x.toml", faults=faults)
    assert ["x.toml: 'май' stands in b and in a; keep one"] == [str(fault) for fault in faults]


@pytest.mark.parametrize("value", [None, "г", [], ["г", 1], ["\u200b"]])
def test_a_list_of_words_is_a_list_of_words(value: object) -> None:
    """Anything else is a fault that says where."""
    faults: list[RuleError] = []

    assert () == listed_words(value, where="x.toml: a", faults=faults)
    assert [f"x.toml: a: expected a list of words, found {value!r}"] == [str(fault) for fault in faults]


def test_every_fault_is_told_at_once() -> None:
    """Two faults come in one group."""
    with pytest.raises(ExceptionGroup, match=r"x\.toml: 2 faults") as raised:
        raise_faults([RuleError("a"), RuleError("b")], file="x.toml")

    assert ["a", "b"] == [str(fault) for fault in raised.value.exceptions]
