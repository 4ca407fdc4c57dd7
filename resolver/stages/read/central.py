"""Bytes that are not Unicode -> whether they were saved in an encoding of Central Europe, and in which.

What tells is where bytes stand in words of Latin letters: a sign of cp1252 in the middle of a word is a letter of another encoding
(Paw³owski is Pawłowski, Hod¾iæ Hodžić), and no people of the west writes æ behind an i at the end of names, or š and ž beside è and ð.
"""

import re

_FEWEST_IN_WORDS = 0.5
"""At least this part of the bytes beyond ASCII stands beside a Latin letter: of Cyrillic or Arabic text hardly any does."""

_SIGNS_BETWEEN = re.compile(rb"[A-Za-z][\xb1\xb3\xb6\xb9\xbc\xbe][a-z]|[A-Z][\xa3\xa6\xa9\xac\xae\xaf][A-Z]")
"""Not ¿ (ż), which stands in the place of lost apostrophes; signs for great letters count among great ones."""
_BEHIND_I = re.compile(rb"(?:i\xe6|I\xc6)(?![A-Za-z\xc0-\xff])")
_ASCII = bytes(range(0x80))
_IN_WORDS = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])")
_LETTERS_IN_WORDS = re.compile(
    rb"(?<=[A-Za-z])[\x8a-\x8f\x9a-\x9f\xc0-\xff]|[\x8a-\x8f\x9a-\x9f\xc0-\xff](?=[A-Za-z])"
)

_S_AND_Z = frozenset(b"\x8a\x8e\x9a\x9e")
_SOUTH_SLAVIC = frozenset(b"\xc6\xe6\xc8\xe8\xd0\xf0")
_BESIDE = frozenset(b"\xc7\xe7\xcb\xeb\xc4\xe4\xd6\xf6\xdc\xfc")
"""Letters that Albanian and German names beside South Slavic ones have; both encodings and cp1252 have them at one place."""
_CZECH = frozenset(b"\xec\xf8")
_ONLY_IN_LATIN_2 = frozenset(b"\xa6\xa9\xac\xae\xb1\xb6\xbc\xbe")
_S_OR_A, _POLISH = 0xB9, frozenset(b"\xb3\xa3\xbf\xaf\xea\xf1\xf3")


def central_european(data: bytes) -> str | None:
    """Return cp1250 or iso-8859-2 where the letters of words say so, else nothing.

    >>> [central_european(name.encode(to)) for name, to in (("Hodžić", "cp1250"), ("Hodžić", "iso-8859-2"), ("Hélène", "cp1252"))]
    ['cp1250', 'iso-8859-2', None]
    """
    beyond = len(data.translate(None, _ASCII))
    in_words = _IN_WORDS.findall(data)
    if not beyond or len(in_words) < _FEWEST_IN_WORDS * beyond:
        return None
    letters = frozenset(b"".join(_LETTERS_IN_WORDS.findall(data)))
    if _SIGNS_BETWEEN.search(data) or _BEHIND_I.search(data) or _are_central(letters):
        return _which(
            frozenset(b"".join(in_words)), has_controls=re.search(rb"[\x80-\x9f]", data) is not None
        )
    return None


def _are_central(letters: frozenset[int]) -> bool:
    """Say whether letters that cp1252 has, too, are those of a people of Central Europe and of none of the west."""
    is_south_slavic = letters <= _S_AND_Z | _SOUTH_SLAVIC | _BESIDE
    is_czech = letters >= _CZECH
    return bool(letters & _S_AND_Z) and (is_czech or (is_south_slavic and bool(letters & _SOUTH_SLAVIC)))


def _which(in_words: frozenset[int], *, has_controls: bool) -> str:
    """Return which encoding: in Latin 2 nothing stands at 80 to 9F, and cp1250 has signs where Latin 2 has ś, š, ž, ą."""
    is_latin_2 = in_words & _ONLY_IN_LATIN_2 or (_S_OR_A in in_words and not in_words & _POLISH)
    return "iso-8859-2" if is_latin_2 and not has_controls else "cp1250"
