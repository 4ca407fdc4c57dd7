"""A ``via`` cell -> chains of who had it from whom, and the origins that the chains of one person lead to.

``A <- B <- root`` reads from the nearest to the first; several chains are parted by ``;``. Documents that repeat one another share an
origin: eleven outlets may rest on two. A publisher whom one document names and whose page another document is stands for one thing.
A chain whose first link is a word for nothing («CIT <- ?») leads to an origin that nobody knows: never counted as independent.
"""

import itertools
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from resolver.values.text import clean, fold, is_missing

Chain = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one document tells of where it has a person from: the cells of its rows, whose page it is, and of whom it is a repost.

    Documents of one ``voice`` are reposts of one another, as somebody judged.
    """

    cells: tuple[str, ...] = ()
    publisher: str = ""
    voice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """The known first sources of a person's mentions, and how many that nobody knows there may be besides.

    A document without a source may or may not be independent: the number of origins is a range. ``of_telling`` are the roots that
    each document leads to; none where it names no source.
    """

    roots: tuple[str, ...]
    unknown_count: int
    of_telling: tuple[tuple[str, ...], ...] = field(default=(), compare=False)

    @property
    def low(self) -> int:
        """Return the fewest origins there can be."""
        return max(len(self.roots), 1 if self.unknown_count else 0)

    @property
    def high(self) -> int:
        """Return the most origins there can be."""
        return len(self.roots) + self.unknown_count


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationGraph:
    """Who had it from whom, for one person: folded names and their spellings, and whom each had it from.

    ``nearest`` are the names from which each document has it, ``ends`` those at which its chains end; what a document without a
    source leads to by its publisher or its voice stands in both. ``silent`` are the documents (by place) that lead nowhere, each with the voice it belongs to; ``dark`` are names of which a
    chain says that nobody knows whom they had it from.
    """

    shown: Mapping[str, str]
    sources: Mapping[str, Set[str]]
    nearest: tuple[tuple[str, ...], ...]
    ends: tuple[tuple[str, ...], ...]
    silent: Mapping[int, str]
    dark: Set[str]

    def roots(self, place: int) -> set[str]:
        """Return the first sources, known or dark, that a document leads to."""
        return self._roots_of(self.ends[place])

    def roots_of(self, cell: str, unknown: frozenset[str] = frozenset()) -> set[str]:
        """Return the first sources, known or dark, that the chains of one cell of these documents lead to.

        >>> told = [Telling(cells=("Reuters", "CIT <- widow"))]
        >>> graph_of(told).roots_of("CIT")
        {'widow'}
        """
        return self._roots_of(one.names[-1] for one in _read(cell, unknown))

    def ways(self, name: str) -> list[Chain]:
        """Return the shortest way from a name to each who had it first, the name first.

        >>> graph_of([Telling(cells=("A <- B; A <- C <- D",))]).ways("a")
        [('a', 'b'), ('a', 'c', 'd')]
        """
        roots = first_of(name, self.sources)
        return [way for way in _shortest_ways(name, self.sources) if way[-1] in roots]

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Return names in the order of their spellings."""
        return sorted(names, key=lambda one: (self.shown[one], one))

    def _roots_of(self, names: Iterable[str]) -> set[str]:
        return {root for name in names for root in first_of(name, self.sources)}


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


def known_part(chain: Chain, unknown: frozenset[str] = frozenset()) -> tuple[Chain, bool]:
    """Return a chain without words for nothing, and whether its first source is one of them.

    >>> known_part(("Reuters", "?")), known_part(("Reuters", "n/a", "CIT"), frozenset({"n/a"}))
    ((('Reuters',), True), (('Reuters', 'CIT'), False))
    """
    is_dark = [is_missing(name, unknown) or fold(name).strip("?") == "" for name in chain]
    return tuple(name for name, dark in zip(chain, is_dark, strict=True) if not dark), is_dark[-1]


def known_chains(cell: str, unknown: frozenset[str] = frozenset()) -> list[Chain]:
    """Return the chains of a cell without words for nothing, nearest first.

    >>> known_chains("Reuters <- ?; n/a", frozenset({"n/a"}))
    [('Reuters',)]
    """
    return [one.chain for one in _read(cell, unknown)]


def graph_of(tellings: Sequence[Telling], unknown: frozenset[str] = frozenset()) -> CitationGraph:
    """Return who had it from whom, by what the documents of one person tell. ``unknown`` are words for nothing.

    >>> told = [Telling(cells=("Reuters",)), Telling(publisher="Reuters", cells=("Maxim Buga",))]
    >>> graph = graph_of(told)
    >>> dict(graph.sources), graph.roots(0)
    ({'reuters': {'maxim buga'}}, {'maxim buga'})
    """
    if not any(telling.cells or telling.publisher or telling.voice for telling in tellings):
        return _nothing_told(len(tellings))
    shown: dict[str, str] = {}
    sources: dict[str, set[str]] = {}
    dark: set[str] = set()
    nearest: list[tuple[str, ...]] = []
    ends: list[tuple[str, ...]] = []
    for telling in tellings:
        first, last = [], []
        for chain, names, is_dark in (one for cell in telling.cells for one in _read(cell, unknown)):
            for name, spelling in zip(names, chain, strict=True):
                shown[name] = min(shown.get(name, spelling), spelling)
            for nearer, further in itertools.pairwise(names):
                sources.setdefault(nearer, set()).add(further)
            dark |= {names[-1]} if is_dark else set()
            first.append(names[0])
            last.append(names[-1])
        nearest.append(tuple(dict.fromkeys(first)))
        ends.append(tuple(dict.fromkeys(last)))
    own = _own_pages(tellings, nearest, shown, sources)
    for places in (nearest, ends):
        places[:] = [own.get(place, found) for place, found in enumerate(places)]
    silent = _silent(tellings, nearest, ends)
    return CitationGraph(
        shown=shown,
        sources=sources,
        nearest=tuple(nearest),
        ends=tuple(ends),
        silent=silent,
        dark={name for name in dark if not sources.get(name, set()) - {name}},
    )


