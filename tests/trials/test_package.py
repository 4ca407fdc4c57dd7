"""Wheel and sdist are built from the pinned tools, installed into a clean environment from the pins alone, and work."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINS = ROOT / ".ci" / "requirements"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def environment(folder: Path) -> Path:
    """Make an empty environment and return its python."""
    venv.create(folder, with_pip=True)
    return folder / "bin" / "python"


def called(*command: str | Path, folder: Path) -> str:
    """Run a command in a folder, without the project's own sources in sight, and return what it printed."""
    done = subprocess.run(
        [str(one) for one in command],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def installed(python: Path, kind: str, folder: Path) -> None:
    """Install what is pinned, every package by its hash."""
    pins = PINS / f"{kind}-{PYTHON}.txt"
    called(
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
        pins,
        folder=folder,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a wheel and an sdist, and a wheel made of the sdist."""
    folder = tmp_path_factory.mktemp("built")
    python = environment(folder / "tools")
    installed(python, "build", folder)
    called("git", "clone", "-q", ROOT, folder / "source", folder=folder)
    called(python, "-m", "hatchling", "build", "-d", folder / "dist", folder=folder / "source")
    sdist = next((folder / "dist").glob("*.tar.gz"))
    build = ("wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder / "again", sdist)
    called(python, "-m", "pip", *build, folder=folder)
    return folder


def names_in(wheel: Path) -> list[str]:
    """Return what a wheel holds."""
    with zipfile.ZipFile(wheel) as archive:
        return sorted(archive.namelist())


def test_the_sdist_makes_the_same_wheel(built: Path) -> None:
    """Nothing that the wheel needs is missing from the sdist; rules and worked example are inside."""
    wheel, again = (next((built / name).glob("*.whl")) for name in ("dist", "again"))

    assert names_in(wheel) == names_in(again)
    assert {"resolver/_data/rules/privacy.toml", "resolver/py.typed"} <= set(names_in(wheel))


def test_a_clean_environment_is_enough(built: Path, tmp_path: Path) -> None:
    """With the pinned packages and the wheel alone the worked example runs, verifies, and comes out the same again."""
    python = environment(tmp_path / "clean")
    installed(python, "core", tmp_path)
    wheel = next((built / "dist").glob("*.whl"))
    called(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel, folder=tmp_path)
    called(python, "-m", "pip", "check", folder=tmp_path)
    resolver = tmp_path / "clean" / "bin" / "resolver"
    where = "import resolver.files as f; print(f.seeds_folder() / 'khasham-2018')"
    seeds = called(python, "-c", where, folder=tmp_path).strip()

    called(resolver, "demo", "-o", "run", "-q", folder=tmp_path)
    assert "No law is broken." in called(resolver, "verify", "run", "--files", seeds, folder=tmp_path)
    assert "came out the same" in called(resolver, "rerun", "run", "--files", seeds, folder=tmp_path)
