"""What the project stands on: pinned and hashed without an address, and under licences that are told."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
PINS = sorted((ROOT / ".ci" / "requirements").glob("*.txt"))
PIN = re.compile(r"[a-z0-9-]+==[\w.+!]+ --hash=sha256:[0-9a-f]{64}")


def script(name: str) -> ModuleType:
    """Return a script of .ci as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pinned(path: Path) -> dict[str, str]:
    """Return the versions that a file pins."""
    lines = [line.partition(" ")[0] for line in path.read_text("utf-8").splitlines() if line[:1] != "#"]
    return dict(line.split("==") for line in lines)


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.stem)
def test_every_package_is_pinned_and_hashed_without_an_address(path: Path) -> None:
    """A line is a name, a version and a SHA-256; no file names an index or any other address."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line[:1] != "#"]

    assert [] == [line for line in lines if not PIN.fullmatch(line)]
    assert "://" not in path.read_text("utf-8")
    assert sorted(pinned(path)) == list(pinned(path))


def test_what_the_project_asks_for_is_pinned_for_every_python() -> None:
    """For each version of Python that is supported there is a pin of each dependency, at a version that is allowed."""
    from packaging.requirements import Requirement

    pins = script("pins")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    supported = [one.rpartition(" ")[2] for one in project["classifiers"] if "Python :: 3." in one]

    assert [one.rpartition(":: ")[2] for one in supported] == list(pins.PYTHONS)
    for python in pins.PYTHONS:
        for kind in pins.KINDS:
            found = pinned(ROOT / ".ci" / "requirements" / f"{kind}-{python}.txt")
            for need in map(Requirement, pins.wanted(kind)):
                assert need.specifier.contains(found[re.sub(r"[-_.]+", "-", need.name).lower()]), need


def test_licences_are_told_as_the_packages_tell_them() -> None:
    """docs/licences.md names every package that is installed because of us, under its licence (else: .ci/licences.py)."""
    told = (ROOT / "docs" / "licences.md").read_text("utf-8").splitlines()

    assert [] == [line for line in script("licences").page().splitlines() if line not in told]
    assert "not said" not in "\n".join(told)
