"""Planted chances come back; few pairs move the shipped ones little; the order of cells and their parting change nothing."""

import dataclasses
import functools
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.estimation import DIFFERENT, SAME, Evidence, estimate, expecting, fit
from resolver.model.fitted import Model
from tests.model.estimation.made import BLOCKS, fields, link_rule, planted, rules

ALIKE = {"m": (0.90, 0.06, 0.04), "u": (0.01, 0.01, 0.98), "r": (0.40, 0.05, 0.55)}
SHIPPED = {
    "one": ALIKE | {"r": (0.85, 0.05, 0.10)},
    "two": {"m": (0.96, 0.038, 0.002), "u": (0.01, 0.01, 0.98), "r": (0.01, 0.01, 0.98)},
    "three": ALIKE,
    "four": ALIKE,
    "five": ALIKE,
}
"""What the rules believe: roughly right; relatives share the first field and differ in the second, where one person hardly ever does."""
TRUE = {
    "one": {"m": (0.70, 0.20, 0.10), "u": (0.002, 0.004, 0.994), "r": (0.80, 0.10, 0.10)},
    "two": {"m": (0.88, 0.07, 0.05), "u": (0.010, 0.002, 0.988), "r": (0.01, 0.01, 0.98)},
    "three": {"m": (0.60, 0.30, 0.10), "u": (0.001, 0.003, 0.996), "r": (0.20, 0.10, 0.70)},
    "four": {"m": (0.95, 0.03, 0.02), "u": (0.020, 0.030, 0.950), "r": (0.40, 0.10, 0.50)},
    "five": {"m": (0.50, 0.20, 0.30), "u": (0.005, 0.005, 0.990), "r": (0.30, 0.05, 0.65)},
}
COMPARISONS = fields(SHIPPED)
MENTIONS, MATCHES, RELATIVES = 20_000, 12_000, 6_000
TOTAL = MENTIONS * (MENTIONS - 1) // 2


def fitted(evidence: Evidence) -> Model:
    """Return what is estimated from made evidence."""
    return estimate(evidence, COMPARISONS, link_rule(), rules(), BLOCKS)


def made(*, seed: int | None = None, mentions: int = MENTIONS, share: float = 1.0) -> Evidence:
    """Return evidence made from the true chances."""
    return planted(
        COMPARISONS,
        TRUE,
        mentions=mentions,
        matches=round(MATCHES * share),
        relatives=round(RELATIVES * share),
        sampled=20_000,
        seed=seed,
    )


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_planted_prior_comes_back(seed: int | None) -> None:
    """The prior lies within 2 per cent of the share of pairs that are matches and share a key, though shipped 60 times lower."""
    model = fitted(made(seed=seed))
    unseen = np.prod([1 - TRUE[name]["m"][0] for name in ("one", "two", "three")])

    assert "estimated" == model.origin
    assert pytest.approx(MATCHES * (1 - unseen) / TOTAL, rel=0.02) == model.terms.prior


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_planted_m_comes_back(seed: int | None) -> None:
    """Each m lies within .02 of the planted one, also of the fields that brought the pairs together."""
    model = fitted(made(seed=seed))

    for one in model.comparisons:
        assert pytest.approx(TRUE[one.name]["m"], abs=0.02) == [level.m for level in one.levels]


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_planted_u_comes_back(seed: int | None) -> None:
    """Each u lies within .002 of the planted one, as twenty thousand random pairs and the shipped chances allow."""
    model = fitted(made(seed=seed))

    for one in model.comparisons:
        found = [level.u for level in one.levels]
        assert pytest.approx(TRUE[one.name]["u"], abs=0.002) == found


def test_relatives_come_back() -> None:
    """Of the relatives at least four in ten are told from strangers, none is invented, and r of what parts them is known.

    A relative who shares one field alone looks like a stranger.
    """
    model = fitted(made())
    found = {one.name: [level.r for level in one.levels] for one in model.comparisons}

    assert 0.4 * RELATIVES < model.relatives < RELATIVES
    assert pytest.approx(TRUE["two"]["r"], abs=0.01) == found["two"]
    assert pytest.approx(TRUE["one"]["r"], abs=0.06) == found["one"]


def test_without_leaving_its_keys_out_a_field_would_flatter_itself() -> None:
    """Of pairs brought together by agreeing on any of three fields more agree on each of them than of all matches."""
    evidence = made()
    agreed = evidence.blocked.filter(pl.col("three") == 1)["pair_count"].sum() / MATCHES

    assert agreed > TRUE["three"]["m"][0] + 0.1
    assert pytest.approx(TRUE["three"]["m"][0], abs=0.02) == fitted(evidence).comparisons[2].levels[0].m


