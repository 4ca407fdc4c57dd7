"""A cell of a closed list becomes the word we write for it, whatever stands around it."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.values.words import Phrases, Vocabulary

TABLE = tomllib.loads((Path(__file__).parents[2] / "rules" / "vocabulary.toml").read_text("utf-8"))
STATUS, ROLE, SEX = (Vocabulary.from_words(TABLE[name]) for name in ("status", "role", "sex"))
LISTED = [(name, value) for name in ("role", "status", "sex") for value in TABLE[name]]
VOCABULARIES = {"role": ROLE, "status": STATUS, "sex": SEX}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("killed", "killed"),
        ("  KILLED  ", "killed"),
        ("погиб 7 февраля", "killed"),
        ("died_of_wounds", "died_of_wounds"),
        ("died of wounds", "died_of_wounds"),
        ("died of wounds in hospital", "died_of_wounds"),
        ("скончался от ран", "died_of_wounds"),
        ("пропал без вести", "missing"),
        ("missing, possibly killed", "missing"),
        ("загинув", "killed"),
        ("قُتل", "killed"),
        ("muerto", "killed"),
        ("Asesinada", "killed"),
        ("hallado sin vida", "killed"),
        ("falso positivo, ejecutado", "killed"),
        ("vivo", "alive"),
        ("sobreviviente", "alive"),
        ("detenido-desaparecido", "missing"),
        ("herida", "wounded"),
        ("morto", "killed"),
        ("falecida em combate", "killed"),
        ("morreu no hospital", "died_of_wounds"),
        ("ferido", "wounded"),
        ("задвухсотился", "killed"),
        ("двухсотый", "killed"),
        ("ушёл в вечность", "killed"),
        ("ліквідований", "killed"),
        ("mort au combat", "killed"),
        ("не стало известно", None),
        ("skilled", None),
        ("?", None),
        ("", None),
    ],
)
def test_read_status(text: str, expected: str | None) -> None:
    """A whole cell is looked up first, else the first listed phrase in it; a part of a word is no word."""
    assert expected == STATUS.read(text)


@pytest.mark.parametrize(
    ("vocabulary", "text", "expected"),
    [
        (STATUS, "poginuo", "killed"),
        (STATUS, "poginula 12.7.1992.", "killed"),
        (STATUS, "убијен", "killed"),
        (STATUS, "i vrarë", "killed"),
        (STATUS, "e vrare", "killed"),
        (STATUS, "nestao", "missing"),
        (STATUS, "нестала", "missing"),
        (STATUS, "i zhdukur", "missing"),
        (STATUS, "ranjena", "wounded"),
        (STATUS, "рањен", "wounded"),
        (STATUS, "i plagosur", "wounded"),
        (STATUS, "živ", "alive"),
        (STATUS, "i gjallë", "alive"),
        (STATUS, "umro od rana", "died_of_wounds"),
        (SEX, "Ž", "f"),
        (SEX, "muški", "m"),
        (SEX, "женско", "f"),
        (SEX, "mashkull", "m"),
        (SEX, "femër", "f"),
        (SEX, "kadın", "f"),
    ],
)
def test_words_of_the_balkans(vocabulary: Vocabulary, text: str, expected: str) -> None:
    """Status and sex are read as lists of Bosnia, Serbia, Croatia, Macedonia, Kosovo, Albania and Turkey write them."""
    assert expected == vocabulary.read(text)


def test_a_death_that_is_denied_in_south_slavic_or_albanian_is_none() -> None:
    """Whoever was not killed is not counted."""
    status = Vocabulary.from_words(TABLE["status"], negations=TABLE["negation"]["words"])
    assert [None, None] == [status.read(text) for text in ("nije poginuo", "nuk vdiq")]


@pytest.mark.parametrize(("name", "value"), LISTED)
def test_every_listed_word_reads_as_its_value(name: str, value: str) -> None:
    """No word of the shipped lists is lost to another value, in any case and spacing."""
    vocabulary, words = VOCABULARIES[name], TABLE[name][value]

    assert [value] * len(words) == [vocabulary.read(word) for word in words]
    assert [value] * len(words) == [vocabulary.read(f"  {word.upper()} ") for word in words]


@given(st.sampled_from(sorted(TABLE["status"])), st.text(max_size=8))
def test_a_value_is_read_where_it_leads(value: str, rest: str) -> None:
    """Whatever follows a value after a comma, a value is found."""
    assert STATUS.read(f"{value}, {rest}") is not None


def test_first_phrase_gives_the_words_back() -> None:
    """A hedge is kept in the words it was said with."""
    hedges = Vocabulary.from_words({word: [word] for word in TABLE["hedge"]["words"]})
    listed = min(TABLE["hedge"]["words"])

    assert listed.casefold() == hedges.first_phrase(f"killed ({listed})")
    assert hedges.first_phrase("killed") is None


def test_empty_vocabulary_reads_nothing() -> None:
    """A closed list without words understands nothing instead of everything."""
    assert Vocabulary.from_words({}).read("killed") is None


_SOME = st.sampled_from(["not", "not known", "known", "не", "a.b", "killed", "kill", "(", "погиб", "x"])


@given(st.lists(_SOME, max_size=6), st.lists(_SOME, max_size=8))
def test_phrases_are_found_as_all_of_them_at_once_would_be(phrases: list[str], words: list[str]) -> None:
    """What is found is what one pattern of all phrases, the longest first, finds."""
    text = " ".join(words)
    ordered = sorted(set(phrases), key=lambda one: (-len(one), one))
    every = "|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in ordered)
    expected = [found.span() for found in re.finditer(every, text)] if phrases else []

    assert expected == [found.span() for found in Phrases(phrases).found_in(text)]
    assert Phrases(phrases).end(text) == bool(phrases and re.search(rf"(?:{every})\s*$", text))
