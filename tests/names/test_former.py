"""Former surnames: the same in every script, case and sex; two that are listed as two differ."""

import pytest

from resolver.names.former import former_level, tokens_of_former
from resolver.names.knowledge import load_knowledge as known


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("костурић", "kosturić", "same"),
        ("костурова", "костуров", "same"),
        ("kosturowska", "kosturowski", "same"),
        ("kosturić", "kosturič", "same"),
        ("бегич", "bekić", "near"),
        ("kosturić", "prudić", "different"),
        ("фомина", "фокина", "different"),
    ],
)
def test_former_surnames_agree(left: str, right: str, expected: str) -> None:
    """It does not matter which stands left."""
    sides = [tokens_of_former(word, known()) for word in (left, right)]

    assert expected == former_level(*sides) == former_level(*reversed(sides))
