"""pyproject.toml -> requirements/*.txt: every package that a fresh installation gets, pinned and hashed, without an address.

Asks the package index that pip is set up with, for wheels only, once for each version of Python that the project supports:

    python .ci/pins.py             # all files anew
    python .ci/pins.py --check     # nothing is written: says for which versions of Python all wheels are found

The files are for Linux on x86-64; for another machine make your own with this script. Install by them with

    pip install --require-hashes --only-binary :all: -r .ci/requirements/core-3.11.txt
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".ci" / "requirements"
KINDS = ("core", "dev", "build")
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64")
HEAD = "# Made by .ci/pins.py for Python {python} on Linux x86-64. Wheels only, each by its SHA-256; no address of any index.\n"


def wanted(kind: str) -> list[str]:
    """Return what the project asks for: core, dev with all that it stands on, or build for making the wheel."""
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = whole["project"]
    extras = project["optional-dependencies"]
    if kind == "build":
        return list(whole["build-system"]["requires"])
    if kind == "core":
        return list(project["dependencies"])
    return list(dict.fromkeys([*project["dependencies"], *_flat("dev", extras), *extras["notebook"]]))


def _flat(name: str, extras: dict[str, list[str]]) -> Iterator[str]:
    for one in extras[name]:
        within = re.fullmatch(r"resolver\[(\w+)\]", one)
        yield from _flat(within[1], extras) if within else [one]


def resolved(requirements: Sequence[str], python: str) -> list[tuple[str, str, str]]:
    """Return name, version and SHA-256 of every package that pip would install."""
    platforms = [word for platform in PLATFORMS for word in ("--platform", platform)]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += [
            "--report",
            str(report),
            "--only-binary",
            ":all:",
            "--target",
            str(Path(folder) / "target"),
        ]
        command += ["--python-version", python, "--implementation", "cp", *platforms, *requirements]
        subprocess.run(command, check=True)
        told = json.loads(report.read_text("utf-8"))["install"]
    found = [
        (
            re.sub(r"[-_.]+", "-", one["metadata"]["name"]).lower(),
            one["metadata"]["version"],
            one["download_info"]["archive_info"]["hashes"]["sha256"],
        )
        for one in told
    ]
    return sorted(found)


def main() -> None:
    """Resolve for each version of Python, and write the files unless only asked to look."""
    only_look = "--check" in sys.argv[1:]
    for python in PYTHONS:
        for kind in KINDS:
            found = resolved(wanted(kind), python)
            sys.stdout.write(f"{kind} for Python {python}: {len(found)} packages, all as wheels\n")
            if only_look:
                continue
            FOLDER.mkdir(exist_ok=True)
            lines = [f"{name}=={version} --hash=sha256:{sha256}" for name, version, sha256 in found]
            (FOLDER / f"{kind}-{python}.txt").write_text(
                HEAD.format(python=python) + "\n".join(lines) + "\n", "utf-8"
            )


if __name__ == "__main__":
    main()
