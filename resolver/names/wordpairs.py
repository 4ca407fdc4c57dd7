"""Pairs of words in one kind of role -> how alike they are and how common what they share is: worked out once, then looked up."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from resolver import native
from resolver.distinct import Whole, distinct
from resolver.names.levels import Levels
from resolver.names.likeness import Level, own_level
from resolver.names.pairtable import ABSENT, Pairs, PairSquare, PairTable, unpack
from resolver.names.tokens import Token
from resolver.names.traits import Together, Traits
from resolver.names.wordcolumns import WordColumns

UNMET = 0xFE
"""Found before they were learnt for pairs of words that share something; from here on they have to be learnt first."""
MOST_KEPT = 1 << 17
"""When more pairs were met, those that their letters show to be different are no longer kept: a small table is a fast one."""
LARGEST_SQUARE = 1 << 24
"""So many bytes at most are kept ready for every two words of a kind; where there are more words, only pairs that met are kept."""
_AT_ONCE = 1 << 16


class WordPairs:
    """What is known of pairs of words, by their numbers in ``tokens``, -1 for no word; those that were not met are learnt first.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.pairtable import pack
    >>> from resolver.names.tokens import make_token
    >>> words = [make_token(word, "given", load_knowledge()) for word in ("стас", "станислав")]
    >>> pairs = WordPairs("given", words, lambda left, right: np.full(len(left), 0.001))
    >>> left, right = np.array([0]), np.array([1])
    >>> bool(pairs.levels(left, right)[0] >= UNMET)
    True
    >>> pairs.learn(pack(left, right))
    >>> Level(pairs.levels(right, left)[0]).name, pairs.shares(left, right).tolist()
    ('SHORT', [0.001])
    """

    def __init__(
        self, kind: str, tokens: Sequence[Token], shares: Callable[[Whole, Whole], NDArray[np.float64]]
    ) -> None:
        self.shares = shares
        words = WordColumns(kind, tokens)
        together = Together.of(words)
        self._traits = Traits(words, crowds=together.crowds)
        self._levels = Levels(kind, tokens, words)
        self._table = PairTable()
        for pairs in (together.parted, together.shared):
            self._table.put(pairs, np.full(len(pairs), UNMET, dtype=np.uint8))
        self._own_levels = np.array([own_level(token) for token in tokens], dtype=np.uint8)
        is_small = (len(tokens) + 1) ** 2 <= LARGEST_SQUARE
        self._square = PairSquare(self._own_levels) if is_small else None
        self._room = len(self._table) + MOST_KEPT
        self._keeps_all = not native.is_there()

    def levels(self, left: Whole, right: Whole) -> NDArray[np.uint8]:
        """Return the level of each pair, MISSING where a side has no word, UNMET or more where it has to be learnt first."""
        if self._square is not None:
            return self._square.get(left, right)
        levels = self._table.between(left, right, self._own_levels)
        if not self._keeps_all:
            absent = np.flatnonzero(levels == ABSENT)
            levels[absent] = self._traits.levels(left.take(absent), right.take(absent))
        return levels

    def learn(self, pairs: Pairs) -> None:
        """Work out the level of pairs that have to be learnt."""
        pairs = distinct(pairs)
        parts = np.array_split(pairs, len(pairs) // _AT_ONCE + 1)
        levels = np.concatenate([self._work_out(part) for part in parts])
        if self._square is not None:
            self._square.put(pairs, levels)
            return
        self._table.put(pairs, levels)
        if self._keeps_all and len(self._table) > self._room:
            self._forget_different()

    def _work_out(self, pairs: Pairs) -> NDArray[np.uint8]:
        left, right = unpack(pairs)
        if native.is_there():
            return self._levels.of(left, right)
        shared = self._table.get(pairs)
        asked = np.flatnonzero(self._traits.may_look_alike(left, right, closely=True) | (shared == UNMET))
        levels = self._traits.unlike(left, right)
        levels[asked] = self._levels.of(left[asked], right[asked])
        return levels

    def _forget_different(self) -> None:
        """Forget pairs that are apart where their letters show it at once."""
        pairs, levels = self._table.entries()
        is_kept = (levels < Level.UNLISTED) | (levels >= UNMET)
        apart = np.flatnonzero(~is_kept)
        is_kept[apart] = self._traits.levels(*unpack(pairs[apart])) == ABSENT
        self._table = PairTable()
        self._table.put(pairs[is_kept], levels[is_kept])
        self._keeps_all = False
