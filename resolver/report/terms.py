"""A row of pairs.csv -> the parts of its weight in words: what speaks for one person, what against, what says nothing."""

from collections.abc import Iterator, Mapping
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
}
"""What a comparison is called where its name is not the word a reader knows."""

_OTHERS = (
    ("relatives_share", "relatives", "would look like this too"),
    ("calibration_share", "calibration", "by answers about others"),
)
_LEAST_BITS = 0.05


def label_of(comparison: str) -> str:
    """Return what a comparison is called on a page.

    >>> label_of("birth"), label_of("given_name")
    ('born', 'given name')
    """
    return LABELS.get(comparison, comparison.replace("_", " "))


def terms_of(pair: Mapping[str, Any]) -> Iterator[Term]:
    """Yield the parts of the weight of a pair, in the order in which they are added."""
    yield Term(label=PRIOR, level="prior", bits=pair["prior_share"])
    for column, level in pair.items():
        name = column.removesuffix("_level")
        if name != column and (level != "missing" or pair[f"{name}_share"]):
            yield Term(label=label_of(name), level=level.replace("_", " "), bits=pair[f"{name}_share"])
    for column, label, words in _OTHERS:
        if abs(pair[column]) >= _LEAST_BITS:
            yield Term(label=label, level=words, bits=pair[column])


def silent_of(pair: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the comparisons that say nothing about a pair, because a value is missing or cannot be compared."""
    return tuple(
        label_of(name.removesuffix("_level"))
        for name, level in pair.items()
        if name.endswith("_level") and level == "missing" and not pair[f"{name.removesuffix('_level')}_share"]
    )


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
    speaks_for = sorted((one for one in spoken if one.bits > _LEAST_BITS), key=lambda one: -one.bits)
    return speaks_for, sorted((one for one in spoken if one.bits < -_LEAST_BITS), key=lambda one: one.bits)
