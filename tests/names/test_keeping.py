"""What is kept of names says of them what reading them anew says."""

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.names.frequencies import NameFrequencies
from resolver.names.index import NameIndex, index_names
from resolver.names.keeping import NAMES, names_of, tables_of
from resolver.names.namekeys import OF_TWO_WORDS, OF_WORD
from resolver.names.reader import SEPARATOR
from resolver.tables import KEPT_SCHEMAS
from tests.strategies import any_names, known

SHARES = NameFrequencies(
    unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1, background_names=1000.0
)


def many_names() -> st.SearchStrategy[list[str]]:
    """Return distinct names, some in columns of their own, some with a rank or a callsign."""
    plain = any_names()
    in_parts = st.tuples(plain, plain, st.just(""), st.just("")).map(SEPARATOR.join)
    adorned = plain.map(lambda name: f"рядовой {name} «Филин»")
    return st.lists(st.one_of(plain, adorned, in_parts, st.just("12")), max_size=6, unique=True)


def written(names: NameIndex) -> dict[str, pl.DataFrame]:
    """Return the tables that keep names, as they come back from a file."""
    found = {}
    for name, table in tables_of(names).items():
        stream = io.BytesIO()
        table.write_parquet(stream)
        found[name] = pl.read_parquet(io.BytesIO(stream.getvalue()))
    return found


def keys_in(names: NameIndex, part: str) -> list[list[str]]:
    """Return what every reading of every name gives to a part of a key."""
    column = names.key_column(part)
    return [sorted(column.texts[at] for at in values) for values in column.of_reading.lists()]


def keys_of_words(names: NameIndex, part: str) -> list[list[str]]:
    """Return the same, word by word."""
    keys = names.word_keys(part)
    return [sorted(keys.texts[at] for at in values) for values in keys.of_word.take(keys.words).lists()]


def from_its_tables(read: NameIndex) -> NameIndex:
    """Return names as a run that was written has them."""
    return names_of(written(read), read.names, known(), SHARES)


@pytest.mark.parametrize("later", [from_its_tables, NameIndex.at_rest])
@given(names=many_names())
def test_names_that_were_kept_are_the_names_that_were_read(
    names: list[str], later: Callable[[NameIndex], NameIndex]
) -> None:
    """Readings, levels, shares, keys and what was taken out: whatever is asked of names later, they say what they said when they were read."""
    read = index_names(names, known(), SHARES)
    kept = later(read)

    assert list(read.readings) == list(kept.readings)
    assert read.readings.completeness().tolist() == kept.readings.completeness().tolist()
    assert dict(read.tokens) == dict(kept.tokens)
    assert read.taken_out == kept.taken_out
    assert list(read.clean) == list(kept.clean)
    assert read.counted() == kept.counted()
    assert [one.tolist() for one in read.bearers.labels] == [one.tolist() for one in kept.bearers.labels]
    for part in (*OF_WORD, *OF_TWO_WORDS):
        assert keys_in(read, part) == keys_in(kept, part)
    for part in OF_WORD:
        assert keys_of_words(read, part) == keys_of_words(kept, part)


@given(many_names(), st.data())
def test_some_of_the_names_that_were_kept_compare_as_they_did(names: list[str], data: st.DataObject) -> None:
    """Of two names, and of all, levels and shares are those of the names that were read."""
    read = index_names(names, known(), SHARES)
    kept = names_of(written(read), names, known(), SHARES)
    codes = data.draw(st.lists(st.sampled_from(range(len(names))), unique=True)) if names else []
    pairs = np.array([(one, other) for one in codes for other in codes], dtype=np.int64).reshape(-1, 2).T

    for one in (kept, kept.only(codes)):
        for mine, other in pairs.T.tolist():
            assert read.compare(mine, other) == one.compare(mine, other)
        expected, found = (each.compare_many(*pairs) for each in (read, one))
        assert expected.levels.tolist() == found.levels.tolist()
        assert expected.shares.tolist() == found.shares.tolist()


@given(many_names())
def test_kept_twice_is_kept_once(names: list[str]) -> None:
    """Tables of names that came from tables are these tables; each has its schema."""
    tables = written(index_names(names, known(), SHARES))
    again = tables_of(names_of(tables, names, known(), SHARES))

    assert NAMES == tuple(tables)
    assert all(tables[name].equals(again[name]) for name in NAMES)
    assert all(tables[name].schema == KEPT_SCHEMAS[name] for name in NAMES)


@given(many_names())
def test_what_lists_before_counted_is_counted_for_kept_names(names: list[str]) -> None:
    """How common a word is may have been counted elsewhere: it is looked up by what stands for all its spellings."""
    read = index_names(names, known(), SHARES)
    carried = replace(SHARES, carried=read.counted())
    kept = names_of(tables_of(read), names, known(), carried)

    for kind, counts in index_names(names, known(), carried).bearers.counts.items():
        assert counts.tolist() == kept.bearers.counts[kind].tolist()
