"""The names a package gives out -> its ``__getattr__``: each is fetched when it is first asked for, so that nothing is loaded in vain."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def fetched(package: str, homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """Return what a package is to call ``__getattr__``; ``homes`` are its modules, each with the names that live there.

    >>> fetched("resolver", {"resolver.version": ("VERSION as __version__",)})("__version__")
    '0.1.0'
    """
    parted = ((home, *name.partition(" as ")) for home, names in homes.items() for name in names)
    found_at = {name or there: (home, there) for home, there, _, name in parted}

    def fetch(name: str) -> Any:
        if name not in found_at:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home, there = found_at[name]
        return getattr(import_module(home), there)

    return fetch
