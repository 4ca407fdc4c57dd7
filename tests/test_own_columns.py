"""resolver.toml -> comparisons of the user's own columns: one line each, estimated, explained and written like every other."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver import dedupe
from resolver.errors import InputError, ResolverError, RuleError
from resolver.model.comparisons import Comparison, ComparisonLevel, OwnColumn, read_comparisons
from resolver.model.estimation.levels import fitted_comparison
from resolver.model.estimation.rules import read_estimation_rules
from resolver.model.fitted import Model, model_json, read_model
from resolver.model.linking import Terms
from resolver.model.weights import own_chances
from resolver.rulebook import load_rulebook
from resolver.ruleset import link_rule_of
from resolver.run import Run
from resolver.settings import Settings, parse_settings

OWN = """
[comparisons]
tag = "exact"
job = "text"
height = { kind = "number", tolerance = 2 }
seen = { kind = "date", tolerance = 5 }
house = "place"
things = { kind = "words", missing = true }
"""
ROWS: dict[str, list[str | None]] = {
    "id": ["a", "b", "c", "d", "e"],
    "name": ["Косотуров Игорь"] * 5,
    "tag": ["T-1", "T-1", "T-2", None, "нет данных"],
    "job": ["Сварщик", "svarshchik", "сварщики", "портной", None],
    "height": ["180", "180,0", "182", "190", "tall"],
    "seen": ["2018-02-07", "7 Feb 2018", "2018", "2018-02-11", "2019-01-01"],
    "house": ["Асбест", "г. Асбест", "Киров", "Берлин", "-"],
    "things": ["ring; watch", "Watch, ring", "ring", "cap", None],
}


def explained(own: str = OWN) -> Run:
    """Return a run of five rows with columns of their own."""
    return dedupe(pl.DataFrame(ROWS), settings=parse_settings(own.encode()))


@pytest.fixture(scope="module")
def run() -> Run:
    """Five rows of one name."""
    return explained()


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("tag", ["same", "different", "missing", "missing"]),
        ("job", ["same", "near", "different", "missing"]),
        ("height", ["same", "near", "different", "missing"]),
        ("seen", ["same", "dates_meet", "near", "different"]),
        ("house", ["same", "different", "missing", "missing"]),
        ("things", ["same", "shared", "different", "missing"]),
    ],
)
def test_each_kind_finds_its_levels(column: str, expected: list[str], run: Run) -> None:
    """The first row beside the others: one word in resolver.toml compares a column, and explain shows the level and both values."""
    found = [run.explain("a", other) for other in "bcde"]
    levels = [next(share.level for share in one.shares if share.comparison == column) for one in found]

    assert expected == levels
    assert (ROWS[column][0], ROWS[column][1]) == found[0].values[column]


def test_own_comparisons_stand_in_the_pairs_and_survive(run: Run, tmp_path: Path) -> None:
    """pairs.csv has a level and a share for each, and a run that is opened again explains itself in the same words."""
    run.write(tmp_path / "out")
    again = resolver.open(tmp_path / "out")

    assert {"tag_level", "tag_share", "things_level", "things_share"} <= set(run.pairs.columns)
    assert run.explain("a", "b").shares == again.explain("a", "b").shares
    assert "T-1" not in (tmp_path / "out" / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ('[comparisons]\n\ntga = "exact"', 'line 3: [comparisons] tga: no list has a column "tga"; did you mean "tag"?'),
        ('[comparisons]\nhouse = "exakt"', 'line 2: [comparisons] house.kind: unknown kind "exakt"; did you mean "exact"?'),
        ("[comparisons]\ntag = { kind = 'exact', tolerance = 1 }", 'line 2: [comparisons] tag: tolerance is for "number"'),
        ("[comparisons]\ntag = { mising = true }", 'line 2: [comparisons] tag.mising: unknown key; did you mean "missing"?'),
        ("[comparisons]\ntag = 'exact'\nname = 'text'", 'line 3: [comparisons] name: "name" is a field'),
        ("[comparisons]\nid = 'exact'", 'line 2: [comparisons] id: the column "id" is read as mention_id'),
    ],
)  # fmt: skip
def test_faults_name_the_line_and_the_mend(own: str, told: str) -> None:
    """An unknown column, kind or key is told with the file, the line and what to write instead."""
    with pytest.raises(ResolverError) as caught:
        explained(own)

    assert isinstance(caught.value, (RuleError, InputError))
    assert f"resolver.toml: {told}" in str(caught.value)


def test_a_column_of_the_rules_must_be_there_too(tmp_path: Path) -> None:
    """A comparison of a user's rules about a column that no list has is a fault of the rules, and says so."""
    shipped = load_rulebook().setting("comparisons.toml")
    levels = shipped["own"]["exact"]["levels"]
    rows = "\n".join(f"{{ label = '{one['label']}', m = 0.5, u = 0.5, r = 0.5 }}," for one in levels)
    (tmp_path / "comparisons.toml").write_text(
        f"[[comparison]]\nname = 'tag'\nkind = 'exact'\ncolumn = 'tga'\nlevels = [{rows}]"
    )

    with pytest.raises(InputError, match=r'comparisons.toml: comparison tag: no list has a column "tga"'):
        dedupe(pl.DataFrame(ROWS), rules=tmp_path)