def test_planted_chances_between_scripts_come_back() -> None:
    """Half of all pairs are written in one script and half in two, where names are mostly not the same letters: each half gets its own m."""
    across = dict(TRUE, one={"m": (0.20, 0.70, 0.10), "u": (0.0005, 0.0055, 0.994), "r": (0.20, 0.70, 0.10)})
    named = [dataclasses.replace(one, kind="name") if one.name == "one" else one for one in COMPARISONS]
    halves = [
        planted(named, truth, mentions=MENTIONS, matches=MATCHES, relatives=RELATIVES, sampled=20_000)
        for truth in (TRUE, across)
    ]
    model = estimate(_of_scripts(halves, (34, 18)), named, link_rule(), rules(), BLOCKS)
    one = model.comparisons[0]

    for told, truth in (("cyrillic-cyrillic", TRUE), ("cyrillic-latin", across)):
        assert pytest.approx(truth["one"]["m"], abs=0.03) == [level.m for level in one.between[told]]
    assert pytest.approx((0.45, 0.45, 0.10), abs=0.03) == [level.m for level in one.levels]
    assert all(not other.between for other in model.comparisons[1:])


def test_one_script_has_no_chances_of_its_own() -> None:
    """Lists in one script are fitted once: the same pairs would teach the same twice."""
    named = [dataclasses.replace(one, kind="name") for one in COMPARISONS]
    model = estimate(_of_scripts([made()], (34,)), named, link_rule(), rules(), BLOCKS)

    assert all(not one.between for one in model.comparisons)


def _of_scripts(parts: Sequence[Evidence], scripts: Sequence[int]) -> Evidence:
    """Return the evidence of several lots of pairs as one, each lot written in its own two scripts."""
    cells = {
        which: pl.concat(
            getattr(part, which).with_columns(scripts=pl.lit(code, dtype=pl.UInt8))
            for part, code in zip(parts, scripts, strict=True)
        )
        for which in ("blocked", "random")
    }
    total = sum(part.pair_total for part in parts)
    return dataclasses.replace(parts[0], **cells, pair_total=total)


@given(st.integers(0, 10_000))
def test_chances_are_chances(seed: int) -> None:
    """Each m, u and r lies between 0 and 1, and those of a group sum to what the shipped ones sum to."""
    for one in fitted(made(seed=seed, mentions=2_000, share=0.02)).comparisons:
        for part in "mur":
            found = [getattr(level, part) for level in one.levels]
            assert all(0 < chance < 1 for chance in found)
            assert pytest.approx(1.0, abs=1e-5) == sum(found)


@given(st.integers(0, 10_000))
def test_a_stronger_level_never_weighs_less(seed: int) -> None:
    """The order of m/u is that of the shipped chances, whatever the pairs are like."""
    for one in fitted(made(seed=seed, mentions=2_000, share=0.02)).comparisons:
        ratios = [level.m / float(level.u) for level in one.levels]
        assert all(first >= second * (1 - 1e-4) for first, second in pairwise(ratios))


@functools.cache
def in_order() -> tuple[Evidence, list[str], Model]:
    """Return evidence in the order of its keys, these keys, and the model that fits it."""
    evidence = made(seed=3, mentions=2_000, share=0.02)
    keys = [name for name in evidence.blocked.columns if name != "pair_count"]
    return evidence, keys, fitted(dataclasses.replace(evidence, blocked=evidence.blocked.sort(keys)))


