"""What every test, and every example of a docstring, shares: hypothesis profiles, no network, and one run of the worked example."""

import os
import socket
from functools import cache, wraps
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import resolver
import resolver.pipeline
from resolver.run import Run

# The hook of the build needs hatchling, which only a build has.
collect_ignore = ["resolver/native/hook.py"]

# The same examples every time, so that a clone fails or passes as the last one did; `make trials` draws new ones.
settings.register_profile(
    "desk",
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("trials", max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail any test in which the program opens a socket to anywhere but this machine."""

    def refuse(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and not str(address).startswith(("('127.", "('::1")):
            raise AssertionError(f"the network was used: {address}")
        return original(self, address)  # type: ignore[arg-type]

    original = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session", autouse=True)
def one_demo() -> None:
    """Run the worked example once for all examples of docstrings that call ``demo()``: a run does not change."""
    run_demo = resolver.pipeline.demo
    once = cache(run_demo)

    @wraps(run_demo)
    def demo(**asked: Any) -> Run:
        return run_demo(**asked) if asked else once()

    resolver.pipeline.demo = demo
    resolver.demo = demo
