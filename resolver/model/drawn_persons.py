"""Rows, whose they are, and what is doubtful about that -> draws of who is one person, row by row.

The same draws as those that count people, but kept: each says which rows are one person, so that whatever rests on persons (which
lists share whom) can be told again for every one of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.constraints import DisjointSets
from resolver.model.doubts import Doubts
from resolver.model.draws import Numbers, People, choose_ways, missed_people, missing_of, shifts_of
from resolver.model.partitions import clusters_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnPersons:
    """One draw of who is one person.

    ``persons`` has a person for every row of ``People.rows``, one after the other; -1 for a bare name that is somebody counted already,
    though not known who. ``missed`` people are counted twice besides: no likely pair brought their rows together.
    """

    persons: Numbers
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Components:
    """Every way to cut every component, end to end: a draw picks one block of persons per component.

    ``rows`` are the places of the rows of all components, ``sizes`` how many each has, ``starts`` where its first block stands.
    """

    rows: Numbers
    sizes: Numbers
    starts: Numbers
    blocks: Numbers
    chosen: Numbers

    def persons(self, draw: int) -> Numbers:
        """Return the person of every row of a component in one draw."""
        first = self.starts + self.chosen[:, draw] * self.sizes
        before = np.cumsum(self.sizes) - self.sizes
        return self.blocks[np.repeat(first - before, self.sizes) + np.arange(len(self.rows))]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Doubtful:
    """Where in the rows each loose pair and each bare name stands, and which rows go with one of a component."""

    followers: Numbers
    loose: Numbers
    loose_bits: NDArray[np.float64]
    bare: Numbers
    bare_chance: NDArray[np.float64]


def draw_persons(people: People, doubts: Doubts, *, draws: int, seed: int) -> Iterator[DrawnPersons]:
    """Yield so many draws of who is one person.

    >>> from resolver.model.partitions import Partitions
    >>> two = Partitions(labels=np.array([[0, 1], [0, 0]], dtype=np.int16), probability=np.array([0.75, 0.25]))
    >>> drawn = draw_persons(People(rows=((0,), (1,))), Doubts(components=(((0, 1), two),)), draws=1000, seed=1)
    >>> 0.2 < sum(bool(one.persons[0] == one.persons[1]) for one in drawn) / 1000 < 0.3
    True
    """
    random = np.random.default_rng(seed)
    shift = shifts_of(doubts, draws, random)
    sure, place = _sure(people.rows)
    components = _components(people.rows, doubts, place, shift, random)
    doubtful = _doubtful(people.rows, doubts, place, frozenset(components.rows.tolist()))
    missing = missing_of(people.rows, doubts)
    for at in range(draws):
        persons = sure.copy()
        persons[components.rows] = components.persons(at)
        persons[doubtful.followers[:, 0]] = persons[doubtful.followers[:, 1]]
        persons = _merged(persons, doubtful, shift[at], random)
        attached = random.random(len(doubtful.bare)) < doubtful.bare_chance
        persons[doubtful.bare[attached]] = -1
        total = np.array([len(distinct(persons[persons >= 0]))])
        missed, _ = missed_people(missing, total, float(total[0]), random)
        yield DrawnPersons(persons=persons, missed=int(missed[0]))


def _sure(rows: Sequence[Sequence[int]]) -> tuple[Numbers, dict[int, int]]:
    """Return the person of every row as we hold them, and the place of each row."""
    sure = np.repeat(np.arange(len(rows)), [len(some) for some in rows]).astype(np.int64)
    flat = [row for some in rows for row in some]
    return sure, {row: at for at, row in enumerate(flat)}


def _components(
    rows: Sequence[Sequence[int]],
    doubts: Doubts,
    place: dict[int, int],
    shift: NDArray[np.float64],
    random: np.random.Generator,
) -> _Components:
    """Return the components that hold rows that count, with the way each draw takes."""
    places, blocks = [], []
    chosen: list[Numbers] = []
    for members, partitions in doubts.components:
        counted = [at for at, row in enumerate(members) if row in place]
        if not counted:
            continue
        own = np.array([place[members[at]] for at in counted], dtype=np.int64)
        links = len(members) - clusters_of(partitions.labels)
        places.append(own)
        blocks.append(len(place) + own[_firsts(partitions.labels[:, counted])])
        ways = partitions.probability[None, :], links[None, :]
        chosen.extend(choose_ways(*ways, shift, random.random((1, len(shift)))))
    nothing = np.zeros(0, dtype=np.int64)
    ends = np.cumsum([0, *(block.size for block in blocks)])
    return _Components(
        rows=np.concatenate([nothing, *places]),
        sizes=np.array([len(own) for own in places], dtype=np.int64),
        starts=np.asarray(ends[:-1], dtype=np.int64),
        blocks=np.concatenate([nothing, *(block.ravel() for block in blocks)]),
        chosen=np.array(chosen, dtype=np.int64).reshape(len(chosen), len(shift)),
    )


def _doubtful(
    rows: Sequence[Sequence[int]], doubts: Doubts, place: dict[int, int], inside: frozenset[int]
) -> _Doubtful:
    followers = []
    for some in rows:
        own = [place[row] for row in some]
        led = next((at for at in own if at in inside), None)
        if led is not None:
            followers += [(at, led) for at in own if at not in inside]
    known = pl.col("left").is_in(list(place)) & pl.col("right").is_in(list(place))
    loose = doubts.loose.filter(known)
    chances = np.clip(loose["probability"].to_numpy(), 1e-12, 1 - 1e-12)
    bare = [some[0] for some in rows if len(some) == 1 and some[0] in doubts.attachments]
    return _Doubtful(
        followers=np.array(followers, dtype=np.int64).reshape(-1, 2),
        loose=np.array(
            [(place[left], place[right]) for left, right in loose.select("left", "right").iter_rows()],
            dtype=np.int64,
        ).reshape(-1, 2),
        loose_bits=np.log2(chances) - np.log2(1.0 - chances),
        bare=np.array([place[row] for row in bare], dtype=np.int64),
        bare_chance=np.array([doubts.attachments[row] for row in bare]),
    )


def _firsts(labels: NDArray[np.int16]) -> Numbers:
    """Return, for each label of each partition (a row), where in it that label stands first.

    >>> _firsts(np.array([[0, 1, 0, 1], [0, 0, 0, 2]], dtype=np.int16)).tolist()
    [[0, 1, 0, 1], [0, 0, 0, 3]]
    """
    found = np.zeros(labels.shape, dtype=np.int64)
    for at in range(labels.shape[1]):
        found[:, at] = np.argmax(labels[:, : at + 1] == labels[:, at : at + 1], axis=1)
    return found


def _merged(persons: Numbers, doubtful: _Doubtful, shift: float, random: np.random.Generator) -> Numbers:
    """Return the persons where those loose pairs that are one in this draw are one."""
    drawn = random.random(len(doubtful.loose)) < 1.0 / (1.0 + np.exp2(-(doubtful.loose_bits + shift)))
    if not drawn.any():
        return persons
    sets = DisjointSets()
    ends = persons[doubtful.loose[drawn]]
    for left, right in ends.tolist():
        sets.join(left, right)
    root = np.arange(int(persons.max()) + 1)
    for one in distinct(ends.ravel()).tolist():
        root[one] = sets.root(one)
    return np.asarray(root[persons], dtype=np.int64)
