"""block: candidate pairs and a report per rule; each pair once, for a reason, whatever the order of rows."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.engines.local import LocalEngine
from resolver.errors import RuleError, UsageError
from resolver.names.index import NameIndex, index_names
from resolver.names.namekeys import BothTexts
from resolver.packed import Packed
from resolver.ruleset import Ruleset
from resolver.run import Run
from resolver.stages.block import (
    NAME_PARTS,
    ROW_PARTS,
    Blockable,
    Blocked,
    BlockingRule,
    BlockingRules,
    RowTexts,
    RuleReport,
    block,
    blockable_of,
    expand,
    in_step,
    read_blocking_rules,
    stamped_pairs,
)
from resolver.stages.block.keys import (
    MOST_YEARS,
    by_key_then_row,
    number_of,
    numbers_of,
    with_letters_left_out,
)
from resolver.tables import PAIRS
from tests.forms import without_kernel

Pair = tuple[int, int]
ENDS = {"left": pl.UInt32, "right": pl.UInt32}
Parts = dict[str, dict[int, tuple[str, ...]]]
Shipped = Callable[[], Ruleset]
Nameless = Callable[[], NameIndex]
Row = dict[str, str | None]
Resolved = Callable[[Sequence[Row]], Run]
USED = ("incident", "origin_place", "callsign")


def rule(*keys: str, name: str = "", refine: Sequence[str] = (), weak_only: bool = False) -> BlockingRule:
    """Return one rule."""
    return BlockingRule(name=name or " ".join(keys), keys=keys, refine=tuple(refine), weak_only=weak_only)


def made_of(parts: Parts, *, count: int, names: NameIndex, weak: frozenset[int] = frozenset()) -> Blockable:
    """Return rows that have keys of their own and no name to speak of."""
    return Blockable(
        rows=np.arange(count, dtype=np.uint32),
        name_codes=np.zeros(count, dtype=np.int32),
        is_weak=np.array([row in weak for row in range(count)], dtype=np.bool_),
        names=names,
        row_parts={part: parts.get(part, {}) for part in ROW_PARTS},
    )


def blocked(
    blockable: Blockable, *rules: BlockingRule, largest: int = 1000
) -> tuple[list[tuple[int, int, int]], list[RuleReport]]:
    """Block and return pairs as tuples with the number of their rule."""
    found = blocked_by(blockable, *rules, largest=largest)
    pairs = found.pairs.whole().drop("found_by")
    assert pairs.schema == PAIRS
    return pairs.rows(), list(found.reports)


def blocked_by(blockable: Blockable, *rules: BlockingRule, largest: int = 1000) -> Blocked:
    """Block in batches of a few rows."""
    return block(
        blockable, BlockingRules(rules=rules, largest_block=largest), LocalEngine(batch_size=7).group_batches
    )


def key_values(parts: Parts, keys: Sequence[str], row: int) -> set[tuple[str, ...]]:
    """Return the combined keys of a row."""
    return set(itertools.product(*(parts.get(key, {}).get(row, ()) for key in keys)))


def shares_key(parts: Parts, keys: Sequence[str], pair: Pair) -> bool:
    """Say whether two rows have a combined key in common."""
    return bool(key_values(parts, keys, pair[0]) & key_values(parts, keys, pair[1]))


words = st.lists(st.sampled_from("abc"), max_size=2, unique=True).map(tuple)
COUNT = 14
row_parts: st.SearchStrategy[Parts] = st.fixed_dictionaries(
    {
        part: st.lists(words, min_size=COUNT, max_size=COUNT).map(lambda found: dict(enumerate(found)))
        for part in USED
    }
).map(
    lambda parts: {
        part: {row: values for row, values in cells.items() if values} for part, cells in parts.items()
    }
)
single: st.SearchStrategy[Parts] = row_parts.map(
    lambda parts: {part: {row: values[:1] for row, values in cells.items()} for part, cells in parts.items()}
)
rules = st.lists(
    st.lists(st.sampled_from(USED), min_size=1, max_size=2, unique=True).map(lambda keys: rule(*keys)),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="session")
def nameless(ruleset: Ruleset) -> Nameless:
    """Give an index of one name that no rule of these tests asks for."""
    index = index_names(["Пробов"], ruleset.words.knowledge, ruleset.words.frequencies)
    return lambda: index


@given(row_parts, rules)
def test_every_pair_that_shares_a_key_and_no_other(
    nameless: Nameless, parts: Parts, rules: list[BlockingRule]
) -> None:
    """Pairs are exactly those that some rule gives a key in common, smaller row left, none with itself, none twice."""
    pairs, _ = blocked(made_of(parts, count=COUNT, names=nameless()), *rules)
    expected = [
        (left, right, min(at for at, one in enumerate(rules) if shares_key(parts, one.keys, (left, right))))
        for left, right in itertools.combinations(range(COUNT), 2)
        if any(shares_key(parts, one.keys, (left, right)) for one in rules)
    ]

    assert expected == pairs


@given(row_parts, rules, st.integers(2, 6))
def test_pairs_counted_are_pairs_made(
    nameless: Nameless, parts: Parts, rules: list[BlockingRule], largest: int
) -> None:
    """The report counts every pair once, at the first rule that found it."""
    pairs, reports = blocked(made_of(parts, count=COUNT, names=nameless()), *rules, largest=largest)

    assert [one.name for one in rules] == [report.rule for report in reports]
    assert len(pairs) == sum(report.new_pair_count for report in reports)
    for number, report in enumerate(reports):
        assert report.new_pair_count == sum(found == number for _, _, found in pairs) <= report.pair_count


@given(row_parts, rules, st.integers(2, 6))
def test_cut_blocks_keep_the_rule(
    nameless: Nameless, parts: Parts, rules: list[BlockingRule], largest: int
) -> None:
    """Also where blocks are too large a pair shares the key of its rule, is none with itself and comes once."""
    refined = [rule(*one.keys, refine=["callsign"]) for one in rules]
    pairs, _ = blocked(made_of(parts, count=COUNT, names=nameless()), *refined, largest=largest)

    assert len(pairs) == len({(left, right) for left, right, _ in pairs})
    for left, right, number in pairs:
        assert left < right
        assert shares_key(parts, refined[number].keys, (left, right))


@given(row_parts, rules, st.integers(2, 6), st.permutations(range(COUNT)))
def test_shuffling_rows_changes_nothing(
    nameless: Nameless, parts: Parts, rules: list[BlockingRule], largest: int, order: Sequence[int]
) -> None:
    """Rows in another order give the same pairs and the same report."""
    blockable = made_of(parts, count=COUNT, names=nameless())
    place = np.array(order)
    shuffled = Blockable(
        rows=blockable.rows[place],
        name_codes=blockable.name_codes[place],
        is_weak=blockable.is_weak[place],
        names=nameless(),
        row_parts=blockable.row_parts,
    )

    assert blocked(blockable, *rules, largest=largest) == blocked(shuffled, *rules, largest=largest)


@given(row_parts, rules, st.permutations(range(COUNT)))
def test_numbering_rows_anew_changes_only_numbers(
    nameless: Nameless, parts: Parts, rules: list[BlockingRule], order: Sequence[int]
) -> None:
    """The same mentions under other numbers are paired as before."""
    renamed = {part: {order[row]: values for row, values in cells.items()} for part, cells in parts.items()}
    pairs, _ = blocked(made_of(parts, count=COUNT, names=nameless()), *rules)
    others, _ = blocked(made_of(renamed, count=COUNT, names=nameless()), *rules)
    expected = sorted((*sorted((order[left], order[right])), number) for left, right, number in pairs)

    assert expected == others


@given(single, st.integers(2, 6))
def test_what_a_cut_leaves_unmade_is_told(nameless: Nameless, parts: Parts, largest: int) -> None:
    """Pairs that share the key are made, or parted by the refining key, or told as unmade: none is lost in silence."""
    pairs, (report,) = blocked(
        made_of(parts, count=COUNT, names=nameless()), rule("incident", refine=["callsign"]), largest=largest
    )
    blocks: dict[str, list[int]] = {}
    for row, (value,) in parts["incident"].items():
        blocks.setdefault(value, []).append(row)
    parted = sum(
        parts["callsign"].get(left, ("",)) != parts["callsign"].get(right, ("",))
        for rows in blocks.values()
        if len(rows) > largest
        for left, right in itertools.combinations(rows, 2)
    )
    sharing = sum(len(rows) * (len(rows) - 1) // 2 for rows in blocks.values())

    assert sharing == len(pairs) + parted + report.unmade_pair_count
    assert sum(len(rows) > largest for rows in blocks.values()) == report.cut_block_count
    assert max(map(len, blocks.values()), default=0) == report.largest_block


@pytest.mark.parametrize(
    ("size", "refine", "made", "cut", "unmade"),
    [(5, [], 10, 0, 0), (6, [], 0, 0, 15), (6, ["callsign"], 6, 1, 0), (6, ["origin_place"], 0, 1, 15)],
)
def test_a_block_too_large(
    nameless: Nameless, size: int, refine: list[str], made: int, cut: int, unmade: int
) -> None:
    """A block within the limit is made whole; above it the next key cuts; where no key helps the pairs are told."""
    parts: Parts = {
        "incident": dict.fromkeys(range(size), ("x",)),
        "callsign": {row: ("north" if row < 3 else "south",) for row in range(size)},
    }
    pairs, (report,) = blocked(
        made_of(parts, count=size, names=nameless()), rule("incident", refine=refine), largest=5
    )

    assert (made, made) == (len(pairs), report.pair_count)
    assert (cut, unmade) == (report.cut_block_count, report.unmade_pair_count)


@given(row_parts, st.frozensets(st.integers(0, COUNT - 1)))
def test_a_rule_for_bare_names_pairs_only_those(
    nameless: Nameless, parts: Parts, weak: frozenset[int]
) -> None:
    """Under weak_only exactly the pairs are made in which one side at least is a bare name."""
    blockable = made_of(parts, count=COUNT, names=nameless(), weak=weak)
    every, _ = blocked(blockable, rule("incident"))
    pairs, _ = blocked(blockable, rule("incident", weak_only=True))

    assert [pair for pair in every if weak & set(pair[:2])] == pairs


def test_nobody_is_nobodys_pair(nameless: Nameless) -> None:
    """No rows, or rows that are silent about the key, give no pairs and a report all the same."""
    for count in (0, 3):
        pairs, (report,) = blocked(made_of({}, count=count, names=nameless()), rule("incident"))
        assert ([], 0, 0) == (pairs, report.pair_count, report.largest_block)


# Names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "left", "right", "expected"),
    [
        (["surname", "given"], "Станислав Матвеев", "Матвеевым Станиславом", True),
        (["surname", "given"], "Стас Матвеев", "Stanislav Matveev", True),
        (["surname", "given"], "Станислав Матвеев", "Игорь Матвеев", False),
        (["surname"], "Станислав Матвеев", "Игорь Матвеев", True),
        (["surname_typo", "given"], "Станислав Матвеев", "Станислав Метвеев", True),
        (["surname", "given"], "Станислав Матвеев", "Станислав Метвеев", False),
        (["surname", "given"], "Матвеев", "Матвеев Станислав", False),
        (["father", "surname"], "Пробов Иван Петрович", "Пробов Олег Петрович", True),
    ],
)
def test_keys_of_names(shipped: Shipped, keys: list[str], left: str, right: str, expected: bool) -> None:
    """Two spellings of one name meet in a key across cases and scripts; another given name does not."""
    names = index_names([left, right], shipped().words.knowledge, shipped().words.frequencies)
    blockable = Blockable(
        rows=np.arange(2, dtype=np.uint32),
        name_codes=np.arange(2, dtype=np.int32),
        is_weak=np.zeros(2, dtype=np.bool_),
        names=names,
        row_parts={part: {} for part in ROW_PARTS},
    )
    pairs, _ = blocked(blockable, rule(*keys))

    assert expected == bool(pairs)


# Expanding and reading --------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=25, unique=True))
def test_expand_makes_every_pair_of_a_key(keyed: list[Pair]) -> None:
    """Rows with one key are paired each with each, packed as left << 32 | right."""
    ordered = sorted(keyed)
    table = pl.DataFrame(
        {"row": [row for _, row in ordered], "key": [key for key, _ in ordered]},
        schema={"row": pl.UInt32, "key": pl.UInt64},
    )
    expected = sorted(
        left << 32 | right
        for (key, left), (other, right) in itertools.combinations(ordered, 2)
        if key == other
    )

    made = expand(table)
    assert expected == sorted(made["packed"].to_list())
    with without_kernel():
        assert made.equals(expand(table))


def test_shipped_rules_are_read(shipped: Shipped) -> None:
    """The shipped rules have names of their own and refine by keys they do not already use."""
    names = [one.name for one in shipped().blocking.rules]

    assert len(names) == len(set(names)) > 5
    assert not [one.name for one in shipped().blocking.rules if set(one.keys) & set(one.refine)]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"largest_block": 1, "rule": [{"name": "a", "keys": ["surname"]}]}, "largest_block"),
        ({"largest_block": 9, "rule": []}, "rule"),
        ({"largest_block": 9, "rule": [{"name": "a", "keys": []}]}, "rule.0.keys"),
        ({"largest_block": 9, "rule": [{"name": "a", "keys": ["shoe_size"]}]}, "unknown key 'shoe_size'"),
        (
            {"largest_block": 9, "rule": [{"name": "a", "keys": ["surname"], "refine": ["hat"]}]},
            "unknown key 'hat'",
        ),
        ({"largest_block": 9, "rule": [{"name": "a", "key": ["surname"]}]}, "rule.0.key"),
    ],
)
def test_a_fault_of_the_rules_is_told(settings: Mapping[str, object], told: str) -> None:
    """A fault names what is wrong, and where."""
    with pytest.raises(RuleError, match=told):
        read_blocking_rules(settings)


# --- mentions without a name ------------------------------------------------------------------------------------------


def test_somebody_without_a_name_is_found_by_papers_and_birth(resolved: Resolved) -> None:
    """A nameless body with the papers and the birth of a named man is he; with the papers alone it is a question."""
    named: Row = {
        "mention_id": "a",
        "name": "Зуйков Пахом Лукич",
        "birth_date": "1990-03-04",
        "identifiers": "АВ-318742",
    }
    both = resolved([named, {"mention_id": "b", "birth_date": "1990-03-04", "identifiers": "АВ-318742"}])
    papers = resolved([named, {"mention_id": "b", "death_place": "Макетовка", "identifiers": "АВ-318742"}])

    assert (1, 0) == (both.persons.height, both.questions.height)
    assert (2, 1) == (papers.persons.height, papers.questions.height)


def test_a_group_without_names_is_nobodys_mention(resolved: Resolved) -> None:
    """What is said of five unnamed people brings none of them together with anybody."""
    named: Row = {"mention_id": "a", "name": "Зуйков Пахом Лукич", "identifiers": "АВ-318742"}
    run = resolved([named, {"mention_id": "b", "group_size": "5", "identifiers": "АВ-318742"}])

    assert run.pairs.is_empty()


def test_two_without_names_are_not_brought_together_by_a_page(resolved: Resolved) -> None:
    """A page that speaks of a bare name and of two nameless people makes no pair of them."""
    page: Row = {"document_id": "D1"}
    run = resolved(
        [{"mention_id": one, "death_place": "Макетовка", **page} for one in "ab"]
        + [{"mention_id": "c", "name": "Зуйков", **page}]
    )

    assert run.pairs.is_empty()


_ROWS = st.integers(0, (1 << 29) - 1)


@given(st.lists(st.sets(st.tuples(_ROWS, _ROWS), max_size=5), max_size=4))
def test_pairs_keep_the_numbers_of_their_rules(found: list[set[Pair]]) -> None:
    """Pairs stand sorted, those of several rules by rule, however large the numbers of their rows are."""
    packed = [np.array(sorted(left << 32 | right for left, right in one), dtype=np.uint64) for one in found]
    numbers = [int(one) for one in stamped_pairs(packed, range(len(packed)))]
    told = [(one >> 35, one >> 6 & (1 << 29) - 1, one & 63) for one in numbers]

    assert told == sorted((left, right, at) for at, one in enumerate(found) for left, right in one)


@given(
    st.lists(st.sets(st.tuples(st.integers(0, 6), st.integers(7, 9)), max_size=20), max_size=4),
    st.integers(1, 5),
)
def test_tables_are_gone_through_range_by_range(found: list[set[Pair]], size: int) -> None:
    """Each table comes out whole and in order, and what one step holds of any table lies before what the next holds of all."""
    tables = [
        Packed.of([pl.DataFrame(sorted(one), schema=ENDS, orient="row")], rows_at_once=size) for one in found
    ]
    steps = [[part.tolist() for part in parts] for parts in in_step(tables)]

    for at, one in enumerate(found):
        told = [number for step in steps for number in step[at]]
        assert told == [left << 32 | right for left, right in sorted(one)]
    flat = [sorted(number for part in step for number in part) for step in steps]
    assert all(one[-1] < two[0] for one, two in itertools.pairwise(filter(None, flat)))


def test_pairs_remember_which_rules_found_them(nameless: Nameless) -> None:
    """Of a pair that two rules find both are told, of one never made none; so it is when only some pairs are kept."""
    parts: Parts = {
        "incident": dict.fromkeys((0, 1, 2), ("battle",)),
        "callsign": dict.fromkeys((1, 2, 3), ("Raven",)),
    }
    blockable = made_of(parts, count=4, names=nameless())
    found = blocked_by(blockable, rule("incident"), rule("callsign"))
    left, right = np.array([0, 1, 2, 0]), np.array([1, 2, 3, 3])

    assert [1, 3, 2, 0] == found.rules_of(left, right).tolist()
    kept = found.only(left[1:2], right[1:2])
    assert [0, 3, 0, 0] == kept.rules_of(left, right).tolist()
    assert 5 == found.pair_count == kept.pair_count


def test_more_mentions_than_can_be_numbered_are_refused(nameless: Nameless) -> None:
    """A row number that a pair cannot hold is told, never cut."""
    far = Blockable(
        rows=np.array([1 << 29], dtype=np.uint32),
        name_codes=np.zeros(1, dtype=np.int32),
        is_weak=np.zeros(1, dtype=np.bool_),
        names=nameless(),
        row_parts={},
    )

    with pytest.raises(UsageError, match=r"at most 536,870,911 mentions"):
        blocked(far)


@given(
    st.dictionaries(
        st.integers(0, 50), st.lists(st.text(max_size=3), min_size=1, max_size=3).map(tuple), max_size=9
    )
)
def test_texts_of_rows_in_columns_are_those_of_each_row(texts: dict[int, tuple[str, ...]]) -> None:
    """What rows say is the same row by row and in columns, and a row that says nothing is not there."""
    said = RowTexts.of(texts)

    assert dict(said) == texts
    assert said.rows.tolist() == sorted(said.rows.tolist())
    assert all(row not in said for row in range(51) if row not in texts)


@given(st.lists(st.integers(1960, 1990) | st.none(), max_size=8), st.integers(0, 6))
def test_birth_years_are_those_between_both_ends(
    nameless: Nameless, years: list[int | None], span: int
) -> None:
    """Whoever may have been born in a few years has each of them; who may have been born in more has none."""
    low = pl.Series([None if year is None else date(year, 3, 1) for year in years], dtype=pl.Date)
    high = pl.Series([None if year is None else date(year + span, 2, 1) for year in years], dtype=pl.Date)
    days = {
        f"{event}_{end}": pl.Series([None] * len(years), dtype=pl.Date)
        for event in ("birth", "death")
        for end in ("low", "high")
    }
    rows = pl.Series(range(len(years)), dtype=pl.UInt32)
    values = pl.DataFrame({"row": rows, **days, "birth_low": low, "birth_high": high}).with_columns(
        name_code=pl.lit(-1, dtype=pl.Int32), group_size=pl.lit(1), completeness=pl.lit("none")
    )
    found = blockable_of(values, nameless(), {}).row_parts["birth_year"]

    assert dict(found) == {
        row: tuple(str(year + more) for more in range(span + 1))
        for row, year in enumerate(years)
        if year is not None and span <= MOST_YEARS
    }


@given(st.lists(st.text(max_size=40), unique=True, max_size=12))
def test_a_text_has_one_number_whatever_stands_beside_it(texts: list[str]) -> None:
    """Numbers of texts do not depend on other texts, and no two texts share one."""
    together = numbers_of(texts).tolist()

    assert [number_of(text) for text in texts] == together
    assert len(set(together)) == len(texts)


@given(st.lists(st.text(max_size=40), unique=True, min_size=1, max_size=9))
def test_a_text_of_two_words_has_its_number_however_it_is_put_together(words: list[str]) -> None:
    """Numbers of texts of two words are worked out from the words; they are those of the texts."""
    ends = np.array([one << 32 | other for one in range(len(words)) for other in range(len(words))])
    both = BothTexts(texts=words, pairs=ends)

    assert numbers_of(both).tolist() == numbers_of(list(both)).tolist()


@pytest.mark.parametrize("part", sorted(NAME_PARTS))
def test_keys_in_columns_are_those_of_each_name(ruleset: Ruleset, part: str) -> None:
    """The numbers that rules sort are those of the texts that people read, name by name and part by part."""
    names = [
        "Матвеев Станислав Игоревич",
        "Anna-Maria Essen",
        "أحمد محمد الخطيب",
        "И. Логинов",
        "Косотуров",
        "12",
    ]
    blockable = Blockable(
        rows=np.arange(len(names), dtype=np.uint32),
        name_codes=np.arange(len(names), dtype=np.int32),
        is_weak=np.zeros(len(names), dtype=np.bool_),
        names=index_names(names, ruleset.words.knowledge, ruleset.words.frequencies),
        row_parts={},
    )
    [(rows, keys)] = blockable.keyed([part])
    expected = {(row, key) for row in range(len(names)) for key, _ in blockable.texts_of(row, [part])}

    assert expected == set(zip(rows.tolist(), keys.tolist(), strict=True))
    assert len(expected) == len(rows)


@pytest.mark.parametrize("part", ["surname_typo", "two_skeletons"])
@pytest.mark.parametrize("largest", [2, 1000])
def test_shares_of_keys_change_nothing(
    ruleset: Ruleset, part: str, largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same pairs and reports come out however few values are combined at once."""
    surnames = ("Matveev", "Metveev", "Matveyev", "Logunov", "Loginov", "Logynov", "Kosoturov")
    names = [f"{surname} {given}" for surname in surnames for given in ("Igor", "Stanislav")]
    blockable = Blockable(
        rows=np.arange(2 * len(names), dtype=np.uint32),
        name_codes=np.repeat(np.arange(len(names), dtype=np.int32), 2),
        is_weak=np.zeros(2 * len(names), dtype=np.bool_),
        names=index_names(names, ruleset.words.knowledge, ruleset.words.frequencies),
        row_parts={},
    )
    one = rule(part, refine=["given"])
    together = blocked_by(blockable, one, largest=largest)
    monkeypatch.setattr("resolver.stages.block.keys.VALUES_AT_ONCE", 3)
    monkeypatch.setattr("resolver.names.namekeys.READINGS_AT_ONCE", 2)
    monkeypatch.setattr("resolver.stages.block.PAIRS_AT_ONCE", 4)
    in_shares = blocked_by(blockable, one, largest=largest)

    assert together.pairs.whole().equals(in_shares.pairs.whole())
    assert together.reports == in_shares.reports
    assert together.blocks == in_shares.blocks
    assert together.pairs.height > 0


