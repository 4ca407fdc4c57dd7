"""Names compared by the million get exactly the levels, shares and readings that each pair gets alone."""

from collections.abc import Sequence
from contextlib import nullcontext
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolver.names import comparing, traits, wordpairs
from resolver.names.frequencies import NameFrequencies
from resolver.names.index import NameIndex, index_names
from resolver.names.likeness import APART, Level, token_level
from resolver.names.pairtable import ABSENT, PairSquare, PairTable, pack, unpack
from resolver.names.readings import ROLES
from resolver.names.tokens import make_token
from resolver.names.traits import Together, Traits
from resolver.names.wordcolumns import WordColumns
from tests.forms import needs_kernel, without_kernel
from tests.names.test_reader import list_names, shipped_names
from tests.strategies import any_words, given_names, known, words

SHARES = NameFrequencies(
    unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1, background_names=20.0
)
KINDS = ("surname", "given", "father")
Answer = tuple[tuple[int, ...], tuple[float, ...], int, int]


def alone(index: NameIndex, left: int, right: int) -> Answer:
    """Return levels, shares and readings of one pair of names, by the code that compares two names."""
    found = index.compare(left, right)
    if found is None:
        return (0,) * len(ROLES), (1.0,) * len(ROLES), -1, -1
    mine, other = index.readings[left][found.left], index.readings[right][found.right]
    levels = tuple(getattr(found, role) for role in ROLES)
    shares = tuple(
        index.frequency(role, getattr(mine, role), getattr(other, role), level)
        for role, level in zip(ROLES, levels, strict=True)
    )
    return levels, shares, found.left, found.right


def at_once(index: NameIndex, pairs: Sequence[tuple[int, int]]) -> list[Answer]:
    """Return the same of many pairs, by the code that compares columns."""
    codes = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    found = index.compare_many(codes[:, 0], codes[:, 1])
    columns = zip(found.levels.T.tolist(), found.shares.T.tolist(), found.left, found.right, strict=True)
    return [(tuple(levels), tuple(shares), int(left), int(right)) for levels, shares, left, right in columns]


def test_words_met_before_leave_nothing_behind() -> None:
    """Names compared a few at a time, when some of their words are known and others are not, compare as they do alone."""
    men, fathers = ("Саша", "Александр", "Олександр", "Алексей"), ("Иванов", "Иванова", "Ивановский", "Саша")
    names = [f"{one} {other} {another}" for one in fathers for other in men for another in (*men, *fathers)]
    index = index_names(names, known(), SHARES)
    draw = np.random.default_rng(0).integers(0, len(names), (500, 2)).tolist()

    for start in range(0, len(draw), 20):
        pairs = draw[start : start + 20]
        assert [alone(index, *pair) for pair in pairs] == at_once(index, pairs)


def test_shipped_pairs() -> None:
    """Every pair of the data that the project carries, and as many again taken at random, compare as they do alone."""
    pairs = pl.read_csv(
        Path(__file__).parents[2] / "datasets" / "name_pairs" / "pairs.csv", infer_schema=False
    )
    names = shipped_names()
    index, code = index_names(names, known(), SHARES), {name: at for at, name in enumerate(names)}
    draw = np.random.default_rng(0).integers(0, len(names), (len(pairs), 2)).tolist()
    chosen = [*((code[a], code[b]) for a, b in pairs.select("a", "b").iter_rows()), *map(tuple, draw)]

    assert [alone(index, *pair) for pair in chosen] == at_once(index, chosen)


@given(st.lists(list_names(), min_size=1, max_size=5))
@example(["Саша Иванов", "Александра Иванова", "Иванову Саше", "Иванов Саша Саша", "И. Иванов"])
@example(["محمد احمد علي خالد", "محمد خالد", "Mohammed Ahmad Khalid", "محمد علي"])
@example(["Ю. Я. Е.", "И. И. И.", "Dz. D.", "Юрий Дзюба"])
@example(
    [
        "Juan Carlos Testal Prueba",
        "Testal Prueba, Juan-Alberto",
        "Juan-Carlos Prueba",
        "Juan C. Testal Inventa",
        "Testal, Juan Alberto",
    ]
)
@example(["12", "", "Иванов"])
def test_any_names(names: list[str]) -> None:
    """What two names say to each other depends neither on how many others are compared nor on where words are looked up."""
    pairs = [*combinations_with_replacement(range(len(names)), 2)]
    pairs += [(right, left) for left, right in pairs]
    for square in (0, wordpairs.LARGEST_SQUARE):
        index = index_names(names, known(), SHARES)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(wordpairs, "LARGEST_SQUARE", square)

            assert [alone(index, *pair) for pair in pairs] == at_once(index, pairs)


