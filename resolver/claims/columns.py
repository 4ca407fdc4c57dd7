"""Headers of a file of count claims -> its fields: by what the settings say, by ``counts.toml``, by ``columns.csv``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from resolver.claims.rules import ClaimRules
from resolver.errors import InputError
from resolver.stages.read import ColumnWords
from resolver.stages.read.columns import find_header, fold_header, unknown_header
from resolver.stages.read.raw import headers_told
from resolver.tables import CLAIM_FIELDS

SHARED = ("document_id", "publisher", "language", "url", "reported_date", "via", "incident", "note")
"""Fields that mean in a claim what they mean in a mention: their headers are those of ``columns.csv``."""
NUMBERS = ("text", "low", "high", "number")
"""A file without any of these claims nothing."""


@dataclass(frozen=True, kw_only=True)
class ClaimHeaders:
    """The header words of claims, and those that were wished for."""

    rules: ClaimRules
    words: ColumnWords
    wished: Mapping[str, str]

    def known_in(self, row: Sequence[str]) -> int:
        """Return how many different fields the cells of a row are headers of; it helps to find the header row."""
        return len({self._field_of(cell) for cell in row} - {None})

    def mapped(self, header: Sequence[str], *, file: str) -> dict[str, int]:
        """Return where each field stands. Raises InputError where no column holds numbers, or a wished one is not there."""
        lost = [
            f"{file}: {unknown_header(field, wanted, header)}"
            for field, wanted in self.wished.items()
            if find_header(header, wanted) is None
        ]
        if lost:
            raise InputError("\n".join(lost))
        found = {field: find_header(header, wanted) or 0 for field, wanted in self.wished.items()}
        for at, one in enumerate(header):
            field = self._field_of(one)
            if field is not None and field not in found and at not in found.values():
                found[field] = at
        if not set(NUMBERS) & set(found):
            raise InputError(
                f"{file}: no column holds numbers of people; the columns are {headers_told(header)}; a file of count claims needs "
                "text, or low and high"
            )
        return found

    @cached_property
    def _field_of(self) -> Callable[[str], str | None]:
        """Return what looks up a cell, each but once: the first rows of a file are looked through under every separator."""

        def field_of(header: str) -> str | None:
            shared = (name for name in self.words.fields_of(header) if name in SHARED)
            return self._own.get(fold_header(header)) or next(shared, None)

        return cache(field_of)

    @cached_property
    def _own(self) -> Mapping[str, str]:
        """Return the header words of counts.toml, as headers are compared, with their fields; the first field wins."""
        found: dict[str, str] = {}
        for name in CLAIM_FIELDS:
            for word in (name, *self.rules.columns.get(name, ())):
                found.setdefault(fold_header(word), name)
        return found
