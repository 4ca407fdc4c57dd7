"""Two names, nothing else known: weights that add up, reasons in words, a table of pairs that loses nothing."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver import names
from resolver.errors import RuleError, UsageError
from resolver.names.likeness import Level
from resolver.names.readings import ROLES
from resolver.names.scoring import read_scoring
from resolver.rulebook import load_rulebook
from tests.strategies import any_names, any_text

cells = st.one_of(st.none(), any_names(), any_text())


@given(any_names(), any_names())
def test_the_weight_is_the_sum_of_its_shares(one: str, other: str) -> None:
    """Prior, roles and assumptions add up to the weight; silence adds nothing."""
    found = names.compare(one, other)
    total = found.prior_bits + sum(share.bits for share in found.shares) + found.cost_bits

    assert total == pytest.approx(found.match_weight)
    assert 0.0 <= found.match_probability <= 1.0
    assert all(share.bits == 0 for share in found.shares if share.level is Level.MISSING)


@given(any_names(), any_names())
def test_it_does_not_matter_which_name_stands_left(one: str, other: str) -> None:
    """Two names have one weight and one level, whichever comes first."""
    there, back = names.compare(one, other), names.compare(other, one)

    assert there.match_weight == pytest.approx(back.match_weight)
    assert there.level == back.level


@given(st.lists(st.tuples(cells, cells), max_size=6))
def test_a_scored_table_keeps_its_rows(rows: list[tuple[str | None, str | None]]) -> None:
    """Rows, their order and their other columns stay; a row has a weight exactly when both names can be read."""
    pairs = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row").with_row_index("n")
    scored = names.score(pairs)

    assert pairs.equals(scored.select(pairs.columns))
    for row in scored.iter_rows(named=True):
        is_read = bool(names.read(row["a"] or "") and names.read(row["b"] or ""))
        assert is_read == (row["match_weight"] is not None)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level", [Level.SAME, Level.SHORT, Level.SHARED])
def test_a_common_name_says_less(role: str, level: Level) -> None:
    """The more people bear a name, the less an agreement on it weighs."""
    scoring = read_scoring(load_rulebook().setting("names/scoring.toml"))
    bits = [scoring.bits(role, level, share) for share in (1e-6, 1e-3, 1e-2, 0.2)]

    assert bits == sorted(bits, reverse=True)


@pytest.mark.parametrize("columns", [["a"], ["b", "c"], ["a", "b", "why"]])
def test_a_table_that_cannot_be_scored_is_told(columns: list[str]) -> None:
    """A column that is missing, or would be overwritten, is named."""
    with pytest.raises(UsageError, match="column"):
        names.score(pl.DataFrame({name: ["x"] for name in columns}))


def test_every_fault_of_the_settings_is_told_at_once() -> None:
    """A chance above 1 and a level that is missing stand in one message."""
    shipped = load_rulebook().setting("names/scoring.toml")
    wrong = {**shipped, "prior": 2.0, "surname": {**shipped["surname"], "same": {"m": 1.5, "u": 0.1}}}

    with pytest.raises(RuleError) as told:
        read_scoring(wrong)
    assert "prior" in str(told.value)
    assert "surname.same.m" in str(told.value)


def test_namesakes_grow_with_the_population() -> None:
    """Twice the people, twice the namesakes; a full name is rarer than its surname and given name."""
    few, many = (names.namesakes("Иванов Сергей", population=size) for size in (1_000, 2_000))

    assert many == pytest.approx(2 * few)
    assert few > names.namesakes("Иванов Сергей Петрович", population=1_000) > 0
    assert 0.0 == names.namesakes("«»", population=1_000)
