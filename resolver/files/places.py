"""Where what ships with us is, and where what can be computed again may be kept."""

import os
import sys
from pathlib import Path

from resolver.errors import FaultError
from resolver.files.plain import make_folder


def rules_folder() -> Path:
    """Return where the rules are: in the wheel, or at the root of a checkout.

    >>> rules_folder().name
    'rules'
    """
    return _shipped("rules")


def seeds_folder() -> Path:
    """Return where the transcribed reports are: in the wheel, or at the root of a checkout.

    >>> seeds_folder().name
    'seeds'
    """
    return _shipped("seeds")


def cache_folder() -> Path:
    """Return the folder for what can be computed again; RESOLVER_CACHE names another.

    >>> import tempfile
    >>> os.environ["RESOLVER_CACHE"] = str(Path(tempfile.gettempdir()) / "resolver-example")
    >>> cache_folder().name
    'resolver-example'
    >>> del os.environ["RESOLVER_CACHE"]
    """
    named = os.environ.get("RESOLVER_CACHE")
    if named:
        return make_folder(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return make_folder(base / "resolver")


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FaultError(f"the folder {name!r} is missing from this installation; install the package again")
