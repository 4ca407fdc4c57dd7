"""In a notebook: runs, persons and pairs show themselves, charts hold what they should, and the tutorial runs."""

import ast
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import resolver
from resolver.errors import UsageError
from resolver.report import charts
from resolver.run import Run

ROOT = Path(__file__).parents[2]


@cache
def run() -> Run:
    """Return the worked example."""
    return resolver.demo()


@pytest.fixture
def altair() -> None:
    """Skip where the extra is not installed; where skips are forbidden, fail."""
    if not os.environ.get("RESOLVER_NO_SKIPS"):
        pytest.importorskip(
            "altair", reason="the notebook extra is not installed: pip install 'resolver[notebook]'"
        )


def rows_of(chart: Any) -> list[dict[str, Any]]:
    """Return all rows that a chart carries, after checking that it is a chart."""
    told = chart.to_dict()
    layers = told.get("layer", [told])
    held = [layer["data"] for layer in layers if "data" in layer] + ([told["data"]] if "data" in told else [])
    assert all("url" not in data for data in held)
    return [row for data in held for row in data.get("values", [])]


def test_everything_shows_itself() -> None:
    """A run, a person and a pair are pieces of HTML in a notebook and text elsewhere; nothing in them runs."""
    pair = run().explain("M004", "M006")
    shown = [one._repr_html_() for one in (run(), run().person("M004"), pair)]

    assert not any("<script" in html for html in shown)
    assert "Станислав Матвеев" in shown[1]
    assert all(words in shown[2] for words in ("match weight", "brought together by", "what would flip it"))
    assert str(pair).startswith("LEFT")


@pytest.mark.usefixtures("altair")
def test_a_waterfall_ends_at_the_weight() -> None:
    """The bars of a waterfall follow one another, and the last is the whole."""
    pair = run().explain("M004", "M006")
    *steps, total = rows_of(charts.waterfall(pair))
    ends = sum(
        step["high"] - step["low"] if step["side"] == "for" else step["low"] - step["high"] for step in steps
    )

    assert abs(ends - pair.match_weight) < 0.01
    assert {total["low"], total["high"]} == {min(0.0, pair.match_weight), max(0.0, pair.match_weight)}


@pytest.mark.usefixtures("altair")
def test_charts_hold_what_they_tell() -> None:
    """Scores hold every scored pair, a cluster every mention, a timeline only mentions of its person."""
    person = run().person("M004")
    mentions = person["mention_ids"].split()
    counts = [row["pairs"] for row in rows_of(charts.scores(run())) if "pairs" in row]
    drawn = [row["mention"] for row in rows_of(charts.cluster(run(), "M004")) if "mention" in row]

    assert run().scores.height == sum(counts)
    assert set(mentions) == set(drawn)
    assert {row["mention"] for row in rows_of(charts.timeline(run(), "M004"))} <= set(mentions)
    assert all((row["weight"] > 0) == (row["m"] > row["u"]) for row in rows_of(charts.chances(run())))


@pytest.mark.usefixtures("altair")
def test_reliability_of_a_perfect_model_lies_on_the_line() -> None:
    """Where nine in ten of .9 are right, the point is at (.9, .9); a column that is missing is told."""
    pairs = pl.DataFrame({"match_probability": [0.9] * 10, "is_match": [True] * 9 + [False]})
    point = next(row for row in rows_of(charts.reliability(pairs)) if "pairs" in row)

    assert (0.9, 0.9, 10) == (round(point["said"], 6), round(point["true"], 6), point["pairs"])
    with pytest.raises(UsageError, match="is_match"):
        charts.reliability(pairs.drop("is_match"))


@pytest.mark.usefixtures("altair")
def test_the_tutorial_runs() -> None:
    """Every cell of the tutorial runs in order, and the last line of each shows itself."""
    told = json.loads((ROOT / "docs/tutorial.ipynb").read_text("utf-8"))
    cells = ["".join(cell["source"]) for cell in told["cells"] if cell["cell_type"] == "code"]
    space: dict[str, Any] = {}
    shown = [last_of(cell, space) for cell in cells]

    assert all(hasattr(one, "_repr_html_") or hasattr(one, "to_dict") for one in shown)
    assert all(cell["outputs"] == [] for cell in told["cells"] if cell["cell_type"] == "code")


def last_of(cell: str, space: dict[str, Any]) -> Any:
    """Run a cell and return what its last line gives, as a notebook would."""
    *before, last = ast.parse(cell).body
    exec(compile(ast.Module(body=before, type_ignores=[]), "cell", "exec"), space)
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(body=last.value), "cell", "eval"), space)
