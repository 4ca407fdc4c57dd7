"""An Outcome with COUNT_CLAIMS -> Reconciled: each claim with its standing, the claimed ranges beside the named people, drift."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from resolver.claims.drift import Told, drift_of
from resolver.claims.named import Floor, Named
from resolver.claims.origins import Root, Said, document_of, names_nobody, origin_counts, roots_of
from resolver.claims.rules import ClaimRules, Population, Unit, claim_rules_of
from resolver.claims.standing import Placed, why_not_counted
from resolver.errors import UsageError
from resolver.outcome import Outcome
from resolver.ruleset import compile_rules
from resolver.tables import CLAIM_ORIGINS, CLAIMED, COUNTS, conform
from resolver.values.dates import DateInterval, DateWords, read_date

Group = tuple[str | None, str, str]
"""What a claim counts: incident, population, unit. Only claims of one group are compared."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reconciled:
    """Count claims beside the named people: a row a claim, a row a population and unit, a row an origin of these, and drift."""

    claims: pl.DataFrame
    counts: pl.DataFrame
    origins: pl.DataFrame
    drift: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was claimed."""
        return self.claims.is_empty()

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the tables that a run writes, by the name of their file; that of drift only where there is some."""
        told = {"counts": self.counts, "count_claims": self.claims, "count_origins": self.origins}
        return {**told, **({"count_drift": self.drift} if self.drift.height else {})}

    def only(
        self, *, incident: str | None = None, population: str | None = None, unit: str | None = None
    ) -> "Reconciled":
        """Return what is claimed of one incident, population or unit. Raises UsageError where nothing is.

        >>> from resolver.pipeline import demo
        >>> reconcile(demo()).only(population="wagner", unit="killed").claims["claim_id"].to_list()
        ['K33a']
        """
        wanted = {"incident": incident, "counts_whom": population, "unit": unit}
        kept = self.counts
        for name, value in wanted.items():
            if value is not None:
                told = pl.col(name).fill_null("").str.replace_all("_", " ").str.to_lowercase()
                found = kept.filter(told == value.replace("_", " ").lower())
                if found.is_empty():
                    known = ", ".join(kept[name].drop_nulls().unique().sort())
                    raise UsageError(f"no count claim with {_OPTION[name]} {value!r}; there are {known}")
                kept = found
        claims = _of_groups(self.claims, kept)
        ids = claims["claim_id"].implode()
        return replace(
            self,
            claims=claims,
            counts=kept,
            origins=_of_groups(self.origins, kept),
            drift=self.drift.filter(pl.col("earlier_id").is_in(ids) | pl.col("later_id").is_in(ids)),
        )


