"""Distinct names -> ReadingColumns: Python once per distinct word and pattern of words, the rest in columns.

Every name gets exactly the readings that ``read_name`` or ``read_parts`` gives it alone; the few names in which two different words
may be the same name, fill a role in two ways, or are one given name, are read by these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import Whole, coded, distinct, number_rows
from resolver.names.articles import SurnameStands
from resolver.names.cases import heard_of
from resolver.names.clean import CleanName, clean_name
from resolver.names.columns import KIND_OF_ROLE, KINDS, SEXES, ReadingColumns
from resolver.names.doubles import hold_doubles
from resolver.names.kinds import Kind, kind_of_word
from resolver.names.knowledge import Knowledge
from resolver.names.patterns import Assigned, Candidate, Slot, Ways, assigned, candidates, declined, filled
from resolver.names.pieces import Pieces
from resolver.names.ragged import (
    Numbers,
    Ragged,
    join_columns,
    number_lists,
    place_in_list,
    ranges,
    starts_of,
)
from resolver.names.readings import (
    MAX_READINGS,
    ROLES,
    NameParts,
    Reading,
    has_other_names,
    read_parts,
    readings_of,
)
from resolver.names.roles import exchange_cost, roles_in_column
from resolver.names.tokens import kind_of_role
from resolver.names.words import CleanNames, Words, clean_names, tokens_of_names, words_of_names

SEPARATOR = "\u001f"
"""Joins into one text the surname, given name, father's and grandfather's name of a name kept in columns of its own, or a whole name and the
father's and grandfather's that are kept beside it.
"""
_PARTS_APART, _BESIDE_APART = len(ROLES) - 1, len(ROLES) - 2
_Tag = Kind | str
"""What decides the role of a word: its kind or, of a part in a column of its own, the name of its role."""


def read_any(name: str, knowledge: Knowledge) -> tuple[CleanName, tuple[Reading, ...]]:
    """Read a name in one text, or one joined from its parts by ``SEPARATOR``.

    >>> from resolver.names.knowledge import load_knowledge
    >>> beside = SEPARATOR.join(["Тестов Игнат", "Ильич", ""])
    >>> read_any(beside, load_knowledge())[1][0].told
    "surname тестов, given name игнат, father's name илья"
    """
    if name.count(SEPARATOR) == _BESIDE_APART:
        return _read_beside(*name.split(SEPARATOR), knowledge=knowledge)
    if name.count(SEPARATOR) != _PARTS_APART:
        cleaned = clean_name(name, knowledge)
        return cleaned, readings_of(cleaned, knowledge)
    told = [part or None for part in name.split(SEPARATOR)]
    cleaned = clean_name(" ".join(filter(None, told)), knowledge)
    surname, given, father, grandfather = told
    parts = NameParts(surname=surname, given_name=given, patronymic=father, grandfather=grandfather)
    return cleaned, read_parts(parts, knowledge)


def _read_beside(name: str, *ancestors: str, knowledge: Knowledge) -> tuple[CleanName, tuple[Reading, ...]]:
    told: dict[str, str] = {}
    for role, text in zip(_ANCESTORS, ancestors, strict=True):
        told |= roles_in_column(role, clean_name(text, knowledge).tokens, knowledge)
    cleaned = clean_name(name, knowledge)
    return cleaned, readings_of(cleaned, knowledge, told)


_ANCESTORS = ROLES[2:]


def read_names(names: Sequence[str], knowledge: Knowledge) -> tuple[CleanNames, ReadingColumns]:
    """Read distinct names all at once.

    >>> from resolver.names.knowledge import load_knowledge
    >>> clean, readings = read_names(["Станислав Матвеев", "Матвеевым Станиславом"], load_knowledge())
    >>> [found[0].surname for found in readings]
    ['матвеев', 'матвеев']
    """
    parted = _parted(names)
    pieces = Pieces(knowledge)
    words = words_of_names(parted.whole, knowledge, pieces, others=parted.in_parts)
    of_parts = _words_of_parts(parted.parts, words.numbers, knowledge, pieces)
    patterned = _assign(_tagged(words, parted.codes, of_parts, knowledge))
    del pieces
    slots = _fill(patterned, knowledge)
    found, is_doubtful = _choose(slots, patterned)
    is_doubtful[[code for code, name in words.clean.whole.items() if has_other_names(name)]] = True
    is_doubtful |= hold_doubles(words.of_name, words.numbers, knowledge)
    doubtful = np.flatnonzero(is_doubtful).tolist()
    alone = {code: read_any(names[code], knowledge)[1] for code in doubtful}
    return words.clean, _columns(_without(found, doubtful), alone, slots, len(names))


def clean_again(names: Sequence[str], knowledge: Knowledge) -> CleanNames:
    """Return distinct names without what is no name, as ``read_names`` does.

    >>> from resolver.names.knowledge import load_knowledge
    >>> clean_again(["сержант Матвеев"], load_knowledge())[0].extracted
    (('rank', 'сержант'),)
    """
    return clean_names(_parted(names).whole, knowledge)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Parted:
    """Names as one text each, and parts by role of those with ``codes``; all words of those ``in_parts`` stand in columns of their own."""

    whole: pl.Series
    in_parts: NDArray[np.int64]
    codes: NDArray[np.int64]
    parts: pl.Series


def _parted(names: Sequence[str]) -> _Parted:
    column = pl.Series(names, dtype=pl.String)
    apart = column.str.count_matches(SEPARATOR, literal=True)
    in_parts, beside = apart == _PARTS_APART, apart == _BESIDE_APART
    joined = column.filter(in_parts).str.split(SEPARATOR)
    joined = joined.list.eval(pl.element().filter(pl.element() != "")).list.join(" ")
    before = f"^[^{SEPARATOR}]*"
    return _Parted(
        whole=_put(_put(column, in_parts, joined), beside, column.filter(beside).str.extract(f"({before})")),
        in_parts=np.flatnonzero(in_parts.to_numpy()),
        codes=np.flatnonzero((in_parts | beside).to_numpy()),
        # A whole name takes the place of surname and given name.
        parts=_put(column, beside, column.filter(beside).str.replace(before, SEPARATOR))
        .filter(in_parts | beside)
        .str.split(SEPARATOR),
    )


def _put(column: pl.Series, where: pl.Series, values: pl.Series) -> pl.Series:
    """Return a column with some values replaced."""
    return column.clone().scatter(where.arg_true(), values) if len(values) else column


# --- roles, once per pattern of words ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tagged:
    """The words of names, as numbers into ``numbers``, and what decides the role of each, as numbers into ``tags``.

    ``exchange`` is what it costs to take the parts of a name in the place of one another, 0 where they are not.
    """

    numbers: Numbers[str]
    words: Ragged
    tag_of: Ragged
    surname_stands: NDArray[np.int64]
    exchange: NDArray[np.int64]
    tags: Sequence[_Tag]


def _tagged(
    words: Words, codes: NDArray[np.int64], of_parts: NDArray[np.int64], knowledge: Knowledge
) -> _Tagged:
    """Tag words by their kind; behind them, by their role, stand the parts of names that are kept in columns of their own."""
    tags = Numbers[_Tag]((part, at) for at, part in enumerate(ROLES))
    has = of_parts >= 0
    sizes = np.zeros(len(words.clean), dtype=np.int64)
    sizes[codes] = has.sum(axis=1)
    parts, roles = (
        Ragged(starts=starts_of(sizes), values=one) for one in (of_parts[has], np.nonzero(has)[1])
    )
    texts, tag_of_word = [*words.numbers], np.full(len(words.numbers) + 1, -1, dtype=np.int64)
    both = np.flatnonzero(has[:, :2].all(axis=1))
    untold = distinct(np.concatenate([words.of_name.values, of_parts[both, :2].ravel()])).tolist()
    for number in knowledge.alphabets.ahead(untold, lambda number: texts[number : number + 1]):
        tag_of_word[number] = tags[kind_of_word(texts[number], knowledge)]
    exchange = np.zeros(len(words.clean), dtype=np.int64)
    exchange[codes[both]] = _exchange(tag_of_word[of_parts[both, :2]], [*tags])
    return _Tagged(
        numbers=words.numbers,
        words=words.of_name.followed(parts),
        tag_of=words.of_name.map(tag_of_word).followed(roles),
        surname_stands=words.clean.surname_stands,
        exchange=exchange,
        tags=tuple(tags),
    )


def _exchange(kinds: NDArray[np.int64], tags: Sequence[_Tag]) -> NDArray[np.int64]:
    """Return what it costs to exchange the words in two columns, by their kinds, a row for each name; 0 where they are not."""
    number, first = number_rows([*kinds.T])
    costs = [exchange_cost(*(tags[one] for one in both)) or 0 for both in kinds[first].tolist()]
    return np.array(costs, dtype=np.int64)[number]


def _words_of_parts(
    parts: pl.Series, numbers: Numbers[str], knowledge: Knowledge, pieces: Pieces
) -> NDArray[np.int64]:
    """Return, for each name in columns of its own, the word that it has in each role; -1 for none."""
    found = np.full((len(parts), len(ROLES)), -1, dtype=np.int64)
    for at, role in enumerate(ROLES):
        codes, texts = coded(parts.list.get(at))
        tokens, words, _, _ = tokens_of_names(texts, knowledge, pieces)
        texts_of_part = ([words[one] for one in of_part] for of_part in tokens.lists())
        told = [roles_in_column(role, some, knowledge) for some in texts_of_part]
        for played in sorted({played for one in told for played in one}, key=ROLES.index):
            of_text = np.array(
                [numbers[one[played]] if played in one else -1 for one in told], dtype=np.int64
            )
            word = found[:, ROLES.index(played)]
            np.copyto(word, of_text[codes], where=of_text[codes] >= 0)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Patterned:
    """Names with the number of their pattern, and how words of each pattern are given roles."""

    tagged: _Tagged
    pattern: NDArray[np.int64]
    assigned: Sequence[Assigned]


def _assign(tagged: _Tagged) -> _Patterned:
    pattern, first = number_lists(
        tagged.tag_of, _repeats(tagged.words), tagged.surname_stands, tagged.exchange
    )
    found = []
    words, tags = tagged.words.take(first).lists(), tagged.tag_of.take(first).lists()
    for code, numbers, tag_numbers in zip(first.tolist(), words, tags, strict=True):
        of_name = tuple(tagged.tags[tag] for tag in tag_numbers)
        roles = tuple(tag for tag in of_name if isinstance(tag, str))
        kinds = tuple(tag for tag in of_name if not isinstance(tag, str))
        repeats = tuple(map(numbers.index, numbers))
        stands = SurnameStands(int(tagged.surname_stands[code]))
        exchange = int(tagged.exchange[code]) or None
        in_columns = roles and not kinds
        found.append(filled(roles, exchange) if in_columns else assigned(kinds, repeats, stands, roles))
    return _Patterned(tagged=tagged, pattern=pattern, assigned=found)


def _repeats(words: Ragged) -> NDArray[np.int64]:
    """Return a number for each way in which words of one name repeat; 0 where none does."""
    found = np.zeros(len(words.starts) - 1, dtype=np.int64)
    ordered = np.sort(np.repeat(np.arange(len(found)), words.sizes) << 32 | words.values)
    codes = distinct(ordered[1:][ordered[1:] == ordered[:-1]] >> 32)
    ways: dict[tuple[int, ...], int] = {}
    lists = words.take(codes).lists()
    found[codes] = [1 + ways.setdefault(tuple(map(one.index, one)), len(ways)) for one in lists]
    return found


# --- declension, once per word in a role ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Slots:
    """The filled slots of names one after another: which declined word stands in each; and all declined words.

    ``ways`` of a declined word is a number in ``distinct_ways``; its nominatives are numbers in ``texts`` of its kind, which are sorted.
    """

    starts: NDArray[np.int64]
    declined: NDArray[np.int64]
    ways: NDArray[np.int64]
    distinct_ways: Sequence[Ways]
    nominatives: Ragged
    texts: Mapping[str, Sequence[str]]


def _fill(patterned: _Patterned, knowledge: Knowledge) -> _Slots:
    of_pattern = [one.slots for one in patterned.assigned]
    first = starts_of(np.array([len(slots) for slots in of_pattern], dtype=np.int64))
    sizes = np.diff(first)[patterned.pattern]
    slot = ranges(first[:-1][patterned.pattern], sizes)
    flat = [one for slots in of_pattern for one in slots]
    word = _words_in(slot, np.repeat(patterned.tagged.words.starts[:-1], sizes), flat, patterned.tagged)
    kind = np.array([KINDS.index(kind_of_role(one.role)) for one in flat], dtype=np.int64)[slot]
    number, at = number_rows([kind, word])
    texts = list(patterned.tagged.numbers)
    words = ((KINDS[k], texts[w]) for k, w in zip(kind[at].tolist(), word[at].tolist(), strict=True))
    ahead = knowledge.alphabets.ahead(words, lambda one: heard_of(*one, knowledge))
    found = [(role, declined(role, text, knowledge)) for role, text in ahead]
    return _declined(starts_of(sizes), number, found)


def _words_in(
    slot: NDArray[np.int64], start: NDArray[np.int64], slots: Sequence[Slot], tagged: _Tagged
) -> NDArray[np.int64]:
    """Return the word in each filled slot; words joined in one slot are made here, once for each distinct combination."""
    ways = Numbers[tuple[tuple[int, str], ...]]()
    way = np.array([ways[one.places] for one in slots], dtype=np.int64)[slot]
    word = np.empty(len(slot), dtype=np.int64)
    for number, places in enumerate(ways):
        here = np.flatnonzero(way == number)
        columns = [tagged.words.values[start[here] + place] for place, _ in places]
        word[here] = join_columns(columns, tagged.numbers, [ending for _, ending in places])
    return word


def _declined(
    starts: NDArray[np.int64],
    number: NDArray[np.int64],
    found: Sequence[tuple[str, tuple[Ways, tuple[str, ...]]]],
) -> _Slots:
    texts = {
        kind: sorted({text for one, (_, texts) in found if one == kind for text in texts}) for kind in KINDS
    }
    rank = {kind: {text: at for at, text in enumerate(texts[kind])} for kind in KINDS}
    distinct_ways = Numbers[Ways]()
    ways = [distinct_ways[ways] for _, (ways, _) in found]
    return _Slots(
        starts=starts,
        declined=number,
        ways=np.array(ways, dtype=np.int64),
        distinct_ways=tuple(distinct_ways),
        nominatives=Ragged.of([[rank[kind][text] for text in texts] for kind, (_, texts) in found]),
        texts=texts,
    )


# --- readings, once per pattern of declension -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """Readings as rows: the name of each, its words by role (-1 is none), what it assumes."""

    names: NDArray[np.int64]
    words: NDArray[np.int32]
    costs: NDArray[np.int16]
    sexes: NDArray[np.uint8]
    cases: NDArray[np.uint8]
    has_second_names: NDArray[np.bool_]
    is_exchanged: NDArray[np.bool_]
    case_names: tuple[str, ...]


def _templates(slots: _Slots, patterned: _Patterned) -> tuple[NDArray[np.int64], list[Sequence[Candidate]]]:
    """Return the number of each name's template, and templates: the candidates that names declined alike have."""
    ways = Ragged(starts=slots.starts, values=slots.ways[slots.declined])
    template, first = number_lists(ways, patterned.pattern)
    templates: list[Sequence[Candidate]] = []
    for pattern, one in zip(patterned.pattern[first].tolist(), ways.take(first).lists(), strict=True):
        chosen = tuple(slots.distinct_ways[way] for way in one)
        templates.append(candidates(patterned.assigned[pattern], chosen))
    return template, templates


