"""Groups of levels keep their shipped sums; levels out of order are pooled; rare levels are not made rarer by silence."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.comparisons import LABELS, ComparisonLevel, read_comparisons
from resolver.model.estimation import read_estimation_rules
from resolver.model.estimation.levels import Numbers, falling, fitted_comparison, groups_of
from resolver.rulebook import load_rulebook

BOOK = load_rulebook()
RULES = read_estimation_rules(BOOK.setting("estimation.toml"))
SHIPPED = read_comparisons(BOOK.setting("comparisons.toml"))
NAMED = {one.name: one for one in SHIPPED}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_without_counts_ratios_stay(name: str) -> None:
    """Where no pair was met, the weight of each level is the shipped one to a tenth of a bit."""
    one = NAMED[name]
    nothing = np.zeros(len(one.levels) + 1)
    for old, new in zip(one.levels, fitted_comparison(one, (nothing,) * 3, RULES).levels, strict=True):
        if isinstance(old.u, float) and isinstance(new.u, float):
            assert pytest.approx(np.log2(old.m / old.u), abs=0.9) == np.log2(new.m / new.u)


def test_groups_part_levels_that_only_some_pairs_can_reach() -> None:
    """An initial, an age, a bare year have chances of their own; every other level shares one group; a scope has none."""
    birth = [{NAMED["birth"].label(at) for at in group} for group in groups_of(NAMED["birth"], RULES)]

    assert [] == groups_of(NAMED["scope"], RULES)
    assert {"age_fits", "age_near", "age_apart"} in birth
    assert any({"same_day", "apart"} <= group and "dates_meet" not in group for group in birth)


def test_every_level_named_in_the_rules_exists() -> None:
    """The groups and keys of estimation.toml speak of levels that comparisons have."""
    for kind, groups in RULES.groups.items():
        assert {label for group in groups for label in group} <= set(LABELS[kind])
    for comparison, labels in RULES.keys.values():
        assert set(labels) <= {level.label for level in NAMED[comparison].levels}


def test_a_rare_level_is_not_made_rarer_by_silence() -> None:
    """That 20,000 pairs never came near in an identifier does not make that much rarer than shipped."""
    one = NAMED["identifiers"]
    near, nothing = one.level("one_digit_off") - 1, np.zeros(len(one.levels) + 1)
    apart = nothing.copy()
    apart[one.level("different")] = 20_000.0

    found = fitted_comparison(one, (nothing, apart, nothing), RULES).levels[near].u
    assert pytest.approx(one.levels[near].u, rel=0.5) == found


@given(st.floats(1e5, 1e9))
def test_strangers_that_pass_for_relatives_do_not_overrule_what_families_share(many: float) -> None:
    """However many pairs of one surname are found who died apart, relatives who died on one day keep their part of the shipped chance."""
    one = NAMED["death_date"]
    nothing = np.zeros(len(one.levels) + 1)
    strangers = nothing.copy()
    strangers[one.level("apart")] = many
    at = one.level("same_day") - 1

    shipped, found = (
        told.levels[at].r for told in (one, fitted_comparison(one, (nothing, nothing, strangers), RULES))
    )
    part = RULES.prior.r_part / (1 + RULES.prior.r_part)
    assert isinstance(shipped, float)
    assert isinstance(found, float)
    assert shipped * part * 0.99 < found < shipped


def test_rules_of_an_earlier_run_mean_what_they_meant() -> None:
    """A run is gone on from with the rules in its folder, and those of earlier versions say nothing of a part of the relatives."""
    kept = BOOK.setting("estimation.toml")
    earlier = {**kept, "prior": {name: value for name, value in kept["prior"].items() if name != "r_part"}}

    assert read_estimation_rules(earlier) == dataclasses.replace(
        RULES, prior=dataclasses.replace(RULES.prior, r_part=0.0)
    )


counts_of_two = st.lists(st.integers(0, 5_000), min_size=2, max_size=2).map(
    lambda pair: np.array([0, *pair], float)
)


@given(counts_of_two, counts_of_two, counts_of_two)
def test_one_list_never_speaks_for_one_person(met: Numbers, apart: Numbers, kin: Numbers) -> None:
    """That two mentions stand on one list weighs against them, by as much as matches do so less often than others, or nothing."""
    different, same = fitted_comparison(NAMED["list"], (met, apart, kin), RULES).levels

    assert same.m <= float(same.u)
    assert different.m >= float(different.u) - 1e-12
    assert pytest.approx(1.0) == same.m + different.m == float(same.u) + float(different.u)


@given(counts_of_two, counts_of_two, counts_of_two)
def test_the_order_of_the_two_levels_in_the_rules_does_not_matter(
    met: Numbers, apart: Numbers, kin: Numbers
) -> None:
    """Rules that name "same" before "different" are fitted to the same chances."""
    one = NAMED["list"]
    turned = dataclasses.replace(one, levels=one.levels[::-1])
    around = [counts[[0, 2, 1]] for counts in (met, apart, kin)]
    found = fitted_comparison(turned, (around[0], around[1], around[2]), RULES)

    assert fitted_comparison(one, (met, apart, kin), RULES).levels == found.levels[::-1]


def test_lists_that_name_nobody_twice_part_their_rows() -> None:
    """Where half of all pairs stand on one list and none of a thousand matches does, one list weighs three bits or more against a pair."""
    met, apart = np.array([0.0, 1_000.0, 0.0]), np.array([0.0, 10_000.0, 10_000.0])
    _, same = fitted_comparison(NAMED["list"], (met, apart, apart), RULES).levels

    assert np.log2(same.m / float(same.u)) < -3


@given(st.lists(st.integers(0, 5_000), min_size=20, max_size=20), st.sampled_from(sorted(NAMED)))
def test_a_group_keeps_its_order_and_its_signs(counts: list[int], name: str) -> None:
    """Whatever was met, what is held to be stronger weighs no less, what is held to speak against never speaks for, and m of a group
    sums to what was shipped; a level alone has no sum to keep.
    """
    one = NAMED[name]
    size = len(one.levels) + 1
    met = np.array(counts[:size], dtype=np.float64)
    fitted = fitted_comparison(one, (met, met[::-1].copy(), met), RULES)
    for group in groups_of(one, RULES):
        old, new = ([each.levels[at - 1] for at in group] for each in (one, fitted))
        against = [
            (is_now.m, float(is_now.u))
            for was, is_now in zip(old, new, strict=True)
            if not isinstance(was.u, str) and was.m < float(was.u)
        ]
        assert [] == [(m, u) for m, u in against if m > u]
        whole = [sum(level.m for level in levels) for levels in (old, new)]
        assert whole[1] == pytest.approx(min(1.0, whole[0]), abs=1e-6) or (
            len(new) == 1 and whole[1] < whole[0]
        )
        both = [pair for pair in zip(old, new, strict=True) if not isinstance(pair[0].u, str)]
        both.sort(key=lambda pair: -pair[0].m / float(pair[0].u))
        ratios = [level.m / float(level.u) for _, level in both]
        assert all(first >= second * (1 - 1e-9) for first, second in pairwise(ratios))


@pytest.mark.parametrize(
    ("name", "label"), [("death_date", "after_report"), ("death_date", "dates_meet"), ("birth", "dates_meet")]
)
@pytest.mark.parametrize("times", [0.02, 0.2, 5.0, 60.0])
def test_a_level_alone_is_as_much_oftener_reached_as_was_met(name: str, label: str, times: float) -> None:
    """Only a tenth of pairs can reach the level, and nobody says which; how much oftener matches do is found all the same."""
    one = NAMED[name]
    at, size = one.level(label), len(one.levels) + 1
    share = 0.1 * min(0.5, 0.5 / times)
    met, apart = np.zeros(size), np.zeros(size)
    met[0], met[at] = 1e7 * (1 - share * times), 1e7 * share * times
    apart[0], apart[at] = 1e7 * (1 - share), 1e7 * share
    level = fitted_comparison(one, (met, apart, apart), RULES).levels[at - 1]
    shipped = one.levels[at - 1]
    speaks_for = shipped.m > float(shipped.u)

    expected = max(times, 1.0) if speaks_for else min(times, 1.0)
    assert level.m / float(level.u) == pytest.approx(expected, rel=0.02)
    assert level.m <= shipped.m * (1 + 1e-9)
    assert float(level.u) <= float(shipped.u)


def test_what_says_nothing_gains_nothing() -> None:
    """What a level against a match loses goes to those that speak for one, not to one that is as common among both."""
    shipped = (
        ComparisonLevel(label="same", m=0.6, u="frequency", r="frequency"),
        ComparisonLevel(label="near", m=0.1, u=0.1, r=0.1),
        ComparisonLevel(label="different", m=0.3, u=0.8, r=0.8),
    )
    one = dataclasses.replace(NAMED["rank"], levels=shipped)
    alike = np.array([0.0, 90_000.0, 900.0, 100.0])
    top, silent, against = fitted_comparison(one, (np.zeros(4), alike, alike), RULES).levels
    pooled = 0.4 * float(silent.u) / (float(silent.u) + float(against.u))

    assert against.u == against.m < 0.3
    assert pytest.approx([pooled, 1.0 - pooled - against.m]) == [silent.m, top.m]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.01, 100)), min_size=1, max_size=12))
def test_falling_pools_and_keeps_the_sum(rows: list[tuple[float, float]]) -> None:
    """Pooled ratios never rise, and applied to the wholes they give the parts back in sum."""
    parts, wholes = [part for part, _ in rows], [whole for _, whole in rows]
    ratios = falling(parts, wholes)

    assert all(first >= second - 1e-9 for first, second in pairwise(ratios))
    assert pytest.approx(sum(parts), abs=1e-6) == sum(
        ratio * whole for ratio, whole in zip(ratios, wholes, strict=True)
    )
