"""Outcome of an earlier run -> Previous: all that it leaves to the next one."""

from dataclasses import dataclass, field

import polars as pl

from resolver.model.fitted import Model
from resolver.model.published import Published
from resolver.outcome import Outcome
from resolver.previous.changes import Before
from resolver.previous.versions import Kept
from resolver.settings import Settings
from resolver.stages.read import ReadLists


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Previous:
    """What an earlier run leaves: its lists and persons, the model it weighed by, its settings and the corrections it obeyed."""

    kept: Kept
    before: Before
    model: Model
    settings: Settings
    corrections: pl.DataFrame
    members: pl.DataFrame = field(repr=False)

    def published(self, mention_ids: pl.Series) -> Published:
        """Return what the run says of the mentions of another, by row."""
        person_of = self.before.person_by_mention()
        rows = pl.DataFrame({"mention_id": mention_ids}).with_row_index("row")
        known = rows.join(self.members, on="mention_id")
        return Published(
            person_of=[person_of.get(one) for one in mention_ids],
            chance_of=dict(known.select("row", "membership_probability").iter_rows()),
            why_of=dict(known.select("row", "why").iter_rows()),
            issued=dict(self.before.issued.select("person_id", "mention_id").iter_rows()),
        )


def previous_of(outcome: Outcome) -> Previous:
    """Return what a run leaves to the next one.

    >>> from resolver.pipeline import demo
    >>> left = previous_of(demo())
    >>> left.before.run, left.kept.lists.mentions.height
    (1, 82)
    """
    person_of = dict(outcome.memberships.select("mention_id", "person_id").iter_rows())
    mentions = outcome.mentions.sort("input_order").drop("row", "input_order")
    buried = outcome.tombstones.filter(pl.col("person_id").is_not_null(), pl.col("state") != "superseded")
    return Previous(
        kept=Kept(
            lists=ReadLists(
                mentions=mentions,
                rejects=outcome.rejects,
                lists=outcome.lists,
                column_map=outcome.column_map,
                notes=[],
                day_first=outcome.options.get("day_first", {}),
            ),
            person_of=person_of,
            tombstones=outcome.tombstones,
        ),
        before=Before(
            person_of=person_of,
            buried=dict(buried.select("mention_id", "person_id").iter_rows()),
            issued=outcome.issued,
            history=outcome.history,
            run=outcome.run_number,
            asked={
                frozenset((one, other)): chance
                for one, other, chance in outcome.questions.select(
                    "left_person_id", "right_person_id", "probability"
                ).iter_rows()
            },
        ),
        model=outcome.model,
        settings=outcome.settings,
        corrections=outcome.corrections,
        members=outcome.memberships.select("mention_id", "membership_probability", "why"),
    )
