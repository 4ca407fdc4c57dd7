"""The program, called with its arguments in this process and a folder of its own."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from resolver.cli import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a call printed, on which side, and its exit code."""

    code: int
    out: str
    err: str


Program = Callable[..., Done]


def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return the program: called with its arguments, and what is typed into it, it says what it did."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["resolver", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = 0
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0
        printed = capsys.readouterr()
        return Done(code=code, out=printed.out, err=printed.err)

    return call
