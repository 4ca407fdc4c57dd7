"""A run folder (and the lists it was made from, where they are) -> whether every law still holds: the door of verification."""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.verification.checked import Check, Verified, told_in_short
    from resolver.verification.differences import difference
    from resolver.verification.laws import VARYING, AsWritten, verify_folder
    from resolver.verification.received import claims_said, find_lists, folders_of, place_of


__all__ = [
    "VARYING",
    "AsWritten",
    "Check",
    "Verified",
    "claims_said",
    "difference",
    "find_lists",
    "folders_of",
    "place_of",
    "told_in_short",
    "verify_folder",
]

__getattr__ = fetched(
    __name__,
    {
        "resolver.verification.checked": (
            "Check",
            "Verified",
            "told_in_short",
        ),
        "resolver.verification.differences": ("difference",),
        "resolver.verification.laws": (
            "VARYING",
            "AsWritten",
            "verify_folder",
        ),
        "resolver.verification.received": (
            "claims_said",
            "find_lists",
            "folders_of",
            "place_of",
        ),
    },
)
