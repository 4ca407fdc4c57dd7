"""Commands on standard input -> the program in children that can be killed at any moment, started in milliseconds.

Everything is imported once; a child is a fork that has computed nothing yet, so it is as good as a fresh process.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any


def serve() -> None:
    """Start a child for a line that comes in and tell its number, or wait for one and tell how it ended."""
    import resolver.cli
    import resolver.feedback
    import resolver.feedback.put
    import resolver.pipeline
    import resolver.report

    for line in sys.stdin:
        wish = json.loads(line)
        if "wait" in wish:
            # Not before it is asked for: until then nobody else can have the number of the process.
            _, status = os.waitpid(wish["wait"], 0)
            _say({"code": os.waitstatus_to_exitcode(status)})
            continue
        child = os.fork()
        if not child:
            _become(wish, resolver.cli.main)
        _say({"child": child})


def _become(wish: Mapping[str, Any], main: Any) -> None:
    """Be the program, with its arguments, what is typed into it, and a file for what it says."""
    os.chdir(wish["folder"])
    said = os.open(wish["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    typed = os.open(wish["typed"], os.O_RDONLY)
    for source, target in ((typed, 0), (said, 1), (said, 2)):
        os.dup2(source, target)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    sys.argv = ["resolver", *wish["arguments"]]
    code = 0
    try:
        main()
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    sys.stdout.flush()
    os._exit(code)


def _say(told: Mapping[str, int]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


class Forks:
    """The other end: starts children and waits for them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._child = 0
        command = [sys.executable, "-c", "from tests.trials.forked import serve; serve()"]
        self._server = Popen(command, stdin=PIPE, stdout=PIPE, text=True, env={**os.environ, **environment})

    def start(self, arguments: Sequence[str], *, folder: Path, typed: str = "") -> tuple[int, Path]:
        """Start the program in a folder; return the number of the process and the file that holds what it says."""
        said = folder / f"said-{id(self)}.txt"
        said.touch()
        (folder / f"typed-{id(self)}.txt").write_text(typed, "utf-8")
        wish = {
            "arguments": list(arguments),
            "folder": str(folder),
            "said": str(said),
            "typed": str(folder / f"typed-{id(self)}.txt"),
        }
        self._child = self._asked(wish)["child"]
        return self._child, said

    def wait(self) -> int:
        """Return how the last child ended: its exit code, or minus the signal that killed it."""
        return self._asked({"wait": self._child})["code"]

    def _asked(self, wish: Mapping[str, Any]) -> dict[str, int]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(wish) + "\n")
        self._server.stdin.flush()
        told: dict[str, int] = json.loads(self._server.stdout.readline())
        return told

    def close(self) -> None:
        """Let the server end."""
        if self._server.stdin is not None and self._server.stdout is not None:
            self._server.stdin.close()
            self._server.stdout.close()
        self._server.wait()
