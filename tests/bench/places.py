"""Nothing -> where things lie: the project, data that may stand beside the checkout, and the environments of the peers."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BESIDE = ROOT.parent / "shared"
"""A folder beside the checkout with more data and scripts. Nothing depends on it; with it there are more rows in the tables."""

EVAL = BESIDE / "data" / "eval"
RESULTS = Path(__file__).parent / "results"
SCRIPTS = Path(__file__).parent / "peers"


def python_of(environment: str) -> Path | None:
    """Return the interpreter of an environment that ``make bench-peers`` built, or None.

    >>> python_of(".venv-of-nobody") is None
    True
    """
    python = ROOT / environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    return python if python.exists() else None
