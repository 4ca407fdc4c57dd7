"""The weight of a pair is the sum of its shares, silence weighs nothing, and a brother is not the same man."""

import dataclasses
import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.comparisons import Comparison, ComparisonLevel, Dependence, read_comparisons
from resolver.model.linking import LinkRule, Terms, read_link_rule
from resolver.model.scaling import calibrated, steepness
from resolver.model.weights import (
    MILLIBITS,
    MOST_COMMON_BITS,
    fixed_chance,
    full_chances,
    probability_of,
    rarity_bits,
    shares_of,
    weigh,
)

RULES = Path(__file__).parents[2] / "rules"
COMPARISONS = read_comparisons(tomllib.loads((RULES / "comparisons.toml").read_text("utf-8")))
RULE = read_link_rule(tomllib.loads((RULES / "linking.toml").read_text("utf-8")))
RARE = math.log2(0.00001)
COMMON = math.log2(0.01)
NARROWED = math.log2(RULE.incident_size / RULE.population)
NAMED = {one.name: one for one in COMPARISONS}
RARE_NAME = {"surname": "same", "given_name": "same"}
Pair = dict[str, int]


def frame(pairs: list[Pair], shares: Mapping[str, float] | None = None) -> pl.DataFrame:
    """Return pairs as COMPARED holds them: a level per comparison, and the share of those who bear the agreed value."""
    columns: dict[str, pl.Series] = {
        one.name: pl.Series([pair.get(one.name, 0) for pair in pairs], dtype=pl.UInt8) for one in COMPARISONS
    }
    for name, bits in (shares or {}).items():
        values = [round(bits * MILLIBITS)] * len(pairs)
        columns[f"{name}_share"] = pl.Series(values, dtype=pl.Int32)
    return pl.DataFrame(columns)


def weight(
    labels: Mapping[str, str],
    *,
    surname_share: float = RARE,
    given_share: float = COMMON,
    rule: LinkRule = RULE,
) -> float:
    """Return the weight in bits of one pair, given the label of each comparison that is not silent; a scope is a battle."""
    levels = {name: NAMED[name].level(label) for name, label in labels.items()}
    shares = {"surname": surname_share, "given_name": given_share, "scope": NARROWED}
    return int(weigh(frame([levels], shares), COMPARISONS, rule).total[0]) / MILLIBITS


def probability(bits: float) -> float:
    """Return the match probability of a weight."""
    return float(probability_of(np.array([round(bits * MILLIBITS)]))[0])


pairs = st.lists(
    st.fixed_dictionaries({one.name: st.integers(0, len(one.levels)) for one in COMPARISONS}),
    min_size=1,
    max_size=8,
)
shares = st.dictionaries(st.sampled_from(sorted(NAMED)), st.floats(-20, 0), max_size=4)


@given(pairs, shares)
def test_total_is_the_sum_of_its_shares(pairs: list[Pair], shares: dict[str, float]) -> None:
    """Prior, comparisons, relatives and calibration add up to the weight: nothing else speaks."""
    weighed = weigh(frame(pairs, shares), COMPARISONS, RULE)
    shares_sum = np.sum(list(weighed.by_comparison.values()), axis=0)
    parts = weighed.prior + shares_sum + weighed.relatives + weighed.calibration

    assert set(NAMED) == set(weighed.by_comparison)
    assert np.rint(parts * MILLIBITS).astype(int).tolist() == weighed.total.tolist()


@given(pairs, shares)
def test_silence_weighs_nothing(pairs: list[Pair], shares: dict[str, float]) -> None:
    """A comparison at level 0 adds exactly 0 bits, whatever is said elsewhere."""
    weighed = weigh(frame(pairs, shares), COMPARISONS, RULE)

    for name, bits in weighed.by_comparison.items():
        assert not any(found for found, pair in zip(bits.tolist(), pairs, strict=True) if pair[name] == 0)


