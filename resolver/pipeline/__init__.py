"""Lists in, a Run out. ``verbs`` are what callers ask for, ``again`` repeats a run, ``order`` is the order of the stages."""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.pipeline.again import Repeated, rerun
    from resolver.pipeline.halfway import Halfway
    from resolver.pipeline.verbs import blocks, cross_check, dedupe, demo, inspect, inspect_claims, link


__all__ = [
    "Halfway",
    "Repeated",
    "blocks",
    "cross_check",
    "dedupe",
    "demo",
    "inspect",
    "inspect_claims",
    "link",
    "rerun",
]

__getattr__ = fetched(
    __name__,
    {
        "resolver.pipeline.again": (
            "Repeated",
            "rerun",
        ),
        "resolver.pipeline.halfway": ("Halfway",),
        "resolver.pipeline.verbs": (
            "blocks",
            "cross_check",
            "dedupe",
            "demo",
            "inspect",
            "inspect_claims",
            "link",
        ),
    },
)
