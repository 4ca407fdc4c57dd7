"""A cell that holds a date and a place -> the date: some lists keep "date and place of birth" in one column."""

import re

from resolver.values.dates.words import DateWords
from resolver.values.text import plain

_BEHIND = re.compile(
    r"(?P<date>.*\d[^,/\n]*?)\s*(?:[,/\n]\s*|\s(?:à|au|aux|in|at|в|a|la|li|û|və)\s+)(?P<place>[^\W\d_]\D*)",
    re.DOTALL,
)
_BEFORE = re.compile(r"(?P<place>[^\W\d_][^\d,]*?)\s*[,/\n]\s*(?P<date>[^,/]*\d.*)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")
_OPENS_SMALL = re.compile(r"[^\W\d_]{1,3}\.\s*")
"""«г. Баку»: what may stand before the name of a place."""


def without_place(text: str, words: DateWords) -> str | None:
    """Return the date of a cell that says where, too; None where it does not look like one.

    A sign or a word for "in" must part them, the place begins with a capital, and none of its words may belong to a date: "1990, or later" is no place.

    >>> import pathlib, tomllib
    >>> words = DateWords.from_toml(tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8")))
    >>> [without_place(text, words) for text in ("12/03/1965 à Baraki", "Sivas / 1990", "1990, or later", "1990, Julian")]
    ['12/03/1965', '1990', None, None]
    """
    for shape in (_BEHIND, _BEFORE):
        found = shape.fullmatch(text.strip())
        if found and _is_place(found["place"], words):
            return found["date"].strip()
    return None


def _is_place(text: str, words: DateWords) -> bool:
    name = _OPENS_SMALL.sub("", text) or text
    if name[0].islower():
        return False
    said = [word for part in _WORD.findall(name) for word in plain(part).split()]
    return not any(
        word in words.meanings or word in words.calendars.words or word in words.calendars.months
        for word in said
    )
