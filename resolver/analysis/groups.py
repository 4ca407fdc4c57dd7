"""Mentions by script, language or any other field -> error rates of each group and of each two groups: where a count is biased.

A method that finds a man again in one script and not in another counts the second people twice. So the same figures are given for
every group of mentions, and for pairs between every two groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from resolver.analysis.measured import Measured
from resolver.analysis.scored import names_by_row
from resolver.analysis.truth import Aligned
from resolver.errors import UsageError
from resolver.model.agreement import Codes, join_codes, pairs_between, ratios
from resolver.model.bootstrap import Numbers, estimate, rows_of_units
from resolver.names.scripts import scripts_of
from resolver.outcome import Outcome
from resolver.settings import nearest_of

SCRIPT = "script"
MOST_GROUPS = 20
"""The commonest values of a field are told apart; the rest are one group."""

NOT_SAID = "(empty)"
REST = "(others)"
_RIGHT, _FOUND, _TRUE, _BLOCKED = range(4)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """The error rates by one field: ``mentions`` one row for each value, ``pairs`` one for each two values."""

    field: str
    mentions: pl.DataFrame
    pairs: pl.DataFrame


def fields_of(run: Outcome, by: Sequence[str]) -> list[str]:
    """Return the fields to group by: script and language (where any is filled), then those asked for.

    Raises UsageError for a field that no column of mentions is.
    """
    columns = {name.casefold(): name for name in run.mentions.columns if name not in ("row", "input_order")}
    columns |= {SCRIPT: SCRIPT}
    unknown = [name for name in by if name.casefold() not in columns]
    if unknown:
        told = ", ".join(sorted(columns.values()))
        hint = nearest_of(unknown[0], sorted(columns.values()))
        raise UsageError(f"--by {unknown[0]}: mentions have no such column{hint}; they have {told}")
    own = [SCRIPT, *(["language"] if run.mentions["language"].null_count() < run.mentions.height else [])]
    return list(dict.fromkeys([*own, *(columns[name.casefold()] for name in by)]))


def group_rates(measured: Measured, field: str) -> Groups:
    """Return the error rates of a run by one field."""
    labels, group = _group_of_mentions(measured.run, measured.aligned, field)
    return Groups(
        field=field,
        mentions=_by_group(measured.aligned, group, labels),
        pairs=_by_two_groups(measured, group, labels),
    )


def _group_of_mentions(run: Outcome, aligned: Aligned, field: str) -> tuple[list[str], Codes]:
    """Return the groups, the commonest first, and the group of each mention that the truth knows."""
    if field == SCRIPT:
        values = scripts_of(names_by_row(run)).fill_null(NOT_SAID)
    else:
        cells = run.mentions.select("row", field).sort("row")[field].cast(pl.String).str.strip_chars()
        values = cells.replace("", None).fill_null(NOT_SAID)
    own = values.gather(aligned.rows)
    counts = own.value_counts().sort(["count", own.name], descending=[True, False])
    labels = counts[own.name].head(MOST_GROUPS).to_list()
    labels += [REST] if counts.height > MOST_GROUPS else []
    numbers = {label: number for number, label in enumerate(labels)}
    codes = own.replace_strict(numbers, default=len(labels) - 1, return_dtype=pl.Int64)
    return labels, codes.to_numpy()


def _by_group(aligned: Aligned, group: Codes, labels: Sequence[str]) -> pl.DataFrame:
    """Return, for each group, its mentions, the true and found people among them, and B-cubed precision and recall.

    B-cubed asks each mention of a group about all mentions of its person, also those of other groups.
    """
    both = join_codes([aligned.truth, aligned.found])
    shared = np.bincount(both)[both]
    mentions = pl.DataFrame(
        {
            "group": group,
            "truth": aligned.truth,
            "found": aligned.found,
            "precision": shared / np.bincount(aligned.found)[aligned.found],
            "recall": shared / np.bincount(aligned.truth)[aligned.truth],
        }
    )
    return (
        mentions.group_by("group")
        .agg(
            mention_count=pl.len().cast(pl.UInt32),
            true_people=pl.col("truth").n_unique(),
            found_people=pl.col("found").n_unique(),
            bcubed_precision=pl.col("precision").mean(),
            bcubed_recall=pl.col("recall").mean(),
        )
        .sort("group")
        .select(
            pl.col("group").replace_strict(dict(enumerate(labels)), return_dtype=pl.String),
            pl.exclude("group"),
        )
    )


def _by_two_groups(measured: Measured, group: Codes, labels: Sequence[str]) -> pl.DataFrame:
    truth, found, unit = measured.truth, measured.found, rows_of_units(measured.knot)
    units = int(unit.max()) + 1
    clusters = (join_codes([truth, found]), found, truth)
    rows = []
    for right, ours, true in zip(*(pairs_between(one, group, unit, units) for one in clusters), strict=True):
        one, other, _ = right
        blocked = _blocked(measured, group, one, other)
        sums = np.column_stack([right[2], ours[2], true[2], np.bincount(unit[blocked], minlength=units)])
        if sums[:, :_BLOCKED].any():
            rows.append((labels[one], labels[other], *_rates(measured, sums)))
    table = pl.DataFrame(rows, schema=_PAIR_COLUMNS, orient="row")
    return table.sort("true_pairs", "found_pairs", "one", "other", descending=[True, True, False, False])


_PAIR_COLUMNS: dict[str, type[pl.DataType]] = {
    "one": pl.String,
    "other": pl.String,
    "true_pairs": pl.Int64,
    "found_pairs": pl.Int64,
    "right_pairs": pl.Int64,
    "precision": pl.Float64,
    "precision_low": pl.Float64,
    "precision_high": pl.Float64,
    "recall": pl.Float64,
    "recall_low": pl.Float64,
    "recall_high": pl.Float64,
    "blocked_recall": pl.Float64,
}


def _blocked(measured: Measured, group: Codes, one: int, other: int) -> Codes:
    """Return a mention of each true pair between two groups that blocking brought together."""
    left, right = measured.true_blocked
    mine, theirs = group[left], group[right]
    between = ((mine == one) & (theirs == other)) | ((mine == other) & (theirs == one))
    ends: Codes = left[between]
    return ends


def _rates(measured: Measured, sums: Numbers) -> tuple[float, ...]:
    """Return the figures of two groups; intervals from drawing again the units that have such pairs."""
    total, drawn = sums.sum(axis=0), measured.drawn(sums[sums.any(axis=1)])
    figures, outcomes = ratios(_as_rates(total)), ratios(_as_rates(drawn))
    precision, recall = (estimate(figures[at], outcomes[..., at]) for at in (0, 1))
    blocked = float(total[_BLOCKED] / total[_TRUE]) if total[_TRUE] else 1.0
    counts = (int(total[_TRUE]), int(total[_FOUND]), int(total[_RIGHT]))
    return (*counts, *precision, *recall, blocked)


def _as_rates(sums: Numbers) -> Numbers:
    return sums[..., [_RIGHT, _FOUND, _RIGHT, _TRUE]]
