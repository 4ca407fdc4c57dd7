"""A name cell -> whether it seems to name several people: one mention is one person, so a human has to part them."""

import re

_PARTING = re.compile(r"\s*(?:[;/|\n]|\s+(?:и|та|and|و)\s+)\s*")
_WORDS = re.compile(r"[^\W\d_]{2,}")


def names_several(text: str) -> bool:
    """Say whether a cell seems to name two people or more, each with two words.

    >>> [names_several(cell) for cell in ("Тестов Иван / Тестов Пётр", "Тестова Анна, Тестов Борис", "MATVEEV, Stanislav")]
    [True, True, False]
    >>> names_several("Матвеев Станислав, 38 лет, Асбест")
    False
    """
    parts = [part for part in _PARTING.split(text) if part.strip()]
    if len(parts) > 1 and all(_is_full(part) for part in parts):
        return True
    commas = [part for part in re.split(r"[,،]", text) if part.strip()]
    return len(commas) > 1 and all(_is_full(part) and not re.search(r"\d", part) for part in commas)


def _is_full(part: str) -> bool:
    return 2 <= len(_WORDS.findall(part)) <= 5