# --- silence ----------------------------------------------------------------------------------------------------------


def own(kind: str = "exact") -> Comparison:
    """Return a comparison of an own column whose silence speaks."""
    column = OwnColumn(kind=kind, missing_speaks=True)
    return read_comparisons(load_rulebook().setting("comparisons.toml"), {"tag": column})[-1]


def test_silence_says_nothing_until_data_speak() -> None:
    """As shipped, a silent side weighs nothing, also where it may speak."""
    found = own_chances(_levels([0, 1, 2]), own(), link_rule_of(load_rulebook(), Settings()))
    plain = read_comparisons(load_rulebook().setting("comparisons.toml"), {"tag": OwnColumn(kind="exact")})[
        -1
    ]
    other = own_chances(_levels([0, 1, 2]), plain, link_rule_of(load_rulebook(), Settings()))

    assert 0.0 == found.m[0] - found.u[0]
    assert np.allclose(found.m - found.u, other.m - other.u)


@given(st.lists(st.integers(0, 10**6), min_size=6, max_size=6))
def test_chances_of_silence_add_up(counts: Sequence[int]) -> None:
    """Whatever was met, silence and all other levels together are certain, and what was often silent is likelier so."""
    met, apart = (np.array(part, dtype=np.float64) for part in (counts[:3], counts[3:]))
    rules = read_estimation_rules(load_rulebook().setting("estimation.toml"))
    fitted = fitted_comparison(own(), (met, apart, apart), rules)
    silent = fitted.missing
    assert silent is not None

    total = silent.m + (1 - silent.m) * sum(level.m for level in fitted.levels)
    assert math.isclose(1.0, total, rel_tol=1e-9)
    assert 0 < silent.m < 1
    assert math.isclose((rules.prior.m * 0.5 + met[0]) / (rules.prior.m + met.sum()), silent.m)


def test_a_model_keeps_what_silence_says() -> None:
    """A model file carries the chances of silence, and refuses rules under which silence does not speak."""
    fitted = Model(comparisons=(_with_silence(own(), m=0.25),), terms=Terms(prior=0.01, kin=0.001))
    plain = read_comparisons(load_rulebook().setting("comparisons.toml"), {"tag": OwnColumn(kind="exact")})[
        -1:
    ]

    assert fitted == read_model(model_json(fitted).encode(), (own(),), file="model.json")
    with pytest.raises(RuleError, match="its levels are not those of the rules"):
        read_model(model_json(fitted).encode(), plain, file="model.json")


def _with_silence(one: Comparison, *, m: float) -> Comparison:
    from dataclasses import replace

    return replace(one, missing=ComparisonLevel(label="missing", m=m, u=0.5, r=0.5))


def _levels(numbers: Sequence[int]) -> pl.DataFrame:
    shares = [-4000] * len(numbers)
    schema: Mapping[str, type[pl.DataType]] = {"tag": pl.UInt8, "tag_share": pl.Int32}
    return pl.DataFrame({"tag": numbers, "tag_share": shares}, schema=schema)
