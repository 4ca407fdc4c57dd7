"""The public face: a dozen names, sorted, each there; and nothing that reaches for the network."""

import importlib
import socket
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import resolver


def test_the_public_names_are_sorted_and_there() -> None:
    """Everything in ``__all__`` can be had, in the order of the alphabet, none twice."""
    assert sorted(set(resolver.__all__)) == resolver.__all__
    assert [name for name in resolver.__all__ if not hasattr(resolver, name)] == []


@pytest.mark.parametrize("name", resolver.__all__)
def test_each_public_name_can_be_imported(name: str) -> None:
    """``from resolver import name`` works for each, and each says what it is."""
    found = getattr(importlib.import_module("resolver"), name)

    assert found.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A slip is told as Python tells it."""
    with pytest.raises(AttributeError, match="resolver"):
        getattr(resolver, "dedup")  # noqa: B009  (the slip is the point)


def test_importing_is_quick() -> None:
    """``import resolver`` alone loads no table library."""
    script = "import sys, resolver; sys.exit('polars' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A whole run, written, opened again and asked why, makes no socket of any kind."""

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    frame = pl.DataFrame(
        {"id": ["m1", "m2"], "name": ["Косотуров Игорь", "Igor Kosoturov"], "incident": ["battle", "battle"]}
    )
    run = resolver.dedupe(frame, defaults={"status": "killed"})
    run.write(tmp_path / "run")
    again = resolver.open(tmp_path / "run")

    assert again.persons.height == 1
    assert again.explain("m1", "m2").match_probability == run.explain("m1", "m2").match_probability


def test_usage_errors_are_one_family() -> None:
    """What the user can mend is a UsageError, and everything raised on purpose a ResolverError."""
    assert issubclass(resolver.InputError, resolver.UsageError)
    assert issubclass(resolver.RuleError, resolver.UsageError)
    assert issubclass(resolver.UsageError, resolver.ResolverError)
