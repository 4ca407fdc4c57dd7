"""Words that sound the same share a key, whatever letters they are written in."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.strategies import SCRIPTS, any_text, any_words, known, silent_letters, words


def keys(word: str) -> tuple[str, ...]:
    """Return the keys of a word."""
    return known().alphabets.keys(word)


def skeletons(word: str) -> frozenset[str]:
    """Return the skeletons of a word."""
    return known().alphabets.skeletons(word, keys(word))


def test_what_is_forgotten_is_learnt_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room for all, the words at hand are known, also those that were known before."""
    monkeypatch.setattr("resolver.names.keys.KEPT_KEYS", 3)
    alphabets = replace(known().alphabets)
    alphabets.learn(["ivan", "petr"])
    alphabets.learn(["ivan", "anna", "olga"])

    assert {"ivan", "anna", "olga"} == alphabets._learnt.keys()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("щербаков", ("Serbakov",)),
        ("чернышёв", ("CerniSev", "CerniSov")),
        ("подъячев", ("podiaCev",)),
        ("анна", ("ana",)),
        ("محمد", ("mhmd",)),
        ("հարությունյան", ("harutiunian",)),
        ("ոսկանյան", ("voskanian",)),
        ("հովհաննես", ("hovhanes",)),
        ("ხვიჩა", ("hviCa",)),
        ("ь", ()),
        ("ع", ()),
        ("", ()),
        ("123", ("123",)),
    ],
)
def test_keys_of_a_word(word: str, expected: tuple[str, ...]) -> None:
    """Scripts but Latin give a key letter by letter, ё a second one; signs are silent and double letters one."""
    assert expected == keys(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ђорђевић", "đorđević"),
        ("ђорђевић", "djordjevic"),
        ("ђорђевић", "gjorgjeviq"),
        ("ѓорѓевски", "gjorgjevski"),
        ("ђурић", "djuric"),
        ("đurić", "djuric"),
        ("јурић", "juric"),
        ("хоџић", "hodžić"),
        ("хоџић", "hodzic"),
        ("хоџић", "hoxhiq"),
        ("ћосја", "qosja"),
        ("краснићи", "krasniqi"),
        ("јовановић", "jovanoviq"),
        ("недељковић", "nedeljković"),
        ("недељковић", "nedeljkovic"),
        ("đặng", "dang"),
        ("щербаков", "shcherbakov"),
        ("щербаков", "ščerbakov"),
        ("щербаков", "schtscherbakow"),
        ("щербаков", "chtcherbakov"),
        ("щербаков", "szczerbakow"),
        ("жуков", "zhukov"),
        ("жуков", "žukov"),
        ("жуков", "schukow"),
        ("жуков", "joukov"),
        ("жуков", "żukow"),
        ("хасанов", "khasanov"),
        ("хасанов", "hasanov"),
        ("хасанов", "xasanov"),
        ("цветков", "tsvetkov"),
        ("цветков", "cvetkov"),
        ("цветков", "zwetkow"),
        ("юрьев", "iuriev"),
        ("юрьев", "yuryev"),
        ("гнатюк", "hnatiuk"),
        ("чёрный", "chornyi"),
        ("çelik", "chelik"),
        ("джафаров", "cafarov"),
        ("путилин", "poutilin"),
    ],
)
def test_one_sound_in_two_conventions(one: str, other: str) -> None:
    """The English, scholarly, German, French, Polish, Turkish, Ukrainian and Balkan spellings of a name share a key."""
    assert set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("фомин", "фокин"),
        ("salim", "karim"),
        ("жуков", "зуков"),
        ("محمد", "محمود"),
        ("jurić", "đurić"),
        ("jurić", "ђурић"),
        ("juric", "đurić"),
        ("jukić", "đukić"),
    ],
)
def test_other_sounds_share_no_key(one: str, other: str) -> None:
    """Words that differ in a consonant or a long vowel are two words."""
    assert not set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ג'ורדן", "jordan"),
        ("ג'ורדן", "джордан"),
        ("טווייס", "tweis"),
        ("خالد", "khalid"),
        ("خالد", "халид"),
        ("حسين", "husayn"),
        ("حسين", "hussein"),
        ("بشار", "bashar"),
        ("ببوح", "bebbooh"),
        ("قسور", "qessoor"),
        ("خسوع", "xesû"),
    ],
)
def test_skeletons_survive_letters_without_vowels(one: str, other: str) -> None:
    """What Arabic and Hebrew letters keep of a name is its consonants, and they are the same in every script."""
    assert skeletons(one) & skeletons(other)


@pytest.mark.parametrize("word", ["ия", "а", "ali", "علي", ""])
def test_too_few_consonants_are_none(word: str) -> None:
    """One consonant is no skeleton: half the dictionary would share it."""
    assert frozenset() == skeletons(word)


@given(any_text())
def test_keys_are_plain(text: str) -> None:
    """A key is made of ASCII letters and digits only, never empty, and no key stands twice."""
    found = keys(text)

    assert all(re.fullmatch("[A-Za-z0-9]+", key) for key in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("script", SCRIPTS)
@given(data=st.data())
def test_a_word_that_sounds_has_a_key(script: str, data: st.DataObject) -> None:
    """A word of listed letters has a key unless all of them are silent."""
    word = data.draw(words(script))
    assume(not silent_letters(script).issuperset(word))

    assert keys(word)


@given(any_words())
def test_fewer_conventions_are_a_part_of_all(word: str) -> None:
    """Asking for fewer conventions gives the first keys, not other ones."""
    few = known().alphabets.keys(word, at_most=2)

    assert few == keys(word)[: len(few)]


@given(words("cyrillic"))
def test_signs_are_silent(word: str) -> None:
    """Soft and hard signs change no skeleton, but where they part д and ж, which are one sound together."""
    assume("дж" not in word)
    signed = "".join(f"{letter}ь" for letter in word)

    assert skeletons(word) == skeletons(signed)


@given(
    st.lists(
        st.one_of(any_words(), words("latin"), st.text("abehiosckzxy'-É\u0301\u2028ʼΩ", max_size=12)),
        max_size=6,
    )
)
def test_keys_learnt_together_are_those_found_alone(found: list[str]) -> None:
    """Working out the keys of many words at once changes none of them."""
    alone, together = (replace(known().alphabets) for _ in range(2))
    together.learn(found)

    for at_most in (2, None):
        assert [alone.keys(word, at_most) for word in found] == [
            together.keys(word, at_most) for word in found
        ]


@given(any_words(min_size=0), st.sampled_from(("", "b", "m")))
def test_skeletons_have_two_consonants(word: str, before: str) -> None:
    """What stands before a word stands before each of its skeletons, and makes no other difference to the longer ones."""
    alphabets = known().alphabets
    alone = {one for one in alphabets.skeletons(word, keys(word)) if len(one) > 1}
    found = alphabets.skeletons(word, keys(word), before)

    assert all(one.startswith(before) and len(one) > 1 for one in found)
    assert {before + one for one in alone} <= found
