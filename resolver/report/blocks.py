"""What each blocking rule is good for -> what ``resolver blocks`` prints."""

from collections.abc import Iterator

from resolver.blocking import Blocks
from resolver.stages.merge import shown_text
from resolver.stages.normalise import Normalised


def blocks_text(blocks: Blocks, normalised: Normalised) -> str:
    """Return an account of the rules: pairs, pairs only they find, estimated recall, and what became of large blocks."""
    return "\n".join([*_rules(blocks), "", *_recall(blocks), "", *_largest(blocks, normalised)])


def _rules(blocks: Blocks) -> Iterator[str]:
    yield f"{blocks.mention_count:,} mentions, {blocks.pair_count:,} candidate pairs"
    width = max(len(rule) for rule in blocks.rules["rule"])
    yield f"{'rule':<{width}}  {'pairs':>11}  {'only it':>11}  {'matches':>9}  {'only it':>9}  {'recall':>6}"
    for row in blocks.rules.iter_rows(named=True):
        recall = "-" if row["estimated_recall"] is None else f"{row['estimated_recall']:.3f}"
        yield (
            f"{row['rule']:<{width}}  {row['pair_count']:>11,}  {row['only_pair_count']:>11,}"
            f"  {row['likely_match_count']:>9,.1f}  {row['likely_only_count']:>9,.1f}  {recall:>6}"
        )


def _recall(blocks: Blocks) -> Iterator[str]:
    recall = blocks.recall
    if recall.found <= 0:
        yield "No likely match was found, so there is nothing to estimate recall from."
        return
    yield (
        f"All rules together: {recall.found:,.0f} matches expected among the pairs, about {recall.missed:,.0f} missed:"
        f" estimated recall {recall.recall:.3f}"
    )
    yield "(capture-recapture: rules that rest on the surname are one net, all others another; likely pairs count by their"
    yield "probability. What one net misses the other is likelier to miss: that is allowed for by experience, not measured)"


def _largest(blocks: Blocks, normalised: Normalised) -> Iterator[str]:
    yield "Largest blocks of each rule (mentions that share a key, and what was done):"
    for row in blocks.largest.filter(blocks.largest["mention_count"] > 1).iter_rows(named=True):
        done = f"cut by {row['cut_by']}" if row["cut_by"] else "whole"
        unmade = f", {row['unmade_pair_count']:,} pairs left unmade" if row["unmade_pair_count"] else ""
        name = shown_text(normalised.values["name_code"][row["example_row"]], normalised.names)
        yield f"  {row['rule']}: {row['mention_count']:,} mentions with {row['key']} (such as {name}): {done}{unmade}"
