"""Words in one kind of role, two by two -> how common among people is what they agree on, many pairs at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import Whole
from resolver.names.frequencies import Bearers, NameFrequencies
from resolver.names.knowledge import Knowledge
from resolver.names.ragged import Numbers, Ragged, each_with_each
from resolver.names.tokens import Token

Shares = NDArray[np.float64]


class WordShares:
    """The share of people who bear what two words, by their numbers in ``tokens``, agree on.

    Of two surnames the commoner counts, of given names the commonest that both may be, and of a short one the commonest it may
    stand for; how often the list itself has the commoner of
    the two words moves the share.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> knowledge = load_knowledge()
    >>> words = [make_token(word, "surname", knowledge) for word in ("иванов", "щукобор")]
    >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    >>> found = WordShares("surname", words, knowledge, shares, Bearers()).of(np.array([0, 1]), np.array([1, 1]))
    >>> bool(found[0] > found[1]), float(found[1])
    (True, 1e-05)
    """

    def __init__(
        self,
        kind: str,
        tokens: Sequence[Token],
        knowledge: Knowledge,
        frequencies: NameFrequencies,
        bearers: Bearers,
    ) -> None:
        self._frequencies = frequencies
        self._counts = bearers.counts.get(kind, np.zeros(len(tokens), dtype=np.int64))
        self._total = bearers.totals.get(kind, 0)
        is_surname = kind == "surname"
        self._background = self._of_surnames if is_surname else self._of_given_names
        self._most_common = 1.0 if is_surname else frequencies.most_common_given
        self._of_word = _surname_shares(tokens if is_surname else (), knowledge, frequencies)
        numbers = Numbers[str]()
        classes = [() if is_surname else token.classes | token.short_classes for token in tokens]
        self._classes = Ragged.numbered(classes, numbers)
        listed = knowledge.class_frequency
        self._of_class = np.array([listed.get(name.removeprefix("abu-"), 0.0) for name in numbers])
        self._of_short = np.array([0.0 if is_surname else _short_share(token, knowledge) for token in tokens])

    def of(self, left: Whole, right: Whole) -> Shares:
        """Return the share of each two words."""
        others = np.maximum(np.maximum(self._counts.take(left), self._counts.take(right)) - 1.0, 0.0)
        shares = self._frequencies.smoothed(self._background(left, right), others, self._total)
        return np.minimum(shares, self._most_common)

    def _of_surnames(self, left: Whole, right: Whole) -> Shares:
        return np.maximum(self._of_word.take(left), self._of_word.take(right))

    def _of_given_names(self, left: Whole, right: Whole) -> Shares:
        starts, sizes = self._classes.starts, self._classes.sizes
        pair, *both = each_with_each(
            starts.take(left), sizes.take(left), starts.take(right), sizes.take(right)
        )
        mine, other = (self._classes.values.take(places) for places in both)
        shared = np.flatnonzero(mine == other)
        found = np.full(len(left), self._frequencies.unlisted_given)
        np.maximum.at(found, pair[shared], self._of_class[mine[shared]])
        # Whoever is called Слава is as likely met beside Ярослав as beside Вячеслав, who is commoner: a rare name says no more of it.
        shorter = np.maximum(self._of_short.take(left), self._of_short.take(right))
        agree = np.zeros(len(left), dtype=bool)
        agree[pair[shared]] = True
        return np.where(agree, np.maximum(found, shorter), found)


def _short_share(token: Token, knowledge: Knowledge) -> float:
    """Return the share of the commonest name that a word may be short for; 0 of what is a name in full."""
    if token.classes:
        return 0.0
    names = (name.removeprefix("abu-") for name in token.usual)
    return max((knowledge.class_frequency.get(name, 0.0) for name in names), default=0.0)


def _surname_shares(tokens: Sequence[Token], knowledge: Knowledge, frequencies: NameFrequencies) -> Shares:
    return np.array([surname_share(token, knowledge, frequencies) for token in tokens], dtype=np.float64)


def surname_share(token: Token, knowledge: Knowledge, frequencies: NameFrequencies) -> float:
    """Return how common a word is as a surname; what is the given name of a people that puts the father's after it is one of many.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    >>> surname_share(make_token("щукобор", "surname", load_knowledge()), load_knowledge(), shares)
    1e-05
    """
    listed, as_given = knowledge.surname_frequency, knowledge.class_frequency
    shares = [frequencies.unlisted_surname, *(listed.get(key, 0.0) for key in (token.text, *token.keys))]
    commonest = max(sorted(token.classes), key=lambda one: as_given.get(one, 0.0), default="")
    if knowledge.given_customs.get(commonest) == "father":
        shares.append(frequencies.given_as_surname * as_given.get(commonest, 0.0))
    return max(shares)
