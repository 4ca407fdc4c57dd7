"""Lists of the run before + lists received since -> the lists of this run, and TOMBSTONES of the rows it no longer has.

Absence means nothing: a list that is added takes nothing away. Only a list that is *replaced* by a newer version loses the rows which
that version lacks; each leaves a tombstone, and finds its old ids again when it returns.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import polars as pl

from resolver.errors import UsageError
from resolver.previous.matching import contents, free_id, match_rows, own_id, said_columns, same_content
from resolver.stages.read import ReadLists
from resolver.stages.read.raw import row_as_json
from resolver.tables import LISTS, REJECTS, TOMBSTONES

LARGEST_LOSS = 0.02
"""When a new version lacks a larger share of a list than this, somebody has to say that this is meant."""

KNOWN = "known already"
"""How the reason begins for which a row that an earlier file held letter for letter, id included, is not used again."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loss:
    """How many rows of a list its new version lacks."""

    list_id: str
    withdrawn: int
    rows: int

    @property
    def is_large(self) -> bool:
        """Say whether somebody has to confirm it.

        >>> Loss(list_id="a", withdrawn=2, rows=100).is_large, Loss(list_id="a", withdrawn=3, rows=100).is_large
        (False, True)
        """
        return self.withdrawn > LARGEST_LOSS * self.rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Carried:
    """The lists of this run: what stood before, what came, and what went."""

    lists: ReadLists
    tombstones: pl.DataFrame
    returned: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()

    @classmethod
    def first(cls, lists: ReadLists) -> "Carried":
        """Return the lists of a run that has none before it."""
        return cls(lists=lists, tombstones=pl.DataFrame(schema=TOMBSTONES))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """What a run keeps of its lists. ``mentions`` is in input order, with the person of each row beside it."""

    lists: ReadLists
    person_of: Mapping[str, str] = field(default_factory=dict)
    tombstones: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TOMBSTONES))


def carry_on(before: Kept, received: ReadLists | None, replaced: Sequence[str] = ()) -> Carried:
    """Return the lists of a run that goes on from another. ``replaced`` are the lists of which a new version was received."""
    known = set(before.lists.lists["list_id"])
    unknown = [one for one in replaced if one not in known]
    if unknown:
        raise UsageError(
            f"no list {', '.join(unknown)} in the earlier run; its lists are {', '.join(sorted(known))}"
        )
    empty = set(replaced) - set(received.mentions["list_id"] if received else ())
    if empty:
        raise UsageError(
            f"the new version of {', '.join(sorted(empty))} has no usable row; nothing was taken away"
        )
    if received is None:
        return Carried(lists=before.lists, tombstones=before.tombstones)
    _refuse_again(before.lists, received, replaced)
    desk = _Desk(before, _apart_from(before.lists, received, replaced))
    for list_id, rows in desk.received.mentions.partition_by(
        "list_id", as_dict=True, maintain_order=True
    ).items():
        desk.take(str(list_id[0]), rows, is_version=list_id[0] in replaced)
    return desk.carried(replaced)


def _refuse_again(before: ReadLists, received: ReadLists, replaced: Sequence[str]) -> None:
    """Raise UsageError when a file is added that the run holds already, byte for byte: everybody in it would stand twice."""
    known = dict(before.lists.drop_nulls("sha256").select("sha256", "file").iter_rows())
    added = received.lists.filter(~pl.col("list_id").is_in(list(replaced)))
    told = [
        f"{file}: is part of the earlier run already (as {known[sha256]}); leave it out"
        for file, sha256 in added.select("file", "sha256").iter_rows()
        if sha256 in known
    ]
    if told:
        raise UsageError("\n".join(dict.fromkeys(told)))


def retract(carried: Carried, retracted: Mapping[str, str], person_of: Mapping[str, str]) -> Carried:
    """Return the lists without the rows that corrections took back (by mention id, with why); what was given back returns."""
    mentions, stones = carried.lists.mentions, carried.tombstones
    is_back = (pl.col("state") == "retracted") & ~pl.col("mention_id").is_in(list(retracted))
    back = stones.filter(is_back).drop("person_id", "state", "reason")
    gone = mentions.filter(pl.col("mention_id").is_in(list(retracted)))
    if back.is_empty() and gone.is_empty():
        return carried
    reasons = [retracted[one] for one in gone["mention_id"]]
    rest = mentions.filter(~pl.col("mention_id").is_in(list(retracted)))
    fallen = tombstones_of(gone, person_of, state="retracted", reason=reasons)
    return replace(
        carried,
        lists=replace(carried.lists, mentions=pl.concat([rest, back], how="diagonal")),
        tombstones=pl.concat([stones.filter(~is_back), fallen], how="diagonal"),
        returned=tuple(sorted({*carried.returned, *back["mention_id"]} - set(retracted))),
    )


