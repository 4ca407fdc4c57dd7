"""Words in columns -> how alike each two of them are, many pairs at once: as ``token_level`` says."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from resolver import native
from resolver.distinct import Whole
from resolver.names.likeness import (
    LONG_ENOUGH,
    LONG_SKELETON,
    LONG_SOUND,
    SHORT_NAME,
    consonant_slips,
    letter_slips,
    token_level,
)
from resolver.names.slips import LONGEST
from resolver.names.tokens import Token
from resolver.names.wordcolumns import WordColumns

_LETTER_SLIPS, _CONSONANT_SLIPS = (
    np.array([slips(size) for size in range(LONGEST + 1)], dtype=np.int64)
    for slips in (letter_slips, consonant_slips)
)


class Levels:
    """The level of two words, by their numbers in ``tokens``, of which ``words`` holds the columns.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.likeness import Level
    >>> from resolver.names.tokens import make_token
    >>> tokens = [make_token(word, "given", load_knowledge()) for word in ("стас", "станислав", "игорь")]
    >>> levels = Levels("given", tokens, WordColumns("given", tokens))
    >>> [Level(level).name for level in levels.of(np.array([0, 1]), np.array([1, 2]))]
    ['SHORT', 'DIFFERENT']
    """

    def __init__(self, kind: str, tokens: Sequence[Token], words: WordColumns) -> None:
        self._kind, self._tokens, self._words = kind, tokens, words
        self._are_long = words.are_long()
        lengths = LONG_SOUND, LONG_SKELETON, SHORT_NAME, LONG_ENOUGH
        self._fields = native.fields(
            words.fields, int(words.is_surname), _LETTER_SLIPS, _CONSONANT_SLIPS, *lengths
        )

    def of(self, left: Whole, right: Whole) -> NDArray[np.uint8]:
        """Return the level of each two words."""
        if not native.is_there():
            return self._one_by_one(left, right)
        levels = np.empty(len(left), dtype=np.uint8)
        is_long = self._are_long.take(left) | self._are_long.take(right)
        long, short = np.flatnonzero(is_long), np.flatnonzero(~is_long)
        levels[long] = self._one_by_one(left[long], right[long])
        levels[short] = self._at_once(left[short], right[short])
        return levels

    def _at_once(self, left: Whole, right: Whole) -> NDArray[np.uint8]:
        levels = np.empty(len(left), dtype=np.uint8)
        sides = (np.ascontiguousarray(side, dtype=np.int32) for side in (left, right))
        native.call("token_levels", self._fields, *sides, len(left), levels)
        return levels

    def _one_by_one(self, left: Whole, right: Whole) -> NDArray[np.uint8]:
        words = zip(left.tolist(), right.tolist(), strict=True)
        return np.array(
            [token_level(self._tokens[one], self._tokens[other], self._kind) for one, other in words],
            dtype=np.uint8,
        )
