"""Where the mentions of one person have it from -> the line of a card that says so: each origin, and who repeats it."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import polars as pl

from resolver.origins import Reposts
from resolver.outcome import Outcome
from resolver.report.cards import CardLine, Part
from resolver.report.shown import HiddenNames, said, some
from resolver.values.via import Telling, graph_of


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


class SaidBy:
    """What a run knows of origins: publishers, reposts that somebody accepted, words for nothing."""

    def __init__(self, outcome: Outcome, hidden: HiddenNames) -> None:
        told = outcome.documents.filter(pl.col("publisher").is_not_null())
        self._publishers = dict(told.select("document_id", "publisher").iter_rows())
        self._voices = Reposts(given=outcome.reposts).voices
        self._unknown = frozenset(outcome.rulebook.setting("vocabulary.toml")["missing"]["words"])
        self._hidden = hidden

    def line(self, members: Sequence[Mentioned]) -> Iterator[CardLine]:
        """Yield the line that says who said it: each known origin with the mentions that lead to it, then those that lead to none."""
        cells: dict[str, list[str]] = {}
        for member in members:
            for one in member.documents:
                cells.setdefault(one, []).extend([member.via] if member.via else [])
        order = sorted(cells)
        graph = graph_of([self._telling(one, cells[one]) for one in order], self._unknown)
        silent = {one: place for place, one in enumerate(order) if not cells[one]}
        known: dict[str, list[str]] = {}
        nameless = []
        for member in members:
            roots = graph.roots_of(member.via or "", self._unknown)
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
            told = f"({some(nameless)}): not counted as independent"
            parts.append(Part(value="no origin named", after=told))
        if parts:
            yield CardLine(label="said by", parts=tuple(parts))

    def _telling(self, document_id: str, cells: Sequence[str]) -> Telling:
        publisher = said(self._publishers.get(document_id))
        return Telling(cells=tuple(cells), publisher=publisher, voice=self._voices.get(document_id, ""))
