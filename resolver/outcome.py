"""Outcome: every table of a finished run, in one place and without behaviour. Reports and writers take it; Run adds the verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from resolver.model.counting import PeopleCount
from resolver.model.fitted import Model
from resolver.rulebook import Rulebook
from resolver.settings import Settings


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """The tables of a run, its count, and what it was made with.

    ``mentions`` is in input order; ``values`` and ``memberships`` are in canonical order. ``count`` is about everybody named
    as dead, ``count_by_incident`` about those of one incident. ``links`` and ``link_candidates`` are there when a register was looked
    into. ``model`` is what pairs were weighed by, ``options`` what a rerun needs to know.
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
    links: pl.DataFrame | None = None
    link_candidates: pl.DataFrame | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
