"""A run -> its scored pairs and links as the measures need them, and what is said about where they come from."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.agreement import Codes, codes_of
from resolver.outcome import Outcome
from resolver.tables import UNBLOCKED, name_in_cells

DOUBTFUL = (0.02, 0.98)
"""Pairs between these probabilities are the doubtful ones: calibration is asked of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoredPairs:
    """The pairs that a run scored and kept, column by column."""

    left: Codes
    right: Codes
    weight: NDArray[np.float64]
    probability: NDArray[np.float64]
    is_blocked: NDArray[np.bool_]
    is_forbidden: NDArray[np.bool_]

    def keep(self, kept: NDArray[np.bool_]) -> "ScoredPairs":
        """Return some of the pairs."""
        return ScoredPairs(
            left=self.left[kept],
            right=self.right[kept],
            weight=self.weight[kept],
            probability=self.probability[kept],
            is_blocked=self.is_blocked[kept],
            is_forbidden=self.is_forbidden[kept],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the figures about pairs rest on: how many pairs blocking made, and how many scored ones the run kept."""

    made_by_blocking: int
    kept_of_blocking: int
    scored_besides: int


def scored_pairs(run: Outcome) -> ScoredPairs:
    """Return the scored pairs of a run; weights are in bits."""
    scores = run.scores
    return ScoredPairs(
        left=scores["left"].to_numpy().astype(np.int64),
        right=scores["right"].to_numpy().astype(np.int64),
        weight=scores["match_weight"].to_numpy() / 1000,
        probability=scores["match_probability"].to_numpy(),
        is_blocked=scores["rule"].to_numpy() != UNBLOCKED,
        is_forbidden=scores["is_forbidden"].to_numpy(),
    )


def with_scores(run: Outcome, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return pairs (left, right, and what else they have) in their order, with the columns of SCORES; null where never scored."""
    keys = pairs.select(pl.col("left", "right").cast(pl.UInt32))
    # Few pairs, many scores: pick out the scores first, so that the large table is only walked through.
    own = run.scores.join(keys.unique(), on=["left", "right"], how="semi")
    return pairs.with_columns(keys).join(own, on=["left", "right"], how="left", maintain_order="left")


def pairs_table(left: Codes, right: Codes) -> pl.DataFrame:
    """Return pairs of rows as a table."""
    return pl.DataFrame({"left": left, "right": right}, schema={"left": pl.UInt32, "right": pl.UInt32})


def basis_of(run: Outcome) -> Basis:
    """Return what the run kept of the pairs that blocking made; pairs of two roles are never scored."""
    kept = int((run.scores["rule"] != UNBLOCKED).sum())
    return Basis(
        made_by_blocking=int(run.blocking["new_pair_count"].sum()),
        kept_of_blocking=kept,
        scored_besides=run.scores.height - kept,
    )


def persons_by_row(run: Outcome) -> Codes:
    """Return the number of the person of each row."""
    return codes_of(run.memberships["person_id"])


NAME = name_in_cells()
"""The name of a mention as the list wrote it, whole or put together from its parts."""


def names_by_row(run: Outcome) -> pl.Series:
    """Return the name of each row."""
    return run.mentions.select("row", name=NAME).sort("row")["name"]


def roles_by_row(run: Outcome) -> Codes:
    """Return the role of each row as a number: only rows of one role are ever compared."""
    return codes_of(run.values["role"])


def home_by_row(run: Outcome) -> Codes | None:
    """Return the file of each row where a run links two files and compares no two rows of one; else None."""
    if run.options.get("command") != "link":
        return None
    return codes_of(run.mentions.select("row", "file").sort("row")["file"])


def may_be_one(run: Outcome, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Return of each pair of rows whether it is of one role and, where two files are linked, across them."""
    role, home = roles_by_row(run), home_by_row(run)
    same: NDArray[np.bool_] = role[left] == role[right]
    return same if home is None else same & (home[left] != home[right])
