"""Count claims beside the named people -> what ``resolver counts`` prints, and what the report shows of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from markupsafe import Markup

from resolver import claims
from resolver.model.counting import PeopleCount
from resolver.outcome import Outcome
from resolver.report.claims_svg import claims_drawing
from resolver.report.desk import is_internal
from resolver.report.shown import said

NO_INCIDENT = "no incident named"


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginView:
    """What one origin claims: as a number in words, on which claims."""

    origin: str
    is_unnamed: bool
    number: str
    low: int
    high: int
    is_open: bool
    claim_ids: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """What is claimed of one population in one unit, beside the named."""

    whom: str
    unit: str
    claimed: str
    origins: str
    named: str
    fewest: int | None
    by_origin: tuple[OriginView, ...]
    flagged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """Everything claimed about one incident."""

    name: str
    named: str
    groups: tuple[GroupView, ...]
    drawing: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsView:
    """The section on count claims, ready to show; ``flagged`` and what follows stay out of an edition."""

    claim_count: int
    incidents: tuple[IncidentView, ...]
    flagged: tuple[Mapping[str, str], ...]
    left_out: tuple[Mapping[str, str], ...]
    drift: tuple[Mapping[str, str], ...]


def claims_of(outcome: Outcome, found: "claims.Reconciled | None" = None) -> ClaimsView | None:
    """Return what a run shows of count claims, or None where it was given none.

    >>> from resolver.pipeline import demo
    >>> [one.name for one in claims_of(demo()).incidents]
    ['khusham-2018-02']
    """
    if not outcome.has_claims:
        return None
    told = found or claims.reconcile(outcome)
    incidents = told.counts.rows_by_key("incident", named=True, include_key=True)
    origins = told.origins.rows_by_key(["incident", "counts_whom", "unit"], named=True, include_key=True)
    shown = is_internal(outcome)
    return ClaimsView(
        claim_count=told.claims.height,
        incidents=tuple(_incident(name, rows, origins, outcome) for name, rows in incidents.items()),
        flagged=tuple(_flagged(told)) if shown else (),
        left_out=tuple(_left_out(told)) if shown else (),
        drift=tuple(_drift(told)) if shown else (),
    )


# --- views ------------------------------------------------------------------------------------------------------------


Row = Mapping[str, Any]


def _incident(
    name: str | None, rows: Sequence[Row], origins: Mapping[Any, Sequence[Row]], outcome: Outcome
) -> IncidentView:
    groups = tuple(_group(row, origins.get((name, row["counts_whom"], row["unit"]), ())) for row in rows)
    return IncidentView(
        name=said(name) if name else NO_INCIDENT,
        named=_named_in(name, outcome),
        groups=groups,
        drawing=claims_drawing([_drawn(one) for one in groups], said(name or NO_INCIDENT)),
    )


def _drawn(one: GroupView, of: str = "") -> Mapping[str, Any]:
    bars = [(origin.origin, origin.low, origin.high, origin.is_open) for origin in one.by_origin]
    return {"label": f"{of}{one.whom} · {one.unit}", "bars": bars, "fewest": one.fewest}


def picture_of(view: ClaimsView) -> Markup:
    """Return everything claimed as one drawing; where there are several incidents each group is told with its own.

    >>> from resolver.pipeline import demo
    >>> picture_of(claims_of(run := demo())).count('class="group"') == run.counts().counts.height
    True
    """
    several = len(view.incidents) > 1
    groups = [
        _drawn(one, f"{incident.name}: " if several else "")
        for incident in view.incidents
        for one in incident.groups
    ]
    return claims_drawing(groups, ", ".join(one.name for one in view.incidents))


def _named_in(name: str | None, outcome: Outcome) -> str:
    count = outcome.count if name is None else outcome.count_by_incident.get(name)
    if count is None:
        return "nobody on the lists is named dead of this incident"
    return _count_text(count)


def _count_text(count: PeopleCount) -> str:
    return (
        f"{count.fewest:,} certainly different people · best reading {round(count.best):,} ({count.low:,}-{count.high:,}) · "
        f"at most {count.most:,}"
    )


def _group(row: Row, origins: Sequence[Row]) -> GroupView:
    return GroupView(
        whom=said(row["counts_whom"]),
        unit=row["unit"].replace("_", " "),
        claimed=range_text(row),
        origins=_origins_text(row["origin_count_low"], row["origin_count_high"]),
        named=_named_text(row),
        fewest=row["named_fewest"],
        by_origin=tuple(
            OriginView(
                origin=said(one["origin"]),
                is_unnamed=one["is_unnamed"],
                number=range_text(one),
                low=one["claimed_low"],
                high=max(one["claimed_low_most"], one["claimed_high"] or 0),
                is_open=one["is_open"],
                claim_ids=said(one["claim_ids"]),
            )
            for one in origins
        ),
        flagged=row["flagged"],
    )


def range_text(row: Mapping[str, Any]) -> str:
    """Return a claimed range in few words: from the least that any allows to the most that any says.

    >>> range_text({"claimed_low": 40, "claimed_low_most": 151, "claimed_high": 110, "is_open": True})
    '40 to 151 or more'
    """
    low, high = row["claimed_low"], row["claimed_high"]
    if low is None:
        return "no claim that still stands"
    if not row["is_open"]:
        return claims.number_text(low, high)
    most = max(low, high or 0, row["claimed_low_most"] or 0)
    return claims.number_text(low, None) if most == low else f"{low:,} to {most:,} or more"


def _origins_text(low: int, high: int) -> str:
    if high == 0:
        return "no origin"
    if low == high:
        return f"{low:,} {'origin' if low == 1 else 'origins'}"
    return f"at least {low:,}, at most {high:,} origins"


def _named_text(row: Mapping[str, Any]) -> str:
    if row["named_fewest"] is None:
        return f"not compared: {row['named_because']}"
    interval = f"best reading {round(row['named_best']):,} ({row['named_low']:,}-{row['named_high']:,})"
    return f"at least {row['named_fewest']:,} named · {interval} · {row['named_because']}"


def _claim_text(row: Mapping[str, Any]) -> str:
    number = claims.number_text(row["low"], row["high"])
    worded = f" (“{said(row['text'])}”)" if row["text"] and row["text"] != number else ""
    return f"{number}{worded} {row['unit'].replace('_', ' ')}, {said(row['counts_whom'])}"


def _flagged(told: "claims.Reconciled") -> Iterator[Mapping[str, str]]:
    for row in told.claims.filter(pl.col("flag").is_not_null()).iter_rows(named=True):
        yield {
            "claim_id": said(row["claim_id"]),
            "claim": _claim_text(row),
            "flag": row["flag"],
            "why": said(row["why"]),
        }


def _left_out(told: "claims.Reconciled") -> Iterator[Mapping[str, str]]:
    for row in told.claims.filter(~pl.col("is_counted")).iter_rows(named=True):
        yield {
            "claim_id": said(row["claim_id"]),
            "claim": _claim_text(row),
            "why": said(row["not_counted_because"]),
        }


_RELATIONS = {
    "superseded": "replaced by its source",
    "same origin": "on the same word",
    "same number": "the same number; who said it is not named",
}


def _drift(told: "claims.Reconciled") -> Iterator[Mapping[str, str]]:
    for row in told.drift.iter_rows(named=True):
        origin = f": {said(row['origin'])}" if row["origin"] else ""
        yield {
            "pair": f"{said(row['earlier_id'])} -> {said(row['later_id'])}",
            "changed": row["changed"],
            "why": f"{_RELATIONS[row['relation']]}{origin}",
            "earlier": said(row["earlier"]),
            "later": said(row["later"]),
        }


# --- what is printed ---------------------------------------------------------------------------------------------------


def counts_text(found: "claims.Reconciled", outcome: Outcome) -> str:
    """Return count claims beside the named people as plain text.

    >>> from resolver.pipeline import demo
    >>> counts_text((run := demo()).counts(), run).splitlines()[0]
    'khusham-2018-02'
    """
    view = claims_of(outcome, found)
    lines: list[str] = []
    for one in view.incidents if view else ():
        lines += [one.name, f"  named dead: {one.named}", *_groups_told(one.groups), ""]
    lines += _told(
        "Beside the named people", view.flagged if view else (), "{claim_id}  {claim}: {flag}\n      {why}"
    )
    lines += _told("Shown and not counted", view.left_out if view else (), "{claim_id}  {claim}: {why}")
    lines += _told(
        "Told on, and changed",
        view.drift if view else (),
        "{pair}  {changed} ({why})\n      {earlier} -> {later}",
    )
    lines.append(MEANING)
    return "\n".join(lines)


MEANING = (
    "Claims are compared only where they count the same people in the same unit; they are never added up. "
    "Named people are those on these lists."
)


def _groups_told(groups: Sequence[GroupView]) -> Iterator[str]:
    for one in groups:
        yield f"  {one.whom} · {one.unit}: {one.claimed} ({one.origins})"
        yield f"    {one.named}"
        width = max((len(origin.number) for origin in one.by_origin), default=0)
        for origin in one.by_origin:
            yield f"    {origin.number:<{width}}  {origin.origin} [{origin.claim_ids}]"


def _told(title: str, rows: Sequence[Mapping[str, str]], pattern: str) -> list[str]:
    return [title, *(f"  {pattern.format(**row)}" for row in rows), ""] if rows else []