def _choose(slots: _Slots, patterned: _Patterned) -> tuple[_Found, NDArray[np.bool_]]:
    """Return the cheapest readings of names, and the names in which two candidates turn out to have the same words."""
    template, templates = _templates(slots, patterned)
    sizes = np.array([len(one) for one in templates], dtype=np.int64)
    name = np.repeat(np.arange(len(template)), sizes[template])
    candidate = ranges(starts_of(sizes)[:-1][template], sizes[template])
    flat = [one for candidates in templates for one in candidates]
    words = _words_of(flat, candidate, slots.starts[name], slots)
    case_names = ("nom", *sorted({one.case for one in flat} - {"nom"}))
    facts = np.array(
        [
            (
                one.cost,
                SEXES.index(one.first_gender),
                SEXES.index(one.gender),
                case_names.index(one.case),
                one.has_second_names,
                one.is_exchanged,
            )
            for one in flat
        ],
        dtype=np.int16,
    ).reshape(-1, 6)[candidate]
    doubtful = np.zeros(len(template), dtype=np.bool_)
    doubtful[name[_has_twin([name, *words])]] = True
    order = np.lexsort((facts[:, 1], words[1], words[0], facts[:, 3] > 0, facts[:, 0], name))
    kept = order[place_in_list(sizes[template]) < MAX_READINGS]
    return (
        _Found(
            names=name[kept],
            words=words[:, kept],
            costs=facts[kept, 0],
            sexes=facts[kept, 2].astype(np.uint8),
            cases=facts[kept, 3].astype(np.uint8),
            has_second_names=facts[kept, 4].astype(np.bool_),
            is_exchanged=facts[kept, 5].astype(np.bool_),
            case_names=case_names,
        ),
        doubtful,
    )


