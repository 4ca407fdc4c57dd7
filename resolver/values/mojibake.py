"""A text that was decoded wrongly -> the text as it was meant, where that is certain, else None.

UTF-8 read as an old code page leaves a pattern that no language has: every letter becomes two or three signs of which the first says
how many follow. Only that damage is mended; one old code page read as another cannot be told with certainty.
"""

import re
import unicodedata
from functools import cache

_PAGES = ("cp1251", "cp1252", "cp1256", "koi8-r")
_FEWEST_LETTERS = 3
_LATIN_LEADS = "ÂÃÄÅ"
SUSPECT = rf"[{_LATIN_LEADS}ÐÑÕÖ×ØÙÚÛРСГШЩЪТУпьяюѓآأذرطظعغ][^\x00-\x7fА-яЁё]"
"""What stands in every text that can be mended: a sign that leads a letter, and one that no word has behind it."""
_SUSPECT = re.compile(SUSPECT)
_ROUNDS = 2


def repaired(text: str) -> str | None:
    """Return a text whose UTF-8 was read as an old code page, once or twice, as it was meant; None when it was not.

    >>> repaired("РўРµСЃС‚РѕРІ"), repaired("ÐŸÑ€Ð¾Ð±Ð¾Ð²"), repaired("JosÃ©")
    ('Тестов', 'Пробов', 'José')
    >>> repaired("Тестов"), repaired("Müller"), repaired("Рёв")
    (None, None, None)
    """
    meant = text
    for _ in range(_ROUNDS):
        meant = _once(meant) or meant
    return meant if meant != text and all(map(_is_shown, meant)) else None


def _once(text: str) -> str | None:
    if text.isascii() or not _SUSPECT.search(text):
        return None
    meant = {one for page in _PAGES if (one := _read_again(text, page)) is not None}
    return meant.pop() if len(meant) == 1 else None


def _read_again(text: str, page: str) -> str | None:
    signs = _signs(page)
    try:
        meant = bytes([signs[sign] for sign in text]).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None
    letters = sum(_is_letter(sign) for sign in meant if not sign.isascii())
    # One letter is enough where the signs for it are a Latin capital and no letter at all: "JosÃ©".
    is_latin = all(sign.isascii() or sign in _LATIN_LEADS or not _is_letter(sign) for sign in text)
    return meant if letters >= (1 if is_latin else _FEWEST_LETTERS) else None


def _is_shown(sign: str) -> bool:
    return sign.isprintable() or sign.isspace() or unicodedata.category(sign) == "Cf"


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM"


@cache
def _signs(page: str) -> dict[str, int]:
    """Return the byte of each sign of a code page; a byte without one becomes a control character, as browsers do it."""
    return {bytes([byte]).decode(page, "ignore") or chr(byte): byte for byte in range(256)}
