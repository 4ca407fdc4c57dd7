"""The edges of a nomenklatura resolver (JSON lines of [target, source, judgement, score, user, created_at]) -> a sheet of judgements.

There two entities are joined through an id of nomenklatura's own (``NK-…``) or of Wikidata; here an answer is about two mentions. What
was said through such an id is said of the mentions behind it. Ids that lead to no mention stay as they are, so that a run tells of them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from resolver.errors import InputError
from resolver.values.foreign_ids import mention_id_of
from resolver.values.verdicts import Verdict

VERDICT_OF_EDGE: Mapping[str, Verdict] = {
    "positive": Verdict.SAME,
    "negative": Verdict.DIFFERENT,
    "unsure": Verdict.UNSURE,
}
"""What nomenklatura calls each verdict."""

NO_JUDGEMENT = "no_judgement"
"""What it calls a pair that somebody should look at."""

_CANONICAL = re.compile(r"NK-.*|Q[0-9]+", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One answer on two ids; without a verdict nobody answered."""

    left: str
    right: str
    verdict: Verdict | None
    score: float | None = None
    user: str | None = None
    time: str | None = None
    through: str | None = None


def holds_edges(data: bytes) -> bool:
    """Return whether a file looks like edges: its first line is a list.

    >>> holds_edges(b'["b", "a", "positive", null, "AK", null]'), holds_edges(b'{"left_id": "a"}')
    (True, False)
    """
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"["


def judgements_in_edges(data: bytes, *, file: str) -> tuple[pl.DataFrame, int]:
    r"""Return the answers of a file of edges as a sheet of judgements, and how many of its lines nobody answered.

    Raises one InputError that tells every line that is no edge.

    >>> lines = b'["NK-1", "a", "positive", null, "AK", null]\n["NK-1", "b", "positive", null, "AK", null]\n["NK-1", "c", "negative", null, "BM", null]'
    >>> judgements_in_edges(lines, file="x.json")[0].select("left_id", "right_id", "verdict", "judge").rows()
    [('a', 'b', 'same', 'AK'), ('a', 'c', 'different', 'BM')]
    """
    edges, faults = [], []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if line.strip():
            try:
                edges.append(_edge(json.loads(line)))
            except ValueError as fault:
                faults.append(f"{file}, line {number}: is no edge of nomenklatura: {fault}")
    if faults:
        raise InputError("\n".join(faults))
    answered = [one for one in edges if one.verdict is not None]
    rows = [
        {
            "left_id": mention_id_of(one.left),
            "right_id": mention_id_of(one.right),
            "verdict": str(one.verdict),
            "judge": one.user,
            "judged_at": one.time,
            "reason": _reason(one),
        }
        for one in _on_entities(answered)
    ]
    names = ("left_id", "right_id", "verdict", "judge", "judged_at", "reason")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String())), len(edges) - len(answered)


def _edge(told: Any) -> Edge:
    """Return an edge, or raise ValueError that says what is wrong with it; a deleted one is one that nobody answered."""
    if not isinstance(told, list) or len(told) < 3 or not all(isinstance(one, str) for one in told[:3]):
        raise ValueError("write [target, source, judgement, score, user, created_at]")
    rest: list[Any] = [*told[3:7], *[None] * 4]
    target, source, word = told[:3]
    score, user, time, deleted = rest[:4]
    if word not in VERDICT_OF_EDGE and word != NO_JUDGEMENT:
        raise ValueError(f'judgement "{word}"; there are {", ".join([*VERDICT_OF_EDGE, NO_JUDGEMENT])}')
    left, right = sorted((target, source))
    return Edge(
        left=left,
        right=right,
        verdict=None if deleted else VERDICT_OF_EDGE.get(word),
        score=score if isinstance(score, (int, float)) else None,
        user=user if isinstance(user, str) and user.strip() else None,
        time=time if isinstance(time, str) else None,
    )


def _reason(edge: Edge) -> str | None:
    told = [f"through {edge.through}"] if edge.through else []
    # A score of nomenklatura is no probability: it must not stand where a probability does.
    told += [f"score {edge.score:g}"] if edge.score is not None else []
    return f"nomenklatura: {', '.join(told)}" if told else None


def _on_entities(edges: Sequence[Edge]) -> Iterator[Edge]:
    """Yield the same answers about entities alone, as far as ids of nomenklatura and Wikidata lead to some."""
    group_of = _groups(edges)
    members: dict[str, dict[str, Edge]] = {}
    direct: list[Edge] = []
    for edge in edges:
        ends = [
            (one, other)
            for one, other in ((edge.left, edge.right), (edge.right, edge.left))
            if one in group_of
        ]
        if edge.verdict is Verdict.SAME and len(ends) == 1:
            [(canonical, entity)] = ends
            members.setdefault(group_of[canonical], {}).setdefault(entity, edge)
        elif edge.verdict is not Verdict.SAME or not ends:
            direct.append(edge)
    for group, of in members.items():
        yield from _joined(group, of)
    empty = {group for group in group_of.values() if not members.get(group)}
    yield from (
        edge
        for edge in edges
        if edge.verdict is Verdict.SAME and group_of.get(edge.left) in empty and edge.right in group_of
    )
    for edge in direct:
        yield _moved(edge, group_of, members)


def _groups(edges: Sequence[Edge]) -> dict[str, str]:
    """Return for every id that is none of an entity the least of those that it is joined with."""
    ids = {one for edge in edges for one in (edge.left, edge.right) if _CANONICAL.fullmatch(one)}
    group_of = {one: one for one in sorted(ids)}
    for edge in edges:
        if edge.verdict is Verdict.SAME and edge.left in group_of and edge.right in group_of:
            least, other = sorted((group_of[edge.left], group_of[edge.right]))
            group_of = {one: least if group == other else group for one, group in group_of.items()}
    return group_of


def _joined(group: str, members: Mapping[str, Edge]) -> Iterator[Edge]:
    """Yield that the members of a group are one; of a single one that it is the group, which a run will tell of."""
    first, *rest = sorted(members)
    for one in rest:
        by = members[one]
        yield Edge(left=first, right=one, verdict=Verdict.SAME, user=by.user, time=by.time, through=group)
    if not rest:
        yield members[first]


def _moved(edge: Edge, group_of: Mapping[str, str], members: Mapping[str, Mapping[str, Edge]]) -> Edge:
    """Return an answer about the first member of each group that it is about, but never about one entity and itself."""
    ends = [edge.left, edge.right]
    for at in (0, 1):
        group = group_of.get(ends[at])
        others = [one for one in sorted(members.get(group or "", ())) if one != ends[1 - at]]
        if others:
            ends[at] = others[0]
    if ends == [edge.left, edge.right]:
        return edge
    through = " and ".join(one for one in (edge.left, edge.right) if one in group_of)
    left, right = sorted(ends)
    return replace(edge, left=left, right=right, through=through)
