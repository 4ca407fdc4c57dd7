"""The blocks of a page made column by column say, to the letter, what its cards say one by one."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from resolver.pipeline import dedupe, demo
from resolver.report.cards import NOTHING_MORE, Embed
from resolver.report.desk import make_cards
from resolver.report.everyone import Blocks, blocks_of, laid
from resolver.report.everyone.words import each_number, json_text, listed, named, said_each
from resolver.report.shown import said, some
from resolver.run import Run
from resolver.synthesis import Wishes, make_list
from tests.report.one_by_one import blocks_one_by_one

EVERYTHING = Embed(notes=True, columns=True, others=True)
TEXTS = (
    "</script><b>&",
    'quote " and \\ and \n line',
    "  Матвеев\u202e Стас ",
    "",
    "ا" * 300,
    "Outlet <- witness; other <- ?",
    "m_1, x2 · x3",
    "2018 (about)",
)


@cache
def khusham() -> Run:
    """Return the run of the worked example."""
    return demo()


@cache
def made() -> Run:
    """Return a run of a made list in which many repeat whom others name."""
    return dedupe(make_list(Wishes(mentions=150, seed=5, profile="syria", repeat_share=0.5)).mentions)


def _whole(blocks: Blocks) -> Blocks:
    """Return blocks with each of them in one piece."""
    return replace(blocks, blocks=[(name, [Markup("").join(pieces)]) for name, pieces in blocks.blocks])


def _differing(run: Run, embed: Embed = NOTHING_MORE, room: int = 1_000) -> list[str]:
    """Return the names of the blocks that differ, and nothing where all are alike."""
    one_by_one = _whole(blocks_one_by_one(make_cards(run, embed=embed), most_mentions=room))
    together = _whole(blocks_of(run, embed=embed, most_mentions=room))
    names = ("blocks", "card_count", "statuses", "mentions_left_out")
    return [name for name in names if getattr(one_by_one, name) != getattr(together, name)]


@pytest.mark.parametrize("embed", [NOTHING_MORE, EVERYTHING])
@pytest.mark.parametrize("room", [1_000, 25, 0])
@pytest.mark.parametrize("run", [khusham, made])
def test_columns_say_what_cards_say(run: Any, room: int, embed: Embed) -> None:
    """Whatever was asked for and however little room there is, both ways give the same bytes."""
    assert [] == _differing(run(), embed, room)


def test_batches_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is the same when few people are laid out at a time."""
    whole = _whole(blocks_of(made(), most_mentions=1_000))
    monkeypatch.setattr(laid, "BATCH", 7)

    assert whole == _whole(blocks_of(made(), most_mentions=1_000))


def test_people_who_are_like_nobody_are_a_page_too() -> None:
    """A run without a single pair to show has its people on the page all the same."""
    run = dedupe(pl.DataFrame({"name": ["Косотуров Игорь", "Пробова Тайна"]}), defaults={"status": "killed"})

    assert (0, []) == (run.pairs.height, _differing(run))


def test_nobody_is_a_page_too() -> None:
    """A list without casualties has empty blocks either way."""
    frame = pl.DataFrame({"name": ["Пробова Тайна Скрытовна"], "role": ["witness"]})

    assert [] == _differing(dedupe(frame))


def _sown(table: pl.DataFrame, column: str, cells: list[str | None]) -> pl.DataFrame:
    """Return a table with some texts of a column replaced, in turn."""
    kept = table[column].to_list()
    turn = [cells[at % len(cells)] for at in range(len(kept))]
    return table.with_columns(
        pl.Series(
            column, [old if new is None else new for old, new in zip(kept, turn, strict=True)], pl.String
        )
    )


@settings(max_examples=6)
@given(
    cells=st.lists(st.one_of(st.none(), st.sampled_from(TEXTS), st.text(max_size=4)), min_size=2, max_size=7),
    run_number=st.integers(1, 2),
)
def test_any_text_is_shown_the_same_way(cells: list[str | None], run_number: int) -> None:
    """Whatever stands in the cells of a run, and whether it was the first, both ways give the same bytes."""
    run = khusham()
    persons = _sown(run.persons, "shown_name", cells)
    for column in ("spellings", "doubts", "former_ids", "status_basis", "not_counted_because"):
        persons = _sown(persons, column, cells[::-1] + cells)
    persons = _sown(persons, "conflicts", [None, "birth_date: a; status: b", None, "unit: a", *cells])
    documents = _sown(_sown(run.documents, "publisher", cells), "reported_date", cells[1:])
    mentions = _sown(_sown(run.mentions, "via", cells), "sheet", cells[1:])
    statements = _sown(_sown(run.statements, "original_value", cells), "hedge", [None, None, *cells])
    changed = replace(
        run,
        persons=persons,
        documents=_sown(documents, "reliability", [None, "B"]),
        mentions=mentions,
        statements=_sown(statements, "correction_id", [None, None, None, "C-1"]),
        run_number=run_number,
    )

    assert [] == _differing(changed)


@given(st.lists(st.one_of(st.none(), st.text(max_size=8), st.sampled_from(TEXTS)), max_size=8))
def test_said_each_is_said_of_each(cells: list[str | None]) -> None:
    """A column is shown as each of its cells is; silence stays silence."""
    shown = said_each(pl.Series(cells, dtype=pl.String)).to_list()

    assert shown == [None if cell is None else said(cell) for cell in cells]


@given(st.lists(st.text(max_size=6), min_size=1, max_size=6))
def test_json_text_can_be_read_back(cells: list[str]) -> None:
    """What stands in JSON is the text."""
    read = json_text(pl.Series(cells, dtype=pl.String)).to_list()

    assert cells == [json.loads(one) for one in read]


@given(st.lists(st.one_of(st.none(), st.just(-0.0), st.floats(-9, 9)), max_size=8))
def test_each_number_is_said_as_it_is_alone(numbers: list[float | None]) -> None:
    """A column of numbers says what each of them says, a zero below zero as well; silence stays silence."""
    said_of = each_number(pl.Series(numbers, dtype=pl.Float64), repr).to_list()

    assert said_of == [None if one is None else repr(one) for one in numbers]


@given(st.integers(1, 12), st.integers(1, 9))
def test_named_is_some_of_each_group(count: int, most: int) -> None:
    """Groups name the same ids as ``some`` does."""
    ids = [f"m{at}" for at in range(count)]
    groups = pl.DataFrame({"at": [0] * count, "id": ids}).group_by("at").agg(listed("id", most))

    assert [some(ids, most)] == groups.select(named(groups, most)).to_series().to_list()
