"""What the tests of feedback share: the program, called in a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.called import program

Resolver = Callable[..., str]


@pytest.fixture
def resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Resolver:
    """Return the program: called with its arguments it returns what it printed, and must end with the given exit code."""
    called = program(tmp_path, monkeypatch, capsys)

    def call(*arguments: str | Path, typed: str = "", code: int = 0) -> str:
        done = called(*arguments, typed=typed)

        assert code == done.code, done.err
        return done.out + done.err

    return call
