"""A JudgedEvaluation -> text for a terminal and plain numbers for JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from resolver.analysis.told import calibration_dict, calibration_lines, count_of, rounded, with_ends
from resolver.model.bootstrap import Estimate

if TYPE_CHECKING:
    from resolver.analysis.judged import JudgedEvaluation


def judged_text(found: "JudgedEvaluation") -> str:
    """Return what judged pairs say of a run, in words."""
    return "\n".join(
        [*_head(found), "", *_rates(found), "", *_strata(found), "", *calibration_lines(found.doubtful)]
    )


def _head(found: "JudgedEvaluation") -> Iterator[str]:
    yield f"{found.file}: {count_of(found.judged, 'pair')} judged, {found.unsure:,} unsure, {found.empty:,} not judged"
    if found.unsure or found.empty:
        yield "Those unsure or not judged are taken to be like the judged ones of their kind"
    if found.not_in_run:
        shown = ", ".join(found.not_in_run[:5]) + (" …" if len(found.not_in_run) > 5 else "")
        yield f"{count_of(len(found.not_in_run), 'mention')} not in the run, their pairs left out: {shown}"


def _rates(found: "JudgedEvaluation") -> Iterator[str]:
    yield f"Precision of links                      {with_ends(found.precision)}   (95 % intervals)"
    yield f"Recall among links and likely pairs     {with_ends(found.recall_worth_a_look)}"
    yield f"Recall among all compared pairs         {with_ends(found.recall_compared)}"
    silent = found.strata.filter(found.strata["judged"] == 0)
    if silent.height:
        yield f"{silent['pairs'].sum():,} pairs are of kinds of which none was judged: left out"


def _strata(found: "JudgedEvaluation") -> Iterator[str]:
    yield f"{'kind of pair when drawn':<36}{'pairs':>15}  judged  one person  share"
    for row in found.strata.iter_rows(named=True):
        figure = Estimate(*(row[f"share_{name}"] for name in ("same", "low", "high")))
        ends = "-" if figure.value is None else with_ends(figure)
        yield f"{row['words']:<36}{row['pairs']:>15,}{row['judged']:>8,}{row['same']:>12,}  {ends}"


def judged_dict(found: "JudgedEvaluation") -> dict[str, Any]:
    """Return what judged pairs say of a run, as JSON has it."""
    tree: dict[str, Any] = rounded(
        {
            "judgements": found.file,
            "judged": found.judged,
            "unsure": found.unsure,
            "empty": found.empty,
            "not_in_run": found.not_in_run,
            "precision": found.precision._asdict(),
            "recall_worth_a_look": found.recall_worth_a_look._asdict(),
            "recall_compared": found.recall_compared._asdict(),
            "strata": found.strata.to_dicts(),
            "doubtful": calibration_dict(found.doubtful),
        }
    )
    return tree
