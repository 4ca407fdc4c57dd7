"""Headers -> fields: which column of a list says what, and why we think so."""

import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import polars as pl

from resolver.errors import RuleError
from resolver.settings import nearest_of
from resolver.stages.read.by_cells import TELLING, hold_several_words, hold_whole_names, told_by
from resolver.stages.read.raw import headers_told, trim
from resolver.tables import FIELDS, PLACE_OF_ROW
from resolver.values.similarity import nearest
from resolver.values.text import one_case
from resolver.values.urls import split_urls
from resolver.values.via import read_via

CellsOf = Callable[[int], pl.Series]
"""Returns the filled cells of a column."""

_NO_CELLS = pl.Series(dtype=pl.String)

NAME_FIELDS = ("name", "surname", "given_name")
"""A list without any of these names nobody."""

_OPENING = re.compile(r"[(\[{]")
_NO_LETTER = re.compile("[^a-z0-9]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_AND = r"\s(?:и|й|і|та|или|або|and|or|ve|veya|û|und|oder|et|ou|i|oraz|ili|dhe|ose|و|أو|او)\s|\sو(?=\w)"
_BETWEEN_PARTS = (
    re.compile(r"[/|\n]"),
    re.compile(rf"[/|,;&+،؛\n]|{_AND}"),
    re.compile(rf"[/|,;&+،؛\n()\[\]{{}}]|{_AND}"),
)
"""What stands between the parts of a header: languages first, for «рождение, место» is one thing; brackets last, they mostly hold a remark."""
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": ""}
)
_APOSTROPHES = str.maketrans("", "", "ʼʹʻʽˈ")
"""Apostrophes that Unicode holds for letters: «Імʼя» is «Ім'я»."""
_BIRTH = {"birth_date", "age"}
_EITHER = (
    {"name", "given_name"},
    {"name", "surname"},
    {"surname", "callsign"},
    {"document_id", "identifiers"},
    {"rank", "identifiers"},
)
"""The fields that may share a header word: what stands beside it, or below it, tells which is meant."""
_LONGEST_IN_PARTS = 200
_GUESS_FROM = 90.0
_SHORTEST_GUESS = 5


