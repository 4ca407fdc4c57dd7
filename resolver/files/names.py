"""What files of a run may be called, and what in a run folder is ours or the user's."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from resolver.errors import FaultError, FolderError

USER_FILES = ("judgements.csv", "corrections.csv", "reposts.csv", "log.jsonl")
"""Files in a run folder that belong to the user: only appended to, never swapped with a run."""

STAGING = ".staging-"
"""What the folder of a set on its way is called, before its token."""
MARKER = "complete.json"
"""Stands in a set that is complete: what it holds, and what goes when it comes."""
MANIFEST = ".files.json"
"""The files that the run in a folder wrote, each with its SHA-256."""
LOCK = ".lock"
MAKING = ".making"
HALFWAY = ".halfway"
"""Holds what the stages of a run found that is not written yet."""


def check_names(files: Collection[str], *, keep: Sequence[str]) -> None:
    """Raise FaultError where a run would write a file outside of its folder, or over one that is ours or the user's."""
    if not files:
        raise FaultError("a run without files cannot be committed")
    for name in files:
        if not is_name_of_run(name) or name in keep:
            raise FaultError(
                f"{name!r} cannot be a file of a run: a name, or folder/name, none of {list(keep)}"
            )


def is_name_of_run(name: str) -> bool:
    """Say whether a file of a run may be called so: a name, or folder/name, none of our own.

    >>> [is_name_of_run(name) for name in ("persons.csv", ".resolver/m.parquet", "../x.csv", ".lock")]
    [True, True, False, False]
    """
    parts = name.split("/")
    is_ours = parts[0] in (LOCK, MAKING, HALFWAY, MANIFEST, MARKER) or name.startswith(STAGING)
    return (
        len(parts) <= 2
        and not is_ours
        and not any(part in ("", ".", "..") for part in parts)
        and not set(name) & {"\\", ":"}
    )


def check_inside(names: Iterable[str], *, path: Path) -> None:
    """Raise FolderError where a list of names reaches outside of its run: a folder may come from someone else."""
    if not all(map(is_name_of_run, names)):
        raise FolderError(f"{path}: names files outside of the run; do not use this folder")
