"""Which lists share whom, and what that says of people whom no list has: the door of overlap."""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.overlap.asked import capture_histories, estimate_unseen, overlap_of
    from resolver.overlap.copying import Copied
    from resolver.overlap.listed import Listed, listed_of
    from resolver.overlap.shared import Overlap
    from resolver.overlap.unseen import Estimates

__all__ = [
    "Copied",
    "Estimates",
    "Listed",
    "Overlap",
    "capture_histories",
    "estimate_unseen",
    "listed_of",
    "overlap_of",
]

__getattr__ = fetched(
    __name__,
    {
        "resolver.overlap.asked": ("capture_histories", "estimate_unseen", "overlap_of"),
        "resolver.overlap.copying": ("Copied",),
        "resolver.overlap.shared": ("Overlap",),
        "resolver.overlap.listed": ("Listed", "listed_of"),
        "resolver.overlap.unseen": ("Estimates",),
    },
)
