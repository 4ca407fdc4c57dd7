"""COMPARED -> SCORES: the match weight and probability of each pair, and whether a link may rest on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import Rows
from resolver.model.comparisons import FREQUENCY, SCOPE, Comparison
from resolver.model.linking import LinkRule
from resolver.model.unread import IS_UNREAD
from resolver.model.weights import Weighed, probability_of, shares_of, weigh
from resolver.names.comparing import IS_OTHER_SEX
from resolver.tables import SCORES, conform
from resolver.threads import at_once

SUPPORT_BITS = 3.0
"""A comparison other than the name supports a link when it speaks for it with at least this much."""


PAIRS_AT_ONCE = 1 << 16
"""So many pairs are scored at once: their columns stay in the cache of a processor, and several may work."""


def score(
    compared: pl.DataFrame, patterns: pl.DataFrame, *, comparisons: Sequence[Comparison], rule: LinkRule
) -> pl.DataFrame:
    """Return SCORES for every compared pair, in the order given; ``patterns`` are the combinations of levels, each at its number."""
    flags = _PatternFlags.of(patterns, comparisons, rule)
    names = [one.name for one in comparisons]
    known = Rows([patterns[name].to_numpy() for name in names])

    def numbered(some: pl.DataFrame) -> pl.DataFrame:
        pattern = known.numbers([some[name].to_numpy() for name in names])
        return some.with_columns(pattern=pl.Series(pattern, dtype=pl.UInt32))

    slices = [*compared.iter_slices(PAIRS_AT_ONCE)] or [compared]
    return pl.concat(at_once(lambda some: _scored(numbered(some), flags, comparisons, rule), slices))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _PatternFlags:
    """What the levels of a pair say whatever it weighs, by the number of their combination.

    ``falls_short`` says that names speak too little for a link, ``alone_falls_short`` that they do where nothing else speaks,
    ``unread_falls_short`` that they do where births were stated that nobody understood, ``other_sex_falls_short`` where one name is taken
    for one of the other sex than it most simply is: only a number, or both sexes stated, tells a declined name from that of a wife or a sister,
    ``keeps_apart`` that no third mention joins a pair that falls short.
    """

    is_forbidden: NDArray[np.bool_]
    is_disputed: NDArray[np.bool_]
    falls_short: NDArray[np.bool_]
    alone_falls_short: NDArray[np.bool_]
    unread_falls_short: NDArray[np.bool_]
    other_sex_falls_short: NDArray[np.bool_]
    keeps_apart: NDArray[np.bool_]

    @classmethod
    def of(cls, patterns: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule) -> "_PatternFlags":
        falls_short, alone_falls_short = _names_fall_short(patterns, comparisons, rule)
        has_number = _at(patterns, comparisons, "identifiers", "same")
        return cls(
            is_forbidden=_is_forbidden(patterns, comparisons, rule),
            is_disputed=_is_disputed(patterns, comparisons),
            falls_short=falls_short,
            alone_falls_short=alone_falls_short,
            unread_falls_short=rule.contradictions_forbid & ~has_number,
            other_sex_falls_short=rule.contradictions_forbid
            & ~(has_number | _at(patterns, comparisons, "sex", "same")),
            keeps_apart=_births_contradict(patterns, comparisons, rule)
            | _at(patterns, comparisons, "patronymic", "unlisted"),
        )


def _scored(
    numbered: pl.DataFrame,
    flags: _PatternFlags,
    comparisons: Sequence[Comparison],
    rule: LinkRule,
) -> pl.DataFrame:
    pattern = numbered["pattern"].to_numpy()
    weighed = weigh(numbered, comparisons, rule)
    total = weighed.total
    is_name_alone = _is_name_alone(numbered, weighed, comparisons)
    falls_short = flags.falls_short[pattern] | is_name_alone & flags.alone_falls_short[pattern]
    if IS_UNREAD in numbered.columns:
        falls_short |= numbered[IS_UNREAD].to_numpy() & flags.unread_falls_short[pattern]
    if IS_OTHER_SEX in numbered.columns:
        falls_short |= numbered[IS_OTHER_SEX].to_numpy() & flags.other_sex_falls_short[pattern]
    scores = numbered.select(
        "left",
        "right",
        "rule",
        "pattern",
        match_weight=pl.lit(pl.Series(total)),
        against=pl.lit(pl.Series(weighed.against)),
        match_probability=pl.lit(pl.Series(probability_of(total))),
        namesakes=pl.lit(pl.Series(_namesakes(numbered, comparisons, rule))),
        is_name_alone=pl.lit(pl.Series(is_name_alone)),
        is_forbidden=pl.lit(pl.Series(flags.is_forbidden[pattern])),
        is_disputed=pl.lit(pl.Series(flags.is_disputed[pattern])),
        names_fall_short=pl.lit(pl.Series(falls_short)),
        keeps_apart=pl.lit(pl.Series(flags.keeps_apart[pattern] & falls_short)),
    )
    return conform(scores, SCORES, table="SCORES")


_OF_NAMES = ("name", "former")
"""The kinds of comparisons that tell what people are called, or were."""


def _namesakes(
    numbered: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule
) -> NDArray[np.float64]:
    """Return how many other people of the agreed name are expected among those the pair could be about."""
    people = np.full(numbered.height, float(rule.population))
    for one in comparisons:
        levels = numbered[one.name].to_numpy()
        if one.kind in (*_OF_NAMES, SCOPE):
            fixed, by_share = _chances_at_levels(one)
            chance = fixed.take(levels)
            asked = np.flatnonzero(by_share.take(levels))
            chance[asked] = shares_of(numbered, one, asked)
            people *= chance
    return people


def _chances_at_levels(comparison: Comparison) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return by level number how many of those the pair could be about agree so by chance, and whether a share tells instead."""
    is_name = comparison.kind in _OF_NAMES
    by_share = [level.u == (FREQUENCY if is_name else SCOPE) for level in comparison.levels]
    fixed = [level.u if is_name and isinstance(level.u, float) else 1.0 for level in comparison.levels]
    return np.array([1.0, *fixed]), np.array([False, *by_share])


