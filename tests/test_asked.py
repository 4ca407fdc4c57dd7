"""A run that is opened again says what the run said that was made: with the names it keeps, without them, and however it was asked."""

import json
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import resolver
from resolver.names.keeping import NAMES
from resolver.run import Run, open_run
from resolver.verification.kept import KeptRun
from tests.lists import people, twice


@cache
def asked_of() -> pl.DataFrame:
    """Return a list with everything that a name may hold: ranks, callsigns, several scripts, bare names, parts in columns of their own."""
    rows, _ = twice(people(60, seed=5), seed=6)
    more = [
        {"name": "Oleg Maketov"},
        {"name": "سالم خالد النموذجي"},
        {"name": "Макетов", "url": "https://example.org/1"},
        {"name": "Макетов Олег", "url": "https://example.org/1"},
        {"surname": "Макетов", "given_name": "Олег", "patronymic": "Петрович"},
        {"name": "рядовой Пробин Илья «Филин»"},
        {"name": "неизвестный мужчина"},
        {"name": "Тестов Иван / Пробин Пётр"},
    ]
    ids = [{"mention_id": f"x{at}", **row} for at, row in enumerate(more)]
    return pl.concat([rows, pl.DataFrame(ids, infer_schema_length=None)], how="diagonal_relaxed")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    """Return a run as it was made, as it stands in a folder, and from folders without the tables of names, or with columns that came later."""
    folder = tmp_path_factory.mktemp("asked")
    made = resolver.dedupe(asked_of(), defaults={"status": "killed"})
    made.write(folder / "whole", report=False)
    shutil.copytree(folder / "whole", folder / "older")
    for name in NAMES:
        (folder / "older" / ".resolver" / f"{name}.parquet").unlink()
    shutil.copytree(folder / "whole", folder / "old")
    for name, column in (
        ("mentions", "grandfather"),
        ("mentions", "second_surname"),
        ("tombstones", "second_surname"),
        ("tombstones", "grandfather"),
        ("readings", "is_exchanged"),
    ):
        path = folder / "old" / ".resolver" / f"{name}.parquet"
        pl.read_parquet(path).drop(column).write_parquet(path)
    return [made, *(open_run(folder / name) for name in ("whole", "older", "old"))]


def test_only_what_is_kept_is_not_read_again(runs: list[Run]) -> None:
    """A folder that an earlier version wrote keeps no names, or not all of them: they are read again when somebody asks."""
    assert [False, True, False, False] == [run.names_kept is not None for run in runs]


def test_nobody_said_what_came_later(runs: list[Run]) -> None:
    """A field that came after a run was written is silent there, for whoever opens or verifies it."""
    old = runs[-1]
    assert old.folder is not None
    kept = KeptRun(folder=old.folder).table("mentions", ["name", "grandfather"])

    assert [old.mentions.height] * 2 == [
        kept["grandfather"].null_count(),
        old.mentions["grandfather"].null_count(),
    ]


@settings(deadline=None)
@given(st.data())
def test_a_pair_is_explained_as_it_was(runs: list[Run], data: st.DataObject) -> None:
    """Every share, reading, key and path of any two mentions is the same to the last digit."""
    ids = st.sampled_from(runs[0].mentions["mention_id"].to_list())
    left, right = data.draw(st.tuples(ids, ids).filter(lambda pair: pair[0] != pair[1]))
    first, *others = [repr(run.explain(left, right)) for run in runs]

    assert [first] * 3 == others


@settings(deadline=None)
@given(st.data())
def test_a_name_is_found_as_it_was(runs: list[Run], data: st.DataObject) -> None:
    """Whoever is asked for, in full or with a letter left out, the same persons are found, with the same chances."""
    name = data.draw(st.sampled_from(runs[0].mentions["name"].drop_nulls().to_list()))
    at = data.draw(st.integers(0, len(name)))
    born = data.draw(st.sampled_from([None, "1975", "1985-05-01"]))
    first, *others = [run.find(name[:at] + name[at + 1 :], born=born, limit=50) for run in runs]

    assert all(first.equals(one) for one in others)


def test_all_pairs_are_compared_as_they_were(runs: list[Run]) -> None:
    """What asks for all names at once is answered from kept ones, too."""
    first, *others = [run.normalised.names.compare_many(*codes_of_pairs(run)) for run in runs]

    for one in others:
        assert first.levels.tolist() == one.levels.tolist()
        assert first.shares.tolist() == one.shares.tolist()


def codes_of_pairs(run: Run) -> list[NDArray[np.int32]]:
    """Return the codes of the names of all scored pairs between named mentions."""
    codes = run.values["name_code"].to_numpy()
    ends = [codes[run.scores[end].to_numpy()] for end in ("left", "right")]
    named = np.minimum(*ends) >= 0
    return [end[named] for end in (np.minimum(*ends), np.maximum(*ends))]


@pytest.mark.parametrize("name, value", [("resolver", "0.0.1"), ("rules_sha256", "0" * 64)])
def test_names_that_others_read_are_read_again(
    runs: list[Run], tmp_path: Path, name: str, value: str
) -> None:
    """What another version read, or other rules, is not taken for what these would read."""
    runs[0].write(tmp_path, report=False)
    told = json.loads((tmp_path / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps(told | {name: value}))

    assert open_run(tmp_path).names_kept is None
