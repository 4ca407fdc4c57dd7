"""Parts of some work -> what comes of each, several at a time: for steps of numpy and of the kernel, which let other threads work on."""

from collections.abc import Callable, Sequence
from os import cpu_count
from typing import TypeVar

THREADS = min(4, cpu_count() or 1)
_Part = TypeVar("_Part")
_Done = TypeVar("_Done")


def at_once(work: Callable[[_Part], _Done], parts: Sequence[_Part]) -> list[_Done]:
    """Return what comes of each part, in order; they are worked on side by side where there are several processors.

    >>> at_once(str, [3, 1, 2])
    ['3', '1', '2']
    """
    if len(parts) <= 1 or THREADS == 1:
        return [work(part) for part in parts]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, parts))
