"""MEMBERSHIPS + MENTIONS -> PERSONS, STATEMENTS: what stands behind each cluster, with every value and who said it.

Nothing is overwritten: each value is a statement with its document and the text it came from. What is shown for a person is a
computed view with a named rule (``rules/merging.toml``), and a contradiction is flagged beside it.

Read in this order: ``rules``, ``mergeable``, ``rows``, ``persons``, ``shown``, ``conflicts``, ``statements``.
"""

import polars as pl

from resolver.stages.merge.mergeable import Mergeable, shown_text, shown_texts
from resolver.stages.merge.persons import persons_of
from resolver.stages.merge.rules import MergingRules, read_merging_rules
from resolver.stages.merge.statements import statements_of
from resolver.tables import PERSONS, conform

__all__ = ["Mergeable", "MergingRules", "merge", "read_merging_rules", "shown_text", "shown_texts"]


def merge(
    mergeable: Mergeable, memberships: pl.DataFrame, questions: pl.DataFrame, standing: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return PERSONS (``counted`` still to be settled) and STATEMENTS."""
    persons = _with_standing(persons_of(mergeable, memberships), questions, standing)
    return persons, statements_of(mergeable, memberships, persons)


def _with_standing(persons: pl.DataFrame, questions: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Add how sure each person is, who is nearest, and how many questions are open.

    The weakest pair of a person of whom clustering says nothing (a bare name joined to somebody) is its weakest membership.
    """
    asked = (
        pl.concat([questions["left_person_id"], questions["right_person_id"]]).alias("person_id").to_frame()
    )
    counts = asked.group_by("person_id").agg(open_questions=pl.len())
    table = (
        persons.join(standing, on="person_id", how="left", maintain_order="left")
        .join(counts, on="person_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("open_questions").fill_null(0),
            same_person_min=pl.min_horizontal("same_person_min", "chance_min"),
        )
    )
    return conform(table, PERSONS, table="PERSONS")
