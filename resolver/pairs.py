"""Candidate pairs -> scored pairs, and scored pairs -> what people read of them: the middle of the pipeline."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import are_among, coded
from resolver.engines import Engine
from resolver.filled import filled
from resolver.model.weights import MILLIBITS, weigh
from resolver.ruleset import Ruleset
from resolver.stages.cluster import Clusters
from resolver.stages.compare import Comparable, compare, number_patterns
from resolver.stages.merge import shown_texts
from resolver.stages.normalise import Normalised
from resolver.stages.score import score
from resolver.tables import PAIRS, UNBLOCKED


def allowed_pairs(pairs: pl.DataFrame, normalised: Normalised, across_files: bool) -> pl.DataFrame:
    """Keep pairs of one role (a source is never a casualty) and, when two lists are linked, pairs across them."""
    role, _ = coded(normalised.values["role"])
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    allowed = role[left] == role[right]
    if across_files:
        file = normalised.mentions["file"].to_numpy()
        allowed &= file[left] != file[right]
    return pairs if allowed.all() else pairs.filter(pl.Series(allowed, dtype=pl.Boolean))


def compare_pairs(
    pairs: pl.DataFrame, comparable: Comparable, ruleset: Ruleset, engine: Engine
) -> pl.DataFrame:
    """Compare pairs batch by batch."""
    return engine.map_batches(pairs, lambda batch: compare(batch, comparable, ruleset.comparisons))


def score_compared(compared: pl.DataFrame, ruleset: Ruleset, engine: Engine) -> pl.DataFrame:
    """Count the patterns of compared pairs and score them: whole numbers in between.

    Levels go as scores come, unless the caller still has them in hand: there are millions of either.
    """
    names = [one.name for one in ruleset.comparisons]
    patterns = number_patterns(engine.sum_counts(compared, names, "pair_count"), ruleset.comparisons)
    handed = [compared]
    del compared
    return _in_one_piece(
        engine.map_batches(
            handed.pop(),
            lambda batch: score(batch, patterns, comparisons=ruleset.comparisons, rule=ruleset.link_rule),
        )
    )


def _in_one_piece(scores: pl.DataFrame) -> pl.DataFrame:
    """Return the same, each column in one piece, which uses the pieces up: in pieces, each look at a column copies it whole."""
    return pl.DataFrame([scores.drop_in_place(name).rechunk() for name in scores.columns])


def complete_components(
    scores: pl.DataFrame,
    components: Sequence[tuple[int, ...]],
    comparable: Comparable,
    normalised: Normalised,
    ruleset: Ruleset,
    engine: Engine,
    across_files: bool,
) -> pl.DataFrame:
    """Add every pair inside a component that no blocking rule brought together; ``scores`` is used up where there are any."""
    by_size: dict[int, list[tuple[int, ...]]] = {}
    for rows in components:
        by_size.setdefault(len(rows), []).append(rows)
    inside = []
    for size, alike in by_size.items():
        members = np.array(alike, dtype=np.uint32)
        one, other = np.triu_indices(size, 1)
        inside.append(np.stack([members[:, one], members[:, other]], axis=2).reshape(-1, 2))
    if not inside:
        return scores
    return complete_pairs(
        scores, np.concatenate(inside), comparable, normalised, ruleset, engine, across_files
    )


def complete_pairs(
    scores: pl.DataFrame,
    wanted: NDArray[np.uint32],
    comparable: Comparable,
    normalised: Normalised,
    ruleset: Ruleset,
    engine: Engine,
    across_files: bool,
) -> pl.DataFrame:
    """Add pairs (smaller row left) that no blocking rule brought together, as far as they may be compared.

    ``scores`` is used up where there are any.
    """
    if not len(wanted):
        return scores
    pairs = pl.DataFrame(
        {
            "left": wanted[:, 0],
            "right": wanted[:, 1],
            "rule": np.full(len(wanted), UNBLOCKED, dtype=np.uint8),
        },
        schema=PAIRS,
    )
    pairs = allowed_pairs(_without(pairs, scores), normalised, across_files)
    if pairs.is_empty():
        return scores
    compared = compare_pairs(pairs, comparable, ruleset, engine)
    return _with_added(scores, score_compared(compared, ruleset, engine))


def _with_added(scores: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
    """Return both in the order of their rows; ``scores`` is used up, column after column, so that the largest table stands there once.

    Both are sorted but for few: a stable sort of numbers goes through them once, and needs no table of hashes.
    """
    ends = ("left", "right")
    packed = _packed(pl.concat([scores.select(ends), added.select(ends)]))
    places = pl.Series(np.argsort(packed, kind="stable").astype(np.uint32))
    del packed
    return pl.DataFrame(
        [
            pl.concat([scores.drop_in_place(name), added[name]], rechunk=True).gather(places)
            for name in added.columns
        ]
    )


def _without(pairs: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that do not stand among others."""
    return pairs.filter(~_are_among(pairs, scores))


