"""Readings of many names as columns of whole numbers; a Reading is put together only when someone asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.names.ragged import starts_of
from resolver.names.readings import ROLES, Reading
from resolver.names.tokens import kind_of_role

KINDS = ("surname", "given", "father")
KIND_OF_ROLE = tuple(KINDS.index(kind_of_role(role)) for role in ROLES)
SEXES = ("f", "m", "u")
"""In the order of their letters: readings that are alike otherwise stand in this order."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadingColumns(Sequence[tuple[Reading, ...]]):
    """The readings of name n are rows ``starts[n]`` to ``starts[n + 1]``, cheapest first; as a sequence, Readings by name.

    ``tokens`` holds, by role and row, the number of a word among the sorted ``texts`` of its kind of role; -1 is no word.
    ``sexes`` and ``cases`` are numbers in ``SEXES`` and ``case_names``; ``has_second_names`` says which rows hold given names where
    others hold ancestors, ``is_exchanged`` which hold surname and given name in one another's place.
    """

    starts: NDArray[np.int64]
    tokens: NDArray[np.int32]
    costs: NDArray[np.int16]
    sexes: NDArray[np.uint8]
    cases: NDArray[np.uint8]
    has_second_names: NDArray[np.bool_]
    is_exchanged: NDArray[np.bool_]
    case_names: tuple[str, ...]
    texts: Mapping[str, Sequence[str]]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, code: int) -> tuple[Reading, ...]:  # type: ignore[override]
        place = range(len(self))[code]
        return tuple(map(self.reading, range(*self.starts[place : place + 2].tolist())))

    def reading(self, row: int) -> Reading:
        """Return one row as a Reading."""
        numbers = self.tokens[:, row].tolist()
        kinds = zip(ROLES, KIND_OF_ROLE, numbers, strict=True)
        words = {role: None if at < 0 else self.texts[KINDS[kind]][at] for role, kind, at in kinds}
        return Reading(
            cost=int(self.costs[row]),
            gender=SEXES[self.sexes[row]],
            case=self.case_names[self.cases[row]],
            has_second_names=bool(self.has_second_names[row]),
            is_exchanged=bool(self.is_exchanged[row]),
            **words,
        )

    def only(self, codes: Sequence[int]) -> tuple["ReadingColumns", Mapping[str, NDArray[np.int64]]]:
        """Return the same names without the readings of all but some, with the words of those alone; and their numbers so far, by kind.

        >>> from resolver.names.knowledge import load_knowledge
        >>> from resolver.names.reader import read_names
        >>> readings, numbers = read_names(["Loginov", "12", "Матвеев"], load_knowledge())[1].only([2])
        >>> len(readings), readings[0], readings.texts["surname"]
        (3, (), ['матвеев'])
        """
        is_kept = np.zeros(len(self), dtype=np.bool_)
        is_kept[[*codes]] = True
        sizes = np.where(is_kept, np.diff(self.starts), 0)
        rows = np.flatnonzero(np.repeat(is_kept, np.diff(self.starts)))
        tokens, numbers, texts = self.tokens[:, rows], {}, {}
        for number, kind in enumerate(KINDS):
            own = [role for role, of in enumerate(KIND_OF_ROLE) if of == number]
            known = distinct(tokens[own][tokens[own] >= 0]).astype(np.int64)
            tokens[own] = np.where(tokens[own] >= 0, np.searchsorted(known, tokens[own]), -1)
            numbers[kind] = known
            texts[kind] = [self.texts[kind][at] for at in known.tolist()]
        narrowed = replace(
            self,
            starts=starts_of(sizes),
            tokens=tokens,
            costs=self.costs[rows],
            sexes=self.sexes[rows],
            cases=self.cases[rows],
            has_second_names=self.has_second_names[rows],
            is_exchanged=self.is_exchanged[rows],
            texts=texts,
        )
        return narrowed, numbers

    def completeness(self) -> NDArray[np.str_]:
        """Return how much each name says by its cheapest reading: full, surname (alone), given (alone), or none.

        >>> from resolver.names.knowledge import load_knowledge
        >>> from resolver.names.reader import read_names
        >>> read_names(["Loginov", "Стаса", "И. Логинов"], load_knowledge())[1].completeness().tolist()
        ['surname', 'given', 'full']
        """
        is_read = self.starts[1:] > self.starts[:-1]
        has = np.zeros((len(ROLES), len(self)), dtype=np.bool_)
        has[:, is_read] = self.tokens[:, self.starts[:-1][is_read]] >= 0
        surname, given, father, _ = has
        is_full = (surname & (given | father)) | (father & ~surname)
        return np.select([~is_read, is_full, surname], ["none", "full", "surname"], "given")
