"""A seed -> the numbers that numpy's generator of that seed draws, looked up instead of asked for one by one."""

import numpy as np

AT_ONCE = 1 << 12
"""So many numbers are drawn at once."""
HALF = 1 << 32


class Chance:
    """What ``numpy.random.default_rng`` draws, in the same order: a sampler asks for a few numbers a hundred thousand times.

    >>> chance, generator = Chance(7), np.random.default_rng(7)
    >>> chance.shares(2) == generator.random(2).tolist(), chance.below(6) == int(generator.integers(6))
    (True, True)
    """

    def __init__(self, seed: int) -> None:
        self._source = np.random.PCG64(seed)
        self._shares: list[float] = []
        self._words: list[int] = []
        self._at = 0
        self._half = -1

    def _draw(self, count: int) -> None:
        """Have so many numbers at hand."""
        fresh = self._source.random_raw(max(AT_ONCE, count))
        self._shares = self._shares[self._at :] + ((fresh >> np.uint64(11)) * 2.0**-53).tolist()
        self._words = self._words[self._at :] + fresh.tolist()
        self._at = 0

    def shares(self, count: int) -> list[float]:
        """Return so many numbers from 0 to below 1."""
        end = self._at + count
        if end > len(self._shares):
            self._draw(count)
            end = count
        found = self._shares[self._at : end]
        self._at = end
        return found

    def _bits(self) -> int:
        """Return 32 bits: one half of a number, then the other."""
        if self._half >= 0:
            found, self._half = self._half, -1
            return found
        if self._at == len(self._words):
            self._draw(1)
        word = self._words[self._at]
        self._at += 1
        self._half = word >> 32
        return word & HALF - 1

    def coins(self, count: int) -> list[int]:
        """Return so many times 0 or 1: what ``below(2)`` would say."""
        return [self._bits() >> 31 for _ in range(count)]

    def below(self, limit: int) -> int:
        """Return a whole number below a limit, each as likely (Lemire 2019)."""
        if limit == 1:
            return 0
        product = self._bits() * limit
        if product & HALF - 1 < limit:
            threshold = (HALF - limit) % limit
            while product & HALF - 1 < threshold:
                product = self._bits() * limit
        return product >> 32