def _are_among(pairs: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Return which pairs stand among others."""
    if pairs.is_empty():
        return pl.Series([], dtype=pl.Boolean)
    known = _packed(others)
    known.sort()
    return pl.Series(are_among(_packed(pairs), known), dtype=pl.Boolean)


def _packed(pairs: pl.DataFrame) -> NDArray[np.uint64]:
    packed = pairs["left"].to_numpy().astype(np.uint64)
    packed <<= np.uint64(32)
    packed |= pairs["right"].to_numpy()
    return packed


def shown_pairs(
    scores: pl.DataFrame,
    clusters: Clusters,
    comparable: Comparable,
    ruleset: Ruleset,
    normalised: Normalised,
    judged: pl.DataFrame,
) -> pl.DataFrame:
    """Return links, near misses and judged pairs with the level and share of every comparison: the table of pairs.csv."""
    person = clusters.memberships["person_id"]
    number, _ = coded(person)
    linked = pl.Series(number[scores["left"].to_numpy()] == number[scores["right"].to_numpy()])
    told = _told_of(judged)
    is_shown = linked | (scores["match_probability"] >= ruleset.link_rule.review_threshold)
    if told.height:
        is_shown |= _are_among(scores, told)
    kept = (
        scores.filter(is_shown)
        .with_columns(is_linked=linked.filter(is_shown))
        .join(told, on=["left", "right"], how="left", maintain_order="left")
    )
    compared = compare(kept.select("left", "right", "rule"), comparable, ruleset.comparisons)
    weighed = weigh(compared, ruleset.comparisons, ruleset.link_rule)
    codes = normalised.values["name_code"]
    ids = normalised.values["mention_id"]
    rule_names = [*(rule.name for rule in ruleset.blocking.rules), "inside one component or judged by hand"]
    by = pl.Series(rule_names).gather(kept["rule"].clip(0, len(rule_names) - 1))
    columns: dict[str, pl.Series] = {
        "left_id": ids.gather(kept["left"]),
        "right_id": ids.gather(kept["right"]),
        "left_name": shown_texts(codes.gather(kept["left"]), normalised.names),
        "right_name": shown_texts(codes.gather(kept["right"]), normalised.names),
        "left_person_id": person.gather(kept["left"]),
        "right_person_id": person.gather(kept["right"]),
        "is_linked": kept["is_linked"],
        "match_weight": kept["match_weight"] / MILLIBITS,
        "match_probability": kept["match_probability"],
        "namesakes": kept["namesakes"],
        "rule": by,
        "judged": kept["judged"],
        "prior_share": pl.Series([weighed.prior], dtype=pl.Float64).new_from_index(0, kept.height).round(3),
        "relatives_share": pl.Series(weighed.relatives).round(3),
        "calibration_share": pl.Series(weighed.calibration).round(3),
    }
    for one in ruleset.comparisons:
        labels = ["missing", *(level.label for level in one.levels)]
        columns[f"{one.name}_level"] = pl.Series(labels).gather(compared[one.name])
        columns[f"{one.name}_share"] = pl.Series(weighed.by_comparison[one.name]).round(3)
    return pl.DataFrame(columns)


def _told_of(judged: pl.DataFrame) -> pl.DataFrame:
    """Return who judged each pair, and how, as one text."""
    said = filled("{}: {} ({})", pl.col("judge").fill_null("somebody"), "verdict", "judgement_id")
    ordered = judged.sort("left", "right", "judge", "judgement_id", nulls_last=True)
    return ordered.group_by("left", "right", maintain_order=True).agg(judged=said.str.join("; "))
