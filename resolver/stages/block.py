"""VALUES + NameIndex -> PAIRS: bring together the mentions that some rule gives a key in common.

Keys are 64-bit numbers; a rule sorts them, counts its pairs before making them, and expands the runs of equal keys. A block that
is too large is cut by the rule's next key and reported, never silently dropped.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from resolver.errors import RuleError
from resolver.names.index import NameIndex, name_keys
from resolver.tables import PAIRS, conform

NAME_PARTS = frozenset(
    {
        "surname",
        "surname_typo",
        "surname_start",
        "skeleton",
        "given",
        "given_start",
        "father",
        "two_words",
        "echo",
    }
)
ROW_PARTS = frozenset(
    {"document", "incident", "birth_year", "birth_day", "death_day", "origin_place", "callsign", "identifier"}
)
Keys = NDArray[np.uint64]
Rows = NDArray[np.uint32]


class _RuleRow(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    keys: list[str] = Field(min_length=1)
    refine: list[str] = []
    weak_only: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    largest_block: int = Field(ge=2)
    rule: list[_RuleRow] = Field(min_length=1, max_length=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockingRule:
    """One rule: two mentions with all of these keys in common become a candidate pair."""

    name: str
    keys: tuple[str, ...]
    refine: tuple[str, ...]
    weak_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockingRules:
    """The rules of ``blocking.toml``, in order."""

    rules: tuple[BlockingRule, ...]
    largest_block: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """What one rule did: pairs made, blocks cut by further keys, pairs that stayed unmade in blocks too large to the end."""

    rule: str
    pair_count: int
    new_pair_count: int
    largest_block: int
    cut_block_count: int
    unmade_pair_count: int


def read_blocking_rules(settings: Mapping[str, Any]) -> BlockingRules:
    """Return the rules of a rulebook; raise one RuleError that tells every fault."""
    try:
        file = _File.model_validate(settings)
    except ValidationError as fault:
        lines = [f"blocking.toml: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors()]
        raise RuleError("\n".join(lines)) from None
    known = NAME_PARTS | ROW_PARTS
    faults = [
        f"blocking.toml: rule {rule.name!r}: unknown key {key!r}; use one of {', '.join(sorted(known))}"
        for rule in file.rule
        for key in [*rule.keys, *rule.refine]
        if key not in known
    ]
    if faults:
        raise RuleError("\n".join(faults))
    rules = tuple(
        BlockingRule(name=one.name, keys=tuple(one.keys), refine=tuple(one.refine), weak_only=one.weak_only)
        for one in file.rule
    )
    return BlockingRules(rules=rules, largest_block=file.largest_block)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blockable:
    """What blocking looks at: one row per mention that may be paired.

    ``row_parts`` holds, for each part of a row's key, its values by row number: a row may have several.
    """

    rows: Rows
    name_codes: NDArray[np.int32]
    is_weak: NDArray[np.bool_]
    names: NameIndex
    row_parts: Mapping[str, Mapping[int, tuple[str, ...]]]
    _keys: dict[int, list[dict[str, tuple[str, ...]]]] = field(default_factory=dict)

    def keys_of_name(self, code: int) -> list[dict[str, tuple[str, ...]]]:
        """Return the sorted key values of each reading of a name, worked out once."""
        if code not in self._keys:
            readings = name_keys(self.names, code)
            self._keys[code] = [
                {part: tuple(sorted(values)) for part, values in keys.items()} for keys in readings
            ]
        return self._keys[code]


GroupBatches = Callable[[pl.DataFrame, str, Callable[[pl.DataFrame], pl.DataFrame]], pl.DataFrame]
"""Do some work on batches of a table that never part rows of one key: an engine's verb."""


def block(
    blockable: Blockable, rules: BlockingRules, group_batches: GroupBatches
) -> tuple[pl.DataFrame, list[RuleReport]]:
    """Return every candidate pair once, with the first rule that found it, and a report per rule."""
    seen = np.empty(0, dtype=np.uint64)
    found: list[tuple[Keys, int]] = []
    reports = []
    for number, rule in enumerate(rules.rules):
        packed, report = _pairs_of(rule, blockable, rules.largest_block, group_batches)
        fresh = np.setdiff1d(packed, seen, assume_unique=True)
        seen = np.union1d(seen, fresh)
        found.append((fresh, number))
        reports.append(_with_new(report, len(fresh)))
    packed = np.concatenate([one for one, _ in found])
    numbers = np.concatenate([np.full(len(one), number, dtype=np.uint8) for one, number in found])
    order = np.argsort(packed, kind="stable")
    packed, numbers = packed[order], numbers[order]
    pairs = pl.DataFrame(
        {"left": packed >> np.uint64(32), "right": packed & np.uint64(0xFFFFFFFF), "rule": numbers}
    )
    return conform(pairs, PAIRS, table="PAIRS"), reports


