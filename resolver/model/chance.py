"""A seed -> random numbers, drawn many at once: a sampler asks for a few of them a hundred thousand times."""

import numpy as np

AT_ONCE = 1 << 12
"""So many numbers are drawn at once."""


class Chance:
    """What ``numpy.random.default_rng`` of a seed draws.

    >>> Chance(7).shares(2) == np.random.default_rng(7).random(2).tolist()
    True
    """

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)
        self._left: list[float] = []
        self._at = 0

    def shares(self, count: int) -> list[float]:
        """Return so many numbers from 0 to below 1."""
        end = self._at + count
        if end > len(self._left):
            fresh = self._generator.random(max(AT_ONCE, count)).tolist()
            self._left, self._at, end = self._left[self._at :] + fresh, 0, count
        found = self._left[self._at : end]
        self._at = end
        return found