def _words_of(
    flat: Sequence[Candidate], candidate: NDArray[np.int64], start: NDArray[np.int64], slots: _Slots
) -> NDArray[np.int32]:
    """Return the nominative that each candidate reading has in each role, -1 for none."""
    words = np.full((len(ROLES), len(candidate)), -1, dtype=np.int32)
    for role in range(len(ROLES)):
        parts = [one.parts[role] or (-1, -1) for one in flat]
        slot, way = np.array(parts, dtype=np.int64).reshape(-1, 2)[candidate].T
        has = slot >= 0
        declined = slots.declined[start[has] + slot[has]]
        words[role, has] = slots.nominatives.values[slots.nominatives.starts[declined] + way[has]]
    return words


def _has_twin(columns: Sequence[Whole]) -> NDArray[np.bool_]:
    """Return which rows have a twin."""
    numbers, _ = number_rows([column + 1 for column in columns])
    return np.bincount(numbers)[numbers] > 1


def _without(found: _Found, codes: Sequence[int]) -> _Found:
    kept = ~np.isin(found.names, np.array(codes, dtype=np.int64))
    return replace(
        found,
        names=found.names[kept],
        words=found.words[:, kept],
        costs=found.costs[kept],
        sexes=found.sexes[kept],
        cases=found.cases[kept],
        has_second_names=found.has_second_names[kept],
        is_exchanged=found.is_exchanged[kept],
    )


