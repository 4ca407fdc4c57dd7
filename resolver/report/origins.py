"""An Outcome and a person -> the way from every origin to the documents that repeat it: as a tree, as text, as a nested list.

What is known of origins is looked up once for a run (``SaidBy``); names of people who are no casualties are hidden.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import polars as pl
from markupsafe import Markup

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.origins import Reposts
from resolver.outcome import Outcome
from resolver.report.cards import UNNAMED, CardLine, Part
from resolver.report.shown import HiddenNames, said, some
from resolver.values.grades import CREDIBILITY, RELIABILITY
from resolver.values.text import fold
from resolver.values.via import CitationGraph, Telling, graph_of, known_chains

_NOT_NAMED = "no origin named"
_UNCOUNTED = "not counted as independent"
_NOTHING_KNOWN = (None, None, None)


class Mentioned(Protocol):
    """One mention, as far as origins ask."""

    @property
    def mention_id(self) -> str:
        """Return its id."""

    @property
    def via(self) -> str | None:
        """Return the cell that says where it has it from."""

    @property
    def documents(self) -> Sequence[str]:
        """Return the documents that it cites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One name or document on the way from an origin, and what repeats it; ``note`` says what a reader has to know of it."""

    name: str
    note: str = ""
    repeated_by: tuple["Node", ...] = ()
    is_document: bool = False

    def document_count(self) -> int:
        """Return how many documents stand at or under it, each way counted."""
        return self.is_document + sum(one.document_count() for one in self.repeated_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOrigins:
    """Who said it first of one person, and who repeats whom; shows itself as text, and in a notebook as a nested list."""

    name: str
    person_id: str
    low: int
    high: int
    first: str
    origins: tuple[Node, ...]

    @property
    def told(self) -> str:
        """Return the number of origins in words."""
        if self.low == self.high:
            return "1 origin" if self.low == 1 else f"{self.low} origins"
        return f"at least {self.low}, at most {self.high} origins"

    def __str__(self) -> str:
        head = f"{self.person_id}   {self.name}   {self.told}"
        first = [f"first: {self.first}"] if self.first else []
        return "\n".join([head, *first, *_lines_of(self.origins)])

    def _repr_html_(self) -> str:
        first = Markup("<br>first: <bdi>{}</bdi>").format(self.first) if self.first else ""
        head = Markup("<p><strong><bdi>{}</bdi></strong> <code>{}</code> {}{}</p>").format(
            self.name, self.person_id, self.told, first
        )
        return str(Markup('<div class="resolver-origins">{}{}</div>').format(head, _list_of(self.origins)))


def _lines_of(nodes: Sequence[Node], depth: int = 0) -> Iterator[str]:
    for node in nodes:
        note = f"   {node.note}" if node.note else ""
        yield f"{'    ' * depth}{'- ' if node.is_document else ''}{node.name}{note}"
        yield from _lines_of(node.repeated_by, depth + 1)


def _list_of(nodes: Sequence[Node]) -> Markup:
    """Return a tree as a nested list: it loads nothing, runs nothing and can be read aloud."""
    items = [
        Markup("<li><bdi>{}</bdi>{}{}</li>").format(
            node.name,
            Markup(" <small>{}</small>").format(node.note) if node.note else "",
            _list_of(node.repeated_by) if node.repeated_by else "",
        )
        for node in nodes
    ]
    return Markup("<ul>{}</ul>").format(Markup("").join(items))


class SaidBy:
    """What a run knows of origins: publishers, days, reposts that somebody accepted, words for nothing."""

    def __init__(self, outcome: Outcome, hidden: HiddenNames) -> None:
        self._table = outcome.documents.select("document_id", "publisher", "reported_date", "reliability")
        self._documents = {one: told for one, *told in self._table.iter_rows()}
        self.voices = Reposts(given=outcome.reposts).voices
        self._unknown = frozenset(outcome.rulebook.setting("vocabulary.toml")["missing"]["words"])
        self._hidden = hidden

    def lines(self, members: Sequence[Mentioned]) -> Iterator[CardLine]:
        """Yield the line that says who said it and, where several documents tell of a person, the line with the ways to them."""
        cells = self._cells(members)
        order, graph = self._graph(cells)
        yield from self._line(members, cells, order, graph)
        if len(cells) > 1:
            yield from self._ways(self._trees(members, order, graph))

    def _line(
        self,
        members: Sequence[Mentioned],
        cells: Mapping[str, Sequence[str]],
        order: Sequence[str],
        graph: CitationGraph,
    ) -> Iterator[CardLine]:
        """Yield each known origin with the mentions that lead to it, then those that lead to none."""
        silent = {one: place for place, one in enumerate(order) if not cells[one]}
        known: dict[str, list[str]] = {}
        nameless = []
        for member in members:
            roots = graph.roots_of(member.via, self._unknown) if member.via else set()
            for one in member.documents:
                roots |= graph.roots(silent[one]) if one in silent else set()
            for root in sorted(roots - graph.dark):
                known.setdefault(root, []).append(member.mention_id)
            if not roots - graph.dark:
                nameless.append(member.mention_id)
        parts = [
            Part(value=self._hidden.show(graph.shown[root]), after=f"({some(ids)})")
            for root, ids in sorted(known.items(), key=lambda one: graph.shown[one[0]])
        ]
        if nameless:
            parts.append(nobody_named(some(nameless)))
        if parts:
            yield CardLine(label="said by", parts=tuple(parts))

    def _ways(self, trees: Sequence[Node]) -> Iterator[CardLine]:
        """Yield the graph of a person: from each origin to the documents."""
        parts = [Part(value=tree.name, after=_way(tree)) for tree in trees]
        if any(tree.repeated_by for tree in trees):
            yield CardLine(label="repeated by", parts=tuple(parts))

    def trees(self, members: Sequence[Mentioned]) -> tuple[Node, ...]:
        """Return a tree for each known origin, in the order of names, then one for each that nobody knows."""
        return self._trees(members, *self._graph(self._cells(members)))

    def _trees(
        self, members: Sequence[Mentioned], order: Sequence[str], graph: CitationGraph
    ) -> tuple[Node, ...]:
        place_of = {one: place for place, one in enumerate(order)}
        trees, silent = _Branch(), defaultdict[str, dict[str, list[str]]](lambda: defaultdict(list))
        for member in members:
            chains = known_chains(member.via, self._unknown) if member.via else ()
            own = [tuple(map(fold, chain)) for chain in chains]
            for one in member.documents:
                place = place_of[one]
                for chain in own or [(name,) for name in graph.nearest[place]]:
                    for way in graph.ways(chain[-1]):
                        trees.grow((*reversed(way), *reversed(chain[:-1])), one, member.mention_id)
                if not own and place in graph.silent:
                    silent[graph.silent[place]][one].append(member.mention_id)
        found = {root: self._tree(root, branch, graph) for root, branch in trees.below.items()}
        return (
            *(found[root] for root in graph.in_order(found.keys() - graph.dark)),
            *(found[root] for root in graph.in_order(found.keys() & graph.dark)),
            *(self._silent_tree(told) for told in silent.values()),
        )

    def _tree(self, name: str, branch: "_Branch", graph: CitationGraph) -> Node:
        below = [self._tree(one, branch.below[one], graph) for one in graph.in_order(branch.below)]
        leaves = sorted(
            (self._leaf(one, ids) for one, ids in branch.documents.items()),
            key=lambda one: (one.note, one.name),
        )
        note = f"nobody says from whom: {_UNCOUNTED}" if name in graph.dark else ""
        return Node(name=self._hidden.show(graph.shown[name]), note=note, repeated_by=(*below, *leaves))

    def _silent_tree(self, told: Mapping[str, Sequence[str]]) -> Node:
        """Return documents that lead nowhere and are reposts of one another: one origin that nobody knows."""
        leaves = tuple(self._leaf(one, ids) for one, ids in told.items())
        together = "" if len(leaves) == 1 else "reposts of one another, "
        return Node(name=_NOT_NAMED, note=f"{together}{_UNCOUNTED}", repeated_by=leaves)

    def _leaf(self, document_id: str, mention_ids: Sequence[str]) -> Node:
        name, note = self.leaf(document_id, some(list(mention_ids)))
        return Node(name=name, note=note, is_document=True)

    def leaf(self, document_id: str, ids: str) -> tuple[str, str]:
        """Return what a document is called at the end of a way, and when and in which mentions it tells of a person."""
        publisher, reported, reliability = self._documents.get(document_id, _NOTHING_KNOWN)
        grade = f" [{reliability}]" if reliability else ""
        return self._hidden.show(publisher or document_id), f"{said(reported)} ({ids}){grade}".lstrip()

    @cached_property
    def leaves(self) -> pl.DataFrame:
        """Return what ``leaf`` says of every document, in pieces: its publisher, what of its day stands in brackets, its grade."""
        bracket = each_distinct(
            self._table["reported_date"], lambda day: "".join([" ", *said(day).partition("(")[1:]]).rstrip()
        )
        grade = pl.when(pl.col("reliability") != "").then(filled(" [{}]", "reliability"))
        return self._table.select(
            "document_id",
            pl.col("publisher").replace("", None),
            bracket=pl.lit(bracket).fill_null(""),
            grade=grade.fill_null(""),
        )

    def _graph(self, cells: Mapping[str, Sequence[str]]) -> tuple[list[str], CitationGraph]:
        order = sorted(cells)
        return order, graph_of([self._telling(one, cells[one]) for one in order], self._unknown)

    def _cells(self, members: Sequence[Mentioned]) -> dict[str, list[str]]:
        cells: dict[str, list[str]] = {}
        for member in members:
            for one in member.documents:
                cells.setdefault(one, []).extend([member.via] if member.via else [])
        return cells

    def _telling(self, document_id: str, cells: Sequence[str]) -> Telling:
        publisher = said(self._documents.get(document_id, _NOTHING_KNOWN)[0])
        return Telling(cells=tuple(cells), publisher=publisher, voice=self.voices.get(document_id, ""))


def nobody_named(ids: str) -> Part:
    """Return that some mentions name no origin; with ``{}`` for them, a sentence with a gap."""
    return Part(value=_NOT_NAMED, after=f"({ids}): {_UNCOUNTED}")


def silent_way(name: str, note: str) -> Part:
    """Return the way of a document that leads nowhere and repeats nobody; ``name`` and ``note`` are those of its leaf, or gaps.

    >>> silent_way("Outlet", "2018-02 (m1)").after
    '← Outlet (m1); not counted as independent'
    """
    return Part(value=_NOT_NAMED, after=f"← {_document_told(name, note)}; {_UNCOUNTED}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """One mention of a person, as a run keeps it."""

    mention_id: str
    via: str | None
    documents: list[str]


def grades_line(person: Mapping[str, Any]) -> Iterator[CardLine]:
    """Yield the line that shows the two gradings of a person, each by itself, where somebody graded a source or a claim."""
    letter, number = person["best_reliability"], person["best_credibility"]
    parts = []
    if letter:
        parts.append(Part(value=letter, after=f"the best source: {RELIABILITY[letter]}"))
    if number:
        parts.append(Part(value=str(number), after=f"the best claim: {CREDIBILITY[number]}"))
    if parts:
        yield CardLine(label="graded", parts=tuple(parts))


def origins_of_person(outcome: Outcome, person: Mapping[str, Any], hidden: HiddenNames) -> PersonOrigins:
    """Return who said it first of a person (a row of PERSONS), and who repeats whom."""
    rows = (
        outcome.memberships.filter(pl.col("person_id") == person["person_id"])
        .select("row", "mention_id")
        .join(outcome.mentions.select("row", "via"), on="row")
        .join(outcome.citations.group_by("row", maintain_order=True).agg("document_id"), on="row")
        .sort("row")
    )
    members = [
        _Member(mention_id=mention_id, via=via, documents=documents)
        for mention_id, via, documents in rows.select("mention_id", "via", "document_id").iter_rows()
    ]
    is_shown = person["role"] == "casualty"
    firsts = [hidden.show(one) for one in (person["first_origin"] or "").split("; ") if one]
    return PersonOrigins(
        name=(said(person["shown_name"]) or UNNAMED)
        if is_shown
        else f"(name hidden, role: {person['role']})",
        person_id=person["person_id"],
        low=person["origin_count_low"],
        high=person["origin_count_high"],
        first="; ".join(firsts),
        origins=SaidBy(outcome, hidden).trees(members),
    )


class _Branch:
    """What grows from one name: the names that have it from there, and the documents in which it stands, with their mentions."""

    def __init__(self) -> None:
        self.below: dict[str, _Branch] = {}
        self.documents: dict[str, list[str]] = defaultdict(list)

    def grow(self, way: Sequence[str], document_id: str, mention_id: str) -> None:
        """Add a way from an origin to a document."""
        branch = self
        for name in way:
            branch = branch.below.setdefault(name, _Branch())
        if mention_id not in branch.documents[document_id]:
            branch.documents[document_id].append(mention_id)


def _way(tree: Node) -> str:
    """Return what repeats an origin in one line: names with what repeats them in brackets."""
    told = [_told(one) for one in tree.repeated_by]
    return ("← " + ", ".join(told) if told else "") + (f"; {tree.note}" if tree.note else "")


def _told(node: Node) -> str:
    if node.is_document:
        return _document_told(node.name, node.note)
    inside = ", ".join(_told(one) for one in node.repeated_by)
    return f"{node.name} ← [{inside}]" if inside else node.name


def _document_told(name: str, note: str) -> str:
    """Return a document at the end of a way, with the mentions in which it tells of a person."""
    return f"{name} {''.join(note.partition('(')[1:])}"
