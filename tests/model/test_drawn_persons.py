"""Draws of who is one person, row by row: they count as many people as the draws that count, and keep apart who must be."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.doubts import LOOSE, Doubts
from resolver.model.drawn_persons import draw_persons
from resolver.model.draws import People, draw_people
from resolver.model.partitions import Partitions

TWO_WAYS = Partitions(
    labels=np.array([[0, 1, 0], [0, 0, 0]], dtype=np.int16), probability=np.array([0.7, 0.3])
)


def doubts(chance: float) -> Doubts:
    """Return doubts of all kinds about eight rows."""
    loose = pl.DataFrame([(4, 5, chance)], schema=LOOSE, orient="row")
    return Doubts(components=(((0, 1, 2), TWO_WAYS),), loose=loose, attachments={7: 0.5}, common_error=0.5)


PEOPLE = People(rows=((0, 2), (1,), (3,), (4,), (5, 6), (7,)))


@pytest.mark.parametrize("chance", [0.02, 0.4, 0.9])
def test_rows_and_counts_are_drawn_alike(chance: float) -> None:
    """As many people on average, row by row and counted."""
    counted = draw_people(PEOPLE, doubts(chance), draws=3000, seed=1)
    drawn = [
        len(set(one.persons[one.persons >= 0].tolist()))
        for one in draw_persons(PEOPLE, doubts(chance), draws=3000, seed=2)
    ]
    assert np.mean(drawn) == pytest.approx(float(counted.people.mean()), abs=0.05)


@given(st.integers(0, 50))
def test_who_is_not_doubted_stays(seed: int) -> None:
    """Rows of a person whom nothing doubts are that person in every draw; rows that no partition joins are never one."""
    for one in draw_persons(PEOPLE, doubts(0.4), draws=5, seed=seed):
        assert one.persons[4] != one.persons[5] or one.persons[5] == one.persons[6]
        assert one.persons[5] == one.persons[6]
        assert one.persons[0] == one.persons[1]
        assert one.persons[3] not in one.persons[[0, 2, 4, 5]]


def test_the_same_seed_draws_the_same() -> None:
    """Nothing but the seed decides."""
    one, two = (
        [drawn.persons.tolist() for drawn in draw_persons(PEOPLE, doubts(0.4), draws=20, seed=7)]
        for _ in range(2)
    )
    assert one == two
