"""The parts of made lists: chance that is the same everywhere, letters, vowels, patronymics, slips, and the FEBRL sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.errors import UsageError
from resolver.rulebook import load_rulebook
from resolver.synthesis import load_febrl
from resolver.synthesis.chance import Chance, zipf
from resolver.synthesis.given import read_given, sounds_of_arabic
from resolver.synthesis.letters import Letters, chooser, sounds_of
from resolver.synthesis.patronymics import russian_patronymic, ukrainian_patronymic
from resolver.synthesis.recipe import read_recipe
from resolver.synthesis.slips import damage, slip
from resolver.synthesis.surnames import feminine, read_surnames
from tests.strategies import any_names, names

LETTERS = Letters(tables=read_recipe().letters)
HABITS = sorted(read_recipe().letters.latin)
SPOKEN = sorted(read_recipe().spoken.values())


def test_chance_is_the_same_everywhere() -> None:
    """These numbers never change: lists made elsewhere or years ago must come out again."""
    chance, rows = Chance(seed=42), np.arange(3)

    assert [18227133535158445165, 6685504752363138446, 4268231310919309446] == chance.bits("x", rows).tolist()
    assert [98, 36, 23] == chance.below("x", rows, 100).tolist()
    assert [0, 0, 0] == chance.pick("x", rows, [3, 1]).tolist()


@given(st.integers(0, 2**62), st.integers(1, 1000))
def test_draws_stay_below_their_limit(seed: int, limit: int) -> None:
    """However it is drawn, a number lies from 0 to below the limit."""
    chance, rows = Chance(seed=seed), np.arange(200)

    for draw in (chance.below, chance.low, chance.steep):
        drawn = draw("x", rows, limit)
        assert 0 <= drawn.min() <= drawn.max() < limit
    assert set(chance.pick("x", rows, zipf(limit)).tolist()) <= set(range(limit))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_shares_are_kept(share: float) -> None:
    """What happens to a share of rows happens to about as many: never at 0, always at 1."""
    happened = Chance(seed=1).happens("x", np.arange(20_000), share).mean()

    assert share == happened or (0 < share < 1 and abs(share - happened) < 0.01)


def first(what: str, count: int) -> int:
    """Choose the usual way."""
    return 0


@pytest.mark.parametrize(
    ("spoken", "habit", "expected"),
    [
        ("muḥammad", "english", "Muhammad"),
        ("ḥusayn", "english", "Husain"),
        ("ḥusayn", "french", "Housein"),
        ("jamāl", "turkish", "Camal"),
        ("fāṭimaẗ", "english", "Fatima"),
        ("al-shāmī", "iraqi", "Al-Shami"),
        ("ʿabd al-raḥmān", "english", "Abdul Rahman"),
        ("ʿabd al-raḥmān", "kurmanji", "Ebdilrehman"),
        ("ʿabd allāh", "french", "Abdallah"),
        ("nūr al-dīn", "french", "Noureddine"),
        ("abū ṭayr", "french", "Abou Teir"),
        ("shērko", "kurmanji", "Şêrko"),
    ],
)
def test_romanise(spoken: str, habit: str, expected: str) -> None:
    """Every habit writes what it hears its own way."""
    assert expected == LETTERS.romanise(spoken, habit, first)


@given(st.sampled_from(SPOKEN), st.sampled_from(HABITS), st.text(max_size=5))
def test_romanised_names_are_latin(spoken: str, habit: str, seed: str) -> None:
    """Whatever the habit, a name comes out in Latin letters, and never empty."""
    latin = LETTERS.romanise(spoken, habit, chooser(seed))

    assert latin.strip("' -")
    assert all(letter < "\u0250" for letter in latin)


@given(st.sampled_from(SPOKEN), st.text(max_size=5))
def test_spoken_names_can_be_written(spoken: str, seed: str) -> None:
    """Arabic and Russian letters hold every sound."""
    assert all("\u0600" <= letter <= "\u06ff" or letter == " " for letter in LETTERS.arabic(spoken))
    assert all(
        letter >= "\u0400" or letter in " -" for letter in LETTERS.russian_from_sounds(spoken, chooser(seed))
    )


@pytest.mark.parametrize(
    ("arabic", "expected"),
    [
        ("محمد", "muḥammad"),
        ("المحمد", "al-muḥammad"),
        ("ابو بكر", "abū bakr"),
        ("إسلام", "islām"),
        ("حكمة", "ḥukmaẗ"),
    ],
)
def test_sounds_of_arabic(arabic: str, expected: str) -> None:
    """How a name sounds is looked up, with its article too; else guessed."""
    assert expected == sounds_of_arabic(arabic, read_recipe().heard)


@given(st.sampled_from(SPOKEN))
def test_sounds_hold_every_letter(spoken: str) -> None:
    """Nothing of a name is lost when it is parted into sounds."""
    assert spoken == "".join(sounds_of(spoken))


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Иван", "Иванович", "Ивановна"),
        ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Василий", "Васильевич", "Васильевна"),
        ("Илья", "Ильич", "Ильинична"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Рамазан", "Рамазанович", "Рамазановна"),
    ],
)
def test_russian_patronymic(father: str, son: str, daughter: str) -> None:
    """A father's name makes the name of son and daughter."""
    assert (son, daughter) == (russian_patronymic(father), russian_patronymic(father, of_woman=True))


