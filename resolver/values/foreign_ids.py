"""Ids of mentions, persons and documents <-> ids that FollowTheMoney and nomenklatura accept: letters, digits, dots and dashes of theirs.

An id that is fit stays as it is. Any other is written out byte by byte behind ``m.``, so that it can be read back without a table.
"""

import hashlib
import re

LONGEST = 200
"""So many letters an id may have there."""

_FIT = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?")
_TAKEN = re.compile(r"[Qq][0-9]+|NK-.*|[A-Za-z]-[0-9A-HJKMNP-TV-Z]{6,}|(?:document|incident)-[0-9a-f]{16}")
"""Ids that mean something there (Wikidata, nomenklatura's own) or that we give to persons, documents and incidents."""

_WRITTEN = re.compile(r"\.([0-9a-f]{2})")


def entity_id(mention_id: str) -> str:
    """Return the id of a mention as others accept it; two mentions never get the same.

    >>> entity_id("M001"), entity_id("ряд 7"), entity_id("Q42")
    ('M001', 'm..d1.80.d1.8f.d0.b4.207', 'm..5142')
    """
    if _FIT.fullmatch(mention_id) and not _TAKEN.fullmatch(mention_id) and len(mention_id) <= LONGEST:
        return mention_id
    signs = mention_id.encode()
    # The first byte is always written out: nothing behind the mark can then be taken for an id of its own.
    written = f"m..{signs[:1].hex()}" + "".join(map(_sign, signs[1:]))
    return written if len(written) <= LONGEST else f"m.{hashlib.sha256(signs).hexdigest()[:40]}"


def mention_id_of(found: str) -> str:
    """Return the id of the mention that an id stands for; what was not written by ``entity_id`` stays as it is.

    >>> mention_id_of(entity_id("ряд 7")), mention_id_of("M001"), mention_id_of("NK-abc")
    ('ряд 7', 'M001', 'NK-abc')
    """
    if not found.startswith("m.."):
        return found
    try:
        return _unwritten(found[2:])
    except ValueError:
        return found


def hashed_id(kind: str, text: str) -> str:
    """Return an id for something that has only a long name: a document known by its address, an incident.

    >>> hashed_id("document", "https://example.org/a")
    'document-b5b10dd0429e69ac'
    """
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _sign(sign: int) -> str:
    letter = chr(sign)
    return letter if letter.isascii() and letter.isalnum() else f".{sign:02x}"


def _unwritten(text: str) -> str:
    signs, end = bytearray(), 0
    for found in _WRITTEN.finditer(text):
        signs += text[end : found.start()].encode() + bytes.fromhex(found[1])
        end = found.end()
    return (bytes(signs) + text[end:].encode()).decode()
