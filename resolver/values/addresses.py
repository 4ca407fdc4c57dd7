"""The texts of one column -> how alike two of them are, three letters at a time, each weighed by how rare it is there.

An address is copied with slips, with words run together or torn apart, with a part left out. What most addresses of a list share
(«street», the name of the region) says little; a rare street, a house number, a postcode say much. Spaces do not count.
"""

import math
from collections import Counter
from collections.abc import Sequence

LENGTH = 3
"""Letters at a time."""
_SMOOTHING = 20


class Likeness:
    """How alike the texts of one column are, by their place in it.

    >>> alike = Likeness(["8 longerenong street barmera 4218", "8 longereno ng street barmefa 4218", "7 aston street barmera 4218"])
    >>> alike.between(0, 1) > 0.8 > 0.6 > alike.between(0, 2)
    True
    >>> alike.between(0, 0)
    1.0
    """

    def __init__(self, texts: Sequence[str]) -> None:
        groups = [groups_of(text) for text in texts]
        counts = Counter(group for found in groups for group in found)
        number = {group: at for at, group in enumerate(sorted(counts))}
        whole = len(texts) + _SMOOTHING
        self._weight = [round(1000 * math.log2(1 + whole / counts[group])) for group in number]
        self._groups = [frozenset(number[group] for group in found) for found in groups]
        self._total = [self._sum(found) for found in self._groups]

    def between(self, one: int, other: int) -> float:
        """Return twice what two texts share over what both hold (Dice 1945): 0 for nothing, 1 for all."""
        both = self._total[one] + self._total[other]
        return 2 * self._sum(self._groups[one] & self._groups[other]) / both if both else 0.0

    def _sum(self, groups: frozenset[int]) -> int:
        return sum(map(self._weight.__getitem__, groups))


def groups_of(text: str) -> frozenset[str]:
    """Return the letters and digits of a text, three at a time.

    >>> sorted(groups_of("5 Mira"))
    ['5mi', 'ira', 'mir']
    """
    letters = "".join(filter(str.isalnum, text.casefold()))
    return frozenset(letters[at : at + LENGTH] for at in range(max(len(letters) - LENGTH + 1, 1)))
