"""A run folder (and the lists it was made from, where they are) -> whether every law still holds: the door of verification."""

from resolver.verification.checked import Check, Verified, told_in_short
from resolver.verification.differences import difference
from resolver.verification.laws import AsWritten, verify_folder
from resolver.verification.received import Found, find_lists

__all__ = [
    "AsWritten",
    "Check",
    "Found",
    "Verified",
    "difference",
    "find_lists",
    "told_in_short",
    "verify_folder",
]
