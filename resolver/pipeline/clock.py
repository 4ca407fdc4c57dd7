"""The clock of a run: what each stage took of time and memory, and who is told that it begins. No stage sees it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from resolver.memory import let_go, most_used

Progress = Callable[[str], None]


@dataclass(slots=True)
class Clock:
    """What stages took; the only part of a run that differs from machine to machine.

    Of each stage ``seconds`` are those that went by, ``cpu_seconds`` those that processors worked, and ``peak_mib`` is the most memory
    that the process had held when the stage ended.
    """

    progress: Progress
    spent: dict[str, dict[str, float]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Tell that a stage begins, and note how long it took."""
        self.progress(name)
        start, worked = time.perf_counter(), time.process_time()
        yield
        let_go()
        before = self.spent.get(name, {})
        self.spent[name] = {
            "seconds": before.get("seconds", 0.0) + time.perf_counter() - start,
            "cpu_seconds": before.get("cpu_seconds", 0.0) + time.process_time() - worked,
            "peak_mib": most_used() / 2**20,
        }
