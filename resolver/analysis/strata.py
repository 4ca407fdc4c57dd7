"""A run -> every pair of named mentions put into one stratum: linked or not, by probability, and those never compared.

Sampling judges few pairs and speaks of all of them, so that it must know how many there are of each kind.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.analysis.scored import (
    home_by_row,
    may_be_one,
    pairs_table,
    persons_by_row,
    roles_by_row,
    scored_pairs,
    with_scores,
)
from resolver.model.agreement import Codes, join_codes, pairs_in, pairs_within
from resolver.outcome import Outcome

Pairs = tuple[Codes, Codes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One kind of pair; ``share`` is the part of a sample that is drawn from it, as long as it holds so many."""

    number: int
    words: str
    is_linked: bool
    low: float
    share: float


STRATA = (
    Stratum(number=1, words="linked, above .98", is_linked=True, low=0.98, share=0.15),
    Stratum(number=2, words="linked, .5 to .98", is_linked=True, low=0.5, share=0.15),
    Stratum(number=3, words="linked, below .5 or by other pairs", is_linked=True, low=-1.0, share=0.1),
    Stratum(number=4, words="apart, above .98", is_linked=False, low=0.98, share=0.1),
    Stratum(number=5, words="apart, .5 to .98", is_linked=False, low=0.5, share=0.15),
    Stratum(number=6, words="apart, .1 to .5", is_linked=False, low=0.1, share=0.15),
    Stratum(number=7, words="apart, .02 to .1", is_linked=False, low=0.02, share=0.1),
    Stratum(number=8, words="apart, below .02", is_linked=False, low=0.0, share=0.06),
    Stratum(number=9, words="never compared", is_linked=False, low=-1.0, share=0.04),
)
"""The kinds of pairs, numbered; most of a sample is drawn where the run is in doubt."""

NEVER_COMPARED = 9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """What is drawn from: the pairs of strata 1 to 8 one by one, and how many there are of the last."""

    left: Codes
    right: Codes
    stratum: Codes
    never_compared: int

    def sizes(self) -> dict[int, int]:
        """Return how many pairs each stratum holds."""
        counts = np.bincount(self.stratum, minlength=NEVER_COMPARED + 1)
        return {
            one.number: int(counts[one.number]) if one.number != NEVER_COMPARED else self.never_compared
            for one in STRATA
        }


def frame_of(run: Outcome) -> Frame:
    """Return all pairs of named mentions of a run, by stratum; pairs never compared are only counted."""
    is_named = ~run.values["is_unnamed"].to_numpy()
    pairs = scored_pairs(run)
    pairs = pairs.keep(is_named[pairs.left] & is_named[pairs.right])
    one, other = _linked_unscored(run, is_named)
    left, right = np.concatenate([pairs.left, one]), np.concatenate([pairs.right, other])
    probability = np.concatenate([pairs.probability, np.full(len(one), -1.0)])
    return Frame(
        left=left,
        right=right,
        stratum=stratum_of(are_linked(run, left, right), probability),
        never_compared=_pairs_allowed(run, is_named) - int(may_be_one(run, left, right).sum()),
    )


