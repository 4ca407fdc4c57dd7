"""Thresholds come from what mistakes cost; settings of a run overrule the numbers."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.errors import RuleError
from resolver.model.linking import read_link_rule

SHIPPED = tomllib.loads((Path(__file__).parents[2] / "rules" / "linking.toml").read_text("utf-8"))
costs = st.floats(min_value=0.01, max_value=1000)


def changed(section: str, **said: Any) -> dict[str, Any]:
    """Return the shipped file with some numbers of one section said otherwise."""
    return SHIPPED | {section: SHIPPED[section] | said}


@pytest.mark.parametrize(
    ("wrong_merge", "missed_merge", "question", "link", "review"),
    [
        (10, 1, 0.05, 10 / 11, 0.05),
        (1, 1, 0.05, 0.5, 0.05),
        (99, 1, 0.1, 0.99, 0.1),
        (10, 1, 5, 10 / 11, 0.5),
    ],
)
def test_thresholds_follow_costs(
    wrong_merge: float, missed_merge: float, question: float, link: float, review: float
) -> None:
    """A wrong merge ten times as dear as a missed one asks for ten to one odds."""
    rule = read_link_rule(
        changed("costs", wrong_merge=wrong_merge, missed_merge=missed_merge, question=question)
    )

    assert pytest.approx([link, review]) == [rule.link_threshold, rule.review_threshold]


@given(costs, costs)
def test_dearer_mistakes_ask_for_more(one: float, other: float) -> None:
    """The dearer a wrong merge, the surer a link has to be; it is always a probability."""
    cheap, dear = sorted((one, other))
    thresholds = [read_link_rule(changed("costs", wrong_merge=cost)).link_threshold for cost in (cheap, dear)]

    assert 0 < thresholds[0] <= thresholds[1] < 1


def test_settings_overrule_the_rulebook() -> None:
    """What a user says about the list is put in the place of the shipped number; the rest stays."""
    rule = read_link_rule(
        SHIPPED, population=10_000, incident_size=300, link_threshold=0.95, review_threshold=0.2
    )
    shipped = read_link_rule(SHIPPED)

    assert (10_000, 300, 0.95, 0.2) == (
        rule.population,
        rule.incident_size,
        rule.link_threshold,
        rule.review_threshold,
    )
    assert (shipped.draws, shipped.seed, shipped.weak) == (rule.draws, rule.seed, rule.weak)


@pytest.mark.parametrize(
    ("scope", "population", "expected"),
    [
        ("same_document", 1_000_000, 50),
        ("same_origin", 1_000_000, 100),
        ("same_incident", 1_000_000, 500),
        ("same_incident", 200, 200),
    ],
)
def test_a_scope_narrows_the_people(scope: str, population: int, expected: int) -> None:
    """A page speaks of fewer people than a source, a source of fewer than an incident, and none of more than there are."""
    assert expected == read_link_rule(SHIPPED, population=population).people_in(scope)


@pytest.mark.parametrize(
    ("section", "said", "told"),
    [
        ("costs", {"wrong_merge": 0}, "costs.wrong_merge"),
        ("costs", {"queston": 1}, "costs.queston"),
        ("population", {"size": 1}, "population.size"),
        ("frequency", {"unlisted_surname": 1.0}, "frequency.unlisted_surname"),
        ("weak", {"same": 0}, "weak.same"),
        ("partitions", {"exact_up_to": 30}, "partitions.exact_up_to"),
        ("partitions", {"draws": "many"}, "partitions.draws"),
    ],
)
def test_a_fault_is_told_with_its_place(section: str, said: dict[str, Any], told: str) -> None:
    """A fault names the file, the section and the key."""
    with pytest.raises(RuleError, match=f"linking.toml: {told}"):
        read_link_rule(changed(section, **said))


def test_all_faults_are_told_at_once() -> None:
    """Who mends a file mends it once."""
    with pytest.raises(RuleError) as caught:
        read_link_rule(changed("costs", question=-1) | {"weak": {}})

    assert {"costs.question", "weak.same", "weak.short", "weak.near"} <= {
        line.split(": ")[1] for line in str(caught.value).splitlines()
    }