@given(st.integers(0, 100))
def test_order_and_parting_of_cells_do_not_matter(seed: int) -> None:
    """Counts in another order, or sorted again from parts, give the same model to the last digit."""
    evidence, keys, model = in_order()
    shuffled = evidence.blocked.sample(fraction=1.0, shuffle=True, seed=seed)
    parts = [shuffled.with_columns(pair_count=pl.col("pair_count") // 2), shuffled]
    parts[1] = parts[1].with_columns(pair_count=pl.col("pair_count") - pl.col("pair_count") // 2)
    counted = pl.concat(parts).group_by(keys).agg(pl.col("pair_count").sum()).sort(keys)

    again = dataclasses.replace(evidence, blocked=counted)
    assert model == fitted(again)


@pytest.mark.parametrize(("share", "furthest"), [(0.0005, 0.05), (1.0, 1.0)])
def test_data_overrule_gradually(share: float, furthest: float) -> None:
    """Half a dozen matches move no m by .05; thousands bring it where it is."""
    model = fitted(made(share=share, mentions=max(200, round(MENTIONS * share**0.5))))
    moves = [
        abs(level.m - old.m)
        for one, before in zip(model.comparisons, COMPARISONS, strict=True)
        for level, old in zip(one.levels, before.levels, strict=True)
    ]

    assert max(moves) < furthest


def test_hardly_any_matches_are_found_where_there_are_none() -> None:
    """Lists in which nobody stands twice, and many are relatives, yield less than one expected match in a thousand mentions."""
    evidence = planted(COMPARISONS, TRUE, mentions=3_000, matches=0, relatives=2_000, sampled=20_000)
    model = fitted(evidence)

    assert model.matches < 3
    assert model.terms.prior < 1e-6


def test_what_is_known_is_not_asked() -> None:
    """Pairs known to be one person or two count as such, whatever they look like."""
    evidence = made(share=0.02, mentions=2_000)
    known = evidence.blocked.with_columns(known=pl.lit(DIFFERENT, dtype=pl.UInt8))
    none = fitted(dataclasses.replace(evidence, blocked=known))
    half = evidence.blocked.with_columns(
        known=pl.when(pl.col("four") == 1).then(SAME).otherwise(DIFFERENT).cast(pl.UInt8)
    )
    some = fitted(dataclasses.replace(evidence, blocked=half))

    assert 0 == none.matches
    assert none.known_apart == evidence.blocked_total
    assert (
        pytest.approx(evidence.blocked.filter(pl.col("four") == 1)["pair_count"].sum(), rel=0.001)
        == some.matches
    )


@pytest.mark.parametrize(
    ("mentions", "share", "told"),
    [(50, 0.001, "50 mentions are too few"), (200, 0.0, "candidate pairs are too few")],
)
def test_too_little_is_refused(mentions: int, share: float, told: str) -> None:
    """Where there is too little to learn from, the shipped chances stay, and the reason is told."""
    evidence = made(mentions=mentions, share=share)
    small = dataclasses.replace(evidence, blocked=evidence.blocked.head(5).with_columns(pair_count=pl.lit(1)))
    model = fitted(small)

    assert ("shipped", tuple(COMPARISONS)) == (model.origin, model.comparisons)
    assert told in model.reason


def test_families_are_not_taken_for_people() -> None:
    """Where most matches of a fit would differ in a name, m stays as shipped: of the families planted hardly any are people then."""
    names = [dataclasses.replace(one, kind="name") for one in COMPARISONS]
    odd = {
        name: chances | {"m": (0.2, 0.1, 0.7) if name == "five" else chances["m"]}
        for name, chances in TRUE.items()
    }
    evidence = planted(names, odd, mentions=20_000, matches=12_000, relatives=0, sampled=20_000)

    model = estimate(evidence, names, link_rule(), rules(), BLOCKS)
    kept = [[level.m for level in one.levels] for one in model.comparisons]

    assert pytest.approx(np.array([[level.m for level in one.levels] for one in names])) == np.array(kept)
    assert model.matches < 0.05 * 12_000
    assert "is different in five; the shipped m was kept" in model.reason


def test_a_fit_that_finds_everybody_to_be_one_is_refused() -> None:
    """Not even with the shipped m are the lists believed to hold more mentions of each person than any do: nothing is fitted."""
    few = dataclasses.replace(rules(), mentions_per_person=1.01)
    model = estimate(made(share=0.02, mentions=2_000), COMPARISONS, link_rule(), few, BLOCKS)

    assert ("shipped", tuple(COMPARISONS)) == (model.origin, model.comparisons)
    assert "mentions of each person" in model.reason


def test_cells_are_shared_out_alike_however_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded by how many cells are looked at together; what is fitted does not depend on it."""
    evidence = made(mentions=2_000)
    plain = fitted(evidence)
    monkeypatch.setattr(expecting, "CELLS_AT_ONCE", 97)

    assert plain == fitted(evidence)


def test_who_teaches_stays_once_little_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs at the edge of being sure would go in and out for ever: when little moves they are no longer looked for, and the fit settles."""
    asked: list[bool] = []

    def expect(cells: expecting.Cells, at: expecting.Fit, *others: Any) -> expecting.Expected:
        if len(cells.count) == len(blocked):
            asked.append(bool(others[-1]))
        return expecting.expect(cells, at, *others)

    evidence = made()
    blocked = evidence.blocked
    monkeypatch.setattr(fit, "expect", expect)
    model = fitted(evidence)
    looked_for = sum(asked)

    assert model.origin == "estimated"
    assert 1 < looked_for < len(asked)
    assert asked == [True] * looked_for + [False] * (len(asked) - looked_for)
