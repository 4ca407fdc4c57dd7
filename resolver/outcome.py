"""Outcome: every table of a finished run, in one place and without behaviour. Reports and writers take it; Run adds the verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from resolver.model.counting import PeopleCount
from resolver.model.doubts import Doubts
from resolver.model.fitted import Model
from resolver.packed import Packed
from resolver.rulebook import Rulebook
from resolver.settings import Settings
from resolver.tables import (
    CLAIM_FILES,
    COUNT_CLAIMS,
    DISAGREEMENTS,
    HISTORY,
    ISSUED,
    JUDGED,
    JUDGEMENTS,
    LINK_CANDIDATES,
    LINKS,
    OBEYED_CORRECTIONS,
    PLACE_OF_ROW,
    REJECTS,
    REPOSTS,
    STATUS_CLAIMS,
    SUGGESTED_REPOSTS,
    TOMBSTONES,
    UNAPPLIED,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """The tables of a run, its count, and what it was made with.

    ``mentions`` is in input order; ``values`` and ``memberships`` are in canonical order. ``count`` is about everybody named
    as dead, ``count_by_incident`` about those of one incident. ``links`` and ``link_candidates`` have rows when a register was looked
    into. ``model`` is what pairs were weighed by, ``options`` what a rerun needs to know, ``doubts`` what the count rests on.
    ``status_claims`` is what statements and withdrawn rows say of what became of people.
    ``judgements`` are all that the run was given, those that were taken back among them; ``judged`` are those that it obeyed,
    ``unapplied`` those that no row fits, ``disagreements`` what people contradict one another about.
    ``corrections`` are those that the run was given (confidential ones without their reasons) and where each applies, ``tombstones`` the rows that it no longer
    has, ``reposts`` what people said of documents and ``suggested_reposts`` what they may look at, ``issued`` where every person id leads, ``history`` what changed in every run up to this one, the ``run_number``-th.
    ``count_claims`` are the numbers that others claim, ``claim_rejects`` the records that are none, ``claim_files`` where they stood.
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
    scored: Packed
    pairs: pl.DataFrame
    blocking: pl.DataFrame
    count: PeopleCount
    count_by_incident: Mapping[str, PeopleCount]
    notes: Sequence[str]
    settings: Settings
    rulebook: Rulebook
    model: Model
    status_claims: pl.DataFrame = field(default_factory=STATUS_CLAIMS.to_frame)
    judgements: pl.DataFrame = field(default_factory=JUDGEMENTS.to_frame)
    judged: pl.DataFrame = field(default_factory=JUDGED.to_frame)
    unapplied: pl.DataFrame = field(default_factory=UNAPPLIED.to_frame)
    disagreements: pl.DataFrame = field(default_factory=DISAGREEMENTS.to_frame)
    links: pl.DataFrame = field(default_factory=LINKS.to_frame)
    link_candidates: pl.DataFrame = field(default_factory=LINK_CANDIDATES.to_frame)
    corrections: pl.DataFrame = field(default_factory=OBEYED_CORRECTIONS.to_frame)
    tombstones: pl.DataFrame = field(default_factory=TOMBSTONES.to_frame)
    reposts: pl.DataFrame = field(default_factory=REPOSTS.to_frame)
    suggested_reposts: pl.DataFrame = field(default_factory=SUGGESTED_REPOSTS.to_frame)
    issued: pl.DataFrame = field(default_factory=ISSUED.to_frame)
    history: pl.DataFrame = field(default_factory=HISTORY.to_frame)
    count_claims: pl.DataFrame = field(default_factory=COUNT_CLAIMS.to_frame)
    claim_rejects: pl.DataFrame = field(default_factory=REJECTS.to_frame)
    claim_files: pl.DataFrame = field(default_factory=CLAIM_FILES.to_frame)
    run_number: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    timings: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    doubts: Doubts = field(default_factory=Doubts, repr=False)

    @property
    def scores(self) -> pl.DataFrame:
        """Return SCORES whole; where many pairs were scored, ``scored`` has them in a fraction of the room."""
        return self.scored.whole()

    def score_of(self, left: int, right: int) -> pl.DataFrame:
        """Return SCORES of one pair of rows, smaller row left: one row, or none where the two were never compared."""
        return self.scored.matching((pl.col("left") == left) & (pl.col("right") == right))

    @cached_property
    def used_count(self) -> int:
        """Return how many records were used; one whose cell names several people gives several mentions."""
        return self.mentions.select("list_id", *PLACE_OF_ROW).unique().height

    @property
    def changes(self) -> pl.DataFrame:
        """Return what changed since the run before; in a first run everybody is new."""
        return self.history.filter(pl.col("run") == self.run_number).drop("run")

    @cached_property
    def published(self) -> frozenset[str]:
        """Return the persons of this run who stood in an earlier one."""
        earlier = self.issued.filter(pl.col("run") < self.run_number)["person_id"]
        return frozenset(earlier) & frozenset(self.persons["person_id"])

    @property
    def has_claims(self) -> bool:
        """Return whether the run was given count claims."""
        return self.claim_files.height > 0

    @property
    def has_reference(self) -> bool:
        """Return whether people were looked up in a register."""
        return "reference" in self.options
