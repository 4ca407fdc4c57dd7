"""Clusters -> person ids: made from the smallest mention id of each, so that they outlive growth."""

import hashlib
from collections.abc import Iterator, Sequence

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def person_ids(roots: Sequence[int], mention_ids: Sequence[str]) -> list[str]:
    """Return a person id per row, made from the smallest mention id of its cluster, so that it outlives growth.

    A letter, a dash and six Crockford base32 characters, more when two clusters collide; never all digits and never digits
    around one E, which a spreadsheet would take for a number.
    """
    smallest: dict[int, str] = {}
    for row, root in enumerate(roots):
        smallest[root] = min(smallest.get(root, mention_ids[row]), mention_ids[row])
    issued: dict[str, int] = {}
    for root in sorted(smallest, key=lambda one: smallest[one]):
        issued[next(one for one in _candidates(smallest[root]) if one not in issued)] = root
    by_root = {root: person_id for person_id, root in issued.items()}
    return [by_root[root] for root in roots]


def _candidates(mention_id: str) -> Iterator[str]:
    number = int.from_bytes(hashlib.sha256(f"person of {mention_id}".encode()).digest(), "big")
    for length in range(6, 40):
        for start in range(10):
            code = "".join([CROCKFORD[number >> 5 * at & 31] for at in range(start, start + length)])
            if not code.replace("E", "", 1).isdigit():
                yield f"P-{code}"
