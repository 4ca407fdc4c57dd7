"""Persons of earlier runs -> what they oblige a run to: an id that was issued stays with its people, and no program joins two of them."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from resolver.model.constraints import DisjointSets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What earlier runs said, by row: whose mention it was (None: new), how surely and why.

    ``issued`` is every id ever issued, with the mention it was made from.
    """

    person_of: Sequence[str | None] = ()
    chance_of: Mapping[int, float] = field(default_factory=dict)
    why_of: Mapping[int, str] = field(default_factory=dict)
    issued: Mapping[str, str] = field(default_factory=dict)

    def rows_of(self) -> dict[str, list[int]]:
        """Return the rows of each published person.

        >>> Published(person_of=("P-A", None, "P-A")).rows_of()
        {'P-A': [0, 2]}
        """
        found: dict[str, list[int]] = defaultdict(list)
        for row, person in enumerate(self.person_of):
            if person is not None:
                found[person].append(row)
        return dict(found)


def published_codes(published: Published, by_hand: Mapping[int, int], rows: int) -> NDArray[np.int64]:
    """Return the published person of each row as a code, -1 where there is none; whom humans joined (row -> root) is one.

    >>> published_codes(Published(person_of=("P-A", None, "P-B", "P-C", None)), {2: 2, 3: 2, 4: 2}, 5).tolist()
    [0, -1, 2, 2, 2]
    """
    sets = DisjointSets()
    people = list(published.rows_of().values())
    for group in people:
        for row in group[1:]:
            sets.join(group[0], row)
    for row, root in by_hand.items():
        sets.join(row, root)
    known = {sets.root(group[0]) for group in people}
    codes = np.full(rows, -1, dtype=np.int64)
    for row in {row for group in people for row in group} | by_hand.keys():
        if sets.root(row) in known:
            codes[row] = sets.root(row)
    return codes


def person_ids(
    roots: Sequence[int], mention_ids: Sequence[str], published: Published | None = None
) -> list[str]:
    """Return a person id per row: the one it was published under, else one made from the smallest mention id of its cluster.

    A letter, a dash and six Crockford base32 characters, more when two clusters collide; never all digits and never digits
    around one E, which a spreadsheet would take for a number. Of a person that is cut, the id stays with most of its mentions; of
    persons that are joined, the id of most mentions stays.

    >>> [first] = person_ids([0], ["m1"])
    >>> before = Published(person_of=(None, first), issued={first: "m1"})
    >>> person_ids([0, 0], ["m0", "m1"], before) == [first, first]
    True
    """
    before = published or Published()
    by_root = {root: ids[0] for root, ids in kept_ids(roots, mention_ids, before).items()}
    taken = set(by_root.values())
    for row in sorted(range(len(roots)), key=mention_ids.__getitem__):
        if roots[row] not in by_root:
            by_root[roots[row]] = one = _minted(mention_ids[row], taken, before.issued)
            taken.add(one)
    return [by_root[root] for root in roots]


def kept_ids(roots: Sequence[int], mention_ids: Sequence[str], published: Published) -> dict[int, list[str]]:
    """Return the published ids that each cluster takes over: first the one that it bears, then those that lead to it now."""
    if not published.person_of:
        return {}
    shares: dict[str, Counter[int]] = defaultdict(Counter)
    first: dict[tuple[str, int], str] = {}
    for root, person, mention_id in zip(roots, published.person_of, mention_ids, strict=True):
        if person is not None:
            shares[person][root] += 1
            first[person, root] = min(first.get((person, root), mention_id), mention_id)
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for person, counts in shares.items():
        home = min(counts, key=lambda root: (-counts[root], first[person, root]))
        found[home].append((-counts[home], person))
    return {root: [person for _, person in sorted(ids)] for root, ids in found.items()}


def _minted(mention_id: str, taken: Collection[str], issued: Mapping[str, str]) -> str:
    """Return a new id; one that was issued before is given again only where it was made from this very mention."""
    number = int.from_bytes(hashlib.sha256(f"person of {mention_id}".encode()).digest(), "big")
    for length in range(6, 40):
        for start in range(10):
            code = _written(number >> 5 * start, length)
            one = f"P-{code}"
            if (
                one not in taken
                and issued.get(one, mention_id) == mention_id
                and not code.replace("E", "", 1).isdigit()
            ):
                return one
    raise AssertionError(mention_id)


_TWO = tuple(CROCKFORD[two & 31] + CROCKFORD[two >> 5] for two in range(1 << 10))


def _written(number: int, length: int) -> str:
    """Return so many letters for the lowest bits of a number, the lowest first; six are what is nearly always asked for."""
    if length == 6:
        return _TWO[number & 1023] + _TWO[number >> 10 & 1023] + _TWO[number >> 20 & 1023]
    return "".join([CROCKFORD[number >> 5 * at & 31] for at in range(length)])
