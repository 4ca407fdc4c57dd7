"""Compared pairs of some lists -> Evidence -> Model: what estimation looks at, gathered once per run."""

from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.engines import Engine
from resolver.model.estimation import (
    DIFFERENT,
    UNKNOWN,
    Evidence,
    bearing,
    cell_keys,
    cells_of,
    estimate,
    every_nth,
    own_shares,
    random_pairs,
)
from resolver.model.fitted import Model, shipped_model
from resolver.packed import Packed
from resolver.pairs import allowed_pairs, compare_pairs
from resolver.ruleset import Ruleset
from resolver.stages.compare import Comparable
from resolver.stages.normalise import Normalised
from resolver.tables import PAIRS, UNBLOCKED

Known = NDArray[np.uint8]


def estimated(
    compared: Packed,
    comparable: Comparable,
    normalised: Normalised,
    lists: pl.DataFrame,
    ruleset: Ruleset,
    engine: Engine,
    *,
    across_files: bool,
) -> Model:
    """Return the model that fits the lists of a run, or the shipped one and why.

    ``compared`` are its candidate pairs. A short list is not even looked at, so that it costs nothing.
    """
    mentions = int((normalised.values["name_code"] >= 0).sum())
    fewest = ruleset.estimation.fewest_mentions
    if mentions < fewest:
        reason = f"{mentions:,} named mentions are too few to estimate from ({fewest} are needed)"
        return shipped_model(ruleset.comparisons, ruleset.link_rule, reason=reason)
    promised = promised_lists(normalised, lists)
    evidence = evidence_of(
        compared,
        partial(known_apart, promised=promised),
        comparable,
        normalised,
        promised,
        ruleset,
        engine,
        across_files,
    )
    return estimate(evidence, ruleset.comparisons, ruleset.link_rule, ruleset.estimation, ruleset.blocks)


def promised_lists(normalised: Normalised, lists: pl.DataFrame) -> NDArray[np.int64]:
    """Return, per row, the number of its list where that promises one row per person; -1 elsewhere."""
    promises = lists.filter("one_row_per_person").select("list_id").with_row_index("promised")
    joined = normalised.mentions.select("list_id").join(
        promises, on="list_id", how="left", maintain_order="left"
    )
    return joined["promised"].cast(pl.Int64).fill_null(-1).to_numpy()


def known_apart(pairs: pl.DataFrame, promised: NDArray[np.int64]) -> Known:
    """Return what is known of pairs: two rows of a list with one row per person are two people."""
    left, right = promised[pairs["left"].to_numpy()], promised[pairs["right"].to_numpy()]
    return np.where((left >= 0) & (left == right), DIFFERENT, UNKNOWN).astype(np.uint8)


def evidence_of(
    compared: Packed,
    known_of: Callable[[pl.DataFrame], Known],
    comparable: Comparable,
    normalised: Normalised,
    promised: NDArray[np.int64],
    ruleset: Ruleset,
    engine: Engine,
    across_files: bool,
) -> Evidence:
    """Return candidate and random pairs of named mentions as counted cells, and how common their names are.

    ``known_of`` says what is known of pairs. Pairs of somebody without a name, found by a day of birth or a number, teach nothing: they
    are not among all that could be made.
    """
    rules = ruleset.estimation
    is_named = (normalised.values["name_code"] >= 0).to_numpy()
    named = normalised.values["row"].to_numpy()[is_named]
    at_most = min(rules.random_pairs, rules.pairs_per_mention * len(named))
    drawn = random_pairs(named, at_most=at_most, seed=rules.seed)
    random = compare_pairs(
        allowed_pairs(Packed.of([drawn]), normalised, across_files), comparable, ruleset, engine
    )
    alone = _some(named, rules.mentions, rules.seed)
    return Evidence(
        blocked=_counted_evenly(compared, *_told_of(compared, known_of, is_named), ruleset, engine),
        random=_counted(random, *_told_of(random, known_of, is_named), ruleset, engine),
        pair_total=pair_total(normalised, promised, named, across_files),
        mention_total=len(named),
        own=own_shares(_with_themselves(alone, comparable, ruleset, engine), ruleset.comparisons),
        able=_able(random.whole(), comparable, ruleset, engine),
    )


