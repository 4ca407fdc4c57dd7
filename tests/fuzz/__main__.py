"""``python -m tests.fuzz TARGET [libFuzzer options]``: needs atheris, which nothing else does; crashes stay in the working folder."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["resolver"]):
    from tests.fuzz.targets import SEEDS, TARGETS


def main() -> None:
    """Fuzz one target from its seeds until the options say stop."""
    name, *options = sys.argv[1:] or ["none"]
    if name not in TARGETS:
        sys.exit(f"name a target: {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory() as corpus:
        for at, seed in enumerate(SEEDS[name]):
            (Path(corpus) / f"seed-{at}").write_text(seed, encoding="utf-8")
        atheris.Setup([sys.argv[0], *options, corpus], TARGETS[name])
        atheris.Fuzz()


main()
