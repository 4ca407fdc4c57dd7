"""A hundred people looked up in a register of a million: minutes long, ``make trials`` only."""

import os

import polars as pl

from resolver.filled import filled
from resolver.pipeline import cross_check
from tests.test_crosscheck import mine, register

ROWS = int(os.environ.get("RESOLVER_REGISTER", "1000000"))


def test_a_million_rows() -> None:
    """Fourteen living namesakes stay open among a million rows, nobody is linked to a wrong one, and nothing of them is counted."""
    of = register(ROWS)
    run = cross_check(mine(of, 100), of, defaults={"status": "killed"})
    doubtful = run.links.filter(my_id="m099").row(0, named=True)
    linked = run.links.filter(decided="auto").with_columns(
        right=filled("reg{}", pl.col("my_id").str.strip_prefix("m").str.zfill(7))
    )

    assert "open" == doubtful["decided"]
    assert 14 <= doubtful["candidates"]
    assert linked["registry_id"].to_list() == linked["right"].to_list()
    assert 100 == run.mentions.height
