"""A text that was decoded wrongly -> the text as it was meant, where that is certain, else None.

UTF-8 read as an old code page leaves a pattern that no language has: every letter becomes two or three signs of which the first says
how many follow. Only that damage is mended; one old code page read as another cannot be told with certainty.
"""

import codecs
import re
import unicodedata

_FEWEST_LETTERS = 3
_LATIN_LEADS = "ÂÃÄÅ"
_SUSPECT = re.compile(rf"[{_LATIN_LEADS}ÐÑÕÖ×ØÙÚÛРСГШЩЪТУпьяюѓآأذرطظعغ][^\x00-\x7fА-яЁё]")
"""What stands in every text that can be mended: a sign that leads a letter, and one that no word has behind it."""
_ROUNDS = 2


def _signs(page: str) -> str:
    """Return the sign of each byte of a code page; a byte without one is a control character, as in browsers."""
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in range(256))


def _letters(signs: str) -> str:
    """Return a pattern of a text of ASCII and, once or more, of what UTF-8 writes for other letters, as a code page shows it."""
    following, *leads = (
        "".join(rf"\x{{{ord(sign):x}}}" for sign in signs[low:high])
        for low, high in ((0x80, 0xC0), (0xC2, 0xE0), (0xE0, 0xF0), (0xF0, 0xF5))
    )
    letter = "|".join(rf"[{lead}][{following}]{{{count}}}" for count, lead in enumerate(leads, start=1))
    return rf"(?:[\x00-\x7f]*(?:{letter}))+[\x00-\x7f]*"


_PAGES = tuple(map(_signs, ("cp1251", "cp1252", "cp1256", "koi8-r")))
_BYTES = tuple(map(codecs.charmap_build, _PAGES))
GARBLED = rf"^(?:{'|'.join(map(_letters, _PAGES))})$"
"""All of a text that can be mended, as polars looks for it: hardly any other text is made so from its first letter to its last."""


def repaired(text: str) -> str | None:
    """Return a text whose UTF-8 was read as an old code page, once or twice, as it was meant; None when it was not.

    >>> repaired("РўРµСЃС‚РѕРІ"), repaired("ÐŸÑ€Ð¾Ð±Ð¾Ð²"), repaired("JosÃ©")
    ('Тестов', 'Пробов', 'José')
    >>> repaired("Тестов"), repaired("Müller"), repaired("Рёв")
    (None, None, None)
    """
    meant = text
    for _ in range(_ROUNDS):
        again = _once(meant)
        if again is None:
            break
        meant = again
    return meant if meant != text and all(map(_is_shown, meant)) else None


def _once(text: str) -> str | None:
    if text.isascii() or not _SUSPECT.search(text):
        return None
    meant = {one for page in range(len(_PAGES)) if (one := _read_again(text, page)) is not None}
    return meant.pop() if len(meant) == 1 else None


def _read_again(text: str, page: int) -> str | None:
    try:
        meant = codecs.charmap_encode(text, "strict", _BYTES[page])[0].decode("utf-8")
    except UnicodeError:
        return None
    letters = sum(_is_letter(sign) for sign in meant if not sign.isascii())
    # One letter is enough where the signs for it are a Latin capital and no letter at all: "JosÃ©".
    is_latin = all(sign.isascii() or sign in _LATIN_LEADS or not _is_letter(sign) for sign in text)
    return meant if letters >= (1 if is_latin else _FEWEST_LETTERS) else None


def _is_shown(sign: str) -> bool:
    return sign.isprintable() or sign.isspace() or unicodedata.category(sign) == "Cf"


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM"
