"""What an earlier run leaves to this one: which rows are which, where every id leads, and what changed."""

from resolver.previous.changes import Before, Comparison, Now, former_ids
from resolver.previous.left import Previous, previous_of
from resolver.previous.matching import match_rows
from resolver.previous.versions import Carried, Kept, Loss, carry_on, confirm_losses, retract, tombstones_of

__all__ = [
    "Before",
    "Carried",
    "Comparison",
    "Kept",
    "Loss",
    "Now",
    "Previous",
    "carry_on",
    "confirm_losses",
    "former_ids",
    "match_rows",
    "previous_of",
    "retract",
    "tombstones_of",
]
