"""The kernel is compiled where there is a compiler; without one, or with a library of other files, everything goes its numpy way."""

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resolver import native
from resolver.native import compiling
from tests.forms import needs_kernel, without_kernel

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a small C file."""
    (tmp_path / "answer.c").write_text("int answer(void) { return 42; }\n")
    return tmp_path


def broken(folder: Path) -> None:
    """Let the C file be none."""
    (folder / "answer.c").write_text("int answer(\n")


@needs_kernel
def test_files_are_compiled_once(folder: Path) -> None:
    """The library lies beside the files it is of, and is made anew when these change; the former is taken away."""
    first = compiling.compiled(folder)
    assert first is not None
    made_at = first.stat().st_mtime_ns

    assert first == compiling.compiled(folder)
    assert made_at == first.stat().st_mtime_ns
    assert 42 == ctypes.CDLL(str(first)).answer()

    (folder / "answer.c").write_text("int answer(void) { return 43; }\n")
    second = compiling.compiled(folder)

    assert second is not None
    assert {"answer.c", second.name} == {file.name for file in folder.iterdir()}
    assert 43 == ctypes.CDLL(str(second)).answer()


def test_a_header_is_one_of_the_files(folder: Path) -> None:
    """What the C files include tells a library, too."""
    before = compiling.library_path(folder)
    (folder / "answer.h").write_text("enum { ANSWER = 42 };\n")

    assert before != compiling.library_path(folder)
    assert ["answer.c"] == [source.name for source in compiling.sources(folder)]


@pytest.mark.parametrize("compiler", ["no-such-compiler", "false", "cc -no-such-flag"])
def test_without_a_compiler_there_is_none(
    folder: Path, compiler: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says why there is no library, and nothing is left lying about."""
    monkeypatch.setenv("CC", compiler)

    assert compiling.compiled(folder) is None
    assert ["answer.c"] == [file.name for file in folder.iterdir()]
    assert "resolver: no compiled kernel (" == capsys.readouterr().err[:30]


@needs_kernel
def test_a_file_that_is_none_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The compiler's own words stand in the line."""
    broken(folder)

    assert compiling.compiled(folder) is None
    told = capsys.readouterr().err
    assert "answer.c" in told
    assert 1 == told.count("\n")


def loaded(path: Path | None, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Return whether the door finds a library that it can open, where one may lie."""
    monkeypatch.setattr(native, "library_path", lambda: path)
    native._library.cache_clear()
    try:
        return native.is_there()
    finally:
        native._library.cache_clear()


def test_no_library_a_stale_one_and_one_of_another_machine_are_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library is looked for by what it was made of; what cannot be opened is left alone."""
    stale = compiling.library_path(folder)
    stale.write_bytes(b"made elsewhere")

    assert not loaded(stale, monkeypatch)
    broken(folder)
    assert not loaded(compiling.library_path(folder), monkeypatch)


@needs_kernel
def test_it_can_be_left_alone() -> None:
    """Who asks for numpy gets it."""
    assert native.is_there()
    with without_kernel():
        assert not native.is_there()


@needs_kernel
def test_only_columns_without_gaps_are_handed_over() -> None:
    """C would read past what was meant."""
    with pytest.raises(ValueError, match="gaps"):
        native.call("sample", np.zeros((4, 4))[:, 1])


HOOK = """
import json, sys, types

class BuildHookInterface:
    def __init__(self, root):
        self.root = root

for name in ("hatchling", "hatchling.builders", "hatchling.builders.hooks", "hatchling.builders.hooks.plugin"):
    sys.modules[name] = types.ModuleType(name)
door = sys.modules["hatchling.builders.hooks.plugin.interface"] = types.ModuleType("interface")
door.BuildHookInterface = BuildHookInterface
import runpy
hook = runpy.run_path(sys.argv[1] + "/resolver/native/hook.py")["KernelHook"](sys.argv[1])
found = {"artifacts": []}
hook.initialize("standard", found)
print(json.dumps(found))
"""


def built(tmp_path: Path, **environment: str) -> Any:
    """Return what the hook of the build adds to a wheel of a bare copy of the kernel's folder; hatchling is played."""
    import json
    import os

    copy = tmp_path / "resolver" / "native"
    if not copy.is_dir():
        shutil.copytree(
            ROOT / "resolver" / "native", copy, ignore=shutil.ignore_patterns("*.so", "__pycache__")
        )
    command = [sys.executable, "-c", HOOK, str(tmp_path)]
    done = subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)
    return json.loads(done.stdout)


def test_a_build_without_a_compiler_is_pure(tmp_path: Path) -> None:
    """It adds nothing, and does not fail."""
    assert {"artifacts": []} == built(tmp_path, CC="no-such-compiler")


@needs_kernel
def test_a_build_with_a_library_is_for_machines_of_its_kind(tmp_path: Path) -> None:
    """The library is packed, and the wheel is not taken for a pure one."""
    name = compiling.library_path().name
    expected = {"artifacts": [f"/resolver/native/{name}"], "pure_python": False, "infer_tag": True}

    assert expected == built(tmp_path)
