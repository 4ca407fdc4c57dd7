"""An Outcome -> how many named people surely are among those that a claim counts, with the interval of the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from resolver.claims.rules import ClaimRules, Population
from resolver.model.counting import PeopleCount
from resolver.outcome import Outcome
from resolver.ruleset import compile_rules
from resolver.tally import count_chosen
from resolver.values.places import read_place
from resolver.values.text import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The named dead who surely are of a population, and why nothing is said where nothing can be."""

    count: PeopleCount | None
    because: str
    person_ids: tuple[str, ...] = ()


class Named:
    """The named dead of a run, by incident and by what documents say they belong to."""

    def __init__(self, outcome: Outcome, rules: ClaimRules) -> None:
        self._outcome, self._rules = outcome, rules
        counted = outcome.persons.filter(pl.col("counted") != "no")
        self._incident: dict[str, str | None] = dict(counted.select("person_id", "incident").iter_rows())
        self._floors: dict[tuple[str | None, str], Floor] = {}
        self._first: dict[str, date | None] = dict(counted.select("person_id", "first_reported").iter_rows())
        self._has_incidents = outcome.mentions["incident"].null_count() < outcome.mentions.height

    def floor(self, incident: str | None, population: Population) -> Floor:
        """Return how many named dead of an incident surely are of a population."""
        key = (incident, population.name)
        if key not in self._floors:
            self._floors[key] = self._worked_out(incident, population)
        return self._floors[key]

    def everybody(self, incident: str | None) -> Floor:
        """Return how many named dead an incident has in all."""
        return self.floor(incident, Population(name="\0everybody", everybody=True))

    def named_by(self, person_ids: tuple[str, ...], day: date) -> int:
        """Return how many of some people stood in a dated page by a day."""
        return sum((first := self._first.get(one)) is not None and first <= day for one in person_ids)

    def _worked_out(self, incident: str | None, population: Population) -> Floor:
        if incident is None and self._has_incidents:
            return Floor(count=None, because="the claim names no incident, and the lists do")
        theirs = [one for one, name in self._incident.items() if name == incident or incident is None]
        if not theirs:
            return Floor(count=None, because="nobody on the lists is named dead of this incident")
        if population.everybody:
            whole = self._outcome.count if incident is None else self._outcome.count_by_incident[incident]
            because = "all named dead" if incident is None else "all named dead of the incident"
            return Floor(count=whole, because=because, person_ids=tuple(sorted(theirs)))
        if self._outcome.options.get("profile") == "public":
            return Floor(count=None, because="left out of an edition")
        if not self._can_show(population):
            return Floor(count=None, because="no rule says who is of this population")
        kept = [one for one in theirs if self._is_of(one, population)]
        return self._counted(kept, "their affiliation, nationality or origin says so")

    def _counted(self, person_ids: list[str], because: str) -> Floor:
        count = count_chosen(self._outcome, person_ids)
        return Floor(count=count, because=because, person_ids=tuple(sorted(person_ids)))

    def _can_show(self, population: Population, seen: frozenset[str] = frozenset()) -> bool:
        inner = [self._rules.populations[name] for name in population.within if name not in seen]
        own = population.affiliation or population.nationality or population.from_
        return bool(own) or any(self._can_show(one, seen | {population.name}) for one in inner)

    def _is_of(self, person_id: str, population: Population, seen: frozenset[str] = frozenset()) -> bool:
        """Say whether a document says of somebody that they are of a population, or of one within it."""
        affiliation, nationality, places = self._evidence.get(person_id, (set(), set(), set()))
        if population.affiliation and any(population.affiliation.search(text) for text in affiliation):
            return True
        if nationality & population.nationality or places & population.from_:
            return True
        inner = [self._rules.populations[name] for name in population.within if name not in seen]
        return any(self._is_of(person_id, one, seen | {population.name}) for one in inner)

    @cached_property
    def _evidence(self) -> Mapping[str, tuple[set[str], set[str], set[str]]]:
        """Return what mentions say of each person: affiliations, nationalities, and the places that hold their place of origin."""
        mentions = self._outcome.mentions
        gazetteer = compile_rules(self._outcome.rulebook, self._outcome.settings).words.gazetteer
        own = [name for name in mentions.columns if plain(name) in self._rules.nationality_columns]
        member = self._outcome.memberships.select("mention_id", "person_id")
        cells = mentions.select("mention_id", "affiliation", "origin_place", *own).join(
            member, on="mention_id"
        )
        found: dict[str, tuple[set[str], set[str], set[str]]] = {}
        around: dict[str, set[str]] = {}
        for row in cells.iter_rows(named=True):
            affiliation, nationality, places = found.setdefault(row["person_id"], (set(), set(), set()))
            affiliation.update(plain(text) for text in [row["affiliation"]] if text)
            nationality.update(plain(str(row[name])) for name in own if row[name])
            if place := row["origin_place"]:
                if place not in around:
                    known = read_place(place, gazetteer).known
                    # A text that may mean several places shows only what holds all of them.
                    held = [{one, *gazetteer.around(one)} for one in known]
                    around[place] = set.intersection(*held) if held else set()
                places |= around[place]
        return found
