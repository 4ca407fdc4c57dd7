"""Lists in, a Run out. ``verbs`` are what callers ask for, ``order`` is the order of the stages, written once."""

from resolver.pipeline.verbs import blocks, cross_check, dedupe, demo, inspect, link

__all__ = ["blocks", "cross_check", "dedupe", "demo", "inspect", "link"]
