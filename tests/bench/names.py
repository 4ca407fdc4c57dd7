"""The 690 hard name pairs, compared by the name alone: area under the curve, recall at precision .98, hits per category."""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import rankdata

from resolver.model.comparisons import read_comparisons
from resolver.model.linking import read_link_rule
from resolver.model.weights import MILLIBITS, weigh
from resolver.names.index import NameFrequencies, index_names
from resolver.names.knowledge import load_knowledge
from resolver.names.likeness import Level
from resolver.rulebook import load_rulebook

PAIRS = Path(__file__).parents[2] / "datasets" / "name_pairs" / "pairs.csv"
POPULATION = 1_000


def name_weights(pairs: pl.DataFrame) -> NDArray[np.float64]:
    """Return the weight in bits of each pair of names (columns a, b) when nothing else is known."""
    rules = load_rulebook()
    rule = read_link_rule(rules.setting("linking.toml"), population=POPULATION)
    comparisons = [one for one in read_comparisons(rules.setting("comparisons.toml")) if one.kind == "name"]
    names = sorted({*pairs["a"], *pairs["b"]})
    index = index_names(
        names, load_knowledge(rules), NameFrequencies(**rules.setting("linking.toml")["frequency"])
    )
    code = {name: at for at, name in enumerate(names)}
    columns: dict[str, list[int]] = {f"{one.name}{end}": [] for one in comparisons for end in ("", "_share")}
    for left, right in pairs.select("a", "b").iter_rows():
        levels = index.compare(code[left], code[right])
        for one in comparisons:
            level = Level.MISSING if levels is None else Level(getattr(levels, one.role))
            columns[one.name].append(int(level))
            share = 1.0
            if levels is not None:
                mine = getattr(index.readings[code[left]][levels.left], one.role)
                other = getattr(index.readings[code[right]][levels.right], one.role)
                share = index.frequency(one.role, mine, other, level)
            columns[f"{one.name}_share"].append(round(float(np.log2(min(share, 1.0))) * MILLIBITS))
    compared = pl.DataFrame(columns)
    return np.asarray(weigh(compared, comparisons, rule).total / MILLIBITS, dtype=np.float64)


def name_pair_figures() -> dict[str, float | dict[str, float]]:
    """Return the figures for the pairs that the project carries."""
    pairs = pl.read_csv(PAIRS, infer_schema=False)
    weights, same = name_weights(pairs), (pairs["same"] == "1").to_numpy()
    threshold, recall = recall_at(weights, same, precision=0.98)
    hits = pairs.select("category").with_columns(hit=pl.Series(weights >= threshold))
    by_category = hits.group_by("category").agg(pl.col("hit").mean().round(3)).sort("category")
    return {
        "auc": round(area_under_curve(weights, same), 4),
        "recall_at_precision_98": round(recall, 4),
        "hits": dict(by_category.iter_rows()),
    }


def area_under_curve(weights: NDArray[np.float64], same: NDArray[np.bool_]) -> float:
    """Return the chance that a same pair weighs more than a different one (Mann and Whitney)."""
    ranks, positives = rankdata(weights), int(same.sum())
    return float(
        (ranks[same].sum() - positives * (positives + 1) / 2) / (positives * (len(same) - positives))
    )


def recall_at(
    weights: NDArray[np.float64], same: NDArray[np.bool_], *, precision: float
) -> tuple[float, float]:
    """Return the threshold with the best recall at a precision, and that recall; infinity and 0 when none reaches it."""
    best = (float("inf"), 0.0)
    for threshold in np.unique(weights):
        chosen = weights >= threshold
        if same[chosen].mean() >= precision and same[chosen].sum() / same.sum() > best[1]:
            best = (float(threshold), float(same[chosen].sum() / same.sum()))
    return best
