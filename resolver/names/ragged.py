"""Texts as numbers, and lists of numbers of different lengths as flat columns: where each starts, and the values of all."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import Whole, distinct, number_rows

Thing = TypeVar("Thing", bound=Hashable)
Bare = TypeVar("Bare", np.uint64, np.int64)


class Numbers(defaultdict[Thing, int]):
    """A number for each distinct thing, in the order of asking; as a list, the things.

    >>> numbers = Numbers[str]()
    >>> [numbers[text] for text in ("one", "other", "one")], list(numbers)
    ([0, 1, 0], ['one', 'other'])
    """

    def __init__(self, known: Mapping[Thing, int] | Iterable[tuple[Thing, int]] = (), **named: int) -> None:
        super().__init__(None, known, **named)
        self.default_factory = count(len(self)).__next__


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ragged:
    """List number n is ``values[starts[n]:starts[n + 1]]``.

    >>> lists = Ragged.of([[7, 8], [], [9]])
    >>> lists.sizes.tolist(), list(lists.take(np.array([2, 0])).lists())
    ([2, 0, 1], [[9], [7, 8]])
    """

    starts: NDArray[np.int64]
    values: Whole

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> "Ragged":
        """Return lists as columns."""
        sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
        values = np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=int(sizes.sum()))
        return cls(starts=starts_of(sizes), values=values)

    @classmethod
    def numbered(cls, lists: Sequence[Collection[Thing]], numbers: Numbers[Thing]) -> "Ragged":
        """Return lists of the numbers of things, half as wide as others; things that have none yet get one.

        >>> numbers = Numbers[str](b=0)
        >>> list(Ragged.numbered([("a", "b"), ("b",)], numbers).lists()), numbers["a"]
        ([[1, 0], [0]], 1)
        """
        sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
        found = map(numbers.__getitem__, chain.from_iterable(lists))
        return cls(starts=starts_of(sizes), values=np.fromiter(found, dtype=np.int32, count=int(sizes.sum())))

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Return how long each list is."""
        return np.diff(self.starts)

    def lists(self) -> Iterator[list[int]]:
        """Yield each list."""
        values = self.values.tolist()
        for start, end in pairwise(self.starts.tolist()):
            yield values[start:end]

    @property
    def owners(self) -> NDArray[np.int64]:
        """Return, for each value, the list it is of."""
        return np.repeat(np.arange(len(self.starts) - 1), self.sizes)

    def head(self, most: int) -> "Ragged":
        """Return lists of the first values of each, so many at most.

        >>> list(Ragged.of([[7, 8, 9], [], [5]]).head(2).lists())
        [[7, 8], [], [5]]
        """
        sizes = np.minimum(self.sizes, most)
        return Ragged(starts=starts_of(sizes), values=self.values[ranges(self.starts[:-1], sizes)])

    def only(self, is_kept: NDArray[np.bool_]) -> "Ragged":
        """Return lists without the values that are not kept.

        >>> list(Ragged.of([[7, 8], [9]]).only(np.array([False, True, False])).lists())
        [[8], []]
        """
        return Ragged(starts=starts_of(is_kept)[self.starts], values=self.values[is_kept])

    def each(self, combine: np.ufunc, column: NDArray[Bare]) -> NDArray[Bare]:
        """Return what a column comes to at the places each list names, one after another; 0 for an empty list.

        >>> Ragged.of([[0, 1], [], [2]]).each(np.maximum, np.array([3, 1, 5])).tolist()
        [3, 0, 5]
        """
        found = np.zeros(len(self.starts) - 1, dtype=column.dtype)
        if len(self.values):
            is_filled = self.sizes > 0
            found[is_filled] = combine.reduceat(column.take(self.values), self.starts[:-1][is_filled])
        return found

    def map(self, column: Whole) -> "Ragged":
        """Return lists of what a column holds at the places these lists name."""
        return Ragged(starts=self.starts, values=column[self.values])

    def take(self, numbers: Whole) -> "Ragged":
        """Return the lists with these numbers, in this order."""
        sizes = self.sizes[numbers]
        return Ragged(starts=starts_of(sizes), values=self.values[ranges(self.starts[:-1][numbers], sizes)])

    def join(self, lists: "Ragged") -> "Ragged":
        """Return, for each list of numbers here, the lists with those numbers one after another.

        >>> list(Ragged.of([[1, 0], [1]]).join(Ragged.of([[7, 8], [9]])).lists())
        [[9, 7, 8], [9]]
        """
        taken = lists.take(self.values)
        return Ragged(starts=taken.starts[self.starts], values=taken.values)

    def put(self, numbers: Whole, lists: "Ragged") -> "Ragged":
        """Return these lists with those of some numbers replaced, one for one.

        >>> list(Ragged.of([[7, 8], []]).put(np.array([1]), Ragged.of([[9]])).lists())
        [[7, 8], [9]]
        """
        if not len(numbers):
            return self
        is_kept = np.ones(len(self.starts) - 1, dtype=np.bool_)
        is_kept[numbers] = False
        kept = np.flatnonzero(is_kept)
        sizes = self.sizes
        sizes[numbers] = lists.sizes
        starts = starts_of(sizes)
        values = np.empty(int(starts[-1]), dtype=np.int64)
        values[ranges(starts[kept], sizes[kept])] = self.take(kept).values
        values[ranges(starts[numbers], sizes[numbers])] = lists.values
        return Ragged(starts=starts, values=values)

    def followed(self, others: "Ragged") -> "Ragged":
        """Return each list with the one of the same number behind it.

        >>> list(Ragged.of([[7], [], [8]]).followed(Ragged.of([[], [5], [9]])).lists())
        [[7], [5], [8, 9]]
        """
        starts = starts_of(self.sizes + others.sizes)
        values = np.empty(int(starts[-1]), dtype=np.int64)
        values[ranges(starts[:-1], self.sizes)] = self.values
        values[ranges(starts[:-1] + self.sizes, others.sizes)] = others.values
        return Ragged(starts=starts, values=values)

    def count(self, is_counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return, for each list, how many of its numbers are counted.

        >>> Ragged.of([[0, 1, 1], [], [0]]).count(np.array([False, True])).tolist()
        [2, 0, 0]
        """
        before = starts_of(is_counted[self.values])
        return np.diff(before[self.starts])


def starts_of(sizes: Whole | NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return where lists of these sizes start, and where the last one ends."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)])


def ranges(starts: Whole, sizes: Whole) -> NDArray[np.int64]:
    """Return the places start, start + 1, … of each list, one list after another.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    before = starts_of(sizes)
    found = np.arange(before[-1], dtype=np.int64)
    found += np.repeat(starts - before[:-1], sizes)
    return found


def place_in_list(sizes: Whole) -> NDArray[np.int64]:
    """Return 0, 1, … within each list of these sizes, one list after another.

    >>> place_in_list(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    return ranges(np.zeros(len(sizes), dtype=np.int64), sizes)


def each_with_each(
    starts: Whole, sizes: Whole, other_starts: Whole, other_sizes: Whole
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of each value of one list beside each of another, for many two lists: which two, and both places.

    >>> [one.tolist() for one in each_with_each(*map(np.array, ([5, 0], [2, 1], [7, 9], [2, 1])))]
    [[0, 0, 0, 0, 1], [5, 5, 6, 6, 0], [7, 8, 7, 8, 9]]
    """
    counts = sizes * other_sizes
    two, number = np.repeat(np.arange(len(counts)), counts), place_in_list(counts)
    width = other_sizes.take(two)
    row = number // width
    return two, starts.take(two) + row, other_starts.take(two) + number - row * width


def number_lists(lists: Ragged, *columns: Whole) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a number for each distinct list (with what columns say beside it), and the first list that has it.

    >>> numbers, first = number_lists(Ragged.of([[5, 6], [], [5, 6], [5]]))
    >>> numbers.tolist(), first.tolist()
    ([2, 0, 2, 1], [1, 3, 0])
    """
    sizes = lists.sizes
    numbers = np.empty(len(sizes), dtype=np.int64)
    firsts = [np.empty(0, dtype=np.int64)]
    for size in distinct(sizes).tolist():
        here = np.flatnonzero(sizes == size)
        values = lists.values[lists.starts[here][:, None] + np.arange(size)]
        found, first = number_rows([sizes[here], *(column[here] for column in columns), *values.T])
        numbers[here] = found + sum(map(len, firsts))
        firsts.append(here[first])
    return numbers, np.concatenate(firsts)


def join_columns(columns: Sequence[Whole], numbers: Numbers[str], endings: Sequence[str]) -> Whole:
    """Return the number of the text that the texts of each row make, each with its ending, joined by hyphens.

    >>> numbers = Numbers[str](al=0, hasan=1)
    >>> join_columns([np.array([0, 0]), np.array([1, 1])], numbers, ["", "i"]).tolist(), list(numbers)[2]
    ([2, 2], 'al-hasani')
    """
    if len(columns) == 1 and not endings[0]:
        return columns[0]
    made_of, first = number_rows(columns)
    texts = list(numbers)
    rows = zip(*(column[first].tolist() for column in columns), strict=True)
    made = ["-".join(texts[one] + ending for one, ending in zip(row, endings, strict=True)) for row in rows]
    return np.array([numbers[text] for text in made], dtype=np.int64)[made_of]
