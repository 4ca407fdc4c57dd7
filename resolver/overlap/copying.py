"""Who stands on which lists, and from whom each row has it -> the lists that rest on the same origins, to be taken as one.

Two lists that both have it from one witness are not two lists: that a person stands on both says nothing of how many stand on neither.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from resolver.model.constraints import DisjointSets
from resolver.overlap.listed import Listed
from resolver.values.text import fold, is_missing
from resolver.values.via import Chain, reach, read_via

COPIED_SHARE = 0.1
"""Two lists are one when they have more than this share of the people they share from the same origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Two lists of which ``copied`` of the ``shared`` people rest on the same origin in both; ``origins`` are the most frequent."""

    one: str
    other: str
    shared: int
    copied: int
    origins: tuple[str, ...]

    @property
    def is_one_list(self) -> bool:
        """Return whether the two are to be taken as one list."""
        return self.copied > COPIED_SHARE * self.shared

    def __str__(self) -> str:
        whom = "person" if self.shared == 1 else "people"
        told = f"{self.one} and {self.other} have {self.copied} of the {self.shared} {whom} they share from the same origin"
        return f"{told} ({', '.join(self.origins)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """From whom the rows of a run have it: their ``via`` cells, the documents that each cites, and words that name nobody."""

    via: Sequence[str | None]
    documents: Mapping[int, Sequence[str]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()

    def chains(self, row: int) -> list[Chain]:
        """Return the chains of a row, nearest first, without words that name nobody.

        >>> Told(via=["Agency <- ?; n/a"], unknown=frozenset({"n/a"})).chains(0)
        [('Agency',)]
        """
        known = (
            tuple(name for name in chain if fold(name).strip("?") and not is_missing(name, self.unknown))
            for chain in read_via(self.via[row] or "")
        )
        return [chain for chain in known if chain]


def copied_lists(listed: Listed, told: Told) -> tuple[Copied, ...]:
    """Return every two lists that share people who, on both, rest on the same origin: who said it first, or one and the same page.

    A list named in ``via`` is an origin as any other.
    """
    shared: Counter[tuple[int, int]] = Counter()
    copied: dict[tuple[int, int], Counter[str]] = {}
    number: Counter[tuple[int, int]] = Counter()
    shown: dict[str, str] = {}
    for roots in _roots_of_people(listed, told, shown):
        for pair in itertools.combinations(sorted(roots), 2):
            shared[pair] += 1
            if both := roots[pair[0]] & roots[pair[1]]:
                number[pair] += 1
                copied.setdefault(pair, Counter()).update(both)
    return tuple(
        Copied(
            one=listed.lists[pair[0]],
            other=listed.lists[pair[1]],
            shared=shared[pair],
            copied=number[pair],
            origins=tuple(shown.get(name, name) for name, _ in _commonest(copied[pair])),
        )
        for pair in sorted(copied)
    )


def groups_of(copied: Sequence[Copied]) -> tuple[tuple[str, ...], ...]:
    """Return the lists to be taken as one, group by group.

    >>> pair = Copied(one="B", other="A", shared=10, copied=9, origins=("x",))
    >>> groups_of([pair, Copied(one="C", other="B", shared=50, copied=1, origins=("x",))])
    (('A', 'B'),)
    """
    return joined_groups([(pair.one, pair.other) for pair in copied if pair.is_one_list])


def joined_groups(groups: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return groups of lists, in order, of which none shares a list with another; a list alone is no group.

    >>> joined_groups([("a", "b"), ("c", "d"), ("b", "c"), ("e",)])
    (('a', 'b', 'c', 'd'),)
    """
    sets = DisjointSets()
    names = sorted({name for group in groups for name in group})
    place = {name: at for at, name in enumerate(names)}
    for group in groups:
        for name in group:
            sets.join(place[group[0]], place[name])
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(sets.root(place[name]), []).append(name)
    return tuple(sorted(tuple(group) for group in found.values() if len(group) > 1))


def _commonest(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:3]


def _roots_of_people(
    listed: Listed, told: Told, shown: dict[str, str]
) -> Iterator[dict[int, frozenset[str]]]:
    """Yield, for each person on several lists, the origins that each list rests on for that person."""
    at = 0
    own = [frozenset(fold(name) for name in names) for names in listed.names]
    for names in listed.names:
        shown |= {fold(name): name for name in sorted(names, reverse=True)}
    for rows in listed.people.rows:
        lists = listed.list_of[at : at + len(rows)].tolist()
        at += len(rows)
        if len(set(lists) - {-1}) > 1:
            yield _roots_of_person(
                [(list_, row) for list_, row in zip(lists, rows, strict=True) if list_ >= 0], told, own, shown
            )


def _roots_of_person(
    rows: Sequence[tuple[int, int]], told: Told, own: Sequence[frozenset[str]], shown: dict[str, str]
) -> dict[int, frozenset[str]]:
    sources: dict[str, set[str]] = {}
    ends: dict[int, set[str]] = {}
    for list_, row in rows:
        chains = [_folded(chain, shown) for chain in told.chains(row)]
        itself = {min(own[list_])}
        for chain in chains:
            for nearer, further in itertools.pairwise(chain):
                sources.setdefault(nearer, set()).add(further)
            for name in own[list_] - set(chain):
                sources.setdefault(name, set()).add(chain[0])
        pages = {f"page {document}" for document in told.documents.get(row, ())}
        ends.setdefault(list_, set()).update(pages, {chain[-1] for chain in chains} or itself)
    alias = {name: min(names) for names in own for name in names}
    return {
        list_: frozenset(alias.get(root, root) for name in names for root in _roots(name, sources))
        for list_, names in ends.items()
    }


def _folded(chain: Chain, shown: dict[str, str]) -> list[str]:
    for name in chain:
        shown.setdefault(fold(name), name)
    return [fold(name) for name in chain]


def _roots(name: str, sources: Mapping[str, set[str]]) -> set[str]:
    """Return whoever had it from nobody; a circle of citations counts as one root, its smallest name."""
    reached = reach(name, sources)
    return {one for one in reached if not sources.get(one, set()) - {one}} or {min(reached)}
