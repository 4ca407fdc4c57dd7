"""A seed -> mentions of made people with planted chances: pairs scored by the very m and u they were made with, and the truth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolver.model.weights import probability_of
from resolver.packed import Packed
from tests.scored import with_nothing_else

Numbers = NDArray[np.int64]
Bits = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is said of a person: how many values there are, how often it is said wrongly, and how often not at all."""

    values: int
    wrong: float
    silent: float


SURNAME = Field(values=3000, wrong=0.06, silent=0.0)
GIVEN_NAME = Field(values=300, wrong=0.05, silent=0.05)
BIRTH = Field(values=25_000, wrong=0.08, silent=0.4)
PLACE = Field(values=40, wrong=0.1, silent=0.3)
FIELDS = (SURNAME, GIVEN_NAME, BIRTH, PLACE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planted:
    """Every pair of some mentions with its weights in bits (the prior included), and the person behind each mention."""

    person: Numbers
    left: Numbers
    right: Numbers
    weight: Bits
    against: Bits

    @property
    def people(self) -> int:
        """Return how many people there are."""
        return len(np.unique(self.person))

    def scores(self, kept: NDArray[np.bool_]) -> Packed:
        """Return SCORES of some of the pairs."""
        millibits = np.rint(self.weight[kept] * 1000).astype(np.int64)
        columns = {
            "left": self.left[kept],
            "right": self.right[kept],
            "match_weight": millibits,
            "against": np.rint(self.against[kept] * 1000).astype(np.int64),
            "match_probability": probability_of(millibits),
        }
        return Packed.of([with_nothing_else(columns, len(millibits))])


def plant(*, seed: int, mentions: int, more_mentions: float, fields: Sequence[Field] = FIELDS) -> Planted:
    """Make people of one mention and, on average, so many more; each mention says of each field what is true, something, or nothing."""
    random = np.random.default_rng(seed)
    sizes = 1 + random.poisson(more_mentions, mentions)
    person = np.repeat(np.arange(mentions), sizes)[:mentions]
    left, right = np.triu_indices(mentions, 1)
    pairs = np.bincount(person)
    share = float((pairs * (pairs - 1) // 2).sum()) / len(left)
    weight, against = np.full(len(left), np.log2(share / (1 - share))), np.zeros(len(left))
    for field in fields:
        bits = _compared(_said(field, person, random), field, left, right)
        weight += bits
        against += np.minimum(bits, 0.0)
    return Planted(person=person, left=left, right=right, weight=weight, against=against)


def _shares(field: Field) -> Bits:
    """Return how common each value is: some are common, most are rare."""
    shares = np.arange(1, field.values + 1) ** -0.5
    return np.asarray(shares / shares.sum())


def _said(field: Field, person: Numbers, random: np.random.Generator) -> Numbers:
    shares = _shares(field)
    truth = random.choice(field.values, int(person.max()) + 1, p=shares)
    said = truth[person]
    wrong = random.random(len(person)) < field.wrong
    said[wrong] = random.choice(field.values, int(wrong.sum()), p=shares)
    said[random.random(len(person)) < field.silent] = -1
    return np.asarray(said)


def _compared(said: Numbers, field: Field, left: Numbers, right: Numbers) -> Bits:
    u = float((_shares(field) ** 2).sum())
    both_true = (1 - field.wrong) ** 2
    m = both_true + (1 - both_true) * u
    speaks = (said[left] >= 0) & (said[right] >= 0)
    agreed = np.where(said[left] == said[right], np.log2(m / u), np.log2((1 - m) / (1 - u)))
    return np.where(speaks, agreed, 0.0)
