"""Feedback: what a run obeys besides lists and rules: what people judged, what they corrected, what an earlier run said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from resolver.corrections import Corrections
from resolver.model.published import Published
from resolver.previous import Previous


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feedback:
    """What stands before a run begins; a first run has none of it.

    ``corrections`` are what humans changed of what lists say, ``previous`` what the run before leaves.
    """

    corrections: Corrections = field(default_factory=Corrections)
    previous: Previous | None = None

    @property
    def person_of(self) -> Mapping[str, str]:
        """Return whose each mention was in the run before.

        >>> Feedback().person_of
        {}
        """
        return self.previous.kept.person_of if self.previous else {}

    def published(self, mention_ids: pl.Series) -> Published:
        """Return what earlier runs say of mentions, by row.

        >>> Feedback().published(pl.Series(["m1"]))
        Published(person_of=(), chance_of={}, why_of={}, issued={})
        """
        return self.previous.published(mention_ids) if self.previous else Published()
