"""VALUES + NameIndex -> keys: a 64-bit number for every value of every part of a key, expanded with arrays, not row by row."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.names.index import NameIndex, name_keys
from resolver.names.namekeys import BETWEEN, FEWEST_LETTERS, LEFT_OUT_OF, OF_WORD, BothTexts
from resolver.names.ragged import Ragged, ranges, starts_of
from resolver.stages.block.rowtexts import RowTexts
from resolver.stages.block.rules import NAME_PARTS, ROW_PARTS

Whole = TypeVar("Whole", np.uint32, np.int64)
Keys = NDArray[np.uint64]
Rows = NDArray[np.uint32]
Sides = NDArray[np.bool_]
VALUES_AT_ONCE = 2_000_000
"""About so many values of the first part of a key are combined with others at once: memory does not grow with their number."""
SILENT = ""
"""What a mention that says nothing shares with all others that say nothing, when a large block is cut."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Blockable:
    """What blocking looks at: one row per mention that may be paired, with the code of its name (-1 for somebody without one).

    ``row_parts`` holds, for each part of a row's key, its values by row number: a row may have several. Where ``is_reference``
    says, by row number, which mentions are those of a reference, only pairs of one of them with another are made.
    """

    rows: Rows
    name_codes: NDArray[np.int32]
    is_weak: NDArray[np.bool_]
    names: NameIndex
    row_parts: Mapping[str, Mapping[int, tuple[str, ...]]]
    is_reference: Sides | None = None
    _row_tables: dict[str, "_Table"] = field(default_factory=dict, init=False, repr=False)
    _reading_tables: dict[str, "_Table"] = field(default_factory=dict, init=False, repr=False)

    def keyed(self, parts: Sequence[str]) -> Iterator[tuple[Rows, Keys]]:
        """Yield (row, key) for every value of the combined key, sorted by key then row, each once; of very many a share at a time.

        Parts of a name are combined within one of its readings only. No key falls to two shares.
        """
        of_name = [part for part in parts if part in NAME_PARTS]
        count = sum(len(self._reading_table(part).numbers) for part in of_name[:1])
        shares = max(-(-count // VALUES_AT_ONCE), 1)
        for share in range(shares):
            yield self._keyed(parts, *self._of_names(of_name, share, shares))

    def _keyed(self, parts: Sequence[str], places: NDArray[np.int64], keys: Keys) -> tuple[Rows, Keys]:
        """Combine keys of names with every value of the parts of their rows."""
        for part in parts:
            if part in ROW_PARTS:
                owners, keys = self._row_table(part).expand(self.rows[places], keys)
                places = places[owners]
        return sorted_once(self.rows[places], keys)

    def refined(self, rows: Rows, keys: Keys, part: str) -> tuple[NDArray[np.int64], Keys]:
        """Cut blocks by one more part: return for each new key the place in ``rows`` it belongs to, and the key.

        Rows that are silent about the part stay together.
        """
        if part in ROW_PARTS:
            return self._row_table(part).expand(rows, keys, silent=True)
        codes = np.zeros(int(self.rows.max(initial=0)) + 1, dtype=np.int64)
        codes[self.rows] = self.name_codes
        return self._code_table(part).expand(codes[rows], keys, silent=True)

    def texts_of(self, row: int, parts: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield every combined key of one row as its number and its texts: for people to read."""
        of_name = [part for part in parts if part in NAME_PARTS]
        of_row = [part for part in parts if part in ROW_PARTS]
        code = int(self.name_codes[int(np.flatnonzero(self.rows == row)[0])])
        readings = list(name_keys(self.names, code)) if of_name and code >= 0 else [] if of_name else [{}]
        for reading in readings:
            choices = [tuple(sorted(reading.get(part, ()))) for part in of_name]
            choices += [self.row_parts[part].get(row, ()) for part in of_row]
            for texts in product(*choices):
                key = np.zeros(1, dtype=np.uint64)
                for text in texts:
                    key = mixed(key, np.array([number_of(text)], dtype=np.uint64))
                yield int(key[0]), texts

    def _of_names(self, parts: Sequence[str], share: int, shares: int) -> tuple[NDArray[np.int64], Keys]:
        """Return for each combination of name parts the place of its row, and its key; where readings share one, several times.

        The values of the first part are dealt into ``shares``, and those of one are combined.
        """
        if not parts:
            return np.arange(len(self.rows)), np.zeros(len(self.rows), dtype=np.uint64)
        first, *others = map(self._reading_table, parts)
        readings, keys = first.each(share, shares)
        for table in others:
            owners, keys = table.expand(readings, keys)
            readings = readings[owners]
        # Readings stand in the order of their names, and what they give is sorted once for all rows.
        by_code = _Table.of_sorted(self._code_of_reading[readings], keys, count=len(self.names.names) + 1)
        return by_code.expand(
            self.name_codes.astype(np.int64), np.zeros(len(self.rows), dtype=np.uint64), mix=False
        )

    @cached_property
    def _code_of_reading(self) -> NDArray[np.int64]:
        starts = self.names.readings.starts
        return np.repeat(np.arange(len(starts) - 1), np.diff(starts))

    def _reading_table(self, part: str) -> "_Table":
        """Return the values of one part for each reading of each name."""
        if part not in self._reading_tables:
            made = self._of_words(part) if part in OF_WORD else self._of_two_words(part)
            self._reading_tables[part] = made
        return self._reading_tables[part]

    def _of_words(self, part: str) -> "_Table":
        found = numbers_of_words(self.names, part)
        of_reading = found.of_word.take(found.words)
        return _Table(numbers=found.numbers[of_reading.values], starts=of_reading.starts)

    def _of_two_words(self, part: str) -> "_Table":
        column = self.names.key_column(part)
        return _Table(
            numbers=numbers_of(column.texts)[column.of_reading.values], starts=column.of_reading.starts
        )

    def _code_table(self, part: str) -> "_Table":
        """Return the values of one part for each name, whatever its readings are."""
        table = self._reading_table(part)
        codes = np.repeat(self._code_of_reading, np.diff(table.starts))
        codes, numbers = sorted_once(codes, table.numbers)
        return _Table.of_sorted(*_by_owner(codes, numbers), count=len(self.names.names) + 1)

    def _row_table(self, part: str) -> "_Table":
        if part not in self._row_tables:
            self._row_tables[part] = _Table.of_texts(
                RowTexts.of(self.row_parts[part]), int(self.rows.max(initial=0)) + 1
            )
        return self._row_tables[part]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordNumbers:
    """What words give to one part of a key, as numbers; which of them each word gives, and the word of each reading (the last is none)."""

    numbers: Keys
    of_word: Ragged
    words: NDArray[np.integer]


def numbers_of_words(names: NameIndex, part: str) -> WordNumbers:
    """Return what the words of names give to a part of a key that is one word's."""
    found = names.word_keys(LEFT_OUT_OF.get(part, part))
    if part not in LEFT_OUT_OF:
        return WordNumbers(numbers=numbers_of(found.listed()), of_word=found.of_word, words=found.words)
    numbers, of_text = with_letters_left_out(found.listed())
    return WordNumbers(numbers=numbers, of_word=found.of_word.join(of_text), words=found.words)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    """Several numbers per owner, end to end: those of owner ``n`` begin at ``starts[n]``.

    A table by name has one owner more, without a number: the code -1 stands for it.
    """

    numbers: Keys
    starts: NDArray[np.int64]

    @classmethod
    def of_texts(cls, texts: RowTexts, count: int) -> "_Table":
        """Return the numbers of texts by owner, of those below ``count``; few owners need have any."""
        here = texts.rows < count
        sizes = np.bincount(texts.rows[here], minlength=count)
        return cls(numbers=numbers_of(texts.texts)[texts.codes[here]], starts=starts_of(sizes))

    @classmethod
    def of_sorted(cls, owners: NDArray[np.int64], numbers: Keys, *, count: int) -> "_Table":
        return cls(numbers=numbers, starts=np.searchsorted(owners, np.arange(count + 1)))

    def each(self, share: int, shares: int) -> tuple[NDArray[np.integer], Keys]:
        """Return the owner of each number of one share, and the key that begins with the number."""
        owners = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        numbers = self.numbers
        if shares > 1:
            # Numbers are spread evenly, so that shares are as large as one another.
            width = (1 << 64) // shares
            least, most = share * width, (share + 1) * width - 1 if share + 1 < shares else (1 << 64) - 1
            here = np.flatnonzero((numbers >= np.uint64(least)) & (numbers <= np.uint64(most)))
            owners, numbers = owners[here], numbers[here]
        return owners, mixed(np.zeros(1, dtype=np.uint64), numbers)

    def expand(
        self, owners: NDArray[np.integer], keys: Keys, *, silent: bool = False, mix: bool = True
    ) -> tuple[NDArray[np.int64], Keys]:
        """Combine each key with every number of its owner; return the place of the key each came from, and the new keys."""
        sizes = (self.starts[1:] - self.starts[:-1])[owners]
        if silent:
            return self._expand_silent(owners, keys, sizes)
        if len(sizes) and sizes.min() == sizes.max() == 1:
            places, numbers = np.arange(len(keys)), self.numbers[self.starts[owners]]
        else:
            places, numbers = (
                np.repeat(np.arange(len(keys)), sizes),
                self.numbers[ranges(self.starts[owners], sizes)],
            )
        return places, mixed(keys[places], numbers) if mix else numbers

    def _expand_silent(
        self, owners: NDArray[np.integer], keys: Keys, sizes: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], Keys]:
        """Do so, with one key besides for all whose owners have no number."""
        repeats = np.maximum(sizes, 1)
        places = np.repeat(np.arange(len(keys)), repeats)
        says = sizes[places] > 0
        numbers = np.full(len(places), number_of(SILENT), dtype=np.uint64)
        numbers[says] = self.numbers[ranges(self.starts[owners], sizes)]
        return places, mixed(keys[places], numbers)


def _by_owner(owners: NDArray[np.int64], numbers: Keys) -> tuple[NDArray[np.int64], Keys]:
    """Return numbers that are in order by their owners."""
    order = np.argsort(owners, kind="stable")
    return owners[order], numbers[order]


def number_of(text: str) -> int:
    """Return 64 bits that stand for a text: the same on every machine and beside whatever other texts."""
    return int(numbers_of([text])[0])


def numbers_of(texts: Iterable[str]) -> Keys:
    """Return ``number_of`` each text: eight letters after eight letters are stirred in, of many texts at once."""
    if isinstance(texts, BothTexts):
        return _numbers_of_both(texts)
    left = iter(texts)
    parts = [_numbers_of_some([])]
    while some := [*islice(left, TEXTS_AT_ONCE)]:
        parts.append(_numbers_of_some(some))
    return np.concatenate(parts)


def _numbers_of_some(texts: Sequence[str]) -> Keys:
    written = [*map(str.encode, texts)]
    sizes = np.fromiter(map(len, written), dtype=np.uint64, count=len(written))
    for at in np.flatnonzero(sizes > _LONG).tolist():
        written[at] = hashlib.blake2b(written[at], digest_size=_LONG).digest()
    return _numbers_of_bytes(_in_rows(written), sizes)


def _numbers_of_both(both: BothTexts) -> Keys:
    """Return the numbers of texts of two words, put together from the bytes of the words and not as texts."""
    written = [*map(str.encode, both.texts)]
    sizes = np.fromiter(map(len, written), dtype=np.int64, count=len(written))
    words = _in_rows([one[:_LONG] for one in written])
    numbers = np.empty(len(both), dtype=np.uint64)
    for start in range(0, len(both), TEXTS_AT_ONCE):
        low, high = (end[start : start + TEXTS_AT_ONCE] for end in both.ends)
        both_sizes = sizes[low] + len(BETWEEN) + sizes[high]
        short = np.flatnonzero(both_sizes <= _LONG)
        rows = _joined(words, sizes, low[short], high[short])
        numbers[start + short] = _numbers_of_bytes(rows, both_sizes[short].astype(np.uint64))
        long = start + np.flatnonzero(both_sizes > _LONG)
        numbers[long] = _numbers_of_some([both[at] for at in long.tolist()])
    return numbers


def _joined(
    words: NDArray[np.uint8], sizes: NDArray[np.int64], low: NDArray[np.integer], high: NDArray[np.integer]
) -> NDArray[np.uint8]:
    """Return rows of the bytes of two words each and what stands between them."""
    width = words.shape[1]
    rows = np.zeros((len(low), 2 * width + 8), dtype=np.uint8)
    first = sizes[low]
    for size in distinct(first).tolist():
        here, end = np.flatnonzero(first == size), size + len(BETWEEN)
        rows[here, :size] = words[low[here], :size]
        rows[here, size:end] = np.frombuffer(BETWEEN.encode(), dtype=np.uint8)
        rows[here, end : end + width] = words[high[here]]
    return rows


def with_letters_left_out(texts: Sequence[str]) -> tuple[Keys, Ragged]:
    """Return numbers of texts and of each long enough text with one letter left out, and which of them each text has.

    They are those of ``surname_typo``, each once for a text.

    >>> numbers, of_text = with_letters_left_out(["anna", "annas"])
    >>> [len(found) for found in of_text.lists()], numbers.tolist()[2] == number_of("nnas")
    ([1, 5], True)
    """
    owners, numbers = _shorter(texts)
    owners, numbers = np.append(np.arange(len(texts)), owners), np.append(numbers_of(texts), numbers)
    order = np.argsort(owners, kind="stable")
    starts = starts_of(np.bincount(owners, minlength=len(texts)))
    return numbers[order], Ragged(starts=starts, values=np.arange(len(order)))


def _shorter(texts: Sequence[str]) -> tuple[NDArray[np.int64], Keys]:
    """Return the numbers of texts with one letter left out, and whose each is: of texts of usual letters place after place."""
    written = [*map(str.encode, texts)]
    sizes = np.fromiter(map(len, written), dtype=np.int64, count=len(written))
    is_plain = (sizes <= _LONG) & np.fromiter(map(str.isascii, texts), dtype=np.bool_, count=len(texts))
    plain = np.flatnonzero(is_plain & (sizes >= FEWEST_LETTERS))
    rows, sizes = _in_rows([written[at] for at in plain.tolist()]), sizes[plain]
    owners, numbers = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.uint64)]
    for place in range(int(sizes.max(initial=0))):
        # Of a letter that is doubled it does not matter which is left out.
        is_new = (rows[:, place] != rows[:, place - 1]) if place else True
        some = np.flatnonzero((sizes > place) & is_new)
        shorter = rows[some]
        shorter[:, place:-1], shorter[:, -1] = shorter[:, place + 1 :], 0
        owners.append(plain[some])
        numbers.append(_numbers_of_bytes(shorter, (sizes[some] - 1).astype(np.uint64)))
    for at in np.flatnonzero(~is_plain).tolist():
        others = _each_shorter(texts[at])
        owners.append(np.full(len(others), at))
        numbers.append(numbers_of(others))
    return np.concatenate(owners), np.concatenate(numbers)


