"""VALUES + NameIndex -> PAIRS: bring together the mentions that some rule gives a key in common.

Keys are 64-bit numbers; a rule sorts them, counts its pairs before making them, and expands the runs of equal keys. A block that
is too large is cut by the rule's next key and reported, never silently dropped.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver import native
from resolver.distinct import are_among, distinct
from resolver.errors import UsageError
from resolver.packed import ROWS_AT_ONCE, Packed
from resolver.rowpairs import as_numbers, ends_of, numbers_of
from resolver.stages.block.keys import Blockable, Keys, Rows, Sides, blockable_of, runs
from resolver.stages.block.rowtexts import RowTexts
from resolver.stages.block.rules import (
    NAME_PARTS,
    ROW_PARTS,
    BlockingRule,
    BlockingRules,
    read_blocking_rules,
)

__all__ = [
    "NAME_PARTS",
    "ROW_PARTS",
    "BlockReport",
    "Blockable",
    "Blocked",
    "BlockingRule",
    "BlockingRules",
    "RowTexts",
    "RuleReport",
    "block",
    "blockable_of",
    "expand",
    "expand_across",
    "in_step",
    "read_blocking_rules",
    "stamped_pairs",
]

Bits = NDArray[np.uint32] | NDArray[np.uint64]
SHOWN_BLOCKS = 3
"""How many of the largest blocks of a rule are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """What one rule did.

    ``new_pair_count`` are the pairs no rule before it found, ``only_pair_count`` those that no other rule finds at all;
    ``unmade_pair_count`` are pairs in blocks that stayed too large to the end.
    """

    rule: str
    pair_count: int
    new_pair_count: int
    only_pair_count: int
    largest_block: int
    cut_block_count: int
    unmade_pair_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockReport:
    """One of the largest blocks of a rule: its key, how many mentions share it, by what it was cut, what stayed unmade."""

    rule: str
    key: str
    mention_count: int
    example_row: int
    cut_by: str
    unmade_pair_count: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocked:
    """PAIRS in the order of their rows, and which rules found each: bit ``n`` of their column ``found_by`` stands for rule ``n``."""

    pairs: Packed
    reports: tuple[RuleReport, ...]
    blocks: tuple[BlockReport, ...]

    @property
    def pair_count(self) -> int:
        """Return how many pairs were made."""
        return sum(report.new_pair_count for report in self.reports)

    def only(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> "Blocked":
        """Return the same of some pairs alone; what is told of rules and blocks stays."""
        wanted = distinct(as_numbers(left, right))

        def are_wanted(batch: pl.DataFrame) -> pl.Series:
            return pl.Series(are_among(numbers_of(batch), wanted), dtype=pl.Boolean)

        return replace(self, pairs=Packed.of([self.pairs.matching(are_wanted)]))

    def rules_of(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.uint64]:
        """Return which rules found each of some pairs, as bits; none for a pair that was not made."""
        wanted = as_numbers(left, right)
        found = np.zeros(len(wanted), dtype=np.uint64)
        for batch in self.pairs.batches() if self.pairs.height else ():
            keys = numbers_of(batch)
            place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            found |= np.where(keys[place] == wanted, batch["found_by"].to_numpy()[place], 0).astype(np.uint64)
        return found


GroupBatches = Callable[[pl.DataFrame, str, Callable[[pl.DataFrame], pl.DataFrame]], pl.DataFrame]
"""Do some work on batches of a table that never part rows of one key: an engine's verb."""


def block(blockable: Blockable, rules: BlockingRules, group_batches: GroupBatches) -> Blocked:
    """Return every candidate pair once, with the first rule that found it and all that did, and a report per rule."""
    if int(blockable.rows.max(initial=0)) > _ONE_ROW or len(rules.rules) > _ONE_RULE:
        raise UsageError(
            f"at most {_ONE_ROW:,} mentions can be matched at once, by at most {_ONE_RULE} rules"
        )
    told, made = [], []
    for rule in rules.rules:
        one, pairs_of_rule = _pairs_of(rule, blockable, rules.largest_block, group_batches)
        told.append(one)
        made.append(pairs_of_rule)
    found = _Found(len(told))
    pairs = Packed.of(found.pairs(made))
    return Blocked(
        pairs=pairs,
        reports=tuple(one.report(found, at) for at, one in enumerate(told)),
        blocks=tuple(block for one in told for block in one.blocks),
    )


class _Found:
    """Gathers each pair once, and how many each rule found, how many of them no rule before it, and how many no other rule at all."""

    def __init__(self, count: int) -> None:
        self.all, self.new, self.only = np.zeros((3, count), dtype=np.int64)
        self._bits = pl.UInt32 if count <= 32 else pl.UInt64

    def pairs(self, made: Sequence[Sequence[Packed]]) -> Iterator[pl.DataFrame]:
        """Yield PAIRS with ``found_by``, given the pairs of each rule in tables that are sorted, and may share pairs."""
        rule_of = [rule for rule, tables in enumerate(made) for _ in tables]
        yield self._gathered(np.zeros(0, dtype=np.uint64))
        for some in in_step([table for tables in made for table in tables]):
            yield self._gathered(stamped_pairs(some, rule_of))

    def _gathered(self, stamped: Keys) -> pl.DataFrame:
        stamped = stamped[_are_first(stamped)]
        pairs, rules = stamped >> _RULE_BITS, (stamped & _ONE_RULE).astype(np.uint8)
        starts = np.flatnonzero(_are_first(pairs))
        first, pairs = rules[starts], pairs[starts]
        is_only = np.diff(np.append(starts, len(rules))) == 1
        self.all += np.bincount(rules, minlength=len(self.all))
        self.new += np.bincount(first, minlength=len(self.new))
        self.only += np.bincount(first[is_only], minlength=len(self.only))
        bits = np.left_shift(np.uint64(1), rules.astype(np.uint64))
        found_by = np.bitwise_or.reduceat(bits, starts) if len(starts) else bits
        return pl.DataFrame(
            {
                "left": (pairs >> _ROW_BITS).astype(np.uint32),
                "right": (pairs & _ONE_ROW).astype(np.uint32),
                "rule": first,
                "found_by": pl.Series(found_by).cast(self._bits),
            }
        )


def _are_first(ordered: Keys) -> NDArray[np.bool_]:
    """Return which of some numbers in order are the first of their kind."""
    return np.append(np.ones(len(ordered[:1]), dtype=np.bool_), ordered[1:] != ordered[:-1])


def in_step(tables: Sequence[Packed]) -> Iterator[list[Keys]]:
    """Yield the pairs of sorted tables range by range, of each table those in the range: no more than a batch of each is held."""
    streams = [map(numbers_of, table.batches()) for table in tables]
    to_come = [len(table.heights) for table in tables]
    held: list[Keys] = [np.zeros(0, dtype=np.uint64) for _ in tables]
    while any(to_come) or any(map(len, held)):
        for at, stream in enumerate(streams):
            while to_come[at] and not len(held[at]):
                held[at], to_come[at] = next(stream), to_come[at] - 1
        limits = [keys[-1] for keys, more in zip(held, to_come, strict=True) if more]
        ends = [
            int(np.searchsorted(keys, min(limits), side="right")) if limits else len(keys) for keys in held
        ]
        yield [keys[:end] for keys, end in zip(held, ends, strict=True)]
        held = [keys[end:] for keys, end in zip(held, ends, strict=True)]


_ROW_BITS, _RULE_BITS = np.uint64(29), np.uint64(6)
"""A pair and the rule that found it are one number: twice half a milliard rows, and a rule of 64."""
_ONE_ROW, _ONE_RULE = np.uint64((1 << 29) - 1), np.uint64((1 << 6) - 1)


def stamped_pairs(made: Sequence[Keys], rule_of: Sequence[int]) -> Keys:
    """Return pairs, each with the number of the rule behind it that found it, sorted: numbers alone sort quickest."""
    stamped = np.empty(sum(map(len, made)), dtype=np.uint64)
    start = 0
    for rule, packed in zip(rule_of, made, strict=True):
        here = stamped[start : start + len(packed)]
        np.left_shift(packed >> np.uint64(32), _ROW_BITS, out=here)
        here |= packed & np.uint64(0xFFFFFFFF)
        here <<= _RULE_BITS
        here |= np.uint64(rule)
        start += len(packed)
    stamped.sort()
    return stamped


def _in_columns(packed: Keys) -> Iterator[pl.DataFrame]:
    """Yield pairs as two columns, some at a time."""
    for start in range(0, max(len(packed), 1), ROWS_AT_ONCE):
        left, right = ends_of(packed[start : start + ROWS_AT_ONCE])
        yield pl.DataFrame({"left": left, "right": right})


# --- one rule ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Made:
    """What became of the blocks of one rule."""

    rule: str
    largest: int
    cut: int
    unmade: int
    blocks: tuple[BlockReport, ...]

    def report(self, found: _Found, at: int) -> RuleReport:
        return RuleReport(
            rule=self.rule,
            pair_count=int(found.all[at]),
            new_pair_count=int(found.new[at]),
            only_pair_count=int(found.only[at]),
            largest_block=self.largest,
            cut_block_count=self.cut,
            unmade_pair_count=self.unmade,
        )


@dataclass(slots=True)
class _Waiting:
    """Blocks that are too large so far: rows and keys, and the block each was at first."""

    rows: Rows
    keys: Keys
    at_first: Keys

    @classmethod
    def of(cls, parts: Sequence["_Waiting"]) -> "_Waiting":
        """Return what waits in several shares of the keys of a rule."""
        return cls(
            rows=np.concatenate([one.rows for one in parts]),
            keys=np.concatenate([one.keys for one in parts]),
            at_first=np.concatenate([one.at_first for one in parts]),
        )


def _pairs_of(
    rule: BlockingRule, blockable: Blockable, largest: int, group_batches: GroupBatches
) -> tuple[_Made, list[Packed]]:
    """Return what a rule did, and its pairs in tables that are sorted; a pair may stand in several."""
    at_most, is_reference = rule.largest_block or largest, blockable.is_reference
    biggest: list[tuple[int, int, int]] = []
    made: list[Packed] = []
    left: list[_Waiting] = []
    for rows, keys in blockable.keyed(rule.keys):
        if rule.weak_only:
            rows, keys = _with_weak(rows, keys, blockable)
        if is_reference is not None:
            rows, keys = _with_both_sides(rows, keys, is_reference)
        biggest = _largest_first([*biggest, *_largest_blocks(rows, keys)])
        left.append(_Waiting(rows=rows, keys=keys, at_first=keys))
        made += _expand_fitting(left[-1], rule, at_most, blockable, group_batches)
    waiting = _Waiting.of(left)
    cut_by: dict[int, list[str]] = {key: [] for key, _, _ in biggest}
    cut = 0
    for part in rule.refine:
        if not len(waiting.rows):
            break
        cut += len(runs(waiting.keys)[0])
        for key in cut_by.keys() & set(distinct(waiting.at_first).tolist()):
            cut_by[key].append(part)
        _cut(waiting, part, blockable)
        made += _expand_fitting(waiting, rule, at_most, blockable, group_batches)
    unmade = _unmade(waiting, blockable.is_reference)
    told = _Made(
        rule=rule.name,
        largest=biggest[0][1] if biggest else 0,
        cut=cut,
        unmade=sum(unmade.values()),
        blocks=tuple(
            BlockReport(
                rule=rule.name,
                key=_written(blockable, rule, key, row),
                mention_count=size,
                example_row=row,
                cut_by=", ".join(cut_by[key]),
                unmade_pair_count=unmade.get(key, 0),
            )
            for key, size, row in biggest
        ),
    )
    return told, made


def _expand_fitting(
    waiting: _Waiting, rule: BlockingRule, largest: int, blockable: Blockable, group_batches: GroupBatches
) -> list[Packed]:
    """Return the pairs of blocks that are small enough, so many at a time, and leave the others waiting."""
    if not len(waiting.rows):
        return []
    is_reference = blockable.is_reference
    _, sizes = runs(waiting.keys)
    pairs = _pair_counts(waiting, is_reference)
    at_most = largest * (largest - 1) // 2
    fits = (pairs > 0) & (pairs <= at_most)
    is_fitting = np.repeat(fits, sizes)
    rows = waiting.rows[is_fitting]
    keyed = pl.DataFrame({"row": rows, "key": waiting.keys[is_fitting]})
    if is_reference is not None:
        keyed = keyed.with_columns(is_reference=is_reference[rows])
    too_large = np.repeat(pairs > at_most, sizes)
    waiting.rows, waiting.keys = waiting.rows[too_large], waiting.keys[too_large]
    waiting.at_first = waiting.at_first[too_large]
    expanding = expand if is_reference is None else expand_across
    made = []
    for some in _in_shares(keyed, sizes[fits], pairs[fits]):
        packed: Keys = distinct(group_batches(some, "key", expanding)["packed"].to_numpy())
        made.append(Packed.of(_in_columns(_only_weak(packed, blockable) if rule.weak_only else packed)))
    return made


PAIRS_AT_ONCE = 8_000_000
"""About so many pairs of a rule are made at once."""


def _in_shares(
    keyed: pl.DataFrame, sizes: NDArray[np.int64], pairs: NDArray[np.int64]
) -> Iterator[pl.DataFrame]:
    """Yield whole blocks, given their sizes and how many pairs they make, so many that their pairs fit into memory."""
    share = np.cumsum(pairs) // PAIRS_AT_ONCE
    ends = np.cumsum(sizes)[np.append(share[1:] != share[:-1], np.ones(len(share[:1]), dtype=np.bool_))]
    for start, end in itertools.pairwise([0, *ends.tolist()]):
        yield keyed.slice(start, end - start)


def _pair_counts(waiting: _Waiting, is_reference: Sides | None) -> NDArray[np.int64]:
    """Return how many pairs each block makes: of all its rows, or of those of one side with those of the other."""
    starts, sizes = runs(waiting.keys)
    if is_reference is None:
        return sizes * (sizes - 1) // 2
    theirs = np.add.reduceat(is_reference[waiting.rows].astype(np.int64), starts)
    return np.asarray(theirs * (sizes - theirs), dtype=np.int64)


def _cut(waiting: _Waiting, part: str, blockable: Blockable) -> None:
    """Cut blocks by one more key; rows that are silent about it stay together under a key of their own."""
    places, keys = blockable.refined(waiting.rows, waiting.keys, part)
    rows, at_first = waiting.rows[places], waiting.at_first[places]
    order = np.lexsort((rows, keys))
    waiting.rows, waiting.keys, waiting.at_first = rows[order], keys[order], at_first[order]


def _unmade(waiting: _Waiting, is_reference: Sides | None) -> dict[int, int]:
    """Return how many pairs stay unmade, by the key their block had at first."""
    if not len(waiting.rows):
        return {}
    starts, _ = runs(waiting.keys)
    found: dict[int, int] = {}
    pairs = _pair_counts(waiting, is_reference)
    for key, count in zip(waiting.at_first[starts].tolist(), pairs.tolist(), strict=True):
        found[key] = found.get(key, 0) + count
    return found


def _largest_blocks(rows: Rows, keys: Keys) -> list[tuple[int, int, int]]:
    """Return key, size and a row of the largest blocks, largest first; ties by their smallest row."""
    if not len(rows):
        return []
    starts, sizes = runs(keys)
    least = np.partition(sizes, -SHOWN_BLOCKS)[-SHOWN_BLOCKS] if len(sizes) > SHOWN_BLOCKS else 0
    starts, sizes = starts[sizes >= least], sizes[sizes >= least]
    order = np.lexsort((rows[starts], -sizes))[:SHOWN_BLOCKS]
    return [(int(keys[starts[at]]), int(sizes[at]), int(rows[starts[at]])) for at in order.tolist()]


def _largest_first(blocks: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Return the largest of the largest blocks of several shares."""
    return sorted(blocks, key=lambda block: (-block[1], block[2], block[0]))[:SHOWN_BLOCKS]


def _written(blockable: Blockable, rule: BlockingRule, key: int, row: int) -> str:
    texts = next((texts for number, texts in blockable.texts_of(row, rule.keys) if number == key), ())
    return " + ".join(texts)


def expand(keyed: pl.DataFrame) -> pl.DataFrame:
    """Return every pair of rows with one key as left << 32 | right; keys stand together and rows rise within a key."""
    rows, keys = keyed["row"].to_numpy(), keyed["key"].to_numpy()
    if not len(rows):
        return pl.DataFrame(schema={"packed": pl.UInt64})
    starts, sizes = runs(keys)
    if native.is_there():
        made = np.empty(int((sizes * (sizes - 1) // 2).sum()), dtype=np.uint64)
        ends, rows = np.append(starts, len(rows)), np.ascontiguousarray(rows, dtype=np.uint32)
        native.call("expand", ends, len(starts), rows, made)
        return pl.DataFrame({"packed": made})
    place = np.arange(len(rows)) - np.repeat(starts, sizes)
    partners = np.repeat(sizes, sizes) - place - 1
    left = np.repeat(np.arange(len(rows)), partners)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners)
    return pl.DataFrame({"packed": as_numbers(rows[left], rows[right])})


def expand_across(keyed: pl.DataFrame) -> pl.DataFrame:
    """Return every pair of a row with a row of the reference that shares its key, as left << 32 | right."""
    theirs = keyed.filter("is_reference").select("key", other="row")
    pairs = keyed.filter(~pl.col("is_reference")).select("key", "row").join(theirs, on="key")
    rows, others = (pairs[name].to_numpy() for name in ("row", "other"))
    return pl.DataFrame({"packed": as_numbers(np.minimum(rows, others), np.maximum(rows, others))})


def _with_both_sides(rows: Rows, keys: Keys, is_reference: Sides) -> tuple[Rows, Keys]:
    """Keep the blocks that hold rows of the reference and others."""
    theirs = is_reference[rows]
    kept = np.isin(keys, np.intersect1d(keys[theirs], keys[~theirs]))
    return rows[kept], keys[kept]


def _with_weak(rows: Rows, keys: Keys, blockable: Blockable) -> tuple[Rows, Keys]:
    """Keep the blocks that hold a mention with a bare name, and of them who has a name at all."""
    named = _by_row(blockable, blockable.name_codes >= 0)[rows]
    rows, keys = rows[named], keys[named]
    kept = np.isin(keys, distinct(keys[_by_row(blockable, blockable.is_weak)[rows]]))
    return rows[kept], keys[kept]


def _only_weak(packed: Keys, blockable: Blockable) -> Keys:
    weak = _by_row(blockable, blockable.is_weak)
    left, right = ends_of(packed)
    return packed[weak[left] | weak[right]]


def _by_row(blockable: Blockable, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return by row number what is said of the rows that may be paired."""
    by_row = np.zeros(int(blockable.rows.max(initial=0)) + 1, dtype=np.bool_)
    by_row[blockable.rows[flags]] = True
    return by_row
