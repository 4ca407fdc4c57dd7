"""Cells of names -> the same without whoever is named beside the dead: "Gromov Pyotr (brother Semyon Gromov)" names two.

What a cell begins with is the name of the dead and stays, even where a relative bears the same.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from resolver.distinct import texts_of
from resolver.names.frequencies import NameFrequencies
from resolver.names.index import NameIndex, index_names
from resolver.names.knowledge import Knowledge
from resolver.names.likeness import APART, Level
from resolver.names.unnamed import unnamed_count
from resolver.values.text import clean, plain

HIDDEN = "name hidden"
"""What stands, with the role, in place of the name of somebody who is no casualty."""

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)(?:[)\]}]|$)")
_PIECE = re.compile(r"(?:[^,;/|–—-]|(?<=\S)-|-(?=\S))+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ`-][^\W\d_]+)*\.?")
_LONGEST_NAME = 4
_BEGINNING = 2
"""So many letters of a name no case changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of a cell that may name another: where it stands, what stood before it, and whether it is in brackets or behind a relation."""

    start: int
    end: int
    head: str
    is_bracketed: bool = False
    is_relation: bool = False


class OthersBeside:
    """Finds in cells of names those who are no casualties.

    >>> from resolver.names.knowledge import load_knowledge
    >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    >>> others = OthersBeside([("Титов Макар Ильич", "relative")], load_knowledge(), shares)
    >>> others.without(pl.Series(["Титов Пётр, сын Титова Макара Ильича", "Титов Макар Ильич"]))
    {'Титов Пётр, сын Титова Макара Ильича': 'Титов Пётр (name hidden, role: relative)'}
    """

    def __init__(
        self, others: Iterable[tuple[str, str]], knowledge: Knowledge, frequencies: NameFrequencies
    ) -> None:
        self._role = {name: role for name, role in others if len(_WORD.findall(name)) > 1}
        self._knowledge, self._frequencies = knowledge, frequencies
        relation = _relations(knowledge)
        self._relation, self._may_be_parted = re.compile(relation), rf"[(\[{{,;/|–—]|\s-\s|{relation}"
        self._begins = {_beginning(word) for name in self._role for word in _WORD.findall(name)}

    def without(self, cells: pl.Series, *, least: int = 2) -> dict[str, str]:
        """Return those cells that name others, as they may be published. ``least`` is how many words a name has at the least."""
        if not self._role:
            return {}
        texts = texts_of(cells)
        parted = texts.filter(texts.str.contains(self._may_be_parted)).to_list()
        parts = {cell: [*self._parts(clean(cell), least)] for cell in parted}
        names = {
            (cell, part): [*self._names_in(clean(cell), part)] for cell, its in parts.items() for part in its
        }
        found = {name for told in names.values() for _, _, name in told}
        heads = {part.head for (_, part), told in names.items() if told}
        known = _Known([*found, *heads, *self._role], self._knowledge, self._frequencies)
        roles = known.roles(found, self._role)
        told = {cell: clean(cell) for cell in parts}
        for cell, its in parts.items():
            # From the end, so that what stands before stays where it is.
            for part in reversed(its):
                others = [one for one in names[cell, part] if one[2] in roles]
                spans = [
                    (start, end, roles[name])
                    for start, end, name in others
                    if self._is_another(name, part, told[cell], known)
                ]
                told[cell] = _cut(told[cell], part, spans) if spans else told[cell]
        return {cell: text for cell, text in told.items() if text != clean(cell)}

    def _is_another(self, name: str, part: _Part, cell: str, known: "_Known") -> bool:
        """Say whether a name is not that of the dead: in other letters, or where the cell has no other, told by a word for a relative."""
        if not _WORD.search(part.head):
            told = cell[part.start : part.end]
            return unnamed_count(told, self._knowledge.unnamed, self._knowledge.relations) is not None
        return part.is_relation or not known.agree(part.head, name)

    def _parts(self, cell: str, least: int) -> Iterator[_Part]:
        """Yield the parts of a cell that may name another: what is in brackets, behind a relation, or beside a whole name."""
        end = 0
        for bracket in [*_BRACKETS.finditer(cell), None]:
            upto = bracket.start() if bracket else len(cell)
            yield from self._outside(cell, end, upto, least)
            if bracket:
                end = bracket.end()
                related = self._relation.search(bracket[1]) is not None
                yield _Part(
                    start=bracket.start(1), end=bracket.end(1), head=cell[: bracket.start()].strip(),
                    is_bracketed=True, is_relation=related,
                )  # fmt: skip

    def _outside(self, cell: str, start: int, end: int, least: int) -> Iterator[_Part]:
        starts = [found.start() for found in self._relation.finditer(cell, start, end)]
        for piece in _PIECE.finditer(cell, start, min([*starts, end])):
            head = cell[: piece.start()].strip(" ,;/|–—-")
            if len(_WORD.findall(head)) >= least:
                yield _Part(start=piece.start(), end=piece.end(), head=head)
        for at, upto in itertools.pairwise([*starts, end]):
            yield _Part(start=at, end=upto, head=cell[:at].strip(" ,;/|–—-"), is_relation=True)

    def _names_in(self, cell: str, part: _Part) -> Iterator[tuple[int, int, str]]:
        """Yield what may be the name of another: words side by side that each begin as a word of some name does."""
        words = [
            (found.start(), found.end(), self._may_be(found[0]))
            for found in _WORD.finditer(cell, part.start, part.end)
        ]
        for at in range(len(words)):
            for upto in range(at + 2, min(at + _LONGEST_NAME, len(words)) + 1):
                run = words[at:upto]
                if all(may_be for _, _, may_be in run):
                    yield run[0][0], run[-1][1], " ".join(cell[start:end] for start, end, _ in run)

    def _may_be(self, word: str) -> bool:
        return _beginning(word) in self._begins or len(word.rstrip(".")) == 1


class _Known:
    """Names that were read, and which of them may be one."""

    def __init__(self, names: Sequence[str], knowledge: Knowledge, frequencies: NameFrequencies) -> None:
        self._index: NameIndex = index_names(sorted(set(names)), knowledge, frequencies)
        self._code = {name: at for at, name in enumerate(self._index.names)}

    def roles(self, names: Iterable[str], role_of: Mapping[str, str]) -> dict[str, str]:
        """Return the role of whoever of others a name may be; only those who share the sound of a word are compared."""
        by_key: dict[str, list[str]] = {}
        for other in role_of:
            for key in self._keys(other):
                by_key.setdefault(key, []).append(other)
        found = {}
        for name in sorted(names):
            near = dict.fromkeys(other for key in sorted(self._keys(name)) for other in by_key.get(key, ()))
            same = next((other for other in near if self.agree(name, other)), None)
            if same is not None:
                found[name] = role_of[same]
        return found

    def agree(self, one: str, other: str) -> bool:
        """Say whether two names agree in two parts at the least and differ in none."""
        levels = self._index.compare(self._code[one], self._code[other])
        if levels is None:
            return False
        told = [levels.surname, levels.given, levels.father]
        return APART.isdisjoint(told) and sum(level is not Level.MISSING for level in told) > 1

    def _keys(self, name: str) -> set[str]:
        """Return how the longest-lived word of a name sounds: the surname, else the given name."""
        keys = set()
        for reading in self._index.readings[self._code[name]]:
            kind, word = ("surname", reading.surname) if reading.surname else ("given", reading.given)
            if word is not None:
                keys |= {*self._index.tokens[kind, word].keys}
        return keys


def _cut(text: str, part: _Part, spans: Sequence[tuple[int, int, str]]) -> str:
    """Return a cell with the role in place of a name; outside brackets in brackets, which no reader takes for a part of the name."""
    start, end = min(start for start, _, _ in spans), max(end for _, end, _ in spans)
    told = f"{HIDDEN}, role: {' and '.join(dict.fromkeys(role for _, _, role in spans))}"
    if not _WORD.search(part.head):
        # Nobody but the other is named: what is left («сын») says so.
        return f"{text[:start].rstrip()}{text[end:]}"
    if part.is_bracketed:
        return f"{text[:start]}{told}{text[end:]}"
    return f"{part.head} ({told}){text[end:]}"


def _beginning(word: str) -> str:
    return plain(word)[:_BEGINNING]


def _relations(knowledge: Knowledge) -> str:
    """Return a pattern for the words that tell somebody by a relative (сын, wife of), or that such a word may stand for (brother)."""
    people = {form for form, (kind, _) in knowledge.unnamed.items() if kind == "person"}
    forms = {unicodedata.normalize("NFC", form) for form in knowledge.relations | people}
    either = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    return rf"(?i:\b(?:{either})\b)"
