"""What the tests of feedback share: the program called in a folder of its own, rules compiled once."""

import io
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

import resolver.pipeline
import resolver.run
from resolver.cli import main
from resolver.rulebook import Rulebook, load_rulebook
from resolver.ruleset import Ruleset, compile_rules
from resolver.settings import Settings

Resolver = Callable[..., str]
_compiled: dict[tuple[str, str], Ruleset] = {}


@lru_cache(maxsize=1)
def shipped() -> tuple[Rulebook, Ruleset]:
    """Return the shipped rules, compiled for lists that say nothing about themselves."""
    rulebook = load_rulebook()
    return rulebook, _compile(rulebook, Settings())


def _compile(rulebook: Rulebook, settings: Settings) -> Ruleset:
    key = (rulebook.sha256, settings.model_dump_json())
    if key not in _compiled:
        _compiled[key] = compile_rules(rulebook, settings)
    return _compiled[key]


@pytest.fixture(autouse=True)
def _quick_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile the rules once for all tests."""
    monkeypatch.setattr(resolver.pipeline, "load_rulebook", lambda overlay=None: shipped()[0])
    monkeypatch.setattr(resolver.pipeline, "compile_rules", _compile)
    monkeypatch.setattr(resolver.run, "compile_rules", _compile)


@pytest.fixture
def resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Resolver:
    """Return the program: called with its arguments it returns what it printed, and must end with the given exit code."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path, typed: str = "", code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["resolver", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        ended = 0
        try:
            main()
        except SystemExit as leaving:
            ended = leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0
        printed = capsys.readouterr()

        assert code == ended, printed.err
        return printed.out + printed.err

    return call
