"""95 % intervals on the number of people hold the truth in 92 to 98 of a hundred made lists. Minutes long: ``make trials`` only."""

import os
from dataclasses import replace

import numpy as np
import pytest

import resolver
from resolver.model.counting import Countable, PeopleCount, count_people, settle
from resolver.model.linking import LinkRule, read_link_rule
from resolver.model.recall import RecallEstimate
from resolver.rulebook import load_rulebook
from resolver.stages.cluster import Clusterable, Clusters, cluster, components_of
from resolver.synthesis import Wishes, make_list
from resolver.tally import doubts_of
from tests.trials.planted import BIRTH, GIVEN_NAME, SURNAME, Field, Planted, plant

LISTS = int(os.environ.get("RESOLVER_TRIALS", "200"))
MENTIONS = 2_000
NOTHING_MISSED = RecallEstimate(found=1.0, missed=0.0, log_error=0.0)


def clusters_of(planted: Planted, rule: LinkRule) -> Clusters:
    """Cluster planted mentions as the pipeline does: likely pairs, then every pair inside a component."""
    count = len(planted.person)
    clusterable = Clusterable(
        mention_ids=[f"m{row:05}" for row in range(count)], is_weak=np.zeros(count, dtype=np.bool_), fits={}
    )
    kept = planted.weight > -20
    components = components_of(planted.scores(kept), clusterable, rule)
    home = np.full(count, -1)
    for number, members in enumerate(components):
        home[list(members)] = number
    kept |= (home[planted.left] >= 0) & (home[planted.left] == home[planted.right])
    return cluster(planted.scores(kept), components, clusterable, rule)


def counted(planted: Planted, rule: LinkRule) -> PeopleCount:
    """Count planted people, all of them named dead."""
    clusters = clusters_of(planted, rule)
    rows: dict[str, list[int]] = {}
    for row, person_id in enumerate(clusters.memberships["person_id"]):
        rows.setdefault(person_id, []).append(row)
    persons = [
        Countable(
            person_id=person_id,
            rows=tuple(found),
            role="casualty",
            status="killed",
            is_named=True,
            is_bare=False,
            people_count=1,
            incident=None,
        )
        for person_id, found in sorted(rows.items())
    ]
    asked = clusters.questions.sort("probability", descending=True)
    questions = asked.select("left_person_id", "right_person_id").rows()
    doubts = doubts_of(clusters, np.zeros(len(planted.person), dtype=np.bool_), NOTHING_MISSED, rule)
    return count_people(persons, settle(persons, questions), questions, doubts, draws=1000, seed=1)


@pytest.mark.parametrize(
    ("more_mentions", "fields"),
    [(0.6, None), (0.3, None), (1.5, None), (0.6, (SURNAME, GIVEN_NAME, BIRTH))],
    ids=["some repeated", "few repeated", "many repeated", "less said"],
)
def test_planted_lists_are_covered(more_mentions: float, fields: tuple[Field, ...] | None) -> None:
    """With the very chances a list was made with, the interval holds the truth as often as it says, and the floor is a floor."""
    rule = replace(read_link_rule(load_rulebook().setting("linking.toml")), unrecognised=0.0)
    held, floors = [], []
    for seed in range(LISTS // 4):
        planted = plant(
            seed=seed,
            mentions=MENTIONS,
            more_mentions=more_mentions,
            **({} if fields is None else {"fields": fields}),
        )
        count = counted(planted, rule)
        held.append(count.low <= planted.people <= count.high)
        floors.append(count.fewest <= planted.people)

    assert 0.97 <= np.mean(floors)
    assert 0.88 <= np.mean(held)


def test_made_lists_are_covered() -> None:
    """Lists of people of several peoples, with chances estimated from the list itself."""
    profiles = ("mixed", "russia", "ukraine", "syria", "palestine")
    held, floors = [], []
    for seed in range(LISTS):
        made = make_list(Wishes(mentions=MENTIONS, seed=seed, profile=profiles[seed % len(profiles)]))
        run = resolver.dedupe(made.mentions, defaults={"status": "killed"})
        counting = run.persons.filter(run.persons["counted"] != "no").select("person_id")
        members = run.memberships.join(counting, on="person_id", how="semi").select("mention_id")
        people = made.truth.join(members, on="mention_id", how="semi")["person_id"].n_unique()
        held.append(run.count.low <= people <= run.count.high)
        floors.append(run.count.fewest <= people)

    assert 0.97 <= np.mean(floors)
    assert 0.92 <= np.mean(held) <= 0.98
