"""A run folder + what somebody says of two documents -> a further row of its reposts.csv, checked before it is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from resolver.errors import UnknownIdError, UsageError
from resolver.origins import RepostVerdict, append_reposts, repost_id, reposts_in
from resolver.outcome import Outcome
from resolver.run import open_run
from resolver.tables import REPOSTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Who says something of documents, when and why."""

    judge: str
    judged_at: str
    reason: str | None = None


def judge_reposts(
    folder: Path | str,
    targets: Sequence[str],
    verdict: RepostVerdict | str,
    *,
    by: Answered,
    original: str | None = None,
) -> pl.DataFrame:
    """Write down what somebody says of suggested reposts, for every later run to obey, and return the rows written.

    ``targets`` are ids of suggestions; with ``original``, one document that is (or is not) a repost of that other one. Raises
    UnknownIdError or UsageError when they cannot be meant, and writes nothing then.

    >>> import tempfile
    >>> from resolver.pipeline import demo
    >>> with tempfile.TemporaryDirectory() as out:
    ...     demo().write(out, report=False)
    ...     said = Answered(judge="AK", judged_at="2025-03-09T10:00:00Z", reason="word for word")
    ...     judge_reposts(out, ["abbtakk-2018-02-14"], "repost", by=said, original="gantnews-2018-02-13")["verdict"].to_list()
    ['repost']
    """
    run = open_run(folder)
    meant = (
        [_documents(run, targets, original)]
        if original is not None
        else [_suggested(run, target) for target in targets]
    )
    rows = [{**one, "verdict": RepostVerdict(verdict).value} for one in meant]
    return _written(folder, rows, by)


def take_back_repost(folder: Path | str, answer: str, *, by: Answered) -> pl.DataFrame:
    """Take an answer about two documents back: a row that replaces it is added. Raises UnknownIdError when nobody gave it."""
    known = reposts_in(folder)
    if answer not in known.given["repost_id"]:
        raise UnknownIdError(f"no answer {answer!r} in {Path(folder) / 'reposts.csv'}")
    return _written(folder, [{"replaces": answer}], by)


def _written(folder: Path | str, rows: Sequence[Mapping[str, Any]], by: Answered) -> pl.DataFrame:
    taken = reposts_in(folder).given["repost_id"].to_list()
    whole = []
    for row in rows:
        told = {**row, "judge": by.judge, "judged_at": by.judged_at, "reason": by.reason}
        whole.append({**told, "repost_id": repost_id(told, taken)})
        taken.append(whole[-1]["repost_id"])
    table = pl.DataFrame(whole, schema=REPOSTS)
    append_reposts(folder, table)
    return table


def _suggested(run: Outcome, target: str) -> dict[str, Any]:
    found = run.suggested_reposts.filter(pl.col("suggestion_id") == target)
    if found.is_empty():
        raise UnknownIdError(
            f"no suggestion {target!r} in this run; resolver reposts OUT lists them. For two documents of your own choice: --accept COPY --of ORIGINAL"
        )
    row = found.row(0, named=True)
    return {
        "copy_id": row["copy_id"],
        "original_id": row["original_id"],
        "score_shown": row["score"],
        "because": row["because"],
    }


def _documents(run: Outcome, targets: Sequence[str], original: str) -> dict[str, Any]:
    if len(targets) != 1:
        raise UsageError("with --of name one document")
    known = set(run.documents["document_id"])
    for one in (targets[0], original):
        if one not in known:
            raise UnknownIdError(f"no document {one!r} in this run; ids stand in documents.csv")
    if targets[0] == original:
        raise UsageError(f"{original}: a document is no repost of itself")
    return {"copy_id": targets[0], "original_id": original}


def reposts_text(run: Outcome, folder: Path | str) -> str:
    """Return what may be a repost and what people said of documents, in words.

    >>> from resolver.pipeline import demo
    >>> print(reposts_text(demo(), "no-such-folder"))
    No repost is suggested.
    """
    return "\n".join([*_suggestions_told(run), *_answers_told(folder)])


def _suggestions_told(run: Outcome) -> Iterator[str]:
    suggested = run.suggested_reposts
    if suggested.is_empty():
        yield "No repost is suggested."
        return
    number = "1 document" if suggested.height == 1 else f"{suggested.height:,} documents"
    yield f"{number} may repeat another. Nothing rests on that until somebody accepts it."
    for row in suggested.iter_rows(named=True):
        yield f"{row['suggestion_id']}  {row['copy_id']} may repeat {row['original_id']}   {row['score']:.1f} bits"
        yield f"            {row['because']}"


def _answers_told(folder: Path | str) -> Iterator[str]:
    reposts = reposts_in(folder)
    words = {"repost": "repeats", "separate": "is separate from", "unsure": "may or may not repeat"}
    for row in reposts.standing.iter_rows(named=True):
        why = f": {row['reason']}" if row["reason"] else ""
        yield f"{row['repost_id']}  {row['copy_id']} {words[row['verdict']]} {row['original_id']}   {row['judge']}{why}"
