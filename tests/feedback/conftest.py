"""What the tests of feedback share: rules compiled once, since they take longer than a small run."""

import pytest

import resolver.pipeline
import resolver.run
from resolver.rulebook import Rulebook, load_rulebook
from resolver.ruleset import Ruleset, compile_rules
from resolver.settings import Settings

_shipped: list[Rulebook] = []
_compiled: dict[tuple[str, str], Ruleset] = {}


def _load(overlay: object = None) -> Rulebook:
    if not _shipped:
        _shipped.append(load_rulebook())
    return _shipped[0]


def _compile(rulebook: Rulebook, settings: Settings) -> Ruleset:
    key = (rulebook.sha256, settings.model_dump_json())
    if key not in _compiled:
        _compiled[key] = compile_rules(rulebook, settings)
    return _compiled[key]


@pytest.fixture(autouse=True)
def _quick_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile each set of rules once for all tests; both are pure functions."""
    monkeypatch.setattr(resolver.pipeline, "load_rulebook", _load)
    monkeypatch.setattr(resolver.pipeline, "compile_rules", _compile)
    monkeypatch.setattr(resolver.run, "compile_rules", _compile)
