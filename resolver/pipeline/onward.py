"""An earlier run + files received since -> the lists of the run that goes on from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from resolver.errors import UsageError
from resolver.outcome import Outcome
from resolver.previous import Carried, Previous, carry_on, confirm_losses
from resolver.ruleset import Ruleset
from resolver.settings import ListSettings, Settings
from resolver.sources import read_sources
from resolver.stages.read import ReadLists, names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came since: files (or one frame) that are added, new versions of lists (by list), and what was said about them."""

    added: Any = ()
    replaced: Mapping[str, Path | str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    list_id: str = "frame"
    skip_unreadable: bool = False
    confirm_withdrawals: bool = False

    @property
    def is_frame(self) -> bool:
        """Say whether a frame is added.

        >>> Received().is_frame
        False
        """
        return hasattr(self.added, "columns")

    @property
    def files(self) -> list[Path | str]:
        """Return the files received.

        >>> Received(added="a.csv", replaced={"b": "b2.csv"}).files
        ['a.csv', 'b2.csv']
        """
        added = (
            [] if self.is_frame else [self.added] if isinstance(self.added, (str, Path)) else [*self.added]
        )
        return [*added, *self.replaced.values()]


def read_onward(previous: Previous, received: Received, ruleset: Ruleset, settings: Settings) -> Carried:
    """Read what came since and lay it over the lists of the earlier run.

    Raises UsageError when a new version lacks too much and nobody confirmed it.
    """
    if received.is_frame and received.replaced:
        raise UsageError("add a frame or replace lists by files, not both at once")
    read = _read(previous, received, ruleset, settings) if received.is_frame or received.files else None
    if read is not None:
        _check_versions(read, received)
    carried = carry_on(previous.kept, read, sorted(received.replaced))
    confirm_losses(carried.losses, is_confirmed=received.confirm_withdrawals)
    return carried


def _read(previous: Previous, received: Received, ruleset: Ruleset, settings: Settings) -> ReadLists:
    source = received.added if received.is_frame else received.files
    return read_sources(
        source,
        ruleset,
        _said_of(previous, received, settings),
        received.mapping,
        received.defaults,
        received.list_id,
        received.skip_unreadable,
        _headers_that_stay(previous, received),
    )


def _headers_that_stay(previous: Previous, received: Received) -> list[str]:
    """Return the headers of the earlier lists of which no new version came: settings may speak of them."""
    before = previous.kept.lists
    stay = before.lists.filter(~pl.col("list_id").is_in([*received.replaced]))["file"]
    headers = before.column_map.filter(pl.col("file").is_in(stay.implode()))["header"]
    return headers.drop_nulls().unique(maintain_order=True).to_list()


def _said_of(previous: Previous, received: Received, settings: Settings) -> Settings:
    """Return the settings for reading what came: a new version is read as the list before, lists not received are left out."""
    before = previous.kept.lists.lists
    files = before["file"].to_list()
    versions = _said_of_versions(before, received, (settings, previous.settings))
    received_files = [received.list_id] if received.is_frame else received.files
    used = [settings.for_file(path) for path in received_files]
    known = [settings.for_file(file) for file in files]
    others = [one for one in settings.lists if one in used or one not in known]
    paths = {one.file for one in versions}
    wanted = [*versions, *(one for one in others if one not in versions and one.file not in paths)]
    found = settings.model_copy(update={"lists": tuple(wanted)})
    needed = [found.for_file(path) for path in received_files]
    lists = tuple(one for one in wanted if one in needed or one not in (*used, *known))
    return settings.model_copy(update={"lists": lists})


def with_versions(settings: Settings, earlier: Outcome, received: Received) -> Settings:
    """Return the settings of a run with what holds for new versions of lists under the names of their files, for the runs to come."""
    versions = _said_of_versions(earlier.lists, received, (settings, earlier.settings))
    names = names_of([Path(path) for path in received.replaced.values()])
    named = [one.model_copy(update={"file": name}) for one, name in zip(versions, names, strict=True)]
    fresh = [
        one for one in named if one not in settings.lists and one != ListSettings(file=one.file, id=one.id)
    ]
    return settings.model_copy(update={"lists": (*settings.lists, *fresh)}) if fresh else settings


def _said_of_versions(
    lists: pl.DataFrame, received: Received, settings: Sequence[Settings]
) -> list[ListSettings]:
    rows = {row["list_id"]: row for row in lists.iter_rows(named=True)}
    return [
        _said_of_version(list_id, Path(path).as_posix(), rows.get(list_id, {}), settings)
        for list_id, path in received.replaced.items()
    ]


def _said_of_version(
    list_id: str, path: str, former: Mapping[str, Any], settings: Sequence[Settings]
) -> ListSettings:
    """Return what is said about a new version of a list: of its file, else of the former one, now or in the run before.

    Where nobody says anything any more, what the former one was stays: a restricted list never becomes another by a new version.
    """
    files = (path, former.get("file", ""))
    found = [said for one in settings for name in files if (said := one.for_file(name))]
    stays = {name: former[name] for name in ("title", "one_row_per_person", "sensitivity") if former}
    said = found[0] if found else ListSettings(file=path, **stays)
    return said.model_copy(update={"file": path, "id": list_id})


def _check_versions(read: ReadLists, received: Received) -> None:
    """Raise UsageError when a file given as the new version of one list holds rows of another."""
    names = {Path(path).name: list_id for list_id, path in received.replaced.items()}
    for list_id, file in read.lists.select("list_id", "file").iter_rows():
        wanted = names.get(Path(file).name)
        if wanted is not None and wanted != list_id and Path(file).name not in _added_names(received):
            raise UsageError(
                f"{file}: holds rows of the list {list_id}, but is given as a new version of {wanted}"
            )


def _added_names(received: Received) -> Sequence[str]:
    added = received.files[: len(received.files) - len(received.replaced)]
    return [Path(path).name for path in added]
