"""Sets of mentions with truth -> a table of every tool beside ours: clusters at the default and at the best threshold, time, memory."""

import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

import resolver
from tests.bench.clusters import Best, best_threshold, codes, components, difference, exact_share, rates_of
from tests.bench.curves import Codes, Figure, Floats, short, told
from tests.bench.kept import Answer, ask, ask_once
from tests.bench.places import BESIDE, SCRIPTS, python_of
from tests.bench.record_sets import RecordSet, read_set, record_sets, seed_truth
from tests.bench.scorers import OURS
from tests.bench.told import tell

PEER_RECORDS = BESIDE / "bench"
"""Holds ``peer_records.py``, which sets the peers up as a sensible user would. Without it ours stands alone."""

FOR_BENCHMARK = f"{OURS} for benchmark"

_PEERS = {
    "exact": ".venv-peers",
    "splink": ".venv-peers",
    "recordlinkage": ".venv-peers",
    "goldenmatch": ".venv-goldenmatch",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """What a tool made of a set: scored pairs, clusters at its default, and what that cost; all in the order of the truth."""

    truth: Codes
    left: Codes
    right: Codes
    score: Floats
    clusters: Codes
    line: Mapping[str, Any]


def records_block(
    *, extra: Sequence[Path] = (), only: Collection[str] = (), heavy: bool = False
) -> dict[str, Any]:
    """Measure every set (or only those named) by every tool; print and return all figures."""
    found: dict[str, Any] = {} if only else {"khasham-2018": demo_figures()}
    for one in chain(record_sets(heavy=heavy), map(read_set, extra)):
        if only and one.name not in only:
            continue
        results = dict(_results(one))
        best = {name: _best(result) for name, result in results.items()}
        rows = {name: _figures(result, best[name]) for name, result in results.items()}
        found[one.name] = {"tools": rows, "differences": _differences(results, best)}
        _tell_set(one, found[one.name])
    return found


def _results(one: RecordSet) -> Iterator[tuple[str, Result]]:
    """Yield the result of every tool that can run here, ours last."""
    with tempfile.TemporaryDirectory() as folder:
        mentions = Path(folder) / "mentions.csv"
        one.mentions.write_csv(mentions)
        result = Path(folder) / "result.npz"
        for tool, environment in _PEERS.items():
            python, script = python_of(environment), SCRIPTS / "score_records.py"
            if python is not None and (PEER_RECORDS / "peer_records.py").exists():
                command = [str(python), str(script), str(PEER_RECORDS), tool]
                rests_on = [script, *sorted(PEER_RECORDS.glob("*.py"))]
                yield tool, _result(ask_once(command, mentions, result, rests_on=rests_on), one)
        yield from _own_results(one, mentions, result)


def _own_results(one: RecordSet, mentions: Path, result: Path) -> Iterator[tuple[str, Result]]:
    """Yield ours as it is, then at the operating point for benchmarks, then without the names hidden beside a made list.

    A list made of our own tables flatters us, hence the last.
    """
    maps = [word for field, header in one.mapping.items() for word in ("--map", f"{field}={header}")]
    command = [sys.executable, "-m", "tests.bench.own_records", *maps]
    given = mentions if one.folder is None else one.folder / "mentions.csv"
    rules = None if one.folder is None else one.folder / "rules"
    yield OURS, _result(ask(command, given, result), one)
    yield FOR_BENCHMARK, _result(ask([*command, "--operating-point", "for_benchmark"], given, result), one)
    if rules is not None and rules.is_dir():
        yield f"{OURS}, names hidden", _result(ask([*command, "--rules", str(rules)], given, result), one)


def _result(answer: Answer, one: RecordSet) -> Result:
    """Bring an answer into the order of the truth; a mention that a tool does not return stands alone."""
    with np.load(answer.file) as made:
        tables = {name: made[name] for name in made.files}
    ids = np.sort(one.mentions["mention_id"].to_numpy().astype(str))
    place = np.searchsorted(ids, tables["mention_id"])
    clusters = tables["clusters"].max(initial=0) + 1 + np.arange(len(ids))
    clusters[place] = tables["clusters"]
    return Result(
        truth=codes([one.truth[mention] for mention in ids.tolist()]),
        left=place[tables["left"]],
        right=place[tables["right"]],
        score=tables["score"].astype(np.float64),
        clusters=codes(clusters),
        line=answer.line,
    )


def _best(result: Result) -> Best:
    found = best_threshold(result.truth, result.left, result.right, result.score)
    none = np.array([], dtype=np.int64)
    return found or Best(threshold=float("inf"), clusters=components(len(result.truth), none, none))


def _figures(result: Result, best: Best) -> dict[str, Any]:
    true_pairs = int((np.bincount(result.truth) * (np.bincount(result.truth) - 1) // 2).sum())
    together = result.truth[result.left] == result.truth[result.right]
    ends = np.sort(np.stack([result.left[together], result.right[together]]), axis=0)
    return {
        "mentions": len(result.truth),
        "true_pairs": true_pairs,
        "pairs": len(result.left),
        "blocked_recall": round(len(np.unique(ends, axis=1).T) / max(true_pairs, 1), 4),
        "default": _rounded(result.truth, result.clusters),
        "best": {**_rounded(result.truth, best.clusters), "threshold": best.threshold},
        **{
            name: round(value, 2) if isinstance(value, float) else value
            for name, value in result.line.items()
        },
    }


def _rounded(truth: Codes, clusters: Codes) -> dict[str, float]:
    rates = {**rates_of(truth, clusters), "exact_clusters": exact_share(truth, clusters)}
    largest = {"largest": float(np.bincount(clusters).max())}
    return {**{name: round(value, 4) for name, value in rates.items()}, **largest}


def _differences(
    results: Mapping[str, Result], best: Mapping[str, Best]
) -> dict[str, dict[str, list[float]]]:
    """Return how much ours is above each peer's best threshold: at its default, for benchmarks, at its own best threshold."""
    mine, bold = results[OURS], results[FOR_BENCHMARK]
    found = {}
    for name in results:
        if not name.startswith(OURS):
            found[f"default - best of {name}"] = told(
                difference(mine.truth, mine.clusters, best[name].clusters)
            )
            found[f"for benchmark - best of {name}"] = told(
                difference(mine.truth, bold.clusters, best[name].clusters)
            )
            found[f"best - best of {name}"] = told(
                difference(mine.truth, best[OURS].clusters, best[name].clusters)
            )
    return found


def demo_figures() -> dict[str, Any]:
    """Return the rates of the worked example, which ours alone can read in full."""
    run, truth = resolver.demo(), seed_truth()
    person = dict(run.memberships.select("mention_id", "person_id").iter_rows())
    rates = _rounded(codes([truth[one] for one in person]), codes(list(person.values())))
    tell("khasham-2018, ours alone", list(rates), [[f"{value:g}" for value in rates.values()]])
    return {"tools": {OURS: {"mentions": len(person), "default": rates}}}


def _tell_set(one: RecordSet, found: Mapping[str, Any]) -> None:
    some = next(iter(found["tools"].values()))
    header = [
        "",
        "wall / cpu s",
        "MiB",
        "pairs",
        "blocked",
        "default pair P/R/F1",
        "B3 F1",
        "exact",
        "largest",
    ]
    header += ["best pair P/R/F1", "B3 F1"]
    rows = [[name, *_row(row)] for name, row in found["tools"].items()]
    tell(f"{one.name}: {some['mentions']:,} mentions, {some['true_pairs']:,} true pairs", header, rows)
    if found["differences"]:
        tell(
            f"{one.name}: F1 of ours less that of a peer at its best threshold",
            ["", "pair F1", "B-cubed F1"],
            [
                [name, *(str(Figure(value=one[0], low=one[1], high=one[2])) for one in row.values())]
                for name, row in found["differences"].items()
            ],
        )


def _row(row: Mapping[str, Any]) -> list[str]:
    default, best = row["default"], row["best"]
    return [
        f"{row['wall']:.1f} / {row['cpu']:.1f}",
        f"{row['peak_mib']:.0f}",
        f"{row['pairs']:,}",
        short(row["blocked_recall"]),
        _three(default),
        short(default["b3_f1"]),
        short(default["exact_clusters"]),
        f"{default['largest']:.0f}",
        _three(best),
        short(best["b3_f1"]),
    ]


def _three(rates: Mapping[str, float]) -> str:
    return " / ".join(short(rates[f"pair_{name}"]) for name in ("precision", "recall", "f1"))
