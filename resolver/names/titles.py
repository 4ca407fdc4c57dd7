"""The words of a name -> where ranks, honorifics and other words beside it stand, and where the name does."""

import re
from collections.abc import Mapping, Sequence

from resolver.names.brackets import GENERATIONS
from resolver.names.kinds import kind_of_word
from resolver.names.knowledge import Knowledge, fold_arabic
from resolver.values.text import script_of


def take_titles(
    tokens: list[str],
    words: list[str],
    knowledge: Knowledge,
    extracted: list[tuple[str, str]],
    surname_first: bool,
) -> list[int]:
    """Take ranks, honorifics and noise out, longest phrase first; return where the rest stands. A name is never left empty, but for a rank beside a
    callsign («боец «Лис»»).

    In Arabic a rank stands before the name: «عريف» behind it is a surname.
    """
    kept: list[int] = []
    has_callsign = any(kind == "callsign" for kind, _ in extracted)
    place = 0
    bare = tuple([token.rstrip(".") for token in tokens])
    while place < len(tokens):
        length, kind = _title_at(bare, place, knowledge.titles)
        left = len(tokens) - place - length + len(kept)
        is_name = length == 1 and bool(place) and _is_name_too(tokens[place], kind, knowledge)
        if kind == "laqab":
            is_name |= place == 0 if surname_first else bool(kept) and place + length == len(tokens)
        if kind.endswith(_BEFORE):
            kind, is_name = kind.removesuffix(_BEFORE), bool(kept) or left < _FEWEST_BEHIND
        if kind in GENERATIONS and not kept and bare[place] in _PRIESTS and left >= _FEWEST_BEHIND:
            kind = "honorific"
        if kind in GENERATIONS:
            is_at_end = len(kept) > 1 and place + length == len(tokens)
            is_name = not (is_at_end or (kept and bare[place] in _SHORT))
        if kind in STYLES:
            is_name |= (
                bool(kept) or left < _FEWEST_BEHIND or not _is_styled(kind, place, words, tokens, knowledge)
            )
        is_name |= length == 1 and _is_given_name_here(place, kind, words, knowledge)
        if kind == "rank":
            is_name |= bool(kept) and script_of(tokens[place]) == "arabic"
        if length and (left or (kind == "rank" and has_callsign)) and not is_name:
            told = "style" if kind in STYLES else "honorific" if kind == "laqab" else kind
            extracted.append((told, " ".join(words[place : place + length])))
            place += length
            continue
        kept.append(place)
        place += 1
    return kept


STYLES = frozenset({"style", "address"})
"""Kinds of titles that also are a part of names: taken off at the front of two words or more, and kept as another way to read the name."""
_BEFORE = " before"
"""So ends the kind of a title that is a given name or a surname as well: it is a title before two words or more (Cheikh, Hacı, Er)."""
_FEWEST_BEHIND = 2
_PRIESTS = frozenset({"père", "pere", "padre"})
_SHORT = frozenset({"jr", "jnr", "sr", "snr"})
"""These are no names, and may also stand behind a surname that stands first."""


def as_written(title: str, text: str) -> str:
    """Return a title with the digits that stand in it, which are no words of a name: «капитан 3 ранга», "1st Lt."."""
    pieces = r"[\s\d-]*".join(map(re.escape, title.split()))
    found = re.search(rf"(?<!\w)\d*{pieces}", text)
    return found[0] if found else title


def _is_styled(
    kind: str, place: int, words: Sequence[str], tokens: Sequence[str], knowledge: Knowledge
) -> bool:
    """Say whether what may be a style is one: U and Ma before the names of a people that bears no surnames, and U is no initial."""
    others = (kind_of_word(token, knowledge).follows for token in tokens[place + 1 :])
    return kind == "style" or (words[place] != "U." and "own" in others)


def _is_name_too(token: str, kind: str, knowledge: Knowledge) -> bool:
    """Say whether a title is as often a name (رائد is Major and Raed, السيد Mister and Sayyid); within a name it is the name.

    In other letters than Arabic a rank within a name is no name, but what a religious man is called is: Abdel Hafiz.
    """
    if script_of(token) == "arabic":
        bare = fold_arabic(token, knowledge.alphabets) if token.startswith("ال") else token
        return bare in knowledge.given_by_form
    return kind in ("laqab", "honorific") and token in knowledge.given_by_form


def _is_given_name_here(place: int, kind: str, words: Sequence[str], knowledge: Knowledge) -> bool:
    """Say whether a short form of a rank, or a word for what became of somebody, is the given name: Серж, Mia.

    It is none where a whole name is left without it, where a dot before a name shortens it, where it alone is written small, nor where capitals
    make MIA a word for the missing.
    """
    word = words[place]
    is_common = _is_common_given(word, knowledge)
    if not is_common or kind not in ("rank", *_WORDING) or (not place and word.endswith(".")):
        return False
    others = [other for at, other in enumerate(words) if at != place]
    is_small = word.islower() and any(other[0].isupper() for other in others)
    if is_small or (kind != "rank" and not word.istitle()):
        return False
    return len(others) < _LEAST_WORDS or not any(_tells_given_name(other, knowledge) for other in others)


def _is_common_given(word: str, knowledge: Knowledge) -> bool:
    bare = word.casefold().rstrip(".")
    if script_of(bare) == "arabic":
        bare = fold_arabic(bare, knowledge.alphabets, keep_article=True)
    return any(form.weight >= _COMMON for form in knowledge.given_by_form.get(bare, ()))


def _tells_given_name(word: str, knowledge: Knowledge) -> bool:
    """Say whether a word is an initial or a listed given name, and no surname."""
    kind = kind_of_word(word.casefold().rstrip("."), knowledge)
    is_initial = word.endswith(".") or (len(word) == 1 and word.isupper())
    return is_initial or (kind.is_given and not kind.is_listed_surname and not kind.is_patronymic)


_WORDING = ("noise", "obituary")
_LEAST_WORDS = 2
"""A surname and a given name are a whole name."""
_COMMON = 10
"""So many of ten thousand bear a given name that a rank is not taken for granted where it stands."""


def _title_at(words: tuple[str, ...], place: int, titles: Mapping[tuple[str, ...], str]) -> tuple[int, str]:
    for length in range(min(4, len(words) - place), 0, -1):
        phrase = words[place : place + length]
        kind = titles.get(phrase, "")
        if kind and (length > 1 or len(phrase[0]) > 1 or kind == "address"):
            return length, kind
    return 0, ""