def confirm_losses(losses: Sequence[Loss], *, is_confirmed: bool) -> None:
    """Raise UsageError when a new version lacks so much of a list that it may have been cut short.

    >>> confirm_losses([Loss(list_id="a", withdrawn=1, rows=100)], is_confirmed=False)
    """
    told = [
        f"{one.list_id}: the new version lacks {one.withdrawn:,} of {one.rows:,} rows ({one.withdrawn / one.rows:.1%})"
        for one in losses
        if one.is_large
    ]
    if told and not is_confirmed:
        raise UsageError(
            "\n".join(told) + "\nNothing was written. If they are meant to go, say so: --confirm-withdrawals"
        )


class _Desk:
    """Where rows lie while it is decided which of them are which."""

    def __init__(self, before: Kept, received: ReadLists) -> None:
        self.before = before
        self.received = received
        self.live = before.lists.mentions
        live_ids = pl.Series(self.live["mention_id"]).implode()
        self.gone = before.tombstones.filter(~pl.col("mention_id").is_in(live_ids))
        self.taken = {*self.live["mention_id"], *before.tombstones["mention_id"]}
        self.new_ids: dict[str, str] = {}
        self.repeats: list[str] = []
        self.returned: list[str] = []
        self.fallen: list[pl.DataFrame] = []
        self.losses: list[Loss] = []
        self.notes: list[str] = []

    def take(self, list_id: str, rows: pl.DataFrame, *, is_version: bool) -> None:
        """Decide which rows of one list are which."""
        live, gone = (side.filter(pl.col("list_id") == list_id) for side in (self.live, self.gone))
        known = match_rows(live, rows) if is_version else _repeated(live, rows)
        rest = rows.filter(~pl.col("mention_id").is_in(list(known)))
        back = match_rows(gone, rest) if is_version else same_content(gone, rest)
        self.returned += back.values()
        for mention_id in rest["mention_id"]:
            self.new_ids[mention_id] = back.get(mention_id) or self._new_id(mention_id, list_id)
        if is_version:
            self.new_ids |= known
            self._bury(list_id, live, rows, known)
        else:
            self.repeats += known
            self._hint(list_id, live, rest)

    def _new_id(self, mention_id: str, list_id: str) -> str:
        found = free_id(mention_id, list_id, self.taken)
        self.taken.add(found)
        return found

    def _bury(self, list_id: str, live: pl.DataFrame, rows: pl.DataFrame, known: Mapping[str, str]) -> None:
        """Leave tombstones of the rows that a new version lacks, and of the former text of those that it has otherwise."""
        version = _version(self.before.lists, list_id) + 1
        lost = live.filter(~pl.col("mention_id").is_in(list(known.values())))
        self.losses.append(Loss(list_id=list_id, withdrawn=lost.height, rows=live.height))
        self.fallen.append(self._tombstones(lost, "withdrawn", f"not in version {version} of {list_id}"))
        columns = said_columns(live, rows)
        told = dict(zip(rows["mention_id"], contents(rows, columns), strict=True))
        now = {old: told[new] for new, old in known.items()}
        was = dict(zip(live["mention_id"], contents(live, columns), strict=True))
        changed = live.filter(
            pl.col("mention_id").is_in([one for one, text in now.items() if was[one] != text])
        )
        self.fallen.append(
            self._tombstones(changed, "superseded", f"changed in version {version} of {list_id}")
        )

    def _tombstones(self, rows: pl.DataFrame, state: str, reason: str) -> pl.DataFrame:
        return tombstones_of(rows, self.before.person_of, state=state, reason=reason)

    def _hint(self, list_id: str, live: pl.DataFrame, rest: pl.DataFrame) -> None:
        again = len(same_content(live, rest))
        if again:
            self.notes.append(
                f"{again:,} of the rows added to {list_id} say letter for letter what rows of it said before; they are kept as "
                f"further mentions. If the file is a new version of the list: --replace {list_id}=FILE"
            )

    def carried(self, replaced: Sequence[str]) -> Carried:
        """Return the lists as they are now."""
        before, received = self.before.lists, self.received
        kept = self.live.filter(~pl.col("list_id").is_in(list(replaced)))
        used = received.mentions.filter(~pl.col("mention_id").is_in(self.repeats))
        renamed = used.with_columns(mention_id=pl.col("mention_id").replace(self.new_ids))
        left = _files_left(before, kept)
        lists = replace(
            before,
            mentions=pl.concat([kept, renamed], how="diagonal"),
            rejects=pl.concat([before.rejects.filter(left), received.rejects, self._known_again()]),
            lists=_lists_now(before, received, replaced),
            column_map=pl.concat([before.column_map.filter(left), received.column_map]),
            notes=[*received.notes, *self.notes],
            day_first={
                **_without(before.day_first, {*replaced, *received.day_first}),
                **received.day_first,
            },
        )
        returned = pl.col("mention_id").is_in(self.returned) & (pl.col("state") != "superseded")
        stones = [self.before.tombstones.filter(~returned), *self.fallen]
        return Carried(
            lists=lists,
            tombstones=pl.concat(stones, how="diagonal"),
            returned=tuple(sorted(self.returned)),
            losses=tuple(self.losses),
        )

    def _known_again(self) -> pl.DataFrame:
        rows = self.received.mentions.filter(pl.col("mention_id").is_in(self.repeats))
        cells = rows.select(pl.exclude("file", "sheet", "line"))
        told = [
            {
                **{name: row[name] for name in ("file", "sheet", "line")},
                "reason": f"{KNOWN}: {row['mention_id']} of {row['list_id']}",
                "row_as_it_was": row_as_json([cell for cell in said if cell is not None]),
            }
            for row, said in zip(rows.iter_rows(named=True), cells.iter_rows(), strict=True)
        ]
        return pl.DataFrame(told, schema=REJECTS)


