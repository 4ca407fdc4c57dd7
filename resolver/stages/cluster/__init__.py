"""SCORES -> MEMBERSHIPS, QUESTIONS and what the count rests on: who is one person, and what is doubtful.

Each component of pairs worth a look is cut in every way that the constraints allow (or in sampled ways, when it is large); what
we link, what we ask, how sure we are and how many people we count are all read off those partitions. A surname or a given name
alone joins no two people: it attaches within its own document when exactly one person there fits, else it is a question.

Read in this order: ``components``, ``binding``, ``inside``, ``decide``, ``bare``, ``desk``, ``loose``, ``reasons``, ``questions``, ``standing``, ``why``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from resolver.model.constraints import Contradiction, Pair
from resolver.model.linking import LinkRule
from resolver.model.partitions import Partitions
from resolver.model.published import person_ids
from resolver.packed import Packed
from resolver.stages.cluster.binding import Clusterable
from resolver.stages.cluster.components import LARGEST_COMPONENT, components_of
from resolver.stages.cluster.desk import Desk
from resolver.stages.cluster.inside import insides
from resolver.stages.cluster.loose import expected_pairs, loose_pairs
from resolver.stages.cluster.near import near_pairs
from resolver.stages.cluster.questions import question_id, questions_of
from resolver.stages.cluster.standing import standing_of
from resolver.tables import MEMBERSHIPS, conform

__all__ = [
    "LARGEST_COMPONENT",
    "Clusterable",
    "Clusters",
    "cluster",
    "components_of",
    "person_ids",
    "question_id",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """The answer: memberships, open questions, and the chances the count rests on.

    ``components`` lists, for each component that is not certain, its rows and partitions; ``loose`` the pairs of persons of no
    common component that may yet be one (by the rows that stand for them); ``attachments`` the chance that a bare name is some person
    already counted; ``standing`` how sure each person is and who is nearest; ``contradictions`` what humans do not agree on; ``told_apart`` the rows
    that they called different; ``proposed`` which published persons evidence would join, and how likely they are one;
    ``expected_pairs`` how many pairs are expected to be one person when each is weighed by itself, with its variance.
    """

    memberships: pl.DataFrame
    questions: pl.DataFrame
    components: tuple[tuple[tuple[int, ...], Partitions], ...]
    loose: pl.DataFrame
    attachments: Mapping[int, float]
    standing: pl.DataFrame
    contradictions: tuple[Contradiction, ...]
    told_apart: frozenset[Pair] = frozenset()
    proposed: tuple[tuple[str, str, float], ...] = ()
    expected_pairs: float = 0.0
    pair_variance: float = 0.0


def cluster(
    scores: Packed, components: Sequence[tuple[int, ...]], clusterable: Clusterable, rule: LinkRule
) -> Clusters:
    """Return who is one person. ``scores`` must hold every pair inside each component."""
    near = near_pairs(scores, components, clusterable, rule)
    desk = Desk(near, clusterable, rule)
    for inside in insides(near, components, desk.binding, rule):
        desk.settle(inside)
    desk.join_by_hand()
    desk.join_published()
    desk.attach_bare_names()
    desk.ask_across()
    memberships = _memberships(desk)
    person = memberships["person_id"].to_list()
    expected, variance = expected_pairs(scores, clusterable.is_weak, desk.binding)
    loose = loose_pairs(scores, desk.cluster_of, desk.home, clusterable.is_weak, desk.binding)
    questions = questions_of(desk.asked.values(), person, desk.binding, clusterable.mention_ids)
    return Clusters(
        memberships=memberships,
        questions=questions,
        components=tuple(sorted(desk.uncertain, key=lambda one: one[0])),
        loose=loose,
        attachments=desk.attachments,
        standing=standing_of(desk.standing(), loose, questions, memberships["person_id"]),
        contradictions=clusterable.constraints.contradictions,
        told_apart=clusterable.constraints.cannot,
        proposed=tuple(sorted((person[one], person[other], chance) for one, other, chance in desk.proposed)),
        expected_pairs=expected,
        pair_variance=variance,
    )


def _memberships(desk: Desk) -> pl.DataFrame:
    mention_ids = desk.clusterable.mention_ids
    rows = range(len(mention_ids))
    frame = pl.DataFrame(
        {
            "row": rows,
            "mention_id": mention_ids,
            "person_id": person_ids(desk.cluster_of.tolist(), mention_ids, desk.clusterable.published),
            "membership_probability": desk.chance,
            "why": desk.why,
        },
        schema_overrides={"row": pl.UInt32},
    )
    return conform(frame, MEMBERSHIPS, table="MEMBERSHIPS")
