"""Why a pair is asked about: the reason and the figures beside it say one thing."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import pytest

from resolver.asked import reason_of
from resolver.model.linking import LinkRule, read_link_rule
from resolver.rulebook import load_rulebook
from resolver.run import Run
from resolver.stages.cluster import reasons
from resolver.stages.write import tables_for_people

Row = dict[str, str | None]
Resolved = Callable[[Sequence[Row]], Run]


@pytest.fixture(scope="module")
def rule() -> LinkRule:
    """Return the link rule as shipped."""
    return read_link_rule(load_rulebook().setting("linking.toml"))


def pair(chance: float, **fields: tuple[str, float]) -> dict[str, Any]:
    """Return a pair with levels and shares, as pairs.csv has them."""
    levels = {f"{name}_level": level for name, (level, _) in fields.items()}
    shares = {f"{name}_share": bits for name, (_, bits) in fields.items()}
    return {"match_probability": chance, "namesakes": 9.5, **levels, **shares}


TAKES = "and a link by itself takes +3 by one field"
NAME = {"surname": ("same", 7.3), "given_name": ("same", 4.8), "list": ("different", 0.1)}


@pytest.mark.parametrize(
    ("chance", "besides", "expected"),
    [
        (0.6, {}, "nothing but the name speaks for it"),
        (0.99, {}, "likely on these lists, but nothing but the name speaks for it"),
        (
            0.99,
            {"death_date": ("dates_meet", 2.2)},
            f"likely on these lists, but besides the name only death date (dates meet, +2.2) speaks for it, {TAKES}",
        ),
        (
            0.6,
            {"death_date": ("dates_meet", 2.2), "origin_place": ("same", 1.8), "unit": ("different", -0.4)},
            f"besides the name only death date (dates meet, +2.2) and origin place (same, +1.8) speak for it, {TAKES}",
        ),
    ],
)
def test_what_stands_beside_a_name_is_named(
    rule: LinkRule, chance: float, besides: dict[str, tuple[str, float]], expected: str
) -> None:
    """“Nothing but the name” is said where that is so; what agrees besides is told with how little it is, and that others are likely, too."""
    told = reason_of(reasons.name_alone(9.5), chance, pair(chance, **NAME, **besides), rule)

    assert f"{expected}; 9.5 other people of that name are expected" == told


@pytest.mark.parametrize(
    ("reason", "levels", "expected"),
    [
        (
            reasons.CLOSED,
            {"birth": ("apart", -4.9)},
            "likely, but birth dates contradict: no program may link it",
        ),
        (
            reasons.SHORT,
            {"given_name": ("same", 4.0), "surname": ("different", -7.0)},
            "surnames differ, and no birth or number of a person's own makes up for it",
        ),
        (
            reasons.SHORT,
            {},
            "no word of the names can be compared, and no birth or number of a person's own makes up for it",
        ),
        (reasons.PROMISED, {"birth": ("apart", -4.9)}, reasons.PROMISED),
        ("bare name: joins nobody by itself", {}, "bare name: joins nobody by itself"),
    ],
)
def test_what_stands_in_the_way_is_named(
    rule: LinkRule, reason: str, levels: dict[str, tuple[str, float]], expected: str
) -> None:
    """Of all that may forbid a link the reason names what does."""
    assert expected == reason_of(reason, 0.95, pair(0.95, **levels), rule)


@pytest.mark.parametrize(
    ("chance", "alone", "expected"),
    [
        (0.231, 0.006, "possible, but not sure enough; these two rows alone: .006, other rows speak for it"),
        (
            0.785,
            0.9999,
            "likely, but not sure enough; these two rows alone: > .999, other rows speak against it",
        ),
        (0.785, 0.78, "likely, but not sure enough"),
    ],
)
def test_what_other_rows_add_is_told(rule: LinkRule, chance: float, alone: float, expected: str) -> None:
    """A probability over all rows is no sum of what speaks for the two: what the two are alone stands beside it."""
    assert expected == reason_of(reasons.NOT_SURE, chance, pair(alone, **NAME), rule)


def sheet_of(run: Run) -> pl.DataFrame:
    """Return what speaks for and against each question."""
    return tables_for_people(run)["review"]


def test_every_question_of_compared_rows_says_what_was_compared(resolved: Resolved) -> None:
    """Two rows that only a third brings near each other are unlikely alone, and asked about: what agrees and what differs stands there."""
    besides: Row = {"birth_date": "1990", "death_date": "2023-06-07", "origin_place": "Макетовка"}
    names = ("Пробнов-Тестов Пётр Олегович", "Пробнов Пётр Олегович", "Тестов Пётр Олегович")
    run = resolved([{"name": name, **besides} for name in names])
    review = sheet_of(run)

    assert review.height
    assert 0 == review["for_"].null_count()


def test_who_fits_two_that_contradict_is_told(resolved: Resolved) -> None:
    """A row without a birth fits two men born in two years: its questions name the two, theirs says that births contradict."""
    besides: Row = {"name": "Косотуров Игорь Иванович", "death_date": "2023-06-07", "callsign": "Сапсан"}
    rows: list[Row] = [
        besides | {"mention_id": "a", "birth_date": "1979-04-04"},
        besides | {"mention_id": "b", "birth_date": "2001-12-05"},
        besides | {"mention_id": "c"},
    ]
    told = {
        frozenset((one["left"], one["right"])): one["reason"]
        for one in resolved(rows).questions.iter_rows(named=True)
    }

    rival = "likely, but so is another who may not be the same person: a and b may not be one"
    assert all(told[pair].startswith(rival) for pair in told if 2 in pair)
    assert any(2 in pair for pair in told)
