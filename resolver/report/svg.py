"""A PeopleCount -> a small drawing: the whole range, the interval of our best reading, the best reading itself."""

from markupsafe import Markup

from resolver.model.counting import PeopleCount

_WIDTH, _HEIGHT, _MARGIN = 640, 46, 10


def count_drawing(count: PeopleCount) -> Markup:
    """Return the three numbers as inline SVG; colours come from the style sheet of the page.

    >>> count = PeopleCount(fewest=10, best=11.0, low=10, high=12, most=12)
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
        f'<circle class="best" cx="{at(count.best)}" cy="{line}" r="8"/>',
    ]
    opening = f'<svg class="count" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
    return Markup(f"{opening}{''.join(shapes)}</svg>")