def _is_name_alone(
    numbered: pl.DataFrame, weighed: Weighed, comparisons: Sequence[Comparison]
) -> NDArray[np.bool_]:
    """Return whether nothing but the name (and who it could be about, and where it stands) speaks for a pair."""
    others = [one.name for one in comparisons if one.kind not in (*_OF_NAMES, "scope", "list")]
    is_supported = np.zeros(numbered.height, dtype=np.bool_)
    for name in others:
        is_supported |= (numbered[name].to_numpy() > 0) & (weighed.by_comparison[name] >= SUPPORT_BITS)
    return ~is_supported


def _is_forbidden(
    patterns: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule
) -> NDArray[np.bool_]:
    """Return whether birth dates, sexes, generations (father and son), Wikidata items or names under one identifier contradict: no program may link such pairs, a human may.

    Birth dates do not forbid it where both mentions bear one identifier: then one date is a slip.
    """
    forbidden = np.zeros(patterns.height, dtype=np.bool_)
    if not rule.contradictions_forbid:
        return forbidden
    share_one = _at(patterns, comparisons, "identifiers", "same")
    forbidden |= _at(patterns, comparisons, "birth", "apart") & ~share_one
    forbidden |= _at(patterns, comparisons, "sex", "different")
    forbidden |= _at(patterns, comparisons, "generation", "different")
    forbidden |= _at(patterns, comparisons, "identifiers", "other_item")
    return forbidden | _is_disputed(patterns, comparisons)


def _is_disputed(patterns: pl.DataFrame, comparisons: Sequence[Comparison]) -> NDArray[np.bool_]:
    """Return whether one identifier stands on two names: one of the rows is wrong, and a human must say which.

    Not where both were born on one day as well: then one person is called by two names.
    """
    differ = _at(patterns, comparisons, "surname", "different")
    differ |= _at(patterns, comparisons, "given_name", "different", "unlisted")
    agrees_besides = _at(patterns, comparisons, "birth", "same_day")
    return differ & _at(patterns, comparisons, "identifiers", "same") & ~agrees_besides


