"""Two mentions of a run -> the grounds of its decision: what brought them together, the path between them, what would change it.

What stands here is asked for one pair at a time, on request; the pipeline never needs it.
"""

import heapq
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from resolver.engines.local import LocalEngine
from resolver.handover import blockable_pair, gather_clusterable
from resolver.judgements import constraints_from
from resolver.model.comparisons import Comparison
from resolver.model.linking import LinkRule
from resolver.model.weights import MILLIBITS
from resolver.outcome import Outcome
from resolver.packed import Packed
from resolver.ruleset import Ruleset
from resolver.stages.block import Blockable, BlockingRule, BlockingRules, block
from resolver.stages.cluster import Clusterable, components_of
from resolver.stages.cluster.binding import Binding
from resolver.stages.cluster.inside import insides
from resolver.stages.compare import Comparable, compare
from resolver.stages.normalise import Normalised
from resolver.stages.score import score
from resolver.tables import PAIRS, UNBLOCKED

LINKED, ASKED, APART = "linked", "asked", "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a path: from one mention to another, and how likely the two are one person."""

    left_id: str
    right_id: str
    probability: float
    match_weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One change that would turn a pair into something else: another level of one comparison, and what follows."""

    comparison: str
    level: str
    match_probability: float
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why a pair stands as it does, besides its shares.

    ``rules`` bring the two together by a key they share; ``shared`` and ``not_shared`` are the keys behind that, ``is_cut`` says
    that one of these rules left pairs unmade. ``alone`` is what the pair would be by itself. ``path`` leads from
    one to the other over the likeliest pairs, or is empty. ``component`` is how many mentions hang together with both (0 where they
    do not), ``together`` the chance over its partitions that the two are one person. ``flips`` are single changes, the smallest
    first. ``judged`` are the answers of people that bind either.
    """

    rules: tuple[str, ...]
    shared: tuple[str, ...]
    not_shared: tuple[str, ...]
    is_cut: bool
    is_scored: bool
    same_role: bool
    path: tuple[Step, ...]
    component: int
    together: float | None
    alone: str
    flips: tuple[Flip, ...]
    judged: tuple[str, ...]


def grounds_of(
    outcome: Outcome,
    ruleset: Ruleset,
    normalised: Normalised,
    comparable: Comparable,
    left: int,
    right: int,
) -> Grounds:
    """Return the grounds of the decision about two rows."""
    blockable = blockable_pair(normalised, ruleset.link_rule, left, right)
    rules = _rules_of(ruleset.blocking, blockable)
    shared, not_shared = _keys_of(ruleset.blocking, blockable)
    clusterable = gather_clusterable(
        normalised,
        ruleset.link_rule,
        one_row_lists=outcome.lists.filter("one_row_per_person")["list_id"].to_list(),
        constraints=constraints_from(outcome.judged),
    )
    component, together = _in_component(outcome.scored, clusterable, ruleset.link_rule, left, right)
    is_several = bool(Binding(clusterable).is_several[[left, right]].any())
    states = _Alternatives(ruleset, comparable, left, right, may_link=not is_several)
    roles = normalised.values["role"]
    unmade = outcome.blocking.filter(pl.col("unmade_pair_count") > 0)["rule"].to_list()
    return Grounds(
        rules=rules,
        shared=shared,
        not_shared=not_shared,
        is_cut=bool(set(rules) & set(unmade)),
        is_scored=not outcome.score_of(left, right).is_empty(),
        same_role=roles[left] == roles[right],
        path=tuple(path_between(_likely(outcome, ruleset), outcome.values["mention_id"], left, right)),
        component=component,
        together=together,
        alone=states.now,
        flips=tuple(states.flips())[:3],
        judged=tuple(judgements_about(outcome, left, right)),
    )


