"""Nothing -> how many names are read and how many pairs of them compared per second, cold and warm, by the clock and by processor time.

Cold: the rules are loaded, but no word of the list was met before in this process. Warm: the same once more. How often words repeat
decides how fast a list is read, so the share of distinct words stands beside every figure.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import _lru_cache_wrapper
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.engines.local import LocalEngine
from resolver.handover import gather_blockable
from resolver.names.index import NameIndex, index_names
from resolver.names.knowledge import load_knowledge
from resolver.rulebook import load_rulebook
from resolver.ruleset import Ruleset, compile_rules
from resolver.settings import Settings
from resolver.sources import read_sources
from resolver.stages.block import block
from resolver.stages.normalise import normalise
from tests.bench.made import made_people
from tests.bench.places import EVAL
from tests.bench.told import tell

RUNS = 5
VARIED = 100_000
PAIRS = 1_000_000
MADE = 10_000
LISTS = {"mos_memo": "unlabelled.csv", "karabakh_list": "unlabelled.csv", "gaza": "mentions.csv"}
_START = """
import time
start = time.perf_counter()
from resolver.names.knowledge import load_knowledge
from resolver.names.reader import read_names
read_names(["Станислав Матвеев", "Oleksandr Петренко"], load_knowledge())
print(time.perf_counter() - start)
"""


def names_speed_block() -> dict[str, Any]:
    """Measure start-up, reading and comparing; print and return all figures. Times are medians of several runs."""
    rules = compile_rules(load_rulebook(), Settings())
    lists = {"made": sorted({one.written(surname_first=True) for one in made_people(MADE)})}
    lists |= {name: _names_of(name) for name in LISTS if (EVAL / name).is_dir()}
    widest = "mos_memo" if "mos_memo" in lists else "made"
    lists[f"{widest} varied"] = varied(lists[widest], VARIED)
    read = {name: reading_speed(names, rules) for name, names in lists.items()}
    compared = {name: comparing_speed(names, rules) for name, names in lists.items()}
    start = start_up()
    tell("seconds to start with rules, read one name and end, median", ["", ""], [["start", start]])
    _show("names read per second", read)
    _show("pairs of names compared per second", compared)
    return {"start_seconds": start, "read": read, "compared": compared}


def _show(title: str, rows: dict[str, dict[str, float]]) -> None:
    heads = list(next(iter(rows.values())))
    tell(title, ["", *heads], [[name, *(f"{row[head]:,g}" for head in heads)] for name, row in rows.items()])


def _names_of(name: str) -> list[str]:
    table = pl.read_csv(EVAL / name / LISTS[name], infer_schema=False)
    return sorted(set(table["name"].drop_nulls()))


def varied(names: Sequence[str], count: int) -> list[str]:
    """Return so many distinct names of three words or four, each word drawn from those that stand in its place in a list.

    >>> varied(["Иванов Иван Иванович", "Петров Пётр Петрович"], 3)
    ['Иванов Иван Иванович', 'Иванов Пётр Петрович', 'Петров Пётр Петрович']
    """
    rows = [words for name in names if len(words := name.split()) in (3, 4)]
    draw = np.random.default_rng(0)
    found: set[str] = set()
    size = min(count, len(rows) ** 2)
    while len(found) < size:
        rows_drawn = draw.integers(0, len(rows), (size, 4)).tolist()
        for drawn in rows_drawn[: size - len(found)]:
            length = len(rows[drawn[0]])
            found.add(
                " ".join(rows[row][min(at, len(rows[row]) - 1)] for at, row in enumerate(drawn[:length]))
            )
    return sorted(found)


def start_up() -> float:
    """Return the median seconds of a process that loads the rules, from what earlier ones kept, and reads two names."""
    runs = [
        float(
            subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True).stdout
        )
        for _ in range(RUNS + 1)
    ]
    return round(statistics.median(runs[1:]), 3)


def reading_speed(names: Sequence[str], rules: Ruleset) -> dict[str, float]:
    """Return how fast distinct names are read; making what likeness needs to know of each word is part of it."""
    words = [word for name in names for word in name.split()]
    frequencies = rules.words.frequencies
    forget()
    knowledge = load_knowledge(rules.rulebook)
    cold = timed(lambda: index_names(names, knowledge, frequencies), runs=1)
    warm = timed(lambda: index_names(names, knowledge, frequencies))
    return {
        "names": len(names),
        "words": len(words),
        "distinct": len(set(words)),
        **{f"cold {clock}": round(len(names) / seconds) for clock, seconds in cold.items()},
        **{f"warm {clock}": round(len(names) / seconds) for clock, seconds in warm.items()},
    }


def comparing_speed(names: Sequence[str], rules: Ruleset) -> dict[str, float]:
    """Return how fast pairs of names are compared: those that blocking brings together, and as many drawn by chance."""
    index, left, right = _candidates(names, rules)
    draw = np.random.default_rng(0)
    chance = draw.integers(0, len(index.names), (2, PAIRS))
    found: dict[str, float] = {"candidate pairs": len(left)}
    for label, one, other in (("candidates", left, right), ("chance", *chance)):
        if len(one):
            cold = timed(lambda: index.compare_many(one, other), runs=1)  # noqa: B023  # called at once
            repeats = -(-PAIRS // len(one))
            many, others = np.tile(one, repeats)[:PAIRS], np.tile(other, repeats)[:PAIRS]
            warm = timed(lambda: index.compare_many(many, others))  # noqa: B023  # called at once
            found |= {f"{label} cold {clock}": round(len(one) / seconds) for clock, seconds in cold.items()}
            found |= {f"{label} warm {clock}": round(PAIRS / seconds) for clock, seconds in warm.items()}
    return found


def _candidates(
    names: Sequence[str], rules: Ruleset
) -> tuple[NameIndex, NDArray[np.int64], NDArray[np.int64]]:
    """Return the index of a list, and the codes of the pairs of names that the shipped blocking rules bring together."""
    frame = pl.DataFrame({"name": names})
    lists = read_sources(frame, rules, Settings(), {}, {}, "frame", False)
    normalised = normalise(lists.mentions, rules.words, day_first=lists.day_first)
    blockable = gather_blockable(normalised, rules.link_rule)
    pairs = block(blockable, rules.blocking, LocalEngine().group_batches).pairs.whole()
    codes = normalised.values["name_code"].to_numpy().astype(np.int64)
    left, right = codes[pairs["left"].to_numpy()], codes[pairs["right"].to_numpy()]
    named = (left >= 0) & (right >= 0)
    return normalised.names, left[named], right[named]


def timed(work: Callable[[], object], runs: int = RUNS) -> dict[str, float]:
    """Return the median seconds of a piece of work by the clock on the wall, and of all processors together."""
    clock, processor = [], []
    for _ in range(runs):
        start, busy = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - start)
        processor.append(time.process_time() - busy)
    return {"by clock": statistics.median(clock), "per core": statistics.median(processor)}


def forget() -> None:
    """Forget every word and name that this process has met, and the rules."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("resolver.names", "resolver.values.text")):
            for function in vars(module).values():
                if isinstance(function, _lru_cache_wrapper):
                    function.cache_clear()
