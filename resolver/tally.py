"""PERSONS and what is doubtful about them -> who is counted, and the three numbers of a run and of each incident."""

from collections.abc import Sequence

import polars as pl

from resolver.model.counting import Countable, PeopleCount, count_people, reason_not_counted, settle
from resolver.ruleset import Ruleset
from resolver.stages.cluster import Clusters
from resolver.stages.normalise import Normalised


def count_run(
    persons: pl.DataFrame, clusters: Clusters, normalised: Normalised, scores: pl.DataFrame, ruleset: Ruleset
) -> tuple[pl.DataFrame, PeopleCount, dict[str, PeopleCount]]:
    """Return PERSONS with ``counted`` settled, the count of all people named dead, and that of each incident."""
    countable = _countable(persons, clusters, normalised)
    apart = _apart(scores, clusters)
    asked = clusters.questions.sort("probability", "match_weight", descending=True, maintain_order=True)
    questions = asked.select("left_person_id", "right_person_id").rows()
    counted = settle(countable, questions, apart)
    reasons = [reason_not_counted(person) for person in countable]
    table = persons.with_columns(
        counted=pl.Series([counted[person.person_id] for person in countable], dtype=pl.String),
        not_counted_because=pl.Series(reasons, dtype=pl.String),
    )

    def people(of: Sequence[Countable]) -> PeopleCount:
        rule = ruleset.link_rule
        return count_people(
            of, counted, clusters.components, clusters.attachments, draws=rule.draws, seed=rule.seed
        )

    incidents = sorted(
        {person.incident for person in countable if person.incident and counted[person.person_id] != "no"}
    )
    by_incident = {name: people([one for one in countable if one.incident == name]) for name in incidents}
    return table, people(countable), by_incident


ALL_BUT_IMPOSSIBLE = 0.005
"""Two people none of whose pairs is likelier than this are apart, whatever is answered about others."""


def _apart(scores: pl.DataFrame, clusters: Clusters) -> list[tuple[str, str]]:
    """Return the pairs of people who cannot be one: told apart by humans; of those asked about, contradicted or all but impossible."""
    member = clusters.memberships["person_id"]
    asked = pl.concat([clusters.questions["left_person_id"], clusters.questions["right_person_id"]]).unique()
    ends = scores.select(
        "match_probability",
        "is_forbidden",
        left_person=member.gather(scores["left"]),
        right_person=member.gather(scores["right"]),
    ).filter(
        pl.col("left_person") != pl.col("right_person"),
        pl.col("left_person").is_in(asked.to_list()),
        pl.col("right_person").is_in(asked.to_list()),
    )
    best = ends.group_by("left_person", "right_person").agg(
        pl.col("match_probability").max(), pl.col("is_forbidden").any()
    )
    apart = best.filter(pl.col("is_forbidden") | (pl.col("match_probability") < ALL_BUT_IMPOSSIBLE))
    by_hand = [tuple(sorted((member[one], member[other]))) for one, other in sorted(clusters.told_apart)]
    return sorted({*apart.select("left_person", "right_person").rows(), *by_hand})


KEPT_OUT = ("alive", "withdrawn")
"""What corrections say of people who are not counted; who is only suppressed is still a person who died."""


def _countable(persons: pl.DataFrame, clusters: Clusters, normalised: Normalised) -> list[Countable]:
    rows: dict[str, list[int]] = {}
    for row, person_id in clusters.memberships.select("row", "person_id").iter_rows():
        rows.setdefault(person_id, []).append(row)
    completeness = normalised.values["completeness"].to_list()
    unnamed = normalised.values["is_unnamed"].to_list()
    columns = persons.select(
        "person_id", "role", "status", "people_count", "incident", "withheld", "correction_ids"
    )
    return [
        Countable(
            person_id=person_id,
            rows=tuple(rows[person_id]),
            role=role,
            status=status,
            is_named=not all(unnamed[row] for row in rows[person_id]),
            is_bare=all(completeness[row] in ("surname", "given") for row in rows[person_id]),
            people_count=people_count,
            incident=incident,
            barred=f"{withheld}: correction {by}" if withheld in KEPT_OUT else None,
        )
        for person_id, role, status, people_count, incident, withheld, by in columns.iter_rows()
    ]
