"""What is there twice, in C and in numpy: how a test asks for the one or the other."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from resolver import native

needs_kernel = pytest.mark.skipif(
    not native.is_there() and not os.environ.get("RESOLVER_NO_SKIPS"),
    reason="there is no compiled kernel: run python resolver/native/compiling.py",
)


@contextmanager
def without_kernel() -> Iterator[None]:
    """Let what is done inside go its numpy way."""
    with mock.patch.dict(os.environ, {"RESOLVER_KERNEL": "numpy"}):
        yield
