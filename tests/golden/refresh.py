"""Write the expected files of the worked example anew: ``python -m tests.golden.refresh``, then read the difference."""

from pathlib import Path

import resolver
from resolver.stages.write import csv_bytes, tables_for_people

TARGET = Path(__file__).parent / "khasham-2018"


def main() -> None:
    """Run the worked example and keep what it answers."""
    run = resolver.demo()
    TARGET.mkdir(exist_ok=True)
    for name in ("persons", "review"):
        (TARGET / f"{name}.csv").write_bytes(csv_bytes(tables_for_people(run)[name]))
    (TARGET / "summary.txt").write_text(run.summary(), encoding="utf-8")


if __name__ == "__main__":
    main()
