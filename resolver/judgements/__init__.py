"""What people answered about pairs of mentions -> what a run has to obey: the one reader of JUDGEMENTS, and where each belongs."""

from resolver.judgements.binding import Bound, bind, chain_told, constraints_from, disagreements_of, obeyed
from resolver.judgements.copies import cells_of, copy_of
from resolver.judgements.edges import NO_JUDGEMENT, VERDICT_OF_EDGE
from resolver.judgements.placing import Finder
from resolver.judgements.table import (
    JudgementSource,
    Told,
    judgement_id,
    no_judgements,
    ordered,
    read_judgements,
    standing,
)

__all__ = [
    "NO_JUDGEMENT",
    "VERDICT_OF_EDGE",
    "Bound",
    "Finder",
    "JudgementSource",
    "Told",
    "bind",
    "cells_of",
    "chain_told",
    "constraints_from",
    "copy_of",
    "disagreements_of",
    "judgement_id",
    "no_judgements",
    "obeyed",
    "ordered",
    "read_judgements",
    "standing",
]
