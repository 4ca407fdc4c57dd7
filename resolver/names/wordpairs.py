"""Pairs of words in one kind of role -> how alike they are and how common what they share is: worked out once, then looked up."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.names.likeness import Level, is_listed, own_level, token_level
from resolver.names.pairtable import ABSENT, Pairs, PairSquare, PairTable, pack, unpack
from resolver.names.ragged import Whole
from resolver.names.tokens import Token
from resolver.names.traits import Traits

ShareOf = Callable[[int, int], float]
"""The share of people who bear what two words, by their numbers, agree on."""
UNMET = 0xFE
"""Found for pairs from here on: they have to be learnt first."""
MOST_KEPT = 1 << 17
"""When more pairs were met, those that their letters show to be different are no longer kept: a small table is a fast one."""
LARGEST_SQUARE = 1 << 24
"""So many bytes at most are kept ready for every two words of a kind; where there are more words, only pairs that met are kept."""
_AT_ONCE = 1 << 16


class WordPairs:
    """What is known of pairs of words, by their numbers in ``tokens``, -1 for no word; those that were not met are learnt first.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> words = [make_token(word, "given", load_knowledge()) for word in ("стас", "станислав")]
    >>> pairs = WordPairs("given", words, lambda left, right: 0.001)
    >>> left, right = np.array([0]), np.array([1])
    >>> bool(pairs.levels(left, right)[0] >= UNMET)
    True
    >>> pairs.learn(pack(left, right))
    >>> Level(pairs.levels(right, left)[0]).name, pairs.shares(left, right).tolist()
    ('SHORT', [0.001])
    """

    def __init__(self, kind: str, tokens: Sequence[Token], share_of: ShareOf) -> None:
        self._kind = kind
        self._tokens = tokens
        self._share_of = share_of
        self._traits = Traits(kind, tokens)
        self._table = PairTable()
        self._table.put(self._traits.shared, np.full(len(self._traits.shared), UNMET, dtype=np.uint8))
        self._is_listed = np.array([is_listed(token, kind) for token in tokens], dtype=np.bool_)
        self._is_initial = np.array([token.is_initial for token in tokens], dtype=np.bool_)
        self._own_levels = np.array([own_level(token) for token in tokens], dtype=np.uint8)
        is_small = (len(tokens) + 1) ** 2 <= LARGEST_SQUARE
        self._square = PairSquare(self._own_levels) if is_small else None
        self._room = len(self._table) + MOST_KEPT
        self._keeps_all = True
        self._own = np.full(len(tokens), np.nan)
        self._alike = np.empty(0, dtype=np.uint64)
        self._shares = np.empty(0, dtype=np.float64)

    def levels(self, left: Whole, right: Whole) -> NDArray[np.uint8]:
        """Return the level of each pair, MISSING where a side has no word, UNMET or more where it has to be learnt first."""
        if self._square is not None:
            return self._square.get(left, right)
        levels = np.full(len(left), Level.MISSING, dtype=np.uint8)
        said = np.flatnonzero((left | right) >= 0)
        if len(said):
            left, right = left.take(said, mode="clip"), right.take(said, mode="clip")
            found = self._own_levels.take(left, mode="clip")
            apart = np.flatnonzero(left != right)
            found[apart] = self._levels_apart(left.take(apart, mode="clip"), right.take(apart, mode="clip"))
            levels[said] = found
        return levels

    def _levels_apart(self, left: Whole, right: Whole) -> NDArray[np.uint8]:
        found = self._table.get(pack(left, right))
        if not self._keeps_all:
            absent = np.flatnonzero(found == ABSENT)
            apart = absent[~self._traits.may_look_alike(left.take(absent), right.take(absent))]
            found[apart] = self._unlike(left.take(apart), right.take(apart))
        return found

    def _unlike(self, left: Whole, right: Whole) -> NDArray[np.uint8]:
        """Return the level of pairs whose letters show at once that they are not alike."""
        known = self._is_listed.take(left) & self._is_listed.take(right)
        known |= self._is_initial.take(left) | self._is_initial.take(right)
        levels = np.full(len(left), Level.DIFFERENT, dtype=np.uint8)
        open_ones = np.flatnonzero(~known)
        akin = self._traits.are_akin(left.take(open_ones), right.take(open_ones))
        levels[open_ones[akin]] = Level.UNLISTED
        return levels

    def shares(self, left: Whole, right: Whole) -> NDArray[np.float64]:
        """Return how common is what pairs of words agree on that are alike, or the same."""
        found = self._own_shares(left)
        unequal = np.flatnonzero(left != right)
        places = np.searchsorted(self._alike, pack(left[unequal], right[unequal]))
        found[unequal] = self._shares[places]
        return found

    def _own_shares(self, words: Whole) -> NDArray[np.float64]:
        """Return how common each word is by itself; for most words nobody ever asks."""
        found = self._own[words]
        new = distinct(words[np.isnan(found)])
        if len(new):
            self._own[new] = [self._share_of(at, at) for at in new.tolist()]
            found = self._own[words]
        return found

    def learn(self, pairs: Pairs) -> None:
        """Work out the level of pairs that have to be learnt."""
        pairs = distinct(pairs)
        parts = np.array_split(pairs, len(pairs) // _AT_ONCE + 1)
        levels = np.concatenate([self._work_out(part) for part in parts])
        self._keep_shares(pairs[levels < Level.UNLISTED])
        if self._square is not None:
            self._square.put(pairs, levels)
            return
        self._table.put(pairs, levels)
        if self._keeps_all and len(self._table) > self._room:
            self._forget_different()

    def _work_out(self, pairs: Pairs) -> NDArray[np.uint8]:
        left, right = unpack(pairs)
        is_like = self._traits.may_look_alike(left, right, closely=True)
        asked = np.flatnonzero(is_like | (self._table.get(pairs) == UNMET))
        levels = self._unlike(left, right)
        levels[asked] = [
            token_level(self._tokens[one], self._tokens[other], self._kind)
            for one, other in zip(left[asked].tolist(), right[asked].tolist(), strict=True)
        ]
        return levels

    def _keep_shares(self, pairs: Pairs) -> None:
        left, right = unpack(pairs)
        shares = [self._share_of(*both) for both in zip(left.tolist(), right.tolist(), strict=True)]
        alike = np.concatenate([self._alike, pairs])
        order = np.argsort(alike, kind="stable")
        self._alike, self._shares = alike[order], np.concatenate([self._shares, np.array(shares)])[order]

    def _forget_different(self) -> None:
        """Keep only pairs whose letters or traits do not show at once that they are different."""
        pairs, levels = self._table.entries()
        is_kept = self._traits.may_look_alike(*unpack(pairs)) | np.isin(
            pairs, self._traits.shared, assume_unique=True
        )
        self._table = PairTable()
        self._table.put(pairs[is_kept], levels[is_kept])
        self._keeps_all = False
