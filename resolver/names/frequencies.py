"""Distinct names of a list -> how common each surname and given name is, the list's own counts laid over the background tables.

A name counts once however many mentions repeat it: reposts, and the same man on five lists, are not frequency. What is counted is with how
many different given names a surname stands, and the other way round, the name that is asked about left out: a pair must not make its own
surname common. The background of ``rules/names`` enters as if it had been counted over
``background_names`` names (a Dirichlet prior), so that a short list says little and a long one speaks for itself.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import coded, number_rows
from resolver.names.columns import KINDS, ReadingColumns
from resolver.names.tokens import Token, Tokens

Labels = NDArray[np.int64]
Labelled = Mapping[str, Sequence[str]]
"""What stands for all spellings of each word, by kind of role."""
Shares = NDArray[np.float64]
NO_LABEL = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCounts:
    """What was counted in some lists, to be carried to others: in how many different names a word stands, by kind of role.

    ``bearers`` holds the words, by what stands for all their spellings, that stand in two names or more: of one that stands in a single
    name there is nothing to say. ``totals`` is how many names have such a part at all.
    """

    bearers: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, int]

    def __add__(self, other: "NameCounts") -> "NameCounts":
        """Return what was counted in both, as if no name stood in both.

        >>> one = NameCounts(bearers={"surname": {"ivanov": 2}}, totals={"surname": 9})
        >>> (one + one).bearers, (one + one).totals
        ({'surname': {'ivanov': 4}}, {'surname': 18})
        """
        kinds = sorted({*self.bearers, *other.bearers})
        summed = {
            kind: Counter(self.bearers.get(kind, {})) + Counter(other.bearers.get(kind, {})) for kind in kinds
        }
        return NameCounts(
            bearers={kind: dict(sorted(counts.items())) for kind, counts in summed.items()},
            totals=dict(Counter(self.totals) + Counter(other.totals)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFrequencies:
    """How common names are, as shares of people; what no table lists gets a cautious share.

    Where the father's name follows the given name, the last word may be any ancestor's: ``given_as_surname`` is how common a given name
    is as a surname there, beside how common it is as a given name. ``background_names`` says for how many counted names the tables stand;
    infinite, the list at hand is not counted at all. What is ``carried`` was counted before, in other lists, and stands in place of the
    list at hand.
    """

    unlisted_surname: float
    unlisted_given: float
    most_common_given: float
    given_as_surname: float = 0.0
    background_names: float = math.inf
    carried: NameCounts | None = None

    @classmethod
    def of_tables(cls, setting: Mapping[str, float]) -> "NameFrequencies":
        """Return what the section ``frequency`` of ``linking.toml`` says of the tables alone: no list is counted.

        >>> shares = {"unlisted_surname": 1e-5, "unlisted_given": 5e-4, "most_common_given": 0.1, "background_names": 1000}
        >>> NameFrequencies.of_tables(shares).counts_names
        False
        """
        return cls(
            unlisted_surname=setting["unlisted_surname"],
            unlisted_given=setting["unlisted_given"],
            most_common_given=setting["most_common_given"],
            given_as_surname=setting.get("given_as_surname", 0.0),
        )

    @property
    def counts_names(self) -> bool:
        """Say whether the names of a list move the shares."""
        return math.isfinite(self.background_names)

    def smoothed(self, background: Shares, count: Shares, total: int) -> Shares:
        """Return shares of people: the background, or more where more was counted, by how much was counted.

        >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1, background_names=1000)
        >>> shares.smoothed(np.array([0.01, 0.01]), np.array([0.0, 90.0]), 1000).round(3).tolist()
        [0.01, 0.05]
        """
        if not self.counts_names:
            return background
        more: Shares = np.maximum(count - total * background, 0.0) / (total + self.background_names)
        return background + more


def count_bearers(part: Labels, others: Sequence[Labels], label_count: int) -> NDArray[np.int64]:
    """Return, for each label of one part of a name, in how many different names it stands.

    ``part`` and ``others`` hold a label per name (-1 where a name has no such part); two names are the same when all their labels
    are. Names without the part are left out.

    >>> count_bearers(np.array([0, 0, 0, 1]), [np.array([5, 5, 6, 5])], 2).tolist()
    [2, 1]
    """
    has = part != NO_LABEL
    _, first = number_rows([one[has] - NO_LABEL for one in (part, *others)])
    return np.bincount(part[has][first], minlength=label_count).astype(np.int64)


def with_others(labels: Sequence[Labels]) -> Iterator[tuple[str, Labels, Sequence[Labels]]]:
    """Yield each kind of word with its labels and with those of the words that tell two names of one such word apart.

    >>> [(kind, len(others)) for kind, _, others in with_others([np.array([0]), np.array([5]), np.array([-1])])]
    [('surname', 1), ('given', 1), ('father', 2)]
    """
    surname, given, _ = labels
    yield from zip(KINDS, labels, ([given], [surname], [surname, given]), strict=True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bearers:
    """In how many different names of a list each word stands, by kind of role and number, and how many names have such a part at all.

    ``labels`` numbers, by kind, the words of each name in its likeliest reading: one number for all spellings, -1 for none.
    """

    counts: Mapping[str, Labels] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    labels: Sequence[Labels] = ()


def labels_of(tokens: Tokens) -> Labelled:
    """Return what stands for all spellings of each word, by kind of role: its given-name class, else its likeliest key.

    >>> from resolver.names.knowledge import load_knowledge
    >>> labels_of(Tokens.of({"given": ["stanislav", "станислав"]}, load_knowledge()))
    {'given': ['stanislav', 'stanislav']}
    """
    return {kind: [*map(_label, words)] for kind, words in tokens.of_kind.items()}


def _label(token: Token) -> str:
    return token.likeliest or min(token.classes, default="") or next(iter(token.keys), token.text)


def count_names(readings: ReadingColumns, labels: Labelled) -> Bearers:
    """Count the surnames and given names of distinct names, each by its likeliest reading; spellings of one name count together."""
    is_read = readings.starts[1:] > readings.starts[:-1]
    first = readings.tokens[: len(KINDS), readings.starts[:-1][is_read]]
    parts, words_of = [], []
    for at, kind in enumerate(KINDS):
        numbers, distinct = coded(pl.Series(labels[kind], dtype=pl.String))
        label = np.append(numbers, NO_LABEL).astype(np.int64)
        parts.append(label[first[at]])
        words_of.append((label[:-1], len(distinct)))
    counts, totals = {}, {}
    for (kind, part, others), (label, size) in zip(with_others(parts), words_of, strict=True):
        found = count_bearers(part, others, size)
        counts[kind] = found[label]
        totals[kind] = int(found.sum())
    of_names = []
    for part in parts:
        label = np.full(len(is_read), NO_LABEL, dtype=np.int64)
        label[is_read] = part
        of_names.append(label)
    return Bearers(counts=counts, totals=totals, labels=of_names)


def bearers_of(readings: ReadingColumns, labels: Labelled, frequencies: NameFrequencies) -> Bearers:
    """Return in how many different names each word stands: in the list at hand, in lists before it, or in none that counts."""
    if not frequencies.counts_names:
        return Bearers()
    carried = frequencies.carried
    if carried is None:
        return count_names(readings, labels)
    counts = {}
    for kind in KINDS:
        known = carried.bearers.get(kind, {})
        counts[kind] = np.array([known.get(label, 0) for label in labels[kind]], dtype=np.int64)
    return Bearers(counts=counts, totals=carried.totals)


def to_carry(labels: Labelled, bearers: Bearers) -> NameCounts:
    """Return what was counted in a list, to be carried to others."""
    found = {}
    for kind in KINDS:
        counted = zip(
            labels[kind], bearers.counts.get(kind, np.zeros(0, dtype=np.int64)).tolist(), strict=False
        )
        found[kind] = dict(sorted({label: count for label, count in counted if count > 1}.items()))
    return NameCounts(bearers=found, totals=dict(bearers.totals))