@given(
    st.lists(list_names(), min_size=2, max_size=4),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from([0, wordpairs.LARGEST_SQUARE]),
)
def test_batches_and_threads_change_nothing(
    names: list[str], batch: int, stretch: int, threads: int, square: int
) -> None:
    """However pairs are cut up and shared out, the answer is the same; so it is when words were forgotten in between."""
    index = index_names(names, known(), SHARES)
    pairs = [*combinations_with_replacement(range(len(names)), 2)] * 2
    expected = at_once(index_names(names, known(), SHARES), pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "BATCH", batch)
        patch.setattr(comparing, "STRETCH", stretch)
        patch.setattr("resolver.threads.THREADS", threads)
        patch.setattr(wordpairs, "MOST_KEPT", 0)
        patch.setattr(wordpairs, "LARGEST_SQUARE", square)

        assert expected == at_once(index, pairs)


def alike_words() -> st.SearchStrategy[tuple[str, str]]:
    """Return two words that may be alike: a slip apart, declined, hyphened, in two scripts, an initial of one another."""
    word = st.one_of(
        any_words(min_size=2), given_names().map(str.casefold), words("latin", min_size=4, max_size=14)
    )
    slip = st.tuples(word, st.integers(0, 12), st.sampled_from(["", "a", "о", "x"]))
    slipped = slip.map(lambda one: (one[0], one[0][: one[1]] + one[2] + one[0][one[1] + 1 :] or "а"))
    twice = st.tuples(slipped, st.integers(0, 12)).map(
        lambda one: (one[0][0], one[0][1][: one[1]] + one[0][1][one[1] + 1 :] or "а")
    )
    joined = st.tuples(word, word).map(lambda one: (one[0], "-".join(one)))
    initial = word.map(lambda one: (one, f"{one[0]}."))
    known_two = st.tuples(given_names().map(str.casefold), given_names().map(str.casefold))
    return st.one_of(
        slipped,
        twice,
        joined,
        initial,
        st.tuples(word, word),
        known_two,
        word.map(lambda one: (one, one + "а")),
    )


@pytest.mark.parametrize("crowd", [traits.MOST_TOGETHER, 1])
@pytest.mark.parametrize("kind", KINDS)
@given(pairs=st.lists(alike_words(), min_size=1, max_size=6))
@example(
    pairs=[
        ("деннис", "дениз"),
        ("roginofu", "логинов"),
        ("петров-водкин", "водкин"),
        ("حسن", "hasan"),
        ("قرضاي", "karzai"),
    ]
)
@example(
    pairs=[("дж.", "д."), ("ю.", "и."), ("ю.", "юрий"), ("сардарян-оглы", "сардарян"), ("витя", "виталий")]
)
def test_alike_words_are_never_held_back(kind: str, crowd: int, pairs: list[tuple[str, str]]) -> None:
    """Two words that are anything but different share a trait, whichever words surround them; those that share only a part are just that."""
    texts = sorted({word for pair in pairs for word in pair})
    tokens = [make_token(text, kind, known()) for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(traits, "MOST_TOGETHER", crowd)
        columns = WordColumns(kind, tokens)
        together = Together.of(columns)
        found = Traits(columns, crowds=together.crowds)
    both = [*combinations_with_replacement(range(len(texts)), 2)]
    left, right = np.array(both).T
    alike = [token_level(tokens[one], tokens[other], kind) not in APART for one, other in both]
    shared, parted = (np.isin(pack(left, right), some) for some in (together.shared, together.parted))
    may = (found.may_look_alike(left, right) | shared | parted | (left == right)).tolist()
    only_parted = parted & ~shared & ~found.may_look_alike(left, right, closely=True) & (left != right)

    assert [] == [
        (texts[one], texts[other])
        for (one, other), is_alike, passed in zip(both, alike, may, strict=True)
        if is_alike and not passed
    ]
    assert {Level.PART} >= {
        token_level(tokens[one], tokens[other], kind)
        for (one, other), is_part in zip(both, only_parted.tolist(), strict=True)
        if is_part
    }


@needs_kernel
@pytest.mark.parametrize("kind", KINDS)
@given(
    pairs=st.lists(alike_words(), min_size=1, max_size=8),
    long=st.lists(st.text("ab", min_size=60, max_size=68), max_size=3),
    seed=st.integers(0, 99),
)
def test_both_forms_hold_the_same_words_back(
    kind: str, pairs: list[tuple[str, str]], long: list[str], seed: int
) -> None:
    """Of whatever words, in one script or two, initials, in crowds, too long for a machine word, the same may be alike."""
    texts = sorted({word for pair in pairs for word in pair} | set(long))
    crowds = np.random.default_rng(seed).integers(0, 3, len(texts)).astype(np.uint64) * np.uint64(seed % 2)
    columns = WordColumns(kind, [make_token(text, kind, known()) for text in texts])
    found = Traits(columns, crowds=crowds)
    left, right = (side.ravel() for side in np.mgrid[: len(texts), : len(texts)])

    by_kernel = found.levels(left, right)
    with without_kernel():
        assert found.levels(left, right).tolist() == by_kernel.tolist()


@pytest.mark.parametrize("kind", KINDS)
@given(pair=alike_words())
def test_words_are_alike_from_either_side(kind: str, pair: tuple[str, str]) -> None:
    """Two words, initials too, agree as well from either side: a table of pairs needs each only once."""
    one, other = (make_token(word, kind, known()) for word in pair)

    assert token_level(one, other, kind) == token_level(other, one, kind)


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 254)), max_size=60),
    st.integers(1, 9),
)
def test_a_table_of_pairs_is_a_dictionary(entries: list[tuple[int, int, int]], parts: int) -> None:
    """What was put in is found again, however it was put in, and nothing else."""
    expected = {(min(one, other), max(one, other)): value for one, other, value in entries}
    pairs = pack(*np.array([*expected]).reshape(-1, 2).T.astype(np.int64))
    values = np.array([*expected.values()], dtype=np.uint8)
    table = PairTable()
    for part in range(parts):
        table.put(pairs[part::parts], values[part::parts])
    others = pack(np.arange(50), np.arange(50) + 4000)

    assert len(expected) == len(table)
    assert values.tolist() == table.get(pairs).tolist()
    assert [ABSENT] * 50 == table.get(others).tolist()
    assert [*expected] == [*zip(*(one.tolist() for one in unpack(pairs)), strict=True)]


