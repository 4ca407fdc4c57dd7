"""rules/linking.toml -> LinkRule: costs, population, thresholds; settings of a run may overrule the numbers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import Field, ValidationError

from resolver.errors import RuleError, UsageError
from resolver.model.scaling import Curve
from resolver.sections import Section


class _Costs(Section):
    wrong_merge: float = Field(gt=0)
    missed_merge: float = Field(gt=0)
    question: float = Field(gt=0)


class _Population(Section):
    size: int = Field(ge=2)
    incident_size: int = Field(ge=2)
    people_per_name: float = Field(ge=1)
    fewest_people: int = Field(ge=1)
    origin_size: int = Field(ge=2)
    largest_document: int = Field(ge=1)


class _NameAlone(Section):
    namesakes_at_most: float = Field(gt=0)


class _Relatives(Section):
    per_person: float = Field(ge=0)


class _Frequency(Section):
    unlisted_surname: float = Field(gt=0, lt=1)
    unlisted_given: float = Field(gt=0, lt=1)
    most_common_given: float = Field(gt=0, lt=1)
    given_as_surname: float = Field(default=0.0, ge=0, lt=1)
    background_names: float = Field(gt=0)
    chosen_with_first: float = Field(default=1.0, gt=0, le=1)


class _Fellows(Section):
    background_names: float = Field(gt=0)


class _Weak(Section):
    same: float = Field(gt=0, lt=1)
    short: float = Field(gt=0, lt=1)
    near: float = Field(gt=0, lt=1)


class _Partitions(Section):
    exact_up_to: int = Field(ge=1, le=14)
    draws: int = Field(ge=10)
    common_error_bits: float = Field(ge=0)
    unrecognised_share: float = Field(ge=0, lt=1)
    seed: int


class _OperatingPoint(Section):
    best_expected_f1: bool
    name_alone_links: bool
    bare_names_link: bool
    contradictions_forbid: bool


class _File(Section):
    costs: _Costs
    population: _Population
    name_alone: _NameAlone
    relatives: _Relatives
    frequency: _Frequency
    fellows: _Fellows
    weak: _Weak
    partitions: _Partitions
    operating_point: dict[str, _OperatingPoint] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The part of a fitted model that no single comparison holds.

    ``prior`` is the chance that two random mentions are one person, ``kin`` that they are relatives; ``curve`` says what becomes of
    weights, so that probabilities mean what they say. ``together`` holds by how much oftener than each on its own
    two, three … names of one person differ, ``alone`` by how much less often one does, ``full_names`` by how much oftener strangers of
    one surname, and of surnames that sound alike, share a given name; empty, they are taken to be independent.
    """

    prior: float
    kin: float
    curve: Curve = ()
    together: tuple[float, ...] = ()
    alone: float = 1.0
    full_names: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRule:
    """When a pair is linked, when it is asked about, and what both rest on."""

    link_threshold: float
    review_threshold: float
    population: int
    incident_size: int
    people_per_name: float
    fewest_people: int
    origin_size: int
    largest_document: int
    namesakes_at_most: float
    relatives_per_person: float
    unlisted_surname: float
    unlisted_given: float
    most_common_given: float
    given_as_surname: float
    background_names: float
    background_fellows: float
    chosen_with_first: float
    weak: Mapping[str, float]
    exact_up_to: int
    draws: int
    common_error: float
    unrecognised: float
    seed: int
    contradictions_forbid: bool = True
    bare_names_link: bool = False
    best_expected_f1: bool = False
    fitted: Terms | None = None

    @property
    def terms(self) -> Terms:
        """Return the fitted terms of the weights, or those that follow from the population alone."""
        if self.fitted is not None:
            return self.fitted
        kin = min(max(self.relatives_per_person / self.population, 1e-300), 0.5)
        return Terms(prior=1 / (self.population + 1), kin=kin)

    @property
    def people(self) -> float:
        """Return among how many people two mentions meet: the population, or fewer where the prior says that the lists speak of fewer.

        What narrows a pair down to so many people must not count for what the prior knows already.
        """
        return min(float(self.population), 1 / self.terms.prior)

    def people_in(self, scope: str) -> int:
        """Return how many people a shared page, first source or incident narrows a pair down to, at most."""
        sizes = {
            "same_document": self.largest_document,
            "same_origin": self.origin_size,
            "same_incident": self.incident_size,
        }
        return min(sizes[scope], self.population)


def read_link_rule(
    settings: Mapping[str, Any],
    *,
    population: int | None = None,
    incident_size: int | None = None,
    link_threshold: float | None = None,
    review_threshold: float | None = None,
) -> LinkRule:
    """Return the link rule of a rulebook, with what the user's own settings say put in its place.

    A pair is linked when the expected cost of a wrong merge is below that of a missed one: above c / (1 + c) for costs in
    the ratio c to 1; it is asked about when leaving it apart would cost more than a question.

    >>> from resolver.rulebook import load_rulebook
    >>> round(read_link_rule(load_rulebook().setting("linking.toml")).link_threshold, 3)
    0.909
    """
    try:
        file = _File.model_validate(settings)
    except ValidationError as fault:
        raise RuleError.of_file("linking.toml", fault.errors()) from None
    costs = file.costs
    return LinkRule(
        link_threshold=link_threshold or costs.wrong_merge / (costs.wrong_merge + costs.missed_merge),
        review_threshold=review_threshold or min(costs.question / costs.missed_merge, 0.5),
        population=population or file.population.size,
        incident_size=incident_size or file.population.incident_size,
        people_per_name=file.population.people_per_name,
        fewest_people=file.population.fewest_people,
        origin_size=file.population.origin_size,
        largest_document=file.population.largest_document,
        namesakes_at_most=file.name_alone.namesakes_at_most,
        relatives_per_person=file.relatives.per_person,
        unlisted_surname=file.frequency.unlisted_surname,
        unlisted_given=file.frequency.unlisted_given,
        most_common_given=file.frequency.most_common_given,
        given_as_surname=file.frequency.given_as_surname,
        background_names=file.frequency.background_names,
        background_fellows=file.fellows.background_names,
        chosen_with_first=file.frequency.chosen_with_first,
        weak=file.weak.model_dump(),
        exact_up_to=file.partitions.exact_up_to,
        draws=file.partitions.draws,
        common_error=file.partitions.common_error_bits,
        unrecognised=file.partitions.unrecognised_share,
        seed=file.partitions.seed,
    )


def at_operating_point(rule: LinkRule, settings: Mapping[str, Any], name: str) -> LinkRule:
    """Return a link rule as a named operating point of ``linking.toml`` changes it.

    Where the point asks for the best expected F1, thresholds are chosen once the probabilities are known.

    >>> from resolver.rulebook import load_rulebook
    >>> shipped = load_rulebook().setting("linking.toml")
    >>> at_operating_point(read_link_rule(shipped), shipped, "for_benchmark").contradictions_forbid
    False
    """
    points = _File.model_validate(settings).operating_point
    if name not in points:
        raise UsageError(
            f"linking.toml has no operating point {name!r}; it has {', '.join(sorted(points)) or 'none'}"
        )
    point = points[name]
    return replace(
        rule,
        best_expected_f1=point.best_expected_f1,
        contradictions_forbid=point.contradictions_forbid,
        bare_names_link=point.bare_names_link,
        namesakes_at_most=math.inf if point.name_alone_links else rule.namesakes_at_most,
    )
