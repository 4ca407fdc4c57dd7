"""A name cell -> whether it seems to name several people, and their names where it is clear how to part them.

One mention is one person: what cannot be parted with certainty stays one cell, links nobody and is put before a human.
"""

import re
from collections.abc import Sequence

from resolver.names.knowledge import Knowledge
from resolver.values.text import fold, script_of

_AND = re.compile(r"\s+(?:и|та|and|و|&|\+)\s+")
_PARTING = re.compile(r"\s*[;/|\n]\s*")
_CLEAR = re.compile(r"\s*(?:[;；؛]|\r\n|\r|\n)\s*")
_NUMBER = re.compile(r"^\s*\d{1,3}\s*[.)]\s*(?=\D)")
_COMMA = re.compile(r"\s*[,،]\s*")
_SIGN = re.compile(r"[;/|\n,،]|\s(?:и|та|and|و|&|\+)\s")
"""What stands in every cell of several, and in few others: asked first."""
_ANY = re.compile("|".join(one.pattern for one in (_CLEAR, _AND, _PARTING, _COMMA)))
_WORDS = re.compile(r"[^\W\d_]{2,}")
_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_]\.")


def names_several(text: str, knowledge: Knowledge) -> bool:
    """Say whether a cell seems to name two people or more.

    A comma also stands before a callsign, a place, or the given names of a surname that is written first: there every part must hold
    a given name that is known, or initials. One given name in two scripts is one person spelled twice.

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> [names_several(cell, words) for cell in ("Тестов Иван / Тестов Пётр", "Тестова Анна, Тестов Борис", "Тестов Иван и Пётр")]
    [True, True, True]
    >>> [names_several(cell, words) for cell in ("MATVEEV, Stanislav", "Тестов Иван, позывной Кот", "Тестов Иван / Ivan Testov")]
    [False, False, False]
    """
    if not _SIGN.search(text):
        return False
    joined = _parts(_AND, text)
    if len(joined) > 1 and any(_is_full(part) for part in joined) and all(map(_WORDS.search, joined)):
        return True
    parts = _parts(_PARTING, text)
    if len(parts) > 1 and all(_is_full(part) for part in parts):
        return not _is_one_in_two_scripts(parts, knowledge)
    listed = _parts(_COMMA, text)
    return len(listed) > 1 and _are_people(listed, knowledge)


def part_names(text: str, knowledge: Knowledge, *, always: bool = False) -> tuple[str, ...]:
    """Return the names in a cell that names several people, or none where it names one or cannot be parted.

    Semicolons and line breaks part people whose names are all whole. A slash may stand between two spellings, a comma or "and"
    before much else: these part only where the list is said to hold several people in a cell (``always``).

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> part_names("1. Тестов Иван; 2. Пробов Пётр", words)
    ('Тестов Иван', 'Пробов Пётр')
    >>> part_names("Тестов Иван, Пробов Пётр", words), part_names("Тестов Иван; позывной Кот", words, always=True)
    ((), ())
    >>> part_names("Тестов Иван, Пробов Пётр и Макетов Олег", words, always=True)
    ('Тестов Иван', 'Пробов Пётр', 'Макетов Олег')
    """
    found = _people_in(_CLEAR.split(text), knowledge)
    if found or not always:
        return found
    return _people_in(_ANY.split(text), knowledge)


def _people_in(parts: Sequence[str], knowledge: Knowledge) -> tuple[str, ...]:
    names = tuple(name for part in parts if (name := _NUMBER.sub("", part).strip(" ,.;")))
    return names if len(names) > 1 and _are_people(names, knowledge) else ()


def _parts(parting: re.Pattern[str], text: str) -> list[str]:
    return [part for part in parting.split(text) if part.strip()]


def _is_full(part: str) -> bool:
    words = len(_WORDS.findall(part))
    return 2 <= words <= 5 or (words == 1 and bool(_INITIAL.search(part)))


def _are_people(parts: Sequence[str], knowledge: Knowledge) -> bool:
    """Say whether each part holds a given name, or initials, and a word besides; after three words the first is whole without."""
    needs_surname = len(parts[0].split()) <= 2
    for part in parts:
        words = _WORDS.findall(part)
        given = [word for word in words if fold(word) in knowledge.given_by_form]
        others = len(words) - len(given) or not needs_surname
        if not _is_full(part) or re.search(r"\d", part) or not (given or _INITIAL.search(part)) or not others:
            return False
    return not _is_one_in_two_scripts(parts, knowledge)


def _is_one_in_two_scripts(parts: Sequence[str], knowledge: Knowledge) -> bool:
    classes = [
        {form.name_class for word in _WORDS.findall(part) for form in knowledge.given(fold(word))}
        for part in parts
    ]
    scripts = {script_of(part) for part in parts}
    return len(scripts) == len(parts) and bool(set.intersection(*classes))
