"""What people say of a run (answers on pairs, corrections) -> files beside it that later runs obey: the door of feedback."""

from resolver.feedback.adding import add_judgements, keep_judgements
from resolver.feedback.carrying import corrections_for, keep_corrections
from resolver.feedback.correcting import Asked, correct
from resolver.feedback.store import JUDGEMENTS_FILE, append_judgements, kept_judgements

__all__ = [
    "JUDGEMENTS_FILE",
    "Asked",
    "add_judgements",
    "append_judgements",
    "correct",
    "corrections_for",
    "keep_corrections",
    "keep_judgements",
    "kept_judgements",
]
