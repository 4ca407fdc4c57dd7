"""How reliable a source is and how credible what it says are two things, judged by people; nothing is weighed by them."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.errors import UsageError
from resolver.values.grades import read_credibility, read_reliability


@pytest.mark.parametrize(
    ("text", "letter", "number"),
    [
        ("A", "A", None), ("b2", "B", 2), ("В-3", "B", 3), ("F/6", "F", 6), ("2", None, 2), ("C: fairly reliable", "C", None),
        ("", None, None), ("G", None, None), ("7", None, None), ("AB", None, None), ("B22", None, None), ("Bellingcat", None, None),
    ],
)  # fmt: skip
def test_reading_a_grade(text: str, letter: str | None, number: int | None) -> None:
    """A letter, a number, or both in one cell; anything else is no grade."""
    assert (letter, number) == (read_reliability(text), read_credibility(text))


@given(st.text(max_size=6))
def test_whatever_a_cell_holds_is_a_grade_or_nothing(text: str) -> None:
    """No text breaks the reading."""
    assert read_reliability(text) in (None, *"ABCDEF")
    assert read_credibility(text) in (None, 1, 2, 3, 4, 5, 6)


FRAME = pl.DataFrame(
    {
        "mention_id": ["m1", "m2", "m3"],
        "document_id": ["d1", "d2", "d2"],
        "name": ["Косотуров Игорь Тестович", "Косотуров Игорь Тестович", "Косотуров Павел Тестович"],
        "birth_date": ["1979-05-14", "1979-05-14", "1990-01-01"],
        "Source reliability": ["A", "C", "D"],
        "credibility": ["4", "2", None],
    }
)


def test_grades_are_shown_apart_and_change_no_match() -> None:
    """The best letter and the best number may come from two documents; chances are those of the lists without grades."""
    run = resolver.dedupe(FRAME)
    plain = resolver.dedupe(FRAME.drop("Source reliability", "credibility"))

    him = run.person("m1")
    assert ("A", 2) == (him["best_reliability"], him["best_credibility"])
    assert [("d1", "A"), ("d2", "D")] == run.documents.select("document_id", "reliability").rows()
    assert run.memberships.equals(plain.memberships)
    assert run.scores.equals(plain.scores)
    assert "the best source: completely reliable" in str(him)


def test_grades_filter_what_is_found_and_leave_the_chances() -> None:
    """Only whom a source of at least that letter tells of; both grades must stand in one mention where both are asked for."""
    run = resolver.dedupe(FRAME)
    his = run.person("m1")["person_id"]

    everybody = run.find("Косотуров")
    found = run.find("Косотуров", reliability="C")

    assert (2, [his]) == (everybody.height, found["person_id"].to_list())
    assert (
        everybody.filter(pl.col("person_id") == his)["probability"].to_list()
        == found["probability"].to_list()
    )
    assert run.find("Косотуров", reliability="B", credibility=3).is_empty()
    with pytest.raises(UsageError, match="a letter from A to F"):
        run.find("Косотуров", reliability="Z")


def test_people_can_be_counted_by_grade() -> None:
    """How many there are by the letter of the source."""
    frame = FRAME.with_columns(status=pl.lit("killed"))

    assert {"A", "C", "D"} <= set(resolver.dedupe(frame).count_by("reliability")["value"])
