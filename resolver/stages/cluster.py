"""SCORES -> MEMBERSHIPS, QUESTIONS and the count: who is one person, what is doubtful, how many there are.

Each component of pairs worth a look is cut in every way that the constraints allow (or in sampled ways, when it is large); what
we link, what we ask and how many people we count are all read off those partitions. A surname or a given name
alone joins no two people: it attaches within its own document when exactly one person there fits, else it is a question.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.linking import LinkRule
from resolver.model.partitions import Partitions, partitions_of
from resolver.model.weighing import FORBIDDEN, PairWeights
from resolver.model.weights import MILLIBITS
from resolver.tables import MEMBERSHIPS, QUESTIONS, conform

LARGEST_COMPONENT = 400
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusterable:
    """What clustering looks at besides SCORES, by row number.

    ``fits`` holds, for a mention with a bare name, the mentions of its own document that the name fits and how (same,
    short, near). ``must`` and ``cannot`` are what humans said.
    """

    mention_ids: Sequence[str]
    is_weak: NDArray[np.bool_]
    fits: Mapping[int, Mapping[int, str]]
    must: frozenset[Pair] = frozenset()
    cannot: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """The answer: memberships, open questions, and the chances the count rests on.

    ``components`` lists, for each component that is not certain, its rows and partitions; ``attachments`` the chance that a
    weak mention is some person already counted.
    """

    memberships: pl.DataFrame
    questions: pl.DataFrame
    components: tuple[tuple[tuple[int, ...], Partitions], ...]
    attachments: Mapping[int, float]


def components_of(scores: pl.DataFrame, is_weak: NDArray[np.bool_], rule: LinkRule) -> list[tuple[int, ...]]:
    """Return the groups of rows (two or more, none weak) that pairs worth a look connect; giants are cut at weak bridges."""
    strong = scores.filter(pl.col("match_probability") >= rule.review_threshold, ~pl.col("is_forbidden"))
    edges = [
        (left, right, weight)
        for left, right, weight in strong.select("left", "right", "match_weight").iter_rows()
        if not (is_weak[left] or is_weak[right])
    ]
    return sorted(_cut(edges))


def _cut(edges: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, ...]]:
    """Yield connected rows; a component that is too large is connected again by its stronger half of edges."""
    for members, inside in _connected(edges):
        if len(members) <= LARGEST_COMPONENT:
            yield members
            continue
        middle = sorted(weight for _, _, weight in inside)[len(inside) // 2]
        stronger = [edge for edge in inside if edge[2] > middle]
        yield from _cut(stronger) if stronger else _pieces(members)


def _pieces(members: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(members), LARGEST_COMPONENT):
        yield tuple(members[start : start + LARGEST_COMPONENT])


def _connected(
    edges: Sequence[tuple[int, int, int]],
) -> list[tuple[tuple[int, ...], list[tuple[int, int, int]]]]:
    sets = _DisjointSets()
    for left, right, _ in edges:
        sets.join(left, right)
    inside: dict[int, list[tuple[int, int, int]]] = {}
    for edge in edges:
        inside.setdefault(sets.root(edge[0]), []).append(edge)
    return [
        (tuple(sorted({row for edge in found for row in edge[:2]})), found)
        for _, found in sorted(inside.items())
    ]


class _DisjointSets:
    """Union-find (Tarjan 1975); the smallest row is the root, so that roots do not depend on order."""

    def __init__(self) -> None:
        self.parent: dict[int, int] = {}

    def root(self, row: int) -> int:
        while self.parent.setdefault(row, row) != row:
            self.parent[row] = self.parent[self.parent[row]]
            row = self.parent[row]
        return row

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self.parent[second] = first


@dataclass(slots=True)
class _Answer:
    """What clustering gathers before it becomes tables."""

    cluster_of: dict[int, int] = field(default_factory=dict)
    chance: dict[int, float] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)
    asked: dict[Pair, tuple[float, int, str]] = field(default_factory=dict)
    attachments: dict[int, float] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)


def cluster(
    scores: pl.DataFrame, components: Sequence[tuple[int, ...]], clusterable: Clusterable, rule: LinkRule
) -> Clusters:
    """Return who is one person. ``scores`` must hold every pair inside each component."""
    pairs = _PairTable(_worth_a_look(scores, components, clusterable.is_weak, rule))
    answer = _Answer(cluster_of={row: row for row in range(len(clusterable.mention_ids))})
    uncertain = []
    in_component: dict[int, int] = {}
    for number, members in enumerate(components):
        in_component.update(dict.fromkeys(members, number))
        partitions = _partitions(members, pairs, clusterable, rule)
        if len(partitions.probability) > 1 and partitions.probability[0] < 1 - 1e-6:
            uncertain.append((members, partitions))
        _decide(members, partitions, pairs, rule, clusterable, answer)
    _join_by_hand(clusterable, answer)
    _attach_weak(pairs, clusterable, rule, answer)
    _ask_across(pairs, in_component, clusterable, rule, answer)
    memberships = _memberships(clusterable, answer)
    return Clusters(
        memberships=memberships,
        questions=_questions(memberships, answer, clusterable),
        components=tuple(uncertain),
        attachments=answer.attachments,
    )


def _worth_a_look(
    scores: pl.DataFrame, components: Sequence[tuple[int, ...]], is_weak: NDArray[np.bool_], rule: LinkRule
) -> pl.DataFrame:
    """Keep the pairs that clustering may ask for: inside a component, with a bare name, or likely enough."""
    home = np.full(len(is_weak), -1, dtype=np.int64)
    for number, members in enumerate(components):
        home[list(members)] = number
    left, right = scores["left"].to_numpy(), scores["right"].to_numpy()
    inside = (home[left] >= 0) & (home[left] == home[right])
    kept = (
        inside
        | is_weak[left]
        | is_weak[right]
        | (scores["match_probability"].to_numpy() >= rule.review_threshold)
    )
    return scores.filter(pl.Series(kept, dtype=pl.Boolean))


class _Scored(NamedTuple):
    """One row of SCORES without its ends."""

    match_weight: int
    against: int
    match_probability: float
    namesakes: float
    is_name_alone: bool
    is_forbidden: bool


class _PairTable:
    """SCORES by pair of rows."""

    def __init__(self, scores: pl.DataFrame) -> None:
        columns = scores.select("left", "right", *_Scored._fields)
        self.rows = {(row[0], row[1]): _Scored(*row[2:]) for row in columns.iter_rows()}

    def get(self, one: int, other: int) -> "_Scored | None":
        return self.rows.get((one, other) if one < other else (other, one))

    def may_link(self, one: int, other: int, rule: LinkRule) -> bool:
        """Say whether a link may rest on this pair: likely enough, and more than a common name."""
        found = self.get(one, other)
        if found is None:
            return False
        rare_enough = not found.is_name_alone or found.namesakes < rule.namesakes_at_most
        return found.match_probability >= rule.link_threshold and rare_enough and not found.is_forbidden


def _partitions(
    members: tuple[int, ...], pairs: _PairTable, clusterable: Clusterable, rule: LinkRule
) -> Partitions:
    support, against = np.zeros((2, len(members), len(members)))
    for one, left in enumerate(members):
        for other in range(one + 1, len(members)):
            sides = _weight(left, members[other], pairs, clusterable)
            support[one, other], against[one, other] = sides
            support[other, one], against[other, one] = sides
    weights = PairWeights(support=support, against=against)
    names = "\n".join(clusterable.mention_ids[row] for row in members)
    seed = int.from_bytes(hashlib.sha256(f"{rule.seed}\n{names}".encode()).digest()[:8], "big")
    return partitions_of(weights, exact_up_to=rule.exact_up_to, draws=rule.draws, seed=seed)


def _weight(one: int, other: int, pairs: _PairTable, clusterable: Clusterable) -> tuple[float, float]:
    """Return what speaks for a pair and what contradicts it; where nothing speaks for it, all of it is against."""
    if (one, other) in clusterable.must:
        return -FORBIDDEN, 0.0
    found = pairs.get(one, other)
    if (one, other) in clusterable.cannot or found is None or found.is_forbidden:
        return 0.0, FORBIDDEN
    support = found.match_weight - found.against
    return max(support, 0) / MILLIBITS, (found.against + min(support, 0)) / MILLIBITS


def _decide(
    members: tuple[int, ...],
    partitions: Partitions,
    pairs: _PairTable,
    rule: LinkRule,
    clusterable: Clusterable,
    answer: _Answer,
) -> None:
    """Join what the partitions hold together, and ask about the rest.

    Two groups are joined when that lowers the expected cost over pairs (Binder 1978): when their pairs are one person with a
    mean chance of at least the link threshold. No pair of them may be likelier two people than one.
    """
    together = partitions.together()
    order = sorted(
        ((one, other) for one in range(len(members)) for other in range(one + 1, len(members))),
        key=lambda pair: (-together[pair], members[pair[0]], members[pair[1]]),
    )
    groups = {at: [at] for at in range(len(members))}
    home = list(range(len(members)))
    for one, other in order:
        if together[one, other] < rule.link_threshold:
            break
        mine, theirs = home[one], home[other]
        if mine == theirs or not _worth_joining(together[np.ix_(groups[mine], groups[theirs])], rule):
            continue
        bridges = ((members[a], members[b]) for a in groups[mine] for b in groups[theirs])
        if any(pairs.may_link(a, b, rule) for a, b in bridges):
            first, second = sorted((mine, theirs))
            groups[first] += groups.pop(second)
            for at in groups[first]:
                home[at] = first
    _write_groups(members, groups, together, answer)
    for one, other in order:
        if home[one] != home[other] and together[one, other] >= rule.review_threshold:
            _ask(members[one], members[other], float(together[one, other]), pairs, "", answer)


def _worth_joining(across: NDArray[np.float64], rule: LinkRule) -> bool:
    return bool(across.mean() >= rule.link_threshold and across.min() >= 0.5)


def _write_groups(
    members: tuple[int, ...],
    groups: Mapping[int, Sequence[int]],
    together: NDArray[np.float64],
    answer: _Answer,
) -> None:
    for group in groups.values():
        rows = sorted(members[at] for at in group)
        for at in group:
            answer.cluster_of[members[at]] = rows[0]
            others = [other for other in group if other != at]
            answer.chance[members[at]] = float(together[at, others].min()) if others else 1.0
            answer.why[members[at]] = "linked" if others else "alone"


def _ask(one: int, other: int, probability: float, pairs: _PairTable, reason: str, answer: _Answer) -> None:
    pair = (one, other) if one < other else (other, one)
    found = pairs.get(*pair)
    weight = 0 if found is None else found.match_weight
    if not reason and found is not None and found.is_name_alone and found.namesakes >= 0.01:
        reason = f"nothing but the name speaks for it; {found.namesakes:.2g} other people of that name are expected"
    answer.asked[pair] = (probability, weight, reason or "likely, but not sure enough")


def _join_by_hand(clusterable: Clusterable, answer: _Answer) -> None:
    """Obey ``same``: a must-link beats everything a program thinks."""
    sets = _DisjointSets()
    for row, root in answer.cluster_of.items():
        sets.join(row, root)
    for one, other in sorted(clusterable.must):
        sets.join(one, other)
        answer.why[one] = answer.why[other] = "judged the same by hand"
    answer.cluster_of = {row: sets.root(row) for row in answer.cluster_of}


def _attach_weak(pairs: _PairTable, clusterable: Clusterable, rule: LinkRule, answer: _Answer) -> None:
    """Attach a bare name to the one person of its document that it fits; ask when there are several."""
    decided = dict(answer.cluster_of)
    for row in np.flatnonzero(clusterable.is_weak).tolist():
        fitting = _fitting(row, clusterable, decided, pairs)
        best = min((how for _, how in fitting.values()), key=("same", "short", "near").index, default="")
        people = {person: rows for person, (rows, how) in fitting.items() if how == best}
        if people:
            answer.settled.add(row)
        if len(people) == 1:
            person = next(iter(people))
            answer.cluster_of[row] = person
            answer.chance[row] = rule.weak[best]
            answer.why[row] = "bare name: the only person of this document that it fits"
        for _, rows in sorted(people.items()) if len(people) > 1 else ():
            reason = f"bare name: fits {len(people)} people of this document"
            _ask(row, rows, 1 / (len(people) + 1), pairs, reason, answer)
        if len(people) > 1:
            answer.attachments[row] = len(people) / (len(people) + 1)


def _fitting(
    row: int, clusterable: Clusterable, decided: Mapping[int, int], pairs: _PairTable
) -> dict[int, tuple[int, str]]:
    """Return the people of a weak mention's document that its name fits: person -> (a row of theirs, how)."""
    found: dict[int, tuple[int, str]] = {}
    for other, how in sorted(clusterable.fits.get(row, {}).items()):
        pair = pairs.get(row, other)
        apart = (min(row, other), max(row, other)) in clusterable.cannot or (
            pair is not None and pair.is_forbidden
        )
        person = decided[other]
        order = ("same", "short", "near").index
        if not apart and (person not in found or order(how) < order(found[person][1])):
            found[person] = (other, how)
    return found