@given(pairs, st.sampled_from(sorted(NAMED)))
def test_a_silent_comparison_might_as_well_not_exist(pairs: list[Pair], silent: str) -> None:
    """Where both sides keep silent about a field, the weight is that of a rulebook without it."""
    hushed = [pair | {silent: 0} for pair in pairs]
    without = [one for one in COMPARISONS if one.name != silent]
    whole, less = weigh(frame(hushed), COMPARISONS, RULE), weigh(frame(hushed), without, RULE)

    assert whole.total.tolist() == less.total.tolist()


def test_two_silent_mentions_have_the_prior() -> None:
    """Of two mentions that say nothing we know what we knew before: one chance in the population."""
    weighed = weigh(frame([{}]), COMPARISONS, RULE)

    assert round(math.log2(1 / RULE.population) * MILLIBITS) == weighed.total[0]
    assert 0 == pytest.approx(weighed.relatives[0], abs=1e-12)


@given(pairs, shares)
def test_total_is_bayes_with_three_classes(pairs: list[Pair], shares: dict[str, float]) -> None:
    """The odds are those of Bayes' rule between a match and everybody else, a few of whom are relatives."""
    kin = RULE.relatives_per_person / RULE.population
    alone = [dataclasses.replace(one, dependent=()) for one in COMPARISONS]
    expected = []
    for pair in pairs:
        m = u = r = 1.0
        for one in COMPARISONS:
            if pair[one.name]:
                level = one.levels[pair[one.name] - 1]
                share = 2 ** (round(shares.get(one.name, 0.0) * MILLIBITS) / MILLIBITS)
                chances = [
                    share if chance in ("frequency", "scope") else float(chance)
                    for chance in (level.m, level.u, level.r)
                ]
                m, u, r = m * chances[0], u * chances[1], r * chances[2]
        expected.append(math.log2(m / RULE.population / ((1 - kin) * u + kin * r)))

    found = weigh(frame(pairs, shares), alone, RULE).total / MILLIBITS
    assert pytest.approx(expected, abs=0.002) == found.tolist()


@given(st.floats(-20, 0), st.floats(0, 6), st.sampled_from(["sound", "near", "lookalike"]))
def test_a_rarer_name_in_other_letters_weighs_no_less(share: float, rarer: float, label: str) -> None:
    """Of two names that are spelt otherwise the rarer speaks for one person at least as much; without lists to go by, as much."""
    surname = dataclasses.replace(NAMED["surname"], typical=-6.0)
    at = [{"surname": surname.level(label)}]

    def bits(one: Comparison, share: float) -> float:
        return float(weigh(frame(at, {"surname": share}), [one], RULE).by_comparison["surname"][0])

    assert bits(surname, share) <= bits(surname, share - rarer) + 0.001
    assert bits(NAMED["surname"], share) == bits(NAMED["surname"], share - rarer)


@given(st.lists(st.floats(-20, -6), min_size=1, max_size=30))
def test_rarity_changes_no_chance_on_the_whole(own: list[float]) -> None:
    """Over the people of the lists, the chance of another spelling is on average what it is without regard to how rare names are."""
    shares = np.array(own)
    typical = float(np.log2(np.mean(np.exp2(shares * NAMED["surname"].rarity))))
    surname = dataclasses.replace(NAMED["surname"], typical=typical)
    sound = np.full(len(own), surname.level("sound"), dtype=np.uint8)
    bits = rarity_bits(sound, surname, shares)

    assert (bits > MOST_COMMON_BITS - 0.001).any() or pytest.approx(1.0) == np.mean(np.exp2(bits))


