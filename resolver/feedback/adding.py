"""A sheet that somebody filled in -> answers in OUT/judgements.csv, each with the rows it was about, none of them twice."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from resolver.errors import UsageError
from resolver.feedback.store import append_judgements, kept_judgements
from resolver.files import changed_files
from resolver.judgements import (
    JudgementSource,
    copy_of,
    judgement_id,
    no_judgements,
    ordered,
    read_judgements,
    standing,
)
from resolver.obeyed import verdict_words
from resolver.outcome import Outcome
from resolver.rulebook import load_rulebook
from resolver.tables import JUDGEMENTS, conform
from resolver.values.foreign_ids import entity_id
from resolver.values.verdicts import VerdictWords

SHEETS = ("review.csv", "review.xlsx", "disagreements.csv")
"""Files of a run that people may fill in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """How many answers a file added, how many were known before, and how many rows nobody answered."""

    added: int
    known: int
    empty: int
    strangers: tuple[str, ...] = ()


def judgements_in(folder: Path | str, words: VerdictWords) -> pl.DataFrame:
    """Return the judgements that lie in a run folder, those that were taken back among them."""
    kept = kept_judgements(folder)
    return read_judgements(kept.file, words).judgements if kept.file else no_judgements()


def add_judgements(
    run: Outcome, folder: Path | str, source: JudgementSource, *, judge: str | None = None, judged_at: str
) -> Added:
    """Add the answers of a filled-in sheet to a run folder; adding the same file twice adds nothing.

    Answers that name no judge are ``judge``'s, those that name no time were given at ``judged_at``. Raises InputError that tells every
    fault of the sheet; then nothing is added.
    """
    words = verdict_words(run.rulebook)
    told = read_judgements(source, words, judge=judge)
    known = judgements_in(folder, words)
    answers = on_mentions(told.judgements, run)
    fresh = new_answers(completed(answers, run, judged_at=judged_at), known)
    if fresh.height:
        append_judgements(folder, fresh)
    ids = set(run.memberships["mention_id"])
    strangers = [one for side in ("left_id", "right_id") for one in answers[side] if one not in ids]
    return Added(
        added=fresh.height,
        known=told.judgements.height - fresh.height,
        empty=told.empty,
        strangers=tuple(dict.fromkeys(strangers)),
    )


def check_unadded(folder: Path | str, rules: Path | None) -> None:
    """Raise UsageError when sheets of a run hold answers that were never added: a new run would write over them.

    ``rules`` is the folder of rules laid over ours, whose words for answers are known; it is opened only where there is a sheet to read.
    """
    changed = changed_files(folder) if Path(folder).is_dir() else []
    for name in (one for one in SHEETS if one in changed):
        path = Path(folder) / name
        if not path.is_file():
            continue
        words = verdict_words(load_rulebook(rules))
        told = read_judgements(path, words, judge="").judgements
        known = standing(judgements_in(folder, words))
        said = {_key(row)[:3] for row in known.iter_rows(named=True)}
        unadded = [row for row in told.iter_rows(named=True) if _key(row)[:3] not in said]
        if unadded:
            raise UsageError(
                f"{path}: holds {len(unadded):,} answers that were not added, and a new run would write over them; first: "
                f"resolver judgements add {folder} {path} --judge NAME"
            )