def _with_themselves(
    rows: NDArray[np.uint32], comparable: Comparable, ruleset: Ruleset, engine: Engine
) -> pl.DataFrame:
    """Return mentions compared with themselves."""
    pairs = pl.DataFrame(
        {"left": rows, "right": rows, "rule": np.full(len(rows), UNBLOCKED, dtype=np.uint8)}, schema=PAIRS
    )
    return compare_pairs(pairs, comparable, ruleset, engine).whole()


def _able(
    random: pl.DataFrame, comparable: Comparable, ruleset: Ruleset, engine: Engine
) -> dict[str, NDArray[np.int64]]:
    """Return, by comparison, of how many random pairs both sides speak, and of how many of these both of what two may share by chance."""
    ends = random["left"].to_numpy(), random["right"].to_numpy()
    rows = np.unique(np.concatenate(ends))
    left, right = (np.searchsorted(rows, end) for end in ends)
    found = {}
    for name, is_borne in bearing(
        _with_themselves(rows, comparable, ruleset, engine), ruleset.comparisons
    ).items():
        speak = (random[name] > 0).to_numpy()
        found[name] = np.array([speak.sum(), (speak & is_borne[left] & is_borne[right]).sum()])
    return found


def _told_of(
    compared: Packed, known_of: Callable[[pl.DataFrame], Known], is_named: NDArray[np.bool_]
) -> tuple[Known, NDArray[np.bool_]]:
    """Return what is known of each pair, and whether both are named."""
    known, are_named = [], []
    for ends in compared.batches("left", "right"):
        known.append(known_of(ends))
        are_named.append(is_named[ends["left"].to_numpy()] & is_named[ends["right"].to_numpy()])
    return np.concatenate(known), np.concatenate(are_named)


def _counted_evenly(
    compared: Packed, known: Known, is_counted: NDArray[np.bool_], ruleset: Ruleset, engine: Engine
) -> pl.DataFrame:
    """Return how many pairs are alike in every cell; of very many every n-th stands for n, so that memory stays bounded."""
    kept, step = every_nth(is_counted & (known == UNKNOWN), ruleset.estimation.most_pairs)
    cells = _counted(compared, known, kept | is_counted & (known != UNKNOWN), ruleset, engine)
    if step == 1:
        return cells
    stands_for = pl.when(pl.col("known") == UNKNOWN).then(step).otherwise(1).cast(pl.UInt32)
    return cells.with_columns(pair_count=pl.col("pair_count") * stands_for)


def _counted(
    compared: Packed, known: Known, is_counted: NDArray[np.bool_], ruleset: Ruleset, engine: Engine
) -> pl.DataFrame:
    """Return how many pairs are alike in every cell, batch by batch."""
    comparisons = ruleset.comparisons
    told = compared.with_columns(known=pl.Series(known), is_counted=pl.Series(is_counted, dtype=pl.Boolean))
    return engine.sum_counts(
        told,
        cell_keys(compared.columns, comparisons),
        "pair_count",
        lambda batch: cells_of(batch.filter("is_counted").drop("is_counted"), comparisons),
    )


def _some(rows: NDArray[np.uint32], at_most: int, seed: int) -> NDArray[np.uint32]:
    if len(rows) <= at_most:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, at_most, replace=False))


def pair_total(
    normalised: Normalised, promised: NDArray[np.int64], named: NDArray[np.uint32], across_files: bool
) -> int:
    """Return how many pairs could be one person: of one role, across files where asked, not within a list that promises."""
    rows = pl.DataFrame(
        {
            "role": normalised.values["role"].gather(named),
            "file": normalised.mentions["file"].gather(named),
            "promised": promised[named],
        }
    )
    told = rows.with_row_index("row").with_columns(
        own=pl.when(pl.col("promised") >= 0)
        .then(pl.col("promised"))
        .otherwise(-1 - pl.col("row").cast(pl.Int64))
    )
    total = _pairs(rows, ["role"]) - _pairs(told, ["role", "own"])
    if not across_files:
        return total
    return total - _pairs(rows, ["role", "file"]) + _pairs(told, ["role", "file", "own"])


def _pairs(rows: pl.DataFrame, by: list[str]) -> int:
    sizes = rows.group_by(by).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())
