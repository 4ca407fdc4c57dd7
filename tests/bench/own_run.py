"""MENTIONS.csv -> what one whole run of ours costs, stage by stage, report and files among them, and its clusters.

    python -m tests.bench.own_run MENTIONS.csv CLUSTERS.csv

In a process of its own, so that time and memory are its own. Prints one line of JSON; ``wall`` and ``cpu`` are those of all up to the
persons, as peers are measured, ``whole_wall`` and ``whole_cpu`` those of report and files besides.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import resolver
from resolver.memory import most_used, seldom_swept
from resolver.pipeline import dedupe
from resolver.pipeline.clock import Clock
from resolver.report import render_report


def main() -> None:
    """Make one run of a file, write it, and say what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mentions", type=Path)
    parser.add_argument("clusters", type=Path)
    given = parser.parse_args()
    with seldom_swept():
        print(json.dumps(measured(given.mentions, given.clusters)))


def measured(mentions: Path, clusters: Path) -> dict[str, object]:
    """Return what a run costs; imports are left out, as they are of peers."""
    start, worked = time.perf_counter(), time.process_time()
    run = dedupe(mentions, defaults={"status": "killed"})
    found = {"wall": time.perf_counter() - start, "cpu": time.process_time() - worked}
    clock = Clock(progress=lambda stage: None)
    with clock.stage("report"):
        render_report(run)
    with clock.stage("write"), tempfile.TemporaryDirectory() as folder:
        run.write(folder, report=False)
    run.memberships.select("mention_id", "person_id").write_csv(clusters)
    return {
        **found,
        "whole_wall": time.perf_counter() - start,
        "whole_cpu": time.process_time() - worked,
        "peak_mib": most_used() / 2**20,
        "version": resolver.__version__,
        "stages": {**run.timings, **clock.spent},
    }


if __name__ == "__main__":
    main()