def judgements_about(outcome: Outcome, left: int, right: int) -> Iterator[str]:
    """Yield who judged what that binds two rows: answers on the pair itself first, then those on the persons they belong to."""
    person, ids = (outcome.memberships[name] for name in ("person_id", "mention_id"))
    ends = {left, right}
    persons = {person[row] for row in ends}
    rows = list(outcome.judged.iter_rows(named=True))
    for row in sorted(rows, key=lambda row: {row["left"], row["right"]} != ends):
        if {person[row["left"]], person[row["right"]]} <= persons:
            pair = f"{ids[row['left']]} and {ids[row['right']]}"
            reason = f" ({row['reason']})" if row["reason"] else ""
            yield f"{row['judge']} ({row['judgement_id']}): {pair} {row['verdict']}{reason}"


# --- what brings them together ----------------------------------------------------------------------------------------


def _rules_of(rules: BlockingRules, pair: Blockable) -> tuple[str, ...]:
    """Return the rules of blocking that give two rows a key in common."""
    found = block(pair, rules, LocalEngine().group_batches)
    bits = int(found.pairs.column("found_by")[0]) if found.pairs.height else 0
    return tuple(one.name for number, one in enumerate(rules.rules) if bits >> number & 1)


def _keys_of(rules: BlockingRules, pair: Blockable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys that two rows share and those that they do not, of all that rules ask for."""
    keys = tuple(dict.fromkeys(key for one in rules.rules for key in one.keys))
    single = tuple(BlockingRule(name=key, keys=(key,), refine=(), weak_only=False) for key in keys)
    shared = _rules_of(BlockingRules(rules=single, largest_block=rules.largest_block), pair)
    return shared, tuple(key for key in keys if key not in shared)


# --- the path from one to the other -----------------------------------------------------------------------------------


def _likely(outcome: Outcome, ruleset: Ruleset) -> pl.DataFrame:
    return outcome.scored.matching(pl.col("match_probability") >= ruleset.link_rule.review_threshold)


def path_between(scores: pl.DataFrame, mention_ids: pl.Series, left: int, right: int) -> Iterator[Step]:
    """Yield the steps of the path between two rows whose weakest step is as strong as any path has; nothing where there is none.

    The pair itself is no path.
    """
    near = _Near(scores, left, right)
    rows = _widest(near, left, right)
    for one, other in itertools.pairwise(rows):
        weight, probability = next((weight, chance) for row, weight, chance in near[one] if row == other)
        yield Step(
            left_id=mention_ids[one],
            right_id=mention_ids[other],
            probability=probability,
            match_weight=weight / MILLIBITS,
        )


class _Near:
    """The pairs of a row, looked up when a path comes by: the other row, the weight and the probability; but for one pair."""

    def __init__(self, scores: pl.DataFrame, left: int, right: int) -> None:
        told = ("match_weight", "match_probability")
        both = (
            scores.select(pl.col(one).alias("row"), pl.col(other).alias("other"), *told)
            for one, other in (("left", "right"), ("right", "left"))
        )
        is_it = pl.col("row").is_in([left, right]) & pl.col("other").is_in([left, right])
        self._pairs = pl.concat(both).filter(~is_it).sort("row")

    def __getitem__(self, row: int) -> Iterator[tuple[int, int, float]]:
        first, last = (self._pairs["row"].search_sorted(row, side) for side in ("left", "right"))
        return self._pairs[first:last, 1:].iter_rows()


def _widest(near: _Near, start: int, end: int) -> list[int]:
    """Return the rows of the widest path, shortest among equals (Dijkstra 1959, with the smallest weight for the sum)."""
    waiting = [(-math.inf, 0, start, start)]
    came_from: dict[int, int] = {}
    while waiting and end not in came_from:
        width, length, row, before = heapq.heappop(waiting)
        if row in came_from:
            continue
        came_from[row] = before
        for other, weight, _ in near[row]:
            if other not in came_from:
                heapq.heappush(waiting, (max(width, -weight), length + 1, other, row))
    rows = [end] if end in came_from else []
    while rows and rows[-1] != start:
        rows.append(came_from[rows[-1]])
    return rows[::-1]


# --- what clustering did ----------------------------------------------------------------------------------------------


def _in_component(
    scored: Packed, clusterable: Clusterable, rule: LinkRule, left: int, right: int
) -> tuple[int, float | None]:
    """Return how many mentions hang together with two rows, and the chance over all cuts that the two are one person."""
    for members in components_of(scored, clusterable, rule):
        if left in members and right in members:
            return len(members), _together(scored, members, clusterable, rule, left, right)
    return 0, None


def _together(
    scored: Packed,
    members: tuple[int, ...],
    clusterable: Clusterable,
    rule: LinkRule,
    left: int,
    right: int,
) -> float:
    scores = scored.matching(pl.col("left").is_in(members) & pl.col("right").is_in(members))
    inside = next(iter(insides(scores, [members], Binding(clusterable), rule)))
    [chances] = inside.partitions(clusterable.mention_ids, rule).together()
    return float(chances[members.index(left), members.index(right)])


# --- what would change it ---------------------------------------------------------------------------------------------


class _Alternatives:
    """A pair with one comparison at another level, one after the other, each scored as the pair itself was."""

    def __init__(
        self, ruleset: Ruleset, comparable: Comparable, left: int, right: int, *, may_link: bool = True
    ) -> None:
        self.ruleset = ruleset
        self.may_link = may_link
        ends = {"left": [left, left, right], "right": [right, left, right], "rule": [UNBLOCKED] * 3}
        self.pair, *self.selves = compare(
            pl.DataFrame(ends, schema=PAIRS), comparable, ruleset.comparisons
        ).iter_slices(1)
        self.names = [one.name for one in ruleset.comparisons]

    @property
    def now(self) -> str:
        """Return what the pair would be if it stood alone: linked, asked, apart."""
        return self._becomes(self._scored(self.pair).row(0, named=True))

    def flips(self) -> list[Flip]:
        """Return, for each comparison, its smallest change that makes the pair something else, the smallest of all first."""
        made = list(self._made())
        if not made:
            return []
        scored = self._scored(pl.concat([one[2] for one in made]))
        weight = int(self._scored(self.pair)["match_weight"][0])
        now = self.now
        found = []
        for (name, label, _), row in zip(made, scored.iter_rows(named=True), strict=True):
            becomes = self._becomes(row)
            if becomes != now:
                flip = Flip(
                    comparison=name,
                    level=label,
                    match_probability=row["match_probability"],
                    becomes=becomes,
                )
                found.append((abs(row["match_weight"] - weight), name, flip))
        first: dict[str, Flip] = {}
        for _, name, flip in sorted(found, key=lambda one: one[:2]):
            first.setdefault(name, flip)
        return list(first.values())

    def _made(self) -> Iterator[tuple[str, str, pl.DataFrame]]:
        """Yield every other level of every comparison that either side speaks of, "missing" among them; a row's list is what it is."""
        for one in self.ruleset.comparisons:
            if one.kind == "list":
                continue
            level = int(self.pair[one.name][0])
            speaks = level or any(int(own[one.name][0]) for own in self.selves)
            for number, label in enumerate(["missing", *(level.label for level in one.levels)]):
                if speaks and number != level:
                    yield one.name, label, self._at(one, number)

    def _at(self, one: Comparison, number: int) -> pl.DataFrame:
        changed = self.pair.with_columns(pl.lit(number, dtype=pl.UInt8).alias(one.name))
        share = f"{one.name}_share"
        if share not in changed.columns or int(self.pair[one.name][0]):
            return changed
        own = [int(own[share][0]) for own in self.selves if int(own[one.name][0])]
        return changed.with_columns(pl.lit(min(own, default=0), dtype=changed[share].dtype).alias(share))

    def _scored(self, compared: pl.DataFrame) -> pl.DataFrame:
        patterns = compared.select(self.names).unique(maintain_order=True).with_row_index("pattern")
        rules = self.ruleset
        return score(compared, patterns, comparisons=rules.comparisons, rule=rules.link_rule)

    def _becomes(self, row: Mapping[str, Any]) -> str:
        rule = self.ruleset.link_rule
        if row["match_probability"] < rule.review_threshold:
            return APART
        bare = row["is_name_alone"] and row["namesakes"] >= rule.namesakes_at_most
        barred = row["is_forbidden"] or row["names_fall_short"] or bare
        links = row["match_probability"] >= rule.link_threshold and not barred
        return LINKED if links and self.may_link else ASKED
