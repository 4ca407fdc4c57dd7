"""Files and frames of count claims: every record is a claim or a reject with the column and the mend."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.claims import ReadClaims, read_claims
from resolver.errors import InputError, RuleError
from resolver.rulebook import load_rulebook
from resolver.ruleset import compile_rules
from resolver.settings import CountSettings, Settings, parse_settings

RULES = compile_rules(load_rulebook(), Settings())


def read(*sources: object, settings: Settings | None = None) -> ReadClaims:
    """Read count claims by the shipped rules."""
    return read_claims(list(sources), RULES, settings or Settings())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"text": "5"}, "unit: is empty; write what is counted, one of killed"),
        ({"text": "5", "unit": "slain"}, 'unit: "slain" is no unit we know; write one of killed'),
        ({"unit": "killed"}, "low, high and text: are empty; write low and high"),
        (
            {"text": "many", "unit": "killed"},
            'text: holds no number we can read: "many"; write low and high, or add',
        ),
        (
            {"text": "5 of 7", "unit": "killed"},
            'text: it is not plain which number is meant: "5 of 7"; write low',
        ),
        ({"low": "ab", "unit": "killed"}, 'low: "ab" is no number of people; write a whole number, e.g. 24'),
        ({"low": "-3", "unit": "killed"}, 'low: "-3" is no number of people'),
        ({"low": "1.5", "unit": "killed"}, 'low: "1.5" is no number of people'),
        (
            {"low": "9", "high": "3", "unit": "killed"},
            "high: 3 is less than low, 9; exchange them, or leave one out",
        ),
        ({"low": "9" * 20, "unit": "killed"}, 'low: "99999999999999999999" is no number of people'),
    ],
)
def test_a_bad_row_is_rejected_with_its_column_and_the_mend(row: dict[str, str], reason: str) -> None:
    """Nothing is dropped in silence, and nothing that is not plain is used."""
    columns = ("text", "low", "high", "unit")
    found = read(
        pl.DataFrame([{name: row.get(name) for name in columns}], schema=dict.fromkeys(columns, pl.String))
    )

    assert (0, 1) == (found.claims.height, found.rejects.height)
    assert found.rejects["reason"][0].startswith(reason)
    assert ("counts", 1) == found.rejects.select("file", "line").row(0)


def test_all_faults_of_a_row_are_told_at_once() -> None:
    """The user mends a row once."""
    found = read(pl.DataFrame({"text": ["many"], "unit": ["slain"]}))

    assert ["unit", " text"] == [
        part.partition(":")[0] for part in found.rejects["reason"][0].split(";")[::2]
    ]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Код;Текст;Минимум;Что;Кто;Станом на", "k1;более 5;;убитых;россияне;2018-02-08"),
        ("claim,wording,min,counted as,group,as of", "k1,more than 5,,dead,russians,2018-02-08"),
        ("رقم;النص;أدنى;الفئة;المجموعة;بتاريخ", "k1;أكثر من 5;;قتلى;الروس;2018-02-08"),
    ],
)
def test_headers_of_several_languages(header: str, cells: str, tmp_path: Path) -> None:
    """A file is understood in the languages and separators that lists have."""
    path = tmp_path / "counts.csv"
    path.write_text(f"{header}\n{cells}\n", encoding="utf-8")

    claim = read(path).claims.row(0, named=True)

    assert ("k1", 6, None, "killed", "2018-02-08") == tuple(
        claim[name] for name in ("claim_id", "low", "high", "unit", "as_of")
    )


def test_numbers_of_a_spreadsheet_are_numbers() -> None:
    """A thousand with a blank or a comma, a whole number with .0, digits of another script."""
    found = read(pl.DataFrame({"low": ["1 200", "1,200", "24.0", "٢٤"], "unit": ["killed"] * 4}))

    assert [1200, 1200, 24, 24] == found.claims["low"].to_list()


def test_numbers_beside_words_win() -> None:
    """What the user read is used, not what we would read; both stay."""
    found = read(
        pl.DataFrame(
            {"text": ["as many as 100; nearly all"], "low": ["80"], "high": ["110"], "unit": ["killed"]}
        )
    )

    assert ("as many as 100; nearly all", 80, 110, "given") == found.claims.select(
        "text", "low", "high", "number_from"
    ).row(0)


def test_an_id_of_two_claims_is_nobodys() -> None:
    """Two claims under one id are both rejected whatever their order; the same claim twice is used once."""
    frame = pl.DataFrame({"id": ["a", "a", "b", "b"], "low": ["1", "2", "3", "3"], "unit": ["killed"] * 4})
    found = read(frame)

    assert ["b"] == found.claims["claim_id"].to_list()
    assert [1, 2, 4] == found.rejects["line"].to_list()


def test_frames_have_names_of_their_own() -> None:
    """Two frames of claims are two files: every row has a place of its own."""
    found = read(*(pl.DataFrame({"low": [number], "unit": ["killed"]}) for number in "56"))

    assert [("counts", 1), ("counts (2)", 1)] == found.claims.select("file", "line").sort("file").rows()


def test_columns_of_ones_own_are_carried() -> None:
    """What means nothing to us stays beside the claim, also when it is called like a column of ours."""
    found = read(pl.DataFrame({"low": ["1"], "unit": ["killed"], "flag": ["mine"], "seen by": ["AK"]}))

    assert ("mine", "AK") == found.claims.select("flag (2)", "seen by").row(0)


def test_a_file_without_numbers_is_refused(tmp_path: Path) -> None:
    """A list of people given as counts is told by name, and all faulty files at once."""
    (tmp_path / "people.csv").write_text("name,born\nТестов,1979\n", encoding="utf-8")
    with pytest.raises(InputError) as fault:
        read(tmp_path / "people.csv", tmp_path / "none.csv")

    assert "people.csv: no column holds numbers of people" in str(fault.value)
    assert "none.csv: there is no such file" in str(fault.value)


def test_settings_say_the_incident_and_columns(tmp_path: Path) -> None:
    """What [[counts]] says of a file holds for it: the incident where a claim names none, headers that we do not know."""
    path = tmp_path / "claims.csv"
    path.write_text("N,unit,incident\n5,killed,\n6,killed,other\n", encoding="utf-8")
    said = CountSettings(file="claims.csv", incident="battle", columns={"low": "N"})

    found = read(path, settings=Settings(counts=(said,)).placed_in(tmp_path))

    assert [("battle", 5), ("other", 6)] == found.claims.select("incident", "low").rows()


def test_faults_of_settings_are_told() -> None:
    """An unknown key, or a field of people, under [[counts]] is a fault with its place."""
    with pytest.raises(
        RuleError, match=r"\[\[counts\]\] number 1 incidnt: unknown key; did you mean \"incident\""
    ):
        parse_settings(b'[[counts]]\nfile = "a.csv"\nincidnt = "x"')
    with pytest.raises(RuleError, match='unknown field "surname"'):
        parse_settings(b'[[counts]]\nfile = "a.csv"\ncolumns = { surname = "x" }')
    with pytest.raises(RuleError, match=r"under a line \[\[counts\]\]"):
        parse_settings(b"counts = 3")


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["5", "dozens", "more than 3", "many", "killed", "injured", "-", "a", "b", "9 of 10", "٤"]
    ),
)


@given(
    st.lists(
        st.fixed_dictionaries(dict.fromkeys(("id", "text", "low", "high", "unit", "part_of"), CELLS)),
        min_size=1,
        max_size=8,
    )
)
def test_every_record_is_used_or_rejected_once(rows: list[dict[str, str | None]]) -> None:
    """Whatever stands in a file, no record is lost or told twice, and the least is never above the most."""
    first = {**dict.fromkeys(rows[0]), "low": "1", "unit": "killed"}
    frame = pl.DataFrame([first, *rows], schema=dict.fromkeys(first, pl.String))
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    found = read(frame)

    lines = sorted([*found.claims["line"], *found.rejects["line"]])
    assert [at + 1 for at, is_blank in enumerate(blank) if not is_blank] == lines
    assert found.claims.filter(pl.col("low") > pl.col("high")).is_empty()
    assert found.claims["claim_id"].is_unique().all()
