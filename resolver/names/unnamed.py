"""A name cell that names nobody -> how many people it stands for."""

import re
from collections.abc import Mapping

from resolver.values.text import fold, western_digits

_FILLERS = frozenset(
    [
        "and",
        "и",
        "ещё",
        "еще",
        "та",
        "і",
        "ще",
        "و",
        "of",
        "the",
        "a",
        "in",
        "из",
        "another",
        "more",
        "plus",
        "+",
        "с",
        "with",
    ]
)


def unnamed_count(text: str, words: Mapping[str, tuple[str, int]]) -> int | None:
    """Return how many people a cell stands for when it names none of them; None when it holds a name.

    >>> words = {"неопознанный": ("unnamed", 0), "трое": ("group", 3), "и ещё": ("group", 0), "unnamed": ("unnamed", 0), "men": ("person", 0), "two": ("group", 2)}
    >>> [unnamed_count(text, words) for text in ("Неопознанный", "и ещё трое", "(two unnamed local men)", "Иванов")]
    [1, 3, 2, None]
    """
    tokens = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", western_digits(fold(text)))
    kinds, counts, left = _scan(tokens, words)
    if not kinds & {"unnamed", "group", "person"} or (left and "unnamed" not in kinds):
        return None
    if left and any(word[:1].isupper() for word in text.split() if fold(word).strip('()«»",.') in left):
        return None
    return max([1, *counts])


def _scan(tokens: list[str], words: Mapping[str, tuple[str, int]]) -> tuple[set[str], list[int], list[str]]:
    kinds: set[str] = set()
    counts: list[int] = []
    left: list[str] = []
    at = 0
    while at < len(tokens):
        length = next(
            (
                size
                for size in range(min(5, len(tokens) - at), 0, -1)
                if " ".join(tokens[at : at + size]) in words
            ),
            0,
        )
        if length:
            kind, count = words[" ".join(tokens[at : at + length])]
            kinds.add(kind)
            counts.append(count)
        elif tokens[at].isdigit():
            counts.append(min(int(tokens[at]), 100_000))
        elif tokens[at] not in _FILLERS:
            left.append(tokens[at])
        at += max(length, 1)
    return kinds, counts, left
