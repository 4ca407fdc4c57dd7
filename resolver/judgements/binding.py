"""JUDGED -> what binds the clusters, who said so, and DISAGREEMENTS: where people contradict one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from resolver.judgements.copies import cells_of
from resolver.judgements.placing import place
from resolver.judgements.table import standing
from resolver.model.constraints import Constraints, Contradiction, Pair, constraints_of
from resolver.tables import DISAGREEMENTS, JUDGED, UNAPPLIED, conform
from resolver.values.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bound:
    """What a run has to obey, and what it could not."""

    constraints: Constraints = field(default_factory=Constraints)
    judged: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=JUDGED))
    unapplied: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNAPPLIED))
    disagreements: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DISAGREEMENTS))


def bind(judgements: pl.DataFrame | None, mentions: pl.DataFrame) -> Bound:
    """Place judgements among the mentions of a run (in row order) and say what they oblige it to.

    >>> from resolver.tables import JUDGEMENTS
    >>> mentions = pl.DataFrame({"mention_id": ["a", "b", "c"], "list_id": ["l"] * 3, "name": ["Тестов"] * 3})
    >>> told = {"judgement_id": ["j-1", "j-2"], "left_id": ["a", "b"], "right_id": ["b", "c"], "verdict": ["same", "different"]}
    >>> table = pl.DataFrame(told).with_columns(judge=pl.lit("AK"))
    >>> others = {name: kind for name, kind in JUDGEMENTS.items() if name not in table.columns}
    >>> table = table.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in others.items())
    >>> bound = bind(table.select(list(JUDGEMENTS)), mentions)
    >>> sorted(bound.constraints.must), sorted(bound.constraints.cannot), bound.constraints.said_of(0, 1)
    ([(0, 1)], [(1, 2)], 'AK (j-1)')
    """
    if judgements is None or judgements.is_empty():
        return Bound()
    placed = place(standing(judgements), mentions)
    # Two answers of one judge may be about one pair of rows although they name other ids.
    judged = standing(placed.judged, ("left", "right"))
    found = constraints_from(judged)
    return Bound(
        constraints=found,
        judged=judged.sort("left", "right", "judge", "judgement_id", nulls_last=True),
        unapplied=placed.unapplied,
        disagreements=disagreements_of(found, judged, _ids_and_names(mentions)),
    )


def constraints_from(judged: pl.DataFrame) -> Constraints:
    """Return what standing answers oblige to; their pairs are numbered in the columns left and right."""
    pairs: dict[str, set[Pair]] = {verdict.value: set() for verdict in Verdict}
    said: dict[Pair, list[str]] = {}
    for left, right, verdict, judge, judgement in judged.select(
        "left", "right", "verdict", "judge", "judgement_id"
    ).iter_rows():
        pairs[verdict].add((left, right))
        said.setdefault((left, right), []).append(f"{judge or 'somebody'} ({judgement})")
    found = constraints_of(pairs[Verdict.SAME.value], pairs[Verdict.DIFFERENT.value])
    answered = pairs[Verdict.SAME.value] | pairs[Verdict.DIFFERENT.value]
    return replace(
        found,
        doubted=frozenset(pairs[Verdict.UNSURE.value] - answered),
        said={pair: ", ".join(sorted(said[pair])) for pair in sorted(said)},
    )


def _ids_and_names(mentions: pl.DataFrame) -> Sequence[tuple[str, str | None]]:
    return mentions.select("mention_id", "name").rows()


def obeyed(judged: pl.DataFrame, disagreements: pl.DataFrame, mention_ids: pl.Series) -> pl.DataFrame:
    """Return the rows of JUDGED that a run obeys: those of no pair that stands in a contradiction. ``mention_ids`` is in row order.

    >>> told = pl.DataFrame({"left": [0, 1], "right": [1, 2]})
    >>> obeyed(told, pl.DataFrame({"left_id": ["b"], "right_id": ["c"]}), pl.Series(["a", "b", "c"])).rows()
    [(0, 1)]
    """
    sides = [mention_ids.gather(judged[side]).alias(f"_{side}") for side in ("left", "right")]
    pairs = disagreements.select(_left="left_id", _right="right_id")
    return judged.with_columns(sides).join(pairs, on=["_left", "_right"], how="anti").drop("_left", "_right")


def disagreements_of(
    constraints: Constraints, judged: pl.DataFrame, mentions: Sequence[tuple[str, str | None]]
) -> pl.DataFrame:
    """Return one row for each pair of each contradiction, with the chain it is part of and who said what."""
    answers: dict[Pair, list[Mapping[str, str]]] = {}
    for row in judged.sort("judge", "judgement_id", nulls_last=True).iter_rows(named=True):
        answers.setdefault((row["left"], row["right"]), []).append(row)
    rows = []
    for one in constraints.contradictions:
        for left, right in sorted(set(one.pairs)):
            said = answers.get((left, right), [])
            rows.append(
                {
                    "left_id": mentions[left][0],
                    "right_id": mentions[right][0],
                    "left_name": _named(mentions[left], said, "left"),
                    "right_name": _named(mentions[right], said, "right"),
                    "verdict": None,
                    "reason": None,
                    "verdicts": "; ".join(f"{row['judge']}: {row['verdict']}" for row in said),
                    "chain": chain_told(one, [mention_id for mention_id, _ in mentions]),
                    "judges": "; ".join(sorted({row["judge"] or "" for row in said})),
                    "judgement_ids": " ".join(row["judgement_id"] for row in said),
                }
            )
    return conform(pl.DataFrame(rows, schema=DISAGREEMENTS), DISAGREEMENTS, table="DISAGREEMENTS")


def _named(mention: tuple[str, str | None], said: Sequence[Mapping[str, str]], side: str) -> str | None:
    return mention[1] or next((cells_of(row[f"{side}_copy"]).get("name") for row in said), None)


def chain_told(one: Contradiction, mention_ids: Sequence[str]) -> str:
    """Return a contradiction as a human reads it.

    >>> chain_told(Contradiction(chain=(0, 2, 1)), ["x1", "x3", "x2"])
    'x1 = x2 = x3, yet x1 ≠ x3'
    """
    ids = [mention_ids[row] for row in one.chain]
    return f"{' = '.join(ids)}, yet {ids[0]} ≠ {ids[-1]}"