def new_answers(told: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return the answers that are not among those known: neither by their id nor as what the judge said before."""
    said = _said(known)
    ids = set(known["judgement_id"])
    is_new = [
        row["judgement_id"] not in ids and (row["replaces"] is not None or _key(row) not in said)
        for row in told.iter_rows(named=True)
    ]
    return told.filter(pl.Series(is_new, dtype=pl.Boolean))


def _said(known: pl.DataFrame) -> set[tuple[Any, ...]]:
    return {_key(row) for row in standing(known).iter_rows(named=True)}


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*sorted((row["left_id"], row["right_id"])), row["verdict"], row["judge"])


def on_mentions(judgements: pl.DataFrame, run: Outcome) -> pl.DataFrame:
    """Return judgements on persons as judgements on the mentions that their ids were made from; other programs know persons alone.

    A judgement with a copy of its row was made on a mention, whatever its id looks like.
    """
    asked = {*judgements["left_id"], *judgements["right_id"]} - set(run.memberships["mention_id"])
    leads = _mentions_behind(asked, run) if asked else {}
    if not leads:
        return judgements
    rows = []
    for row in judgements.iter_rows(named=True):
        minted = judgement_id(row) == row["judgement_id"]
        bare = [f"{side}_id" for side in ("left", "right") if not row[f"{side}_copy"]]
        moved = {**row, **{name: leads.get(row[name], row[name]) for name in bare}}
        rows.append({**moved, "judgement_id": judgement_id(moved) if minted else row["judgement_id"]})
    return conform(pl.DataFrame(rows, schema=JUDGEMENTS), JUDGEMENTS, table="JUDGEMENTS")


def _mentions_behind(asked: Set[str], run: Outcome) -> dict[str, str]:
    """Return the mention behind each person id (the one it was made from, while it is still theirs) and behind each id too long for others."""
    person_of = dict(run.memberships.select("mention_id", "person_id").iter_rows())
    first = {person: mention for mention, person in reversed(person_of.items())}
    found = {entity_id(one): one for one in person_of} if any(one.startswith("m.") for one in asked) else {}
    issued = run.issued.filter(pl.col("person_id").is_in(sorted(asked)))
    for person_id, mention_id, stands_for in issued.select(
        "person_id", "mention_id", "stands_for"
    ).iter_rows():
        own = mention_id if person_of.get(mention_id) == stands_for else first.get(stands_for)
        found |= {person_id: own} if own is not None and stands_for is not None else {}
    return {one: found[one] for one in asked if one in found}


def completed(judgements: pl.DataFrame, run: Outcome, *, judged_at: str | None) -> pl.DataFrame:
    """Return judgements with copies of their rows, the time and the model, where they lack them."""
    wanted = {*judgements["left_id"], *judgements["right_id"]}
    cells = run.mentions.filter(pl.col("mention_id").is_in(sorted(wanted)))
    copies = {row["mention_id"]: copy_of(row) for row in cells.iter_rows(named=True)}
    rows = []
    for row in judgements.iter_rows(named=True):
        minted = judgement_id(row) == row["judgement_id"]
        whole = {
            **row,
            "left_copy": row["left_copy"] or copies.get(row["left_id"]),
            "right_copy": row["right_copy"] or copies.get(row["right_id"]),
            "judged_at": row["judged_at"] or judged_at,
            "model_id": row["model_id"] or run.model.model_id,
        }
        rows.append({**whole, "judgement_id": judgement_id(whole) if minted else row["judgement_id"]})
    return conform(pl.DataFrame(rows, schema=JUDGEMENTS), JUDGEMENTS, table="JUDGEMENTS")


def keep_judgements(run: Outcome, folder: Path | str, sources: Sequence[JudgementSource]) -> int:
    """Add the answers that a run was given to those in its folder, so that the next run obeys them too; return how many."""
    if not sources:
        return 0
    words = verdict_words(run.rulebook)
    told = ordered(pl.concat([read_judgements(one, words).judgements for one in sources]))
    fresh = told.filter(~pl.col("judgement_id").is_in(judgements_in(folder, words)["judgement_id"].to_list()))
    if fresh.height:
        append_judgements(folder, completed(fresh, run, judged_at=None))
    return fresh.height


def judge_of(name: str | None) -> str:
    """Return the name of a judge, or raise UsageError: it is never taken from the system.

    >>> judge_of(" AK ")
    'AK'
    """
    if not name or not name.strip():
        raise UsageError("say who judges: --judge NAME")
    return " ".join(name.split())
