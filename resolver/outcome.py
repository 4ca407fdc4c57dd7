"""Outcome: every table of a finished run, in one place and without behaviour. Reports and writers take it; Run adds the verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from resolver.model.counting import PeopleCount
from resolver.model.doubts import Doubts
from resolver.model.fitted import Model
from resolver.rulebook import Rulebook
from resolver.settings import Settings
from resolver.tables import DISAGREEMENTS, JUDGED, LINK_CANDIDATES, LINKS, UNAPPLIED


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """The tables of a run, its count, and what it was made with.

    ``mentions`` is in input order; ``values`` and ``memberships`` are in canonical order. ``count`` is about everybody named
    as dead, ``count_by_incident`` about those of one incident. ``links`` and ``link_candidates`` have rows when a register was looked
    into. ``model`` is what pairs were weighed by, ``options`` what a rerun needs to know, ``doubts`` what the count rests on.
    ``judged`` are the judgements that the run obeyed, ``unapplied`` those that no row fits, ``disagreements`` what people contradict
    one another about.
    """

    mentions: pl.DataFrame
    values: pl.DataFrame
    rejects: pl.DataFrame
    lists: pl.DataFrame
    column_map: pl.DataFrame
    documents: pl.DataFrame
    citations: pl.DataFrame
    memberships: pl.DataFrame
    questions: pl.DataFrame
    persons: pl.DataFrame
    statements: pl.DataFrame
    scores: pl.DataFrame
    pairs: pl.DataFrame
    blocking: pl.DataFrame
    count: PeopleCount
    count_by_incident: Mapping[str, PeopleCount]
    notes: Sequence[str]
    settings: Settings
    rulebook: Rulebook
    model: Model
    judged: pl.DataFrame = field(default_factory=JUDGED.to_frame)
    unapplied: pl.DataFrame = field(default_factory=UNAPPLIED.to_frame)
    disagreements: pl.DataFrame = field(default_factory=DISAGREEMENTS.to_frame)
    links: pl.DataFrame = field(default_factory=LINKS.to_frame)
    link_candidates: pl.DataFrame = field(default_factory=LINK_CANDIDATES.to_frame)
    options: Mapping[str, Any] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    doubts: Doubts = field(default_factory=Doubts, repr=False)

    @property
    def has_reference(self) -> bool:
        """Return whether people were looked up in a register."""
        return "reference" in self.options
