"""An Outcome or an explained pair -> charts for a notebook, drawn by altair (the ``notebook`` extra).

Colours mean the same everywhere: green speaks for one person, red against, grey for nothing. Every chart carries its own data, so a
notebook can be sent on; what is internal in a run is internal in its charts.
"""

import math
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import polars as pl

from resolver.errors import UsageError
from resolver.model.comparisons import FREQUENCY
from resolver.model.weights import fixed_chance
from resolver.outcome import Outcome
from resolver.report.desk import card_of
from resolver.report.method import BIN_BITS, link_rule_of, method_of
from resolver.report.overlap import overlap_of
from resolver.report.plain import Explained, pair_terms
from resolver.report.shown import bits, chance, said
from resolver.report.terms import label_of

FOR, AGAINST, NOTHING, ACCENT = "#2c6139", "#9b1c1c", "#8a9298", "#155e75"


class _Altair:
    """The library, fetched when the first chart is drawn: nothing else needs it."""

    def __getattr__(self, name: str) -> Any:
        try:
            return getattr(import_module("altair"), name)
        except ModuleNotFoundError as fault:
            raise UsageError("charts need altair: pip install 'resolver[notebook]'") from fault


alt = _Altair()


def _sides() -> Any:
    return alt.Scale(domain=["for", "against", "total"], range=[FOR, AGAINST, ACCENT])


