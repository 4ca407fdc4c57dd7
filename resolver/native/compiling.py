"""The kernel's C files -> a library beside them, its name telling what it was made of.

Run as a script it compiles; the hook of the build (``hook``) does the same. It stands alone: when the package is built, neither
the package nor what it stands on is there.
"""

import hashlib
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FLAGS = (
    "-std=c11",
    "-O3",
    "-fPIC",
    "-shared",
    # Every number has to come out as Python works it out: no step is left out or joined with another, pow stays pow.
    "-fno-fast-math",
    "-ffp-contract=off",
    "-fno-builtin-pow",
    "-fno-builtin-log2",
)


def library_path(folder: Path = HERE) -> Path:
    """Return where the library of the C files in a folder is, or would be: files that changed have another, so that none is stale.

    >>> library_path().suffix
    '.so'
    """
    digest = hashlib.blake2b(" ".join(FLAGS).encode(), digest_size=8)
    for source in sorted(folder.glob("*.[ch]")):
        digest.update(source.read_bytes())
    return folder / f"kernel-{digest.hexdigest()}.so"


def sources(folder: Path = HERE) -> list[Path]:
    """Return the C files in a folder, in order.

    >>> "sampler.c" in [source.name for source in sources()]
    True
    """
    return sorted(folder.glob("*.c"))


def compiled(folder: Path = HERE) -> Path | None:
    """Compile the C files in a folder, unless that was done, and return the library; None, after a line that says why, where it cannot be.

    The compiler is ``$CC``, else ``cc``. Nobody sees half a library: it is written aside and put in place.
    """
    library = library_path(folder)
    if library.is_file():
        return library
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".kernel-") as aside:
            made = Path(aside) / library.name
            _compile(sources(folder), made)
            for former in folder.glob("kernel-*.so"):
                former.unlink(missing_ok=True)
            made.replace(library)
    except (OSError, subprocess.CalledProcessError) as fault:
        sys.stderr.write(
            f"resolver: no compiled kernel ({_told(fault)}); all works without it, only slower\n"
        )
        return None
    return library


def _compile(files: list[Path], library: Path) -> None:
    command = [
        *shlex.split(os.environ.get("CC") or "cc"),
        *FLAGS,
        *map(str, files),
        "-o",
        str(library),
        "-lm",
    ]
    subprocess.run(command, check=True, capture_output=True)


def _told(fault: OSError | subprocess.CalledProcessError) -> str:
    if isinstance(fault, subprocess.CalledProcessError):
        lines = fault.stderr.decode("utf-8", "replace").split("\n")
        return next(
            (line for line in lines if "error" in line), f"{fault.cmd[0]} ended with {fault.returncode}"
        )
    return f"{fault.filename}: {fault.strerror}"


if __name__ == "__main__":
    compiled()