def are_linked(run: Outcome, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Return of each pair of rows whether the run has them as one person."""
    person = persons_by_row(run)
    linked: NDArray[np.bool_] = person[left] == person[right]
    return linked


def stratum_of(is_linked: NDArray[np.bool_], probability: NDArray[np.float64]) -> Codes:
    """Return the stratum of each compared or linked pair; a probability below 0 says that the pair was never scored.

    >>> stratum_of(np.array([True, True, False, False]), np.array([0.99, -1.0, 0.3, 0.001])).tolist()
    [1, 3, 6, 8]
    """
    found = np.full(len(probability), NEVER_COMPARED, dtype=np.int64)
    for one in reversed(STRATA[:-1]):
        found[(is_linked == one.is_linked) & (probability >= one.low)] = one.number
    return found


def pairs_stood_for(run: Outcome, settled: pl.DataFrame) -> NDArray[np.float64]:
    """Return how many settled pairs (left, right) each stands for, so that linked ones and those apart have the part they have in the run.

    Who samples, and who answers questions, chooses pairs by whether the run links them, and one that is linked by way of others is
    mostly one person, whatever its own weight. So among the pairs of a band of probabilities the linked ones count by their share of
    the band. Sums stay as they are (post-stratification, Holt and Smith 1979). What the run was told it links for that: it stands for itself.
    """
    pairs = scored_pairs(run)
    in_run = (
        _banded(pairs.probability, are_linked(run, pairs.left, pairs.right)).group_by(_CELL).len("in_run")
    )
    left, right = (settled[side].to_numpy().astype(np.int64) for side in ("left", "right"))
    probability = with_scores(run, settled)["match_probability"].fill_null(0.0).to_numpy()
    mine = _banded(probability, are_linked(run, left, right)).with_columns(
        is_obeyed=_are_obeyed(run, settled)
    )
    cells = mine.filter(~pl.col("is_obeyed")).group_by(_CELL).len("drawn").join(in_run, on=_CELL)
    in_band = [pl.col(counts) / pl.col(counts).sum().over("band") for counts in ("in_run", "drawn")]
    cells = cells.select(*_CELL, mass=in_band[0] / in_band[1])
    told = mine.join(cells, on=_CELL, how="left", maintain_order="left")
    return (
        told.select(pl.when("is_obeyed").then(1.0).otherwise(pl.col("mass").fill_null(1.0)))
        .to_series()
        .to_numpy()
    )


_CELL = ["band", "is_linked"]


def _banded(probability: NDArray[np.float64], is_linked: NDArray[np.bool_]) -> pl.DataFrame:
    """Return the band of probabilities of each pair and whether it is linked."""
    lows = sorted(one.low for one in STRATA if not one.is_linked and one.low > 0)
    return pl.DataFrame({"band": np.searchsorted(lows, probability, side="right"), "is_linked": is_linked})


def _are_obeyed(run: Outcome, settled: pl.DataFrame) -> pl.Series:
    """Return of each pair whether the run was told what it is."""
    ends = {"left": pl.min_horizontal("left", "right"), "right": pl.max_horizontal("left", "right")}
    obeyed = run.judged.select(**ends).unique().with_columns(is_obeyed=True)
    told = settled.join(obeyed, on=["left", "right"], how="left", maintain_order="left")
    return told["is_obeyed"].fill_null(False)


def _linked_unscored(run: Outcome, is_named: NDArray[np.bool_]) -> Pairs:
    """Return the pairs that are one person by way of others, without a score of their own."""
    rows = np.flatnonzero(is_named)
    one, other = pairs_within(persons_by_row(run)[rows])
    fresh = _unscored(run, rows[one], rows[other])
    return rows[one][fresh], rows[other][fresh]


def _unscored(run: Outcome, left: Codes, right: Codes) -> NDArray[np.bool_]:
    return with_scores(run, pairs_table(left, right))["match_weight"].is_null().to_numpy()


def _pairs_allowed(run: Outcome, is_named: NDArray[np.bool_]) -> int:
    """Return how many pairs of named mentions could be one person at all: of one role and, where two files are linked, across."""
    role, home = roles_by_row(run)[is_named], home_by_row(run)
    total = int(pairs_in(np.bincount(role)).sum())
    if home is None:
        return total
    return total - int(pairs_in(np.bincount(join_codes([role, home[is_named]]))).sum())


def draw_never_compared(run: Outcome, count: int, random: np.random.Generator) -> Pairs:
    """Return pairs drawn at random among those of named mentions that nothing brought together; there must be so many."""
    rows, person = np.flatnonzero(~run.values["is_unnamed"].to_numpy()), persons_by_row(run)
    chosen: list[tuple[int, int]] = []
    while len(chosen) < count:
        drawn = np.sort(random.choice(rows, size=(4 * count + 16, 2)), axis=1)
        left, right = drawn[:, 0], drawn[:, 1]
        fits = (left != right) & (person[left] != person[right]) & may_be_one(run, left, right)
        fits[fits] = _unscored(run, left[fits], right[fits])
        chosen = list(dict.fromkeys([*chosen, *zip(left[fits].tolist(), right[fits].tolist(), strict=True)]))
    ends = np.array(chosen[:count], dtype=np.int64)
    return ends[:, 0], ends[:, 1]
