"""A command of a peer and the file it is given -> its answer, kept between runs: peers do not change when our rules do.

An answer is kept under the hash of all it rests on: the input, the scripts, the pinned versions. ``make clean`` forgets them.
"""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.places import ROOT, SCRIPTS

KEPT = Path(__file__).parent / "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The file a command made, and the line of JSON it printed last."""

    file: Path
    line: dict[str, Any]


def ask(command: Sequence[str], given: Path, made: Path) -> Answer:
    """Run a command with a file to read and a file to write."""
    done = subprocess.run(
        [*command, str(given), str(made)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return Answer(file=made, line=json.loads(done.stdout.splitlines()[-1]))


def ask_once(command: Sequence[str], given: Path, made: Path, *, rests_on: Sequence[Path]) -> Answer:
    """Run a command, whose last word is the method, unless the same question was asked before."""
    digest = hashlib.sha256(command[-1].encode())
    for path in (*rests_on, *sorted(SCRIPTS.glob("*.txt")), given):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    key = digest.hexdigest()[:32]
    file, line = KEPT / f"{key}{made.suffix}", KEPT / f"{key}.json"
    if not line.exists():
        answer = ask(command, given, made)
        KEPT.mkdir(exist_ok=True)
        shutil.copyfile(answer.file, file)
        line.write_text(json.dumps(answer.line), encoding="utf-8")
    return Answer(file=file, line=json.loads(line.read_text(encoding="utf-8")))
