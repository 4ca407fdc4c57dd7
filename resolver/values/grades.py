"""Cells -> the two gradings of the Admiralty code, kept apart: how reliable a source is (A to F), how credible what it says (1 to 6).

They are judged independently of one another, and by people: nothing here works one out, and nothing weighs a match by it.
"""

import re

RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}
_LOOKALIKES = str.maketrans({"А": "A", "В": "B", "С": "C", "Е": "E", "Д": "D"})
_GRADE = re.compile(r"([A-F])?[\s/-]?([1-6])?(?:\s*[-–—:(,.].*)?", re.DOTALL)


def read_reliability(text: str) -> str | None:
    """Return the letter of a source, or None; «B2» holds both grades, and Cyrillic letters are read as they look.

    >>> [read_reliability(text) for text in ("b", "В2", "A - completely reliable", "2", "Gazette")]
    ['B', 'B', 'A', None, None]
    """
    return _grades(text)[0]


def read_credibility(text: str) -> int | None:
    """Return the number of a claim, or None; «B2» holds both grades.

    >>> [read_credibility(text) for text in ("3", "B2", "2 (probably true)", "B", "12")]
    [3, 2, 2, None, None]
    """
    number = _grades(text)[1]
    return None if number is None else int(number)


def at_least(letter: str) -> list[str]:
    """Return the letters of sources that are at least so reliable; F cannot be judged, and is at least as good as F only.

    >>> at_least("c"), at_least("F")
    (['A', 'B', 'C'], ['A', 'B', 'C', 'D', 'E', 'F'])
    """
    return [one for one in RELIABILITY if one <= letter.upper()]


def _grades(text: str) -> tuple[str | None, str | None]:
    found = _GRADE.fullmatch(text.strip().upper().translate(_LOOKALIKES))
    return (found[1], found[2]) if found else (None, None)
