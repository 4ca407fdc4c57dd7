"""What people say of a run (answers on pairs, corrections) -> files beside it that later runs obey: the door of feedback."""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.feedback.adding import add_judgements, check_unadded, keep_judgements
    from resolver.feedback.carrying import corrections_for, keep_corrections
    from resolver.feedback.comparing import Difference, diff_runs
    from resolver.feedback.correcting import Asked, correct
    from resolver.feedback.merging import Merged, merge_judgements
    from resolver.feedback.session import Session
    from resolver.feedback.splitting import split_person
    from resolver.feedback.store import JUDGEMENTS_FILE, append_judgements, kept_judgements


__all__ = [
    "JUDGEMENTS_FILE",
    "Asked",
    "Difference",
    "Merged",
    "Session",
    "add_judgements",
    "append_judgements",
    "check_unadded",
    "correct",
    "corrections_for",
    "diff_runs",
    "keep_corrections",
    "keep_judgements",
    "kept_judgements",
    "merge_judgements",
    "split_person",
]

__getattr__ = fetched(
    __name__,
    {
        "resolver.feedback.adding": (
            "add_judgements",
            "check_unadded",
            "keep_judgements",
        ),
        "resolver.feedback.carrying": (
            "corrections_for",
            "keep_corrections",
        ),
        "resolver.feedback.comparing": (
            "Difference",
            "diff_runs",
        ),
        "resolver.feedback.correcting": (
            "Asked",
            "correct",
        ),
        "resolver.feedback.merging": (
            "Merged",
            "merge_judgements",
        ),
        "resolver.feedback.session": ("Session",),
        "resolver.feedback.splitting": ("split_person",),
        "resolver.feedback.store": (
            "JUDGEMENTS_FILE",
            "append_judgements",
            "kept_judgements",
        ),
    },
)
