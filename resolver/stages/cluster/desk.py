"""Components, those of one size together -> answers: who is whose, how sure, what to ask. Decisions are gathered here before they become tables."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.model.constraints import groups_of
from resolver.model.linking import LinkRule
from resolver.model.partitions import Partitions
from resolver.model.weights import MILLIBITS
from resolver.stages.cluster import reasons
from resolver.stages.cluster.bare import Bare, bare_names, contested_names, sureness
from resolver.stages.cluster.binding import Binding, Clusterable, Flags, Pair
from resolver.stages.cluster.decide import Chances, Places, between, by_size, persons_of, would_join
from resolver.stages.cluster.inside import Insides
from resolver.stages.cluster.questions import Asked, moves
from resolver.stages.cluster.standing import FOUND, Settled, standing_in
from resolver.stages.cluster.why import Why

CERTAIN = 1 - 1e-6
"""A component whose likeliest partition is at least this likely is not doubted."""
CONTRADICTION = 3 * MILLIBITS
"""A bare name does not attach to a person whose dates or places contradict it by so much."""
UNLIKELY = 0.001
"""What no program may link matters to a component when it is likelier than this."""


class Desk:
    """Where clustering lies while it is worked on."""

    def __init__(self, scores: pl.DataFrame, clusterable: Clusterable, rule: LinkRule) -> None:
        count = len(clusterable.mention_ids)
        self.scores = scores
        self.clusterable = clusterable
        self.rule = rule
        self.binding = Binding(clusterable)
        self.counted = (
            np.ones(count, dtype=np.bool_) if clusterable.is_counted is None else clusterable.is_counted
        )
        self.cluster_of: NDArray[np.int64] = np.arange(count, dtype=np.int64)
        self.home: NDArray[np.int64] = np.full(count, -1, dtype=np.int64)
        self.chance: Chances = np.ones(count)
        self.why = ["alone"] * count
        self.asked: dict[Pair, Asked] = {}
        self.attachments: dict[int, float] = {}
        self.uncertain: list[tuple[tuple[int, ...], Partitions]] = []
        self._standing = [pl.DataFrame(schema=FOUND)]
        self.proposed: list[tuple[int, int, float]] = []
        self._settled: set[int] = set()
        self._columns = {name: scores[name].to_numpy() for name in _ASKED_OF_SCORES}

    # --- components ---------------------------------------------------------------------------------------------------

    def settle(self, inside: Insides) -> None:
        """Decide components of one size: their persons, how sure they are, and what to ask."""
        members, ids = inside.members, self.clusterable.mention_ids
        self.home[members] = members[:, :1]
        stack = inside.partitions(ids, self.rule)
        together = stack.together()
        home = persons_of(inside, self._allowed(inside, together), self.rule)
        settled = Settled(inside=inside, stack=stack, together=together, home=home)
        unsure = np.flatnonzero(stack.probability[stack.starts] < CERTAIN)
        self.uncertain += zip(map(tuple, members[unsure].tolist()), stack.take(unsure).each(), strict=True)
        self._standing.append(standing_in(settled, ids, self.rule))
        self._write(settled)
        self._ask_inside(settled)
        self._propose(settled)

    def standing(self) -> pl.DataFrame:
        """Return FOUND of all components, in the order of their rows: it does not matter in which order they came."""
        found = pl.concat(self._standing)
        home = pl.Series("home", self.home[found["row"].to_numpy()])
        return found.sort(home, "row")

    def _allowed(self, inside: Insides, together: Chances) -> Chances:
        """Return the chances of pairs to be one person where no program does what it may not."""
        barred = ((inside.closed | inside.held) & (together > UNLIKELY)).any(axis=(1, 2))
        if not barred.any():
            return together
        allowed, which = together.copy(), np.flatnonzero(barred)
        ids = self.clusterable.mention_ids
        allowed[which] = inside.take(which).partitions(ids, self.rule, obedient=True).together()
        return allowed

    def _propose(self, settled: Settled) -> None:
        """Note which published persons evidence would join: no program does."""
        inside, together = settled.inside, settled.together
        held = inside.held & (together >= self.rule.review_threshold)
        which = np.flatnonzero(held.any(axis=(1, 2)))
        if not len(which):
            return
        home = settled.home[which]
        for number, one, other in zip(
            *would_join(inside.take(which), together[which], home, self.rule), strict=True
        ):
            mine, theirs = (np.flatnonzero(home[number] == end) for end in (one, other))
            left, right = (int(inside.members[which[number], end]) for end in (one, other))
            self.proposed.append((left, right, float(together[which[number]][np.ix_(mine, theirs)].max())))

    def _write(self, settled: Settled) -> None:
        members = settled.inside.members
        self.cluster_of[members] = np.take_along_axis(members, settled.home, axis=1)
        for number, places in by_size(settled.home):
            if (size := places.shape[1]) == 1:
                continue
            at = number[:, None, None]
            inner = settled.together[at, places[:, :, None], places[:, None, :]]
            others = inner.sum(axis=2) - inner[:, range(size), range(size)]
            rows = members[number[:, None], places]
            self.chance[rows] = np.minimum(others / (size - 1), 1.0)
            for row in rows.ravel().tolist():
                self.why[row] = "linked"

    def _ask_inside(self, settled: Settled) -> None:
        """Ask about every two persons of a component that may be one, by their likeliest pair.

        Where dates, sexes or identifiers contradict, only what would be linked otherwise is asked: fathers and sons are not.
        """
        inside, found = settled.inside, self._worth_asking(settled)
        which, of_question = np.unique(found[0], return_inverse=True)
        stack = settled.stack.take(which)
        counts = np.split(stack.counts(self.counted[inside.members[which]]), stack.starts[1:])
        partitions, chances = list(stack.each()), settled.together[found].tolist()
        why = Why(settled, self.clusterable.mention_ids, self.binding, self.rule)
        for number, one, two, at, chance in zip(
            *(column.tolist() for column in (*found, of_question)), chances, strict=True
        ):
            left, right = inside.members[number, [one, two]].tolist()
            reason = why.of(number, one, two)
            if reason and reason != reasons.HELD:
                reason = self._contradiction(left, right) or reason
            moved = moves(partitions[at], one, two, counts[at])
            self._ask(left, right, chance, int(inside.row_of[number, one, two]), moved, reason)
        self._ask_though_promised(settled, found)

    def _worth_asking(self, settled: Settled) -> tuple[Places, Places, Places]:
        """Return the likeliest pair (component, place and place) of every two persons that are likely enough to be one."""
        inside, home, together, rule = settled.inside, settled.home, settled.together, self.rule
        is_likely = together >= min(rule.review_threshold, rule.link_threshold)
        number, one, two = (is_likely & (home[:, :, None] < home[:, None, :])).nonzero()
        mine, theirs, chance = home[number, one], home[number, two], together[number, one, two]
        order = np.lexsort((two, one, -chance, theirs, mine, number))
        ends = np.stack([number, mine, theirs])[:, order]
        is_first = np.ones(len(order), dtype=np.bool_)
        is_first[1:] = (ends[:, 1:] != ends[:, :-1]).any(axis=0)
        contradicted = between(home, inside.closed & ~inside.unread & ~inside.short)[number, mine, theirs]
        enough = chance >= np.where(contradicted, rule.link_threshold, rule.review_threshold)
        best = order[is_first & enough[order]]
        return number[best], one[best], two[best]

    def _ask_though_promised(self, settled: Settled, asked: tuple[Places, Places, Places]) -> None:
        """Ask about a strong pair in a list that promises one row per person: either the list or the evidence is wrong."""
        if not self.binding.has_lists:
            return
        inside, home = settled.inside, settled.home
        probability = self._columns["match_probability"][inside.row_of]
        wanted = (home[:, :, None] < home[:, None, :]) & (inside.row_of >= 0)
        wanted &= probability >= self.rule.link_threshold
        is_asked = np.zeros(wanted.shape, dtype=np.bool_)
        is_asked[asked[0], home[asked[0], asked[1]], home[asked[0], asked[2]]] = True
        for number, one, two in np.argwhere(wanted).tolist():
            left, right = inside.members[number, [one, two]].tolist()
            if not is_asked[number, home[number, one], home[number, two]] and self.binding.in_one_list(
                left, right
            ):
                chance, row = float(probability[number, one, two]), int(inside.row_of[number, one, two])
                self._ask(left, right, chance, row, (-1.0, 0.0), reasons.PROMISED)

    def _contradiction(self, one: int, other: int) -> str:
        """Return what humans said of two rows that cannot all hold, or nothing."""
        found = self.binding.unsure_of(one, other)
        if found is None:
            return self._doubt(one, other)
        chain = " = ".join(self.clusterable.mention_ids[row] for row in found.chain)
        return f"judgements contradict one another: {chain}, yet the first and the last were called different"

    def _doubt(self, one: int, other: int) -> str:
        """Return who looked at two rows and could not tell, or nothing."""
        pair = self.binding.doubted_of(one, other)
        return f"judged unsure by {self.binding.said_of(*pair) or 'hand'}" if pair else ""

    def _ask(
        self, one: int, other: int, probability: float, row: int, moved: tuple[float, float], reason: str
    ) -> None:
        left, right = sorted((one, other))
        at = self._columns
        if not reason and (self.binding.is_several[left] or self.binding.is_several[right]):
            reason = reasons.SEVERAL
        if not reason and row >= 0 and at["names_fall_short"][row] and self._is_unread(left, right):
            reason = reasons.UNREAD
        if not reason and row >= 0 and at["names_fall_short"][row]:
            reason = reasons.SHORT
        if (
            not reason
            and row >= 0
            and at["is_name_alone"][row]
            and at["namesakes"][row] >= self.rule.namesakes_at_most
        ):
            reason = reasons.name_alone(float(at["namesakes"][row]))
        self.asked[left, right] = Asked(
            left=left,
            right=right,
            probability=probability,
            match_weight=int(at["match_weight"][row]) if row >= 0 else 0,
            if_same=moved[0],
            if_different=moved[1],
            reason=reason or reasons.NOT_SURE,
        )

    def _is_unread(self, left: int, right: int) -> bool:
        return bool(self.binding.unread_in(np.array([[left, right]]))[0, 0, 1])

    # --- after the components -----------------------------------------------------------------------------------------

    def join_by_hand(self) -> None:
        """Obey ``same`` also where a bare name is concerned; it beats everything a program thinks."""
        by_hand = groups_of(self.clusterable.constraints.must)
        people: dict[int, list[int]] = {}
        said = self._said_by_row()
        for row, root in sorted(by_hand.items()):
            people.setdefault(root, []).append(row)
            self.why[row] = "judged the same by hand" + (f": {said[row]}" if row in said else "")
        for rows in people.values():
            clusters = sorted({int(self.cluster_of[row]) for row in rows})
            self.cluster_of[np.isin(self.cluster_of, clusters)] = clusters[0]

    def _said_by_row(self) -> dict[int, str]:
        """Return, for each row that humans said is the same as another, who said so."""
        constraints = self.clusterable.constraints
        found: dict[int, list[str]] = {}
        for pair in sorted(constraints.must & constraints.said.keys()):
            for row in pair:
                found.setdefault(row, []).append(constraints.said[pair])
        return {row: ", ".join(dict.fromkeys(said)) for row, said in found.items()}

    def join_published(self) -> None:
        """Keep the mentions of a published person together that no component holds: bare names, and where a giant was cut."""
        published = self.clusterable.published
        for rows in published.rows_of().values():
            apart = {int(self.cluster_of[row]) for row in rows}
            if len(apart) > 1:
                self._rejoin(rows)

    def _rejoin(self, rows: Sequence[int]) -> None:
        """Join what different components, or none, hold of a person, to the largest part; what one component cut stays cut."""
        parts: dict[tuple[int, int], list[int]] = {}
        for row in rows:
            alone = row if self.home[row] < 0 else -1
            parts.setdefault((int(self.home[row]), alone), []).append(row)
        ends = [
            Counter(int(self.cluster_of[row]) for row in part).most_common(1)[0][0] for part in parts.values()
        ]
        main = max(ends, key=lambda end: (np.isin(self.cluster_of[rows], end).sum(), -end))
        for end in sorted(set(ends) - {main}):
            joined, whole = (np.flatnonzero(self.cluster_of == one).tolist() for one in (end, main))
            if not self.binding.any_apart(joined, whole):
                self.cluster_of[joined] = main
                for row in joined:
                    self._as_before(row)

    def _as_before(self, row: int) -> None:
        published = self.clusterable.published
        self.chance[row] = published.chance_of.get(row, 1.0)
        if row not in self.binding.judged:
            self.why[row] = published.why_of.get(row, "linked")

    def attach_bare_names(self) -> None:
        """Attach a bare name to the one person of its document that it fits; ask when there are several."""
        forbidden = self._forbidden_to_bare()
        decided = dict(enumerate(self.cluster_of.tolist()))
        found = [
            bare for bare in bare_names(self.clusterable, decided, forbidden, self.binding) if bare.candidates
        ]
        contested = contested_names(found, forbidden, self.binding)
        for number, bare in enumerate(found):
            self._settled.update(bare.rows)
            if len(bare.candidates) == 1 and number not in contested:
                self._attach(bare, next(iter(bare.candidates)))
            else:
                self._ask_of(bare)

    def _attach(self, bare: Bare, person: int) -> None:
        for row in bare.rows:
            self.cluster_of[row] = person
            self.chance[row] = sureness(bare, self.rule)
            if row not in self.binding.judged:
                self.why[row] = "bare name: the only person of this document that it fits"

    def _ask_of(self, bare: Bare) -> None:
        count = len(bare.candidates)
        for other in bare.candidates.values():
            probability = 1 / (count + 1)
            row = self._row_of.get((min(bare.rows[0], other), max(bare.rows[0], other)), -1)
            self._ask(
                bare.rows[0],
                other,
                probability,
                row,
                (probability - 1, probability),
                f"bare name: fits {count} people of this document"
                if count > 1
                else "bare name: another that fits the same person of this document is somebody else",
            )
        self.attachments[bare.rows[0]] = count / (count + 1)

    def _forbidden_to_bare(self) -> dict[int, frozenset[int]]:
        found: dict[int, set[int]] = {}
        weak = self.clusterable.is_weak
        contradicts = pl.col("is_forbidden") | (pl.col("against") <= -CONTRADICTION)
        unread = self.clusterable.unread
        if unread is not None:
            ends = (self._of_bare[end].to_numpy() for end in ("left", "right"))
            contradicts |= pl.lit(pl.Series(unread.in_doubt(*ends)))
        kept = self._of_bare.filter(contradicts)
        for left, right in kept.select("left", "right").iter_rows():
            for one, other in ((left, right), (right, left)):
                if weak[one]:
                    found.setdefault(one, set()).add(other)
        return {row: frozenset(others) for row, others in found.items()}

    def ask_across(self) -> None:
        """Ask about likely pairs that no component decided: bare names, bridges cut in giants, contradicting judgements."""
        weak, at = self.clusterable.is_weak, self._columns
        likely = self._parted(at["match_probability"] >= self.rule.review_threshold)
        left, right = at["left"][likely], at["right"][likely]
        bare = weak[left] | weak[right]
        home = self.home[left]
        may_ask = np.where(bare, ~at["is_forbidden"][likely], (home != self.home[right]) | (home < 0))
        wanted = np.flatnonzero(may_ask & ~(weak[left] & weak[right]))
        for row, is_bare in zip(likely[wanted].tolist(), bare[wanted].tolist(), strict=True):
            one, other = int(at["left"][row]), int(at["right"][row])
            if not (self._settled & {one, other}) and not self.binding.apart(one, other):
                self._ask_one_across(row, one, other, is_bare=is_bare)
        for row in self._parted(at["is_disputed"]).tolist():
            self._ask_which_is_wrong(row, int(at["left"][row]), int(at["right"][row]))
        for one, other in sorted(self.binding.unsure):
            if self.cluster_of[one] != self.cluster_of[other]:
                self._ask_again(one, other)
        for one, other in sorted(self.clusterable.constraints.doubted):
            if self.cluster_of[one] != self.cluster_of[other] and not self.binding.apart(one, other):
                self._ask_again(one, other)

    def _parted(self, wanted: Flags) -> NDArray[np.int64]:
        """Return the places in SCORES of those pairs that are wanted and stand in two clusters."""
        places = np.flatnonzero(wanted)
        left, right = (self._columns[end][places] for end in ("left", "right"))
        return np.asarray(places[self.cluster_of[left] != self.cluster_of[right]])

    def _ask_which_is_wrong(self, row: int, one: int, other: int) -> None:
        """Ask about one identifier on two names, however unlikely it is that they are one person."""
        if self.binding.apart(one, other):
            return
        chance = float(self._columns["match_probability"][row])
        self._ask(one, other, chance, row, (chance - 1, chance), reasons.DISPUTED)

    def _ask_again(self, one: int, other: int) -> None:
        """Ask about a pair that humans left open, however likely it is."""
        known = self.asked.get((one, other))
        if known is None:
            at = (self._columns["left"] == one) & (self._columns["right"] == other)
            row = int(np.argmax(at)) if at.any() else -1
            chance = float(self._columns["match_probability"][row]) if row >= 0 else 0.0
            self._ask(one, other, chance, row, (chance - 1, chance), "")
            known = self.asked[one, other]
        self.asked[one, other] = replace(
            known,
            reason=self._contradiction(one, other),
            is_contradiction=self.binding.unsure_of(one, other) is not None,
        )

    def _ask_one_across(self, row: int, one: int, other: int, *, is_bare: bool) -> None:
        probability = float(self._columns["match_probability"][row])
        reason = "bare name: joins nobody by itself" if is_bare else ""
        self._ask(one, other, probability, row, (probability - 1, probability), reason)
        for end in (one, other):
            if self.clusterable.is_weak[end]:
                self.attachments[end] = max(self.attachments.get(end, 0.0), probability)

    @cached_property
    def _of_bare(self) -> pl.DataFrame:
        weak = self.clusterable.is_weak
        touched = weak[self._columns["left"]] | weak[self._columns["right"]]
        return self.scores.with_row_index("at").filter(pl.Series(touched, dtype=pl.Boolean))

    @cached_property
    def _row_of(self) -> dict[Pair, int]:
        return {
            (left, right): at for left, right, at in self._of_bare.select("left", "right", "at").iter_rows()
        }


_ASKED_OF_SCORES = (
    "left",
    "right",
    "match_weight",
    "match_probability",
    "namesakes",
    "is_name_alone",
    "is_forbidden",
    "is_disputed",
    "names_fall_short",
)