def test_levels_are_worth_what_they_are_between_two_scripts() -> None:
    """A surname that sounds the same weighs by the chances of its two scripts, and by the common ones where these were not met."""
    sound = NAMED["surname"].level("sound")
    across = tuple(dataclasses.replace(level, m=0.5, u=0.25) for level in NAMED["surname"].levels)
    surname = dataclasses.replace(NAMED["surname"], between={"arabic-latin": across})
    told = pl.DataFrame(
        {"surname": [sound] * 3, "scripts": [19, 18, 17]}, schema={"surname": pl.UInt8, "scripts": pl.UInt8}
    )
    common = math.log2(NAMED["surname"].levels[sound - 1].m / float(NAMED["surname"].levels[sound - 1].u))

    assert (
        pytest.approx([1.0, common, common]) == weigh(told, [surname], RULE).by_comparison["surname"].tolist()
    )


@given(pairs)
def test_batches_do_not_matter(pairs: list[Pair]) -> None:
    """A pair weighs the same alone and among others."""
    together = weigh(frame(pairs), COMPARISONS, RULE).total.tolist()

    assert [int(weigh(frame([pair]), COMPARISONS, RULE).total[0]) for pair in pairs] == together


@given(st.lists(st.floats(0.001, 0.999), min_size=2, max_size=6, unique=True), st.data())
def test_a_stronger_level_never_lowers_the_weight(chances: list[float], data: st.DataObject) -> None:
    """Where m falls and u rises from level to level, so does the weight."""
    falling = sorted(chances, reverse=True)
    levels = tuple(ComparisonLevel(label=str(at), m=m, u=1 - m, r=1 - m) for at, m in enumerate(falling))
    one = Comparison(name="sex", kind="exact", column="sex", role="", levels=levels)
    numbers = list(range(1, len(levels) + 1))
    table = pl.DataFrame({"sex": pl.Series(numbers, dtype=pl.UInt8)})

    found = weigh(table, [one], RULE).total.tolist()

    assert sorted(found, reverse=True) == found


@pytest.mark.parametrize(
    ("weight", "expected"),
    [(0, 0.5), (1000, 2 / 3), (-1000, 1 / 3), (3322, 10 / 11), (10_000_000, 1.0), (-10_000_000, 0.0)],
)
def test_probability_of(weight: int, expected: float) -> None:
    """One unit doubles the odds; no weight is too large."""
    assert pytest.approx(expected, abs=1e-4) == probability_of(np.array([weight]))[0]


@given(st.lists(st.integers(-400_000, 400_000), min_size=1))
def test_probability_rises_with_weight(weights: list[int]) -> None:
    """More evidence is never less likely, and a probability lies between 0 and 1."""
    found = probability_of(np.array(sorted(weights))).tolist()

    assert sorted(found) == found
    assert all(0 <= one <= 1 for one in found)


# Relatives --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "besides",
    [
        {},
        {"scope": "same_incident"},
        {"origin_place": "same"},
        {"scope": "same_incident", "origin_place": "inside"},
        {"patronymic": "same"},
    ],
)
def test_a_rare_surname_is_not_enough_for_brothers(besides: dict[str, str]) -> None:
    """An equal rare surname with another given name stays below the review threshold, also from one village and battle."""
    bits = weight({"surname": "same", "given_name": "different"} | besides)

    assert probability(bits) < RULE.review_threshold


def test_a_rare_full_name_rises() -> None:
    """The same rare surname with the same given name is worth more than a common one, and more than the surname alone."""
    rare = weight(RARE_NAME)
    common = weight(RARE_NAME, surname_share=COMMON)
    alone = weight({"surname": "same"})

    assert rare > common
    assert rare > alone
    assert probability(weight(RARE_NAME | {"scope": "same_incident"})) > RULE.link_threshold


def test_relatives_only_lower_a_weight_where_kin_fit_better() -> None:
    """The third class speaks where kin explain a pair better than strangers, and is silent where hardly anybody has kin."""
    childless = dataclasses.replace(RULE, relatives_per_person=1e-12)
    same_given = {"given_name": "same"}
    brothers = {"surname": "same", "given_name": "different", "origin_place": "same"}

    assert weight(brothers) < weight(brothers, rule=childless)
    assert weight(same_given) == pytest.approx(weight(same_given, rule=childless), abs=0.002)


