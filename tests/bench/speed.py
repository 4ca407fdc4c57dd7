"""Nothing -> seconds of whole runs per stage, and names read and pairs compared per second, in this process and warm."""

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import polars as pl

import resolver
from resolver.names.frequencies import NameFrequencies
from resolver.names.index import index_names
from resolver.names.knowledge import load_knowledge
from resolver.rulebook import load_rulebook
from resolver.run import Run
from tests.bench.folds import words_of
from tests.bench.made import made_people
from tests.bench.own_names import own_scores
from tests.bench.record_sets import febrl
from tests.bench.told import tell

RUNS = 3
NAMES = 400


def speed_block() -> dict[str, Any]:
    """Measure runs and names; print and return all figures. Times are medians of several runs."""
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
    names = name_speed()
    tell("names", ["", ""], [[name, f"{value:,g}"] for name, value in names.items()])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"runs": runs, "names": names, "peak_memory_mib": peak}


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


def name_speed() -> dict[str, float]:
    """Return distinct names read and pairs of names weighed per second, and how many of the words are distinct."""
    people = made_people(NAMES)
    names = [person.written(surname_first=first) for person in people for first in (True, False)]
    words = [word for name in names for word in words_of(name)]
    rules = load_rulebook()
    knowledge, shares = load_knowledge(rules), NameFrequencies(**rules.setting("linking.toml")["frequency"])
    start = time.perf_counter()
    index_names(names, knowledge, shares)
    read = time.perf_counter() - start
    pairs = pl.DataFrame({"a": names[:-1], "b": names[1:]})
    seconds = own_scores(pairs).seconds
    return {
        "names": len(names),
        "distinct words per word": round(len(set(words)) / len(words), 3),
        "names read per second": round(len(names) / read),
        "pairs read and weighed per second": round(pairs.height / seconds),
    }
