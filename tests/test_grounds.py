"""The grounds of a decision: the rule or why none, the path between two mentions, what one change would do."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.grounds import path_between
from resolver.report import explanation_text
from resolver.run import Run

STEPS = pl.Schema(
    {"left": pl.UInt32, "right": pl.UInt32, "match_weight": pl.Int32, "match_probability": pl.Float64}
)


def graph(*edges: tuple[int, int, int]) -> pl.DataFrame:
    """Return scored pairs with these weights."""
    return pl.DataFrame([(*edge, 0.5) for edge in edges], schema=STEPS, orient="row")


IDS = pl.Series([f"m{number}" for number in range(9)])


def forged() -> Run:
    """Return a run in which two spellings of one man meet only through a third."""
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "name": ["Макетов Олег Петрович", "Макетов Олег", "Maketov Oleg", "Пробный Илья"],
            "birth_date": ["1985-01-02", "1985-01-02", "1985-01-02", "1960-05-05"],
            "incident": ["battle"] * 4,
        }
    )
    return resolver.dedupe(frame, defaults={"status": "killed"})


def test_the_widest_path_is_taken() -> None:
    """Of two paths the one with the stronger weakest step is told, step by step; the pair itself is no path."""
    scores = graph((0, 3, 9), (0, 1, 5), (1, 3, 4), (0, 2, 8), (2, 3, 3))

    assert [("m0", "m1"), ("m1", "m3")] == [
        (step.left_id, step.right_id) for step in path_between(scores, IDS, 0, 3)
    ]


def test_no_path_is_no_path() -> None:
    """Two mentions that no chain connects have an empty path."""
    assert [] == list(path_between(graph((0, 1, 5), (2, 3, 5)), IDS, 0, 3))


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(-9, 9)), max_size=20))
def test_no_other_path_is_wider(edges: list[tuple[int, int, int]]) -> None:
    """The weakest step of the path told is the largest threshold at which both ends still hang together."""
    weights = {(min(edge[:2]), max(edge[:2])): edge[2] for edge in edges if edge[0] != edge[1]}
    weights.pop((0, 8), None)
    told = list(path_between(graph(*((*pair, weight) for pair, weight in weights.items())), IDS, 0, 8))
    joined = [level for level in range(-9, 10) if _reaches(weights, 0, 8, level)]

    assert bool(joined) == bool(told)
    if told:
        assert max(joined) == min(round(step.match_weight * 1000) for step in told)


def _reaches(weights: dict[tuple[int, int], int], start: int, end: int, level: int) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        row = waiting.pop()
        for (one, other), weight in weights.items():
            if weight >= level and row in (one, other):
                new = {one, other} - seen
                seen |= new
                waiting += new
    return end in seen


def test_a_linked_pair_says_what_found_it_and_what_would_part_it() -> None:
    """A linked pair names its rules and its component; each flip told is another outcome at another level."""
    run = forged()
    one = run.explain("a", "c")

    assert one.rule in one.grounds.rules
    assert 3 == one.grounds.component
    assert one.grounds.together is not None
    assert one.grounds.together > 0.9
    assert "linked" == one.grounds.alone
    assert all(flip.becomes != "linked" for flip in one.grounds.flips)
    assert ["a", "b", "c"] == [one.grounds.path[0].left_id, *(step.right_id for step in one.grounds.path)]


def test_a_pair_that_was_never_compared_says_which_keys_it_lacks() -> None:
    """No rule brings two strangers together: the keys they share and lack are named, and there is no path."""
    text = explanation_text(forged().explain("a", "d"))

    assert "brought together by no blocking rule" in text
    assert "not in common: surname" in text
    assert "path                none through others" in text
    assert "left apart" in text