def _with_new(report: RuleReport, new_pair_count: int) -> RuleReport:
    return RuleReport(
        rule=report.rule,
        pair_count=report.pair_count,
        new_pair_count=new_pair_count,
        largest_block=report.largest_block,
        cut_block_count=report.cut_block_count,
        unmade_pair_count=report.unmade_pair_count,
    )


def _pairs_of(
    rule: BlockingRule, blockable: Blockable, largest: int, group_batches: GroupBatches
) -> tuple[Keys, RuleReport]:
    rows, keys = _keyed_rows(rule.keys, blockable)
    if rule.weak_only:
        rows, keys = _with_weak(rows, keys, blockable)
    made: list[Keys] = []
    cut, refine, biggest = 0, list(rule.refine), 0
    while len(rows):
        _starts, sizes = _runs(keys)
        biggest = max(biggest, int(sizes.max()))
        fits = sizes <= largest
        small = np.repeat(fits, sizes)
        keyed = pl.DataFrame({"row": rows[small], "key": keys[small]})
        made.append(group_batches(keyed, "key", expand)["packed"].to_numpy())
        too_large = np.repeat(~fits, sizes)
        if not too_large.any() or not refine:
            unmade = int((sizes[~fits] * (sizes[~fits] - 1) // 2).sum())
            break
        cut += int((~fits).sum())
        rows, keys = _refined(rows[too_large], keys[too_large], refine.pop(0), blockable)
    else:
        unmade = 0
    packed = np.unique(np.concatenate(made)) if made else np.empty(0, dtype=np.uint64)
    packed = _only_weak(packed, blockable) if rule.weak_only else packed
    report = RuleReport(
        rule=rule.name,
        pair_count=len(packed),
        new_pair_count=0,
        largest_block=biggest,
        cut_block_count=cut,
        unmade_pair_count=unmade,
    )
    return packed, report


def _keyed_rows(parts: Sequence[str], blockable: Blockable) -> tuple[Rows, Keys]:
    """Return (row, key) for every value of the combined key, sorted by key then row, each once."""
    of_name = [part for part in parts if part in NAME_PARTS]
    of_row = [blockable.row_parts[part] for part in parts if part in ROW_PARTS]
    name_values = _name_values(tuple(of_name), blockable) if of_name else {}
    rows: list[int] = []
    keys: list[int] = []
    for row, code in zip(blockable.rows.tolist(), blockable.name_codes.tolist(), strict=True):
        from_name = name_values.get(code, ()) if of_name else ("",)
        for values in product(from_name, *(part.get(row, ()) for part in of_row)):
            rows.append(row)
            keys.append(_number("\u001f".join(values)))
    return _sorted_once(np.array(rows, dtype=np.uint32), np.array(keys, dtype=np.uint64))


def _name_values(parts: tuple[str, ...], blockable: Blockable) -> dict[int, tuple[str, ...]]:
    """Return the combined values of name parts for each distinct name; parts are combined within one reading only."""
    found = {}
    for code in np.unique(blockable.name_codes).tolist():
        values = {
            "\u001f".join(combination)
            for keys in blockable.keys_of_name(code)
            for combination in product(*(keys.get(part, ()) for part in parts))
        }
        found[code] = tuple(sorted(values))
    return found


@lru_cache(maxsize=1_000_000)
def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _sorted_once(rows: Rows, keys: Keys) -> tuple[Rows, Keys]:
    order = np.lexsort((rows, keys))
    rows, keys = rows[order], keys[order]
    if not len(rows):
        return rows, keys
    repeated = np.r_[False, (keys[1:] == keys[:-1]) & (rows[1:] == rows[:-1])]
    return rows[~repeated], keys[~repeated]


def _runs(keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    return starts, np.diff(np.r_[starts, len(keys)])


def expand(keyed: pl.DataFrame) -> pl.DataFrame:
    """Return every pair of rows with one key as left << 32 | right; keys stand together and rows rise within a key."""
    rows, keys = keyed["row"].to_numpy(), keyed["key"].to_numpy()
    if not len(rows):
        return pl.DataFrame(schema={"packed": pl.UInt64})
    starts, sizes = _runs(keys)
    place = np.arange(len(rows)) - np.repeat(starts, sizes)
    partners = np.repeat(sizes, sizes) - place - 1
    left = np.repeat(np.arange(len(rows)), partners)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners)
    packed = (rows[left].astype(np.uint64) << np.uint64(32)) | rows[right].astype(np.uint64)
    return pl.DataFrame({"packed": packed})


def _refined(rows: Rows, keys: Keys, part: str, blockable: Blockable) -> tuple[Rows, Keys]:
    """Cut blocks by one more key; rows that are silent about it stay together under a key of their own."""
    values = _values_of(part, blockable)
    new_rows: list[int] = []
    new_keys: list[int] = []
    for row, key in zip(rows.tolist(), keys.tolist(), strict=True):
        for value in values.get(row, ("",)):
            new_rows.append(row)
            new_keys.append(_number(f"{key}\u001f{value}"))
    return _sorted_once(np.array(new_rows, dtype=np.uint32), np.array(new_keys, dtype=np.uint64))


def _values_of(part: str, blockable: Blockable) -> Mapping[int, tuple[str, ...]]:
    if part in ROW_PARTS:
        return blockable.row_parts[part]
    by_code = _name_values((part,), blockable)
    return {
        row: by_code[code]
        for row, code in zip(blockable.rows.tolist(), blockable.name_codes.tolist(), strict=True)
        if by_code[code]
    }


def _with_weak(rows: Rows, keys: Keys, blockable: Blockable) -> tuple[Rows, Keys]:
    """Keep the blocks that hold a mention with a bare name."""
    kept = np.isin(keys, np.unique(keys[_weak_by_row(blockable)[rows]]))
    return rows[kept], keys[kept]


def _only_weak(packed: Keys, blockable: Blockable) -> Keys:
    weak = _weak_by_row(blockable)
    left = (packed >> np.uint64(32)).astype(np.int64)
    right = (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return packed[weak[left] | weak[right]]


def _weak_by_row(blockable: Blockable) -> NDArray[np.bool_]:
    weak = np.zeros(int(blockable.rows.max(initial=0)) + 1, dtype=np.bool_)
    weak[blockable.rows[blockable.is_weak]] = True
    return weak


def blockable_of(
    values: pl.DataFrame, names: NameIndex, texts: Mapping[str, Mapping[int, tuple[str, ...]]]
) -> Blockable:
    """Gather what blocking looks at from VALUES (its named rows) and the texts of further columns by row."""
    named = values.filter(pl.col("name_code") >= 0)
    parts: dict[str, Mapping[int, tuple[str, ...]]] = {
        "birth_year": _years(named),
        "birth_day": _days(named, "birth"),
        "death_day": _days(named, "death"),
    }
    return Blockable(
        rows=named["row"].to_numpy(),
        name_codes=named["name_code"].to_numpy(),
        is_weak=named["completeness"].is_in(["surname", "given"]).to_numpy(),
        names=names,
        row_parts={part: texts.get(part, {}) for part in ROW_PARTS} | parts,
    )


def _years(named: pl.DataFrame) -> dict[int, tuple[str, ...]]:
    """Return the birth years of a mention; an age or a range of up to four years gives several."""
    low, high = pl.col("birth_low").dt.year(), pl.col("birth_high").dt.year()
    rows = named.filter((high - low) <= 4).select("row", low.alias("low"), high.alias("high")).iter_rows()
    return {row: tuple(str(year) for year in range(first, last + 1)) for row, first, last in rows}


def _days(named: pl.DataFrame, event: str) -> dict[int, tuple[str, ...]]:
    exact = named.filter(pl.col(f"{event}_low") == pl.col(f"{event}_high"))
    rows: Iterator[tuple[int, str]] = exact.select("row", pl.col(f"{event}_low").cast(pl.String)).iter_rows()
    return {row: (day,) for row, day in rows}
