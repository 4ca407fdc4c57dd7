"""The first rows of a grid -> its header: which row it is, what its cells say, which rows beside it belong to it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from resolver.stages.read.raw import trim
from resolver.values.text import fold

HEADER_ROWS = 30
"""So many rows, from the first filled one on, are looked at for the header."""

KnownWords = Callable[[Sequence[str]], int]
"""Counts the cells of a row that we know as header words."""

# Below a label ("Гибель") these words are only half of what a column says, and say something else alone.
_HALVES = frozenset(
    [
        "дата",
        "место",
        "год",
        "день",
        "город",
        "страна",
        "область",
        "регион",
        "время",
        "date",
        "place",
        "year",
        "day",
        "city",
        "country",
        "region",
        "location",
        "time",
        "рік",
        "місто",
        "місце",
        "область",
        "التاريخ",
        "تاريخ",
        "المكان",
        "مكان",
        "السنة",
    ]
)
_IN_BRACKETS = re.compile(r"[(\[{<].*[)\]}>]")
_DATE_BOXES = re.compile(r"(?i)(?:yy|mm|dd|гг|мм|дд|рр|jj|tt)[./-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of a grid. Records begin below ``last``; ``parts`` says of rows beside ``top`` what they are."""

    top: int
    last: int
    cells: Sequence[str]
    parts: Mapping[int, str] = field(default_factory=dict)


def is_blank(row: Sequence[str | None]) -> bool:
    """Return whether a row holds no sign at all.

    >>> is_blank(["", " ", None]), is_blank(["", "-"])
    (True, False)
    """
    return not any(cell and trim(cell) for cell in row)


def find_header_row(rows: Sequence[Sequence[str]], *, known_words: KnownWords) -> tuple[int, int]:
    """Return which row is the header, and how many of its words we know.

    Another row than the first filled one must know two words, or be wider: a lone word may be a value.

    >>> find_header_row([["Dead of May"], ["name", "age"]], known_words=lambda row: int("name" in row))
    (1, 1)
    """
    first = next((at for at, row in enumerate(rows) if not is_blank(row)), None)
    if first is None:
        return 0, 0
    filled = [at for at in range(first, min(first + HEADER_ROWS, len(rows))) if not is_blank(rows[at])]
    known = {at: known_words(rows[at]) for at in filled}
    best = max(filled, key=lambda at: (known[at], -at))
    is_wider = _width(rows[best]) > _width(rows[first])
    is_clear = known[best] > known[first] and (known[best] > 1 or is_wider or _width(rows[best]) == 1)
    chosen = best if is_clear else first
    return chosen, known[chosen]


def header_at(rows: Sequence[Sequence[str]], top: int, *, known_words: KnownWords) -> Header:
    """Return the header that stands in row ``top``, with the row above or below that says the other half of it.

    >>> rows = [["ФИО", "Гибель", ""], ["", "дата", "место"], ["Тестов", "7.2.2018", "Хишам"]]
    >>> known = lambda row: len({"ФИО", "Гибель дата", "Гибель место"} & set(row))
    >>> header_at(rows, 0, known_words=known).cells
    ('ФИО', 'Гибель дата', 'Гибель место')
    """
    upper = [trim(cell) for cell in rows[top]]
    below = _padded(rows[top + 1], len(upper)) if top + 1 < len(rows) else []
    above = _padded(rows[top - 1], len(upper)) if top else []
    if below and _parts_labels(upper, below, known_words=known_words):
        return _of_two(top, _joined(upper, below, known_words=known_words), other=top + 1)
    if below and _says_again(upper, below, known_words=known_words):
        return _of_two(top, _known_of_both(upper, below, known_words=known_words), other=top + 1)
    if above and _labels(above, upper):
        return _of_two(top, _joined(above, upper, known_words=known_words), other=top - 1)
    return Header(top=top, last=top, cells=tuple(upper))


def _of_two(top: int, cells: tuple[str, ...], *, other: int) -> Header:
    which = "second" if other > top else "first"
    return Header(
        top=top, last=max(top, other), cells=cells, parts={other: f"is the {which} row of the header"}
    )


def _known_of_both(upper: Sequence[str], below: Sequence[str], *, known_words: KnownWords) -> tuple[str, ...]:
    """Return one header of two rows that say the same: of each pair the word that is known, else the upper one."""
    return tuple(
        one if one and (known_words([one]) or not known_words([two])) else two
        for one, two in zip(upper, below, strict=True)
    )


def numbers_columns(row: Sequence[str | None]) -> bool:
    """Return whether a row only numbers its columns, as forms do below their header.

    >>> numbers_columns(["1", "2", "3"]), numbers_columns(["1", "Тестов", "3"]), numbers_columns(["1", "2"])
    (True, False, False)
    """
    cells = [trim(cell or "").strip(".()") for cell in row]
    return len(cells) > 2 and cells == [str(at) for at in range(1, len(cells) + 1)]


def _width(row: Sequence[str]) -> int:
    return sum(1 for cell in row if trim(cell))


def _padded(row: Sequence[str], width: int) -> list[str]:
    cells = [trim(cell) for cell in row]
    return [*cells, *[""] * (width - len(cells))][:width] if is_blank(cells[width:]) else []


def _parts_labels(upper: Sequence[str], below: Sequence[str], *, known_words: KnownWords) -> bool:
    """Return whether a row parts labels that stand above it: only header words, some of them under gaps of the row above."""
    below = below[: len(upper)]
    filled = [at for at, cell in enumerate(below) if cell]
    under_gaps = [at for at in filled if not upper[at]]
    if not under_gaps:
        return False
    labels = _spread(upper, below)
    return all(
        _is_half(below[at]) or known_words([below[at]]) or known_words([f"{labels[at]} {below[at]}"])
        for at in filled
    )


def _says_again(upper: Sequence[str], below: Sequence[str], *, known_words: KnownWords) -> bool:
    """Return whether a row only says the header again, in another language, or how cells are written, in brackets."""
    filled = [cell for cell in below if cell]
    if len(filled) < 2:
        return False
    if all(map(_IN_BRACKETS.fullmatch, filled)) and any(map(_DATE_BOXES.search, filled)):
        return True
    known = sum(1 for cell in filled if known_words([cell]))
    return known == len(filled) and len(set(filled)) == len(filled) and list(below) != list(upper)


def _labels(above: Sequence[str], header: Sequence[str]) -> bool:
    """Return whether a row holds labels for groups of columns: several, with gaps, above words that need them."""
    filled = [cell for cell in above if cell]
    labels = _spread(above, header)
    needing = [
        at
        for at, cell in enumerate(header)
        if labels[at] and (_is_half(cell) or list(header).count(cell) > 1)
    ]
    return len(filled) > 1 and len(filled) < len(above) and bool(needing)


def _spread(labels: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return the label of every column: a label reaches over the gaps to its right if something stands below it."""
    spread: list[str] = []
    label = ""
    for one, part in zip(labels, below, strict=False):
        label = (one if part else "") if one else (label if part else "")
        spread.append(label or one)
    return spread


def _joined(labels: Sequence[str], parts: Sequence[str], *, known_words: KnownWords) -> tuple[str, ...]:
    """Return one header of two rows: of label and part what is known, the part alone if it needs no label."""
    cells = []
    for label, part in zip(_spread(labels, parts), parts, strict=False):
        both = " ".join(filter(None, (label, part)))
        alone = bool(part) and not _is_half(part) and known_words([part]) and not known_words([both])
        cells.append(part if alone else both)
    return tuple(cells)


def _is_half(cell: str) -> bool:
    return fold(cell).strip(" .:") in _HALVES
