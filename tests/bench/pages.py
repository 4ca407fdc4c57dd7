"""A made list -> what its report costs: size of the page, seconds to open and milliseconds to search in Chromium, to find in the library.

Times of the browser are those of its main thread at work: a machine busy with other things does not change them much.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import resolver
from resolver import synthesis
from tests.bench.told import tell
from tests.report.chromium import CHROMIUM, Browser, browser

MENTIONS = 72_000
"""A made list of so many mentions names a little more than 50,000 people."""

RUNS = 3
ASKED = ("иванов", "petrov", "казань", "سالم", "ив")
NAMES = ("Стас Матвеев", "Иванов Сергей", "Mohamed Ahmad", "Oleksandr Kovalenko")


def pages_block(mentions: int = MENTIONS) -> dict[str, Any]:
    """Measure one report; print and return all figures. Medians of several times."""
    wishes = synthesis.Wishes(mentions=mentions, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        synthesis.write_made(synthesis.make_list(wishes), Path(folder) / "made", hidden=None)
        run = resolver.dedupe(Path(folder) / "made" / "mentions.csv")
        start = time.perf_counter()
        run.write(Path(folder) / "out")
        figures = {
            "people": run.persons.height,
            "write_seconds": round(time.perf_counter() - start, 1),
            "page_megabytes": round((Path(folder) / "out" / "report.html").stat().st_size / 1e6, 1),
            **finding(run),
            **(opening(Path(folder)) if CHROMIUM else {}),
        }
    tell("report", ["", ""], [[name, f"{value:,g}"] for name, value in figures.items()])
    return figures


def finding(run: resolver.Run) -> dict[str, float]:
    """Return how long a question to the library takes: the first, and the median of later ones."""
    start = time.perf_counter()
    run.find(NAMES[0], born="1979")
    first = time.perf_counter() - start
    times = []
    for name in NAMES * RUNS:
        start = time.perf_counter()
        run.find(name, born="1979")
        times.append(time.perf_counter() - start)
    return {
        "find_first_seconds": round(first, 2),
        "find_milliseconds": round(1_000 * statistics.median(times), 1),
    }


def opening(folder: Path) -> dict[str, float]:
    """Return what opening, searching and the first card cost in a browser."""
    opened, searched, cards = [], [], []
    with browser(folder) as window:
        window.call("Performance.enable", timeDomain="threadTicks")
        for _ in range(RUNS):
            window.run("0")
            before = _busy(window)
            window.open(folder / "out" / "report.html")
            window.until("document.querySelectorAll('.row').length")
            after = _busy(window)
            # The first page gets a process of its own, whose clock begins at nothing.
            opened.append(after - before if after > before else after)
            searched += [_cost(window, _search(text)) for text in ASKED]
            cards.append(_cost(window, "document.querySelector('.row').click()"))
    return {
        "open_seconds": round(statistics.median(opened), 2),
        "search_milliseconds": round(1_000 * statistics.median(searched), 1),
        "first_card_milliseconds": round(1_000 * statistics.median(cards)),
    }


def _search(text: str) -> str:
    return (
        f"document.getElementById('search').value = {json.dumps(text)};"
        "document.getElementById('search').dispatchEvent(new Event('input'));"
        "document.getElementById('list').offsetHeight"
    )


def _cost(window: Browser, script: str) -> float:
    before = _busy(window)
    window.run(script)
    return _busy(window) - before


def _busy(window: Browser) -> float:
    """Return how many seconds the main thread of the page has worked."""
    told = window.call("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))