def _births_contradict(
    patterns: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule
) -> NDArray[np.bool_]:
    """Return whether two days of birth of one year, or ages, differ by more than a slip, and no number is shared.

    Who says the year alone fits both days, and an age between two ages fits both of them: that does not make the two one.
    """
    contradict = _at(patterns, comparisons, "birth", "same_year", "age_apart")
    return contradict & rule.contradictions_forbid & ~_at(patterns, comparisons, "identifiers", "same")


_AGREEING = ("same", "short", "shared", "sound", "near", "initial")


_OTHERS = ("different", "unlisted")


def _names_fall_short(
    patterns: pl.DataFrame, comparisons: Sequence[Comparison], rule: LinkRule
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether names or dates speak against a link and nothing that is a person's own makes up for it; and whether they do where
    nothing but a name speaks for the pair.

    A link needs two words of the names that agree, or a day of birth or a number. So a father and the son who bears his name as his
    father's stay two. Where the given names differ, or the surnames that both had before, only a number makes up for it: two brothers share all the rest, and twins the day of birth
    (in lists of Gaza whose truth is known 110 pairs of one surname, father and birthday bear two given names and are two people, 13 are one).
    Where the word for the father or for his father differs, a day of birth or a number makes up for it: cousins of one year are named after one
    grandfather. So it does where the surname differs, or, on two lists, a year of birth or an age that fits and three words that agree: who is
    listed twice in one list with two family names, or two great-grandfathers, is two men. Days of death that are far apart ask for a birth, too.
    Where one name tells a generation (Jr., «сын») and the other is silent, which may be the father's, a birth or an age that fits makes up for it, or a number.
    Two days of birth in one year that no slip explains, and ages years apart, are two people's unless a number says otherwise. Two numbers of one make are two people's, whatever agrees: a human has to tell which was written wrongly. Nothing but a name, however rare, joins nobody against years of birth or ages that do not fit: so a
    forger's namesake born a year later stays another man. Where no word can be compared, as with somebody without a name, it takes
    both a number and a birth: papers are found on others.
    """
    if not rule.contradictions_forbid:
        never = np.zeros(patterns.height, dtype=np.bool_)
        return never, never

    def at(name: str, *labels: str) -> NDArray[np.bool_]:
        return _at(patterns, comparisons, name, *labels)

    agreeing, spoken = np.zeros((2, patterns.height), dtype=np.int64)
    for one in comparisons:
        if one.kind == "name":
            agreeing += at(one.name, *_AGREEING)
            spoken += patterns[one.name].to_numpy() > 0
    number, day, year = at("identifiers", "same"), at("birth", "same_day"), at("birth", "dates_meet")
    age = at("birth", "age_fits")
    own = number | day
    falls_short = at("given_name", *_OTHERS) & ~number
    falls_short |= (at("surname", "different", "part") | at("given_name", "part")) & (agreeing < 2) & ~own
    three_agree = (year | age) & (agreeing >= 3) & at("list", "different")
    falls_short |= at("surname", "different") & ~(own | three_agree)
    falls_short |= (at("patronymic", *_OTHERS) | at("grandfather", *_OTHERS)) & ~own
    falls_short |= at("death_date", "apart", "same_month_other_year") & ~(own | year)
    falls_short |= at("former_surname", "different") & ~number
    falls_short |= at("generation", "one_told") & ~(own | year | age)
    falls_short |= _births_contradict(patterns, comparisons, rule)
    falls_short |= at("identifiers", "different")
    falls_short |= (spoken == 0) & ~(number & (day | year | age))
    return falls_short, at("birth", "year_off", "age_apart")


def _at(
    patterns: pl.DataFrame, comparisons: Sequence[Comparison], name: str, *labels: str
) -> NDArray[np.bool_]:
    """Return which patterns reach one of some levels of a comparison."""
    found = next((one for one in comparisons if one.name == name), None)
    if found is None:
        return np.zeros(patterns.height, dtype=np.bool_)
    return np.isin(patterns[name].to_numpy(), [found.level(label) for label in labels])
