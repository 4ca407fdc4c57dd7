"""Words of a name -> the same with Ethiopian and Eritrean names of two words in one: G/Medhin and Gebre Medhin are Gebre-Medhin."""

import re
from collections.abc import Callable, Sequence

_SHORT = {"g": "Gebre", "w": "Welde", "h": "Haile", "t": "Tekle", "k": "Kidane"}
"""What stands before a name and a slash."""
_SLASH = re.compile(r"(?<!\w)([GWHTKgwhtk])/(?=[^\W\d_]{3})")
_FIRST = frozenset({"gebre", "gebra", "gabre", "welde", "wolde", "haile", "hayle", "tekle", "kidane", "lete"})


def written_out(text: str) -> str:
    """Return a name in which what stands shortened before a slash is written out.

    >>> written_out("Tesfai G/Medhin"), written_out("W/ro Almaz"), written_out("Testov I./Testov P.")
    ('Tesfai Gebre-Medhin', 'W/ro Almaz', 'Testov I./Testov P.')
    """
    return _SLASH.sub(lambda found: f"{_SHORT[found[1].lower()]}-", text) if "/" in text else text


def join_names_of_two(words: Sequence[str], is_known: Callable[[str], bool]) -> list[str]:
    """Join two words that are listed as one name and of which the first seldom is one.

    >>> join_names_of_two(["Kidane", "Haile", "Mariam"], {"hailemariam"}.__contains__)
    ['Kidane', 'Haile-Mariam']
    """
    joined: list[str] = []
    for word in words:
        before = joined[-1] if joined else ""
        if before.casefold() in _FIRST and is_known(f"{before}{word}".casefold()):
            joined[-1] = f"{before}-{word}"
        else:
            joined.append(word)
    return joined
