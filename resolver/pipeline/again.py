"""A run folder + the lists it was made from -> the same run made again, and where its bytes part from the first one's."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resolver.corrections import corrections_of
from resolver.errors import UsageError
from resolver.files import (
    changed_files,
    check_target,
    lay_out,
    passing_folder,
    read_bytes,
    sha256_of,
    written_files,
)
from resolver.origins import Reposts
from resolver.pipeline.clock import Progress
from resolver.pipeline.verbs import cross_check, dedupe, link
from resolver.run import Run, open_run
from resolver.settings import Settings
from resolver.stages.write import manifest_bytes
from resolver.verification import (
    VARYING,
    claims_said,
    difference,
    find_lists,
    folders_of,
    place_of,
    told_in_short,
)
from resolver.version import VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What became of a run that was made again: how many files it has, and which of them came out otherwise than they were written.

    ``altered`` are files in its folder that are no longer what the run wrote: somebody changed them since.

    >>> print(Repeated(files=40, differences=()))
    The run came out the same: 40 files, byte for byte (timings.json aside).
    """

    files: int
    differences: tuple[str, ...]
    altered: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Say whether every file has the same bytes.

        >>> Repeated(files=1, differences=("a.csv: is missing",)).is_same
        False
        """
        return not self.differences

    def __str__(self) -> str:
        since = [f"Altered since it was written, as resolver verify tells: {', '.join(self.altered)}."]
        if self.is_same:
            told = [f"The run came out the same: {self.files:,} files, byte for byte (timings.json aside)."]
        else:
            told = ["The run came out otherwise:", *(f"  {one}" for one in self.differences)]
        return "\n".join([*told, *(since if self.altered else [])])

    def to_dict(self) -> dict[str, Any]:
        """Return the answer for programs."""
        told = {"is_same": self.is_same, "files": self.files, "differences": list(self.differences)}
        return {**told, "altered": list(self.altered)}


def rerun(
    folder: Path | str,
    *,
    lists_in: Sequence[Path | str] = (),
    previous: Path | str | None = None,
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Repeated:
    """Make a finished run again from what it keeps and the lists it was made from, and compare every byte.

    ``lists_in`` are folders in which the lists lie; by default they are looked for where we are and beside the run. ``previous`` is
    the run that it went on from, if it did. The new run is written to ``output`` and kept, or else thrown away. Raises UsageError
    that says why where it cannot be repeated: a list is another now, the run before is gone, another version made it, or ``output``
    is the folder of the run itself.

    >>> import tempfile
    >>> from resolver.files import seeds_folder
    >>> from resolver.pipeline import demo
    >>> with tempfile.TemporaryDirectory() as out:
    ...     demo().write(f"{out}/run", report=False)
    ...     rerun(f"{out}/run", lists_in=[seeds_folder() / "khasham-2018"]).is_same
    True
    """
    path = Path(folder)
    run = open_run(path)
    if output is not None:
        _check_output(output, path)
    folders = folders_of(path, lists_in)
    _check_version(path)
    with passing_folder(output or path) as lent:
        again = _made_again(run, _Repeat(run=run, folders=folders, laid=lent / "lists"), previous, progress)
        target = Path(output) if output is not None else lent / "run"
        again.write(target, **_form(path))
        return _compared(path, target)


def _check_output(output: Path | str, folder: Path) -> None:
    """Raise UsageError where the new run would lie over the one that it is compared with."""
    check_target(output)
    if Path(output).resolve() == folder.resolve():
        raise UsageError(f"{output}: is the run that is to be made again; choose another folder with -o")


def _check_version(folder: Path) -> None:
    """Raise UsageError when another version made the run: it need not come out the same."""
    made_by = json.loads(read_bytes(folder / "run.json"))["resolver"]
    if made_by != VERSION:
        raise UsageError(
            f"{folder}: was made by resolver {made_by}, and this is {VERSION}, which may decide otherwise: to repeat it, "
            f"install resolver {made_by}"
        )


# --- what the run was made from ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repeat:
    """A run, where its lists may lie, and where they are laid out under the names that the run knows them by."""

    run: Run
    folders: Sequence[Path]
    laid: Path

    def lists(self, wanted: Sequence[Mapping[str, Any]]) -> dict[str, Path]:
        """Return lists by the names they had, or raise UsageError that tells each one which is away or another."""
        return self._laid_out(
            wanted, {str(one["file"]): place_of(one["file"], self.run.settings) for one in wanted}
        )

    def claims(self) -> list[Path]:
        """Return the files of count claims that the run read, laid out where its settings know them; none where it read none."""
        names = self.run.options.get("counts", [])
        places = {name: claims_said(name, self.run.settings).file for name in names}
        laid = self._laid_out(self.run.claim_files.to_dicts() if names else [], places)
        return [laid[name] for name in names]

    def _laid_out(self, wanted: Sequence[Mapping[str, Any]], places: Mapping[str, str]) -> dict[str, Path]:
        """Return files by the names they had, each laid out under its place."""
        found = find_lists(wanted, self.folders)
        if faults := [one.fault for one in found if one.fault]:
            raise UsageError("\n".join(["this run cannot be made again:", *faults]))
        laid = lay_out(self.laid, {places[one.file]: one.path for one in found if one.path})
        return {one.file: laid[places[one.file]] for one in found}

    @property
    def settings(self) -> Settings:
        """Return the settings, for lists that are laid out."""
        return self.run.settings.placed_in(self.laid)

    @property
    def said(self) -> dict[str, Any]:
        """Return what was said to the run besides its lists."""
        options = self.run.options
        estimate = bool(options.get("estimate", True))
        return {
            "mapping": options.get("mapping", {}),
            "defaults": options.get("defaults", {}),
            "settings": self.settings,
            "rules": self.run.rulebook,
            "estimate": estimate,
            "model": None if estimate else self.run.model,
            "judgements": self.run.judgements,
        }


def _made_again(run: Run, repeat: _Repeat, previous: Path | str | None, progress: Progress | None) -> Run:
    options = run.options
    point: dict[str, Any] = {"operating_point": options.get("operating_point"), "progress": progress}
    if skipped := [note for note in run.notes if note.startswith("skipped: ")]:
        raise UsageError(
            "\n".join(["this run cannot be made again: it went on without lists it could not read", *skipped])
        )
    if run.run_number > 1:
        return _made_onward(run, repeat, previous, progress)
    paths = list(repeat.lists(run.lists.to_dicts()).values())
    claims = repeat.claims()
    if options["command"] == "dedupe":
        return dedupe(
            paths,
            corrections=corrections_of(run.corrections),
            counts=claims,
            reposts=Reposts(given=run.reposts),
            **repeat.said,
            **point,
        )
    if not run.has_reference:
        return link(paths[0], paths[1], **repeat.said, **point)
    reference = options["reference"]
    files = [{"file": reference["file"], "sha256": next(iter(reference["sha256"]), None)}]
    register = next(iter(repeat.lists(files).values()))
    mapping = reference.get("mapping", {})
    return cross_check(paths, register, reference_mapping=mapping, progress=progress, **repeat.said)


def _made_onward(run: Run, repeat: _Repeat, previous: Path | str | None, progress: Progress | None) -> Run:
    """Make a run again that went on from another."""
    options = run.options
    earlier = _earlier(run, previous)
    if options.get("received_frame"):
        raise UsageError("this run cannot be made again: a table in memory was added to it")
    came = options["received"]
    paths = repeat.lists(came)
    return dedupe(
        [paths[one["file"]] for one in came if not one["replaces"]],
        previous=earlier,
        replaced={one["replaces"]: paths[one["file"]] for one in came if one["replaces"]},
        confirm_withdrawals=options["confirm_withdrawals"],
        refit=bool(options.get("refit")),
        operating_point=options.get("operating_point"),
        corrections=corrections_of(run.corrections),
        counts=repeat.claims(),
        reposts=Reposts(given=run.reposts),
        progress=progress,
        **repeat.said,
    )


def _earlier(run: Run, previous: Path | str | None) -> Run:
    """Return the run that a run went on from, or raise UsageError: it is not given, or another."""
    if previous is None:
        raise UsageError(
            f"this is run {run.run_number} of its lists and went on from another: give the folder of that run with --previous. If it "
            "was written over by this one, nobody can make this one again"
        )
    earlier = open_run(previous)
    if sha256_of(manifest_bytes(earlier)) != run.options["previous_sha256"]:
        raise UsageError(f"{previous}: is not the run that this one went on from")
    return earlier


# --- what came of it --------------------------------------------------------------------------------------------------


def _form(folder: Path) -> dict[str, Any]:
    """Return in which form a run was written."""
    names = written_files(folder)
    suffix = next((one for one in ("csv", "xlsx") if f"persons.{one}" in names), "parquet")
    head = read_bytes(folder / "persons.csv")[:3] if (folder / "persons.csv").is_file() else b"\xef\xbb\xbf"
    return {
        "report": "report.html" in names,
        "file_format": suffix,
        "plain": head != b"\xef\xbb\xbf",
    }


def _compared(folder: Path, again: Path) -> Repeated:
    """Compare what a run wrote with what the same run wrote when it was made again."""
    was, now = (
        {name: sha256 for name, sha256 in written_files(one).items() if name not in VARYING}
        for one in (folder, again)
    )
    differences = [f"{name}: was written and is not now" for name in sorted(was.keys() - now.keys())]
    differences += [f"{name}: was not written and is now" for name in sorted(now.keys() - was.keys())]
    for name in sorted(name for name in was.keys() & now.keys() if was[name] != now[name]):
        differences.append(f"{name}: {_told(folder / name, again / name, was[name])}")
    altered = tuple(name for name in changed_files(folder) if name in was)
    return Repeated(files=len(was), differences=told_in_short(differences), altered=altered)


def _told(before: Path, now: Path, sha256: str) -> str:
    if not before.is_file() or sha256_of(before) != sha256:
        return "came out otherwise; what was written is no longer here to compare (resolver verify says more)"
    return difference(before.name, read_bytes(before), read_bytes(now))
