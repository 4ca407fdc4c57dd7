"""Which lists share whom, and what that says of people whom no list has: the door of overlap."""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.overlap.asked import capture_histories, estimate_unseen, overlap_of
    from resolver.overlap.copying import Copied
    from resolver.overlap.shared import Overlap
    from resolver.overlap.standing import Standing, standing_of
    from resolver.overlap.unseen import Estimates

__all__ = [
    "Copied",
    "Estimates",
    "Overlap",
    "Standing",
    "capture_histories",
    "estimate_unseen",
    "overlap_of",
    "standing_of",
]

__getattr__ = fetched(
    __name__,
    {
        "resolver.overlap.asked": ("capture_histories", "estimate_unseen", "overlap_of"),
        "resolver.overlap.copying": ("Copied",),
        "resolver.overlap.shared": ("Overlap",),
        "resolver.overlap.standing": ("Standing", "standing_of"),
        "resolver.overlap.unseen": ("Estimates",),
    },
)