# Shares -----------------------------------------------------------------------------------------------


def test_a_comparison_nobody_asked_the_share_of_counts_everybody() -> None:
    """Without a share column an agreed value is as common as can be: it says nothing."""
    silent = frame([{"surname": 1}])

    assert [1.0] == shares_of(silent, NAMED["surname"]).tolist()


@pytest.mark.parametrize(
    ("chance", "label", "expected"),
    [
        (0.25, "same", 0.25),
        ("frequency", "same", 1.0),
        ("scope", "same_incident", RULE.incident_size / RULE.population),
        ("scope", "same_document", RULE.largest_document / RULE.population),
    ],
)
def test_fixed_chance(chance: float | str, label: str, expected: float) -> None:
    """A chance in words is turned into a number by whom it speaks of."""
    assert expected == fixed_chance(chance, label, RULE)  # type: ignore[arg-type]


# Dependent comparisons -----------------------------------------------------------------------------------


def twins(kept: float, against: float) -> list[Comparison]:
    """Return two comparisons that tell much the same: of the weaker these parts are kept where both speak for a pair, and against it."""
    levels = (
        ComparisonLevel(label="same", m=0.8, u=0.1, r=0.1),
        ComparisonLevel(label="near", m=0.15, u=0.1, r=0.1),
        ComparisonLevel(label="different", m=0.05, u=0.8, r=0.8),
    )
    first = Comparison(name="first", kind="text", column="first", role="", levels=levels)
    return [
        first,
        dataclasses.replace(
            first, name="second", dependent=(Dependence(on="first", kept=kept, against=against),)
        ),
    ]


def twin_shares(first: int, second: int, kept: float, against: float) -> tuple[float, float]:
    """Return what the two comparisons add, by their levels."""
    table = pl.DataFrame(
        {"first": [first], "second": [second]}, schema={"first": pl.UInt8, "second": pl.UInt8}
    )
    found = weigh(table, twins(kept, against), RULE).by_comparison
    return float(found["first"][0]), float(found["second"][0])


@pytest.mark.parametrize(
    ("first", "second", "kept", "against", "expected"),
    [
        (1, 2, 0.0, 0.0, (3.0, 0.0)),
        (2, 1, 0.0, 0.0, (0.0, 3.0)),
        (1, 2, 0.5, 0.0, (3.0, 0.29248)),
        (1, 3, 0.0, 0.0, (3.0, -4.0)),
        (3, 3, 0.0, 0.0, (-4.0, 0.0)),
        (3, 3, 0.0, 1.0, (-4.0, -4.0)),
        (1, 2, 0.0, 1.0, (3.0, 0.0)),
        (1, 0, 0.0, 0.0, (3.0, 0.0)),
    ],
)
def test_of_two_that_tell_the_same_the_weaker_counts_in_part(
    first: int, second: int, kept: float, against: float, expected: tuple[float, float]
) -> None:
    """Where two dependent comparisons point one way only a part of the weaker is kept; where they differ both count."""
    assert pytest.approx(expected, abs=1e-4) == twin_shares(first, second, kept, against)


@given(st.integers(0, 3), st.integers(1, 2), st.floats(0, 1), st.floats(0, 1))
def test_dependence_keeps_the_order_of_levels(first: int, second: int, kept: float, against: float) -> None:
    """A stronger level of a dependent comparison never lowers the weight."""
    weights = [sum(twin_shares(first, level, kept, against)) for level in (second, second + 1)]

    assert weights[0] >= weights[1] - 1e-9


