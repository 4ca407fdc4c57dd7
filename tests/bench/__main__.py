"""Measure accuracy beside speed, ours beside others', print tables, and write them as dated JSON to tests/bench/results/.

    python -m tests.bench                     all four blocks
    python -m tests.bench names --pairs X.csv the names block, with pairs of one's own (a, b, same, category)
    python -m tests.bench records --set DIR   the records block, with a folder of mentions.csv and truth.csv
    python -m tests.bench records --heavy     and the larger sets; of speed, a list of 1,000,000
    python -m tests.bench names --only SET    one set, for a quick look: nothing is written

What ``make bench-peers`` has not built is left out. Figures of blocks not asked for stay as they were measured that day.
"""

import argparse
import json
import os
import platform
import re
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.names import names_block
from tests.bench.pages import pages_block
from tests.bench.places import RESULTS
from tests.bench.records import records_block
from tests.bench.speed import speed_block

BLOCKS = ("names", "records", "speed", "pages")


def main() -> None:
    """Run the blocks that were asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("blocks", nargs="*", metavar="block", help=", ".join(BLOCKS), default=list(BLOCKS))
    parser.add_argument("--pairs", type=Path, action="append", default=[])
    parser.add_argument("--set", type=Path, action="append", default=[], dest="sets")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--heavy", action="store_true")
    given = parser.parse_args()
    if unknown := set(given.blocks) - set(BLOCKS):
        parser.error(f"no block {', '.join(sorted(unknown))}; there are {', '.join(BLOCKS)}")
    work: dict[str, Callable[[], dict[str, Any]]] = {
        "names": lambda: names_block(extra=given.pairs, only=given.only),
        "records": lambda: records_block(extra=given.sets, only=given.only, heavy=given.heavy),
        "speed": lambda: speed_block(heavy=given.heavy),
        "pages": pages_block,
    }
    for block in (one for one in BLOCKS if one in given.blocks):
        start = time.perf_counter()
        figures = work[block]()
        if not given.only:
            keep(block, {**figures, "measured_in_seconds": round(time.perf_counter() - start)})


def keep(block: str, figures: dict[str, Any]) -> None:
    """Write one block into the file of the day, beside the blocks that stand there."""
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{date.today().isoformat()}.json"
    whole = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    used = {name: version(name) for name in ("numpy", "polars", "rapidfuzz", "recordlinkage")}
    whole["machine"] = {"cores": os.cpu_count(), "python": platform.python_version(), **used}
    whole[block] = figures
    text = json.dumps(whole, indent=1, sort_keys=True)
    flat = re.sub(r"\[[^\[\]{}]*\]", lambda found: " ".join(found[0].split()), text)
    target.write_text(flat + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
