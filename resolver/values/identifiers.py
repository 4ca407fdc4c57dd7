"""Cells and notes -> identifiers (document, tag, telephone, e-mail) as they are compared, and how those of two mentions agree."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from unicodedata import decimal

from resolver.values.similarity import edit_distance, edit_similarity
from resolver.values.text import fold

_PARTING = re.compile(r"[;|\n]")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NUMBER = r"\s*(?:no\.?|nr\.?|№|#|رقم)?\s*[:=]?\s*((?:[^\W\d_]{1,3}[ -]?)?\d[\d -]{3,40}\d)(?!\w)"
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?e\+?[0-9]{1,3}", re.IGNORECASE)
# Of a number a spreadsheet keeps fifteen digits; a reader of it shows a sixteenth or more that mean nothing.
_CUT_SHORT = re.compile(r"[0-9]{18,}0|[0-9]{15}0{2,}")
_WHOLE = re.compile(r"^\s*([0-9]+)\.0+\s*$")
_ITEM = re.compile(
    r"(?:wikidata\s*:\s*|(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/)?(q[1-9][0-9]{0,11})"
)
_ITEM_MARK = "wikidata:"
_LONGEST_NOTE = 50_000
_SHORTEST_SLIP = 5
_FEWEST_REPEATED, _FEWEST_IN_A_RUN, _FEWEST_BESIDE_LETTERS = 4, 5, 6
_RUNS = ("01234567890123456789", "98765432109876543210")
ALIKE = 0.75
"""From this likeness on two e-mail addresses may be one with slips."""


def is_lost_number(identifier: str) -> bool:
    """Return whether a spreadsheet has thrown the last digits of a number away: what is left stands for many numbers.

    >>> [is_lost_number(text) for text in ("8.80112E+15", "8801123456789012480", "8801123456789012", "AB-123")]
    [True, True, False, False]
    """
    text = identifier.strip()
    return bool(_ROUNDED.fullmatch(text) or _CUT_SHORT.fullmatch(text))


def holds_lost_number(cell: str) -> bool:
    """Return whether one of the identifiers of a cell is a lost number.

    >>> holds_lost_number("AB-123|8.80112E+15"), holds_lost_number("AB-123")
    (True, False)
    """
    return any(map(is_lost_number, _PARTING.split(cell)))


def says_nothing(identifier: str) -> bool:
    """Return whether an identifier, as it is compared, stands for none: it has no digit, or one digit repeated, or is a run of digits.

    >>> [says_nothing(text) for text in ("sindni", "00000000", "99999999", "12345678", "ab123456", "417", "ivan@example.org")]
    [True, True, True, True, False, False, False]
    """
    if "@" in identifier or identifier.startswith(_ITEM_MARK):
        return False
    digits = "".join(str(decimal(sign, "")) for sign in identifier if sign.isdigit())
    if set(digits) <= {"0"}:
        return True
    is_number = len(digits) == len(identifier)
    if len(set(digits)) == 1:
        return len(digits) >= (_FEWEST_REPEATED if is_number else _FEWEST_BESIDE_LETTERS)
    return is_number and len(digits) >= _FEWEST_IN_A_RUN and any(digits in run for run in _RUNS)


def holds_nothing(cell: str) -> bool:
    """Return whether one of the identifiers of a cell says nothing.

    >>> holds_nothing("AB-123456; no tiene"), holds_nothing("AB-123456;")
    (True, False)
    """
    return any(says_nothing(part) for part in _parts(cell))


def read_identifiers(cell: str) -> tuple[str, ...]:
    """Return the identifiers of a cell, parted by ; or |, each as it is compared: one case, without spaces and dashes.

    A number of which a spreadsheet kept the first digits only is none, nor is what stands there for want of one: they would be the
    same for many people.

    >>> read_identifiers("AB-123 456; Ivan@Example.org; wikidata:Q42"), read_identifiers("sin DNI; 00000000")
    (('ab123456', 'ivan@example.org', 'wikidata:q42'), ())
    """
    return tuple(dict.fromkeys(part for part in _parts(cell) if not says_nothing(part)))


def _parts(cell: str) -> Iterator[str]:
    parts = (_item(part) or _plain(part) for part in _PARTING.split(fold(cell)) if not is_lost_number(part))
    return filter(None, parts)


def read_items(cell: str) -> tuple[str, ...]:
    """Return the Wikidata items of a cell that holds nothing else, each as it is compared.

    >>> read_items("Q42; https://www.wikidata.org/wiki/Q7747; wikidata.org/wiki/Q1"), read_items("see Wikipedia")
    (('wikidata:q42', 'wikidata:q7747', 'wikidata:q1'), ())
    """
    found = (_ITEM.fullmatch(part.strip()) for part in _PARTING.split(fold(cell)))
    return tuple(dict.fromkeys(f"{_ITEM_MARK}{one[1]}" for one in found if one))


def item_ids(cell: str) -> tuple[str, ...]:
    """Return the Wikidata items of a cell as Wikidata writes them.

    >>> item_ids("wikidata:q42"), item_ids("-")
    (('Q42',), ())
    """
    return tuple(one.removeprefix(_ITEM_MARK).upper() for one in read_items(cell))


def _item(part: str) -> str | None:
    """Return a Wikidata item that says it is one: «Q42» alone in a column of numbers may be anything."""
    found = _ITEM.fullmatch(part.strip())
    return f"{_ITEM_MARK}{found[1]}" if found and found[0] != found[1] else None


def identifiers_in_note(text: str, words: Collection[str]) -> tuple[str, ...]:
    """Return the identifiers that a note certainly holds: e-mail addresses, and numbers right behind a word for a document.

    >>> identifiers_in_note("жетон № А-123456, звонить после 2019, a.testov@example.org", ["жетон"])
    ('a.testov@example.org', 'а123456')
    """
    folded = fold(text[:_LONGEST_NOTE])
    found = [*_MAIL.findall(folded), *(match.group(1) for match in _numbered(folded, words))]
    return tuple(dict.fromkeys(part for part in map(_plain, found) if part and not says_nothing(part)))


def _numbered(folded: str, words: Collection[str]) -> Iterator[re.Match[str]]:
    return _pattern(tuple(sorted(words))).finditer(folded) if words else iter(())


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((fold(word) for word in words), key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b{_NUMBER}")


def _plain(text: str) -> str:
    text = _WHOLE.sub(r"\1", text)
    return text.strip(" .,") if "@" in text else "".join(filter(str.isalnum, text))


def chance_of(identifier: str) -> float:
    """Return how likely another person has an identifier by chance: it cannot tell more people apart than it has signs for.

    >>> chance_of("417"), chance_of("4509123456")
    (0.001, 1e-06)
    """
    return float(max(10.0 ** -len(identifier), 1e-6))


def identifier_label(mine: Sequence[str], theirs: Sequence[str]) -> str:
    """Return how the identifiers of two mentions agree: same, one_digit_off, near, different; missing when none are of a kind.

    A passport beside a tag says nothing, and so do two numbers of different make. Two Wikidata items are two people, whatever
    else agrees (other_item), however alike their numbers are.

    >>> identifier_label(["ab123456"], ["ab123457"]), identifier_label(["ab123456"], ["771"])
    ('one_digit_off', 'missing')
    """
    items, other_items = ({one for one in side if one.startswith(_ITEM_MARK)} for side in (mine, theirs))
    if items and other_items and not items & other_items:
        return "other_item"
    if set(mine) & set(theirs):
        return "same"
    mine, theirs = (
        [one for one in mine if one not in items],
        [one for one in theirs if one not in other_items],
    )
    pairs = [(one, other) for one in mine for other in theirs if ("@" in one) == ("@" in other)]
    if any(_slip(one, other) for one, other in pairs):
        return "one_digit_off"
    if any("@" in one and edit_similarity(one, other) >= ALIKE for one, other in pairs):
        return "near"
    return "different" if any(make_of(one) == make_of(other) for one, other in pairs) else "missing"


def _slip(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _SHORTEST_SLIP and edit_distance(one, other, 1) <= 1


def make_of(identifier: str) -> str:
    """Return the make of an identifier: a letter for letters and digits for how many there are.

    >>> make_of("ab123456"), make_of("ivan@example.org")
    ('aa999999', '@')
    """
    return "@" if "@" in identifier else identifier.translate(_SIGNS)


class _Signs(dict[int, str]):
    """What stands for a sign in the make of an identifier, by the sign's number."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, "9" if chr(code).isdigit() else "a")


_SIGNS = _Signs()