def waterfall(pair: Explained) -> Any:
    """Return how the weight of a pair adds up, comparison by comparison."""
    rows, total = [], 0.0
    for term in pair_terms(pair):
        rows.append(_step(f"{term.label}: {term.level}", total, total + term.bits))
        total += term.bits
    rows.append({**_step("match weight", 0.0, pair.match_weight), "side": "total"})
    title = f"{said(pair.left_name) or pair.left_id} – {said(pair.right_name) or pair.right_id}"
    return (
        alt.Chart(_data(rows), title=f"{title}: {chance(pair.match_probability)}")
        .mark_bar()
        .encode(
            x=alt.X("low:Q", title="bits"),
            x2="high:Q",
            y=alt.Y("term:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
            color=alt.Color("side:N", scale=_sides(), legend=None),
            tooltip=["term:N", "bits:N"],
        )
    )


def _step(term: str, start: float, end: float) -> dict[str, Any]:
    side = "for" if end > start else "against"
    return {
        "term": term,
        "low": min(start, end),
        "high": max(start, end),
        "side": side,
        "bits": bits(end - start),
    }


def chances(outcome: Outcome) -> Any:
    """Return the weight of every level of every comparison, with m and u beside it."""
    rule = link_rule_of(outcome)
    rows = []
    for one in outcome.model.comparisons:
        for level in one.levels:
            if level.u == FREQUENCY:
                continue
            u = fixed_chance(level.u, level.label, rule)
            weight = math.log2(level.m / u)
            rows.append(
                {
                    "comparison": label_of(one.name),
                    "level": level.label.replace("_", " "),
                    "m": level.m,
                    "u": u,
                    "weight": round(weight, 2),
                    "side": "for" if weight > 0 else "against",
                }
            )
    return (
        alt.Chart(_data(rows), title="Weights of levels (those that depend on how common a name is left out)")
        .mark_bar()
        .encode(
            x=alt.X("weight:Q", title="log2 (m/u), in bits"),
            y=alt.Y("level:N", sort=None, title=None),
            row=alt.Row(
                "comparison:N", sort=None, title=None, header=alt.Header(labelAngle=0, labelAlign="left")
            ),
            color=alt.Color("side:N", scale=_sides(), legend=None),
            tooltip=["comparison:N", "level:N", "m:Q", "u:Q", "weight:Q"],
        )
        .resolve_scale(y="independent")
    )


def scores(outcome: Outcome) -> Any:
    """Return the scored pairs by match weight, with the weights from which they are asked about and linked."""
    method = method_of(outcome)
    rows = [
        {"low": start, "high": start + BIN_BITS, "pairs": count, "became": became}
        for start, linked, apart in method.bins
        for became, count in (("one person", linked), ("two people", apart))
        if count
    ]
    fences = [{"weight": weight, "from here": name} for name, weight in method.thresholds]
    bars = (
        alt.Chart(_data(rows))
        .mark_bar()
        .encode(
            x=alt.X("low:Q", title="match weight in bits"),
            x2="high:Q",
            y=alt.Y("pairs:Q", scale=alt.Scale(type="symlog"), title="pairs"),
            color=alt.Color(
                "became:N",
                scale=alt.Scale(domain=["one person", "two people"], range=[FOR, NOTHING]),
                title=None,
            ),
            tooltip=["low:Q", "high:Q", "became:N", "pairs:Q"],
        )
    )
    lines = (
        alt.Chart(_data(fences))
        .mark_rule(color=AGAINST, strokeDash=[4, 3])
        .encode(x="weight:Q", tooltip=["from here:N", "weight:Q"])
    )
    return alt.layer(bars, lines, title="Pairs by weight; dashed: asked about from here, linked from here")


def reliability(pairs: pl.DataFrame, *, bins: int = 10) -> Any:
    """Return whether probabilities mean what they say: of pairs that were given .7, are seven in ten one person?

    ``pairs`` has ``match_probability`` and ``is_match`` (what a truth file or people say). Raises UsageError when either is missing.
    """
    missing = [name for name in ("match_probability", "is_match") if name not in pairs.columns]
    if missing:
        raise UsageError(f"reliability: no column {' and '.join(missing)}; it has {', '.join(pairs.columns)}")
    step = (pl.col("match_probability") * bins).floor().clip(0, bins - 1)
    found = pairs.group_by(step.alias("step")).agg(
        said=pl.col("match_probability").mean(), true=pl.col("is_match").mean(), pairs=pl.len()
    )
    points = (
        alt.Chart(_data(found.sort("step").to_dicts()))
        .mark_circle(color=ACCENT)
        .encode(
            x=alt.X("said:Q", title="probability given", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("true:Q", title="share that is one person", scale=alt.Scale(domain=[0, 1])),
            size=alt.Size("pairs:Q", legend=None),
            tooltip=["said:Q", "true:Q", "pairs:Q"],
        )
    )
    ideal = (
        alt.Chart(_data([{"said": 0, "true": 0}, {"said": 1, "true": 1}]))
        .mark_line(color=NOTHING, strokeDash=[4, 3])
        .encode(x="said:Q", y="true:Q")
    )
    return alt.layer(ideal, points, title="Reliability")


def cluster(outcome: Outcome, person_id: str) -> Any:
    """Return the mentions of a person in a ring, and how likely each two that were weighed are one person."""
    card = card_of(outcome, person_id)
    if not card.mentions:
        raise UsageError(f"{person_id}: only casualties have a drawing of their mentions")
    angles = [2 * math.pi * at / len(card.mentions) for at in range(len(card.mentions))]
    places = {
        one.mention_id: (math.cos(angle), math.sin(angle))
        for one, angle in zip(card.mentions, angles, strict=True)
    }
    nodes = [
        {
            "x": places[one.mention_id][0],
            "y": places[one.mention_id][1],
            "mention": one.mention_id,
            "name": one.name,
        }
        for one in card.mentions
    ]
    inside = outcome.pairs.filter(pl.col("is_linked") & (pl.col("left_person_id") == card.person_id))
    edges = [
        {
            "x": places[left][0], "y": places[left][1], "x2": places[right][0], "y2": places[right][1],
            "pair": f"{left} – {right}", "probability": probability,
        }
        for left, right, probability in inside.select("left_id", "right_id", "match_probability").iter_rows()
        if left in places and right in places
    ]  # fmt: skip
    axis = {"axis": None, "scale": alt.Scale(domain=[-1.3, 1.3])}
    lines = alt.Chart(_data(edges)).mark_rule().encode(
        x=alt.X("x:Q", **axis), y=alt.Y("y:Q", **axis), x2="x2:Q", y2="y2:Q",
        color=alt.Color("probability:Q", scale=alt.Scale(domain=[0, 1], range=[AGAINST, FOR])),
        tooltip=["pair:N", "probability:Q"],
    )  # fmt: skip
    dots = alt.Chart(_data(nodes)).encode(
        x=alt.X("x:Q", **axis), y=alt.Y("y:Q", **axis), tooltip=["mention:N", "name:N"]
    )
    marks = alt.layer(
        lines,
        dots.mark_circle(size=160, color=ACCENT, opacity=1),
        dots.mark_text(dy=-14).encode(text="name:N"),
    )
    return marks.properties(title=f"{card.name} ({card.person_id})", width=460, height=460)


def overlap(outcome: Outcome) -> Any:
    """Return how many people stand on exactly which lists: a bar for each combination, and dots for the lists it holds."""
    found = overlap_of(outcome)
    bars = [
        {"combination": " + ".join(one.lists), "people": one.people, "lists": len(one.lists)}
        for one in found.combinations
    ]
    dots = [
        {"combination": " + ".join(one.lists), "list": name, "held": "on" if name in one.lists else "not on"}
        for one in found.combinations
        for name in found.lists
    ]
    combination = alt.X("combination:N", sort=[one["combination"] for one in bars], axis=None)
    held = alt.Scale(domain=["on", "not on"], range=[ACCENT, "#d9dee1"])
    upper = (
        alt.Chart(_data(bars), title="People by the exact lists they stand on")
        .mark_bar(color=ACCENT)
        .encode(x=combination, y=alt.Y("people:Q"), tooltip=["combination:N", "people:Q", "lists:Q"])
    )
    lower = (
        alt.Chart(_data(dots))
        .mark_circle(size=120, opacity=1)
        .encode(
            x=combination,
            y=alt.Y("list:N", sort=list(found.lists), title=None, axis=alt.Axis(labelLimit=320)),
            color=alt.Color("held:N", scale=held, legend=None),
            tooltip=["combination:N", "list:N", "held:N"],
        )
    )
    return alt.vconcat(upper, lower).resolve_scale(x="shared")


def timeline(outcome: Outcome, person_id: str) -> Any:
    """Return when a person is said to have died and when that was reported, mention by mention."""
    card = card_of(outcome, person_id)
    own = [one.mention_id for one in card.mentions]
    values = outcome.values.filter(pl.col("mention_id").is_in(own))
    rows = [
        {
            "mention": mention,
            "what": what,
            "from": low.isoformat(),
            "to": high.isoformat(),
        }
        for what, column in (("said to have died", "death"), ("reported", "reported"))
        for mention, low, high in values.select("mention_id", f"{column}_low", f"{column}_high").iter_rows()
        if low is not None and high is not None
    ]
    return (
        alt.Chart(_data(rows), title=f"{card.name} ({card.person_id})")
        .mark_tick(thickness=3)
        .encode(
            x=alt.X("from:T", title=None),
            y=alt.Y("mention:N", sort=own, title=None),
            color=alt.Color(
                "what:N",
                scale=alt.Scale(domain=["said to have died", "reported"], range=[AGAINST, ACCENT]),
                title=None,
            ),
            tooltip=["mention:N", "what:N", "from:N", "to:N"],
        )
    )


def _data(rows: Sequence[dict[str, Any]]) -> Any:
    """Return rows as data that stands inside the chart."""
    return alt.Data(values=list(rows))
