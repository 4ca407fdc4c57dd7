"""rules/comparisons.toml becomes levels with their chances, and every fault of it is told in one go."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from resolver.errors import RuleError
from resolver.model.comparisons import Comparison, read_comparisons

SHIPPED = tomllib.loads((Path(__file__).parents[2] / "rules" / "comparisons.toml").read_text("utf-8"))
COMPARISONS = read_comparisons(SHIPPED)


def row(**said: Any) -> dict[str, Any]:
    """Return one comparison as the file holds it, with some keys said otherwise."""
    levels = [
        {"label": "same", "m": 0.9, "u": "frequency", "r": 0.5},
        {"label": "different", "m": 0.1, "u": 0.9, "r": 0.5},
    ]
    return {"name": "sex", "kind": "exact", "column": "sex", "levels": levels} | said


@pytest.mark.parametrize("one", COMPARISONS, ids=lambda one: str(one.name))
def test_shipped_levels_have_one_number_each(one: Comparison) -> None:
    """A level is found by its label and its label by the number; 0 is missing and never a listed level."""
    labels = [level.label for level in one.levels]

    assert len(labels) == len(set(labels))
    assert "missing" == one.label(0)
    assert labels == [one.label(one.level(label)) for label in labels]


@pytest.mark.parametrize("one", COMPARISONS, ids=lambda one: str(one.name))
def test_shipped_levels_speak_for_or_against(one: Comparison) -> None:
    """The strongest level is likelier among matches than among others, and disagreement never is; on which list a mention stands
    says nothing before the lists have shown it.
    """
    if one.kind == "list":
        assert all(level.m == level.u == level.r for level in one.levels)
        return
    numbers = [(level.label, level.m, level.u) for level in one.levels if isinstance(level.u, float)]

    assert all(
        m >= u
        for label, m, u in numbers
        if label.startswith("same") and label not in ("same_year", "same_month_other_year")
    )
    assert all(m < u for label, m, u in numbers if label in ("different", "apart", "other_incident"))


def test_every_name_role_is_compared_once() -> None:
    """No comparison is listed twice."""
    names = [one.name for one in COMPARISONS]

    assert len(names) == len(set(names))
    assert {"surname", "given", "father", "grandfather"} == {
        one.role for one in COMPARISONS if one.kind == "name"
    }


@pytest.mark.parametrize("settings", [{}, {"comparison": []}])
def test_a_file_without_comparisons_is_a_fault(settings: dict[str, Any]) -> None:
    """Rules that compare nothing would leave every pair where it is: that is told, not obeyed."""
    with pytest.raises(RuleError, match="comparison"):
        read_comparisons(settings)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "sounds_like"}, "comparison sex: kind"),
        ({"levels": []}, "comparison sex: levels"),
        ({"colum": "sex"}, "comparison sex: colum"),
        ({"levels": [{"label": "same", "m": 1.5, "u": 0.1, "r": 0.1}]}, "comparison sex: levels.0.m"),
        ({"levels": [{"label": "same", "m": 0, "u": 0.1, "r": 0.1}]}, "comparison sex: levels.0.m"),
        ({"levels": [{"label": "same", "m": 0.5, "u": "often", "r": 0.1}]}, "comparison sex: levels.0.u"),
        ({"levels": [{"label": "same", "m": 0.5, "u": 0.0, "r": 0.1}]}, "comparison sex: levels.0.u"),
        ({"levels": [{"label": "same", "m": 0.5, "u": 0.1, "r": 1.1}]}, "comparison sex: levels.0.r"),
        ({"levels": [{"label": "same", "m": 0.5, "u": 0.1}]}, "comparison sex: levels.0.r"),
        (
            {"levels": [{"label": "samme", "m": 0.5, "u": 0.1, "r": 0.1}]},
            "same, different: add same, different and take out samme",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(fault: dict[str, Any], told: str) -> None:
    """A fault names the comparison and the key."""
    with pytest.raises(RuleError, match=told):
        read_comparisons({"comparison": [row(**fault)]})


def test_all_faults_are_told_at_once() -> None:
    """Who mends a file mends it once; a comparison without a name is told by its number."""
    nameless = {key: value for key, value in row(kind="odd").items() if key != "name"}

    with pytest.raises(RuleError) as caught:
        read_comparisons({"comparison": [row(kind="odd"), row(), nameless]})

    assert all(
        told in str(caught.value) for told in ("comparison sex: kind", "number 3: name", "number 3: kind")
    )