def test_a_table_of_pairs_grows() -> None:
    """A hundred thousand pairs that lie close together are kept apart."""
    left, right = (side.ravel() for side in np.meshgrid(np.arange(317), np.arange(317) + 1000))
    pairs, table = pack(left, right), PairTable()
    values = (pairs % np.uint64(251)).astype(np.uint8)
    for part in range(10):
        table.put(pairs[part::10], values[part::10])

    assert values.tolist() == table.get(pairs).tolist()
    assert sorted(pairs.tolist()) == sorted(table.entries()[0].tolist())


@needs_kernel
@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 254)), max_size=200),
    st.integers(1, 5),
)
def test_tables_of_both_forms_are_one(entries: list[tuple[int, int, int]], parts: int) -> None:
    """What one form put in the other finds, and both find the same between any two numbers."""
    entered = {(min(one, other), max(one, other)): value for one, other, value in entries}
    pairs = pack(*np.array([*entered]).reshape(-1, 2).T.astype(np.int64))
    values = np.array([*entered.values()], dtype=np.uint8)
    own = (np.arange(301) % 250).astype(np.uint8)
    one, other = np.random.default_rng(len(entries)).integers(-1, 301, (2, 500))
    told = []
    for form in (nullcontext, without_kernel):
        table = PairTable()
        with form():
            for part in range(parts):
                table.put(pairs[part::parts], values[part::parts])
        for again in (nullcontext, without_kernel):
            with again():
                found = (
                    table.get(np.concatenate([pairs, pairs + np.uint64(1)])),
                    table.between(one, other, own),
                )
                told.append((len(table), *(column.tolist() for column in found)))

    assert [told[0]] * 4 == told


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 6)), st.integers(0, 254)))
def test_a_square_of_pairs_is_a_dictionary(entries: dict[tuple[int, int], int]) -> None:
    """Whatever was put in is found in either order, nothing else is; a number has its own byte, and 0 beside no number."""
    expected = {(min(pair), max(pair)): byte for pair, byte in entries.items() if pair[0] != pair[1]}
    square = PairSquare(np.arange(7, dtype=np.uint8) + 1)
    one, other = np.array([*expected], dtype=np.int64).reshape(-1, 2).T
    square.put(pack(one, other), np.array([*expected.values()], dtype=np.uint8))
    left, right = (side.ravel() for side in np.mgrid[-1:7, -1:7])

    assert [
        0
        if min(pair) < 0
        else pair[0] + 1
        if pair[0] == pair[1]
        else expected.get((min(pair), max(pair)), ABSENT)
        for pair in zip(left.tolist(), right.tolist(), strict=True)
    ] == square.get(left, right).tolist()
