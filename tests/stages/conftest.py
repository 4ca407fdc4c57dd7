"""What the tests of stages share: the shipped rules, compiled once, and short lists carried through the pipeline."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl
import pytest

import resolver
from resolver.model.linking import LinkRule
from resolver.rulebook import Rulebook, load_rulebook
from resolver.ruleset import Ruleset, compile_rules
from resolver.run import Run
from resolver.settings import Settings

Row = Mapping[str, str | None]
Resolved = Callable[[Sequence[Row]], Run]
Shipped = Callable[[], Ruleset]


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return the shipped rules."""
    return load_rulebook()


@pytest.fixture(scope="session")
def ruleset(rulebook: Rulebook) -> Ruleset:
    """Return the shipped rules, compiled for a list that says nothing about itself."""
    return compile_rules(rulebook, Settings())


@pytest.fixture(scope="session")
def rule(ruleset: Ruleset) -> LinkRule:
    """Return the shipped link rule."""
    return ruleset.link_rule


@pytest.fixture(scope="session")
def shipped(ruleset: Ruleset) -> Shipped:
    """Return a function that gives the compiled rules: a property that fails does not print all of them."""
    return lambda: ruleset


@pytest.fixture(scope="session")
def resolved() -> Resolved:
    """Return a function that carries a few rows through the pipeline; rows that state no status are those of dead people."""

    def resolve(rows: Sequence[Row]) -> Run:
        columns = list(dict.fromkeys(name for row in rows for name in row))
        frame = pl.DataFrame(
            {name: [row.get(name) for row in rows] for name in columns},
            schema=dict.fromkeys(columns, pl.String),
        )
        return resolver.dedupe(frame, defaults={} if "status" in columns else {"status": "killed"})

    return resolve
