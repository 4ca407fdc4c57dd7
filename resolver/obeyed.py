"""Feedback: what a run obeys besides lists and rules: what people judged, what they corrected, what an earlier run said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from resolver.judgements import JudgementSource, no_judgements, ordered, read_judgements
from resolver.rulebook import Rulebook
from resolver.values.verdicts import VerdictWords


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feedback:
    """What stands before a run begins; a first run has none of it.

    ``judgements`` is a table of JUDGEMENTS, those that were taken back among them.

    >>> Feedback().judgements.height
    0
    """

    judgements: pl.DataFrame = field(default_factory=no_judgements)


def verdict_words(rulebook: Rulebook) -> VerdictWords:
    """Return the words for verdicts that rules hold.

    >>> from resolver.rulebook import load_rulebook
    >>> verdict_words(load_rulebook()).read("да")
    <Verdict.SAME: 'same'>
    """
    return VerdictWords.from_words(rulebook.setting("vocabulary.toml")["verdict"])


def feedback_of(
    judgements: JudgementSource | Sequence[JudgementSource] | None, words: VerdictWords
) -> Feedback:
    """Return what files and frames of judgements say, read as one.

    >>> frame = pl.DataFrame({"left_id": ["a"], "right_id": ["b"], "verdict": ["same"], "judge": ["AK"]})
    >>> feedback_of([frame, frame], VerdictWords.from_words({})).judgements.height
    1
    """
    if judgements is None:
        return Feedback()
    sources = [judgements] if isinstance(judgements, (Path, str, pl.DataFrame)) else list(judgements)
    tables = [read_judgements(one, words).judgements for one in sources]
    return Feedback(judgements=ordered(pl.concat([no_judgements(), *tables])))
