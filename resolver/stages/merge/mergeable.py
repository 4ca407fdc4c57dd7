"""What merging looks at: rows by number, all that was understood of them, and what corrections say of persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.names.index import NameIndex
from resolver.names.reader import SEPARATOR
from resolver.stages.merge.rules import MergingRules
from resolver.tables import CORRECTED_CELLS
from resolver.values.places import Gazetteer, Place


class Marked(Protocol):
    """What corrections say of a person; ``PersonMarks`` of ``resolver.corrections`` does."""

    @property
    def alive(self) -> str | None:
        """Return the correction that says the person is alive, or None."""

    @property
    def withheld(self) -> str | None:
        """Return why the person must not be published, or None."""

    @property
    def correction_ids(self) -> tuple[str, ...]:
        """Return the corrections about the person."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mergeable:
    """What merging looks at: rows by number and all that was understood of them.

    ``mentions`` is what lists say, ``said`` what is read: without words for nothing, and with the corrections that
    ``corrected_cells`` names. ``marks`` is what corrections say of persons. ``unknown`` are words for nothing; ``voices`` says of
    documents that somebody judged to be reposts of one another which voice they are.
    """

    mentions: pl.DataFrame
    said: pl.DataFrame
    values: pl.DataFrame
    names: NameIndex
    places: Mapping[str, tuple[NDArray[np.int32], Sequence[Place]]]
    gazetteer: Gazetteer
    documents: pl.DataFrame
    citations: pl.DataFrame
    sensitivity: Mapping[str, str]
    rules: MergingRules
    corrected_cells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CORRECTED_CELLS))
    marks: Mapping[str, Marked] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    voices: Mapping[str, str] = field(default_factory=dict)


def shown_text(name_code: int, names: NameIndex) -> str | None:
    """Return a name as it was written; one kept in columns of its own is joined surname first."""
    if name_code < 0:
        return None
    return " ".join(part for part in names.names[name_code].split(SEPARATOR) if part)


def shown_texts(name_codes: pl.Series, names: NameIndex) -> pl.Series:
    """Return the same for each code of a column; each name is put together once."""
    codes = name_codes.to_numpy()
    wanted = distinct(codes)
    texts = pl.Series([shown_text(code, names) for code in wanted.tolist()], dtype=pl.String)
    return texts.gather(np.searchsorted(wanted, codes))
