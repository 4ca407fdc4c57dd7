"""COMPARED -> CELLS: how many pairs there are of each pattern, with how common the agreed values are, in whole numbers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.comparisons import FREQUENCY, Comparison
from resolver.model.weights import MILLIBITS

UNKNOWN, DIFFERENT, SAME = 0, 1, 2
"""What is known of the pairs of a cell: nothing; that they are two people; that they are one."""

RAREST_BITS = 26
"""Values rarer than one in 2 ** 26 are counted as that rare."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What chances are fitted to. Whole numbers only, so that any number of batches gives the same.

    ``blocked`` and ``random`` are CELLS: levels, shares in whole bits, ``known`` and ``pair_count``. ``pair_total`` is how many
    pairs the mentions could make that are not known to be two people. ``own`` counts mentions by how common their own value
    is, in whole bits. ``able`` says of how many random pairs both sides speak, and both of a value that two may share by chance:
    a year is no day.
    """

    blocked: pl.DataFrame
    random: pl.DataFrame
    pair_total: int
    mention_total: int
    own: Mapping[str, NDArray[np.int64]]
    able: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)

    @property
    def blocked_total(self) -> int:
        """Return how many candidate pairs there are."""
        return int(self.blocked["pair_count"].sum())


def cell_keys(columns: Collection[str], comparisons: Sequence[Comparison]) -> list[str]:
    """Return by which of their columns pairs are counted."""
    shares = [f"{one.name}_share" for one in comparisons]
    return [
        *(column for column in ("known", "scripts") if column == "known" or column in columns),
        *(one.name for one in comparisons),
        *(name for name in shares if name in columns),
    ]


def cells_of(compared: pl.DataFrame, comparisons: Sequence[Comparison]) -> pl.DataFrame:
    """Return compared pairs with the columns to count them by: levels, what is ``known`` (if it is told), shares in whole bits.

    >>> pairs = pl.DataFrame({"sex": [1], "sex_share": [-2700]}, schema={"sex": pl.UInt8, "sex_share": pl.Int32})
    >>> cells_of(pairs, [Comparison(name="sex", kind="exact", column="sex", role="", levels=())]).rows()
    [(0, 1, -3000)]
    """
    told = pl.col("known") if "known" in compared.columns else pl.lit(UNKNOWN, dtype=pl.UInt8)
    table = compared.with_columns(known=told)
    keys = cell_keys(compared.columns, comparisons)
    return table.select(whole_bits(key) if key.endswith("_share") else pl.col(key) for key in keys)


def whole_bits(column: str) -> pl.Expr:
    """Return a share, in thousandths of a bit, rounded to whole bits but in the same unit; ``share_step`` rounds alike."""
    rounded = (pl.col(column).cast(pl.Int32) + MILLIBITS // 2) // MILLIBITS * MILLIBITS
    return rounded.clip(-RAREST_BITS * MILLIBITS, 0).cast(pl.Int32).alias(column)


def every_nth(flags: NDArray[np.bool_], at_most: int) -> tuple[NDArray[np.bool_], int]:
    """Return flags of which every n-th is left, so that there are no more than so many; and n.

    >>> flags, step = every_nth(np.array([True, True, False, True, True]), 2)
    >>> flags.tolist(), step
    ([True, False, False, True, False], 2)
    """
    at = np.flatnonzero(flags)
    step = max(1, -(-len(at) // at_most))
    kept = np.zeros(len(flags), dtype=np.bool_)
    kept[at[::step]] = True
    return kept, step


def thinned(cells: pl.DataFrame, at_most: int) -> pl.DataFrame:
    """Return CELLS, or so many that stand for all: every n-th pair in the order of the cells, which then counts for n.

    Cells in order are much like their neighbours, so that every kind of pair keeps its part (systematic sampling, Madow & Madow
    1944).

    >>> cells = pl.DataFrame({"sex": [0, 1, 2, 3], "pair_count": [1, 6, 1, 4]})
    >>> thinned(cells, 4) is cells, thinned(cells, 3).rows()
    (True, [(1, 4), (2, 4), (3, 4)])
    """
    if cells.height <= at_most:
        return cells
    step = -(-int(cells["pair_count"].sum()) // at_most)
    end = pl.col("pair_count").cast(pl.UInt64).cum_sum()
    met = end // step - (end - pl.col("pair_count")) // step
    return cells.with_columns(pair_count=(met * step).cast(pl.UInt32)).filter(pl.col("pair_count") > 0)


def own_shares(compared: pl.DataFrame, comparisons: Sequence[Comparison]) -> dict[str, NDArray[np.int64]]:
    """Return, from mentions compared with themselves, how many have a value of each commonness in whole bits.

    Who bears none that two may share by chance is left out: an initial, a year where days are shared.
    """
    found: dict[str, NDArray[np.int64]] = {}
    for name, is_borne in bearing(compared, comparisons).items():
        shares = compared.filter(is_borne).select(whole_bits(f"{name}_share")).to_series().to_numpy()
        found[name] = np.bincount(-shares // MILLIBITS, minlength=RAREST_BITS + 1)
    return found


def bearing(compared: pl.DataFrame, comparisons: Sequence[Comparison]) -> dict[str, NDArray[np.bool_]]:
    """Return, from mentions compared with themselves, which bear a value that two may share by chance, as often as few or many bear it.

    >>> from resolver.model.comparisons import ComparisonLevel
    >>> day = ComparisonLevel(label="same_day", m=0.7, u=FREQUENCY, r=0.3)
    >>> meets = ComparisonLevel(label="dates_meet", m=0.8, u=0.3, r=0.4)
    >>> death = Comparison(name="death", kind="death", column="", role="", levels=(day, meets))
    >>> compared = pl.DataFrame({"death": [1, 2, 0], "death_share": [-2000, 0, 0]})
    >>> bearing(compared, [death])["death"].tolist()
    [True, False, False]
    """
    found = {}
    for one in comparisons:
        by_share = np.array([False, *(level.u == FREQUENCY for level in one.levels)])
        if f"{one.name}_share" in compared.columns and by_share.any():
            found[one.name] = by_share[compared[one.name].to_numpy()]
    return found
