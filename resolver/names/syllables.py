"""A word -> whether it is one syllable, and the surname and given name that Chinese and Koreans join by hyphens."""

import re

from resolver.names.knowledge import Knowledge

_HEADS = re.compile("[аеёиоуыэюяіїєaeiouy]+")
_LONGEST = 6
_MOST = 4
"""No such name has more syllables."""


def is_syllable(word: str) -> bool:
    """Say whether a word is one syllable, as most words of Chinese, Korean and Vietnamese names are.

    >>> [word for word in ("чон", "юй", "чжуан", "nguyen", "ким-ли", "иван", "и.") if is_syllable(word)]
    ['чон', 'юй', 'чжуан', 'nguyen']
    """
    return len(word) <= _LONGEST and word.isalpha() and len(_HEADS.findall(word)) == 1


def part_syllables(word: str, knowledge: Knowledge) -> list[str]:
    """Part a surname of one syllable from the given name that a hyphen joins to it; any other word stays whole.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [part_syllables(word, load_knowledge()) for word in ("ким-чон-хун", "ир-сен", "петров-ли")]
    [['ким', 'чон-хун'], ['ир-сен'], ['петров-ли']]
    """
    first, *rest = word.split("-")
    if not rest or len(rest) >= _MOST or knowledge.surname_customs.get(first) != "syllables":
        return [word]
    return [first, "-".join(rest)] if all(map(is_syllable, rest)) else [word]
