"""A ``via`` cell -> chains of who had it from whom, and the origins that the chains of one person lead to.

``A <- B <- root`` reads from the nearest to the first; several chains are parted by ``;``. Documents that repeat one another share an
origin: eleven outlets may rest on two.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from resolver.values.text import clean, fold

Chain = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """The known first sources of a person's mentions, and how many documents name none.

    A document without a source may or may not be independent: the number of origins is a range.
    """

    roots: tuple[str, ...]
    unknown_document_count: int

    @property
    def low(self) -> int:
        """Return the fewest origins there can be."""
        return max(len(self.roots), 1 if self.unknown_document_count else 0)

    @property
    def high(self) -> int:
        """Return the most origins there can be."""
        return len(self.roots) + self.unknown_document_count


def read_via(cell: str) -> list[Chain]:
    """Return the chains of a cell, nearest first.

    >>> read_via("Reuters <- Maxim Buga; CIT")
    [('Reuters', 'Maxim Buga'), ('CIT',)]
    """
    chains = [
        tuple(clean(name) for name in re.split(r"<-|←|<—|<–", part) if clean(name))
        for part in cell.split(";")
    ]
    return [chain for chain in chains if chain]


def origins_of(cells_by_document: Iterable[tuple[str, Sequence[str]]]) -> Origins:
    """Return the origins of one person from (document, its via cells).

    A chain that ends at X goes on where another document of the same person shows whom X had it from.

    >>> cells = [("a", ["Reuters"]), ("b", ["Reuters <- Maxim Buga"]), ("c", ["CIT"]), ("d", [])]
    >>> found = origins_of(cells)
    >>> found.roots, found.low, found.high
    (('CIT', 'Maxim Buga'), 2, 3)
    """
    shown: dict[str, str] = {}
    sources: dict[str, set[str]] = {}
    ends: set[str] = set()
    unknown = 0
    for _, cells in cells_by_document:
        chains = [chain for cell in cells for chain in read_via(cell)]
        unknown += not chains
        for chain in chains:
            names = [fold(name) for name in chain]
            for name, spelling in zip(names, chain, strict=True):
                shown.setdefault(name, spelling)
            for nearer, further in itertools.pairwise(names):
                sources.setdefault(nearer, set()).add(further)
            ends.add(names[-1])
    roots = {root for end in ends for root in _roots(end, sources)}
    return Origins(roots=tuple(sorted(shown[root] for root in roots)), unknown_document_count=unknown)


def _roots(name: str, sources: dict[str, set[str]]) -> set[str]:
    """Follow a name to whoever had it from nobody; a circle of citations counts as one root, its smallest name."""
    reached = reach(name, sources)
    found = {one for one in reached if not sources.get(one, set()) - {one}}
    circle = [one for one in reached if all(one in reach(other, sources) for other in reach(one, sources))]
    return found or {min(circle)}


def reach(name: str, sources: Mapping[str, set[str]]) -> set[str]:
    """Return a name and everybody it leads to, when ``sources`` says whom each had it from.

    >>> sorted(reach("a", {"a": {"b"}, "b": {"c"}, "d": {"a"}}))
    ['a', 'b', 'c']
    """
    seen, waiting = {name}, [name]
    while waiting:
        further = sources.get(waiting.pop(), set()) - seen
        seen |= further
        waiting += sorted(further)
    return seen
