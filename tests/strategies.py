"""Shared strategies: letters, words and names in three scripts, given names that are listed, and any text at all."""

import os
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st

from resolver.names.clean import clean_name
from resolver.names.knowledge import Knowledge, load_knowledge
from resolver.rulebook import load_rulebook
from resolver.values.text import script_of

SCRIPTS = ("cyrillic", "latin", "arabic")
_LATIN = "abcdefghijklmnopqrstuvwxyzáàäãåéèêëíïñóöôõúüçğışšžčćńłřż"


def few(examples: int) -> settings:
    """Return settings for a property that takes long: so many examples, and a hundred times as many in trials."""
    is_trial = os.environ.get("HYPOTHESIS_PROFILE") == "trials"
    return settings(max_examples=examples * (100 if is_trial else 1))


@cache
def known() -> Knowledge:
    """Return the shipped knowledge of names, compiled once per test run."""
    return load_knowledge()


@cache
def letters_of(script: str) -> tuple[str, ...]:
    """Return the small letters that ``rules/names/scripts.toml`` lists for a script."""
    if script == "latin":
        return tuple(_LATIN)
    listed = load_rulebook().setting("names/scripts.toml")[script]["letters"]
    return tuple(sorted(letter for letter in listed if script == script_of(letter)))


@cache
def silent_letters(script: str) -> frozenset[str]:
    """Return the letters that leave nothing in a key: ь and ъ, hamza and ع."""
    if script == "latin":
        return frozenset()
    listed = load_rulebook().setting("names/scripts.toml")[script]["letters"]
    return frozenset(letter for letter, key in listed.items() if not key)


def words(script: str, *, min_size: int = 1, max_size: int = 12) -> st.SearchStrategy[str]:
    """Return words of one script in small letters, pronounceable or not."""
    return st.text(st.sampled_from(letters_of(script)), min_size=min_size, max_size=max_size)


def any_words(*, min_size: int = 1) -> st.SearchStrategy[str]:
    """Return words of any of the three scripts."""
    return st.one_of([words(script, min_size=min_size) for script in SCRIPTS])


def listed_forms(language: str | None = None, kind: str = "full", gender: str | None = None) -> list[str]:
    """Return the given names that the rules list, sorted."""
    rows = load_rulebook().table("names/given").select("form", "lang", "kind", "gender").iter_rows()
    return sorted(
        {
            form
            for form, lang, listed_kind, listed_gender in rows
            if listed_kind == kind and language in (None, lang) and gender in (None, listed_gender)
        }
    )


def given_names(language: str | None = None) -> st.SearchStrategy[str]:
    """Return given names as ``rules/names/given`` lists them."""
    return st.sampled_from(listed_forms(language))


def names(script: str) -> st.SearchStrategy[str]:
    """Return names of one script: one to four words, some hyphened, some capitalised or in capitals, some after a comma."""
    word = words(script, min_size=2)
    part = st.one_of(word, word.map(str.capitalize), st.tuples(word, word).map("-".join))
    parts = st.lists(part, min_size=1, max_size=4)
    return st.builds(_written, parts, st.sampled_from((" ", "  ", ", ")), st.booleans())


def any_names() -> st.SearchStrategy[str]:
    """Return names of any of the three scripts, some with a listed given name in them."""
    made = st.one_of([names(script) for script in SCRIPTS])
    return st.one_of(made, st.tuples(given_names(), any_words(min_size=2)).map(" ".join))


def readable_names() -> st.SearchStrategy[str]:
    """Return names of which cleaning leaves at least one word."""
    return any_names().filter(lambda name: bool(clean_name(name, known()).tokens))


def any_text() -> st.SearchStrategy[str]:
    """Return any text: emoji, control characters, combining marks, letters of scripts that no rule knows."""
    anything = st.text()
    odd = st.text(st.sampled_from("аbمЁ́ 😀\u0301\u0308\u200d\u202e\x00\t.,;-–'’\"«»()[]5٣_+/ʹـ"), max_size=30)
    return st.one_of(anything, odd, st.lists(st.one_of(odd, any_words()), max_size=6).map(" ".join))


def _written(parts: list[str], first_joint: str, in_capitals: bool) -> str:
    name = first_joint.join(parts[:2]) + "".join(f" {part}" for part in parts[2:])
    return name.upper() if in_capitals else name
