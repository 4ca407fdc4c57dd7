"""What people say of a run (answers on pairs) -> files beside it that later runs obey: the door of feedback."""

from resolver.feedback.adding import add_judgements, keep_judgements
from resolver.feedback.store import JUDGEMENTS_FILE, append_judgements, kept_judgements

__all__ = [
    "JUDGEMENTS_FILE",
    "add_judgements",
    "append_judgements",
    "keep_judgements",
    "kept_judgements",
]
