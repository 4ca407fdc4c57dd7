"""Numbers -> small drawings as inline SVG: the three numbers, bars of weights, the scores of pairs with both thresholds.

Colours come from the style sheet of the page; every drawing has a text beside it that says the same.
"""

import math
from collections.abc import Sequence

from markupsafe import Markup

from resolver.model.counting import PeopleCount

_WIDTH, _HEIGHT, _MARGIN = 640, 46, 10


def count_drawing(count: PeopleCount) -> Markup:
    """Return the three numbers as inline SVG; colours come from the style sheet of the page.

    >>> count = PeopleCount(fewest=10, best=11.0, low=10, median=11, high=12, most=12)
    >>> str(count_drawing(count)).startswith('<svg class="count"')
    True
    """
    span = max(count.most - count.fewest, 1)

    def at(people: float) -> float:
        middle = (_WIDTH - 2 * _MARGIN) / 2 if count.most == count.fewest else 0.0
        return round(_MARGIN + middle + (people - count.fewest) / span * (_WIDTH - 2 * _MARGIN), 1)

    label = (
        f"from {count.fewest:,} certainly different people to at most {count.most:,}; "
        f"best reading {round(count.best):,}, interval {count.low:,} to {count.high:,}"
    )
    line = _HEIGHT / 2
    shapes = [
        f'<line class="whole" x1="{at(count.fewest)}" x2="{at(count.most)}" y1="{line}" y2="{line}"/>',
        f'<line class="end" x1="{at(count.fewest)}" x2="{at(count.fewest)}" y1="{line - 9}" y2="{line + 9}"/>',
        f'<line class="end" x1="{at(count.most)}" x2="{at(count.most)}" y1="{line - 9}" y2="{line + 9}"/>',
        f'<line class="interval" x1="{at(count.low)}" x2="{at(count.high)}" y1="{line}" y2="{line}"/>',
        f'<circle class="best" cx="{at(round(count.best, 3))}" cy="{line}" r="8"/>',
    ]
    opening = f'<svg class="count" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
    return Markup(f"{opening}{''.join(shapes)}</svg>")


def share_bar(share: float) -> Markup:
    """Return a bar whose length is a share between 0 and 1.

    >>> 'width="50.0"' in share_bar(0.5)
    True
    """
    width = round(100 * min(max(share, 0.0), 1.0), 1)
    return Markup(
        f'<svg class="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect x="0" y="0" width="{width}" height="10"/></svg>'
    )


def weight_bar(bits: float, widest: float) -> Markup:
    """Return a bar to the right of the middle for what speaks for one person, to the left for what speaks against.

    >>> 'class="against"' in weight_bar(-3.0, 6.0)
    True
    """
    length = round(50 * min(abs(bits) / (widest or 1.0), 1.0), 1)
    start, side = (50.0, "for") if bits > 0 else (round(50 - length, 1), "against")
    return Markup(
        '<svg class="weight-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<line x1="50" x2="50" y1="0" y2="10"/>'
        f'<rect class="{side}" x="{start}" y="1.5" width="{length}" height="7"/></svg>'
    )


def histogram(bins: Sequence[tuple[float, int, int]], thresholds: Sequence[tuple[str, float]]) -> Markup:
    """Return pairs by match weight: per bin its lower end, how many became one person, how many did not.

    Heights are logarithms, so that few pairs near the fence are seen beside many far from it.

    >>> str(histogram([(0.0, 1, 2)], [("link", 3.3)])).startswith('<svg class="histogram"')
    True
    """
    width, height, foot = 640, 200, 26
    low, high = bins[0][0], bins[-1][0] + 2.0
    most = max(math.log10(1 + linked + apart) for _, linked, apart in bins) or 1.0

    def at(bits: float) -> float:
        return round(10 + (bits - low) / (high - low) * (width - 20), 1)

    shapes = []
    for start, linked, apart in bins:
        whole = math.log10(1 + linked + apart) / most * (height - foot - 24)
        upper = whole * linked / ((linked + apart) or 1)
        left, wide = at(start), round(at(start + 2.0) - at(start) - 1, 1)
        for name, top, tall in (
            ("linked", height - foot - whole, upper),
            ("apart", height - foot - whole + upper, whole - upper),
        ):
            if tall > 0:
                shapes.append(
                    f'<rect class="{name}" x="{left}" y="{top:.1f}" width="{wide}" height="{tall:.1f}"/>'
                )
        if round(start) % 10 == 0:
            shapes.append(f'<text x="{left}" y="{height - 8}">{start:+.0f}</text>')
    for name, bits in thresholds:
        x = at(min(max(bits, low), high))
        shapes.append(f'<line class="fence" x1="{x}" x2="{x}" y1="14" y2="{height - foot}"/>')
        shapes.append(f'<text class="fence" x="{x + 4}" y="12">{name}</text>')
    label = "pairs by match weight in bits; the table below gives the numbers"
    opening = f'<svg class="histogram" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
    return Markup(f"{opening}{''.join(shapes)}</svg>")
