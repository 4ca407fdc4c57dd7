"""What the rules and a user say about reading -> what holds for all files of one reading, and for one list among them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from resolver.settings import ListSettings, Settings
from resolver.stages.read.columns import ColumnWords, Wishes, find_header
from resolver.stages.read.raw import trim


class PartCell(Protocol):
    """Parts a cell that names several people."""

    def __call__(self, cell: str, /, *, always: bool) -> Sequence[str]:
        """Return the names, or none where the cell names one; ``always`` asks about commas, slashes and "and" too."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What holds for all files of one reading: header words, settings, and what was said in the call.

    ``mapping`` gives fields their headers and ``defaults`` fields their values; ``missing`` are words for nothing; without
    ``part_names`` a cell that names several people stays one mention. ``is_date``, ``is_name`` and ``is_given_name`` tell what a cell holds whose
    column nobody understood, ``calendar_in`` which calendar a header names. ``earlier_headers`` are those of lists read before, of which the
    settings may speak, too.
    """

    columns: ColumnWords
    settings: Settings = field(default_factory=Settings)
    mapping: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    part_names: PartCell | None = None
    is_date: Callable[[str], bool] = lambda cell: False
    is_name: Callable[[str], bool] = lambda cell: False
    calendar_in: Callable[[str], str | None] = lambda header: None
    is_given_name: Callable[[str], bool] = lambda cell: False
    earlier_headers: tuple[str, ...] = ()

    def parts_always(self, said: ListSettings | None) -> bool:
        """Return whether a list, of which ``said`` is what the settings say, is known to name several people in a cell.

        >>> Choices(columns=ColumnWords(fields={})).parts_always(ListSettings(file="a.csv", split_names=True))
        True
        """
        own = said.split_names if said else None
        return bool(self.settings.defaults.split_names if own is None else own)

    def wishes(self, said: ListSettings | None) -> Wishes:
        """Return what was said about the columns of a list.

        >>> choices = Choices(columns=ColumnWords(fields={}), mapping={"name": "A"})
        >>> list(choices.wishes(None).in_order())
        [('name', 'A', 'option')]
        """
        return Wishes(option=self.mapping, of_list=said.columns if said else {}, of_all=self.settings.columns)

    def defaults_for(self, said: ListSettings | None) -> dict[str, str]:
        """Return what holds for every row of a list that does not say otherwise: the call wins over the list, it over all lists.

        >>> choices = Choices(columns=ColumnWords(fields={}), defaults={"status": "killed"})
        >>> choices.defaults_for(ListSettings(file="a.csv", status="missing", role="casualty"))
        {'role': 'casualty', 'status': 'killed'}
        """
        steps = [{"role": one.role, "status": one.status} for one in (self.settings.defaults, said) if one]
        told = {name: value for step in steps for name, value in step.items() if value is not None}
        return {**told, **self.defaults}

    def day_first(self, said: ListSettings | None) -> bool | None:
        """Return whether a list writes the day before the month, or None where nobody said.

        >>> Choices(columns=ColumnWords(fields={})).day_first(None) is None
        True
        """
        own = said.day_first if said else None
        return self.settings.defaults.day_first if own is None else own

    def calendar(self, said: ListSettings | None) -> str | None:
        """Return the calendar by which a list tells its dates, or None where nobody said.

        >>> Choices(columns=ColumnWords(fields={})).calendar(ListSettings(file="a.csv", calendar="jalali"))
        'jalali'
        """
        own = said.calendar if said else None
        return own or self.settings.defaults.calendar

    def known_words(self, said: ListSettings | None) -> Callable[[Sequence[str]], int]:
        """Return what counts the different header words in a row of a list, those that were wished for among them.

        >>> choices = Choices(columns=ColumnWords(fields={"name": ("name",)}), mapping={"age": "Years"})
        >>> choices.known_words(None)(["Name", "Years", "x"])
        2
        """
        wanted = [trim(header) for _, header, _ in self.wishes(said).in_order()]

        @cache
        def known(cell: str) -> tuple[str, ...] | str:
            """Look up a cell, each but once: the first rows of a list are looked through under every separator."""
            return self.columns.fields_of(cell) or (
                cell if find_header(wanted, trim(cell)) is not None else ()
            )

        return lambda row: len({known(cell) for cell in row} - {()})