def tombstones_of(
    rows: pl.DataFrame, person_of: Mapping[str, str], *, state: str, reason: str | Sequence[str]
) -> pl.DataFrame:
    """Return tombstones of rows: all that they said, and whose they were."""
    people = [person_of.get(one) for one in rows["mention_id"]]
    reasons = [reason] * rows.height if isinstance(reason, str) else list(reason)
    told = rows.with_columns(
        person_id=pl.Series(people, dtype=pl.String),
        state=pl.lit(state),
        reason=pl.Series(reasons, dtype=pl.String),
    )
    others = [name for name in told.columns if name not in TOMBSTONES]
    return told.select(*(pl.col(name).cast(kind) for name, kind in TOMBSTONES.items()), *others)


def _repeated(live: pl.DataFrame, rows: pl.DataFrame) -> dict[str, str]:
    """Return the rows that a list which is only added to holds already: the same id of its own and the same words."""
    has_own = [own_id(*row) is not None for row in rows.select("mention_id", "list_id").iter_rows()]
    own = rows.filter(pl.Series(has_own, dtype=pl.Boolean))
    known = {own_id(one, list_id): one for one, list_id in live.select("mention_id", "list_id").iter_rows()}
    same = {
        one: known[mine]
        for one, list_id in own.select("mention_id", "list_id").iter_rows()
        if (mine := own_id(one, list_id)) in known
    }
    columns = said_columns(live, rows)
    was, now = (dict(zip(side["mention_id"], contents(side, columns), strict=True)) for side in (live, own))
    return {one: other for one, other in same.items() if now[one] == was[other]}


def _version(lists: ReadLists, list_id: str) -> int:
    return int(lists.lists.filter(pl.col("list_id") == list_id)["version"].max() or 1)  # type: ignore[arg-type]


def _without(day_first: Mapping[str, bool], lists: Set[str]) -> dict[str, bool]:
    """Return how lists, and columns of them, write their dates, but for some lists: those of which it is said anew, or has to be."""
    return {key: first for key, first in day_first.items() if key.partition("\n")[0] not in lists}


def _files_left(before: ReadLists, kept: pl.DataFrame) -> pl.Expr:
    """Say of a row of REJECTS or of the column map whether its file is still part of the run."""
    had_mentions = set(before.mentions["file"])
    gone = had_mentions - set(kept["file"])
    return ~pl.col("file").is_in(sorted(gone))


def _lists_now(before: ReadLists, received: ReadLists, replaced: Sequence[str]) -> pl.DataFrame:
    stay = before.lists.filter(~pl.col("list_id").is_in(list(replaced)))
    versions = {list_id: _version(before, list_id) + 1 for list_id in replaced}
    came = received.lists.with_columns(
        version=pl.col("list_id").replace_strict(versions, default=1, return_dtype=pl.UInt32)
    )
    return pl.concat([stay, came]).select(pl.col(name).cast(kind) for name, kind in LISTS.items())


def _apart_from(before: ReadLists, received: ReadLists, replaced: Sequence[str]) -> ReadLists:
    """Return what was received with files renamed whose names stand in the run already: places tell records apart."""
    stay = before.mentions.filter(~pl.col("list_id").is_in(list(replaced)))
    taken = {*stay["file"], *before.rejects["file"], *before.lists["file"]} - _only_of(before, replaced)
    names: dict[str, str] = {}
    for file in received.lists["file"].unique(maintain_order=True):
        names[file] = _free_name(file, taken)
        taken.add(names[file])
    turned = pl.col("file").replace(names)
    return replace(
        received,
        mentions=received.mentions.with_columns(turned),
        rejects=received.rejects.with_columns(turned),
        lists=received.lists.with_columns(turned),
        column_map=received.column_map.with_columns(turned),
    )


def _only_of(before: ReadLists, replaced: Sequence[str]) -> set[str]:
    """Return the files that hold nothing but lists which are replaced."""
    others = before.lists.filter(~pl.col("list_id").is_in(list(replaced)))["file"]
    return set(before.lists["file"]) - set(others)


def _free_name(file: str, taken: set[str]) -> str:
    path, ordinal, name = PurePath(file), 1, file
    while name in taken:
        ordinal += 1
        name = path.with_name(f"{path.stem} ({ordinal}){path.suffix}").as_posix()
    return name