def _columns(
    found: _Found, alone: Mapping[int, Sequence[Reading]], slots: _Slots, name_count: int
) -> ReadingColumns:
    """Put together readings found in columns and those of names read one by one; number the words that are left."""
    single = [(code, one) for code, readings in alone.items() for one in readings]
    texts, words = _renumbered(found.words, [one for _, one in single], slots.texts)
    names = np.concatenate([found.names, np.array([code for code, _ in single], dtype=np.int64)])
    order = np.argsort(names, kind="stable")
    case_names = tuple(dict.fromkeys([*found.case_names, *(one.case for _, one in single)]))
    sexes = np.array([SEXES.index(one.gender) for _, one in single], dtype=np.uint8)
    cases = np.array([case_names.index(one.case) for _, one in single], dtype=np.uint8)
    costs = np.array([one.cost for _, one in single], dtype=np.int16)
    seconds = np.array([one.has_second_names for _, one in single], dtype=np.bool_)
    exchanged = np.array([one.is_exchanged for _, one in single], dtype=np.bool_)
    return ReadingColumns(
        starts=starts_of(np.bincount(names, minlength=name_count)),
        tokens=words[:, order],
        costs=np.concatenate([found.costs, costs])[order],
        sexes=np.concatenate([found.sexes, sexes])[order],
        cases=np.concatenate([found.cases, cases])[order],
        has_second_names=np.concatenate([found.has_second_names, seconds])[order],
        is_exchanged=np.concatenate([found.is_exchanged, exchanged])[order],
        case_names=case_names,
        texts=texts,
    )


def _renumbered(
    words: NDArray[np.int32], single: Sequence[Reading], texts: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[str]], NDArray[np.int32]]:
    """Return the words that readings hold, sorted by kind, and their numbers by role: columns first, then single readings."""
    kept: dict[str, list[str]] = {}
    numbered = np.full((len(ROLES), words.shape[1] + len(single)), -1, dtype=np.int32)
    for number, kind in enumerate(KINDS):
        roles = [at for at, one in enumerate(KIND_OF_ROLE) if one == number]
        said = [[getattr(one, ROLES[role]) for one in single] for role in roles]
        used = distinct(words[roles].ravel())
        held = {texts[kind][one] for one in used.tolist() if one >= 0}
        kept[kind] = sorted(held.union(text for one in said for text in one if text is not None))
        rank = {text: at for at, text in enumerate(kept[kind])}
        rank_of = np.array([rank.get(text, -1) for text in texts[kind]] + [-1], dtype=np.int32)
        for role, one_said in zip(roles, said, strict=True):
            alone = [-1 if text is None else rank[text] for text in one_said]
            numbered[role] = np.concatenate([rank_of[words[role]], np.array(alone, dtype=np.int32)])
    return kept, numbered
