"""What people say of a run (answers on pairs) -> files beside it that later runs obey: the door of feedback."""

from resolver.feedback.adding import add_judgements, check_unadded, keep_judgements
from resolver.feedback.merging import Merged, merge_judgements
from resolver.feedback.session import Session
from resolver.feedback.splitting import split_person
from resolver.feedback.store import JUDGEMENTS_FILE, append_judgements, kept_judgements

__all__ = [
    "JUDGEMENTS_FILE",
    "Merged",
    "Session",
    "add_judgements",
    "append_judgements",
    "check_unadded",
    "keep_judgements",
    "kept_judgements",
    "merge_judgements",
    "split_person",
]
