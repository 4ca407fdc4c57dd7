"""Claimed numbers -> one drawing as SVG: a bar for each origin, on a logarithmic scale, beside how many are named.

The same drawing stands in the report and by itself: it carries its own style, and takes the colours of the page where there is one.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from resolver.values.text import shortened

_WIDTH, _LEFT, _RIGHT, _LINE, _HEAD = 760, 330, 30, 16, 26
_STYLE = (
    "svg.claims text{font:12px system-ui,sans-serif;fill:var(--ink,#1d2327)}"
    "svg.claims .group{font-weight:600}svg.claims .tick{fill:var(--soft,#5b656d);font-size:11px}"
    "svg.claims .grid{stroke:var(--line,#d5dade);stroke-width:1}"
    "svg.claims .bar{stroke:var(--accent,#155e75);stroke-width:6;stroke-linecap:round}"
    "svg.claims .open{fill:var(--accent,#155e75)}"
    "svg.claims .named{stroke:var(--bad,#9b1c1c);stroke-width:2}"
)


def claims_drawing(groups: Sequence[Mapping[str, Any]], title: str) -> Markup:
    """Return groups of claims as a drawing; each has a label, bars (origin, low, high, is_open) and how many are named, or None.

    >>> drawn = claims_drawing([{"label": "all · killed", "bars": [("a", 20, 25, False)], "fewest": 9}], "battle")
    >>> drawn.startswith('<svg class="claims"'), drawn.count('class="bar"'), drawn.count('class="named"')
    (True, 1, 1)
    """
    greatest = max((end for one in groups for bar in one["bars"] for end in bar[1:3] if end), default=1)
    scale = _Scale(max(greatest, *(one["fewest"] or 1 for one in groups), 10) if groups else 10)
    shapes: list[str] = []
    top = _HEAD
    for one in groups:
        shapes += _group(one, top, scale)
        top += _LINE * (1 + len(one["bars"])) + 8
    label = f"claimed numbers about {title}, by population, unit and origin; the table gives them in words"
    opening = f'<svg class="claims" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" role="img" aria-label="{escape(label)}">'
    return Markup(f"{opening}<style>{_STYLE}</style>{''.join(_grid(scale, top))}{''.join(shapes)}</svg>")


class _Scale:
    """Where a number of people lies from left to right: 0 and 1 at the left, each ten times as many as far again."""

    def __init__(self, greatest: int) -> None:
        self.decades = math.ceil(math.log10(greatest * 1.05))

    def at(self, people: int) -> float:
        share = math.log10(max(people, 1)) / self.decades
        return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _grid(scale: _Scale, bottom: int) -> list[str]:
    marks = [10**decade for decade in range(scale.decades + 1)]
    lines = [
        f'<line class="grid" x1="{scale.at(one)}" x2="{scale.at(one)}" y1="18" y2="{bottom - 4}"/>'
        for one in marks
    ]
    return lines + [
        f'<text class="tick" x="{scale.at(one)}" y="12" text-anchor="middle">{one:,}</text>' for one in marks
    ]


def _group(one: Mapping[str, Any], top: int, scale: _Scale) -> list[str]:
    bottom = top + _LINE * (1 + len(one["bars"]))
    shapes = [f'<text class="group" x="0" y="{top + 11}">{escape(shortened(one["label"], 46))}</text>']
    for at, (origin, low, high, is_open) in enumerate(one["bars"], start=1):
        line = top + _LINE * at + 7
        start, end = scale.at(low), scale.at(max(low, high or 0))
        shapes.append(f'<text x="10" y="{line + 4}">{escape(shortened(origin, 48))}</text>')
        shapes.append(f'<line class="bar" x1="{start}" x2="{end}" y1="{line}" y2="{line}"/>')
        if is_open:
            shapes.append(
                f'<path class="open" d="M{end + 4} {line - 6}L{end + 14} {line}L{end + 4} {line + 6}z"/>'
            )
    if one["fewest"]:
        x = scale.at(one["fewest"])
        shapes.append(f'<line class="named" x1="{x}" x2="{x}" y1="{top + _LINE - 2}" y2="{bottom}"/>')
    return shapes
