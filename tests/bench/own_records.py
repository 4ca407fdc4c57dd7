"""MENTIONS.csv -> scored pairs and clusters of ours, in a process of its own so that time and memory are its own.

    python -m tests.bench.own_records [--map field=header ...] [--rules FOLDER] [--operating-point NAME] MENTIONS.csv RESULT.npz

Prints one line of JSON, as ``peers/score_records.py`` does.
"""

import argparse
import json
import resource
import time
from pathlib import Path

import numpy as np
import polars as pl

import resolver
from resolver.run import Run


def main() -> None:
    """Run the pipeline once, at its careful default or at a named operating point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mentions", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--map", action="append", default=[])
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--operating-point")
    given = parser.parse_args()
    mapping = dict(one.split("=", 1) for one in given.map)
    resolver.dedupe(pl.DataFrame({"name": ["Anna Zyk", "Zyk Anna"]}), rules=given.rules)
    wall, spent = time.perf_counter(), time.process_time()
    run = own_run(given.mentions, mapping=mapping, rules=given.rules, operating_point=given.operating_point)
    wall, spent = time.perf_counter() - wall, time.process_time() - spent
    _keep(run, given.result)
    line = {"wall": wall, "cpu": spent, "peak_mib": peak_mib()}
    more = {"version": resolver.__version__, "threshold": None, "questions": run.questions.height}
    print(
        json.dumps(
            {**line, **more, "stages": {name: round(one["seconds"], 3) for name, one in run.timings.items()}}
        )
    )


def own_run(
    mentions: Path, *, mapping: dict[str, str], rules: Path | None, operating_point: str | None
) -> Run:
    """Resolve a file of mentions; the one place where the benchmark of records asks the pipeline."""
    return resolver.dedupe(
        mentions,
        mapping=mapping,
        defaults={"status": "killed"},
        rules=rules,
        operating_point=operating_point,
    )


def _keep(run: Run, result: Path) -> None:
    ids = run.values["mention_id"].to_list()
    person = dict(run.memberships.select("mention_id", "person_id").iter_rows())
    np.savez(
        result,
        mention_id=np.array(ids),
        left=run.scores["left"].to_numpy().astype(np.int64),
        right=run.scores["right"].to_numpy().astype(np.int64),
        score=run.scores["match_weight"].to_numpy().astype(np.float64),
        clusters=np.unique(np.array([person[one] for one in ids]), return_inverse=True)[1].astype(np.int64),
    )


def peak_mib() -> float:
    """Return the most memory this process ever held; ``ru_maxrss`` would count that of the process it was started from."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
