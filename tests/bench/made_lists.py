"""Sizes -> made lists with truth, and what whole runs of ours and of Splink on them cost and find, in turns.

The lists are those of ``gen.py`` beside the checkout: plain Latin fields, made for Splink's own strengths, its rules of equal reach
written by hand in ``run_splink.py``. Without that folder nothing is measured.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from tests.bench.clusters import codes, rates_of
from tests.bench.kept import ask
from tests.bench.places import BESIDE, python_of
from tests.bench.told import tell

SPEED = BESIDE / "bench" / "speed"
SIZES = (1_000, 10_000, 100_000)
HEAVY = 1_000_000
TURNS = {1_000: 3, 10_000: 3}
"""How many times each tool is run in turn with the other; longer lists once."""
_FIELDS = {
    "given_name": "first_name",
    "surname": "surname",
    "patronymic": "patronymic",
    "birth_date": "dob",
    "origin_place": "city",
}
Row = dict[str, Any]


def made_lists_block(*, heavy: bool = False) -> dict[str, Any]:
    """Measure every size; print and return all figures."""
    if not (SPEED / "gen.py").exists():
        return {}
    sizes = (*SIZES, HEAVY) if heavy else SIZES
    with tempfile.TemporaryDirectory() as folder:
        found = {f"{size:,}": _measured(size, Path(folder)) for size in sizes}
    _tell(found)
    return found


def _measured(size: int, folder: Path) -> Row:
    made = folder / f"syn{size}.parquet"
    _run([sys.executable, str(SPEED / "gen.py"), str(size), str(made), "1"], {})
    frame = pl.read_parquet(made)
    mentions = folder / f"syn{size}.csv"
    ids = ("r" + pl.col("unique_id").cast(pl.String)).alias("mention_id")
    frame.select(ids, **{field: pl.col(name) for field, name in _FIELDS.items()}).write_csv(mentions)
    truth = frame.select(ids, "cluster")
    ours, splink = [], []
    for _ in range(TURNS.get(size, 1)):
        ours.append(_ours(mentions, truth, folder))
        splink += _splink(made.stem, folder)
    words = frame.select(pl.col("first_name", "surname", "patronymic")).unpivot()["value"].drop_nulls()
    return {
        "distinct_words": round(words.n_unique() / len(words), 3),
        "resolver": _median(ours),
        **({"splink": _median(splink), "ratio": _ratios(ours, splink)} if splink else {}),
    }


def _ours(mentions: Path, truth: pl.DataFrame, folder: Path) -> Row:
    answer = ask([sys.executable, "-m", "tests.bench.own_run"], mentions, folder / "clusters.csv")
    both = truth.join(pl.read_csv(answer.file), on="mention_id")
    rates = rates_of(codes(both["cluster"].to_numpy()), codes(both["person_id"].to_list()))
    return {**answer.line, "pair_f1": rates["pair_f1"], "b3_f1": rates["b3_f1"]}


def _splink(name: str, folder: Path) -> list[Row]:
    """Return what Splink makes of a list, clustered from .95 on, as its documents do; nothing where it is not installed."""
    python = python_of(".venv-peers")
    if python is None:
        return []
    told = _run(
        [str(python), str(SPEED / "run_splink.py"), name],
        {"BENCH_DATA": str(folder), "RESULTS": str(folder / "results.jsonl")},
    )
    line = json.loads(told.splitlines()[-1])
    clusters = line["eval"]["cl@0.95"]
    return [
        {
            "wall": line["wall_s"],
            "cpu": line["cpu_s"],
            "peak_mib": line["rss_mb"],
            "version": line["tool"],
            "pair_f1": clusters["cl_f1"],
            "b3_f1": clusters["b3_f"],
            "best_pair_f1": line["eval"]["best"]["f1"],
        }
    ]


def _run(command: Sequence[str], more: Mapping[str, str]) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **more})
    return done.stdout


def _median(rows: Sequence[Row]) -> Row:
    """Return the median of every figure over several turns, and how far the time went from the least to the most."""
    found: Row = {
        "turns": len(rows),
        "wall_span": [round(one(row["wall"] for row in rows), 2) for one in (min, max)],
    }
    for name, value in rows[0].items():
        if name == "stages":
            found[name] = {
                stage: {one: _middle([row["stages"][stage][one] for row in rows]) for one in value[stage]}
                for stage in value
            }
        else:
            found[name] = value if isinstance(value, str) else _middle([row[name] for row in rows])
    return found


def _middle(values: Sequence[float]) -> float:
    return round(statistics.median(values), 4)


def _ratios(ours: Sequence[Row], others: Sequence[Row]) -> Row:
    """Return how many times as much the other tool takes as ours, turn by turn: the median, the least and the most."""
    found: Row = {}
    for name in ("wall", "cpu", "peak_mib"):
        ratios = [other[name] / mine[name] for mine, other in zip(ours, others, strict=True)]
        found[name] = [round(one, 3) for one in (statistics.median(ratios), min(ratios), max(ratios))]
    return found


_SHOWN = ("wall", "cpu", "peak_mib", "pair_f1", "b3_f1", "whole_wall", "whole_cpu")


def _tell(found: Mapping[str, Row]) -> None:
    rows = [
        [f"{size} {tool}", *(row[tool].get(name, "-") for name in _SHOWN)]
        for size, row in found.items()
        for tool in ("resolver", "splink")
        if tool in row
    ]
    tell(
        "made lists, plain Latin fields: seconds, memory, accuracy (whole: with report and files)",
        ["", *_SHOWN],
        rows,
    )
    ratios = [
        [
            size,
            *(
                f"{row['ratio'][name][0]} ({row['ratio'][name][1]}..{row['ratio'][name][2]})"
                for name in _SHOWN[:3]
            ),
        ]
        for size, row in found.items()
        if "ratio" in row
    ]
    tell("Splink takes so many times as much: median (least..most)", ["", *_SHOWN[:3]], ratios)
    for size, row in found.items():
        stages = row["resolver"]["stages"]
        of_stage = ("seconds", "cpu_seconds", "peak_mib")
        tell(
            f"{size} by stage; {row['distinct_words']} of the words are distinct",
            ["", *of_stage],
            [[stage, *(spent[name] for name in of_stage)] for stage, spent in stages.items()],
        )
