"""CELLS and where a fit stands -> how many pairs of each cell are expected to be matches, relatives and strangers: the E step."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.chances import Chances
from resolver.model.comparisons import Comparison
from resolver.model.estimation.evidence import DIFFERENT, SAME
from resolver.model.estimation.rules import EstimationRules
from resolver.model.full_names import agreeing, with_full_names
from resolver.model.linking import LinkRule, Terms
from resolver.model.together import differing, names_of, with_together
from resolver.model.weights import lessened, others, own_chances
from resolver.threads import at_once

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Where the fit stands."""

    comparisons: tuple[Comparison, ...]
    terms: Terms
    matches: float = 0.0
    relatives: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """CELLS as arrays. ``kinds`` holds, per comparison, its distinct levels with their shares, and which of them each cell has.

    ``places`` holds, per comparison, the scripts and the level of each cell as one number. Of the names of each cell ``spoken`` says
    which were compared, as bits, ``differing`` how many differ, and ``agreeing`` whether surname and given name
    agree.
    """

    count: Numbers
    known: NDArray[np.uint8]
    places: Mapping[str, NDArray[np.uint16]]
    levels: Mapping[str, NDArray[np.uint8]]
    kinds: Mapping[str, tuple[pl.DataFrame, NDArray[np.int32]]]
    spoken: NDArray[np.uint8]
    differing: NDArray[np.uint8]
    agreeing: NDArray[np.uint8]

    @classmethod
    def of(cls, cells: pl.DataFrame, comparisons: Sequence[Comparison]) -> "Cells":
        """Return a table of cells as arrays."""
        levels = {one.name: cells[one.name].to_numpy() for one in comparisons}
        spoken = np.zeros(cells.height, dtype=np.uint8)
        for bit, one in enumerate(names_of(comparisons)):
            spoken |= (levels[one.name] > 0).astype(np.uint8) << np.uint8(bit)
        return cls(
            count=cells["pair_count"].to_numpy().astype(np.float64),
            known=cells["known"].to_numpy(),
            places={one.name: _places(cells, one) for one in comparisons},
            levels=levels,
            kinds={one.name: _kinds(cells, one) for one in comparisons},
            spoken=spoken,
            differing=differing(levels, comparisons),
            agreeing=agreeing(levels, comparisons),
        )

    def own_chances(self, comparisons: Sequence[Comparison], rule: LinkRule) -> dict[str, Chances]:
        """Return the chances of each distinct level and share, by comparison."""
        return {one.name: own_chances(self.kinds[one.name][0], one, rule) for one in comparisons}

    def chances(
        self, own: Mapping[str, Chances], comparisons: Sequence[Comparison], terms: Terms, rows: slice
    ) -> dict[str, Chances]:
        """Return the chances of some cells, given those of each distinct level and share."""
        found = {}
        for name, one in own.items():
            which = self.kinds[name][1][rows]
            found[name] = Chances(m=one.m.take(which), u=one.u.take(which), r=one.r.take(which))
        levels = {one.name: self.levels[one.name][rows] for one in names_of(comparisons)}
        found = with_together(found, levels, self.differing[rows], comparisons, terms)
        return lessened(with_full_names(found, self.agreeing[rows], comparisons, terms), comparisons)


def _places(cells: pl.DataFrame, comparison: Comparison) -> NDArray[np.uint16]:
    levels = cells[comparison.name].to_numpy().astype(np.uint16)
    if "scripts" not in cells.columns:
        return levels
    size = np.uint16(len(comparison.levels) + 1)
    return np.asarray(cells["scripts"].to_numpy().astype(np.uint16) * size + levels, dtype=np.uint16)


