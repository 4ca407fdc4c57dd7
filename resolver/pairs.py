"""Candidate pairs -> scored pairs, and scored pairs -> what people read of them: the middle of the pipeline."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import are_among, coded
from resolver.engines import Engine, Table
from resolver.filled import filled
from resolver.model.weights import MILLIBITS, weigh
from resolver.packed import Packed
from resolver.rowpairs import numbers_of
from resolver.ruleset import Ruleset
from resolver.stages.cluster import Clusters
from resolver.stages.compare import Comparable, compare, number_patterns
from resolver.stages.merge import shown_texts
from resolver.stages.normalise import Normalised
from resolver.stages.score import score
from resolver.tables import PAIRS, UNBLOCKED


def allowed_pairs(pairs: Packed, normalised: Normalised, across_files: bool) -> Packed:
    """Keep pairs of one role (a source is never a casualty) and, when two lists are linked, pairs across them."""
    role, file = (coded(column)[0] for column in (normalised.values["role"], normalised.mentions["file"]))
    if not across_files and (role == role[:1]).all():
        return pairs

    def are_allowed(batch: pl.DataFrame) -> pl.Series:
        left, right = batch["left"].to_numpy(), batch["right"].to_numpy()
        allowed = role[left] == role[right]
        if across_files:
            allowed &= file[left] != file[right]
        return pl.Series(allowed, dtype=pl.Boolean)

    return Packed.of(batch.filter(are_allowed(batch)) for batch in pairs.batches())


def compare_pairs(pairs: Table, comparable: Comparable, ruleset: Ruleset, engine: Engine) -> Packed:
    """Compare pairs batch by batch: COMPARED, packed."""
    ends = list(PAIRS)
    return engine.pack_batches(
        pairs, lambda batch: compare(batch.select(ends), comparable, ruleset.comparisons)
    )


def score_compared(compared: Packed, ruleset: Ruleset, engine: Engine) -> Packed:
    """Count the patterns of compared pairs and score them: whole numbers in between. SCORES, packed."""
    names = [one.name for one in ruleset.comparisons]
    patterns = number_patterns(engine.sum_counts(compared, names, "pair_count"), ruleset.comparisons)
    return engine.pack_batches(
        compared,
        lambda batch: score(batch, patterns, comparisons=ruleset.comparisons, rule=ruleset.link_rule),
    )


def complete_components(
    scores: Packed,
    components: Sequence[tuple[int, ...]],
    comparable: Comparable,
    normalised: Normalised,
    ruleset: Ruleset,
    engine: Engine,
    across_files: bool,
) -> Packed:
    """Add every pair inside a component that no blocking rule brought together."""
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
    scores: Packed,
    wanted: NDArray[np.uint32],
    comparable: Comparable,
    normalised: Normalised,
    ruleset: Ruleset,
    engine: Engine,
    across_files: bool,
) -> Packed:
    """Add pairs (smaller row left) that no blocking rule brought together, as far as they may be compared."""
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
    allowed = allowed_pairs(Packed.of([_without(pairs, scores)]), normalised, across_files)
    if not allowed.height:
        return scores
    compared = compare_pairs(allowed, comparable, ruleset, engine)
    return Packed.of(_with_added(scores, score_compared(compared, ruleset, engine).whole()))


def _with_added(scores: Packed, added: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield both in the order of their rows, batch by batch."""
    keys = numbers_of(added)
    order = np.argsort(keys, kind="stable")
    added, keys = added[order], keys[order]
    start = 0
    for batch in scores.batches() if scores.height else ():
        end = int(np.searchsorted(keys, numbers_of(batch)[-1], side="right"))
        yield _in_order(pl.concat([batch, added.slice(start, end - start)]))
        start = end
    yield added.slice(start)


def _in_order(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs[np.argsort(numbers_of(pairs), kind="stable")]


def _without(pairs: pl.DataFrame, scores: Packed) -> pl.DataFrame:
    """Return the pairs that do not stand among others."""
    keys = numbers_of(pairs)
    order = np.argsort(keys, kind="stable")
    ordered, known = keys[order], np.zeros(len(keys), dtype=np.bool_)
    for batch in scores.batches("left", "right") if scores.height else ():
        met = numbers_of(batch)
        here = slice(np.searchsorted(ordered, met[0]), np.searchsorted(ordered, met[-1], side="right"))
        known[order[here]] |= are_among(ordered[here], met)
    return pairs.filter(pl.Series(~known, dtype=pl.Boolean))


def _are_among(pairs: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Return which pairs stand among others."""
    known = np.sort(numbers_of(others))
    return pl.Series(are_among(numbers_of(pairs), known), dtype=pl.Boolean)


def shown_pairs(
    scores: Packed,
    clusters: Clusters,
    comparable: Comparable,
    ruleset: Ruleset,
    normalised: Normalised,
    judged: pl.DataFrame,
) -> pl.DataFrame:
    """Return links, near misses, pairs that are asked about and judged pairs with the level and share of every comparison: the table of pairs.csv."""
    person = clusters.memberships["person_id"]
    number, _ = coded(person)
    told = _told_of(judged)
    wanted = pl.concat([told.select("left", "right"), clusters.questions.select("left", "right")]).unique()

    def is_shown(batch: pl.DataFrame) -> pl.Series:
        shown = _are_linked(batch, number) | (
            batch["match_probability"] >= ruleset.link_rule.review_threshold
        )
        return shown | _are_among(batch, wanted) if wanted.height else shown

    kept = scores.matching(is_shown)
    kept = kept.with_columns(is_linked=_are_linked(kept, number)).join(
        told, on=["left", "right"], how="left", maintain_order="left"
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


def _are_linked(pairs: pl.DataFrame, person: NDArray[np.integer]) -> pl.Series:
    """Return which pairs are of one person, given the number of the person of each row."""
    return pl.Series(person[pairs["left"].to_numpy()] == person[pairs["right"].to_numpy()], dtype=pl.Boolean)


def _told_of(judged: pl.DataFrame) -> pl.DataFrame:
    """Return who judged each pair, and how, as one text."""
    said = filled("{}: {} ({})", pl.col("judge").fill_null("somebody"), "verdict", "judgement_id")
    ordered = judged.sort("left", "right", "judge", "judgement_id", nulls_last=True)
    return ordered.group_by("left", "right", maintain_order=True).agg(judged=said.str.join("; "))