def test_what_an_explanation_tells_is_what_was_weighed() -> None:
    """Of two names that differ each shows its part of m, of full namesakes the given name shows u as it is among them."""
    names = [one for one in COMPARISONS if one.kind == "name"]
    terms = Terms(prior=1e-6, kin=1e-9, together=(9.0,), alone=0.5, full_names=(0.25, 1.0))
    levels = {one.name: [one.level("different"), one.level("same")] for one in names[:2]}
    pair = pl.DataFrame(
        levels | {one.name: [0, 0] for one in names[2:]}, schema={one.name: pl.UInt8 for one in names}
    )
    told = full_chances(pair, names, dataclasses.replace(RULE, fitted=terms))
    plain = full_chances(pair, names, RULE)
    surname, own = (one.name for one in names[:2])

    assert np.exp2(told[surname].m - plain[surname].m) == pytest.approx([3.0, 1.0])
    assert np.exp2(told[own].m - plain[own].m) == pytest.approx([3.0, 1.0])
    assert np.exp2(told[own].u - plain[own].u) == pytest.approx([1.0, 0.25])
    assert (told[surname].u == plain[surname].u).all()


# Scope ----------------------------------------------------------------------------------------------------


def test_an_incident_narrows_down_to_as_many_people_whatever_the_prior() -> None:
    """Two mentions of one incident are one of its people: lists that speak of few people do not make that likelier twice over."""
    [scope] = [one for one in COMPARISONS if one.kind == "scope"]
    level = scope.level("same_incident")
    share = round(float(np.log2(RULE.incident_size / RULE.population)) * 1000)
    pair = pl.DataFrame(
        {"scope": [level], "scope_share": [share]}, schema={"scope": pl.UInt8, "scope_share": pl.Int16}
    )
    totals = []
    for prior in (1 / RULE.population, 1e-5, 1e-4, 1e-9):
        rule = dataclasses.replace(RULE, fitted=Terms(prior=prior, kin=1e-300))
        weighed = weigh(pair, [scope], rule)
        totals.append(weighed.prior + float(weighed.by_comparison["scope"][0]))

    assert totals[1:3] == pytest.approx([totals[0]] * 2, abs=0.01)
    assert totals[3] == pytest.approx(totals[0] - np.log2(1e-6 / 1e-9), abs=0.01)


# Fitted terms ---------------------------------------------------------------------------------------------


def test_a_scale_makes_names_commoner() -> None:
    """Where lists show that names of a kind are eight times as common as thought, agreeing on one is worth three bits less."""
    scale = tuple(8.0 if step == 5 else 1.0 for step in range(13))
    scaled = [dataclasses.replace(one, scale=scale) if one.kind == "name" else one for one in COMPARISONS]
    pair = frame([{"surname": 1}], {"surname": -10.5})
    before, after = (weigh(pair, each, RULE).by_comparison["surname"][0] for each in (COMPARISONS, scaled))

    assert pytest.approx(3.0) == before - after


@given(pairs, shares, st.lists(st.floats(-20, 20), min_size=2, max_size=5))
def test_calibration_changes_weights_and_not_their_order(
    pairs: list[Pair], shares: dict[str, float], becomes: list[float]
) -> None:
    """A calibrated weight is what the curve makes of it, the order of pairs stays, and its share says what it changed."""
    curve = tuple(zip(np.linspace(-6, 6, len(becomes)).tolist(), sorted(becomes), strict=True))
    terms = dataclasses.replace(RULE.terms, curve=curve)
    raw = weigh(frame(pairs, shares), COMPARISONS, RULE)
    bent = weigh(frame(pairs, shares), COMPARISONS, dataclasses.replace(RULE, fitted=terms))
    order = np.argsort(raw.total)

    assert (
        pytest.approx(bent.total.tolist(), abs=2 + 20 * MILLIBITS / 1000)
        == (calibrated(raw.total / MILLIBITS, curve) * MILLIBITS).round().tolist()
    )
    assert (np.diff(bent.total[order]) >= -20).all()
    assert pytest.approx((steepness(curve) * raw.against).tolist(), abs=12) == bent.against.tolist()
