"""A row of pairs.csv -> the parts of its weight in words: what speaks for one person, what against, what says nothing."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from resolver.report.cards import PairLine, Term
from resolver.report.shown import chance, number, said

PRIOR = "before any comparison"
LABELS = {
    "birth": "born",
    "death_date": "died",
    "origin_place": "from",
    "death_place": "died at",
    "burial_place": "buried at",
    "scope": "whom it could be about",
    "list": "on one list or two",
}
"""What a comparison is called where its name is not the word a reader knows."""

OTHERS = (
    ("relatives_share", "relatives", "would look like this too"),
    ("calibration_share", "calibration", "by answers about others"),
)
LEAST_BITS = 0.05


def label_of(comparison: str) -> str:
    """Return what a comparison is called on a page.

    >>> label_of("birth"), label_of("given_name")
    ('born', 'given name')
    """
    return LABELS.get(comparison, comparison.replace("_", " "))


def terms_of(pair: Mapping[str, Any]) -> Iterator[Term]:
    """Yield the parts of the weight of a pair, in the order in which they are added."""
    yield Term(label=PRIOR, level="prior", bits=pair["prior_share"])
    for level_column, share_column, label in compared_of(tuple(pair)):
        level, bits = pair[level_column], pair[share_column]
        if level != "missing" or bits:
            yield Term(label=label, level=level.replace("_", " "), bits=bits)
    for column, label, words in OTHERS:
        if abs(pair[column]) >= LEAST_BITS:
            yield Term(label=label, level=words, bits=pair[column])


def silent_of(pair: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the comparisons that say nothing about a pair, because a value is missing or cannot be compared."""
    return tuple(
        label
        for level_column, share_column, label in compared_of(tuple(pair))
        if pair[level_column] == "missing" and not pair[share_column]
    )


@lru_cache(maxsize=64)
def compared_of(columns: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Return, for each comparison among the columns of a pair, its level, its share and what it is called."""
    names = (column.removesuffix("_level") for column in columns if column.endswith("_level"))
    return tuple((f"{name}_level", f"{name}_share", label_of(name)) for name in names)


def pair_line(pair: Mapping[str, Any], *, other_person: str = "") -> PairLine:
    """Return a pair as a card tells it; ``other_person`` is whom the right mention belongs to, if to somebody else."""
    return PairLine(
        left_id=said(pair["left_id"]),
        right_id=said(pair["right_id"]),
        other_person=other_person,
        probability=chance(pair["match_probability"]),
        weight=pair["match_weight"],
        namesakes=number(pair["namesakes"]),
        rule=said(pair["rule"]),
        terms=tuple(terms_of(pair)),
        silent=silent_of(pair),
    )


def for_and_against(terms: tuple[Term, ...]) -> tuple[list[Term], list[Term]]:
    """Return what speaks for one person and what against, strongest first; the prior speaks of nobody in particular."""
    spoken = [one for one in terms if one.label != PRIOR]
    speaks_for = sorted((one for one in spoken if one.bits > LEAST_BITS), key=lambda one: -one.bits)
    return speaks_for, sorted((one for one in spoken if one.bits < -LEAST_BITS), key=lambda one: one.bits)
