"""Counts of patterns -> fitted chances: estimation without labels, by expectation and maximisation over all pairs of some lists."""

from resolver.model.estimation.evidence import (
    DIFFERENT,
    SAME,
    UNKNOWN,
    Evidence,
    bearing,
    cell_keys,
    cells_of,
    every_nth,
    own_shares,
)
from resolver.model.estimation.fit import estimate
from resolver.model.estimation.rules import EstimationRules, read_estimation_rules
from resolver.model.estimation.sample import random_pairs

__all__ = [
    "DIFFERENT",
    "SAME",
    "UNKNOWN",
    "EstimationRules",
    "Evidence",
    "bearing",
    "cell_keys",
    "cells_of",
    "estimate",
    "every_nth",
    "own_shares",
    "random_pairs",
    "read_estimation_rules",
]
