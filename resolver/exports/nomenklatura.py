"""JUDGEMENTS and open questions -> edges of a nomenklatura resolver: JSON lines of [target, source, judgement, score, user, created_at]."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from resolver.judgements import NO_JUDGEMENT, VERDICT_OF_EDGE, standing
from resolver.outcome import Outcome
from resolver.values.foreign_ids import entity_id
from resolver.values.verdicts import Verdict

_LONGEST_TIME = 28
"""So many letters a time may have there."""


def nomenklatura_file(outcome: Outcome) -> bytes:
    """Return what people judged, and behind it the open questions as pairs that nobody judged yet.

    >>> from resolver.pipeline import demo
    >>> nomenklatura_file(demo()).count(b"no_judgement")
    2
    """
    edges = edges_of(outcome.judgements)
    return edge_lines([*edges, *_questions(outcome, {(edge[0], edge[1]) for edge in edges})])


def _questions(outcome: Outcome, judged: set[tuple[str, str]]) -> Iterable[list[Any]]:
    ids = outcome.values["mention_id"]
    for row in outcome.questions.iter_rows(named=True):
        source, target = sorted((entity_id(ids[row["left"]]), entity_id(ids[row["right"]])))
        if (target, source) not in judged:
            yield [target, source, NO_JUDGEMENT, round(row["probability"], 6), "resolver", None]


def edges_of(judgements: pl.DataFrame) -> list[list[Any]]:
    """Return the judgements that hold as edges, one for each pair; where judges contradict one another it is unsure.

    >>> row = {"judgement_id": "j-1", "left_id": "a", "right_id": "b", "verdict": "same", "judge": "AK", "judged_at": "2025-03-01"}
    >>> table = pl.DataFrame([row | {"probability_shown": 0.7, "replaces": None}], schema_overrides={"replaces": pl.String})
    >>> edges_of(table)
    [['b', 'a', 'positive', 0.7, 'AK', '2025-03-01']]
    """
    pairs: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in standing(judgements).iter_rows(named=True):
        ids = sorted((entity_id(row["left_id"]), entity_id(row["right_id"])))
        if ids[0] != ids[1]:
            pairs.setdefault((ids[1], ids[0]), []).append(row)
    return [
        [*pair, *_told(sorted(rows, key=lambda row: row["judged_at"] or ""))]
        for pair, rows in sorted(pairs.items(), key=lambda item: (item[1][-1]["judged_at"] or "", item[0]))
    ]


def _told(rows: Sequence[Mapping[str, Any]]) -> tuple[str, float | None, str, str | None]:
    """Return judgement, score, user and time of all answers on one pair, the earliest first."""
    verdicts = {row["verdict"] for row in rows}
    verdict = Verdict(verdicts.pop()) if len(verdicts) == 1 else Verdict.UNSURE
    word = next(name for name, one in VERDICT_OF_EDGE.items() if one is verdict)
    judges = dict.fromkeys(row["judge"] for row in rows)
    time = rows[-1]["judged_at"]
    return word, rows[-1]["probability_shown"], "; ".join(judges), time[:_LONGEST_TIME] if time else None


def edge_lines(edges: Iterable[Sequence[Any]]) -> bytes:
    r"""Return edges as a file that ``nk load-resolver`` reads.

    >>> edge_lines([["b", "a", "positive", None, "AK", None]])
    b'["b", "a", "positive", null, "AK", null]\n'
    """
    return "".join(json.dumps(edge) + "\n" for edge in edges).encode()
