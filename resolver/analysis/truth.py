"""A truth file -> Truth -> which true person each mention of a run is: known by other means, used for measuring alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.errors import InputError, UsageError
from resolver.model.agreement import Codes, codes_of
from resolver.outcome import Outcome
from resolver.sheets import column_missing, lines_told, read_sheet

PERSON_HEADERS = ("person_id", "entity_id", "cluster_id", "person_key")
"""The headers under which a truth file may say who a mention is, the first that is there counting."""

TruthSource = Path | str | pl.DataFrame | Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truth:
    """Who each mention is: ``table`` has mention_id, list_id (null where the file has none) and person."""

    table: pl.DataFrame
    file: str
    silent: int = 0

    @property
    def has_lists(self) -> bool:
        """Return whether the file says of which list its mention ids are."""
        return self.table["list_id"].null_count() < self.table.height


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Aligned:
    """The mentions of a run of which the truth speaks, and those it does not.

    ``rows`` are row numbers of the run; ``truth`` and ``found`` number the true and the found person of each; ``names`` and
    ``person_ids`` are what those numbers stand for. ``code_of_row`` is -1 where the truth is silent.
    """

    rows: NDArray[np.int64]
    truth: Codes
    found: Codes
    names: pl.Series
    person_ids: pl.Series
    code_of_row: Codes
    not_in_run: tuple[str, ...]


def read_truth(source: TruthSource) -> Truth:
    """Return the truth from a file, a frame or a mapping of mention id to person.

    The file has a column ``mention_id`` and one of ``person_id``, ``entity_id``, ``cluster_id``, ``person_key``, and ``list_id``
    where the same ids are used in several lists. A row without a person says nothing about its mention. Raises InputError that
    tells every fault.

    >>> read_truth({"m1": "a", "m2": "b"}).table.height
    2
    """
    if isinstance(source, Mapping):
        source = pl.DataFrame(
            {"mention_id": list(source), "person_id": [str(one) for one in source.values()]}
        )
    wanted = {"mention_id": ("mention_id",), "list_id": ("list_id",), "person": PERSON_HEADERS}
    sheet = read_sheet(source, wanted)
    if "mention_id" not in sheet.rows.columns:
        raise column_missing(sheet, "no column mention_id; name the column of mention ids so")
    if "person" not in sheet.rows.columns:
        raise column_missing(sheet, f"no column says who a mention is; call it {' or '.join(PERSON_HEADERS)}")
    rows = sheet.rows
    if "list_id" not in rows.columns:
        rows = rows.with_columns(list_id=pl.lit(None, dtype=pl.String))
    said = rows.filter(pl.col("person").is_not_null())
    _check(said, sheet.file)
    table = said.select("mention_id", "list_id", "person").unique(maintain_order=True)
    return Truth(table=table, file=sheet.file, silent=rows.height - said.height)


def _check(said: pl.DataFrame, file: str) -> None:
    """Raise one InputError for rows that name nobody's mention, and for mentions said to be two people."""
    faults = []
    nameless = said.filter(pl.col("mention_id").is_null())["line"].to_list()
    if nameless:
        faults.append(f"{file}, {lines_told(nameless)}: no mention_id; fill it in or delete the row")
    repeated = said.filter(
        pl.col("mention_id").is_not_null() & pl.struct("mention_id", "list_id").is_duplicated()
    )
    torn = repeated.filter(pl.col("person").n_unique().over("mention_id", "list_id") > 1)
    for (mention_id, _), rows in list(torn.group_by("mention_id", "list_id", maintain_order=True))[:10]:
        people = " and ".join(rows["person"].unique(maintain_order=True))
        faults.append(
            f"{file}, {lines_told(rows['line'].to_list())}: {mention_id} is said to be {people}; keep one, or add a "
            "column list_id when these are two lists"
        )
    if faults:
        raise InputError("\n".join(faults))
    if said.is_empty():
        raise InputError(f"{file}: no row says who a mention is; check that it was saved to the end")


def align(run: Outcome, truth: Truth) -> Aligned:
    """Return the mentions that both the run and the truth know; raise UsageError when there are none."""
    known = truth.table.with_columns(mention_id=_id_in_run(run, truth))
    _check_once(known, truth.file)
    members = run.memberships.select("row", "mention_id", "person_id")
    people = known.select("mention_id", "person").drop_nulls().unique("mention_id")
    both = members.join(people, on="mention_id", how="inner", maintain_order="left")
    unknown = known.join(members, on="mention_id", how="anti", maintain_order="left", nulls_equal=True)
    missing = tuple(truth.table.filter(known["mention_id"].is_null())["mention_id"]) + tuple(
        unknown["mention_id"].drop_nulls()
    )
    if both.is_empty():
        raise UsageError(_strangers(run, truth, missing))
    rows = both["row"].to_numpy().astype(np.int64)
    codes, found = codes_of(both["person"]), codes_of(both["person_id"])
    code_of_row = np.full(run.memberships.height, -1, dtype=np.int64)
    code_of_row[rows] = codes
    return Aligned(
        rows=rows,
        truth=codes,
        found=found,
        names=both["person"].unique().sort(),
        person_ids=both["person_id"].unique().sort(),
        code_of_row=code_of_row,
        not_in_run=missing,
    )


def _check_once(known: pl.DataFrame, file: str) -> None:
    """Raise InputError when a mention is named twice, with its list and without, as two people."""
    repeated = known.filter(pl.col("mention_id").is_not_null() & pl.col("mention_id").is_duplicated())
    torn = repeated.filter(pl.col("person").n_unique().over("mention_id") > 1)
    if torn.height:
        people = " and ".join(torn["person"].unique(maintain_order=True).head(2))
        raise InputError(
            f"{file}: {torn['mention_id'][0]} is said to be {people}, once with its list and once without; keep one"
        )


def _id_in_run(run: Outcome, truth: Truth) -> pl.Series:
    """Return the id that the run gave to each mention of the truth; ids that several lists use are list/id there."""
    if not truth.has_lists:
        return truth.table["mention_id"]
    ids = run.mentions.select("list_id", own="mention_id")
    prefixed = pl.concat_str("list_id", pl.lit("/"), "mention_id")
    asked = truth.table.with_columns(prefixed=prefixed)
    with_list = asked.join(
        ids.select("own", is_prefixed=True),
        left_on="prefixed",
        right_on="own",
        how="left",
        maintain_order="left",
    ).join(
        ids.select("own", home="list_id"),
        left_on="mention_id",
        right_on="own",
        how="left",
        maintain_order="left",
    )
    is_own = pl.col("list_id").is_null() | (pl.col("list_id") == pl.col("home"))
    chosen = pl.when(pl.col("is_prefixed")).then("prefixed").when(is_own).then("mention_id")
    return with_list.select(mention_id=chosen).to_series()


def _strangers(run: Outcome, truth: Truth, missing: tuple[str, ...]) -> str:
    ours = ", ".join(run.memberships["mention_id"].head(3))
    theirs = ", ".join(missing[:3])
    hint = "" if truth.has_lists else "; where lists use the same ids, add a column list_id"
    return (
        f"{truth.file}: none of its {len(missing):,} mention ids is in the run (it has {theirs} …, the run {ours} …). "
        f"Use the ids of mentions.csv{hint}"
    )
