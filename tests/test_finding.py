"""Finding by name: the right person first, chances that share one whole, and an index that changes no answer."""

from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resolver
from resolver.errors import UsageError
from resolver.finding import FOUND
from resolver.run import Run
from tests.lists import people


@cache
def crowd() -> Run:
    """Return a run of many people, with two namesakes among them."""
    rows = people(150, seed=3)
    names = ["Макетов Олег Петрович", "Макетов Олег Петрович", "سالم خالد النموذجي"]
    more = pl.DataFrame({"name": names, "birth_date": ["1985-01-02", "1991-03-04", None]})
    told = pl.concat([pl.DataFrame(rows), more], how="diagonal_relaxed")
    return resolver.dedupe(told, defaults={"status": "killed"}, estimate=False)


@pytest.mark.parametrize(
    "name, born, expected",
    [
        ("Макетов Олег", "1985", "1985-01-02"),
        ("Oleg Maketov", "1991-03-04", "1991-03-04"),
        ("Макетова Олега", "4 марта 1991", "1991-03-04"),
    ],
)
def test_a_birth_tells_namesakes_apart(name: str, born: str, expected: str) -> None:
    """In any script or case, the namesake whose birth fits comes first."""
    found = crowd().find(name, born=born)

    assert expected == str(found["born_low"][0])
    assert found["probability"][0] > 10 * found["probability"][1]


def test_namesakes_share_the_chance() -> None:
    """Without a birth two namesakes are equally likely, and neither is likelier than one in two."""
    found = crowd().find("Макетов Олег Петрович")

    assert found["probability"][0] == found["probability"][1] <= 0.5


def test_what_is_found_has_one_shape() -> None:
    """Nobody found is a table without rows, not a fault; a name that is none is one."""
    assert pl.DataFrame(schema=FOUND).equals(crowd().find("Qqzzxx Wwvvkk"))
    with pytest.raises(UsageError, match="word of a name"):
        crowd().find("12")


@settings(deadline=None)
@given(st.data())
def test_everybody_is_found_by_the_own_name(data: st.DataObject) -> None:
    """Whoever stands in a list is found by the name that stands there; chances add up to one at most, likeliest first."""
    mentions = crowd().mentions
    row = data.draw(st.integers(0, mentions.height - 1))
    found = crowd().find(mentions["name"][row], limit=500)
    chances = found["probability"].to_list()

    assert crowd().memberships.sort("row")["person_id"][row] in found["person_id"].to_list()
    assert sorted(chances, reverse=True) == chances
    assert sum(chances) <= 1.0001