def test_ukrainian_patronymic() -> None:
    """The same in Ukrainian."""
    assert ("Олегович", "Андріївна") == (
        ukrainian_patronymic("Олег"),
        ukrainian_patronymic("Андрій", of_woman=True),
    )


def test_feminine() -> None:
    """A woman's surname agrees with her where the language wants it."""
    assert ["Гончарова", "Лисицька", "Ткачук"] == [
        feminine(name, "ukrainian") for name in ("Гончаров", "Лисицький", "Ткачук")
    ]


@given(any_names(), st.integers(0, 2**30))
def test_a_slip_is_one_letter(name: str, number: int) -> None:
    """A slip changes, drops or adds one letter, or turns two round; it never leaves nothing."""
    spoilt = slip(name, number)

    assert spoilt.strip() or not name.strip()
    assert abs(len(spoilt) - len(name)) <= 1


def test_a_family_is_named_as_its_men_are() -> None:
    """The table of surnames lists what women are called, too; no made family is named after that."""
    rules, recipe, peoples = load_rulebook(), read_recipe(), ("russian", "ukrainian")
    surnames = read_surnames(rules, recipe, read_given(rules, recipe, LETTERS, peoples), LETTERS, peoples)
    for people in peoples:
        listed = {one.base for one, _ in surnames.listed[people]}
        letters = surnames.letters[people]

        assert len(listed) > 500
        assert not [man for man in listed if feminine(man, letters) in listed - {man}]


@given(names("arabic"), st.integers(0, 2**30))
def test_damage_keeps_nearly_all_letters(name: str, number: int) -> None:
    """A PDF loses at most one letter, or puts a gap where none was."""
    assert abs(len(damage(name, number)) - len(name)) <= 1


@pytest.mark.parametrize(
    ("number", "rows", "persons"),
    [(1, [1000], 500), (2, [5000], 4000), (3, [5000], 2000), (4, [5000, 5000], 5000)],
)
def test_febrl(number: int, rows: list[int], persons: int) -> None:
    """The sets have the sizes that their maker published, and the truth names each row once."""
    febrl = load_febrl(number)

    assert rows == [one.height for one in febrl.lists]
    assert sum(rows) == febrl.truth["mention_id"].n_unique() == febrl.mentions.height
    assert persons == febrl.truth["person_id"].n_unique()


def test_there_is_no_fifth_febrl() -> None:
    """Four sets were published."""
    with pytest.raises(UsageError, match="ask for 1, 2, 3 or 4"):
        load_febrl(5)