@dataclass(frozen=True, kw_only=True)
class ColumnWords:
    """The header words of rules/columns.csv, folded, each with the fields it may stand for."""

    fields: Mapping[str, tuple[str, ...]]

    def fields_of(self, header: str) -> tuple[str, ...]:
        r"""Return the fields that a header word stands for; mostly one, none when the word is not known.

        A header of several parts (languages, or several things) is known when all its parts are: by the one field that all of them
        stand for, as a name where one of them is the name, as a birth date or an age where it is both.

        >>> words = column_words("field,header,lang\nbirth_date,дата рождения,ru\nbirth_date,birth date,en".encode())
        >>> words.fields_of("Дата_рождения (день.месяц.год)"), words.fields_of("Дата рождения / Birth date")
        (('birth_date',), ('birth_date',))
        """
        return self.fields.get(fold_header(header)) or next(filter(None, self._of_parts(header)), ())

    def _of_parts(self, header: str) -> Iterator[tuple[str, ...]]:
        # Under a wrong separator a whole row is one cell: nobody writes a header so long.
        for between in _BETWEEN_PARTS if len(header) <= _LONGEST_IN_PARTS else ():
            parts = [part for part in between.split(header) if fold_header(part)]
            said = list(itertools.takewhile(bool, self._each(parts)))
            if 1 < len(said) == len(parts):
                together = _said_together([set(fields) for fields in said])
                yield tuple(sorted(together, key=(*FIELDS, *PLACE_OF_ROW).index))

    def _each(self, parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the fields of each part; one that is no header by itself may go on from the one before: «дата гибели/смерти»."""
        before = ""
        for part in parts:
            known = self.fields.get(fold_header(part))
            longer = part if known else f"{before.rpartition(' ')[0]} {part}"
            yield known or self.fields.get(fold_header(longer), ())
            before = longer.strip()

    def guess(self, header: str) -> str | None:
        r"""Return the field of the one word that a header is nearly, or None.

        >>> words = column_words("field,header,lang\nbirth_date,дата рождения,ru".encode())
        >>> words.guess("Дата рожденя"), words.guess("дата")
        ('birth_date', None)
        """
        folded = fold_header(header)
        if len(folded) < _SHORTEST_GUESS:
            return None
        best = {self.fields[word] for word in nearest(folded, self._long_words, at_least=_GUESS_FROM)}
        fields = best.pop() if len(best) == 1 else ()
        return fields[0] if fields and fields[0] in FIELDS else None

    @cached_property
    def _long_words(self) -> list[str]:
        return [word for word in self.fields if len(word) >= _SHORTEST_GUESS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user said about columns, field by field: on the command line, for this list, for all lists."""

    option: Mapping[str, str]
    of_list: Mapping[str, str]
    of_all: Mapping[str, str]

    def in_order(self) -> Iterator[tuple[str, str, str]]:
        """Yield (field, header, basis), the strongest wish for each field first.

        >>> list(Wishes(option={"name": "A"}, of_list={"name": "B"}, of_all={}).in_order())
        [('name', 'A', 'option'), ('name', 'B', 'settings')]
        """
        for wishes, basis in ((self.option, "option"), (self.of_list, "settings"), (self.of_all, "settings")):
            for field, header in wishes.items():
                yield field, header, basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column and how it was understood; ``field`` is None when it is carried through."""

    at: int
    header: str
    field: str | None = None
    basis: str = "carried"
    is_place: bool = False


def column_words(data: bytes, *, file: str = "columns.csv") -> ColumnWords:
    r"""Read rules/columns.csv, or raise one RuleError that tells every fault of it.

    A field is one of FIELDS, or file, sheet or line: such columns say where a row stood, are carried through,
    and play no part in minted ids. Only name and given_name may share a word (beside a surname it is the given name), name and
    surname (beside a given name it is the surname), surname and callsign, document_id and identifiers, and rank and identifiers (the cells tell).

    >>> column_words("field,header,lang\nnmae,ФИО,ru".encode())
    Traceback (most recent call last):
    resolver.errors.RuleError: columns.csv: line 2: unknown field "nmae"; did you mean "name"?
    """
    fields: dict[str, tuple[str, ...]] = {}
    faults = []
    known = (*FIELDS, *PLACE_OF_ROW)
    for line, row in enumerate(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))), start=2):
        field, word = row.get("field") or "", fold_header(row.get("header") or "")
        both = {field, *fields.get(word, ())}
        if field not in known:
            faults.append(f'{file}: line {line}: unknown field "{field}"{nearest_of(field, known)}')
        elif not word:
            faults.append(f"{file}: line {line}: no header word; write one or delete the line")
        elif len(both) > 1 and both not in _EITHER:
            faults.append(
                f'{file}: line {line}: "{row["header"]}" stands for {" and ".join(sorted(both))}; keep one'
            )
        else:
            fields[word] = tuple(sorted(both, key=known.index))
    if faults:
        raise RuleError("\n".join(faults))
    return ColumnWords(fields=fields)


@lru_cache(maxsize=2_000)
def fold_header(header: str) -> str:
    """Return a header as it is compared: one case, letters and digits only, nothing in brackets.

    >>> fold_header("Birth_Date (dd.mm.yyyy)"), fold_header("в/ч"), fold_header("الإسم"), fold_header("Імʼя"), fold_header("Adı")
    ('birthdate', 'вч', 'الاسم', 'імя', 'adi')
    """
    if header.isascii() and not _OPENING.search(header):
        return _NO_LETTER.sub("", header.lower())
    text = one_case(unicodedata.normalize("NFKC", header))
    bare = _BRACKETS.sub(" ", text)
    letters = (bare if any(map(str.isalnum, bare)) else text).translate(_ARABIC).translate(_APOSTROPHES)
    return "".join(one for one in unicodedata.normalize("NFD", letters) if one.isalnum())


def _said_together(said: Sequence[set[str]]) -> set[str]:
    """Return the fields for which a header may stand whose parts stand for these; none where they part."""
    every = set[str]().union(*said)
    if agreed := set.intersection(*said):
        return agreed
    if {"name"} in said or {"surname", "given_name"} <= every:
        return {"name"}
    # "Nom et postnom" are one surname of two words.
    if {"second_surname"} in said and {"surname"} <= every:
        return {"name"} if "given_name" in every else {"surname"}
    # «Имя, отчество» may stand beside a surname, as «Имя» may.
    if "name" in every:
        return {"name", "given_name"}
    return _BIRTH if every == _BIRTH else set()


def map_columns(
    header: Sequence[str], *, words: ColumnWords, wishes: Wishes, cells_of: CellsOf = lambda at: _NO_CELLS
) -> tuple[list[Column], list[str]]:
    r"""Return every column with its field, and notes on columns that wanted a field already taken.

    A wish wins over a header word, a header word over a guess; within one step the first column wins. ``cells_of`` returns the filled
    cells of a column: where a header stands for either of two fields, they tell which (see ``by_cells``).

    >>> words = column_words("field,header,lang\nname,name,en\nage,age,en".encode())
    >>> nothing = Wishes(option={}, of_list={}, of_all={})
    >>> columns, notes = map_columns(["age", "name", "Age"], words=words, wishes=nothing)
    >>> [(one.header, one.field, one.basis) for one in columns]
    [('age', 'age', 'header'), ('name', 'name', 'header'), ('Age', None, 'carried')]
    >>> notes
    ['column "Age" also says age; "age" stays, the other is carried']
    """
    fixed = _wished(header, wishes=wishes)
    notes = _exact(header, fixed, words=words, cells_of=cells_of)
    notes += _guessed(header, fixed, words=words)
    notes += _whole_names(fixed, cells_of)
    columns = [
        fixed.get(at) or Column(at=at, header=one, is_place=_is_place(one, words))
        for at, one in enumerate(header)
    ]
    return columns, notes


def without_addresses(columns: Sequence[Column], cells_of: CellsOf) -> tuple[list[Column], list[str]]:
    """Return columns in which one called "source" holds what its cells say, and a note where that is no web address.

    «Источник» may be an address, or a newspaper, or who had it from whom. Where no cell of a column holds an address it names publishers,
    and chains where some cell has an arrow; nothing is changed that somebody wished for. ``cells_of`` returns the filled cells of a column.

    >>> columns = [Column(at=0, header="Источник", field="url", basis="header")]
    >>> found, notes = without_addresses(columns, lambda at: pl.Series(["газета"]))
    >>> found[0].field, notes
    ('publisher', ['column "Источник" holds no web address: read as publisher (say --map url="Источник" if it is one)'])
    """
    taken, found, notes = {one.field for one in columns}, [], []
    for one in columns:
        may_be = one.field == "url" and one.basis in ("header", "guess")
        cells = cells_of(one.at).unique(maintain_order=True).to_list() if may_be else []
        if cells and not any(map(split_urls, cells)):
            is_chain = any(len(chain) > 1 for cell in cells for chain in read_via(cell))
            field = "via" if is_chain else "publisher"
            if field not in taken:
                notes.append(
                    f'column "{one.header}" holds no web address: read as {field} (say --map url="{one.header}" if it is one)'
                )
                one = replace(one, field=field, basis="guess")
        found.append(one)
    return found, notes


def find_header(header: Sequence[str], wanted: str) -> int | None:
    """Return the position of a header: letter for letter first, else as headers are compared.

    >>> find_header(["ФИО", "Дата рождения"], "дата_рождения")
    1
    """
    same = [at for at, one in enumerate(header) if one == trim(wanted)]
    near = [
        at for at, one in enumerate(header) if fold_header(one) and fold_header(one) == fold_header(wanted)
    ]
    return next(iter(same or near), None)


def unknown_header(field: str, wanted: str, header: Sequence[str]) -> str:
    """Return what to say about a wish for a header that is not there.

    >>> unknown_header("name", "FOI", ["FIO", "age"])
    'there is no column "FOI" for name; the columns are "FIO", "age"; did you mean "FIO"?'
    """
    hint = nearest_of(wanted, header)
    return f'there is no column "{wanted}" for {field}; the columns are {headers_told(header)}{hint}'


def _is_place(header: str, words: ColumnWords) -> bool:
    return bool(set(words.fields_of(header)) & set(PLACE_OF_ROW))


def _wished(header: Sequence[str], *, wishes: Wishes) -> dict[int, Column]:
    fixed: dict[int, Column] = {}
    taken: set[str] = set()
    for field, wanted, basis in wishes.in_order():
        at = find_header(header, wanted)
        if at is None or field in taken or at in fixed:
            continue
        fixed[at] = Column(at=at, header=header[at], field=field, basis=basis)
        taken.add(field)
    return fixed


def _exact(
    header: Sequence[str], fixed: dict[int, Column], *, words: ColumnWords, cells_of: CellsOf
) -> list[str]:
    """Add to ``fixed`` the columns whose header is a known word; return notes on those that came second."""
    taken = {one.field: one.header for one in fixed.values()}
    choices = {at: words.fields_of(one) for at, one in enumerate(header) if at not in fixed}
    certain = {*taken, *(fields[0] for fields in choices.values() if len(fields) == 1)}
    told = {at: _told(fields, cells_of(at), certain) for at, fields in choices.items() if fields in TELLING}
    if "surname" in told.values() and _are_names_whole(choices, certain, cells_of):
        told = {at: TELLING[choices[at]].usual if field == "surname" else field for at, field in told.items()}
    guessed = {at for at, field in told.items() if field != TELLING[choices[at]].usual}
    choices |= {at: (field,) for at, field in told.items()}
    certain |= set(told.values())
    notes = []
    # A header of several parts comes after those that say one thing.
    for at in sorted(choices, key=lambda at: fold_header(header[at]) not in words.fields):
        field = _meant(choices[at], certain)
        if field not in FIELDS:
            continue
        if field in taken:
            notes.append(
                f'column "{header[at]}" also says {field}; "{taken[field]}" stays, the other is carried'
            )
            continue
        basis = "guess" if at in guessed else "header"
        fixed[at] = Column(at=at, header=header[at], field=field, basis=basis)
        taken[field] = header[at]
    return notes


def _told(fields: tuple[str, ...], cells: pl.Series, certain: Set[str | None]) -> str:
    """Return the field that the cells of a column speak for, unless another column certainly holds it."""
    field = told_by(fields, cells)
    return TELLING[fields].usual if field in certain else field


def _are_names_whole(
    choices: Mapping[int, tuple[str, ...]], certain: Set[str | None], cells_of: CellsOf
) -> bool:
    """Return whether the column that a surname would make the given name holds whole names already."""
    at = next((at for at, fields in choices.items() if {"name", "given_name"} <= {*fields}), None)
    return at is not None and "given_name" not in certain and hold_whole_names(cells_of(at))


def _meant(fields: Sequence[str], certain: Set[str | None]) -> str | None:
    """Return the field that a header stands for: «имя» and "nom" are the whole name, unless its other half stands beside them."""
    for half, other in (("given_name", "surname"), ("surname", "given_name"), ("surname", "second_surname")):
        if half in fields and half not in certain and other in certain:
            return half
    return next(iter(fields), None)


def _guessed(header: Sequence[str], fixed: dict[int, Column], *, words: ColumnWords) -> list[str]:
    """Add to ``fixed`` the columns whose header is nearly a known word; return notes on them."""
    notes = []
    taken = {one.field for one in fixed.values()}
    for at, one in enumerate(header):
        if at in fixed or words.fields_of(one):
            continue
        field = words.guess(one)
        if field and field not in taken:
            fixed[at] = Column(at=at, header=one, field=field, basis="guess")
            taken.add(field)
            notes.append(f'column "{one}" is no header we know, and is taken for {field}, which it is nearly')
    return notes


def _whole_names(fixed: dict[int, Column], cells_of: CellsOf) -> list[str]:
    """Read as names the given names of a list without surnames, where most cells hold two words or more; return a note on it."""
    said = {one.field: one for one in fixed.values()}
    column = said.get("given_name")
    if column is None or column.basis != "header" or not {"name", "surname"}.isdisjoint(said):
        return []
    if not hold_several_words(cells_of(column.at)):
        return []
    fixed[column.at] = replace(column, field="name", basis="guess")
    return [
        f'column "{column.header}" holds whole names: read as name (say --map given_name="{column.header}" if it does not)'
    ]
