"""Which lists share whom -> an upset picture: a column of dots per exact combination of lists, with its people as a bar above.

In a page its colours come from the style sheet; as a file of its own it brings them along.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from resolver.overlap import Overlap

MOST_COLUMNS = 20
MOST_ROWS = 12
LONGEST_NAME = 34
_STEP, _ROW, _BARS, _LABELS, _FOOT = 26, 22, 130, 230, 8

STYLE = (
    "svg.upset{font:12px sans-serif;background:#fff}"
    "svg.upset .bar,svg.upset .on,svg.upset .link{fill:#155e75;stroke:#155e75}"
    "svg.upset .off{fill:#d9dee1}svg.upset text{fill:#22282c}svg.upset .size{fill:#8a9298}"
)

Combination = tuple[tuple[str, ...], int]


def upset_drawing(lists: Sequence[tuple[str, int]], combinations: Sequence[Combination]) -> Markup:
    """Return the picture as inline SVG: lists with their sizes, and exact combinations with their people, both largest first.

    >>> str(upset_drawing([("A", 3), ("B", 2)], [(("A",), 2), (("A", "B"), 1)])).startswith('<svg class="upset"')
    True
    """
    rows, columns = _rows(lists), list(combinations)[:MOST_COLUMNS]
    width = _LABELS + _STEP * len(columns) + 10
    height = _BARS + _ROW * len(rows) + _FOOT
    most = max((people for _, people in columns), default=1) or 1
    shapes = [_label(place, name, people) for place, (name, people) in enumerate(rows)]
    place_of = {name: min(place, len(rows) - 1) for place, (name, _) in enumerate(lists)}
    shapes += [_column(at, names, people, most, place_of) for at, (names, people) in enumerate(columns)]
    told = "people by the exact lists they stand on; the table says the same in numbers"
    opening = f'<svg class="upset" viewBox="0 0 {width} {height}" role="img" aria-label="{told}">'
    return Markup(f"{opening}{''.join(shapes)}</svg>")


def _rows(lists: Sequence[tuple[str, int]]) -> list[tuple[str, int | None]]:
    """Return the lists that have a row of their own; the smallest of many share one.

    >>> _rows([(f"list {number}", 1) for number in range(14)])[-1]
    ('3 smaller lists', None)
    """
    if len(lists) <= MOST_ROWS:
        return list(lists)
    own = MOST_ROWS - 1
    return [*lists[:own], (f"{len(lists) - own} smaller lists", None)]


def _label(place: int, name: str, people: int | None) -> str:
    y = _BARS + _ROW * place + _ROW / 2 + 4
    short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
    return (
        f'<text x="{_LABELS - 50}" y="{y:g}" text-anchor="end"><title>{escape(name)}</title>{escape(short)}</text>'
        f'<text class="size" x="{_LABELS - 14}" y="{y:g}" text-anchor="end">{"" if people is None else f"{people:,}"}</text>'
    )


def _column(at: int, names: Sequence[str], people: int, most: int, place_of: dict[str, int]) -> str:
    x = _LABELS + _STEP * at + _STEP / 2
    tall = round((_BARS - 30) * people / most, 1)
    top = _BARS - 10 - tall
    on = sorted({place_of[name] for name in names})
    shapes = [
        f"<g><title>{escape(' + '.join(names))}: {people:,}</title>",
        f'<rect class="bar" x="{x - 8:g}" y="{top:g}" width="16" height="{tall:g}"/>',
        f'<text x="{x:g}" y="{top - 4:g}" text-anchor="middle">{people:,}</text>',
    ]
    middles = [_BARS + _ROW * place + _ROW / 2 for place in range(1 + max(place_of.values(), default=-1))]
    shapes += [
        f'<circle class="{"on" if place in on else "off"}" cx="{x:g}" cy="{y:g}" r="6"/>'
        for place, y in enumerate(middles)
    ]
    if len(on) > 1:
        shapes.append(
            f'<line class="link" x1="{x:g}" x2="{x:g}" y1="{middles[on[0]]:g}" y2="{middles[on[-1]]:g}" stroke-width="2"/>'
        )
    return "".join([*shapes, "</g>"])


def upset_file(overlap: Overlap) -> str:
    """Return the picture of an overlap as a file of its own."""
    sizes = sorted(
        ((name, int(overlap.shared[at, at])) for at, name in enumerate(overlap.lists)),
        key=lambda one: (-one[1], one[0]),
    )
    masks: dict[int, int] = {}
    for mask in overlap.captures.history.tolist():
        masks[mask] = masks.get(mask, 0) + 1
    combinations = [
        (tuple(name for at, name in enumerate(overlap.lists) if mask >> at & 1), people)
        for mask, people in masks.items()
    ]
    drawing = upset_drawing(sizes, sorted(combinations, key=lambda one: (-one[1], one[0])))
    opening = '<svg xmlns="http://www.w3.org/2000/svg" class="upset"'
    body = str(drawing).replace('<svg class="upset"', opening, 1)
    head, _, rest = body.partition(">")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}><style>{STYLE}</style>{rest}\n'
