"""An Outcome -> how many people stand on which lists: the table and the bars of the section on overlap."""

from collections import Counter
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from resolver.outcome import Outcome
from resolver.report.shown import counted_words, said
from resolver.report.upset import upset_drawing

MOST_LISTS = 12
MOST_COMBINATIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """The people who stand on exactly these lists. ``share`` is their number against the largest combination."""

    lists: tuple[str, ...]
    people: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Of named people reported killed: how many are on each list, on each pair of lists, on exactly which lists.

    ``shared`` has a row per list; on its diagonal stand all people of the list.
    """

    lists: tuple[str, ...]
    shared: tuple[tuple[int, ...], ...]
    alone: tuple[int, ...]
    combinations: tuple[Combination, ...]
    lists_left_out: int
    beyond: str


def overlap_of(outcome: Outcome) -> Overlap:
    """Return how the lists of a run overlap in people who are counted, or open.

    >>> from resolver.pipeline import demo
    >>> overlap_of(demo()).lists
    ('Khusham, 7–8 February 2018: who reported whom',)
    """
    counted = outcome.persons.filter(pl.col("counted") != "no").select("person_id")
    rows = outcome.memberships.join(outcome.mentions.select("row", "list_id"), on="row")
    on = rows.join(counted, on="person_id").select("person_id", "list_id").unique()
    sizes = on.group_by("list_id").len().sort("len", "list_id", descending=[True, False])
    titles = _titles(outcome)
    ids = sizes["list_id"].head(MOST_LISTS).to_list()
    exact = on.sort("list_id").group_by("person_id").agg(lists=pl.col("list_id").str.join("\n"))
    combinations = exact.group_by("lists").len().sort("len", "lists", descending=[True, False])
    return Overlap(
        lists=tuple(titles[one] for one in ids),
        shared=_shared(on, ids),
        alone=tuple(_only(combinations, one) for one in ids),
        combinations=_combinations(combinations, titles),
        lists_left_out=sizes.height - len(ids),
        beyond=_beyond(combinations),
    )


def _titles(outcome: Outcome) -> dict[str, str]:
    """Return the title of each list; lists of one title are told apart by their ids."""
    titles = {one: title or one for one, title in outcome.lists.select("list_id", "title").iter_rows()}
    often = Counter(titles.values())
    return {one: said(title if often[title] == 1 else f"{title} ({one})") for one, title in titles.items()}


def upset_of(overlap: Overlap) -> Markup:
    """Return the exact combinations as a picture, or nothing where everybody stands on one list."""
    if len(overlap.lists) < 2:
        return Markup("")
    sizes = [
        (name, row[at]) for at, (name, row) in enumerate(zip(overlap.lists, overlap.shared, strict=True))
    ]
    known = set(overlap.lists)
    shown = [(one.lists, one.people) for one in overlap.combinations if known.issuperset(one.lists)]
    return upset_drawing(sizes, shown)


def _shared(on: pl.DataFrame, ids: list[str]) -> tuple[tuple[int, ...], ...]:
    both = on.join(on, on="person_id", suffix="_other").group_by("list_id", "list_id_other").len()
    found = {(one, other): count for one, other, count in both.iter_rows()}
    return tuple(tuple(found.get((one, other), 0) for other in ids) for one in ids)


def _only(combinations: pl.DataFrame, list_id: str) -> int:
    found = combinations.filter(pl.col("lists") == list_id)
    return int(found["len"][0]) if found.height else 0


def _combinations(combinations: pl.DataFrame, titles: dict[str, str]) -> tuple[Combination, ...]:
    most = next(iter(combinations["len"]), 1)
    return tuple(
        Combination(lists=tuple(titles[one] for one in lists.split("\n")), people=people, share=people / most)
        for lists, people in combinations.head(MOST_COMBINATIONS).iter_rows()
    )


def _beyond(combinations: pl.DataFrame) -> str:
    rest = combinations[MOST_COMBINATIONS:]
    return (
        ""
        if rest.is_empty()
        else f"{counted_words(int(rest['len'].sum()), 'person', 'people')} on {counted_words(rest.height, 'further combination')}"
    )