def _ask_across(
    pairs: _PairTable,
    in_component: Mapping[int, int],
    clusterable: Clusterable,
    rule: LinkRule,
    answer: _Answer,
) -> None:
    """Ask about likely pairs that no component decided: weak mentions, and bridges cut in giants."""
    for (left, right), found in sorted(pairs.rows.items()):
        weak = bool(clusterable.is_weak[left] or clusterable.is_weak[right])
        decided_inside = not weak and in_component.get(left, -1) == in_component.get(right, -2)
        judged = (left, right) in clusterable.cannot or answer.cluster_of[left] == answer.cluster_of[right]
        if (
            decided_inside
            or judged
            or found.is_forbidden
            or found.match_probability < rule.review_threshold
            or (left, right) in answer.asked
        ):
            continue
        settled = any(row in answer.settled for row in (left, right))
        if settled or (clusterable.is_weak[left] and clusterable.is_weak[right]):
            continue
        _ask(
            left,
            right,
            found.match_probability,
            pairs,
            "bare name: joins nobody by itself" if weak else "",
            answer,
        )
        for row in (left, right):
            if clusterable.is_weak[row]:
                answer.attachments[row] = max(answer.attachments.get(row, 0.0), found.match_probability)


def _memberships(clusterable: Clusterable, answer: _Answer) -> pl.DataFrame:
    rows = range(len(clusterable.mention_ids))
    roots = [answer.cluster_of[row] for row in rows]
    frame = pl.DataFrame(
        {
            "row": rows,
            "mention_id": clusterable.mention_ids,
            "person_id": person_ids(roots, clusterable.mention_ids),
            "membership_probability": [answer.chance.get(row, 1.0) for row in rows],
            "why": [answer.why.get(row, "alone") for row in rows],
        },
        schema_overrides={"row": pl.UInt32},
    )
    return conform(frame, MEMBERSHIPS, table="MEMBERSHIPS")


CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def person_ids(roots: Sequence[int], mention_ids: Sequence[str]) -> list[str]:
    """Return a person id per row, made from the smallest mention id of its cluster, so that it outlives growth.

    A letter, a dash and six Crockford base32 characters, more when two clusters collide; never all digits and never digits
    around one E, which a spreadsheet would take for a number.
    """
    smallest: dict[int, str] = {}
    for row, root in enumerate(roots):
        smallest[root] = min(smallest.get(root, mention_ids[row]), mention_ids[row])
    issued: dict[str, int] = {}
    for root in sorted(smallest, key=lambda one: smallest[one]):
        issued[next(one for one in _candidates(smallest[root]) if one not in issued)] = root
    by_root = {root: person_id for person_id, root in issued.items()}
    return [by_root[root] for root in roots]


def _candidates(mention_id: str) -> Iterator[str]:
    number = int.from_bytes(hashlib.sha256(f"person of {mention_id}".encode()).digest(), "big")
    digits = "".join(CROCKFORD[number >> shift & 31] for shift in range(0, 250, 5))
    for length in range(6, 40):
        for start in range(10):
            code = digits[start : start + length]
            if not code.replace("E", "", 1).isdigit():
                yield f"P-{code}"


def _questions(memberships: pl.DataFrame, answer: _Answer, clusterable: Clusterable) -> pl.DataFrame:
    """Return one question per pair of persons, the likeliest pair of mentions standing for both."""
    person = memberships["person_id"].to_list()
    best: dict[tuple[str, str], tuple[float, int, int, int, str]] = {}
    for (left, right), (probability, weight, reason) in sorted(answer.asked.items()):
        ends = sorted((person[left], person[right]))
        if ends[0] == ends[1]:
            continue
        candidate = (probability, weight, left, right, reason)
        key = (ends[0], ends[1])
        if key not in best or (candidate[0], candidate[1]) > (best[key][0], best[key][1]):
            best[key] = candidate
    ordered = sorted(best.values(), key=lambda one: (-one[0], -one[1], one[2], one[3]))
    return _question_table(ordered, person, clusterable.mention_ids)


def _question_table(
    ordered: Iterable[tuple[float, int, int, int, str]], person: Sequence[str], mention_ids: Sequence[str]
) -> pl.DataFrame:
    rows = [
        {
            "question_id": question_id(mention_ids[left], mention_ids[right]),
            "left": left,
            "right": right,
            "left_person_id": person[left],
            "right_person_id": person[right],
            "probability": probability,
            "match_weight": weight,
            "effect": 1,
            "reason": reason,
        }
        for probability, weight, left, right, reason in ordered
    ]
    return conform(pl.DataFrame(rows, schema=QUESTIONS), QUESTIONS, table="QUESTIONS")


def question_id(left_id: str, right_id: str) -> str:
    """Return the id of the question about two mentions: the same in every run.

    >>> question_id("m1", "m2") == question_id("m2", "m1")
    True
    """
    number = int.from_bytes(hashlib.sha256("\n".join(sorted((left_id, right_id))).encode()).digest(), "big")
    return "r-" + "".join(CROCKFORD[number >> shift & 31] for shift in range(0, 40, 5))
