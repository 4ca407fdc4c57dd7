"""CELLS and blocking rules -> which cells a comparison may learn from: those that its own keys did not bring together.

Pairs found by a rule about the surname agree on the surname because they were chosen so, and say nothing of how often matches do.
Whether a pair would also have been found by a rule that leaves a comparison out is read off its other levels.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.comparisons import Comparison
from resolver.model.estimation.rules import EstimationRules

Flags = NDArray[np.bool_]
Block = tuple[str, ...]
"""The keys of one blocking rule."""


def learners(
    cells: pl.DataFrame, comparisons: Sequence[Comparison], blocks: Sequence[Block], rules: EstimationRules
) -> dict[str, Flags]:
    """Return, for each comparison, which cells some blocking rule would find that does not use it."""
    found = {one.name: np.zeros(cells.height, dtype=np.bool_) for one in comparisons}
    for used, cells_found in _implied(cells, comparisons, blocks, rules):
        for name, flags in found.items():
            if name not in used:
                flags |= cells_found
    return found


def _implied(
    cells: pl.DataFrame, comparisons: Sequence[Comparison], blocks: Sequence[Block], rules: EstimationRules
) -> Iterator[tuple[frozenset[str], Flags]]:
    """Yield the comparisons that a blocking rule uses, and the cells whose levels say that it would find them."""
    named = {one.name: one for one in comparisons}
    for keys in blocks:
        if not all(key in rules.keys and rules.keys[key][0] in named for key in keys):
            continue
        flags = np.ones(cells.height, dtype=np.bool_)
        for name, labels in (rules.keys[key] for key in keys):
            numbers = [named[name].level(one.label) for one in named[name].levels if one.label in labels]
            flags &= np.isin(cells[name].to_numpy(), numbers)
        yield frozenset(rules.keys[key][0] for key in keys), flags