@lru_cache(maxsize=64)
def _nothing_told(count: int) -> CitationGraph:
    """Return the graph of so many documents of which none tells anything: most documents of most lists."""
    nowhere: tuple[Chain, ...] = ((),) * count
    silent = {place: f"document {place}" for place in range(count)}
    return CitationGraph(shown={}, sources={}, nearest=nowhere, ends=nowhere, silent=silent, dark=frozenset())


class _Known(NamedTuple):
    """A chain without words for nothing, its names in one case, and whether its first source is a word for nothing."""

    chain: Chain
    names: Chain
    is_dark: bool


@lru_cache(maxsize=10_000)
def _read(cell: str, unknown: frozenset[str]) -> tuple[_Known, ...]:
    """Return the chains of a cell; the same cells stand in thousands of rows."""
    parts = (known_part(chain, unknown) for chain in read_via(cell))
    return tuple(_Known(chain, tuple(map(fold, chain)), is_dark) for chain, is_dark in parts if chain)


def _own_pages(
    tellings: Sequence[Telling],
    nearest: Sequence[tuple[str, ...]],
    shown: Mapping[str, str],
    sources: dict[str, set[str]],
) -> dict[int, tuple[str, ...]]:
    """Let a publisher whom a chain names have it from whom its own page has it; return the silent pages for which it speaks.

    A silent page of a publisher whom another of its pages leads further stays silent: it may rest on something else.
    """
    publishers = [fold(telling.publisher) for telling in tellings]
    for publisher, first in zip(publishers, nearest, strict=True):
        if publisher in shown and (further := set(first) - {publisher}):
            sources.setdefault(publisher, set()).update(further)
    return {
        place: (publisher,)
        for place, publisher in enumerate(publishers)
        if not nearest[place] and publisher in shown and not sources.get(publisher, set()) - {publisher}
    }


def _silent(
    tellings: Sequence[Telling], nearest: list[tuple[str, ...]], ends: list[tuple[str, ...]]
) -> dict[int, str]:
    """Let silent documents lead where documents of their voice do; return those that no document speaks for, with their voice."""
    of_voice: dict[str, dict[str, None]] = {}
    for telling, last in zip(tellings, ends, strict=True):
        if telling.voice:
            of_voice.setdefault(telling.voice, {}).update(dict.fromkeys(last))
    silent: dict[int, str] = {}
    for place, telling in enumerate(tellings):
        if not ends[place]:
            nearest[place] = ends[place] = tuple(sorted(of_voice.get(telling.voice, ())))
        if not ends[place]:
            silent[place] = f"voice {telling.voice}" if telling.voice else f"document {place}"
    return silent


def origins_of(tellings: Iterable[Telling], unknown: frozenset[str] = frozenset()) -> Origins:
    """Return the origins of one person from what its documents tell; ``unknown`` are words for nothing.

    A chain that ends at X goes on where another document of the same person shows whom X had it from.

    >>> cells = [("Reuters",), ("Reuters <- Maxim Buga",), ("CIT",), ()]
    >>> found = origins_of(Telling(cells=one) for one in cells)
    >>> found.roots, found.low, found.high
    (('CIT', 'Maxim Buga'), 2, 3)
    """
    graph = graph_of(list(tellings), unknown)
    led = [graph.roots(place) for place in range(len(graph.ends))]
    found: set[str] = set().union(*led)
    of_telling = tuple(tuple(sorted(graph.shown[root] for root in roots - graph.dark)) for roots in led)
    return Origins(
        roots=tuple(sorted(graph.shown[root] for root in found - graph.dark)),
        unknown_count=len(found & graph.dark) + len(set(graph.silent.values())),
        of_telling=of_telling,
    )


def _shortest_ways(name: str, sources: Mapping[str, Set[str]]) -> Iterator[Chain]:
    """Yield the shortest way from a name to itself and to everybody it leads to."""
    seen, waiting = {name}, deque[Chain]([(name,)])
    while waiting:
        way = waiting.popleft()
        yield way
        further = sorted(sources.get(way[-1], set()) - seen)
        seen.update(further)
        waiting.extend((*way, one) for one in further)


def first_of(name: str, sources: Mapping[str, Set[str]]) -> set[str]:
    """Follow a name to whoever had it from nobody; a circle of citations counts as one root, its smallest name.

    >>> first_of("a", {"a": {"b"}, "b": {"c"}}), first_of("a", {"a": {"b"}, "b": {"a"}})
    ({'c'}, {'a'})
    """
    reached = reach(name, sources)
    found = {one for one in reached if not sources.get(one, set()) - {one}}
    circle = [one for one in reached if all(one in reach(other, sources) for other in reach(one, sources))]
    return found or {min(circle)}


def reach(name: str, sources: Mapping[str, Set[str]]) -> set[str]:
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