def _each_shorter(text: str) -> list[str]:
    if len(text) < FEWEST_LETTERS:
        return []
    return sorted({text[:place] + text[place + 1 :] for place in range(len(text))})


def _in_rows(written: Sequence[bytes]) -> NDArray[np.uint8]:
    """Return texts as rows of bytes, filled up with zeros to a whole number of eight."""
    width = -(-max(map(len, written), default=1) // 8) or 1
    return np.array(written, dtype=f"S{8 * width}").view(np.uint8).reshape(len(written), 8 * width)


def _numbers_of_bytes(rows: NDArray[np.uint8], sizes: NDArray[np.uint64]) -> Keys:
    words = rows.view(np.dtype("<u8"))
    numbers = sizes.copy()
    for place in range(words.shape[1]):
        more = words[:, place] != 0
        numbers[more] = mixed(numbers[more], words[more, place].astype(np.uint64))
    return mixed(numbers, numbers)


TEXTS_AT_ONCE = 100_000
"""Of so many texts the letters stand in memory at once."""
_LONG = 32
"""Of texts with more bytes than this a digest of so many is taken instead."""


def mixed(keys: Keys, numbers: Keys) -> Keys:
    """Return one number for a key and one more part of it, stirred so that no two combinations are likely to meet.

    The order of parts counts (Steele, Lea & Flood 2014, the finaliser of SplitMix).
    """
    with np.errstate(over="ignore"):
        stirred = keys * np.uint64(0x9E3779B97F4A7C15) + numbers
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            stirred ^= stirred >> np.uint64(shift)
            stirred *= np.uint64(factor)
        stirred ^= stirred >> np.uint64(31)
        return stirred


def sorted_once(rows: NDArray[Whole], keys: Keys) -> tuple[NDArray[Whole], Keys]:
    """Return rows and keys sorted by key then row, each combination once."""
    order = by_key_then_row(rows, keys)
    rows, keys = rows[order], keys[order]
    if not len(rows):
        return rows, keys
    is_new = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    is_new[1:] |= rows[1:] != rows[:-1]
    return rows[is_new], keys[is_new]


def by_key_then_row(rows: NDArray[Whole], keys: Keys) -> NDArray[np.int64]:
    """Return the order by key, then by row: what ``numpy.lexsort`` says, several times as quick where rows rise already.

    Numbers alone sort quickest: so the first bits of a key are sorted with the place that it came from in the last ones.

    >>> by_key_then_row(np.array([4, 5, 6]), np.array([9, 2, 9], dtype=np.uint64)).tolist()
    [1, 0, 2]
    """
    if (rows[1:] < rows[:-1]).any():
        return np.lexsort((rows, keys))
    places = np.uint64((1 << len(keys).bit_length()) - 1)
    packed = keys & ~places
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    packed &= places
    order = packed.view(np.int64)
    found = keys[order]
    if (found[1:] < found[:-1]).any():
        # Keys that only differ in their last bits stand in the order of their places: few, if any, and so this is soon done.
        order = order[np.argsort(found, kind="stable")]
    return order


def runs(keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each run of equal keys begins and how long it is."""
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    return starts, np.diff(np.r_[starts, len(keys)])


# --- from tables ------------------------------------------------------------------------------------------------------


def blockable_of(
    values: pl.DataFrame, names: NameIndex, texts: Mapping[str, Mapping[int, tuple[str, ...]]]
) -> Blockable:
    """Gather what blocking looks at from VALUES, its rows rising, and the texts of further columns by row.

    Somebody without a name can be found by a day of birth or a number; a group of people without names cannot.
    """
    single = values.filter((pl.col("name_code") >= 0) | (pl.col("group_size") == 1))
    parts: dict[str, Mapping[int, tuple[str, ...]]] = {
        "birth_year": _years(single),
        "birth_day": _days(single, "birth"),
        "death_day": _days(single, "death"),
    }
    return Blockable(
        rows=single["row"].to_numpy(),
        name_codes=single["name_code"].to_numpy(),
        is_weak=single["completeness"].is_in(["surname", "given"]).to_numpy(),
        names=names,
        row_parts={part: texts.get(part, {}) for part in ROW_PARTS} | parts,
    )


def _years(single: pl.DataFrame) -> RowTexts:
    """Return the birth years of a mention; an age or a range of up to four years gives several."""
    low, high = pl.col("birth_low").dt.year(), pl.col("birth_high").dt.year()
    born = (
        single.filter((high - low) <= MOST_YEARS)
        .select("row", year=pl.int_ranges(low, high + 1))
        .explode("year")
    )
    return RowTexts.of_column(born["row"], born["year"].cast(pl.String))


MOST_YEARS = 4
"""Whoever may have been born within more years than this is not looked for by year."""


def _days(single: pl.DataFrame, event: str) -> RowTexts:
    exact = single.filter(pl.col(f"{event}_low") == pl.col(f"{event}_high"))
    return RowTexts.of_column(exact["row"], exact[f"{event}_low"].cast(pl.String))