def _of_groups(table: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    key = ["incident", "counts_whom", "unit"]
    return table.join(kept.select(key), on=key, how="semi", nulls_equal=True, maintain_order="left")


_OPTION = {"incident": "incident", "counts_whom": "population", "unit": "unit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """One claim with everything that was understood of it."""

    row: Mapping[str, Any]
    unit: Unit
    population: Population
    reported: DateInterval | None
    as_of: DateInterval | None

    @property
    def claim_id(self) -> str:
        return str(self.row["claim_id"])

    @property
    def group(self) -> Group:
        return (self.row["incident"], self.population.name, self.unit.name)

    @property
    def document(self) -> str:
        return document_of(self.row)

    @property
    def day(self) -> DateInterval | None:
        """Return the day a claim speaks for, as far as it says one."""
        return self.as_of or self.reported

    @property
    def said(self) -> Said:
        return Said(
            claim_id=self.claim_id,
            document=self.document,
            via=self.row["via"],
            claimed_by=self.row["claimed_by"],
            publisher=self.row["publisher"],
        )


def reconcile(outcome: Outcome) -> Reconciled:
    """Hold the count claims of a run beside the people it names.

    >>> from resolver.pipeline import demo
    >>> reconcile(run := demo()).claims.height == run.count_claims.height
    True
    """
    if outcome.count_claims.is_empty():
        return Reconciled(
            claims=CLAIMED.to_frame(),
            counts=COUNTS.to_frame(),
            origins=CLAIM_ORIGINS.to_frame(),
            drift=drift_of([]),
        )
    rules = claim_rules_of(outcome.rulebook)
    dates = compile_rules(outcome.rulebook, outcome.settings).words.dates
    claims = [
        _claim(row, rules, dates) for row in outcome.count_claims.sort("claim_id").iter_rows(named=True)
    ]
    return _reconciled(claims, Named(outcome, rules), rules, outcome.count_claims)


def _claim(row: Mapping[str, Any], rules: ClaimRules, dates: DateWords) -> _Claim:
    return _Claim(
        row=row,
        unit=rules.units[row["unit"]],
        population=rules.population(row["population"]),
        reported=read_date(row["reported_date"], dates) if row["reported_date"] else None,
        as_of=read_date(row["as_of"], dates) if row["as_of"] else None,
    )


def _reconciled(claims: Sequence[_Claim], named: Named, rules: ClaimRules, given: pl.DataFrame) -> Reconciled:
    not_counted = why_not_counted(
        Placed(
            claim_id=one.claim_id,
            group=one.group,
            part_of=one.row["part_of"],
            supersedes=one.row["supersedes"],
        )
        for one in claims
    )
    groups: dict[Group, list[_Claim]] = {}
    for one in claims:
        groups.setdefault(one.group, []).append(one)
    labels = {group: _label(theirs) for group, theirs in groups.items()}
    roots: dict[str, tuple[Root, ...]] = {}
    for theirs in groups.values():
        roots |= roots_of([one.said for one in theirs], rules)
    told = [_told(one, named, labels[one.group], roots[one.claim_id], not_counted) for one in claims]
    in_order = sorted(
        groups, key=lambda group: (group[0] or "\uffff", labels[group].casefold(), _place_of(group[2], rules))
    )
    flagged = Counter(row["group"] for row in told if row["flag"] is not None)
    counts, origins = [], []
    for group in in_order:
        counted = [one for one in groups[group] if not_counted[one.claim_id] is None]
        counts.append(_count_row(group, labels[group], groups[group], counted, roots, named, flagged[group]))
        origins += _origin_rows(group, labels[group], counted, roots)
    table = pl.DataFrame([_without_group(row) for row in told], schema=CLAIMED)
    own = given.select("claim_id", *(name for name in given.columns if name not in CLAIMED))
    return Reconciled(
        claims=conform(
            table.join(own, on="claim_id", maintain_order="left"), CLAIMED, table="CLAIMED", keep_others=True
        ),
        counts=pl.DataFrame(counts, schema=COUNTS),
        origins=pl.DataFrame(origins, schema=CLAIM_ORIGINS),
        drift=_drift(claims, labels, rules),
    )


def _without_group(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "group"}


def _place_of(unit: str, rules: ClaimRules) -> int:
    return list(rules.units).index(unit)


def _label(claims: Sequence[_Claim]) -> str:
    """Return how a population is shown: by the name of its rule, else as its first claim words it."""
    first = claims[0]
    return first.population.shown or " ".join((first.row["population"] or first.population.name).split())


# --- one claim --------------------------------------------------------------------------------------------------------


def _told(
    one: _Claim, named: Named, label: str, roots: Sequence[Root], not_counted: Mapping[str, str | None]
) -> dict[str, Any]:
    """Return a claim as a row of CLAIMED; ``group`` goes along."""
    flag, why = _flag(one, named)
    row = {name: one.row.get(name) for name in CLAIMED if name in one.row}
    return {
        **row,
        "counts_whom": label,
        "reported_low": one.reported.low if one.reported else None,
        "as_of_low": one.as_of.low if one.as_of else None,
        "origins": "; ".join(root.name for root in roots) or None,
        "is_counted": not_counted[one.claim_id] is None,
        "not_counted_because": not_counted[one.claim_id],
        "flag": flag,
        "why": why,
        "group": one.group,
    }


FEWER = "fewer than named"
FEWER_THAN_BEST = "fewer than our best reading"
FEWER_THAN_ALL = "fewer than all named"


def _flag(one: _Claim, named: Named) -> tuple[str | None, str | None]:
    """Return what is wrong with a claim beside the named people, and what may be the reason."""
    high = one.row["high"]
    if high is None or not one.unit.holds_the_dead:
        return None, None
    floor = named.floor(one.row["incident"], one.population)
    whole = named.everybody(one.row["incident"])
    if floor.count is not None and high < floor.count.fewest:
        return FEWER, _reason(one, floor, named, f"{floor.count.fewest:,} named people surely are of these")
    if floor.count is not None and high < round(floor.count.best):
        return FEWER_THAN_BEST, _reason(one, floor, named, f"our best reading is {round(floor.count.best):,}")
    if whole.count is not None and high < whole.count.fewest:
        told = (
            f"{whole.count.fewest:,} people of the incident are named; possible only if not all are of these"
        )
        return FEWER_THAN_ALL, _reason(one, whole, named, told)
    return None, None


def _reason(one: _Claim, floor: Floor, named: Named, told: str) -> str:
    """Return why a claim may be lower than what is named: an earlier day, somebody's list, fewer people meant, or an error."""
    reasons = []
    if one.day is not None:
        by_then = named.named_by(floor.person_ids, one.day.high)
        if by_then <= one.row["high"]:
            reasons.append(f"it may be earlier: by {one.day.high} dated pages named {by_then:,} of them")
    if one.unit.is_a_list:
        reasons.append("it is the length of somebody's list")
    reasons.append("it may count fewer people than its words say, or be wrong")
    return f"{told}; {'; '.join(reasons)}"


# --- groups -----------------------------------------------------------------------------------------------------------


def _count_row(
    group: Group,
    label: str,
    claims: Sequence[_Claim],
    counted: Sequence[_Claim],
    roots: Mapping[str, Sequence[Root]],
    named: Named,
    flagged: int,
) -> dict[str, Any]:
    origin_low, origin_high = origin_counts([one.said for one in counted], roots)
    return {
        "incident": group[0],
        "counts_whom": label,
        "unit": group[2],
        "claims": len(claims),
        "claims_counted": len(counted),
        "origin_count_low": origin_low,
        "origin_count_high": origin_high,
        **_range_of(counted),
        **_named_columns(claims[0], named),
        "flagged": flagged,
        "claim_ids": " ".join(sorted(one.claim_id for one in claims)),
    }


def _range_of(claims: Iterable[_Claim]) -> dict[str, Any]:
    numbers = [(one.row["low"], one.row["high"]) for one in claims]
    highs = [high for _, high in numbers if high is not None]
    return {
        "claimed_low": min((low for low, _ in numbers), default=None),
        "claimed_low_most": max((low for low, _ in numbers), default=None),
        "claimed_high": max(highs, default=None),
        "is_open": any(high is None for _, high in numbers),
    }


def _named_columns(one: _Claim, named: Named) -> dict[str, Any]:
    if not one.unit.holds_the_dead:
        return {"named_because": "the named dead are not among those counted"}
    floor = named.floor(one.row["incident"], one.population)
    if floor.count is None:
        return {"named_because": floor.because}
    count = floor.count
    return {
        "named_fewest": count.fewest,
        "named_best": round(count.best, 3),
        "named_low": count.low,
        "named_high": count.high,
        "named_most": count.most,
        "named_because": floor.because,
    }


def _origin_rows(
    group: Group, label: str, counted: Sequence[_Claim], roots: Mapping[str, Sequence[Root]]
) -> list[dict[str, Any]]:
    """Return what each origin claims; a claim on two words counts for both, one on nobody's for its document."""
    theirs: dict[Root, list[_Claim]] = {}
    for one in counted:
        unknown = Root(
            name=f"unknown, in {one.row['publisher'] or one.row['document_id'] or one.claim_id}",
            is_unnamed=True,
        )
        for root in roots[one.claim_id] or (unknown,):
            theirs.setdefault(root, []).append(one)
    return [
        {
            "incident": group[0],
            "counts_whom": label,
            "unit": group[2],
            "origin": root.name,
            "is_unnamed": root.is_unnamed,
            **_range_of(claims),
            "claim_ids": " ".join(sorted(one.claim_id for one in claims)),
        }
        for root, claims in sorted(theirs.items())
    ]


# --- drift ------------------------------------------------------------------------------------------------------------


def _drift(claims: Sequence[_Claim], labels: Mapping[Group, str], rules: ClaimRules) -> pl.DataFrame:
    own_roots = {one.claim_id: roots_of([one.said], rules)[one.claim_id] for one in claims}
    return drift_of(
        [
            Told(
                claim_id=one.claim_id,
                incident=one.row["incident"],
                document=one.document,
                first_day=one.reported.low if one.reported else None,
                last_day=one.reported.high if one.reported else None,
                low=one.row["low"],
                high=one.row["high"],
                unit=one.unit.name,
                population=one.population.name,
                roots=own_roots[one.claim_id],
                shown=f"{one.row['text'] or number_text(one.row['low'], one.row['high'])} "
                f"({one.unit.name.replace('_', ' ')}; {labels[one.group]})",
                names_nobody=names_nobody(one.said, rules),
                part_of=one.row["part_of"],
                supersedes=one.row["supersedes"],
            )
            for one in claims
        ]
    )


def number_text(low: int | None, high: int | None) -> str:
    """Return a claimed number in few words.

    >>> number_text(24, None), number_text(20, 25), number_text(5, 5), number_text(0, 30)
    ('24 or more', '20 to 25', '5', 'at most 30')
    """
    if low is None:
        return "nothing"
    if high is None:
        return f"{low:,} or more"
    if low == high:
        return f"{low:,}"
    return f"at most {high:,}" if low == 0 else f"{low:,} to {high:,}"