def _kinds(cells: pl.DataFrame, comparison: Comparison) -> tuple[pl.DataFrame, NDArray[np.int32]]:
    asked = [comparison.name, f"{comparison.name}_share", *(["scripts"] if comparison.kind == "name" else [])]
    columns = [column for column in asked if column in cells.columns]
    table = cells.select(columns).unique().sort(columns).with_row_index("which")
    which = cells.select(columns).join(table, on=columns, how="left", maintain_order="left")["which"]
    return table, which.cast(pl.Int32).to_numpy()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expected:
    """How many pairs of each cell are expected to be matches, relatives, strangers; and which may teach a comparison m."""

    matches: Numbers
    relatives: Numbers
    strangers: Numbers
    sure: Mapping[str, NDArray[np.int64]]


CELLS_AT_ONCE = 1 << 15
"""So many cells are shared out together: what is worked out of each on the way is many times as large as what is kept."""


def expect(
    cells: Cells,
    fit: Fit,
    rule: LinkRule,
    rules: EstimationRules,
    may_learn: Mapping[str, NDArray[np.int64]],
) -> Expected:
    """Share out each cell between the three classes (the E step)."""
    own = cells.own_chances(fit.comparisons, rule)
    parts = at_once(
        lambda start: _shared_out(cells, slice(start, start + CELLS_AT_ONCE), own, fit, rules, may_learn),
        range(0, max(len(cells.count), 1), CELLS_AT_ONCE),
    )
    return Expected(
        matches=np.concatenate([part.matches for part in parts]),
        relatives=np.concatenate([part.relatives for part in parts]),
        strangers=np.concatenate([part.strangers for part in parts]),
        sure={name: np.concatenate([part.sure[name] for part in parts]) for name in may_learn},
    )


def _shared_out(
    cells: Cells,
    rows: slice,
    own: Mapping[str, Chances],
    fit: Fit,
    rules: EstimationRules,
    may_learn: Mapping[str, NDArray[np.int64]],
) -> Expected:
    chances, count, known = (
        cells.chances(own, fit.comparisons, fit.terms, rows),
        cells.count[rows],
        cells.known[rows],
    )
    m, u, r = (_sum_of(chances, part, len(count)) for part in "mur")
    prior = math.log2(fit.terms.prior / (1 - fit.terms.prior))
    other = others(u, r, fit.terms)
    is_match = _probability(prior + m - other)
    is_match = np.where(known == SAME, 1.0, np.where(known == DIFFERENT, 0.0, is_match))
    is_kin = np.exp2(np.minimum(math.log2(fit.terms.kin) + r - other, 0.0))
    least = math.log2(rules.sure / (1 - rules.sure)) - prior
    sure = {}
    for name, learners in may_learn.items():
        first, end = np.searchsorted(learners, (rows.start, rows.start + len(count)))
        at = learners[first:end] - rows.start
        sure[name] = rows.start + _sure(chances[name], (m, u, r), at, fit.terms, least)
    return Expected(
        matches=count * is_match,
        relatives=count * (1 - is_match) * is_kin,
        strangers=count * (1 - is_match) * (1 - is_kin),
        sure=sure,
    )


def _sum_of(chances: Mapping[str, Chances], part: str, count: int) -> Numbers:
    total = np.zeros(count)
    for one in chances.values():
        total += getattr(one, part)
    return total


def _sure(
    one: Chances, whole: tuple[Numbers, Numbers, Numbers], at: NDArray[np.int64], terms: Terms, least: float
) -> NDArray[np.int64]:
    """Return which of the cells named are likely enough by what all comparisons but one say together.

    Strangers alone are no more than strangers and relatives: most cells are too unlikely beside them, and need no logarithm.
    """
    m, u = (part[at] - own[at] for part, own in zip(whole[:2], (one.m, one.u), strict=True))
    near = np.flatnonzero(m - (np.log2(1 - terms.kin) + u) >= least)
    at, r = at[near], whole[2]
    others_there = others(u[near], r[at] - one.r[at], terms)
    return np.asarray(at[m[near] - others_there >= least], dtype=np.int64)


def _probability(bits: Numbers) -> Numbers:
    return 1.0 / (1.0 + np.exp2(-np.clip(bits, -300, 300)))
