"""PERSONS and what is doubtful about them -> who is counted, and the three numbers of a run and of each incident."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import are_among, distinct
from resolver.model.balance import balance
from resolver.model.counting import Apart, Countable, PeopleCount, count_people, reason_not_counted, settle
from resolver.model.doubts import Doubts
from resolver.model.linking import LinkRule
from resolver.model.recall import RecallEstimate
from resolver.outcome import Outcome
from resolver.packed import Packed
from resolver.rowpairs import as_numbers, ends_of
from resolver.stages.cluster import Clusters
from resolver.stages.normalise import Normalised


def count_run(
    persons: pl.DataFrame,
    clusters: Clusters,
    normalised: Normalised,
    scores: Packed,
    doubts: Doubts,
    rule: LinkRule,
) -> tuple[pl.DataFrame, PeopleCount, dict[str, PeopleCount]]:
    """Return PERSONS with ``counted`` settled, the count of all people named dead, and that of each incident."""
    countable = countable_of(persons, clusters.memberships, normalised.values)
    apart = _apart(scores, clusters, persons["person_id"])
    return count_persons(persons, countable, clusters.questions, apart, doubts=doubts, rule=rule)


def count_persons(
    persons: pl.DataFrame,
    countable: Sequence[Countable],
    questions: pl.DataFrame,
    apart: Apart,
    *,
    doubts: Doubts,
    rule: LinkRule,
) -> tuple[pl.DataFrame, PeopleCount, dict[str, PeopleCount]]:
    """Return the same for any persons: all of a run, or some with the QUESTIONS between them and the pairs who cannot be one.

    The rows of ``countable`` are those that ``doubts`` speaks of; ``apart`` counts places in it.
    """
    in_order = questions.sort("probability", "match_weight", descending=True, maintain_order=True)
    asked = in_order.select("left_person_id", "right_person_id").rows()
    counted = settle(countable, asked, apart)
    reasons = [reason_not_counted(person) for person in countable]
    table = persons.with_columns(
        counted=pl.Series([counted[person.person_id] for person in countable], dtype=pl.String),
        not_counted_because=pl.Series(reasons, dtype=pl.String),
    )

    everybody = _people(countable, counted, asked, doubts, rule)
    return table, everybody, _by_incident(countable, counted, asked, doubts, rule)


Asked = Sequence[tuple[str, str]]


def _people(
    persons: Sequence[Countable], counted: Mapping[str, str], asked: Asked, doubts: Doubts, rule: LinkRule
) -> PeopleCount:
    return count_people(persons, counted, asked, doubts, draws=rule.draws, seed=rule.seed)


def _by_incident(
    countable: Sequence[Countable],
    counted: Mapping[str, str],
    asked: Asked,
    doubts: Doubts,
    rule: LinkRule,
) -> dict[str, PeopleCount]:
    """Return the count of each incident, from the doubts and questions that concern it."""
    persons: dict[str, list[Countable]] = {}
    for person in countable:
        if person.incident and counted[person.person_id] != "no":
            persons.setdefault(person.incident, []).append(person)
    incident = {one.person_id: name for name, of_name in persons.items() for one in of_name}
    own: dict[str, list[tuple[str, str]]] = {name: [] for name in persons}
    for one, other in asked:
        if one in incident and incident[one] == incident.get(other):
            own[incident[one]].append((one, other))
    parted = doubts.parted(
        {row: name for name, of_name in persons.items() for one in of_name for row in one.rows}
    )
    return {name: _people(persons[name], counted, own[name], parted[name], rule) for name in sorted(persons)}


def doubts_of(
    clusters: Clusters, is_weak: NDArray[np.bool_], recall: RecallEstimate, rule: LinkRule
) -> Doubts:
    """Return what the number of people rests on."""
    return Doubts(
        components=clusters.components,
        loose=clusters.loose,
        attachments=clusters.attachments,
        recall=recall,
        balance=_balance(clusters, is_weak),
        common_error=rule.common_error,
        unrecognised=rule.unrecognised,
    )


def _balance(clusters: Clusters, is_weak: NDArray[np.bool_]) -> float:
    """Return by how many bits partitions fall short of the pairs they are made of."""
    bare = pl.Series(is_weak)
    inside = [row for rows, _ in clusters.components for row in rows]
    sure = clusters.memberships.filter(~bare & ~pl.col("row").is_in(inside))
    sizes = sure.group_by("person_id").agg(pl.len())["len"].to_numpy().astype(np.int64)
    is_named = (~bare).cast(pl.Int64)
    of_person = clusters.memberships.select("person_id", named=is_named).select(
        pl.col("named").sum().over("person_id")
    )
    size = of_person["named"].to_numpy()
    left, right = (clusters.loose[end].to_numpy() for end in ("left", "right"))
    return balance(
        clusters.expected_pairs,
        clusters.pair_variance,
        float((sizes * (sizes - 1) // 2).sum()),
        [partitions for _, partitions in clusters.components],
        (clusters.loose["probability"].to_numpy(), size[left] * size[right]),
    )


ALL_BUT_IMPOSSIBLE = 0.005
"""Two people none of whose pairs is likelier than this are apart, whatever is answered about others."""


def _apart(scores: Packed, clusters: Clusters, person_ids: pl.Series) -> Apart:
    """Return the pairs of people, among those asked about, who cannot be one: contradicted, all but impossible, told apart.

    What is asked about all the same (likely, though dates contradict) may still be answered "same".
    """
    places = pl.int_range(len(person_ids), dtype=pl.UInt32, eager=True)
    persons = clusters.memberships["person_id"]
    of_row = persons.replace_strict(person_ids, places).cast(pl.UInt32).to_numpy()  # empty, it stays a text
    one, other = (of_row[clusters.questions[end].to_numpy()] for end in ("left", "right"))
    asked = np.concatenate([as_numbers(one, other), as_numbers(other, one)])
    is_doubted = np.zeros(len(person_ids), dtype=np.bool_)
    is_doubted[one] = is_doubted[other] = True

    def are_between(batch: pl.DataFrame) -> pl.Series:
        left, right = (of_row[batch[end].to_numpy()] for end in ("left", "right"))
        return pl.Series((left != right) & is_doubted[left] & is_doubted[right], dtype=pl.Boolean)

    between = scores.matching(are_between, "left", "right", "match_probability", "is_forbidden")
    pair = as_numbers(*(of_row[between[end].to_numpy()] for end in ("left", "right")))
    is_likely = between["match_probability"].to_numpy() >= ALL_BUT_IMPOSSIBLE
    unlikely = pair[~is_likely & ~are_among(pair, distinct(pair[is_likely]))]
    contradicted = pair[between["is_forbidden"].to_numpy()]
    never = distinct(np.concatenate([unlikely, contradicted]))
    never = never[~are_among(never, np.sort(asked))]
    by_hand = of_row[np.array([*clusters.told_apart], dtype=np.int64).reshape(-1, 2)]
    return np.concatenate([np.stack(ends_of(never), axis=1), by_hand])


KEPT_OUT = ("alive", "withdrawn")
"""What corrections say of people who are not counted; who is only suppressed is still a person who died."""


def countable_of(persons: pl.DataFrame, memberships: pl.DataFrame, values: pl.DataFrame) -> list[Countable]:
    """Return PERSONS as counting sees them, by the mentions that are theirs and what was understood of those."""
    own = memberships.select(
        "person_id",
        "row",
        is_named=~values["is_unnamed"].fill_null(False).gather(memberships["row"]),
        is_bare=values["completeness"]
        .is_in(["surname", "given", "several"])
        .fill_null(False)
        .gather(memberships["row"]),
    )
    known = own.group_by("person_id").agg("row", pl.col("is_named").any(), pl.col("is_bare").all())
    of_all = persons.join(known, on="person_id", how="left", maintain_order="left")
    columns = (
        "role",
        "status",
        "people_count",
        "incident",
        "is_named",
        "is_bare",
        "row",
        "withheld",
        "correction_ids",
    )
    return [
        Countable(
            person_id=person_id,
            rows=tuple(rows),
            role=role,
            status=status,
            is_named=is_named,
            is_bare=is_bare,
            people_count=people_count,
            incident=incident,
            barred=f"{withheld}: correction {by}" if withheld in KEPT_OUT else None,
        )
        for person_id, role, status, people_count, incident, is_named, is_bare, rows, withheld, by in of_all.select(
            "person_id", *columns
        ).iter_rows()
    ]


def count_chosen(outcome: Outcome, person_ids: Collection[str]) -> PeopleCount:
    """Return the three numbers of some people of a finished run: from the doubts and questions that concern them.

    >>> from resolver.pipeline import demo
    >>> run = demo()
    >>> count_chosen(run, run.persons["person_id"].to_list()).fewest == run.count.fewest
    True
    """
    chosen = set(person_ids)
    persons = outcome.persons.filter(pl.col("person_id").is_in(sorted(chosen)))
    memberships = outcome.memberships.filter(pl.col("person_id").is_in(sorted(chosen)))
    countable = countable_of(persons, memberships, outcome.values)
    counted = dict(persons.select("person_id", "counted").iter_rows())
    kept = [one for one in countable if counted[one.person_id] != "no"]
    in_order = outcome.questions.sort("probability", "match_weight", descending=True, maintain_order=True)
    asked = [
        pair
        for pair in in_order.select("left_person_id", "right_person_id").iter_rows()
        if chosen.issuperset(pair)
    ]
    doubts = outcome.doubts.parted({row: "chosen" for one in kept for row in one.rows}).get(
        "chosen", Doubts()
    )
    said = outcome.rulebook.setting("linking.toml")["partitions"]
    return count_people(kept, counted, asked, doubts, draws=said["draws"], seed=said["seed"])
