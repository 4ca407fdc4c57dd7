"""Installed packages -> docs/licences.md: what the project stands on, and under which licence, as each package itself says.

Run in an environment made by ``make test``:  .venv/bin/python .ci/licences.py
"""

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

PAGE = Path(__file__).resolve().parent.parent / "docs" / "licences.md"
_KNOWN = {
    "MIT License": "MIT",
    "The MIT License (MIT)": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache-2.0 license": "Apache-2.0",
    "BSD License": "BSD",
    "BSD 3-Clause License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL",
}
HEAD = """\
# Licences

What `resolver` stands on, and under which licence, as each package says of itself. Made by `.ci/licences.py`; a test
fails when a package is missing here or has another licence. `resolver` itself is under the Apache License 2.0.

"""


def closure(name: str, extra: str = "") -> Iterator[str]:
    """Yield the packages that one needs, with what these need, each once."""
    seen: set[str] = set()
    waiting = [(name, extra)]
    while waiting:
        one, wish = waiting.pop()
        for text in distribution(one).requires or ():
            need = Requirement(text)
            wanted = need.marker is None or need.marker.evaluate({"extra": wish})
            key = plain(need.name)
            if not wanted or key in seen:
                continue
            try:
                distribution(need.name)
            except PackageNotFoundError:
                continue
            if key != plain(name):
                seen.add(key)
                yield key
            waiting.extend((need.name, one) for one in (need.extras or {""}))


def plain(name: str) -> str:
    """Return a name as packages are known by."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(name: str) -> str:
    """Return the licence that a package names: as an expression, else in its classifiers, else in a line of its own."""
    told = distribution(name).metadata
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    named = [
        one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License ::")
    ]
    found = sorted({_KNOWN.get(one, one) for one in named if one != "OSI Approved"})
    line = str(told.get("License") or "").strip().split("\n")[0]
    if line and (not found or found == ["BSD"]) and len(line) < 60 and not line.startswith("Copyright"):
        return _KNOWN.get(line, line)
    return " / ".join(found) or "not said"


def page() -> str:
    """Return the page for the packages that are installed here."""
    core = set(closure("resolver"))
    dev = set(closure("resolver", "dev")) - core
    return HEAD + _table("Needed to run", core) + "\n" + _table("Needed to test and develop only", dev)


def _table(title: str, names: Iterable[str]) -> str:
    rows = [f"| {name} | {licence_of(name)} |" for name in sorted(names)]
    return "\n".join([f"## {title}", "", "| package | licence |", "|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
