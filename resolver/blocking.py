"""PAIRS + SCORES -> what each blocking rule is good for: pairs, pairs only it finds, its estimated recall, its largest blocks."""

from dataclasses import asdict, dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.recall import LIKELY, RecallEstimate, bits_of, estimate_recall
from resolver.names.scripts import script_codes
from resolver.packed import Packed
from resolver.stages.block import Blocked, BlockingRules
from resolver.stages.normalise import Normalised

RULES = pl.Schema(
    {
        "rule": pl.String,
        "pair_count": pl.UInt64,
        "new_pair_count": pl.UInt64,
        "only_pair_count": pl.UInt64,
        "likely_match_count": pl.Float64,
        "likely_only_count": pl.Float64,
        "estimated_recall": pl.Float64,
        "largest_block": pl.UInt64,
        "cut_block_count": pl.UInt64,
        "unmade_pair_count": pl.UInt64,
    }
)
"""One blocking rule. ``likely_match_count`` is how many matches it is expected to have found, ``likely_only_count`` how many of them no
other rule found; ``estimated_recall`` is the first as a share of all matches, missed ones included."""

LARGEST_BLOCKS = pl.Schema(
    {
        "rule": pl.String,
        "key": pl.String,
        "mention_count": pl.UInt64,
        "example_row": pl.UInt32,
        "cut_by": pl.String,
        "unmade_pair_count": pl.UInt64,
    }
)
"""One of the largest blocks of a rule, with one of its mentions and the keys it was cut by."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """What blocking did with some lists: a row per rule, the largest blocks, and the estimated recall of all rules together."""

    rules: pl.DataFrame
    largest: pl.DataFrame
    recall: RecallEstimate
    mention_count: int
    pair_count: int


def of_likely(blocked: Blocked, scores: Packed) -> Blocked:
    """Return what is known of the pairs that are likely matches: all that telling what rules are good for asks about."""
    likely = scores.matching(pl.col("match_probability") >= LIKELY, "left", "right")
    return blocked.only(likely["left"].to_numpy(), likely["right"].to_numpy())


def tell_blocks(blocked: Blocked, scores: Packed, normalised: Normalised, rules: BlockingRules) -> Blocks:
    """Return what each rule found, judged by the pairs of fully named mentions that are likely matches.

    Recall is estimated for pairs of one script and for those of two.
    """
    is_full = ~normalised.values["completeness"].is_in(["surname", "given", "several", "none"]).to_numpy()
    likely = scores.matching(pl.col("match_probability") >= LIKELY, "left", "right", "match_probability")
    left, right = likely["left"].to_numpy(), likely["right"].to_numpy()
    are_full = is_full[left] & is_full[right]
    left, right, share = left[are_full], right[are_full], likely["match_probability"].to_numpy()[are_full]
    found_by = blocked.rules_of(left, right)
    codes = normalised.values["name_code"].to_numpy()
    script = np.append(script_codes(normalised.names.names), 0)[codes]
    crossed = script[left] != script[right]
    recall = estimate_recall(_nets(found_by, rules), share, crossed.astype(np.int64))
    return Blocks(
        rules=_rules(blocked, bits_of(found_by), share, recall),
        largest=pl.DataFrame([asdict(one) for one in blocked.blocks], schema=LARGEST_BLOCKS),
        recall=recall,
        mention_count=len(is_full),
        pair_count=blocked.pair_count,
    )


def _nets(found_by: NDArray[np.uint64], rules: BlockingRules) -> NDArray[np.uint64]:
    """Return which grounds found each pair, as bits: rules of one ground are one net."""
    grounds = list(dict.fromkeys(rule.ground for rule in rules.rules))
    found = np.zeros(len(found_by), dtype=np.uint64)
    for number, rule in enumerate(rules.rules):
        caught = (found_by >> np.uint64(number)) & np.uint64(1)
        found |= caught << np.uint64(grounds.index(rule.ground))
    return found


def _rules(
    blocked: Blocked, bits: NDArray[np.bool_], share: NDArray[np.float64], recall: RecallEstimate
) -> pl.DataFrame:
    alone = bits.sum(axis=1) == 1
    every = recall.found + recall.missed
    rows = [
        {
            **asdict(report),
            "likely_match_count": float(share[bits[:, number]].sum()),
            "likely_only_count": float(share[bits[:, number] & alone].sum()),
            "estimated_recall": float(share[bits[:, number]].sum()) / every if every > 0 else None,
        }
        for number, report in enumerate(blocked.reports)
    ]
    return pl.DataFrame(rows, schema=RULES)
