"""Names are as common as they are among those who died together, and never rarer than in the list."""

from collections.abc import Sequence
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.names.columns import KINDS
from resolver.names.fellows import Fellows, fellows_of
from resolver.report import explanation_text

BACKGROUND = 100.0
ROW = st.tuples(st.integers(-1, 2), *[st.integers(-1, 3)] * 3)
Row = tuple[int, ...]


def fellows(rows: Sequence[Row]) -> Fellows:
    """Return the fellows of rows of group, surname, given name and father's name."""
    group, *names = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return fellows_of(group, names, BACKGROUND)


def shares(rows: Sequence[Row], kind: str, share: float = 0.001) -> list[list[float]]:
    """Return the share that each pair of rows would have."""
    size = len(rows)
    left, right = (one.ravel().astype(np.uint32) for one in np.indices((size, size)))
    found = fellows(rows).share(kind, left, right, np.full(len(left), share))
    table: list[list[float]] = found.reshape(size, size).tolist()
    return table


def test_a_surname_of_one_people() -> None:
    """Of six men who died on one day three are Ozolin: each meets two others; who died on another day meets nobody."""
    rows = [(1, 0, 0, 0), (1, 0, 1, 1), (1, 0, 2, 2), (1, 1, 3, 3), (1, 2, 4, 4), (1, 3, 5, 5), (2, 0, 6, 6)]

    assert (2 + BACKGROUND * 0.001) / (6 + BACKGROUND) == shares(rows, "surname")[0][1]
    assert 0.001 == shares(rows, "surname")[0][6]


def test_an_explanation_tells_whom_a_name_is_common_among() -> None:
    """Where a name weighs less because it is common on that day the line of the name says so; elsewhere it says nothing of it."""
    names = [f"Озолин {given}" for given in ("Ян", "Пётр", "Андрей", "Карл", "Мартин", "Яков", "Артур", "Ян")]
    days = ["1938-02-03"] * 7 + ["1940-02-03"]
    ids = [f"m{at}" for at in range(8)]
    run = resolver.dedupe(pl.DataFrame({"mention_id": ids, "name": names, "death_date": days}))
    told = {
        other: [one.comparison for one in run.explain("m0", other).shares if one.among_fellows]
        for other in ("m1", "m7")
    }
    surname = next(
        line for line in explanation_text(run.explain("m0", "m1")).splitlines() if "surname  " in line
    )

    assert {"m1": ["surname"], "m7": []} == told
    assert surname.endswith("(commoner among those of that day or place)")


@pytest.mark.parametrize(
    "names",
    [
        ("Juan Carlos Mamantesta Prueba", "Juan Carlos Mamantesta Inventa"),
        ("Luis Alberto Quispe Prueba", "Luis Alberto Quispe Inventa"),
        ("María Elena García Inventa", "María Elena García Fictillo"),
    ],
)
def test_a_second_given_name_is_no_fathers_name(names: Sequence[str]) -> None:
    """Two of two given names and of one age, killed in one place on one day, are no one person where their last surnames differ."""
    row = {"age": "25", "death_date": "1984-05-12", "death_place": "Inventamarca"}
    rows = [{"mention_id": f"m{at}", "name": name} | row for at, name in enumerate(names)]
    run = resolver.dedupe(pl.DataFrame(rows), defaults={"status": "killed"})
    told = explanation_text(run.explain("m0", "m1")).splitlines()
    second = next(line for line in told if line.startswith("patronymic"))

    assert 2 == run.persons.height
    assert second.endswith("(commoner among those of that day or place, or of that first name)")


def test_a_fathers_name_is_no_second_given_name() -> None:
    """Where the word after the given name is the father's its share stays what it is, and so does an only given name's."""
    shares = {}
    for name in ("Juan Carlos Mamantesta", "Тестов Иван Карлович", "Juan Mamantesta"):
        run = resolver.dedupe(pl.DataFrame({"mention_id": ["m0", "m1"], "name": [name, name]}))
        shares[name] = [one.comparison for one in run.explain("m0", "m1").shares if one.among_fellows]

    assert [["patronymic"], [], []] == list(shares.values())


@given(st.lists(ROW, min_size=1, max_size=12), st.sampled_from(KINDS))
def test_no_name_becomes_rarer(rows: list[Row], kind: str) -> None:
    """A share only rises, stays a share, and is the same from both sides."""
    found = shares(rows, kind)

    assert found == [list(column) for column in zip(*found, strict=True)]
    assert all(0.001 <= share <= 1.0 for row in found for share in row)


@given(st.lists(ROW, min_size=1, max_size=8), st.sampled_from(KINDS), st.integers(1, 3))
def test_repeating_is_not_frequency(rows: list[Row], kind: str, times: int) -> None:
    """However often each row is repeated, what two different rows share is as common as before."""
    once, often = shares(rows, kind), shares(rows * times, kind)

    assert [
        (at, other)
        for at, row in enumerate(once)
        for other, share in enumerate(row)
        if share != often[at][other]
    ] == []


@given(st.lists(ROW, min_size=1, max_size=10), st.sampled_from(KINDS), st.randoms())
def test_order_does_not_matter(rows: list[Row], kind: str, luck: Random) -> None:
    """Rows in another order give the same shares."""
    order = sorted(range(len(rows)), key=lambda at: (luck.random(), at))
    found = shares([rows[at] for at in order], kind)

    assert shares(rows, kind) == [
        [found[order.index(at)][order.index(other)] for other in range(len(rows))] for at in range(len(rows))
    ]
