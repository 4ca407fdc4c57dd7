"""Nothing -> seconds of whole runs per stage, and names read and pairs of names compared per second."""

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import resolver
from resolver.run import Run
from tests.bench.made_lists import made_lists_block
from tests.bench.names_speed import names_speed_block
from tests.bench.record_sets import febrl
from tests.bench.told import tell

RUNS = 3


def speed_block(*, heavy: bool = False) -> dict[str, Any]:
    """Measure runs and names, and made lists beside Splink; print and return all figures. Times are medians of several runs."""
    made = made_lists_block(heavy=heavy)
    frame = febrl("febrl3").mentions
    runs = {
        "khasham-2018": timed(resolver.demo),
        "febrl 1,000": timed(lambda: resolver.dedupe(frame.head(1_000))),
        "febrl 5,000": timed(lambda: resolver.dedupe(frame)),
    }
    stages = list(runs["febrl 5,000"])
    tell(
        "seconds, median",
        ["", *stages],
        [[name, *(row.get(one, "-") for one in stages)] for name, row in runs.items()],
    )
    names = names_speed_block()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"made_lists": made, "runs": runs, "names": names, "peak_memory_mib": peak}


def timed(work: Callable[[], Run]) -> dict[str, float]:
    """Return the median seconds of a piece of work over several runs, in all and per stage."""
    totals: list[float] = []
    stages: dict[str, list[float]] = {}
    for _ in range(RUNS):
        start = time.perf_counter()
        run = work()
        totals.append(time.perf_counter() - start)
        for name, spent in run.timings.items():
            stages.setdefault(name, []).append(spent["seconds"])
    medians = {name: round(statistics.median(seconds), 3) for name, seconds in stages.items()}
    return {"total": round(statistics.median(totals), 3), **medians}
