"""Feedback: what a run obeys besides lists and rules: what people judged, what they corrected, what an earlier run said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from resolver.corrections import Corrections
from resolver.judgements import JudgementSource, no_judgements, ordered, read_judgements
from resolver.model.published import Published
from resolver.origins import Reposts
from resolver.previous import Previous
from resolver.rulebook import Rulebook
from resolver.values.verdicts import VerdictWords


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feedback:
    """What stands before a run begins; a first run has none of it.

    ``judgements`` is a table of JUDGEMENTS, those that were taken back among them; ``corrections`` are what humans changed of what
    lists say; ``reposts`` are answers about documents; ``previous`` is what the run before leaves.

    >>> Feedback().judgements.height
    0
    """

    judgements: pl.DataFrame = field(default_factory=no_judgements)
    corrections: Corrections = field(default_factory=Corrections)
    reposts: Reposts = field(default_factory=Reposts)
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


def verdict_words(rulebook: Rulebook) -> VerdictWords:
    """Return the words for verdicts that rules hold.

    >>> from resolver.rulebook import load_rulebook
    >>> verdict_words(load_rulebook()).read("да")
    <Verdict.SAME: 'same'>
    """
    return VerdictWords.from_words(rulebook.setting("vocabulary.toml")["verdict"])


def feedback_of(
    judgements: JudgementSource | Sequence[JudgementSource] | None,
    words: VerdictWords,
    *,
    corrections: Corrections | None = None,
    reposts: Reposts | None = None,
    previous: Previous | None = None,
) -> Feedback:
    """Return what files and frames of judgements say, read as one, beside what else a run obeys.

    >>> frame = pl.DataFrame({"left_id": ["a"], "right_id": ["b"], "verdict": ["same"], "judge": ["AK"]})
    >>> feedback_of([frame, frame], VerdictWords.from_words({})).judgements.height
    1
    """
    given = judgements if judgements is not None else ()
    sources = [given] if isinstance(given, (Path, str, pl.DataFrame)) else list(given)
    tables = [read_judgements(one, words).judgements for one in sources]
    return Feedback(
        judgements=ordered(pl.concat([no_judgements(), *tables])),
        corrections=corrections or Corrections(),
        reposts=reposts or Reposts(),
        previous=previous,
    )
