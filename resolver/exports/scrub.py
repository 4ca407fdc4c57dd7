"""Cells of lists -> cells that may be published: no telephone numbers, contacts or exact addresses, no names of sources."""

import re
from collections.abc import Collection, Iterable, Mapping

from resolver.values.text import fold
from resolver.values.via import read_via

TAKEN_OUT = "[number left out]"
"""What stands where something like a telephone number stood."""

CONTACT_TAKEN_OUT = "[contact left out]"
"""What stands where an address of a mailbox or an account stood."""

_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://)?(?:t\.me|telegram\.me|wa\.me|viber\.click)/\S+|(?<![\w/])@\w{4,}",
    re.IGNORECASE,
)
_ONLY_NUMBERS = re.compile(
    r"\W*(?:(?:д|дом|кв|корп|стр|буд|house|h|apt|flat|no|№|nr|индекс|zip)?\W*\d[\d/-]*\s?[^\W\d_]?\W*)+",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?<!\d)(?:[0-3]?\d[./-][0-3]?\d[./-](?:1[6-9]|20)\d\d|(?:1[6-9]|20)\d\d[./-][01]?\d(?:[./-][0-3]?\d)?)(?!\d)"
)
_BETWEEN = r"[\s().\-\u2013/]*"
_NUMBER = re.compile(
    rf"\+{_BETWEEN}\d(?:{_BETWEEN}\d){{6,}}"
    rf"|(?<!\d)\d(?:{_BETWEEN}\d){{8,}}(?!\d)"
    rf"|\b(?:тел|моб|tel|phone|mob|هاتف|جوال)[^\d,;]{{0,12}}\d(?:{_BETWEEN}\d){{4,}}",
    re.IGNORECASE,
)


def without_numbers(text: str) -> str:
    """Return a text without what looks like a telephone number: a plus and seven digits, nine and more in a row, or five and more after a word
    for a telephone. Days are not taken for one.

    >>> without_numbers("Казань, +7 (900) 123-45-67"), without_numbers("14.05.1979 - 07.02.2018")
    ('Казань, [number left out]', '14.05.1979 - 07.02.2018')
    """
    found, end = [], 0
    for day in _DAY.finditer(text):
        found += [_NUMBER.sub(TAKEN_OUT, text[end : day.start()]), day[0]]
        end = day.end()
    return "".join([*found, _NUMBER.sub(TAKEN_OUT, text[end:])])


def without_contacts(text: str) -> str:
    """Return a text without addresses of mailboxes and accounts.

    >>> without_contacts("Казань, пишите anna@example.org или @anna_k")
    'Казань, пишите [contact left out] или [contact left out]'
    """
    return _CONTACT.sub(CONTACT_TAKEN_OUT, text)


def without_address(
    text: str, *, before: Collection[str], after: Collection[str], numbers: bool
) -> str | None:
    """Return a text without its exact address, or None when it was nothing else.

    ``before`` are words that stand before the name of a street or a number, ``after`` those that stand beside it; with ``numbers``
    pieces that hold nothing but a number (a house, a flat, a postcode, coordinates) go as well.

    >>> words = {"before": {"ул", "кв"}, "after": {"street"}, "numbers": True}
    >>> without_address("Казань, ул. Ленина 5, кв. 3", **words), without_address("5 Nowhere Street; Perm 614000", **words)
    ('Казань', 'Perm 614000')
    >>> without_address("55.79, 49.10", **words) is None
    True
    """
    pieces = [_without_street(piece, before, after) for piece in re.split(r"[,;\n]", text)]
    kept = [piece for piece in pieces if piece and not (numbers and _ONLY_NUMBERS.fullmatch(piece))]
    if len(kept) == len(pieces) and "".join(kept) == "".join(re.split(r"[,;\n]", text)):
        return text
    return ", ".join(piece.strip() for piece in kept) or None


def _without_street(piece: str, before: Collection[str], after: Collection[str]) -> str:
    words = piece.split()
    folded = [fold(word).strip(".()«»\"'") for word in words]
    if any(word in after for word in folded):
        return ""
    at = next((at for at, word in enumerate(folded) if word in before or word.split(".")[0] in before), None)
    return piece if at is None else " ".join(words[:at])


def numbered_sources(cells: Iterable[str | None]) -> Mapping[str, str]:
    """Return ``via`` cells with a number in place of every name, the same one for the same name wherever it stands.

    Who had it from whom can still be followed, and origins still be counted.

    >>> numbered_sources(["Reuters <- Maxim Buga", "maxim buga; CIT"])
    {'Reuters <- Maxim Buga': 'source 1 <- source 2', 'maxim buga; CIT': 'source 2; source 3'}
    """
    numbers: dict[str, str] = {}

    def numbered(name: str) -> str:
        return numbers.setdefault(fold(name), f"source {len(numbers) + 1}")

    distinct = dict.fromkeys(cell for cell in cells if cell)
    return {
        cell: "; ".join(" <- ".join(map(numbered, chain)) for chain in read_via(cell)) for cell in distinct
    }
