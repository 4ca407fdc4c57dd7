"""SCORES made for tests: pairs with weights in bits, and nothing else said of them."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from resolver.model.constraints import Pair
from resolver.model.weights import probability_of
from resolver.packed import Packed
from resolver.tables import SCORES

Weights = dict[Pair, float]


def scores_of(
    weights: Weights, *, forbidden: frozenset[Pair] = frozenset(), namesakes: float = 0.0
) -> Packed:
    """Return SCORES for pairs with weights in bits; what is negative contradicts."""
    pairs = sorted(weights)
    millibits = np.array([round(weights[pair] * 1000) for pair in pairs], dtype=np.int64)
    columns = {
        "left": [left for left, _ in pairs],
        "right": [right for _, right in pairs],
        "match_weight": millibits,
        "against": np.minimum(millibits, 0),
        "match_probability": probability_of(millibits),
        "namesakes": [namesakes] * len(pairs),
        "is_name_alone": [namesakes > 0] * len(pairs),
        "is_forbidden": [pair in forbidden for pair in pairs],
    }
    return Packed.of([with_nothing_else(columns, len(pairs))])


def with_nothing_else(columns: Mapping[str, object], height: int) -> pl.DataFrame:
    """Return SCORES with some columns as given; every other one says 0 or no."""
    nothing = np.zeros(height, dtype=np.int64)
    return pl.DataFrame({name: columns.get(name, nothing) for name in SCORES}, schema=SCORES, strict=False)
