"""Who was whom before + who is who now -> CHANGES and ISSUED: what became of every person, and where every id ever issued leads."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from resolver.tables import CHANGES, HISTORY, ISSUED, conform

ORDER = ("new", "grown", "merged", "split", "withdrawn", "reinstated", "proposed_merge", "correction")
SHOWN_IDS = 4
NO_NEWS = 0.05
"""Two persons that were asked about as (nearly) as likely before are not proposed anew."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Before:
    """What an earlier run said: whose each mention was, whose the buried ones had been, every id issued, and all changes so far.

    ``run`` is its number, 0 when there was none; ``asked`` which two persons it asked about, and how likely they were one.
    """

    person_of: Mapping[str, str] = field(default_factory=dict)
    buried: Mapping[str, str] = field(default_factory=dict)
    issued: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ISSUED))
    history: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=HISTORY))
    run: int = 0
    asked: Mapping[frozenset[str], float] = field(default_factory=dict)

    @property
    def leads_to(self) -> dict[str, str]:
        """Return where each id ever issued led, withdrawn ones left out."""
        known = self.issued.filter(pl.col("stands_for").is_not_null())
        return dict(known.select("person_id", "stands_for").iter_rows())

    def person_by_mention(self) -> dict[str, str]:
        """Return whose each mention was, also those that were withdrawn: under the id that their person bears now.

        >>> Before(person_of={"m1": "P-A"}, buried={"m2": "P-B"}).person_by_mention()
        {'m2': 'P-B', 'm1': 'P-A'}
        """
        leads_to = self.leads_to
        buried = {one: leads_to.get(person, person) for one, person in self.buried.items()}
        return {**buried, **self.person_of}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Now:
    """What this run says, and why: where new rows are from, why rows are gone, which came back, what was judged and corrected."""

    person_of: Mapping[str, str]
    came_from: Mapping[str, str] = field(default_factory=dict)
    gone_because: Mapping[str, str] = field(default_factory=dict)
    returned: Sequence[str] = ()
    proposed: Sequence[tuple[str, str, float, str]] = ()
    judged: Sequence[tuple[str, str, str, str]] = ()
    corrected: Sequence[tuple[str, str]] = ()
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of CHANGES."""

    person_id: str
    change: str
    reason: str
    other_ids: tuple[str, ...] = ()
    judgement_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """Two runs, person by person.

    >>> before, now = Before(person_of={"m1": "P-A", "m2": "P-B"}), Now(person_of={"m1": "P-A", "m2": "P-A"})
    >>> [(one.person_id, one.change, one.other_ids) for one in Comparison(before=before, now=now).changes()]
    [('P-A', 'merged', ('P-B',)), ('P-B', 'merged', ('P-A',))]
    """

    before: Before
    now: Now

    @cached_property
    def was(self) -> dict[str, list[str]]:
        """Return the mentions of each person of the earlier run."""
        return _grouped(self.before.person_of)

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """Return the mentions of each person of this run."""
        return _grouped(self.now.person_of)

    @cached_property
    def homes(self) -> dict[str, list[str]]:
        """Return the persons to whom the mentions of each earlier person belong now: the one with most of them first."""
        return {person: _homes(ids, self.now.person_of) for person, ids in self._known.items()}

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        """Return the mentions of each person of the earlier run, and of those that came back."""
        buried = self.before.person_by_mention()
        back = {one: buried[one] for one in self.now.returned if one in buried}
        return _grouped({**back, **self.before.person_of})

    @cached_property
    def absorbed(self) -> dict[str, list[str]]:
        """Return, for each person, the earlier ones that it holds most of and that bear its id now."""
        found: dict[str, list[str]] = defaultdict(list)
        for person, homes in self.homes.items():
            if homes and homes[0] != person and person not in self.members:
                found[homes[0]].append(person)
        return {person: sorted(others) for person, others in found.items()}

    def changes(self) -> list[Change]:
        """Return what became of every person, in the order of ids."""
        found = [*self._of_earlier(), *self._of_present(), *self._proposed(), *self._corrected()]
        return sorted(
            found, key=lambda one: (one.person_id, ORDER.index(one.change), one.other_ids, one.reason)
        )

    def _of_earlier(self) -> Iterator[Change]:
        for person, mentions in self.was.items():
            homes = self.homes[person]
            gone = [one for one in mentions if one not in self.now.person_of]
            if gone:
                yield Change(person_id=person, change="withdrawn", reason=self._gone(gone, len(mentions)))
            if len(homes) > 1:
                yield from self._split(person, homes)
            if homes and person not in self.members:
                yield self._merge(person, (homes[0],))

    def _gone(self, gone: Sequence[str], count: int) -> str:
        because: dict[str, list[str]] = defaultdict(list)
        for mention_id in gone:
            because[self.now.gone_because.get(mention_id, "no longer there")].append(mention_id)
        told = "; ".join(f"{reason}: {_some(ids)}" for reason, ids in sorted(because.items()))
        return told if len(gone) == count else f"{len(gone)} of {count} rows {told}"

    def _split(self, person: str, homes: Sequence[str]) -> Iterator[Change]:
        mine = [one for one in self.was[person] if one in self.now.person_of]
        reason, judgements = self._why_split(mine)
        stays = person if person in homes else homes[0]
        for home in homes:
            others = tuple(one for one in homes if one != home) if home == stays else (stays,)
            yield Change(
                person_id=home, change="split", reason=reason, other_ids=others, judgement_ids=judgements
            )

    def _merge(self, person: str, others: tuple[str, ...]) -> Change:
        judgements = self._joining(person, others[0] if person not in self.members else person)
        reason = "judged the same" if judgements else self.now.cause or "the evidence says so now"
        return Change(
            person_id=person, change="merged", reason=reason, other_ids=others, judgement_ids=judgements
        )

    def _why_split(self, mentions: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """Return why mentions that were one person are several now, and the judgements behind it."""
        was, now = self.before.person_by_mention(), self.now.person_of

        def are_parted(left: str, right: str) -> bool:
            return was.get(left) == was.get(right) and now[left] != now[right]

        apart, one, unsure = (
            self._between(verdict, mentions, are_parted) for verdict in ("different", "same", "unsure")
        )
        if apart and one:
            return "judgements contradict one another", tuple(sorted({*apart, *one}))
        if apart or unsure:
            return ("judged different", apart) if apart else ("judged unsure", unsure)
        return self.now.cause or "the evidence says otherwise now", ()

    def _between(
        self, verdict: str, mentions: Iterable[str], holds: Callable[[str, str], bool]
    ) -> tuple[str, ...]:
        inside = set(mentions)
        return tuple(
            sorted(
                judgement_id
                for left, right, said, judgement_id in self.now.judged
                if said == verdict and {left, right} <= inside and holds(left, right)
            )
        )

    def _joining(self, person: str, home: str) -> tuple[str, ...]:
        """Return the judgements that join an earlier person, directly or through others, to somebody else of their home of now."""
        was, now = self.before.person_by_mention(), self.now.person_of
        joins = [
            (was.get(left, left), was.get(right, right), judgement_id)
            for left, right, said, judgement_id in self.now.judged
            if said == "same" and now.get(left) == home and now.get(right) == home
        ]
        reached = {person}
        while more := {end for one in joins if reached & set(one[:2]) for end in one[:2]} - reached:
            reached |= more
        if not (reached - {person}) & self._known.keys():
            return ()
        return tuple(sorted({one[2] for one in joins if one[0] != one[1] and one[0] in reached}))

    def _of_present(self) -> Iterator[Change]:
        returned = set(self.now.returned)
        known = self.before.person_of.keys() | returned
        for person, mentions in self.members.items():
            back = [one for one in mentions if one in returned] if returned else []
            new = [one for one in mentions if one not in known]
            if back:
                yield Change(person_id=person, change="reinstated", reason=f"came back: {_some(back)}")
            if new:
                yield self._come(person, new, is_known=len(new) < len(mentions))
            if person in self.absorbed:
                yield self._merge(person, tuple(self.absorbed[person]))

    def _come(self, person: str, new: Sequence[str], *, is_known: bool) -> Change:
        if not is_known:
            return Change(person_id=person, change="new", reason=self._sources(new))
        rows = "1 more row" if len(new) == 1 else f"{len(new)} more rows"
        return Change(person_id=person, change="grown", reason=f"{rows} ({self._sources(new)})")

    def _sources(self, mentions: Iterable[str]) -> str:
        return ", ".join(sorted({self.now.came_from.get(one, "first run") for one in mentions}))

    def _proposed(self) -> Iterator[Change]:
        told = self.before.history.filter(pl.col("change") == "proposed_merge")
        known = {frozenset(pair) for pair in told.select("person_id", "other_ids").iter_rows()}
        for one, other, chance, reason in self.now.proposed:
            pair = frozenset((one, other))
            if pair not in known and chance > self.before.asked.get(pair, 0.0) + NO_NEWS:
                first, second = sorted(pair)
                yield Change(person_id=first, change="proposed_merge", reason=reason, other_ids=(second,))

    def _corrected(self) -> Iterator[Change]:
        for person, reason in self.now.corrected:
            yield Change(person_id=person, change="correction", reason=reason)

    def table(self) -> pl.DataFrame:
        """Return CHANGES."""
        published = set(self.before.issued["person_id"]) | self.was.keys()
        changes = self.changes()
        columns = {
            "person_id": [one.person_id for one in changes],
            "change": [one.change for one in changes],
            "other_ids": [" ".join(one.other_ids) or None for one in changes],
            "was_published": ["yes" if one.person_id in published else "no" for one in changes],
            "reason": [one.reason for one in changes],
            "judgement_ids": [" ".join(one.judgement_ids) or None for one in changes],
        }
        return conform(pl.DataFrame(columns, schema=CHANGES), CHANGES, table="CHANGES")

    def history(self) -> pl.DataFrame:
        """Return HISTORY with the changes of this run added."""
        mine = self.table().select(pl.lit(self.before.run + 1, dtype=pl.UInt32).alias("run"), pl.all())
        return conform(pl.concat([self.before.history, mine]), HISTORY, table="HISTORY")

    def issued(self) -> pl.DataFrame:
        """Return ISSUED: where every id that was ever issued leads now."""
        known = {row["person_id"]: row for row in self.before.issued.iter_rows(named=True)}
        now = {
            person: homes[0] for person, homes in self.homes.items() if homes and person not in self.members
        }
        rows = []
        for person in sorted(known.keys() | self.members.keys()):
            before = known.get(person)
            led = (before["stands_for"] if before else None) or person
            leads = person if person in self.members else led if led in self.members else now.get(led)
            rows.append(
                (
                    person,
                    before["mention_id"] if before else self.members[person][0],
                    leads,
                    before["run"] if before else self.before.run + 1,
                )
            )
        return pl.DataFrame(rows, schema=ISSUED, orient="row")


def former_ids(issued: pl.DataFrame) -> dict[str, str]:
    """Return the ids that lead to each person, as one text.

    >>> rows = {"person_id": ["P-A", "P-B"], "mention_id": ["m1", "m2"], "stands_for": ["P-A", "P-A"], "run": [1, 1]}
    >>> former_ids(pl.DataFrame(rows, schema=ISSUED))
    {'P-A': 'P-B'}
    """
    found: dict[str, list[str]] = defaultdict(list)
    for person, leads in issued.select("person_id", "stands_for").iter_rows():
        if leads is not None and leads != person:
            found[leads].append(person)
    return {person: " ".join(sorted(ids)) for person, ids in found.items()}


def _grouped(person_of: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for mention_id, person in sorted(person_of.items()):
        found[person].append(mention_id)
    return dict(found)


def _homes(mentions: Iterable[str], person_of: Mapping[str, str]) -> list[str]:
    """Return the persons that some mentions (in the order of ids) belong to, the one with most of them first."""
    counts = Counter(person_of[one] for one in mentions if one in person_of)
    return sorted(counts, key=lambda person: -counts[person])


def _some(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:SHOWN_IDS])
    return shown if len(ids) <= SHOWN_IDS else f"{shown} and {len(ids) - SHOWN_IDS} more"
