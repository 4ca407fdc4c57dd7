"""Bytes that are not Unicode -> whether a way to read them shows what no language writes, and which old code page shows words.

A wrong code page shows signs within words (Pe¤a), letters of two scripts beside each other (MЃller) or great letters behind small ones (JoÆo), and
hardly ever only the letters of one language. So the code pages of DOS and of the first Macintosh can be told, where a list has a few letters beyond ASCII.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

PAGES = (
    "cp1252", "cp1250", "cp1254", "cp1251", "cp850", "cp852", "cp437", "cp860", "cp857", "cp866", "cp855", "mac_roman", "mac_croatian", "mac_latin2",
    "mac_cyrillic", "koi8-r", "iso-8859-2", "iso-8859-5", "iso-8859-15",
)  # fmt: skip
"""Code pages that letters may tell; of two that show one text the first is taken."""
_LANGUAGES = (
    "áéíóúüñ", "áéíóúüñàçèïò", "áâãàçéêíóôõúü", "àâæçéèêëîïôœùûüÿñ", "àèéìíîòóùú", "äöüßé", "åäöæøéü", "áðéíóúýþæö",
    "čćđšž", "čćđšžëç", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "çëé", "çğıiöşüâî",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяё", "абвгдђежзијклљмнњопрстћуфхцчџш",
)  # fmt: skip
"""Letters beyond ASCII of languages, small ones."""
_ALPHABETS = tuple(map(frozenset, _LANGUAGES))
_BETWEEN = frozenset("’‘´¿·¬،؛\xad\xa0")
_BEHIND = _BETWEEN | frozenset("”“»›…ªº°–—•®™؟")
_BEFORE = _BETWEEN | frozenset("“„«‹‚¿¡–—•№§©ªº")
"""Signs that may stand within a word, behind it, and before it."""
_AROUND = re.compile(r"(?=([^\n]?)([^\x00-\x7f])([^\n]?))")
_NO_SIGNS = ("Cc", "Cn", "Co")
_UNSEEN = ("Cf", "Mn", "Mc")
"""Kinds of what no text holds, and of what stands on letters or joins them."""
FEWEST_COVERED = 0.96
"""At least this part of the letters beyond ASCII are those of one language where a code page is right."""
LEAST_AHEAD = 0.05
"""By so much it shows more of them than any other that shows another text."""


def wrong_part(text: str) -> float:
    """Return which part of the letters beyond ASCII, and of what stands in their place, no language writes so.

    >>> [wrong_part(text) for text in ("Peña José", "Pe¤a Jos‚", "Тестов «Иван»", "")]
    [0.0, 1.0, 0.0, 0.0]
    """
    letters, wrong = _counted(text)
    total = letters.total() + wrong
    return wrong / total if total else 0.0


def code_page_of(data: bytes) -> str | None:
    """Return the code page that shows the letters of one language, if it is one only.

    >>> names = "Peña Núñez;José", "Hodžić;Šefik Đulaga", "Тестов;Иван"
    >>> [code_page_of(name.encode(page)) for name, page in zip(names, ("mac_roman", "cp852", "cp866"))]
    ['mac_roman', 'cp852', 'cp866']
    """
    shown: dict[str, tuple[float, str]] = {}
    for page in PAGES:
        try:
            text = data.decode(page)
        except UnicodeDecodeError:
            continue
        shown.setdefault(text, (_covered(text), page))
    (best, page), (next_best, _) = [
        *sorted(shown.values(), key=lambda one: -one[0]),
        (0.0, ""),
        (0.0, ""),
    ][:2]
    return page if best >= max(FEWEST_COVERED, next_best + LEAST_AHEAD) else None


def _covered(text: str) -> float:
    """Return which part of what is beyond ASCII is letters of the language that has most of them."""
    letters, wrong = _counted(text)
    total = letters.total() + wrong
    return max(sum(letters[one] for one in alphabet) for alphabet in _ALPHABETS) / total if total else 0.0


def _counted(text: str) -> tuple[Counter[str], int]:
    """Return the letters beyond ASCII that stand as letters do, small, and how many signs and letters do not."""
    letters: Counter[str] = Counter()
    wrong = 0
    for before, sign, behind in _around(text):
        if _stands_wrongly(before, sign, behind):
            wrong += 1
        elif _is_letter(sign):
            letters[sign.lower()[0]] += 1
    return letters, wrong


def _around(text: str) -> Iterator[tuple[str, str, str]]:
    return ((found[1], found[2], found[3]) for found in _AROUND.finditer(text))


def _stands_wrongly(before: str, sign: str, behind: str) -> bool:
    kind = unicodedata.category(sign)
    if kind in _NO_SIGNS or kind in _UNSEEN:
        return kind in _NO_SIGNS
    if _is_letter(sign):
        return _is_no_letter_here(before, sign, behind)
    is_behind, is_before = _is_letter(before), _is_letter(behind)
    if is_behind and is_before:
        return sign not in _BETWEEN and not (sign in "–—" and behind.isupper())
    return (is_behind and sign not in _BEHIND) or (is_before and sign not in _BEFORE)


def _is_no_letter_here(before: str, sign: str, behind: str) -> bool:
    """Say whether a letter stands beside one of another script, or is great or small where its word is not."""
    beside = [one for one in (before, behind) if _is_letter(one)]
    if any(_script(one) != _script(sign) for one in beside):
        return True
    if sign.isupper():
        return before.islower() or (_is_letter(before) and behind.islower())
    return sign.islower() and behind.isupper()


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and sign not in "ªº"


@lru_cache(maxsize=1024)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]