@given(st.lists(st.text(alphabet="abbcdщ", max_size=36), max_size=4))
def test_letters_are_left_out_as_from_each_text(texts: list[str]) -> None:
    """A text gives itself and, from five letters on, what is left without each of its letters."""
    numbers, of_text = with_letters_left_out(texts)
    expected = [
        {text} | {text[:at] + text[at + 1 :] for at in range(len(text)) if len(text) >= 5} for text in texts
    ]

    assert [{number_of(one) for one in found} for found in expected] == [
        set(numbers[places].tolist()) for places in of_text.lists()
    ]
    assert [len(found) for found in expected] == of_text.sizes.tolist()


@given(
    st.lists(st.sampled_from([0, 1, 7, 1 << 40, (1 << 40) + 1, (1 << 40) + 2, (1 << 64) - 1]), max_size=9),
    st.booleans(),
)
def test_keys_are_sorted_as_by_lexsort(keys: list[int], rising: bool) -> None:
    """Also where keys differ in their last bits only, and whether rows rise or not."""
    rows = np.arange(len(keys)) if rising else np.array([key % 5 for key in keys], dtype=np.int64)
    numbers = np.array(keys, dtype=np.uint64)

    assert np.lexsort((rows, numbers)).tolist() == by_key_then_row(rows, numbers).tolist()
