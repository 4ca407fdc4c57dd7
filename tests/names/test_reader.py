"""Names read all at once get exactly the readings that each gets alone."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolver.names.clean import clean_name
from resolver.names.particles import STAND_INS, join_particles, lone_word
from resolver.names.pieces import read_piece
from resolver.names.reader import SEPARATOR, read_any, read_names
from resolver.names.words import words_of_names
from tests.strategies import any_names, any_text, any_words, given_names, known

ROOT = Path(__file__).parents[2]
PARTICLES = (
    "abu", "al", "bin", "bint", "abd", "al-din", "umm", "ibn", "abu-bakr", "oglu", "qizi", "van", "de", "оглы", "кызы", "абу",
    "ибн", "бин", "аль", "عبد", "ابو", "بن", "ابن", "الدين", "الله", "ال", "عبدالله", "ام",
)  # fmt: skip
BETWEEN = (
    "сержант",
    "гв.",
    "Dr.",
    "«Лис»",
    "(Лис)",
    "позывной",
    "он",
    "же",
    "call",
    "sign",
    "38",
    "лет",
    "-",
    "И.",
    "С.",
    "и",
    "М",
)


def shipped_names() -> list[str]:
    """Return every name in the data that the project carries, once."""
    pairs = pl.read_csv(ROOT / "datasets" / "name_pairs" / "pairs.csv", infer_schema=False)
    seed = pl.read_csv(ROOT / "seeds" / "khasham-2018" / "mentions.csv", infer_schema=False)
    return sorted({*pairs["a"], *pairs["b"], *seed["name"].drop_nulls()})


def words_of_lists() -> st.SearchStrategy[str]:
    """Return what stands between the spaces of a name in a list: names in any case and number, particles, ranks, callsigns."""
    declined = given_names().flatmap(
        lambda name: st.sampled_from([name, f"{name}а", f"{name}у", f"{name}ом"])
    )
    surname = any_words(min_size=3).flatmap(
        lambda word: st.sampled_from([word, f"{word}ов", f"{word}ова", f"{word}ову"])
    )
    fathers = st.sampled_from(["Иванович", "Ивановны", "Petrovich", "Юріївна", "Ахмедович"])
    word = st.one_of(given_names(), declined, surname, fathers, st.sampled_from(PARTICLES))
    return st.one_of(
        word,
        word,
        word.map(str.capitalize),
        word.map(str.upper),
        st.tuples(word, word).map("-".join),
        st.sampled_from(BETWEEN),
    )


def list_names() -> st.SearchStrategy[str]:
    """Return names as lists hold them, well kept or not, in one text or in four columns."""
    one = st.lists(words_of_lists(), min_size=1, max_size=6).map(" ".join)
    part = st.lists(words_of_lists(), max_size=2).map(" ".join)
    one = st.one_of(one, one, one.map(str.upper), one.map(str.title))
    in_parts, beside = st.tuples(part, part, part, part), st.tuples(one, part, part)
    return st.one_of(one, one, any_names(), any_text(), st.one_of(in_parts, beside).map(SEPARATOR.join))


def check(names: list[str]) -> None:
    """Read names at once and one by one."""
    clean, readings = read_names(names, known())

    assert [read_any(name, known()) for name in names] == list(zip(clean, readings, strict=True))


def test_shipped_names() -> None:
    """Every name of the data that the project carries is read the same way in its list and alone."""
    check(shipped_names())


def test_shipped_names_in_columns() -> None:
    """So is every name cut into columns, however wrongly it is cut."""
    cut = [name.split()[:4] for name in shipped_names() if SEPARATOR not in name]
    check(sorted({SEPARATOR.join([*words, "", "", "", ""][:4]) for words in cut}))


def test_shipped_names_beside_ancestors() -> None:
    """So is every whole name with words for the father and his father in columns beside it."""
    whole = [name for name in shipped_names() if SEPARATOR not in name]
    words = sorted({word for name in whole for word in name.split()})[:: max(1, len(whole) // 200)]
    check(sorted({SEPARATOR.join([name, words[at % len(words)], ""]) for at, name in enumerate(whole)}))


@given(st.lists(list_names(), max_size=8))
@example(["Абу", "Абу Абу", "عبد الله", "محمد محمد محمد", "Иван Иван Иван"])
@example(
    ["Анна-Мария Белова", "Анна Мария Белова", "Анна Мария-Белова Анна", "Гасан Али оглы", "Гасан оглы Али"]
)
@example(
    [
        SEPARATOR.join(parts)
        for parts in (
            ("", "", "", ""),
            ("Иванова", "Анна Мария", "", ""),
            ("", "И.", "П.", ""),
            ("الطفيص", "زكريا", "فهد صابر", "منذر"),
            ("الطفيص", "زكريا", "فهد صابر", ""),
            ("الطفيص", "زكريا", "", "بن صابر منذر"),
        )
    ]
)
@example(["М а т в е е в", "حسي ن هان ي", "سر ى", "А. Б. В. Г.", "он же", "call sign", "х позывной"])
@example(
    ["Pedro Testallo Jr.", "Pedro da Prova Filho", "Jr. Testallo Pedro", "Jr", "Pedro Sr", "Ana Rosa hijo"]
)
@example(
    [
        "Pedro Testallo apodado Tigre",
        "Pedro Testallo conocido como Lobo",
        "Pedro Testallo (a) Tigre",
        "Conocido Pedro Como",
    ]
)
@example(["Валя Валя", "Саша Саши", "Адама Адам", "Мухаммеда Мухаммед Мухаммеду"])
@example(
    [
        "Mohammad Reza KHIABANI",
        "KHIABANI Reza",
        "AL KHIABANI Reza",
        "IVANOV I. P.",
        "De La CRUZ",
        "А-Б ИВАНОВ Пётр",
        "O' BRIEN Sean",
    ]
)
@example(
    [
        "Анна Белова (Иванова)",
        "Анна Белова, урожд. Иванова",
        "Anna Nee",
        "Anna Born nee Smith",
        "Жеребцов Игорь",
        "Akaev Ivan",
    ]
)
@example(["", " ", "12", "-", "А", ".", "'", "а" * 90])
def test_any_names(names: list[str]) -> None:
    """Nothing about a name depends on the names it is read with."""
    check(names)


@given(st.lists(words_of_lists(), min_size=1, max_size=5), st.lists(words_of_lists(), max_size=3))
def test_a_piece_keeps_its_words(before: list[str], after: list[str]) -> None:
    """A piece that is said to have the same words in every name has them between any others of its sort."""
    pieces = [text.lower() for text in (*before, *after) if len(text) > 1]
    plain = [(text, piece) for text in pieces if (piece := read_piece(text, known())) is not None]
    expected = tuple(word for _, piece in plain for word in piece.words)

    assert expected == clean_name(" ".join(text for text, _ in plain), known()).tokens


@given(
    st.lists(
        st.one_of(
            words_of_lists(),
            st.sampled_from(
                ("al", "علي", "بن", "ال", "سرى", "Şêr", "Łąż", "née", "ÿ", "ß", "İ", "alias", "рядовой")
            ),
            st.text(st.sampled_from("aáßıİŞŉГгёґعيـ"), min_size=1, max_size=4),
        ).filter(lambda word: " " not in word),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(("-", "", "–", "’")),
    st.sampled_from((str, str.lower, str.upper, str.title)),
)
def test_a_piece_alone_is_a_name(parts: list[str], joint: str, case: Callable[[str], str]) -> None:
    """A piece that is read without cleaning has the words that cleaning gives it."""
    text = case(joint.join(parts))
    piece = read_piece(text, known())

    assert piece is None or clean_name(text, known()).tokens == piece.words


@given(st.lists(words_of_lists().filter(lambda word: " " not in word), min_size=1, max_size=5))
def test_a_lone_word_stays_itself(tokens: list[str]) -> None:
    """A token that neither joins nor falls away is the same word whatever stands around it."""
    alone = [lone_word(token, known()) for token in tokens]
    lone = [(token, word) for token, word in zip(tokens, alone, strict=True) if word is not None]

    assert [word for _, word in lone] == join_particles([token for token, _ in lone], known())


@pytest.mark.parametrize("letter", STAND_INS)
def test_no_particle_holds_a_stand_in(letter: str) -> None:
    """What stands for a word where particles are joined can be told from every particle, and is a word itself."""
    assert not any(letter in form for form in known().particles)
    assert all(letter * size == lone_word(letter * size, known()) for size in range(1, 17))


def test_words_of_no_names() -> None:
    """An empty list has no words and no readings."""
    assert 0 == len(words_of_names([], known()).numbers)
    assert [] == list(read_names([], known())[1])


@pytest.mark.parametrize(
    ("name", "father", "expected"),
    [
        ("Тестов Игнат", "Ильич", "surname тестов, given name игнат, father's name илья"),
        ("Тестов Игнат Ильич", "Львович", "surname тестов, given name игнат, father's name илья"),
        ("Testić Senad", "Meho", "surname testić, given name senad, father's name meho"),
        ("خالد أحمد المختبر", "أحمد", "surname مختبر, given name خالد, father's name احمد"),
        ("José Luis Prueba", "Pedro", "surname prueba, given name josé-luis, father's name pedro"),
        ("Игнат", "Ильич", "given name игнат, father's name илья"),
        ("12", "Ильич", "father's name илья"),
    ],
)
def test_father_beside_a_whole_name(name: str, father: str, expected: str) -> None:
    """The word for the father in a column of its own is his name, but for a name that calls him itself."""
    _, [readings] = read_names([SEPARATOR.join([name, father, ""])], known())

    assert readings[0].told == expected
