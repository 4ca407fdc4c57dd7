"""Two runs -> what parts them: counts, and every person that is new, gone, joined or cut."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from resolver.model.counting import PeopleCount
from resolver.outcome import Outcome
from resolver.previous import Comparison, Now, previous_of
from resolver.previous.changes import ORDER

SHOWN = 20
"""So many persons of each kind of change are shown on screen."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference:
    """What parts two runs: ``changes`` as in changes.csv, from the first to the second."""

    one: Outcome
    other: Outcome
    changes: pl.DataFrame

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{'':26}{'before':>10}{'after':>10}"
        for name, was, now in self._numbers():
            yield f"{name:26}{was:>10}{now:>10}"
        counts = Counter(self.changes["change"])
        for change in ORDER:
            if counts[change]:
                yield f"{change.replace('_', ' ')}: {counts[change]:,}"
                yield from self._shown(change)
        if self.changes.is_empty():
            yield "The same people, mention by mention."

    def _numbers(self) -> Iterator[tuple[str, str, str]]:
        sides = (self.one, self.other)
        was, now = (_counts(side.count) for side in sides)
        yield from ((name, was[name], now[name]) for name in was)
        for name, table in (
            ("mentions", "mentions"),
            ("persons", "persons"),
            ("open questions", "questions"),
        ):
            before, after = (f"{getattr(side, table).height:,}" for side in sides)
            yield name, before, after
        yield "model", self.one.model.model_id[:8], self.other.model.model_id[:8]

    def _shown(self, change: str) -> Iterator[str]:
        rows = self.changes.filter(pl.col("change") == change)
        for row in rows.head(SHOWN).iter_rows(named=True):
            others = f" ({row['other_ids']})" if row["other_ids"] else ""
            yield f"  {row['person_id']}{others}  {row['reason']}"
        if rows.height > SHOWN:
            yield f"  and {rows.height - SHOWN:,} more: --csv FILE holds all"


def _counts(count: PeopleCount) -> dict[str, str]:
    return {
        "certainly different people": f"{count.fewest:,}",
        "our best reading": f"{round(count.best):,}",
        "at most": f"{count.most:,}",
    }


def diff_runs(one: Outcome, other: Outcome) -> Difference:
    """Return what parts two runs, person by person, whether or not the second goes on from the first.

    >>> from resolver.pipeline import demo
    >>> run = demo()
    >>> diff_runs(run, run).changes.height
    0
    """
    members = dict(other.memberships.select("mention_id", "person_id").iter_rows())
    stones = other.tombstones.filter(pl.col("state") != "superseded")
    before = previous_of(one).before
    now = Now(
        person_of=members,
        came_from=dict(other.mentions.select("mention_id", "file").iter_rows()),
        gone_because=dict(stones.select("mention_id", "reason").iter_rows()),
        returned=sorted(before.buried.keys() & members.keys()),
        judged=list(_judged(other)),
    )
    return Difference(one=one, other=other, changes=Comparison(before=before, now=now).table())


def since_last(one: Outcome, other: Outcome) -> Difference | None:
    """Return what parts a run from the one that it replaces in its folder; nothing where they are of other lists, or nobody changed.

    >>> from resolver.pipeline import demo
    >>> run = demo()
    >>> since_last(run, run) is None
    True
    """
    if set(one.mentions["mention_id"]).isdisjoint(other.mentions["mention_id"]):
        return None
    found = diff_runs(one, other)
    return None if found.changes.is_empty() else found


def _judged(run: Outcome) -> Iterator[tuple[str, str, str, str]]:
    ids = run.memberships["mention_id"]
    told = run.judged.select("left", "right", "verdict", "judgement_id")
    for left, right, verdict, judgement in told.iter_rows():
        yield ids[left], ids[right], verdict, judgement
