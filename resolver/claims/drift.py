"""Claims with their origins -> DRIFT: where one claim, told on, became another number, unit or population."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from resolver.claims.origins import Root
from resolver.claims.standing import ids_in
from resolver.tables import DRIFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One claim as drift is looked for: what it says, where and when, on whose word."""

    claim_id: str
    incident: str | None
    document: str
    first_day: date | None
    last_day: date | None
    low: int
    high: int | None
    unit: str
    population: str
    roots: tuple[Root, ...]
    shown: str
    names_nobody: bool = False
    part_of: str | None = None
    supersedes: str | None = None


def drift_of(claims: Sequence[Told]) -> pl.DataFrame:
    """Return where claims on one word say different things, the earlier first; where dates do not say, in the order of their ids.

    Another number of the same people, or the same number of other people or in another unit; a second number of other people on the
    same word is another claim. Two claims of one document, and a part and its whole, never drift from one another.

    >>> root = (Root(name="an officer"),)
    >>> said = {"incident": "battle", "low": 90, "high": 110, "unit": "killed", "roots": root, "shown": "about 100"}
    >>> days = [{"first_day": day, "last_day": day} for day in (date(2018, 2, 13), date(2018, 2, 14))]
    >>> one = Told(claim_id="a", document="1", population="russian soldiers", **said, **days[0])
    >>> two = Told(claim_id="b", document="2", population="syrian soldiers", **said, **days[1])
    >>> drift_of([two, one]).select("earlier_id", "later_id", "relation", "changed").row(0)
    ('a', 'b', 'same origin', 'population')
    """
    rows = [
        {
            "incident": earlier.incident,
            "earlier_id": earlier.claim_id,
            "later_id": later.claim_id,
            "relation": relation,
            "origin": "; ".join(origins) or None,
            "changed": ", ".join(changed),
            "earlier": earlier.shown,
            "later": later.shown,
        }
        for earlier, later in _in_time(claims)
        for relation, origins, changed in _between(earlier, later)
    ]
    return pl.DataFrame(rows, schema=DRIFT).sort("incident", "earlier_id", "later_id", nulls_last=True)


def _in_time(claims: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Yield the pairs that may be one claim, each once, the earlier first; one that replaces another comes later whatever dates say."""
    by_id = {one.claim_id: one for one in claims}
    pairs = {
        (min(one, other), max(one, other))
        for alike in _alike(claims).values()
        for one, other in itertools.combinations(alike, 2)
    }
    pairs |= {
        (min(one.claim_id, other), max(one.claim_id, other))
        for one in claims
        for other in ids_in(one.supersedes)
        if other in by_id and other != one.claim_id
    }
    for left, right in sorted(pairs):
        one, other = by_id[left], by_id[right]
        if one.incident == other.incident:
            yield (other, one) if _comes_first(other, one) else (one, other)


def _alike(claims: Sequence[Told]) -> dict[tuple[object, ...], list[str]]:
    """Return claims that share an origin, and those of one number and unit where some name nobody."""
    found: dict[tuple[object, ...], list[str]] = {}
    loose = {(one.incident, one.unit, one.low) for one in claims if one.names_nobody}
    for one in claims:
        for root in one.roots:
            found.setdefault((one.incident, root), []).append(one.claim_id)
        if (one.incident, one.unit, one.low) in loose:
            found.setdefault((one.incident, one.unit, one.low), []).append(one.claim_id)
    return found


def _comes_first(one: Told, other: Told) -> bool:
    """Say whether a claim surely lies before another."""
    if one.claim_id in ids_in(other.supersedes) or other.claim_id in ids_in(one.supersedes):
        return one.claim_id in ids_in(other.supersedes)
    return one.last_day is not None and other.first_day is not None and one.last_day < other.first_day


def _between(earlier: Told, later: Told) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield how the later claim rests on the earlier one, on whose word, and what changed; nothing where it does not or nothing did."""
    changed = _changed(earlier, later)
    if not changed or _are_part_and_whole(earlier, later):
        return
    origins = sorted(root.name for root in set(earlier.roots) & set(later.roots))
    if earlier.claim_id in ids_in(later.supersedes):
        yield "superseded", origins, changed
    elif earlier.document == later.document:
        return
    elif origins and _is_one_claim(earlier, later, changed):
        yield "same origin", origins, changed
    elif _may_be_copied(earlier, later, changed):
        yield "same number", [], changed


def _changed(earlier: Told, later: Told) -> list[str]:
    pairs = {
        "number": (earlier.low, earlier.high) != (later.low, later.high),
        "unit": earlier.unit != later.unit,
        "population": earlier.population != later.population,
    }
    return [name for name, is_other in pairs.items() if is_other]


def _are_part_and_whole(one: Told, other: Told) -> bool:
    return one.claim_id in ids_in(other.part_of) or other.claim_id in ids_in(one.part_of)


def _is_one_claim(earlier: Told, later: Told, changed: Sequence[str]) -> bool:
    """Say whether two things said on one word are one claim: of the same people in the same unit, or the same number."""
    same_number = earlier.low == later.low or (earlier.high is not None and earlier.high == later.high)
    return changed[-1:] == ["number"] or (same_number and not {"unit", "population"} <= set(changed))


def _may_be_copied(earlier: Told, later: Told, changed: Sequence[str]) -> bool:
    """Say whether a claim that names nobody may be an exact number told before, of other people: 40 of two nations become 40 of one."""
    is_exact = earlier.low == earlier.high
    return (
        later.names_nobody
        and is_exact
        and earlier.low == later.low
        and "unit" not in changed
        and "population" in changed
    )
