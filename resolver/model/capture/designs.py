"""A number of lists -> the log-linear models that may explain who stands on which: from independence to all but the last term.

A model is a set of terms, each a set of lists that go together more, or less, often than chance has it. All models hold the term of
every single list; a term needs every smaller one inside it (Bishop, Fienberg & Holland 1975).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

Term = tuple[int, ...]
Model = tuple[Term, ...]
"""The terms of two lists and more, in order; the empty model is independence."""
ALL_MODELS_UP_TO = 4
"""With more lists, terms of three and more are left out: lists rarely overlap enough to know them (Silverman 2014)."""
ALL_PAIRS_UP_TO = 5
"""With more lists, even the models of pairs are too many to try; they are built step by step."""


@lru_cache(maxsize=16)
def candidates(count: int) -> tuple[Model, ...]:
    """Return every model to try for so many lists; independence first.

    >>> [len(candidates(count)) for count in (2, 3, 4, 5)]
    [1, 8, 113, 1024]
    """
    highest = count - 1 if count <= ALL_MODELS_UP_TO else 2
    pairs = list(combinations(range(count), 2)) if count > 2 else []
    found: list[Model] = []
    for some in _subsets(pairs):
        found += _with_higher(some, count, range(3, highest + 1))
    return tuple(sorted(found, key=lambda model: (len(model), model)))


def _with_higher(terms: Sequence[Term], count: int, sizes: Sequence[int]) -> list[Model]:
    """Return the models that add terms of these sizes, each where all the smaller terms inside it are there."""
    if not sizes:
        return [tuple(sorted(terms, key=lambda term: (len(term), term)))]
    there = set(terms)
    open_terms = [
        term
        for term in combinations(range(count), sizes[0])
        if all(smaller in there for smaller in combinations(term, sizes[0] - 1))
    ]
    return [
        model for some in _subsets(open_terms) for model in _with_higher([*terms, *some], count, sizes[1:])
    ]


def _subsets(items: Sequence[Term]) -> Iterator[tuple[Term, ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


def grown(model: Model, count: int) -> tuple[Model, ...]:
    """Return the models with one more term of two lists.

    >>> grown(((0, 1),), 3)
    (((0, 1), (0, 2)), ((0, 1), (1, 2)))
    """
    pairs = (pair for pair in combinations(range(count), 2) if pair not in model)
    return tuple(tuple(sorted([*model, pair])) for pair in pairs)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Designs:
    """What some models ask of the cells 1, 2, 3, …: a column per term (the first is the intercept), padded to one width.

    ``terms`` are the columns as masks of lists, -1 where a model has no more.
    """

    models: tuple[Model, ...]
    columns: NDArray[np.float64]
    terms: NDArray[np.int64]

    @property
    def parameter_counts(self) -> NDArray[np.int64]:
        """Return how many parameters each model has."""
        return np.asarray((self.terms >= 0).sum(axis=1), dtype=np.int64)


@lru_cache(maxsize=256)
def designs_of(models: tuple[Model, ...], count: int) -> Designs:
    """Return the designs of some models for so many lists.

    >>> designs_of(((),), 2).columns[0].astype(int).tolist()
    [[1, 1, 0], [1, 0, 1], [1, 1, 1]]
    """
    singles = [(one,) for one in range(count)]
    masks = [[0, *(sum(1 << one for one in term) for term in [*singles, *model])] for model in models]
    width = max(map(len, masks))
    terms = np.array([mask + [-1] * (width - len(mask)) for mask in masks], dtype=np.int64)
    cells = np.arange(1, 1 << count)
    inside = (cells[None, :, None] & terms[:, None, :]) == terms[:, None, :]
    columns = (inside & (terms >= 0)[:, None, :]).astype(np.float64)
    return Designs(models=models, columns=columns, terms=terms)


def named(model: Model, lists: Sequence[str]) -> str:
    """Return how people write a model: which lists go together.

    >>> named(((0, 1), (0, 2)), "ABC"), named((), "ABC"), named(((0, 1), (0, 2), (1, 2), (0, 1, 2)), "ABCD")
    ('A×B, A×C', 'independent', 'A×B×C')
    """
    inside = {smaller for term in model for smaller in combinations(term, len(term) - 1)}
    top = [term for term in model if term not in inside]
    return ", ".join("×".join(lists[one] for one in term) for term in top) or "independent"
