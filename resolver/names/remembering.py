"""What was found of a word -> remembered for as long as words are read: each is asked about several times on end."""

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, TypeVar

KEPT_WORDS = 10_000
"""How many words are remembered with what they may be: a long list has more words than are worth keeping."""
_KEPT: "list[_lru_cache_wrapper[Any]]" = []
_Found = TypeVar("_Found")


def remembered(
    most: int = KEPT_WORDS,
) -> "Callable[[Callable[..., _Found]], _lru_cache_wrapper[_Found]]":
    """Let a function remember what it said of the last so many things it was asked about, until all is forgotten.

    >>> @remembered()
    ... def letters(word: str) -> int:
    ...     return len(word)
    >>> letters("стас"), letters("стас"), letters.cache_info().hits
    (4, 4, 1)
    """

    def remember(function: Callable[..., _Found]) -> "_lru_cache_wrapper[_Found]":
        kept = lru_cache(maxsize=most)(function)
        _KEPT.append(kept)
        return kept

    return remember


def forget() -> None:
    """Forget what all these functions have said; it is found again when it is asked for.

    After a long list that is a hundred MB, strewn over as many places as the list has words.
    """
    for kept in _KEPT:
        kept.cache_clear()
