"""A build of the package -> the same with the compiled kernel in it, where there is a compiler; hatchling runs this."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class KernelHook(BuildHookInterface):  # type: ignore[misc]
    """Compiles before a wheel, or an editable install, is made; what holds a library is for machines of this kind alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and have the library packed; without a compiler the package is pure."""
        folder = Path(self.root) / "resolver" / "native"
        library = runpy.run_path(str(folder / "compiling.py"))["compiled"](folder)
        if library:
            build_data["artifacts"].append(f"/{library.relative_to(self.root).as_posix()}")
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
