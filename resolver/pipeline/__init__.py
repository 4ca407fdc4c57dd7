"""Lists in, a Run out. ``verbs`` are what callers ask for, ``again`` repeats a run, ``order`` is the order of the stages."""

from resolver.pipeline.again import Repeated, rerun
from resolver.pipeline.verbs import blocks, cross_check, dedupe, demo, inspect, link

__all__ = ["Repeated", "blocks", "cross_check", "dedupe", "demo", "inspect", "link", "rerun"]
